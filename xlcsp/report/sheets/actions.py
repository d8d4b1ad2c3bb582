"""The sheet of actions: what is being done about each measure, by which role, by when, and what is overdue."""

from __future__ import annotations

from collections.abc import Iterator

from xlcsp.domain.periods import day
from xlcsp.report import words
from xlcsp.report.model import Report
from xlcsp.report.officers import all_actions
from xlcsp.report.sheets.part import Styled, list_part

ACTIONS_HEAD = ("No", "Measure", "Action", "Owner", "Due", "Status", "Overdue", "Updated")
_STYLES = ("strong", "text", "text", "text", "day", "text", "strong", "day")


def actions_line(report: Report) -> str:
    """The line below the heading, with the day from which an action is overdue."""
    board = report.settings.board_date.get(report.quarter.number) == report.actions_date
    when = "the board meets" if board else "the day to which the data are complete"
    return f"What is being done. Overdue: due before {when}{f' ({day(report.actions_date)})' if board else ''}."


def action_rows(report: Report) -> Iterator[Styled]:
    """Every action with its measure."""
    for measure, one in all_actions(report):
        is_late = "overdue" if one.is_overdue(report.actions_date) else ""
        told = (one.text, one.owner, one.due, one.status, is_late, one.updated)
        yield (measure.measure.ref, measure.measure.name, *told), _STYLES


ACTIONS = list_part(
    words.ACTIONS,
    actions_line,
    dict(zip(ACTIONS_HEAD, (6, 34, 66, 28, 14, 14, 12, 14), strict=True)),
    action_rows,
    purpose="What is being done, by which role, by when",
    is_there=lambda report: any(one.actions for one in report.measures),
)
