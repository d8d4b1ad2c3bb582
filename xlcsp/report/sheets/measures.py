"""The sheet of measure pages: each rated series with its table, its facts, its charts, and its control chart."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from openpyxl.utils import get_column_letter

from xlcsp.domain.slots import GAP
from xlcsp.measures.control import Control
from xlcsp.measures.numbers import QUARTERS_A_YEAR, number
from xlcsp.report.model import Report
from xlcsp.report.pages import Page
from xlcsp.report.plots.of_page import FIGURE, LOWER, MEAN, OUT_OF_SEASON, UPPER, control_plot, control_words, plots
from xlcsp.report.plots.plot import Plot
from xlcsp.report.sheets.charts import Cells, Chart
from xlcsp.report.sheets.grid import Grid, Value

SHEET = "Measures"
WIDTHS = (14, 14, 11, 11, 11, 11, 3, 32, 40)
_FIRST, _LAST, _RIGHT = 1, len(WIDTHS), 8
_TABLE_END = 6
_LINE = 17.0  # height of the table's rows
_CHART = 300.0  # of a chart, at most
_LEAST_CHART_ROWS = 8
_QUARTERS = tuple(f"Q{number}" for number in range(1, QUARTERS_A_YEAR + 1))
_HOW_TO_READ = (
    "The middle line is the mean; the dashed lines are the range expected from normal variation. A "
    "point is marked where it lies outside them, or belongs to 7 on one side of the mean, 7 rising or falling, or 2 "
    "of 3 near a limit."
)


def write_measures(grid: Grid, report: Report, found: Sequence[Page]) -> dict[str, int]:
    """One printed page for each; returns the first row of each by the series' id."""
    sheets, row = {}, 1
    for page in found:
        if row > 1:
            grid.break_after(row - 1)
        sheets[page.series.id] = row
        row = _write_page(grid, row, page, report)
        if page.control is not None:
            grid.break_after(row - 1)
            row = _write_control(grid, row, page, page.control)
    if not found:
        grid.title("Measures", "No rated measure has figures yet.")
    grid.finish(header=None, footer=f"{report.settings.partnership}, {report.quarter}: measures")
    return sheets


def _write_head(grid: Grid, row: int, page: Page, subtitle: str) -> int:
    grid.put(row, _FIRST, page.series.ref, "title")
    grid.put(row, 2, page.title, "page title")
    grid.merge(row, 2, row, _RIGHT, "page title")
    state = page.measure.rag
    grid.put(row, _LAST, state, state)
    grid.height(row, 27)
    grid.fit(row, page.title, grid.width(2, _RIGHT), size=16, bold=True)
    grid.put(row + 1, 1, subtitle, "subtitle")
    grid.height(row + 1, 18)
    grid.height(row + 2, 6)
    return row + 3


def _write_page(grid: Grid, row: int, page: Page, report: Report) -> int:
    """The page; returns the next free row."""
    first = row
    unit = f" ({page.series.unit})" if page.series.unit else ""
    row = _write_head(grid, row, page, f"{page.series.theme}, {report.quarter}{unit}")
    index = report.quarter.number - 1
    told = " ".join(part for part in (page.one.sentences[index], page.one.needed) if part)
    said = (("Figures", told), ("Said", page.one.commentaries[index]), ("Lead", page.measure.comments[index]))
    for name, text in said:
        if text:
            grid.put(row, 1, text, "text" if name == "Figures" else "said")
            grid.merge(row, 1, row, _LAST, "text" if name == "Figures" else "said")
            grid.fit(row, text, grid.width(1, _LAST))
            row += 1
    grid.height(row, 8)
    header, row = row + 1, _write_tables(grid, row + 1, page)
    grid.height(row, 8)
    if not page.has_charts:
        return row + 1
    room = grid.page_height - fsum(grid.height_of(one) for one in range(first, row + 1))
    bottom = row + 1 + _rows_for(grid, row + 1, room)
    _add_charts(grid, page, header, (row, bottom - 1))
    return bottom


def _write_tables(grid: Grid, row: int, page: Page) -> int:
    """The figures at the left, the facts at the right, row by row; returns the next free row.

    A missing figure is marked in a row of its own: in the figures' row the mark would be drawn as 0.
    """
    header = row
    grid.put(row, 1, "", "head left")
    grid.merge(row, 1, row, 2, "head left")
    for place, name in enumerate(_QUARTERS):
        grid.put(row, 3 + place, name, "head")
    grid.row(row, ("At a glance", ""), "head left", first=_RIGHT)
    for place, (name, values) in enumerate(page.rows.items(), 1):
        own = [number(value) for value in values]
        _write_row(grid, row + place, name, own, [_style(page, value) for value in values])
    lines = len(page.rows)
    marks = ["[x]" if slot.state == GAP else None for slot in page.one.assessment.observed.slots]
    if any(marks):
        lines += 1
        _write_row(grid, row + lines, "No figure", marks, ["text"] * QUARTERS_A_YEAR)
    for place, (name, text) in enumerate(page.facts, 1):
        grid.row(row + place, (name, text), ("text", "strong"), first=_RIGHT)
    lines = max(lines, len(page.facts))
    for place in range(header, header + lines + 1):
        grid.height(place, max(_LINE, grid.height_of(place) if place > header else _LINE))
    return header + lines + 1


def _write_row(grid: Grid, row: int, name: str, values: Sequence[Value], styles: Sequence[str]) -> None:
    grid.put(row, 1, name, "text")
    grid.merge(row, 1, row, 2, "text")
    for column, (value, style) in enumerate(zip(values, styles, strict=True), 3):
        grid.put(row, column, value, style)


def _style(page: Page, value: object) -> str:
    if page.series.is_proportion:
        return "percent"
    whole = getattr(value, "denominator", 1) == 1
    return "number" if whole or not page.series.kind.is_measured else "decimal"


def _add_charts(grid: Grid, page: Page, header: int, rows: tuple[int, int]) -> None:
    """Two charts side by side for counts, one over the whole width for the others. rows: from and to, from 0."""
    drawn = plots(page)
    top, bottom = rows
    sides = [(0, _TABLE_END), (_RIGHT - 1, _LAST)] if len(drawn) > 1 else [(0, _LAST)]
    held = list(page.rows)
    for plot, (left, right) in zip(drawn, sides, strict=True):
        cells = {one.name: _row_cells(grid, header + 1 + held.index(one.name)) for one in plot.lines}
        _add(grid, plot, (left, top, right, bottom), cells, f"'{grid.name}'!$C${header}:$F${header}")


def _row_cells(grid: Grid, row: int) -> Cells:
    return Cells(f"'{grid.name}'!$A${row}", f"'{grid.name}'!$C${row}:$F${row}")


def _add(grid: Grid, plot: Plot, place: tuple[int, int, int, int], cells: dict[str, Cells], labels: str) -> None:
    left, top, right, bottom = place
    size = (grid.points(left + 1, right), fsum(grid.height_of(row) for row in range(top + 1, bottom + 1)))
    grid.sheet._charts.append(Chart(plot, place, size, cells, labels))  # noqa: SLF001 - where the writer looks for them


def _rows_for(grid: Grid, row: int, room: float) -> int:
    """Sets the heights of the rows that a chart lies on, as high as the page has room; returns how many."""
    high = max(_CHART / 2, min(_CHART, room - 4))
    for place in range(_LEAST_CHART_ROWS):
        grid.height(row + place, high / _LEAST_CHART_ROWS)
    return _LEAST_CHART_ROWS


def _write_control(grid: Grid, row: int, page: Page, found: Control) -> int:
    """The page of the control chart: its points as a table at the left, the chart at the right."""
    start, row = row, _write_head(grid, row, page, f"Control chart (XmR), {found.quarters[0]} to {found.quarters[-1]}")
    told = control_words(found, page)
    for text in (told, _HOW_TO_READ):
        grid.put(row, 1, text, "text" if text == told else "muted")
        grid.merge(row, 1, row, _LAST, "text" if text == told else "muted")
        grid.fit(row, text, grid.width(1, _LAST))
        row += 1
    grid.height(row, 8)
    header = row + 1
    columns = _control_columns(page, found)
    grid.row(header, [name for name, *_ in columns], "head")
    used = fsum(grid.height_of(one) for one in range(start, header + 1))
    high = max(12.5, min(_LINE, (grid.page_height - used - 10) / len(found.quarters)))
    for place in range(len(found.quarters)):
        row = header + 1 + place
        for column, (_, values, style) in enumerate(columns, 1):
            grid.put(row, column, values[place], style)
        if found.chart.rules[place]:
            grid.put(row, 1, columns[0][1][place], "strong")
        grid.height(row, high)
    last = header + len(found.quarters)
    _add_control(grid, control_plot(page, found), [name for name, *_ in columns], (header, last))
    return last + 1


def _control_columns(page: Page, found: Control) -> list[tuple[str, Sequence[Value], str]]:
    """The columns of the control chart's table: name, values, style. Without a season there is none for it."""
    own, limit = ("percent", "percent") if page.series.is_proportion else ("number", "decimal")
    chart, count = found.chart, len(found.quarters)
    pairs = zip(found.quarters, found.figures, strict=True)
    columns: list[tuple[str, Sequence[Value], str]] = [
        ("Quarter", [str(quarter) if figure is not None else f"{quarter} [x]" for quarter, figure in pairs], "text"),
        (FIGURE, [number(figure) for figure in found.figures], own),
        (OUT_OF_SEASON, [number(figure) for figure in found.drawn], limit),
        (MEAN, [chart.mean] * count, limit),
        (LOWER, [chart.lpl] * count, limit),
        (UPPER, [chart.upl] * count, limit),
    ]
    return [one for one in columns if one[0] != OUT_OF_SEASON or found.factors]


def _add_control(grid: Grid, plot: Plot, columns: Sequence[str], rows: tuple[int, int]) -> None:
    header, last = rows
    at = f"'{grid.name}'!"

    def cells(name: str) -> Cells:
        column = get_column_letter(columns.index(name) + 1)
        return Cells(f"{at}${column}${header}", f"{at}${column}${header + 1}:${column}${last}")

    place = (_RIGHT - 1, header - 1, _LAST, last)
    _add(grid, plot, place, {one.name: cells(one.name) for one in plot.lines}, f"{at}$A${header + 1}:$A${last}")
