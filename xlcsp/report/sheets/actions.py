"""The sheet of actions: what is being done about each measure, by which role, by when, and what is overdue."""

from __future__ import annotations

from collections.abc import Iterator

from xlcsp.domain.periods import day
from xlcsp.report.model import Report
from xlcsp.report.officers import all_actions
from xlcsp.report.sheets.grid import Grid, Value
from xlcsp.report.sheets.lists import list_sheet

NAME = "Actions"
WIDTHS = (6, 34, 66, 28, 14, 14, 12, 14)
_HEAD = ("No", "Measure", "Action", "Owner", "Due", "Status", "Overdue", "Updated")
_STYLES = ("strong", "text", "text", "text", "day", "text", "strong", "day")


def has_actions(report: Report) -> bool:
    """Whether there are any actions."""
    return any(one.actions for one in report.measures)


def write_actions(grid: Grid, report: Report) -> None:
    """Writes the actions in the order of the plan."""
    board = report.settings.board_date.get(report.quarter.number) == report.actions_date
    when = "the board meets" if board else "the day to which the data are complete"
    purpose = f"What is being done. Overdue: due before {when}{f' ({day(report.actions_date)})' if board else ''}."
    list_sheet(grid, report, NAME, purpose, _HEAD, _rows(report))


def _rows(report: Report) -> Iterator[tuple[tuple[Value, ...], tuple[str, ...]]]:
    for measure, one in all_actions(report):
        is_late = "overdue" if one.is_overdue(report.actions_date) else ""
        told = (one.text, one.owner, one.due, one.status, is_late, one.updated)
        yield (measure.measure.ref, measure.measure.name, *told), _STYLES
