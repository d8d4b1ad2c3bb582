"""A backtest as a table in the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan

from rich.table import Table

from xlcsp.backtest.run import DUES, Backtest
from xlcsp.backtest.score import SIZES, scores
from xlcsp.cli.fitted import show
from xlcsp.domain.numbers import shown
from xlcsp.domain.periods import year_label
from xlcsp.measures.projection import METHODS

_COLUMNS = (
    "After", "Method", "<20", "20–100", "100–1,000", ">1,000", "MASE", "In 80%", "Brier", "Last year", "3-year mean",
)  # fmt: skip


def scores_table(result: Backtest) -> None:
    """Prints the scores: median error by size, and the other scores over all sizes."""
    years = sorted({int(year) for year in result.year})
    title = (
        f"{result.actual.size:,} years of {len(result.past.series):,} series, {year_label(years[0])} to "
        f"{year_label(years[-1])}: median error in % of the year's total by size (last year's total); MASE: error in "
        "steps between years; share within the 80% interval; Brier score of the chance of no more than last year; "
        "share on the right side of last year and of the three-year mean"
    )
    table = Table(title=title, title_justify="left")
    for name in _COLUMNS:
        table.add_column(name, justify="left" if name in _COLUMNS[:2] else "right", no_wrap=True)
    by_key = scores(result).set_index(["method", "quarter", "size"])
    for due in DUES:
        for method in METHODS:
            sizes = [_text(by_key.loc[(method, due, size), "median_ape"], 1) for size in SIZES[:-1]]
            overall = _overall(by_key.loc[(method, due, "all")])
            table.add_row(f"Q{due}", method, *sizes, *overall, end_section=method == METHODS[-1])
    show(table)


def _overall(score: Mapping[str, float]) -> list[str]:
    shares = (score[name] * 100 for name in ("coverage", "right_last_year", "right_mean"))
    inside, last, mean = (_text(share, 0, "%") for share in shares)
    return [_text(score["mase"], 2), inside, _text(score["brier"], 3), last, mean]


def _text(value: float, decimals: int, unit: str = "") -> str:
    return "n/a" if isnan(value) else f"{shown(value, decimals)}{unit}"
