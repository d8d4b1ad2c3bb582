"""A series assessed at a quarter: everything the report says of it, worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlcsp.measures import rating as rules
from xlcsp.measures.baseline import exact_profile, mean_share
from xlcsp.measures.numbers import QUARTERS_A_YEAR, listed
from xlcsp.measures.observed import CLOSED, HELD, Observed, Slot
from xlcsp.measures.projection import YearEnd, exact_projection
from xlcsp.measures.significance import significant
from xlcsp.measures.target import Requirement, requirement
from xlcsp.measures.travel import run_rate, travel
from xlcsp.measures.variance import exact_variance_pct
from xlcsp.measures.year_to_date import PER_POPULATION, exact_rate
from xlcsp.periods import Quarter
from xlcsp.plan import LATEST_ONLY, MILESTONES, Settings, YearOfFigures

EARLY = "early indication"
NO_PROJECTION = YearEnd(None, "none", "not projected")


@dataclass(frozen=True, slots=True)
class Comparators:
    """What the current quarter and the year to date are compared with. Proportions for rates; None where unknown.

    broken: whether last year was recorded differently and is not comparable.
    """

    last_year_quarter: Fraction | None = None
    last_year_to_date: Fraction | None = None
    baseline: Fraction | None = None
    baseline_part: Fraction | None = None
    previous_quarter: Fraction | None = None
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is known of a series at a quarter. Numbers are exact; None is unknown, never zero.

    to_date: year to date (of a rate the pooled proportion; of rolling, snapshot and percentage the current value).
    profile: the cumulative target to date. judged, against: the two numbers that the RAG compares.
    """

    observed: Observed
    quarter: Quarter
    comparators: Comparators
    current: Fraction | None
    to_date: Fraction | None
    to_date_text: str
    requirement: Requirement | None
    profile: Fraction | None
    projection: YearEnd
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
    def variance(self) -> Fraction | None:
        """Year to date less last year's same quarters."""
        last = self.comparators.last_year_to_date
        return self.to_date - last if self.to_date is not None and last is not None else None

    @property
    def variance_pct(self) -> Fraction | None:
        """The variance as a share of last year; None for rates and where last year was 0."""
        kind = self.observed.series.kind
        return exact_variance_pct(self.to_date, self.comparators.last_year_to_date, kind)

    @property
    def is_final(self) -> bool:
        """Whether the year is over: the report's quarter is the fourth."""
        return self.quarter.number == QUARTERS_A_YEAR


def assess(observed: Observed, history: Sequence[YearOfFigures], settings: Settings, quarter: Quarter) -> Assessment:
    """The series at the report's quarter. history: its earlier years, oldest first."""
    series = observed.series
    comparable = [year for year in history if year.start < quarter.start and _is_comparable(observed, year.start)]
    years = [list(year.quarters) for year in comparable]
    current = _current(observed)
    to_date = observed.to_date
    comparators = _comparators(observed, history, years)
    demand = requirement(series)
    profile = _profile(observed, demand, years)
    projection = NO_PROJECTION
    if series.projection != "none" and series.kind not in ("percentage", "milestone"):
        method, below = series.projection, observed.denominators
        projection = exact_projection(observed.values, years, method=method, kind=series.kind, denominators=below)
    judged, against = _judged(observed, demand, profile, projection, current, to_date)
    state, reason = _rag(observed, settings, quarter, demand, judged, against, comparators)
    passed = _has_passed(observed, demand)
    if passed and state == rules.NO_DATA:
        state, reason = rules.RED, "the target is already exceeded by the quarters there are"
    decimals = 3 if series.is_proportion else 0
    return Assessment(
        observed=observed,
        quarter=quarter,
        comparators=comparators,
        current=current,
        to_date=to_date,
        to_date_text=_to_date_text(observed),
        requirement=demand,
        profile=profile,
        projection=projection,
        judged=judged,
        against=against,
        rag=state,
        rag_reason=reason,
        travel_previous=travel(current, comparators.previous_quarter, series.polarity, decimals=decimals),
        travel_last_year=travel(current, comparators.last_year_quarter, series.polarity, decimals=decimals),
        run_rate=_run_rate(observed, demand),
        significance=_significance(observed, current, comparators, years),
        has_passed=passed,
    )


def comparators_at(observed: Observed, history: Sequence[YearOfFigures], number: int) -> Comparators:
    """The comparators of an earlier quarter of the same year, for its sentence."""
    years = [list(year.quarters) for year in history if _is_comparable(observed, year.start)]
    return _comparators(observed, history, years, number)


def _is_comparable(observed: Observed, start: int) -> bool:
    break_at = observed.series.comparable_from
    return break_at is None or Quarter(start, 1) >= break_at


def _current(observed: Observed) -> Fraction | None:
    slot = observed.current
    return value_of(observed, slot) if slot else None


def value_of(observed: Observed, slot: Slot) -> Fraction | None:
    """A quarter's own value as it is compared: the count, the proportion, or the rate per 1,000."""
    if slot.state != HELD or slot.value is None:
        return None
    if observed.series.kind == "per population":
        return slot.value * PER_POPULATION / slot.denominator if slot.denominator else None
    return slot.proportion(observed.series.kind)


def _comparators(
    observed: Observed, history: Sequence[YearOfFigures], years: list[list[object]], number: int | None = None
) -> Comparators:
    due = observed.due
    if not due and number is None:
        return Comparators(baseline=_fraction(observed.series.baseline))
    number = number or due[-1].quarter.number
    start = observed.slots[0].quarter.start
    last = next((year for year in history if year.start == start - 1), None)
    before = observed.slots[number - 2] if number > 1 else None
    baseline = _fraction(observed.series.baseline)
    part = baseline
    if observed.series.is_added_up and baseline is not None:
        part = exact_profile(baseline, number, years)
    previous = value_of(observed, before) if before else _last_year_value(observed, last, QUARTERS_A_YEAR)
    return Comparators(
        last_year_quarter=_last_year_value(observed, last, number),
        last_year_to_date=_last_year_to_date(observed, last, number),
        baseline=baseline,
        baseline_part=part,
        previous_quarter=previous,
        broken=last is not None and not _is_comparable(observed, last.start),
    )


def _fraction(value: object) -> Fraction | None:
    return Fraction(str(value)) if value is not None else None


def _last_year_value(observed: Observed, last: YearOfFigures | None, number: int) -> Fraction | None:
    if last is None:
        return None
    value, below = _fraction(last.quarters[number - 1]), _fraction(last.denominators[number - 1])
    kind = observed.series.kind
    if value is None or kind not in ("rate", "per population"):
        return value
    if not below:
        return None
    return value / below * (PER_POPULATION if kind == "per population" else 1)


def _last_year_to_date(observed: Observed, last: YearOfFigures | None, number: int) -> Fraction | None:
    kind = observed.series.kind
    if last is None or kind == "milestone":
        return None
    if kind in LATEST_ONLY:
        return _last_year_value(observed, last, number)
    quarters = last.quarters[:number]
    is_whole_year = number == QUARTERS_A_YEAR
    if kind == "rate":
        if all(value is not None for value in (*quarters, *last.denominators[:number])):
            return exact_rate(quarters, last.denominators[:number])
        above, below = _fraction(last.year_total), _fraction(last.denominator_total)
        return above / below if is_whole_year and above is not None and below else None
    total: Fraction | None = None
    if all(value is not None for value in quarters):
        total = sum((Fraction(str(value)) for value in quarters), Fraction(0))
    elif is_whole_year:
        total = _fraction(last.year_total)
    if kind == "per population" and total is not None:
        below = _fraction(last.denominators[number - 1] or last.denominator_total)
        return total * PER_POPULATION / below if below else None
    return total


def _profile(observed: Observed, demand: Requirement | None, years: list[list[object]]) -> Fraction | None:
    """The cumulative target to date: as the plan gives it, or its share by the shape of earlier years."""
    series, slot = observed.series, observed.current
    if demand is None or slot is None:
        return None
    given = series.target_profile
    if given is not None:
        return Fraction(given[slot.quarter.number - 1])
    bound = demand.upper if demand.upper is not None else demand.lower
    if bound is None or not series.is_added_up:
        return bound
    return exact_profile(bound, slot.quarter.number, years)


def _judged(  # noqa: PLR0913
    observed: Observed,
    demand: Requirement | None,
    profile: Fraction | None,
    projection: YearEnd,
    current: Fraction | None,
    to_date: Fraction | None,
) -> tuple[Fraction | None, Fraction | None]:
    """The value that the RAG judges and the bound it is held against. At year end always the actual."""
    if demand is None:
        return None, None
    series, slot = observed.series, observed.current
    is_over = slot is not None and slot.quarter.number == QUARTERS_A_YEAR
    if series.kind in LATEST_ONLY:
        value = current
    elif is_over or series.judged == "profile":
        value = to_date
    elif series.judged == "projection":
        value = projection.value
    else:
        value = current
    if value is None:
        return None, None
    bound, _ = demand.bound_for(value)
    if series.is_added_up and series.judged == "profile" and not is_over and not demand.is_range:
        return value, profile
    return value, bound


def _rag(  # noqa: PLR0913
    observed: Observed,
    settings: Settings,
    quarter: Quarter,
    demand: Requirement | None,
    judged: Fraction | None,
    against: Fraction | None,
    comparators: Comparators,
) -> tuple[str, str]:
    series, slot = observed.series, observed.current
    if series.is_closed(quarter):
        return rules.CLOSED, series.note or f"closed from {series.closed_from}"
    if series.target_rule == "monitor":
        return rules.MONITOR, "monitored, not rated"
    if series.target_rule == "to be set":
        return rules.MONITOR, series.note or "the target is still to be set"
    if slot is None:
        return rules.NOT_DUE, "not due yet"
    early = EARLY if quarter.number == 1 else ""
    if series.kind == "milestone":
        state = MILESTONES.get(slot.milestone, rules.NO_DATA)
        return state, "as stated by the lead" if state != rules.NO_DATA else slot.reason
    if judged is None or against is None or demand is None:
        return rules.NO_DATA, missing_words(observed)
    polarity = demand.bound_for(judged)[1]
    rule = series.rag_rule or settings.rag_rule
    tolerance = series.tolerance if series.tolerance is not None else settings.tolerance
    last_year = comparators.last_year_quarter if judged == _current(observed) else comparators.last_year_to_date
    if series.judged == "projection" and not quarter.number == QUARTERS_A_YEAR:
        last_year = None if comparators.last_year_to_date is None else comparators.last_year_to_date
    if demand.strict and judged == against:
        return rules.AMBER, "exactly on a target that is to be passed"
    state = rules.rag(
        judged, against, polarity, tolerance=tolerance, rule=rule, same_period_last_year=last_year, kind=series.kind
    )
    return state, early


def _has_passed(observed: Observed, demand: Requirement | None) -> bool:
    """Whether a lower-is-better count exceeds the year's target already, whatever the missing quarters hold."""
    if demand is None or demand.upper is None or demand.is_range or not observed.series.is_added_up:
        return False
    return observed.run.total > demand.upper


def _run_rate(observed: Observed, demand: Requirement | None) -> int | str:
    if demand is None or demand.is_range or not observed.series.is_added_up or observed.series.polarity == "none":
        return "n/a"
    bound = demand.upper if demand.upper is not None else demand.lower
    return run_rate(observed.values, bound, observed.series.polarity, observed.series.kind)


def _significance(
    observed: Observed, current: Fraction | None, comparators: Comparators, years: list[list[object]]
) -> str | None:
    if observed.series.kind != "count" or comparators.broken or ESTIMATED in _marks(observed):
        return None
    return significant(current, comparators.last_year_quarter, years)


ESTIMATED = "[e]"


def _marks(observed: Observed) -> tuple[str, ...]:
    return observed.current.marks if observed.current else ()


def _to_date_text(observed: Observed) -> str:
    """Words for a year to date that is no number: which quarters there are, or No data."""
    if observed.series.kind == "milestone":
        return ""
    return "" if observed.to_date is not None else observed.run.text


def missing_words(observed: Observed) -> str:
    """``no figure for Q2 and Q3 (Staff change)``; what a state of No data gives as its reason."""
    gaps = observed.gaps
    without = [
        slot.quarter.short
        for slot in observed.slots
        if slot.state == HELD and observed.series.kind == "rate" and slot.denominator is None
    ]
    parts = []
    if gaps:
        reasons = "; ".join(dict.fromkeys(slot.reason.lower() for slot in gaps))
        parts.append(f"no figure for {listed(slot.quarter.short for slot in gaps)} ({reasons})")
    if without:
        parts.append(f"{listed(without)} given as a percentage without numbers")
    return "; ".join(parts) or "no data"


def share_of_year(observed: Observed, years: list[list[object]], number: int) -> Fraction:
    """The share of a year that falls to its first quarters."""
    share = mean_share(years, number) if observed.series.is_added_up else None
    return share if share is not None else Fraction(number, QUARTERS_A_YEAR)


__all__ = ["CLOSED", "Assessment", "Comparators", "assess", "comparators_at", "missing_words", "value_of"]
