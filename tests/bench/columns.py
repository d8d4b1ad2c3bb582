"""The measures of a million rows against the speed of memory; functions in cells."""

from __future__ import annotations

import statistics
import time

import numpy as np

from xlcsp.excel import udfs
from xlcsp.measures.kernels import Judged, judge

ROWS = 1_000_000
ROUNDS = 31


def measures() -> tuple[float, float]:
    """Milliseconds of variance, projection and RAG of a million series, and of moving their bytes."""
    chance = np.random.default_rng(1)
    quarters = chance.integers(0, 500, (3, ROWS)).astype(float)
    last_year, target = (chance.integers(0, high, ROWS).astype(float) for high in (1_500, 2_000))
    moved = quarters.nbytes + last_year.nbytes + target.nbytes + 2 * last_year.nbytes + ROWS  # in and out
    source = np.zeros(moved // 16)  # a copy reads and writes each of its bytes
    into = np.zeros_like(source)
    out = Judged(np.zeros(ROWS), np.zeros(ROWS), np.zeros(ROWS, np.uint8))  # as the copy's: no new memory
    ours, limit = [], []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        judge(quarters, last_year, target, out=out)
        ours.append(time.perf_counter() - start)
        start = time.perf_counter()
        np.copyto(into, source)
        limit.append(time.perf_counter() - start)
    return statistics.median(ours) * 1000, statistics.median(limit) * 1000


def cells() -> tuple[float, float]:
    """Milliseconds of a thousand CSP_VARIANCE in cells, and of CSP_YTD of one block of a thousand rows."""
    block = [[float(row), float(row + 1), float(row + 2), None] for row in range(1_000)]
    singly, at_once = [], []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for row in block:
            udfs.csp_variance(row[0], row[1])
        singly.append(time.perf_counter() - start)
        start = time.perf_counter()
        udfs.csp_ytd(block)
        at_once.append(time.perf_counter() - start)
    return statistics.median(singly) * 1000, statistics.median(at_once) * 1000
