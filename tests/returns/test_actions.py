"""Actions come in theme leads' forms, keep their ids, are carried on until done, and are reported when overdue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from tests.support import ANSWERS, Q1, Q2, Q3, Q4, SERIES, opened, partnership, send, write_plan
from tests.test_cli import run
from xlcsp.domain.officers import newest_actions
from xlcsp.domain.periods import Quarter
from xlcsp.errors import PlanError
from xlcsp.files.read import read_book
from xlcsp.forms.layout import Answer
from xlcsp.master.additions import additions, with_additions
from xlcsp.master.collected import Collected
from xlcsp.master.start import Panel
from xlcsp.master.workbook import Cell
from xlcsp.pipeline import Wanted, make, write
from xlcsp.planbook import Master, read_master
from xlcsp.report.as_json import report_json
from xlcsp.report.described import optional_sheets

Row = Mapping[str, Cell]
EMPTY = Collected({}, Panel())
LED = tuple({**one, "theme_lead": "Area commander"} for one in SERIES)
KEPT: Row = {
    "action id": "A1", "ref": "1.1", "action": "Patrol the park", "owner": "Head of Safety", "due": date(2014, 7, 1),
    "status": "In progress", "updated": date(2014, 5, 1),
}  # fmt: skip
WORDS = "Patrol the park (Head of Safety; due 1 July 2014; in progress)"
NEW = ("1.2", "Mark bicycles", "Transport lead", datetime(2014, 9, 30), "Not started")  # noqa: DTZ001 - as a cell has it
RED = {**ANSWERS, "v": Answer(figure=150, status="Provided", commentary="One gang.")}


def sent(folder: Path, *actions: Row, quarter: str = "Q1") -> Master:
    master = partnership(folder, LED, settings={"quarter": quarter}, more={"Actions": actions})
    send(master, Q1, RED, as_at=date(2014, 7, 10))
    return master


def returned(
    master: Master, quarter: Quarter, rows: Mapping[int, Sequence[object]], *, signed: date | None = None
) -> Path:
    """The theme lead's form with these rows of actions typed into it, saved among the returns."""
    folder = master.path.parent
    assert run("issue", folder, "--comments", "--quarter", str(quarter), "--issued", "2014-07-19") in (0, 1)
    book = load_workbook(folder / "forms" / quarter.folder / "comments" / "Area commander.xlsx")
    for number, values in rows.items():
        for column, value in enumerate(values, 1):
            if value is not ...:
                book["Actions"].cell(number, column).value = value  # type: ignore[assignment]
    if signed is not None:
        book["Comments"]["F5"].value = signed
    path = folder / "returns" / quarter.folder / "comments.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def sheet_of(path: Path, name: str = "Actions") -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()


def texts(path: Path, sheet: str) -> list[str]:
    return [str(cell) for row in sheet_of(path, sheet) for cell in row if cell != ""]


def test_the_form_shows_what_is_open_and_has_room_for_five_more(tmp_path: Path) -> None:
    done = {**KEPT, "action id": "A2", "status": "Done"}
    master = sent(tmp_path, KEPT, done)
    path = returned(master, Q1, {})
    rows = sheet_of(path)[4:]
    assert rows[0][:6] == ["Ref", "Action", "Owner", "Due", "Status", "Action id"]
    assert rows[1][:6] == ["1.1", "Patrol the park", "Head of Safety", date(2014, 7, 1), "In progress", "A1"]
    assert [row[:6] for row in rows[2:]] == [["", "", "", "", "", f"2014-15-Q1-01-{number}"] for number in range(1, 6)]
    sheet = load_workbook(path)["Actions"]
    free = {cell.coordinate for line in sheet for cell in line if not cell.protection.locked}
    assert free == {
        *(f"{letter}6" for letter in "BCDE"), *(f"{letter}{row}" for letter in "ABCDE" for row in range(7, 12)),
    }  # fmt: skip
    assert {sheet[f"A{row}"].number_format for row in range(6, 12)} == {"@"}  # 1.10 stays 1.10
    choices = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation if one.type == "list"}
    assert choices["A7"] == "Comments!$A$13:$A$17"
    assert choices["E6"] == '"Not started,In progress,Done,Stopped"'


def test_what_a_lead_enters_is_in_the_report_and_in_the_next_form(tmp_path: Path) -> None:
    master = sent(tmp_path, KEPT)
    returned(master, Q1, {6: (..., ..., ..., ..., "Done"), 7: NEW}, signed=date(2014, 7, 21))
    made = make(master, Q1)
    assert made.collection.problems == []
    told = report_json(made.report, [])["actions"]
    assert [(one["id"], one["ref"], one["status"], one["updated"]) for one in told] == [
        ("A1", "1.1", "Done", "2014-07-21"), ("2014-15-Q1-01-1", "1.2", "Not started", "2014-07-21"),
    ]  # fmt: skip
    send(master, Q2, RED, as_at=date(2014, 10, 5))
    rows = sheet_of(returned(master, Q2, {}))[5:]
    assert [row[1] for row in rows] == ["Mark bicycles", "", "", "", "", ""]
    assert [row[5] for row in rows[:2]] == ["2014-15-Q1-01-1", "2014-15-Q2-01-1"]


def test_of_sheet_and_forms_what_was_said_last_counts(tmp_path: Path) -> None:
    master = sent(tmp_path, {**KEPT, "updated": date(2014, 8, 1), "status": "Stopped"}, quarter="Q2")
    (known,) = master.actions
    early, late = (
        type(known)("A1", "1.1", "Other", "Lead", known.due, "Done", day)
        for day in (date(2014, 8, 1), date(2014, 8, 2))
    )
    assert newest_actions([known], [early]) == (known,)  # typed into the sheet on the same day: by hand counts
    assert newest_actions([known], [early, late]) == (late,)


def test_overdue_is_by_the_data_date_and_told_where_the_board_looks(tmp_path: Path) -> None:
    master = sent(tmp_path, KEPT, {**KEPT, "action id": "A2", "action": "Light the park", "due": date(2014, 7, 10)})
    report = make(master, Q1).report
    assert [one["overdue"] for one in report_json(report, [])["actions"]] == [True, False]  # data as at 10 July
    files = write(make(master, Q1), Wanted(docx=True, publish=True)).files
    board, word = files[0], next(path for path in files if path.suffix == ".docx")
    assert f"{WORDS}." in texts(board, "Summary")
    assert "Actions overdue" in texts(board, "Summary")
    (red,) = [text for text in texts(board, "Exceptions") if "One gang." in text]
    light = "Action: Light the park (Head of Safety; due 10 July 2014; in progress)."
    assert red.split("\n")[-2:] == [f"Overdue action: {WORDS}.", light]
    assert {f"Overdue action: {WORDS}.", light} <= set(texts(board, "Measures"))
    assert [row[6] for row in sheet_of(board)[4:6]] == ["overdue", ""]
    assert f"1.1  {WORDS}." in [one.text for one in Document(str(word)).paragraphs]
    for path in files:
        if "publication" in path.name:
            book = CalamineWorkbook.from_path(path)
            assert not any(
                "Patrol" in text or "park" in text for name in book.sheet_names for text in texts(path, name)
            )
    assert dict(optional_sheets(master)) == {"Actions": "2 actions, 2 of them open"}


def test_overdue_is_by_the_day_of_the_board_that_reads_of_it(tmp_path: Path) -> None:
    """What was due on 20 July is overdue on 18 August, though data are as at 10 July; on its own day not."""
    days = {"A1": date(2014, 7, 20), "A2": date(2014, 8, 18), "A3": date(2014, 7, 20)}
    rows = [
        {**KEPT, "action id": name, "due": day, "status": "Done" if name == "A3" else "In progress"}
        for name, day in days.items()
    ]
    master = sent(tmp_path, *rows)
    board = replace(master, settings=replace(master.settings, board_date={1: date(2014, 8, 18)}))
    report = make(board, Q1).report
    assert [one["overdue"] for one in report_json(report, [])["actions"]] == [True, False, False]
    shown = texts(write(make(board, Q1), Wanted()).files[0], "Actions")
    assert shown[1].endswith("What is being done. Overdue: due before the board meets (18 August 2014).")
    assert shown.count("overdue") == 1


def test_a_report_made_afterwards_says_that_its_actions_are_of_a_later_day(tmp_path: Path) -> None:
    """One of June made again in January listed actions updated in January beside data of July, and said nothing."""
    for day, ends in (
        (date(2015, 1, 12), "complete. As they stood on 12 January 2015."),
        (date(2014, 7, 1), "complete."),
    ):
        master = sent(tmp_path / str(day), {**KEPT, "updated": day})
        assert texts(write(make(master, Q1), Wanted()).files[0], "Actions")[1].endswith(ends)


@pytest.mark.parametrize(
    ("row", "cell", "said"),
    [
        ((*NEW[:2], None, *NEW[3:]), "C7", "owner is blank. Name the role that does it, no person."),
        ((*NEW[:3], "end of March", NEW[4]), "D7", '"end of March" is not a date. Enter a date, such as 18/07/2014.'),
        ((*NEW[:3], None, NEW[4]), "D7", "due is blank. Enter the day by which it is to be done"),
        (
            (*NEW[:4], "nearly"),
            "E7",
            '"nearly" is not a choice for status. It is one of: Not started, In progress, Done, Stopped.',
        ),
        ((NEW[0], None, *NEW[2:]), "B7", "action is blank. Say what is to be done."),
        ((None, *NEW[1:]), "A7", "ref is blank. Enter the number of a measure, such as 1.1."),
        ((1.2, *NEW[1:]), "A7", "The ref is the number 1.2, not text"),
        (("9.9", *NEW[1:]), "B7", "The action is on 9.9, which is not a measure of the plan; it was not taken."),
    ],
)
def test_a_row_of_a_form_that_is_not_whole_is_one_problem_and_not_taken(
    tmp_path: Path, row: Sequence[object], cell: str, said: str
) -> None:
    master = sent(tmp_path, KEPT)
    returned(master, Q1, {7: row})
    made = make(master, Q1)
    (problem,) = made.collection.problems
    assert str(problem).startswith(f"2014-15 Q1/comments.xlsx, Actions!{cell}: {said}"), problem
    assert [one.id for one in made.report.measures[0].actions] == ["A1"]
    assert made.report.measures[1].actions == ()


@pytest.mark.parametrize(
    ("changed", "cell", "said"),
    [
        ({"owner": None}, "D5", "owner is blank. Name the role that does it, no person."),
        ({"due": "in spring"}, "E5", '"in spring" is not a date.'),
        ({"status": "late"}, "F5", '"late" is not a choice for status. It is one of: Not started'),
        ({"ref": "9.9"}, "B5", '"9.9" is not a ref of the sheet Measures. Enter the number of a measure'),
        ({"action id": None}, "A5", "action id is blank. Give the action its own, such as A1."),
        ({"action": None}, "C5", "action is blank. Say what is to be done."),
    ],
)
def test_each_fault_of_the_sheet_is_told_once_with_its_cell(tmp_path: Path, changed: Row, cell: str, said: str) -> None:
    path = write_plan(tmp_path, LED, more={"Actions": ({**KEPT, **changed},)})
    with pytest.raises(PlanError) as caught:
        read_master(path)
    (fault,) = caught.value.faults
    assert str(fault).startswith(f"master.xlsm, Actions!{cell}: {said}"), fault


def test_an_id_stands_once(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"Actions!A6: A1 is already in C5"):
        read_master(write_plan(tmp_path, LED, more={"Actions": (KEPT, KEPT)}))


def test_what_is_open_goes_on_into_the_next_year(tmp_path: Path) -> None:
    """From the sheet and from the forms; what is done stays behind, and so does what a retired measure leaves."""
    folder = tmp_path / "2014-15"
    plan = (*LED[:2], {**LED[2], "closed_from": "2015/16 Q1"})
    rows = (KEPT, {**KEPT, "action id": "A2", "status": "Done"}, {**KEPT, "action id": "A3", "ref": "1.3"})
    master = partnership(folder, plan, more={"Actions": rows})
    answers = {one: RED[one] for one in ("v", "r", "s")}
    for quarter, day in zip((Q1, Q2, Q3, Q4), (7, 10, 1, 4), strict=True):
        send(master, quarter, answers, as_at=date(2014 + (day < 5), day, 5))
    returned(master, Q1, {8: NEW}, signed=date(2014, 7, 21))
    assert run("new-year", folder) == 0
    now = read_master(tmp_path / "2015-16")
    assert [(one.id, one.ref, one.text, one.due) for one in now.actions] == [
        ("A1", "1.1", "Patrol the park", date(2014, 7, 1)),
        ("2014-15-Q1-01-1", "1.2", "Mark bicycles", date(2014, 9, 30)),
    ]


def test_a_rebuild_enters_what_the_forms_say_and_leaves_what_is_typed(tmp_path: Path) -> None:
    master = sent(tmp_path, {**KEPT, "action id": "B1"}, KEPT)
    returned(master, Q1, {7: (..., ..., ..., ..., "Done"), 8: NEW}, signed=date(2014, 7, 21))
    assert run("refresh", tmp_path) == 0
    after = read_master(tmp_path)
    assert [(one.id, one.status, one.updated) for one in after.actions] == [
        ("B1", "In progress", date(2014, 5, 1)), ("A1", "Done", date(2014, 7, 21)),
        ("2014-15-Q1-01-1", "Not started", date(2014, 7, 21)),
    ]  # fmt: skip
    entered = replace(EMPTY, added=additions(after, make(after, Q1).report))
    assert with_additions(entered, read_book(after.path)).tables == {}
    book = opened(after.path)
    book["Actions"]["F7"].value = "Stopped"  # by hand, on a later day
    book["Actions"]["G7"].value = date(2014, 8, 1)
    book.save(after.path)
    typed = read_master(tmp_path)
    assert [one.status for one in make(typed, Q1).report.measures[1].actions] == ["Stopped"]


def test_a_form_that_changes_nothing_of_an_action_does_not_update_it(tmp_path: Path) -> None:
    """The report gave the day on which the form was signed as that of an action that nobody had touched."""
    master = sent(tmp_path, KEPT, quarter="Q2")
    returned(master, Q1, {})
    told = report_json(make(master, Q1).report, [])["actions"]
    assert [(one["id"], one["updated"]) for one in told] == [("A1", "2014-05-01")]
    returned(master, Q1, {6: (..., ..., ..., ..., "Done")}, signed=date(2014, 7, 21))
    send(master, Q2, RED, as_at=date(2014, 10, 5))
    assert [(one["status"], one["updated"]) for one in report_json(make(master, Q2).report, [])["actions"]] == [
        ("Done", "2014-07-21")
    ]
