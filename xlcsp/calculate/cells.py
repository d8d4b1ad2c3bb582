"""Cells as formulas see them: single ones, areas of them, and Excel's rules for values.

Text is compared without regard to capitals, a number is less than any text, a blank cell is equal to "" and to 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from xlcsp.domain.numbers import is_number
from xlcsp.measures.numbers import exact, number

Cell = Any  # a number, text, a truth value; None is a blank cell


class Fault(Exception):
    """An error value, which IFERROR catches."""


@dataclass(frozen=True, slots=True)
class Area:
    """Cells of a sheet: rows from ``top`` up to, not with, ``bottom``; columns likewise.

    cell: gives the value in a row and column.
    """

    cell: Callable[[int, int], Cell]
    top: int
    bottom: int
    left: int
    right: int

    def value(self) -> Any:
        """The value: a single cell's own, or the rows of several."""
        if self.bottom - self.top == 1 and self.right - self.left == 1:
            return self.cell(self.top, self.left)
        columns = range(self.left, self.right)
        return [[self.cell(row, column) for column in columns] for row in range(self.top, self.bottom)]

    def part(self, row: int, column: int) -> Area:
        """As INDEX takes it: counted from 1; 0 is all."""
        top, left = self.top + row - 1 if row else self.top, self.left + column - 1 if column else self.left
        bottom, right = top + 1 if row else self.bottom, left + 1 if column else self.right
        if bottom > self.bottom or right > self.right:
            raise Fault
        return Area(self.cell, top, bottom, left, right)

    def upto(self, last: Area) -> Area:
        """``first:last``."""
        return Area(self.cell, self.top, last.bottom, self.left, last.right)


def value_of(result: Any) -> Any:
    """The value, with an area reduced to its values."""
    return result.value() if isinstance(result, Area) else result


def stored(value: Cell) -> Cell:
    """What a formula gives, as a cell stores it."""
    return number(value) if isinstance(value, Fraction) else value


def each(function: Callable[[Cell], Cell], value: Any) -> Any:
    """The function of a value, or of each of an area's."""
    return [[function(item) for item in row] for row in value] if isinstance(value, list) else function(value)


def flat(values: Iterable[Any]) -> Iterator[Cell]:
    """All cells of several values."""
    for value in values:
        for row in value if isinstance(value, list) else ((value,),):
            yield from row


def ranked(first: Cell, other: Cell) -> tuple[tuple[int, Any], tuple[int, Any]]:
    """Two values, so that Python orders them as Excel does."""
    if first is None:
        first = "" if isinstance(other, str) else 0
    if other is None:
        other = "" if isinstance(first, str) else 0
    return rank(first), rank(other)


def rank(value: Cell) -> tuple[int, Any]:
    """Numbers come before text, and text before TRUE and FALSE."""
    if isinstance(value, str):
        return 1, value.casefold()
    return (2 if isinstance(value, bool) else 0), exact(value) if isinstance(value, float) else value


def as_number(value: Cell) -> Fraction:
    """The value in a sum or after a sign: blank is 0, and a text that is a number counts."""
    if is_number(value):
        return exact(value) or Fraction(0)
    try:
        return Fraction(value or 0)
    except ValueError as error:
        raise Fault from error


def as_text(value: Cell) -> str:
    """The value beside ``&``."""
    if is_number(value):
        return f"{stored(value):.15g}"
    return str(value).upper() if isinstance(value, bool) else value or ""
