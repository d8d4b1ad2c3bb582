"""The decimals in which a value and its target are printed beside each other, so that they show its colour."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import chain

from xlcsp.domain.numbers import MOST_PLACES, places_of, rounded
from xlcsp.domain.plan import Series
from xlcsp.domain.target import Target
from xlcsp.measures import rating
from xlcsp.measures.assess import Assessment
from xlcsp.report.units import value_text


def places_to_date(found: Assessment, decimals: int) -> int:
    """The decimals in which the year to date is printed, wherever its target stands beside it."""
    demand, value = found.part.demand or found.requirement, found.to_date
    return decimals if value is None or demand is None else places_beside(found, value, demand, decimals)


def places_beside(found: Assessment, value: Fraction, demand: Target, decimals: int) -> int:
    """Enough decimals to tell the value from its target, 3.69 beside 3.65, and if it is judged to show its colour.

    3.36 beside 3.20 is within 5% of it, while 3.4 beside 3.2 is not.
    """
    series, bound = found.observed.series, demand.in_whole().bound_for(value)[0]
    least = places_of(bound, decimals) if series.kind.is_measured else decimals
    places = range(least, MOST_PLACES + 1)
    told = (at for at in places if value_text(series, value, at) != value_text(series, bound, at))
    first = next(told, None)
    if value != found.judged or demand.is_range:
        return least if first is None else first
    colour, wanted = rating.rated(value, demand, found.how), places if first is None else chain([first], told)
    shown = (at for at in wanted if colour == rating.rated(*_as_printed(series, value, demand, at), found.how))
    return next(shown, least if first is None else first)


def _as_printed(series: Series, value: Fraction, demand: Target, places: int) -> tuple[Fraction, Target]:
    """Value and target as they read with so many decimals."""
    at = places + 2 if series.is_proportion else places
    printed = [None if end is None else Fraction(rounded(end, at)) for end in demand.in_whole().bounds]
    own = value if not series.kind.is_measured and not series.is_proportion else Fraction(rounded(value, at))
    return own, replace(demand, lower=printed[0], upper=printed[1])
