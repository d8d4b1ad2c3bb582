"""Funnels: whether an area differs from its peers by more than areas usually do, and by how much these differ."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, NamedTuple

from xlcsp.domain.numbers import as_read, in_full
from xlcsp.errors import MeasureError
from xlcsp.measures.numbers import exact, figure

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


FUNNEL_KINDS = ("proportion", "rate")
LEVEL = 0.998  # three standard errors
ENOUGH_AREAS = 5
HIGHER, LOWER = "Higher than its peers' spread", "Lower than its peers' spread"
WITHIN, TOO_FEW = "Within its peers' spread", "Too few areas to say"


class FunnelLimits(NamedTuple):
    """The limits at each denominator; numbers for one, lists for several."""

    lowercl: Any
    uppercl: Any


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """An area: its rate, its distance from the centre in standard errors, the limits at its size, and the flag."""

    value: float
    z: float
    lowercl: float
    uppercl: float
    flag: str


def funnel_limits(centre: float, denominators: Any, *, kind: str = "proportion", level: float = LEVEL) -> FunnelLimits:
    """The exact limits of a funnel plot about a centre, without over-dispersion.

    centre: the proportion, or the rate of events per unit of the denominator. denominators: a number or several, above
    0. kind: *proportion* (binomial) or *rate* (Poisson). level: 0.998 (three sigma) or 0.95.
    Limits are interpolated between whole counts. Source: Spiegelhalter 2005, doi 10.1002/sim.1970, appendix A.1.
    Raises MeasureError for an impossible centre, level or denominator.
    """
    import numpy as np
    from scipy.stats import binom, poisson

    _check(kind, level)
    if not 0 <= centre < math.inf or (kind == "proportion" and centre > 1):
        raise MeasureError(f"centre {centre} is not a {kind}.")
    below = np.asarray(denominators, dtype=float)
    if not (np.isfinite(below) & (below > 0)).all():
        raise MeasureError(f"denominators {denominators}: each is above 0.")
    if kind == "proportion" and (below % 1).any():
        raise MeasureError(f"denominators {denominators}: those of proportions are whole numbers.")
    law = binom(below, centre) if kind == "proportion" else poisson(below * centre)
    tail = (1 - level) / 2
    limits = []
    for share in (tail, 1 - tail):
        whole = law.ppf(share)
        at, before = law.cdf(whole), law.cdf(whole - 1)
        part = np.divide(at - share, at - before, out=np.zeros_like(at), where=at > before)
        limits.append(np.maximum(whole - part, 0) / below)
    low, high = limits
    if kind == "proportion":
        high = np.minimum(high, 1.0)
    return FunnelLimits(low.tolist(), high.tolist())


def funnel(
    numerators: Sequence[object], denominators: Sequence[object], *, kind: str = "rate", level: float = LEVEL
) -> list[FunnelPoint]:
    """Each area against all of them, with additive over-dispersion: areas differ by more than chance.

    numerators, denominators: events and residents (kind *rate*) or n and m (*proportion*); whole, the latter above 0.
    On the square-root scale (of proportions the arcsine), about the pooled rate; distances are winsorised at 10%, at
    least one area at each end, before the spread between areas is estimated. With fewer than five areas it cannot be
    estimated: z and limits are NaN, and no flag is set. Raises MeasureError for missing or impossible figures. Source:
    Spiegelhalter 2005, doi 10.1136/qshc.2005.013755.
    """
    _check(kind, level)
    above = [_known(figure(value, name=f"numerator {place}")) for place, value in enumerate(numerators, 1)]
    below = [_known(exact(value, f"denominator {place}")) for place, value in enumerate(denominators, 1)]
    if len(above) != len(below):
        raise MeasureError(f"{len(above)} numerators for {len(below)} denominators.")
    for n, m in zip(above, below, strict=True):
        if m <= 0 or (kind == "proportion" and n > m):
            raise MeasureError(f"{in_full(as_read(n))} of {in_full(as_read(m))} is not possible.")
    if len(above) < ENOUGH_AREAS:
        return [FunnelPoint(n / m, math.nan, math.nan, math.nan, TOO_FEW) for n, m in zip(above, below, strict=True)]
    scaled = _on_scale(math.fsum(above) / math.fsum(below), kind)
    errors = [1 / (2 * math.sqrt(m)) for m in below]
    apart = [_on_scale(n / m, kind) - scaled for n, m in zip(above, below, strict=True)]
    tau = _spread(apart, errors)
    reach = NormalDist().inv_cdf((1 + level) / 2)
    points = []
    for n, m, distance, error in zip(above, below, apart, errors, strict=True):
        wide = math.sqrt(error**2 + tau)
        limits = (_off_scale(scaled - reach * wide, kind), _off_scale(scaled + reach * wide, kind))
        points.append(FunnelPoint(n / m, distance / wide, *limits, _flag(distance / wide, reach)))
    return points


def _spread(apart: Sequence[float], errors: Sequence[float]) -> float:
    """The variance between areas, τ²."""
    count = len(apart)
    ordered = sorted(distance / error for distance, error in zip(apart, errors, strict=True))
    cut = max(1, round(WINSORISED * count))
    return by_moments([min(max(z, ordered[cut]), ordered[-1 - cut]) for z in ordered], [error**2 for error in errors])


def _flag(z: float, reach: float) -> str:
    if abs(z) <= reach:
        return WITHIN
    return HIGHER if z > 0 else LOWER


def _on_scale(value: float, kind: str) -> float:
    return math.asin(math.sqrt(value)) if kind == "proportion" else math.sqrt(value)


def _off_scale(value: float, kind: str) -> float:
    value = max(value, 0.0)
    return math.sin(min(value, math.pi / 2)) ** 2 if kind == "proportion" else value**2


def _known(value: object) -> float:
    if value is None:
        raise MeasureError("A funnel needs the figures of every area; one is missing.")
    return float(value)  # type: ignore[arg-type]


def _check(kind: str, level: float) -> None:
    if kind not in FUNNEL_KINDS:
        raise MeasureError(f'"{kind}" is not a kind of funnel. It is one of: {", ".join(FUNNEL_KINDS)}.')
    if not 0 < level < 1:
        raise MeasureError(f"level {level} is not between 0 and 1.")
