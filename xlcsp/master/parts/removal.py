"""Keeps relationships and content types right when parts are removed or added."""

from __future__ import annotations

from collections.abc import Collection

from xlcsp.master.parts.book import Workbook, relations_part
from xlcsp.master.parts.markup import PACKAGE_RELATION, Splices, parse

CONTENT_TYPES = "[Content_Types].xml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MACRO_MAIN = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_PLAIN_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_PRINTER = "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"


def ended(xml: bytes, more: str) -> bytes:
    """The part with more elements at its end."""
    splices = Splices(xml)
    splices.append(parse(xml), more.encode())
    return splices.applied()


def relations_of(links: str) -> bytes:
    """A new part with these relationships."""
    return f'{HEAD}<Relationships xmlns="{PACKAGE_RELATION}">{links}</Relationships>'.encode()


def mended(book: Workbook, removed: Collection[str], *, without_macros: bool = False) -> dict[str, bytes]:
    """The relationships and content types of the package without the removed parts.

    without_macros: whether the workbook becomes one without macros.
    """
    changed = {CONTENT_TYPES: _types(book, removed, without_macros=without_macros)}
    for part in ("", *book.archive.names):
        name = relations_part(part)
        if part in removed or name not in book.archive.names:
            continue
        broken = {
            relation.id for relation in book.relations(part) if not relation.is_external and relation.target in removed
        }
        splices = Splices(book.archive.part(name))
        for node in book.parsed(name).all("Relationship"):
            if node.attributes.get("Id") in broken:
                splices.remove(node)
        changed[name] = splices.applied()
    return changed


def _types(book: Workbook, removed: Collection[str], *, without_macros: bool) -> bytes:
    splices, root = Splices(book.archive.part(CONTENT_TYPES)), book.parsed(CONTENT_TYPES)
    stated = {node.attributes.get("PartName", "").lstrip("/") for node in root.all("Override")}
    unstated = [name for name in book.archive.names if name not in removed and name not in stated]
    for node in root.children:
        get = node.attributes.get
        if get("PartName", "").lstrip("/") in removed:
            splices.remove(node)
        elif without_macros and get("ContentType") == _MACRO_MAIN:
            splices.set(node, ContentType=_PLAIN_MAIN)
        elif without_macros and get("Extension") and "vbaProject" in get("ContentType", ""):
            if any(name.endswith(f".{get('Extension')}") for name in unstated):
                splices.set(node, ContentType=_PRINTER)
            else:
                splices.remove(node)
    return splices.applied()
