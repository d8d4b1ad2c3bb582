"""The summary: how many measures are Red, Amber, Green; what changed, is off target, missing or late."""

from __future__ import annotations

from xlcsp.measures import rating
from xlcsp.measures.numbers import QUARTERS_A_YEAR
from xlcsp.report.edition import Notice
from xlcsp.report.model import Report
from xlcsp.report.officers import ACTIONS_OVERDUE, overdue
from xlcsp.report.revised import REVISED, revised
from xlcsp.report.sheets.grid import Grid
from xlcsp.report.words import (
    DECISIONS,
    OUTTURNS,
    OVERRIDES,
    Line,
    better_and_worse,
    due,
    missing,
    off_target,
    outturns,
    overrides,
    verdicts,
)

WIDTHS = (7, 40, 12, 12, 12, 12, 12, 12, 12, 12)
_MIDDLE = 5  # the first column of the right one of two lists
_STATES = (
    rating.RED, rating.AMBER, rating.GREEN, rating.NO_DATA, rating.MONITOR, rating.NOT_DUE, rating.CLOSED,
)  # fmt: skip


def write_summary(grid: Grid, report: Report) -> None:
    """The sheet that a chair reads first: one page."""
    board = report.settings.board_date.get(report.quarter.number)
    meets = f". Board meeting {board.day} {board:%B %Y}" if board else ""
    day = report.data_date
    row = grid.title(
        f"{report.settings.partnership}: performance report {report.quarter}",
        f"{report.period}. Data as at {day.day} {day:%B %Y}{meets}. {report.edition.mark}",
    )
    start = row
    if report.decisions:
        numbered = [(f"{place}.", text) for place, text in enumerate(report.decisions, 1)]
        row = _write_list(grid, row, DECISIONS, numbered)
    blocks = [(start, _write_counts(grid, row, report) - 1)]

    def add(last: int) -> None:
        blocks.append((blocks[-1][1] + 1, last))

    if report.edition.notices:
        lines = [(one.ref, _notice(one)) for one in report.edition.notices]
        add(_write_list(grid, blocks[-1][1] + 1, f"Changed since version {report.edition.replaces}", lines) - 1)
    if report.quarter.number == QUARTERS_A_YEAR:
        add(_write_list(grid, blocks[-1][1] + 1, "The year's verdicts", list(verdicts(report))) - 1)
    better, worse = better_and_worse(report)
    add(_write_pair(grid, blocks[-1][1] + 1, ("Got better", better), ("Got worse", worse)) - 1)
    for title, lines in (
        ("Off target, and what is being done", list(off_target(report))),
        (OVERRIDES, list(overrides(report))),
        (ACTIONS_OVERDUE, list(overdue(report))),
        ("Due this quarter", list(due(report))),
        (OUTTURNS, list(outturns(report))),
        ("Missing or late", list(missing(report))),
        (REVISED, list(revised(report))),
    ):
        if lines or not title.startswith((REVISED, "Due", OVERRIDES, ACTIONS_OVERDUE, OUTTURNS)):
            add(_write_list(grid, blocks[-1][1] + 1, title, lines) - 1)
    if not grid.one_page(blocks[-1][1]):
        grid.paginate(blocks, start - 1)
    grid.finish(header=None, footer=f"{report.settings.partnership}, {report.quarter}: summary")


def _notice(one: Notice) -> str:
    effect = f" {one.effect}." if one.effect else ""
    return f"{one.what}: {one.old} is now {one.new} ({one.kind}: {one.why}).{effect}"


def _write_counts(grid: Grid, row: int, report: Report) -> int:
    row = grid.heading(row, "Measures by theme and RAG")
    grid.put(row, 1, "Theme", "head left")
    grid.merge(row, 1, row, 2, "head left")
    for column, state in enumerate(_STATES, 3):
        grid.put(row, column, state, state)
    grid.put(row, len(_STATES) + 3, "Measures", "head")
    grid.height(row, 20)
    for theme in report.themes:
        row += 1
        grid.put(row, 1, theme.name, "text")
        grid.merge(row, 1, row, 2, "text")
        for column, state in enumerate(_STATES, 3):
            grid.put(row, column, theme.counts[state] or "–", "total")
        grid.put(row, len(_STATES) + 3, len(theme.measures), "total")
        grid.height(row, 18)
    row += 1
    grid.put(row, 1, "All themes", "strong")
    grid.merge(row, 1, row, 2, "strong")
    for column, state in enumerate(_STATES, 3):
        grid.put(row, column, report.counts[state] or "–", "total")
    grid.put(row, len(_STATES) + 3, len(report.measures), "total")
    grid.height(row, 18)
    return row + 1


def _write_list(grid: Grid, row: int, title: str, lines: list[tuple[str, str]]) -> int:
    row = grid.heading(row, title)
    columns = len(WIDTHS)
    for ref, text in lines or [("", "Nothing.")]:
        grid.put(row, 1, ref, "strong")
        grid.put(row, 2, text, "text")
        grid.merge(row, 2, row, columns, "text")
        grid.fit(row, text, grid.width(2, columns))
        row += 1
    return row


def _write_pair(grid: Grid, row: int, left: tuple[str, list[Line]], right: tuple[str, list[Line]]) -> int:
    """Two lists side by side; returns the next row."""
    first = row
    for column, (title, _) in zip((1, _MIDDLE), (left, right), strict=True):
        grid.put(row, column, title, "heading")
    grid.height(row, 24)
    pairs = [lines for _, lines in (left, right)]
    for place in range(max(len(lines) for lines in pairs)):
        row = first + 1 + place
        for (start, end), lines in zip(((1, _MIDDLE - 1), (_MIDDLE, len(WIDTHS))), pairs, strict=True):
            ref, text = lines[place] if place < len(lines) else ("", "")
            if not text:
                continue
            grid.put(row, start, ref, "strong")
            grid.put(row, start + 1, text, "text")
            grid.merge(row, start + 1, row, end, "text")
            grid.fit(row, text, grid.width(start + 1, end))
    return row + 1
