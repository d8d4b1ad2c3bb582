"""A problem that was put right, or a return whose figures came another way, is open nowhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.support import ANSWERS, Q1, Q2, Q3, SERIES, answers, codes, partnership, send
from xlcsp.domain.periods import Quarter
from xlcsp.forms.layout import Answer, Revised
from xlcsp.master.workbook import Cell
from xlcsp.planbook import Master
from xlcsp.report.build import build_report
from xlcsp.report.words import missing
from xlcsp.returns.collect import collect
from xlcsp.returns.standing import overdue, standings

ROW: dict[str, Cell] = {
    "id": "v", "year": "2014/15", "quarter": "Q1", "field": "figure", "old": None, "new": 97,
    "reason": "telephone", "who": "performance officer", "date": date(2014, 7, 30),
}  # fmt: skip
WRONG = answers(v=Answer(figure=-1))
OCTOBER = date(2014, 10, 9)


def summary(master: Master, quarter: Quarter = Q2) -> list[str]:
    """The lines on missing returns and problems; that a figure is missing is told apart."""
    told = (text for _, text in missing(build_report(master, collect(master, quarter))))
    return [text for text in told if "no year to date" not in text]


def settled(master: Master, quarter: Quarter = Q2) -> list[tuple[str, str]]:
    return [(one.code, one.do) for one in collect(master, quarter).settled]


def year(folder: Path, *rows: dict[str, Cell], second: dict[str, Answer] = ANSWERS) -> Master:
    """The first quarter's figure of violence cannot be read; the second quarter's form is in order."""
    master = partnership(folder, corrections=rows)
    send(master, answers=WRONG)
    send(master, Q2, second, as_at=OCTOBER)
    return master


def test_an_open_problem_is_told_in_each_later_report(tmp_path: Path) -> None:
    master = year(tmp_path)
    assert (codes(collect(master, Q2)), settled(master)) == (["negative"], [])
    again = "if the form is not sent again, enter the figure, or why there is none, on Corrections"
    (then,), (now,) = ([one.do for one in collect(master, quarter).problems] for quarter in (Q1, Q2))
    assert now == f"{then}; {again}"
    assert summary(master) == ["1 problem in the returns: see the sheet Problems of the workbook."]


@pytest.mark.parametrize(
    ("row", "do"),
    [
        (ROW, "Settled: the figure is on Corrections (A5:I5)"),
        ({**ROW, "field": "reason", "new": "Staff change"}, "Settled: the reason is on Corrections (A5:I5)"),
    ],
)
def test_a_correction_or_a_reason_settles_it_and_the_list_of_problems_says_so(
    tmp_path: Path, row: dict[str, Cell], do: str
) -> None:
    master = year(tmp_path, row)
    assert (codes(collect(master, Q2)), settled(master)) == ([], [("negative", do)])
    assert summary(master) == []


@pytest.mark.parametrize(
    "row",
    [
        {**ROW, "quarter": "Q2", "old": 100},  # another figure
        {**ROW, "new": None},  # says nothing
        {**ROW, "old": 96},  # does not match, so it is not applied
    ],
)
def test_what_does_not_put_the_figure_right_settles_nothing(tmp_path: Path, row: dict[str, Cell]) -> None:
    assert "negative" in codes(collect(year(tmp_path, row), Q2))


def test_a_figure_that_comes_with_a_later_form_settles_it(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    send(master, answers=WRONG)
    send(master, Q2, revised={("v", Q1): Revised(figure=97, why="Read again")}, as_at=OCTOBER)
    assert settled(master) == [("negative", "Settled: the figure came with 2014-15 Q2/Police.xlsx")]


def test_a_correction_from_before_does_not_settle_a_revision_that_cannot_be_read(tmp_path: Path) -> None:
    master = partnership(tmp_path, corrections=({**ROW, "old": 100},))
    send(master)
    send(master, Q2, revised={("v", Q1): Revised(figure=-5, why="Read again")}, as_at=OCTOBER)
    assert codes(collect(master, Q2)) == ["negative"]
    later = partnership(tmp_path, corrections=({**ROW, "old": 100, "date": date(2014, 10, 20)},))
    assert codes(collect(later, Q2)) == []


def test_the_figure_that_a_revision_was_to_change_does_not_settle_it(tmp_path: Path) -> None:
    """It was "settled" by the return that it was to revise: nobody was asked, and the revision was lost."""
    master = partnership(tmp_path)
    send(master)
    half = {("s", Q1): Revised(figure=7, why="Two came late"), ("v", Q1): Revised(figure=-5, why="Read again")}
    send(master, Q2, revised=half, as_at=OCTOBER)
    assert (sorted(codes(collect(master, Q2))), settled(master)) == (["half a pair", "negative"], [])
    again = {("s", Q1): Revised(figure=7, out_of=10, why="Both"), ("v", Q1): Revised(figure=99, why="Read again")}
    send(master, Q3, revised=again, as_at=date(2015, 1, 9))
    assert codes(collect(master, Q3)) == []
    assert {do for _, do in settled(master, Q3)} == {"Settled: the figure came with 2014-15 Q3/Police.xlsx"}


def test_a_half_pair_is_settled_only_by_both_numbers(tmp_path: Path) -> None:
    row: dict[str, Cell] = {**ROW, "id": "s", "new": 6}
    for rows, found in (((row,), ["half a pair"]), ((row, {**row, "field": "out of", "new": 10}), [])):
        master = partnership(tmp_path, corrections=rows)
        send(master, answers=answers(s=Answer(figure=6)))
        assert codes(collect(master, Q1)) == found


def test_a_return_that_never_came_is_settled_by_a_row_for_each_of_its_measures(tmp_path: Path) -> None:
    """The reminder was drafted, and every later report counted it, after the reasons were given."""
    told = [{**ROW, "id": one["id"], "field": "reason", "new": "Staff change"} for one in SERIES]
    today = date(2014, 12, 1)
    some = partnership(tmp_path, corrections=tuple(told[1:]))
    send(some, Q2, as_at=OCTOBER)
    assert [one[0] for one in overdue(collect(some, Q2).missing, today)] == ["Police"]
    assert summary(some)[0] == "No return from Police."
    every = partnership(tmp_path, corrections=tuple(told))
    found = collect(every, Q2)
    assert (overdue(found.missing, today), [one[:2] for one in found.excused]) == ([], [("Police", Q1)])
    assert [one.is_settled for one in standings(every, found, today) if one.state == "missing"] == [True]
    assert "No return from Police." not in summary(every)
    settled = "No return from Police; its figures, or the reasons why there are none, came another way."
    assert summary(every, Q1)[0] == settled  # the report of its own quarter says so


def test_a_reason_whose_figure_has_come_is_no_problem(tmp_path: Path) -> None:
    """The late form's "Why it changed" was taken for the reason of the gap, and the row called wrong."""
    told = {**ROW, "field": "reason", "new": "Staff change"}
    master = partnership(tmp_path, corrections=(told,))
    send(master, Q2, revised={("v", Q1): Revised(figure=97, why="late")}, as_at=OCTOBER)
    found = collect(master, Q2)
    assert codes(found) == []
    assert (found.figures["v"][Q1].text, found.figures["v"][Q1].reason) == ("97", "late")
