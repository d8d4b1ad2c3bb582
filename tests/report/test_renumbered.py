"""A measure that is renumbered in mid-year is still compared, and commented on, as the same measure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support import Q1, Q2, SERIES, answers, partnership, send, write_plan
from tests.test_cli import run
from xlcsp.forms.layout import Answer
from xlcsp.master.workbook import Cell
from xlcsp.pipeline import NOTHING_ELSE, Made, make
from xlcsp.pipeline.release import release
from xlcsp.planbook import read_master
from xlcsp.report.revised import revised
from xlcsp.report.words import moves

LED: tuple[Mapping[str, Cell], ...] = tuple({**one, "theme_lead": "Area commander"} for one in SERIES)
CROSSWISE = ({**LED[0], "ref": "1.2"}, {**LED[1], "ref": "1.1"}, *LED[2:])
LATER = date(2014, 10, 9)
SAME = answers(v=Answer(figure=130, status="Provided"))  # Red; robbery is Green
ACTION: Mapping[str, Cell] = {
    "action id": "A1", "ref": "1.1", "action": "Patrol the park", "owner": "Head of Safety", "due": date(2014, 12, 1),
    "status": "In progress",
}  # fmt: skip
STATE: Mapping[str, Cell] = {
    "ref": "1.1", "year": "2014/15", "quarter": "Q2", "state": "Green", "reason": "One gang", "who": "Head of Safety",
    "date": date(2014, 10, 12),
}  # fmt: skip


def second_quarter(
    folder: Path, plan: tuple[Mapping[str, Cell], ...], *, commented: bool = False, was_released: bool = False
) -> Made:
    """Q1 released, then the plan changed, then Q2 with figures that change no colour."""
    told = {"Actions": (ACTION,)} if was_released else {}
    master = partnership(folder, LED, settings={"quarter": "Q1"}, more=told)
    assert run("issue", folder, "--issued", "2014-07-01") in (0, 1)
    send(master, answers=SAME)
    if commented:
        assert run("issue", folder, "--comments", "--issued", "2014-07-19") in (0, 1)
        book = load_workbook(folder / "forms" / Q1.folder / "comments" / "Area commander.xlsx")
        book["Comments"]["F13"].value = "More patrols."
        for column, value in zip("ABCD", ("1.1", "Patrol", "Head of Safety", date(2014, 12, 1)), strict=True):
            book["Actions"][f"{column}6"].value = value
        book.save(folder / "returns" / Q1.folder / "Comments.xlsx")
    release(make(master, Q1), "1.0", "Board", NOTHING_ELSE)
    is_held = not commented and plan[0]["ref"] != "1.9"
    more = {"Actions": (ACTION,), "Overrides": (STATE,)} if is_held else {}
    master = read_master(write_plan(folder, plan, settings={"quarter": "Q2"}, more=more))
    send(master, Q2, SAME, as_at=LATER)
    return make(master, Q2)


@pytest.fixture
def crosswise(tmp_path: Path) -> Made:
    return second_quarter(tmp_path, CROSSWISE)


def test_two_measures_renumbered_crosswise_are_compared_with_themselves(crosswise: Made) -> None:
    """Each got the other's released colour, and a move that never was."""
    found = {one.measure.name: (one.previous_rag, one.rag) for one in crosswise.report.measures}
    assert (found["Violence"], found["Robbery"]) == (("Red", "Red"), ("Green", "Green"))
    assert list(moves(crosswise.report)) == []


def test_the_first_report_says_which_measures_have_another_number_or_name(crosswise: Made, tmp_path: Path) -> None:
    """The board read of 1.8 as if it had always been that."""
    assert list(revised(crosswise.report)) == [
        ("1.2", "Violence was 1.1 in the report of Q1."),
        ("1.1", "Robbery was 1.2 in the report of Q1."),
    ]
    release(crosswise, "1.0", "Board", NOTHING_ELSE)
    plan = ({**CROSSWISE[0], "measure": "Violent crime", "ref": "1.9"}, *CROSSWISE[1:])
    third = make(read_master(write_plan(tmp_path, plan, settings={"quarter": "Q3"})), Q2.plus(1)).report
    assert list(revised(third)) == [("1.9", 'Violent crime was "Violence", 1.2 in the report of Q2.')]


def test_a_new_number_leaves_the_released_colour(tmp_path: Path) -> None:
    report = second_quarter(tmp_path, ({**LED[0], "ref": "1.9"}, {**LED[1], "id": "r2"}, *LED[2:])).report
    found = {one.measure.name: one.previous_rag for one in report.measures}
    assert (found["Violence"], found["Robbery"]) == ("Red", "Green")  # by id; by name where the id is new


def test_another_measure_under_an_old_number_has_no_past(tmp_path: Path) -> None:
    plan = ({**LED[0], "id": "k", "measure": "Knife crime"}, *LED[1:])
    assert second_quarter(tmp_path, plan).report.measures[0].previous_rag == ""


def test_rows_under_a_number_of_another_measure_are_asked_about(crosswise: Made) -> None:
    found = [one for one in crosswise.report.queries if one.code == "renumbered"]
    words = "is on 1.1, which is Robbery now; in version 1.0 of Q1 it was Violence"
    assert [one.found for one in found] == [f"The action A1 {words}", f"The state {words}"]
    assert [one.sheet for one in found] == ["Actions", "Overrides"]


def test_they_are_asked_about_by_the_check_before_any_report(
    crosswise: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", crosswise.master.path, "--json") == 0
    queries = json.loads(capsys.readouterr().out)["queries"]
    assert [one["sheet"] for one in queries if one["code"] == "renumbered"] == ["Actions", "Overrides"]


def asked(
    made: Made, *, action: Mapping[str, Cell] = ACTION, state: Mapping[str, Cell] = STATE
) -> list[tuple[str, str]]:
    """The sheets asked about, and what to do, once the rows of the plan renumbered crosswise are those."""
    more = {"Actions": (action,), "Overrides": (state,)}
    write_plan(made.master.path.parent, CROSSWISE, settings={"quarter": "Q2"}, more=more)
    queries = make(read_master(made.master.path), Q2).report.queries
    return [(one.sheet, one.do) for one in queries if one.code == "renumbered"]


def test_the_question_about_an_action_ends_once_it_has_its_measures_new_number(tmp_path: Path) -> None:
    """Then 1.2 was another measure's as well, and the question turned false."""
    made = second_quarter(tmp_path, CROSSWISE, was_released=True)
    do = [one.do for one in made.report.queries if one.code == "renumbered" and one.sheet == "Actions"]
    assert do == ["If it is on Violence, enter 1.2; if on Robbery, name that in its action"]
    assert [sheet for sheet, _ in asked(made, action={**ACTION, "ref": "1.2"})] == ["Overrides"]


@pytest.mark.parametrize(("ref", "name"), [("1.1", "robbery"), ("1.2", "violence")])
def test_the_question_ends_once_the_row_names_its_measure(crosswise: Made, ref: str, name: str) -> None:
    """A state, or an action of since the release, is held by nothing but its number."""
    words = f"One gang ({name})"
    [one] = asked(crosswise, action={**ACTION, "ref": ref, "action": words}, state={**STATE, "ref": ref})
    assert one == ("Overrides", "Enter the number of the measure it is on, and name that measure in its reason")
    assert (
        asked(crosswise, action={**ACTION, "action": words, "ref": ref}, state={**STATE, "ref": ref, "reason": words})
        == []
    )


def test_whether_a_past_form_means_the_same_measure_is_asked_once(tmp_path: Path) -> None:
    """It was asked of each past form in every later quarter, with nothing that could end it."""
    made = second_quarter(tmp_path, CROSSWISE, commented=True)

    def reworded(of: Made) -> list[str]:
        return [one.file for one in of.report.queries if one.code == "reworded"]

    assert len(reworded(made)) == 2
    release(made, "1.0", "Board", NOTHING_ELSE)
    master = read_master(write_plan(tmp_path, CROSSWISE, settings={"quarter": "Q3"}))
    assert reworded(make(master, Q2)) == reworded(made)  # a new version of the same quarter says what the first did
    assert reworded(make(master, Q2.plus(1))) == []
    renamed = ({**CROSSWISE[0], "measure": "Violent crime"}, *CROSSWISE[1:])
    master = read_master(write_plan(tmp_path, renamed, settings={"quarter": "Q3"}))
    assert len(reworded(make(master, Q2.plus(1)))) == 2  # the forms of both quarters, of the measure renamed since


def test_rows_of_a_plan_that_keeps_its_numbers_are_not(tmp_path: Path) -> None:
    assert [one for one in second_quarter(tmp_path, LED).report.queries if one.code == "renumbered"] == []


def test_comments_and_actions_of_a_form_follow_the_measure_by_its_name(tmp_path: Path) -> None:
    report = second_quarter(tmp_path, CROSSWISE, commented=True).report
    said = {one.measure.name: (one.comments[0], [each.text for each in one.actions]) for one in report.measures}
    assert said["Violence"] == ("Area commander: More patrols.", ["Patrol"])
    assert said["Robbery"] == ("", [])
