"""The scores of a backtest, by method, quarter and size of series: errors, intervals, chances and direction."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from xlcsp.backtest.run import DUES, Backtest
from xlcsp.domain.periods import year_label
from xlcsp.measures.projection import METHODS

Array = Any
SIZES = ("under 20", "20 to 100", "100 to 1,000", "over 1,000", "all")  # by last year's total
_DECIMALS, _TENTHS = 4, range(10)


def size_classes(last_year: Array) -> Array:
    """Each total's index in ``SIZES``: 0 below 20, 1 below 100, 2 from 100 to 1,000, 3 above."""
    return np.digitize(last_year, (20, 100, 1_001))


def scores(result: Backtest) -> pd.DataFrame:
    """One row for each method, number of quarters known, and size of series. NaN: there is nothing to score.

    median_ape, mean_ape: absolute error as a percentage of the actual (of those above 0). mase: mean absolute error in
    steps between successive earlier totals. coverage, width: share within the 80% interval, and its mean width as a
    share of the projection. brier: Brier score of the chance of "no more than last year" (brier_mean: than the
    three-year mean); right_last_year, right_mean: share of projections on the right side of those two.
    """
    errors = _errors(_cases(result))
    keys = {"method": METHODS, "quarter": DUES, "size": SIZES}
    table = (
        pd.concat([errors, errors.assign(size="all")])
        .groupby(list(keys))
        .agg(
            cases=("value", "size"),
            median_ape=("ape", "median"),
            mean_ape=("ape", "mean"),
            **{name: (name, "mean") for name in ("mase", "coverage", "width", "brier", "brier_mean")},
            **{name: (name, "mean") for name in ("right_last_year", "right_mean")},
        )
        .reindex(pd.MultiIndex.from_product(keys.values(), names=list(keys)))
    )
    return _finished(table)


def calibration(result: Backtest) -> pd.DataFrame:
    """By quarter and tenth of ``auto``'s chance of "no more than last year": its mean, and how often it came true."""
    cases = _cases(result).query("method == 'auto'")
    by_tenth = cases.assign(
        tenth=(cases["chance_last_year"] * 10).astype(int).clip(upper=_TENTHS[-1]),
        happened=cases["actual"] <= cases["last_year"],
    ).groupby(["quarter", "tenth"])
    table = by_tenth.agg(cases=("value", "size"), chance=("chance_last_year", "mean"), happened=("happened", "mean"))
    return _finished(table.reindex(pd.MultiIndex.from_product([DUES, _TENTHS], names=["quarter", "tenth"])))


def as_json(result: Backtest) -> dict[str, Any]:
    """``backtest --json``: null where there is nothing to score."""
    years = sorted({int(year) for year in result.year})
    return {
        "series": len(result.past.series),
        "cases": int(result.actual.size),
        "years": [year_label(year) for year in years],
        "sizes": list(SIZES),
        "scores": _records(scores(result)),
        "calibration": _records(calibration(result)),
    }


def _cases(result: Backtest) -> pd.DataFrame:
    """One row for each case, method and quarter for which the method has an answer."""
    own = pd.DataFrame({name: getattr(result, name) for name in ("actual", "last_year", "mean", "step")})
    own["size"] = np.take(SIZES, size_classes(result.last_year))
    every = pd.concat([own.assign(**asdict(projected)) for projected in result.projected])
    return every[every["value"].notna()].rename(columns={"due": "quarter"})


def _errors(cases: pd.DataFrame) -> pd.DataFrame:
    """The cases with what each adds to a score; NaN where it adds nothing."""
    actual, value, step = cases["actual"], cases["value"], cases["step"]
    off = (value - actual).abs()
    stayed, stayed_below_mean = actual <= cases["last_year"], actual <= cases["mean"]
    return cases.assign(
        ape=off / actual.where(actual > 0) * 100,
        mase=off / step.where(step > 0),
        coverage=actual.between(cases["low"], cases["high"]),
        width=(cases["high"] - cases["low"]) / value.clip(lower=1),
        brier=(cases["chance_last_year"] - stayed) ** 2,
        brier_mean=(cases["chance_mean"] - stayed_below_mean) ** 2,
        right_last_year=(value <= cases["last_year"]) == stayed,
        right_mean=(value <= cases["mean"]) == stayed_below_mean,
    )


def _finished(table: pd.DataFrame) -> pd.DataFrame:
    """Rounds and turns the keys into columns; without cases, ``cases`` is 0 and the rest missing."""
    return table.round(_DECIMALS).fillna({"cases": 0}).astype({"cases": int}).reset_index()


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in table.to_dict("records")
    ]
