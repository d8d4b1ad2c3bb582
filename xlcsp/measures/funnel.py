"""Funnels: whether an area lies apart from its peers by more than areas usually do."""

from __future__ import annotations

from typing import Any, NamedTuple

from xlcsp.errors import MeasureError

FUNNEL_KINDS = ("proportion", "rate")


class FunnelLimits(NamedTuple):
    """The limits at each denominator; numbers for one, lists for several."""

    lowercl: Any
    uppercl: Any


def funnel_limits(centre: float, denominators: Any, *, kind: str = "proportion", level: float = 0.998) -> FunnelLimits:
    """The exact limits of a funnel plot about a centre, without over-dispersion.

    centre: the proportion, or the rate of events per unit of the denominator. denominators: a number or several, above
    0. kind: *proportion* (binomial) or *rate* (Poisson). level: 0.998 (three sigma) or 0.95.
    Limits are interpolated between whole counts. Source: Spiegelhalter 2005, doi 10.1002/sim.1970, appendix A.1.
    Raises MeasureError for a centre, level or denominator that cannot be.
    """
    import numpy as np
    from scipy.stats import binom, poisson

    if kind not in FUNNEL_KINDS:
        raise MeasureError(f'"{kind}" is not a kind of funnel. It is one of: {", ".join(FUNNEL_KINDS)}.')
    if not 0 < level < 1:
        raise MeasureError(f"level {level} is not between 0 and 1.")
    if not 0 <= centre < float("inf") or (kind == "proportion" and centre > 1):
        raise MeasureError(f"centre {centre} is no {kind}.")
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
