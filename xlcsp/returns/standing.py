"""Where each provider's return stands: received, late, missing, not due yet; and how much is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from xlcsp.domain.contact import Contact
from xlcsp.domain.figures import RECEIVED, Receipt
from xlcsp.domain.numbers import plural
from xlcsp.domain.periods import Quarter, day
from xlcsp.errors import Problem
from xlcsp.files.names import alike
from xlcsp.planbook import Master
from xlcsp.returns.collect import Collection

MISSING, AWAITED = "missing", "not due yet"


@dataclass(frozen=True, slots=True)
class Standing:
    """A provider's return of a quarter, or one of the files that came for it.

    state: received, late, superseded, duplicate or rejected; missing, or not due yet. problems, queries: of the file.
    """

    provider: str
    quarter: Quarter | None
    state: str
    due: date | None
    receipt: Receipt | None = None
    problems: int = 0
    queries: int = 0

    @property
    def file(self) -> str:
        """The file that came; empty where none did."""
        return self.receipt.file if self.receipt else ""

    @property
    def is_settled(self) -> bool:
        """Whether it came in time and nothing in it is wrong."""
        return self.state == RECEIVED and not self.problems

    @property
    def note(self) -> str:
        """What else there is to say."""
        if self.receipt is None:
            return f"due {day(self.due)}" if self.due else "no due date in Settings"
        superseded = self.receipt.superseded_by
        return f"superseded by {superseded}" if superseded else self.receipt.note


def standings(master: Master, collection: Collection, today: date) -> list[Standing]:
    """One for each return that is expected or came: the latest quarter first, then in the order of the plan."""
    due = master.settings.return_due
    found = [
        Standing(provider, quarter, MISSING if is_overdue(when, today) else AWAITED, when)
        for provider, quarter, when in collection.missing
    ]
    for one in collection.receipts:
        when = due.get(one.quarter.number) if one.quarter else None
        counts = (_of(one.file, collection.problems), _of(one.file, collection.queries))
        found.append(Standing(one.provider, one.quarter, one.state, when, one, *counts))
    order = {provider: place for place, provider in enumerate(master.plan.providers)}
    ranked = sorted(found, key=lambda one: (order.get(one.provider, len(order)), one.file))
    return sorted(ranked, key=lambda one: one.quarter or collection.quarter, reverse=True)


Awaited = tuple[str, Quarter, date | None]


def overdue(collection: Collection, today: date) -> list[Awaited]:
    """The returns that are missing after their due date; without one a return is due at once."""
    return overdue_of(collection.missing, today)


def overdue_of(missing: Iterable[Awaited], today: date) -> list[Awaited]:
    """As ``overdue``, of what is missing."""
    return [one for one in missing if is_overdue(one[2], today)]


def counted(*, missing: int, problems: int, queries: int = 0) -> str:
    """What needs attention, counted in words, the same on *Start* and on the command line; empty where nothing does."""
    kinds = (
        (missing, "return missing", "returns missing"),
        (problems, "problem", "problems"),
        (queries, "query", "queries"),
    )
    return ", ".join(plural(*kind) for kind in kinds if kind[0])


def is_overdue(due: date | None, today: date) -> bool:
    """Whether a return that is not there is late."""
    return due is None or due < today


def contact_of(master: Master, role: str, on: date) -> Contact | None:
    """Who is the provider or theme lead on that day, as *Contacts* says; the first of several.

    The name may stand as the role, or as the organisation of a role that the plan does not name.
    """
    wanted, named = alike(role), names_of(master)
    now = [one for one in master.contacts if (one.start or on) <= on <= (one.end or on)]
    by_role = (one for one in now if alike(one.role) == wanted)
    by_place = (one for one in now if alike(one.organisation) == wanted and alike(one.role) not in named)
    return next(by_role, None) or next(by_place, None)


def names_of(master: Master) -> set[str]:
    """The providers and theme leads of the plan, as ``alike`` has them."""
    return {alike(name) for one in master.plan.series for name in (one.provider, one.theme_lead) if name}


def _of(file: str, found: list[Problem]) -> int:
    return sum(one.file == file for one in found)
