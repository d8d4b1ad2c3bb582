"""An officer's state appears beside the computed one, with who, when and why; it never replaces it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from tests.support import ANSWERS, Q1, Q2, Q3, Q4, SERIES, partnership, send, write_plan
from xlcsp import frames
from xlcsp.errors import PlanError
from xlcsp.forms.layout import Answer
from xlcsp.master.workbook import Cell
from xlcsp.pipeline import NOTHING_ELSE, Wanted, make, write
from xlcsp.pipeline.release import release
from xlcsp.planbook import Master, read_master
from xlcsp.report.as_json import report_json
from xlcsp.report.model import Report
from xlcsp.report.scorecard import scorecard
from xlcsp.report.words import overrides

Row = Mapping[str, Cell]
ONE: Row = {
    "ref": "1.1", "year": "2014/15", "quarter": "Q1", "state": "Green", "reason": "One gang, now in prison",
    "who": "Head of Safety", "date": date(2014, 7, 12),
}  # fmt: skip
WORDS = "Head of Safety states Green (12 July 2014): One gang, now in prison"
BESIDE = "Red\n(officer: Green)"
FIGURES = {**ANSWERS, "v": Answer(figure=150, status="Provided")}


def sent(folder: Path, *overrides: Row) -> Master:
    master = partnership(folder, SERIES, settings={"quarter": "Q1"}, more={"Overrides": overrides})
    send(master, Q1, FIGURES)
    return master


def texts(path: Path, sheet: str) -> list[str]:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    return [str(cell) for row in rows for cell in row if cell != ""]


def told(report: Report) -> list[tuple[str, str]]:
    return [(one.measure.ref, one.rag) for one in report.measures]


def test_it_stands_beside_the_computed_state_everywhere_and_changes_no_other(tmp_path: Path) -> None:
    made, plain = make(sent(tmp_path, ONE), Q1), make(sent(tmp_path / "plain"), Q1)
    assert told(made.report) == told(plain.report)
    assert made.report.counts == plain.report.counts
    files = write(made, Wanted(docx=True)).files
    board = next(path for path in files if path.suffix == ".xlsx")
    assert BESIDE in texts(board, "Scorecard")
    assert BESIDE in texts(board, "Violence")
    assert any(WORDS in text for text in texts(board, "Violence"))
    assert {"Red (officer: Green)", f"{WORDS}."} <= set(texts(board, "Measures"))
    summary = texts(board, "Summary")
    assert f"Violence: computed Red. {WORDS}." in summary
    assert any(text.startswith("Red (officer: Green). Violence: ") for text in summary)
    assert any(WORDS in text for text in texts(board, "Exceptions"))
    document = Document(str(next(path for path in files if path.suffix == ".docx")))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert any(BESIDE in row for row in rows)
    assert any(row[-1] == BESIDE and WORDS in row[1] for row in rows), "its reason stands below the measure"
    assert any(WORDS in one.text for one in document.paragraphs)


def test_a_state_that_is_the_computed_one_is_not_set_beside_it(tmp_path: Path) -> None:
    """ "Amber (officer: Amber)" made a reader look for the difference."""
    report = make(sent(tmp_path, {**ONE, "state": "Red"}), Q1).report
    assert report.measures[0].rag_words == "Red"
    assert list(overrides(report)) == []
    assert "Head of Safety states Red" in report.measures[0].rag_reason  # with the reason that was given


def test_json_and_frames_have_both(tmp_path: Path) -> None:
    master = sent(tmp_path, ONE)
    measure, other, *_ = report_json(make(master, Q1).report, [])["measures"]
    assert measure["rag"] == "Red"
    assert measure["override"] == {
        "state": "Green", "reason": "One gang, now in prison", "who": "Head of Safety", "date": "2014-07-12",
    }  # fmt: skip
    assert other["override"] is None
    table = frames.results(tmp_path, "2014/15 Q1").set_index("id")
    columns = ["measure_rag", "override", "override_reason", "override_who"]
    assert table.loc["v", columns].to_list() == ["Red", "Green", "One gang, now in prison", "Head of Safety"]
    assert table.loc["v", "override_date"] == "2014-07-12"
    assert table.loc["r", columns[1:]].isna().all()


def test_it_is_of_its_quarter_alone(tmp_path: Path) -> None:
    master = sent(tmp_path, ONE)
    send(master, Q2, FIGURES, as_at=date(2014, 10, 5))
    first = make(master, Q2).report.measures[0]
    assert (first.override, first.previous_rag, first.rag_words) == (None, "Red", "Red")


@pytest.mark.parametrize("is_released", [True, False])
def test_the_scorecard_after_has_it_beside_the_earlier_rag(tmp_path: Path, *, is_released: bool) -> None:
    """The board had seen "Red (officer: Green)"; the next report said that it had been Red."""
    master = sent(tmp_path, ONE)
    if is_released:
        release(make(master, Q1), "1.0", "Board", NOTHING_ELSE)
    send(master, Q2, FIGURES, as_at=date(2014, 10, 5))
    made = make(master, Q2)
    (_, (score, *_)), *_ = scorecard(made.report).themes
    assert (score.previous_rag, score.words_before) == ("Red", BESIDE)
    document = Document(str(next(path for path in write(made, Wanted(docx=True)).files if path.suffix == ".docx")))
    assert any(BESIDE in cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert BESIDE in texts(made.path, "Scorecard")


def test_the_verdict_says_so_and_stays_the_computed_one(tmp_path: Path) -> None:
    master = sent(tmp_path, {**ONE, "quarter": "Q4"})
    for quarter, day in ((Q2, date(2014, 10, 5)), (Q3, date(2015, 1, 5)), (Q4, date(2015, 4, 5))):
        send(master, quarter, FIGURES, as_at=day)
    verdict = make(master, Q4).report.measures[0].verdict
    assert verdict is not None
    assert (verdict.words, verdict.reason) == ("Target not achieved", WORDS)


def test_the_publication_has_the_computed_state_alone(tmp_path: Path) -> None:
    files = write(make(sent(tmp_path, ONE), Q1), Wanted(publish=True)).files
    published = next(path for path in files if path.name.endswith("publication.xlsx"))
    said = [text for name in CalamineWorkbook.from_path(published).sheet_names for text in texts(published, name)]
    assert "Red" in said
    assert not any("(officer" in text or "gang" in text for text in said)


@pytest.mark.parametrize(
    ("changed", "cell", "said"),
    [
        ({"reason": None}, "E5", "reason is blank. An override says why, by whom (the role) and when. Fill it in."),
        ({"who": None}, "F5", "who is blank. An override says why, by whom (the role) and when. Fill it in."),
        ({"date": None}, "G5", "date is blank. An override says why"),
        ({"date": "in July"}, "G5", '"in July" is not a date. Enter a date, such as 18/07/2014.'),
        ({"state": "Blue"}, "D5", '"Blue" is not a choice for state. It is one of: Red, Amber, Green, No data'),
        ({"state": None}, "D5", "state is blank. It is one of: Red, Amber, Green"),
        ({"ref": "9.9"}, "A5", '"9.9" is not a ref of the sheet Measures. Correct the ref, or remove the row.'),
        ({"ref": 1.1}, "A5", "The ref is the number 1.1, not text"),
        ({"year": "2014"}, "B5", '"2014" is not a financial year. Write it as YYYY/YY.'),
        ({"quarter": "Q5"}, "C5", '"Q5" is not a quarter. Write it as 2014/15 Q3.'),
    ],
)
def test_each_fault_of_an_override_is_told_once_with_its_cell(
    tmp_path: Path, changed: Row, cell: str, said: str
) -> None:
    path = write_plan(tmp_path, SERIES, more={"Overrides": ({**ONE, **changed},)})
    with pytest.raises(PlanError) as caught:
        read_master(path)
    (fault,) = caught.value.faults
    assert str(fault).startswith(f"master.xlsm, Overrides!{cell}: {said}"), fault


def test_two_states_of_a_quarter_are_a_fault_and_those_of_earlier_years_are_left(tmp_path: Path) -> None:
    gone = {**ONE, "ref": "9.9", "year": "2013/14"}
    assert len(read_master(write_plan(tmp_path, SERIES, more={"Overrides": (ONE, gone)})).overrides) == 2
    with pytest.raises(PlanError, match=r"Overrides!A6: 1.1 has a state of 2014/15 Q1 already in D5"):
        read_master(write_plan(tmp_path, SERIES, more={"Overrides": (ONE, ONE)}))
