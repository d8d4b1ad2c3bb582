"""What the board is asked, and how its papers are marked: on every page and in every letter, as *Settings* says."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import docx
import pytest
from openpyxl import load_workbook

from tests.support import Q1, Q2, SERIES, Cell, partnership, send, write_plan
from xlcsp.errors import PlanError
from xlcsp.forms.layout import Answer
from xlcsp.forms.mail import comments_covering, comments_reminder, covering, questions, reminder
from xlcsp.forms.write import write_form
from xlcsp.pipeline import make
from xlcsp.pipeline.new_year import write_new_year
from xlcsp.planbook import Master, read_master
from xlcsp.report.sheets import write_report
from xlcsp.report.to_comment import comment_forms
from xlcsp.report.word import write_word
from xlcsp.returns.check_book import write_check
from xlcsp.returns.collect import collect
from xlcsp.returns.issue import form_for, lead_letter, letter_of
from xlcsp.returns.lead_form import write_comments

TODAY = date(2014, 7, 12)
SENSITIVE = "OFFICIAL-SENSITIVE"
ASKED = ("Agree the new target of robbery.", "Fund a third support worker until March.")


def marked(folder: Path, marking: str) -> Master:
    series = tuple({**one, "theme_lead": "Head of Community Safety"} for one in SERIES)
    master = partnership(folder, series, settings={"quarter": "Q1", "protective marking": marking})
    send(master)
    return master


def papers(master: Master) -> list[Path]:
    """Every workbook that is made for people: report, form, form of comments, check."""
    folder, report = master.path.parent, make(master, Q1).report
    made = [folder / f"{name}.xlsx" for name in ("report", "form", "comments", "check")]
    write_report(report, made[0])
    write_form(form_for(master, "Police", Q1, {}, TODAY), made[1])
    write_comments(next(iter(comment_forms(report, TODAY))), made[2])
    write_check(master, collect(master, Q1), TODAY, made[3])
    return made


@pytest.mark.parametrize("marking", ["OFFICIAL", SENSITIVE])
def test_the_marking_stands_on_every_page(tmp_path: Path, marking: str) -> None:
    for path in papers(marked(tmp_path, marking)):
        for sheet in load_workbook(path):
            assert str(sheet.oddHeader.center.text).removeprefix("&B") == marking, (path.name, sheet.title)


def test_without_a_marking_none_is_printed(tmp_path: Path) -> None:
    for path in papers(marked(tmp_path, "")):
        for sheet in load_workbook(path):
            assert not sheet.oddHeader.center.text, (path.name, sheet.title)


def word(master: Master) -> Any:
    path = master.path.parent / "report.docx"
    write_word(make(master, Q1).report, path)
    return docx.Document(str(path))


def test_word_bears_it_in_header_and_footer(tmp_path: Path) -> None:
    section = word(marked(tmp_path, SENSITIVE)).sections[0]
    for part in (section.header, section.footer):
        assert [one.text for one in part.paragraphs].count(SENSITIVE) == 1


def test_every_letter_begins_with_it(tmp_path: Path) -> None:
    master = marked(tmp_path, SENSITIVE)
    letter, lead = letter_of(master, "Police", Q1, TODAY), lead_letter(master, "Head", Q1, TODAY, master.path)
    to_provider = (covering(letter), reminder(letter, []), questions(letter, ["Is it so?"]))
    for made in (*to_provider, comments_covering(lead), comments_reminder(lead)):
        message = message_from_bytes(bytes(made), policy=policy.default)
        assert message["Subject"].startswith(f"{SENSITIVE} ")
        body = message.get_body()
        assert body is not None
        assert body.get_content().splitlines()[0] == SENSITIVE


def test_another_word_is_named_with_its_cell_and_what_to_do(tmp_path: Path) -> None:
    path = write_plan(tmp_path, settings={"protective marking": "Restricted"})
    with pytest.raises(PlanError) as raised:
        read_master(path)
    assert '"Restricted" is not a protective marking' in str(raised.value)
    assert "OFFICIAL or OFFICIAL-SENSITIVE, or blank for none" in str(raised.value)
    assert "Settings!B" in str(raised.value)


def asking(folder: Path, row: dict[str, Cell]) -> Path:
    return write_plan(folder, settings={"quarter": "Q2", "decision 1": row, "decision 3": {"Q2": ASKED[1]}})


def test_decisions_stand_before_all_else_on_the_summary_and_in_word(tmp_path: Path) -> None:
    master = read_master(asking(tmp_path, {"Q1": "Note the report.", "Q2": ASKED[0]}))
    send(master, Q2)
    report = make(master, Q2).report
    assert report.decisions == ASKED
    write_report(report, tmp_path / "report.xlsx")
    sheet = load_workbook(tmp_path / "report.xlsx")["Summary"]
    rows = [[cell.value for cell in row[:2]] for row in sheet.iter_rows(min_row=4)]
    assert rows[0][0] == "Decisions asked of the board"
    assert rows[1:3] == [["1.", ASKED[0]], ["2.", ASKED[1]]]
    write_word(report, tmp_path / "report.docx")
    texts = [one.text for one in docx.Document(str(tmp_path / "report.docx")).paragraphs]
    at = texts.index("Decisions asked of the board")
    assert texts[at + 1 : at + 3] == list(ASKED)
    assert at < texts.index("Scorecard") < texts.index("Summary")


def test_what_was_asked_in_another_quarter_is_not_asked_again(tmp_path: Path) -> None:
    master = read_master(asking(tmp_path, {"Q1": "Note the report."}))
    assert make(master, Q1).report.decisions == ("Note the report.",)
    assert make(master, Q2).report.decisions == (ASKED[1],)
    assert make(master, Q1.plus(2)).report.decisions == ()


def test_a_decision_that_does_not_say_its_quarter_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"in which quarter the board is asked.*Move it to that column"):
        read_master(asking(tmp_path, {"value": ASKED[0]}))


def test_the_new_year_asks_nothing_of_the_old_years_boards(tmp_path: Path) -> None:
    folder = tmp_path / "CSP 2014-15"
    folder.mkdir()
    rows = {"decision 1": {"Q4": ASKED[0]}, "protective marking": SENSITIVE, "quarter": "Q4"}
    path, _, _ = write_new_year(read_master(write_plan(folder, settings=rows)))
    settings = read_master(path).settings
    assert settings.decisions == {}
    assert settings.marking == SENSITIVE


def test_a_form_of_comments_says_what_decides_a_colour_where_the_target_is_missed(tmp_path: Path) -> None:
    """It said "Green … 88 offences … Target: at most 86 offences", and not that 10% is allowed."""
    plan: dict[str, Cell] = {**SERIES[0], "kind": "rolling 12", "target": 86, "theme_lead": "Lead"}
    master = partnership(tmp_path, ({**plan, "rag_rule": "improving"}, {**plan, "id": "r", "ref": "1.2", "target": 90}))
    send(master, Q1, {name: Answer(figure=88) for name in ("v", "r")})
    (form,) = comment_forms(make(master, Q1).report, TODAY)
    missed, met = (row.figures for row in form.rows)
    decided = "88 in the 12 months to Q1, where the target is at most 86 (Green within 10% of the target, else Amber"
    assert f"Target: at most 86 offences. Green: {decided} where no worse than last year)." in missed
    assert met.endswith("Target: at most 90 offences.")
