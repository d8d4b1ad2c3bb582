"""Which figures of disclosive series a publication withholds, so that no count of 1 to 4 can be worked out.

The principle: everything published is worked out from published figures alone. A withheld figure is removed before
anything is worked out, so that no total, percentage, variance, projection or colour can contain it. That leaves figures
that contain others by their nature (a year to date, a total of several series): this module finds them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from xlcsp.domain.plan import Series
from xlcsp.domain.slots import HELD, Slot
from xlcsp.domain.years import YearOfFigures
from xlcsp.measures.numbers import QUARTERS_A_YEAR, exact
from xlcsp.measures.observed import Observed

Values = Sequence[Fraction | None]
Number = Fraction | int | None
Relation = tuple[str, tuple[str, ...]]  # a total and its parts
MOST_PARTS = 5
SEVERAL = 2  # quarters in which a sum holds hardly by chance


def is_small(count: Fraction | None, threshold: int) -> bool:
    """Whether a count is from 1 to below the threshold; 0 and missing identify nobody."""
    return count is not None and 0 < count < threshold


def is_small_pair(above: Fraction | None, below: Fraction | None, threshold: int) -> bool:
    """Whether n, m or m − n is small."""
    rest = below - above if above is not None and below is not None else None
    return any(is_small(count, threshold) for count in (above, below, rest))


def withheld_quarters(observed: Observed, earlier: Mapping[int, Values], threshold: int) -> frozenset[int]:
    """The quarters (1 to 4) of a disclosive series that are withheld because of their own figures.

    earlier: by quarter, the figures that earlier returns gave, since earlier issues may have printed them. A percentage
    without n and m is always withheld, because it may stand for very few people. If a quarter is withheld, so is every
    later one given as a year to date, which contains it.
    """
    withheld: set[int] = set()
    for slot in observed.slots:
        number = slot.quarter.number
        if slot.state != HELD or observed.series.kind.has_status:
            continue
        holds_withheld = slot.to_date is not None and bool(withheld)
        if (
            holds_withheld
            or _is_small_slot(observed.series, slot, threshold)
            or (slot.to_date is not None and _was_small(observed, slot, earlier, threshold))
        ):
            withheld.add(number)
    return frozenset(withheld)


def _is_small_slot(series: Series, slot: Slot, threshold: int) -> bool:
    if series.kind.is_bare_percentage or (series.kind.is_pair and slot.denominator is None):
        return True
    if series.kind.is_pair:
        return is_small_pair(slot.value, slot.denominator, threshold)
    return is_small(slot.value, threshold)


def _was_small(observed: Observed, slot: Slot, earlier: Mapping[int, Values], threshold: int) -> bool:
    """Whether the quarter's part of a year to date was small by any figures given for it or for earlier quarters."""
    number = slot.quarter.number
    totals = [slot.to_date, *earlier.get(number, ())]
    before = [
        [other.value if other.state == HELD else Fraction(0), *earlier.get(other.quarter.number, ())]
        for other in observed.slots[: number - 1]
    ]
    return any(
        is_small(total - sum((value or Fraction(0) for value in values), Fraction(0)), threshold)
        for total in totals
        if total is not None
        for values in itertools.product(*before)
    )


def has_small_quarter(series: Series, year: YearOfFigures, threshold: int) -> bool:
    """Whether an earlier year of a disclosive series has a small count, or a percentage without n and m."""
    if series.kind.has_status:
        return False
    for value, below in (*year.pairs, (year.year_total, year.denominator_total)):
        above, of = exact(value), exact(below)
        if above is None:
            continue
        if series.kind.is_proportion and of is None:
            return True
        if is_small_pair(above, of if series.kind.is_pair else None, threshold):
            return True
    return False


def is_derived_from(value: Fraction, totals: Sequence[Fraction]) -> bool:
    """Whether a baseline or target is (within one event) a year's total, or the mean of some years' totals."""
    several = [
        sum(chosen, Fraction(0)) / size
        for size in range(1, len(totals) + 1)
        for chosen in itertools.combinations(totals, size)
    ]
    return any(abs(value - mean) <= 1 for mean in several)


def relations(years: Sequence[Mapping[str, Values]]) -> tuple[Relation, ...]:
    """Totals among the series of a measure: each that is the sum of others. years: their figures, year by year.

    It must add up in at least half of all quarters known, since a slip may hide the sum in some, or throughout a year
    (two quarters or more), since a total's meaning may have changed. A sum that holds by chance in one is no total.
    """
    return tuple(_relations([{name: list(map(_plain, own)) for name, own in year.items()} for year in years]))


def _plain(value: Fraction | None) -> Number:
    """Whole numbers as such, which are added in a tenth of the time."""
    return value.numerator if value is not None and value.denominator == 1 else value


def _relations(years: Sequence[Mapping[str, Sequence[Number]]]) -> Iterator[Relation]:
    names = list(dict.fromkeys(name for year in years for name in year))
    for total in names:
        others = [name for name in names if name != total]
        for size in range(2, min(MOST_PARTS, len(others)) + 1):
            for parts in itertools.combinations(others, size):
                if _adds_up(total, parts, years):
                    yield total, parts


def _adds_up(total: str, parts: tuple[str, ...], years: Sequence[Mapping[str, Sequence[Number]]]) -> bool:
    known = adding_up = 0
    for year in years:
        columns = [year.get(name, ()) for name in (total, *parts)]
        sums = [
            own == sum(filter(None, rest))
            for own, *rest in zip(*columns, strict=False)
            if own is not None and None not in rest and (own or any(rest))
        ]
        if len(sums) >= SEVERAL and all(sums):
            return True
        known, adding_up = known + len(sums), adding_up + sum(sums)
    return adding_up > 0 and adding_up * 2 >= known


def spread(
    withheld: Mapping[str, frozenset[int]], totals: Sequence[Relation], values: Mapping[str, Values]
) -> dict[str, frozenset[int]]:
    """The withheld quarters, and with them those of totals that contain them and of parts of a withheld total.

    A total is withheld with any of its parts, so that nothing can be subtracted from it. If a total itself is small,
    its parts above 0 are withheld too. Places are quarters 1 to 4.
    """
    result = {name: set(withheld.get(name, ())) for name in values}
    first = {name: set(places) for name, places in result.items()}
    changed = True
    while changed:
        before = {name: set(places) for name, places in result.items()}
        for total, parts in totals:
            for number in range(1, QUARTERS_A_YEAR + 1):
                if any(number in result[part] for part in parts):
                    result[total].add(number)
                elif number in first[total]:
                    for part in parts:
                        if values[part][number - 1]:
                            result[part].add(number)
        changed = result != before
    return {name: frozenset(places) for name, places in result.items()}
