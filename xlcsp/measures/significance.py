"""Whether two counts differ by more than chance, allowing for how much the series usually varies."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from xlcsp.domain.kinds import RATE
from xlcsp.errors import MeasureError
from xlcsp.measures.columns import columns
from xlcsp.measures.marks import Years
from xlcsp.measures.numbers import exact, figure

MORE, WITHIN = "More than usual variation", "Within usual variation"
ENOUGH_PAIRS = 12
YEARS_OF_PAIRS = 5
Z_95 = 1.959963984540054  # two-sided 95% of the normal distribution
SIGNIFICANT = Fraction(5, 100)
_EXACT_UP_TO = 5_000  # events of both counts: with more, exact integers take too long
_NEGLIGIBLE = 1e-17


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with its confidence limits, named as PHEindicatormethods names them."""

    value: float
    lowercl: float
    uppercl: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The ratio of two rates of events with its limits, the two-sided p and the method."""

    ratio: float
    lowercl: float
    uppercl: float
    p: float
    method: str


def overdispersion(past: Years) -> float | None:
    """φ: how much more than chance same quarters of successive years differ; at least 1.

    past: earlier years of four quarters, oldest first; the last five year pairs count. None under 12 pairs.
    Mean of (x − y)² ÷ (x + y).
    """
    years = [[figure(value, name="past") for value in year] for year in past][-YEARS_OF_PAIRS - 1 :]
    terms = []
    for earlier, later in pairwise(years):
        for x, y in zip(earlier, later, strict=False):
            if x is not None and y is not None and x + y:
                terms.append((x - y) ** 2 / (x + y))
    if len(terms) < ENOUGH_PAIRS:
        return None
    return float(max(Fraction(1), sum(terms, Fraction(0)) / len(terms)))


@columns(count=0, comparator=0, past=2)
def significant(count: object, comparator: object, past: Years | None = None) -> str | None:
    """Whether two counts of equal periods differ by more than usual variation, in words; None if one is missing.

    With 12 or more same-quarter pairs of ``past``: z = (x − y) ÷ √(φ(x + y)) beyond ±1.96. Otherwise the exact
    conditional binomial test, two-sided (twice the smaller tail) at 5%. Not for rolling or repeat-person counts.
    """
    x, y = figure(count), figure(comparator, name="comparator")
    if x is None or y is None:
        return None
    if x + y == 0:
        return WITHIN
    phi = overdispersion(past) if past is not None else None
    if phi is not None:
        return MORE if abs(float(x - y)) >= Z_95 * math.sqrt(phi * float(x + y)) else WITHIN
    return MORE if _is_rare(int(x), int(y)) else WITHIN


def _is_rare(x: int, y: int) -> bool:
    """Whether twice the smaller tail of the binomial (p = 1/2) is below 5%; exact up to 5,000 events."""
    n, term, tail = x + y, 1, 1
    if n > _EXACT_UP_TO:
        return 2 * _tail(min(x, y), n) < float(SIGNIFICANT)
    for index in range(min(x, y)):
        term = term * (n - index) // (index + 1)
        tail += term
    return 2 * tail * SIGNIFICANT.denominator < SIGNIFICANT.numerator << n


def _tail(k: int, n: int) -> float:
    """P(X ≤ k) of n fair coins, from its largest term down until the rest no longer matters."""
    term = math.exp(math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) - n * math.log(2))
    tail = 0.0
    while k >= 0 and term > tail * _NEGLIGIBLE:
        tail += term
        term *= k / (n - k + 1)
        k -= 1
    return tail


def compare_counts(x: object, y: object, *, exposure_x: float = 1, exposure_y: float = 1) -> Comparison:
    """The exact conditional test of two Poisson counts (central): p is twice the smaller tail, at most 1.

    x, y: whole counts. exposure_x, exposure_y: their person-years or numbers of periods; above 0.
    Returns the ratio of the rates x to y with exact 95% limits (NaN or infinite where a count is 0).
    Raises MeasureError for missing, negative or fractional counts. Source: Przyborowski & Wilenski 1940.
    """
    from scipy.special import bdtr, bdtrc

    first, other = _compared(x, y, exposure_x, exposure_y)
    k, n = first, first + other
    method = "exact conditional binomial (central)"
    if n == 0:
        return Comparison(math.nan, 0.0, math.inf, 1.0, method)
    share = exposure_x / (exposure_x + exposure_y)
    lower_tail = float(bdtr(k, n, share))
    upper_tail = float(bdtrc(k - 1, n, share)) if k else 1.0
    low, high = _exact_limits(k, n, 0.95)
    scale = exposure_y / exposure_x
    ratio = k / (n - k) * scale if k < n else math.inf
    return Comparison(ratio, _odds(low) * scale, _odds(high) * scale, min(1.0, 2 * min(lower_tail, upper_tail)), method)


def e_test(x: object, y: object, exposure_x: float = 1, exposure_y: float = 1) -> float:
    """The two-sided p of the E-test of two Poisson counts: more powerful than the exact test for small counts.

    Arguments as for ``compare_counts``. Source: Krishnamoorthy & Thomson 2004.
    Raises MeasureError for missing, negative or fractional counts, and exposures that are not above 0.
    """
    from scipy.stats import poisson_means_test

    first, other = _compared(x, y, exposure_x, exposure_y)
    return float(poisson_means_test(first, exposure_x, other, exposure_y).pvalue)


def poisson_test(count: object, expected: float) -> float:
    """The two-sided p of a count against a fixed expectation, such as a target: exact and central, at most 1.

    Raises MeasureError for a missing, negative or fractional count, and an expectation that is not above 0.
    """
    from scipy.special import pdtr, pdtrc

    events = figure(count)
    if events is None or not 0 < expected < math.inf:
        raise MeasureError(f"{count} against {expected} cannot be compared.")
    x = int(events)
    upper = float(pdtrc(x - 1, expected)) if x else 1.0
    return min(1.0, 2 * min(float(pdtr(x, expected)), upper))


def poisson_interval(count: object, confidence: float = 0.95) -> Interval:
    """The confidence interval of a count: Byar's from 10, exact Poisson below. Source: Breslow & Day 1987.

    Raises MeasureError for a missing, negative or fractional count.
    """
    from scipy.special import chdtri, ndtri

    events = figure(count)
    if events is None:
        raise MeasureError("An interval needs a count; it is missing.")
    x, tail = int(events), (1 - confidence) / 2
    if x < 10:  # noqa: PLR2004 - as PHEindicatormethods
        low = float(chdtri(2 * x, 1 - tail)) / 2 if x else 0.0
        return Interval(x, low, float(chdtri(2 * x + 2, tail)) / 2)
    z = -float(ndtri(tail))
    low = x * (1 - 1 / (9 * x) - z / (3 * math.sqrt(x))) ** 3
    high = (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * math.sqrt(x + 1))) ** 3
    return Interval(x, low, high)


def _compared(x: object, y: object, *exposures: float) -> tuple[int, int]:
    first, other = figure(x, name="x"), figure(y, name="y")
    if first is None or other is None:
        raise MeasureError("A comparison needs two counts; one is missing.")
    if not all(exposure > 0 for exposure in exposures):
        raise MeasureError("An exposure must be above 0.")
    return int(first), int(other)


def wilson_interval(numerator: object, denominator: object, confidence: float = 0.95) -> Interval:
    """Wilson's score interval of n of m, as proportions. Source: Wilson 1927.

    Raises MeasureError if one is missing, n is greater than m, or m is 0.
    """
    from scipy.special import ndtri

    above, below = figure(numerator, RATE, "numerator"), exact(denominator, "denominator")
    if above is None or not below or not 0 <= above <= below:
        raise MeasureError(f"{numerator} of {denominator} is not a proportion.")
    n, m = float(above), float(below)
    z = -float(ndtri((1 - confidence) / 2))
    middle, half = 2 * n + z * z, z * math.sqrt(z * z + 4 * n * (1 - n / m))
    return Interval(n / m, (middle - half) / (2 * (m + z * z)), (middle + half) / (2 * (m + z * z)))


def exact_interval(numerator: object, denominator: object, confidence: float = 0.95) -> Interval:
    """The exact interval of n of m, as proportions. Source: Clopper & Pearson 1934. Raises as ``wilson_interval``."""
    above, below = figure(numerator, name="numerator"), figure(denominator, name="denominator")
    if above is None or not below or above > below:
        raise MeasureError(f"{numerator} of {denominator} is not a proportion.")
    n, m = int(above), int(below)
    return Interval(n / m, *_exact_limits(n, m, confidence))


def _exact_limits(n: int, m: int, confidence: float) -> tuple[float, float]:
    """The limits of the share of which n of m is a sample."""
    from scipy.special import betaincinv

    tail = (1 - confidence) / 2
    low = float(betaincinv(n, m - n + 1, tail)) if n else 0.0
    return low, float(betaincinv(n + 1, m - n, 1 - tail)) if n < m else 1.0


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else math.inf
