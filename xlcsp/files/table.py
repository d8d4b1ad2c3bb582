"""A sheet's table: rows under a header that one rule finds, each cell with its address."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from xlcsp.domain.numbers import is_number
from xlcsp.domain.periods import EXAMPLE, by_example
from xlcsp.errors import Problem
from xlcsp.files.cells import Sheet, Value, address, plain, visible

_HEADER_WITHIN = 60  # number of rows in which a header is searched for


@dataclass(slots=True)
class Faults:
    """The faults of a workbook, collected so that all are reported at once. start: of the year that examples are of."""

    file: str
    found: list[Problem] = field(default_factory=list)
    start: int = EXAMPLE

    def add(self, sheet: str, cell: str, found: str, allowed: str = "", do: str = "", *, code: str = "plan") -> None:
        """Adds a fault, once only, however often the cell is read."""
        allowed, do = (by_example(text, self.start) for text in (allowed, do))
        fault = Problem(self.file, sheet, cell, code, found, allowed, do)
        if fault not in self.found:
            self.found.append(fault)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells by the column's name."""

    sheet: Sheet
    number: int
    columns: Mapping[str, int]
    faults: Faults

    def value(self, column: str) -> Value:
        """The cell in that column; None if it is blank or there is no such column."""
        place = self.columns.get(column)
        if not place or place > len(cells := self.sheet.rows[self.number - 1]):
            return None
        cell = cells[place - 1]
        return None if isinstance(cell, str) and (not cell or cell.isspace()) else cell

    def text(self, column: str) -> str:
        """The cell as text; empty if it is blank."""
        value = self.value(column)
        return plain(value) if value is not None else ""

    def has_formula(self, column: str) -> bool:
        """Whether the cell in that column holds a formula."""
        return (self.number, self.columns.get(column, 0)) in self.sheet.formulas

    def cell(self, column: str) -> str:
        """The cell's address."""
        return address(self.number, self.columns.get(column, 1))

    def fault(self, column: str, found: str, allowed: str = "", do: str = "", *, code: str = "plan") -> None:
        """Adds a fault at this row's cell in that column."""
        self.faults.add(self.sheet.name, self.cell(column), found, allowed, do, code=code)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a sheet below a header.

    header: its row. columns: the column of each name, the first one if a name occurs twice; headings that were not
    looked for are in lower case. missing: names that the header lacks.
    """

    sheet: Sheet
    header: int
    columns: Mapping[str, int]
    missing: tuple[str, ...]

    @property
    def numbers(self) -> range:
        """The sheet's rows below the header, blank ones too."""
        return range(self.header + 1, len(self.sheet.rows) + 1)

    def text(self, row: int, name: str) -> str:
        """The text of the cell in that row and column."""
        return self.sheet.text(row, self.columns[name])

    def rows(self, faults: Faults) -> Iterator[Row]:
        """The rows that have a value below any of the names."""
        places = sorted(self.columns.values())
        for number, cells in enumerate(self.sheet.rows[self.header :], self.header + 1):
            if any(place <= len(cells) and not is_blank(cells[place - 1]) for place in places):
                yield Row(self.sheet, number, self.columns, faults)


def find_table(sheet: Sheet, names: tuple[str, ...]) -> Table | None:
    """The table whose header holds the first of the names and most of the others, whatever their capitals.

    None if none of the first 60 rows has the first name. The first of several headers counts.
    """
    rows = sheet.rows[:_HEADER_WITHIN]
    as_read = (number for number, cells in enumerate(rows, 1) if names[0] in cells and set(names).issubset(cells))
    header = next(as_read, 0)
    if header:
        return _table(sheet, header, names)
    headings, first, most = _by_heading(names), names[0].lower(), 0
    for number, cells in enumerate(rows, 1):
        if len(cells) <= most:
            continue
        if first not in map(_folded, cells):
            continue
        present = headings.keys() & {heading(cell) for cell in cells if isinstance(cell, str)}
        if len(present) > most:
            most, header = len(present), number
    return _table(sheet, header, names) if header else None


@functools.lru_cache(maxsize=4096)  # the texts that stand beside a header are the same in all forms
def _folded(cell: Value) -> str:
    """The heading in a cell; empty for what is no text."""
    return heading(cell) if isinstance(cell, str) else ""


def heading(cell: Value) -> str:
    """A heading as columns are found by it: without capitals, with one space for line breaks and several spaces."""
    return " ".join(visible(plain(cell)).lower().split())


@functools.lru_cache(maxsize=64)
def _by_heading(names: tuple[str, ...]) -> Mapping[str, str]:
    return {name.lower(): name for name in names}


def _table(sheet: Sheet, header: int, names: tuple[str, ...]) -> Table:
    cells = tuple(sheet.rows[header - 1])
    columns, missing = _columns(cells, tuple(map(type, cells)), names)
    return Table(sheet, header, columns, missing)


@functools.lru_cache(maxsize=64)  # forms have the same headers
def _columns(
    header: tuple[Value, ...],
    types: tuple[type, ...],  # noqa: ARG001 - True is 1, but does not read so
    names: tuple[str, ...],
) -> tuple[Mapping[str, int], tuple[str, ...]]:
    """The column of each name, and the names that the header lacks."""
    by_heading, columns = _by_heading(names), dict[str, int]()
    for place, word in enumerate(map(heading, header), 1):
        if word:
            columns.setdefault(by_heading.get(word, word), place)
    return columns, tuple(name for name in names if name not in columns)


def no_identifier(name: str, value: Value) -> str:
    """What is wrong with a number or date in a cell for an identifier; empty if it is neither."""
    if isinstance(value, date | time | timedelta):
        return f"The {name} is a day or time ({plain(value)}), not text: 1-2 or 1/2 typed into a cell becomes a day"
    if not is_number(value):
        return ""
    text = plain(float(value))
    twin = f": {text}0 typed as a number is {text}, too" if "." in text else ""
    return f"The {name} is the number {text}, not text{twin}"


def is_blank(value: Value) -> bool:
    """Whether a cell shows nothing."""
    return value is None or value == "" or (isinstance(value, str) and value.isspace())
