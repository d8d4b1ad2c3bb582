"""Cells as the formulas of *Performance* see them: tables, areas of them, and Excel's rules for single values.

Text is compared without regard to capitals, a number is less than any text, a blank cell is equal to "" and to 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Cell = Any
Cells = Mapping[str, Cell]


class Fault(Exception):
    """An error value, which IFERROR catches."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the workbook: its columns in their order, and its rows."""

    columns: tuple[str, ...]
    rows: Sequence[Cells]
    places: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", {name: at for at, name in enumerate(self.columns)})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a formula stands: the workbook's tables and names, and the row of *Performance*, from 0."""

    tables: Mapping[str, Table]
    names: Cells
    row: int


@dataclass(frozen=True, slots=True)
class Area:
    """Cells of a table: rows from ``top`` up to, not with, ``bottom``; columns likewise."""

    table: Table
    top: int
    bottom: int
    left: int
    right: int

    def value(self) -> Any:
        """The value: of one cell its own, of several their rows."""
        rows, names = self.table.rows[self.top : self.bottom], self.table.columns[self.left : self.right]
        if len(rows) == 1 and len(names) == 1:
            return rows[0].get(names[0])
        return [[row.get(name) for name in names] for row in rows]

    def part(self, row: int, column: int) -> Area:
        """As INDEX takes it: counted from 1; 0 is all."""
        top, left = self.top + row - 1 if row else self.top, self.left + column - 1 if column else self.left
        bottom, right = top + 1 if row else self.bottom, left + 1 if column else self.right
        if bottom > self.bottom or right > self.right:
            raise Fault
        return Area(self.table, top, bottom, left, right)

    def upto(self, last: Area) -> Area:
        """``first:last``."""
        return Area(self.table, self.top, last.bottom, self.left, last.right)


Node = Callable[[Place], Any]  # a formula, or a part of one, that can be worked out


def value_of(node: Node, place: Place) -> Any:
    """The part's value, no area any more."""
    found = node(place)
    return found.value() if isinstance(found, Area) else found


def each(function: Callable[[Cell], Cell], value: Any) -> Any:
    """The function of a value, or of each of an area's."""
    return [[function(one) for one in row] for row in value] if isinstance(value, list) else function(value)


def flat(values: Iterable[Any]) -> Iterator[Cell]:
    """All cells of several values."""
    for value in values:
        for row in value if isinstance(value, list) else ((value,),):
            yield from row


def ranked(one: Cell, other: Cell) -> tuple[tuple[int, Any], tuple[int, Any]]:
    """Two values, so that Python orders them as Excel does."""
    if one is None:
        one = "" if isinstance(other, str) else 0
    if other is None:
        other = "" if isinstance(one, str) else 0
    return rank(one), rank(other)


def rank(value: Cell) -> tuple[int, Any]:
    """Numbers come before text, and text before TRUE and FALSE."""
    if isinstance(value, str):
        return 1, value.casefold()
    return (2 if isinstance(value, bool) else 0), value


def is_number(value: Cell) -> bool:
    """Whether Excel takes it for a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def as_number(value: Cell) -> float:
    """The value in a sum or after a sign; a text that is one counts."""
    try:
        return float(value) if isinstance(value, str) else 0 if value is None else value * 1
    except ValueError as error:
        raise Fault from error


def as_text(value: Cell) -> str:
    """The value beside ``&``."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
