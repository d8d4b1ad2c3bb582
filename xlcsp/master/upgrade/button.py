"""The buttons on *Start*, if an earlier version had only one, or if another spreadsheet program dropped them."""

from __future__ import annotations

from itertools import count
from posixpath import relpath

from xlcsp.master.parts.book import Workbook
from xlcsp.master.parts.markup import RELATION, Splices, parse, prefix
from xlcsp.master.parts.removal import CONTENT_TYPES, ended, relations_of, relations_part
from xlcsp.master.start import BUTTON_POINTS, BUTTON_ROW

_SHEET, _DRAWN = "Start", ("drawing", "vmlDrawing", "ctrlProp")
_AFTER = ("legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst")
_FIRST = b"[0]!RebuildReport</x:FmlaMacro>"
_TYPE = b'<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'


def with_button(book: Workbook, fresh: Workbook, replaced: dict[str, bytes]) -> dict[str, bytes]:
    """Puts a new master's buttons on *Start*, unless anything is drawn there; returns the new parts.

    replaced: the parts that changed so far; those of the buttons are added to them.
    """
    part = book.sheets.get(_SHEET, "")
    drawn = any(relation.kind in _DRAWN for relation in book.relations(part)) if part else True
    source = _drawing(fresh)
    if drawn or not source:
        return {}
    names = (f"xl/drawings/vmlDrawing{number}.vml" for number in count(1))
    drawing, listed = next(name for name in names if name not in book.archive.names), relations_part(part)
    added = {drawing: fresh.archive.part(source)}
    xml = replaced.get(part, book.archive.part(part))
    xml = _with_room(xml) or xml
    root = parse(xml)
    at = next((node.start for node in root.children if node.name in _AFTER), root.close)
    link = f'<legacyDrawing xmlns:r="{RELATION}" r:id="rIdButton"/>'.encode()
    replaced[part] = xml[:at] + link + xml[at:]
    target = relpath(drawing, part.rpartition("/")[0])
    relation = f'<Relationship Id="rIdButton" Type="{RELATION}/vmlDrawing" Target="{target}"/>'
    if listed in book.archive.names:
        replaced[listed] = ended(book.archive.part(listed), relation)
    else:
        added[listed] = relations_of(relation)
    types = book.archive.part(CONTENT_TYPES)
    if not any(node.attributes.get("Extension") == "vml" for node in parse(types).children):
        at = parse(types).inner
        replaced[CONTENT_TYPES] = types[:at] + _TYPE + types[at:]
    return added


def with_more_buttons(book: Workbook, fresh: Workbook, replaced: dict[str, bytes]) -> bool:
    """Replaces the single button of earlier versions by a new master's; returns whether that was possible.

    It is not if anything else is drawn, if Excel has rewritten the button, or if its row is in use.
    """
    part = book.sheets.get(_SHEET, "")
    drawn = [relation for relation in book.relations(part) if relation.kind in _DRAWN] if part else []
    source = _drawing(fresh)
    if [relation.kind for relation in drawn] != ["vmlDrawing"] or not source:
        return False
    shapes = book.archive.part(drawn[0].target)
    roomy = _with_room(book.archive.part(part))
    if shapes.count(b"<v:shape ") != 1 or _FIRST not in shapes or roomy is None:
        return False
    replaced |= {drawn[0].target: fresh.archive.part(source), part: roomy}
    return True


def _drawing(fresh: Workbook) -> str:
    return next(
        (relation.target for relation in fresh.relations(fresh.sheets[_SHEET]) if relation.kind == "vmlDrawing"), ""
    )


def _with_room(xml: bytes) -> bytes | None:
    """The sheet with its third row as high as a new master's, which has the buttons there.

    None if the row is in use.
    """
    data = parse(xml).first("sheetData")
    if data is None:
        return None
    rows = {node.attributes.get("r"): node for node in data.all("row")}
    row = rows.get("3")
    if row is None:
        at = next((node.start for number, node in rows.items() if int(number or 0) > BUTTON_ROW), data.close)
        tag = f'<{prefix(xml, data)}row r="3" ht="{BUTTON_POINTS}" customHeight="1"/>'.encode()
        return xml[:at] + tag + xml[at:]
    if any(cell.children for cell in row.children):
        return None
    splices = Splices(xml)
    splices.set(row, ht=str(BUTTON_POINTS), customHeight="1")
    return splices.applied()
