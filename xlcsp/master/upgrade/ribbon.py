"""The tab on the ribbon and the buttons on *Start*, for a master of an earlier version; a person's ribbon stays."""

from __future__ import annotations

from xlcsp.master.commands import TAB, ribbon
from xlcsp.master.macros import project
from xlcsp.master.parts.book import Workbook, opened
from xlcsp.master.parts.markup import parse
from xlcsp.master.parts.ribbon import ribbon_of, with_ribbon
from xlcsp.master.private import below
from xlcsp.master.upgrade.button import with_more_buttons
from xlcsp.master.upgrade.step import Step, Target
from xlcsp.master.vba_reading import code_of, vba_modules

_OWN = "The ribbon stays as it is: it is not the program's. The commands are macros too (Alt+F8): IssueForms and so on."


def with_tab(file: str, content: bytes, target: Target) -> Step:
    """Adds the tab and the buttons, if the workbook has the macros that they run."""
    book = opened(file, content)
    if not _has_commands(book):
        return Step(content)
    replaced: dict[str, bytes] = {}
    added: dict[str, bytes] = {}
    changes: list[str] = []
    kept: list[str] = []
    existing = ribbon_of(book)
    if existing and not _is_ours(book.archive.part(existing)):
        kept.append(_OWN)
    elif not existing or book.archive.part(existing) != ribbon():
        added = with_ribbon(book, ribbon(), replaced)
        changes.append("The ribbon has the tab CSP performance with ten commands.")
    if with_more_buttons(book, opened(file, target.fresh), replaced):
        changes.append("Start has a button for each of the five commands of every quarter.")
    if not changes:
        return Step(content, kept=tuple(kept))
    return Step(book.archive.rebuilt(replaced, added=added), tuple(changes), tuple(kept))


def _has_commands(book: Workbook) -> bool:
    part = book.part_called("vbaProject")
    if not part:
        return False
    ours, present = (code_of(vba_modules(binary)) for binary in (project(), book.archive.part(part)))
    return ours.items() <= present.items()


def _is_ours(xml: bytes) -> bool:
    """Whether all tabs are the program's own."""
    return {tab.attributes.get("id") for tab in below(parse(xml), "tab")} == {TAB}
