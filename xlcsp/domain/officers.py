"""What officers add to the figures: actions, their own RAG states beside the computed ones; and whom to write to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from xlcsp.domain.periods import Quarter, day


@dataclass(frozen=True, slots=True)
class Contact:
    """A row of *Contacts*: a provider's or theme lead's role and address, and from when to when they hold.

    email, deputy: as entered; their cells are named for messages.
    """

    role: str
    organisation: str = ""
    email: str = ""
    deputy: str = ""
    start: date | None = None
    end: date | None = None
    email_cell: str = ""
    deputy_cell: str = ""


NOT_STARTED, IN_PROGRESS, DONE, STOPPED = "Not started", "In progress", "Done", "Stopped"
ACTION_STATUSES = (NOT_STARTED, IN_PROGRESS, DONE, STOPPED)


@dataclass(frozen=True, slots=True)
class Action:
    """What is to be done about a measure, by which role and when. updated: when it was last changed, or entered.

    file, cell: where it was read; file is a form, or empty for the sheet *Actions*.
    """

    id: str
    ref: str
    text: str
    owner: str
    due: date
    status: str = NOT_STARTED
    updated: date | None = None
    file: str = ""
    cell: str = ""

    @property
    def is_open(self) -> bool:
        """Whether anything is left to do."""
        return self.status not in (DONE, STOPPED)

    def is_overdue(self, on: date) -> bool:
        """Whether it was due before that day and is still open."""
        return self.is_open and self.due < on

    def says_more_than(self, known: Action | None) -> bool:
        """Whether its form changed anything of it. A form that only gives it back confirms it and updates nothing."""
        return known is None or replace(self, updated=known.updated, file=known.file, cell=known.cell) != known

    @property
    def words(self) -> str:
        """``Patrol the park (Head of Safety; due 3 January 2015; in progress)``."""
        return f"{self.text} ({self.owner}; due {day(self.due)}; {self.status.lower()})"


def newest_actions(on_sheet: Iterable[Action], in_forms: Iterable[Action]) -> tuple[Action, ...]:
    """The actions of the sheet, each updated from any form signed later that changed it; then the new ones."""
    newest = {action.id: action for action in on_sheet}
    for action in in_forms:
        known = newest.get(action.id)
        is_later = known is None or (known.updated or date.min) < (action.updated or date.min)
        if is_later and action.says_more_than(known):
            newest[action.id] = action
    return tuple(newest.values())


@dataclass(frozen=True, slots=True)
class Override:
    """An officer's state of a measure in a quarter. It is printed beside the computed one, never instead of it."""

    ref: str
    quarter: Quarter
    state: str
    reason: str
    who: str
    when: date
    cell: str = ""

    @property
    def words(self) -> str:
        """``Head of Safety states Green (12 January 2015): the count is of a week``."""
        return f"{self.who} states {self.state} ({day(self.when)}): {self.reason}"
