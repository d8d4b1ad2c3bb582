"""The parts by which a workbook carries xlwings Lite and its code, as public workbooks have them: two, and relations.

Each setting of the add-in is a property whose value is JSON: ``main.py`` and ``requirements.txt`` are texts.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from xlcsp.answers.functions import FUNCTIONS
from xlcsp.master.lite.bundle import MAIN, REQUIREMENTS, code_texts, made_by, renewed, requirements_text
from xlcsp.master.parts import formulas
from xlcsp.master.parts.book import Workbook, opened
from xlcsp.master.parts.markup import Node, Splices, attribute_span
from xlcsp.master.parts.removal import CONTENT_TYPES
from xlcsp.master.performance import PERFORMANCE
from xlcsp.master.prefix import PREFIX, prefixed

PANES, EXTENSION = "webextensiontaskpanes", "webextension"  # kinds of relations
PYODIDE = "314.0.7"
_ADD_IN = "wa200008175"  # xlwings Lite in the Office store
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.microsoft.com/office"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FOLDER = "xl/webextensions"
_PANES_PART, _EXTENSION_PART = f"{_FOLDER}/taskpanes.xml", f"{_FOLDER}/webextension1.xml"
_TYPES = {
    _PANES_PART: "application/vnd.ms-office.webextensiontaskpanes+xml",
    _EXTENSION_PART: "application/vnd.ms-office.webextension+xml",
}
_FORMULA = re.compile(rb"<(f|calculatedColumnFormula)\b[^>]*>[^<]*</\1>")
_PANES_XML = (
    f'{_HEAD}<wetp:taskpanes xmlns:wetp="{_OFFICE}/webextensions/taskpanes/2010/11">'
    '<wetp:taskpane dockstate="right" visibility="1" width="350" row="0">'
    f'<wetp:webextensionref xmlns:r="{_DOCUMENT}" r:id="rId1"/></wetp:taskpane></wetp:taskpanes>'
)
_EXTENSION_XML = (
    f'{_HEAD}<we:webextension xmlns:we="{_OFFICE}/webextensions/webextension/2010/11" id="{{{{{{id}}}}}}">'
    f'<we:reference id="{_ADD_IN}" version="1.0.0.0" store="en-GB" storeType="OMEX"/><we:alternateReferences>'
    f'<we:reference id="{_ADD_IN}" version="1.0.0.0" store="{_ADD_IN.upper()}" storeType="OMEX"/>'
    "</we:alternateReferences><we:properties>{properties}</we:properties><we:bindings/>"
    f'<we:snapshot xmlns:r="{_DOCUMENT}"/><we:extLst>'
    '<a:ext xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'uri="{{D87F86FE-615C-45B5-9D79-34F1136793EB}}"><we:containsCustomFunctions/></a:ext>'
    '<a:ext xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'uri="{{7C84B067-C214-45C3-A712-C9D94CD141B2}}"><we:customFunctionIdList>{functions}</we:customFunctionIdList>'
    "</a:ext></we:extLst></we:webextension>"
)


@dataclass(frozen=True, slots=True)
class Code:
    """What a workbook's add-in holds. part: where; main: its ``main.py``; both empty where the code is not there."""

    part: str
    main: str


def as_lite(file: str, content: bytes, named: str) -> bytes:
    """A new master, made without macros, as one for xlwings Lite: calls as Office stores them, and the add-in's parts.

    named: what the ids are made of: the partnership, and when its workbook was made.
    """
    book = opened(file, content)
    parts = (part for part in book.archive.names if part.startswith(("xl/worksheets/sheet", "xl/tables/")))
    renamed = {part: _FORMULA.sub(_as_stored, book.archive.part(part)) for part in parts}
    return with_add_in(file, book.archive.rebuilt(renamed), named)


def _as_stored(found: re.Match[bytes]) -> bytes:
    return prefixed(found[0].decode()).encode()


def with_add_in(file: str, content: bytes, named: str) -> bytes:
    """The workbook with the add-in's parts in the place of what is left of them."""
    book = opened(file, content)
    panes = next((one.target for one in book.relations("") if one.kind == PANES), "")
    made = {_PANES_PART: _PANES_XML.encode(), _EXTENSION_PART: _extension(named).encode()}
    relations = f"{_FOLDER}/_rels/taskpanes.xml.rels"
    made[relations] = _relations(f"{_OFFICE}/2011/relationships/{EXTENSION}", "webextension1.xml").encode()
    replaced = {part: xml for part, xml in made.items() if part in book.archive.names}
    added = {part: xml for part, xml in made.items() if part not in book.archive.names}
    replaced[CONTENT_TYPES] = _with_types(book)
    if panes != _PANES_PART:
        link = f'<Relationship Id="rIdLite" Type="{_OFFICE}/2011/relationships/{PANES}" Target="{_PANES_PART}"/>'
        replaced["_rels/.rels"] = _ended(book, "_rels/.rels", link)
    return book.archive.rebuilt(replaced, added=added)


def is_lite(file: str, content: bytes) -> bool:
    """Whether the workbook is one for xlwings Lite: its formulas say so even where the code was lost."""
    there = formulas(file, content, PERFORMANCE.name) if PERFORMANCE.name in opened(file, content).sheets else {}
    return any(PREFIX in one for one in there.values()) or bool(code_of(file, content).main)


def code_of(file: str, content: bytes) -> Code:
    """The code that the workbook carries."""
    book = opened(file, content)
    for panes in (one.target for one in book.relations("") if one.kind == PANES):
        for one in book.relations(panes) if panes in book.archive.names else ():
            if one.kind == EXTENSION and one.target in book.archive.names:
                properties = _properties(book, one.target)
                if MAIN in properties:
                    return Code(one.target, properties[MAIN])
    return Code("", "")


def with_code(file: str, content: bytes) -> bytes:
    """The workbook with this version's code in the place of an earlier one's; all else of its part stays."""
    code = code_of(file, content)
    return _with_properties(file, content, code.part, {MAIN: renewed(code.main), REQUIREMENTS: requirements_text()})


def _with_properties(file: str, content: bytes, part: str, values: Mapping[str, str]) -> bytes:
    book = opened(file, content)
    xml, splices = book.archive.part(part), Splices()
    for node in _nodes(book, part):
        name = node.attributes.get("name", "")
        span = attribute_span(xml, node, "value")
        if name in values and span:
            splices.put(*span, _attribute(values[name]).encode())
    return book.archive.rebuilt({part: splices.applied(xml)})


def _nodes(book: Workbook, part: str) -> list[Node]:
    root = book.parsed(part)
    listed = next((one for one in root.children if one.name.rpartition(" ")[2] == "properties"), None)
    return listed.children if listed is not None else []


def _properties(book: Workbook, part: str) -> dict[str, str]:
    """The properties that are texts."""
    found = {}
    for node in _nodes(book, part):
        try:
            value = json.loads(node.attributes.get("value", ""))
        except ValueError:
            continue
        if isinstance(value, str):
            found[node.attributes.get("name", "")] = value
    return found


def code_is_current(main: str) -> bool:
    """Whether a ``main.py`` holds this version's code."""
    told = made_by(main)
    return told is not None and told[1]


def _extension(named: str) -> str:
    identity = str(uuid.uuid5(uuid.NAMESPACE_URL, f"xlcsp extension {named}")).upper()
    values: dict[str, object] = {
        **code_texts(),
        "pyodideVersion": PYODIDE,
        "xlwingsWorkbookId": str(uuid.uuid5(uuid.NAMESPACE_URL, f"xlcsp workbook {named}")),
        "xlwingsSettingsWorkbook": {"startupBehavior": "taskpane"},
    }
    properties = "".join(f'<we:property name="{name}" value="{_attribute(value)}"/>' for name, value in values.items())
    names = sorted(f"{PREFIX}{name.upper()}" for name in FUNCTIONS)
    functions = "".join(f"<we:customFunctionIds>{name}</we:customFunctionIds>" for name in names)
    return _EXTENSION_XML.format(id=identity, properties=properties, functions=functions)


def _attribute(value: object) -> str:
    """A setting as it stands between quotation marks."""
    return escape(json.dumps(value), {'"': "&quot;", "'": "&apos;"})


def _relations(kind: str, target: str) -> str:
    link = f'<Relationship Id="rId1" Type="{kind}" Target="{target}"/>'
    return f'{_HEAD}<Relationships xmlns="{_RELATIONS}">{link}</Relationships>'


def _with_types(book: Workbook) -> bytes:
    there = {one.attributes.get("PartName", "").lstrip("/") for one in book.parsed(CONTENT_TYPES).all("Override")}
    new = "".join(
        f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in _TYPES.items() if part not in there
    )
    return _ended(book, CONTENT_TYPES, new)


def _ended(book: Workbook, part: str, more: str) -> bytes:
    """The part with elements more at its end."""
    xml, at = book.archive.part(part), book.parsed(part).close
    return xml[:at] + more.encode() + xml[at:]
