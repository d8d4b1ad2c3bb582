"""A backtest as a table in the terminal and as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.table import Table

from xlcsp.backtest.run import Backtest
from xlcsp.backtest.score import SIZES, Score, calibration, scores
from xlcsp.domain.periods import year_label
from xlcsp.errors import XlcspError
from xlcsp.measures.projection import METHODS
from xlcsp.terminal import console

_COLUMNS = (
    "After", "Method", "<20", "20–100", "100–1,000", ">1,000", "MASE", "In 80%", "Brier", "Last year", "3-year mean",
)  # fmt: skip
_COLOURS = ("#003078", "#D4351C", "#00703C", "#6F4E00", "#505A5F")  # each 4.5:1 or more on white
_MARKERS = ("o", "s", "^", "D", "v")


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
    console().print(table)


def _overall(score: Score) -> list[str]:
    shares = (score.coverage, score.right_last_year, score.right_mean)
    inside, last, mean = (_text(None if share is None else share * 100, 0, "%") for share in shares)
    return [_text(score.mase, 2), inside, _text(score.brier, 3), last, mean]


def _text(value: float | None, decimals: int, unit: str = "") -> str:
    return "n/a" if value is None else f"{value:,.{decimals}f}{unit}"


def save_picture(found: Backtest, path: Path) -> None:
    """Saves the picture as PNG: median error by quarter for each size, and whether chances came true.

    Raises XlcspError where matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise XlcspError("A picture needs matplotlib. Install it: pip install 'xlcsp[picture]'.") from error
    figure = Figure(figsize=(11.7, 6.6), dpi=120, layout="constrained")
    places = [[*SIZES[:2], "calibration"], [*SIZES[2:4], "calibration"]]
    axes: Any = figure.subplot_mosaic(places, width_ratios=(1, 1, 1.5))
    every = scores(found)
    for size in SIZES[:-1]:
        _errors(axes[size], size, [score for score in every if score.size == size])
    labels = axes[SIZES[0]].get_legend_handles_labels()
    figure.legend(*labels, loc="outside lower left", ncols=len(METHODS), frameon=False)
    _calibration(axes["calibration"], calibration(found))
    figure.savefig(path, format="png", metadata={"Software": None})


def _errors(axis: Any, size: str, found: list[Score]) -> None:
    for method, colour, marker in zip(METHODS, _COLOURS, _MARKERS, strict=True):
        held = [one for one in found if one.method == method and one.median_ape is not None]
        quarters, errors = [one.quarter for one in held], [one.median_ape for one in held]
        width = 2.4 if method == METHODS[0] else 1.2
        axis.plot(quarters, errors, color=colour, marker=marker, lw=width, label=method)
    cases = max((one.cases for one in found), default=0)
    axis.set(title=f"{size} a year ({cases:,} cases)", ylabel="median error, % of the year", ylim=(0, None))
    axis.set_xticks((1, 2, 3), labels=("after Q1", "after Q2", "after Q3"))
    axis.set_xlim(0.75, 3.25)
    axis.grid(axis="y", color="#DDDDDD")


def _calibration(axis: Any, rows: list[dict[str, Any]]) -> None:
    axis.plot((0, 1), (0, 1), color="#505A5F", lw=1, ls="--", label="as often as stated")
    for due, colour, marker in zip((1, 2, 3), _COLOURS, _MARKERS, strict=False):
        held = [row for row in rows if row["quarter"] == due and row["cases"]]
        chances, happened = ([row[name] for row in held] for name in ("chance", "happened"))
        axis.plot(chances, happened, color=colour, marker=marker, label=f"after Q{due}")
    axis.set(title="Chance of no more than last year, by auto", xlabel="chance stated", ylabel="share that came true")
    axis.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
    axis.legend(frameon=False, loc="upper left")
    axis.grid(color="#DDDDDD")
