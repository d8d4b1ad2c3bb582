"""How much areas differ from each other beyond chance, which widens the limits of a funnel."""

from __future__ import annotations

import math
from collections.abc import Sequence

from xlcsp.errors import MeasureError

WINSORISED = 0.10  # of the areas at either end, drawn in so that the outlying ones do not hide themselves
FEWEST = 3  # areas


def variance_between(values: Sequence[float], variances: Sequence[float], centre: float) -> float:
    """τ²: the additive over-dispersion of areas' values about a centre, 10% winsorised; 0 where there is none.

    values, variances: each area's value, and the variance that chance alone gives it (above 0). The limits are then
    centre ± z·√(variance + τ²). Source: Spiegelhalter 2005, doi 10.1136/qshc.2005.013755. Raises MeasureError if the
    lengths differ or a variance is not above 0.
    """
    if len(values) != len(variances) or not all(0 < variance < math.inf for variance in variances):
        raise MeasureError("Each value needs a variance above 0.")
    number = len(values)
    if number < FEWEST:
        return 0.0
    scores = sorted((value - centre) / math.sqrt(variance) for value, variance in zip(values, variances, strict=True))
    low, high = _quantile(scores, WINSORISED), _quantile(scores, 1 - WINSORISED)
    return by_moments([min(max(score, low), high) for score in scores], variances)


def by_moments(scores: Sequence[float], variances: Sequence[float]) -> float:
    """τ² by the method of moments, of winsorised scores in standard errors; never below 0."""
    excess = math.fsum(score * score for score in scores) - (len(scores) - 1)
    weights = [1 / variance for variance in variances]
    total = math.fsum(weights)
    return max(0.0, excess / (total - math.fsum(weight**2 for weight in weights) / total))


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Interpolated between neighbours (Hyndman & Fan's type 7)."""
    place = share * (len(ordered) - 1)
    before = math.floor(place)
    after = min(before + 1, len(ordered) - 1)
    return ordered[before] + (place - before) * (ordered[after] - ordered[before])
