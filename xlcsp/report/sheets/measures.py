"""The sheet of measure pages: a block for each rated series, two on a page where they fit.

A block has the sentence and the commentary, a strip of facts, and the table of quarters beside its charts.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from openpyxl.utils import get_column_letter

from xlcsp.domain.slots import GAP
from xlcsp.measures.numbers import QUARTERS_A_YEAR, number
from xlcsp.report.model import Report
from xlcsp.report.officers import added_by_officers
from xlcsp.report.pages import Page, is_of_plan, notes
from xlcsp.report.plots.of_page import month_rows, plots
from xlcsp.report.sheets.charts import Cells, add_chart
from xlcsp.report.sheets.grid import INDENT, Grid, Value
from xlcsp.report.sheets.styles import number_style
from xlcsp.report.sheets.themes import pieces
from xlcsp.report.units import values_unit

SHEET = "Measures"
WIDTHS = (11.75, 11.75, 10.25, 10.25, 10.25, 10.25, 2, 17, 25.3, 2, 28, 28)
_FACTS = ((1, 2), (3, 5), (6, 8), (9, 10), (11, 11), (12, 12))  # columns of the strip, about equal in width
_CHARTS = ((7, 9), (10, 12))  # columns from and to, from 0
_ABOUT, _LAST = 11, len(WIDTHS)
_HALF = 8  # the last column of the left half
_LINE, _GAP, _BETWEEN, _NOTE = 13.5, 4.5, 16.5, 16.0  # points
_LEAST, _MOST, _MOST_ALONE = 150.0, 210.0, 260.0  # height of a chart
_QUARTERS = tuple(f"Q{number}" for number in range(1, QUARTERS_A_YEAR + 1))


@dataclass(frozen=True, slots=True)
class _Block:
    """The rows of a block: its first, the header of its table, and the empty one that makes room for the charts."""

    page: Page
    first: int
    header: int
    room: int

    @property
    def last(self) -> int:
        """The empty row between this block and the next."""
        return self.room + 1


def write_measures(grid: Grid, report: Report, pages: Sequence[Page]) -> dict[str, int]:
    """Writes a block for each page; returns their first rows by series id."""
    blocks, row = list[_Block](), 1
    for page in pages:
        blocks.append(_write_block(grid, row, page, report))
        row = blocks[-1].last + 1
    if not pages:
        grid.title("Measures", "No rated measure has figures yet.")
    for text in notes(pages):
        grid.put(row, 1, text, "note")
        grid.height(row, _NOTE)
        row += 1
    grid.height(row, _BETWEEN)
    _give_room(grid, blocks, row)
    grid.finish(header=None, footer=f"{report.title}: measures")
    months = _write_months(grid, row + 2, [block.page for block in blocks if block.page.months])
    for block in blocks:
        _add_charts(grid, block, months.get(block.page.series.id, (0, 0)))
    return {block.page.series.id: block.first for block in blocks}


def _give_room(grid: Grid, blocks: Sequence[_Block], bottom: int) -> None:
    """Breaks pages between blocks, and gives the space left on each page to its charts.

    bottom: the last row; the notes below the last block stay with it, so that no page has notes alone.
    """
    parts = list[tuple[int, int]]()
    for block in blocks:
        is_long = grid.height_of_rows(block.first, block.last) > grid.page_height
        parts += (
            [(block.first, block.header - 1), (block.header, block.last)] if is_long else [(block.first, block.last)]
        )
    parts[-1:] = [(first, bottom) for first, _ in parts[-1:]]
    for first, last in grid.paginate_closely(parts, 0, _BETWEEN):
        here = [block for block in blocks if first <= block.header <= last and block.page.has_charts]
        spare = grid.page_height + _BETWEEN - grid.height_of_rows(first, last)
        most = _MOST if len(here) > 1 else _MOST_ALONE
        for left, block in zip(range(len(here), 0, -1), here, strict=True):
            more = max(0.0, min(spare / left, most - grid.height_of_rows(block.header, block.room)))
            grid.height(block.room, grid.height_of(block.room) + more)
            spare -= more


def _write_block(grid: Grid, row: int, page: Page, report: Report) -> _Block:
    first = row
    row = _write_head(grid, row, page)
    sentence = " ".join(part for part in (page.series_report.sentence, page.series_report.needed) if part)
    grid.across(row, 1, _LAST, sentence or f"Not due in {report.quarter.short}.", "text")
    commentary = page.measure.spoken(page.series_report, page.series_report.commentary)
    row = _write_said(grid, row + 1, (commentary, page.measure.comment))
    for text in added_by_officers(page.measure, report.actions_date):
        grid.across(row, 1, _LAST, text, "said")
        row += 1
    grid.height(row, _GAP)
    row = _write_facts(grid, row + 1, page)
    grid.height(row, _GAP)
    header = row + 1
    row = _write_table(grid, header, page)
    lacks = _LEAST - grid.height_of_rows(header, row - 1) if page.has_charts else 0.0
    grid.height(row, max(_GAP, lacks))
    grid.height(row + 1, _BETWEEN)
    return _Block(page, first, header, row)


def _write_head(grid: Grid, row: int, page: Page) -> int:
    series = page.series
    grid.put(row, 1, series.ref, "block title")
    unit = values_unit(series) if series.unit else ""
    about = f"{series.theme} ({unit})" if unit else series.theme
    grid.put(row, _ABOUT, about, "aside")
    grid.put(row, _LAST, page.rag_words, page.rag)
    grid.height(row, 21)
    grid.across(row, 2, _ABOUT - 1, page.title, "block title", size=14, bold=True)
    grid.fit(row, about, grid.widths[_ABOUT - 1])
    return row + 1


def _write_said(grid: Grid, row: int, texts: Sequence[str]) -> int:
    """Writes what provider and theme lead said, side by side where both did; returns the next free row."""
    filled = [text for text in texts if text]
    halves = [(1, _HALF), (_HALF + 1, _LAST)] if len(filled) > 1 else [(1, _LAST)]
    columns = [pieces(text, grid.width(*place) - INDENT) for text, place in zip(filled, halves, strict=False)]
    for parts in zip_longest(*columns, fillvalue=""):
        for text, place in zip(parts, halves, strict=True):
            grid.across(row, *place, text, "said")
        row += 1
    return row


def _write_facts(grid: Grid, row: int, page: Page) -> int:
    """Writes the strip of facts, names above values; returns the next free row.

    Takes as many rows as it needs, each over the whole width, with the facts spread evenly.
    """
    rows = math.ceil(len(page.facts) / len(_FACTS)) or 1
    each = math.ceil(len(page.facts) / rows) or 1
    for start in range(0, len(page.facts), each):
        facts = page.facts[start : start + each]
        for (name, text), (left, right) in zip(facts, _spread(facts), strict=True):
            for place, value, style in ((row, name, "band"), (row + 1, text, "strong")):
                grid.across(place, left, right, value, style, bold=True, padding=0.7)
        row += 2
    return row


def _spread(facts: Sequence[tuple[str, str]]) -> list[tuple[int, int]]:
    """The columns of each fact; spare columns go to the longest ones."""
    spans = [1] * len(facts)
    while sum(spans) < len(_FACTS):
        spans[max(range(len(facts)), key=lambda at: max(map(len, facts[at])) / spans[at])] += 1
    ends = list(itertools.accumulate(spans))
    return [(_FACTS[end - span][0], _FACTS[end - 1][1]) for span, end in zip(spans, ends, strict=True)]


def _write_table(grid: Grid, row: int, page: Page) -> int:
    """Writes the table of quarters; returns the next free row.

    A missing figure is marked in a separate row: in the row of figures the mark would be drawn as 0.
    """
    grid.across(row, 1, 2, "", "head left")
    for place, name in enumerate(_QUARTERS):
        grid.put(row, 3 + place, name, "head")
    grid.height(row, _LINE)
    lines: list[tuple[str, Sequence[Value], Sequence[str]]] = []
    for name, numbers in page.rows.items():
        plan = is_of_plan(name)
        printed = page.printed(name)
        own = [number_style(printed, value, is_of_plan=plan) for value in numbers]
        lines.append((name, [number(value) for value in numbers], own))
    marks = ["[x]" if slot.state == GAP else None for slot in page.series_report.assessment.observed.slots]
    if any(marks):
        lines.append(("No figure", marks, ["text"] * QUARTERS_A_YEAR))
    for name, months in page.months_by_quarter.items():
        own = [number_style(page.series, value) for value in months]
        lines.append((name, [number(value) for value in months], own))
    for place, (name, values, styles) in enumerate(lines, row + 1):
        grid.across(place, 1, 2, name, "text")
        for column, (value, style) in enumerate(zip(values, styles, strict=True), 3):
            grid.put(place, column, value, style)
        grid.height(place, _LINE)
    return row + len(lines) + 1


def _write_months(grid: Grid, row: int, pages: Sequence[Page]) -> dict[str, tuple[int, int]]:
    """Writes the data of the charts by month, below the printed area; returns header and last row by series id."""
    places: dict[str, tuple[int, int]] = {}
    for page in pages:
        grid.put(row, 1, page.series.ref, "strong")
        grid.put(row, 2, f"{page.title}: months of the chart above", "note")
        rows = month_rows(page)
        grid.row(row + 1, ("Month", *rows), "head left")
        for place, (month, _) in enumerate(page.months):
            values = [row_values[place] for row_values in rows.values()]
            styles = [
                number_style(page.series, value, is_of_plan=is_of_plan(name))
                for name, value in zip(rows, values, strict=True)
            ]
            grid.row(row + 2 + place, (month.short, *map(number, values)), ("text", *styles))
        places[page.series.id] = row + 1, row + 1 + len(page.months)
        row += len(page.months) + 3
    return places


def _add_charts(grid: Grid, block: _Block, months: tuple[int, int]) -> None:
    """Two charts side by side for counts, one of double width for others. months: header and last row of their data."""
    drawn, header = plots(block.page), block.header
    sides = _CHARTS if len(drawn) > 1 else ((_CHARTS[0][0], _CHARTS[-1][1]),)
    rows = list(block.page.rows)
    for plot, (left, right) in zip(drawn, sides, strict=False):
        if plot.is_by_month:
            names = list(month_rows(block.page))
            cells = {line.name: _column_cells(grid, 2 + names.index(line.name), *months) for line in plot.lines}
            labels, spare = _column_cells(grid, 1, *months).values, (months[0] + 1, 2 + len(names))
        else:
            cells = {line.name: _row_cells(grid, header + 1 + rows.index(line.name)) for line in plot.lines}
            labels, spare = f"'{grid.name}'!$C${header}:$F${header}", None
        add_chart(grid, plot, (left, header - 1, right, block.room), cells, labels, spare)


def _row_cells(grid: Grid, row: int) -> Cells:
    return Cells(f"'{grid.name}'!$A${row}", f"'{grid.name}'!$C${row}:$F${row}")


def _column_cells(grid: Grid, column: int, header: int, last: int) -> Cells:
    at, letter = f"'{grid.name}'!", get_column_letter(column)
    return Cells(f"{at}${letter}${header}", f"{at}${letter}${header + 1}:${letter}${last}")
