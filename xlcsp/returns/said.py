"""The theme leads' forms of a quarter: whose they are, their comments and their actions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from xlcsp.domain.figures import LATE, RECEIVED, REJECTED, Receipt
from xlcsp.domain.officers import Action
from xlcsp.domain.periods import Quarter
from xlcsp.errors import Problem
from xlcsp.files.names import alike
from xlcsp.returns import actions
from xlcsp.returns.comments import SHEET, Comment, ReturnedComments
from xlcsp.returns.timing import why_late


@dataclass(slots=True)
class Said:
    """What was used from them, and what was not."""

    receipts: list[Receipt] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    comments: dict[tuple[str, Quarter], Comment] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)


def taken(
    said: Sequence[ReturnedComments], at: Quarter, due: date | None, partnership: str, refs: Collection[str]
) -> Said:
    """The contents that count.

    For one measure or action the form signed later counts, then the one with the later name.

    A lead's first form decides whether it was late. refs: those of the plan's measures.
    """
    found = Said()
    timed: dict[str, str] = {}
    for one in sorted(said, key=lambda form: (form.signed or date.min, form.file)):
        whose = f"{one.partnership or 'nobody'}, {one.quarter or 'no quarter'}"
        is_ours = alike(one.partnership) == alike(partnership) and one.quarter == at
        late = timed.setdefault(alike(one.lead), why_late(one, due)) if is_ours else ""
        note, state = (late, LATE if late else RECEIVED) if is_ours else (f"comments of {whose}", REJECTED)
        came = Receipt(one.file, one.lead, at, None, one.signed, one.sha256, state, note=note, is_comments=True)
        found.receipts.append(came)
        found.problems += one.problems
        if not is_ours:
            words = f"The comments are of {whose}; they were not taken"
            do = f"Move the file to its quarter's folder, or ask for the comments on {at}"
            found.problems.append(Problem(one.file, SHEET, "", "wrong comments", words, do=do))
            continue
        found.comments |= {(told.ref, told.quarter): told for told in one.comments if told.ref in refs}
        found.actions |= {told.id: told for told in one.actions if told.ref in refs}
        found.problems += _unknown(one, refs)
    return found


def _unknown(one: ReturnedComments, refs: Collection[str]) -> Iterator[Problem]:
    """Problems for comments and actions on measures that are not in the plan."""
    for what, sheet, given in (("comment", SHEET, one.comments), ("action", actions.SHEET, one.actions)):
        for told in given:
            if told.ref not in refs:
                words = f"The {what} is on {told.ref}, which is not a measure of the plan; it was not taken"
                do = "Write it into the row of its measure" if what == "comment" else "Enter the number of its measure"
                yield Problem(one.file, sheet, told.cell, "unknown row", words, do=do)
