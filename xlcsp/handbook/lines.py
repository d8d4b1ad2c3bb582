"""Chapters of the handbook as shown on the sheets *Guide* of master and forms: lines of a heading and its text.

Read without a Markdown library, which is not available in a browser; a test compares every word with one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xlcsp.handbook import chapter

_ITEM = re.compile(r"(?:- |(?P<number>\d+\. ))(?P<text>.*)", re.DOTALL)
_LEAD = re.compile(r"\*\*(?P<lead>.+?)\*\*\s*(?P<rest>.*)", re.DOTALL)
_BEGINS = re.compile(r"\n(?=- |\d+\. )")  # an item of a list needs no blank line before it
_LEFT_OUT = ("![", "|", "```", "{{")  # pictures, tables and examples are shown only on the page


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a *Guide*. level: 1 for a chapter's heading, 2 for one within it, 0 for text."""

    lead: str
    text: str = ""
    level: int = 0


def lines(name: str) -> Iterator[Line]:
    """The chapter of that name, such as "10-quarter"."""
    for block in chapter(name).split("\n\n"):
        for part in _BEGINS.split(block.strip("\n")):
            if part and not part.lstrip().startswith(_LEFT_OUT):
                yield _line(part)


def _line(part: str) -> Line:
    if part.startswith("#"):
        marks, _, heading = part.partition(" ")
        return Line(_plain(heading), level=len(marks))
    item = _ITEM.fullmatch(part)
    number, text = (item["number"] or "", item["text"]) if item else ("", part)
    led = _LEAD.fullmatch(text)
    lead, text = (led["lead"], led["rest"]) if led else ("", text)
    return Line(_plain(number + lead), _plain(text))


def _plain(text: str) -> str:
    """The text without Markdown, on one line."""
    return " ".join(text.split()).replace("*", "").replace("`", "")
