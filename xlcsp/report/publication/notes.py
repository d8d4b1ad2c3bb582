"""The cover and the notes of the publication copy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from xlcsp.domain.plan import Series
from xlcsp.measures import rating
from xlcsp.report.model import Report
from xlcsp.report.publication.values import CONFIDENTIAL, SHORTHAND, UNRELIABLE, Table
from xlcsp.report.publication.withhold import PublicReport
from xlcsp.report.rule_words import own_rule

_RAG = {
    rating.RED: "off target by more than the tolerance",
    rating.AMBER: "off target within it",
    rating.GREEN: "on target",
    rating.NO_DATA: "a figure is missing",
    rating.MONITOR: "not rated",
    rating.NOT_DUE: "no figure is due yet",
    rating.CLOSED: "no longer recorded",
}
_MARKED = {"[p]": "provisional", "[r]": "revised", "[e]": "estimated"}
_SMALL = (
    "In series on few people, numbers from 1 to {} are withheld, with everything that they could be worked out from: "
    "totals, percentages, differences, projections and colours."
)


def cover(report: Report, tables: Sequence[Table]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The cover: who publishes what, and how to read it, under headings."""
    marks = [mark for mark in SHORTHAND if mark in _used(tables)]
    edition = report.edition
    version = f"Version {edition.version}. {edition.reason}" if edition.version else "Draft, not yet released."
    day = f"{report.data_date:%d %B %Y}".lstrip("0")
    yield (
        "Introductory information",
        (
            f"Published by: {report.settings.partnership}.",
            f"Period: {report.period}.",
            f"Data as at: {day}.",
            version,
        ),
    )
    changed = tuple(f"{one.ref}, {one.what}: {one.old} is now {one.new} ({one.kind})." for one in edition.notices)
    if changed:
        yield f"Changed since version {edition.replaces}", changed
    yield (
        "About these data",
        (
            "Figures are those that partners returned. A missing figure is never counted as zero.",
            *([f"Some cells hold shorthand ({', '.join(marks)}); the sheet Notes explains each."] if marks else []),
            "Percentages are numbers between 0 and 1 shown as percentages.",
        ),
    )


def notes(public: PublicReport, tables: Sequence[Table]) -> Iterator[tuple[str, str]]:
    """The notes: the shorthand that the tables use, small numbers, colours, sources."""
    used, words = _used(tables), {cell for table in tables for row in table.rows for cell in row}
    yield from ((mark, meaning) for mark, meaning in SHORTHAND.items() if mark in used)
    threshold, base = public.report.settings.disclosure_threshold, public.report.settings.pct_min_base
    if any(series not in public.may_tell.left_out for series, _ in public.may_tell.withheld):
        yield "Small numbers", _SMALL.format(threshold - 1)
    if CONFIDENTIAL in used:
        yield from _withheld(public)
    if UNRELIABLE in used:
        told = f"A percentage of fewer than {base} people or events is not given; the sheet Figures has the numbers."
        yield "Percentages", told
    marked = [meaning for mark, meaning in _MARKED.items() if mark in used]
    what = f" A figure with a mark is {' or '.join(marked)}." if marked else ""
    yield "Status", f"Reported: as the partner gave it.{what}"
    colours = [f"{state}: {meaning}." for state, meaning in _RAG.items() if state in words]
    if colours:
        yield "RAG", " ".join(colours)
    if any(own_rule(one.series, public.report.settings) for one in public.report.series):
        yield (
            "RAG by other bounds",
            "Where a target says what is Green and what is Amber, the colours are by these bounds.",
        )
    for series in (one.series for one in public.report.series if one.series.source):
        yield f"Source of {_named(series)}", series.source
    yield "Commentary", "Partners' comments on the figures are in the board's report, not here."


def _used(tables: Sequence[Table]) -> set[str]:
    """The marks used in the tables."""
    cells = {cell for table in tables for row in table.rows for cell in (*row, *table.head) if isinstance(cell, str)}
    return {mark for cell in cells for mark in re.findall(r"\[\w+\]", cell)}


def _withheld(public: PublicReport) -> Iterator[tuple[str, str]]:
    """For each series with more withheld than small numbers: what, and why."""
    for series in (one.series for one in public.report.series):
        if series.id in public.may_tell.left_out:
            yield f"Withheld of {_named(series)}", "Every figure: its source may not be published."
        elif series.id in public.may_tell.by_benchmark:
            what = "Target and RAG: the target is a comparator's value, which may not be published."
            yield f"Withheld of {_named(series)}", what


def _named(series: Series) -> str:
    return f"{series.ref}{f', {series.name}' if series.name else ''}"
