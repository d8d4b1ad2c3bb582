"""What a master lacks that a new one would have: sheets and columns, seen without looking into the file's parts."""

from __future__ import annotations

from xlcsp.files.cells import Book
from xlcsp.files.table import find_table
from xlcsp.master.performance import PERFORMANCE
from xlcsp.master.sheets import BY_PEOPLE, COLLECTED


def lacks(book: Book) -> list[str]:
    """Each in a few words; empty for a master of this version."""
    found = []
    for of in (PERFORMANCE, *BY_PEOPLE, *COLLECTED):
        sheet = book.sheets.get(of.name)
        table = find_table(sheet, of.columns.headings) if sheet else None
        if table is None:
            found.append(f"the sheet {of.name}")
        elif table.missing:
            found.append(f"in {of.name} the columns {', '.join(table.missing)}")
    return found
