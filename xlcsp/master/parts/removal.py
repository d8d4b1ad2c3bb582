"""Keeps relationships and content types right when parts are removed or added."""

from __future__ import annotations

from collections.abc import Collection

from xlcsp.master.parts.book import Workbook
from xlcsp.master.parts.markup import Splices, parse, with_attribute

CONTENT_TYPES = "[Content_Types].xml"
_MACRO_MAIN = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_PLAIN_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_PRINTER = "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"


def relations_part(part: str) -> str:
    """The part that says what a part refers to."""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def ended(xml: bytes, more: bytes) -> bytes:
    """The relationships part with one more at its end."""
    root = parse(xml)
    if root.is_empty_tag:
        return xml[: root.inner - 2].rstrip() + b">" + more + b"</Relationships>" + xml[root.end :]
    return xml[: root.close] + more + xml[root.close :]


def mended(book: Workbook, removed: Collection[str], *, without_macros: bool = False) -> dict[str, bytes]:
    """The relationships and content types of the package without the removed parts.

    without_macros: whether the workbook becomes one without macros.
    """
    found = {CONTENT_TYPES: _types(book, removed, without_macros=without_macros)}
    for part in ("", *book.archive.names):
        name = relations_part(part)
        if part in removed or name not in book.archive.names:
            continue
        gone = {one.id for one in book.relations(part) if not one.is_external and one.target in removed}
        splices = Splices()
        for node in book.parsed(name).all("Relationship"):
            if node.attributes.get("Id") in gone:
                splices.put(node.start, node.end, b"")
        found[name] = splices.applied(book.archive.part(name))
    return found


def _types(book: Workbook, removed: Collection[str], *, without_macros: bool) -> bytes:
    xml, root = book.archive.part(CONTENT_TYPES), book.parsed(CONTENT_TYPES)
    splices = Splices()
    stated = {node.attributes.get("PartName", "").lstrip("/") for node in root.all("Override")}
    kept = [name for name in book.archive.names if name not in removed and name not in stated]
    for node in root.children:
        get = node.attributes.get
        tag = xml[node.start : node.inner]
        if get("PartName", "").lstrip("/") in removed:
            splices.put(node.start, node.end, b"")
        elif without_macros and get("ContentType") == _MACRO_MAIN:
            splices.put(node.start, node.inner, with_attribute(tag, "ContentType", _PLAIN_MAIN))
        elif without_macros and get("Extension") and "vbaProject" in get("ContentType", ""):
            if any(name.endswith(f".{get('Extension')}") for name in kept):
                splices.put(node.start, node.inner, with_attribute(tag, "ContentType", _PRINTER))
            else:
                splices.put(node.start, node.end, b"")
    return splices.applied(xml)
