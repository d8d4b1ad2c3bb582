"""What a copy for circulation leaves out: names of people, and paths on somebody's computer."""

from __future__ import annotations

from collections.abc import Iterator

from xlcsp.master.parts.book import Workbook, area_of
from xlcsp.master.parts.markup import Node, Splices, filled, prefix, with_attributes
from xlcsp.master.sheets import CONFIG_SHEET
from xlcsp.planbook.contacts import CONTACTS

_PERSONAL = ("creator", "lastModifiedBy", "Manager")  # among the document's properties
_PATH = "absPath"  # where the workbook was last saved


def without_people(xml: bytes, root: Node) -> bytes:
    """Document properties without the authors."""
    splices = Splices(xml)
    for name in _PERSONAL:
        for node in below(root, name):
            splices.fill(node, "")
    return splices.applied()


def is_personal(node: Node) -> bool:
    """Whether an element of the workbook part names who reserved it, or where it was saved."""
    return node.name == "fileSharing" or any(below(node, _PATH))


def forgotten(book: Workbook, sheet: str) -> list[Node]:
    """The cells whose values a copy leaves out: the second column of xlwings.conf, and the rows of *Contacts*."""
    if sheet not in book.sheets or sheet not in (CONFIG_SHEET, CONTACTS.name):
        return []
    header = max((table.area.top for table in book.tables(sheet)), default=0)
    cells = [(cell, area_of(cell.attributes.get("r", ""))) for cell in _cells(book.parsed(book.sheets[sheet]))]
    if sheet == CONFIG_SHEET:
        return [cell for cell, place in cells if place is not None and place.left > 1]
    return [cell for cell, place in cells if place is not None and place.top > header]


def forget(cells: list[Node], splices: Splices) -> None:
    """Empties cells."""
    for cell in cells:
        if not cell.is_empty_tag:
            splices.put(
                cell.start, cell.end, filled(with_attributes(splices.xml[cell.start : cell.inner], t=None), b"")
            )


def forget_strings(book: Workbook) -> dict[str, bytes]:
    """The shared strings without those that only forgotten cells use."""
    emptied = {name: {cell.start for cell in forgotten(book, name)} for name in book.sheets}
    only_here: set[int] = set()
    elsewhere: set[int] = set()
    for name, part in book.sheets.items():
        for cell in _cells(book.parsed(part)):
            (only_here if cell.start in emptied[name] else elsewhere).update(_string_of(cell))
    part_of = book.part_called("sharedStrings")
    if not part_of or not only_here - elsewhere:
        return {}
    strings = book.archive.part(part_of)
    changes = Splices(strings)
    for index, node in enumerate(book.parsed(part_of).all("si")):
        if index in only_here - elsewhere:
            mark = prefix(strings, node)
            changes.put(node.start, node.end, f"<{mark}si><{mark}t/></{mark}si>".encode())
    return {part_of: changes.applied()}


def below(node: Node, name: str) -> Iterator[Node]:
    """The elements of that local name, of any namespace, in the element and below it."""
    return (element for element in node.walk() if element.name.rpartition(" ")[2] == name)


def _cells(root: Node) -> Iterator[Node]:
    return (cell for row in root.listed("sheetData", "row") for cell in row.all("c"))


def _string_of(cell: Node) -> set[int]:
    stored = cell.first("v") if cell.attributes.get("t") == "s" else None
    return {int(stored.text)} if stored is not None and stored.text.isdecimal() else set()
