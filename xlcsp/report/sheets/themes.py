"""A theme's sheet in the layout that boards know: theme, No, measure with baseline and target, quarters, RAG."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xlcsp.measures.numbers import number
from xlcsp.report.figure import MEASURE_SHARE, figure_of, key_of
from xlcsp.report.model import MeasureReport, Report, SeriesReport, ThemeReport
from xlcsp.report.outturn import Outturn
from xlcsp.report.sheets.grid import HIGHEST, INDENT, LINE, Grid
from xlcsp.report.sheets.styles import BODY, number_style
from xlcsp.report.words import rag_and_reason
from xlcsp.theme import line_count, text_width

FIGURE, COMMENTARY = "Figure", "Commentary"
HEADER = 4
_MEASURE, _QUARTER_1 = 3, 4
_ROOM = 152.0  # characters that the measures' column and the quarters share
_RAG_WIDTH = 21  # characters: "Target not achieved" in a line
_MOST_BESIDE = 3  # lines of a reason in the RAG column; a longer one takes the width of the quarters
_MOST_LINES = int((HIGHEST - 10) / LINE)
HEAD_HEIGHT, KEY_HEIGHT = 22.0, 16.0  # points


@dataclass(frozen=True, slots=True)
class Blocks:
    """A theme's rows on a sheet: first and last row of each measure, what its name takes upright, its height in all.

    A measure taller than a page is in pieces of a row each.
    """

    pieces: tuple[tuple[int, int], ...]
    heights: tuple[float, ...]
    upright: float

    @property
    def last(self) -> int:
        """Its last row."""
        return self.pieces[-1][1]


def theme_widths(report: Report) -> tuple[float, ...]:
    """The columns' widths; quarters after the report's have no column and leave their room to the others."""
    count = report.quarter.number
    measure = round(_ROOM * MEASURE_SHARE[count], 1)
    return (4.5, 6, measure, *[(_ROOM - measure) / count] * count, _RAG_WIDTH)


def write_theme(grid: Grid, report: Report, theme: ThemeReport) -> Blocks:
    """Writes the theme's title, header and measures on a sheet; a measure is kept on one page where it fits."""
    grid.title(theme.name, f"{report.title} ({report.period})")
    blocks = write_measures_of(grid, report, theme, HEADER)
    name_parts(grid, theme, grid.paginate_closely(blocks.pieces, HEADER), blocks.upright)
    grid.sheet.freeze_panes = grid.sheet.cell(HEADER + 1, _QUARTER_1)
    grid.finish(header=HEADER, footer=f"{report.title}: {theme.name}")
    return blocks


def write_measures_of(grid: Grid, report: Report, theme: ThemeReport, header: int) -> Blocks:
    """Writes the header, the theme's measures below it, and the key of marks."""
    quarters = [f"Quarter {place}" for place in range(1, report.quarter.number + 1)]
    for column, name in enumerate((None, "No", "Performance measure", *quarters, "RAG"), 1):
        grid.put(header, column, name, "head")
    grid.height(header, HEAD_HEIGHT)
    row, blocks = header + 1, []
    for measure in theme.measures:
        last = _Rows(grid, report, measure).write(row)
        blocks.append((row, last))
        row = last + 1
    grid.put(row, 2, key_of(theme), "note")
    grid.height(row, KEY_HEIGHT)
    pieces = tuple(grid.pieces(blocks, HEADER))
    heights = tuple(grid.height_of_rows(*piece) for piece in pieces)
    return Blocks(pieces, heights, text_width(theme.name, 11, bold=True) + 20)


def name_parts(grid: Grid, theme: ThemeReport, parts: Iterable[tuple[int, int]], upright: float) -> None:
    """Writes the theme's name beside its rows on each page, whose last one grows where the name needs more."""
    for first, last in parts:
        short = upright - grid.height_of_rows(first, last)
        if short > 0:
            grid.height(last, grid.height_of(last) + short)
        grid.put(first, 1, theme.name, "theme")
        grid.merge(first, 1, last, 1, "theme")


class _Rows:
    """The rows of a measure: its name and RAG; for each series the figures, with the sentences below."""

    def __init__(self, grid: Grid, report: Report, measure: MeasureReport) -> None:
        self.grid, self.measure = grid, measure
        self.count = report.quarter.number
        self.rag = _QUARTER_1 + self.count
        self.is_single = len(measure.series) == 1
        self.words, self.reason = rag_and_reason(measure)
        long = line_count(self.reason, _RAG_WIDTH - INDENT, BODY) > _MOST_BESIDE
        self.is_beside = self.is_single and not long

    def write(self, row: int) -> int:
        """Writes the rows from ``row`` on; returns the last one."""
        self._band(row)
        for line in self.measure.series:
            self._figures(row + 1, line)
            self._sentences(row + 2, line)
            row += 2
            if line.outturn is not None:
                row += 1
                self._outturn(row, line.outturn)
        for texts in self._commentary():
            row += 1
            values = (None, COMMENTARY, *texts, None)
            self.grid.row(row, values, ("muted", "muted", *["said"] * self.count, "text"), first=2)
        return row

    def _band(self, row: int) -> None:
        """The measure's name, with the reason for its RAG unless beside it; the RAG or, at year end, the verdict."""
        measure = self.measure
        about = "" if self.is_beside else self.reason
        words = f"{measure.measure.name}\n{about}".strip()
        self.grid.put(row, 2, measure.measure.ref, "band")
        self.grid.across(row, _MEASURE, self.rag - 1, words, "band", bold=True)
        self._state(row, measure.rag, self.words)

    def _figures(self, row: int, line: SeriesReport) -> None:
        """The figures; beside them the series' own RAG where the measure has several series."""
        self.grid.row(row, (None, FIGURE), "muted", first=2)
        for place in range(1, self.count + 1):
            entry, column = figure_of(line, place), _QUARTER_1 + place - 1
            value = entry.text if entry.value is None else number(entry.value)
            self.grid.put(row, column, value, f"figure {number_style(line.series, entry.value)}")
            self.grid.fit(row, entry.text, self.grid.widths[column - 1], size=12, bold=True)
        state = "" if self.is_single or line.series.role == "context" else line.rag
        self._state(row, state, state)

    def _sentences(self, row: int, line: SeriesReport) -> None:
        target = "" if line.series.role == "context" and not self.is_single else line.target
        name = line.series.name
        style = "strong" if line.series.role == "headline" and not self.is_single else "text"
        words = f"{name}\n{target}".strip()
        self.grid.row(
            row, (None, words, *line.sentences[: self.count]), (style, style, *["text"] * self.count), first=2
        )
        self.grid.fit(row, words, self.grid.widths[_MEASURE - 1], bold=style == "strong")
        why = self.reason if self.is_beside else ""
        self.grid.row(row, (why or None,), "text", first=self.rag)

    def _outturn(self, row: int, outturn: Outturn) -> None:
        """Last year's outturn, over the width of the quarters."""
        self.grid.row(row, (None, outturn.title), ("text", "strong"), first=2)
        words = f"{outturn.text}\n{outturn.commentary}".strip()
        self.grid.across(row, _QUARTER_1, self.rag - 1, words, "text")
        self._state(row, "", "")

    def _state(self, row: int, state: str, words: str) -> None:
        self.grid.put(row, self.rag, words or None, state or "text")
        self.grid.fit(row, words, self.grid.widths[self.rag - 1], bold=True)

    def _commentary(self) -> Iterator[tuple[str, ...]]:
        """The commentaries and comments by quarter, with the speaker; split over rows where too long for one."""
        columns = []
        for index in range(self.count):
            due = (line for line in self.measure.series if line.sentences[index])
            parts = [self.measure.spoken(line, line.commentaries[index]) for line in due]
            words = "\n".join(filter(None, (*parts, self.measure.comments[index])))
            columns.append(pieces(words, self.grid.widths[_QUARTER_1 - 1 + index] - INDENT))
        for place in range(max(len(column) for column in columns)):
            yield tuple(column[place] if place < len(column) else "" for column in columns)


def pieces(text: str, width: float) -> list[str]:
    """The text in pieces that each fit the greatest height of a row, cut between words."""
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
