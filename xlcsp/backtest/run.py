"""Each method's projection of each past year after each quarter, made from what was known then and no more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from xlcsp.backtest.table import Past
from xlcsp.measures.auto import LARGEST_ERROR, USUAL_ERRORS
from xlcsp.measures.auto_columns import Pasts, mean_share, simple_rests, usual_variances
from xlcsp.measures.outlook_columns import Outlooks, outlooks
from xlcsp.measures.projection import USUAL_SCALE
from xlcsp.measures.year_end import LEVEL

Array = Any
METHODS = ("auto", "straight line", "seasonal", "prior year", "rolling")
EARLIER_YEARS = 3  # complete ones, without which a year is not projected here
DUES = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Projected:
    """What a method said after ``due`` quarters, one place for each case. NaN: the method has no answer."""

    method: str
    due: int
    value: Array
    low: Array
    high: Array
    chance_last_year: Array
    chance_mean: Array


@dataclass(frozen=True, slots=True)
class Backtest:
    """The cases (a series' year with three complete years before it) and what each method said of them.

    series, year: of each case. actual, last_year, mean: its total, last year's, and that of the three years before.
    step: the mean difference of successive earlier totals, by which errors are scaled.
    """

    past: Past
    series: Array
    year: Array
    actual: Array
    last_year: Array
    mean: Array
    step: Array
    projected: tuple[Projected, ...]


def backtest(past: Past) -> Backtest:
    """Projects every year that has three complete years before it, after its first, second and third quarter."""
    totals = past.counts.sum(axis=1)
    cases: list[tuple[Array, ...]] = []
    said: dict[tuple[str, int], list[tuple[Array, ...]]] = {(name, due): [] for name in METHODS for due in DUES}
    running = _Running(past)
    for year in range(len(totals)):
        known = ~np.isnan(totals[max(0, year - EARLIER_YEARS) : year + 1])
        chosen = np.flatnonzero(known.all(axis=0)) if year >= EARLIER_YEARS else np.zeros(0, dtype=int)
        last, mean = totals[year - 1], np.floor(totals[max(0, year - EARLIER_YEARS) : year].sum(axis=0) / EARLIER_YEARS)
        for key, columns in running.project(year, last, mean).items():
            said[key].append(tuple(column[chosen] for column in columns))
        steps = _mean_step(totals[:year])
        columns = (chosen, np.full(chosen.shape, year), totals[year], last, mean, steps)
        cases.append(columns[:2] + tuple(column[chosen] for column in columns[2:]))
    series, years, actual, last, mean, step = (np.concatenate(column) for column in zip(*cases, strict=True))
    projected = tuple(Projected(*key, *map(np.concatenate, zip(*rows, strict=True))) for key, rows in said.items())
    return Backtest(past, series, past.first_year + years, actual, last, mean, step, projected)


class _Running:
    """All series, told one year after the other."""

    def __init__(self, past: Past) -> None:
        self.counts = past.counts
        count = past.counts.shape[2]
        self.pasts = Pasts(count)
        names = [name for name in METHODS if name != "auto"]
        self.errors = {(name, due): np.zeros(count) for name in names for due in DUES}
        self.weights = {key: np.zeros(count) for key in self.errors}

    def project(self, year: int, last: Array, mean: Array) -> dict[tuple[str, int], tuple[Array, ...]]:
        """Value, limits and chances by method and quarter; learns the year afterwards."""
        quarters, history = self.counts[year], list(self.counts[:year])
        simple = [simple_rests(quarters, history, due) for due in DUES]
        found = {}
        for due, rest in zip(DUES, self.pasts.learn(quarters, simple), strict=True):
            so_far = quarters[:due].sum(axis=0)
            usual = np.array(USUAL_SCALE["auto"])[np.minimum(rest.years, len(USUAL_SCALE["auto"]) - 1)]
            value = so_far + np.floor(rest.mean + 0.5)
            targets = (last, mean)
            found["auto", due] = (
                value,
                *_outlook(value, outlooks(so_far, rest.mean, due, rest.scale * usual), targets),
            )
            for name, rest_by_method in _others(quarters, history, due, simple[due - 1]).items():
                outlook = outlooks(so_far, rest_by_method, due, self._scale(name, due))
                found[name, due] = (value := so_far + rest_by_method, *_outlook(value, outlook, targets))
                self._learn(name, due, rest_by_method, quarters[due:].sum(axis=0))
        return found

    def _scale(self, name: str, due: int) -> Array:
        usual = USUAL_SCALE[name][0]
        return (usual * USUAL_ERRORS + self.errors[name, due]) / (USUAL_ERRORS + self.weights[name, due])

    def _learn(self, name: str, due: int, rest: Array, actual: Array) -> None:
        off = np.minimum((actual - rest) ** 2 / usual_variances(rest, due), LARGEST_ERROR * USUAL_SCALE[name][0])
        known = ~np.isnan(off)
        self.errors[name, due] += np.where(known, off, 0)
        self.weights[name, due] += known


def _others(quarters: Array, history: list[Array], due: int, simple: Array) -> dict[str, Array]:
    straight, seasonal, rolling = simple
    total = quarters[:due].sum(axis=0)
    share = mean_share(history[-1:], due)
    prior = np.divide(total, share, out=np.full(total.shape, np.nan), where=share > 0) - total
    if not history:
        straight = np.full(total.shape, np.nan)  # as the others: what a first year says is not counted against any
    return {"straight line": straight, "seasonal": seasonal, "prior year": prior, "rolling": rolling}


def _outlook(value: Array, outlook: Outlooks, targets: tuple[Array, ...]) -> tuple[Array, ...]:
    low, high = outlook.interval(LEVEL)
    chances = [outlook.at_most(target) for target in targets]
    return np.minimum(low, np.floor(value)), np.maximum(high, np.ceil(value)), *chances


def _mean_step(totals: Array) -> Array:
    """The mean absolute difference of successive totals; NaN where there is none."""
    steps = np.abs(np.diff(totals, axis=0))
    known = ~np.isnan(steps)
    count = known.sum(axis=0)
    return np.divide(np.where(known, steps, 0).sum(axis=0), count, out=np.full(count.shape, np.nan), where=count > 0)
