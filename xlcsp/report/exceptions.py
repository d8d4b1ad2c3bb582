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
        for line in measure.series:
            if not is_exception(line):
                continue
            name = f"{measure.measure.name}\n{line.series.name}".strip()
            target = line.target.replace("\n", ". ")
            judged = sentence_case(judged_words(line, report.settings))
            figures = "\n".join(part for part in (_not_due(line), line.sentence, line.needed, judged, target) if part)
            words = measure.remarks_on(line) or ("" if measure.open_actions else line.to_be_asked)
            words = "\n".join(filter(None, (words, *added_by_officers(measure, report.actions_date))))
            yield line.series.ref, name, figures, words, line.series.theme_lead


def is_exception(line: SeriesReport) -> bool:
    """Whether a series that is rated is Red, counted in its measure's RAG or not."""
    return line.standing == rating.RED and line.series.role != "context"


def _not_due(line: SeriesReport) -> str:
    """``Red at Q2, not due in Q3.`` of a figure that is not due; else empty."""
    assessment = line.assessment
    return f"{assessment.rag_reason}, not due in {assessment.quarter.short}." if line.rag == rating.NOT_DUE else ""
