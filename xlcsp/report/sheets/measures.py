"""The sheet of measure pages: each rated series with its table, its facts, its charts, and its control chart."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import fsum

from xlcsp.domain.slots import GAP
from xlcsp.measures.control import Control, limit_text
from xlcsp.measures.numbers import QUARTERS_A_YEAR, listed, number
from xlcsp.report.model import Report
from xlcsp.report.pages import Names, Page
from xlcsp.report.sheets.charts import LOOKS, Chart, Drawn, Numbers
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
    "The middle line is the mean; the dashed lines are the limits within which the figures move by themselves. A "
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
    names, ref = Names(page.one.assessment.quarter.start), page.series.ref
    top, bottom = rows
    own = [(names.last, "last"), (names.this, "this")]
    end = [(names.projected, "projected"), (names.low, "range"), (names.high, "range")]
    if page.series.is_cumulative:
        bars = [(name, f"{look} bar") for name, look in own]
        _add(grid, page, f"{ref} Quarter by quarter", bars, header, (0, top, _TABLE_END, bottom))
        lines = [
            (names.last_to_date, "last"), (names.baseline_to_date, "baseline"), (names.target_to_date, "target"),
            (names.target_upper_to_date, "target"), (names.to_date, "this"), *end,
        ]  # fmt: skip
        _add(grid, page, f"{ref} Year to date", lines, header, (_RIGHT - 1, top, _LAST, bottom))
    else:
        level = [(names.baseline, "baseline"), (names.target, "target"), (names.target_upper, "target")]
        _add(grid, page, f"{ref} Quarter by quarter", [own[0], *level, own[1], *end], header, (0, top, _LAST, bottom))


def _rows_for(grid: Grid, row: int, room: float) -> int:
    """Sets the heights of the rows that a chart lies on, as high as the page has room; returns how many."""
    high = max(_CHART / 2, min(_CHART, room - 4))
    for place in range(_LEAST_CHART_ROWS):
        grid.height(row + place, high / _LEAST_CHART_ROWS)
    return _LEAST_CHART_ROWS


def _add(
    grid: Grid, page: Page, title: str, wanted: Sequence[tuple[str, str]], header: int, place: tuple[int, int, int, int]
) -> None:
    """A chart of the wanted rows of the page's table, as far as it has them."""
    held = list(page.rows)
    series = []
    for name, look in wanted:
        if name not in page.rows:
            continue
        at = header + 1 + held.index(name)
        values = [number(value) for value in page.rows[name]]
        cells = f"'{grid.name}'!$C${at}:$F${at}"
        series.append(Drawn(name, f"'{grid.name}'!$A${at}", cells, values, LOOKS[look]))
    labels = f"'{grid.name}'!$C${header}:$F${header}"
    form = "0%" if page.series.is_proportion else "#,##0"
    chart = Chart(title, _alt(title, page, series), place, _QUARTERS, labels, series, form)
    grid.sheet._charts.append(chart)  # noqa: SLF001 - where the writer looks for them


def _alt(title: str, page: Page, series: Sequence[Drawn]) -> str:
    """The chart in words: its title, and each line with its figures."""
    parts = []
    for one in series:
        told = [
            f"{label} {page.series.kind.text(value)}"
            for label, value in zip(_QUARTERS, page.rows[one.name], strict=True)
            if value is not None
        ]
        parts.append(f"{one.name}: {', '.join(told)}")
    return f"{title}, {page.title}. {'. '.join(parts)}."


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
    head = ("Quarter", "Figure", "Season taken out" if found.factors else "", "Mean", "Lower limit", "Upper limit")
    grid.row(header, head, "head")
    used = fsum(grid.height_of(one) for one in range(start, header + 1))
    high = max(12.5, min(_LINE, (grid.page_height - used - 10) / len(found.quarters)))
    for place in range(len(found.quarters)):
        _write_point(grid, header + 1 + place, page, found, place)
        grid.height(header + 1 + place, high)
    last = header + len(found.quarters)
    _add_control(grid, page, found, header, last)
    return last + 1


def _write_point(grid: Grid, row: int, page: Page, found: Control, place: int) -> None:
    figure, drawn, chart = found.figures[place], found.drawn[place], found.chart
    label, is_signal = str(found.quarters[place]), bool(chart.rules[place])
    label = label if figure is not None else f"{label} [x]"
    own, limit = ("percent", "percent") if page.series.is_proportion else ("number", "decimal")
    grid.put(row, 1, label, "strong" if is_signal else "text")
    grid.put(row, 2, number(figure), own)
    grid.put(row, 3, number(drawn) if found.factors and drawn is not None else None, limit)
    for column, value in enumerate((chart.mean, chart.lpl, chart.upl), 4):
        grid.put(row, column, value, limit)


def _add_control(grid: Grid, page: Page, found: Control, header: int, last: int) -> None:
    chart, count = found.chart, len(found.quarters)
    own = [number(value) for value in found.drawn]
    signals = frozenset(place for place, rules in enumerate(chart.rules) if rules)
    lines: list[tuple[str, str, Numbers, str]] = [
        ("D", "Mean", [chart.mean] * count, "mean"),
        ("E", "Lower limit", [chart.lpl] * count, "limit"),
        ("F", "Upper limit", [chart.upl] * count, "limit"),
        ("C" if found.factors else "B", "Season taken out" if found.factors else "Figure", own, "this"),
    ]
    at = f"'{grid.name}'!"
    series = [
        Drawn(name, f"{at}${column}${header}", f"{at}${column}${header + 1}:${column}${last}", values, LOOKS[look],
              marked=signals if look == "this" else frozenset())
        for column, name, values, look in lines
    ]  # fmt: skip
    labels = f"{at}$A${header + 1}:$A${last}"
    title = f"{page.series.ref} Control chart"
    form = "0%" if page.series.is_proportion else "#,##0"
    told = f"{title}, {page.title}. {control_words(found, page)}"
    place = (_RIGHT - 1, header - 1, _LAST, last)
    drawn = Chart(title, told, place, [str(one) for one in found.quarters], labels, series, form, from_zero=False)
    grid.sheet._charts.append(drawn)  # noqa: SLF001


def control_words(found: Control, page: Page) -> str:
    """The control chart in words: mean, limits, and which quarters break which rule."""
    chart = found.chart
    told = partial(limit_text, is_proportion=page.series.is_proportion)
    season = " The season is taken out: each quarter is divided by its usual share of a year." if found.factors else ""
    first = f"Mean {told(chart.mean)} a quarter, limits {told(chart.lpl)} to {told(chart.upl)}.{season}"
    if not found.signals:
        return f"{first} No quarter is more than its usual variation."
    said = listed(f"{quarter} ({', '.join(rules)})" for quarter, rules in found.signals)
    return f"{first} More than usual variation: {said}."
