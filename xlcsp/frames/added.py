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
    for action in newest_actions(master.actions, made.collection.actions.values()):
        yield {
            **_measure(master, action.ref),
            "action_id": action.id,
            "action": action.text,
            "owner": action.owner,
            "due": action.due,
            "status": action.status,
            "updated": action.updated,
            "open": action.is_open,
            "overdue": action.is_overdue(on),
            "file": action.file or master.path.name,
            "sheet": "Actions",
            "cell": action.cell,
        }


def override_rows(master: Master) -> Iterator[dict[str, Any]]:
    """Each row of *Overrides*, of whatever quarter."""
    for override in master.overrides:
        yield {
            **_measure(master, override.ref),
            "year": override.quarter.year,
            "quarter": override.quarter.number,
            "state": override.state,
            "reason": override.reason,
            "who": override.who,
            "date": override.when,
            "file": master.path.name,
            "sheet": "Overrides",
            "cell": override.cell,
        }


def benchmark_rows(master: Master) -> Iterator[dict[str, Any]]:
    """Each row of *Benchmarks*, of whatever period."""
    by_id = master.plan.by_id
    for benchmark in master.benchmarks:
        yield {
            **who(by_id[benchmark.series], master.settings.partnership),
            "comparator": benchmark.comparator,
            "period": benchmark.period,
            "ends": benchmark.ends,
            "value": number(Fraction(benchmark.value)),
            "rank": benchmark.rank,
            "of": benchmark.of,
            "source": benchmark.source,
            "publishable": benchmark.publishable,
            "file": master.path.name,
            "sheet": "Benchmarks",
            "cell": benchmark.cell,
        }


def _measure(master: Master, ref: str) -> dict[str, Any]:
    """The measure's columns; only its number if the plan no longer has it."""
    of_plan = next((measure for measure in master.plan.measures if measure.ref == ref), None)
    names = {"theme": of_plan.theme, "measure": of_plan.name} if of_plan else {}
    return {"partnership": master.settings.partnership, "ref": ref, **names}
