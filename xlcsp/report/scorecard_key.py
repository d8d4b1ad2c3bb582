"""The notes below the scorecard."""

from __future__ import annotations

from xlcsp.domain.periods import Quarter
from xlcsp.domain.slots import NOT_DUE
from xlcsp.domain.wording import sentence_case
from xlcsp.measures.assess import Assessment
from xlcsp.measures.comparators import BREAK_MARK, is_mixed
from xlcsp.measures.marks import MISSING
from xlcsp.measures.numbers import listed
from xlcsp.report.judged import judged_otherwise
from xlcsp.report.model import Report, SeriesReport
from xlcsp.report.revised import replanned


def scorecard_key(report: Report) -> str:
    """How to read the scorecard, what is not comparable, and what decides a RAG that a line does not show."""
    early = " A RAG after one quarter is an early indication." if report.quarter.number == 1 else ""
    held = (line for line in report.headline if not line.series.kind.has_status)
    newest = (newest_due(line.assessment) for line in held)
    quarters = " or ".join(sorted({one.short for one in newest if one}))
    refs: dict[str, list[str]] = {}
    for series, what, _ in replanned(report, report.released):
        refs.setdefault(what, []).append(series.ref)
    changed = [f"the {what} of {listed(dict.fromkeys(each))}" for what, each in refs.items()]
    have = "have" if len(refs) > 1 else "has"
    moved = f" {sentence_case(listed(changed))} {have} changed since the last report (see the summary)." if refs else ""
    told = "before a figure: the newest there can be yet; the figures beside it are of that quarter"
    late = f"{_breaks(report)} {quarters} {told}." if quarters else _breaks(report)
    return (
        "On last year: the year to date against the same quarters last year. Arrows: the way the figure went; the word "
        f"says whether that is better. {MISSING} no figure; reasons are on the summary.{late}{moved}"
        f"{judged_otherwise(report)}{early}"
    )


def _breaks(report: Report) -> str:
    """The series whose last year is not comparable, and whose year is not of one piece, with the reason in the plan."""
    held = [line for line in report.headline if line.assessment.to_date is not None]
    broken = [one for one in held if one.assessment.comparators.broken]
    mixed = [one for one in held if is_mixed(one.assessment.observed)]
    said = (
        ("not comparable with last year", map(_broken, broken)),
        ("figures from before and after it", (one.series.ref if one in broken else _broken(one) for one in mixed)),
    )
    told = [f"{what}: {listed(refs)}" for what, of in said if (refs := dict.fromkeys(of))]
    return f" {BREAK_MARK} Break in recording, {'; '.join(told)}." if told else ""


def _broken(one: SeriesReport) -> str:
    return f"{one.series.ref}{f' ({one.series.break_reason})' if one.series.break_reason else ''}"


def newest_due(found: Assessment) -> Quarter | None:
    """The newest quarter that is due, for a series not due in the report's quarter; otherwise None."""
    current = found.observed.current
    is_due = found.observed.slots[found.quarter.number - 1].state != NOT_DUE
    return None if is_due or current is None else current.quarter
