"""A copy of the master for circulation: values instead of formulas, no macros, no links, no personal data.

Of *Contacts* only the headings are kept. Everything else stays as its owner made it. The copy is made from the workbook
as last saved: nothing is calculated.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from xlcsp.errors import Problem
from xlcsp.files.cells import address
from xlcsp.master.lite.parts import EXTENSION, PANES
from xlcsp.master.parts.archive import refusal
from xlcsp.master.parts.book import Workbook, area_of, relations_part
from xlcsp.master.parts.markup import RELATION, Node, Splices, filled, prefix, with_attributes
from xlcsp.master.parts.removal import mended
from xlcsp.master.private import below, forget, forget_strings, forgotten, is_personal, without_people
from xlcsp.master.start import BUTTON_CELL

NOT_CALCULATED = "[not calculated]"

_EXTERNAL_KINDS = {"externalLink", "calcChain"}
_ADD_IN_KINDS = {PANES, EXTENSION}  # Office add-ins, with their code and settings
_BUTTON_SHEET = BUTTON_CELL.partition("!")[0]
_OTHER_BOOK = re.compile(r"\[\d+\]|\[[^\]]+\.xl\w+\]", re.IGNORECASE)
_MACRO_NAMES = ("function", "vbProcedure", "xlm")


@dataclass(slots=True)
class Frozen:
    """The copy, and its problems: cells that were never calculated or have an error."""

    content: bytes = b""
    problems: list[Problem] = field(default_factory=list)


def freeze(file: str, content: bytes) -> Frozen:
    """The workbook with values only.

    A formula cell that was never calculated says so in words and is a problem; it is never silently empty or 0. Raises
    WouldLoseParts if the structure is unknown, or if macros are of a kind that cannot be removed.
    """
    return _Freezer(file, content).run()


class _Freezer:
    def __init__(self, file: str, content: bytes) -> None:
        self._file = file
        self._book = Workbook(file, content)
        self._frozen = Frozen()
        self._has_add_in = any(relation.kind == PANES for relation in self._book.relations(""))
        self._removed: set[str] = set()
        self._replaced: dict[str, bytes] = {}

    def run(self) -> Frozen:
        book, archive = self._book, self._book.archive
        if any(
            relation.kind.startswith("xlIntlMacrosheet") or relation.kind == "xlMacrosheet"
            for relation in book.relations(book.main)
        ):
            raise refusal(self._file, "It has a sheet of old Excel 4 macros", do="Delete that sheet")
        for part in ("", *archive.names):
            self._remove_related(part)
        for name, part in book.sheets.items():
            self._freeze_sheet(name, part)
        self._replaced |= forget_strings(book)
        self._replaced[book.main] = self._workbook()
        for part in archive.names:
            if part not in self._removed and part.startswith("docProps/"):
                self._replaced[part] = without_people(archive.part(part), book.parsed(part))
        self._replaced |= mended(book, self._removed, without_macros=True)
        self._frozen.content = archive.rebuilt(self._replaced, self._removed)
        return self._frozen

    def _remove_related(self, part: str) -> None:
        for relation in self._book.relations(part):
            if relation.kind in MACRO_KINDS | _EXTERNAL_KINDS | _ADD_IN_KINDS and not relation.is_external:
                self._removed |= {relation.target, relations_part(relation.target)}
            if relation.kind == "connections":
                found = "It has data connections; they were kept"
                do = "Remove them (Data, Queries & Connections) before you send it"
                self._problem("", "", "connections", found, do)

    def _freeze_sheet(self, name: str, part: str) -> None:
        xml = self._book.archive.part(part)
        root = self._book.parsed(part)
        splices = Splices(xml)
        hidden = forgotten(self._book, name)
        forget(hidden, splices)
        without = {cell.start for cell in hidden}
        for cell in (cell for row in root.listed("sheetData", "row") for cell in row.all("c")):
            if cell.first("f") is not None and cell.start not in without:
                self._freeze_cell(name, xml, cell, splices)
        shapes = controls_removed(root, splices)
        for relation in self._book.relations(part):
            if relation.kind == "vmlDrawing" and relation.target in self._book.archive.names:
                self._unbind_vml(root, relation.id, relation.target, shapes, splices)
            elif relation.kind == "drawing":
                drawing, links = self._book.archive.part(relation.target), self._buttons(name, relation.target)
                self._replaced[relation.target] = drawing_unbound(drawing, self._book.parsed(relation.target), links)
                self._check_charts(name, relation.target)
            elif relation.kind == "table":
                self._replaced[relation.target] = self._table(relation.target)
        self._replaced[part] = splices.applied()

    def _freeze_cell(self, sheet: str, xml: bytes, cell: Node, splices: Splices) -> None:
        """Replaces the cell's formula by its stored value."""
        kind, stored = cell.attributes.get("t", "n"), cell.first("v")
        text = stored.text if stored is not None else ""
        at = cell.attributes.get("r", "")
        mark = prefix(xml, cell)
        if stored is None or (not text and kind != "str"):
            found = "A formula that was never calculated"
            self._problem(sheet, at, "not calculated", found, "Open the master in Excel, save it, and freeze it again")
            kind, shown = "str", NOT_CALCULATED.encode()
        else:
            shown = xml[stored.inner : stored.close]
        if kind == "e":
            found = f"The formula gives {text}"
            self._problem(sheet, at, "error", found, "Mend it in the master and freeze it again")
        if kind != "str":
            value = f"<{mark}v>".encode() + shown + f"</{mark}v>".encode()
        elif shown:
            value = f'<{mark}is><{mark}t xml:space="preserve">'.encode() + shown + f"</{mark}t></{mark}is>".encode()
        else:
            value = b""
        new = ("inlineStr" if shown else None) if kind == "str" else cell.attributes.get("t")
        splices.put(cell.start, cell.end, filled(with_attributes(xml[cell.start : cell.inner], cm=None, t=new), value))

    def _unbind_vml(self, root: Node, identity: str, part: str, shapes: set[str], splices: Splices) -> None:
        """Removes buttons from the legacy drawing, which also has the comments; a drawing without shapes is removed."""
        vml = vml_unbound(self._book.archive.part(part), shapes)
        if vml:
            self._replaced[part] = vml
            return
        self._removed |= {part, relations_part(part)}
        for node in root.all("legacyDrawing"):
            if node.attributes.get(f"{RELATION} id") == identity:
                splices.remove(node)

    def _buttons(self, sheet: str, drawing: str) -> set[str]:
        """The links of shapes that xlwings Lite uses as buttons."""
        links = self._book.relations(drawing) if sheet == _BUTTON_SHEET and self._has_add_in else []
        return {link.id for link in links if link.kind == "hyperlink" and link.target.endswith(f"#{BUTTON_CELL}")}

    def _table(self, part: str) -> bytes:
        """The table without the formulas of its columns."""
        splices = Splices(self._book.archive.part(part))
        for column in self._book.parsed(part).listed("tableColumns", "tableColumn"):
            splices.set(column, totalsRowFunction=None)
            for node in column.children:
                if node.name in ("calculatedColumnFormula", "totalsRowFormula"):
                    splices.remove(node)
        return splices.applied()

    def _check_charts(self, sheet: str, drawing: str) -> None:
        for relation in self._book.relations(drawing):
            if relation.kind == "chart" and any(
                _OTHER_BOOK.search(node.text) for node in below(self._book.parsed(relation.target), "f")
            ):
                found = "A chart reads another workbook; the copy can no longer reach it"
                self._problem(sheet, "", "external chart", found, "Copy its figures into the master")

    def _workbook(self) -> bytes:
        """The workbook part without links, names of macros and other workbooks, and the path of its last saving."""
        book = self._book
        splices = Splices(book.archive.part(book.main))
        for node in book.root.children:
            if node.name == "externalReferences" or is_personal(node):
                splices.remove(node)
        names = book.root.first("definedNames")
        removed = [name for name in book.root.listed("definedNames", "definedName") if _is_bound(name)]
        if names is not None and len(removed) == len(names.children):
            removed = [names]
        for node in removed:
            splices.remove(node)
        return splices.applied()

    def _problem(self, sheet: str, cell: str, code: str, found: str, do: str) -> None:
        area = area_of(cell)
        shown = address(area.top, area.left) if area else cell
        self._frozen.problems.append(Problem(self._file, sheet, shown, code, found, do=do))


def _is_bound(name: Node) -> bool:
    """Whether a defined name belongs to a macro or refers to another workbook."""
    return bool(_OTHER_BOOK.search(name.text)) or any(name.attributes.get(key) in ("1", "true") for key in _MACRO_NAMES)


MACRO_KINDS = {
    "vbaProject", "vbaProjectSignature", "vbaProjectSignatureAgile", "vbaProjectSignatureV3", "wordVbaData", "ctrlProp",
    "control", "activeXControlBinary", "extensibility", "attachedToolbars",
}  # fmt: skip
_COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006 AlternateContent"
_DRAWN_2010 = "http://schemas.microsoft.com/office/drawing/2010/main compatExt"
_LINK = "http://schemas.openxmlformats.org/drawingml/2006/main hlinkClick"
_SHAPE = re.compile(rb"<v:shape[\s>].*?</v:shape>", re.DOTALL)  # Excel's VML is not always well-formed XML
_OBJECT = re.compile(rb"""ObjectType\s*=\s*["'](\w+)["']""")
_ID = re.compile(rb"""\sid\s*=\s*["']_x0000_s(\d+)["']""")
_CONTROLS = {
    b"Button", b"Checkbox", b"Dialog", b"Drop", b"EditBox", b"GBox", b"Label", b"List", b"Radio", b"Scroll", b"Spin",
}  # fmt: skip


def controls_removed(root: Node, splices: Splices) -> set[str]:
    """Removes the controls from a sheet; returns the numbers of their shapes."""
    shapes: set[str] = set()
    for node in root.children:
        if node.name not in ("controls", _COMPATIBLE):
            continue
        controls = [inner for inner in node.walk() if inner.name == "control"]
        if node.name == "controls" or controls:
            shapes |= {control.attributes.get("shapeId", "") for control in controls}
            splices.remove(node)
    return shapes


def vml_unbound(vml: bytes, shapes: set[str]) -> bytes:
    """A legacy drawing without controls and buttons; empty if no shape is left (comments are shapes)."""
    shapes_left = 0

    def decide(shape: re.Match[bytes]) -> bytes:
        nonlocal shapes_left
        kind, number = _OBJECT.search(shape[0]), _ID.search(shape[0])
        if (kind and kind[1] in _CONTROLS) or (number and number[1].decode() in shapes):
            return b""
        shapes_left += 1
        return shape[0]

    rest = _SHAPE.sub(decide, vml)
    return rest if shapes_left or rest == vml else b""


def drawing_unbound(xml: bytes, root: Node, links: Collection[str] = ()) -> bytes:
    """A drawing without the copies of controls, and without macros on pictures and shapes.

    links: relations whose shapes are removed too: the buttons of xlwings Lite.
    """
    splices = Splices(xml)
    for node in root.children:
        below = list(node.walk())
        is_shadow = node.name == _COMPATIBLE and any(child.name == _DRAWN_2010 for child in below)
        if is_shadow or any(child.name == _LINK and child.attributes.get(f"{RELATION} id") in links for child in below):
            splices.remove(node)
            continue
        for child in below:
            if child.attributes.get("macro"):
                splices.set(child, macro="")
    return splices.applied()
