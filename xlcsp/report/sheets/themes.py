"""A theme's sheet, laid out as boards know it: theme, No, measure with baseline and target, Q1 to Q4, RAG."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum

from xlcsp.measures.numbers import QUARTERS_A_YEAR
from xlcsp.report.model import MeasureReport, Report, SeriesReport, ThemeReport
from xlcsp.report.sheets.grid import HIGHEST, INDENT, LINE, Grid
from xlcsp.report.sheets.styles import BODY
from xlcsp.report.words import rag_words, sentence_case
from xlcsp.theme import line_count, text_width

WIDTHS = (4.5, 6, 27, 28, 28, 28, 28, 18)
_MEASURE, _QUARTER_1, _RAG = 3, 4, 8
HEADER = 4
_MOST_LINES = int((HIGHEST - 10) / LINE)


def write_theme(grid: Grid, report: Report, theme: ThemeReport) -> None:
    """The theme's title, header and measures, each measure kept on one page where it fits."""
    grid.title(theme.name, f"{report.settings.partnership}, {report.quarter} ({report.period})")
    quarters = [f"Quarter {number}" for number in range(1, QUARTERS_A_YEAR + 1)]
    head = ("Theme", "No", "Performance measure", *quarters, "RAG")
    for column, name in enumerate(head, 1):
        grid.put(HEADER, column, name if column > 1 else None, "head")
    grid.height(HEADER, 22)
    row, blocks = HEADER + 1, []
    for measure in theme.measures:
        last = _write_measure(grid, row, measure)
        blocks.append((row, last))
        row = last + 1
    upright = text_width(theme.name, 11, bold=True) + 20
    for first, last in grid.paginate(blocks, HEADER):
        short = upright - fsum(grid.height_of(one) for one in range(first, last + 1))
        if short > 0:
            grid.height(last, grid.height_of(last) + short)
        grid.put(first, 1, theme.name, "theme")
        grid.merge(first, 1, last, 1, "theme")
    if grid.sheet.row_dimensions[row].height is None:
        grid.height(row, 15)
    _write_key(grid, row)
    grid.sheet.freeze_panes = grid.sheet.cell(HEADER + 1, _QUARTER_1)
    grid.finish(header=HEADER, footer=f"{report.settings.partnership}, {report.quarter}: {theme.name}")


def _write_measure(grid: Grid, row: int, measure: MeasureReport) -> int:
    """The measure's rows; returns the last of them."""
    is_single = len(measure.series) == 1
    if is_single:
        one = measure.series[0]
        _write_series(grid, row, measure.measure.ref, f"{measure.measure.name}\n{one.target}".strip(), one)
        _write_rag(grid, row, measure.rag, rag_words(measure))
    else:
        _write_band(grid, row, measure)
        for one in measure.series:
            row += 1
            target = one.target if one.series.role != "context" else ""
            _write_series(grid, row, None, f"{one.series.name}\n{target}".strip(), one)
            state = one.rag if one.series.role != "context" else ""
            _write_rag(grid, row, state, state)
    for texts in _commentary_rows(measure):
        row += 1
        grid.row(row, (None, "Commentary", *texts, None), ("muted", "muted", *["said"] * 4, "text"), first=2)
    return row


def _write_band(grid: Grid, row: int, measure: MeasureReport) -> None:
    """The first row of a measure of several series: its name, its RAG, and why."""
    why = measure.verdict.reason if measure.verdict else measure.rag_reason
    words = f"{measure.measure.name}\n{sentence_case(why)}" if why else measure.measure.name
    grid.put(row, 2, measure.measure.ref, "band")
    grid.put(row, _MEASURE, words, "band")
    grid.merge(row, _MEASURE, row, _RAG - 1, "band")
    grid.fit(row, words, grid.width(_MEASURE, _RAG - 1), bold=True)
    _write_rag(grid, row, measure.rag, f"{measure.rag}\n{measure.verdict.words}" if measure.verdict else measure.rag)


def _write_series(grid: Grid, row: int, ref: str | None, words: str, one: SeriesReport) -> None:
    style = "strong" if one.series.role == "headline" else "text"
    grid.row(row, (ref, words, *one.sentences), ("strong", style, *["text"] * 4), first=2)
    grid.fit(row, words, WIDTHS[_MEASURE - 1], bold=style == "strong")


def _write_rag(grid: Grid, row: int, state: str, words: str) -> None:
    grid.put(row, _RAG, words or None, state or "text")
    grid.fit(row, words, WIDTHS[_RAG - 1], bold=True)


def _commentary_rows(measure: MeasureReport) -> Iterator[tuple[str, ...]]:
    """The providers' words by quarter; split over rows where they are too long for one."""
    named = len(measure.series) > 1
    columns = []
    for index in range(QUARTERS_A_YEAR):
        parts = [
            f"{one.series.name}: {one.commentaries[index]}" if named else one.commentaries[index]
            for one in measure.series
            if one.commentaries[index] and one.sentences[index]
        ]
        parts += [measure.comments[index]] if measure.comments[index] else []
        columns.append(_pieces("\n".join(parts), WIDTHS[_QUARTER_1 - 1 + index] - INDENT))
    for place in range(max(len(column) for column in columns)):
        yield tuple(column[place] if place < len(column) else "" for column in columns)


def _pieces(text: str, width: float) -> list[str]:
    """The text in pieces of at most a row's height, cut between words."""
    if not text:
        return []
    pieces, piece = [], ""
    for line in text.split("\n"):
        for index, word in enumerate(line.split(" ")):
            joint = "" if not piece else (" " if index else "\n")
            longer = f"{piece}{joint}{word}"
            if piece and line_count(longer, width, BODY) > _MOST_LINES:
                pieces.append(piece)
                longer = word
            piece = longer
    return [*pieces, piece]


def _write_key(grid: Grid, row: int) -> None:
    key = "[x] no figure   [r] revised   [p] provisional   [e] estimated from a year to date   [b] break in recording"
    grid.put(row, 2, key, "note")
    grid.height(row, 16)
