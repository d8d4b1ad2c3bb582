"""Traps met in practice: each would have lost a figure, or misread it unnoticed."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support import (
    ANSWERS,
    Q1,
    Q2,
    Q3,
    ROWS,
    SERIES,
    answers,
    codes,
    edit_part,
    partnership,
    put_xml,
    send,
    value_of,
)
from xlcsp.forms.columns import RETURN
from xlcsp.forms.layout import Answer, Revised
from xlcsp.master.workbook import Cell
from xlcsp.planbook import Master
from xlcsp.report.build import build_report
from xlcsp.returns.collect import collect

NOTHING = (None, None, None, "")
LATER = date(2014, 10, 9)


@pytest.fixture
def master(tmp_path: Path) -> Master:
    return partnership(tmp_path)


def test_a_form_put_into_the_wrong_folder_still_counts_in_the_right_one(master: Master) -> None:
    send(master, Q1)
    right = send(master, Q2, as_at=LATER)
    shutil.copyfile(right, right.parent.parent / Q1.folder / "stray.xlsx")
    found = collect(master, Q2)
    assert codes(found) == ["wrong quarter"]
    assert value_of(found, "v", Q2)[0] == 100  # type: ignore[index]


def test_row_ids_sorted_apart_from_their_labels_are_seen(master: Master) -> None:
    path = send(master)
    book = load_workbook(path)
    sheet = book["Return"]
    row_id = RETURN.index("id") + 1
    sheet.cell(ROWS["v"], row_id).value, sheet.cell(ROWS["r"], row_id).value = "r", "v"
    for row, (ref, label) in ((ROWS["v"], ("1.1", "Number of offences")), (ROWS["r"], ("1.2", "Number of offences"))):
        assert (sheet.cell(row, 1).value, sheet.cell(row, 3).value) == (ref, label)
    book.save(path)
    found = collect(master, Q1)
    assert set(codes(found)) == {"row id"}
    assert value_of(found, "v") == value_of(found, "r") == NOTHING


def test_a_changed_header_of_the_earlier_quarters_loses_no_revision_in_silence(master: Master) -> None:
    send(master, Q1)
    path = send(master, Q2, revised={("v", Q1): Revised(figure=98)}, as_at=LATER)
    edit_part(path, "xl/sharedStrings.xml", lambda xml: xml.replace("Revised figure", "Revised figures"))
    assert codes(collect(master, Q2)) == ["no earlier quarters"]


def test_a_form_whose_series_all_begin_with_its_quarter_has_no_earlier_ones_to_lose(tmp_path: Path) -> None:
    """A provider who sent the form as issued was told that its table was missing, and asked to send it again."""
    begun = partnership(tmp_path, ({**SERIES[0], "first_year": "2014/15 Q2"},))
    only = {"v": Answer(figure=100)}
    send(begun, Q2, only, as_at=LATER)
    assert codes(collect(begun, Q2)) == []
    path = send(begun, Q3, only, as_at=date(2015, 1, 9))
    assert codes(collect(begun, Q3)) == []
    edit_part(path, "xl/sharedStrings.xml", lambda xml: xml.replace("Revised figure", "Revised figures"))
    assert codes(collect(begun, Q3)) == ["no earlier quarters"]


def test_an_as_at_date_after_the_signature_does_not_make_a_return_the_newest(master: Master) -> None:
    send(master, Q1, as_at=date(2041, 7, 10), signed=date(2014, 7, 11))
    send(master, Q2, revised={("v", Q1): Revised(figure=98)}, as_at=LATER)
    found = collect(master, Q2)
    assert codes(found) == ["as-at date"]
    assert value_of(found, "v")[0] == 98  # type: ignore[index]


def test_a_zero_per_cent_beside_a_reason_is_not_taken_as_zero(master: Master) -> None:
    send(master, answers=answers(t=Answer(percentage=0, reason="Staff change")))
    found = collect(master, Q1)
    assert codes(found) == ["figure and gap"]
    assert value_of(found, "t") == NOTHING


@pytest.mark.parametrize(("value", "code", "figure"), [("0", ["formula"], None), ("12", [], 12)])
def test_a_formula_that_gives_zero_may_be_a_link_to_a_blank_cell(
    master: Master, value: str, code: list[str], figure: int | None
) -> None:
    put_xml(send(master), f"D{ROWS['v']}", f"<f>[1]Other!B4</f><v>{value}</v>")
    found = collect(master, Q1)
    assert codes(found) == code
    assert value_of(found, "v")[0] == figure  # type: ignore[index]
    assert [query.code for query in found.queries] == ([] if code else ["understood"])


def test_the_same_figure_twice_on_different_bases_counts_for_neither(master: Master) -> None:
    path = send(master)
    book = load_workbook(path)
    sheet = book["Return"]
    for column in range(1, 12):
        sheet.cell(30, column).value = sheet.cell(ROWS["v"], column).value
    sheet.cell(30, 7).value = "Year to date"
    book.save(path)
    assert codes(collect(master, Q1)) == ["row twice"]


@pytest.mark.parametrize("typed", ["Q12", "Q1 to Q3", "1.4", "Q"])
def test_a_quarter_that_is_none_is_not_guessed(master: Master, typed: str) -> None:
    path = send(master)
    edit_part(path, "xl/sharedStrings.xml", lambda xml: xml.replace("<t>Q1</t>", f"<t>{typed}</t>"))
    assert codes(collect(master, Q1)) == ["no identity"]


def test_answers_in_cells_that_are_not_asked_for_are_told(master: Master) -> None:
    path = send(master)
    book = load_workbook(path)
    book["Return"].cell(ROWS["v"], 6).value = 55
    book.save(path)
    found = collect(master, Q1)
    assert [query.code for query in found.queries] == ["not asked"]


@pytest.mark.parametrize("text", ["9" * 5000, "1" * 16])
def test_a_number_of_thousands_of_digits_is_refused(master: Master, text: str) -> None:
    send(master, answers=answers(v=Answer(figure=text), t=Answer(percentage=text)))  # type: ignore[arg-type]
    found = collect(master, Q1)
    assert set(codes(found)) <= {"not a number", "out of range"}
    assert value_of(found, "v") == value_of(found, "t") == NOTHING


def test_a_sheet_with_an_apostrophe_in_its_name_is_no_damage(master: Master) -> None:
    path = send(master)
    book = load_workbook(path)
    book.create_sheet("Officer's notes & café")
    book.save(path)
    assert codes(collect(master, Q1)) == []


def test_thousands_of_cells_in_a_comment_take_no_time(master: Master) -> None:
    path = send(master)
    put_xml(path, f"D{ROWS['v']}", "<v>#N/A</v>", "e")
    comment = f"<!-- {'<c r=' * 1}{'<c r=&quot;A1&quot;>' * 12_000} -->"
    edit_part(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace("</sheetData>", f"</sheetData>{comment}"))
    assert value_of(collect(master, Q1), "v") == NOTHING


def test_many_sheets_on_one_part_are_refused(master: Master) -> None:
    path = send(master)

    def repeat(xml: str) -> str:
        (sheet,) = re.findall(r'<sheet name="Return"[^>]*/>', xml)
        copies = "".join(sheet.replace('"Return"', f'"Copy {index}"') for index in range(50))
        return xml.replace(sheet, sheet + copies)

    edit_part(path, "xl/workbook.xml", repeat)
    assert codes(collect(master, Q1)) == ["too large"]


@pytest.mark.parametrize(
    ("series", "field", "old", "new"),
    [
        ("v", "numerator", "100", "12.5"),
        ("s", "numerator", "6", "20"),
        ("t", "numerator", "", "30"),
        ("v", "percentage", "", "50"),
        ("v", "status", "", "Achieved"),
        ("s", "percentage", "", "70"),
        ("v", "numerator", "100", "lots"),
    ],
)
def test_a_correction_that_the_series_cannot_have_is_told_and_nothing_stops(
    tmp_path: Path, series: str, field: str, old: str, new: str
) -> None:
    row: dict[str, Cell] = {
        "id": series, "year": "2014/15", "quarter": "Q1", "field": field, "old": old, "new": new,
        "reason": "telephone", "who": "performance officer", "date": date(2014, 7, 30),
    }  # fmt: skip
    master = partnership(tmp_path, corrections=(row,))
    send(master)
    found = collect(master, Q1)
    assert codes(found) == ["correction"]
    assert found.problems[0].cell
    build_report(master, found)
    assert value_of(found, "v")[0] == 100  # type: ignore[index]


def test_a_year_to_date_rate_holds_a_percentage_given_alone(master: Master) -> None:
    send(master, Q1, answers=answers(s=Answer(percentage=60)))
    send(master, Q2, answers=answers(s=Answer(figure=40, out_of=60, basis="Year to date")), as_at=LATER)
    report = build_report(master, collect(master, Q2))
    (support,) = [one for one in report.series if one.series.id == "s"]
    assert support.assessment.to_date == pytest.approx(40 / 60)


def test_a_year_to_date_per_population_is_not_added_to_its_quarters(tmp_path: Path) -> None:
    crime: dict[str, Cell] = {
        "id": "c", "ref": "2.1", "measure": "Crime", "kind": "per population", "unit": "offences",
    }  # fmt: skip
    master = partnership(tmp_path, (*SERIES, crime))
    given = {**ANSWERS, "c": Answer(figure=100, out_of=10_000)}
    send(master, Q1, given)
    send(master, Q2, {**given, "c": Answer(figure=220, out_of=10_000, basis="Year to date")}, as_at=LATER)
    report = build_report(master, collect(master, Q2))
    assert report.series[-1].assessment.to_date == 22


def test_a_newer_version_without_its_date_is_not_dropped_in_silence(master: Master) -> None:
    send(master)
    send(master, answers=answers(v=Answer(figure=333)), name="Police v2.xlsx", as_at=None, signed=LATER)
    found = collect(master, Q1)
    assert "no as-at date" in codes(found)
    assert value_of(found, "v")[0] == 100  # type: ignore[index]


def test_a_revision_in_a_row_whose_id_is_another_series_is_not_taken(master: Master) -> None:
    send(master, Q1)
    path = send(master, Q2, revised={("v", Q1): Revised(figure=98)}, as_at=LATER)
    book = load_workbook(path)
    sheet = book["Earlier quarters"]
    sheet.cell(5, 12).value = "r"
    book.save(path)
    found = collect(master, Q2)
    assert codes(found) == ["row id"]
    assert value_of(found, "r")[0] == 12  # type: ignore[index]


def test_two_revisions_of_one_figure_count_for_neither(master: Master) -> None:
    send(master, Q1)
    path = send(master, Q2, revised={("v", Q1): Revised(figure=98)}, as_at=LATER)
    book = load_workbook(path)
    sheet = book["Earlier quarters"]
    for column in range(1, 13):
        sheet.cell(20, column).value = sheet.cell(5, column).value
    sheet.cell(20, 8).value = 97
    book.save(path)
    found = collect(master, Q2)
    assert codes(found) == ["row twice"]
    assert value_of(found, "v")[0] == 100  # type: ignore[index]


def test_a_return_in_no_quarters_folder_is_named(master: Master) -> None:
    path = send(master)
    shutil.copyfile(path, path.parent.parent / "Police again.xlsx")
    found = collect(master, Q1)
    assert codes(found) == ["outside"]
    assert value_of(found, "v")[0] == 100  # type: ignore[index]


@pytest.mark.parametrize("name", ["Police.XLSX", "2013-14/Police.Ods", "Police.xls"])
def test_it_is_named_in_large_letters_and_as_another_kind_of_workbook_too(name: str, master: Master) -> None:
    path = send(master)
    stray = path.parent.parent / name
    stray.parent.mkdir(exist_ok=True)
    shutil.copyfile(path, stray)
    assert codes(collect(master, Q1)) == ["outside"]


@pytest.mark.parametrize(
    ("name", "is_asked"),
    [
        ("{}-LAPTOP7.xlsm", True), ("{} (1).xlsx", True), ("Copy of {}.xlsx", True), ("{} - Copy.xlsx", True),
        ("{} 2014-15 Q3 values.xlsx", False), ("{} upgraded.xlsm", False), ("Plan.xlsx", False),
        ("{}-notes.docx", False),
    ],
)  # fmt: skip
def test_a_copy_of_the_master_beside_it_is_asked_about(name: str, *, is_asked: bool, master: Master) -> None:
    send(master)
    copy = master.path.with_name(name.format(master.path.stem))
    shutil.copyfile(master.path, copy)
    asked = [one.file for one in collect(master, Q1).queries if one.code == "copy of the master"]
    assert asked == ([copy.name] if is_asked else [])


def test_a_date_in_brackets_is_no_version(master: Master) -> None:
    send(master, answers=answers(v=Answer(figure=1)), name="Police (15 Oct).xlsx")
    send(master)
    assert codes(collect(master, Q1)) == ["two versions"]


def test_a_lower_case_cell_far_out_does_not_end_the_program(master: Master) -> None:
    path = send(master)
    far = '<row r="30"><c r="xfd1048576"><v>1</v></c></row></sheetData>'
    edit_part(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace("</sheetData>", far))
    assert codes(collect(master, Q1)) == ["damaged"]


def test_excels_shortened_lock_file_names_the_workbook(master: Master) -> None:
    path = send(master)
    path.with_name("~$lice.xlsx").write_bytes(b"x")
    assert [problem.file for problem in collect(master, Q1).problems] == ["2014-15 Q1/Police.xlsx"]


def test_a_revision_typed_over_the_last_reported_figure_is_asked_about(master: Master) -> None:
    send(master, Q1)
    path = send(master, Q2, as_at=LATER)
    assert not [query for query in collect(master, Q2).queries if query.code == "typed over"]
    book = load_workbook(path)
    book["Earlier quarters"].cell(5, 5).value = 98
    book.save(path)
    found = collect(master, Q2)
    assert [query.cell for query in found.queries if query.code == "typed over"] == ["E5"]
    assert value_of(found, "v")[0] == 100  # type: ignore[index]


def test_a_year_to_date_that_contradicts_its_quarters_is_not_called_no_return(master: Master) -> None:
    send(master, Q1)
    send(master, Q2, answers=answers(v=Answer(figure=95, basis="Year to date")), as_at=LATER)
    report = build_report(master, collect(master, Q2))
    said = report.series[0].sentences[1]
    assert said == "No figure for Q2 [x]: the year to date does not hold the quarters before it."
    assert report.series[0].rag == "No data"
