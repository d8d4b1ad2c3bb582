"""What lies on a worksheet beside its cells: notes, text boxes and pictures. Damaged ones are none."""

from __future__ import annotations

import contextlib
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, ParseError

from xlcsp.files.cells import Drawn
from xlcsp.files.container import Container, Refused, parsed
from xlcsp.files.written import seen_text, text_of

_THREADED = re.compile(r"\[Threaded comment\].*?Comment:\s*", re.DOTALL)  # what Excel puts before it for older programs
_PICTURES = ("pic", "graphicFrame")  # a picture; a chart or diagram
_NUMBER = re.compile(r"\d{1,7}", re.ASCII)
DAMAGED = (Refused, ParseError, zipfile.BadZipFile, zlib.error)


def notes_of(parts: Container, targets: Iterable[str]) -> dict[str, str]:
    """The notes on a sheet's cells, by address. targets: the parts that hold them."""
    notes: dict[str, str] = {}
    with contextlib.suppress(*DAMAGED):
        for target in targets:
            for node in parsed(parts.read(target)).iter():
                if node.tag.endswith("}comment") and len(node):
                    notes[node.get("ref", "")] = _THREADED.sub("", seen_text(text_of(node[0])) or "")
    return notes


def drawn_of(parts: Container, targets: Iterable[str]) -> tuple[Drawn, ...]:
    """The text boxes and pictures on a sheet. Shapes without words are none. targets: the parts that hold them."""
    drawn: list[Drawn] = []
    with contextlib.suppress(*DAMAGED):
        for target in targets:
            anchors = (node for node in parsed(parts.read(target)).iter() if _name(node).endswith("Anchor"))
            drawn += [thing for anchor in anchors if (thing := _drawn(anchor)) is not None]
    return tuple(drawn)


def _drawn(anchor: Element) -> Drawn | None:
    nodes = list(_seen(anchor))
    paragraphs = (
        "".join(run.text or "" for run in node.iter() if _name(run) == "t") for node in nodes if _name(node) == "p"
    )
    text = " ".join(" ".join(paragraphs).split())
    if not text and not any(_name(node) in _PICTURES for node in nodes):
        return None
    at = next((node for node in nodes if _name(node) == "from"), anchor)
    row, column = (_place(at, what) for what in ("row", "col"))
    return Drawn(row, column, text)


def _seen(node: Element) -> Iterator[Element]:
    """The node's elements, without what programs that know it do not show."""
    for child in node:
        if _name(child) != "Fallback":
            yield child
            yield from _seen(child)


def _place(at: Element, what: str) -> int:
    """The row or column, counted from 1; 1 where a drawing is not bound to a cell."""
    text = next((node.text or "" for node in at if _name(node) == what), "")
    return int(text) + 1 if _NUMBER.fullmatch(text.strip()) else 1


def _name(node: Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
