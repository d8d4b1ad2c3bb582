"""A return form read back: who sent it, for which quarter, its rows with their addresses. Nothing is judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xlcsp.domain.periods import PeriodError, Quarter, parse_quarter, parse_year
from xlcsp.errors import Problem, ReturnError
from xlcsp.files.cells import Book, Sheet, Value, address, plain, read_book
from xlcsp.forms import layout
from xlcsp.returns.answers import quoted, read_day

_IDENTITY_WITHIN = 25  # rows in which the identity block is looked for
_HEADER_WITHIN = 60


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of a form: its cells by the column's name."""

    sheet: Sheet
    number: int
    columns: dict[str, int]
    cells: list[Value]

    def value(self, column: str) -> Value:
        """What stands in that column; None where it is blank."""
        place = self.columns.get(column, 0)
        if not 0 < place <= len(self.cells):
            return None
        found = self.cells[place - 1]
        return None if found == "" or (isinstance(found, str) and found.isspace()) else found

    def text(self, column: str) -> str:
        """The cell as text."""
        return plain(self.value(column))

    def cell(self, column: str) -> str:
        """The cell's address."""
        return address(self.number, self.columns.get(column, 1))


@dataclass(frozen=True, slots=True)
class ReturnedForm:
    """A return as it came. year, quarter: None where the identity block does not say them."""

    file: str
    sha256: str
    partnership: str
    quarter: Quarter | None
    provider: str
    form_id: str
    as_at: date | None
    signed_by: str
    signed: date | None
    rows: tuple[FormRow, ...]
    earlier: tuple[FormRow, ...] | None
    problems: tuple[Problem, ...]


def read_return(path: Path, name: str) -> ReturnedForm:
    """The form in the file. ``name``: what messages call it.

    Raises ReturnError with its problem where the file cannot be read or is no return form.
    """
    book = read_book(path, name, (layout.YEAR_SHEET,))
    forms = list(_tables(book, layout.RETURN_SHEET, layout.RETURN_COLUMNS))
    if not forms:
        found = "The file is an Excel workbook, but no return form: it has no table with the columns of one"
        do = f"Copy the answers into the form that was issued, on its sheet {layout.RETURN_SHEET}"
        raise ReturnError(Problem(name, "", "", "no form", found, do=do))
    sheet, header = forms[0]
    identity = Identity(name, sheet)
    quarter = identity.quarter()
    return ReturnedForm(
        file=name,
        sha256=book.sha256,
        partnership=identity.text(layout.PARTNERSHIP),
        quarter=quarter,
        provider=identity.text(layout.PROVIDER),
        form_id=identity.text(layout.FORM_ID),
        as_at=identity.day(layout.AS_AT),
        signed_by=identity.text(layout.SIGNED_BY),
        signed=identity.day(layout.SIGNED),
        rows=_rows(sheet, header, layout.RETURN_COLUMNS),
        earlier=_earlier(book),
        problems=(*identity.problems, *_twice(forms, name)),
    )


class Identity:
    """The identity block: each label's value is the next cell to its right that is not blank."""

    def __init__(
        self, file: str, sheet: Sheet, labels: tuple[str, ...] = (*layout.IDENTITY, *layout.FILLED_IN)
    ) -> None:
        wanted = {label.lower() for label in labels}
        self._file, self._sheet = file, sheet
        self.problems: list[Problem] = []
        self._labels: dict[str, tuple[int, int]] = {}
        for row, values in enumerate(sheet.rows[:_IDENTITY_WITHIN], 1):
            if values.count("") == len(values):
                continue
            for column, value in enumerate(values, 1):
                if value and isinstance(value, str) and (word := value.strip(" :").lower()) in wanted:
                    self._labels.setdefault(word, (row, column))
            if len(self._labels) == len(wanted):
                break

    def _found(self, label: str) -> tuple[Value, str]:
        place = self._labels.get(label.lower())
        if place is None:
            self._add("", "no identity", f'The form has no "{label}"', f'Restore the row "{label}", or use a new form')
            return None, ""
        row, column = place[0], place[1] + 1
        return self._sheet.value(row, column), address(row, column)

    def _add(self, cell: str, code: str, found: str, do: str) -> None:
        self.problems.append(Problem(self._file, self._sheet.name, cell, code, found, do=do))

    def text(self, label: str) -> str:
        """The label's value as text."""
        self._found(label)
        place = self._labels.get(label.lower())
        return self._sheet.text(place[0], place[1] + 1) if place else ""

    def day(self, label: str) -> date | None:
        """The label's value as a date."""
        value, cell = self._found(label)
        found, wrong = read_day(value)
        if wrong:
            self._add(cell, "not a date", wrong, "Enter the date as day/month/year, such as 18/07/2014")
        return found

    def quarter(self) -> Quarter | None:
        """The quarter that the form is for."""
        value, cell = self._found(layout.YEAR)
        number, _ = self._found(layout.QUARTER)
        try:
            return parse_quarter(number, parse_year(value))
        except PeriodError:
            words = f"The form is for {quoted(value)} {quoted(number)}, which is no quarter"
            self._add(cell, "no quarter", words, "Write the year as 2014/15 and the quarter as Q3")
            return None


def find_table(book: Book, name: str, columns: tuple[str, ...]) -> tuple[Sheet, tuple[FormRow, ...]] | None:
    """The first sheet that holds the table, with the table's rows; None where none does."""
    found = next(_tables(book, name, columns), None)
    return (found[0], _rows(*found, columns)) if found else None


def _tables(book: Book, name: str, columns: tuple[str, ...]) -> Iterator[tuple[Sheet, int]]:
    """The sheets that hold the table, each with its header's row; first the one of that name."""
    ordered = sorted(book.sheets.values(), key=lambda sheet: sheet.name != name)
    found = ((sheet, _header(sheet, columns)) for sheet in ordered)
    return ((sheet, row) for sheet, row in found if row is not None)


def _header(sheet: Sheet, columns: tuple[str, ...]) -> int | None:
    """The row that names all the columns; first looked for as the form writes them, then whatever their capitals."""
    rows = sheet.rows[:_HEADER_WITHIN]
    for row, values in enumerate(rows, 1):
        if columns[0] in values and columns[-1] in values and set(columns) <= set(values):
            return row
    wanted = {column.lower() for column in columns}
    for row, values in enumerate(rows, 1):
        if len(values) - values.count("") < len(wanted):
            continue
        if wanted <= {value.strip().lower() for value in values if isinstance(value, str)}:
            return row
    return None


def _rows(sheet: Sheet, header: int, columns: tuple[str, ...]) -> tuple[FormRow, ...]:
    places = _places(sheet, header, columns, sheet.text)
    filled = (one for one in enumerate(sheet.rows[header:], header + 1) if one[1].count("") < len(one[1]))
    rows = (FormRow(sheet, number, places, cells) for number, cells in filled)
    return tuple(row for row in rows if any(row.value(column) is not None for column in places))


def _places(sheet: Sheet, header: int, columns: tuple[str, ...], text: Callable[[int, int], str]) -> dict[str, int]:
    found: dict[str, int] = {}
    by_name = {column.lower(): column for column in columns}
    for index in range(1, len(sheet.rows[header - 1]) + 1):
        name = by_name.get(text(header, index).lower())
        if name is not None:
            found.setdefault(name, index)
    return found


def _twice(forms: list[tuple[Sheet, int]], name: str) -> list[Problem]:
    """Tables or columns that the form holds twice: what stands in the second is not read."""
    found = []
    for sheet, _ in forms[1:]:
        words = f'The sheet "{sheet.name}" is a second return form in the same file; it was not read'
        found.append(Problem(name, sheet.name, "", "two forms", words, do="Send one form in one file"))
    sheet, header = forms[0]
    names = [sheet.text(header, column).lower() for column in range(1, len(sheet.rows[header - 1]) + 1)]
    if len(set(names)) == len(names):
        return found
    for column in layout.RETURN_COLUMNS:
        places = [index for index, word in enumerate(names, 1) if word == column.lower()]
        for place in places[1:]:
            words = f'A second column "{column}"; it was not read'
            cell = address(header, place)
            found.append(Problem(name, sheet.name, cell, "two columns", words, do="Use the form's own columns"))
    return found


def _earlier(book: Book) -> tuple[FormRow, ...] | None:
    """The rows of earlier quarters; None where the form has lost their table."""
    found = find_table(book, layout.EARLIER_SHEET, layout.EARLIER_COLUMNS)
    return found[1] if found else None
