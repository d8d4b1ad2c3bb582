"""Who is late and what is to be asked, with the drafts to them. Series that are not due are not chased."""

from __future__ import annotations

from datetime import date

from xlcsp.domain.periods import day
from xlcsp.domain.plan import Series
from xlcsp.errors import Problem
from xlcsp.forms.mail import DRAFT, questions, reminder, write_draft
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
        to = "; ".join([*map(str, letter.to), *letter.faults]) or no_address(master, provider)
        when = f", due {day(due)}" if due else ""
        lines.append(f"{quarter.short}  {provider}{when}: {to}  {path}")
    return lines


def ask(master: Master, collection: Collection, today: date) -> list[str]:
    """Drafts an e-mail to each provider with what is wrong or odd in its return of the quarter; a line on each.

    The drafts stand beside the forms, ``forms/2014-15 Q3/Police questions.eml``.
    """
    senders = {one.file: one.provider for one in collection.receipts if one.quarter == collection.quarter}
    by_id = {one.id: one for one in master.plan.series}
    asked: dict[str, list[str]] = {}
    for one in (*collection.problems, *collection.queries):
        if one.file in senders and senders[one.file] in master.plan.providers:
            asked.setdefault(senders[one.file], []).append(_question(one, by_id.get(one.series)))
    lines = []
    for provider, questions_asked in asked.items():
        letter = letter_of(master, provider, collection.quarter, today)
        path = folder_of(master, collection.quarter) / f"{name_of(master, provider)} questions{DRAFT}"
        write_draft(questions(letter, questions_asked), path)
        lines.append(f"{collection.quarter.short}  {provider}, {len(questions_asked)} to ask: {path}")
    return lines


def _question(one: Problem, series: Series | None) -> str:
    """Measure and series by their names, what was found, and what to do."""
    found = one.found.removeprefix(f"{series.ref}: ") if series else one.found
    name = f"{series.ref} {series.measure}{f', {series.name}' if series.name else ''}: " if series else ""
    cell = f" ({one.sheet}, cell {one.cell})" if one.sheet and one.cell else ""
    said = ". ".join(part.rstrip(".") for part in (f"{name}{found}{cell}", one.allowed, one.do) if part)
    return said if said.endswith("?") else f"{said}."


def _named(file: str) -> str:
    """The provider that a file which could not be read seems to be of: its name without what follows it."""
    return file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
