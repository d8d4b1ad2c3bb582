"""The scorecard as a sheet: a line for each measure, grouped by theme; up to 25 measures fit one page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlcsp.domain.numbers import MINUS, POUND
from xlcsp.domain.periods import day
from xlcsp.measures.numbers import number
from xlcsp.measures.rating import STATES
from xlcsp.report.figure import Entry
from xlcsp.report.model import Report
from xlcsp.report.scorecard import Line, Score, has_benchmarks, scorecard, told_rag
from xlcsp.report.sheets.grid import INDENT, Grid
from xlcsp.report.sheets.styles import BODY, number_style
from xlcsp.report.words import SCORECARD
from xlcsp.theme import line_count, text_width

_NUMBER, _NAMES = 5.5, (30.0, 50.0)  # widths: of the first column; of the measures' names, at least and at most
_WIDTHS = (16, 11, 13.5, 15, 14.5, 24, 11, 9.5, 12.5, 12.5)
_BENCHMARKS = 26  # width of the column, where there is one
_ONE_PAGE = 25  # measures
_A_CHARACTER = 4.9  # points; a little below the true width, since renderers differ
_HEADER, _SMALLEST = 4, 62  # row; per cent
_TIGHT = 3.0  # points above and below a text, so that 25 measures of a line each fit a page
_RAG, _BEFORE = 9, 10  # columns
_RAG_WIDTHS, _WIDEST, _RAG_LINES = (11, 13, 15, 17), 19, 5
_IS_FIGURE = re.compile(rf"(?:Q\d: )?[{MINUS}-]?{POUND}?\d")


def score_widths(report: Report) -> tuple[float, ...]:
    """The widths of its columns; narrower names let a scorecard of one page be printed larger."""
    least, most = _NAMES
    if len(report.measures) > _ONE_PAGE:
        least = most
    points = max((text_width(line.series.title, BODY, bold=True) for line in report.series), default=0.0)
    names = min(most, max(least, points / _A_CHARACTER + 2 * INDENT))
    widths = [_NUMBER, round(names, 1), *_WIDTHS, *((_BENCHMARKS,) if has_benchmarks(report) else ())]
    widths[_RAG - 1] = rag_width([told_rag(measure) for measure in report.measures])
    return tuple(widths)


def rag_width(told: Sequence[str]) -> float:
    """The width of the column of RAGs: the narrowest in which each takes no more than five lines."""
    return next((width for width in _RAG_WIDTHS if all(rag_lines(text, width) <= _RAG_LINES for text in told)), _WIDEST)


def rag_lines(text: str, width: float) -> int:
    """The lines that a RAG takes in a column of that width."""
    return line_count(text, width - INDENT, BODY, bold=True)


def write_scorecard(grid: Grid, report: Report) -> None:
    """Writes title, header, and a band for each theme with its measures."""
    card = scorecard(report)
    about = f"{report.title} ({report.period})"
    grid.title(SCORECARD, f"{about}. Data as at {day(report.data_date)}")
    grid.row(_HEADER, card.head, "head")
    row, blocks = _HEADER, []
    for name, scores in card.themes:
        row += 1
        start = row
        grid.across(row, 1, len(grid.widths), name, "band")
        grid.height(row, 17)
        for score in scores:
            last = _write_score(grid, row + 1, score)
            blocks.append((start, last))
            start, row = last + 1, last
    grid.across(row + 1, 1, len(grid.widths), card.key, "muted", padding=_TIGHT)
    if not grid.one_page(row + 1, _SMALLEST):
        grid.paginate(blocks, _HEADER)
    grid.sheet.freeze_panes = grid.sheet.cell(_HEADER + 1, 3)
    grid.finish(header=_HEADER, footer=f"{report.title}: scorecard")


def _write_score(grid: Grid, row: int, score: Score) -> int:
    """Writes a measure's lines, with number and RAG only once; returns the last row."""
    for place, line in enumerate(score.lines):
        _write_line(grid, row + place, line)
    last = row + len(score.lines) - 1
    for column, text, style in (
        (1, score.ref, "strong"),
        (_RAG, score.rag_words, score.rag),
        (_BEFORE, score.words_before, score.previous_rag if score.previous_rag in STATES else "total"),
    ):
        grid.put(row, column, text, style)
        if last == row and "\n" in text:
            grid.fit(row, text, grid.widths[column - 1], bold=True, padding=_TIGHT)
        grid.merge(row, column, last, column, style)
    return last


def _write_line(grid: Grid, row: int, line: Line) -> None:
    _write_words(grid, row, 2, (line.name,), "strong")
    _write_words(grid, row, 3, (line.unit,), "muted")
    for column, entry in enumerate((line.quarter, line.to_date), 4):
        _write_entry(grid, row, column, entry, line)
    _write_words(grid, row, 6, (line.target, line.on_last_year, line.year_end))
    _write_words(grid, row, 11, (line.before, line.last_year, *((line.benchmarks,) if line.benchmarks else ())))


def _write_words(grid: Grid, row: int, first: int, texts: Sequence[str], style: str = "text") -> None:
    for column, text in enumerate(texts, first):
        grid.put(row, column, text, style)
        grid.fit(row, text, grid.widths[column - 1], bold=style == "strong", padding=_TIGHT)


def _write_entry(grid: Grid, row: int, column: int, entry: Entry, line: Line) -> None:
    """Writes a figure as a number that reads like its text, or as text if it has marks or there is no figure.

    Text that begins with a number, or with a quarter and a number, is aligned right like the numbers of its column.
    """
    if entry.value is None:
        _write_words(grid, row, column, (entry.text,), "marked" if _IS_FIGURE.match(entry.text) else "text")
    else:
        style = number_style(line.series, entry.value, places=entry.places)
        grid.put(row, column, number(entry.value), style)
