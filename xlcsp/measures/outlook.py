"""How certain a projection is: the rest of the year as a distribution with limits and chances.

A Poisson distribution would be far too narrow here: series change course, so the rest of the year varies by more than
chance, and more so the larger it is. It is therefore taken as gamma distributed (by the cube root of Wilson & Hilferty
1931). The projection is the number with the smallest percentage error, which lies below the mean outcome: for a
log-normal by one and a half times its variance, here times the share of the year still to come.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Protocol

from xlcsp.measures.auto import SMALLEST_MEAN, usual_variance

NORMAL = NormalDist()
LARGEST_SPREAD = 1.5  # of variance ÷ mean²: beyond it the cube root no longer follows the gamma distribution
SKEW, SKEWED_UP_TO = 1.5, 0.25
SURE = 0.99  # no projection is more certain than this
STEADY = 6  # decimals: the last digits of roots and of the normal distribution differ between computers
RATE_PHI = 1.5  # how much more than chance a rate's numerators vary, if its past does not show it


class Outlook(Protocol):
    """The year end as a distribution."""

    def interval(self, level: float) -> tuple[float, float]:
        """The limits that contain the year end with the chance ``level``."""

    def at_most(self, bound: float) -> float:
        """The chance that the year end is no more than the bound."""

    def at_least(self, bound: float) -> float:
        """The chance that the year end is no less than the bound."""


@dataclass(frozen=True, slots=True)
class CountOutlook:
    """A count's year end: the count so far, and a remainder with this mean and variance.

    Its limits are whole numbers.
    """

    so_far: float
    mean: float
    variance: float
    is_whole: bool = True

    @property
    def _spread(self) -> float:
        return min(self.variance / self.mean**2, LARGEST_SPREAD)

    def quantile(self, share: float) -> float:
        """The quantile of the remainder at this share; not rounded."""
        spread = self._spread
        root = 1 - spread / 9 + NORMAL.inv_cdf(share) * math.sqrt(spread) / 3
        return self.mean * max(root, 0.0) ** 3

    def interval(self, level: float) -> tuple[float, float]:
        """As ``Outlook.interval``."""
        tail = (1 - level) / 2
        low, high = self.quantile(tail), self.quantile(1 - tail)
        if not self.is_whole:
            return _steady(self.so_far + low), _steady(self.so_far + high)
        return self.so_far + math.floor(low + 0.5), self.so_far + math.floor(high + 0.5)

    def at_most(self, bound: float) -> float:
        """As ``Outlook.at_most``; 0 if the bound is exceeded already."""
        left = math.floor(bound) + 0.5 - self.so_far if self.is_whole else bound - self.so_far
        if left < 0:
            return 0.0
        spread = self._spread
        root = math.cbrt(left / self.mean)
        return _unsure(NORMAL.cdf((root - 1 + spread / 9) * 3 / math.sqrt(spread)))

    def at_least(self, bound: float) -> float:
        """As ``Outlook.at_least``; 1 if the bound is reached already."""
        if self.is_whole:
            return _steady(1 - self.at_most(math.ceil(bound) - 1))
        return 1.0 if bound <= self.so_far else _steady(1 - self.at_most(bound))


@dataclass(frozen=True, slots=True)
class PairOutlook:
    """The year end of n and m: those so far, and about ``to_come`` more of m, varying φ times as much as chance."""

    n: float
    m: float
    to_come: float
    phi: float = RATE_PHI

    @property
    def _share(self) -> float:
        """The variance of the year's quotient, in units of the variance for a denominator of 1."""
        return self.phi * self.to_come / (self.m * (self.m + self.to_come))


@dataclass(frozen=True, slots=True)
class RateOutlook(PairOutlook):
    """A rate's year end: n is a part of m.

    Worked out on the arcsine scale, where the variance is the same for any rate.
    """

    @property
    def _scale(self) -> tuple[float, float]:
        share = self._share
        rate = (self.n + 0.5) / (self.m + 1)  # Jeffreys' prior: 0 of 10 so far does not mean never
        return math.asin(math.sqrt(rate)), math.sqrt(share) / 2

    def interval(self, level: float) -> tuple[float, float]:
        """As ``Outlook.interval``, as proportions, within what n and m so far leave possible."""
        middle, scale = self._scale
        reach = NORMAL.inv_cdf((1 + level) / 2) * scale
        low = math.sin(max(middle - reach, 0.0)) ** 2
        high = math.sin(min(middle + reach, math.pi / 2)) ** 2
        whole = self.m + self.to_come
        return _steady(max(low, self.n / whole)), _steady(min(high, (self.n + self.to_come) / whole))

    def at_most(self, bound: float) -> float:
        """As ``Outlook.at_most``."""
        if not 0 <= bound < 1:
            return 0.0 if bound < 0 else 1.0
        middle, scale = self._scale
        return _unsure(NORMAL.cdf((math.asin(math.sqrt(bound)) - middle) / scale))

    def at_least(self, bound: float) -> float:
        """As ``Outlook.at_least``."""
        return _steady(1 - self.at_most(bound)) if bound > 0 else 1.0


@dataclass(frozen=True, slots=True)
class RatioOutlook(PairOutlook):
    """A ratio's year end: n and m of any size. Worked out on the square-root scale, as for counts."""

    @property
    def _scale(self) -> tuple[float, float]:
        return math.sqrt((self.n + 0.5) / self.m), math.sqrt(self._share) / 2

    def interval(self, level: float) -> tuple[float, float]:
        """As ``Outlook.interval``; never below what n so far makes certain."""
        middle, scale = self._scale
        reach = NORMAL.inv_cdf((1 + level) / 2) * scale
        low = max(max(middle - reach, 0.0) ** 2, self.n / (self.m + self.to_come))
        return _steady(low), _steady((middle + reach) ** 2)

    def at_most(self, bound: float) -> float:
        """As ``Outlook.at_most``."""
        if bound < 0:
            return 0.0
        middle, scale = self._scale
        return _unsure(NORMAL.cdf((math.sqrt(bound) - middle) / scale))

    def at_least(self, bound: float) -> float:
        """As ``Outlook.at_least``."""
        return _steady(1 - self.at_most(bound)) if bound > 0 else 1.0


def count_outlook(so_far: float, rest: float, due: int, scale: float = 1.0, *, whole: bool = True) -> CountOutlook:
    """The outlook of a count after ``due`` quarters, of which ``rest`` more events are projected.

    scale: the squared error of such projections against the usual.
    """
    rest = max(rest, SMALLEST_MEAN)
    variance = usual_variance(rest, due) * scale
    lift = 1 + SKEW * rest / (rest + so_far) * min(variance / rest**2, SKEWED_UP_TO)
    return CountOutlook(so_far, rest * lift, variance * lift, whole)


def _unsure(chance: float) -> float:
    return _steady(min(max(chance, 1 - SURE), SURE))


def _steady(value: float) -> float:
    """Rounded to the digits on which all computers agree."""
    return round(value, STEADY)
