"""What goes by the number or the words of a measure that has others since the last release, and is asked about."""

from __future__ import annotations

from collections.abc import Iterator

from xlcsp.domain.periods import Quarter
from xlcsp.errors import Problem
from xlcsp.planbook import Master
from xlcsp.planbook.actions import ACTIONS
from xlcsp.planbook.overrides import OVERRIDES
from xlcsp.report.released import Released
from xlcsp.returns.check import REWORDED
from xlcsp.returns.collect import Collection


def renumbered(master: Master, quarter: Quarter, released: Released | None) -> Iterator[Problem]:
    """A query on each open action and each of the quarter's overrides under a number whose measure is another now.

    It ends once the number of a released action is changed, or once the row's words name the measure.
    """
    if released is None:
        return
    names = {measure.ref: measure.name for measure in released.measures.values()}
    pairs = [(measure, released.measure(measure)) for measure in master.plan.measures]
    moved = {now.ref: now.name for now, then in pairs if now.ref in names and (then is None or then.ref != now.ref)}
    numbers = {then.ref: now.ref for now, then in pairs if then is not None}
    actions = (
        action
        for action in master.actions
        if action.is_open and released.actions.get(action.id, action.ref) == action.ref
    )
    states = (state for state in master.overrides if state.quarter == quarter)
    rows = [
        (ACTIONS.name, action.ref, action.cell, f"action {action.id}", action.text, action.id) for action in actions
    ]
    rows += [(OVERRIDES.name, state.ref, state.cell, "state", state.reason, "") for state in states]
    for sheet, ref, cell, what, words, identity in rows:
        if ref not in moved or moved[ref].casefold() in words.casefold():
            continue
        at = f"version {released.version} of {released.quarter.short}"
        moved_on = f"The {what} is on {ref}, which is {moved[ref]} now; in {at} it was {names[ref]}"
        column = "action" if sheet == ACTIONS.name else "reason"
        do = f"Enter the number of the measure it is on, and name that measure in its {column}"
        if identity in released.actions and ref in numbers:
            do = f"If it is on {names[ref]}, enter {numbers[ref]}; if on {moved[ref]}, name that in its {column}"
        yield Problem(master.path.name, sheet, cell, "renumbered", moved_on, do=do)


def still_asked(collection: Collection, master: Master, released: Released | None) -> list[Problem]:
    """The queries, without those on words of past forms that are not the plan's once a release has the plan's.

    Their question is whether the same measure is meant: the report that first named it as now has asked that.
    """
    if released is None:
        return collection.queries
    known = {series.id for series in master.plan.series if released.has_words_of(series)}
    past = {
        receipt.file
        for receipt in collection.receipts
        if receipt.quarter is not None and receipt.quarter <= released.quarter
    }
    return [
        problem
        for problem in collection.queries
        if not (problem.code == REWORDED and problem.file in past and problem.series in known)
    ]
