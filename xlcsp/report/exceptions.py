"""The Red series with their commentary, for both the sheet and the Word version.

A series that was Red when its figure was last due stays among them until the next one.
"""

from __future__ import annotations

from collections.abc import Iterator

from xlcsp.domain.wording import sentence_case
from xlcsp.measures import rating
from xlcsp.report.judged import judged_words
from xlcsp.report.model import Report, SeriesReport
from xlcsp.report.officers import added_by_officers

EXCEPTION_HEAD = ("No", "Measure", "What the figures say", "Commentary", "Theme lead")
NO_EXCEPTION = "Nothing is Red."


def exceptions(report: Report) -> Iterator[tuple[str, str, str, str, str]]:
    """Every rated series that is Red: number, measure, figures, commentary, theme lead."""
    for measure in report.measures:
        for one in measure.series:
            if not is_exception(one):
                continue
            name = f"{measure.measure.name}\n{one.series.name}".strip()
            target = one.target.replace("\n", ". ")
            judged = sentence_case(judged_words(one, report.settings))
            figures = "\n".join(part for part in (_not_due(one), one.sentence, one.needed, judged, target) if part)
            said = measure.remarks_on(one) or ("" if measure.open_actions else one.to_be_asked)
            said = "\n".join(filter(None, (said, *added_by_officers(measure, report.actions_date))))
            yield one.series.ref, name, figures, said, one.series.theme_lead


def is_exception(one: SeriesReport) -> bool:
    """Whether a series that is rated is Red, counted in its measure's RAG or not."""
    return one.standing == rating.RED and one.series.role != "context"


def _not_due(one: SeriesReport) -> str:
    """``Red at Q2, not due in Q3.`` of a figure that is not due; else empty."""
    found = one.assessment
    return f"{found.rag_reason}, not due in {found.quarter.short}." if one.rag == rating.NOT_DUE else ""
