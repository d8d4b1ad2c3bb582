"""The master as xlwings' remote engine has it open, with the cells, names and tables that a client would send."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlwings as xw

from xlcsp.files.cells import CellError
from xlcsp.files.read import read_book
from xlcsp.master.performance import PERFORMANCE
from xlcsp.master.sheets import COLLECTED

Edit = Callable[[dict[str, list[list[Any]]]], None]


def opened(path: Path, edit: Edit = lambda _: None) -> xw.Book:
    """The workbook open, with edits that are not saved."""
    book = read_book(path)
    cells = {name: _rectangle(sheet.rows) for name, sheet in book.sheets.items()}
    edit(cells)
    names = list(cells)
    sheets = [
        {"name": name, "values": values, "pictures": [], "tables": _tables(name, values)}
        for name, values in cells.items()
    ]
    message = {
        "name": "xlcsp_message", "sheet_index": names.index("Start"), "address": "B4", "book_scope": True,
        "scope_sheet_name": None, "scope_sheet_index": None,
    }  # fmt: skip
    return xw.Book(
        json={
            "client": "Office.js",
            "version": xw.__version__,
            "book": {"name": str(path), "active_sheet_index": 0, "selection": "A1"},
            "names": [message],
            "sheets": sheets,
        }
    )


def _rectangle(rows: list[list[Any]]) -> list[list[Any]]:
    """The used range, as a client sends it: all rows of one width."""
    width = max(map(len, rows), default=0)
    return [[_sent(one) for one in (*row, *[None] * (width - len(row)))] for row in rows]


def _sent(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, CellError):
        return str(value)
    if isinstance(value, dt.datetime):
        return f"{value.isoformat()}.000Z"
    if isinstance(value, dt.date):
        return f"{value.isoformat()}T00:00:00.000Z"
    return float(value) if isinstance(value, float) else value


def _tables(name: str, values: list[list[Any]]) -> list[dict[str, Any]]:
    of = next((one for one in (*COLLECTED, PERFORMANCE) if one.name == name), None)
    if of is None:
        return []
    last = max(len(values), 5)
    area = f"A4:{_letters(len(of.columns))}{last}"
    return [
        {
            "name": f"t{name}", "range_address": area, "header_row_range_address": area.replace(str(last), "4"),
            "data_body_range_address": area.replace("A4", "A5"), "total_row_range_address": None, "show_headers": True,
            "show_totals": False, "table_style": "", "show_autofilter": False,
        }
    ]  # fmt: skip


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def actions(book: xw.Book, name: str) -> list[dict[str, Any]]:
    """What the book was told to do, of one kind."""
    return [one for one in book.json()["actions"] if one["func"] == name]


def written(book: xw.Book, sheet: str) -> list[dict[str, Any]]:
    """The blocks written into a sheet."""
    index = [one.name for one in book.sheets].index(sheet)
    return [one for one in actions(book, "setValues") if one["sheet_position"] == index]
