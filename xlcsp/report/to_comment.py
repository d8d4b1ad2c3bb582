"""The forms of the theme leads, from the report: what each measure says, for them to say what is done about it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from xlcsp.report.model import MeasureReport, Report, SeriesReport
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
        rows = tuple(_row(one) for one in measures)
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
            logo=report.settings.logo,
        )


def _row(one: MeasureReport) -> CommentRow:
    """The measure's rated or only series, and any of which something was said. Of several each is named beside both."""
    told = [part for part in one.series if part.commentary or part.series.role != "context"]
    figures = {part.series.name: _figures(part) for part in told if part.sentence}
    said = {part.series.name: part.commentary for part in told if part.commentary}
    named = len(figures.keys() | said.keys()) > 1
    ref, name = one.measure.ref, one.measure.name
    return CommentRow(ref, name, one.rag, _lines(figures, named=named), _lines(said, named=named))


def _figures(part: SeriesReport) -> str:
    """The row's sentence, and the target where there is one; last year's outturn names its own."""
    target = next((line for line in part.target.split("\n") if line.startswith("Target: ")), "")
    return f"{part.sentence} {target}." if target and part.sentence in part.sentences else part.sentence


def _lines(words: dict[str, str], *, named: bool) -> str:
    """What is said of each series, a line each; the same words once, with the names of all that they are said of."""
    names_of: dict[str, list[str]] = {}
    for name, text in words.items():
        names_of.setdefault(text, []).append(name)
    return "\n".join(f"{', '.join(names)}: {text}" if named else text for text, names in names_of.items())
