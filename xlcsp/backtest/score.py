"""What a backtest shows: for each method, quarter and size of series how far off, how sure, and on which side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from xlcsp.backtest.run import Backtest, Projected
from xlcsp.domain.periods import year_label

Array = Any
SIZES = ("under 20", "20 to 100", "100 to 1,000", "over 1,000", "all")  # by last year's total
DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Score:
    """The scores of a method after a quarter, over the cases of a size. None where there is nothing to score.

    median_ape, mean_ape: absolute error as a percentage of the actual (of those above 0). mase: mean absolute error
    in steps between successive earlier totals. coverage, width: share within the 80% interval, and its mean width as
    a share of the projection. brier: of the chance of "no more than last year" (brier_mean: than the three-year mean);
    right_last_year, right_mean: share of projections on the right side of those two.
    """

    method: str
    quarter: int
    size: str
    cases: int
    median_ape: float | None
    mean_ape: float | None
    mase: float | None
    coverage: float | None
    width: float | None
    brier: float | None
    brier_mean: float | None
    right_last_year: float | None
    right_mean: float | None


def size_classes(last_year: Array) -> Array:
    """The place in ``SIZES`` of each total: 0 under 20, 1 to 99, 2 from 100 to 1,000, 3 above."""
    return np.digitize(last_year, (20, 100, 1_001))


def scores(found: Backtest, among: Array | None = None) -> list[Score]:
    """The scores of each method, quarter and size. among: which cases count (default: all)."""
    return list(_each(found, np.ones(found.actual.shape, dtype=bool) if among is None else among))


def _each(found: Backtest, among: Array) -> Iterator[Score]:
    classes = size_classes(found.last_year)
    for one in found.projected:
        for place, size in enumerate(SIZES):
            held = among & ~np.isnan(one.value) & ((classes == place) | (size == "all"))
            yield _score(found, one, size, held)


def _score(found: Backtest, one: Projected, size: str, held: Array) -> Score:
    actual, last, mean, value = (column[held] for column in (found.actual, found.last_year, found.mean, one.value))
    off = np.abs(value - actual)
    share = off[actual > 0] / actual[actual > 0] * 100
    steps = found.step[held]
    low, high = one.low[held], one.high[held]
    return Score(
        method=one.method,
        quarter=one.due,
        size=size,
        cases=int(held.sum()),
        median_ape=_plain(np.median(share) if share.size else np.nan),
        mean_ape=_mean(share),
        mase=_mean(off[steps > 0] / steps[steps > 0]),
        coverage=_mean((actual >= low) & (actual <= high)),
        width=_mean((high - low) / np.maximum(value, 1)),
        brier=_mean((one.chance_last_year[held] - (actual <= last)) ** 2),
        brier_mean=_mean((one.chance_mean[held] - (actual <= mean)) ** 2),
        right_last_year=_mean((value <= last) == (actual <= last)),
        right_mean=_mean((value <= mean) == (actual <= mean)),
    )


def calibration(found: Backtest) -> list[dict[str, Any]]:
    """By quarter and tenth of the chance by ``auto`` of "no more than last year": its mean, and how often it was so."""
    rows = []
    for one in (one for one in found.projected if one.method == "auto"):
        tenth = np.minimum((one.chance_last_year * 10).astype(int), 9)
        for place in range(10):
            held = tenth == place
            happened = (found.actual <= found.last_year)[held]
            rows.append(
                {
                    "quarter": one.due,
                    "tenth": place,
                    "cases": int(held.sum()),
                    "chance": _mean(one.chance_last_year[held]),
                    "happened": _mean(happened),
                }
            )
    return rows


def as_json(found: Backtest) -> dict[str, Any]:
    """``backtest --json``: null where there is nothing to score."""
    years = sorted({int(year) for year in found.year})
    return {
        "series": len(found.past.series),
        "cases": int(found.actual.size),
        "years": [year_label(year) for year in years],
        "sizes": list(SIZES),
        "scores": [asdict(score) for score in scores(found)],
        "calibration": calibration(found),
    }


def _mean(values: Array) -> float | None:
    return _plain(np.mean(values) if values.size else np.nan)


def _plain(value: Any) -> float | None:
    return None if np.isnan(value) else round(float(value), DECIMALS)
