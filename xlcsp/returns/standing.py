"""The state of each provider's return: received, late, missing or not due yet, with its problems and queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from xlcsp.domain.figures import RECEIVED, Receipt
from xlcsp.domain.numbers import plural
from xlcsp.domain.officers import Contact
from xlcsp.domain.periods import Quarter, day
from xlcsp.errors import Problem
from xlcsp.files.names import alike
from xlcsp.planbook import Master
from xlcsp.returns.collect import Awaited, Collection

MISSING, AWAITED = "missing", "not due yet"
SUPPLIED = "its figures came another way, or Corrections says why they do not"


@dataclass(frozen=True, slots=True)
class Standing:
    """A provider's return of a quarter, or one of the files that came for it; or a theme lead's comments.

    state: received, late, superseded, duplicate or rejected; missing, or not due yet. problems, queries: of the file.
    is_excused: whether a missing return is settled.
    """

    provider: str
    quarter: Quarter | None
    state: str
    due: date | None
    receipt: Receipt | None = None
    problems: int = 0
    queries: int = 0
    is_comments: bool = False
    is_excused: bool = False

    @property
    def file(self) -> str:
        """The file that came; empty if none did."""
        return self.receipt.file if self.receipt else ""

    @property
    def is_settled(self) -> bool:
        """Whether it came in time without open problems, or *Corrections* has what it lacks."""
        return self.is_excused or (self.state == RECEIVED and not self.problems)

    @property
    def note(self) -> str:
        """Anything else to note."""
        if self.receipt is not None:
            return note_of(self.receipt)
        note = f"due {day(self.due)}" if self.due else "no due date in Settings"
        note += f"; {SUPPLIED}" if self.is_excused else ""
        return of_comments(note) if self.is_comments else note


def standings(master: Master, collection: Collection, today: date) -> list[Standing]:
    """The state of each return that is expected or came, and of each issued comments form.

    The latest quarter first, then in the order of the plan; a quarter's comments last.
    """
    settings = master.settings
    standings = [
        Standing(provider, quarter, MISSING if is_overdue(when, today) else AWAITED, when)
        for provider, quarter, when in collection.missing
    ]
    standings += [Standing(*awaited[:2], MISSING, awaited[2], is_excused=True) for awaited in collection.excused]
    for lead, _ in collection.awaited_comments:
        when = settings.comments_due.get(collection.quarter.number)
        state = MISSING if when is not None and is_overdue(when, today) else AWAITED
        standings.append(Standing(lead, collection.quarter, state, when, is_comments=True))
    for receipt in collection.receipts:
        due = settings.comments_due if receipt.is_comments else settings.return_due
        when = due.get(receipt.quarter.number) if receipt.quarter else None
        counts = (_of(receipt.file, collection.problems), _of(receipt.file, collection.queries))
        standings.append(
            Standing(receipt.provider, receipt.quarter, receipt.state, when, receipt, *counts, receipt.is_comments)
        )
    order = {provider: place for place, provider in enumerate(master.plan.providers)}
    ranked = sorted(standings, key=lambda entry: (entry.is_comments, order.get(entry.provider, len(order)), entry.file))
    return sorted(ranked, key=lambda entry: entry.quarter or collection.quarter, reverse=True)


def note_of(receipt: Receipt) -> str:
    """Anything to note of a form that came: ``comments``, ``superseded by Police v2.xlsx``."""
    note = f"superseded by {receipt.superseded_by}" if receipt.superseded_by else receipt.note
    return of_comments(note) if receipt.is_comments else note


def of_comments(note: str) -> str:
    """The note on a theme lead's form: ``comments, due 20 July 2014``."""
    return note if note.startswith("comments") else ", ".join(filter(None, ("comments", note)))


WHERE_NONE_COMES = (
    "Ask for it; if none will come, say why on the sheet Corrections: a row for each of its measures, with reason as "
    "the field and the reason itself under new."
)
"""What to do about a return that is missing."""


def overdue(missing: Iterable[Awaited], today: date) -> list[Awaited]:
    """The missing returns whose due date is over; without a date they are due at once."""
    return [awaited for awaited in missing if is_overdue(awaited[2], today)]


def counted(*, missing: int, problems: int, queries: int = 0) -> str:
    """What needs attention, counted in words, for *Start* and command line alike; empty if nothing does."""
    kinds = (
        (missing, "return missing", "returns missing"),
        (problems, "problem", "problems"),
        (queries, "query", "queries"),
    )
    return ", ".join(plural(*kind) for kind in kinds if kind[0])


def is_overdue(due: date | None, today: date) -> bool:
    """Whether a missing return is late."""
    return due is None or due < today


def contact_of(master: Master, role: str, on: date) -> Contact | None:
    """The contact of the provider or theme lead on that day, from *Contacts*; the first of several.

    The name may be that of the role, or of the organisation of a role that the plan does not name.
    """
    sought, named = alike(role), names_of(master)
    now = [contact for contact in master.contacts if (contact.start or on) <= on <= (contact.end or on)]
    by_role = (contact for contact in now if alike(contact.role) == sought)
    by_place = (
        contact for contact in now if alike(contact.organisation) == sought and alike(contact.role) not in named
    )
    return next(by_role, None) or next(by_place, None)


def names_of(master: Master) -> set[str]:
    """The providers and theme leads of the plan, as ``alike`` has them."""
    return {alike(name) for series in master.plan.series for name in (series.provider, series.theme_lead) if name}


def _of(file: str, problems: list[Problem]) -> int:
    return sum(problem.file == file for problem in problems)
