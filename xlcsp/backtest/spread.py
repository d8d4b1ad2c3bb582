"""A backtest on all processors, series by series, with a progress bar."""

from __future__ import annotations

from xlcsp.backtest.run import Backtest, backtest
from xlcsp.backtest.table import Past
from xlcsp.batch.executors import processes, usual_workers
from xlcsp.batch.watch import watched

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
