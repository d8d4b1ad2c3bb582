"""The year end of a series without a past, by the shape that its plan gives the year."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from xlcsp.domain.plan import Series
from xlcsp.domain.slots import Year
from xlcsp.domain.target import target_of
from xlcsp.measures.numbers import QUARTERS_A_YEAR
from xlcsp.measures.observed import Observed
from xlcsp.measures.year_end import NO_RANGE, YearEnd, no_figures

BY_PLAN = "by the plan's quarters"


def share_of_plan(series: Series, number: int, start: int, years: Sequence[Year]) -> Fraction | None:
    """The share of the year's target that the plan asks for by quarter ``number``, if the projection is to follow it.

    It does while no earlier year shows another shape: the RAG is by the plan's quarters, and a straight line beside it
    would contradict them. None for quarters that are alike, of which the straight line is right.
    """
    profile, demand, before = series.target_profile, target_of(series), series.quarters_before(start)
    is_due = before < number < QUARTERS_A_YEAR
    if profile is None or demand is None or demand.is_range or not (series.is_cumulative and profile[-1] and is_due):
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
