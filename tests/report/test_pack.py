"""The printed pack wastes no page: exceptions and actions share one, and a theme begins where the one before ends."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import Example
from tests.returns.test_actions import KEPT, sent
from tests.support import Q1
from xlcsp.pipeline import make
from xlcsp.report.model import Report
from xlcsp.report.sheets import control, make_workbook, write_parts
from xlcsp.report.sheets.grid import Grid
from xlcsp.report.sheets.styles import Styles
from xlcsp.report.sheets.themes import FIGURE


def _contents(book: Workbook) -> list[tuple[object, ...]]:
    return [tuple(row) for row in book["Contents"].iter_rows(min_row=5, values_only=True)]


@pytest.mark.parametrize(("count", "is_joined"), [(1, True), (60, False)])
def test_what_is_red_and_what_is_done_share_a_printed_page_where_they_fit(
    tmp_path: Path, count: int, *, is_joined: bool
) -> None:
    report = make(sent(tmp_path, *({**KEPT, "action id": f"A{place}"} for place in range(count))), Q1).report
    book, printed = make_workbook(report), make_workbook(report, is_printed=True)
    assert {"Exceptions", "Actions"} <= set(book.sheetnames)
    assert ("Actions" in printed.sheetnames) is not is_joined
    assert _contents(book) == _contents(printed), "The workbook's page numbers are those of its PDF."
    pages = {row[0]: row[2] for row in _contents(book)}
    assert (pages["Actions"] == pages["Exceptions"]) is is_joined
    shown = [cell.value for row in printed["Exceptions"].iter_rows(min_row=1) for cell in row]
    assert ("Patrol the park" in shown) is is_joined
    assert printed["Exceptions"].print_title_rows != "$4:$4" or not is_joined, "One header for two lists"


@pytest.mark.parametrize(("count", "is_joined"), [(2, True), (60, False)])
def test_problems_and_queries_share_a_page_of_the_annex_where_they_fit(
    example: Example, count: int, *, is_joined: bool
) -> None:
    """ "None." had a page to itself, and the queries the next."""
    report = replace(example.reports[3], problems=(), queries=example.reports[3].queries[:1] * count)
    book, printed = make_workbook(report), make_workbook(report, is_printed=True)
    assert {"Problems", "Queries"} <= set(book.sheetnames)
    assert ("Queries" in printed.sheetnames) is not is_joined
    assert _contents(book) == _contents(printed), "The workbook's page numbers are those of its PDF."
    pages = {row[0]: row[2] for row in _contents(book)}
    assert (pages["Queries"] == pages["Problems"]) is is_joined
    shown = [cell.value for row in printed["Problems"].iter_rows(max_col=1) for cell in row]
    assert "None." in shown
    assert ("Queries" in shown) is is_joined


@pytest.mark.parametrize("index", [0, 3])
def test_a_theme_begins_in_the_pack_where_the_one_before_ends(example: Example, index: int) -> None:
    report = example.reports[index]
    book, printed = make_workbook(report), make_workbook(report, is_printed=True)
    assert _contents(book) == _contents(printed), "The workbook's page numbers are those of its PDF."
    names = [theme.name for theme in report.themes]
    assert set(names) <= set(book.sheetnames)
    apart = [sheet for sheet in printed if sheet["B4"].value == "No" and sheet["A5"].value in names]
    shown = [cell.value for sheet in apart for (cell,) in sheet.iter_rows(max_col=1) if cell.value in names]
    assert list(dict.fromkeys(shown)) == names
    assert len(apart) < len(names)
    pages = {row[0]: row[2] for row in _contents(book)}
    assert len({pages[name] for name in names}) < len(names)
    assert sum(1 + len(sheet.row_breaks.brk) for sheet in apart) < sum(
        1 + len(book[name].row_breaks.brk) for name in names
    )


@pytest.mark.parametrize("index", range(4))
def test_no_page_of_the_pack_or_annex_is_too_long_and_no_measure_is_cut(
    example: Example, tmp_path: Path, index: int
) -> None:
    """A measure's figures, sentences and commentary stand on one page, as does a control chart with its table."""
    report = example.reports[index]
    write_parts(report, tmp_path / "pack.xlsx", tmp_path / "annex.xlsx")
    pack, annex = (load_workbook(tmp_path / f"{name}.xlsx") for name in ("pack", "annex"))
    for sheet in (*pack, *annex):
        rows = sorted(one.id for one in sheet.row_breaks.brk)
        header = sheet.row_dimensions[4].height or 15 if sheet.print_title_rows else 0
        room = (595.3 - (0.7 + 0.65) * 72) / sheet.page_setup.scale * 100
        for first, last in zip([0, *rows], [*rows, _last_printed(sheet)], strict=True):
            high = sum(sheet.row_dimensions[row].height or 15 for row in range(first + 1, last + 1))
            assert high + (header if first else 0) <= room, (sheet.title, first)
            below = sheet.cell(last + 1, 3).value
            assert below != FIGURE, (sheet.title, last, "a measure's name on one page, its figures on the next")
    assert _measures(pack, report) == [measure.measure.ref for measure in report.measures]


def test_a_control_chart_a_little_taller_than_a_page_is_printed_smaller_and_whole() -> None:
    book = Workbook()
    grid = Grid(book, Styles(book), control.SHEET, control.WIDTHS)
    usual = grid.scale
    for row in range(1, 61):
        grid.height(row, 15.0)
    assert grid.height_of_rows(1, 44) > grid.page_height
    assert grid.paginate_closely([(1, 44), (45, 60)], 0) == [(1, 44), (45, 60)]
    assert 68 <= grid.scale < usual


def _last_printed(sheet: Worksheet) -> int:
    return int(str(sheet.print_area).rsplit("$", 1)[-1])


def _measures(pack: Workbook, report: Report) -> list[object]:
    """The numbers in the bands of the themes' sheets, in order."""
    names = {theme.name for theme in report.themes}
    sheets = [sheet for sheet in pack if sheet["A5"].value in names and sheet["B4"].value == "No"]
    return [
        sheet.cell(row, 2).value
        for sheet in sheets
        for row in range(5, sheet.max_row)
        if sheet.cell(row + 1, 3).value == FIGURE and sheet.cell(row, 2).value
    ]
