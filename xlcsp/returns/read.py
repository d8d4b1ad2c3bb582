"""A return form read back: who sent it, for which quarter, its rows with their addresses. Nothing is checked here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xlcsp.domain.periods import PeriodError, Quarter, day, parse_quarter, parse_year
from xlcsp.errors import Problem, ReturnError
from xlcsp.files.cells import Book, Sheet, Value, address, plain
from xlcsp.files.columns import Columns
from xlcsp.files.read import read_book
from xlcsp.files.table import Faults, Row, Table, find_table, heading
from xlcsp.forms import layout
from xlcsp.forms.columns import EARLIER, RETURN, FormColumn
from xlcsp.measures.numbers import listed
from xlcsp.returns.added import DO, added, noted, own_headings
from xlcsp.returns.answers import quoted, read_day

_HEADINGS = own_headings(*(column.heading for column in RETURN), *layout.MONTH_HEADINGS)
_EARLIER_HEADINGS = own_headings(*(column.heading for column in EARLIER))
_IDENTITY_WITHIN = 25  # number of rows searched for the identity block


@dataclass(frozen=True, slots=True)
class ReturnedForm:
    """A return as it came. year, quarter: None if the identity block does not give them."""

    file: str
    sha256: str
    partnership: str
    quarter: Quarter | None
    provider: str
    form_id: str
    as_at: date | None
    signed_by: str
    signed: date | None
    rows: tuple[Row, ...]
    earlier: tuple[Row, ...] | None
    problems: tuple[Problem, ...]
    queries: tuple[Problem, ...] = ()

    def about(  # noqa: PLR0913 - a problem has a place, a code and words
        self, row: Row, column: str, code: str, found: str, do: str = "", *, allowed: str = "", series: str = "",
        quarter: str = "",
    ) -> Problem:  # fmt: skip
        """A problem or query about the row's cell in that column."""
        return Problem(self.file, row.sheet.name, row.cell(column), code, found, allowed, do, series, quarter)


def read_return(path: Path, name: str) -> ReturnedForm:
    """The form in the file. ``name``: its name in messages.

    Raises ReturnError with its problem if the file cannot be read or is not a return form.
    """
    book = read_book(path, name, layout.NOT_READ, is_tolerant=True)
    forms = list(tables(book, layout.RETURN_SHEET, RETURN))
    faults = {sheet.name: sheet.fault for sheet in book.sheets.values() if sheet.fault}
    if not forms and faults:
        raise ReturnError(faults.get(layout.RETURN_SHEET) or next(iter(faults.values())))
    if not forms:
        lacking = _lacking(book) or (
            "The file is an Excel workbook, but not a return form: it has no table with a form's columns"
        )
        do = f"Copy the answers into the form that was issued, on its sheet {layout.RETURN_SHEET}"
        raise ReturnError(Problem(name, "", "", "no form", lacking, do=do))
    identity, earlier = Identity(name, forms[0].sheet), list(tables(book, layout.EARLIER_SHEET, EARLIER))
    quarter = identity.quarter()
    identity.tell_typed_over(quarter)
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
        rows=tuple(forms[0].rows(Faults(name))),
        earlier=tuple(earlier[0].rows(Faults(name))) if earlier else None,
        problems=(*identity.problems, *_twice(forms, name), *_copied(earlier[1:], name), *_unread(faults)),
        queries=(*identity.queries, *_added(name, book, forms[0], earlier[:1], identity)),
    )


class Identity:
    """The identity block: each label's value is in the next cell to its right, or behind a column put in between."""

    def __init__(
        self, file: str, sheet: Sheet, labels: tuple[str, ...] = (*layout.IDENTITY, *layout.FILLED_IN)
    ) -> None:
        ours = {label.lower() for label in labels}
        self._file, self._sheet = file, sheet
        self.problems: list[Problem] = []
        self.queries: list[Problem] = []
        self._labels: dict[str, tuple[int, int]] = {}
        for row, values in enumerate(sheet.rows[:_IDENTITY_WITHIN], 1):
            for column, value in enumerate(values, 1):
                if value and isinstance(value, str) and (word := value.strip(" :").lower()) in ours:
                    self._labels.setdefault(word, (row, column))
            if len(self._labels) == len(ours):
                break
        self._beside = {column: self._values_of(column) for _, column in self._labels.values()}

    def _values_of(self, column: int) -> int:
        """The column that holds the values of the labels in that column."""
        rows = [row for row, at in self._labels.values() if at == column]
        beside, behind = (any(self._sheet.text(row, at) for row in rows) for at in (column + 1, column + 2))
        behind = behind and not any(at == column + 2 for _, at in self._labels.values())
        return column + 1 if beside or not behind else column + 2

    @property
    def cells(self) -> set[tuple[int, int]]:
        """The cells of the block, each a row and a column."""
        return {(row, at) for row, column in self._labels.values() for at in (column, self._beside[column])}

    def _value_beside(self, label: str) -> tuple[Value, str]:
        place = self._labels.get(label.lower())
        if place is None:
            self._add("", "no identity", f'The form has no "{label}"', f'Restore the row "{label}", or use a new form')
            return None, ""
        row, column = place[0], self._beside[place[1]]
        return self._sheet.value(row, column), address(row, column)

    def _add(self, cell: str, code: str, found: str, do: str) -> None:
        self.problems.append(Problem(self._file, self._sheet.name, cell, code, found, do=do))

    def text(self, label: str) -> str:
        """The label's value as text."""
        self._value_beside(label)
        place = self._labels.get(label.lower())
        return self._sheet.text(place[0], self._beside[place[1]]) if place else ""

    def day(self, label: str) -> date | None:
        """The label's value as a date."""
        value, cell = self._value_beside(label)
        parsed, wrong = read_day(value)
        if wrong:
            self._add(cell, "not a date", wrong, "Enter the date as day/month/year")
        elif isinstance(value, str | float) and parsed:
            what = "text" if isinstance(value, str) else "a number"
            words = f"{quoted(value)} is {what}; it was read as {day(parsed)}"
            do = "Check it with the provider"
            self.queries.append(Problem(self._file, self._sheet.name, cell, "understood", words, do=do))
        return parsed

    def tell_typed_over(self, quarter: Quarter | None) -> None:
        """Adds queries for remarks in the cells of the form's id and of its day of issue."""
        begins = layout.form_id(quarter) if quarter else ""
        for label in (layout.FORM_ID, layout.ISSUED):
            row, column = self._labels.get(label.lower(), (0, 0))
            value = self._sheet.value(row, self._beside[column]) if row else None
            is_own = plain(value).startswith(begins) if label == layout.FORM_ID else not read_day(value)[1]
            if value is not None and not is_own:
                found = f"{quoted(value)} was typed over a cell that the form fills; it was not read"
                cell = address(row, self._beside[column])
                self.queries.append(Problem(self._file, self._sheet.name, cell, "remark", found, do=DO))

    def quarter(self) -> Quarter | None:
        """The quarter that the form is for."""
        value, cell = self._value_beside(layout.YEAR)
        number, _ = self._value_beside(layout.QUARTER)
        try:
            return parse_quarter(number, parse_year(value))
        except PeriodError:
            words = f"The form is for {quoted(value)} {quoted(number)}, which is not a quarter"
            self._add(cell, "no quarter", words, "Write the year as YYYY/YY and the quarter as Q3")
            return None


def tables(book: Book, name: str, columns: Columns[FormColumn]) -> Iterator[Table]:
    """The tables that have all needed columns; first the one on the sheet of that name."""
    needed = set(columns.needed)
    return (table for table in _tables(book, name, columns) if needed.isdisjoint(table.missing))


def _tables(book: Book, name: str, columns: Columns[FormColumn]) -> Iterator[Table]:
    ordered = sorted(book.sheets.values(), key=lambda sheet: sheet.name != name)
    names = _read_back(columns)
    return (table for sheet in ordered if (table := find_table(sheet, names)) is not None)


def _added(name: str, book: Book, form: Table, found: list[Table], identity: Identity) -> Iterator[Problem]:
    """Queries for what people put on the form's two sheets beside the answers. found: the table of earlier quarters."""
    named, earlier = book.sheets.get(layout.EARLIER_SHEET), found[0] if found else None
    if earlier is None and named is not None:
        earlier = find_table(named, _read_back(EARLIER))  # its header was changed
    other = earlier.sheet if earlier else named
    yield from noted(name, form.sheet, other)
    yield from added(name, form.sheet, form, _HEADINGS, identity.cells)
    if other is not None and other is not form.sheet:
        yield from added(name, other, earlier, _EARLIER_HEADINGS)


def _lacking(book: Book) -> str:
    """The columns that a form has lost, if most are still there; empty if the file never was a form."""
    for table in _tables(book, layout.RETURN_SHEET, RETURN):
        lost = [f'"{name}"' for name in RETURN.needed if name in table.missing]
        if len(lost) < len(RETURN.needed) / 2:
            columns = f"column{'s' if len(lost) > 1 else ''} {listed(lost)}"
            return f'Nothing was read: the table of the sheet "{table.sheet.name}" has no {columns}, as the form had'
    return ""


def _read_back(columns: Columns[FormColumn]) -> tuple[str, ...]:
    return tuple(column.heading for column in columns if not column.is_live)


def _twice(forms: list[Table], name: str) -> list[Problem]:
    """Faults for tables or columns that occur twice, of which the second is not read."""
    problems = []
    for table in forms[1:]:
        sheet = table.sheet
        words = f'The sheet "{sheet.name}" is a second return form in the same file; it was not read'
        problems.append(Problem(name, sheet.name, "", "two forms", words, do="Send one form in one file"))
    sheet, header = forms[0].sheet, forms[0].header
    if len(forms[0].columns) == len(sheet.rows[header - 1]):
        return problems  # no heading is blank or occurs twice
    names = [heading(cell) for cell in sheet.rows[header - 1]]
    if len(set(names)) == len(names):
        return problems
    for column in _read_back(RETURN):
        places = [index for index, word in enumerate(names, 1) if word == column.lower()]
        for place in places[1:]:
            words = f'A second column "{column}"; it was not read'
            cell = address(header, place)
            problems.append(Problem(name, sheet.name, cell, "two columns", words, do="Use the form's own columns"))
    return problems


def _copied(copies: list[Table], name: str) -> list[Problem]:
    """Faults for copies of the sheet of earlier quarters, which are not read."""
    words = 'The sheet "{}" is a second list of earlier quarters in the same file; it was not read'
    do = f"Enter what has changed on the sheet {layout.EARLIER_SHEET}, and delete the copy"
    return [Problem(name, copy.sheet.name, "", "two forms", words.format(copy.sheet.name), do=do) for copy in copies]


def _unread(faults: Mapping[str, Problem]) -> list[Problem]:
    """Faults for the form's own sheets that could not be read; people's own sheets do not matter."""
    return [faults[sheet] for sheet in (layout.RETURN_SHEET, layout.EARLIER_SHEET) if sheet in faults]
