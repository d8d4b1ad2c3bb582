"""A milestone that was achieved stays so: nobody is asked again, and no page calls it unknown."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from tests.support import Q1, Q2, Q3, Cell, partnership, send
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import ACHIEVED_STATUS
from xlcsp.forms.layout import Answer
from xlcsp.pipeline import Made, make
from xlcsp.planbook import Master
from xlcsp.report.publication.tables import publication
from xlcsp.report.publication.withhold import public_report
from xlcsp.report.scorecard import scorecard
from xlcsp.report.sheets import write_report
from xlcsp.report.words import due, missing
from xlcsp.returns.issue import due_forms

Q4 = Q3.plus(1)
PLAN: tuple[dict[str, Cell], ...] = (
    {"id": "c", "ref": "1.1", "measure": "Calls", "unit": "calls", "polarity": "lower", "target_rule": "at most",
     "target": 50},
    {"id": "m", "ref": "1.2", "measure": "Protocol signed", "kind": "milestone", "provider": "Council",
     "due": "31/12/2014"},
    {"id": "o", "ref": "1.3", "measure": "Plan adopted", "kind": "milestone"},
)  # fmt: skip


def year(folder: Path, fourth: Answer | None = None) -> Master:
    """The protocol is signed in Q3, and the plan adopted in Q1. fourth: what the Council says of it in Q4.

    Its form for Q4 was issued before its return of Q3 was in.
    """
    master = partnership(folder, PLAN)
    if fourth is not None:
        council(master, Q4, fourth)
    for quarter in (Q1, Q2, Q3, Q4):
        adopted = {"o": Answer(milestone=ACHIEVED_STATUS)} if quarter == Q1 else {}
        send(master, quarter, {"c": Answer(figure=10), **adopted}, as_at=quarter.last_day)
    for quarter in (Q1, Q2, Q3):
        council(master, quarter, Answer(milestone=ACHIEVED_STATUS if quarter == Q3 else "On track"))
    return master


def council(master: Master, quarter: Quarter, said: Answer) -> None:
    """The Council's return."""
    send(master, quarter, {"m": said}, as_at=quarter.last_day, provider="Council", name="Council.xlsx")


def protocol(found: Made) -> tuple[str, str, str]:
    """Its RAG, its verdict, and the quarter's status on the scorecard."""
    measure = found.report.measures[1]
    (line,) = (line for _, scores in scorecard(found.report).themes for score in scores[1:2] for line in score.lines)
    assert measure.verdict is not None
    return measure.rag, measure.verdict.in_words, line.quarter.text


def test_an_achieved_milestone_needs_no_later_return(tmp_path: Path) -> None:
    master = year(tmp_path)
    found = make(master, Q4)
    assert protocol(found) == ("Green", "Target achieved", "Q3: Achieved")
    assert [text for _, text in missing(found.report)] == []
    assert (found.collection.missing, found.collection.problems) == ([], [])
    asked = {form.provider: [series.id for series, _ in form.rows] for form in due_forms(master, Q4, Q4.last_day)}
    assert asked == {"Police": ["c"]}
    (copy,) = (
        table for table in publication(public_report(master, found.collection)).tables if table.name == "figures"
    )
    assert [row[-1] for row in copy.rows if row[0] == "1.2"] == ["Reported", "Reported", "Reported", "Achieved (Q3)"]
    write_report(found.report, tmp_path / "report.xlsx")
    theme = load_workbook(tmp_path / "report.xlsx")[found.report.measures[1].measure.theme]
    cells = [cell.value for row in theme.iter_rows() for cell in row]
    assert [cells.count(f"Achieved ({at})") for at in ("Q1", "Q3")] == [3, 1]


def test_a_later_return_says_otherwise(tmp_path: Path) -> None:
    found = make(year(tmp_path, Answer(milestone="Off track")), Q4)
    rag, verdict, status = protocol(found)
    assert (rag, verdict, status) == ("Red", "Cannot be determined", "Off track")


def test_a_blank_row_of_a_form_issued_before_is_no_problem(tmp_path: Path) -> None:
    found = make(year(tmp_path, Answer()), Q4)
    assert found.collection.problems == []
    assert protocol(found) == ("Green", "Target achieved", "Q3: Achieved")


def test_a_milestone_due_without_a_status_says_why_as_every_other_gap(tmp_path: Path) -> None:
    """It read "no status given" beside "figure not readable"."""
    master = partnership(tmp_path, PLAN)
    council(master, Q3, Answer(milestone="Delayed"))
    report = make(master, Q3).report
    assert list(due(report)) == [("1.2", "Protocol signed, due 31 December 2014: no status (figure not readable).")]
    assert "1.2: figure not readable" in dict(missing(report))["[x]"]
    (line,) = report.measures[1].series
    assert line.sentences[2].startswith("No status for Q3 [x]")
    assert line.assessment.rag_reason.startswith("no status for Q1, Q2 and Q3")


def test_a_milestone_achieved_on_corrections_alone_is_missed_no_more(tmp_path: Path) -> None:
    """The next form did not ask for it, and the check called its row missing."""
    assert problems_after(tmp_path, ("On track", ACHIEVED_STATUS)) == ([], "Green")


def test_a_milestone_that_corrections_say_is_not_achieved_is_asked_for_again(tmp_path: Path) -> None:
    """The return of before counted alone, so that a blank row was no problem."""
    problems, _ = problems_after(tmp_path, (ACHIEVED_STATUS, "On track"))
    assert problems == ["There is neither a figure nor a reason"]


def problems_after(folder: Path, status: tuple[str, str]) -> tuple[list[str], str]:
    """The plan's status of Q1, old and new on *Corrections*; then the problems of a Q2 without one, and the RAG."""
    old, new = status
    row = {"id": "o", "year": "2014/15", "quarter": "Q1", "field": "status", "old": old, "new": new,
           "reason": "By telephone", "who": "Performance officer", "date": "15/07/2014"}  # fmt: skip
    master = partnership(folder, PLAN, corrections=(row,))
    send(master, Q1, {"c": Answer(figure=10), "o": Answer(milestone=old)}, as_at=Q1.last_day)
    send(master, Q2, {"c": Answer(figure=10)}, as_at=Q2.last_day)
    found = make(master, Q2)
    problems = [problem.found for problem in found.collection.problems if problem.series == "o"]
    return problems, found.report.measures[2].rag


def test_a_missing_return_is_excused_once_corrections_have_all_but_an_achieved_milestone(tmp_path: Path) -> None:
    row = {"id": "c", "year": "2014/15", "quarter": "Q2", "field": "figure", "new": "12", "reason": "By telephone",
           "who": "Performance officer", "date": "15/10/2014"}  # fmt: skip
    master = partnership(tmp_path, PLAN[:1] + PLAN[2:], corrections=(row,))
    send(master, Q1, {"c": Answer(figure=10), "o": Answer(milestone=ACHIEVED_STATUS)}, as_at=Q1.last_day)
    found = make(master, Q2).collection
    assert (found.missing, [provider for provider, *_ in found.excused]) == ([], ["Police"])
