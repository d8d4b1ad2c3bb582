"""*Performance* has a row for each series of the plan: those that are missing are filled down."""

from __future__ import annotations

from pathlib import Path

from xlcsp.errors import WouldLoseParts
from xlcsp.files import write as files
from xlcsp.files.read import read_book
from xlcsp.master.live import READ, without_row
from xlcsp.master.parts.fill_down import filled_down
from xlcsp.master.performance import PERFORMANCE


def add_rows(path: Path) -> None:
    """Adds what is missing under the rows that are there, which stay in their order: officers refer to them.

    A table that has no room for them is left; *Start* then says which rows are missing, and what to do.
    """
    there = read_book(path, only=READ)
    lacking = without_row(there)
    if not lacking or PERFORMANCE.name not in there.sheets:
        return

    def change(content: bytes) -> bytes:
        try:
            return filled_down(path.name, content, PERFORMANCE.name, lacking, PERFORMANCE.columns.headings)
        except WouldLoseParts:
            return content

    files.rewrite(path, change)
