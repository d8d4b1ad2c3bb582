"""What people write beside the answers, on a cell or below the table: told with its cell, since it is not read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from tests.returns.test_identity import changed
from tests.returns.test_other_programs import USUAL, reading
from tests.returns.test_ways_of_writing import as_ods
from tests.support import ANSWERS, PARTNERSHIP, Q1, ROWS, SERIES, edit_part, partnership, send, write_plan
from xlcsp.planbook import read_master
from xlcsp.returns.collect import Collection, collect
from xlcsp.returns.lead_form import CommentRow, CommentsForm, write_comments

FIGURE = f"D{ROWS['v']}"
THREADED = (
    "[Threaded comment]\n\nYour version of Excel allows you to read this threaded comment; however, any edits to it "
    "will get removed if the file is opened in a newer version of Excel.\n\nComment:\n    {}"
)
IN_ODS = (
    '<table:table-cell office:value-type="float" office:value="100"><office:annotation><text:p>Excludes</text:p>'
    "<text:p>June:<text:s/><text:span>system</text:span> down</text:p></office:annotation><text:p>100</text:p>"
    "</table:table-cell>"
)


def told(found: Collection) -> list[tuple[str, str]]:
    return [(one.cell, one.found) for one in found.queries if one.code == "note"]


def noted(sheet: Worksheet, text: str) -> None:
    sheet[FIGURE].comment = Comment(text, "Sergeant")


@pytest.mark.parametrize("written", ["{}", THREADED])
def test_a_note_is_told_with_its_cell_and_the_figure_counts(tmp_path: Path, written: str) -> None:
    master = partnership(tmp_path)
    changed(send(master), lambda sheet: noted(sheet, written.format("Excludes June:\nsystem down")))
    found = collect(master, Q1)
    assert reading(found) == USUAL
    assert told(found) == [
        (FIGURE, 'The cell has a note, "Excludes June: system down", which the report does not take')
    ]


def test_so_is_one_in_an_opendocument(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    as_ods(send(master), 'text-position="0% 100%"', IN_ODS)
    found = collect(master, Q1)
    assert reading(found)["problems"] == []
    assert found.figures["v"][Q1].numerator == 100
    assert told(found)[0] == (
        FIGURE, 'The cell has a note, "Excludes June: system down", which the report does not take',
    )  # fmt: skip


def test_a_note_on_a_sheet_of_their_own_is_none_of_ours(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    changed(send(master), lambda sheet: noted(sheet.parent.create_sheet("Workings"), "Ask Jo"))
    found = collect(master, Q1)
    assert (reading(found), told(found)) == (USUAL, [])


def test_one_on_a_theme_leads_form_is_told(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    path = send(master).with_name("Comments.xlsx")
    rows = (CommentRow("1.1", "Violence", "Red", "", "", comment="Done."),)
    write_comments(CommentsForm(PARTNERSHIP, Q1, "Lead", None, date(2014, 7, 1), rows), path)
    changed(path, lambda sheet: setattr(sheet["F13"], "comment", Comment("Ask Jo", "Lead")), "Comments")
    found = collect(master, Q1)
    assert ("F13", 'The cell has a note, "Ask Jo", which the report does not take') in told(found)
    assert found.comments["1.1", Q1].text == "Done."


def test_notes_that_are_damaged_do_not_keep_the_form_from_being_read(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    path = send(master)
    changed(path, lambda sheet: noted(sheet, "Ask Jo"))
    edit_part(path, "xl/comments/comment1.xml", lambda xml: xml.replace("</comments>", ""))
    assert reading(collect(master, Q1)) == USUAL


@pytest.mark.parametrize(
    ("cell", "below"),
    [("A21", "* June is provisional"), ("B20", "Source: records system"), ("J20", "and in May as well"), ("C25", "Jo")],
)
def test_a_remark_below_the_table_is_told(tmp_path: Path, cell: str, below: str) -> None:
    master = partnership(tmp_path)
    changed(send(master), lambda sheet: sheet.__setitem__(cell, below))
    found = collect(master, Q1)
    assert reading(found) == USUAL
    (query,) = [one for one in found.queries if one.code == "remark"]
    assert (query.cell, query.found) == (cell, f'"{below}" is in a row of its own; it was not read')


def test_a_commentary_that_goes_on_in_a_row_put_in_is_told(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    row = ROWS["v"] + 1

    def go_on(sheet: Worksheet) -> None:
        sheet.insert_rows(row)
        sheet[f"J{row}"] = "and in May as well"

    changed(send(master), go_on)
    found = collect(master, Q1)
    assert reading(found) == USUAL
    assert [one.cell for one in found.queries if one.code == "remark"] == [f"J{row}"]


def test_a_row_of_a_measure_that_left_the_plan_is_no_remark(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    send(master, answers={name: ANSWERS[name] for name in ("v", "r", "s", "t")})
    write_plan(tmp_path, SERIES[:-1])
    assert "remark" not in {one.code for one in collect(read_master(tmp_path), Q1).queries}
