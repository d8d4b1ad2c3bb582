"""*Performance* has a row for each series of the plan; missing ones are filled down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xlcsp.errors import WouldLoseParts
from xlcsp.files import write as files
from xlcsp.files.cells import Book
from xlcsp.files.read import read_book
from xlcsp.master.live import READ, without_row
from xlcsp.master.parts.fill_down import filled_down
from xlcsp.master.performance import PERFORMANCE


@dataclass(frozen=True, slots=True)
class Rows:
    """The workbook with the rows. added: their ids. refused: why none was added, if so."""

    content: bytes
    added: Sequence[str] = ()
    refused: str = ""


def with_rows(file: str, content: bytes, book: Book) -> Rows:
    """Adds missing rows below the existing ones, which keep their order because officers refer to them.

    there: the sheets in the content. A table that has no room for them is left as it is.
    """
    lacking = without_row(book)
    if not lacking or PERFORMANCE.name not in book.sheets:
        return Rows(content)
    try:
        filled = filled_down(file, content, PERFORMANCE.name, lacking, PERFORMANCE.columns.headings)
    except WouldLoseParts as error:
        return Rows(content, refused=str(error))
    return Rows(filled, lacking)


def add_rows(path: Path) -> None:
    """Adds them to the file; if there is no room, *Start* says which rows are missing and what to do."""
    book = read_book(path, only=READ)
    if without_row(book):
        files.rewrite(path, lambda content: with_rows(path.name, content, book).content)
