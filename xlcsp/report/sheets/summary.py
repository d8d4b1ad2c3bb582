"""The summary: how many measures are Red, Amber, Green; what changed; what is missing or late."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlcsp.measures import rating
from xlcsp.measures.numbers import QUARTERS_A_YEAR, shown
from xlcsp.measures.observed import GAP
from xlcsp.measures.significance import MORE
from xlcsp.measures.travel import IMPROVING, WORSENING
from xlcsp.measures.verdict import ACHIEVED, CANNOT, NOT_ACHIEVED, NOT_RATED, WITHIN_TOLERANCE
from xlcsp.report.model import Notice, Report, SeriesReport
from xlcsp.report.pages import value_text
from xlcsp.report.sheets.grid import Grid

WIDTHS = (7, 40, 12, 12, 12, 12, 12, 12, 12, 12)
_MIDDLE = 5  # the first column of the right one of two lists
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
_LONGEST = 220  # characters of what is said to be done; the whole of it stands on the theme's sheet
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
Line = tuple[str, str]


def write_summary(grid: Grid, report: Report) -> None:
    """The sheet that a chair reads first: one page."""
    board = report.settings.board_date.get(report.quarter.number)
    meets = f". Board meeting {board.day} {board:%B %Y}" if board else ""
    day = report.data_date
    row = grid.title(
        f"{report.settings.partnership}: performance report {report.quarter}",
        f"{report.period}. Data as at {day.day} {day:%B %Y}{meets}. {report.edition.mark}",
    )
    blocks = [(row, _write_counts(grid, row, report) - 1)]

    def add(last: int) -> None:
        blocks.append((blocks[-1][1] + 1, last))

    if report.edition.notices:
        lines = [(one.ref, _notice(one)) for one in report.edition.notices]
        add(_write_list(grid, blocks[-1][1] + 1, f"Changed since version {report.edition.replaces}", lines) - 1)
    if report.quarter.number == QUARTERS_A_YEAR:
        add(_write_list(grid, blocks[-1][1] + 1, "The year's verdicts", list(_verdicts(report))) - 1)
    moves = list(_moves(report))
    better, worse = ([(ref, text) for ref, text, is_better in moves if is_better is wanted] for wanted in (True, False))
    add(_write_pair(grid, blocks[-1][1] + 1, ("Got better", better), ("Got worse", worse)) - 1)
    for title, lines in (
        ("Off target, and what is being done", list(_off_target(report))),
        ("Missing or late", list(_missing(report))),
        ("Revised since the last report", list(_revised(report))),
    ):
        if lines or not title.startswith("Revised"):
            add(_write_list(grid, blocks[-1][1] + 1, title, lines) - 1)
    if not grid.one_page(blocks[-1][1]):
        grid.paginate(blocks, row - 1)
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
    pairs = [lines or [("", "Nothing.")] for _, lines in (left, right)]
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


def _verdicts(report: Report) -> Iterator[Line]:
    """The verdicts in one line, best first; those that nobody judged last."""
    told = []
    for words in (ACHIEVED, WITHIN_TOLERANCE, NOT_ACHIEVED, CANNOT, NOT_RATED):
        refs = [one.measure.ref for one in report.measures if one.verdict and one.verdict.words == words]
        if refs:
            told.append(f"{words}: {len(refs)} ({', '.join(refs)})")
    yield "", f"{'. '.join(told)}."


def _moves(report: Report) -> Iterator[tuple[str, str, bool]]:
    """Ref, words, and whether it is better: a step of the RAG, else a change beyond usual variation on last year."""
    for one in report.measures:
        before, after = _BETTER.get(one.previous_rag), _BETTER.get(one.rag)
        if before is not None and after is not None and before != after:
            yield one.measure.ref, f"{one.measure.name}: {one.previous_rag} to {one.rag}.", after > before
            continue
        for item in one.series:
            found = item.assessment
            is_move = item.series.role == "headline" and found.significance == MORE
            if is_move and found.travel_last_year in (IMPROVING, WORSENING):
                name = f"{one.measure.name}: {item.series.name}" if item.series.name else one.measure.name
                words = f"{name}: more than usual variation against the same quarter last year."
                yield one.measure.ref, words, found.travel_last_year == IMPROVING


def _off_target(report: Report) -> Iterator[Line]:
    for state in (rating.RED, rating.AMBER):
        for one in report.measures:
            if one.rag == state:
                deciding = [item for item in one.series if item.series.role == "headline" and item.rag == state]
                told = " ".join(f"{_against(item, report)} {_done(item, report)}".strip() for item in deciding[:2])
                yield one.measure.ref, f"{state}. {one.measure.name}: {told}"


def _against(one: SeriesReport, report: Report) -> str:
    """Such as ``866 to date against at most 831``."""
    found, demand = one.assessment, one.assessment.requirement
    if found.judged is None or found.against is None or demand is None:
        return one.sentences[report.quarter.number - 1]
    is_lower = demand.bound_for(found.judged)[1] == "lower"
    strict, plain = ("below", "at most") if is_lower else ("above", "at least")
    is_part = one.series.judged == "profile" and one.series.is_cumulative and report.quarter.number < QUARTERS_A_YEAR
    value, bound = value_text(found.judged, one.series), value_text(found.against, one.series)
    name = f"{one.series.name}: " if one.series.name else ""
    return f"{name}{value}{' to date' if is_part else ''} against {strict if demand.strict else plain} {bound}."


def _done(one: SeriesReport, report: Report) -> str:
    """What the provider says, up to a sentence's end; who is to be asked where nothing was said."""
    said = one.commentaries[report.quarter.number - 1]
    kept = ""
    for sentence in _SENTENCE_END.split(said.replace("\n", " ")):
        if kept and len(kept) + len(sentence) >= _LONGEST:
            break
        kept = f"{kept} {sentence}".strip()
    if len(kept) > _LONGEST:
        kept = f"{kept[:_LONGEST].rsplit(' ', 1)[0]} …"
    return kept or f"No commentary was given; ask the {one.series.theme_lead or one.series.provider}."


def _revised(report: Report) -> Iterator[Line]:
    by_id = {item.series.id: item.series for item in report.series}
    for revision in report.revisions:
        if revision.new.source.quarter == report.quarter or revision.new.corrected:
            old, new, series = revision.old.numerator, revision.new.numerator, by_id[revision.series]
            if old is not None and new is not None:
                yield series.ref, f"{revision.quarter} revised from {shown(old)} to {shown(new)} {series.unit}."


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
    if gaps:
        told = "; ".join(f"{', '.join(refs)}: {reason[0].lower()}{reason[1:]}" for reason, refs in gaps.items())
        yield "[x]", f"No figure. {told}."
    if report.problems:
        yield "", f"{len(report.problems)} problem(s) in the returns: see the sheet Returns."
