"""The months in a row of a return, read by the headings of the form's own columns of months."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction

from xlcsp.domain.figures import MonthFigure
from xlcsp.domain.months import MONTHS, of_months, part_words
from xlcsp.domain.numbers import listed
from xlcsp.domain.periods import Month, months_of
from xlcsp.domain.wording import sentence_case
from xlcsp.files.cells import Calculated, CellError, Struck, Unseen, plain
from xlcsp.files.table import Row
from xlcsp.forms import layout
from xlcsp.forms.columns import RETURN
from xlcsp.forms.months import asks_below
from xlcsp.measures.numbers import number
from xlcsp.returns.answers import quoted, read_number, read_percentage
from xlcsp.returns.filled import FilledRow, Numbers, read_pair

_TOTAL = re.compile(r"[0-3] of 3 months")  # what the quarter's own cell shows


@dataclass(frozen=True, slots=True)
class MonthCells:
    """The columns of a month in a form's row: its name, and those of its figure and denominator."""

    month: Month
    figure: str
    out_of: str


def month_cells(filled: FilledRow) -> list[MonthCells]:
    """The columns of the three months; none if the form was issued without them."""
    cells = []
    for place, month in zip(layout.PLACES, months_of(filled.quarter), strict=True):
        names = (month.name.lower(), f"month {place}")
        name = next((name_there for name_there in names if name_there in filled.row.columns), None)
        if name is not None:
            cells.append(MonthCells(month, name, layout.month_below(name)))
    return cells


def filled_months(row: Row) -> Iterator[str]:
    """The month columns of any form that have an entry."""
    for column in map(str.lower, layout.MONTH_HEADINGS):
        if row.text(column) not in ("", layout.NOT_ASKED):
            yield column


def tell_not_asked(filled: FilledRow, cells: list[MonthCells], numbers: Numbers, told: Collection[str]) -> None:
    """Queries for what the row has where it asks for nothing. cells: of its months. told: columns already told."""
    row, basis = filled.row, filled.row.text(layout.BASIS)
    asks_basis = RETURN["basis"].of(filled) or layout.BASIS in told or basis.lower() == layout.QUARTER_BASIS.lower()
    columns = [*([] if asks_basis else [layout.BASIS]), *([] if cells else filled_months(row))]
    if cells:
        own = layout.PERCENT if filled.series.kind.is_bare_percentage else layout.FIGURE  # told by ``_typed``
        given = filled.series.population
        below = (numbers.denominator, *((given.residents, *given.others) if given else ()))
        shown = {plain(number(Fraction(value))) for value in below if value is not None}
        columns += [
            column
            for column in (layout.FIGURE, layout.OUT_OF, layout.PERCENT)
            if column != own
            and row.text(column) not in shown
            and not row.has_formula(column)
            and not _TOTAL.fullmatch(row.text(column))
        ]
    for column in columns:
        filled.not_asked(column)


def read_months(filled: FilledRow, cells: list[MonthCells], reason: str) -> Numbers:
    """The quarter that the row's months make, with the months; anything wrong becomes a problem."""
    _outside(filled, cells)
    read = [(cell, *_month(filled, cell)) for cell in cells]
    months = tuple(figure for _, figure, _ in read if figure is not None)
    is_wrong = any(wrong for *_, wrong in read)
    blank = [cell for cell, figure, wrong in read if figure is None and not wrong]
    is_typed = _typed(filled, cells, months)
    if months and blank and not reason and not is_typed:
        names = listed(cell.month.name for cell in blank)
        found = f"There is no figure for {names}: {part_words(len(months))} do not make a quarter"
        do = f"Enter {names}, or choose why there is no figure in column {filled.letter('reason')}"
        filled.problem(blank[0].figure, "months missing", found, do)
    numbers = of_months(filled.series.kind, months)
    column = cells[0].figure
    if numbers is None:
        return Numbers(column=column, is_wrong=is_wrong or is_typed or bool(blank and months), months=months)
    return Numbers(*numbers, column=column, months=months)


def _month(filled: FilledRow, cells: MonthCells) -> tuple[MonthFigure | None, bool]:
    """A month's figure, and whether its cells have an entry that is not a figure."""
    kind, source = filled.series.kind, filled.source(cells.figure)
    if kind.is_bare_percentage:
        share = filled.percentage(cells.figure)
        return _known(MonthFigure(cells.month, proportion=share.value, source=source)), share.is_wrong
    if asks_below(filled.series):
        pair = read_pair(filled, cells.figure, cells.out_of)
        month = MonthFigure(
            cells.month, pair.numerator, pair.denominator, source=source, other_sources=filled.other_sources(pair)
        )
        return _known(month), pair.is_wrong
    number = filled.number(cells.figure, whole=not kind.takes_decimals)
    residents = filled.series.residents
    below = Fraction(residents) if residents is not None and number.value is not None else None
    return _known(MonthFigure(cells.month, number.value, below, source=source)), number.is_wrong


def _known(month: MonthFigure) -> MonthFigure | None:
    return None if month.numerator is None and month.proportion is None else month


def _outside(filled: FilledRow, cells: list[MonthCells]) -> None:
    """Reports a month that is not one of the quarter's."""
    own = {name for cell in cells for name in (cell.figure, cell.out_of.lower())}
    for column in filled_months(filled.row):
        if column not in own:
            name = sentence_case(column)
            found = f"{quoted(filled.row.value(column))} is under {name}, which is outside {filled.quarter}"
            names = listed(cell.month.name for cell in cells)
            do = f"Move it to its own month ({names}), or to the form of its quarter"
            filled.problem(column, "month outside", f"{found}; it was not taken", do)


def _typed(filled: FilledRow, cells: list[MonthCells], months: tuple[MonthFigure, ...]) -> bool:
    """Whether a figure was typed into the quarter's own cell instead of the months'."""
    is_share = filled.series.kind.is_bare_percentage
    column = layout.PERCENT if is_share else layout.FIGURE
    value = filled.row.value(column)
    if value is None or isinstance(value, Calculated | CellError | Struck | Unseen) or _TOTAL.fullmatch(plain(value)):
        return False
    if plain(value) in ("", layout.NOT_ASKED):
        return False
    reading = read_percentage(value) if is_share else read_number(value, whole=False)
    numbers = of_months(filled.series.kind, months)
    names = listed(f"{cell.month.name} ({filled.row.cell(cell.figure)})" for cell in cells)
    found = f"{quoted(value)} is in the cell of the quarter, which is worked out from its months"
    do = f"Enter each month in its own cell: {names}"
    if numbers is None:
        filled.problem(column, "month in quarter", f"{found}; it was not taken", do)
        return len(months) < MONTHS
    if reading.value != (numbers[2] if is_share else numbers[0]):
        filled.problem(column, "month in quarter", f"{found}; the months were taken", do)
    return False
