"""Exceptions and actions on one page of the printed pack, where both fit; in the workbook each has its sheet."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from xlcsp.report.action_list import ACTIONS_HEAD, actions_line, has_actions
from xlcsp.report.exceptions import EXCEPTION_HEAD
from xlcsp.report.model import Report
from xlcsp.report.sheets.actions import ACTIONS, styled_actions
from xlcsp.report.sheets.grid import READABLE, Grid, Value, draft
from xlcsp.report.sheets.lists import EXCEPTIONS, WHAT_IS_RED, reds
from xlcsp.report.sheets.part import HEADER
from xlcsp.report.sheets.styles import Styles

WIDTHS = (6, 34, 62, 28, 14, 18.5, 12, 13.5)
_SPANS = (1, 1, 1, 3, 2)  # columns under each heading of the exceptions
_FIRST = tuple(accumulate(_SPANS, initial=1))


def fits(report: Report, styles: Styles) -> bool:
    """Whether there are actions, and both lists fit a page that can be read."""
    if not has_actions(report):
        return False
    grid = draft(styles, WIDTHS)
    return grid.one_page(_write_lists(grid, report)[1], READABLE)


def write(grid: Grid, report: Report) -> int:
    """Writes both lists on one page; returns the row where the actions begin."""
    start, last = _write_lists(grid, report)
    grid.one_page(last, READABLE)
    grid.finish(header=None, footer=f"{report.settings.partnership}, {report.quarter}: {EXCEPTIONS.name.lower()}")
    return start


def _write_lists(grid: Grid, report: Report) -> tuple[int, int]:
    """Writes both; returns the row of the heading of the actions, and the last row."""
    grid.title(EXCEPTIONS.name, f"{report.settings.partnership}, {report.quarter}. {WHAT_IS_RED}")
    row = HEADER
    _write_wide(grid, row, EXCEPTION_HEAD, "head left")
    for values, styles in reds(report):
        row += 1
        _write_wide(grid, row, values, styles)
    start = row + 2
    row = grid.heading(start, ACTIONS.name)
    grid.put(row, 1, actions_line(report), "subtitle")
    grid.height(row, 18)
    row += 1
    grid.row(row, ACTIONS_HEAD, "head left")
    for values, styles in styled_actions(report):
        row += 1
        grid.row(row, values, styles)
    return start, row


def _write_wide(grid: Grid, row: int, values: Sequence[Value], styles: str | Sequence[str]) -> None:
    """Writes a row of exceptions, whose last two columns are as wide as five of the actions."""
    for place, (value, first, span) in enumerate(zip(values, _FIRST, _SPANS, strict=False)):
        style = styles if isinstance(styles, str) else styles[place]
        last = first + span - 1
        grid.put(row, first, value, style)
        grid.fit(row, str(value), grid.width(first, last))
        if span > 1:
            grid.merge(row, first, row, last, style)
