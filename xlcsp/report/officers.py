"""What a board acts on: what is Red, with its commentary; the RAG states that officers add; and the actions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from xlcsp.domain.officers import Action
from xlcsp.domain.periods import day
from xlcsp.domain.wording import sentence_case
from xlcsp.errors import sentence
from xlcsp.measures import rating
from xlcsp.report.judged import judged_words
from xlcsp.report.model import MeasureReport, Report, SeriesReport

ACTIONS_OVERDUE = "Actions overdue"
_LONGEST = 220  # characters of the comment, and of the actions; the theme's sheet has all of them
_SENTENCE_END, _LINE_END = re.compile(r"(?<=[.!?])\s+"), re.compile(r"\n")
_ENDS = ("…", "]")
_MARK = re.compile(r" \[written [^\]]*\]$")


def added_by_officers(measure: MeasureReport, on: date, *, with_state: bool = True) -> Iterator[str]:
    """The lines on a measure's page and among the exceptions: the officer's RAG, then the open actions.

    on: the report's ``actions_date``. Actions due before it are overdue and come first.
    """
    if measure.override is not None and with_state:
        yield f"{measure.override.words}."
    for is_overdue in (True, False):
        for action in measure.open_actions:
            if action.is_overdue(on) is is_overdue:
                yield f"{'Overdue action' if is_overdue else 'Action'}: {action.words}."


def what_is_done(measure: MeasureReport, deciding: Sequence[SeriesReport], report: Report) -> str:
    """The theme lead's comment, else the commentaries; then the open actions. If there is neither, whom to ask."""
    comment = measure.comment_on(deciding[0]) or " ".join(line.said for line in deciding if line.said)
    actions = [" ".join(text.split()) for text in added_by_officers(measure, report.actions_date, with_state=False)]
    first = _cut(comment, _SENTENCE_END)
    first = first if first.endswith(_ENDS) or not actions or not first else sentence(first)
    return " ".join(filter(None, (first, _cut("\n".join(actions), _LINE_END)))) or deciding[0].to_be_asked


def _cut(text: str, ends: re.Pattern[str]) -> str:
    """As much of it as there is room for, at least a part; a mark in brackets at its end stays."""
    mark = _MARK.search(text)
    start = ""
    for part in ends.split(text[: mark.start()] if mark else text):
        if start and len(start) + len(part) >= _LONGEST:
            break
        start = " ".join(f"{start} {part}".split())
    if len(start) > _LONGEST:
        start = f"{start[:_LONGEST].rsplit(' ', 1)[0]} …"
    return f"{start}{mark[0]}" if mark else start


def overdue(report: Report) -> Iterator[tuple[str, str]]:
    """The overdue actions, with the number of their measure."""
    for measure in report.measures:
        for action in measure.actions:
            if action.is_overdue(report.actions_date):
                yield measure.measure.ref, f"{action.words}."


def all_actions(report: Report) -> Iterator[tuple[MeasureReport, Action]]:
    """Every action, in the order of the plan."""
    return ((measure, action) for measure in report.measures for action in measure.actions)


ACTIONS_HEAD = ("No", "Measure", "Action", "Owner", "Due", "Status", "Overdue", "Updated")


def actions_line(report: Report) -> str:
    """The line below the heading: from which day an action is overdue, and that they are as today, made afterwards."""
    board = report.settings.board_date.get(report.quarter.number) == report.actions_date
    when = "the board meets" if board else "the day to which the data are complete"
    newest = max(
        (action.updated or report.actions_date for _, action in all_actions(report)), default=report.actions_date
    )
    since = f" As they stood on {day(newest)}." if newest > report.actions_date else ""
    return f"What is being done. Overdue: due before {when}{f' ({day(report.actions_date)})' if board else ''}.{since}"


def has_actions(report: Report) -> bool:
    """Whether there is anything to list."""
    return any(measure.actions for measure in report.measures)


def action_rows(report: Report) -> Iterator[tuple[str, str, str, str, date, str, str, date | None]]:
    """Every action with its measure, in the order of ``ACTIONS_HEAD``."""
    for measure, action in all_actions(report):
        is_late = "overdue" if action.is_overdue(report.actions_date) else ""
        cells = (action.text, action.owner, action.due, action.status, is_late, action.updated)
        yield (measure.measure.ref, measure.measure.name, *cells)


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
            judged = sentence_case(judged_words(line))
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
