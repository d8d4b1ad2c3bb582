"""Theme leads' comments: issued with what the report says, read back by measure, printed with their role."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.report.test_logo import picture
from tests.support import Q1, Q2, SERIES, answers, partnership, send, write_plan
from tests.test_cli import run
from xlcsp.domain.periods import Quarter
from xlcsp.forms.layout import Answer, Revised
from xlcsp.master.collected import collected
from xlcsp.master.panel import counts
from xlcsp.planbook import Master, read_master
from xlcsp.report.build import build_report
from xlcsp.report.sheets import write_report
from xlcsp.report.words import missing, off_target
from xlcsp.returns.chase import ask
from xlcsp.returns.check_book import write_check
from xlcsp.returns.collect import collect
from xlcsp.returns.standing import standings

LED = tuple({**one, "theme_lead": "Area commander"} for one in SERIES)
DUE = {"quarter": "Q1", "comments_due": date(2014, 7, 25)}


@pytest.fixture
def master(tmp_path: Path) -> Master:
    master = partnership(tmp_path, LED, settings=DUE)
    send(master, answers=answers(v=Answer(figure=130, commentary="Two linked series.")))
    return master


def returned(master: Master, name: str, text: object, quarter: object = Q1) -> Path:
    """The form of the theme lead, filled in and saved among the returns."""
    folder = master.path.parent
    assert run("issue", folder, "--comments", "--issued", "2014-07-19") in (0, 1)
    book = load_workbook(folder / "forms" / Q1.folder / "comments" / "Area commander.xlsx")
    book["Comments"]["F13"].value = text
    path = folder / "returns" / quarter.folder / name  # type: ignore[attr-defined]
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def test_the_form_says_what_the_report_says_and_is_not_overwritten(master: Master, tmp_path: Path) -> None:
    assert run("issue", tmp_path, "--comments", "--issued", "2014-07-19") == 0
    path = tmp_path / "forms" / Q1.folder / "comments" / "Area commander.xlsx"
    before = path.read_bytes()
    sheet = load_workbook(path)["Comments"]
    row = [cell.value for cell in sheet[13]]
    assert row[:3] == ["1.1", "Violence", "Red"]
    assert "130 offences in Q1" in row[3]
    assert row[3].endswith(" Target: at most 400 offences. Red: 130 to date, where the target is at most 100.")
    assert row[4:] == ["Two linked series.", None, "1.1"]
    assert [cell.coordinate for line in sheet for cell in line if not cell.protection.locked] == [
        "F5", *(f"F{number}" for number in range(13, 18)),
    ]  # fmt: skip
    assert run("issue", tmp_path, "--comments", "--issued", "2014-07-20") == 1
    assert path.read_bytes() == before
    del master


@pytest.mark.parametrize(("day", "state"), [(25, "received"), (26, "late")])
def test_comments_after_their_due_date_are_called_late(master: Master, day: int, state: str) -> None:
    """They are taken all the same, and reminded of no more; the summary tells them as it does late figures."""
    path = returned(master, "c.xlsx", "More patrols.")
    book = load_workbook(path)
    book["Comments"]["F5"].value = datetime(2014, 7, day)  # noqa: DTZ001
    book.save(path)
    found = collect(master, Q1)
    (told,) = (one for one in standings(master, found, date(2014, 8, 1)) if one.is_comments)
    assert (told.state, found.comments["1.1", Q1].text) == (state, "More patrols.")
    assert told.note == ("comments, due 25 July 2014, signed 26 July 2014" if state == "late" else "comments")
    late = [text for heading, text in missing(build_report(master, found)) if heading == "Late"]
    due = "due 25 July 2014, signed 26 July 2014"
    assert late == ([f"Area commander, comments: {due}."] if state == "late" else [])
    book["Comments"]["F5"].value = datetime(2014, 7, 28)  # noqa: DTZ001
    book.save(path.with_name("d.xlsx"))
    again = [one.state for one in standings(master, collect(master, Q1), date(2014, 8, 1)) if one.is_comments]
    assert again == [state, state]


def test_comments_that_have_not_come_are_on_the_summary_until_they_do(master: Master) -> None:
    """Those of an earlier quarter do not count for this one: its lead was never reminded again."""

    def told(quarter: Quarter) -> list[str]:
        lines = missing(build_report(master, collect(master, quarter)))
        return [text for _, text in lines if "comments" in text]

    folder = master.path.parent
    assert told(Q1) == [], "no form was issued"
    assert run("issue", folder, "--comments", "--issued", "2014-07-19") in (0, 1)
    assert told(Q1) == ["No comments from Area commander (due 25 July 2014)."]
    report = build_report(master, collect(master, Q1))  # the sheets of returns had the providers' alone
    write_report(report, folder / "report.xlsx")
    awaited = ("Area commander", "2014/15 Q1", "missing", "comments, due 25 July 2014")
    rows = load_workbook(folder / "report.xlsx")["Returns"].iter_rows(values_only=True)
    assert [(*row[1:4], row[6]) for row in rows if row[1] == "Area commander"] == [awaited]
    own = collected(report, "now", "report.xlsx").tables["Returns"]
    assert [tuple(row[key] for key in ("provider", "quarter", "state", "note")) for row in own][-1] == awaited
    returned(master, "c.xlsx", "More patrols.")
    assert told(Q1) == []
    send(master, Q2, answers(v=Answer(figure=130)), as_at=date(2014, 10, 10))
    assert run("issue", folder, "--comments", "--quarter", "2014/15 Q2", "--issued", "2014-10-19") in (0, 1)
    assert told(Q2) == ["No comments from Area commander."]
    assert [lead for lead, _ in collect(master, Q2).awaited_comments] == ["Area commander"]


def test_each_series_figures_stand_beside_its_own_words(tmp_path: Path) -> None:
    """Of a measure with several series the form names each, in both columns; a context series that speaks is there."""
    names = ("All", "Injury", "Stolen", "Survey")
    plan = tuple(
        {**LED[0], "id": f"v{place}", "series": name, "role": "context" if name == "Survey" else "headline"}
        for place, name in enumerate(names)
    )
    master = partnership(tmp_path, plan, settings=DUE)
    told = {"v0": "", "v1": "One weekend.", "v2": "One weekend.", "v3": "Fewer replies."}
    send(master, answers={key: Answer(figure=100, status="Provided", commentary=text) for key, text in told.items()})
    assert run("issue", tmp_path, "--comments", "--issued", "2014-07-19") in (0, 1)
    sheet = load_workbook(tmp_path / "forms" / Q1.folder / "comments" / "Area commander.xlsx")["Comments"]
    assert sheet["D13"].value.startswith("All, Injury, Stolen, Survey: 100 offences in Q1.")
    assert sheet["E13"].value == "Injury, Stolen: One weekend.\nSurvey: Fewer replies."


def test_the_form_bears_the_logo_and_prompts_with_days_of_its_year(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(picture("PNG"))
    send(partnership(tmp_path, LED, settings={**DUE, "logo": "logo.png"}))
    assert run("issue", tmp_path, "--comments", "--issued", "2014-07-19") in (0, 1)
    book = load_workbook(tmp_path / "forms" / Q1.folder / "comments" / "Area commander.xlsx")
    assert len(book["Comments"]._images) == 1
    (due,) = {one.prompt for one in book["Actions"].data_validations.dataValidation if one.promptTitle == "Due"}
    assert due == "A date, such as 30/09/2014."


def test_comments_are_awaited_by_their_own_date_and_are_no_returns(master: Master, tmp_path: Path) -> None:
    """The returns were due before; the form of a theme lead counts as neither a return that came nor one that lacks."""
    dated = replace(master, settings=replace(master.settings, return_due={1: date(2014, 7, 18)}))
    run("issue", tmp_path, "--comments", "--issued", "2014-07-19")
    for day, came, state in ((date(2014, 7, 20), False, "not due yet"), (date(2014, 7, 26), False, "missing"),
                             (date(2014, 7, 26), True, "received")):  # fmt: skip
        if came:
            returned(master, "comments.xlsx", "Patrols at closing time.")
        found = collect(dated, Q1)
        police, commander = standings(dated, found, day)
        assert (police.provider, police.due) == ("Police", date(2014, 7, 18))
        assert (commander.provider, commander.due, commander.state) == ("Area commander", date(2014, 7, 25), state)
        assert commander.note.startswith("comments")
        assert counts(found, ())["Returns in"] == 1
    path = tmp_path / "check.xlsx"
    write_check(dated, found, day, path)
    assert (
        "Returns: 1 received, 0 late, 0 missing. Comments: 1 received, 0 late, 0 missing."
        in load_workbook(path)["Returns"]["A2"].value
    )


def test_comments_are_read_back_and_printed_with_their_role(master: Master, tmp_path: Path) -> None:
    returned(master, "comments.xlsx", "Patrols at closing time.")
    found = collect(master, Q1)
    assert found.problems == []
    assert [(one.provider, one.state) for one in found.receipts][-1] == ("Area commander", "received")
    report = build_report(master, found)
    assert report.measures[0].comments[0] == "Area commander: Patrols at closing time."
    write_report(report, tmp_path / "report.xlsx")
    cells = [str(cell.value) for row in load_workbook(tmp_path / "report.xlsx")["Violence"] for cell in row]
    assert any("Area commander: Patrols at closing time." in text for text in cells)


def test_no_page_says_that_nothing_was_said_where_the_theme_lead_comments(tmp_path: Path) -> None:
    master = partnership(tmp_path, LED, settings=DUE)
    send(master, answers=answers(v=Answer(figure=130)))
    asked = "No commentary was given; ask the Area commander."
    for comment in ("", "Patrols at closing time."):
        if comment:
            returned(master, "comments.xlsx", comment)
        found = collect(master, Q1)
        write_report(build_report(master, found), tmp_path / "report.xlsx")
        book = load_workbook(tmp_path / "report.xlsx")
        cells = {sheet: [str(cell.value) for row in book[sheet] for cell in row] for sheet in ("Summary", "Exceptions")}
        for sheet, texts in cells.items():
            assert any(asked in text for text in texts) == (not comment), sheet
            assert any("Area commander: Patrols at closing time." in text for text in texts) == bool(comment), sheet
        queries = [one for one in found.queries if (one.code, one.series) == ("red without commentary", "v")]
        assert len(queries) == (not comment)


def test_comments_in_another_quarters_folder_are_not_taken(master: Master) -> None:
    returned(master, "comments.xlsx", "Late.", Q2)
    found = collect(master, Q2)
    assert [problem.code for problem in found.problems] == ["wrong comments"]
    assert found.comments == {}


def test_the_later_name_counts_of_two_comments(master: Master) -> None:
    returned(master, "comments 1.xlsx", "First.")
    returned(master, "comments 2.xlsx", "Second.")
    assert collect(master, Q1).comments["1.1", Q1].text == "Second."


CONTACT = ({"role": "area commander", "email": "commander@example.org"},)


def drafted(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_each_form_is_issued_with_the_draft_of_an_e_mail_to_its_lead(tmp_path: Path) -> None:
    send(read_master(write_plan(tmp_path, LED, settings=DUE, contacts=CONTACT)))
    assert run("issue", tmp_path, "--comments", "--issued", "2014-07-19") == 0
    folder = tmp_path / "forms" / Q1.folder / "comments"
    message = drafted(folder / "Area commander.eml")
    assert message["To"] == "commander@example.org"
    assert message["Subject"] == "Comments on 2014/15 Q1: Area commander, due 25 July 2014"
    assert [one.get_filename() for one in message.iter_attachments()] == ["Area commander.xlsx"]


def test_a_lead_whose_comments_are_late_is_reminded_until_they_come(
    master: Master, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reminder = tmp_path / "forms" / Q1.folder / "comments" / "Area commander reminder.eml"
    assert run("chase", tmp_path) == 0, "nobody is chased for a form that was not issued"
    run("issue", tmp_path, "--comments", "--issued", "2014-07-19")
    assert run("chase", tmp_path) == 1
    told = capsys.readouterr().out
    assert "Q1  comments of Area commander, due 25 July 2014: Contacts: Area commander has no" in told
    message = drafted(reminder)
    assert message["Subject"] == "Reminder: comments on 2014/15 Q1, Area commander"
    assert [one.get_filename() for one in message.iter_attachments()] == ["Area commander.xlsx"]
    returned(master, "comments.xlsx", "Patrols at closing time.")
    reminder.unlink()
    assert run("chase", tmp_path) == 0
    assert not reminder.exists()


def test_a_comment_on_no_measure_of_the_plan_is_told(master: Master) -> None:
    path = returned(master, "Area commander.xlsx", "Patrols moved.")
    book = load_workbook(path)
    book["Comments"]["A13"].value = book["Comments"]["G13"].value = "9.9"
    book["Comments"]["B13"].value = "Arson"
    book.save(path)
    found = collect(master, Q1)
    assert [(one.code, one.cell) for one in found.problems] == [("unknown row", "F13")]
    assert "9.9" in found.problems[0].found
    assert found.comments == {}


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("Patrols grew: violence fell by 3.6% on the same quarter last year.", "+4.0% on the same quarter last year"),
        ("Violent crime was down 12%.", "+4.0% on the same quarter last year"),
        ("Patrols grew: violence rose by 4% on last year.", ""),
        ("Violence fell by 30% in the town centre.", ""),
        ("Arrests rose by 30%.", ""),
        ("We aim to cut violence by 10%.", ""),
    ],
)
def test_a_lead_s_false_change_is_asked_about_in_check_report_and_e_mail(tmp_path: Path, text: str, given: str) -> None:
    past = ({"id": "v", "year": "2013/14", "Q1": 125, "Q2": 100, "Q3": 100, "Q4": 100},)
    master = partnership(tmp_path, LED, settings=DUE, history=past)
    send(master, answers=answers(v=Answer(figure=130)))
    returned(master, "comments.xlsx", text)
    found = collect(master, Q1)
    asked = [one for one in found.queries if one.file.endswith("comments.xlsx")]
    assert [(one.sheet, one.cell, one.code) for one in asked] == ([("Comments", "F13", "commentary")] if given else [])
    assert all(one.found.startswith(f'The comment on 1.1 says "{text}"; by the figures it is {given}') for one in asked)
    assert not any("same part" in one.found or "to date" in one.found for one in asked), "in Q1 it is the same again"
    write_report(build_report(master, found), tmp_path / "report.xlsx")
    cells = [str(cell.value) for row in load_workbook(tmp_path / "report.xlsx")["Queries"] for cell in row]
    assert any(given in one and text in one for one in cells) or not given
    drafts = [one.path for one in ask(master, found, date(2014, 7, 30)) if "comments" in str(one.path)]
    assert [path.name for path in drafts] == (["Area commander questions.eml"] if given else [])
    for path in drafts:
        body = drafted(path).get_content()
        assert "Thank you for your comments on 2014/15 Q1 (Area commander)." in body
        assert f'says "{text}"' in body
        assert "Which one is right?" in body


def test_a_lead_s_words_on_a_measure_of_several_series_are_of_those_that_they_name(tmp_path: Path) -> None:
    """Of the others together nothing is known here; a figure corrected since was not the one meant."""
    plan = tuple({**LED[0], "id": f"v{place}", "series": name} for place, name in enumerate(("North", "South")))
    past = tuple({"id": f"v{place}", "year": "2013/14", "Q1": 100, "Q2": 9, "Q3": 9, "Q4": 9} for place in (0, 1))
    row = {
        "id": "v1",
        "year": "2014/15",
        "quarter": "Q1",
        "field": "numerator",
        "old": 90,
        "new": 105,
        "reason": "Late crimes",
    }
    for corrected, said, about in (
        ((), "Violence in South rose by 10%.", ["South"]),
        ((), "Violence in North rose by 10%.", []),
        ((), "Violence rose by 10%.", []),
        ((row,), "Violence in South fell by 10%.", []),
    ):
        folder = tmp_path / f"{said} {len(corrected)}"
        corrections = tuple({**one, "date": date(2014, 8, 30), "who": "Officer"} for one in corrected)
        master = partnership(folder, plan, settings=DUE, history=past, corrections=corrections)
        given = {f"v{place}": Answer(figure=figure) for place, figure in enumerate((110, 90))}
        send(master, answers=given)
        returned(master, "comments.xlsx", said)
        path = folder / "returns" / Q1.folder / "comments.xlsx"
        book = load_workbook(path)
        book["Comments"]["F5"].value = datetime(2014, 7, 25)  # noqa: DTZ001
        book.save(path)
        found = [one.found for one in collect(master, Q1).queries if one.file.endswith("comments.xlsx")]
        assert [name for one in found for name in ("North", "South") if f"({name})" in one] == about, said


ROW = {
    "id": "v", "year": "2014/15", "quarter": "Q1", "field": "numerator", "old": 130, "new": 133,
    "reason": "Late crimes", "who": "performance officer", "date": date(2014, 8, 30),
}  # fmt: skip


@pytest.mark.parametrize(
    ("first", "row", "later", "marks"),
    [
        (130, ROW, None, ["corrected", "corrected"]),
        (130, ROW, 132, ["corrected", "revised"]),
        (130, None, 132, ["", "revised"]),
        (None, None, 132, ["", "supplied"]),
        (130, None, None, ["", ""]),
        (
            133,
            {**ROW, "date": date(2014, 7, 20), "old": 133, "new": 130},
            None,
            ["", ""],
        ),  # the lead saw the correction
    ],
)
def test_a_lead_s_comment_says_in_each_later_quarter_that_its_figure_has_changed(
    tmp_path: Path, first: int | None, row: dict[str, object] | None, later: int | None, marks: list[str]
) -> None:
    master = partnership(tmp_path, LED, settings=DUE, corrections=(row,) if row else ())  # type: ignore[arg-type]
    send(master, answers=answers(v=Answer(figure=first) if first else Answer(reason="Staff change")))
    path = returned(master, "comments.xlsx", "Patrols at closing time.")
    book = load_workbook(path)
    book["Comments"]["F5"].value = datetime(2014, 7, 25)  # noqa: DTZ001
    book.save(path)
    revised = {("v", Q1): Revised(figure=later)} if later else {}
    send(master, Q2, answers(v=Answer(figure=100)), revised=revised, as_at=date(2014, 10, 10))
    told = [build_report(master, collect(master, quarter)).measures[0].comments[0] for quarter in (Q1, Q2)]
    said = "Area commander: Patrols at closing time."
    assert told == [f"{said} [written before a figure was {how}]" if how else said for how in marks]


OVERDUE = {"action id": "A1", "ref": "1.1", "action": "Lend alarms", "owner": "Head of Safety", "due": date(2014, 7, 1),
           "status": "Not started"}  # fmt: skip
LONG = " ".join(["Patrols went out in each week of the quarter at closing time."] * 5)


@pytest.mark.parametrize("comment", ["", "Patrols at closing time", LONG])
def test_an_open_action_is_told_beside_the_lead_s_comment(tmp_path: Path, comment: str) -> None:
    """What is being done is not hidden by a comment, however long, that says nothing of it."""
    master = partnership(tmp_path, LED, settings=DUE, more={"Actions": (OVERDUE,)})
    send(master, answers=answers(v=Answer(figure=130)))
    if comment:
        returned(master, "comments.xlsx", comment)
    told = dict(off_target(build_report(master, collect(master, Q1))))["1.1"]
    action = "Overdue action: Lend alarms (Head of Safety; due 1 July 2014; not started)."
    assert told.endswith(action if not comment else f"closing time. {action}")
    assert ("Area commander: Patrols" in told) == bool(comment)
