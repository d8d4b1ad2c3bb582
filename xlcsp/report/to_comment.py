"""The forms of the theme leads, from the report: what each measure says, for them to say what is done about it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from xlcsp.report.model import MeasureReport, Report
from xlcsp.returns.comments import CommentRow, CommentsForm


def comment_forms(report: Report, issued: date) -> Iterator[CommentsForm]:
    """One form for each theme lead, in the order of the plan."""
    leads: dict[str, list[MeasureReport]] = {}
    for one in report.measures:
        if one.measure.series[0].theme_lead:
            leads.setdefault(one.measure.series[0].theme_lead, []).append(one)
    due = report.settings.comments_due.get(report.quarter.number)
    for place, (lead, measures) in enumerate(leads.items(), 1):
        actions = tuple(one for measure in measures for one in measure.actions if one.is_open)
        rows = tuple(_row(one, report.quarter.number - 1) for one in measures)
        yield CommentsForm(
            report.settings.partnership,
            report.quarter,
            lead,
            due,
            issued,
            rows,
            marking=report.settings.marking,
            actions=actions,
            place=place,
        )


def _row(one: MeasureReport, index: int) -> CommentRow:
    """The measure's rated or only series in words."""
    told = [series for series in one.series if series.sentences[index] and series.series.role != "context"]
    named = len(told) > 1
    figures = [f"{part.series.name}: {part.sentences[index]}" if named else part.sentences[index] for part in told]
    said = [part.commentaries[index] for part in one.series if part.commentaries[index]]
    return CommentRow(one.measure.ref, one.measure.name, one.rag, "\n".join(figures), "\n".join(said))
