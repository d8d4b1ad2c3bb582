"""The sheet of control charts: for each series a table of its points, with the chart beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from openpyxl.utils import get_column_letter

from xlcsp.domain.numbers import is_money
from xlcsp.domain.plan import Series
from xlcsp.measures.control import Control, limit_places
from xlcsp.measures.numbers import number
from xlcsp.report.model import Report
from xlcsp.report.pages import Page
from xlcsp.report.plots import of_page
from xlcsp.report.plots.plot import Plot
from xlcsp.report.sheets.charts import Cells, add_chart
from xlcsp.report.sheets.grid import Grid, Value
from xlcsp.report.sheets.styles import number_style

SHEET = "Control charts"
WIDTHS = (14, 10, 12, 10, 11, 11, 11, 2, 62, 28)
_CHART = 8  # its first column, from 0
_LAST = len(WIDTHS)
_LINE, _GAP, _BETWEEN = 13.5, 4.5, 16.5  # points
_MANY, _CLOSE = 32, 12.0  # tables of more rows are set closer, to fit a page
_LEAST_ROWS = 13  # for the table and the lines below it, so that the chart has room
_HOW_TO_READ = (
    "The middle line is the mean; the dashed lines are the range expected from normal variation. A "
    "point is marked where it lies outside them, or belongs to 7 on one side of the mean, 7 rising or falling, or 2 "
    "of 3 near a limit."
)


def write_control_charts(grid: Grid, report: Report, pages: Sequence[Page]) -> None:
    """A block for each page that has a control chart, two on a page where they fit."""
    row = grid.title("Control charts", f"{report.title} (XmR charts)")
    grid.across(row, 1, _LAST, _HOW_TO_READ, "muted")
    grid.height(row + 1, _GAP)
    row, blocks, first = row + 2, list[tuple[int, int]](), 1
    for page in pages:
        if page.control is not None:
            last = _write_block(grid, row, page, page.control)
            blocks.append((first, last))
            first = row = last + 1
    grid.paginate_closely(blocks, 0, _BETWEEN)
    grid.finish(header=None, footer=f"{report.title}: control charts")


def _write_block(grid: Grid, row: int, page: Page, chart: Control) -> int:
    """Writes the block of a chart; returns its last row, an empty one."""
    grid.put(row, 1, page.series.ref, "block title")
    grid.put(row, _LAST, f"{chart.periods[0]} to {chart.periods[-1]}", "aside")
    grid.height(row, 21)
    grid.across(row, 2, _LAST - 1, page.title, "block title", size=14, bold=True)
    grid.across(row + 1, 1, _LAST, of_page.control_words(chart, page), "text")
    grid.height(row + 2, _GAP)
    header = row + 3
    columns = _columns(page, chart)
    grid.row(header, [name for name, *_ in columns], "head")
    for place in range(len(chart.periods)):
        row = header + 1 + place
        for column, (_, values, style) in enumerate(columns, 1):
            grid.put(row, column, values[place], style[place % len(style)])
        if chart.rules[place]:
            grid.put(row, 1, columns[0][1][place], "strong")
        grid.height(row, _LINE if len(chart.periods) <= _MANY else _CLOSE)
    last = header + len(chart.periods)
    bottom = max(last, header + _LEAST_ROWS)
    _add(grid, of_page.control_plot(page, chart), [name for name, *_ in columns], (header, last, bottom))
    grid.height(bottom + 1, _BETWEEN)
    return bottom + 1


def _columns(page: Page, control: Control) -> list[tuple[str, Sequence[Value], Sequence[str]]]:
    """The columns: name, values, styles (one for all, or one each). Season and signals only where there are any."""
    limit = _limit_style(page.series)
    own = [number_style(page.series, figure) for figure in control.figures]
    chart, count = control.chart, len(control.periods)
    pairs = zip(of_page.period_names(control), control.figures, strict=True)
    drawn = [number(figure) for figure in control.drawn]
    signals = [value if rules else None for value, rules in zip(drawn, control.rules, strict=True)]
    columns: list[tuple[str, Sequence[Value], Sequence[str]]] = [
        (control.unit.title(), [name if figure is not None else f"{name} [x]" for name, figure in pairs], ["text"]),
        (of_page.FIGURE, [number(figure) for figure in control.figures], own),
        (of_page.OUT_OF_SEASON, drawn, [limit]),
        (of_page.MEAN, [chart.mean] * count, [limit]),
        (of_page.LOWER, [chart.lpl] * count, [limit]),
        (of_page.UPPER, [chart.upl] * count, [limit]),
        (of_page.SIGNAL, signals, own if not control.factors else [limit]),
    ]
    left_out = {of_page.OUT_OF_SEASON} if not control.factors else set[str]()
    return [
        column
        for column in columns
        if column[0] not in (left_out if any(control.rules) else left_out | {of_page.SIGNAL})
    ]


def _limit_style(series: Series) -> str:
    """The style of mean, limits and adjusted figures, as ``limit_text`` has them: pounds with their sign."""
    if series.is_proportion:
        return "percent"
    if is_money(series.unit):
        return number_style(replace(series, decimals=1), Fraction(1, 3))
    return f"decimal {places}" if (places := limit_places(series)) > series.decimals else "decimal"


def _add(grid: Grid, plot: Plot, columns: Sequence[str], rows: tuple[int, int, int]) -> None:
    header, last, bottom = rows
    at = f"'{grid.name}'!"

    def cells(name: str) -> Cells:
        column = get_column_letter(columns.index(name) + 1)
        return Cells(f"{at}${column}${header}", f"{at}${column}${header + 1}:${column}${last}")

    place = (_CHART, header - 1, _LAST, bottom)
    drawn, labels = {line.name: cells(line.name) for line in plot.lines}, f"{at}$A${header + 1}:$A${last}"
    add_chart(grid, plot, place, drawn, labels, (header + 1, _LAST + 2))  # beside what is printed
