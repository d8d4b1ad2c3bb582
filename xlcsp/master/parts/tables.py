"""Writes the rows of a sheet's table: our columns only, keeping people's cells, with the table as long as its rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from xlcsp.files.cells import address
from xlcsp.master.parts.book import TOTALS_OFF, Area, Table, Workbook
from xlcsp.master.parts.keyed import Moves, keyed
from xlcsp.master.parts.markup import Node, Splices
from xlcsp.master.parts.sheet import SheetPart
from xlcsp.master.parts.values import Value

Rows = Sequence[Mapping[str, Value]]


@dataclass(frozen=True, slots=True)
class Rule:
    """How rows are written into a table.

    columns: ours, by name, besides those that the rows name. keys: the columns by which a row is recognised, so that
    what people keep beside it moves with it; without keys, cells that are not ours stay in their sheet rows. lets_go:
    whether people's cells beside a removed row are removed too; otherwise such an edit is refused. append: whether the
    rows come after the existing ones, which stay as they are. as_they_are: whether the rows only give keys; all their
    cells are then moved unchanged, ours too, and formula columns become as long as the table. height: the height of a
    written row in points, if its text wraps. through: the table's last row as its reader found it, in case a
    spreadsheet kept a shorter range. later: those of our columns that earlier masters lack, where they are left out.
    """

    columns: Sequence[str] = ()
    keys: Sequence[str] = ()
    lets_go: bool = False
    append: bool = False
    as_they_are: bool = False
    height: Callable[[Mapping[str, Value]], float] | None = None
    through: int = 0
    later: Sequence[str] = ()


def write_table(book: Workbook, sheet: SheetPart, rows: Rows, rule: Rule) -> tuple[str, bytes]:
    """Writes the rows into the sheet's table; returns the table's part and its new content.

    A column of ours that a row does not name is blank in it. A table without rows keeps one blank row. Raises
    WouldLoseParts if a formula, merged cells, a totals row or somebody's cells are in the way.
    """
    present = {name for table in book.tables(sheet.name) for name in table.places}
    absent = {name for name in rule.later if name.casefold() not in present}
    named = dict.fromkeys([*rule.columns, *rule.keys, *(name for row in rows for name in row)])
    names = tuple(name for name in named if name not in absent)
    if not names:
        raise ValueError("Without rows the columns must be named")
    stated = table_with(book, sheet, names)
    table = _reaching(stated, rule.through)
    places = _places(sheet, table, names)
    first, last = table.area.top + 1, table.area.bottom - table.totals
    if rule.append:
        columns = places.values()
        used = [row for row in range(first, last + 1) if not all(sheet.is_blank(row, column) for column in columns)]
        first = max(used, default=first - 1) + 1
    new_last = max(first + len(rows) - 1, last if rule.append else first)
    if table.totals and new_last != last:
        found = f"The table has a totals row, and must grow or shrink to {new_last - table.area.top} rows"
        raise sheet.refused(found, do=TOTALS_OFF)
    written = set() if rule.as_they_are else set(places.values())
    whole = range(table.area.left, table.area.right + 1)
    needed = set(whole) if rule.keys or rule.append else written  # no note below may join a new row
    _check(book, sheet, table, range(first, max(last, new_last) + 1), (written, needed))
    others = [column for column in whole if column not in written]
    models = dict(zip(range(first, last + 1), range(first, last + 1), strict=True))
    if rule.keys:
        keys = [places[name] for name in rule.keys]
        models = keyed(sheet, Area(first, table.area.left, last, table.area.right), rows, keys, rule.keys)
        Moves(sheet, first, last, others).make(models, new_last, lets_go=rule.lets_go, drops=rule.as_they_are)
    if not rule.as_they_are:
        _write_rows(_Writer(book, sheet, places, first, last), range(first, new_last + 1), rows, models, others)
        for number in range(new_last + 1, last + 1):
            for column in places.values():
                sheet.remove(number, column)
    for number, row in zip(range(first, new_last + 1), rows, strict=False):
        if rule.height is not None:
            sheet.set_height(number, rule.height(row))
    return table.part, _resized(book, stated, new_last - stated.area.bottom + stated.totals)


def lengthened(book: Workbook, sheet: SheetPart, names: Sequence[str], last: int) -> tuple[str, bytes]:
    """The table's part and its content when it reaches down to that row, as its reader found it."""
    table = table_with(book, sheet, names)
    return table.part, _resized(book, table, _reaching(table, last).area.bottom - table.area.bottom)


def _reaching(table: Table, last: int) -> Table:
    """The table down to that row; one with a totals row ends there."""
    if table.totals or last <= table.area.bottom:
        return table
    return replace(table, area=replace(table.area, bottom=last))


def _write_rows(writer: _Writer, numbers: range, rows: Rows, models: Mapping[int, int], others: Sequence[int]) -> None:
    """Writes the rows; each keeps its look, and a new one takes that of the table's last row."""
    for place, number in enumerate(numbers):
        writer.write(number, models.get(number, writer.last), rows[place] if place < len(rows) else {})
        if number > writer.last:
            writer.style_others(number, others)


class _Writer:
    """Writes rows in the styles of the rows that they look like."""

    def __init__(self, book: Workbook, sheet: SheetPart, places: Mapping[str, int], first: int, last: int) -> None:
        self._sheet, self._places, self._first, self.last = sheet, places, first, last
        self._dates = {str(style) for style in book.date_styles}
        self._date_style: dict[int, str | None] = {}

    def write(self, number: int, model: int, row: Mapping[str, Value]) -> None:
        for name, column in self._places.items():
            value = row.get(name)
            style = self._sheet.style(model, column) or self._sheet.style(self.last, column)
            style = style or self._sheet.default_style(number, column)
            if isinstance(value, date) and style not in self._dates:
                style = self._style_for_dates(column) or style
            self._sheet.write(number, column, value, style, model)

    def style_others(self, number: int, others: Sequence[int]) -> None:
        """Gives a new row the last one's look in people's columns too; existing cells stay."""
        for column in others:
            if not self._sheet.has_cell(number, column) and (style := self._sheet.style(self.last, column)):
                self._sheet.write(number, column, None, style, self.last)

    def _style_for_dates(self, column: int) -> str | None:
        """A style of the column that shows dates, so that a date never looks like a number."""
        if column not in self._date_style:
            styles = (self._sheet.style(number, column) for number in range(self._first, self.last + 1))
            self._date_style[column] = next((style for style in styles if style in self._dates), None)
        return self._date_style[column]


def table_with(book: Workbook, sheet: SheetPart, names: Sequence[str]) -> Table:
    """The sheet's table that has all these columns; if there are several, the one named after the sheet."""
    tables = book.tables(sheet.name)
    expected = {name.casefold() for name in names}
    fitting = [table for table in tables if expected <= table.places.keys()]
    named = [table for table in fitting if table.name == f"t{sheet.name.replace(' ', '')}"]
    if len(fitting) == 1 or named:
        return (named or fitting)[0]
    if fitting:
        found = f"It has several tables with these columns: {', '.join(table.name for table in fitting)}"
        raise sheet.refused(found, "One of them must be the program's", "Move the others to a sheet of their own")
    if not tables:
        found = "It has no table (it was turned into a range of cells)"
        raise sheet.refused(found, do="Copy the sheet from a new master (xlcsp new), or insert the table again")
    nearest = max((table.places.keys() for table in tables), key=lambda columns: len(columns & expected))
    missing = [name for name in names if name.casefold() not in nearest]
    found = "Its table has no column " + ", ".join(f'"{name}"' for name in missing)
    raise sheet.refused(found, "Columns may be moved and added, not renamed or removed", "Restore the column's name")


def _places(sheet: SheetPart, table: Table, names: Sequence[str]) -> dict[str, int]:
    """The sheet's column of each of our columns."""
    places = table.places
    for column, name in enumerate(table.columns, table.area.left):
        if places[name.casefold()] != column:
            raise sheet.refused(f'Its table has the column "{name}" twice', do="Rename one of them")
    return {name: places[name.casefold()] for name in names}


def _check(
    book: Workbook, sheet: SheetPart, table: Table, rows: range, columns: tuple[Collection[int], Collection[int]]
) -> None:
    """Checks that nothing of a person's would be overwritten, and names the first thing in the way.

    rows: those that are written. columns: those that are written, and those that must be free below the table.
    """
    ours, needed = columns
    area = table.area
    last = area.bottom - table.totals
    if not table.headers or "queryTable" in table.root.attributes.get("tableType", ""):
        raise sheet.refused(f'The table "{table.name}" has no header row, or is filled by a query', do="Restore it")
    for number in rows:
        for column in sorted({*ours, *needed} if number > last else ours):
            if number <= last and sheet.has_formula(number, column):
                found, allowed = "It holds a formula, which would be overwritten", "The column is filled by the program"
                raise sheet.refused(found, allowed, "Put the formula into a column of its own", address(number, column))
            if number > last:
                sheet.check_free(number, column)
    whole = Area(area.top, area.left, max(area.bottom, rows.stop - 1), area.right)
    merged = next((area for area in sheet.merged if area.meets(whole)), None)
    if merged is not None:
        raise sheet.refused("Cells are merged in the table", do="Unmerge them", cell=address(merged.top, merged.left))
    for other in book.tables(sheet.name):
        if other.part != table.part and other.area.meets(whole):
            do = "Move it to the side, or to a sheet of its own"
            raise sheet.refused(f'The table "{other.name}" is where the table "{table.name}" must grow', do=do)


def _resized(book: Workbook, table: Table, more: int) -> bytes:
    """The table part with so many rows more; its filter and its sorting follow."""
    splices = Splices(book.archive.part(table.part))
    if more:
        _lengthen(table.root, more, table.area.bottom, splices)
        for node in (*table.root.all("autoFilter"), *table.root.all("sortState")):
            for inner in (node, *node.all("sortCondition"), *node.all("sortState")):
                _lengthen(inner, more, table.area.bottom - table.totals, splices)
    return splices.applied()


def _lengthen(node: Node, more: int, bottom: int, splices: Splices) -> None:
    """Moves the last row of a reference that ends with the table."""
    reference = re.fullmatch(rf"(.*\D){bottom}", node.attributes.get("ref", ""))
    if reference:
        splices.set(node, ref=f"{reference[1]}{bottom + more}")
