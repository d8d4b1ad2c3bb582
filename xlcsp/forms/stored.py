"""The values of a form's formulas, by ``xlcsp.calculate``; the formulas refer to cells by address."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from xlcsp.calculate import Area, Language, Part, stored
from xlcsp.files.cells import address
from xlcsp.measures.numbers import exact

Value = str | Fraction | bool | None  # None is a blank cell

_REFERENCE = r"(?:'[^']+'!|[A-Z][a-z]+!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?"
_SPLIT = re.compile(rf'("(?:[^"]|"")*")|({_REFERENCE})')
_COLUMN = re.compile(r"([A-Z]+)(\d+):\1(\d+)")
_DAY_0 = date(1899, 12, 30)
_NUMBERED = Language(r"\{\d+\}", lambda text: lambda known: known(int(text[1:-1])))


def serial(day: date) -> int:
    """A day as spreadsheets count it."""
    return (day - _DAY_0).days


@dataclass(slots=True)
class Cells:
    """The cells of a form by sheet and address: their values, and the formulas of those that are worked out."""

    values: dict[tuple[str, str], Value] = field(default_factory=dict)
    formulas: dict[tuple[str, str], str] = field(default_factory=dict)

    def hold(self, sheet: str, row: int, column: int, value: str | float | Fraction | date) -> None:
        """Sets the cell (counted from 0) to a value; a date becomes its serial number."""
        entry = serial(value) if isinstance(value, date) else value
        self.values[sheet, address(row + 1, column + 1)] = entry if isinstance(entry, str) else exact(entry)

    def stored(self, sheet: str, cell: str) -> str | int | float:
        """The result of the cell's formula, as a cell stores it."""
        cell_value: str | float | None = stored(self.value(sheet, cell))
        return "" if cell_value is None else cell_value

    def value(self, sheet: str, cell: str) -> Value:
        """The cell's value or its formula's result; None if it is blank."""
        at = sheet, cell
        if at not in self.values and at in self.formulas:
            part, references = _compiled(self.formulas[at])
            self.values[at] = part(lambda place: self._referred(sheet, references[place]))
        return self.values.get(at)

    def _referred(self, sheet: str, reference: str) -> Value | Area:
        *named, cells = reference.replace("$", "").rsplit("!", 1)
        sheet = named[0].strip("'") if named else sheet
        ends = _COLUMN.fullmatch(cells)
        if ends is None:
            return self.value(sheet, cells)
        return Area(lambda row, _: self.value(sheet, f"{ends[1]}{row}"), int(ends[2]), int(ends[3]) + 1, 0, 1)


def _compiled(formula: str) -> tuple[Part, list[str]]:
    """The formula as a function of its references' values, and these references."""
    references: list[str] = []

    def numbered(match: re.Match[str]) -> str:
        if match[1]:
            return match[1]
        references.append(match[2])
        return f"{{{len(references) - 1}}}"

    return _read(_SPLIT.sub(numbered, formula)), references


_read = functools.lru_cache(maxsize=1024)(_NUMBERED.read)  # rows of one kind differ only in their references
