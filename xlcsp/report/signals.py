"""The signals of a control chart in words: which rule is broken, and by which points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Series
from xlcsp.domain.wording import sentence_case
from xlcsp.measures.control import Control, limit_text
from xlcsp.measures.numbers import listed
from xlcsp.measures.spc import FALLING, ONE_SIDE, OUTER, OUTSIDE, RISING, WINDOW

_FEW = 2  # points in a row that are each named
_RUNS = {RISING: "rising", FALLING: "falling"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Points that break a rule together. places: from 0. is_high: above the mean."""

    rule: str
    places: range
    is_high: bool

    @property
    def is_up(self) -> bool:
        """Whether it is towards higher figures."""
        return self.rule == RISING if self.rule in _RUNS else self.is_high

    def points(self, chart: Control) -> list[int]:
        """The points that make it; of a stretch near a limit, those that are near it."""
        return [place for place in self.places if self.rule != OUTER or chart.is_near(chart.drawn[place])]


def stretches(control: Control) -> list[Stretch]:
    """Each broken rule with the points that break it; runs that continue one another are one stretch."""
    told: list[Stretch] = []
    for rule, places in control.chart.signals:
        is_high = float(control.drawn[places.start] or 0) > control.chart.mean
        last = told[-1] if told else None
        reach = 0 if rule == OUTSIDE else 1  # single points must be adjacent; runs under the other rules must overlap
        if last and (last.rule, last.is_high) == (rule, is_high) and places.start + reach <= last.places.stop:
            told[-1] = Stretch(rule, range(last.places.start, places.stop), is_high)
        else:
            told.append(Stretch(rule, places, is_high))
    return told


def _signal_words(stretch: Stretch, control: Control, series: Series) -> str:
    """``8 quarters in a row above the mean``."""
    chart, point = control.chart, control.unit
    side, limit = ("upper", chart.upl) if stretch.is_high else ("lower", chart.lpl)
    return {
        OUTSIDE: f"{'above' if stretch.is_high else 'below'} the {side} limit of {limit_text(limit, series)}",
        ONE_SIDE: f"{len(stretch.places)} {point}s in a row {'above' if stretch.is_high else 'below'} the mean",
        OUTER: f"{_how_many(stretch, control)} {point}s near the {side} limit",
    }.get(stretch.rule) or f"{len(stretch.places)} {point}s {_RUNS[stretch.rule]} in a row"


def _told(found: Iterable[Stretch], chart: Control, series: Series) -> str:
    """The stretches in words, each with its points; those outside one limit are told together."""
    points: dict[tuple[str, int], list[str]] = {}
    for number, stretch in enumerate(found):
        apart = 0 if stretch.rule == OUTSIDE else number
        points.setdefault((_signal_words(stretch, chart, series), apart), []).extend(_which(stretch, chart))
    return "; ".join(f"{words} ({listed(which)})" for (words, _), which in points.items())


def _how_many(stretch: Stretch, chart: Control) -> str:
    """``2 of 3``; for a longer stretch ``3 of 4``, counted from its first point near the limit to its last."""
    near = stretch.points(chart)
    reach = near[-1] - near[0] + 1 if near else 0
    return f"{len(near)} of {max(reach, WINDOW)}"


def _which(stretch: Stretch, chart: Control) -> list[str]:
    """The periods of the points, of three and more in a row ``2024/25 Q2 to 2026/27 Q1``; near a limit, each."""
    points = [str(chart.periods[place]) for place in stretch.points(chart)]
    return points if stretch.rule == OUTER or len(points) <= _FEW else [f"{points[0]} to {points[-1]}"]


def signals_of(chart: Control, quarter: Quarter, series: Series) -> str:
    """The chart's signals in a quarter or its months."""
    found = stretches_in(chart, quarter)
    told = [f"{_adjusted(stretch, chart, series)}{_told([stretch], chart, series)}" for stretch in found]
    if not told:
        is_drawn = any(chart.drawn[chart.periods.index(period)] is not None for period in chart.within(quarter))
        return f"{'No signal' if is_drawn else 'No figure'} in {quarter.short}"
    season = "seasonally adjusted: " if chart.factors is not None else ""  # the figures in the table are as counted
    return sentence_case(f"{season}{'; '.join(told)}")


def _adjusted(stretch: Stretch, chart: Control, series: Series) -> str:
    """``£13,402, ``: what is outside a limit, where it is not the figure as counted; otherwise empty."""
    values = [value for place in stretch.places if (value := chart.drawn[place]) is not None]
    is_other = chart.factors is not None and stretch.rule == OUTSIDE
    return f"{listed(limit_text(value, series) for value in values)}, " if is_other else ""


def stretches_in(chart: Control, quarter: Quarter) -> list[Stretch]:
    """Those to which a point of the quarter belongs."""
    own = {chart.periods.index(period) for period in chart.within(quarter)}
    return [stretch for stretch in stretches(chart) if own.intersection(stretch.points(chart))]


def all_signals(chart: Control, series: Series) -> str:
    """All signals of the chart; empty where no rule is broken."""
    return _told(stretches(chart), chart, series)
