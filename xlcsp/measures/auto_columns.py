"""The method ``auto`` on whole columns: the same steps as ``xlcsp.measures.auto``, for many series at once in numpy."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from xlcsp.measures import auto
from xlcsp.measures.auto import PROFILE_EVENTS, YEARS_OF_SHARES
from xlcsp.measures.numbers import QUARTERS_A_YEAR

Array = Any  # numpy.ndarray: numpy's own types are not looked at
_PROFILE = np.array(auto.PROFILE)
_TREND = np.arange(QUARTERS_A_YEAR) - 1.5


class Rests(NamedTuple):
    """As ``auto.Rest``, a column of each."""

    mean: Array
    scale: Array
    years: Array
    seasons: Array
    speed: Array


def usual_variances(mean: Array, due: int) -> Array:
    """As ``auto.usual_variance``."""
    mean = np.maximum(mean, auto.SMALLEST_MEAN)
    return mean * (1 + auto.GROWTH[due - 1] * np.sqrt(mean))


class Pasts:
    """What many series have shown so far, year by year. Quarters are rows: (4, series); NaN is missing.

    dues: after how many quarters projections are wanted.
    """

    def __init__(self, series: int, dues: tuple[int, ...] = (1, 2, 3)) -> None:
        self.years: Array = np.zeros(series, dtype=int)
        self.level, self.slow = np.full(series, np.nan), np.full(series, np.nan)
        self.seen, self.speed = np.zeros(series), np.ones(series)
        self.events, self.expected = np.zeros((4, series)), np.zeros((4, series))
        self.misfit = np.zeros(series)
        self.errors: dict[int, Array] = {due: np.zeros(series) for due in dues}
        self.error_weights: dict[int, Array] = {due: np.zeros(series) for due in dues}
        self.last_mean = np.full(series, np.nan)

    def indices(self) -> tuple[Array, Array]:
        """The seasonal indices (4, series) and how far they are the series' own."""
        usual = _PROFILE[:, None]
        own = (self.events + PROFILE_EVENTS * usual) / (self.expected + PROFILE_EVENTS) / usual
        own = own / own.mean(axis=0)
        total = self.expected.sum(axis=0) / QUARTERS_A_YEAR
        typical = np.divide(total, self.years, out=np.ones_like(total), where=self.years > 0)
        phi = np.maximum(1, (np.cbrt(np.maximum(typical, 1)) + self.misfit) / (1 + self.years))
        between = ((own - 1) ** 2).sum(axis=0) / (QUARTERS_A_YEAR - 1)
        noise = auto.DOUBT * phi / np.maximum(total, 1)
        share = 1 - np.divide(noise, between, out=np.ones_like(noise), where=(between > 0) & (self.years > 0))
        share = np.maximum(share, 0)
        found = (1 + (own - 1) * share) * usual
        return found / found.mean(axis=0), share

    def observe(self, figures: Array, index: Array) -> None:
        """One quarter of each series."""
        known = ~np.isnan(figures)
        adjusted = figures / index
        self.seen += known
        first = known & np.isnan(self.level)
        self.level, self.slow = np.where(first, adjusted, self.level), np.where(first, adjusted, self.slow)
        least = 1 / np.maximum(self.seen, 1)
        speed = np.maximum(_speed(self.level, auto.SPEED, auto.FASTEST), least)
        slow = np.maximum(_speed(self.slow, auto.SLOW_SPEED, auto.SLOW_FASTEST), least)
        later = known & ~first
        self.speed = np.where(later, speed, self.speed)
        self.level = np.where(later, self.level + speed * (adjusted - self.level), self.level)
        self.slow = np.where(later, self.slow + slow * (adjusted - self.slow), self.slow)

    def rest(self, quarters: Array, simple: Array, due: int) -> Rests:
        """The rest of the year that (4, series) quarters begin, after ``due`` of them, which are observed.

        simple: what straight line, seasonal and rolling say of it (3, series); NaN where one says nothing.
        """
        indices, seasons = self.indices()
        for place in range(due):
            self.observe(quarters[place], indices[place])
        return self._rest(quarters, simple, due, indices, seasons)

    def _rest(self, quarters: Array, simple: Array, due: int, indices: Array, seasons: Array) -> Rests:
        this_year = quarters[:due].sum(axis=0) / indices[:due].sum(axis=0)
        size, at = self.level / (self.level + auto.HALF_SIZE), due - 1
        slow, own = auto.SLOW_SHARE[at] * size, auto.THIS_YEAR_SHARE[at] * size
        line = auto.STRAIGHT_SHARE[at] * size * np.clip(2 - np.abs(indices[0] - 1) / auto.MILD_SEASON, 0, 1)
        level = (1 - line - slow - own - auto.SIMPLE_SHARE[at]) * self.level + slow * self.slow + own * this_year
        mean = level * indices[due:].sum(axis=0) + line * simple[0]
        mean += auto.SIMPLE_SHARE[at] * _simple_mean(simple, seasons)
        scale = (auto.USUAL_ERRORS + self.errors[due]) / (auto.USUAL_ERRORS + self.error_weights[due])
        return Rests(mean, scale, self.years, seasons, self.speed)

    def learn(self, quarters: Array, simple: list[Array] | None = None) -> list[Rests]:
        """An earlier year. With ``simple`` for each quarter: what its rests were after one, two and three quarters."""
        indices, seasons = self.indices()
        whole = ~np.isnan(quarters).any(axis=0)
        found = []
        for place in range(QUARTERS_A_YEAR):
            self.observe(quarters[place], indices[place])
            due = place + 1
            if simple is not None and due < QUARTERS_A_YEAR:
                found.append(self._rest(quarters, simple[place], due, indices, seasons))
            if due in self.errors:
                self._learn_error(quarters, due, indices, whole & (self.years > 0))
        self._learn_seasons(quarters, indices, whole)
        self.years = self.years + whole
        return found

    def _learn_error(self, quarters: Array, due: int, indices: Array, counted: Array) -> None:
        """How far off the projection after ``due`` quarters was."""
        expected = self.level * indices[due:].sum(axis=0)
        off = (quarters[due:].sum(axis=0) - expected) ** 2 / usual_variances(expected, due)
        self.errors[due] = self.errors[due] + np.where(counted, np.minimum(off, auto.LARGEST_ERROR), 0)
        self.error_weights[due] = self.error_weights[due] + counted

    def _learn_seasons(self, quarters: Array, indices: Array, whole: Array) -> None:
        known = ~np.isnan(quarters)
        figures, index = np.where(known, quarters, 0), np.where(known, indices, 0).sum(axis=0)
        mean = np.divide(figures.sum(axis=0), index, out=np.full(index.shape, np.nan), where=index > 0)
        step = np.nan_to_num((mean - self.last_mean) / QUARTERS_A_YEAR)
        self.last_mean = mean
        trend = np.maximum(mean + step * _TREND[:, None], auto.LEAST_TREND * mean)
        usual = (self.events + PROFILE_EVENTS * _PROFILE[:, None]) / (self.expected + PROFILE_EVENTS)
        off = (figures - trend * usual) ** 2 / np.maximum(trend * usual, auto.EXPECTED)
        misfit = np.where(known, off, 0).sum(axis=0) / auto.FREEDOM
        self.events = self.events + figures
        self.expected = self.expected + np.where(known, trend, 0)
        self.misfit = self.misfit + np.where(whole, misfit, 0)


def simple_rests(quarters: Array, history: list[Array], due: int) -> Array:
    """The rest of the year by straight line, seasonal and rolling; NaN where the history lacks what one needs."""
    total = quarters[:due].sum(axis=0)
    unknown = np.full(total.shape, np.nan)
    share = mean_share(history, due)
    seasonal = np.divide(total, share, out=unknown.copy(), where=share > 0) - total
    rolling = history[-1][due:].sum(axis=0) if history else unknown
    return np.stack([total * QUARTERS_A_YEAR / due - total, seasonal, rolling])


def _simple_mean(three: Array, seasons: Array) -> Array:
    """Their mean; without the straight line where seasons are clear and another is known."""
    held = ~np.isnan(three)
    held[0] &= ~((seasons >= auto.CLEAR_SEASONS) & held[1:].any(axis=0))
    return np.where(held, three, 0).sum(axis=0) / np.maximum(held.sum(axis=0), 1)


def mean_share(history: list[Array], due: int, years: int = YEARS_OF_SHARES) -> Array:
    """The mean share by that quarter of the last complete years; 0 where there is none."""
    if not history:
        return np.zeros(1)
    shape = history[0].shape[1]
    total, used = np.zeros(shape), np.zeros(shape)
    complete = np.zeros(shape)
    for year in reversed(history):
        whole = year.sum(axis=0)
        counted = ~np.isnan(whole) & (complete < years)
        complete += counted
        counted &= whole > 0
        total += np.divide(year[:due].sum(axis=0), whole, out=np.zeros(shape), where=counted)
        used += counted
        if complete.min() >= years:
            break
    return np.divide(total, used, out=np.zeros(shape), where=used > 0)


def _speed(level: Array, speed: float, fastest: float) -> Array:
    return np.minimum(speed * np.cbrt(np.maximum(level, 1.0)), fastest)
