"""The baseline, the shape of a year as earlier years have it, and the cumulative profile of a target."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeGuard

from xlcsp.domain.kinds import AMOUNT, COUNT, RATE, Kind, kind_of
from xlcsp.domain.slots import Run, Year
from xlcsp.errors import MeasureError
from xlcsp.measures.columns import columns
from xlcsp.measures.marks import MISSING, SPANNED, Quarters, Years, read_years
from xlcsp.measures.numbers import QUARTERS_A_YEAR, added, exact, figure, number
from xlcsp.measures.year_to_date import exact_rate


def baseline(
    history: Sequence[object], denominators: Sequence[object] | None = None, kind: str | Kind = COUNT
) -> int | float | None:
    """The mean of the years' totals; of a rate or ratio, Σn ÷ Σm of all the years.

    history: one row of four quarters for each year, oldest first, or the years' totals; for a rate or ratio, the
    numerators, with ``denominators`` of the same shape. kind: a count by default, with denominators a rate. Only
    complete years count. Returns None if there is none. Raises MeasureError for text, negative figures, decimals that
    the kind does not take, n above m in a rate, and n and m of different years.
    """
    kind = kind_of(kind)
    if denominators is not None:
        if len(denominators) != len(history):
            raise MeasureError(f"{len(history)} years of numerators for {len(denominators)} of denominators.")
        return number(exact_rate(_joined(history), _joined(denominators), kind if kind.is_pair else RATE))
    totals = [total for year in history if (total := _total(year, kind)) is not None]
    return number(added(totals) / len(totals)) if totals else None


def whole_years(years: Sequence[Run]) -> list[tuple[Fraction, ...]]:
    """The earlier years that have all four quarters."""
    known = [tuple(value for value in year.values if value is not None) for year in years]
    return [values for values in known if len(values) == QUARTERS_A_YEAR]


def _known_at(years: Sequence[Run], quarter: int) -> list[tuple[Fraction, ...]]:
    """The earlier years of which the total and the part up to that quarter are known, as of half-years at Q2."""
    whole = (year for year in years if year.due == QUARTERS_A_YEAR and year.is_complete and not year.before)
    return [tuple(value or Fraction(0) for value in year.values) for year in whole if quarter not in year.spanned]


def share_of(years: Sequence[tuple[Fraction, ...]], quarter: int) -> Fraction | None:
    """The mean share of the year's total that complete years had reached by the end of ``quarter``.

    None if no complete year has a total above 0.
    """
    above, below, count = 0, 1, 0  # their sum, in whole numbers: reduced once
    for year in years:
        total, part = added(year), added(year[:quarter])
        if total:
            n, m = part.numerator * total.denominator, part.denominator * total.numerator
            above, below, count = above * m + n * below, below * m, count + 1
    return Fraction(above, below * count) if count else None


@columns(target=0, history=2)
def profile(target: object, quarter: int, history: Years | None = None) -> int | float | None:
    """The cumulative target to the end of quarter 1 to 4.

    It follows the mean quarter shares of the earlier years, of half-years too; if none is complete, all quarters are
    equal. None if the target is missing. Raises MeasureError for another quarter.
    """
    whole = exact(target, "target")
    years = read_years(history, AMOUNT)
    return number(exact_profile(whole, quarter, years)) if whole is not None else None


def exact_profile(target: Fraction, quarter: int, years: Sequence[Year] = (), *, before: int = 0) -> Fraction:
    """As ``profile``, as an exact fraction. before: how many quarters there were before the series began."""
    if quarter not in range(1, QUARTERS_A_YEAR + 1):
        raise MeasureError(f"Quarter {quarter} is not 1, 2, 3 or 4.")
    quarter = int(quarter)
    if before:
        return target * Fraction(quarter - before, QUARTERS_A_YEAR - before)
    share = share_of(_known_at([year.run for year in years], quarter), quarter)
    return target * (share if share is not None else Fraction(quarter, QUARTERS_A_YEAR))


def _total(year: Quarters | object, kind: Kind) -> Fraction | None:
    """An earlier year's total; None if a quarter is missing."""
    if _is_row(year):
        whole = whole_years([read.run for read in read_years([year], kind)])
        return added(whole[0]) if whole else None
    return figure(year, kind, "year total")


def _joined(years: Sequence[object]) -> list[object]:
    """The quarters, or totals, of all years."""
    flat = [value for year in years for value in (year if _is_row(year) else (year,))]
    return [None if isinstance(value, str) and value in (MISSING, SPANNED) else value for value in flat]


def _is_row(year: object) -> TypeGuard[Quarters]:
    return hasattr(year, "__len__") and not isinstance(year, str)
