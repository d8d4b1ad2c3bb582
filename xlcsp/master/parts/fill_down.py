"""Adds rows at the end of a table of formulas, as a person fills it down; nothing existing moves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from xlcsp.master.parts.book import TOTALS_OFF, Table, Workbook, area_of, opened
from xlcsp.master.parts.markup import Splices, parse
from xlcsp.master.parts.sheet import SheetPart
from xlcsp.master.parts.tables import lengthened

_PLACE = re.compile(r"(?<![\w\[])\$?[A-Z]{1,3}\$?\d+(?![\w(\]])")  # B5: a reference by row number
_OWN_ROW = re.compile(r"(?<=[A-Z$])#")  # as ``SheetPart.formula`` writes it
_SPARKLINE = re.compile(rb"<(\w+:)?sparkline>(?:(?!</(?:\w+:)?sparkline>).)*</(?:\w+:)?sparkline>", re.DOTALL)


def filled_down(file: str, content: bytes, name: str, keys: Sequence[str], ours: Sequence[str]) -> bytes:
    """The workbook with a new row for each key at the end of the sheet's table.

    ours: the program's columns, the first of which has the keys. Their formulas are filled down, and those of a
    person's columns that refer to no other row by number; so are formats, conditional formats, sparklines and the print
    area. Raises WouldLoseParts if there is anything below the table, or if it has a totals row.
    """
    book, key = opened(file, content), ours[0]
    sheet = SheetPart(book, name)
    table = next((table for table in book.tables(name) if key in table.columns), None)
    if table is None:
        raise sheet.refused(f"It has no table with the column {key}", do="Copy the sheet from a new master (xlcsp new)")
    place, model = table.area.left + table.columns.index(key), table.area.bottom
    if table.totals:
        raise sheet.refused("The table has a totals row", do=TOTALS_OFF)
    used = [row for row in range(table.area.top + 1, model + 1) if sheet.text(row, place)]
    first = max(used, default=table.area.top) + 1
    for row, own_key in enumerate(keys, first):
        if row > model:
            for column in range(table.area.left, table.area.right + 1):
                sheet.check_free(row, column)
            _copy(sheet, table, (model, row), ours)
        sheet.write(row, place, own_key, sheet.style(model, place), model)
    last = max(model, first + len(keys) - 1)
    part, changed = lengthened(book, sheet, table.columns, last)
    replaced = {part: changed, sheet.part: _drawn(sheet.changed(), model, last)}
    replaced[book.main] = _printed(book, name, model, last)
    return book.archive.rebuilt(replaced)


def _copy(sheet: SheetPart, table: Table, rows: tuple[int, int], ours: Sequence[str]) -> None:
    model, row = rows
    for column, name in enumerate(table.columns, table.area.left):
        formula, style = sheet.formula(model, column), sheet.style(model, column)
        goes_along = name in ours or not (_PLACE.search(formula) or formula.startswith("shared "))
        if formula and goes_along:
            sheet.write_formula(row, column, _OWN_ROW.sub(str(row), formula), "", style)
        else:
            sheet.write(row, column, None, style, model)


def _drawn(xml: bytes, model: int, last: int) -> bytes:
    """The sheet with conditional formats and sparklines down to the last row."""
    if last == model:
        return xml
    splices = Splices(xml)
    for node in parse(xml).all("conditionalFormatting"):
        areas = node.attributes.get("sqref", "").split()
        longer = [_to(area, model, last) for area in areas]
        if longer != areas:
            splices.set(node, sqref=" ".join(longer))
    for line in _SPARKLINE.finditer(xml):
        if re.search(rb">[A-Z]+%d</" % model, line[0]):
            more = (re.sub(rb"(?<=[A-Z])%d(?!\d)" % model, b"%d" % row, line[0]) for row in range(model + 1, last + 1))
            splices.put(line.end(), line.end(), b"".join(more))
    return splices.applied()


def _to(reference: str, model: int, last: int) -> str:
    area = area_of(reference)
    if area is None or area.bottom != model:
        return reference
    return str(replace(area, bottom=last))


def _printed(book: Workbook, name: str, model: int, last: int) -> bytes:
    """The workbook's part with the sheet's print area down to the last row."""
    splices = Splices(book.archive.part(book.main))
    for node in book.root.listed("definedNames"):
        if node.attributes.get("name") == "_xlnm.Print_Area" and node.text.startswith((f"{name}!", f"'{name}'!")):
            splices.fill(node, re.sub(rf"\${model}$", f"${last}", node.text))
    return splices.applied()
