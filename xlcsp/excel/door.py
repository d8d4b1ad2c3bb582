"""What button and ribbon share: finding the calling workbook, and messages for the officer on *Start*."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Any

from xlcsp.errors import PlanError, WorkbookError, XlcspError
from xlcsp.excel.blocks import typed
from xlcsp.master.start import MESSAGE


def caller(failed: str) -> Any:
    """The button's own workbook; if there is none, one sentence for the dialog that Excel shows."""
    try:
        import xlwings

        return xlwings.Book.caller()
    except Exception as error:  # noqa: BLE001 - whatever xlwings meets, the officer reads one sentence
        message = f"{failed} Excel did not say which workbook ({type(error).__name__}: {error}). Run xlcsp doctor."
        if any(word.startswith("--from_xl") for word in sys.argv):  # in a process of its own, whose output is shown
            raise SystemExit(message) from None
        raise WorkbookError(message) from None  # in the permanent server, which must not end


def tell(book: Any, message: str) -> None:
    """Writes the sentence into the message cell and shows it; a workbook that has lost the cell gets a dialog."""
    try:
        place = book.names[MESSAGE].refers_to_range
        place.value = typed(message)
        place.sheet.activate()
    except Exception:  # noqa: BLE001 - whatever is wrong with the name, the officer must read the message
        with contextlib.suppress(Exception):
            book.app.alert(message, title="xlcsp")


def open_beside(book: Any, path: Path) -> None:
    """Opens the report beside the workbook, if the engine is an Excel on this computer."""
    if getattr(book.app.engine, "type", "") == "desktop":
        with contextlib.suppress(Exception):  # the report exists, and *Start* says where
            book.app.books.open(str(path))


def sentence_of(error: Exception) -> str:
    """The error in one or two sentences: for a plan, its first fault and how many more there are."""
    if isinstance(error, PlanError):
        more = f" And {len(error.faults) - 1} more: run xlcsp check." if len(error.faults) > 1 else ""
        return f"{error.faults[0]}{more}"
    if isinstance(error, XlcspError | OSError):
        return str(error)
    return f"This is a fault of the program ({type(error).__name__}: {error}); please report it."
