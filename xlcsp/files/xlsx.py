"""An .xlsx or .xlsm package: its sheets, texts and styles, found by their relationships and content types."""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from posixpath import normpath
from typing import NamedTuple
from xml.etree.ElementTree import Element

from xlcsp.files.beside import DAMAGED, drawn_of, notes_of
from xlcsp.files.cells import Sheet
from xlcsp.files.container import ONE_NAME, Container, Refused, parsed
from xlcsp.files.formats import BUILT_IN, Format, format_of
from xlcsp.files.shared import Styles, Texts
from xlcsp.files.sheet import read_sheet
from xlcsp.files.written import is_struck, texts_of

MOST_SHEETS = 255
CONTENT_TYPES, _RELATIONS = "[Content_Types].xml", "_rels/.rels"
_MOST_TEXTS = 1_000_000
_MAIN_TYPES = ("sheet.main+xml", "template.main+xml", "sheet.macroenabled.main+xml", "template.macroenabled.main+xml")
_OF_BUILT_IN = {"percent": "0%", "date": "d", "elapsed": "[h]"}
_NUMBER = re.compile(r"\d{1,6}", re.ASCII)


class _Relation(NamedTuple):
    of_type: str
    target: str


_NONE = _Relation("", "")


class Package:
    """The worksheets of a package by name."""

    def __init__(self, parts: Container) -> None:
        """Raises Refused if it is not a workbook, and zip's and expat's errors if it is damaged."""
        self._parts = parts
        main = _main_part(parts)
        folder, _, name = main.rpartition("/")
        relations = _relations(parts, f"{folder}/_rels/{name}.rels".lstrip("/"), folder)
        listed, self._since_1904 = _workbook(parts, main)
        worksheets = [(sheet, relations.get(of, _NONE)) for sheet, of in listed]
        self._sheets = {sheet: of.target for sheet, of in worksheets if of.of_type == "worksheet"}
        if len(listed) > MOST_SHEETS or len(set(self._sheets.values())) < len(self._sheets):
            found = f"The workbook has {len(listed)} sheets; a form has three"
            raise Refused("too large", found, "Send the form alone")
        if len({sheet.lower() for sheet, _ in listed}) < len(listed):
            raise Refused(*ONE_NAME)
        by_kind = {relation.of_type: relation.target for relation in reversed(relations.values())}
        self._texts_part, self._styles_part = (self._part(by_kind, kind) for kind in ("sharedStrings", "styles"))

    def _part(self, by_kind: Mapping[str, str], kind: str) -> str:
        """The part of that kind, by relationship or else by content type, which is all that some files have."""
        if kind in by_kind or CONTENT_TYPES not in self._parts:
            return by_kind.get(kind, "")
        return next(iter(_of_type(self._parts, (f".{kind}+xml".lower(),))), ("", ""))[0]

    @property
    def names(self) -> tuple[str, ...]:
        """The worksheets' names, in order."""
        return tuple(self._sheets)

    def sheet(self, name: str) -> Sheet:
        """The worksheet. Raises Refused if it cannot be read safely."""
        sheet = read_sheet(self._parts, self._sheets[name], name, self._texts, self._styles)
        return _beside(self._parts, self._sheets[name], sheet)

    @functools.cached_property
    def _texts(self) -> Texts:
        return Texts(_read_texts(self._parts, self._texts_part) if self._texts_part in self._parts else ())

    @functools.cached_property
    def _styles(self) -> Styles:
        part = self._styles_part
        return _styles(self._parts.read(part) if part in self._parts else None, since_1904=self._since_1904)


def main_type(parts: Container) -> tuple[str, str]:
    """The part that a document's content types call its main one, with its type in lower case.

    Both are empty if there is none; the part alone is empty if the type is only given for an ending of names.
    """
    return next(iter(_of_type(parts, ("main+xml", ".main"))), ("", ""))


def _of_type(parts: Container, endings: tuple[str, ...]) -> Sequence[tuple[str, str]]:
    """The parts with these types, each with its type in lower case; entries that name a part come first."""
    return _typed(parts.read(CONTENT_TYPES), endings)


@functools.lru_cache(maxsize=64)
def _typed(xml: bytes, endings: tuple[str, ...]) -> Sequence[tuple[str, str]]:
    typed = [(attributes, attributes.get("ContentType", "").lower()) for _, attributes in _elements(xml)]
    parts = [
        (attributes.get("PartName", "").lstrip("/"), of_type)
        for attributes, of_type in typed
        if of_type.endswith(endings)
    ]
    return sorted(parts, key=lambda part: not part[0])


def _main_part(parts: Container) -> str:
    relations = _relations(parts, _RELATIONS, "") if _RELATIONS in parts else {}
    named = (relation.target for relation in relations.values() if relation.of_type == "officeDocument")
    main = next((target for target in named if target and target in parts), None)
    if main is None:
        part, of_type = main_type(parts)
        candidates = (part if of_type.endswith(_MAIN_TYPES) else "", "xl/workbook.xml")
        main = next((part for part in candidates if part and part in parts), None)
    if main is None:
        raise Refused("not a workbook", "It is a zip archive, not an Excel workbook", "Send the form")
    return main


def _relations(parts: Container, part: str, folder: str) -> dict[str, _Relation]:
    stated = _stated_relations(parts.read(part), folder)
    return {identity: _Relation(one.of_type, parts.found(one.target)) for identity, one in stated.items()}


@functools.lru_cache(maxsize=64)
def _stated_relations(xml: bytes, folder: str) -> Mapping[str, _Relation]:
    """The relationships within the package, whether there are such parts or not."""
    relations: dict[str, _Relation] = {}
    for name, attributes in _elements(xml):
        target = attributes.get("Target", "").replace("\\", "/")
        if name == "Relationship" and attributes.get("TargetMode", "").lower() != "external":
            whole = normpath(target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/"))
            relations[attributes.get("Id", "")] = _Relation(attributes.get("Type", "").rpartition("/")[2], whole)
    return relations


def _beside(parts: Container, part: str, sheet: Sheet) -> Sheet:
    """The sheet with its notes, text boxes and pictures."""
    folder, _, name = part.rpartition("/")
    listed = f"{folder}/_rels/{name}.rels"
    relations: list[_Relation] = []
    with contextlib.suppress(*DAMAGED):
        relations = [*_relations(parts, listed, folder).values()] if listed in parts else []
    comments, drawings = (
        [relation.target for relation in relations if relation.of_type == of_type]
        for of_type in ("comments", "drawing")
    )
    if not (comments or drawings):
        return sheet
    return replace(sheet, notes=notes_of(parts, comments), drawn=drawn_of(parts, drawings))


def _workbook(parts: Container, part: str) -> tuple[list[tuple[str, str]], bool]:
    """The names of the sheets with the ids of their relationships, and whether days count from 1904."""
    sheets: list[tuple[str, str]] = []
    since_1904 = False
    for name, attributes in _elements(parts.read(part)):
        if name == "sheet" and "name" in attributes:
            identity = next((value for key, value in attributes.items() if key.endswith("}id")), "")
            sheets.append((attributes["name"], identity))
        elif name == "workbookPr":
            since_1904 = attributes.get("date1904", "").lower() in ("1", "true", "on")
    return sheets, since_1904


@functools.lru_cache(maxsize=64)  # forms of one issue are packed alike
def _elements(xml: bytes) -> tuple[tuple[str, dict[str, str]], ...]:
    """The elements of a small part: local names and attributes."""
    return tuple((element.tag.rpartition("}")[2], element.attrib) for element in parsed(xml).iter())


def _read_texts(parts: Container, part: str) -> list[str | None]:
    """The shared texts, None for blank ones."""
    texts: list[str | None] = []
    root = Element("")
    for root in parts.growing(part):
        complete = root[:-1]
        texts += texts_of(complete)
        del root[: len(complete)]
        if len(texts) > _MOST_TEXTS:
            raise Refused("too large", f"The file has more than {_MOST_TEXTS:,} texts", "Send the form alone")
    return [*texts, *texts_of(root)]


@functools.lru_cache(maxsize=16)  # forms of one issue have the same styles
def _styles(xml: bytes | None, *, since_1904: bool) -> Styles:
    return Styles(() if xml is None else tuple(_formats(xml)), since_1904=since_1904)


def _formats(xml: bytes) -> Iterator[Format | None]:
    """The number format of each cell style; None for those that show a number as it is."""
    root = parsed(xml)
    space = root.tag.rpartition("}")[0]
    listed = root.find(f"{space}}}numFmts")  # rules of conditional formats have their own, under the same numbers
    codes = {node.get("numFmtId", ""): node.get("formatCode", "") for node in (listed if listed is not None else ())}
    cells, fonts = root.find(f"{space}}}cellXfs"), root.find(f"{space}}}fonts")
    strike = f"{space}}}strike"
    struck = {str(at) for at, font in enumerate(fonts if fonts is not None else ()) if is_struck(font, strike)}
    for look in cells if cells is not None else ():
        number = look.get("numFmtId", "0").strip()
        code = codes.get(number)
        if code is None:
            code = _OF_BUILT_IN.get(BUILT_IN.get(int(number), ""), "") if _NUMBER.fullmatch(number) else ""
        shown = format_of(code, is_struck=look.get("fontId") in struck)
        yield None if shown.meaning == "" and not shown.is_struck else shown
