"""The sheet of actions."""

from __future__ import annotations

from collections.abc import Iterator

from xlcsp.report import words
from xlcsp.report.action_list import ACTIONS_HEAD, action_rows, actions_line, has_actions
from xlcsp.report.model import Report
from xlcsp.report.sheets.part import Styled, list_part

_STYLES = ("strong", "text", "text", "text", "day", "text", "strong", "day")


def styled_actions(report: Report) -> Iterator[Styled]:
    """Every action with the styles of its cells."""
    return ((row, _STYLES) for row in action_rows(report))


ACTIONS = list_part(
    words.ACTIONS,
    actions_line,
    dict(zip(ACTIONS_HEAD, (6, 34, 66, 28, 14, 14, 12, 14), strict=True)),
    styled_actions,
    purpose="What is being done, by which role, by when",
    is_there=has_actions,
)
