"""Which series a row is for: its printed No, its words and its Row id agree, or nothing is taken."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.support import HERE, Q1, Q2, ROWS, SERIES, answers, codes, opened, partnership, send, value_of, write_plan
from xlcsp.doctor import examine
from xlcsp.domain.periods import parse_day
from xlcsp.errors import PlanError
from xlcsp.files.cells import Percent
from xlcsp.forms.columns import RETURN
from xlcsp.forms.layout import Answer, Revised
from xlcsp.planbook import Master, read_master
from xlcsp.returns.answers import read_number, read_percentage, read_word
from xlcsp.returns.collect import collect
from xlcsp.returns.comments import read_comments
from xlcsp.returns.issue import forms, issue
from xlcsp.returns.lead_form import CommentRow, CommentsForm, write_comments

ID = RETURN.letter("id")
TWO = (
    {"id": "2.1", "ref": "2.1", "measure": "Violence with injury", "unit": "offences", "polarity": "lower",
     "target_rule": "at most", "target": 400},
    {"id": "2.10", "ref": "2.10", "measure": "Violence without injury", "unit": "offences", "polarity": "lower",
     "target_rule": "at most", "target": 400},
)  # fmt: skip
MASTER_IDS = {"Measures": "AB", "History": "AB", "Corrections": "AB", "Peers": "A", "Proposals": "BC"}
FORM_IDS = {"Return": f"A{ID}", "Earlier quarters": "AL"}
GIVEN = {"2.1": Answer(figure=11, status="Provided"), "2.10": Answer(figure=17, status="Provided")}


def changed(path: Path, change: Callable[[Worksheet], object], sheet: str = "Return") -> None:
    book = opened(path)
    change(book[sheet])
    book.save(path)


def put(**cells: object) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        for cell, value in cells.items():
            sheet[cell].value = value

    return change


def test_identifiers_as_text_are_told_apart(tmp_path: Path) -> None:
    master = partnership(tmp_path, TWO)
    send(master, answers=GIVEN)
    found = collect(master, Q1)
    assert codes(found) == []
    assert [value_of(found, name)[0] for name in GIVEN] == [11, 17]  # type: ignore[index]


@pytest.mark.parametrize(
    "cells",
    [
        {"A15": 2.1, f"{ID}15": 2.1},
        {f"{ID}15": 2.1},
        {"A14": 2.1, f"{ID}14": 2.1},
        {"A15": 2.1},
    ],
)
def test_a_number_that_may_be_two_identifiers_takes_nothing(tmp_path: Path, cells: dict[str, object]) -> None:
    master = partnership(tmp_path, TWO)
    changed(send(master, answers=GIVEN), put(**cells))
    found = collect(master, Q1)
    assert [value_of(found, name)[0] for name in GIVEN] == [None, None]  # type: ignore[index]
    words = " ".join(f"{one.cell} {one.found}" for one in found.problems)
    assert set(codes(found)) == {"row id"}
    assert all(row in words for row in ("14", "15"))
    assert all(one.do for one in found.problems)


def test_a_number_that_can_be_one_identifier_only_is_told_and_its_figure_taken(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    changed(send(master), put(A14=1.1))
    found = collect(master, Q1)
    assert codes(found) == ["row id"]
    assert "1.10 typed as a number is 1.1, too" in found.problems[0].found
    assert value_of(found, "v")[0] == 100  # type: ignore[index]


@pytest.mark.parametrize(
    "cells",
    [
        {f"{ID}14": "r"},  # the id of the row below
        {"A14": "1.2"},  # its number
        {"A14": "9.9"},  # a number of nobody
        {"B14": "Robbery"},  # its words
    ],
)
def test_where_the_parts_of_a_row_disagree_nothing_is_taken_from_either(
    tmp_path: Path, cells: dict[str, object]
) -> None:
    master = partnership(tmp_path)
    changed(send(master), put(**cells))
    found = collect(master, Q1)
    assert codes(found) == ["row id"]
    assert value_of(found, "v")[0] is None  # type: ignore[index]
    if "9.9" not in cells.values():
        assert value_of(found, "r")[0] is None  # type: ignore[index]
        assert "row 15" in found.problems[0].found


def test_rows_sorted_without_their_ids_are_told(tmp_path: Path) -> None:
    master = partnership(tmp_path)

    def swap(sheet: Worksheet) -> None:
        for column in "ABCD":
            one, other = sheet[f"{column}{ROWS['v']}"], sheet[f"{column}{ROWS['r']}"]
            one.value, other.value = other.value, one.value

    changed(send(master), swap)
    found = collect(master, Q1)
    assert codes(found) == ["row id", "row id"]
    assert [value_of(found, name)[0] for name in ("v", "r")] == [None, None]  # type: ignore[index]


@pytest.mark.parametrize(
    "new",
    [
        {"measure": "All violence"},
        {"unit": "crimes"},
        {"ref": "1.6"},
        {"measure": "Robbery", "ref": "1.7"},  # the words of another measure, which has others now
    ],
)
def test_a_plan_worded_anew_after_the_issue_is_a_query(tmp_path: Path, new: dict[str, object]) -> None:
    master = partnership(tmp_path)
    list(issue(master, forms(master, Q1, collect(master, Q1).figures, date(2014, 7, 1)), date(2014, 7, 1)))
    send(master)
    plan = tuple(
        {**row, **new} if row["id"] == "v" else {**row, "measure": "Robberies"} if row["id"] == "r" else row
        for row in SERIES
    )
    write_plan(tmp_path, plan)
    found = collect(read_master(tmp_path), Q1)
    assert codes(found) == []
    assert value_of(found, "v")[0] == 100  # type: ignore[index]
    assert {query.code for query in found.queries if query.cell == f"C{ROWS['v']}"} == {"reworded"}


def test_a_revision_needs_the_same_agreement(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    send(master)
    revised = {("v", Q1): Revised(figure=98, why="Duplicates")}
    path = send(master, Q2, answers(), revised=revised, as_at=date(2014, 10, 9))

    def renumber(sheet: Worksheet) -> None:
        row = next(row for row in sheet.iter_rows() if row[-1].value == "v" or any(c.value == 98 for c in row))
        row[0].value = "1.2"

    changed(path, renumber, "Earlier quarters")
    found = collect(master, Q2)
    assert codes(found) == ["row id"]
    assert value_of(found, "v")[0] == 100  # type: ignore[index]


def test_what_was_last_reported_needs_the_same_agreement(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    send(master)
    path = send(master, Q2, answers(), as_at=date(2014, 10, 9))

    def swap(sheet: Worksheet) -> None:  # all but the Row ids are sorted
        one, other = (next(row for row in sheet.iter_rows() if row[-1].value == name) for name in ("v", "r"))
        for a, b in zip(one[:-1], other[:-1], strict=True):
            a.value, b.value = b.value, a.value

    changed(path, swap, "Earlier quarters")
    found = collect(master, Q2)
    assert codes(found) == ["row id", "row id"]
    assert "typed over" not in {query.code for query in found.queries}


@pytest.mark.parametrize("column", ["id", "ref"])
def test_an_identifier_that_became_a_day_is_a_fault(tmp_path: Path, column: str) -> None:
    """Excel makes one of 1-2 or 1/2."""
    path = write_plan(tmp_path, ({**TWO[0], column: "x1"}, TWO[1]))

    def change(sheet: Worksheet) -> None:
        cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "x1")
        cell.value = date(2026, 2, 1)

    changed(path, change, "Measures")
    with pytest.raises(PlanError) as told:
        read_master(path)
    assert any(
        f"The {column} is a day" in one.found and one.do.endswith("type it again, such as 1-2")
        for one in told.value.faults
    )


def test_a_no_that_became_a_day_is_told(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    changed(send(master), put(A14=date(2026, 2, 1)))
    found = collect(master, Q1)
    assert set(codes(found)) == {"row id"}
    assert any("is a day" in one.found for one in found.problems)
    assert value_of(found, "v")[0] is None  # type: ignore[index]


@pytest.mark.parametrize(("column", "value"), [("id", 2.1), ("id", 3)])
def test_a_number_as_an_identifier_of_the_plan_is_a_fault(tmp_path: Path, column: str, value: float) -> None:
    path = write_plan(tmp_path, ({**TWO[0], column: "x1"}, TWO[1]))

    def change(sheet: Worksheet) -> None:
        cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "x1")
        cell.value = value

    changed(path, change, "Measures")
    with pytest.raises(PlanError) as told:
        read_master(path)
    assert any(f"The {column} is the number {value:g}, not text" in fault.found for fault in told.value.faults)


def test_refs_that_became_one_number_are_told(tmp_path: Path) -> None:
    path = write_plan(tmp_path, ({**TWO[0], "ref": 2.1}, {**TWO[1], "ref": 2.1}))  # type: ignore[dict-item]
    with pytest.raises(PlanError, match=r"'2\.10"):
        read_master(path)


@pytest.mark.parametrize(
    ("refs", "cells", "lost"),
    [
        ((2.1, "2.10"), "B5", "2.10 typed as a number is 2.1, too"),
        ((2.1, 3), "B5 and B6", "2.10"),
        ((3, "4"), "B5", ""),
    ],
)
def test_a_ref_that_is_a_number_is_taken_and_asked_about(
    tmp_path: Path, refs: tuple[object, ...], cells: str, lost: str
) -> None:
    plan = tuple({**one, "ref": ref} for one, ref in zip(TWO, refs, strict=True))
    master = partnership(tmp_path, plan)  # type: ignore[arg-type]
    assert [one.ref for one in master.plan.series] == [str(ref) for ref in refs]
    (query,) = [one for one in collect(master, Q1).queries if one.code == "ref as number"]
    assert f"not text ({cells})" in query.found
    assert lost in query.found
    assert "2.10" in lost or "typed" not in query.found
    assert query.do.startswith("Format the cells as Text, then type each again")
    (told,) = [one for one in examine(master.path, HERE) if one.name == "Plan" and not one.is_well]
    assert cells in told.found


def test_refs_that_are_text_are_not_asked_about(tmp_path: Path) -> None:
    assert partnership(tmp_path, TWO).queries == ()


def test_identifiers_are_text_to_the_foot_of_the_sheet(tmp_path: Path) -> None:
    """So that 2.10 that is typed into a row below stays 2.10."""
    master = partnership(tmp_path, TWO)
    for path, sheets in ((master.path, MASTER_IDS), (send(master, answers=GIVEN), FORM_IDS)):
        book = opened(path)
        for name, columns in sheets.items():
            for letter in columns:
                assert book[name].column_dimensions[letter].number_format == "@", (name, letter)
                held = [cell for cell in book[name][letter] if cell.value in ("2.10", "2.1")]
                assert {cell.number_format for cell in held} <= {"@"}


@pytest.mark.parametrize(
    ("cells", "told"), [({"A13": "1.2"}, "row id"), ({"A13": 1.1}, "number"), ({"G13": 1.1}, "number")]
)
def test_a_comment_in_a_row_that_is_of_two_measures_is_told_and_not_taken(
    tmp_path: Path, cells: dict[str, object], told: str
) -> None:
    path = tmp_path / "Comments.xlsx"
    rows = tuple(CommentRow(ref, "Violence", "Red", "", "", comment="Done.") for ref in ("1.1", "1.2"))
    write_comments(CommentsForm("P", Q1, "Lead", None, date(2014, 7, 1), rows), path)
    changed(path, put(**cells), "Comments")
    found = read_comments(path, "")
    assert found is not None
    assert len(found.comments) == 1
    assert [one.code for one in found.problems if told in one.found] == ["row id"]


def test_two_measures_with_one_ref_and_other_words_are_a_fault(tmp_path: Path) -> None:
    path = write_plan(tmp_path, (TWO[0], {**TWO[1], "ref": "2.1", "series": "other"}))
    with pytest.raises(PlanError, match="other words"):
        read_master(path)


def test_series_of_one_measure_share_its_words(tmp_path: Path) -> None:
    two: Master = partnership(tmp_path, (TWO[0], {**TWO[1], "ref": "2.1", "series": "other",
                                                  "measure": "violence  with INJURY"}))  # fmt: skip
    assert len(list(two.plan.series)) == 2


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("303\u200b", 303), ("\ufeff303", 303), ("\u200e3\u200b03\u200f", 303), ("\u202d303\u202c", 303),
        ("1\u202f291", 1291), ("1\u00a0291", 1291), ("1\u2009291", 1291), ("12,345", 12345),
    ],
)  # fmt: skip
def test_a_number_with_invisible_characters_or_thin_blanks_is_read_and_said(text: str, number: int) -> None:
    reading = read_number(text)
    assert reading.value == number
    assert ("invisible" in reading.query) == any(mark in text for mark in "\u200b\u200e\ufeff\u202d")


@pytest.mark.parametrize("text", ["\uff11\uff12", "\u0661\u0662", "\u202e321", "3\u00b2", "\u2460"])
def test_digits_of_other_scripts_and_turned_text_are_not_silently_taken(text: str) -> None:
    assert read_number(text).is_wrong
    assert read_percentage(text).is_wrong


def test_a_percentage_and_a_word_are_read_past_invisible_characters() -> None:
    assert read_percentage("30%\u200b").value == read_percentage(Percent(0.3)).value
    assert read_word("Provided\u200b", ("Provided", "No figure")) == ("Provided", "")


@pytest.mark.parametrize(
    "text",
    ["09/01/15", "9 January 2015", "2015-01-09 00:00:00", "9th January 2015", "9.1.15", "9-Jan-2015", "9/1/2015",
     "Friday, 9 January 2015", "2015-01-09T00:00:00.000Z", "9th of January 2015", "2015/01/09", "09/01/2015 14:30"],
)  # fmt: skip
def test_a_date_as_text_is_understood_with_the_day_first(text: str) -> None:
    assert parse_day(text) == date(2015, 1, 9)


@pytest.mark.parametrize("text", ["10 Sept 2015", "10th sept. 2015", "10-Sept-15"])
def test_september_is_shortened_as_in_britain(text: str) -> None:
    assert parse_day(text) == date(2015, 9, 10)


@pytest.mark.parametrize("text", ["31/02/2015", "13/13/2015", "end of June", "1/2", "2015", "20150109", "2014/15", ""])
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_day(text) is None


def test_a_day_that_has_lost_its_format_is_read_and_said(tmp_path: Path) -> None:
    master = partnership(tmp_path)

    def lose(sheet: Worksheet) -> None:
        sheet["J6"].value, sheet["J6"].number_format = 41830, "General"

    changed(send(master), lose)
    found = collect(master, Q1)
    assert codes(found) == []
    assert found.receipts[-1].as_at == date(2014, 7, 10)
    assert any('"41830" is a number; it was read as 10 July 2014' in query.found for query in found.queries)


def test_a_date_as_text_is_said(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    changed(send(master), put(J6="10th July 2014\u200b"))
    found = collect(master, Q1)
    assert codes(found) == []
    assert found.receipts[-1].as_at == date(2014, 7, 10)
    assert any("read as 10 July 2014" in query.found for query in found.queries)


def test_the_copy_that_was_issued_is_not_needed(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    send(master)
    shutil.rmtree(tmp_path / "forms", ignore_errors=True)
    assert codes(collect(replace(master), Q1)) == []


def test_a_file_that_was_not_taken_dates_no_data(tmp_path: Path) -> None:
    master = partnership(tmp_path, settings={"quarter": "Q1"})
    send(master, as_at=date(2014, 7, 10))
    send(master, as_at=date(2014, 9, 20), name="theirs.xlsx", partnership_named="Another Partnership")
    found = collect(master, Q1)
    assert {one.as_at for one in found.receipts} == {date(2014, 7, 10), date(2014, 9, 20)}
    assert found.data_date == date(2014, 7, 10)


@pytest.mark.parametrize(
    ("row", "was", "now"),
    [
        (
            {"kind": "rate", "series": "Opiate clients", "unit": "clients"},
            "Opiate clients: clients: how many, out of how many",
            "Opiate clients: how many, out of how many",
        ),
        ({"kind": "percentage", "unit": "residents"}, "% residents (0 to 100)", "% of residents (0 to 100)"),
        (
            {"kind": "ratio", "unit": "days per referral"},
            "Days per referral: the figure, and what it is divided by",
            "Days per referral: number of days, and number of referrals",
        ),
        (
            {"kind": "ratio", "unit": "contacts per zorb"},  # of which no plural is known
            "Contacts per zorb: the figure, and what it is divided by",
            "Contacts per zorb: number of contacts, and what it is divided by",
        ),
        (
            {"kind": "ratio", "unit": "days"},
            "Days: the figure, and what it is divided by",
            "Days: number of days, and what it is divided by",
        ),
    ],
)
def test_a_form_says_what_to_enter_and_its_former_words_are_still_known(
    row: dict[str, object], was: str, now: str, tmp_path: Path
) -> None:
    plan = ({"id": "x", "ref": "1.1", "measure": "Support", "target_rule": "monitor", "polarity": "higher", **row},)
    master = partnership(tmp_path, plan)  # type: ignore[arg-type]
    is_share = row["kind"] == "percentage"
    path = send(master, answers={"x": Answer(percentage=40) if is_share else Answer(figure=40, out_of=50)})
    told = []

    def change(sheet: Worksheet) -> None:
        cell = sheet[f"{RETURN.letter('series')}{min(ROWS.values())}"]
        told.append(cell.value)
        cell.value = was

    changed(path, change)
    assert told == [now]
    found = collect(master, Q1)
    assert (codes(found), [query.found for query in found.queries if query.code == "reworded"]) == ([], [])
    assert value_of(found, "x") is not None
