"""A backtest as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from xlcsp import theme
from xlcsp.backtest.run import Backtest
from xlcsp.backtest.score import SIZES, calibration, scores
from xlcsp.errors import XlcspError
from xlcsp.files.write import replacing
from xlcsp.libraries import to_install
from xlcsp.measures.projection import METHODS

_COLOURS = tuple(theme.as_hex(colour) for colour in theme.LINES)
_GRID = theme.as_hex(theme.GRID)
_MARKERS = ("o", "s", "^", "D", "v")


def save_picture(result: Backtest, path: Path) -> None:
    """Saves the picture as PNG: median error by quarter for each size, and whether chances came true.

    Raises XlcspError if matplotlib is not installed, WorkbookError if the file cannot be written.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise XlcspError(f"A picture needs matplotlib, which is not installed. {to_install('picture')}.") from error
    figure = Figure(figsize=(11.7, 6.6), dpi=120, layout="constrained")
    places = [[*SIZES[:2], "calibration"], [*SIZES[2:4], "calibration"]]
    axes: Any = figure.subplot_mosaic(places, width_ratios=(1, 1, 1.5))
    every = scores(result)
    for size in SIZES[:-1]:
        _errors(axes[size], size, every[every["size"] == size])
    labels = axes[SIZES[0]].get_legend_handles_labels()
    figure.legend(*labels, loc="outside lower left", ncols=len(METHODS), frameon=False)
    _calibration(axes["calibration"], calibration(result))
    with replacing(path) as draft:
        figure.savefig(draft, format="png", metadata={"Software": None})


def _errors(axis: Any, size: str, of_size: pd.DataFrame) -> None:
    for method, colour, marker in zip(METHODS, _COLOURS, _MARKERS, strict=True):
        rows = of_size[(of_size["method"] == method) & of_size["median_ape"].notna()]
        width = 2.4 if method == METHODS[0] else 1.2
        axis.plot(rows["quarter"], rows["median_ape"], color=colour, marker=marker, lw=width, label=method)
    title = f"{size} a year ({of_size['cases'].max():,} cases)"
    axis.set(title=title, ylabel="median error, % of the year", ylim=(0, None))
    axis.set_xticks((1, 2, 3), labels=("after Q1", "after Q2", "after Q3"))
    axis.set_xlim(0.75, 3.25)
    axis.grid(axis="y", color=_GRID)


def _calibration(axis: Any, tenths: pd.DataFrame) -> None:
    axis.plot((0, 1), (0, 1), color=theme.as_hex(theme.MUTED), lw=1, ls="--", label="as often as stated")
    for due, colour, marker in zip((1, 2, 3), _COLOURS, _MARKERS, strict=False):
        rows = tenths[(tenths["quarter"] == due) & (tenths["cases"] > 0)]
        axis.plot(rows["chance"], rows["happened"], color=colour, marker=marker, label=f"after Q{due}")
    axis.set(title="Chance of no more than last year, by auto", xlabel="chance stated", ylabel="share that came true")
    axis.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
    axis.legend(frameon=False, loc="upper left")
    axis.grid(color=_GRID)
