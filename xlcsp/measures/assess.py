"""A series assessed at a quarter: everything the report says of it, worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import MILESTONES, Series, Settings, YearOfFigures
from xlcsp.measures import rating as rules
from xlcsp.measures.baseline import exact_profile
from xlcsp.measures.comparators import Comparators, Rows, comparable_years, comparators, own_value, value_of
from xlcsp.measures.numbers import QUARTERS_A_YEAR, listed, shown
from xlcsp.measures.observed import ESTIMATED_MARK, HELD, Observed
from xlcsp.measures.projection import exact_projection
from xlcsp.measures.significance import significant
from xlcsp.measures.target import Requirement, chance_of, requirement
from xlcsp.measures.travel import NOT_APPLICABLE, run_rate, travel
from xlcsp.measures.variance import exact_variance_pct
from xlcsp.measures.year_end import YearEnd

EARLY = "early indication"
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
    requirement: Requirement | None
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
    demand = requirement(series)
    to_date = _to_date_demand(observed, demand, years)
    projection = NO_PROJECTION if is_closed else _projection(observed, years)
    likely = NO_PROJECTION if is_closed else _likely(observed, history, years)
    low, high = likely.interval() if series.projection != "none" else (None, None)
    chance = chance_of(likely, demand)
    judging = _Judging(observed, settings, quarter, demand, to_date, against, chance)
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
    demand = requirement(observed.series)
    is_compared = (observed.series.rag_rule or settings.rag_rule) == "improving"
    against = comparators(observed, history) if is_compared else Comparators()
    to_date = _to_date_demand(observed, demand, years)
    judging = _Judging(observed, settings, quarter, demand, to_date, against)
    projection = _projection(observed, years) if judging.basis == "projection" else NO_PROJECTION
    current = value_of(observed, observed.current) if observed.current else None
    return judging.rated(*judging.compared(projection, current))[0]


def missing_words(observed: Observed) -> str:
    """``no figure for Q2 and Q3 (staff change)``: what a state of No data gives as its reason."""
    gaps = observed.gaps
    without = [
        slot.quarter.short
        for slot in observed.slots
        if slot.state == HELD and observed.series.kind.is_pair and slot.denominator is None
    ]
    parts = []
    if gaps:
        reasons = "; ".join(dict.fromkeys(slot.reason.lower() for slot in gaps))
        parts.append(f"no figure for {listed(slot.quarter.short for slot in gaps)} ({reasons})")
    if without:
        parts.append(f"{listed(without)} given as a percentage without numbers")
    return "; ".join(parts) or "no data"


def _projection(observed: Observed, years: Rows) -> YearEnd:
    series = observed.series
    if series.projection == "none" or not series.kind.has_projection:
        return NO_PROJECTION
    below = observed.denominators
    return exact_projection(observed.values, years, method=series.projection, kind=series.kind, denominators=below)


def _likely(observed: Observed, history: Sequence[YearOfFigures], years: Rows) -> YearEnd:
    """The year end by ``auto``, for the interval and the chance."""
    series = observed.series
    if not series.kind.has_chance:
        return NO_PROJECTION
    of_years = comparable_years(series, history, observed.slots[0].quarter.start, denominators=True)
    return exact_projection(
        observed.values,
        years,
        kind=series.kind,
        denominators=observed.denominators,
        history_denominators=of_years,
    )


def _to_date_demand(observed: Observed, demand: Requirement | None, years: Rows) -> Requirement | None:
    slot = observed.current
    return demand_to_date(observed.series, slot.quarter.number, demand, years) if slot else None


def demand_to_date(series: Series, number: int, demand: Requirement | None, years: Rows) -> Requirement | None:
    """The target to the end of quarter ``number``: as the plan gives it, or its share by the shape of earlier years."""
    if demand is None:
        return None
    if series.target_profile is not None and not demand.is_range:
        return requirement(series, Fraction(series.target_profile[number - 1]))
    return demand.scaled(exact_profile(Fraction(1), number, years)) if series.is_cumulative else demand


@dataclass(frozen=True, slots=True)
class _Judging:
    """A series about to be rated."""

    observed: Observed
    settings: Settings
    quarter: Quarter
    year: Requirement | None
    to_date: Requirement | None
    comparators: Comparators
    chance: float | None = None

    @property
    def demand(self) -> Requirement | None:
        """What the judged value is held against."""
        return self.to_date if self.basis == "profile" else self.year

    @property
    def is_over(self) -> bool:
        """Whether the series' year is complete to its fourth quarter."""
        slot = self.observed.current
        return slot is not None and slot.quarter.number == QUARTERS_A_YEAR

    @property
    def basis(self) -> str:
        """What is judged: latest, profile, projection or chance; at year end always the actual."""
        series = self.observed.series
        if series.kind.is_latest_only:
            return "latest"
        if self.is_over:
            return "actual"
        return "chance" if self.settings.rule_of(series) == "chance" else series.judged

    @property
    def has_passed(self) -> bool:
        """Whether a lower-is-better count exceeds the year's target already, whatever the missing quarters hold."""
        demand = self.year
        if demand is None or demand.upper is None or demand.is_range or not self.observed.series.is_added_up:
            return False
        return self.observed.run.total > demand.upper

    def compared(self, projection: YearEnd, current: Fraction | None) -> tuple[Fraction | None, Fraction | None]:
        """The value that is judged and the bound it is held against."""
        if self.basis == "chance":
            return (Fraction(repr(self.chance)), rules.LIKELY) if self.chance is not None else (None, None)
        value = {"latest": current, "projection": projection.value}.get(self.basis, self.observed.to_date)
        if self.demand is None or value is None:
            return None, None
        return value, self.demand.bound_for(value)[0]

    def state(self, judged: Fraction | None, bound: Fraction | None) -> tuple[str, str]:
        """The RAG state and its reason."""
        slot = self.observed.current
        unrated = self._unrated()
        if unrated is not None:
            return unrated
        if slot is not None and self.observed.series.kind.has_status and slot.milestone:
            return MILESTONES[slot.milestone], "as stated by the lead"
        if judged is None or bound is None or self.demand is None:
            return rules.NO_DATA, missing_words(self.observed)
        early = EARLY if self.quarter.number == 1 else ""
        if self.basis == "chance":
            said = f"{shown(judged * 100)}% chance of meeting the target"
            return rules.by_chance(judged), f"{said}, {early}" if early else said
        if self.demand.strict and judged == bound:
            return rules.AMBER, "exactly on a target that is to be passed"
        return self._by_rule(judged, bound), early

    def rated(self, judged: Fraction | None, bound: Fraction | None) -> tuple[str, str]:
        """As ``state``; a count that exceeds the year's target already is Red, whatever is missing."""
        state, reason = self.state(judged, bound)
        if state == rules.NO_DATA and self.has_passed:
            return rules.RED, "the target is already exceeded by the quarters there are"
        return state, reason

    def _unrated(self) -> tuple[str, str] | None:
        """Closed, Monitor or Not due, with the reason; None for a series that is to be rated."""
        series = self.observed.series
        if series.is_closed(self.quarter):
            return rules.CLOSED, series.note or f"closed from {series.closed_from}"
        if series.target_rule == "monitor":
            return rules.MONITOR, "monitored, not rated"
        if series.target_rule == "to be set":
            return rules.MONITOR, series.note or "the target is still to be set"
        return None if self.observed.current else (rules.NOT_DUE, "not due yet")

    def _by_rule(self, judged: Fraction, bound: Fraction) -> str:
        series, demand, rule = self.observed.series, self.demand, self.settings.rule_of(self.observed.series)
        against = self.comparators
        if rule == "chance":  # the year is over: it is certain
            return rules.by_chance(Fraction(demand is not None and demand.is_met(judged)))
        last_year = {"latest": against.last_year_quarter, "projection": against.last_year_total}
        return rules.rag(
            judged,
            bound,
            demand.bound_for(judged)[1] if demand else series.polarity,
            tolerance=self.settings.tolerance_of(series),
            rule=rule,
            same_period_last_year=None if against.broken else last_year.get(self.basis, against.last_year_to_date),
            kind=series.kind,
        )


def _run_rate(observed: Observed, demand: Requirement | None) -> int | str:
    if demand is None or demand.is_range or not observed.series.is_added_up:
        return NOT_APPLICABLE
    return run_rate(observed.values, demand.bound, observed.series.polarity, observed.series.kind)


def _significance(observed: Observed, current: Fraction | None, against: Comparators, years: Rows) -> str | None:
    slot = observed.current
    if not observed.series.kind.is_independent or against.broken or slot is None or ESTIMATED_MARK in slot.marks:
        return None
    return significant(current, against.last_year_quarter, years)
