"""*Performance* in the open workbook: a new row for each series that has none, filled down as a person would."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from xlcsp.excel.blocks import is_formula, typed
from xlcsp.files.cells import Book, Sheet
from xlcsp.master.live import table_on, without_row
from xlcsp.master.performance import PERFORMANCE

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
                _resize(sheet, rows, rows.bottom)
                sheet.range((rows.bottom + 1, rows.left), (rows.last, rows.right)).clear()
        raise


def _add(sheet: Any, rows: NewRows) -> None:
    if rows.last > rows.bottom:
        _resize(sheet, rows, rows.last)
        model = sheet.range((rows.bottom, rows.left), (rows.bottom, rows.right))
        model.copy(sheet.range((rows.bottom + 1, rows.left), (rows.last, rows.right)))
        for column in rows.own:
            if not is_formula(sheet, rows.bottom, column):  # a person's notes on another series
                sheet.range((rows.bottom + 1, column), (rows.last, column)).clear_contents()
    sheet.range((rows.first, rows.place), (rows.last, rows.place)).value = [[typed(series)] for series in rows.ids]


def _resize(sheet: Any, rows: NewRows, last: int) -> None:
    table = next(table for table in sheet.tables if table.name == _TABLE)
    table.resize(sheet.range((table.range.row, rows.left), (last, rows.right)))
