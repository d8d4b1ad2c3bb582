"""The part that gives a workbook a tab of its own on the ribbon, and how the package names it."""

from __future__ import annotations

from xlcsp.master.parts.book import Workbook
from xlcsp.master.parts.removal import ended

_PART, _ROOT = "customUI/customUI14.xml", "_rels/.rels"
_TYPE = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"


def ribbon_of(book: Workbook) -> str:
    """The part that describes the workbook's ribbon for Excel 2010 and later; empty if there is none."""
    package = book.parsed(_ROOT).all("Relationship")
    types = {node.attributes.get("Id"): node.attributes.get("Type") for node in package}
    return next((relation.target for relation in book.relations("") if types[relation.id] == _TYPE), "")


def with_ribbon(book: Workbook, xml: bytes, replaced: dict[str, bytes]) -> dict[str, bytes]:
    """Puts the description into the package; returns the part if it is new.

    replaced: the parts that changed so far; those that change here are added to them.
    """
    existing = ribbon_of(book)
    if existing:
        replaced[existing] = xml
        return {}
    relation = f'<Relationship Id="rIdRibbon" Type="{_TYPE}" Target="{_PART}"/>'
    replaced[_ROOT] = ended(book.archive.part(_ROOT), relation)
    return {_PART: xml}
