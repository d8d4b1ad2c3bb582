"""The theme leads' forms of a quarter: whose they are, their comments and their actions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from xlcsp.domain.figures import LATE, RECEIVED, REJECTED, Receipt, Revision, changes_of
from xlcsp.domain.officers import Action
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Series
from xlcsp.errors import Problem
from xlcsp.files.names import alike
from xlcsp.planbook import Master
from xlcsp.returns import actions
from xlcsp.returns.arrival import why_late
from xlcsp.returns.comments import SHEET, Comment, ReturnedComments
from xlcsp.returns.folder import comment_paths
from xlcsp.returns.late import ByQuarter


@dataclass(slots=True)
class LeadComments:
    """What was used from them, and what was not."""

    receipts: list[Receipt] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    queries: list[Problem] = field(default_factory=list)
    comments: dict[tuple[str, Quarter], Comment] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)


def awaited(master: Master, quarter: Quarter, receipts: Sequence[Receipt]) -> Iterator[tuple[str, Path]]:
    """The theme leads whose form was issued and has not come back, each with the form."""
    taken_here = (receipt for receipt in receipts if receipt.is_comments and receipt.quarter == quarter)
    leads = {alike(receipt.provider) for receipt in taken_here if receipt.state in (RECEIVED, LATE)}
    for lead, form in comment_paths(master, quarter).items():
        if alike(lead) not in leads and form.is_file():
            yield lead, form


def taken(
    forms: Sequence[ReturnedComments], at: Quarter, due: date | None, partnership: str, names: Mapping[str, str]
) -> LeadComments:
    """The contents that count.

    For one measure or action the form signed later counts, then the one with the later name.

    A lead's first form decides whether it was late. names: those of the plan's measures, by their numbers.
    """
    counted = LeadComments()
    timed: dict[str, str] = {}
    for form in sorted(forms, key=lambda form: (form.signed or date.min, form.file)):
        whose = f"{form.partnership or 'nobody'}, {form.quarter or 'no quarter'}"
        is_ours = alike(form.partnership) == alike(partnership) and form.quarter == at
        late = timed.setdefault(alike(form.lead), why_late(form, due)) if is_ours else ""
        note, state = (late, LATE if late else RECEIVED) if is_ours else (f"comments of {whose}", REJECTED)
        receipt = Receipt(form.file, form.lead, at, None, form.signed, form.sha256, state, note=note, is_comments=True)
        counted.receipts.append(receipt)
        counted.problems += form.problems
        counted.queries += form.queries
        if not is_ours:
            words = f"The comments are of {whose}; they were not taken"
            do = f"Move the file to its quarter's folder, or ask for the comments on {at}"
            counted.problems.append(Problem(form.file, SHEET, "", "wrong comments", words, do=do))
            continue
        comments = [replace(comment, ref=_number_now(comment.ref, form, names)) for comment in form.comments]
        entered = [replace(action, ref=_number_now(action.ref, form, names)) for action in form.actions]
        counted.comments |= {(comment.ref, comment.quarter): comment for comment in comments if comment.ref in names}
        counted.actions |= {action.id: action for action in entered if action.ref in names}
        counted.problems += _unknown(form.file, comments, entered, names)
    return counted


def overtaken(
    comment: Comment, several: Sequence[Series], figures: Mapping[str, ByQuarter], revisions: Sequence[Revision]
) -> str:
    """How the figure of one of the series that it is about has changed since it was signed; empty if none has."""
    for series in several:
        own = series.figure_quarter(comment.quarter)
        now = figures.get(series.id, {}).get(own) if own is not None else None
        changes = changes_of(series.id, own, revisions)
        first = next((revision for revision in changes if _is_after(revision, comment)), None)
        if now is not None and first is not None and first.old.content != now.content:
            return "supplied" if not first.old.has_value else "corrected" if now.corrected else "revised"
    return ""


def _is_after(change: Revision, comment: Comment) -> bool:
    """Whether it came after the comment was signed, as far as is known."""
    as_at = change.new.source.as_at
    return not comment.signed or not as_at or as_at > comment.signed


def _number_now(ref: str, form: ReturnedComments, names: Mapping[str, str]) -> str:
    """The number of a form's measure in the plan as it is now: its name tells where measures were renumbered."""
    name = alike(form.measures.get(ref, ""))
    if not name or name == alike(names.get(ref, "")):
        return ref
    numbers = [number for number, now in names.items() if alike(now) == name]
    return numbers[0] if len(numbers) == 1 else ref


def _unknown(
    file: str, comments: Sequence[Comment], entered: Sequence[Action], refs: Collection[str]
) -> Iterator[Problem]:
    """Problems for comments and actions on measures that are not in the plan."""
    for what, sheet, entries in (("comment", SHEET, comments), ("action", actions.SHEET, entered)):
        for entry in entries:
            if entry.ref not in refs:
                words = f"The {what} is on {entry.ref}, which is not a measure of the plan; it was not taken"
                do = "Write it into the row of its measure" if what == "comment" else "Enter the number of its measure"
                yield Problem(file, sheet, entry.cell, "unknown row", words, do=do)
