"""A series assessed at a quarter: everything the report says of it, worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Series, Settings, YearOfFigures
from xlcsp.domain.slots import Year
from xlcsp.domain.target import Target, target_of
from xlcsp.measures import rating as rules
from xlcsp.measures.baseline import exact_profile
from xlcsp.measures.comparators import Comparators, comparable_years, comparators, own_value, value_of
from xlcsp.measures.judging import Judging
from xlcsp.measures.observed import ESTIMATED_MARK, Observed
from xlcsp.measures.projection import exact_projection
from xlcsp.measures.significance import significant
from xlcsp.measures.travel import NOT_APPLICABLE, exact_run_rate, travel
from xlcsp.measures.variance import exact_variance_pct
from xlcsp.measures.year_end import YearEnd

NO_PROJECTION = YearEnd(None, "none", "not projected")


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is known of a series at a quarter. Numbers are exact; None is unknown, never zero.

    to_date: year to date (of a rate the pooled proportion; of rolling, snapshot and percentage the current value).
    profile: the cumulative target to date. judged, against: the two numbers that the RAG compares (by the rule chance,
    the chance and what is Green). low, high: between which the year is likely to end (80 %), chance: of meeting the
    year's target; both by the projection ``auto``, whatever method the plan names.
    has_passed: whether a lower-is-better count exceeds the year's target already.
    """

    observed: Observed
    quarter: Quarter
    comparators: Comparators
    current: Fraction | None
    to_date: Fraction | None
    requirement: Target | None
    profile: Fraction | None
    projection: YearEnd
    low: Fraction | None
    high: Fraction | None
    chance: float | None
    judged: Fraction | None
    against: Fraction | None
    rag: str
    rag_reason: str
    travel_previous: str
    travel_last_year: str
    run_rate: int | str
    significance: str | None
    has_passed: bool

    @property
    def to_date_text(self) -> str:
        """Words for a year to date that is no number: which quarters there are, or No data."""
        if self.to_date is not None or self.observed.series.kind.has_status:
            return ""
        return rules.NO_DATA if self.observed.series.kind.is_latest_only else self.observed.run.text

    @property
    def variance(self) -> Fraction | None:
        """Year to date less last year's same quarters."""
        last = self.comparators.last_year_to_date
        return self.to_date - last if self.to_date is not None and last is not None else None

    @property
    def variance_pct(self) -> Fraction | None:
        """The variance as a share of last year; None for rates and where last year was 0."""
        kind = self.observed.series.kind
        return exact_variance_pct(self.to_date, self.comparators.last_year_to_date, kind)


def assess(observed: Observed, history: Sequence[YearOfFigures], settings: Settings, quarter: Quarter) -> Assessment:
    """The series at the report's quarter. history: its earlier years, oldest first."""
    series = observed.series
    years = comparable_years(series, history, quarter.start)
    against = comparators(observed, history)
    current = value_of(observed, observed.current) if observed.current else None
    alone = own_value(observed, observed.current) if observed.current else None
    is_closed = series.is_closed(quarter)
    demand = target_of(series)
    to_date = _to_date_demand(observed, demand, years)
    likely = NO_PROJECTION if is_closed else _likely(observed, years)
    is_likely = series.projection == "auto" and series.kind.has_chance and not series.kind.is_pooled
    projection = likely if is_closed or is_likely else _projection(observed, years)
    low, high = likely.interval() if series.projection != "none" else (None, None)
    chance = likely.chance_of(demand)
    judging = Judging(observed, settings, quarter, demand, to_date, against, chance)
    judged, bound = judging.compared(projection, current)
    passed = judging.has_passed
    state, reason = judging.rated(judged, bound)
    decimals = series.kind.decimals(settings.decimals)
    return Assessment(
        observed=observed,
        quarter=quarter,
        comparators=against,
        current=current,
        to_date=observed.to_date,
        requirement=demand,
        profile=to_date.bound if to_date else None,
        projection=projection,
        low=low,
        high=high,
        chance=chance,
        judged=judged,
        against=bound,
        rag=state,
        rag_reason=reason,
        travel_previous=NOT_APPLICABLE
        if is_closed
        else travel(alone, against.previous_quarter, series.polarity, decimals=decimals),
        travel_last_year=NOT_APPLICABLE
        if against.broken or is_closed
        else travel(alone, against.last_year_quarter, series.polarity, decimals=decimals),
        run_rate=NOT_APPLICABLE if is_closed else _run_rate(observed, demand),
        significance=None if is_closed else _significance(observed, alone, against, years),
        has_passed=passed,
    )


def rag_of(observed: Observed, history: Sequence[YearOfFigures], settings: Settings, quarter: Quarter) -> str:
    """The series' RAG alone, as ``assess`` gives it."""
    years = comparable_years(observed.series, history, quarter.start)
    demand = target_of(observed.series)
    is_compared = (observed.series.rag_rule or settings.rag_rule) == "improving"
    against = comparators(observed, history) if is_compared else Comparators()
    to_date = _to_date_demand(observed, demand, years)
    judging = Judging(observed, settings, quarter, demand, to_date, against)
    projection = _projection(observed, years) if judging.basis == "projection" else NO_PROJECTION
    current = value_of(observed, observed.current) if observed.current else None
    return judging.rated(*judging.compared(projection, current))[0]


def _projection(observed: Observed, years: Sequence[Year]) -> YearEnd:
    series = observed.series
    if series.projection == "none" or not series.kind.has_projection:
        return NO_PROJECTION
    return exact_projection(observed.year, () if series.kind.is_pooled else years, method=series.projection)


def _likely(observed: Observed, years: Sequence[Year]) -> YearEnd:
    """The year end by ``auto``, for the interval and the chance."""
    return exact_projection(observed.year, years) if observed.series.kind.has_chance else NO_PROJECTION


def _to_date_demand(observed: Observed, demand: Target | None, years: Sequence[Year]) -> Target | None:
    slot = observed.current
    return demand_to_date(observed.series, slot.quarter.number, demand, years) if slot else None


def demand_to_date(series: Series, number: int, demand: Target | None, years: Sequence[Year]) -> Target | None:
    """The target to the end of quarter ``number``: as the plan gives it, or its share by the shape of earlier years."""
    if demand is None:
        return None
    if series.target_profile is not None and not demand.is_range:
        return target_of(series, Fraction(series.target_profile[number - 1]))
    return demand.scaled(exact_profile(Fraction(1), number, years)) if series.is_cumulative else demand


def _run_rate(observed: Observed, demand: Target | None) -> int | str:
    if demand is None or demand.is_range or not observed.series.is_added_up:
        return NOT_APPLICABLE
    return exact_run_rate(observed.year, demand.bound, observed.series.polarity)


def _significance(
    observed: Observed, current: Fraction | None, against: Comparators, years: Sequence[Year]
) -> str | None:
    slot = observed.current
    if not observed.series.kind.is_independent or against.broken or slot is None or ESTIMATED_MARK in slot.marks:
        return None
    return significant(current, against.last_year_quarter, [year.run.values for year in years])
