"""The Green and Amber bounds of a figure, exact enough for a form's own formulas.

A form has no exact fractions. The plan's target is therefore turned into bounds on the number that the form has (the
count to date, n of m, the percentage as typed), and the form only has to compare.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from xlcsp.domain.numbers import amount, places_of
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import ALONE, CHANCE, ROLLING, Series
from xlcsp.domain.target import Bounds, target_of
from xlcsp.forms.layout import Known
from xlcsp.measures import rating
from xlcsp.measures.assess import part_of
from xlcsp.measures.comparators import Comparators, comparable_years, comparators
from xlcsp.measures.judging import Part, how_of
from xlcsp.measures.numbers import QUARTERS_A_YEAR, shown
from xlcsp.measures.observed import observe
from xlcsp.measures.rag_rules import rule_of

LATEST, STRAIGHT_LINE, TO_DATE = "latest", "straight line", "to date"
_MOST_PLACES = 8  # decimals of a bound on a rate; the form could not compare more exactly


@dataclass(frozen=True, slots=True)
class Limits:
    """The Green and Amber ranges, ends included; None if there is no bound on that side. Beyond Amber is Red.

    target: the target itself, before it was turned into bounds of the judged number. The numbers are years to date for
    a count, proportions for a rate or percentage, values for a level. edge: a target that must be passed; exactly on it
    is Amber. passed: a year to date above it is Red whatever is missing. basis: what is judged.
    """

    target: Bounds
    green: Bounds
    amber: Bounds
    edge: Fraction | None
    basis: str
    passed: Fraction | None = None

    @property
    def ends(self) -> tuple[Fraction | None, ...]:
        """All the bounds."""
        return (*self.green, *self.amber, self.edge)


def limits(series: Series, quarter: Quarter, known: Known) -> Limits | None:
    """The bounds for the series' figure in that quarter; None if the form cannot judge it as the report will.

    None for what is not rated, for the rule *chance*, and for projections other than a straight line.
    """
    settings, demand = known.settings, target_of(series)
    if settings is None or demand is None:
        return None
    rule = rule_of(series, settings)
    basis = _basis(series, quarter.number)
    part = Part(demand)
    is_over = quarter.number == QUARTERS_A_YEAR
    is_alone = series.judged == ALONE and not is_over
    if (
        is_alone
        or (basis == LATEST and not series.kind.is_cumulative)
        or (basis == TO_DATE and not is_over and series.judged == "profile")
    ):
        years = comparable_years(series, known.history, quarter.start)
        part = part_of(series, quarter, demand, years, is_alone=is_alone)
    bound = part.demand
    if rule == CHANCE or not basis or bound is None:
        return None
    bands = rating.bands(bound, how_of(series, settings, part.share, _last_year(series, known, quarter, basis)))
    green, amber, edge = bands.green, bands.amber, bands.edge
    if basis == STRAIGHT_LINE:
        before = series.quarters_before(quarter.start)
        share = Fraction(quarter.number - before, QUARTERS_A_YEAR - before)
        green, amber, edge = _scaled(green, share), _scaled(amber, share), edge and edge * share
    is_whole = series.kind.is_whole
    if is_whole:
        green, amber = _whole(green), _whole(amber)
    elif not all(_is_short(end) for end in (*green, *amber, edge)):
        return None
    passed = demand.upper if series.kind.is_added_up and not demand.is_range else None
    return Limits(_whole(bound.bounds) if is_whole else bound.bounds, green, amber, edge, basis, passed)


def _basis(series: Series, number: int) -> str:
    """What is judged; empty if that is a projection which the form does not show."""
    if series.kind.is_latest_only:
        return LATEST
    if number == QUARTERS_A_YEAR or series.judged == "profile":
        return TO_DATE
    if series.judged in ("latest", ALONE):
        return LATEST
    if series.kind.is_pooled:
        return TO_DATE if series.projection != "none" and series.judged != ROLLING else ""
    return STRAIGHT_LINE if series.projection == "straight line" and series.judged != ROLLING else ""


def _before(series: Series, known: Known, quarter: Quarter) -> Comparators:
    return comparators(observe(series, {}, frozenset(), quarter), known.history, quarter.number)


def _last_year(series: Series, known: Known, quarter: Quarter, basis: str) -> Fraction | None:
    against = _before(series, known, quarter)
    if basis == STRAIGHT_LINE:
        return None if against.broken else against.last_year_total
    return against.alike_quarter if basis == LATEST else against.alike_to_date


def last_year(series: Series, quarter: Quarter, known: Known) -> tuple[Fraction | None, Fraction | None]:
    """The same period last year as a form's cells have it: for a rate n and m, for a percentage 0 to 100."""
    last = _before(series, known, quarter).alike_to_date
    if last is not None and series.kind.is_pair:
        return _pair_of(last, known, quarter)
    return (last * 100 if last is not None and series.kind.is_bare_percentage else last), None


def _pair_of(share: Fraction, known: Known, quarter: Quarter) -> tuple[Fraction, Fraction]:
    """Last year's n and m for the share: as counted, or a reduced fraction if only the share is known."""
    year = next(year for year in known.history if year.start == quarter.start - 1)
    both = zip(year.quarters[: quarter.number], year.denominators[: quarter.number], strict=True)
    counted = [(above, below) for above, below in both if above is not None and below is not None]
    sums = sum(above for above, _ in counted), sum(below for _, below in counted)
    own = counted[-1] if counted else (None, None)  # of a latest value
    for above, below in (own, sums, (year.year_total, year.denominator_total)):
        if above is not None and below and Fraction(above) / Fraction(below) == share:
            return Fraction(above), Fraction(below)
    return Fraction(share.numerator), Fraction(share.denominator)


def _scaled(ends: Bounds, share: Fraction) -> Bounds:
    return (
        ends[0] * share if ends[0] is not None else None,
        ends[1] * share if ends[1] is not None else None,
    )


def _whole(ends: Bounds) -> Bounds:
    """The first and last whole number inside."""
    low, high = ends
    return (
        Fraction(math.ceil(low)) if low is not None else None,
        Fraction(math.floor(high)) if high is not None else None,
    )


def _is_short(end: Fraction | None) -> bool:
    """Whether the bound is a decimal that a form's formula can multiply exactly."""
    return end is None or (end * 10**_MOST_PLACES).denominator == 1


def places(ends: tuple[Fraction | None, ...]) -> int:
    """How many decimals the bounds have at most."""
    return next(
        number
        for number in range(_MOST_PLACES + 1)
        if all(end is None or (end * 10**number).denominator == 1 for end in ends)
    )


def target_words(series: Series, quarter: Quarter, known: Known) -> str:
    """``Target to date at most 831``: the target of the form's RAG. Empty if the form does not judge.

    Where Green ends elsewhere, it says so: ``Target at most 86 (Green to 94)``.
    """
    bounds = limits(series, quarter, known)
    if series.kind.has_status or bounds is None:
        return ""
    low, high = bounds.target
    words = {
        (True, False): "at least" if bounds.edge is None else "above",
        (False, True): "at most" if bounds.edge is None else "below",
    }.get((low is not None, high is not None), "")
    if words == "at most" and high == 0:
        words = ""
    ends = " to ".join(_written(series, end) for end in (low, high) if end is not None)
    is_part = bounds.basis == TO_DATE and series.kind.is_cumulative and quarter.number < QUARTERS_A_YEAR
    when = {LATEST: "", STRAIGHT_LINE: " for the year"}.get(bounds.basis, " to date" if is_part else "")
    green = "" if bounds.basis == STRAIGHT_LINE else _green_words(series, bounds)
    return " ".join(part for part in (f"Target{when}", words, ends, green) if part)


def _green_words(series: Series, bounds: Limits) -> str:
    """``(Green to 94)``, where that is not the target as printed."""
    pairs = zip(("from", "to"), bounds.green, bounds.target, strict=True)
    told = (
        f"{side} {_written(series, green)}"
        for side, green, end in pairs
        if green is not None and end is not None and _written(series, green) != _written(series, end)
    )
    return f"(Green {words})" if (words := " ".join(told)) else ""


def _written(series: Series, value: Fraction) -> str:
    """A bound as the report prints it: with its own decimals, pounds with their sign."""
    if series.kind.is_per_population:
        return shown(value, places_of(value, series.decimals))
    if series.kind.is_measured:
        own = 0 if value.denominator == 1 else series.places(value, places_of(value, series.decimals))
        return amount(value, own, series.unit)
    return series.kind.text(value, series.decimals)
