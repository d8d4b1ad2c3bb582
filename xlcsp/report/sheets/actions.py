"""The sheet of actions: what is being done about each measure, by which role, by when, and what is overdue."""

from __future__ import annotations

from collections.abc import Iterator

from xlcsp.domain.periods import day
from xlcsp.report import words
from xlcsp.report.model import Report
from xlcsp.report.officers import all_actions
from xlcsp.report.sheets.part import Styled, list_part

_STYLES = ("strong", "text", "text", "text", "day", "text", "strong", "day")


def _about(report: Report) -> str:
    board = report.settings.board_date.get(report.quarter.number) == report.actions_date
    when = "the board meets" if board else "the day to which the data are complete"
    return f"What is being done. Overdue: due before {when}{f' ({day(report.actions_date)})' if board else ''}."


def _rows(report: Report) -> Iterator[Styled]:
    for measure, one in all_actions(report):
        is_late = "overdue" if one.is_overdue(report.actions_date) else ""
        told = (one.text, one.owner, one.due, one.status, is_late, one.updated)
        yield (measure.measure.ref, measure.measure.name, *told), _STYLES


ACTIONS = list_part(
    words.ACTIONS,
    _about,
    {"No": 6, "Measure": 34, "Action": 66, "Owner": 28, "Due": 14, "Status": 14, "Overdue": 12, "Updated": 14},
    _rows,
    purpose="What is being done, by which role, by when",
    is_there=lambda report: any(one.actions for one in report.measures),
)
