"""The button on *Start*, where a spreadsheet that knows no such buttons has saved the master without it."""

from __future__ import annotations

from posixpath import relpath

from xlcsp.master.parts.book import Workbook
from xlcsp.master.parts.markup import RELATION, parse
from xlcsp.master.parts.removal import CONTENT_TYPES, relations_part

_SHEET, _DRAWN = "Start", ("drawing", "vmlDrawing", "ctrlProp")
_AFTER = ("legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst")
_EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
_TYPE = b'<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'


def with_button(book: Workbook, made: Workbook, replaced: dict[str, bytes]) -> dict[str, bytes]:
    """Puts a new master's button on *Start*; returns the parts that come new. Anything drawn there stays alone.

    replaced: the parts that changed so far; those of the button are added to them.
    """
    part = book.sheets.get(_SHEET, "")
    drawn = any(one.kind in _DRAWN for one in book.relations(part)) if part else True
    source = next((one.target for one in made.relations(made.sheets[_SHEET]) if one.kind == "vmlDrawing"), "")
    if drawn or not source:
        return {}
    number = 1
    while f"xl/drawings/vmlDrawing{number}.vml" in book.archive.names:
        number += 1
    drawing, listed = f"xl/drawings/vmlDrawing{number}.vml", relations_part(part)
    added = {drawing: made.archive.part(source)}
    xml = replaced.get(part, book.archive.part(part))
    root = parse(xml)
    at = next((node.start for node in root.children if node.name in _AFTER), root.close)
    link = f'<legacyDrawing xmlns:r="{RELATION}" r:id="rIdButton"/>'.encode()
    replaced[part] = xml[:at] + link + xml[at:]
    target = relpath(drawing, part.rpartition("/")[0])
    relation = f'<Relationship Id="rIdButton" Type="{RELATION}/vmlDrawing" Target="{target}"/>'.encode()
    if listed in book.archive.names:
        before = book.archive.part(listed)
        replaced[listed] = _ended(before, relation)
    else:
        added[listed] = _ended(_EMPTY, relation)
    types = book.archive.part(CONTENT_TYPES)
    if not any(one.attributes.get("Extension") == "vml" for one in parse(types).children):
        at = parse(types).inner
        replaced[CONTENT_TYPES] = types[:at] + _TYPE + types[at:]
    return added


def _ended(xml: bytes, more: bytes) -> bytes:
    """The part with an element more at its end."""
    root = parse(xml)
    if root.is_empty_tag:
        return xml[: root.inner - 2].rstrip() + b">" + more + b"</Relationships>" + xml[root.end :]
    return xml[: root.close] + more + xml[root.close :]
