"""The summary: how many measures are Red, Amber, Green; what changed, is off target, missing or late."""

from __future__ import annotations

from xlcsp.domain.periods import day
from xlcsp.report.model import Report
from xlcsp.report.sheets.grid import Grid
from xlcsp.report.summary import COUNTED, COUNTS, SummaryList, counts, summary_lists
from xlcsp.report.words import DECISIONS

WIDTHS = (7, 40, 12, 12, 12, 12, 12, 12, 12, 12)
_MIDDLE = 5  # the first column of the right one of two lists
_WIDENED = (1.0, 1.15, 1.3, 1.45, 1.55)  # wider columns are printed smaller and hold more


def write_summary(grid: Grid, report: Report) -> None:
    """Writes the one page that a chair reads first; of several pages only if it could not be read on one."""
    for factor in (*_WIDENED, 1.0):
        grid.begin_anew([width * factor for width in WIDTHS])
        blocks = _write(grid, report)
        if grid.height_of_rows(1, blocks[-1][1]) <= grid.page_height:
            break
    grid.paginate(blocks, blocks[0][0] - 1)
    grid.finish(header=None, footer=f"{report.title}: summary")


def _write(grid: Grid, report: Report) -> list[tuple[int, int]]:
    """Writes it; returns the rows that belong together on a page."""
    board = report.settings.board_date.get(report.quarter.number)
    meets = f". Board meeting {day(board)}" if board else ""
    row = grid.title(
        f"{report.settings.partnership}: performance report {report.quarter}",
        f"{report.period}. Data as at {day(report.data_date)}{meets}. {report.edition.mark}",
    )
    start = row
    if report.decisions:
        numbered = tuple((f"{place}.", text) for place, text in enumerate(report.decisions, 1))
        row = _write_list(grid, row, SummaryList(DECISIONS, numbered))
    blocks = [(start, _write_counts(grid, row, report) - 1)]
    lists = list(summary_lists(report))
    for summary, after in zip(lists, (*lists[1:], None), strict=True):
        if summary.is_beside:
            continue
        row = blocks[-1][1] + 1
        if after is not None and after.is_beside:
            blocks.append((row, _write_pair(grid, row, summary, after) - 1))
        else:
            end = _write_list(grid, row, summary) - 1
            blocks += [(row, row + 1), *((place, place) for place in range(row + 2, end + 1))]
    return blocks


def _write_counts(grid: Grid, row: int, report: Report) -> int:
    row = grid.heading(row, COUNTS)
    grid.across(row, 1, 2, "Theme", "head left")
    for column, state in enumerate(COUNTED, 3):
        grid.put(row, column, state, state)
    grid.put(row, len(COUNTED) + 3, "Measures", "head")
    grid.height(row, 20)
    for place, (name, *numbers) in enumerate(counts(report)):
        row += 1
        style = "text" if place < len(report.themes) else "strong"
        grid.across(row, 1, 2, str(name), style)
        for column, number in enumerate(numbers, 3):
            grid.put(row, column, number, "total")
        grid.height(row, 18)
    return row + 1


def _write_list(grid: Grid, row: int, summary: SummaryList) -> int:
    row = grid.heading(row, summary.title)
    for ref, text in summary.lines:
        grid.put(row, 1, ref, "strong")
        grid.across(row, 2, len(WIDTHS), text, "text")
        row += 1
    return row


def _write_pair(grid: Grid, row: int, left: SummaryList, right: SummaryList) -> int:
    """Writes two lists side by side; returns the next row."""
    first = row
    for column, summary in zip((1, _MIDDLE), (left, right), strict=True):
        grid.put(row, column, summary.title, "heading")
    grid.height(row, 24)
    pairs = (left.lines, right.lines)
    for place in range(max(len(lines) for lines in pairs)):
        row = first + 1 + place
        for (start, end), lines in zip(((1, _MIDDLE - 1), (_MIDDLE, len(WIDTHS))), pairs, strict=True):
            ref, text = lines[place] if place < len(lines) else ("", "")
            if not text:
                continue
            grid.put(row, start, ref, "strong")
            grid.across(row, start + 1, end, text, "text")
    return row + 1
