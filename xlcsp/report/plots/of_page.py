"""The charts of a measure's page: quarter by quarter, year to date, and the control chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from xlcsp.domain.numbers import as_read, is_money, number_format
from xlcsp.domain.periods import Month
from xlcsp.domain.plan import FREQUENCIES
from xlcsp.measures.control import Control, limit_text
from xlcsp.measures.numbers import QUARTERS_A_YEAR, number
from xlcsp.report.pages import Names, Page, Row, is_of_plan
from xlcsp.report.plots.plot import LOOKS, Line, Plot, axis
from xlcsp.report.signals import all_signals
from xlcsp.report.units import plan_text, values_unit

_QUARTERS = tuple(f"Q{number}" for number in range(1, QUARTERS_A_YEAR + 1))
FIGURE, OUT_OF_SEASON, SIGNAL = "Figure", "Seasonally adjusted", "Signal"
MEAN, LOWER, UPPER = "Mean", "Lower limit", "Upper limit"


def plots(page: Page) -> tuple[Plot, ...]:
    """Two charts for counts, one for the others; none where there is too little to draw.

    Where there are months, the first chart is by month.
    """
    if not page.has_charts:
        return ()
    names, ref = Names(page.series_report.assessment.quarter.start), page.series.ref
    each = f"{ref} Quarter by quarter"
    if page.months and not page.series.kind.is_cumulative:
        return (month_plot(page),)
    if not page.series.kind.is_cumulative:
        looks = {names.last: "last", names.baseline: "baseline", names.target: "target", names.target_upper: "target"}
        return (_plot(page, each, {**looks, names.this: "this"}, with_end=True),)
    bars = {names.last: "last bar", names.this: "this bar"}
    lines = {
        names.last_to_date: "last", names.baseline_to_date: "baseline", names.target_to_date: "target",
        names.target_upper_to_date: "target", names.to_date: "this",
    }  # fmt: skip
    first = month_plot(page) if page.months else _plot(page, each, bars)
    return first, _plot(page, f"{ref} Year to date", lines, with_end=True)


def month_rows(page: Page) -> dict[str, Row]:
    """The lines of a chart by month: the figures and, unless months add up, the year's target and baseline."""
    at = page.series_report.assessment.quarter.number - 1
    names = () if page.series.kind.is_cumulative else (Names.baseline, Names.target, "Target, upper bound")
    levels = {name: (page.rows[name][at],) * len(page.months) for name in names if name in page.rows}
    return {**levels, FIGURE: tuple(value for _, value in page.months)}


def month_plot(page: Page) -> Plot:
    """The months of up to three years as one line."""
    looks = {Names.baseline: "baseline", FIGURE: "months"}
    labels = tuple(month.short for month, _ in page.months)
    rows = month_rows(page)
    lines = _alike_together([_line(page, name, row, looks.get(name, "target")) for name, row in rows.items()])
    lines[-1] = replace(lines[-1], end=next(text for text in reversed(lines[-1].texts) if text))  # the title names it
    title = f"{page.series.ref} Month by month"
    return _drawn(page, title, lines, labels, is_by_month=True)


def _plot(page: Page, title: str, looks: dict[str, str], *, with_end: bool = False) -> Plot:
    lines = [_line(page, name, page.rows[name], look) for name, look in looks.items() if name in page.rows]
    lines += list(_year_end(page)) if with_end else []
    return _drawn(page, title, _alike_together(lines), _QUARTERS)


def _drawn(
    page: Page, title: str, lines: Sequence[Line], labels: tuple[str, ...], *, is_by_month: bool = False
) -> Plot:
    kind = page.series.kind
    scale = axis(
        lines,
        values_unit(page.series),
        is_share=kind.is_proportion,
        is_whole=kind.is_whole,
        from_zero=not (is_by_month or kind.is_proportion or (kind.is_quotient and not page.series.kind.is_cumulative)),
    )
    told = _told(page, title, lines, labels)
    is_joined = len(FREQUENCIES[page.series.frequency]) < QUARTERS_A_YEAR
    return Plot(title, told, labels, tuple(lines), scale, _form(page, lines), is_by_month, is_joined)


def _form(page: Page, lines: Sequence[Line]) -> str:
    """The number format of the values over bars: that of their cells."""
    series, values = page.series, [value for line in lines for value in line.values if value is not None]
    places = max((series.places(as_read(value)) for value in values), default=0)
    if series.is_proportion:
        return number_format(series.decimals, is_share=True)
    return number_format(places, in_pounds=is_money(series.unit))


def _line(page: Page, name: str, row: Row, look: str) -> Line:
    series, is_plan = page.series, is_of_plan(name)
    texts = tuple("" if value is None else plan_text(series, value) if is_plan else series.text(value) for value in row)
    last = next((text for text in reversed(texts) if text), "")
    end = "" if LOOKS[look].is_bar else f"{_short(name)} {last}"
    return Line(name, _numbers(row), look, end=end, texts=texts)


def _short(name: str) -> str:
    """The name of a row at the end of a line, without words that the chart's title has already."""
    return {"Target, upper bound": "Target up to"}.get(name.replace(" to date", ""), name.replace(" to date", ""))


def _numbers(row: Row) -> tuple[float | int | None, ...]:
    return tuple(number(value) for value in row)


def _year_end(page: Page) -> Iterator[Line]:
    """The projected year end, with the range in which it is likely to lie."""
    names = Names(page.series_report.assessment.quarter.start)
    row = page.rows.get(names.projected)
    if row is None:
        return
    low, high = (page.rows.get(name, (None,))[-1] for name in (names.low, names.high))
    series = page.printed(names.projected)
    value = series.text(row[-1] or Fraction(0))
    end = f"Projected {value}"
    if low is not None and high is not None and low != high:
        between = f"{series.text(low)} to {series.text(high)}"
        yield Line(names.high, _numbers(page.rows[names.high]), "likely", down=float(high - low))
        end, value = f"{end}\n({between})", f"{value} (likely {between})"
    yield Line(names.projected, _numbers(row), "projected", end=end, texts=("", "", "", value))


def _alike_together(lines: Sequence[Line]) -> list[Line]:
    """Gives target and baseline one label where they end at the same value: ``Target, baseline 62%``."""
    by_look = {line.look: line for line in lines}
    target, baseline = by_look.get("target"), by_look.get("baseline")
    if target is None or baseline is None or target.texts[-1] != baseline.texts[-1]:
        return list(lines)
    words = f"Target, baseline {target.texts[-1]}"
    return [
        replace(line, end=words if line is target else "") if line in (target, baseline) else line for line in lines
    ]


def _told(page: Page, title: str, lines: Sequence[Line], labels: Sequence[str]) -> str:
    """The chart in words: its title, and each line with its figures."""
    parts = []
    for line in lines:
        if not line.texts:
            continue
        told = [f"{label} {text}" for label, text in zip(labels, line.texts, strict=True) if text]
        parts.append(f"{line.name}: {', '.join(told)}")
    return f"{title}, {page.title}. {'. '.join(parts)}."


def control_plot(page: Page, control: Control) -> Plot:
    """The control chart: mean and limits with their values, and the figures with signals marked."""
    chart, count = control.chart, len(control.periods)
    own = _numbers(control.drawn)
    signals = tuple(value if rules else None for value, rules in zip(own, control.rules, strict=True))
    name = OUT_OF_SEASON if control.factors else FIGURE
    levels = ((MEAN, chart.mean, "mean"), (LOWER, chart.lpl, "limit"), (UPPER, chart.upl, "limit"))
    lines = [Line(line, (value,) * count, look, end=f"{line} {_limit(value, page)}") for line, value, look in levels]
    lines.append(Line(name, own, "this"))
    lines += [Line(SIGNAL, signals, "signal")] if control.signals else []
    title, kind = f"{page.series.ref} Control chart", page.series.kind
    found_axis = axis(
        lines, values_unit(page.series), is_share=kind.is_proportion, is_whole=kind.is_whole, from_zero=False
    )
    labels = period_names(control)
    return Plot(
        title,
        f"{title}, {page.title}. {control_words(control, page)}",
        labels,
        tuple(lines),
        found_axis,
        _form(page, lines),
        isinstance(control.periods[0], Month),
    )


def _limit(value: float, page: Page) -> str:
    return limit_text(value, page.series)


def period_names(chart: Control) -> tuple[str, ...]:
    """The labels of its points along the axis: ``2014/15 Q1``, ``Apr 14``."""
    return tuple(period.short if isinstance(period, Month) else str(period) for period in chart.periods)


def control_words(control: Control, page: Page) -> str:
    """The control chart in words: mean, limits, and the rules broken, with their quarters or months."""
    mean, low, high = (_limit(value, page) for value in (control.chart.mean, control.chart.lpl, control.chart.upl))
    adjusted = f" Seasonally adjusted: each {control.unit} is divided by its usual share of a year."
    season = adjusted if control.factors else ""
    each = f" a {control.unit}" if page.series.kind.is_added_up else ""
    first = f"Mean {mean}{each}, limits {low} to {high}.{season}"
    if not control.signals:
        return f"{first} No {control.unit} is more than its usual variation."
    signals = all_signals(control, page.series)
    return f"{first} More than usual variation: {signals}."
