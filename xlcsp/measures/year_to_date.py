"""The year to date by kind of series, and pooled rates. A missing quarter never counts as zero."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from xlcsp.domain.kinds import RATE, USUAL_PER, Kind, kind_of
from xlcsp.domain.slots import Year
from xlcsp.errors import MeasureError
from xlcsp.measures.columns import columns
from xlcsp.measures.marks import Quarters, read_year
from xlcsp.measures.numbers import exact, figure, number


@columns(quarters=1, denominators=1)
def year_to_date(
    quarters: Quarters, kind: str | Kind = "count", denominators: Quarters | None = None
) -> int | float | None:
    """The year to date.

    quarters: up to four figures (a k × 4 block gives k answers); for a rate, its numerators. None is missing.
    denominators: m in "n of m", or the mid-year population of each quarter. Counts and cohorts are added up; a rate is
    Σn ÷ Σm; rolling, snapshot and percentage give the latest quarter's own value; per population gives offences per
    1,000 residents. Returns None if there are no data or a due quarter is missing. Raises MeasureError for a negative,
    infinite or (in counts) fractional figure, text, or n greater than m.
    """
    return number(exact_year_to_date(read_year(quarters, kind_of(kind), denominators)))


def exact_year_to_date(year: Year) -> Fraction | None:
    """As ``year_to_date``, as an exact fraction."""
    kind, run = year.kind, year.run
    if kind.has_status:
        raise MeasureError("A milestone has a status, not a year to date.")
    if kind.is_pooled:
        return year.pooled
    if kind.is_latest_only:
        return year.latest
    if not run.is_complete:
        return None
    if kind.is_added_up:
        return run.total
    population = year.denominators.latest
    return run.total * kind.per / population if population else None


def rate(numerators: Sequence[object], denominators: Sequence[object]) -> float | int | None:
    """The pooled rate Σn ÷ Σm over all pairs that have both; never the mean of percentages.

    Both of the same length. Returns a proportion; None when no pair is complete or Σm is 0.
    Raises MeasureError for unequal lengths, negative figures, or n greater than m.
    """
    return number(exact_rate(numerators, denominators))


def exact_rate(numerators: Sequence[object], denominators: Sequence[object], kind: Kind = RATE) -> Fraction | None:
    """As ``rate``, as an exact fraction. kind: in a ratio n may be greater than m."""
    if len(numerators) != len(denominators):
        raise MeasureError(f"{len(numerators)} numerators for {len(denominators)} denominators.")
    above = below = Fraction(0)
    for n, m in zip(numerators, denominators, strict=True):
        number_of, of = figure(n, kind, "numerator"), figure(m, kind, "denominator")
        if number_of is None or of is None:
            continue
        if kind.is_part and number_of > of:
            raise MeasureError(f"{number_of} of {of} is not possible; n is at most m.")
        above, below = above + number_of, below + of
    return above / below if below else None


@columns(count=0, population=0)
def per_population(count: object, population: object) -> int | float | None:
    """Offences per 1,000 residents of one named mid-year estimate; None if either is missing or the estimate is 0."""
    events, residents = figure(count), exact(population, "population")
    return number(events * USUAL_PER / residents) if events is not None and residents else None
