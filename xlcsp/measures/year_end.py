"""A projected year end, exactly: its value, its interval, the chance of a target; without a past by the plan alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlcsp.domain.plan import Series
from xlcsp.domain.slots import Run, Year
from xlcsp.domain.target import Target, target_of
from xlcsp.measures.numbers import QUARTERS_A_YEAR
from xlcsp.measures.observed import Observed
from xlcsp.measures.outlook import STEADY, CountOutlook, Outlook

NO_RANGE = "no likely range: too little is known of its past"
LEVEL = 0.8  # of the prediction interval, which contains the year end in four years of five


@dataclass(frozen=True, slots=True)
class YearEnd:
    """As Projection, with the value as an exact fraction; is_actual when the year is complete.

    outlook: how certain it is; None if that is not stated. per: one event in units of the value (for a rate per
    population 1,000 ÷ population, for an amount the unit in which it is projected), so that outlooks count events.
    """

    value: Fraction | None
    method: str
    why: str
    is_actual: bool = False
    outlook: Outlook | None = None
    per: Fraction = Fraction(1)

    def interval(self, level: float = LEVEL) -> tuple[Fraction | None, Fraction | None]:
        """The prediction interval; the actual twice when the year is complete, None if there is none."""
        if self.is_actual or self.outlook is None or self.value is None:
            value = self.value if self.is_actual else None
            return value, value
        low, high = (Fraction(repr(limit)) for limit in self.outlook.interval(level))
        events = self.value / self.per
        if isinstance(self.outlook, CountOutlook) and self.outlook.is_whole:
            low, high = min(low, Fraction(math.floor(events))), max(high, Fraction(math.ceil(events)))
            return low * self.per, high * self.per
        return min(low, events) * self.per, max(high, events) * self.per

    def chance(self, target: Fraction, polarity: str) -> float | None:
        """The chance of ending on the right side of the target: exactly 0 or 1 when the year is complete."""
        if self.value is None or (self.outlook is None and not self.is_actual):
            return None
        if self.is_actual or self.outlook is None:
            return float(self.value >= target if polarity == "higher" else self.value <= target)
        bound = target / self.per
        events = float(bound)
        return self.outlook.at_least(events) if polarity == "higher" else self.outlook.at_most(events)

    def chance_of(self, target: Target | None) -> float | None:
        """The chance that the year end meets the target; exactly 0 or 1 when the year is over."""
        if target is None or self.value is None:
            return None
        if self.is_actual:
            return float(target.is_met(self.value))
        below = self.chance(target.upper, "lower") if target.upper is not None else 1.0
        above = self.chance(target.lower, "higher") if target.lower is not None else 1.0
        return round(max(below + above - 1, 0.0), STEADY) if below is not None and above is not None else None


def no_figures(run: Run) -> str:
    """Why no year end can be projected; empty if one can."""
    if not run.has_figures:
        return "no data"
    return f"{run.text}: a missing quarter is not a zero" if run.gaps else ""


BY_PLAN = "by the plan's quarters"


def share_of_plan(series: Series, number: int, start: int, years: Sequence[Year]) -> Fraction | None:
    """The share of the year's target that the plan asks for by quarter ``number``, if the projection is to follow it.

    It does while no earlier year shows another shape: the RAG is by the plan's quarters, and a straight line beside it
    would contradict them. None for quarters that are alike, of which the straight line is right.
    """
    profile, demand, before = series.target_profile, target_of(series), series.quarters_before(start)
    is_due = before < number < QUARTERS_A_YEAR
    if (
        profile is None
        or demand is None
        or demand.is_range
        or not (series.kind.is_cumulative and profile[-1] and is_due)
    ):
        return None
    if not before and any(year.run.has_figures for year in years):
        return None
    share = Fraction(profile[number - 1]) / Fraction(profile[-1])
    return None if share == Fraction(number - before, QUARTERS_A_YEAR - before) else share


def by_plan(observed: Observed, years: Sequence[Year]) -> YearEnd | None:
    """The year end by the plan's quarters; None where it is projected in another way.

    It has no likely range: nothing says how far years end from what a plan expects.
    """
    current, to_date = observed.current, observed.to_date
    if current is None or to_date is None or no_figures(observed.run):
        return None
    share = share_of_plan(observed.series, current.quarter.number, current.quarter.start, years)
    if share is None:
        return None
    if share <= 0:
        return YearEnd(None, "none", "the plan expects nothing by this quarter")
    why = f"no earlier year; year to date ÷ the share of the year's target by this quarter; {NO_RANGE}"
    return YearEnd(to_date / share, BY_PLAN, why)
