"""The essentials for published spreadsheets (Government Analysis Function), checked on the file as it was written.

https://analysisfunction.civilservice.gov.uk/policy-store/releasing-statistics-in-spreadsheets/
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from pathlib import Path

from xlcsp.domain.places import column_number
from xlcsp.files.cells import escaped

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CORE = {
    "title": "{http://purl.org/dc/elements/1.1/}title",
    "creator": "{http://purl.org/dc/elements/1.1/}creator",
    "last editor": "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}lastModifiedBy",
}
_FORBIDDEN = ("vbaProject", "externalLink", "comments", "customXml", "ctrlProps", "embeddings", "printerSettings")
_CELL = re.compile(r"([A-Z]+)(\d+)")


def faults(path: Path, publisher: str) -> list[str]:
    """What must be put right before the workbook is published; empty if nothing. publisher: as in its properties."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    faults = [f"{name} must not be in it" for name in parts if any(word in name for word in _FORBIDDEN)]
    faults += _document(parts, escaped(publisher))
    for name, part, tables in _sheets(parts):
        faults += [f"{name}: {fault}" for fault in _sheet(name, part, tables, parts)]
    return faults


def _document(parts: dict[str, bytes], publisher: str) -> Iterator[str]:
    core = _xml(parts["docProps/core.xml"])
    values = {name: core.findtext(tag) or "" for name, tag in _CORE.items()}
    if not values["title"]:
        yield "the document has no title"
    yield from (
        f"the {name} is {values[name]}, not {publisher}"
        for name in ("creator", "last editor")
        if values[name] != publisher
    )
    book = _xml(parts["xl/workbook.xml"])
    names = [sheet.get("name", "") for sheet in book.iter(f"{MAIN}sheet")]
    if len({name.lower() for name in names}) != len(names):
        yield "two sheets have the same name"
    yield from (f"{sheet.get('name')} is hidden" for sheet in book.iter(f"{MAIN}sheet") if sheet.get("state"))
    yield from (
        f"the name {defined.get('name')} is hidden"
        for defined in book.iter(f"{MAIN}definedName")
        if defined.get("hidden")
    )


def _sheets(parts: dict[str, bytes]) -> Iterator[tuple[str, ET.Element, list[ET.Element]]]:
    """Each sheet's name, its XML and its tables."""
    targets = {relation.get("Id"): relation.get("Target", "") for relation in _xml(parts["xl/_rels/workbook.xml.rels"])}
    for sheet in _xml(parts["xl/workbook.xml"]).iter(f"{MAIN}sheet"):
        key = next(value for name, value in sheet.attrib.items() if name.endswith("}id"))
        target = targets[key].removeprefix("/xl/")
        rels = parts.get(f"xl/worksheets/_rels/{target.rsplit('/', 1)[-1]}.rels")
        tables = [
            _xml(parts[f"xl/{relation.get('Target', '').removeprefix('../')}"])
            for relation in (_xml(rels) if rels else ())
            if relation.get("Type", "").endswith("/table")
        ]
        yield sheet.get("name", ""), _xml(parts[f"xl/{target}"]), tables


def _sheet(name: str, sheet: ET.Element, tables: list[ET.Element], parts: dict[str, bytes]) -> Iterator[str]:
    values = _values(sheet, parts)
    if not values.get((1, 1)):
        yield "A1 holds no title"
    if sheet.find(f"{MAIN}mergeCells") is not None:
        yield "it has merged cells"
    if next(sheet.iter(f"{MAIN}pane"), None) is not None:
        yield "it has frozen panes"
    if any(node.get("hidden") in ("1", "true") for tag in ("row", "col") for node in sheet.iter(f"{MAIN}{tag}")):
        yield "it has hidden rows or columns"
    if any(node.get("activeCell", "A1") != "A1" for node in sheet.iter(f"{MAIN}selection")):
        yield "the cursor is not in A1"
    if next(sheet.iter(f"{MAIN}f"), None) is not None:
        yield "it has formulas"
    if len(tables) != (name != "Cover"):
        yield f"it has {len(tables)} tables"
    for table in tables:
        yield from _table(table, values)


def _table(table: ET.Element, values: dict[tuple[int, int], str]) -> Iterator[str]:
    (top, left), (bottom, right) = (_place(cell) for cell in table.get("ref", "A1:A1").split(":"))
    heads = [values.get((top, column), "") for column in range(left, right + 1)]
    if "" in heads or len(set(heads)) != len(heads):
        yield "a column has no heading of its own"
    blank = [(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1) if not values.get((r, c))]
    if blank:
        yield f"{len(blank)} cells of the table are empty, the first in row {blank[0][0]}"
    if any(row > bottom for row, _ in values):
        yield "there is something below the table"
    if table.find(f"{MAIN}autoFilter") is not None:
        yield "the table has a filter"


def _values(sheet: ET.Element, parts: dict[str, bytes]) -> dict[tuple[int, int], str]:
    """The text of every cell that has any."""
    strings = ["".join(node.itertext()) for node in _xml(parts["xl/sharedStrings.xml"])]
    values = {}
    for cell in sheet.iter(f"{MAIN}c"):
        value = cell.findtext(f"{MAIN}v")
        if value is not None:
            values[_place(cell.get("r", "A1"))] = strings[int(value)] if cell.get("t") == "s" else value
    return values


def _place(cell: str) -> tuple[int, int]:
    match = _CELL.fullmatch(cell)
    letters, row = (match[1], match[2]) if match else ("A", "1")
    return int(row), column_number(letters)


def _xml(part: bytes) -> ET.Element:
    return ET.fromstring(part)  # noqa: S314 - a file that this program has just written
