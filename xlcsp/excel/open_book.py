"""The workbook that is open in Excel: its sheets, as if read from a file; writing of all blocks and rows, or none."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlcsp.domain.numbers import is_number, plain_number
from xlcsp.errors import WorkbookError
from xlcsp.excel.blocks import Write, blocks, cells_of, is_formula, typed, written
from xlcsp.files.cells import Book, CellError, Sheet, Value
from xlcsp.files.sheet import MOST_COLUMNS, MOST_ROWS
from xlcsp.master.collected import Collected
from xlcsp.master.live import READ, last_row, sheet_of, table_on, without_row
from xlcsp.master.performance import PERFORMANCE
from xlcsp.master.refresh import OWNED
from xlcsp.master.sheets import BY_PEOPLE, COLLECTED
from xlcsp.planbook.sheet_of import SheetOf

_TABLE = f"t{PERFORMANCE.name}"


@dataclass(frozen=True, slots=True)
class NewRows:
    """The rows to add. first, bottom: the first of them, and the table's present last row, counted from 1.

    left, right: the table's columns. place: the column of ids. own: a person's own columns in the table.
    """

    ids: Sequence[str]
    first: int
    bottom: int
    left: int
    right: int
    place: int
    own: Sequence[int]

    @property
    def last(self) -> int:
        """The last of them."""
        return self.first + len(self.ids) - 1


def rows_to_add(book: Any, contents: Book) -> NewRows | None:
    """The missing rows; None if there are none, or no room for them: then *Start* says what to do."""
    read, ids = table_on(contents, PERFORMANCE), without_row(contents)
    if read is None or not ids:
        return None
    table = next((table for table in book.sheets[PERFORMANCE.name].tables if table.name == _TABLE), None)
    if table is None or table.show_totals or "id" not in read.columns:
        return None
    area = table.range
    bottom, left, right = area.last_cell.row, area.column, area.last_cell.column
    used = [row for row in range(read.header + 1, bottom + 1) if read.text(row, "id")]
    own = [column for column in range(left, right + 1) if column not in read.columns.values()]
    rows = NewRows(ids, max(used, default=read.header) + 1, bottom, left, right, read.columns["id"], own)
    return rows if _is_free(read.sheet, rows) else None


def _is_free(sheet: Sheet, rows: NewRows) -> bool:
    below = range(rows.bottom + 1, rows.last + 1)
    return not any(sheet.text(row, column) for row in below for column in range(rows.left, rows.right + 1))


@contextlib.contextmanager
def with_rows_added(book: Any, rows: NewRows | None) -> Iterator[None]:
    """Adds the rows, with formulas and formats of the table's last row; removes them if the block fails."""
    if rows is None:
        yield
        return
    sheet = book.sheets[PERFORMANCE.name]
    try:
        _add(sheet, rows)
        yield
    except Exception:
        with contextlib.suppress(Exception):
            sheet.range((rows.first, rows.place), (rows.last, rows.place)).value = [[None] for _ in rows.ids]
            if rows.last > rows.bottom:
                _stretch(sheet, rows, rows.bottom)
                sheet.range((rows.bottom + 1, rows.left), (rows.last, rows.right)).clear()
        raise


def _add(sheet: Any, rows: NewRows) -> None:
    if rows.last > rows.bottom:
        _stretch(sheet, rows, rows.last)
        model = sheet.range((rows.bottom, rows.left), (rows.bottom, rows.right))
        model.copy(sheet.range((rows.bottom + 1, rows.left), (rows.last, rows.right)))
        for column in rows.own:
            if not is_formula(sheet, rows.bottom, column):  # a person's notes on another series
                sheet.range((rows.bottom + 1, column), (rows.last, column)).clear_contents()
    sheet.range((rows.first, rows.place), (rows.last, rows.place)).value = [[typed(series)] for series in rows.ids]


def _stretch(sheet: Any, rows: NewRows, last: int) -> None:
    table = next(table for table in sheet.tables if table.name == _TABLE)
    table.resize(sheet.range((table.range.row, rows.left), (last, rows.right)))


_ERROR = re.compile(r"#(?:N/A|DIV/0!|GETTING_DATA|[A-Z][A-Z_]*[!?])")  # whatever its name


def read_open(book: Any, only: Collection[str] = READ) -> Book:
    """The sheets of an open workbook that the program reads, each in one block."""
    names = {sheet.name: sheet for sheet in book.sheets}
    sheets = {name: Sheet(name, _cells(names[name])) for name in only if name in names}
    return Book(Path(book.name).name, "", sheets)


def _cells(sheet: Any) -> list[list[Value]]:
    """The cells of the sheet. Excel's used range may extend to its last row because of a coloured blank cell."""
    last = sheet.used_range.last_cell
    rows, columns = min(last.row, MOST_ROWS), min(last.column, MOST_COLUMNS)
    block = sheet.range((1, 1), (rows, columns)).options(ndim=2, err_to_str=True).value
    values = [[_value(cell) for cell in row] for row in block]
    if (rows, columns) != (last.row, last.column):
        for area in (table.range for table in sheet.tables):
            if area.last_cell.row > MOST_ROWS or area.last_cell.column > MOST_COLUMNS:
                limit = f"the program reads {MOST_ROWS:,} rows and {MOST_COLUMNS} columns"
                raise WorkbookError(f"{sheet.name}: its table is larger; {limit}. Make the table smaller, press again.")
        while values and all(cell is None for cell in values[-1]):
            values.pop()
    return values


def _value(cell: Any) -> Value:
    """A cell as the file reader would give it; Excel gives Decimals for currency and accounting formats."""
    if isinstance(cell, str):
        return CellError(cell) if _ERROR.fullmatch(cell) else cell
    return plain_number(cell) if is_number(cell) else cell


def check_sheets(contents: Book, names: Sequence[str] = OWNED) -> None:
    """Raises WorkbookError if one of these collected sheets, or one of its columns, is missing."""
    for layout in map(sheet_of, names):
        table = table_on(contents, layout)
        missing = [name for name in layout.columns.headings if table and name not in table.columns]
        if table is None or missing:
            what = f'has no column "{missing[0]}"' if missing else "has no table with its columns"
            do = "Restore it, or copy the sheet from a new master (xlcsp new)"
            raise WorkbookError(f'{contents.file}: the sheet "{layout.name}" {what}. {do}.')


def fill(book: Any, contents: Book, collected: Collected, rows: NewRows | None = None) -> None:
    """Writes the workbook's own sheets, all of them or none; rows: those that *Performance* lacks."""
    writes = blocks(book, contents, collected)
    with _not_calculating(book), _or_as_before(book, writes), with_rows_added(book, rows):
        for write in writes:
            cells_of(book, write).value = write.cells
        _resize(book, contents, collected)
        _reach(book, contents)


@contextlib.contextmanager
def _not_calculating(book: Any) -> Iterator[None]:
    """Turns calculation off meanwhile: Excel would recalculate every row for each block written."""
    before = None
    with contextlib.suppress(Exception):
        before = book.app.calculation
        book.app.calculation = "manual"
    try:
        yield
    finally:
        if before is not None:
            with contextlib.suppress(Exception):
                book.app.calculation = before


@contextlib.contextmanager
def _or_as_before(book: Any, writes: Sequence[Write]) -> Iterator[None]:
    """If the block fails, restores all the cells to be written and the sizes of the tables."""
    tables = [table for _, table in _tables(book, (*COLLECTED, *BY_PEOPLE))]
    areas = [table.range.address for table in tables]
    try:
        yield
    except Exception:
        for table, area in zip(tables, areas, strict=True):
            with contextlib.suppress(Exception):
                table.resize(table.parent.range(area))
        for write in writes:
            with contextlib.suppress(Exception):
                cells_of(book, write).value = [[typed(cell) for cell in row] for row in write.before]
        raise


def _reach(book: Any, contents: Book) -> None:
    """Extends the tables that people fill in to their last row, which programs other than Excel may leave outside."""
    for name, table in _tables(book, BY_PEOPLE):
        last, area = last_row(contents, sheet_of(name)), table.range
        if last > area.last_cell.row and not table.show_totals:
            table.resize(book.sheets[name].range((area.row, area.column), (last, area.last_cell.column)))


def _tables(book: Any, sheets: Sequence[SheetOf]) -> Iterator[tuple[str, Any]]:
    """The program's tables on these sheets, each with its sheet's name."""
    names = {sheet.name for sheet in book.sheets}
    for layout in sheets:
        if layout.name in names:
            yield from (
                (layout.name, table) for table in book.sheets[layout.name].tables if table.name == f"t{layout.name}"
            )


def _resize(book: Any, contents: Book, collected: Collected) -> None:
    """Makes the tables as long as their rows; a table without rows keeps one."""
    for layout in written(collected):
        for _, table in _tables(book, [layout]) if table_on(contents, layout) else ():
            area = table.range
            last = area.row + max(len(collected.tables[layout.name]), 1)
            table.resize(book.sheets[layout.name].range((area.row, area.column), (last, area.last_cell.column)))
        _fit_rows(book, layout, collected)


def _fit_rows(book: Any, layout: SheetOf, collected: Collected) -> None:
    if layout.name == "Attention" and collected.tables[layout.name]:
        book.sheets[layout.name].used_range.rows.autofit()
