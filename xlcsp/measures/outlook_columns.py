"""How sure the projections of whole columns of counts are: the same distribution as ``xlcsp.measures.outlook``."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from xlcsp.measures.auto import SMALLEST_MEAN
from xlcsp.measures.auto_columns import usual_variances
from xlcsp.measures.outlook import LARGEST_SPREAD, NORMAL, SKEW, SKEWED_UP_TO, STEADY, SURE

Array = Any


class Outlooks(NamedTuple):
    """As ``outlook.CountOutlook``: so far, and the remainder's mean and variance ÷ mean²."""

    so_far: Array
    mean: Array
    spread: Array

    def interval(self, level: float) -> tuple[Array, Array]:
        """The limits between which the year ends lie with the chance ``level``; whole numbers."""
        tails = ((1 - level) / 2, (1 + level) / 2)
        low, high = (self.so_far + np.floor(self._quantile(tail) + 0.5) for tail in tails)
        return low, high

    def at_most(self, bound: Array) -> Array:
        """The chance that each year ends at no more than the bound; NaN where that is missing."""
        left = np.floor(bound) - self.so_far
        root = np.cbrt((left + 0.5) / self.mean)
        points = (root - 1 + self.spread / 9) * 3 / np.sqrt(self.spread)
        shape = points.shape
        below = np.array([NORMAL.cdf(point) for point in points.ravel().tolist()]).reshape(shape)
        return np.where(left < 0, 0.0, np.round(np.clip(below, 1 - SURE, SURE), STEADY))

    def _quantile(self, share: float) -> Array:
        root = 1 - self.spread / 9 + NORMAL.inv_cdf(share) * np.sqrt(self.spread) / 3
        return self.mean * np.maximum(root, 0.0) ** 3


def outlooks(so_far: Array, rest: Array, due: int, scale: Array) -> Outlooks:
    """As ``outlook.count_outlook``."""
    rest = np.maximum(rest, SMALLEST_MEAN)
    variance = usual_variances(rest, due) * scale
    lift = 1 + SKEW * rest / (rest + so_far) * np.minimum(variance / rest**2, SKEWED_UP_TO)
    mean = rest * lift
    return Outlooks(so_far, mean, np.minimum(variance * lift / mean**2, LARGEST_SPREAD))
