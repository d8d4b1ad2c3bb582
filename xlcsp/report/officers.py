"""What officers add, as printed: RAG states beside the computed ones, and actions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from xlcsp.domain.officers import Action
from xlcsp.errors import sentence
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
