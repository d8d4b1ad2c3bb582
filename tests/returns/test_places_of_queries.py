"""Each place that a problem or query names exists and holds what is said of it; its sender is asked."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from datetime import date
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from openpyxl.utils import range_boundaries

from tests.conftest import Example
from tests.support import Q1, Q2, ROWS, answers, partnership, send
from xlcsp.errors import Problem
from xlcsp.files.read import read_book
from xlcsp.forms.layout import Answer, Revised
from xlcsp.master.workbook import Cell
from xlcsp.returns.chase import ask
from xlcsp.returns.collect import collect

ROW: dict[str, Cell] = {
    "id": "v", "year": "2014/15", "quarter": "Q1", "field": "numerator", "old": 90, "new": 130,
    "reason": "telephone", "who": "performance officer", "date": date(2014, 7, 30),
}  # fmt: skip
WORDS: dict[str, Cell] = {**ROW, "field": "commentary", "old": "", "new": "Violence fell by 60%."}
_SAID = re.compile(r'says "(.+?)"; ')


def wrong_places(folder: Path, told: Iterable[Problem]) -> list[str]:
    """Those that name a cell outside of its sheet, or one without the words that they quote."""
    found: list[str] = []
    read = functools.cache(read_book)
    for one in told:
        if not one.cell:
            continue
        path = next(path for path in (folder / one.file, folder / "returns" / one.file) if path.exists())
        sheet = read(path).sheets[one.sheet]
        left, top, right, bottom = range_boundaries(one.cell)
        if right > max(map(len, sheet.rows)) or bottom > len(sheet.rows):
            found.append(one.where)
        said = _SAID.search(one.found)
        held = [sheet.text(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
        if said and not any(said[1] in text for text in held):
            found.append(str(one))
    return found


def test_the_places_in_the_example_exist_and_hold_what_is_said_of_them(example: Example) -> None:
    told = {one for report in example.reports for one in (*report.problems, *report.queries)}
    assert len([one for one in told if one.cell]) > 9, "the example has too few to be a test"
    assert wrong_places(example.folder, told) == []


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ((ROW,), f"2014-15 Q1/Police.xlsx, Return!J{ROWS['v']}"),
        ((WORDS,), "master.xlsm, Corrections!A5:I5"),
    ],
)
def test_a_query_about_words_names_the_form_s_cell_or_the_correction_that_holds_them(
    tmp_path: Path, rows: tuple[dict[str, Cell], ...], place: str
) -> None:
    past = ({"id": "v", "year": "2013/14", "Q1": 100, "Q2": 100, "Q3": 100, "Q4": 100},)
    master = partnership(tmp_path, corrections=rows, history=past)
    send(master, answers=answers(v=Answer(figure=90)))
    found = collect(master, Q1)
    asked = [one for one in found.queries if one.series == "v" and "comment" in one.code]
    assert [one.where for one in asked] == [place]
    assert wrong_places(tmp_path, asked) == []
    letters = [one.path.read_text(encoding="utf-8") for one in ask(master, found, date(2014, 8, 1))]
    assert [("Please send a short commentary" in one) for one in letters] == ([True] if rows == (ROW,) else [])


@pytest.mark.parametrize("why", ["", "One was no crime"])
def test_a_provider_is_not_asked_for_a_reason_that_it_gave_nor_sent_cells_of_the_master(
    tmp_path: Path, why: str
) -> None:
    master = partnership(tmp_path, corrections=(ROW,))
    send(master, answers=answers(v=Answer(figure=90, commentary="So.")))
    given = {("v", Q1): Revised(figure=129, why=why)}
    send(master, Q2, answers(v=Answer(figure=100)), revised=given, as_at=date(2014, 10, 10))
    found = collect(master, Q2)
    (query,) = (one for one in found.queries if one.code == "earlier quarter changed")
    assert "was 130 (master.xlsm, Corrections!A5:I5); it is now 129" in query.found
    explained = f'Nothing needs doing if the reason given explains it: "{why}"'
    assert query.do == (explained if why else "Ask why it changed")
    letters = "".join(one.path.read_text(encoding="utf-8") for one in ask(master, found, date(2014, 11, 1)))
    assert ("was 130; it is now 129" in letters) == (not why)
    assert "master.xlsm" not in letters


@pytest.mark.parametrize(
    ("today", "by"),
    [
        (date(2014, 7, 11), "answer by 18 July 2014."),
        (date(2014, 7, 19), "answer by 1 August 2014."),  # the returns' day is past: before the leads comment
        (date(2014, 8, 2), "answer by 20 August 2014."),  # at the latest when the board meets
        (date(2014, 8, 21), ""),
    ],
)
def test_a_letter_with_questions_says_by_when_an_answer_is_of_use(tmp_path: Path, today: date, by: str) -> None:
    days: dict[str, Cell] = {
        "quarter": "Q1", "return_due": date(2014, 7, 18), "comments_due": date(2014, 8, 1),
        "board_date": date(2014, 8, 20),
    }  # fmt: skip
    past = ({"id": "v", "year": "2013/14", "Q1": 100, "Q2": 100, "Q3": 100, "Q4": 100},)
    master = partnership(tmp_path, history=past, settings=days)
    send(master, answers=answers(v=Answer(figure=300)))
    (drafted,) = ask(master, collect(master, Q1), today)
    letter = message_from_bytes(drafted.path.read_bytes(), policy=default).get_content()
    assert ("Please answer by" in letter) == bool(by)
    assert by in letter
