"""The sheet that compares areas: rate per 1,000 residents, rank, median of the others, and the funnel's flag."""

from __future__ import annotations

from collections.abc import Iterator

from xlcsp.measures.numbers import number
from xlcsp.report.model import Report
from xlcsp.report.sheets.grid import Grid, Value
from xlcsp.report.sheets.lists import list_sheet

WIDTHS = (6, 34, 14, 28, 11, 13, 11, 11, 13, 24, 32, 13)
_HEAD = (
    "No", "Measure", "Period", "Area", "Events", "Residents", "Per 1,000 residents", "Rank", "Median of the others",
    "Among these areas", "Source", "May be published",
)  # fmt: skip
_STYLES = ("strong", "text", "text", "text", "number", "number", "decimal", "text", "decimal", "text", "text", "text")


def has_peers(report: Report) -> bool:
    """Whether there is anything to compare."""
    return any(one.peers for one in report.series)


def write_peers(grid: Grid, report: Report) -> None:
    """Lists the areas by series and period, best rank first."""
    purpose = (
        "How areas compare. Higher or lower: beyond the 99.8% limits of a funnel that allows for how areas differ. "
        "Rank 1 is the best rate; of a measure without polarity the highest."
    )
    list_sheet(grid, report, "Peers", purpose, _HEAD, _rows(report))


def _rows(report: Report) -> Iterator[tuple[tuple[Value, ...], tuple[str, ...]]]:
    for one in report.series:
        for peer in one.peers:
            figure = peer.figure
            values: tuple[Value, ...] = (
                one.series.ref,
                one.series.title,
                figure.period,
                figure.area,
                figure.numerator,
                figure.population,
                number(peer.rate),
                f"{peer.rank} of {peer.of}",
                number(peer.peer_median),
                peer.flag,
                figure.source,
                "yes" if figure.publishable else "no",
            )
            area = "strong" if peer.is_own else "text"
            yield values, (*_STYLES[:3], area, *_STYLES[4:])
