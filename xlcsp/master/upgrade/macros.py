"""The master's macros, its tab on the ribbon and the buttons on *Start*: this version's replace earlier ones'.

If a person has added a macro, all stay; so does a person's own ribbon.
"""

from __future__ import annotations

from itertools import count
from posixpath import relpath

from xlcsp.errors import WorkbookError
from xlcsp.master.commands import TAB, ribbon, ribbon_of, with_ribbon
from xlcsp.master.macros import code_of, project, vba_modules
from xlcsp.master.parts.book import Workbook, relations_part
from xlcsp.master.parts.markup import RELATION, Splices, parse, prefix
from xlcsp.master.parts.removal import CONTENT_TYPES, ended, mended, relations_of
from xlcsp.master.private import below
from xlcsp.master.start import BUTTON_POINTS, BUTTON_ROW
from xlcsp.master.upgrade.earlier import MODULES, digest
from xlcsp.master.upgrade.step import Step, Target
from xlcsp.master.workbook import code_name

_SIGNATURE = "vbaProjectSignature"  # and those that end in Agile and V3
_EXPORT = "Export it (Alt+F11, File, Export), remove it, run again, and import it into the upgraded workbook"


def with_macros(book: Workbook, target: Target) -> Step:
    """Puts in this version's macros, and the names by which they find the sheets."""
    part = book.part_called("vbaProject")
    if not part:
        return Step()
    ours = code_of(vba_modules(project()))
    try:
        modules = vba_modules(book.archive.part(part))
    except WorkbookError as error:
        return Step(kept=(f"The macros stay as they are. {error}",))
    present = code_of(modules)
    foreign = [
        name for name, text in present.items() if text != ours.get(name) and digest(text) not in MODULES.get(name, ())
    ]
    if foreign:
        words = f"The macros stay as they are: {', '.join(foreign)} is not the program's. {_EXPORT}."
        return Step(kept=(words,))
    fresh = target.fresh
    replaced, is_new = _with_code_names(book, fresh), not ours.items() <= present.items()
    sheets = {code_name(sheet) for sheet in book.sheets if sheet in fresh.sheets}
    if not replaced and not is_new and sheets <= set(modules):
        return Step()
    changes = ["The macros and the functions' help are this version's."] if is_new else []
    changes += ["The macros find the sheets again."] if replaced else []
    added = with_button(book, fresh, replaced) if replaced else {}
    if added:
        changes.append("Start: its buttons are there again.")
    replaced[part] = project()  # Excel itself makes the empty modules of a person's own sheets
    signatures = {relation.target for relation in book.relations(part) if relation.kind.startswith(_SIGNATURE)}
    if signatures:  # of the old macros: Excel would call it invalid
        replaced |= mended(book, signatures)
        changes.append("The macros are no longer signed. Sign them again (Alt+F11, Tools, Digital Signature).")
    return Step(book.archive.rebuilt(replaced, signatures, added), tuple(changes))


def _with_code_names(book: Workbook, fresh: Workbook) -> dict[str, bytes]:
    """The parts that lacked a name by which macros find them. made: a new master."""
    replaced: dict[str, bytes] = {}
    for sheet, part in book.sheets.items():
        root, splices = book.parsed(part), Splices(book.archive.part(part))
        node, name = root.first("sheetPr"), code_name(sheet)
        if sheet not in fresh.sheets or (node is not None and node.attributes.get("codeName")):
            continue
        if node is None:
            splices.put(root.inner, root.inner, f'<sheetPr codeName="{name}"/>'.encode())
        else:
            splices.set(node, codeName=name)
        replaced[part] = splices.applied()
    own, splices = book.root.first("workbookPr"), Splices(book.archive.part(book.main))
    if own is not None and "codeName" not in own.attributes:
        splices.set(own, codeName="ThisWorkbook")
        replaced[book.main] = splices.applied()
    return replaced


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


_OWN = "The ribbon stays as it is: it is not the program's. The commands are macros too (Alt+F8): IssueForms and so on."


def with_tab(book: Workbook, target: Target) -> Step:
    """Adds the tab and the buttons, if the workbook has the macros that they run."""
    if not _has_commands(book):
        return Step()
    replaced: dict[str, bytes] = {}
    added: dict[str, bytes] = {}
    changes: list[str] = []
    kept: list[str] = []
    existing = ribbon_of(book)
    if existing and not _is_ours(book.archive.part(existing)):
        kept.append(_OWN)
    elif not existing or book.archive.part(existing) != ribbon():
        added = with_ribbon(book, ribbon(), replaced)
        changes.append("The ribbon has the tab CSP performance with ten commands.")
    if with_more_buttons(book, target.fresh, replaced):
        changes.append("Start has a button for each of the five commands of every quarter.")
    if not changes:
        return Step(kept=tuple(kept))
    return Step(book.archive.rebuilt(replaced, added=added), tuple(changes), tuple(kept))


def _has_commands(book: Workbook) -> bool:
    part = book.part_called("vbaProject")
    if not part:
        return False
    ours, present = (code_of(vba_modules(binary)) for binary in (project(), book.archive.part(part)))
    return ours.items() <= present.items()


def _is_ours(xml: bytes) -> bool:
    """Whether all tabs are the program's own."""
    return {tab.attributes.get("id") for tab in below(parse(xml), "tab")} == {TAB}
