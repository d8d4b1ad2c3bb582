"""Columns for identifiers become text, as in a new master, so that 2.10 typed into them stays 2.10."""

from __future__ import annotations

from xlcsp.domain.numbers import listed
from xlcsp.master.parts.as_text import TextLooks, with_text
from xlcsp.master.parts.book import opened
from xlcsp.master.parts.sheet import SheetPart
from xlcsp.master.upgrade.columns import table_of
from xlcsp.master.upgrade.step import TABLES, Step, Target


def with_text_identifiers(file: str, content: bytes, _: Target) -> Step:
    """Formats each identifier column as text down to the last row. A number already there stays a number."""
    book = opened(file, content)
    looks, replaced, changes = TextLooks(book), {}, []
    for layout in TABLES:
        if layout.name not in book.sheets:
            continue
        sheet, table = SheetPart(book, layout.name), table_of(book, layout)
        headings = {name.casefold(): at for at, name in enumerate(table.columns, table.area.left)}
        own = {headings[column.heading.casefold()]: column for column in layout.columns if column.form == "id"}
        after = with_text(sheet, table, {at: column.width for at, column in own.items()}, looks) if own else b""
        if own and after != book.archive.part(sheet.part):
            replaced[sheet.part] = after
            changes.append(
                f"{layout.name}: {listed(one.heading for one in own.values())} as text down to the last row."
            )
    if not replaced:
        return Step(content)
    replaced[looks.part] = looks.changed()
    return Step(book.archive.rebuilt(replaced), tuple(changes))
