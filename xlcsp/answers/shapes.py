"""The cells, rows and blocks that Excel passes to a function by either route, as plain Python values.

The classic route passes floats, None and datetimes; the server route ints, "" and serial numbers; a caller in
Python anything. Once read here, a cell is None (blank), a number or text, and nothing else.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from xlcsp.domain.numbers import is_number, plain_number
from xlcsp.domain.slots import GAP, State
from xlcsp.errors import MeasureError, XlcspError
from xlcsp.measures.marks import SPANNED, STATES
from xlcsp.measures.numbers import QUARTERS_A_YEAR

Cell = float | int | str | None
Block = list[list[Cell]]
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's day 0 has no zone
_DAY = timedelta(days=1)
NUMBERS = frozenset((int, float))
_EXACT = 2**53  # whole numbers up to here are exact in a cell


def guarded(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function as a cell calls it: it never raises, and answers with plain numbers, text or blocks of them."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return plain(function(*args, **kwargs))
        except XlcspError as error:
            return str(error)
        except Exception as error:  # noqa: BLE001 - a traceback is no answer in a cell
            return f"Not worked out ({type(error).__name__}): {error}"

    return call


def plain(answer: Any) -> Any:
    """The answer as both routes can pass it on: no numpy types, no NaN; a block of one cell is that cell."""
    if isinstance(answer, list):
        for row in answer:  # in place: each new list of 10,000 would set off the garbage collector
            for at, cell_value in enumerate(row):
                if type(cell_value) is not str:
                    row[at] = plain(cell_value)
        return answer[0][0] if len(answer) == 1 and len(answer[0]) == 1 else answer
    if type(answer) is int and -_EXACT <= answer <= _EXACT:
        return answer
    if isinstance(answer, str):
        return str(answer)
    if type(answer) not in (int, float, str) and hasattr(answer, "item"):
        answer = answer.item()
    if isinstance(answer, int) and abs(answer) > _EXACT:
        answer = float(answer)  # as Excel holds it
    return None if isinstance(answer, float) and not math.isfinite(answer) else answer


def cell(value: Any) -> Cell:
    """One cell. A date is its serial number, as Excel itself counts and the server route passes it."""
    if type(value) is float:
        if value.is_integer():
            return int(value)  # COM gives 90.0 for what Office.js and people call 90
        return None if math.isnan(value) else value
    if type(value) is int:
        return value
    return value.strip() or None if type(value) is str else _unusual(value)


def _unusual(value: Any) -> Cell:
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
        return cell((moment.replace(tzinfo=None) - _EPOCH) / _DAY)
    if is_number(value):  # currency cells give Decimals; numpy has numbers of its own
        return cell(plain_number(value))
    return cell(value.item() if hasattr(value, "item") else str(value))


def block(value: Any) -> Block:
    """Cells as rows: a single value, a row, or rows of them (lists, tuples, arrays, frames)."""
    return [_cells(row) for row in _rows(value)]


def _cells(values: Iterable[Any]) -> list[Cell]:
    """``cell`` of each. Most are numbers, for which a call each would take twice as long."""
    return [
        value if type(value) is int else int(value) if type(value) is float and value.is_integer() else cell(value)
        for value in values
    ]


def _rows(value: Any) -> Sequence[Sequence[Any]]:
    """As given, in rows."""
    for method in ("to_numpy", "tolist"):
        if hasattr(value, method):
            value = getattr(value, method)()
    if not isinstance(value, list | tuple):
        return ((value,),)
    if not value:
        return ((None,),)
    return value if isinstance(value[0], list | tuple) else (value,)


def by_cell(function: Callable[..., Any], *values: Any) -> Any:
    """Applies the function cell by cell. A single cell serves all; blocks must share one shape, the answer's."""
    rows_of = [_rows(value) for value in values]
    shapes = {(len(rows), len(rows[0])) for rows in rows_of}
    shapes.discard((1, 1))
    if not shapes:
        return function(*(cell(rows[0][0]) for rows in rows_of))
    if len(shapes) > 1:
        sizes = " and ".join(f"{rows} × {columns}" for rows, columns in sorted(shapes))
        raise MeasureError(f"Ranges of different shape: {sizes} cells. Give ranges of one shape, or single cells.")
    ((count, columns),) = shapes
    flat = [_cells(itertools.chain.from_iterable(rows)) for rows in rows_of]
    flat = [cells * (count * columns) if len(cells) == 1 else cells for cells in flat]
    answers = [_of_row(function, row) for row in zip(*flat, strict=True)]
    return [answers[start : start + columns] for start in range(0, len(answers), columns)]


def by_row(
    function: Callable[..., Any], quarters: Any, years: Sequence[Any], *values: Any, width: int = QUARTERS_A_YEAR
) -> Any:
    """Applies the function row by row of quarters: one row gives one answer, k rows a column of k.

    function: takes a row of quarters, one value for each of ``years``, and one cell for each of ``values``.
    years: blocks that belong to a row: with one row of quarters, years of four cells below each other (or side by
    side); with k rows, one row each. values: single cells, or columns of k. width: 1 where a row is a single
    cell, which serves all rows.
    """
    rows = block(quarters)
    _check_quarters(rows, width)
    if width == 1 and len(rows) == 1:
        rows = rows * max((len(block(value)) for value in values), default=1)
    beside = _together([_years(value, len(rows)) for value in years], len(rows))
    cells = [_column(value, len(rows)) for value in values]
    if len(rows) == 1:
        return function(rows[0], *(block_rows[0] for block_rows in beside), *(block_rows[0] for block_rows in cells))
    return [[_of_row(function, row)] for row in zip(rows, *beside, *cells, strict=True)]


class Fault(str):
    """The sentence in place of a row's answer, until ``plain`` turns it into text."""

    __slots__ = ()


def _of_row(function: Callable[..., Any], row: Sequence[Any]) -> Any:
    """One row's answer. A fault in it leaves its neighbours' answers alone."""
    try:
        return function(*row)
    except XlcspError as error:
        return Fault(error)


def _check_quarters(rows: Block, width: int) -> None:
    size = len(rows[0])
    if size > width or (len(rows) > 1 and size < width):
        what, do = ("quarters", "the four quarters side by side, Q1 to Q4") if width > 1 else ("range", "a column")
        raise MeasureError(f"{what}: {len(rows)} × {size} cells. Give {do}.")


def _years(value: Any, count: int) -> list[list[list[Cell]]]:
    """The earlier years of each of ``count`` rows, oldest first."""
    rows = _rows(value)
    width, types = len(rows[0]), set(map(type, itertools.chain.from_iterable(rows)))
    if types.isdisjoint(NUMBERS) and all(cell(item) is None for row in rows for item in row):
        return [[]] * count
    if width % QUARTERS_A_YEAR:
        raise MeasureError(f"history: {width} cells in a row. Give years of four quarters each.")
    split = [[_cells(row[at : at + QUARTERS_A_YEAR]) for at in range(0, width, QUARTERS_A_YEAR)] for row in rows]
    if count == 1:
        return [[year for row in split for year in row]]
    if len(split) != count:
        raise MeasureError(f"history: {len(split)} rows for {count} rows of quarters. Give one row for each.")
    return split


def _together(beside: list[list[list[list[Cell]]]], count: int) -> list[list[list[list[Cell]]]]:
    """Each row's years from the first in which any block has a filled cell, so that they stay paired.

    A blank last year stays, because it is last year; so do years with denominators but no numerators.
    """
    for at in range(count if len(beside) > 1 else 0):
        if not beside[0][at]:
            beside[0][at] = [[None] * QUARTERS_A_YEAR for _ in beside[1][at]]
    if all(NUMBERS.issuperset(map(type, year)) for blocks in beside for years in blocks for year in years):
        return beside  # no blanks, as in most columns
    for at in range(count):
        own = [blocks[at] for blocks in beside if blocks[at]]
        filled = [[any(item is not None for item in year) for year in years] for years in own]
        start = min((is_filled.index(True) for is_filled in filled if True in is_filled), default=0)
        for blocks in beside:
            blocks[at] = [
                [item if isinstance(item, int | float) or item == SPANNED else None for item in year]
                for year in blocks[at][start:]
            ]
    return beside


def _column(value: Any, count: int) -> list[Any]:
    """One cell for each of ``count`` rows; a row of cells is left whole for a single row of quarters."""
    cells = block(value)
    if len(cells) == 1 and (count == 1 or len(cells[0]) == 1):
        return [cells[0] if len(cells[0]) > 1 else cells[0][0]] * count
    if len(cells) != count:
        raise MeasureError(f"{len(cells)} rows beside {count} rows of quarters. Give one for each, or a single cell.")
    return [row if len(row) > 1 else row[0] for row in cells]


def figures(quarters: Any) -> list[Cell | State]:
    """A row of quarters as the measures take it: any text but ``[s]`` and ``[z]`` is a figure due and missing."""
    row = quarters if isinstance(quarters, list) else [quarters]
    return [item if not isinstance(item, str) else STATES.get(item, GAP) for item in row]


def numeric(value: Cell) -> float | int | None:
    """The cell's number; None (never zero) for a blank or a word such as ``No data`` or ``[x]``."""
    return None if isinstance(value, str) else value


def word(value: Any, default: str = "") -> str:
    """A word of the plan in lower case; the default for a blank."""
    return str(value).strip().lower() if value is not None and str(value).strip() else default
