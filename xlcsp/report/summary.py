"""The lists of the summary in their order. The workbook's sheet and the Word document are both made from this one list.

A new list is an entry of ``summary_lists``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xlcsp.domain.wording import sentence_case
from xlcsp.measures import rating
from xlcsp.measures.numbers import QUARTERS_A_YEAR
from xlcsp.report import words
from xlcsp.report.model import Report
from xlcsp.report.officers import ACTIONS_OVERDUE, overdue
from xlcsp.report.revised import REVISED, revised

COUNTS = "Measures by theme and RAG"
COUNTED = (
    rating.RED, rating.AMBER, rating.GREEN, rating.NO_DATA, rating.MONITOR, rating.NOT_DUE, rating.CLOSED,
)  # fmt: skip
"""The states in the order in which their table has them."""
COMPARED = "Better and worse are compared with"
_NOTHING: words.Line = ("", "Nothing.")


@dataclass(frozen=True, slots=True)
class SummaryList:
    """A heading and its lines. is_beside: printed beside the list before it, where there is room for two."""

    title: str
    lines: tuple[words.Line, ...]
    is_beside: bool = False


def counts(report: Report) -> Iterator[tuple[str | int, ...]]:
    """A row for each theme, the last for all: its name, how many measures have each state, how many it has."""
    themes = [(theme.name, theme.counts, len(theme.measures)) for theme in report.themes]
    for name, by_state, total in (*themes, ("All themes", report.counts, len(report.measures))):
        yield name, *(by_state[state] or "–" for state in COUNTED), total


def summary_lists(report: Report) -> Iterator[SummaryList]:
    """The lists of a report. An empty list is left out, or says "Nothing." if its heading is always printed."""
    better, worse = words.better_and_worse(report)
    is_over = report.quarter.number == QUARTERS_A_YEAR
    yield from _if_any(f"Changed since version {report.edition.replaces}", notices(report))
    yield from _if_any("The year's verdicts", words.verdicts(report) if is_over else ())
    yield from _if_any(COMPARED, words.compared_with(report))
    yield _always("Got better", better)
    yield _always("Got worse", worse, is_beside=True)
    yield _always("Off target, and what is being done", words.off_target(report))
    yield from _if_any(words.OVERRIDES, words.overrides(report))
    late = tuple(overdue(report))
    yield from _if_any(ACTIONS_OVERDUE, late)
    yield from _if_any("Due this quarter", words.due(report), is_beside=bool(late))
    yield from _if_any(words.OUTTURNS, words.outturns(report))
    yield _always("Missing or late", words.missing(report))
    yield from _if_any(REVISED, revised(report))


def _always(title: str, lines: Iterable[words.Line], *, is_beside: bool = False) -> SummaryList:
    return SummaryList(title, tuple(lines) or (_NOTHING,), is_beside)


def _if_any(title: str, lines: Iterable[words.Line], *, is_beside: bool = False) -> Iterator[SummaryList]:
    items = tuple(lines)
    if items:
        yield SummaryList(title, items, is_beside)


def notices(report: Report) -> Iterator[words.Line]:
    """What a reissue changed since the version before it."""
    for notice in report.edition.notices:
        effect = f" {sentence_case(notice.effect)}." if notice.effect else ""
        yield notice.ref, f"{notice.what}: {notice.old} is now {notice.new} ({notice.kind}: {notice.why}).{effect}"
