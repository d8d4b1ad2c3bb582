"""Who is late, and the drafts of the reminders to them. Series that are not due are not chased."""

from __future__ import annotations

from datetime import date

from xlcsp.domain.periods import day
from xlcsp.forms.mail import DRAFT, reminder, write_draft
from xlcsp.planbook import Master
from xlcsp.returns.collect import REJECTED, Collection
from xlcsp.returns.issue import folder_of, letter_of, name_of, no_address
from xlcsp.returns.standing import overdue


def chase(master: Master, collection: Collection, today: date) -> list[str]:
    """Drafts a reminder for each return that is missing after its due date; returns a line on each.

    The drafts stand beside the forms, ``forms/2014-15 Q3/Police reminder.eml``, and are made anew each time.
    """
    lines = []
    for provider, quarter, due in overdue(collection, today):
        letter = letter_of(master, provider, quarter, today)
        unusable = [
            f"{one.file}: {one.note}"
            for one in collection.receipts
            if one.state == REJECTED and one.quarter == quarter and provider in (one.provider, _named(one.file))
        ]
        path = folder_of(master, quarter) / f"{name_of(master, provider)} reminder{DRAFT}"
        write_draft(reminder(letter, unusable), path)
        to = "; ".join([*map(str, letter.to), *letter.faults]) or no_address(provider)
        when = f", due {day(due)}" if due else ""
        lines.append(f"{quarter.short}  {provider}{when}: {to}  {path}")
    return lines


def _named(file: str) -> str:
    """The provider that a file which could not be read seems to be of: its name without what follows it."""
    return file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
