"""Variance: actual less comparator, and as a share of it."""

from __future__ import annotations

from fractions import Fraction

from xlcsp.domain.kinds import COUNT, Kind, kind_of
from xlcsp.measures.columns import columns
from xlcsp.measures.numbers import exact, number


@columns(actual=0, comparator=0)
def variance(actual: object, comparator: object) -> int | float | None:
    """Actual − comparator; for rates in proportions (0.04 is 4 percentage points).

    Single values or columns of one length. None where either is missing.
    """
    first, other = exact(actual, "actual"), exact(comparator, "comparator")
    return number(first - other) if first is not None and other is not None else None


@columns(actual=0, comparator=0)
def variance_pct(actual: object, comparator: object, kind: str | Kind = "count") -> int | float | None:
    """The variance as a proportion of the comparator (0.072 is +7.2%).

    None if either is missing, if the comparator is 0 or negative (a percentage would mean nothing), and for rates,
    whose variance is in percentage points.
    """
    return number(exact_variance_pct(exact(actual, "actual"), exact(comparator, "comparator"), kind_of(kind)))


def exact_variance_pct(actual: Fraction | None, comparator: Fraction | None, kind: Kind = COUNT) -> Fraction | None:
    """As ``variance_pct``, as an exact fraction."""
    if actual is None or comparator is None or comparator <= 0 or kind.is_proportion:
        return None
    return (actual - comparator) / comparator
