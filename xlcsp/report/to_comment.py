"""Comments forms for the theme leads, from the report: each measure's result, for them to comment on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from xlcsp.domain.wording import sentence_case
from xlcsp.measures.rating import AMBER, RATED, RED
from xlcsp.report.figure import not_asked_words
from xlcsp.report.judged import judged_words
from xlcsp.report.model import MeasureReport, Report, SeriesReport
from xlcsp.returns.lead_form import CommentRow, CommentsForm


def comment_forms(report: Report, issued: date) -> Iterator[CommentsForm]:
    """One form for each theme lead, in the order of the plan."""
    leads: dict[str, list[MeasureReport]] = {}
    for measure in report.measures:
        if measure.measure.series[0].theme_lead:
            leads.setdefault(measure.measure.series[0].theme_lead, []).append(measure)
    due = report.settings.comments_due.get(report.quarter.number)
    for place, (lead, measures) in enumerate(leads.items(), 1):
        actions = tuple(action for measure in measures for action in measure.open_actions)
        rows = tuple(_row(measure) for measure in measures)
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


def _row(measure: MeasureReport) -> CommentRow:
    """A row with the measure's rated or only series, and any with a commentary. If there are several, each is named."""
    told = [part for part in measure.series if part.commentary or part.series.role != "context"]
    figures = {part.series.name: _figures(part) for part in told if part.sentence}
    figures = figures or {part.series.name: _not_asked(part) for part in told if _not_asked(part)}
    commentaries = {part.series.name: part.commentary for part in told if part.commentary}
    named = len(figures.keys() | commentaries.keys()) > 1
    ref, name = measure.measure.ref, measure.measure.name
    return CommentRow(ref, name, measure.rag, _lines(figures, named=named), _lines(commentaries, named=named))


def _not_asked(part: SeriesReport) -> str:
    """``None due in Q3. Green at Q2.``, so that no theme lead looks for a figure that nobody was asked for."""
    assessment = part.assessment
    words = not_asked_words(part, assessment.observed.slots[assessment.quarter.number - 1])
    held = f" {assessment.rag_reason}." if assessment.rag_reason.partition(" ")[0] in RATED else ""
    return f"{sentence_case(words)}.{held}" if words else ""


def _figures(part: SeriesReport) -> str:
    """The sentence, and the target where there is one, and where it is missed what decides the colour.

    The sentence of last year's outturn already names its target.
    """
    target = next((line for line in part.target.split("\n") if line.startswith("Target: ")), "")
    if not target or part.sentence not in part.sentences:
        return part.sentence
    is_missed = part.rag in (RED, AMBER) or part.assessment.off_target
    decided = judged_words(part) if is_missed and not part.series.kind.has_status else ""
    return f"{part.sentence} {target}.{f' {part.rag}: {decided}' if decided else ''}"


def _lines(words: dict[str, str], *, named: bool) -> str:
    """The commentaries, a line each; the same words appear once, with the names of all their series."""
    names_of: dict[str, list[str]] = {}
    for name, text in words.items():
        names_of.setdefault(text, []).append(name)
    return "\n".join(f"{', '.join(names)}: {text}" if named else text for text, names in names_of.items())
