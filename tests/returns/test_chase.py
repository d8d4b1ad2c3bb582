"""Who sent what, who is late, and the drafts to them: same input, same bytes; nobody's form is touched."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from tests.support import Q1, Q2, answers, send, write_plan
from tests.test_cli import run
from xlcsp.errors import Problem
from xlcsp.files.read import read_book
from xlcsp.forms.layout import Answer
from xlcsp.forms.mail import covering
from xlcsp.master.workbook import Cell
from xlcsp.planbook import Master, read_master
from xlcsp.returns.chase import _question, chase
from xlcsp.returns.check_book import write_check
from xlcsp.returns.collect import collect
from xlcsp.returns.issue import forms, issue, letter_of
from xlcsp.returns.standing import contact_of, standings
from xlcsp.returns.weigh import ASK_WHY, TO_JUDGE

DUE = {"quarter": "Q1", "return_due": date(2014, 7, 18)}
BEFORE, AFTER = date(2014, 7, 18), date(2014, 7, 19)
PROVIDED: tuple[dict[str, Cell], ...] = (
    {"id": "v", "ref": "1.1", "measure": "Violence", "provider": "Police"},
    {"id": "h", "ref": "1.2", "measure": "Housing", "provider": "Housing"},
    {"id": "a", "ref": "1.3", "measure": "Annual survey", "provider": "Survey", "frequency": "annual"},
)
CONTACTS: tuple[dict[str, Cell], ...] = (
    {"role": "Police", "email": "old@example.org", "to": date(2014, 6, 30)},
    {"role": "Police", "email": "police@example.org", "deputy": "deputy@example.org", "from": date(2014, 7, 1)},
)


@pytest.fixture
def master(tmp_path: Path) -> Master:
    return read_master(write_plan(tmp_path, PROVIDED, settings=DUE, contacts=CONTACTS))


def opened(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_each_provider_is_received_late_missing_or_not_due_yet(master: Master) -> None:
    send(master, answers={"v": Answer(figure=1)}, signed=date(2014, 7, 24))
    found = {one.provider: one.state for one in standings(master, collect(master, Q1), AFTER)}
    assert found == {"Police": "late", "Housing": "missing"}
    found = {one.provider: one.state for one in standings(master, collect(master, Q1), BEFORE)}
    assert found["Housing"] == "not due yet"


def test_a_return_without_a_date_of_signature_is_late_when_its_data_are_from_after_the_due_date(master: Master) -> None:
    path = send(master, answers={"v": Answer(figure=1)}, as_at=date(2014, 7, 20))
    book = load_workbook(path)
    book["Return"]["J8"].value = None
    book.save(path)
    assert [one.state for one in collect(master, Q1).receipts] == ["late"]


def test_only_who_is_late_is_chased_and_series_not_due_are_not(master: Master) -> None:
    send(master, answers={"v": Answer(figure=1)})
    assert chase(master, collect(master, Q1), BEFORE) == []
    (line,) = chase(master, collect(master, Q1), AFTER)
    assert str(line).startswith("Q1  Housing, due 18 July 2014: Contacts: Housing has no e-mail address")


def test_a_reminder_goes_to_who_has_the_role_with_the_form_attached(master: Master) -> None:
    list(issue(master, forms(master, Q1, {}, BEFORE), BEFORE))
    chase(master, collect(master, Q1), AFTER)
    folder = master.path.parent / "forms" / Q1.folder
    message = opened(folder / "Police reminder.eml")
    assert (message["To"], message["Cc"]) == ("police@example.org", "deputy@example.org")
    assert message["Subject"] == "Reminder: return for 2014/15 Q1, Police"
    assert "was due on 18 July 2014" in message.get_body().get_content()  # type: ignore[union-attr]
    (form,) = message.iter_attachments()
    assert form.get_content() == (folder / "Police.xlsx").read_bytes()
    assert form.get_filename() == "Police.xlsx"


def test_a_reminder_names_what_came_and_could_not_be_used(master: Master) -> None:
    folder = master.path.parent / "returns" / Q1.folder
    folder.mkdir(parents=True)
    (folder / "Police.xlsx").write_bytes(b"no workbook")
    chase(master, collect(master, Q1), AFTER)
    body = opened(master.path.parent / "forms" / Q1.folder / "Police reminder.eml").get_content()
    assert "- 2014-15 Q1/Police.xlsx: The file is not an Excel workbook" in body


def test_contacts_change_with_the_day(master: Master) -> None:
    told = [contact_of(master, "police", day) for day in (date(2014, 6, 30), date(2014, 7, 1))]
    assert [one.email for one in told if one] == ["old@example.org", "police@example.org"]
    assert contact_of(master, "Nobody", AFTER) is None


def test_a_draft_is_the_same_bytes_each_time_and_opens_unsent(master: Master) -> None:
    paths = [one.path for one in issue(master, forms(master, Q1, {}, BEFORE), BEFORE) if one.path]
    assert [path.name for path in paths] == ["Police.xlsx", "Police.eml", "Housing.xlsx", "Housing.eml"]
    first = {path: path.read_bytes() for path in paths}
    shutil.rmtree(paths[0].parent)
    list(issue(master, forms(master, Q1, {}, BEFORE), BEFORE))
    assert {path: path.read_bytes() for path in paths} == first
    message = opened(paths[1])
    assert message["X-Unsent"] == "1"
    assert (message["Date"], message["Message-ID"]) == (None, None)
    assert "due 18 July 2014" in message["Subject"]


def test_the_draft_says_as_at_which_day_figures_are_wanted(master: Master) -> None:
    day = "as they stood on 9 July 2014"
    letter = letter_of(master, "Police", Q1, BEFORE)
    assert day not in " ".join(covering(letter).get_content().split())
    settings = replace(master.settings, data_cutoff={1: date(2014, 7, 9)})
    asked = letter_of(replace(master, settings=settings), "Police", Q1, BEFORE)
    assert day in " ".join(covering(asked).get_content().split())


def test_a_filled_form_and_an_edited_draft_are_never_overwritten(master: Master) -> None:
    list(issue(master, forms(master, Q1, {}, BEFORE), BEFORE))
    folder = master.path.parent / "forms" / Q1.folder
    filled = send(master, answers={"v": Answer(figure=5)})
    shutil.copyfile(filled, folder / "Police.xlsx")
    (folder / "Housing.eml").write_bytes(b"edited")
    before = (folder / "Police.xlsx").read_bytes()
    told = list(issue(master, forms(master, Q1, {}, BEFORE), BEFORE))
    assert [one.is_kept for one in told if one.path is None] == [True, False]
    assert (folder / "Police.xlsx").read_bytes() == before
    assert (folder / "Housing.eml").read_bytes() == b"edited"


def test_drafts_follow_their_forms_and_the_contacts(tmp_path: Path) -> None:
    master = read_master(write_plan(tmp_path, PROVIDED, settings=DUE))
    list(issue(master, forms(master, Q2, {}, BEFORE), BEFORE))
    draft = tmp_path / "forms" / Q2.folder / "Police.eml"
    assert opened(draft)["To"] is None
    master = read_master(write_plan(tmp_path, PROVIDED, settings=DUE, contacts=CONTACTS))
    send(master, answers={"v": Answer(figure=77)})
    told = list(issue(master, forms(master, Q2, collect(master, Q1).figures, AFTER), AFTER))
    assert [one.path.name for one in told if one.path] == ["Police.xlsx", "Police.eml", "Housing.xlsx", "Housing.eml"]
    message = opened(draft)
    assert message["To"] == "police@example.org"
    (form,) = message.iter_attachments()
    assert form.get_content() == draft.with_suffix(".xlsx").read_bytes()
    again = issue(master, forms(master, Q2, collect(master, Q1).figures, AFTER), AFTER)
    assert [one.path for one in again] == [None, None]


def test_an_edited_draft_is_kept_beside_the_one_of_a_new_form(master: Master) -> None:
    list(issue(master, forms(master, Q2, {}, BEFORE), BEFORE))
    draft = master.path.parent / "forms" / Q2.folder / "Police.eml"
    edited = draft.read_bytes().replace(b"Thank you.", b"Many thanks.")
    draft.write_bytes(edited)
    send(master, answers={"v": Answer(figure=77)})
    list(issue(master, forms(master, Q2, collect(master, Q1).figures, BEFORE), BEFORE))
    assert draft.with_name("Police (edited 1).eml").read_bytes() == edited
    (form,) = opened(draft).iter_attachments()
    assert form.get_content() == draft.with_suffix(".xlsx").read_bytes()


def test_a_blank_form_is_issued_anew_with_what_is_known_now(master: Master) -> None:
    list(issue(master, forms(master, Q2, {}, BEFORE), BEFORE))
    send(master, answers={"v": Answer(figure=77)})
    told = list(issue(master, forms(master, Q2, collect(master, Q1).figures, BEFORE), BEFORE))
    assert not any(one.is_kept for one in told)
    sheet = load_workbook(master.path.parent / "forms" / Q2.folder / "Police.xlsx")["Earlier quarters"]
    assert sheet["E5"].value == 77
    assert [one.message for one in told][-1].endswith("it is issued already, and unchanged.")


def test_the_check_workbook_links_each_finding_to_its_cell(tmp_path: Path) -> None:
    master = read_master(write_plan(tmp_path, settings=DUE))
    send(master, answers=answers(v=Answer(figure="approx 300")), name="Éamonn’s [1] Police.xlsx")  # type: ignore[arg-type]
    path = tmp_path / "reports" / "2014-15 Q1 Check.xlsx"
    write_check(master, collect(master, Q1), AFTER, path)
    book = load_workbook(path)
    assert book.sheetnames == ["Returns", "Problems", "Queries"]
    row = [cell.value for cell in book["Problems"][5]]
    assert row[:6] == ["1.1", "Police", "2014-15 Q1/Éamonn’s [1] Police.xlsx", "Return", "D14",
                       '1.1 Violence: "approx 300" is not a whole number']  # fmt: skip
    link = book["Problems"]["E5"].hyperlink
    assert link.location == "'Return'!D14"
    assert unquote(link.target).replace("\\", "/") == "../returns/2014-15 Q1/Éamonn’s [1] Police.xlsx"
    assert [cell.value for cell in book["Returns"][5]][:3] == ["Q1", "Police", "received"]
    again = path.with_name("again.xlsx")
    write_check(master, collect(master, Q1), AFTER, again)
    assert again.read_bytes() == path.read_bytes()


def test_check_saves_its_workbook_and_shows_who_sent_what(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    master = read_master(write_plan(tmp_path, PROVIDED, settings=DUE))
    send(master, answers={"v": Answer(figure=-1)})
    assert run("check", tmp_path, "--save") == 1
    said = capsys.readouterr()
    assert (tmp_path / "reports" / "2014-15 Q1 Check.xlsx").exists()
    assert "Police" in said.out
    assert "missing" in said.out


def test_questions_are_drafted_to_each_provider_with_measure_and_cell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    master = read_master(write_plan(tmp_path, PROVIDED[:1], settings=DUE, contacts=CONTACTS))
    send(master, answers={"v": Answer(figure=-1)})
    assert run("chase", tmp_path) == 0
    assert "Police, 1 to ask" in capsys.readouterr().out
    path = tmp_path / "forms" / Q1.folder / "Police questions.eml"
    message = opened(path)
    assert message["To"] == "police@example.org"
    assert "- 1.1 Violence: -1 is negative (Return, cell D14). Please enter 0 or more." in " ".join(
        message.get_content().split()
    )
    once = path.read_bytes()
    run("chase", tmp_path)
    assert path.read_bytes() == once
    send(master, answers={"v": Answer(figure=1, status="Perhaps")})
    run("chase", tmp_path)
    told = " ".join(opened(path).get_content().split())
    assert "Perhaps" in told
    assert "Please choose one of them." in told


def test_a_provider_is_asked_and_not_told_what_the_officer_does() -> None:
    told = Problem("Police.xlsx", "Return", "D14", "step", "It doubled", do=ASK_WHY)
    assert _question(told) == "It doubled (Return, cell D14). Please give the reason."
    for do, asked in {
        "Ask which one is right": "Which one is right?",
        "Check it with the provider": "Is that right?",
        "Is this the year to date? The quarter would be 945": "Is this the year to date? The quarter would be 945.",
        "": "Is that right?",
        "Remove the one that is wrong": "Please remove the one that is wrong.",
        "Move the figure, or ask for another form": "Please move the figure.",
        "If there is no figure, leave the cell blank": "If there is no figure, leave the cell blank.",
        "Ask whether it is still recorded; if not, enter closed_from on Measures": "Please say whether it is still "
        "recorded.",
    }.items():
        assert _question(replace(told, do=do)) == f"It doubled (Return, cell D14). {asked}"
    for do in (
        "Move it to the folder 2014-15 Q1, or ask for the form of 2014/15 Q2",
        "Issue the form anew, and ask again",
        TO_JUDGE,
        'Nothing needs doing if the reason given explains it: "two more came late"',
    ):
        assert not _question(replace(told, do=do))


def test_no_subject_begins_with_a_blank(tmp_path: Path) -> None:
    """A long one that was folded after its name was shown so; the drafts have each header in a line."""
    provider = "Council Community Safety and Neighbourhoods Team"
    plan = tuple({**one, "provider": provider} for one in PROVIDED[:1])
    run("issue", write_plan(tmp_path, plan, settings=DUE, contacts=CONTACTS).parent)
    raw = next(tmp_path.rglob("*.eml")).read_bytes()
    assert b"\r\nSubject: Return form for 2014/15 Q1: Council Community Safety and Neighbourhoods Team, due" in raw


def test_chase_exits_1_while_somebody_is_late(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    master = read_master(write_plan(tmp_path, PROVIDED[:1], settings=DUE, contacts=CONTACTS))
    assert run("chase", tmp_path) == 1
    assert "Police reminder.eml" in capsys.readouterr().out
    send(master, answers={"v": Answer(figure=1)})
    assert run("chase", tmp_path) == 0


def test_start_and_the_command_line_count_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Housing's return is missing, the survey's is not due, and one of the Police's figures cannot be read."""
    master = read_master(write_plan(tmp_path, PROVIDED, settings=DUE))
    send(master, answers={"v": Answer(figure=-1)})
    for command in ("refresh", "check"):
        assert run(command, tmp_path) == 1
        assert "1 return missing, 1 problem.\n" in capsys.readouterr().err
    assert "Needs attention: 1 return missing, 1 problem" in message(tmp_path)


def test_a_return_that_is_not_due_yet_is_not_missing_on_start(tmp_path: Path) -> None:
    later = {**DUE, "return_due": date(2114, 7, 18)}
    read_master(write_plan(tmp_path, PROVIDED, settings=later))
    assert run("refresh", tmp_path) == 0
    assert "missing" not in message(tmp_path)


def message(folder: Path) -> str:
    return read_book(folder / "master.xlsm").sheets["Start"].text(4, 2)
