"""The handbook: chapters in Markdown, of which ``page`` makes one page and ``lines`` the sheets *Guide*.

Nothing that the code already knows is written again: a line ``{{kinds}}`` in a chapter becomes the table of kinds from
``domain``, ``{{commands}}`` each command with its options and examples.

To add a chapter, put a file into ``chapters``: they are sorted by name, and the first heading of each appears in the
contents.
"""

from __future__ import annotations

from collections.abc import Iterator
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
