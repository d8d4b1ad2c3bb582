"""Years to date: those that do not hold their quarters, and a quarter's figure that is most likely one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from xlcsp.domain.figures import YEAR_TO_DATE, Figure
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Series
from xlcsp.errors import Problem

Held = Mapping[Quarter, Figure]

LEAST = 20  # of a usual quarter: below it figures jump about
_FAR = Fraction(3, 2)  # of the usual quarter: what is nearer is one
_NEARER = 2  # times, that what the quarter would be lies nearer to the usual one


def quarter_within(value: Fraction, earlier: Sequence[Fraction | None], usual: Fraction | None) -> Fraction | None:
    """What the quarter would be if the figure were the year to date; None where it does not look like one.

    earlier: the figures of the quarters before it, all of which must be known. usual: the same quarter last year, where
    it is known; else it is held against the mean of the earlier quarters.
    """
    known = [one for one in earlier if one is not None]
    if not known or len(known) < len(earlier):
        return None
    total = sum(known, Fraction(0))
    expected = usual if usual is not None else total / len(known)
    quarter = value - total
    is_far = expected >= LEAST and value >= _FAR * expected
    return quarter if is_far and quarter >= 0 and _NEARER * abs(quarter - expected) < abs(value - expected) else None


def years_to_date(
    series: Series,
    held: Held,
    upto: Quarter,
    problems: list[Problem],
    queries: list[Problem],
) -> None:
    """A year to date holds what the quarters before it hold."""
    known = below = Fraction(0)
    has_earlier = False
    for place in range(1, upto.number + 1):
        figure = held.get(Quarter(upto.start, place))
        if figure is None or figure.numerator is None:
            continue
        if figure.basis != YEAR_TO_DATE:
            known += figure.numerator
            below += figure.denominator or 0
            has_earlier = True
            continue
        n, m = figure.numerator - known, (figure.denominator or 0) - below
        if n < 0 or (series.kind.is_pair and (m < 0 or n > m)):
            found = f"The year to date ({figure.numerator}) does not hold the quarters before it ({known})"
            problems.append(told_of(figure, "year to date", found, "Ask for the quarter's own figure"))
            continue
        if has_earlier:
            found = f"{figure.quarter.short} was derived as {n} from a year to date of {figure.numerator}"
            queries.append(told_of(figure, "derived", found, "Ask for the quarter's own figure"))
        known, below, has_earlier = figure.numerator, figure.denominator or Fraction(0), True


def told_of(figure: Figure, code: str, found: str, do: str, cell: str = "") -> Problem:
    """A problem or query about a figure, at its cell or another one of its row."""
    source = figure.source
    period = str(figure.quarter)
    return Problem(source.file, source.sheet, cell or source.cell, code, found, "", do, figure.series, period)
