"""Sheets that a master lacks: copied whole from a new one, as the last sheets."""

from __future__ import annotations

from xlcsp.master.live import table_on
from xlcsp.master.parts.archive import refusal
from xlcsp.master.parts.book import opened
from xlcsp.master.parts.carry import Carrier
from xlcsp.master.performance import PERFORMANCE
from xlcsp.master.sheets import GUIDE
from xlcsp.master.upgrade.step import TABLES, Step, Target


def with_sheets(file: str, content: bytes, target: Target) -> Step:
    """Adds the sheets. Raises WouldLoseParts if a person's own sheet has the name of a new one."""
    book = opened(file, content)
    missing = [of.name for of in (PERFORMANCE, *TABLES, GUIDE) if of.name not in book.sheets]
    for of in (PERFORMANCE, *TABLES):
        if of.name in target.book.sheets and table_on(target.book, of) is None:
            found = f'Your sheet "{of.name}" has the name of a sheet that this version keeps'
            raise refusal(file, found, do="Rename your sheet, and run again", sheet=of.name)
    if not missing:
        return Step(content)
    carrier = Carrier(book, opened(file, target.made))
    for name in missing:
        carrier.add(name)
    carrier.finish(book.archive.part(book.main))
    made = book.archive.rebuilt(carrier.replaced, added=carrier.added)
    return Step(made, tuple(f"New sheet {name}." for name in missing))
