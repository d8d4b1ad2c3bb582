"""The method ``auto`` on whole columns: the same steps as ``xlcsp.measures.auto``, for many series at once in numpy."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from xlcsp.measures import auto
from xlcsp.measures.auto import FADING, PROFILE_EVENTS
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
    """What many series have shown so far, year by year. Quarters are rows: (4, series); NaN is missing."""

    def __init__(self, series: int) -> None:
        self.years = np.zeros(series, dtype=int)
        self.level, self.slow = np.full(series, np.nan), np.full(series, np.nan)
        self.seen, self.speed = np.zeros(series), np.ones(series)
        self.events, self.expected = np.zeros((4, series)), np.zeros((4, series))
        self.misfit, self.weight = np.zeros(series), np.zeros(series)
        self.errors, self.error_weights = np.zeros((3, series)), np.zeros((3, series))
        self.last_mean = np.full(series, np.nan)

    def indices(self) -> tuple[Array, Array]:
        """The seasonal indices (4, series) and how far they are the series' own."""
        usual = _PROFILE[:, None]
        own = (self.events + PROFILE_EVENTS * usual) / (self.expected + PROFILE_EVENTS) / usual
        own = own / own.mean(axis=0)
        total = self.expected.sum(axis=0) / QUARTERS_A_YEAR
        typical = np.divide(total, self.weight, out=np.ones_like(total), where=self.weight > 0)
        phi = np.maximum(1, (np.cbrt(np.maximum(typical, 1)) + self.misfit) / (1 + self.weight))
        between = ((own - 1) ** 2).sum(axis=0) / (QUARTERS_A_YEAR - 1)
        noise = auto.DOUBT * phi / np.maximum(total, 1)
        share = 1 - np.divide(noise, between, out=np.ones_like(noise), where=(between > 0) & (self.weight > 0))
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

    def rest(self, quarters: Array, simple: Array) -> list[Rests]:
        """The rests of the year after one, two and three of its quarters (4, series); learns the year on the way.

        simple: what straight line, seasonal and rolling say of each rest, (3, series).
        """
        indices, seasons = self.indices()
        whole = ~np.isnan(quarters).any(axis=0)
        learnt = whole & (self.years > 0)
        found, errors, weights = [], self.errors.copy(), self.error_weights.copy()
        for due in range(1, QUARTERS_A_YEAR):
            self.observe(quarters[due - 1], indices[due - 1])
            left = indices[due:].sum(axis=0)
            this_year = quarters[:due].sum(axis=0) / indices[:due].sum(axis=0)
            size = self.level / (self.level + auto.HALF_SIZE)
            slow, own = auto.SLOW_SHARE * size, auto.THIS_YEAR_SHARE * size
            mean = (1 - slow - own - auto.SIMPLE_SHARE) * self.level + slow * self.slow + own * this_year
            scale = (auto.USUAL_ERRORS + errors[due - 1]) / (auto.USUAL_ERRORS + weights[due - 1])
            simply = auto.SIMPLE_SHARE * simple[due - 1]
            found.append(Rests(mean * left + simply, scale, self.years, seasons, self.speed))
            expected = self.level * left
            off = (quarters[due:].sum(axis=0) - expected) ** 2 / usual_variances(expected, due)
            off = np.minimum(off, auto.LARGEST_ERROR)
            self.errors[due - 1] = np.where(learnt, errors[due - 1] * auto.ERROR_FADING + off, errors[due - 1])
            self.error_weights[due - 1] = np.where(learnt, weights[due - 1] * auto.ERROR_FADING + 1, weights[due - 1])
        self.observe(quarters[3], indices[3])
        self._learn_seasons(quarters, indices, whole)
        self.years = self.years + whole
        return found

    def learn(self, quarters: Array) -> None:
        """An earlier year."""
        self.rest(quarters, np.zeros((3, quarters.shape[1])))

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
        self.events = np.where(known, self.events * FADING + figures, self.events)
        self.expected = np.where(known, self.expected * FADING + trend, self.expected)
        self.misfit = np.where(whole, self.misfit * FADING + misfit, self.misfit)
        self.weight = np.where(whole, self.weight * FADING + 1, self.weight)


def simple_rests(quarters: Array, history: list[Array]) -> Array:
    """The mean of the rests of the year by straight line, seasonal and rolling, (3, series); NaN without any."""
    found = []
    whole = [~np.isnan(year).any(axis=0) & (year.sum(axis=0) > 0) for year in history]
    for due in range(1, QUARTERS_A_YEAR):
        total = quarters[:due].sum(axis=0)
        share, years = _mean_share(history, whole, due)
        seasonal = np.divide(total, share, out=np.full(total.shape, np.nan), where=(years > 0) & (share > 0)) - total
        straight = total * QUARTERS_A_YEAR / due - total
        rolling = history[-1][due:].sum(axis=0) if history else np.full(total.shape, np.nan)
        three = np.stack([straight, seasonal, rolling])
        held = ~np.isnan(three)
        count = held.sum(axis=0)
        mean = np.full(total.shape, np.nan)
        found.append(np.divide(np.where(held, three, 0).sum(axis=0), count, out=mean, where=count > 0))
    return np.stack(found)


def _mean_share(history: list[Array], whole: list[Array], due: int) -> tuple[Array, Array]:
    """The mean share by that quarter of the last three complete years, and how many there are."""
    shape = history[0].shape[1] if history else 0
    total, years = np.zeros(shape), np.zeros(shape, dtype=int)
    complete = np.zeros(shape, dtype=int)
    for year, usable in zip(reversed(history), reversed(whole), strict=True):
        counted = ~np.isnan(year).any(axis=0) & (complete < 3)
        complete += counted
        used = usable & counted
        share = np.divide(year[:due].sum(axis=0), year.sum(axis=0), out=np.zeros(shape), where=used)
        total, years = total + share, years + used
    return np.divide(total, years, out=np.zeros(shape), where=years > 0), years


def _speed(level: Array, speed: float, fastest: float) -> Array:
    return np.clip(speed * np.cbrt(np.maximum(level, 1.0)), auto.SLOWEST, fastest)
