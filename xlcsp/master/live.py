"""The cells of *Performance* in a master that people have worked on: the rows' series, and the formulas."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from xlcsp.domain.numbers import is_number, listed, plain_number
from xlcsp.files.cells import Book, CellError, address
from xlcsp.files.table import Table, find_table
from xlcsp.master import performance
from xlcsp.master.sheets import BY_PEOPLE, COLLECTED, COMPARATORS, FIGURES, MEASURES
from xlcsp.planbook.master import SHEETS
from xlcsp.planbook.settings import SETTINGS
from xlcsp.planbook.sheet_of import SheetOf

PREFIX = "_xldudf_"
_CALL = re.compile(rf"(?<![\w.])(?:{PREFIX})?(CSP_[A-Z_]+)(?=\()", re.IGNORECASE)


def prefixed(formula: str) -> str:
    """The formula as a workbook of xlwings Lite stores it; LibreOffice writes the names in small letters."""
    return _CALL.sub(lambda call: f"{PREFIX}{call[1].upper()}", formula)


def bare(formula: str) -> str:
    """The formula as people see it, whichever way it is stored; small letters stay."""
    return re.sub(rf"{PREFIX}(?=csp_)", "", formula, flags=re.IGNORECASE)


Cells = dict[str, Any]


READ = ("Start", performance.PERFORMANCE.name, *(layout.name for layout in (*BY_PEOPLE, *COLLECTED)))


def sheet_of(name: str) -> SheetOf:
    """A sheet of the master by its name."""
    return next(sheet for sheet in (*BY_PEOPLE, *COLLECTED, performance.PERFORMANCE) if sheet.name == name)


def last_row(book: Book, layout: SheetOf) -> int:
    """The last row of the sheet's table that has values, whatever range the file states; 0 without a table.

    On people's sheets these are all rows that the plan's reader accepts; on the program's own, rows with an id of the
    plan or, if rows have no id, those that follow without a gap.
    """
    table, first = table_on(book, layout), layout.columns.headings[0]
    if table is None or first not in table.columns:
        return 0
    filled = {row: name for row in table.numbers if (name := table.text(row, first))}
    if layout.name in SHEETS:
        return max(filled, default=0)
    if first == "id":
        ids = {str(row["id"]) for row in table_rows(book, MEASURES)}
        return max((row for row, name in filled.items() if name in ids), default=0)
    return max((row for row, expected in zip(filled, table.numbers, strict=False) if row == expected), default=0)


def table_on(book: Book, layout: SheetOf) -> Table | None:
    """The sheet's table, with the columns that are ours; None if there is no such sheet or table."""
    sheet, names = book.sheets.get(layout.name), layout.columns.headings
    table = find_table(sheet, names) if sheet else None
    if table is None or len(table.missing) >= (len(names) + 1) // 2:
        return None
    return replace(table, columns={name: place for name, place in table.columns.items() if name in names})


def table_rows(book: Book, layout: SheetOf) -> list[Cells]:
    """The table's rows as values by column; blank rows are left out."""
    table = table_on(book, layout)
    if table is None:
        return []
    rows = (
        {name: _plain(table.sheet.value(number, index)) for name, index in table.columns.items()}
        for number in table.numbers
    )
    return [row for row in rows if any(value is not None for value in row.values())]


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
    table = table_on(book, performance.PERFORMANCE)
    values, own = {}, []
    for number, row in worked_out(book, collected).items():
        for column in performance.COLUMNS:
            at = address(number, table.columns[column.name]) if table and column.name in table.columns else ""
            if not column.formula or at not in formulas:
                continue
            if squeezed(formulas[at]) == squeezed(column.formula):
                values[at] = row[column.name]
            else:
                own.append(at)
    return values, own


def worked_out(
    book: Book, collected: Mapping[str, Sequence[Mapping[str, Any]]] | None = None
) -> dict[int, Mapping[str, Any]]:
    """The cells of each row of *Performance*, by its number, as this version works them out.

    collected: the rows of *Figures* and *Comparators*; by default those that are there.
    """
    table = table_on(book, performance.PERFORMANCE)
    ids = {row: name for row in table.numbers if (name := table.text(row, "id"))} if table else {}
    tables = {layout.name: table_rows(book, layout) for layout in (MEASURES, FIGURES, COMPARATORS)} | dict(
        collected or {}
    )
    settings = {str(row["setting"]).lower(): row.get("value") for row in table_rows(book, SETTINGS) if row["setting"]}
    return dict(zip(ids, performance.worked_out([*ids.values()], tables, settings), strict=True))


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
    lacking = []
    for layout in (performance.PERFORMANCE, *BY_PEOPLE, *COLLECTED):
        sheet = book.sheets.get(layout.name)
        table = find_table(sheet, layout.columns.headings) if sheet else None
        if table is None:
            lacking.append(f"the sheet {layout.name}")
        elif table.missing:
            lacking.append(f"in {layout.name} the columns {', '.join(table.missing)}")
    return lacking
