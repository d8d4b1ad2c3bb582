"""Removes what ties drawings and sheets to macros: form controls, buttons, assigned macros."""

from __future__ import annotations

import re
from collections.abc import Collection

from xlcsp.master.parts.markup import RELATION, Node, Splices

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
