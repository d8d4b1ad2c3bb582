"""The blocks of measures: two on a page where they fit, none cut, and a pack that a board can read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.support import Q1, answers, partnership, send
from xlcsp.forms.layout import Answer
from xlcsp.planbook import read_master
from xlcsp.report.build import build_report
from xlcsp.report.sheets import ANNEX, control, make_workbook
from xlcsp.report.sheets.measures import SHEET
from xlcsp.returns.collect import collect

KEPT = Path(__file__).parents[1] / "fixtures" / "partnership_b69be13"  # 14 measures, 20 series
MOST = 22  # pages of the pack for 14 measures


@pytest.fixture(scope="module")
def book() -> Workbook:
    master = read_master(KEPT)
    return make_workbook(build_report(master, collect(master, master.settings.quarter)))


def pages(sheet: object) -> int:
    return 1 + len(sheet.row_breaks.brk)  # type: ignore[attr-defined]


def test_the_pack_of_fourteen_measures_takes_at_most_twenty_two_pages(book: Workbook) -> None:
    annex = {control.SHEET, *(name for name, *_ in ANNEX)}
    assert control.SHEET in book.sheetnames
    assert sum(pages(sheet) for sheet in book if sheet.title not in annex) <= MOST


@pytest.mark.parametrize("name", [SHEET, control.SHEET])
def test_no_page_begins_within_a_block_nor_cuts_a_chart(book: Workbook, name: str) -> None:
    sheet = book[name]
    breaks = [one.id for one in sheet.row_breaks.brk]
    assert breaks
    for row in breaks:
        assert re.fullmatch(r"\d\.\d", str(sheet.cell(row + 1, 1).value)), "a page begins with a measure"
    for chart in sheet._charts:
        _, top, _, bottom = chart.place
        assert not [row for row in breaks if top < row < bottom]
        assert chart.size[1] >= 150


def test_what_the_provider_and_the_lead_say_stands_side_by_side(book: Workbook) -> None:
    sheet = book[SHEET]
    row = next(cell.row for cell in sheet["A"] if cell.value == "3.1")
    assert [cell.value for cell in sheet[row + 2] if cell.value] == [
        "A spike in September: two groups of offenders, both now charged. 104 offences is 10 up on last year.",
        (
            "Community Safety Manager: Target-hardening for 200 homes in the three wards hit in September; "
            "Neighbourhood Watch relaunch on 14 November."
        ),
    ]


def test_a_late_series_tells_what_its_newest_figure_says(book: Workbook) -> None:
    sheet = book[SHEET]
    row = next(cell.row for cell in sheet["A"] if cell.value == "4.2")
    assert str(sheet.cell(row + 1, 1).value).startswith("55 of 201 people in Q1 (27.4%)")


def test_a_block_longer_than_a_page_keeps_its_table_and_charts_together(tmp_path: Path) -> None:
    master = partnership(tmp_path, history=({"id": "v", "year": "2013/14", "Q1": 98},))
    send(master, answers=answers(v=Answer(figure=100, commentary="A word or two. " * 600)))
    sheet = make_workbook(build_report(master, collect(master, Q1)))[SHEET]
    header = next(cell.row for cell in sheet["C"] if cell.value == "Q1")
    _, top, _, bottom = sheet._charts[0].place
    assert top == header - 1
    assert sheet.row_breaks.brk[0].id <= top
    assert not [one.id for one in sheet.row_breaks.brk if top < one.id < bottom]
    told = " ".join(str(cell.value) for cell in sheet["A"] if cell.value)
    assert told.count("A word or two.") == 600
