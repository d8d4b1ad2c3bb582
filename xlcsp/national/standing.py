"""Comparison of areas: each one's value with its interval, its rank with the range of possible ranks, and a funnel.

Counts of areas of different size are not compared with each other, but each with its own past. Ranks mean little if
intervals overlap, so each rank comes with the range of ranks that the area may have.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from xlcsp.measures.funnel import FEWEST, variance_between
from xlcsp.measures.significance import compare_counts, poisson_interval, wilson_interval
from xlcsp.national.table import Row

Z_95, Z_998 = 1.959963984540054, 3.090232306167813  # two-sided 95% and 99.8% of the normal distribution
USUAL = "as others"
LAST_YEAR, BASELINE = "same period last year", "baseline, pro rata"


class Measured(NamedTuple):
    """An area's value with 95% limits. size: what the funnel's width depends on; y: the value on the funnel's scale."""

    row: Row
    value: float
    lowercl: float
    uppercl: float
    size: float
    y: float


class Standing(NamedTuple):
    """An area among the others. rank: 1 is best; first, last: the range of ranks that it may have.

    Low_998 to high_998: the funnel's limits.
    """

    row: Row
    value: float
    lowercl: float
    uppercl: float
    rank: int
    first: int
    last: int
    size: float
    low_998: float
    low_95: float
    high_95: float
    high_998: float
    words: str


class Table(NamedTuple):
    """All areas in one series, best first. against: what counts are compared with.

    Empty for rates. centre: all together.
    """

    ref: str
    measure: str
    series: str
    against: str
    centre: float
    standings: list[Standing]


def standings(rows: Sequence[Row]) -> Table | None:
    """The areas that can be compared in one series, best first; None if fewer than three can be.

    rows: those of one series. If lower or higher is better, these are ranked: counts (against last year's same period,
    or the baseline if most areas have no last year), rates, and rates per population.
    """
    against = _against(rows)
    areas = [area for row in rows if row.polarity != "none" and (area := _measured(row, against)) is not None]
    if len(areas) < FEWEST:
        return None
    centre = _centre(areas, against)
    if centre <= 0:
        return None
    limits = _limits(areas, centre, against)
    sign = -1 if areas[0].row.polarity == "higher" else 1
    best = sorted((sign * (area.uppercl if sign > 0 else area.lowercl)) for area in areas)
    worst = sorted((sign * (area.lowercl if sign > 0 else area.uppercl)) for area in areas)
    values = sorted(sign * area.value for area in areas)
    table = []
    for area, edges in zip(areas, limits, strict=True):
        mine = sorted((sign * area.lowercl, sign * area.uppercl))
        first = 1 + bisect_left(best, mine[0])  # areas that are certainly better come before
        last = bisect_right(worst, mine[1])  # areas that are certainly worse come after
        rank = 1 + bisect_left(values, sign * area.value)
        ends = (area.value, area.lowercl, area.uppercl, rank, first, last, area.size)
        table.append(Standing(area.row, *ends, *edges, _words(area.value, edges, sign)))
    table.sort(key=lambda standing: (standing.rank, standing.row.folder))
    ref, measure, series = rows[0].key
    return Table(ref, measure, series, against, centre, table)


def _against(rows: Sequence[Row]) -> str:
    """What counts are compared with, the same for all areas; empty if there are no counts."""
    counted = [row for row in rows if row.of_kind.is_added_up and row.to_date is not None]
    if not counted:
        return ""
    return LAST_YEAR if 2 * sum(row.last_year is not None for row in counted) >= len(counted) else BASELINE


def _measured(row: Row, against: str) -> Measured | None:
    if row.to_date is None:
        return None
    if row.of_kind.is_pooled and row.numerator is not None and row.denominator:
        share = wilson_interval(row.numerator, row.denominator)
        return Measured(row, share.value, share.lowercl, share.uppercl, row.denominator, share.value)
    if row.of_kind.is_per_population and row.numerator is not None and row.denominator:
        count = poisson_interval(row.numerator)
        rate, low, high = (events / row.denominator for events in (count.value, count.lowercl, count.uppercl))
        return Measured(row, rate, low, high, row.denominator, rate)
    return _ratio(row, against) if row.of_kind.is_added_up else None


def _ratio(row: Row, against: str) -> Measured | None:
    """A count against its own past, if that is a whole number above 0.

    The part of the baseline's year is the exposure.
    """
    past, share = (row.last_year, 1.0) if against == LAST_YEAR else (row.baseline, 0.0)
    if against == BASELINE and row.baseline and row.baseline_to_date:
        share = row.baseline_to_date / row.baseline
    if not past or past % 1 or share <= 0 or row.to_date is None or row.to_date % 1:
        return None
    compared = compare_counts(int(row.to_date), int(past), exposure_x=share)
    return Measured(
        row, compared.ratio, compared.lowercl, compared.uppercl, past * share, _log(row.to_date, past * share)
    )


def _log(count: float, expected: float) -> float:
    return math.log((count + 0.5) / (expected + 0.5))  # ½ is added because 0 has no logarithm


def _centre(areas: Sequence[Measured], against: str) -> float:
    """The value of all areas together."""
    if against:
        return math.fsum(area.row.to_date or 0 for area in areas) / math.fsum(area.size for area in areas)
    return math.fsum(area.row.numerator or 0 for area in areas) / math.fsum(area.size for area in areas)


def _limits(areas: Sequence[Measured], centre: float, against: str) -> list[tuple[float, float, float, float]]:
    """The funnel's limits at each area's size: low 99.8% and 95%, high 95% and 99.8%, allowing for over-dispersion.

    For counts, on the log scale: chance alone gives log(x ÷ y) the variance 1/x + 1/y.
    """
    variances = [_variance(area, centre, against) for area in areas]
    middle = math.log(centre) if against else centre
    between = variance_between([area.y for area in areas], variances, middle)
    limits = []
    for variance in variances:
        spread = math.sqrt(variance + between)
        ends = [middle + z * spread for z in (-Z_998, -Z_95, Z_95, Z_998)]
        low_998, low_95, high_95, high_998 = (math.exp(end) if against else max(0.0, end) for end in ends)
        limits.append((low_998, low_95, high_95, high_998))
    return limits


def _variance(area: Measured, centre: float, against: str) -> float:
    if against:
        share = area.size / (area.row.last_year if against == LAST_YEAR else area.row.baseline or 1)  # type: ignore[operator]
        return 1 / (centre * area.size + 0.5) + share / (area.size + 0.5)
    if area.row.of_kind.is_pooled:
        return max(centre * (1 - centre), 1e-9) / area.size
    return centre / area.size


def _words(value: float, edges: tuple[float, float, float, float], sign: int) -> str:
    low_998, low_95, high_95, high_998 = edges
    if low_95 <= value <= high_95:
        return USUAL
    better = (value < low_95) == (sign > 0)
    far = "99.8%" if not low_998 <= value <= high_998 else "95%"
    return f"{'better' if better else 'worse'} (beyond {far})"
