"""The handbook: chapters in Markdown, of which ``page`` makes one page and ``lines`` the sheets *Guide*.

Nothing that the code already knows is written again: a line ``{{kinds}}`` in a chapter becomes the table of kinds from
``domain``, ``{{commands}}`` each command with its options and examples.

To add a chapter, put a file into ``chapters``: they are sorted by name, and the first heading of each appears in the
contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def chapters() -> Iterator[str]:
    """The chapters as Markdown, in their order."""
    for each in sorted(part("chapters").iterdir(), key=lambda each: each.name):
        if each.name.endswith(".md"):
            yield each.read_text(encoding="utf-8")


def chapter(name: str) -> str:
    """One chapter as Markdown, by the name of its file."""
    return (part("chapters") / f"{name}.md").read_text(encoding="utf-8")


def part(name: str) -> Traversable:
    """A folder of the handbook."""
    from importlib.resources import files  # few commands open it, and it takes time to load

    return files(__name__) / name


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
