"""The functions of spreadsheets that the formulas call, and the operators."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from xlcsp.calculate.cells import Area, Cell, Fault, as_number, as_text, each, flat, rank, ranked, value_of
from xlcsp.domain.numbers import is_number, rounded, shown

Argument = Callable[[], Any]  # an argument that is worked out when it is asked for


def _if(test: Argument, then: Argument, otherwise: Argument) -> Any:
    return then() if value_of(test()) else otherwise()


def _if_error(value: Argument, otherwise: Argument) -> Any:
    try:
        return value_of(value())
    except Fault:
        return otherwise()


def _index(area: Argument, row: Argument, *column: Argument) -> Area:
    row_of, *column_of = (int(value_of(index())) for index in (row, *column))
    cells: Area = area()
    return cells.part(row_of, *(column_of or (1,)))


def _match(sought: Cell, cells: Any, _: Cell) -> int:
    like = rank(sought)
    at = next((at for at, cell in enumerate(flat((cells,)), 1) if rank(cell) == like), None)
    if at is None:
        raise Fault
    return at


def _mid(text: Cell, start: Cell, count: Cell) -> str:
    return as_text(text)[int(start) - 1 : int(start) - 1 + int(count)]


def _as_text(value: Cell, pattern: str) -> str:
    """A number by a format such as ``#,##0.0``, or one each for above, below and exactly 0."""
    number, sections = as_number(value), pattern.split(";")
    section = sections[(number < 0) + 2 * (number == 0)] if len(sections) > 1 else pattern
    sign = "-" if number < 0 and len(sections) == 1 else section[0].strip("#0")
    return sign + shown(abs(number), len(section.partition(".")[2]))


def _numbers(values: Sequence[Any]) -> list[Fraction]:
    return [as_number(value) for value in flat(values) if is_number(value)]


LAZY: dict[str, Callable[..., Any]] = {  # these see their arguments before they are worked out
    "IF": _if, "IFERROR": _if_error, "INDEX": _index,
}  # fmt: skip
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "ABS": lambda value: abs(as_number(value)),
    "AND": lambda *values: all(flat(values)),
    "COUNT": lambda *values: len(_numbers(values)),
    "COUNTA": lambda *values: sum(value is not None for value in flat(values)),
    "INT": lambda value: as_number(value).__floor__(),
    "ISNUMBER": is_number,
    "ISTEXT": lambda value: isinstance(value, str),
    "LEN": lambda value: len(as_text(value).encode("utf-16-le")) // 2,
    "MATCH": _match,
    "MAX": lambda *values: max(_numbers(values), default=0),
    "MID": _mid,
    "N": lambda value: value if is_number(value) else 0,
    "NOT": operator.not_,
    "OR": lambda *values: any(flat(values)),
    "ROUND": lambda value, decimals: Fraction(rounded(as_number(value), int(decimals))),
    "SUM": lambda *values: sum(_numbers(values)),
    "SUMPRODUCT": lambda values: sum(_numbers((values,))),
    "TEXT": _as_text,
    "TRIM": lambda value: " ".join(filter(None, as_text(value).split(" "))),
}


def _compared(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Any]:
    """Of an area each cell with the value."""
    return lambda left, right: each(lambda cell: compare(*ranked(cell, right)), left)


def _worked(work: Callable[[Fraction, Fraction], Fraction]) -> Callable[[Cell, Cell], Fraction]:
    return lambda left, right: work(as_number(left), as_number(right))


def _divided(left: Fraction, right: Fraction) -> Fraction:
    if not right:
        raise Fault
    return left / right


def negated(value: Any) -> Any:
    """The value, or each of an area's, with the other sign."""
    return each(lambda item: -as_number(item), value)


OPERATORS: tuple[dict[str, Callable[[Any, Any], Any]], ...] = (  # the loosest first
    {
        "=": _compared(operator.eq),
        "<>": _compared(operator.ne),
        "<": _compared(operator.lt),
        ">": _compared(operator.gt),
        "<=": _compared(operator.le),
        ">=": _compared(operator.ge),
    },
    {"&": lambda left, right: as_text(left) + as_text(right)},
    {"+": _worked(operator.add), "-": _worked(operator.sub)},
    {"*": _worked(operator.mul), "/": _worked(_divided)},
)
