"""Two lists on one page of the PDF, where both fit; in the workbook each has its sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from xlcsp.report.action_list import ACTIONS_HEAD, actions_line, has_actions
from xlcsp.report.exceptions import EXCEPTION_HEAD
from xlcsp.report.model import Report
from xlcsp.report.sheets.actions import ACTIONS, styled_actions
from xlcsp.report.sheets.grid import READABLE, Grid, Value, draft
from xlcsp.report.sheets.lists import (
    EXCEPTIONS,
    PROBLEM_WIDTHS,
    PROBLEMS,
    QUERIES,
    WHAT_IS_ODD,
    WHAT_IS_RED,
    WHAT_IS_WRONG,
    found_odd,
    found_wrong,
    reds,
)
from xlcsp.report.sheets.part import HEADER, Part, Styled
from xlcsp.report.sheets.styles import Styles

_WIDTHS = (6, 34, 62, 28, 14, 18.5, 12, 13.5)
_SPANS = (1, 1, 1, 3, 2)  # columns under each heading of the exceptions
_FIRST = tuple(accumulate(_SPANS, initial=1))
_WriteRow = Callable[[Grid, int, Sequence[Value], str | Sequence[str]], None]


@dataclass(frozen=True, slots=True)
class _List:
    """One of them. about: the line below its name; write: writes one of its rows."""

    part: Part
    about: Callable[[Report], str]
    head: Sequence[str]
    rows: Callable[[Report], Iterable[Styled]]
    write: _WriteRow = Grid.row


@dataclass(frozen=True, slots=True)
class TwoLists:
    """Both, the sheet of the first holding the second as well. is_there: whether the report has them both."""

    first: _List
    second: _List
    widths: Sequence[float]
    is_there: Callable[[Report], bool] = lambda _report: True

    @property
    def parts(self) -> tuple[Part, Part]:
        """The sheets that they have in the workbook."""
        return self.first.part, self.second.part

    def fit(self, report: Report, styles: Styles) -> bool:
        """Whether both fit a page that can be read."""
        if not self.is_there(report):
            return False
        grid = draft(styles, self.widths)
        return grid.one_page(self._write(grid, report)[1], READABLE)

    def write(self, grid: Grid, report: Report) -> int:
        """Writes both on one page; returns the row where the second begins."""
        start, last = self._write(grid, report)
        grid.one_page(last, READABLE)
        name = self.first.part.name.lower()
        grid.finish(header=None, footer=f"{report.settings.partnership}, {report.quarter}: {name}")
        return start

    def _write(self, grid: Grid, report: Report) -> tuple[int, int]:
        """Writes both; returns the row of the heading of the second, and the last row."""
        about = f"{report.settings.partnership}, {report.quarter}. {self.first.about(report)}"
        grid.title(self.first.part.name, about)
        row = _write_list(grid, HEADER, self.first, report)
        start = row + 2
        row = grid.heading(start, self.second.part.name)
        grid.put(row, 1, self.second.about(report), "subtitle")
        grid.height(row, 18)
        return start, _write_list(grid, row + 1, self.second, report)


def _write_list(grid: Grid, row: int, one: _List, report: Report) -> int:
    """Writes header and rows from that row on; returns the last row."""
    one.write(grid, row, one.head, "head left")
    for values, styles in one.rows(report):
        row += 1
        one.write(grid, row, values, styles)
    return row


def _write_wide(grid: Grid, row: int, values: Sequence[Value], styles: str | Sequence[str]) -> None:
    """Writes a row of exceptions, whose last two columns are as wide as five of the actions."""
    for place, (value, first, span) in enumerate(zip(values, _FIRST, _SPANS, strict=False)):
        style = styles if isinstance(styles, str) else styles[place]
        last = first + span - 1
        grid.put(row, first, value, style)
        grid.fit(row, str(value), grid.width(first, last))
        if span > 1:
            grid.merge(row, first, row, last, style)


RED_PAGE = TwoLists(
    _List(EXCEPTIONS, lambda _report: WHAT_IS_RED, EXCEPTION_HEAD, reds, _write_wide),
    _List(ACTIONS, actions_line, ACTIONS_HEAD, styled_actions),
    _WIDTHS,
    has_actions,
)
"""What is Red, and what is being done, in the pack."""
LAST_PAGE = TwoLists(
    _List(PROBLEMS, lambda _report: WHAT_IS_WRONG, tuple(PROBLEM_WIDTHS), found_wrong),
    _List(QUERIES, lambda _report: WHAT_IS_ODD, tuple(PROBLEM_WIDTHS), found_odd),
    tuple(PROBLEM_WIDTHS.values()),
)
"""What is wrong in the returns, and what is odd, at the end of the annex."""
