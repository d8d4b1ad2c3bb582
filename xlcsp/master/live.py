"""The cells of *Performance* in a master that people have worked on: the rows' series, and the formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xlcsp.domain.numbers import is_number, listed, plain_number
from xlcsp.files.cells import Book, CellError, Sheet, address
from xlcsp.files.table import find_table
from xlcsp.master import performance
from xlcsp.master.prefix import bare
from xlcsp.master.sheets import BY_PEOPLE, COLLECTED, MEASURES, SETTINGS
from xlcsp.planbook.master import SHEETS
from xlcsp.planbook.sheet_of import SheetOf

Cells = dict[str, Any]


READ = ("Start", performance.PERFORMANCE.name, *(of.name for of in (*BY_PEOPLE, *COLLECTED)))


def sheet_of(name: str) -> SheetOf:
    """A sheet of the master by its name."""
    return next(one for one in (*BY_PEOPLE, *COLLECTED, performance.PERFORMANCE) if one.name == name)


def last_row(book: Book, of: SheetOf) -> int:
    """The last row of the sheet's table that has values, whatever range the file states; 0 without a table.

    On people's sheets these are all rows that the plan's reader accepts; on the program's own, rows with an id of the
    plan or, if rows have no id, those that follow without a gap.
    """
    sheet = book.sheets.get(of.name)
    place = header(sheet, of) if sheet else None
    first = of.columns.headings[0]
    if sheet is None or place is None or first not in place[1]:
        return 0
    numbers = range(place[0] + 1, len(sheet.rows) + 1)
    filled = [row for row in numbers if sheet.text(row, place[1][first])]
    if of.name in SHEETS:
        return max(filled, default=0)
    if first == "id":
        ids = {str(row["id"]) for row in table_rows(book, MEASURES)}
        return max((row for row in filled if sheet.text(row, place[1][first]) in ids), default=0)
    return max((row for row, expected in zip(filled, numbers, strict=False) if row == expected), default=0)


def header(sheet: Sheet, of: SheetOf) -> tuple[int, dict[str, int]] | None:
    """The table's header row, and the column of each of our names; None if the sheet has no such table."""
    names = of.columns.headings
    table = find_table(sheet, names)
    if table is None or len(table.missing) >= (len(names) + 1) // 2:
        return None
    return table.header, {name: place for name, place in table.columns.items() if name in names}


def table_rows(book: Book, of: SheetOf) -> list[Cells]:
    """The table's rows as values by column; blank rows are left out."""
    sheet = book.sheets.get(of.name)
    place = header(sheet, of) if sheet else None
    if sheet is None or place is None:
        return []
    found = []
    for number in range(place[0] + 1, len(sheet.rows) + 1):
        row = {name: _plain(sheet.value(number, index)) for name, index in place[1].items()}
        if any(value is not None for value in row.values()):
            found.append(row)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, CellError):
        return None
    if is_number(value):  # a percentage or a calculated number is a number
        return plain_number(value)
    return value.strip() if isinstance(value, str) else value


def stored_values(
    book: Book, formulas: Mapping[str, str], collected: Mapping[str, Sequence[Mapping[str, Any]]]
) -> tuple[dict[str, Any], list[str]]:
    """The values of *Performance*'s formula cells by address, and the cells with a person's own formula.

    formulas: those in the sheet, by address. collected: the new rows of *Figures* and *Comparators*.
    """
    sheet = book.sheets.get(performance.PERFORMANCE.name)
    place = header(sheet, performance.PERFORMANCE) if sheet else None
    if sheet is None or place is None:
        return {}, []
    first, columns = place
    places = [
        (number, sheet.text(number, columns["id"]))
        for number in range(first + 1, len(sheet.rows) + 1)
        if sheet.text(number, columns["id"])
    ]
    tables = {"Measures": table_rows(book, MEASURES), **{name: collected[name] for name in ("Figures", "Comparators")}}
    settings = {str(row["setting"]).lower(): row.get("value") for row in table_rows(book, SETTINGS) if row["setting"]}
    rows = performance.worked_out([one for _, one in places], tables, settings)
    values, own = {}, []
    for (number, _), row in zip(places, rows, strict=True):
        for column in performance.COLUMNS:
            at = address(number, columns[column.name]) if column.name in columns else ""
            if not column.formula or at not in formulas:
                continue
            if squeezed(formulas[at]) == squeezed(column.formula):
                values[at] = row[column.name]
            else:
                own.append(at)
    return values, own


def squeezed(formula: str) -> str:
    """The formula without what programs store differently: spaces, ``=``, ``@``, capitals, xlwings Lite's prefix."""
    return bare("".join(formula.split()).lstrip("=").replace("@", "").casefold())


def without_row(book: Book) -> list[str]:
    """The ids of the plan that have no row on *Performance*."""
    have = {str(row["id"]) for row in table_rows(book, performance.PERFORMANCE)}
    return [str(row["id"]) for row in table_rows(book, MEASURES) if row["id"] and str(row["id"]) not in have]


def without_row_words(ids: Sequence[str]) -> str:
    """``The plan has v and r, but there is no row for them``."""
    return f"The plan has {listed(ids)}, but there is no row for {'it' if len(ids) == 1 else 'them'}"


def lacks(book: Book) -> list[str]:
    """The sheets and columns of a new master that this one lacks, in words: deleted by a person, or newer."""
    found = []
    for of in (performance.PERFORMANCE, *BY_PEOPLE, *COLLECTED):
        sheet = book.sheets.get(of.name)
        table = find_table(sheet, of.columns.headings) if sheet else None
        if table is None:
            found.append(f"the sheet {of.name}")
        elif table.missing:
            found.append(f"in {of.name} the columns {', '.join(table.missing)}")
    return found
