"""The actions in a table: what is being done about each measure, by which role, by when, and what is overdue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from xlcsp.domain.periods import day
from xlcsp.report.model import Report
from xlcsp.report.officers import all_actions

ACTIONS_HEAD = ("No", "Measure", "Action", "Owner", "Due", "Status", "Overdue", "Updated")


def actions_line(report: Report) -> str:
    """The line below the heading, with the day from which an action is overdue."""
    board = report.settings.board_date.get(report.quarter.number) == report.actions_date
    when = "the board meets" if board else "the day to which the data are complete"
    return f"What is being done. Overdue: due before {when}{f' ({day(report.actions_date)})' if board else ''}."


def has_actions(report: Report) -> bool:
    """Whether there is anything to list."""
    return any(measure.actions for measure in report.measures)


def action_rows(report: Report) -> Iterator[tuple[str, str, str, str, date, str, str, date | None]]:
    """Every action with its measure, in the order of ``ACTIONS_HEAD``."""
    for measure, action in all_actions(report):
        is_late = "overdue" if action.is_overdue(report.actions_date) else ""
        cells = (action.text, action.owner, action.due, action.status, is_late, action.updated)
        yield (measure.measure.ref, measure.measure.name, *cells)
