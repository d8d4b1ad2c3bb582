"""The range in which a quarter's count usually lies: the limits of an XmR chart, for a query alone."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from xlcsp.domain.periods import Quarter
from xlcsp.measures.numbers import QUARTERS_A_YEAR
from xlcsp.measures.spc import ENOUGH_POINTS, xmr

LEAST_MEAN = 5  # of counts: below it there is no chart
_YEARS_OF_SEASONS = 3
_NEGLIGIBLE = 1e-12  # of the mean: what floats lose


def usual_range(past: Sequence[tuple[Quarter, float]], quarter: Quarter) -> tuple[float, float] | None:
    """The lower and upper limit for the quarter, from the quarters before it; None where they are too few or small.

    Mean ± 2.66 × mean moving range, not below 0. With three complete years the quarters' own levels are taken out
    first and put back for this quarter. It decides a question, no figure, so floats do.
    """
    if len(past) < ENOUGH_POINTS:
        return None
    levels = _levels(past)
    values = [value / levels[one.number] for one, value in past if levels[one.number]]
    mean = sum(values) / len(values) if values else 0
    if mean < LEAST_MEAN or len(values) < ENOUGH_POINTS:
        return None
    chart, slack, level = xmr(values, floor=0), mean * _NEGLIGIBLE, levels[quarter.number]
    return max(0.0, chart.lpl - slack) * level, (chart.upl + slack) * level


def _levels(past: Sequence[tuple[Quarter, float]]) -> dict[int, float]:
    """Each quarter's mean as a share of the mean of all, from the complete years; 1 where these are under three."""
    years: dict[int, dict[int, float]] = {}
    for quarter, value in past:
        years.setdefault(quarter.start, {})[quarter.number] = value
    complete = [year for year in years.values() if len(year) == QUARTERS_A_YEAR]
    total = fsum(fsum(year.values()) for year in complete)
    numbers = range(1, QUARTERS_A_YEAR + 1)
    if len(complete) < _YEARS_OF_SEASONS or not total:
        return dict.fromkeys(numbers, 1.0)
    return {one: fsum(year[one] for year in complete) * QUARTERS_A_YEAR / total for one in numbers}
