"""What comes back is read as it was meant, or refused with one clear message; it is never misread unnoticed."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support import (
    ANSWERS,
    Q1,
    Q2,
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
from xlcsp.domain.figures import LARGEST
from xlcsp.errors import Problem
from xlcsp.forms.layout import Answer, Revised
from xlcsp.planbook import Master
from xlcsp.returns.collect import Collection, collect

NOTHING = (None, None, None, "")


@pytest.fixture
def master(tmp_path: Path) -> Master:
    return partnership(tmp_path)


def only(collection: Collection, code: str) -> Problem:
    """The one problem there is; each bad input gets one message."""
    assert codes(collection) == [code], [str(problem) for problem in collection.problems]
    return collection.problems[0]


def test_a_good_return_is_read_with_file_sheet_cell_and_as_at_date(master: Master) -> None:
    send(master)
    found = collect(master, Q1)
    assert codes(found) == []
    assert value_of(found, "v") == (100, None, None, "")
    assert value_of(found, "s") == (6, 10, None, "")
    assert value_of(found, "t") == (None, None, Fraction(3, 10), "")
    assert value_of(found, "m") == (None, None, None, "On track")
    source = found.figures["v"][Q1].source
    cell = (source.file, source.sheet, source.cell)
    assert cell == ("2014-15 Q1/Police.xlsx", "Return", f"D{ROWS['v']}")
    assert source.as_at == date(2014, 7, 10)


def test_a_return_is_never_changed_by_reading_it(master: Master) -> None:
    path = send(master)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    collect(master, Q1)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("1,291", 1291), ("12", 12), (" 7 ", 7), ("1 291", 1291), ("1,291.00", 1291), ("303.0", 303)],
)
def test_a_number_typed_as_text_is_understood_and_said_so(master: Master, typed: str, meant: int) -> None:
    send(master, answers=answers(v=Answer(figure=typed, status="Provided")))  # type: ignore[arg-type]
    found = collect(master, Q1)
    assert codes(found) == []
    assert value_of(found, "v")[0] == meant  # type: ignore[index]
    (query,) = [one for one in found.queries if one.code == "understood"]
    assert f"read as {meant:,}" in query.found
    assert "invisible" not in query.found


@pytest.mark.parametrize("typed", ["69%", "69 %", "69\u00a0%", "69\u202f%"])
def test_a_percentage_typed_as_text_is_understood_and_said_so(master: Master, typed: str) -> None:
    send(master, answers=answers(t=Answer(percentage=typed, status="Provided")))  # type: ignore[arg-type]
    found = collect(master, Q1)
    assert value_of(found, "t")[2] == Fraction(69, 100)  # type: ignore[index]
    assert [one.code for one in found.queries] == ["understood"]


def test_no_percentage_in_words_is_told_as_no_count_is(master: Master) -> None:
    send(master, answers=answers(t=Answer(percentage="n/a", status="Provided")))  # type: ignore[arg-type]
    assert "choose why in column I" in only(collect(master, Q1), "not a number").do


def test_a_percentage_that_excel_turned_into_a_fraction_is_read_as_it_is_shown(master: Master) -> None:
    """Typed 69% into a General cell, Excel stores 0.69 with a percent format."""
    path = send(master, answers=answers(t=Answer(percentage=0.69, status="Provided")))
    book = load_workbook(path)
    book["Return"].cell(ROWS["t"], 6).number_format = "0%"
    book.save(path)
    found = collect(master, Q1)
    assert value_of(found, "t")[2] == Fraction(69, 100)  # type: ignore[index]
    assert ["read as 69%" in one.found for one in found.queries] == [True]


def test_a_percentage_in_a_count_cell_is_refused(master: Master) -> None:
    path = send(master)
    book = load_workbook(path)
    book["Return"].cell(ROWS["v"], 4).number_format = "0.0%"
    book.save(path)
    found = collect(master, Q1)
    assert only(found, "percentage").found
    assert value_of(found, "v") == NOTHING


@pytest.mark.parametrize("content", ["<v>1e999</v>", "<v>NaN</v>", "<v>1e15</v>", "<v>-0.5</v>"])
def test_numbers_that_nobody_counts_are_refused(master: Master, content: str) -> None:
    put_xml(send(master), f"D{ROWS['v']}", content)
    found = collect(master, Q1)
    assert len(found.problems) == 1
    assert value_of(found, "v") == NOTHING


def test_a_percentage_below_one_is_taken_as_typed_and_queried(master: Master) -> None:
    send(master, answers=answers(t=Answer(percentage=0.69, status="Provided")))
    found = collect(master, Q1)
    assert value_of(found, "t")[2] == Fraction(69, 10_000)  # type: ignore[index]
    assert [one.code for one in found.queries] == ["fraction", "red without commentary", "order of size"]


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ("approx 300", "not a number", '"approx 300" is not a whole number'),
        ("n/a", "not a number", "choose why"),
        ("11 of 16", "not a number", '"Out of"'),
        ("1,29", "not a number", "not a whole number"),
        *(
            (mark, "not a number", "choose why")
            for mark in ("-", "\u2014", "..", "[c]", "[x]", "n/k", "TBA", "See below")
        ),
        ("100,000,001", "out of range", "is above 100,000,000"),
        ("1,234.50", "decimals", "1,234.50 is not a whole number"),
        ("\u200b", "blank", "neither a figure nor a reason"),
        (-5, "negative", "-5 is negative"),
        (12.5, "decimals", "12.5 is not a whole number"),
    ],
)
def test_what_is_no_count_is_refused_and_missing(master: Master, typed: object, code: str, said: str) -> None:
    send(master, answers=answers(v=Answer(figure=typed, status="Provided")))  # type: ignore[arg-type]
    found = collect(master, Q1)
    problem = only(found, code)
    assert said in str(problem)
    assert problem.where == f"2014-15 Q1/Police.xlsx, Return!D{ROWS['v']}"
    assert value_of(found, "v") == NOTHING
    assert value_of(found, "r")[0] == 12  # type: ignore[index]


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        ("<f>1/0</f><v>#DIV/0!</v>", "e", "error cell"),
        ("<v>#N/A</v>", "e", "error cell"),
        ("<f>SUM(A1:A2)</f><v></v>", "", "error cell"),
        ("<f>SUM(A1:A2)</f>", "", "error cell"),
        ("<v>1</v>", "b", "not a number"),
    ],
    ids=["div0", "na", "formula without value", "formula without v", "truth value"],
)
def test_error_cells_and_uncalculated_formulas_are_no_blanks(
    master: Master, content: str, kind: str, code: str
) -> None:
    put_xml(send(master), f"D{ROWS['v']}", content, kind)
    found = collect(master, Q1)
    assert only(found, code).cell == f"D{ROWS['v']}"
    assert value_of(found, "v") == NOTHING


def test_a_date_in_a_number_cell_is_refused(master: Master) -> None:
    path = send(master)
    book = load_workbook(path)
    book["Return"].cell(ROWS["v"], 4).value = date(2014, 7, 1)
    book["Return"].cell(ROWS["v"], 4).number_format = "dd/mm/yyyy"
    book.save(path)
    found = collect(master, Q1)
    assert only(found, "date").found
    assert value_of(found, "v") == NOTHING


def test_blank_is_missing_never_zero_and_asks_for_a_reason(master: Master) -> None:
    send(master, answers=answers(v=Answer()))
    found = collect(master, Q1)
    assert only(found, "blank").found
    assert value_of(found, "v") == NOTHING


def test_a_gap_with_its_reason_is_no_problem(master: Master) -> None:
    send(master, answers=answers(v=Answer(status="No figure", reason="Staff change")))
    found = collect(master, Q1)
    assert codes(found) == []
    assert value_of(found, "v") == NOTHING
    assert found.figures["v"][Q1].reason == "Staff change"


def test_a_zero_beside_a_reason_for_a_gap_is_not_taken_as_zero(master: Master) -> None:
    send(master, answers=answers(v=Answer(figure=0, reason="System error")))
    found = collect(master, Q1)
    assert only(found, "figure and gap").found
    assert value_of(found, "v") == NOTHING


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(figure=11, out_of=10), "n above m"),
        (Answer(figure=11), "half a pair"),
        (Answer(out_of=10), "half a pair"),
    ],
)
def test_a_rate_needs_n_of_m_with_n_at_most_m(master: Master, answer: Answer, code: str) -> None:
    send(master, answers=answers(s=answer))
    found = collect(master, Q1)
    assert only(found, code).found
    assert value_of(found, "s") == NOTHING


def test_a_percentage_stands_alone_where_n_and_m_are_unknown(master: Master) -> None:
    send(master, answers=answers(s=Answer(percentage=100, status="Provided")))
    found = collect(master, Q1)
    assert codes(found) == []
    assert value_of(found, "s") == (None, None, 1, "")


def test_a_percentage_above_100_is_refused(master: Master) -> None:
    send(master, answers=answers(t=Answer(percentage=130)))
    assert only(collect(master, Q1), "out of range").found


def test_rows_are_found_by_their_id_wherever_they_stand(master: Master) -> None:
    path = send(master)
    book = load_workbook(path)
    sheet = book["Return"]
    sheet.move_range(f"A{ROWS['v']}:K{ROWS['v']}", rows=9)
    sheet.insert_rows(ROWS["r"], amount=2)
    book.save(path)
    found = collect(master, Q1)
    assert codes(found) == []
    assert [value_of(found, name)[0] for name in ("v", "r", "s")] == [100, 12, 6]  # type: ignore[index]


def test_a_deleted_row_is_missing_and_the_others_count(master: Master) -> None:
    path = send(master)
    book = load_workbook(path)
    book["Return"].delete_rows(ROWS["v"])
    book.save(path)
    found = collect(master, Q1)
    assert '1.1 "Number of offences"' in only(found, "row missing").found
    assert value_of(found, "v") == NOTHING
    assert value_of(found, "r")[0] == 12  # type: ignore[index]


@pytest.mark.parametrize(("unit", "is_read"), [("£", True), ("£ per tonne", True), ("offences", False)])
def test_a_pound_sign_is_read_where_pounds_are_counted_and_else_the_cell_says_what_to_type(
    tmp_path: Path, unit: str, *, is_read: bool
) -> None:
    master = partnership(tmp_path, ({**SERIES[0], "unit": unit}, *SERIES[1:]))
    path = send(master)
    book = load_workbook(path)
    book["Return"].cell(ROWS["v"], 4).value = "£ 41,250"
    book.save(path)
    found = collect(master, Q1)
    if is_read:
        assert (codes(found), value_of(found, "v")[0]) == ([], 41250)  # type: ignore[index]
        assert [one.code for one in found.queries if one.cell == f"D{ROWS['v']}"][:1] == ["understood"]
    else:
        assert value_of(found, "v") == NOTHING
        assert only(found, "not a number").do == "Enter the number alone, without £; the row says what is counted"


@pytest.mark.parametrize(("as_at", "is_asked"), [(date(2015, 6, 30), False), (date(2018, 7, 11), True)])
def test_data_of_more_than_a_year_later_are_asked_about(master: Master, as_at: date, *, is_asked: bool) -> None:
    """As where a workbook was set to count days from 1904: all its dates are four years and a day later."""
    send(master, as_at=as_at)
    found = collect(master, Q1)
    assert (codes(found), found.receipts[-1].as_at) == ([], as_at)
    assert ("late extract" in {one.code for one in found.queries}) == is_asked


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("\u00a31,234.50", Fraction(2469, 2)), ("1,234.5", Fraction(2469, 2)), ("1 234 567.89", Fraction(123456789, 100)),
     ("\u00a31,23.50", None), ("1.234,50", None), ("\u00a31.2m", None)],
)  # fmt: skip
def test_pounds_and_pence_as_text_are_read_as_british_people_write_them(
    typed: str, meant: Fraction | None, tmp_path: Path
) -> None:
    master = partnership(tmp_path, ({**SERIES[0], "kind": "amount", "unit": "£"}, *SERIES[1:]))
    send(master, answers=answers(v=Answer(figure=typed, status="Provided")))  # type: ignore[arg-type]
    found = collect(master, Q1)
    assert value_of(found, "v")[0] == meant  # type: ignore[index]
    assert codes(found) == ([] if meant else ["not a number"])
    assert ("understood" in {one.code for one in found.queries}) == bool(meant)


@pytest.mark.parametrize("typed", ["Out\nof", " Out  of ", "OUT\u00a0OF", "Out of\u200b"])
def test_a_heading_is_known_however_its_words_are_parted(master: Master, typed: str) -> None:
    path = send(master)
    book = load_workbook(path)
    book["Return"]["E13"].value = typed
    book.save(path)
    found = collect(master, Q1)
    assert (codes(found), value_of(found, "s")) == ([], (6, 10, None, ""))


@pytest.mark.parametrize(
    ("answer", "column", "other", "value"),
    [
        (Answer(status="Staff change"), "Status", "If no figure: why", None),
        (Answer(basis=" staff change "), "Basis", "If no figure: why", None),
        (Answer(reason="No figure"), "If no figure: why", "Status", None),
        (Answer(figure=100, reason="Provisional"), "If no figure: why", "Status", 100),
        (Answer(figure=100, basis="Provisional"), "Basis", "Status", None),
        (Answer(figure=100, status="Staff change"), "Status", "If no figure: why", 100),
        (Answer(figure=190, status="Year to date"), "Status", "Basis", None),  # it was taken for the quarter's
        (Answer(figure=190, reason="Year to date"), "If no figure: why", "Basis", None),
        (Answer(figure=100, reason="No figure"), "If no figure: why", "Status", None),
    ],
)
def test_a_choice_in_the_wrong_column_is_told_once_and_where_it_goes(
    master: Master, answer: Answer, column: str, other: str, value: int | None
) -> None:
    send(master, answers=answers(v=answer))
    found = collect(master, Q1)
    told = [one for one in (*found.problems, *found.queries) if one.series == "v"]
    assert [one.code for one in told] == ["unknown word"]
    assert f'is in the column "{column}"' in told[0].found
    assert f'in the column "{other}"' in told[0].do
    assert value_of(found, "v")[0] == value  # type: ignore[index]


def test_where_a_milestones_status_goes_is_said_in_the_form_and_where_it_went_wrong(master: Master) -> None:
    path = send(master, answers={**ANSWERS, "m": Answer(milestone="On track", status="On track")})
    found = collect(master, Q1)
    told = only(found, "unknown word")
    assert (told.found, told.allowed) == ('"On track" is in the column "Status"', "")
    assert told.do == 'Choose it in the column "Figure", where a milestone\'s status goes'
    sheet = load_workbook(path)["Return"]
    said = {str(rule.sqref): rule.prompt for rule in sheet.data_validations.dataValidation}
    assert said[f"D{ROWS['m']}"] == "Choose here how the milestone stands."
    assert "chosen under Figure" in str(said[f"H{ROWS['m']}"])
    assert not any(said.get(f"H{ROWS[name]}") for name in ("v", "r"))


def test_a_row_entered_twice_with_different_figures_counts_for_neither(master: Master) -> None:
    path = send(master)
    book = load_workbook(path)
    sheet = book["Return"]
    for column in range(1, 12):
        sheet.cell(30, column).value = sheet.cell(ROWS["v"], column).value
    sheet.cell(30, 4).value = 999
    book.save(path)
    found = collect(master, Q1)
    assert only(found, "row twice").found
    assert value_of(found, "v") == NOTHING


def test_a_wrong_quarters_form_is_refused(master: Master) -> None:
    send(master, Q1, into=Q2, name="Police Q1.xlsx")
    found = collect(master, Q2)
    assert "The form is for 2014/15 Q1" in only(found, "wrong quarter").found
    assert value_of(found, "v", Q2) == NOTHING


def test_another_partnerships_form_is_refused(master: Master) -> None:
    send(master, partnership_named="Elsewhere")
    assert "Elsewhere" in only(collect(master, Q1), "other partnership").found


def test_an_unknown_providers_form_is_refused(master: Master) -> None:
    path = send(master)
    edit_part(path, "xl/sharedStrings.xml", lambda xml: xml.replace("<t>Police</t>", "<t>Polcie</t>"))
    problem = only(collect(master, Q1), "unknown provider")
    assert "Providers are: Police" in problem.allowed


def test_the_same_file_under_two_names_counts_once(master: Master) -> None:
    path = send(master)
    shutil.copyfile(path, path.with_name("Police (1).xlsx"))
    found = collect(master, Q1)
    assert codes(found) == []
    assert sorted(one.state for one in found.receipts) == ["duplicate", "received"]


def test_of_two_returns_the_newest_by_as_at_date_counts_and_the_other_is_named(master: Master) -> None:
    send(master, answers=answers(v=Answer(figure=90)), name="Police v2.xlsx", as_at=date(2014, 7, 8))
    send(master, answers=answers(v=Answer(figure=95)), name="Police.xlsx", as_at=date(2014, 7, 20))
    found = collect(master, Q1)
    assert codes(found) == []
    assert value_of(found, "v")[0] == 95  # type: ignore[index]
    (other,) = [one for one in found.receipts if one.state == "superseded"]
    assert (other.file, other.superseded_by) == ("2014-15 Q1/Police v2.xlsx", "2014-15 Q1/Police.xlsx")


def test_of_two_returns_with_one_as_at_date_the_later_version_counts(master: Master) -> None:
    send(master, answers=answers(v=Answer(figure=90)), name="Police v2.xlsx")
    send(master, answers=answers(v=Answer(figure=95)), name="Police.xlsx")
    found = collect(master, Q1)
    assert codes(found) == []
    assert value_of(found, "v")[0] == 90  # type: ignore[index]


def test_two_versions_that_nothing_tells_apart_are_a_problem(master: Master) -> None:
    send(master, answers=answers(v=Answer(figure=90)), name="Police.xlsx")
    send(master, answers=answers(v=Answer(figure=95)), name="Police copy.xlsx")
    assert only(collect(master, Q1), "two versions").found


def test_an_earlier_quarter_is_revised_by_a_newer_extract_only(master: Master) -> None:
    send(master, Q1, as_at=date(2014, 7, 10))
    send(master, Q2, revised={("v", Q1): Revised(figure=98, why="Duplicates")}, as_at=date(2014, 10, 9))
    found = collect(master, Q2)
    assert value_of(found, "v")[0] == 98  # type: ignore[index]
    (revision,) = found.revisions
    assert (revision.old.numerator, revision.new.numerator, revision.new.reason) == (100, 98, "Duplicates")
    assert revision.new.source.sheet == "Earlier quarters"
    assert value_of(collect(master, Q1), "v")[0] == 100  # type: ignore[index]


def test_a_late_form_with_an_older_extract_does_not_undo_a_newer_figure(master: Master) -> None:
    send(master, Q1, as_at=date(2014, 11, 1))
    send(master, Q2, revised={("v", Q1): Revised(figure=98)}, as_at=date(2014, 10, 9))
    assert value_of(collect(master, Q2), "v")[0] == 100  # type: ignore[index]


def test_a_revision_equal_to_the_last_reported_figure_or_blank_changes_nothing(master: Master) -> None:
    send(master, Q1)
    send(master, Q2, revised={("v", Q1): Revised(figure=100)}, as_at=date(2014, 10, 9))
    found = collect(master, Q2)
    assert found.revisions == []
    assert value_of(found, "r")[0] == 12  # type: ignore[index]


def test_a_gap_can_be_filled_later(master: Master) -> None:
    send(master, Q1, answers=answers(v=Answer(status="No figure", reason="Publication lag")))
    send(master, Q2, revised={("v", Q1): Revised(figure=98)}, as_at=date(2014, 10, 9))
    found = collect(master, Q2)
    assert codes(found) == []
    assert value_of(found, "v")[0] == 98  # type: ignore[index]


def test_a_year_to_date_below_its_quarters_is_a_problem(master: Master) -> None:
    send(master, Q1)
    send(master, Q2, answers=answers(v=Answer(figure=95, basis="Year to date")), as_at=date(2014, 10, 9))
    assert only(collect(master, Q2), "year to date").found


def test_a_missing_as_at_date_is_a_problem_and_the_figures_count(master: Master) -> None:
    send(master, as_at=None)
    found = collect(master, Q1)
    assert only(found, "no as-at date").found
    assert value_of(found, "v")[0] == 100  # type: ignore[index]


def test_a_provider_without_a_return_is_missing(master: Master) -> None:
    found = collect(master, Q1)
    assert [(provider, quarter) for provider, quarter, _ in found.missing] == [("Police", Q1)]
    assert value_of(found, "v") == NOTHING
    assert found.figures["v"][Q1].reason == "No return"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old format"),
        ("list.csv", b"a,b\n1,2\n", "wrong format"),
        ("secret.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("text.xlsx", b"this is no zip", "not a workbook"),
        ("empty.xlsx", b"", "empty file"),
        ("cut.xlsx", b"PK\x03\x04 and then nothing", "damaged"),
    ],
)
def test_an_unreadable_file_gets_one_message_and_the_others_count(
    master: Master, name: str, content: bytes, code: str
) -> None:
    path = send(master)
    (path.parent / name).write_bytes(content)
    found = collect(master, Q1)
    assert only(found, code).file == f"2014-15 Q1/{name}"
    assert value_of(found, "v")[0] == 100  # type: ignore[index]
    assert [one.state for one in found.receipts if one.file.endswith(name)] == ["rejected"]


def test_a_truncated_workbook_is_damaged(master: Master) -> None:
    path = send(master)
    path.with_name("cut.xlsx").write_bytes(path.read_bytes()[:3000])
    assert only(collect(master, Q1), "damaged").found


def test_a_workbook_that_is_no_form_is_said_to_be_none(master: Master) -> None:
    shutil.copyfile(master.path, send(master).with_name("master copy.xlsx"))
    assert only(collect(master, Q1), "no form").found


def test_a_cell_far_outside_the_form_is_refused_before_it_is_unpacked(master: Master) -> None:
    path = send(master)
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    edit_part(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace("</sheetData>", far))
    assert only(collect(master, Q1), "too large").found


def test_a_lock_file_says_who_has_it_open_and_the_saved_return_counts(master: Master) -> None:
    path = send(master)
    path.with_name("~$Police.xlsx").write_bytes(b"x")
    found = collect(master, Q1)
    assert "Somebody has the workbook open" in only(found, "open elsewhere").found
    assert value_of(found, "v")[0] == 100  # type: ignore[index]


def test_returns_are_found_in_sub_folders_with_accents_and_long_names(master: Master) -> None:
    path = send(master)
    folder = path.parent / "Éamonn – équipe de nuit"
    folder.mkdir()
    path.rename(folder / f"{'a' * 200}.xlsx")
    assert value_of(collect(master, Q1), "v")[0] == 100  # type: ignore[index]


def test_a_problem_does_not_stop_the_search_for_the_next(master: Master) -> None:
    bad = {name: Answer(figure=-1, percentage=-1, milestone="Nearly", out_of=-1) for name in ANSWERS}
    send(master, answers=bad)
    assert {problem.series for problem in collect(master, Q1).problems} == set(ANSWERS)


def test_every_message_says_where_what_and_what_to_do(master: Master) -> None:
    bad = {name: Answer(figure=-1, percentage=-1, milestone="Nearly", out_of=-1) for name in ANSWERS}
    send(master, answers=bad, as_at=None)
    for problem in collect(master, Q1).problems:
        assert problem.file
        assert problem.code
        assert problem.found
        assert problem.do or problem.allowed


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda xml: xml.replace('"', "'"),
        lambda xml: re.sub(r'(\w)="', r'\1 = "', xml),
        lambda xml: xml.replace("><", ">\n<"),
        lambda xml: re.sub(r"<(/?)(\w)", r"<\1x:\2", xml).replace("xmlns=", "xmlns:x="),
    ],
    ids=["single quotes", "blanks", "lines", "prefix"],
)
def test_an_error_cell_is_seen_however_the_xml_is_written(master: Master, rewrite: Callable[[str], str]) -> None:
    path = send(master)
    put_xml(path, f"D{ROWS['v']}", "<f>1/0</f><v>#DIV/0!</v>", "e")
    edit_part(path, "xl/worksheets/sheet1.xml", lambda xml: xml.split("?>")[0] + "?>" + rewrite(xml.split("?>")[1]))
    found = collect(master, Q1)
    assert value_of(found, "v") == NOTHING
    assert codes(found) in (["error cell"], ["damaged"])


def test_the_form_takes_what_its_reader_takes(master: Master) -> None:
    """A figure that the one lets in and the other refuses cannot be sent."""
    sheet = load_workbook(send(master))["Return"]
    limits = {rule.formula2 for rule in sheet.data_validations.dataValidation if rule.type in ("whole", "decimal")}
    assert {int(limit) for limit in limits} == {100, LARGEST}
