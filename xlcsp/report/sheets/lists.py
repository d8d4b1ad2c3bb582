"""The sheets that are lists: exceptions, revisions, returns and problems."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlcsp.domain.figures import Figure
from xlcsp.domain.periods import day, short_day
from xlcsp.domain.places import place_words, sources_of_change
from xlcsp.errors import Problem
from xlcsp.report import words
from xlcsp.report.exceptions import EXCEPTION_HEAD, NO_EXCEPTION, exceptions
from xlcsp.report.model import Report
from xlcsp.report.revised import is_new, steps, why
from xlcsp.report.sheets.part import Styled, list_part
from xlcsp.returns.standing import SUPPLIED

WHAT_IS_RED = "What is Red, with the commentary."


def reds(report: Report) -> Iterator[Styled]:
    """What is Red, or the sentence that nothing is."""
    found = list(exceptions(report))
    for one in found:
        yield one, ("strong", "strong", *["text"] * 3)
    if not found:
        yield ("", NO_EXCEPTION, "", "", ""), "text"


def _revisions(report: Report) -> Iterator[Styled]:
    if not report.revisions:
        yield ("", "No figure was revised.", *[""] * 8), "text"
    by_id = {one.series.id: one.series for one in report.series}
    for one in report.revisions:
        series = by_id[one.series]
        before, now = map(place_words, sources_of_change(one))
        sources = (f"{before}{_as_at(one.old)}", f"{now}{_as_at(one.new)}", one.kind)
        since = "new" if is_new(one, report) else ""
        for step in steps(one, series):
            values = (series.ref, series.title, *step, why(one, series, report), *sources, since)
            yield values, ("strong", "text", "text", "strong", "strong", *["text"] * 5)


def _as_at(figure: Figure) -> str:
    when = figure.source.as_at
    return f" (as at {short_day(when)})" if when else ""


def _problems(found: Sequence[Problem]) -> Iterator[Styled]:
    for one in found:
        where = f"{one.sheet}!{one.cell}" if one.sheet and one.cell else one.sheet
        said = ". ".join(part for part in (one.stated, one.allowed) if part)
        yield (one.file, where, said, one.do), "text"
    if not found:
        yield ("None.", "", "", ""), "text"


def found_wrong(report: Report) -> Iterator[Styled]:
    """The problems, then those that were settled; or that there is none."""
    return _problems((*report.problems, *report.settled))


def found_odd(report: Report) -> Iterator[Styled]:
    """The queries, or that there is none."""
    return _problems(report.queries)


def _receipts(report: Report) -> Iterator[Styled]:
    styles = ("strong", "text", "text", "text", "day", "day", "text")
    for missing in report.not_sent:
        provider, quarter, due = missing
        parts = (f"due {day(due)}" if due else "", SUPPLIED if missing in report.excused else "")
        note = "; ".join(filter(None, parts))
        yield ("–", provider, str(quarter), "missing", None, None, note), styles
    for one in report.receipts:
        note = f"superseded by {one.superseded_by}" if one.superseded_by else one.note
        period = str(one.quarter) if one.quarter else ""
        yield (one.file, one.provider, period, one.state, one.as_at, one.signed, note), styles


EXCEPTIONS = list_part(
    words.EXCEPTIONS,
    WHAT_IS_RED,
    dict(zip(EXCEPTION_HEAD, (6, 34, 62, 62, 26), strict=True)),
    reds,
)
REVISIONS = list_part(
    "Revisions",
    "Figures that a later return or a correction changed or supplied; the newest counts.",
    {
        "No": 6, "Measure": 36, "Quarter": 12, "Old": 11, "New": 11, "Why": 30, "Old source": 37, "New source": 37,
        "Kind": 18, "Since last report": 12,
    },
    _revisions,
    purpose="Figures that later returns or corrections changed or supplied",
)  # fmt: skip
RETURNS = list_part(
    "Returns",
    "Which returns came in, and which are missing.",
    {"Return": 40, "Provider": 24, "Quarter": 12, "State": 12, "Data as at": 13, "Signed": 13, "Note": 50},
    _receipts,
)
PROBLEM_WIDTHS = {"File": 38, "Sheet and cell": 24, "What": 62, "What to do": 62}
WHAT_IS_WRONG, WHAT_IS_ODD = (
    "What is wrong in the returns, and what to do.",
    "What is odd in the returns, and what to ask.",
)
PROBLEMS = list_part("Problems", WHAT_IS_WRONG, PROBLEM_WIDTHS, found_wrong)
QUERIES = list_part("Queries", WHAT_IS_ODD, PROBLEM_WIDTHS, found_odd)
