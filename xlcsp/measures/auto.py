"""The method ``auto``: a level that follows the newest quarters, and seasons as far as the series' past supports them.

1. Quarters are divided by seasonal indices, learned from all earlier years against each year's own trend. Indices are
   drawn towards ``PROFILE`` as far as chance could explain them (James & Stein 1961), so that a series without
   seasons gets none.
2. Two exponentially smoothed levels follow the adjusted quarters. How fast depends on the count: small counts are
   mostly chance and move the level little, large ones carry news. The rest of the year is mostly level × remaining
   indices.
3. As combinations do better than any one method (Makridakis and others 2020), the larger the count the more of the
   rest comes from the slower level and from this year's own adjusted mean. Until there are three quarters a tenth comes
   from the mean of straight line (not where seasons are clear), seasonal share and rolling. After the first quarter a
   large count takes three tenths from the straight line, unless that quarter's season is far from the year's mean.
4. A count that is no longer recorded (``stopped``) stays at its present value: 0.

Constants are round numbers from the flat part of the optimum on the Metropolitan Police's recorded crime by borough
(Open Government Licence), test years 2013/14, 2015/16 … 2023/24; among equally good ones, those whose chances are
sharper from 2016/17 on. ``tests/bench/projections.py`` prints how well they do in the other years. With the years
running backwards the three tenths of straight line help as much.

Tried there without success: weights or a bias from the series' own past errors, a damped trend, smoothing scaled by the
series' own noise, clipping of shocks, older years counting less (in the seasons or in the errors), indices from centred
moving averages, medians and geometric means of methods, weights of single past quarters, chances with heavier tails,
and a spread by the size of this year's surprise, of last year's change or of the methods' disagreement. After the
second quarter the Brier score would be 1% lower still by taking large series lower and small ones higher. That is left:
in the large ones it is the winters of 2019/20 and 2020/21, when people were told to stay at home.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from xlcsp.domain.slots import Run
from xlcsp.measures.numbers import QUARTERS_A_YEAR, exact, shown

PROFILE = (1.01, 1.02, 1.0, 0.97)  # the mean of large series: the winter quarter is short and quiet
PROFILE_EVENTS = 10.0  # how many events the profile is worth
DOUBT = 0.5  # the part of the variance due to chance that is taken off the seasons
SPEED, FASTEST = 0.11, 0.65  # smoothing: SPEED × ∛level, of a level of 1 or more
SLOW_SPEED, SLOW_FASTEST = 0.055, 0.4
SIMPLE_SHARE = (0.1, 0.1, 0.0)  # after one, two and three quarters, as all shares here
STRAIGHT_SHARE, SLOW_SHARE, THIS_YEAR_SHARE = (0.3, 0.0, 0.0), (0.4, 0.3, 0.3), (0.2, 0.5, 0.3)  # of large counts
MILD_SEASON = 0.15  # off the year's mean: up to here the straight line has its share, at twice that none
HALF_SIZE = 40.0  # the quarterly level at which half of the shares of large counts is given
YEARS_OF_SHARES = 3  # the seasonal share is the mean of the last three complete years
CLEAR_SEASONS = 0.3  # how far indices may be the series' own before the straight line is left out
LEAST_TREND = 0.5  # no quarter of a year's trend lies below this share of its mean
EXPECTED = 0.5  # events: the least that a quarter is expected to have when misfits are weighed
LARGEST_ERROR = 9.0  # three standard deviations, squared: one shock does not make a series unpredictable
USUAL_ERRORS = 8.0  # how many years the usual error is worth beside the series' own
FREEDOM = 2.4  # of four quarters' misfits: the year's mean and part of the trend are fitted

# on London's recorded crime, counts that stayed at 0 so long after so many a quarter had been replaced by others
STOPPED_ZEROS, STOPPED_MEAN = 3, 20

# the remainder's variance is mean × (1 + growth × √mean), after one, two and three quarters
GROWTH = (0.36, 0.34, 0.25)
SMALLEST_MEAN = 0.35  # a remainder expected to be 0 may still turn out above 0


@dataclass(frozen=True, slots=True)
class Rest:
    """The expected rest of the year.

    mean: events still to come. scale: the series' past squared errors against the usual ones (1 is usual). years:
    number of complete earlier years. seasons: 0 to 1, how far the indices are the series' own. speed: weight of the
    newest quarter in the level.
    """

    mean: float
    scale: float
    years: int
    seasons: float
    speed: float


@dataclass(frozen=True, slots=True)
class Stop:
    """A count that is most likely no longer recorded.

    zeros: for how many quarters it has been 0. mean: that of the four quarters before them.
    """

    zeros: int
    mean: float

    @property
    def text(self) -> str:
        """``0 for 4 quarters, after 59 a quarter before``."""
        return f"0 for {self.zeros} quarters, after {shown(exact(self.mean) or 0)} a quarter before"


def stopped(years: Sequence[Run]) -> Stop | None:
    """Whether a count has most likely stopped: at least three zeros after a mean of at least 20 a quarter.

    years: in order, the current year last. Missing quarters are skipped: they are not zero, and do not interrupt zeros.
    """
    quarters: list[float] = []
    for year in years:
        for first, last, value in _figures(year):
            covered = last - first + 1
            quarters += [value / covered] * covered
    zeros = next((place for place, value in enumerate(reversed(quarters)) if value), len(quarters))
    before = quarters[: len(quarters) - zeros][-QUARTERS_A_YEAR:]
    mean = sum(before) / len(before) if before else 0.0
    return Stop(zeros, mean) if zeros >= STOPPED_ZEROS and mean >= STOPPED_MEAN else None


def usual_variance(mean: float, due: int) -> float:
    """The usual squared error of a projection of that remainder."""
    mean = max(mean, SMALLEST_MEAN)
    return mean * (1 + GROWTH[due - 1] * math.sqrt(mean))


def rest_of_year(run: Run, history: Sequence[Run], straight: float, others: Sequence[float]) -> Rest:
    """The rest of an incomplete year without gaps.

    straight, others: the rest by the straight line, and by seasonal and rolling if the history allows them.
    """
    past = _Past(run.due)
    for year in history:
        past.learn(year)
    return past.rest(run, straight, others)


class _Past:
    """What a series' past shows. ``learn`` takes the years one after the other."""

    def __init__(self, due: int) -> None:
        self.due = due
        self.years = 0
        self.level = self.slow = math.nan
        self.seen = 0
        self.speed = 1.0
        self.events, self.expected = [0.0] * QUARTERS_A_YEAR, [0.0] * QUARTERS_A_YEAR
        self.misfit = 0.0
        self.errors = self.error_weight = 0.0
        self.last_mean = math.nan

    def indices(self) -> tuple[list[float], float]:
        """The seasonal indices, of mean 1, and how far they are the series' own."""
        own = [
            (x + PROFILE_EVENTS * usual) / (m + PROFILE_EVENTS) / usual
            for x, m, usual in zip(self.events, self.expected, PROFILE, strict=True)
        ]
        share = 0.0
        if self.years:
            own = _of_mean_one(own)
            total = math.fsum(self.expected) / QUARTERS_A_YEAR
            usual_phi = max(1.0, math.cbrt(max(total / self.years, 1.0)))
            phi = max(1.0, (usual_phi + self.misfit) / (1 + self.years))
            between = math.fsum((index - 1) ** 2 for index in own) / (QUARTERS_A_YEAR - 1)
            share = max(0.0, 1 - DOUBT * phi / max(total, 1.0) / between) if between else 0.0
        return _of_mean_one([(1 + (part - 1) * share) * usual for part, usual in zip(own, PROFILE, strict=True)]), share

    def observe(self, value: float, index: float, quarters: int) -> None:
        """Takes in one figure, of one quarter or of several together; index: the sum of their indices."""
        adjusted = value / index
        self.seen += quarters
        if math.isnan(self.level):
            self.level = self.slow = adjusted
            return
        least = quarters / self.seen
        self.speed = _speed(self.level, SPEED, FASTEST, quarters, least)
        self.level += self.speed * (adjusted - self.level)
        self.slow += _speed(self.slow, SLOW_SPEED, SLOW_FASTEST, quarters, least) * (adjusted - self.slow)

    def learn(self, year: Run) -> None:
        """Takes in an earlier year: level, seasons, and the error of the projection after the same quarter."""
        indices, _ = self.indices()
        figures = _figures(year)
        if not figures:
            self.last_mean = math.nan
            return
        is_whole, total, index = len(figures) == QUARTERS_A_YEAR, 0.0, 0.0
        for first, last, value in figures:
            own = indices[last - 1] if first == last else math.fsum(indices[first - 1 : last])
            self.observe(value, own, last - first + 1)
            total, index = total + value, index + own
            if is_whole and self.years and last == self.due:
                expected = self.level * math.fsum(indices[last:])
                rest = math.fsum(later for _, _, later in figures[last:])
                off = (rest - expected) ** 2 / usual_variance(expected, last)
                self.errors += min(off, LARGEST_ERROR)
                self.error_weight += 1
        self._learn_seasons(figures, total / index, is_whole=is_whole)
        self.years += is_whole

    def _learn_seasons(self, figures: list[tuple[int, int, float]], mean: float, *, is_whole: bool) -> None:
        step = 0.0 if math.isnan(self.last_mean) else (mean - self.last_mean) / QUARTERS_A_YEAR
        self.last_mean = mean
        misfit = 0.0
        for first, last, value in figures:
            if first != last:
                continue
            place = first - 1
            trend = max(mean + step * (place - 1.5), LEAST_TREND * mean)
            index = (self.events[place] + PROFILE_EVENTS * PROFILE[place]) / (self.expected[place] + PROFILE_EVENTS)
            misfit += (value - trend * index) ** 2 / max(trend * index, EXPECTED)
            self.events[place] += value
            self.expected[place] += trend
        if is_whole:
            self.misfit += misfit / FREEDOM

    def rest(self, run: Run, straight: float, others: Sequence[float]) -> Rest:
        """The rest of the year that ``run`` begins."""
        indices, seasons = self.indices()
        simple = others if others and seasons >= CLEAR_SEASONS else (straight, *others)
        for first, last, value in _figures(run):
            self.observe(value, math.fsum(indices[first - 1 : last]), last - first + 1)
        left = math.fsum(indices[run.due :])
        this_year = float(run.total) / math.fsum(indices[: run.due])
        size, at = self.level / (self.level + HALF_SIZE), run.due - 1
        slow, own = SLOW_SHARE[at] * size, THIS_YEAR_SHARE[at] * size
        line = STRAIGHT_SHARE[at] * size * min(max(2 - abs(indices[0] - 1) / MILD_SEASON, 0.0), 1.0)
        level = (1 - line - slow - own - SIMPLE_SHARE[at]) * self.level + slow * self.slow + own * this_year
        mean = level * left + line * straight + SIMPLE_SHARE[at] * math.fsum(simple) / len(simple)
        scale = (USUAL_ERRORS + self.errors) / (USUAL_ERRORS + self.error_weight)
        return Rest(mean, scale, self.years, seasons, self.speed)


def _speed(level: float, speed: float, fastest: float, quarters: int, least: float) -> float:
    """The weight of the newest figure; ``least`` while few are known."""
    weight = speed * math.cbrt(level) if level > 1 else speed
    weight = min(weight, fastest)
    weight = weight if quarters == 1 else 1 - (1 - weight) ** quarters
    return max(weight, least)


def _of_mean_one(values: list[float]) -> list[float]:
    mean = math.fsum(values) / len(values)
    return [value / mean for value in values]


def _figures(run: Run) -> list[tuple[int, int, float]]:
    """Each figure with the first and last quarter that it covers."""
    figures, first = [], 1
    for quarter, value in enumerate(run.values, 1):
        if value is not None:
            figures.append((first, quarter, float(value)))
        if quarter not in run.spanned:
            first = quarter + 1
    return figures
