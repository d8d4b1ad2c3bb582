"""The year to date by kind of series, and pooled rates. A missing quarter never counts as zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlcsp.domain.kinds import RATE, Kind, kind_of
from xlcsp.errors import MeasureError
from xlcsp.measures.columns import columns
from xlcsp.measures.numbers import Quarters, Run, exact, figure, number, read_quarters

PER_POPULATION = 1_000  # residents


@dataclass(frozen=True, slots=True)
class Paired:
    """Numerators and denominators of a rate. A quarter counts only when both are there."""

    run: Run
    numerators: Run
    denominators: Run

    @property
    def rate(self) -> Fraction | None:
        """Σn ÷ Σm; None while a due quarter is missing or when Σm is 0."""
        if not self.run.is_complete or self.denominators.total == 0:
            return None
        return self.numerators.total / self.denominators.total


@columns(quarters=1, denominators=1)
def year_to_date(
    quarters: Quarters, kind: str | Kind = "count", denominators: Quarters | None = None
) -> int | float | None:
    """The year to date.

    quarters: up to four figures (a k × 4 block gives k answers); of a rate, its numerators. None is missing.
    denominators: m of n of m, or the mid-year population of each quarter.
    Counts and cohorts are added up; a rate is Σn ÷ Σm; rolling, snapshot and percentage give the latest quarter's
    own value; per population gives offences per 1,000 residents.
    Returns None without data and while a due quarter is missing.
    Raises MeasureError for a negative, infinite or (in counts) fractional figure, text, or n greater than m.
    """
    return number(exact_year_to_date(quarters, kind_of(kind), denominators))


def exact_year_to_date(quarters: Quarters, kind: Kind, denominators: Quarters | None = None) -> Fraction | None:
    """As ``year_to_date``, as an exact fraction."""
    if kind.has_status:
        raise MeasureError("A milestone has a status, not a year to date.")
    if kind.is_pooled:
        return read_pairs(quarters, denominators).rate
    run = read_quarters(quarters, kind)
    if kind.is_latest_only:
        return run.latest
    if not run.is_complete:
        return None
    if kind.is_added_up:
        return run.total
    population = read_quarters(denominators, name="population").latest
    return run.total * PER_POPULATION / population if population else None


def read_pairs(numerators: Quarters | None, denominators: Quarters | None) -> Paired:
    """The quarters of a rate. Raises MeasureError where n is greater than m."""
    n, m = read_quarters(numerators, RATE, "numerator"), read_quarters(denominators, RATE, "denominator")
    due = max(n.due, m.due)
    both: list[Fraction | None] = []
    for index, (above, below) in enumerate(zip(n.values, m.values, strict=True), 1):
        if above is not None and below is not None and above > below:
            raise MeasureError(f"Q{index}: {above} of {below} is not possible; n is at most m.")
        both.append(above if below is not None else None)
    spanned = tuple(index for index in n.spanned if index in m.spanned)
    gaps = tuple(q for q in range(1, due + 1) if both[q - 1] is None and q not in spanned)
    return Paired(Run(tuple(both), due, gaps, spanned), n, m)


def rate(numerators: Sequence[object], denominators: Sequence[object]) -> float | int | None:
    """The pooled rate Σn ÷ Σm over all pairs that have both; never the mean of percentages.

    Both of the same length. Returns a proportion; None when no pair is complete or Σm is 0.
    Raises MeasureError for unequal lengths, negative figures, or n greater than m.
    """
    return number(exact_rate(numerators, denominators))


def exact_rate(numerators: Sequence[object], denominators: Sequence[object]) -> Fraction | None:
    """As ``rate``, as an exact fraction."""
    if len(numerators) != len(denominators):
        raise MeasureError(f"{len(numerators)} numerators for {len(denominators)} denominators.")
    above = below = Fraction(0)
    for n, m in zip(numerators, denominators, strict=True):
        one, of = figure(n, RATE, "numerator"), figure(m, RATE, "denominator")
        if one is None or of is None:
            continue
        if one > of:
            raise MeasureError(f"{one} of {of} is not possible; n is at most m.")
        above, below = above + one, below + of
    return above / below if below else None


@columns(count=0, population=0)
def per_population(count: object, population: object) -> int | float | None:
    """Offences per 1,000 residents of one named mid-year estimate; None where either is missing or it is 0."""
    events, residents = figure(count), exact(population, "population")
    return number(events * PER_POPULATION / residents) if events is not None and residents else None
