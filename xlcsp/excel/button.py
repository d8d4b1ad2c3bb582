"""The button *Rebuild report*: ``RunPython "import xlcsp.excel.button as b; b.rebuild()"``.

Reads the plan from the workbook as it is open (edits that are not saved count), makes the report, and writes what the
returns say into the workbook. Everything is worked out before a cell is written; a fault leaves the workbook as it was
and is told in one sentence. Books of Excel and of the remote engine alike.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlcsp.errors import PlanError, WorkbookError, XlcspError
from xlcsp.excel.blocks import typed
from xlcsp.excel.open_book import check_sheets, fill, read_open
from xlcsp.excel.rows import NewRows, rows_to_add
from xlcsp.files.cells import Book
from xlcsp.files.synced import path_of
from xlcsp.master.collected import due_of
from xlcsp.master.start import MESSAGE
from xlcsp.pipeline.rebuild import Rebuilt, clock
from xlcsp.pipeline.rebuild import rebuild as made
from xlcsp.planbook import master_of


@dataclass(frozen=True, slots=True)
class Door:
    """From where a rebuild is asked for. place: where the workbook lies. note: added to what *Start* says."""

    how: str
    place: Callable[[Any], Path]
    note: str = ""


DESK = Door("the button", path_of)


def rebuild(book: Any = None, door: Door = DESK) -> None:
    """Rebuilds the report from the workbook that is open. book: an ``xlwings.Book``; the button's own without it.

    What went wrong stands in the message cell of *Start*; it raises only where there is no workbook to write into.
    """
    said = "The report was not rebuilt, and nothing was changed."
    if book is None:
        book = _caller(said)
    try:
        there, done, rows = _made(book, door)
        said = f"The report {done.written.path.name} was made, but this workbook was left as it was."
        _fill(book, there, done, rows, door.note)
    except Exception as error:  # noqa: BLE001 - a traceback tells an officer nothing
        tell(book, f"{said} {sentence_of(error)}")
    else:
        _open(book, done.written.path)


def _caller(said: str) -> Any:
    """The button's own workbook; where there is none, one sentence for the dialog that Excel then shows."""
    try:
        import xlwings

        return xlwings.Book.caller()
    except Exception as error:  # noqa: BLE001 - whatever xlwings meets, the officer reads one sentence
        told = f"{said} Excel did not say for which workbook ({type(error).__name__}: {error}). Run xlcsp doctor."
        if any(one.startswith("--from_xl") for one in sys.argv):  # a process of its own: what it prints is shown
            raise SystemExit(told) from None
        raise WorkbookError(told) from None  # the server that stays: it must not end


def _made(book: Any, door: Door) -> tuple[Book, Rebuilt, NewRows | None]:
    """The workbook as it is open, the report made from it, and the rows that *Performance* lacks."""
    path = door.place(book)
    there = read_open(book)
    master = master_of(there, path)
    check_sheets(there)
    rows = rows_to_add(book, there)
    due = due_of(there, rows.ids if rows else ())
    return there, made(master, master.settings.quarter, clock(), door.how, due), rows


def _fill(book: Any, there: Book, done: Rebuilt, rows: NewRows | None, note: str) -> None:
    """Writes the workbook's own sheets, and says what came of it."""
    fill(book, there, done.collected, rows)
    message = done.collected.panel.message
    kept = f" A draft changed by hand was kept as {done.written.kept.name}." if done.written.kept else ""
    tell(book, f"{message}{kept}{note}")
    with contextlib.suppress(Exception):  # the cells are written; Excel calculates them as soon as it can
        book.app.calculate()


def tell(book: Any, message: str) -> None:
    """Writes the sentence into the message cell and shows it; a workbook that has lost the cell gets a dialog."""
    try:
        place = book.names[MESSAGE].refers_to_range
        place.value = typed(message)
        place.sheet.activate()
    except Exception:  # noqa: BLE001 - whatever is wrong with the name, the officer must read the message
        with contextlib.suppress(Exception):
            book.app.alert(message, title="xlcsp")


def _open(book: Any, path: Path) -> None:
    """Opens the report beside the workbook, where the engine is an Excel on this desk."""
    if getattr(book.app.engine, "type", "") == "desktop":
        with contextlib.suppress(Exception):  # the report is there; *Start* says where
            book.app.books.open(str(path))


def sentence_of(error: Exception) -> str:
    """The error as one sentence or two: the first of a plan's faults, and how many more there are."""
    if isinstance(error, PlanError):
        more = f" And {len(error.faults) - 1} more: run xlcsp check." if len(error.faults) > 1 else ""
        return f"{error.faults[0]}{more}"
    if isinstance(error, XlcspError | OSError):
        return str(error)
    return f"This is a fault of the program ({type(error).__name__}: {error}); please report it."
