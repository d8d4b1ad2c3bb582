"""What a copy for circulation does not tell: names of persons, and paths of somebody's computer."""

from __future__ import annotations

from collections.abc import Iterator

from xlcsp.master.parts.book import Workbook, area_of
from xlcsp.master.parts.markup import Node, Splices, prefix, with_attribute

CONFIG_SHEET = "xlwings.conf"
_PERSONAL = ("creator", "lastModifiedBy", "Manager")  # of the document's properties
_PATH = "absPath"  # where the workbook was last saved


def without_people(xml: bytes, root: Node) -> bytes:
    """Document properties without who wrote them."""
    splices = Splices()
    for name in _PERSONAL:
        for node in below(root, name):
            splices.put(node.inner, node.close, b"")
    return splices.applied(xml)


def is_personal(node: Node) -> bool:
    """Whether a part of the workbook's list of contents says who reserved it, or where it was saved."""
    return node.name == "fileSharing" or any(below(node, _PATH))


def forget_config(book: Workbook, root: Node, xml: bytes, splices: Splices) -> dict[str, bytes]:
    """Empties the values of the sheet xlwings.conf; returns the shared strings without those that only it uses."""
    only_here: set[int] = set()
    for cell in _cells(root):
        place = area_of(cell.attributes.get("r", ""))
        if place is None or place.left == 1:
            continue
        only_here |= _string_of(cell)
        tag = with_attribute(xml[cell.start : cell.inner], "t", None)
        if not cell.is_empty_tag:
            splices.put(cell.start, cell.end, tag + f"</{prefix(xml, cell)}c>".encode())
    kept = {
        index
        for name, part in book.sheets.items()
        for cell in _cells(book.parsed(part))
        if name != CONFIG_SHEET or cell.attributes.get("r", "").startswith("A")
        for index in _string_of(cell)
    }
    part = next((one.target for one in book.relations(book.main) if one.kind == "sharedStrings"), None)
    if part is None:
        return {}
    strings, changes = book.archive.part(part), Splices()
    for index, node in enumerate(book.parsed(part).all("si")):
        if index in only_here - kept:
            mark = prefix(strings, node)
            changes.put(node.start, node.end, f"<{mark}si><{mark}t/></{mark}si>".encode())
    return {part: changes.applied(strings)}


def below(node: Node, name: str) -> Iterator[Node]:
    """The elements of that local name, of any namespace, in the element and below it."""
    pending = [node]
    while pending:
        one = pending.pop()
        if one.name.rpartition(" ")[2] == name:
            yield one
        pending += one.children


def _cells(root: Node) -> Iterator[Node]:
    data = root.first("sheetData")
    return (cell for row in (data.all("row") if data else ()) for cell in row.all("c"))


def _string_of(cell: Node) -> set[int]:
    stored = cell.first("v") if cell.attributes.get("t") == "s" else None
    return {int(stored.text)} if stored is not None and stored.text.isdecimal() else set()
