"""XML parts with each element's position in the bytes, so that a part is changed by splicing and never rewritten.

A tree of the standard library, when written, changes prefixes and drops namespaces that ``mc:Ignorable`` names: Excel
would then offer to repair the sheet.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"

_OWN = {f"{MAIN} ", f"{PACKAGE_RELATION} ", f"{CONTENT_TYPES} "}
_OPEN = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")
_ATTRIBUTE = re.compile(rb"""\s([^\s=/>"']+)\s*=\s*("[^"]*"|'[^']*')""")
_PREFIX = re.compile(rb"<([^\s/>:]+:)?")
_NAME = re.compile(rb"<([^\s/>]+)")
_UTF_8 = ("", "utf-8", "utf8", "us-ascii", "ascii")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")


class MarkupError(ValueError):
    """XML that cannot be changed by splicing: not well-formed, not UTF-8, or with definitions of its own."""


@dataclass(slots=True, eq=False)
class Node:
    """An element. name: without the namespace if it is the spreadsheet's or the package's own, else ``uri name``.

    start, inner, close, end: the bytes where its start tag begins and ends, and where its end tag begins and ends.
    text: the character data directly in it.
    """

    name: str
    attributes: dict[str, str]
    start: int
    inner: int
    close: int = 0
    end: int = 0
    children: list[Node] = field(default_factory=list)
    text: str = ""

    def all(self, name: str) -> Iterator[Node]:
        """Its children of that name."""
        return (node for node in self.children if node.name == name)

    def first(self, name: str) -> Node | None:
        """Its first child of that name."""
        for node in self.children:
            if node.name == name:
                return node
        return None

    def listed(self, name: str, of: str = "") -> list[Node]:
        """The children (called ``of``) of its first child of that name; an empty list where it has none."""
        parent = self.first(name)
        return [node for node in parent.children if not of or node.name == of] if parent is not None else []

    def walk(self) -> Iterator[Node]:
        """The element and all below it."""
        pending = [self]
        while pending:
            node = pending.pop()
            yield node
            pending += node.children

    @property
    def is_empty_tag(self) -> bool:
        """Whether it is written as ``<name/>``."""
        return self.inner == self.end


def parse(xml: bytes) -> Node:
    """The root of a part. A DOCTYPE is refused, since entities could make a small part grow without limit."""
    if xml.startswith(_UTF_16):
        raise MarkupError("it is not written in UTF-8")
    return _Reader(xml).root()


class _Reader:
    """Makes nodes from expat's events, with their positions in the bytes."""

    def __init__(self, xml: bytes) -> None:
        self._xml = xml
        self._open: list[Node] = []
        self._roots: list[Node] = []
        parser = self._parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler, parser.XmlDeclHandler = self._text, self._declaration
        parser.StartDoctypeDeclHandler = self._definition

    def root(self) -> Node:
        try:
            self._parser.Parse(self._xml, True)
        except expat.ExpatError as error:
            raise MarkupError(f"it is not well-formed ({error})") from error
        return self._roots[0]

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        start = self._parser.CurrentByteIndex
        tag = _OPEN.match(self._xml, start)
        if tag is None:
            raise MarkupError("its tags cannot be located")
        node = Node(_named(name), attributes, start, tag.end())
        (self._open[-1].children if self._open else self._roots).append(node)
        self._open.append(node)

    def _end(self, _: str) -> None:
        node = self._open.pop()
        if self._xml[node.inner - 2 : node.inner] == b"/>":
            node.close = node.end = node.inner
        else:
            node.close = self._parser.CurrentByteIndex
            node.end = self._xml.index(b">", node.close) + 1

    def _text(self, text: str) -> None:
        self._open[-1].text += text

    def _declaration(self, _: str, encoding: str | None, __: int) -> None:
        if (encoding or "").lower() not in _UTF_8:
            raise MarkupError("it is not written in UTF-8")

    def _definition(self, *_: object) -> None:
        raise MarkupError("it has a document type definition")


def prefix(xml: bytes, node: Node) -> str:
    """The namespace prefix with which the element is written, with its colon; mostly empty."""
    start = _PREFIX.match(xml, node.start)
    return (start[1] or b"").decode() if start else ""


def with_attributes(tag: bytes, **values: str | None) -> bytes:
    """A start tag with these attributes, without those that are None. Order and spacing of all others stay."""
    for name, value in values.items():
        tag = _with_attribute(tag, name, value)
    return tag


def _with_attribute(tag: bytes, name: str, value: str | None) -> bytes:
    for attribute in _ATTRIBUTE.finditer(tag):
        if attribute[1] == name.encode():
            if value is None:
                return tag[: attribute.start()] + tag[attribute.end() :]
            return tag[: attribute.start(2) + 1] + value.encode() + tag[attribute.end(2) - 1 :]
    if value is None:
        return tag
    at = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:at].rstrip() + f' {name}="{value}"'.encode() + tag[at:]


def start_tag(tag: bytes) -> bytes:
    """A start tag, whether it was written as an empty one or not."""
    return tag[:-2].rstrip() + b">" if tag.endswith(b"/>") else tag


def filled(tag: bytes, content: bytes) -> bytes:
    """The element with that start tag and content."""
    name = _NAME.match(tag)
    assert name is not None  # noqa: S101 - it is a tag
    return start_tag(tag) + content + b"</" + name[1] + b">"


@dataclass(slots=True)
class Splices:
    """Replacements of spans of a part's bytes. Insertions at one place come in the order in which they were made."""

    xml: bytes
    _made: list[tuple[int, int, bytes]] = field(default_factory=list)

    def put(self, start: int, end: int, content: bytes) -> None:
        """Replaces the bytes from start to end by the content (an insertion if both are the same)."""
        self._made.append((start, end, content))

    def remove(self, node: Node) -> None:
        """Removes the element."""
        self.put(node.start, node.end, b"")

    def fill(self, node: Node, text: str) -> None:
        """Replaces the element's content by a text."""
        self.put(node.inner, node.close, escape(text).encode())

    def set(self, node: Node, **attributes: str | None) -> None:
        """Gives the element's start tag these attributes; None removes one."""
        self.put(node.start, node.inner, with_attributes(self.xml[node.start : node.inner], **attributes))

    def append(self, node: Node, content: bytes, **attributes: str) -> None:
        """Adds content at the end of the element, which may be an empty tag; and sets its attributes."""
        if node.is_empty_tag:
            tag = with_attributes(self.xml[node.start : node.inner], **attributes)
            self.put(node.start, node.end, filled(tag, content))
        else:
            self.set(node, **attributes)
            self.put(node.close, node.close, content)

    def applied(self, start: int = 0, end: int | None = None) -> bytes:
        """The part, or these bytes of it, with all replacements; every byte outside them as it was."""
        pieces, at = [], start
        for first, last, content in sorted(self._made, key=lambda splice: splice[:2]):
            if first < at:
                raise MarkupError("two changes overlap")
            pieces += [self.xml[at:first], content]
            at = last
        return b"".join([*pieces, self.xml[at:end]])


@functools.lru_cache(maxsize=1024)
def _named(name: str) -> str:
    space, _, local = name.rpartition(" ")
    return local if f"{space} " in _OWN else name
