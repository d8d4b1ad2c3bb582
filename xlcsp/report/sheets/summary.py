"""The summary: how many measures are Red, Amber, Green; what changed; what is missing or late."""

from __future__ import annotations

from collections.abc import Iterator

from xlcsp.measures import rating
from xlcsp.measures.numbers import QUARTERS_A_YEAR, shown
from xlcsp.measures.observed import GAP
from xlcsp.measures.verdict import ACHIEVED, CANNOT, NOT_ACHIEVED, NOT_RATED, WITHIN_TOLERANCE
from xlcsp.report.model import MeasureReport, Report
from xlcsp.report.sheets.grid import Grid

WIDTHS = (7, 40, 12, 12, 12, 12, 12, 12, 12, 12)
_STATES = (
    rating.RED,
    rating.AMBER,
    rating.GREEN,
    rating.NO_DATA,
    rating.MONITOR,
    rating.NOT_DUE,
    rating.CLOSED,
)
_BETTER = {rating.GREEN: 3, rating.AMBER: 2, rating.RED: 1}


def write_summary(grid: Grid, report: Report) -> None:
    """The sheet that a chair reads first."""
    board = report.settings.board_date.get(report.quarter.number)
    meets = f". Board meeting {board.day} {board:%B %Y}" if board else ""
    day = report.data_date
    row = grid.title(
        f"{report.settings.partnership}: performance report {report.quarter}",
        f"{report.period}. Data as at {day.day} {day:%B %Y}{meets}. DRAFT",
    )
    blocks = [(row, _write_counts(grid, row, report) - 1)]
    lists = [
        ("Off target", _off_target(report)),
        ("Missing or late", _missing(report)),
    ]
    if report.quarter.number > 1:
        lists.insert(0, ("What changed since the quarter before", _changes(report)))
    if report.quarter.number == QUARTERS_A_YEAR:
        lists.insert(0, ("The year's verdicts", _verdicts(report)))
    for title, lines in lists:
        first = blocks[-1][1] + 1
        blocks.append((first, _write_list(grid, first, title, list(lines)) - 1))
    grid.paginate(blocks, row - 1)
    grid.finish(header=None, footer=f"{report.settings.partnership}, {report.quarter}: summary")


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


def _verdicts(report: Report) -> Iterator[tuple[str, str]]:
    for words in (ACHIEVED, WITHIN_TOLERANCE, NOT_ACHIEVED, CANNOT, NOT_RATED):
        refs = [one.measure.ref for one in report.measures if one.verdict and one.verdict.words == words]
        if refs:
            yield str(len(refs)), f"{words}: {', '.join(refs)}"


def _changes(report: Report) -> Iterator[tuple[str, str]]:
    for one in report.measures:
        if one.previous_rag and one.previous_rag != one.rag:
            yield one.measure.ref, f"{one.measure.name}: {_step(one)}."
    for revision in report.revisions:
        if revision.new.source.quarter == report.quarter or revision.new.corrected:
            series = next(item.series for item in report.series if item.series.id == revision.series)
            old, new = revision.old.numerator, revision.new.numerator
            if old is not None and new is not None:
                yield series.ref, f"{revision.quarter} revised from {shown(old)} to {shown(new)} {series.unit}."


def _step(one: MeasureReport) -> str:
    before, after = _BETTER.get(one.previous_rag), _BETTER.get(one.rag)
    word = ""
    if before is not None and after is not None:
        word = ", better" if after > before else ", worse"
    return f"{one.previous_rag} → {one.rag}{word}"


def _sentence(one: MeasureReport, report: Report) -> str:
    headline = next((item for item in one.series if item.series.role == "headline"), one.series[0])
    return headline.sentences[report.quarter.number - 1]


def _off_target(report: Report) -> Iterator[tuple[str, str]]:
    for state in (rating.RED, rating.AMBER):
        for one in report.measures:
            if one.rag == state:
                yield one.measure.ref, f"{state}. {one.measure.name}. {_sentence(one, report)}"


def _missing(report: Report) -> Iterator[tuple[str, str]]:
    for provider, quarter, due in report.missing:
        when = f" (due {due.day} {due:%B %Y})" if due else ""
        yield quarter.short, f"No return from {provider}{when}."
    for receipt in report.late:
        yield "Late", f"{receipt.provider}: {receipt.note}."
    gaps: dict[str, list[str]] = {}
    for one in report.measures:
        slots = [(item.series.name, item.assessment.observed.slots[report.quarter.number - 1]) for item in one.series]
        for reason in dict.fromkeys(slot.reason for _, slot in slots if slot.state == GAP):
            names = [name for name, slot in slots if slot.state == GAP and slot.reason == reason]
            which = f" ({', '.join(names)})" if len(names) < len(slots) else ""
            gaps.setdefault(reason, []).append(f"{one.measure.ref}{which}")
    for reason, refs in gaps.items():
        yield "[x]", f"No figure, {reason[0].lower()}{reason[1:]}: {'; '.join(refs)}."
    if report.problems:
        yield "", f"{len(report.problems)} problem(s) in the returns: see the sheet Returns."
