"""A backtest as a table in the terminal."""

from __future__ import annotations

from rich.table import Table

from xlcsp.backtest.run import Backtest
from xlcsp.backtest.score import SIZES, Score, scores
from xlcsp.cli.fitted import show
from xlcsp.domain.periods import year_label
from xlcsp.measures.projection import METHODS

_COLUMNS = (
    "After", "Method", "<20", "20–100", "100–1,000", ">1,000", "MASE", "In 80%", "Brier", "Last year", "3-year mean",
)  # fmt: skip


def scores_table(found: Backtest) -> None:
    """Prints the scores: median error by size, and over all sizes the rest."""
    years = sorted({int(year) for year in found.year})
    title = (
        f"{found.actual.size:,} years of {len(found.past.series):,} series, {year_label(years[0])} to "
        f"{year_label(years[-1])}: median error in % of the year's total by size (last year's total); MASE: error in "
        "steps between years; share within the 80% interval; Brier score of the chance of no more than last year; "
        "share on the right side of last year and of the three-year mean"
    )
    table = Table(title=title, title_justify="left")
    for name in _COLUMNS:
        table.add_column(name, justify="left" if name in _COLUMNS[:2] else "right", no_wrap=True)
    by_key = {(score.method, score.quarter, score.size): score for score in scores(found)}
    for due in (1, 2, 3):
        for method in METHODS:
            sizes = [_text(by_key[method, due, size].median_ape, 1) for size in SIZES[:-1]]
            table.add_row(
                f"Q{due}", method, *sizes, *_overall(by_key[method, due, "all"]), end_section=method == METHODS[-1]
            )
    show(table)


def _overall(score: Score) -> list[str]:
    shares = (score.coverage, score.right_last_year, score.right_mean)
    inside, last, mean = (_text(None if share is None else share * 100, 0, "%") for share in shares)
    return [_text(score.mase, 2), inside, _text(score.brier, 3), last, mean]


def _text(value: float | None, decimals: int, unit: str = "") -> str:
    return "n/a" if value is None else f"{value:,.{decimals}f}{unit}"
