"""A series assessed at a quarter: everything that the report says about it, worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial

from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import ALONE, CHANCE, ROLLING, Series, Settings
from xlcsp.domain.slots import Year
from xlcsp.domain.target import Target, target_of
from xlcsp.domain.years import YearOfFigures
from xlcsp.measures import rating as rules
from xlcsp.measures.baseline import exact_profile
from xlcsp.measures.comparators import Comparators, comparable_years, comparators, own_value, value_of
from xlcsp.measures.decimals import with_decimals
from xlcsp.measures.judging import OFF_TARGET, Judging, Part, green_by
from xlcsp.measures.numbers import QUARTERS_A_YEAR
from xlcsp.measures.observed import ESTIMATED_MARK, Observed
from xlcsp.measures.projection import exact_projection
from xlcsp.measures.rag_rules import Yardstick, rule_of
from xlcsp.measures.rolling import twelve_months
from xlcsp.measures.significance import significant
from xlcsp.measures.travel import NOT_APPLICABLE, exact_run_rate, travel
from xlcsp.measures.variance import exact_variance_pct
from xlcsp.measures.year_end import YearEnd, by_plan

NO_PROJECTION = YearEnd(None, "none", "not projected")


@dataclass(frozen=True, slots=True)
class Assessment:
    """The results of a series at a quarter. Numbers are exact; None is unknown, never zero.

    to_date: year to date (for a rate the pooled proportion; for rolling, snapshot and percentage the current value).
    profile: the cumulative target to date. judged, against: the two numbers that the RAG compares (by the rule
    *chance*, the chance and the chance that is Green). low, high: the 80% interval of the year end; chance: of meeting
    the year's target; both by the projection ``auto``, whatever method the plan names. basis, part, how: what is
    judged, against which part of the target, and by which rule. has_passed: whether a lower-is-better count exceeds the
    year's target already.
    """

    observed: Observed
    settings: Settings
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
    run_rate: Fraction | str
    significance: str | None
    has_passed: bool
    basis: str
    part: Part
    how: Yardstick

    @property
    def asked(self) -> Quarter | None:
        """The quarter whose figure is due with this quarter's returns, possibly one of last year.

        None if there is none.
        """
        return self.observed.series.figure_quarter(self.quarter)

    @property
    def is_over(self) -> bool:
        """Whether the year is, so that its actual is judged, whatever was judged before."""
        return self.basis == "actual"

    @property
    def off_target(self) -> str:
        """By what the series is Green although it misses its target: ``off target, but within 10%``; mostly empty."""
        if self.judged is None or self.part.demand is None or self.rag != rules.GREEN or self.basis == CHANCE:
            return ""
        green = green_by(self.judged, self.part.demand, self.how)
        return f"{OFF_TARGET} {green}" if green else ""

    @property
    def to_date_text(self) -> str:
        """The words in place of a year to date without a number: the quarters known, No data, Not due or Closed."""
        if self.to_date is not None or self.observed.series.kind.has_status:
            return ""
        if not self.observed.due:
            return rules.CLOSED if self.observed.series.is_closed(self.quarter) else rules.NOT_DUE
        return rules.NO_DATA if self.observed.series.kind.is_latest_only else self.observed.run.text

    @property
    def variance(self) -> Fraction | None:
        """Year to date less last year's same quarters; None across a break in recording."""
        last = self.comparators.alike_to_date
        return self.to_date - last if self.to_date is not None and last is not None else None

    @property
    def variance_pct(self) -> Fraction | None:
        """The variance as a share of last year; None for rates and if last year was 0."""
        return exact_variance_pct(self.to_date, self.comparators.alike_to_date, self.observed.series.kind)


def assess(
    observed: Observed,
    history: Sequence[YearOfFigures],
    settings: Settings,
    quarter: Quarter,
    as_of: date | None = None,
) -> Assessment:
    """The series at the report's quarter.

    history: its earlier years, oldest first. as_of: the day up to which its data are complete; by default the quarter's
    last.
    """
    observed = with_decimals(observed, history)
    series, has_end = observed.series, observed.has_year_end(quarter)
    years, demand = comparable_years(series, history, quarter.start), target_of(series)
    against, alone = comparators(observed, history), own_value(observed, observed.current) if observed.current else None
    likely = _likely(observed, years) if has_end else NO_PROJECTION
    is_likely = series.projection == "auto" and series.kind.has_chance and not series.kind.is_pooled
    projection = likely if is_likely or not has_end else _projection(observed, years)
    chance, (low, high) = likely.chance_of(demand), likely.interval() if series.projection != "none" else (None, None)
    judging = _judging(observed, history, years, settings, quarter, as_of, chance=chance, projection=projection)
    judged, bound = judging.compared()
    state, reason = judging.rated(judged, bound)
    travelled = partial(travel, alone, polarity=series.polarity, decimals=series.apart_at)
    none_before, none_last = without_travel(observed, quarter)
    return Assessment(
        observed=observed,
        settings=settings,
        quarter=quarter,
        comparators=against,
        current=value_of(observed, observed.current) if observed.current else None,
        to_date=observed.to_date,
        requirement=demand,
        profile=judging.to_date.demand.bound if judging.to_date.demand else None,
        projection=projection,
        low=low,
        high=high,
        chance=chance,
        judged=judged,
        against=bound,
        rag=state,
        rag_reason=reason,
        travel_previous=none_before
        or (NOT_APPLICABLE if against.previous_broken else travelled(against.previous_quarter)),
        travel_last_year=none_last or (NOT_APPLICABLE if against.quarter_broken else travelled(against.alike_quarter)),
        run_rate=_run_rate(observed, demand) if has_end else NOT_APPLICABLE,
        significance=None if none_last else _significance(observed, alone, against, years),
        has_passed=judging.has_passed,
        basis=judging.basis,
        part=judging.part,
        how=judging.how,
    )


def without_travel(observed: Observed, quarter: Quarter) -> tuple[str, str]:
    """The words in place of the direction against the quarter before, and against last year; empty if there is one.

    n/a for a milestone, for a closed series, if the plan asks for no figure for this quarter or the one before, and if
    the series had not begun; Not due if the year's first figure is still to come.
    """
    series = observed.series
    own_quarter = series.figure_quarter(quarter)
    if series.kind.has_status or series.is_closed(quarter) or own_quarter is None:
        return NOT_APPLICABLE, NOT_APPLICABLE
    if own_quarter.start != quarter.start:
        return rules.NOT_DUE, rules.NOT_DUE
    before, last = own_quarter.plus(-1), own_quarter.plus(-QUARTERS_A_YEAR)
    none_before = "" if series.is_asked(before) and series.has_begun(before) else NOT_APPLICABLE
    return none_before, "" if series.has_begun(last) else NOT_APPLICABLE


def rag_of(
    observed: Observed,
    history: Sequence[YearOfFigures],
    settings: Settings,
    quarter: Quarter,
    as_of: date | None = None,
) -> str:
    """The series' RAG as ``assess`` gives it, without working out the rest."""
    series, has_end = observed.series, observed.has_year_end(quarter)
    years = comparable_years(series, history, quarter.start)
    projection = _projection(observed, years) if series.judged == "projection" and has_end else NO_PROJECTION
    is_likelihood = rule_of(series, settings) == CHANCE and has_end
    chance = _likely(observed, years).chance_of(target_of(series)) if is_likelihood else None
    judging = _judging(observed, history, years, settings, quarter, as_of, chance=chance, projection=projection)
    return judging.rated(*judging.compared())[0]


def _judging(
    observed: Observed,
    history: Sequence[YearOfFigures],
    years: Sequence[Year],
    settings: Settings,
    quarter: Quarter,
    as_of: date | None = None,
    *,
    projection: YearEnd,
    chance: float | None = None,
) -> Judging:
    """The series ready to be rated. years: the earlier years that are comparable."""
    series, slot = observed.series, observed.current
    against, demand = comparators(observed, history), target_of(series)
    to_date = part_of(series, slot.quarter, demand, years) if slot else Part()
    alone = part_of(series, slot.quarter, demand, years, is_alone=True) if slot else Part()
    values = {
        "latest": value_of(observed, slot) if slot else None,
        "projection": projection.value,
        ALONE: own_value(observed, slot) if slot else None,
    }
    last_year = {
        "latest": against.alike_quarter,
        "projection": None if against.broken else against.last_year_total,
        ALONE: against.alike_quarter,
        "profile": against.alike_to_date,
        "actual": against.alike_to_date,
    }
    if series.judged == ROLLING:
        values[ROLLING], last_year[ROLLING] = twelve_months(observed, history)
    return Judging(observed, settings, quarter, demand, to_date, alone, values, last_year, chance, as_of)


def _projection(observed: Observed, years: Sequence[Year]) -> YearEnd:
    series = observed.series
    if series.projection == "none" or not series.kind.has_projection:
        return NO_PROJECTION
    planned = by_plan(observed, years) if series.projection == "auto" else None
    return planned or exact_projection(observed.year, () if series.kind.is_pooled else years, method=series.projection)


def _likely(observed: Observed, years: Sequence[Year]) -> YearEnd:
    """The year end by ``auto``, from which interval and chance come."""
    if not observed.series.kind.has_chance:
        return NO_PROJECTION
    return by_plan(observed, years) or exact_projection(observed.year, years)


def part_of(
    series: Series, quarter: Quarter, demand: Target | None, years: Sequence[Year], *, is_alone: bool = False
) -> Part:
    """The target to the end of ``quarter``, or of what its figure covers: that quarter alone, or the half-year.

    As the plan gives it; otherwise, if the series grows over the year, its share by the shape of earlier years. In the
    year in which a series begins, the target falls in equal parts to the quarters that it has.
    """
    number, before = quarter.number, series.quarters_before(quarter.start)
    if demand is None:
        return Part()
    if series.target_profile is not None and not demand.is_range:
        bounds = [Fraction(0), *map(Fraction, series.target_profile)]
        is_difference = is_alone and series.kind.is_cumulative
        bound = bounds[number] - (bounds[number - series.quarters_in(number)] if is_difference else 0)
        share = bound / bounds[-1] if bounds[-1] and series.kind.is_cumulative else Fraction(1)
        return Part(target_of(series, bound), share)
    if not series.kind.is_cumulative:
        return Part(demand)
    share = exact_profile(Fraction(1), number, years, before=before)
    earlier = number - series.quarters_in(number)
    if is_alone and earlier:
        share -= exact_profile(Fraction(1), earlier, years, before=before)
    return Part(demand.scaled(share), share)


def demand_to_date(series: Series, quarter: Quarter, demand: Target | None, years: Sequence[Year]) -> Target | None:
    """The target to the end of ``quarter``."""
    return part_of(series, quarter, demand, years).demand


def _run_rate(observed: Observed, demand: Target | None) -> Fraction | str:
    if demand is None or demand.is_range or not observed.series.kind.is_added_up:
        return NOT_APPLICABLE
    return exact_run_rate(observed.year, demand.bound, observed.series.polarity)


def _significance(
    observed: Observed, current: Fraction | None, against: Comparators, years: Sequence[Year]
) -> str | None:
    slot = observed.current
    is_like = observed.series.kind.is_independent and not against.quarter_broken
    if not is_like or slot is None or ESTIMATED_MARK in slot.marks:
        return None
    return significant(current, against.last_year_quarter, [year.run.values for year in years])
