"""A figure that looks like a year to date is queried in the form by its sender, and by the check in the same cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.returns.white import said
from tests.support import Q1, Q2, Q3, SERIES, Cell, answers, partnership, send
from xlcsp.domain.periods import Quarter
from xlcsp.forms.layout import CONFIRMED_BASIS, Answer
from xlcsp.forms.write import write_form
from xlcsp.report.build import build_report
from xlcsp.report.publication.tables import publication
from xlcsp.report.publication.withhold import public_report
from xlcsp.report.scorecard import scorecard
from xlcsp.report.sheets import make_workbook
from xlcsp.returns.collect import collect
from xlcsp.returns.issue import form_for

LAST_YEAR: dict[str, Cell] = {"id": "v", "year": "2013/14", "Q1": 870, "Q2": 910, "Q3": 880, "Q4": 890}


def shown(folder: Path, figures: list[Answer], history: tuple[dict[str, Cell], ...] = ()) -> tuple[dict[str, Any], str]:
    """What the last form says of violence, and what the check asks about it."""
    master = partnership(folder, history=history)
    for quarter, figure in zip((Q1, Q2, Q3), figures, strict=False):
        send(master, quarter, answers(v=figure), as_at=quarter.last_day)
    last: Quarter = (Q1, Q2, Q3)[len(figures) - 1]
    form = form_for(master, "Police", last, collect(master, last.plus(-1)).figures, date(2014, 7, 1))
    path = folder / "filled.xlsx"
    write_form(replace(form, answers=answers(v=figures[-1])), path)
    asked = [one for one in collect(master, last).queries if one.code == "perhaps year to date"]
    words = [f"{one.found.removeprefix('1.1: ')}. {one.do}." for one in asked]
    return said(path, form)["v"], " ".join(words)


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        (
            [901, 1846],
            (
                "1,846 after 901 looks like the year to date. Is this the year to date? The quarter would be 945."
            ),
        ),
        (
            [901, 945, 2750],
            (
                "2,750 after 901 and 945 looks like the year to date. Is this the year to date? "
                "The quarter would be 904."
            ),
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("history", [(), (LAST_YEAR,)])
def test_it_is_not_ready_and_the_form_asks_what_the_check_asks(
    tmp_path: Path, figures: list[int], words: str, history: tuple[dict[str, Cell], ...]
) -> None:
    row, asked = shown(tmp_path, [Answer(figure=one, commentary="So.") for one in figures], history)
    assert asked == words
    assert row["ready"] == "Year to date?"
    assert row["sentence"].startswith(words)


def test_once_it_is_called_the_year_to_date_the_form_is_ready(tmp_path: Path) -> None:
    figures = [Answer(figure=90), Answer(figure=180, basis="Year to date", commentary="So.")]
    row, asked = shown(tmp_path, figures)
    assert (row["ready"], row["to_date"], asked) == ("Ready", 180, "")


def test_a_quarter_that_is_derived_is_asked_for_with_its_own_return_only(tmp_path: Path) -> None:
    """Later releases would name a question as open that nobody puts any more."""
    master = partnership(tmp_path)
    for quarter, figure in ((Q1, Answer(figure=90)), (Q2, Answer(figure=180, basis="Year to date")), (Q3, Answer(80))):
        send(master, quarter, answers(v=figure), as_at=quarter.last_day)
        derived = [one.found for one in collect(master, quarter).queries if one.code == "derived"]
        assert derived == (["Q2 was derived as 90 from a year to date of 180"] if quarter == Q2 else [])


def test_once_it_is_said_to_be_the_quarters_only_the_form_is_ready_and_the_report_notes_it(tmp_path: Path) -> None:
    """Nor is the answer a revision of the same figure that came without it."""
    row, asked = shown(tmp_path, [Answer(figure=90), Answer(figure=180, basis=CONFIRMED_BASIS, commentary="So.")])
    assert (row["ready"], row["to_date"], asked) == ("Ready", 270, "")
    master = partnership(tmp_path / "again")
    send(master, Q1, answers(v=Answer(figure=90)))
    for day, basis in ((1, ""), (2, CONFIRMED_BASIS)):
        figure = Answer(figure=180, basis=basis, commentary="So.")
        send(master, Q2, answers(v=figure), as_at=date(2014, 10, day), name=f"Police v{day}.xlsx")
    report = build_report(master, collect(master, Q2))
    assert (report.revisions, report.series[0].assessment.to_date) == ((), 270)
    sheet = make_workbook(report)["Figures"]
    states = [row[6].value for row in sheet.iter_rows(min_row=5) if row[3].value == 180]
    assert states == ["provided, the quarter's alone, as its provider confirms"]


def test_a_quarter_that_is_like_last_years_is_ready(tmp_path: Path) -> None:
    """Of a seasonal count: twice the quarter before, as the year before."""
    seasonal = LAST_YEAR | {"Q1": 90, "Q2": 185}
    row, asked = shown(tmp_path, [Answer(figure=90), Answer(figure=180, commentary="So.")], (seasonal,))
    assert (row["ready"], asked) == ("Ready", "")


def test_pounds_that_are_derived_have_their_sign(tmp_path: Path) -> None:
    master = partnership(tmp_path, ({**SERIES[0], "kind": "amount", "unit": "£"},))
    for quarter, figure in ((Q1, Answer(figure=41_250)), (Q2, Answer(figure=134_750.5, basis="Year to date"))):
        send(master, quarter, {"v": figure}, as_at=quarter.last_day)
    (derived,) = [one.found for one in collect(master, Q2).queries if one.code == "derived"]
    assert derived == "Q2 was derived as £93,500.50 from a year to date of £134,750.50"


def test_a_figure_of_two_quarters_says_so_wherever_it_is_told(tmp_path: Path) -> None:
    """The scorecard, the publication and the query told two late quarters as the figure of the later one."""
    master = partnership(tmp_path, ({**SERIES[0], "kind": "amount", "unit": "£"},))
    late = Answer(status="No figure", reason="Staff change")
    for quarter, figure in ((Q1, Answer(41_250)), (Q2, late), (Q3, Answer(134_750.5, basis="Year to date"))):
        send(master, quarter, {"v": figure}, as_at=quarter.last_day)
    found = collect(master, Q3)
    (derived,) = [one.found for one in found.queries if one.code == "derived"]
    assert derived == "Q2 to Q3 were derived as £93,500.50 from a year to date of £134,750.50"
    report = build_report(master, found)
    assert report.series[0].sentences[2].startswith("£93,501 across Q2 to Q3 [e].")
    (line,) = (line for _, scores in scorecard(report).themes for score in scores for line in score.lines)
    assert line.quarter.text == "Q2 to Q3: £93,501 [e]"
    figures = next(table for table in publication(public_report(master, found)).tables if table.sheet == "Figures")
    assert [row[-1] for row in figures.rows] == ["Reported", "Within a later quarter's figure", "[e], across Q2 to Q3"]
