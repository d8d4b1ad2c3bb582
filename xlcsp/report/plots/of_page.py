"""The charts of a measure's page: quarter by quarter, year to date, and the control chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from xlcsp.domain.kinds import Kind
from xlcsp.domain.periods import Month
from xlcsp.measures.control import Control, limit_text
from xlcsp.measures.numbers import QUARTERS_A_YEAR, number
from xlcsp.report.pages import Names, Page, Row, row_places
from xlcsp.report.plots.plot import LOOKS, Line, Plot, axis
from xlcsp.report.signals import all_signals
from xlcsp.report.units import told, values_unit

_QUARTERS = tuple(f"Q{number}" for number in range(1, QUARTERS_A_YEAR + 1))
FIGURE, OUT_OF_SEASON = "Figure", "Season taken out"
MEAN, LOWER, UPPER = "Mean", "Lower limit", "Upper limit"


def plots(page: Page) -> tuple[Plot, ...]:
    """Two charts for counts, one for the others; none where there is too little to draw."""
    if not page.has_charts:
        return ()
    names, ref = Names(page.one.assessment.quarter.start), page.series.ref
    each = f"{ref} Quarter by quarter"
    if not page.series.is_cumulative:
        looks = {names.last: "last", names.baseline: "baseline", names.target: "target", names.target_upper: "target"}
        return (_plot(page, each, {**looks, names.this: "this"}, with_end=True),)
    bars = {names.last: "last bar", names.this: "this bar"}
    lines = {
        names.last_to_date: "last", names.baseline_to_date: "baseline", names.target_to_date: "target",
        names.target_upper_to_date: "target", names.to_date: "this",
    }  # fmt: skip
    return _plot(page, each, bars), _plot(page, f"{ref} Year to date", lines, with_end=True)


def _plot(page: Page, title: str, looks: dict[str, str], *, with_end: bool = False) -> Plot:
    lines = [_line(page, name, look) for name, look in looks.items() if name in page.rows]
    lines += list(_year_end(page)) if with_end else []
    lines = _alike_together(lines)
    kind = page.series.kind
    found = axis(
        lines,
        values_unit(page.series),
        is_share=kind.is_proportion,
        is_whole=kind.is_whole,
        from_zero=not kind.is_proportion,
    )
    return Plot(title, _told(page, title, lines), _QUARTERS, tuple(lines), found, _form(kind))


def _form(kind: Kind) -> str:
    return "0.0%" if kind.is_proportion else "#,##0.0" if kind.is_measured else "#,##0"


def _line(page: Page, name: str, look: str) -> Line:
    row = page.rows[name]
    texts = tuple("" if value is None else told(page.series, value, row_places(page, name, value)) for value in row)
    last = next((text for text in reversed(texts) if text), "")
    end = "" if LOOKS[look].is_bar else f"{_short(name)} {last}"
    return Line(name, _numbers(row), look, end=end, texts=texts)


def _short(name: str) -> str:
    """The name of a row as it stands at a line's end: the chart's title says what it is to date."""
    return {"Target, upper bound": "Target up to"}.get(name.replace(" to date", ""), name.replace(" to date", ""))


def _numbers(row: Row) -> tuple[float | int | None, ...]:
    return tuple(number(value) for value in row)


def _year_end(page: Page) -> Iterator[Line]:
    """The projected year end, with the range in which it is likely to lie."""
    names = Names(page.one.assessment.quarter.start)
    row = page.rows.get(names.projected)
    if row is None:
        return
    low, high = (page.rows.get(name, (None,))[-1] for name in (names.low, names.high))
    value = told(page.series, row[-1] or Fraction(0))
    end = f"Projected {value}"
    if low is not None and high is not None and low != high:
        between = f"{told(page.series, low)} to {told(page.series, high)}"
        yield Line(names.high, _numbers(page.rows[names.high]), "likely", down=float(high - low))
        end, value = f"{end}\n({between})", f"{value} (likely {between})"
    yield Line(names.projected, _numbers(row), "projected", end=end, texts=("", "", "", value))


def _alike_together(lines: Sequence[Line]) -> list[Line]:
    """Target and baseline that end at the same value have their words in one: ``Target, baseline 62%``."""
    by_look = {one.look: one for one in lines}
    target, baseline = by_look.get("target"), by_look.get("baseline")
    if target is None or baseline is None or target.texts[-1] != baseline.texts[-1]:
        return list(lines)
    words = f"Target, baseline {target.texts[-1]}"
    return [_renamed(one, words if one is target else "") if one in (target, baseline) else one for one in lines]


def _renamed(line: Line, end: str) -> Line:
    return Line(line.name, line.values, line.look, end=end, texts=line.texts)


def _told(page: Page, title: str, lines: Sequence[Line]) -> str:
    """The chart in words: its title, and each line with its figures."""
    parts = []
    for one in lines:
        if not one.texts:
            continue
        told = [f"{label} {text}" for label, text in zip(_QUARTERS, one.texts, strict=True) if text]
        parts.append(f"{one.name}: {', '.join(told)}")
    return f"{title}, {page.title}. {'. '.join(parts)}."


def control_plot(page: Page, found: Control) -> Plot:
    """The control chart: its mean and limits with their numbers, the figures with those marked that signal."""
    chart, count = found.chart, len(found.periods)
    signals = frozenset(place for place, rules in enumerate(chart.rules) if rules)
    own = _numbers(found.drawn)
    name = OUT_OF_SEASON if found.factors else FIGURE
    levels = ((MEAN, chart.mean, "mean"), (LOWER, chart.lpl, "limit"), (UPPER, chart.upl, "limit"))
    lines = [
        Line(line, (value,) * count, look, end=f"{line} {limit_text(value, is_proportion=page.series.is_proportion)}")
        for line, value, look in levels
    ]
    lines.append(Line(name, own, "this", marked=signals))
    title, kind = f"{page.series.ref} Control chart", page.series.kind
    found_axis = axis(
        lines, values_unit(page.series), is_share=kind.is_proportion, is_whole=kind.is_whole, from_zero=False
    )
    labels = period_names(found)
    return Plot(
        title, f"{title}, {page.title}. {control_words(found, page)}", labels, tuple(lines), found_axis, _form(kind)
    )


def period_names(found: Control) -> tuple[str, ...]:
    """What its points are called along the axis: ``2014/15 Q1``, ``Apr 14``."""
    return tuple(one.short if isinstance(one, Month) else str(one) for one in found.periods)


def control_words(found: Control, page: Page) -> str:
    """The control chart in words: mean, limits, and which quarters or months break which rule."""
    mean, low, high = (
        limit_text(value, is_proportion=page.series.is_proportion)
        for value in (found.chart.mean, found.chart.lpl, found.chart.upl)
    )
    adjusted = f" Seasonally adjusted: each {found.unit} is divided by its usual share of a year."
    season = adjusted if found.factors else ""
    first = f"Mean {mean} a {found.unit}, limits {low} to {high}.{season}"
    if not found.signals:
        return f"{first} No {found.unit} is more than its usual variation."
    said = all_signals(found, is_proportion=page.series.is_proportion)
    return f"{first} More than usual variation: {said}."
