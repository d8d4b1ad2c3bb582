"""The figure that counts for each series and quarter: the newest of the returns, as corrected since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from xlcsp.domain import figures as kept
from xlcsp.domain.figures import Figure, Revision, confirmed, newest
from xlcsp.domain.months import accumulated
from xlcsp.domain.periods import Quarter
from xlcsp.errors import Problem
from xlcsp.planbook import Master
from xlcsp.returns.correct import Returned, apply_corrections
from xlcsp.returns.filled import LastReported
from xlcsp.returns.late import beside_history

Figures = dict[str, dict[Quarter, Figure]]
Candidates = Mapping[tuple[str, Quarter], Sequence[Figure]]


@dataclass(slots=True)
class Counted:
    """The figures that count, how they came to it, and the corrections that do not fit."""

    figures: Figures = field(default_factory=dict)
    revisions: list[Revision] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def counted(
    candidates: Candidates, last_reported: Sequence[tuple[str, LastReported]], master: Master, quarter: Quarter
) -> Counted:
    """What counts up to the quarter. candidates: what returns give, by series and quarter, in order of their coming."""
    plan, after, into = master.plan.by_id, {}, Counted()
    for (series, at), several in candidates.items():
        stated = [figure for figure in several if figure.status != kept.CONFIRMS]
        if not stated:
            continue
        beside = beside_history(stated)
        own = [figure for figure in beside if not figure.restates]
        ordered = own + [figure for figure in beside if figure.restates]
        after[series, at] = accumulated(plan[series].kind, ordered) if plan[series].is_monthly else ordered
        figure, revisions = newest(after[series, at])
        again = [other for other in several if other.status == kept.CONFIRMS and other.source.age > figure.source.age]
        into.figures.setdefault(series, {})[at] = confirmed(figure, again)
        into.revisions += revisions
    returned = Returned(after, last_reported)
    apply_corrections(master, quarter, into.figures, into.revisions, into.problems, returned)
    return into


def milestones(
    candidates: Candidates, last_reported: Sequence[tuple[str, LastReported]], master: Master, quarter: Quarter
) -> Figures:
    """As ``counted``, the milestones' figures alone: a status on *Corrections* counts as one on a form."""
    plan = master.plan.by_id
    if not any(series.kind.has_status for series in plan.values()):
        return {}
    of_them = {place: figures for place, figures in candidates.items() if plan[place[0]].kind.has_status}
    return counted(of_them, last_reported, master, quarter).figures
