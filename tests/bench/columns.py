"""Columns row by row: the series of 300 partnerships, and functions in cells."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable

from xlcsp import measures as of
from xlcsp.excel import udfs

ROWS, YEARS = 10_500, 10  # 300 partnerships of 35 series
CELL_ROUNDS = 31


def measures() -> tuple[float, float]:
    """Milliseconds of variance, projection, chance and RAG of all series as columns, and of plain sums and ratios."""
    chosen = random.Random(1)
    quarters = [[chosen.randint(0, 500) for _ in range(3)] for _ in range(ROWS)]
    history = [[[chosen.randint(0, 500) for _ in range(4)] for _ in range(YEARS)] for _ in range(ROWS)]
    targets = [chosen.randint(0, 2_000) for _ in range(ROWS)]

    def ours() -> None:
        to_date = of.year_to_date(quarters)
        of.variance(to_date, [sum(years[-1][:3]) for years in history])
        ends = [found.value for found in of.project(quarters, history)]  # type: ignore[attr-defined]
        of.chance(quarters, targets, "lower", history)
        of.rag(ends, targets, "lower")

    def plain() -> None:
        for row, years, target in zip(quarters, history, targets, strict=True):
            to_date, mean = sum(row), sum(sum(year) for year in years) / YEARS
            _ = to_date - sum(years[-1][:3]), to_date / 3 * 4 <= target, to_date / (mean or 1)

    return _took(ours), _took(plain)


def cells() -> tuple[float, float]:
    """Milliseconds of a thousand CSP_VARIANCE in cells, and of CSP_YTD of one block of a thousand rows."""
    block = [[float(row), float(row + 1), float(row + 2), None] for row in range(1_000)]
    singly, together = [], []
    for _ in range(CELL_ROUNDS):
        singly.append(_took(lambda: [udfs.csp_variance(row[0], row[1]) for row in block]))
        together.append(_took(lambda: udfs.csp_ytd(block)))
    return statistics.median(singly), statistics.median(together)


def _took(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return (time.perf_counter() - start) * 1000
