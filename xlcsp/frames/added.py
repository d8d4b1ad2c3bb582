"""The rows of the tables beside the figures: actions, officers' own RAG, published benchmarks."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from xlcsp.domain.officers import newest_actions
from xlcsp.frames.rows import who
from xlcsp.measures.numbers import number
from xlcsp.pipeline import Made
from xlcsp.planbook import Master


def action_rows(made: Made) -> Iterator[dict[str, Any]]:
    """Each action as last updated, including those of measures that the plan no longer has."""
    master, on = made.master, made.report.actions_date
    for one in newest_actions(master.actions, made.collection.actions.values()):
        yield {
            **_measure(master, one.ref),
            "action_id": one.id,
            "action": one.text,
            "owner": one.owner,
            "due": one.due,
            "status": one.status,
            "updated": one.updated,
            "open": one.is_open,
            "overdue": one.is_overdue(on),
            "file": one.file or master.path.name,
            "sheet": "Actions",
            "cell": one.cell,
        }


def override_rows(master: Master) -> Iterator[dict[str, Any]]:
    """Each row of *Overrides*, of whatever quarter."""
    for one in master.overrides:
        yield {
            **_measure(master, one.ref),
            "year": one.quarter.year,
            "quarter": one.quarter.number,
            "state": one.state,
            "reason": one.reason,
            "who": one.who,
            "date": one.when,
            "file": master.path.name,
            "sheet": "Overrides",
            "cell": one.cell,
        }


def benchmark_rows(master: Master) -> Iterator[dict[str, Any]]:
    """Each row of *Benchmarks*, of whatever period."""
    by_id = {one.id: one for one in master.plan.series}
    for one in master.benchmarks:
        yield {
            **who(by_id[one.series], master.settings.partnership),
            "comparator": one.comparator,
            "period": one.period,
            "ends": one.ends,
            "value": number(Fraction(one.value)),
            "rank": one.rank,
            "of": one.of,
            "source": one.source,
            "publishable": one.publishable,
            "file": master.path.name,
            "sheet": "Benchmarks",
            "cell": one.cell,
        }


def _measure(master: Master, ref: str) -> dict[str, Any]:
    """The measure's columns; only its number if the plan no longer has it."""
    of_plan = next((one for one in master.plan.measures if one.ref == ref), None)
    names = {"theme": of_plan.theme, "measure": of_plan.name} if of_plan else {}
    return {"partnership": master.settings.partnership, "ref": ref, **names}
