"""The blocks of measures: two on a page where they fit, none cut, in a pack that a board can read."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.cell_range import CellRange

from tests.support import Q1, SERIES, answers, partnership, send
from xlcsp.forms.layout import Answer
from xlcsp.master.workbook import Cell
from xlcsp.planbook import read_master
from xlcsp.report.build import build_report
from xlcsp.report.pages import pages as pages_of
from xlcsp.report.sheets import ANNEX, control, make_workbook, write_report
from xlcsp.report.sheets.grid import Grid
from xlcsp.report.sheets.measures import SHEET, WIDTHS, write_measures
from xlcsp.report.sheets.styles import Styles
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
    annex = {control.SHEET, *(part.name for part in ANNEX)}
    assert control.SHEET in book.sheetnames
    assert sum(pages(sheet) for sheet in book if sheet.title not in annex) <= MOST


def test_a_block_names_the_unit_as_the_scorecard_does(book: Workbook) -> None:
    """Of a percentage it said "of residents surveyed", which is no unit."""
    heads = (
        row for row in book[SHEET].iter_rows(min_row=1) if re.fullmatch(r"\d\.\d+", str(row[0].value)) and row[10].value
    )
    units = [unit[1] for row in heads if (unit := re.search(r"\((.+)\)$", str(row[10].value)))]
    assert any(unit.startswith("% of ") for unit in units)
    assert set(units) <= {cell.value for row in book["Scorecard"].iter_rows(min_col=3, max_col=3) for cell in row}


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
        (
            "Castlemere Police: A spike in September: two groups of offenders, both now charged. "
            "104 offences is 10 up on last year."
        ),
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


def test_no_page_holds_only_what_is_said_below_all_measures() -> None:
    master = read_master(KEPT)
    report = build_report(master, collect(master, master.settings.quarter))
    found = pages_of(report)
    for count in range(1, len(found) + 1):
        empty = Workbook()
        grid = Grid(empty, Styles(empty), SHEET, WIDTHS)
        write_measures(grid, report, found[:count])
        last = int(str(grid.sheet.print_area).rpartition("$")[2])
        starts = [1, *(one.id + 1 for one in grid.sheet.row_breaks.brk), last + 1]
        high = [grid.height_of_rows(first, after - 1) for first, after in itertools.pairwise(starts)]
        assert max(high) <= grid.page_height + 16.5, f"{count} measures: a page runs over, and its notes onto another"


def test_the_strip_of_facts_takes_the_whole_width(book: Workbook) -> None:
    sheet = book[SHEET]
    merged = [CellRange(str(one)) for one in sheet.merged_cells.ranges]
    bands = [one for one in merged if sheet.cell(one.min_row, one.min_col).style == "csp band"]
    assert bands
    assert all(sheet.cell(one.min_row, one.min_col).value for one in bands)
    for row in {one.min_row for one in bands}:
        assert sum(one.size["columns"] for one in bands if one.min_row == row) + 2 >= len(WIDTHS)


RATIO = {"id": "r", "ref": "1.1", "measure": "Reoffences", "kind": "ratio", "unit": "reoffences", "polarity": "lower",
         "target": 3.8, "target_rule": "at most"}  # fmt: skip


def test_the_table_of_a_control_chart_shows_figures_as_they_are_and_names_its_signals(tmp_path: Path) -> None:
    past = [{"id": "r", "year": f"20{start}/{start + 1}", **{f"Q{n}": count + n for n in range(1, 5)}, **{
        f"D{n}": 50 for n in range(1, 5)}} for start, count in ((11, 190), (12, 191), (13, 189))]  # fmt: skip
    master = partnership(tmp_path, (RATIO,), history=past)
    send(master, answers={"r": Answer(figure=260, out_of=50)})
    sheet = make_workbook(build_report(master, collect(master, Q1)))[control.SHEET]
    header = next(cell.row for cell in sheet["A"] if cell.value == "Quarter")
    head = [cell.value for cell in sheet[header]]
    assert head[1] == "Figure"
    last = sheet[header + 13]
    assert (last[1].value, last[1].number_format) == (5.2, "#,##0.00")
    signals = [sheet.cell(row, head.index("Signal") + 1).value for row in range(header + 1, header + 14)]
    assert signals[-1] == 5.2
    strong = [sheet.cell(row, 1).style == "csp strong" for row in range(header + 1, header + 14)]
    assert [value is not None for value in signals] == strong
    (chart,) = sheet._charts
    assert chart.cells["Signal"].values.startswith(f"'{control.SHEET}'!$")


@pytest.mark.parametrize("since", ["2014/15 Q3", "2013/14 Q3", "2013/14 Q1"])
def test_a_page_says_why_last_years_quarters_are_not_beside_this_years(tmp_path: Path, since: str) -> None:
    """From a break on, last year's cells were blank in the table, from the first report of the year, without a word."""
    plan: dict[str, Cell] = {
        **SERIES[0],
        "comparable_from": since,
        "break_reason": "Letters are counted since October",
    }
    past: dict[str, Cell] = {"id": "v", "year": "2013/14", "Q1": 39, "Q2": 47, "Q3": 34, "Q4": 28}
    master = partnership(tmp_path, (plan,), history=(past,))
    send(master, Q1, {"v": Answer(figure=40)})
    (page,) = pages_of(build_report(master, collect(master, Q1)))
    told = dict(page.facts).get(f"Recorded differently before {since} [b]")
    is_whole = None not in page.rows["2013/14"]
    assert told == (None if is_whole else "Letters are counted since October")
    assert is_whole == (since == "2013/14 Q1")


def test_a_measures_page_says_whose_words_it_quotes(tmp_path: Path) -> None:
    """The theme lead's words had their speaker, the provider's beside them had none."""
    master = partnership(tmp_path)
    send(master, answers=answers(v=Answer(figure=100, commentary="Fewer at weekends.")))
    write_report(build_report(master, collect(master, Q1)), tmp_path / "report.xlsx")
    texts = [cell.value for row in load_workbook(tmp_path / "report.xlsx")[SHEET].iter_rows() for cell in row]
    assert "Police: Fewer at weekends." in texts
    assert "Fewer at weekends." not in texts
