"""The last four quarters together: this year's so far and the rest from last year."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from xlcsp.domain.kinds import Kind
from xlcsp.domain.numbers import total_of
from xlcsp.domain.plan import FREQUENCIES, Series
from xlcsp.domain.years import YearOfFigures
from xlcsp.measures.comparators import is_comparable
from xlcsp.measures.numbers import QUARTERS_A_YEAR, exact
from xlcsp.measures.observed import Observed

Quarters = Sequence[Fraction | None]


def twelve_months(observed: Observed, history: Sequence[YearOfFigures]) -> tuple[Fraction | None, Fraction | None]:
    """The value of the last four quarters, and of the four a year before; None if any of them is unknown."""
    run, kind = observed.run, observed.series.kind
    if not run.is_complete:
        return None, None
    start = observed.slots[0].quarter.start
    known = {year.start: year for year in history if is_comparable(observed.series, year.start)}
    last, before = (_year(known.get(start - back), observed.series) for back in (1, 2))
    due = run.due
    this = [run.total], [_below(observed, kind)]
    now = _value(kind, [*this[0], *last[0][due:]], [*this[1], *last[1][due:]])
    then = _value(kind, [*before[0][due:], *last[0][:due]], [*before[1][due:], *last[1][:due]])
    return now, then


def _year(year: YearOfFigures | None, series: Series) -> tuple[list[Fraction | None], list[Fraction | None]]:
    """The quarters of an earlier year; one that a half-yearly figure contains adds nothing of its own."""
    if year is None:
        return [None] * QUARTERS_A_YEAR, [None] * QUARTERS_A_YEAR
    own = [number in FREQUENCIES[series.frequency] for number in range(1, QUARTERS_A_YEAR + 1)]

    def filled(values: Sequence[object]) -> list[Fraction | None]:
        read = [exact(value) for value in values]
        return [Fraction(0) if value is None and not is_own else value for value, is_own in zip(read, own, strict=True)]

    return filled(year.quarters), filled(year.denominators)


def _below(observed: Observed, kind: Kind) -> Fraction | None:
    """The denominators of this year added up; residents are never added up."""
    known = [slot.denominator for slot in observed.due if slot.denominator is not None]
    if not known or kind.is_per_population:
        return known[-1] if known else None
    return sum(known, Fraction(0))


def _value(kind: Kind, above: Quarters, below: Quarters) -> Fraction | None:
    n = total_of(above)
    if n is None or not kind.has_denominator:
        return n
    if kind.is_per_population:
        residents = next((value for value in below if value), None)
        return n * kind.per / residents if residents else None
    m = total_of(below)
    return n / m if m else None
