"""The rows of *Actions* in the next year's master: what is open, as sheet and forms last have it."""

from __future__ import annotations

from collections.abc import Collection

from xlcsp.master.parts import Value
from xlcsp.report.model import Report

Line = dict[str, Value]


def open_actions(report: Report, retired: Collection[str]) -> tuple[list[Line], list[str]]:
    """The rows, and what is told of actions that stay behind, since their measure is retired. retired: series' ids."""
    carried: list[Line] = []
    notes = []
    for measure in report.measures:
        is_gone = all(one.series.id in retired for one in measure.series)
        for one in measure.actions:
            if one.is_open and is_gone:
                notes.append(f"{measure.measure.ref} is retired; not carried over: {one.words}.")
            elif one.is_open:
                carried.append({
                    "action id": one.id, "ref": one.ref, "action": one.text, "owner": one.owner, "due": one.due,
                    "status": one.status, "updated": one.updated,
                })  # fmt: skip
    return carried, notes
