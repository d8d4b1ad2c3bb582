"""The control chart of a series: its quarters or months over the years, seasonally adjusted where it has a season."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from xlcsp.domain.numbers import MOST_PLACES, added, amount, is_money, percentage
from xlcsp.domain.periods import MONTHS_A_YEAR, QUARTERS, Month, Quarter
from xlcsp.domain.plan import Series
from xlcsp.domain.years import YearOfFigures
from xlcsp.errors import MeasureError
from xlcsp.measures.by_month import month_values
from xlcsp.measures.comparators import is_comparable, own_value, quarter_of
from xlcsp.measures.numbers import QUARTERS_A_YEAR
from xlcsp.measures.observed import Observed
from xlcsp.measures.spc import ENOUGH_POINTS, OUTER, Xmr, lines_of, xmr

_BETWEEN = Fraction(1, 3)  # a mean or limit is no whole number
FLOOR = 0  # no limit is below it
Period = Quarter | Month
LEAST_MEAN = 5  # events a quarter or month: limits of smaller counts mean nothing
MOST_POINTS = 36  # the newest ones: more do not fit a page, and say little about today
YEARS_OF_SEASON = 3  # complete years from which the factors of quarters or months are taken
SEASONAL = Fraction(1, 2)  # the least share of variation between quarters that makes a series seasonal


@dataclass(frozen=True)
class Control:
    """A control chart: quarters or months, figures, and the figures as drawn (None is missing) with their limits.

    factors: for the quarters or months of a year, by which the figures were divided; None if the series has no season.
    limits: a figure as drawn beyond them is more than normal variation. ceiling: no limit is above it.
    """

    periods: tuple[Period, ...]
    figures: tuple[Fraction | None, ...]
    drawn: tuple[Fraction | None, ...]
    factors: tuple[Fraction, ...] | None
    limits: tuple[float, float]
    ceiling: float | None = None

    @functools.cached_property
    def chart(self) -> Xmr:
        """The lines, and the rules that each figure as drawn breaks."""
        return xmr(self.drawn, floor=FLOOR, ceiling=self.ceiling)

    @property
    def unit(self) -> str:
        """What a point stands for: quarter or month."""
        return "month" if isinstance(self.periods[0], Month) else "quarter"

    @functools.cached_property
    def rules(self) -> tuple[tuple[str, ...], ...]:
        """The rules that each point breaks; of three of which two are near a limit, the third breaks none."""
        pairs = zip(self.drawn, self.chart.rules, strict=True)
        return tuple(tuple(rule for rule in own if rule != OUTER or self.is_near(value)) for value, own in pairs)

    def is_near(self, value: Fraction | None) -> bool:
        """Whether a figure as drawn is near a limit, or beyond it."""
        return value is not None and not self.chart.near_lower <= float(value) <= self.chart.near_upper

    @property
    def signals(self) -> tuple[tuple[Period, tuple[str, ...]], ...]:
        """The quarters or months that break a rule, with the rules they break."""
        pairs = zip(self.periods, self.rules, strict=True)
        return tuple((period, rules) for period, rules in pairs if rules)

    def within(self, quarter: Quarter) -> list[Period]:
        """The quarter, if it is drawn, or its months."""
        return [
            period for period in self.periods if quarter == (period.quarter if isinstance(period, Month) else period)
        ]

    def outside(self, period: Period, unit: str = "") -> str:
        """How the figure is outside the limits, both as the chart draws them; empty if it is within."""
        drawn = self.drawn[self.periods.index(period)] if period in self.periods else None
        low, high = self.limits
        if drawn is None or low <= float(drawn) <= high:
            return ""
        edge = low if float(drawn) < low else high
        apart = (at for at in range(1, MOST_PLACES + 1) if amount(drawn, at, unit) != amount(edge, at, unit))
        places = next(apart, 1)  # 57.0 would not be outside 46.2 to 57.0
        low_text, high_text, own = (amount(value, places, unit) for value in (low, high, drawn))
        usual, limits = "outside the range expected from normal variation", f"{low_text} to {high_text}"
        adjusted = f"{usual}: seasonally adjusted it is {own}, and the range is {limits}"
        return adjusted if self.factors is not None else f"{usual}, {limits}"


def limit_text(value: float | Fraction, series: Series) -> str:
    """A mean, limit or adjusted figure as the chart's page and the query on a figure print it."""
    if series.is_proportion:
        return percentage(value, 1)
    if is_money(series.unit):
        return amount(value, series.places(_BETWEEN, 1), series.unit)
    return amount(value, limit_places(series))


def limit_places(series: Series) -> int:
    """The decimals of a mean or limit that is no share and no pounds: 3.41 is below a limit of 3.43, not of 3.4."""
    return 2 if series.kind.is_quotient else 1


def control(observed: Observed, history: Sequence[YearOfFigures]) -> Control | None:
    """The control chart of a sum, rate, ratio or percentage with at least 12 comparable points; None for others.

    By month where so many are known that a season would be seen, else by quarter: the months of one year show its
    season as if it were out of the ordinary. None also for counts that average less than 5 a point, and for kinds whose
    quarters overlap.
    """
    series = observed.series
    if series.kind.is_rolling or not (series.kind.is_added_up or series.kind.is_proportion or series.kind.is_pooled):
        return None
    months, quarters = month_values(observed, history) if series.is_monthly else {}, _quarters(observed, history)
    least = YEARS_OF_SEASON * MONTHS_A_YEAR if len(quarters) >= ENOUGH_POINTS else ENOUGH_POINTS
    known = months if len(months) >= least else quarters
    if len(known) < ENOUGH_POINTS or (series.kind.is_added_up and added([*known.values()]) < LEAST_MEAN * len(known)):
        return None
    periods, figures = in_order(known)
    factors = _factors(periods, figures) if series.kind.is_added_up else None
    periods, figures = periods[-MOST_POINTS:], figures[-MOST_POINTS:]
    drawn = figures
    if factors is not None:
        places = map(_place, periods)
        drawn = tuple(
            None if value is None else value / factors[place - 1] for place, value in zip(places, figures, strict=True)
        )
    ceiling = 1.0 if series.is_proportion else None
    try:
        points = [None if value is None else float(value) for value in drawn]
        _, low, high, *_ = lines_of(points, floor=FLOOR, ceiling=ceiling)
    except MeasureError:
        return None  # no two points in succession
    return Control(periods, figures, drawn, factors, (low, high), ceiling)


def _place(period: Period) -> int:
    """Its place in the financial year, from 1."""
    return period.place if isinstance(period, Month) else period.number


def in_order(
    figures: Mapping[Quarter, Fraction] | Mapping[Month, Fraction],
) -> tuple[tuple[Period, ...], tuple[Fraction | None, ...]]:
    """Every quarter or month from the first figure to the last, gaps between them as None."""
    points: Mapping[Any, Fraction] = figures
    periods: list[Period] = [min(points)]
    last = max(points)
    while periods[-1] != last:
        periods.append(periods[-1].plus(1))
    return tuple(periods), tuple(map(points.get, periods))


def _quarters(observed: Observed, history: Sequence[YearOfFigures]) -> dict[Quarter, Fraction]:
    """The comparable quarters that have figures."""
    series = observed.series
    figures = {
        Quarter(year.start, number): value
        for year in history
        if is_comparable(series, year.start)
        for number in QUARTERS
        if (value := quarter_of(series, year, number)) is not None
    }
    for slot in observed.slots:
        own = own_value(observed, slot)
        if own is not None:
            figures[slot.quarter] = own
    return figures


def _factors(periods: Sequence[Period], figures: Sequence[Fraction | None]) -> tuple[Fraction, ...] | None:
    """The mean of each quarter or month of the complete years over their mean of all; None without a season."""
    a_year = MONTHS_A_YEAR if isinstance(periods[0], Month) else QUARTERS_A_YEAR
    years: dict[int, dict[int, Fraction]] = {}
    for period, value in zip(periods, figures, strict=True):
        if value is not None:
            start = period.quarter.start if isinstance(period, Month) else period.start
            years.setdefault(start, {})[_place(period)] = value
    whole = [list(year.values()) for year in years.values() if len(year) == a_year]
    if len(whole) < YEARS_OF_SEASON:
        return None
    unit = lcm(*(value.denominator for year in whole for value in year))
    counts = [[value.numerator * (unit // value.denominator) for value in year] for year in whole]
    sums = [sum(column) for column in zip(*counts, strict=True)]
    total = sum(sums)
    of_mean = Fraction(total * total, len(whole) * a_year)
    varied = sum(value * value for year in counts for value in year) - of_mean
    between = Fraction(sum(part * part for part in sums), len(whole)) - of_mean
    if varied == 0 or between < SEASONAL * varied or 0 in sums:
        return None
    return tuple(Fraction(part * a_year, total) for part in sums)
