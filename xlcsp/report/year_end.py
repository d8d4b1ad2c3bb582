"""How precise numbers are printed: the projected year end on every page, a value and its target beside each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain

from xlcsp.domain.kinds import Kind
from xlcsp.domain.numbers import MOST_PLACES, places_of, rounded
from xlcsp.domain.plan import Series
from xlcsp.domain.target import Bounds, Target
from xlcsp.domain.wording import sentence_case
from xlcsp.measures import rating
from xlcsp.measures.assess import Assessment

EVEN = 0.5
_FIGURES = 3  # significant figures of a projected amount


@dataclass(frozen=True, slots=True)
class Projected:
    """A projected year end as printed: its value, its likely range, and the chance of meeting the target."""

    value: Fraction
    low: Fraction | None = None
    high: Fraction | None = None
    chance: float | None = None

    @property
    def has_range(self) -> bool:
        """Whether it is printed with a range."""
        return self.low is not None and self.high is not None and self.low != self.high


def projected(assessment: Assessment) -> Projected | None:
    """The projected year end of a series, the same on every sheet and in every output.

    None where it is not known, the year is over, or the series is a latest value or only monitored.
    """
    series, end = assessment.observed.series, assessment.projection
    if end.value is None or end.is_actual or series.kind.is_latest_only or series.target_rule == "monitor":
        return None
    value, (low, high) = as_printed(series.kind, end.value, (assessment.low, assessment.high), assessment.requirement)
    return Projected(value, low, high, assessment.chance)


def latest_quarter(assessment: Assessment) -> str:
    """The quarter of the newest figure that is due."""
    slot = assessment.observed.current
    return (slot.quarter if slot else assessment.quarter).short


def latest_period(assessment: Assessment) -> str:
    """The period of a latest value: ``in the 12 months to Q3``, ``at the end of Q3``, ``in Q3``."""
    kind, at = assessment.observed.series.kind, latest_quarter(assessment)
    return f"in the 12 months to {at}" if kind.is_rolling else f"at the end of {at}" if kind.is_level else f"in {at}"


def names_of_value(assessment: Assessment) -> tuple[str, str]:
    """The names of the year's value and of its change; a latest value is one of its period: ``12 months to Q3``."""
    if not assessment.observed.series.kind.is_latest_only:
        return "Year to date", "On last year to date"
    return sentence_case(latest_period(assessment).removeprefix("in the ")), "On last year"


def is_at_odds(assessment: Assessment) -> bool:
    """Whether the projected year end is on one side of the target, and the chance speaks for the other."""
    end, demand = projected(assessment), assessment.requirement
    if end is None or demand is None or end.chance is None:
        return False
    return end.chance < EVEN if demand.is_met(end.value) else end.chance > EVEN


def as_printed(kind: Kind, value: Fraction, likely: Bounds, demand: Target | None) -> tuple[Fraction, Bounds]:
    """A projection and its likely range, as precise as readers need.

    Amounts, such as pounds or hours, have three significant figures, and those from 100 on no decimals; but never so
    few that the projection would seem to lie on the other side of its target.
    """
    if not _is_rough(kind):
        return value, likely
    step = max(len(str(int(abs(value)))) - _FIGURES, -1)
    while step >= 0 and not _is_same_side(value, _round(value, step), demand):
        step -= 1
    if step < 0:
        return value, likely
    low, high = (None if end is None else _round(end, step) for end in likely)
    return _round(value, step), (low, high)


def as_projected(series: Series) -> Series:
    """The series as its projected year ends are printed: amounts as precise as they are known, not as their figures."""
    return replace(series, has_decimals=None) if _is_rough(series.kind) else series


def likely_words(end: Projected, series: Series) -> str:
    """``1,053 to 1,275``: the likely range of the year end; empty where it is not known."""
    if not end.has_range or end.low is None or end.high is None:
        return ""
    low, high = (as_projected(series).text(value) for value in (end.low, end.high))
    return f"{low} to {high}"


def _is_rough(kind: Kind) -> bool:
    return kind.is_added_up and kind.takes_decimals


def _round(value: Fraction, tens: int) -> Fraction:
    size = Fraction(10) ** tens
    return Fraction(rounded(value / size, 0)) * size


def _is_same_side(value: Fraction, printed: Fraction, demand: Target | None) -> bool:
    return demand is None or all(
        bound is None or ((value > bound) - (value < bound)) == ((printed > bound) - (printed < bound))
        for bound in (demand.lower, demand.upper)
    )


def places_to_date(assessment: Assessment) -> int:
    """The decimals in which the year to date is printed, wherever its target stands beside it."""
    demand, value = assessment.part.demand or assessment.requirement, assessment.to_date
    if value is None or demand is None:
        return assessment.observed.series.decimals
    return places_beside(assessment, value, demand)


def places_beside(assessment: Assessment, value: Fraction, demand: Target) -> int:
    """Enough decimals to tell the value from its target, 3.69 beside 3.65, and if it is judged to show its colour.

    3.36 beside 3.20 is within 5% of it, while 3.4 beside 3.2 is not.
    """
    series, bound = assessment.observed.series, demand.in_whole().bound_for(value)[0]
    least = places_of(bound, series.decimals) if series.kind.is_measured else series.decimals
    places = range(least, MOST_PLACES + 1)
    told = (at for at in places if series.text(value, at) != series.text(bound, at))
    first = next(told, None)
    if value != assessment.judged or demand.is_range:
        return least if first is None else first
    colour, wanted = rating.rated(value, demand, assessment.how), places if first is None else chain([first], told)
    shown = (at for at in wanted if colour == rating.rated(*_as_printed(series, value, demand, at), assessment.how))
    return next(shown, least if first is None else first)


def _as_printed(series: Series, value: Fraction, demand: Target, places: int) -> tuple[Fraction, Target]:
    """Value and target as they read with so many decimals."""
    at = places + 2 if series.is_proportion else places
    lower, upper = (None if end is None else Fraction(rounded(end, at)) for end in demand.in_whole().bounds)
    own = value if not series.kind.is_measured and not series.is_proportion else Fraction(rounded(value, at))
    return own, Target(demand.kind, lower, upper, demand.strict)
