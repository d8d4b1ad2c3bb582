"""The sheet that compares areas: rate in the measure's own unit, rank, median of the others, and the funnel's flag."""

from __future__ import annotations

from collections.abc import Iterator

from xlcsp.domain.kinds import USUAL_PER
from xlcsp.measures.numbers import number
from xlcsp.report.model import Report
from xlcsp.report.sheets.grid import Value
from xlcsp.report.sheets.part import Styled, list_part

_STYLES = (
    "strong",
    "text",
    "text",
    "text",
    "number",
    "number",
    "decimal",
    "number",
    "text",
    "decimal",
    "text",
    "text",
    "text",
)


def _rows(report: Report) -> Iterator[Styled]:
    for one in report.series:
        per = one.series.kind.per
        for peer in one.peers:
            figure = peer.figure
            values: tuple[Value, ...] = (
                one.series.ref,
                one.series.title,
                figure.period,
                figure.area,
                figure.numerator,
                figure.population,
                number(peer.rate * per / USUAL_PER),
                per,
                f"{peer.rank} of {peer.of}",
                number(peer.peer_median * per / USUAL_PER) if peer.peer_median is not None else None,
                peer.flag,
                figure.source,
                "yes" if figure.publishable else "no",
            )
            area = "strong" if peer.is_own else "text"
            yield values, (*_STYLES[:3], area, *_STYLES[4:])


PEERS = list_part(
    "Peers",
    "How areas compare. Higher or lower: beyond the 99.8% limits of a funnel that allows for how areas differ. "
    "Rank 1 is the best rate; of a measure without polarity the highest.",
    {
        "No": 6, "Measure": 34, "Period": 14, "Area": 28, "Events": 11, "Residents": 13, "Rate": 11,
        "Per residents": 11, "Rank": 11, "Median of the others": 13, "Among these areas": 24, "Source": 32,
        "May be published": 13,
    },
    _rows,
    purpose="Compared with similar areas",
    is_there=lambda report: any(one.peers for one in report.series),
)  # fmt: skip
