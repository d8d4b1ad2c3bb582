"""Whole sheets of the program: those that a master lacks, copied from a new one, and *Guide* with this version's words.

What a person wrote on *Guide* stays.
"""

from __future__ import annotations

from xlcsp.files.cells import Sheet
from xlcsp.master.live import table_on
from xlcsp.master.parts.archive import refusal
from xlcsp.master.parts.book import Workbook
from xlcsp.master.parts.carry import Carrier
from xlcsp.master.performance import PERFORMANCE
from xlcsp.master.sheets import GUIDE, NAMES_COLUMN
from xlcsp.master.upgrade.earlier import GUIDES, digest
from xlcsp.master.upgrade.step import TABLES, Step, Target, read_content

_LOST = {"table", "printerSettings"}  # what belongs to the sheet, or to the printer
_KEPT = f"{GUIDE.name}: it holds something of your own, and stays. For this version's, rename the sheet and run again."


def with_sheets(book: Workbook, target: Target) -> Step:
    """Adds the sheets. Raises WouldLoseParts if a person's own sheet has the name of a new one."""
    missing = [layout.name for layout in (PERFORMANCE, *TABLES, GUIDE) if layout.name not in book.sheets]
    for layout in (PERFORMANCE, *TABLES):
        if layout.name in target.book.sheets and table_on(target.book, layout) is None:
            found = f'Your sheet "{layout.name}" has the name of a sheet that this version keeps'
            raise refusal(book.file, found, do="Rename your sheet, and run again", sheet=layout.name)
    if not missing:
        return Step()
    carrier = Carrier(book, target.fresh)
    for name in missing:
        carrier.add(name)
    carrier.finish(book.archive.part(book.main))
    changed = book.archive.rebuilt(carrier.replaced, added=carrier.added)
    return Step(changed, tuple(f"New sheet {name}." for name in missing))


def with_guide(book: Workbook, target: Target) -> Step:
    """Puts in this version's words, if the present ones are those of a version of the program."""
    if GUIDE.name not in book.sheets:
        return Step()
    present, new = guide_digest(book), guide_digest(target.fresh)
    if present == new:
        return Step()
    if present not in GUIDES or not _is_bare(book):
        return Step(kept=(_KEPT,))
    carrier = Carrier(book, target.fresh)
    carrier.renew(GUIDE.name)
    carrier.finish(book.archive.part(book.main))
    return Step(book.archive.rebuilt(carrier.replaced), (f"{GUIDE.name}: this version's words.",))


def guide_digest(book: Workbook) -> str:
    """The digest of all texts with their places, except the names from *Measures*, which are formulas."""
    return digest("\n".join(_texts(read_content(book.file, book.content, (GUIDE.name,)).sheets[GUIDE.name])))


def _texts(sheet: Sheet) -> list[str]:
    return [
        f"{row} {column} {text}"
        for row, cells in enumerate(sheet.rows, 1)
        for column in range(1, len(cells) + 1)
        if column != NAMES_COLUMN + 1 and (text := sheet.text(row, column))
    ]


def _is_bare(book: Workbook) -> bool:
    """Whether it is a sheet with its table, and has nothing that would be lost with it."""
    others = {relation.kind for relation in book.relations(book.sheets[GUIDE.name])} - _LOST
    return not others and len(book.tables(GUIDE.name)) == 1
