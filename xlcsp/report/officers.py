"""What officers add, as printed: RAG states beside the computed ones, and actions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from xlcsp.domain.officers import Action
from xlcsp.report.model import MeasureReport, Report

ACTIONS_OVERDUE = "Actions overdue"


def added_by_officers(measure: MeasureReport, on: date, *, with_state: bool = True) -> Iterator[str]:
    """The lines on a measure's page and among the exceptions: the officer's RAG, then the open actions.

    on: the report's ``actions_date``. Actions due before it are overdue and come first.
    """
    if measure.override is not None and with_state:
        yield f"{measure.override.words}."
    for wanted in (True, False):
        for one in measure.open_actions:
            if one.is_overdue(on) is wanted:
                yield f"{'Overdue action' if wanted else 'Action'}: {one.words}."


def overdue(report: Report) -> Iterator[tuple[str, str]]:
    """The overdue actions, with the number of their measure."""
    for measure in report.measures:
        for one in measure.actions:
            if one.is_overdue(report.actions_date):
                yield measure.measure.ref, f"{one.words}."


def all_actions(report: Report) -> Iterator[tuple[MeasureReport, Action]]:
    """Every action, in the order of the plan."""
    return ((measure, one) for measure in report.measures for one in measure.actions)
