"""Tables that people keep, and those that a rebuild fills: ranges, missing columns, drop-downs, identifiers as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlcsp.domain.numbers import listed
from xlcsp.files.columns import Column
from xlcsp.master.parts import edit
from xlcsp.master.parts.as_text import TextLooks, with_text
from xlcsp.master.parts.book import Table, Workbook
from xlcsp.master.parts.sheet import SheetPart
from xlcsp.master.parts.tables import table_with
from xlcsp.master.parts.widen import NewColumn, validations, widened, wider_table, with_validations
from xlcsp.master.performance import PERFORMANCE
from xlcsp.master.tables import SPARE
from xlcsp.master.upgrade.step import TABLES, Step, Target
from xlcsp.planbook.sheet_of import SheetOf


def with_ranges(book: Workbook, target: Target) -> Step:
    """Extends each table to its last row, since a spreadsheet may have kept the old range."""
    reach, changes = {}, []
    for layout in (*TABLES, PERFORMANCE):
        if layout.name in book.sheets:
            table, last = table_of(book, layout), target.last_row(layout)
            if last > table.area.bottom and not table.totals:
                reach[layout.name] = (layout.columns.headings[:1], last)
                changes.append(f"{layout.name}: its table reaches down to row {last} again, not {table.area.bottom}.")
    return Step(edit(book.file, book.content, reach=reach) if reach else None, tuple(changes))


def with_columns(book: Workbook, target: Target) -> Step:
    """Adds the columns that a table lacks at its right end, and this version's drop-downs and help."""
    fresh, replaced = target.fresh, dict[str, bytes]()
    changes = []
    for layout in TABLES:
        if layout.name not in book.sheets:
            continue
        sheet, table = SheetPart(book, layout.name), table_of(book, layout)
        missing = lacking(layout, table)
        xml = book.archive.part(sheet.part)
        if missing:
            new = list(_new_columns(layout, missing))
            xml, replaced[table.part] = widened(book, sheet, table, new), wider_table(book, table, new)
            changes.append(f"{layout.name}: new columns {', '.join(column.heading for column in missing)}.")
        ours = validations(fresh.archive.part(fresh.sheets[layout.name]), table_of(fresh, layout))
        headings = [*table.columns, *(column.heading for column in missing)]
        places = {name: headings.index(name) + table.area.left for name in ours if name in headings}
        after = with_validations(xml, places, ours, range(table.area.top + 1, table.area.bottom + 1 + SPARE))
        if after != xml:
            changes.append(f"{layout.name}: the drop-downs and the help of this version.")
        replaced[sheet.part] = after
    return Step(book.archive.rebuilt(replaced), tuple(changes))


def table_of(book: Workbook, layout: SheetOf) -> Table:
    """The program's table of that sheet. Raises WouldLoseParts if there is none."""
    return table_with(book, SheetPart(book, layout.name), layout.columns.headings[:1])


def lacking(layout: SheetOf, table: Table) -> list[Column]:
    """The columns that the table does not have."""
    present = {name.casefold() for name in table.columns}
    return [column for column in layout.columns if column.heading.casefold() not in present]


def _new_columns(layout: SheetOf, missing: Sequence[Column]) -> Iterator[NewColumn]:
    """The new columns, each with the look of the last old column of the same form."""
    for column in missing:
        alike = [other.heading for other in layout.columns if other not in missing and _looks(other) == _looks(column)]
        yield NewColumn(column.heading, alike[-1] if alike else layout.columns.headings[-1], column.width)


def _looks(column: Column) -> str:
    return column.form if column.form != "percent" else "number"


def with_text_identifiers(book: Workbook, _: Target) -> Step:
    """Formats each identifier column as text down to the last row. A number already there stays a number."""
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
        return Step()
    replaced[looks.part] = looks.changed()
    return Step(book.archive.rebuilt(replaced), tuple(changes))
