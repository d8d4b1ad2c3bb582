"""A backtest on all processors, with a bar: each series by itself."""

from __future__ import annotations

from xlcsp.backtest.run import Backtest, backtest
from xlcsp.backtest.table import Past
from xlcsp.batch.executors import processes, usual_workers
from xlcsp.batch.watch import watched

_WORTH_A_WORKER = 50  # series: fewer are done before a process has started
_AT_ONCE = 8  # series that a worker is given; the bar moves by as many


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
