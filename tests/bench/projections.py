"""How well the projection *auto* does on the Metropolitan Police's recorded crime, compared with a plain reference.

The reference is the mean of straight line, three-year seasonal share and rolling; its interval and chance come from the
pooled errors of the same quarter and size class in earlier years. Constants of auto were chosen on the test years
2013/14, 2015/16 … 2023/24 (``CHOSEN_ON``), so the other years are the ones to look at. Prints a table:
``python -m tests.bench.projections FILE.csv.gz``.
"""

from __future__ import annotations

import csv
import gzip
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from xlcsp.backtest.run import Backtest, Projected, backtest
from xlcsp.backtest.score import size_classes
from xlcsp.backtest.table import Past
from xlcsp.measures import project

Array = Any
LEFT_OUT = ("FRAUD AND FORGERY", "NFIB FRAUD")  # they stop, or are noise
RESIDENTIAL = ("DOMESTIC BURGLARY", "RES BURGLARY OF A HOME", "RES BURGLARY OF UNCONNECTED BUILDING")  # recoded
SEASONAL = ("BICYCLE THEFT", "VIOLENCE WITH INJURY")
ENOUGH_ERRORS = 20


@dataclass(frozen=True, slots=True)
class Reference:
    """The reference after a quarter, case by case. NaN: too few earlier errors."""

    value: Array
    low: Array
    high: Array
    chance: Array


def read(path: Path) -> Past:
    """Whole quarters by borough and offence; residential burglary in one series."""
    sums: dict[tuple[str, int, int], int] = {}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["majortext"] in LEFT_OUT or row["months"] != "3":
                continue
            offence = "RESIDENTIAL BURGLARY" if row["minortext"] in RESIDENTIAL else row["minortext"]
            key = (f"{row['boroughname']}: {offence}", int(row["fy"][:4]), int(row["q"]))
            sums[key] = sums.get(key, 0) + int(row["count"])
    names = tuple(dict.fromkeys(name for name, _, _ in sums))
    first, last = (pick(year for _, year, _ in sums) for pick in (min, max))
    counts = np.full((last - first + 1, 4, len(names)), np.nan)
    places = {name: place for place, name in enumerate(names)}
    for (name, year, quarter), count in sums.items():
        counts[year - first, quarter - 1, places[name]] = count
    return Past(names, first, counts)


def held_out(found: Backtest) -> Array:
    """The cases of years that no constant was chosen on."""
    return found.year % 2 == 0


def reference(found: Backtest, due: int) -> Reference:
    """What the reference says of the same cases."""
    by_name = {one.method: one for one in found.projected if one.due == due}
    three = np.stack([by_name[name].value for name in ("straight line", "seasonal", "rolling")])
    held = ~np.isnan(three)
    value = np.where(held, three, 0).sum(axis=0) / held.sum(axis=0)
    classes, off = size_classes(found.last_year), np.log((found.actual + 0.5) / (value + 0.5))
    low, high, chance = (np.full(value.shape, np.nan) for _ in range(3))
    for year in np.unique(found.year):
        for size in range(4):
            now, before = (found.year == year) & (classes == size), (found.year < year) & (classes == size)
            if before.sum() < ENOUGH_ERRORS:
                continue
            errors = np.sort(off[before])
            below, above = np.quantile(errors, (0.1, 0.9))
            low[now], high[now] = (np.exp(limit) * (value[now] + 0.5) - 0.5 for limit in (below, above))
            to_target = np.log((found.last_year[now] + 0.5) / (value[now] + 0.5))
            chance[now] = np.searchsorted(errors, to_target, side="right") / errors.size
    return Reference(value, low, high, chance)


def auto(found: Backtest, due: int) -> Projected:
    """What auto says."""
    return next(one for one in found.projected if one.method == "auto" and one.due == due)


def median_errors(found: Backtest, value: Array, among: Array) -> list[float]:
    """Median absolute percentage error by size class."""
    classes, scored = size_classes(found.last_year), among & (found.actual > 0)
    share = np.abs(value - found.actual) / np.maximum(found.actual, 1) * 100
    return [float(np.median(share[scored & (classes == size)])) for size in range(4)]


def gains(found: Backtest, among: Array) -> tuple[float, float, float]:
    """Relative change of the median error against the reference, in %: the nine cells from 20 up, the three below, the
    worst of the nine.
    """
    changes = np.array(
        [
            np.divide(
                median_errors(found, auto(found, due).value, among),
                median_errors(found, reference(found, due).value, among),
            )
            for due in (1, 2, 3)
        ]
    )
    changes = (changes - 1) * 100
    return float(changes[:, 1:].mean()), float(changes[:, 0].mean()), float(changes[:, 1:].max())


def seasonal_errors(found: Backtest, value: Array, among: Array) -> float:
    """Median absolute percentage error of the seasonal offences."""
    is_seasonal = np.array([name.split(": ")[1] in SEASONAL for name in found.past.series])[found.series]
    held = among & is_seasonal & (found.actual > 0) & ~np.isnan(value)
    return float(np.median(np.abs(value - found.actual)[held] / found.actual[held]) * 100)


def brier(found: Backtest, chance: Array, among: Array) -> float:
    """Of "no more than last year", totals of 100 and more."""
    held = among & (size_classes(found.last_year) > 1) & ~np.isnan(chance)
    return float(np.mean((chance - (found.actual <= found.last_year))[held] ** 2))


def worst_calibration(found: Backtest, chance: Array, among: Array) -> float:
    """By how many points the worst tenth with 200 cases is further off than two standard errors; 5 is allowed."""
    worst = 0.0
    tenth = np.minimum((chance * 10).astype(int), 9)
    for place in range(10):
        held = among & (tenth == place)
        if held.sum() < 200:
            continue
        share = float(np.mean((found.actual <= found.last_year)[held]))
        error = 2 * (share * (1 - share) / held.sum()) ** 0.5
        worst = max(worst, (abs(share - float(np.mean(chance[held]))) - error) * 100)
    return worst


def coverage(found: Backtest, low: Array, high: Array, among: Array) -> list[float]:
    """Share within the interval in %, by size class and over all."""
    classes, inside = size_classes(found.last_year), (found.actual >= low) & (found.actual <= high)
    return [float(np.mean(inside[among & ((classes == size) | (size == 4))]) * 100) for size in range(5)]


def width(found: Backtest, low: Array, high: Array, among: Array) -> float:
    """The mean width in % of last year's total, totals from 20."""
    held = among & (found.last_year >= 20)
    return float(np.mean((high - low)[held] / found.last_year[held]) * 100)


def main(path: Path) -> None:
    """Prints the table."""
    found = backtest(read(path))
    every = np.ones(found.year.shape, dtype=bool)
    late = found.year >= 2016
    for name, among in (("all test years", every), ("2016/17 on", late), ("held out", held_out(found))):
        big, small, worst = gains(found, among)
        print(f"\n{name}: median error against the reference {big:+.1f}% (from 20), {small:+.1f}% (below 20), ", end="")
        print(f"worst cell {worst:+.1f}%")
        for due in (1, 2, 3):
            print(f"  Q{due} {' | '.join(_row(found, due, among))}")


def _row(found: Backtest, due: int, among: Array) -> list[str]:
    """auto (the reference)."""
    ours, plain = auto(found, due), reference(found, due)
    both = among & ~np.isnan(plain.low)
    singles = [one for one in found.projected if one.due == due and one.method != "auto"]
    best = min(seasonal_errors(found, one.value, among) for one in singles)
    errors = zip(*(median_errors(found, one.value, among) for one in (ours, plain)), strict=True)
    inside, inside_plain = (coverage(found, one.low, one.high, both) for one in (ours, plain))
    wide, wide_plain = (width(found, one.low, one.high, both) for one in (ours, plain))
    sharp, sharp_plain = (brier(found, one, both) for one in (ours.chance_last_year, plain.chance))
    return [
        f"median % {' · '.join(f'{mine:.1f} ({theirs:.1f})' for mine, theirs in errors)}",
        f"seasonal {seasonal_errors(found, ours.value, among):.1f} (best single {best:.1f})",
        f"Brier {sharp:.4f} ({sharp_plain:.4f})",
        f"calibration off {worst_calibration(found, ours.chance_last_year, among):.1f}",
        f"in 80% {' '.join(f'{share:.1f}' for share in inside)} ({inside_plain[4]:.1f})",
        f"width {wide:.1f} ({wide_plain:.1f})",
    ]


def timings() -> None:
    """Prints processor time: one series warm, a column of 10,500, and 100 series of fifteen years backtested."""
    rng = np.random.default_rng(0)
    history = rng.poisson(rng.gamma(1, 100, (10_500, 1, 1)), (10_500, 15, 4))
    quarters = rng.poisson(rng.gamma(1, 100, (10_500, 1)), (10_500, 3))
    block = np.hstack([quarters, np.full((10_500, 1), np.nan)])
    one, past = quarters[0].tolist(), history[0].tolist()
    many = Past(tuple(map(str, range(100))), 2010, np.moveaxis(history[:100].astype(float), 0, -1))
    jobs = (
        ("one series", lambda: project(one, past), 200),
        ("10,500 series", lambda: project(block, history), 1),
        ("backtest of 100 series, five methods", lambda: backtest(many), 1),
    )
    print()
    for name, job, times in jobs:
        job()
        start = time.process_time()
        for _ in range(times):
            job()
        print(f"{name}: {(time.process_time() - start) / times * 1000:,.1f} ms")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
    timings()
