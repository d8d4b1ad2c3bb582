"""Whether a series' numbers are printed with decimals: decided once from its figures, so that all look alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from xlcsp.domain.numbers import PENCE, THOUSAND, is_money, reads_alike
from xlcsp.domain.plan import Series
from xlcsp.domain.years import YearOfFigures
from xlcsp.measures.comparators import comparators, last_year_quarters, value_of
from xlcsp.measures.observed import Observed


def with_decimals(observed: Observed, history: Sequence[YearOfFigures]) -> Observed:
    """The year of a series that knows whether its numbers have decimals, by this year's and last year's figures."""
    if not observed.series.kind.is_measured:
        return observed
    against = comparators(observed, history)
    last = () if against.broken else (*last_year_quarters(observed, history), against.last_year_to_date)
    return decided(observed, last)


def decided(observed: Observed, last_year: Iterable[Fraction | None]) -> Observed:
    """The same where last year is given by its numbers."""
    series = observed.series
    if not series.kind.is_measured:
        return observed
    own = [value_of(observed, slot) for slot in observed.slots]
    known = [value for value in (*own, observed.to_date, *last_year) if value is not None]
    has_decimals, least = _has_decimals(series, known), least_places(series, known)
    return replace(observed, series=replace(series, has_decimals=has_decimals, least_places=least))


def least_places(series: Series, values: Iterable[Fraction]) -> int:
    """One decimal more for ratios and rates if one is below 1, or reads as the target without being it; else 0."""
    if not series.decimals or not series.kind.is_quotient or is_money(series.unit):
        return 0
    is_finer = any(0 < abs(value) < 1 or _is_near(series, value, series.decimals) for value in values)
    return series.decimals + 1 if is_finer else 0


def _has_decimals(series: Series, values: Sequence[Fraction]) -> bool:
    """Whether any has decimals; pounds only if one is below £1,000 or reads as the target without being it.

    The settings may ask for pence always.
    """
    is_near = any(_is_near(series, value, 0) for value in values)
    is_shown = not is_money(series.unit) or series.decimals >= PENCE or is_near or is_small(values)
    return is_shown and any(value.denominator != 1 for value in values)


def _is_near(series: Series, value: Fraction, decimals: int) -> bool:
    """Whether a value reads as the target without being it."""
    ends = (Fraction(end) for end in (series.target, series.target_upper) if end is not None)
    return any(value != end and reads_alike(value, end, decimals) for end in ends)


def is_small(values: Iterable[Fraction]) -> bool:
    """Whether the smallest of these pounds is below £1,000: a series that passes £1,000 keeps its pence."""
    return any(0 < abs(value) < THOUSAND for value in values)
