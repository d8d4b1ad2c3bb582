"""Each method's projection of each past year after each quarter, from what was known then; on several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from xlcsp.backtest.table import Past
from xlcsp.batch.executors import processes, usual_workers, watched
from xlcsp.domain import slots
from xlcsp.measures.marks import read_year, read_years
from xlcsp.measures.numbers import QUARTERS_A_YEAR
from xlcsp.measures.projection import METHODS, exact_projection

Array = Any
Year = list[int | None]
EARLIER_YEARS = 3  # complete years that a projected year must have before it
DUES = tuple(range(1, QUARTERS_A_YEAR))


@dataclass(frozen=True, slots=True)
class Projected:
    """A method's answers after ``due`` quarters, one for each case. NaN: the method has none."""

    method: str
    due: int
    value: Array
    low: Array
    high: Array
    chance_last_year: Array
    chance_mean: Array


@dataclass(frozen=True, slots=True)
class Backtest:
    """The cases (years of a series with three complete years before them), and each method's answers.

    series, year: those of each case. actual, last_year, mean: its total, last year's total, and the mean of the three
    totals before. step: the mean difference of successive earlier totals, by which errors are scaled.
    """

    past: Past
    series: Array
    year: Array
    actual: Array
    last_year: Array
    mean: Array
    step: Array
    projected: tuple[Projected, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One year of one series. projections: by method and number of quarters known, the columns of ``Projected``."""

    year: int
    actual: int
    last_year: int
    mean: int
    step: float | None
    projections: dict[tuple[str, int], tuple[float | None, ...]]


Each = Callable[[Callable[[list[Year]], list[Case]], Iterable[list[Year]]], Iterable[list[Case]]]


def backtest(past: Past, each: Each = map) -> Backtest:
    """Projects every year that has three complete years before it, after its first, second and third quarter.

    each: a function like ``map``, applied to the series; an executor's ``map`` spreads them over processors.
    """
    by_series = list(each(cases, _years(past)))
    every = [(series, case) for series, own in enumerate(by_series) for case in own]

    def column(of: Callable[[Case], float | None]) -> Array:
        return np.array([of(case) for _, case in every], dtype=float)

    projected = tuple(
        Projected(*key, *np.array([case.projections[key] for _, case in every], dtype=float).reshape(-1, 5).T)
        for key in ((method, due) for method in METHODS for due in DUES)
    )
    return Backtest(
        past,
        np.array([series for series, _ in every], dtype=int),
        np.array([past.first_year + case.year for _, case in every], dtype=int),
        column(lambda case: case.actual),
        column(lambda case: case.last_year),
        column(lambda case: case.mean),
        column(lambda case: case.step),
        projected,
    )


def cases(years: list[Year]) -> list[Case]:
    """The cases of one series. years: all its years of four quarters, oldest first; None is missing."""
    totals = [None if None in year else sum(count for count in year if count is not None) for year in years]
    read, cases = read_years(years), []
    for place in range(EARLIER_YEARS, len(years)):
        actual, before = totals[place], [total for total in totals[place - EARLIER_YEARS : place] if total is not None]
        if actual is not None and len(before) == EARLIER_YEARS:
            last, mean = before[-1], sum(before) // EARLIER_YEARS
            projections = {
                (method, due): _projected(read_year(years[place][:due]), read[:place], method, (last, mean))
                for method in METHODS
                for due in DUES
            }
            cases.append(Case(place, actual, last, mean, _mean_step(totals[:place]), projections))
    return cases


def _projected(
    year: slots.Year, history: list[slots.Year], method: str, targets: tuple[int, int]
) -> tuple[float | None, ...]:
    """Value, limits, and the chance of staying within each target."""
    end = exact_projection(year, history, method=method)
    numbers = [None if value is None else float(value) for value in (end.value, *end.interval())]
    return *numbers, *(end.chance(Fraction(target), "lower") for target in targets)


def _years(past: Past) -> Iterator[list[Year]]:
    for series in range(len(past.series)):
        yield [[None if np.isnan(count) else int(count) for count in year] for year in past.counts[:, :, series]]


def _mean_step(totals: list[int | None]) -> float | None:
    """The mean absolute difference of successive totals; None if there are no two in succession."""
    steps = [abs(late - early) for early, late in pairwise(totals) if early is not None and late is not None]
    return sum(steps) / len(steps) if steps else None


_WORTH_A_WORKER = 50  # series: fewer are done faster than a process starts
_AT_ONCE = 8  # series given to a worker at a time; the bar moves by as many


def spread(past: Past) -> Backtest:
    """As ``backtest``."""
    count = len(past.series)
    workers = min(usual_workers(), 1 + count // _WORTH_A_WORKER)

    if workers == 1:
        return backtest(past, lambda cases, series: watched(map(cases, series), count, "Series"))
    with processes(workers) as pool:
        return backtest(
            past, lambda cases, series: watched(pool.map(cases, series, chunksize=_AT_ONCE), count, "Series")
        )
