"""The button *Rebuild report*: ``RunPython "import xlcsp.excel.button as b; b.rebuild()"``.

Reads the plan from the open workbook (including unsaved edits), makes the report, and writes the returns' figures into
the workbook. Everything is worked out before a cell is written; after a fault the workbook is as it was, and one
sentence gives the reason. Works with books of Excel and of xlwings' remote engine.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlcsp.excel.door import caller, open_beside, sentence_of, tell
from xlcsp.excel.open_book import NewRows, check_sheets, fill, read_open, rows_to_add
from xlcsp.files.cells import Book
from xlcsp.files.synced import path_of
from xlcsp.master.additions import with_additions
from xlcsp.master.panel import due_of
from xlcsp.pipeline.rebuild import Rebuilt, clock
from xlcsp.pipeline.rebuild import rebuild as made
from xlcsp.planbook import master_of


@dataclass(frozen=True, slots=True)
class Door:
    """Who asks for a rebuild. place: where the workbook is. note: added to the message on *Start*."""

    how: str
    place: Callable[[Any], Path]
    note: str = ""


DESK = Door("the button", path_of)


def rebuild(book: Any = None, door: Door = DESK) -> None:
    """Rebuilds the report from the open workbook. book: an ``xlwings.Book``; by default the button's own.

    Errors are shown in the message cell of *Start*; it raises only if there is no workbook to write to.
    """
    failure = "The report was not rebuilt, and nothing was changed."
    if book is None:
        book = caller(failure)
    try:
        contents, done, rows = _rebuilt(book, door)
        failure = f"The report {done.written.path.name} was made, but this workbook was left as it was."
        _fill(book, contents, done, rows, door.note)
    except Exception as error:  # noqa: BLE001 - a traceback tells an officer nothing
        tell(book, f"{failure} {sentence_of(error)}")
    else:
        open_beside(book, done.written.path)


def _rebuilt(book: Any, door: Door) -> tuple[Book, Rebuilt, NewRows | None]:
    """The open workbook, the report made from it, and the rows that *Performance* lacks."""
    path = door.place(book)
    contents = read_open(book)
    master = master_of(contents, path)
    check_sheets(contents)
    rows = rows_to_add(book, contents)
    due = due_of(contents, rows.ids if rows else ())
    return contents, made(master, master.settings.quarter, clock(), door.how, due), rows


def _fill(book: Any, contents: Book, done: Rebuilt, rows: NewRows | None, note: str) -> None:
    """Writes the workbook's own sheets, and reports the result."""
    collected = with_additions(done.collected, contents)
    fill(book, contents, collected, rows)
    message = done.collected.panel.message
    aside = f" A draft changed by hand was kept as {done.written.kept.name}." if done.written.kept else ""
    tell(book, f"{message}{aside}{note}")
    with contextlib.suppress(Exception):  # the cells are written; Excel calculates them as soon as it can
        book.app.calculate()
