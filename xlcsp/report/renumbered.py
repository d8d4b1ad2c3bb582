"""Rows of the master that go by a measure's number, where another measure has that number since the last release."""

from __future__ import annotations

from collections.abc import Iterator

from xlcsp.domain.periods import Quarter
from xlcsp.errors import Problem
from xlcsp.planbook import Master
from xlcsp.planbook.actions import ACTIONS
from xlcsp.planbook.overrides import OVERRIDES
from xlcsp.report.released import Released


def renumbered(master: Master, quarter: Quarter, released: Released | None) -> Iterator[Problem]:
    """A query on each open action and each of the quarter's overrides under a number whose measure is another now."""
    if released is None:
        return
    names = {one.ref: one.name for one in released.measures.values()}
    moved = {}
    for one in master.plan.measures:
        then = released.measure(one)
        if one.ref in names and (then is None or then.ref != one.ref):
            moved[one.ref] = one.name
    rows = [(ACTIONS.name, one.ref, one.cell, f"action {one.id}") for one in master.actions if one.is_open]
    rows += [(OVERRIDES.name, one.ref, one.cell, "state") for one in master.overrides if one.quarter == quarter]
    for sheet, ref, cell, what in rows:
        if ref in moved:
            at = f"version {released.version} of {released.quarter.short}"
            found = f"The {what} is on {ref}, which is {moved[ref]} now; in {at} it was {names[ref]}"
            do = "See which measure it is on, and enter that measure's number"
            yield Problem(master.path.name, sheet, cell, "renumbered", found, do=do)
