"""The two parts, and their relations, by which a workbook carries xlwings Lite and its code, as in public workbooks.

Each setting of the add-in is a property whose value is JSON: ``main.py`` and ``requirements.txt`` are texts.
"""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass
from enum import Enum
from xml.sax.saxutils import escape

from xlcsp.answers.functions import FUNCTIONS
from xlcsp.master.lite.bundle import MAIN, REQUIREMENTS, code_texts, made_by, renewed, requirements_with
from xlcsp.master.live import PREFIX, prefixed
from xlcsp.master.parts import formulas
from xlcsp.master.parts.book import Workbook, opened, relations_part
from xlcsp.master.parts.markup import RELATION, Node, Splices
from xlcsp.master.parts.removal import CONTENT_TYPES, HEAD, ended, relations_of
from xlcsp.master.performance import PERFORMANCE
from xlcsp.master.private import below

PANES, EXTENSION = "webextensiontaskpanes", "webextension"  # kinds of relations
PYODIDE = "314.0.7"
_ADD_IN = "wa200008175"  # xlwings Lite in the Office store
_OFFICE = "http://schemas.microsoft.com/office"
_FOLDER = "xl/webextensions"
_FORMULA = re.compile(rb"<(f|calculatedColumnFormula)\b[^>]*>[^<]*</\1>")
_PANES_XML = (
    f'{HEAD}<wetp:taskpanes xmlns:wetp="{_OFFICE}/webextensions/taskpanes/2010/11">'
    '<wetp:taskpane dockstate="right" visibility="1" width="350" row="0">'
    f'<wetp:webextensionref xmlns:r="{RELATION}" r:id="rId1"/></wetp:taskpane></wetp:taskpanes>'
)
_EXTENSION_XML = (
    f'{HEAD}<we:webextension xmlns:we="{_OFFICE}/webextensions/webextension/2010/11" id="{{{{{{id}}}}}}">'
    f'<we:reference id="{_ADD_IN}" version="1.0.0.0" store="en-GB" storeType="OMEX"/><we:alternateReferences>'
    f'<we:reference id="{_ADD_IN}" version="1.0.0.0" store="{_ADD_IN.upper()}" storeType="OMEX"/>'
    "</we:alternateReferences><we:properties>{properties}</we:properties><we:bindings/>"
    f'<we:snapshot xmlns:r="{RELATION}"/><we:extLst>'
    '<a:ext xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'uri="{{D87F86FE-615C-45B5-9D79-34F1136793EB}}"><we:containsCustomFunctions/></a:ext>'
    '<a:ext xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'uri="{{7C84B067-C214-45C3-A712-C9D94CD141B2}}"><we:customFunctionIdList>{functions}</we:customFunctionIdList>'
    "</a:ext></we:extLst></we:webextension>"
)


@dataclass(frozen=True, slots=True)
class Code:
    """The code in a workbook's add-in. part: its part; main: its ``main.py``; both empty if there is no code.

    requirements: its ``requirements.txt``.
    """

    part: str
    main: str
    requirements: str = ""


def as_lite(file: str, content: bytes, named: str) -> bytes:
    """Turns a master without macros into one for xlwings Lite: calls as Office stores them, and the add-in's parts.

    Parts that another program may have left are replaced. named: what the ids are made of: the partnership, and when
    its workbook was made.
    """
    book = opened(file, content)
    parts = (part for part in book.archive.names if part.startswith(("xl/worksheets/sheet", "xl/tables/")))
    renamed = {
        part: _FORMULA.sub(lambda tag: prefixed(tag[0].decode()).encode(), book.archive.part(part)) for part in parts
    }
    return _with_add_in(file, book.archive.rebuilt(renamed), named)


def _with_add_in(file: str, content: bytes, named: str) -> bytes:
    book = opened(file, content)
    existing = next((relation.target for relation in book.relations("") if relation.kind == PANES), "")
    panes = existing or f"{_FOLDER}/taskpanes.xml"
    extension = f"{panes.rpartition('/')[0]}/webextension1.xml"
    new_parts = {panes: _PANES_XML, extension: _extension(named)}
    own = f'<Relationship Id="rId1" Type="{_OFFICE}/2011/relationships/{EXTENSION}" Target="webextension1.xml"/>'
    parts = {part: xml.encode() for part, xml in new_parts.items()} | {relations_part(panes): relations_of(own)}
    replaced = {part: xml for part, xml in parts.items() if part in book.archive.names}
    added = {part: xml for part, xml in parts.items() if part not in book.archive.names}
    replaced[CONTENT_TYPES] = _with_types(book, panes, extension)
    if not existing:
        link = f'<Relationship Id="rIdLite" Type="{_OFFICE}/2011/relationships/{PANES}" Target="{panes}"/>'
        replaced["_rels/.rels"] = ended(book.archive.part("_rels/.rels"), link)
    return book.archive.rebuilt(replaced, added=added)


class State(Enum):
    """The state of a workbook's code."""

    NOT_LITE = "the workbook is not one for xlwings Lite"
    CURRENT = "its code is that of the installed version"
    OLDER = "its code is not that of the installed version"
    LOST = "its formulas are those of xlwings Lite, but its code is not there"
    FOREIGN = "its code is not the program's"


def is_lite(file: str, content: bytes) -> bool:
    """Whether the workbook is one for xlwings Lite."""
    return state_of(file, content) is not State.NOT_LITE


def state_of(file: str, content: bytes) -> State:
    """The state of the code; if it was lost, the formulas show that it was there."""
    code = code_of(file, content)
    origin = made_by(code.main)
    if origin is not None:
        return State.CURRENT if origin[1] else State.OLDER
    if not any(PREFIX in formula for formula in formulas(file, content, PERFORMANCE.name).values()):
        return State.NOT_LITE
    return State.FOREIGN if _add_ins(opened(file, content)) else State.LOST


def code_of(file: str, content: bytes) -> Code:
    """The code that the workbook carries."""
    book = opened(file, content)
    add_ins = ((part, _properties(book, part)) for part in _add_ins(book))
    return next(
        (Code(part, own[MAIN], own.get(REQUIREMENTS, "")) for part, own in add_ins if MAIN in own), Code("", "")
    )


def _add_ins(book: Workbook) -> list[str]:
    """The parts of the add-ins that the workbook opens."""
    panes = [
        relation.target
        for relation in book.relations("")
        if relation.kind == PANES and relation.target in book.archive.names
    ]
    targets = [relation.target for part in panes for relation in book.relations(part) if relation.kind == EXTENSION]
    return [part for part in targets if part in book.archive.names]


def renewed_code(file: str, content: bytes) -> bytes:
    """The workbook with its code replaced by this version's; the rest of the part stays."""
    code, book = code_of(file, content), opened(file, content)
    values = {MAIN: renewed(code.main), REQUIREMENTS: requirements_with(code.requirements)}
    splices = Splices(book.archive.part(code.part))
    for node in _nodes(book, code.part):
        name = node.attributes.get("name", "")
        if name in values:
            splices.set(node, value=_attribute(values[name]))
    for node in below(book.parsed(code.part), "customFunctionIdList"):
        splices.put(node.inner, node.close, _function_ids().encode())
    return book.archive.rebuilt({code.part: splices.applied()})


def _nodes(book: Workbook, part: str) -> list[Node]:
    root = book.parsed(part)
    listed = next((node for node in root.children if node.name.rpartition(" ")[2] == "properties"), None)
    return listed.children if listed is not None else []


def _properties(book: Workbook, part: str) -> dict[str, str]:
    """The properties that are texts."""
    properties = {}
    for node in _nodes(book, part):
        try:
            value = json.loads(node.attributes.get("value", ""))
        except ValueError:
            continue
        if isinstance(value, str):
            properties[node.attributes.get("name", "")] = value
    return properties


def _extension(named: str) -> str:
    identity = str(uuid.uuid5(uuid.NAMESPACE_URL, f"xlcsp extension {named}")).upper()
    values: dict[str, object] = {
        **code_texts(),
        "pyodideVersion": PYODIDE,
        "xlwingsWorkbookId": str(uuid.uuid5(uuid.NAMESPACE_URL, f"xlcsp workbook {named}")),
        "xlwingsSettingsWorkbook": {"startupBehavior": "taskpane"},
    }
    properties = "".join(f'<we:property name="{name}" value="{_attribute(value)}"/>' for name, value in values.items())
    return _EXTENSION_XML.format(id=identity, properties=properties, functions=_function_ids())


def _function_ids() -> str:
    names = sorted(f"{PREFIX}{name.upper()}" for name in FUNCTIONS)
    return "".join(f"<we:customFunctionIds>{name}</we:customFunctionIds>" for name in names)


def _attribute(value: object) -> str:
    """A setting escaped for an XML attribute."""
    return escape(json.dumps(value), {'"': "&quot;", "'": "&apos;"})


def _with_types(book: Workbook, panes: str, extension: str) -> bytes:
    """The list of content types with those of the parts; LibreOffice lists one as any XML."""
    root, splices = book.parsed(CONTENT_TYPES), Splices(book.archive.part(CONTENT_TYPES))
    for node in root.all("Override"):
        if node.attributes.get("PartName", "").lstrip("/") in (panes, extension):
            splices.remove(node)
    tags = (
        f'<Override PartName="/{part}" ContentType="application/vnd.ms-office.{kind}+xml"/>'
        for part, kind in ((panes, PANES), (extension, EXTENSION))
    )
    splices.append(root, "".join(tags).encode())
    return splices.applied()
