"""XmR charts: whether a series is stable, and which points exceed its normal variation.

The NHS's rules as parameters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import fsum
from typing import NamedTuple

from xlcsp.errors import MeasureError
from xlcsp.measures.numbers import exact

XMR_LIMIT = 2.66  # Shewhart: 3 ÷ d2 for moving ranges of two points
SCREEN_LIMIT = 3.267  # D4 for two points: a moving range above it is more than normal variation
NEAR = 2 / 3  # share of the way from the mean to a limit
RUN, TREND = 7, 7  # points, as in NHS England's Making Data Count
WINDOW = 3  # points, of which two near a limit are a signal
ENOUGH_POINTS = 12
OUTSIDE, ONE_SIDE, RISING, FALLING, OUTER = (
    "outside the limits",
    "one side of the mean",
    "rising",
    "falling",
    "two of three near a limit",
)

Lines = tuple[float, float, float, float, float]  # mean, lower and upper limit, lower and upper near limit


class Xmr(NamedTuple):
    """The centre line, the process limits, the near limits, and for each point the names of the rules it breaks.

    signals: each rule that is broken, with the points that break it together.
    """

    mean: float
    lpl: float
    upl: float
    near_lower: float
    near_upper: float
    rules: tuple[tuple[str, ...], ...]
    signals: tuple[tuple[str, range], ...] = ()


def xmr(
    values: Sequence[object],
    *,
    screen: bool = False,
    baseline: int | None = None,
    floor: float | None = None,
    ceiling: float | None = None,
    run: int = RUN,
    trend: int = TREND,
) -> Xmr:
    """The XmR chart of a series: mean ± 2.66 × mean moving range.

    values: in order of time; None or NaN is missing, and interrupts runs and moving ranges. screen: leave out moving
    ranges of 3.267 × their mean or more, once (NHSRplotthedots does, the NHS Excel tool does not). baseline: how many
    of the first points set the limits (default: all). floor, ceiling: the least and the largest value of a limit (0 for
    counts, 1 for proportions). rules, for each point: outside the limits; part of ``run`` points on one side of the
    mean; part of ``trend`` points that rise, or fall, strictly; part of three points on one side of which two lie
    between near limit and limit or beyond. Raises MeasureError for text, and if no two successive points are known.
    """
    exact_values = [exact(value, f"point {place}") for place, value in enumerate(values, 1)]
    points = [None if value is None else float(value) for value in exact_values]
    lines = lines_of(points[:baseline], screen=screen, floor=floor, ceiling=ceiling)
    broken: list[set[str]] = [set() for _ in points]
    signals = tuple(_signals(points, lines, run, trend))
    for name, places in signals:
        for place in places:
            broken[place].add(name)
    order = (OUTSIDE, ONE_SIDE, RISING, FALLING, OUTER)
    rules = tuple(tuple(name for name in order if name in names) for names in broken)
    return Xmr(*lines, rules, signals)


def lines_of(
    points: Sequence[float | None],
    *,
    screen: bool = False,
    floor: float | None = None,
    ceiling: float | None = None,
) -> Lines:
    """The mean, the process limits and the near limits of the points that set them. Raises MeasureError as ``xmr``."""
    known = [value for value in points if value is not None]
    ranges = [abs(later - earlier) for earlier, later in pairwise(points) if earlier is not None and later is not None]
    if not ranges:
        raise MeasureError("An XmR chart needs two successive points; there are none.")
    mean, spread = fsum(known) / len(known), fsum(ranges) / len(ranges)
    if screen and spread:
        usual = [moved for moved in ranges if moved < SCREEN_LIMIT * spread]
        spread = fsum(usual) / len(usual) if usual else spread
    reach = XMR_LIMIT * spread
    low, near_low = mean - reach, mean - reach * NEAR
    high, near_high = mean + reach, mean + reach * NEAR
    if floor is not None:
        low, near_low = max(low, floor), max(near_low, floor)
    if ceiling is not None:
        high, near_high = min(high, ceiling), min(near_high, ceiling)
    return mean, low, high, near_low, near_high


def _signals(points: Sequence[float | None], lines: Lines, run: int, trend: int) -> Iterator[tuple[str, range]]:
    """Each rule broken, with the points that break it together."""
    mean, low, high, near_low, near_high = lines
    for place, value in enumerate(points):
        if value is not None and not low <= value <= high:
            yield OUTSIDE, range(place, place + 1)
    sides = [None if value is None else (value > mean) - (value < mean) for value in points]
    for places in _windows(sides, run):
        if abs(sum(sides[place] or 0 for place in places)) == run:
            yield ONE_SIDE, places
    for places in _windows(points, trend):
        steps = [(points[later] or 0) - (points[earlier] or 0) for earlier, later in pairwise(places)]
        if all(step > 0 for step in steps) or all(step < 0 for step in steps):
            yield RISING if steps[0] > 0 else FALLING, places
    outer = [None if value is None else (value > near_high) - (value < near_low) for value in points]
    for places in _windows(outer, WINDOW):
        side = sum(sides[place] or 0 for place in places)
        if abs(side) == len(places) and abs(sum(outer[place] or 0 for place in places)) > 1:
            yield OUTER, places


def _windows(points: Sequence[object], length: int) -> Iterator[range]:
    """Each stretch of that many points that are all known."""
    for start in range(len(points) - length + 1):
        places = range(start, start + length)
        if all(points[place] is not None for place in places):
            yield places
