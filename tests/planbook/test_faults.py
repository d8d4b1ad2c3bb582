"""The plan is read as its columns mean; all its faults are reported at once, each with sheet and cell."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support import PARTNERSHIP, SERIES, opened, partnership, write_plan
from xlcsp.domain.periods import Quarter
from xlcsp.errors import PlanError, WorkbookError
from xlcsp.master.workbook import Cell
from xlcsp.planbook import read_master

ONE: dict[str, Cell] = {"id": "v", "ref": "1.1", "measure": "Violence", "unit": "offences"}


def faults(folder: Path, *series: dict[str, Cell], **tables: object) -> list[str]:
    """What is said of a plan, one line a fault."""
    path = write_plan(folder, series or SERIES, **tables)  # type: ignore[arg-type]
    with pytest.raises(PlanError) as caught:
        read_master(path)
    assert str(caught.value).splitlines() == [str(fault) for fault in caught.value.faults]
    return [str(fault) for fault in caught.value.faults]


def test_a_plan_is_read_with_exact_numbers(tmp_path: Path) -> None:
    master = partnership(
        tmp_path, ({**ONE, "polarity": "lower", "target_rule": "at most", "target": 0.1, "kind": "rate"},)
    )
    (series,) = master.plan.series
    assert series.target == Decimal("0.1")
    assert master.settings.partnership == PARTNERSHIP
    assert master.settings.quarter == Quarter(2014, 4)


def test_all_faults_are_told_at_once_with_sheet_and_cell(tmp_path: Path) -> None:
    bad: dict[str, Cell] = {**ONE, "kind": "flow", "polarity": "down", "target": "lots", "target_rule": "at most"}
    said = faults(tmp_path, bad, {**ONE, "ref": "1.2"})
    assert len(said) >= 4
    assert all(line.startswith("master.xlsm, Measures!") for line in said)
    assert any("Measures!G5" in line and '"flow" is not a choice for kind' in line for line in said)
    assert any('The id "v" is already used in A5' in line for line in said)


FAULTS: list[tuple[dict[str, Cell], str]] = [
    ({"kind": "rate", "baseline": 62}, "A rate is a proportion: 0.62 is 62%. Enter 0.62 if 62% is meant."),
    ({"kind": "rate", "target": 90, "target_rule": "at least", "polarity": "higher"}, "90 is above 1"),
    ({"target_rule": "at most", "target": 5}, "A target needs a polarity"),
    ({"target_rule": "at most", "polarity": "lower"}, '"at most" needs a target'),
    ({"target_rule": "at most", "target": 5, "polarity": "higher"}, 'does not go with "higher is better"'),
    ({"target_rule": "between", "target": "20 to 10", "polarity": "lower"}, "20 is above 10"),
    ({"target_rule": "between", "target": "nan to 5", "polarity": "lower"}, "write it as: 10 to 20"),
    ({"rag_rule": "chance", "kind": "rolling 12"}, "it has no chance"),
    ({"target_rule": "at most", "target": "1,5", "polarity": "lower"}, '"1,5" is not a number'),
    ({"target_rule": "between", "target": 15, "polarity": "lower"}, "write it as: 10 to 20"),
    ({"target_rule": "% change on baseline", "target": -0.05, "polarity": "lower"}, "needs a baseline"),
    (
        {"target_rule": "% change on baseline", "target": -5, "polarity": "lower", "baseline": 9},
        "-5 is not a change",
    ),
    ({"target_rule": "at most", "target": 9, "polarity": "lower", "target_q1": 1}, "not complete"),
    ({"target_rule": "at most", "target": -9, "polarity": "lower"}, "-9 is negative"),
    ({"tolerance": 5}, "5% is 0.05"),
    ({"closed_from": "autumn"}, "is not a quarter"),
    ({"first_year": "2014/16"}, "the second year must follow the first"),
    ({"disclosive": "perhaps"}, "neither yes nor no"),
    ({"role": "supporting"}, "has no headline series"),
    ({"lag_quarters": 1.5}, "not a whole number"),
    ({"provider": ""}, "provider is blank"),
    ({"polarity": "lower", "green": 100}, "amber is blank"),
    ({"polarity": "lower", "green": 100, "amber": 90}, "amber 90 is on the wrong side of green 100"),
    (
        {"polarity": "higher", "green": 0.7, "amber": 0.8, "kind": "rate"},
        "Where higher is better it is at most green",
    ),
    ({"rag_rule": "thresholds"}, "The rule thresholds needs green and amber"),
    ({"rag_rule": "improving", "polarity": "lower", "green": 5, "amber": 6}, "not used by the rule improving"),
    ({"green_within": 5}, "1% is 0.01"),
    ({"per": 0, "kind": "per population"}, "0 is not a number of residents"),
    ({"per": 1000}, "A count is not per 1000"),
    ({"frequency": "academic year"}, "Choose annual for the figure of such a year, which is asked for with Q4"),
    ({"frequency": "termly"}, "Years run from April to March, and quarters with them: no other year can be chosen"),
    ({"frequency": "weekly"}, "It is one of: quarterly, monthly, half-yearly, annual"),
    ({"due": "soon", "kind": "milestone"}, '"soon" is not a date'),
    ({"due": "30/09/2014"}, "A count has no due date"),
    ({"judged": "quarter", "kind": "snapshot"}, 'A snapshot is not judged by "quarter"'),
    (
        {
            "target_rule": "at most",
            "target": 76,
            "polarity": "lower",
            **{f"target_q{at}": 19 for at in range(1, 5)},
        },
        "19, 19, 19 and 19 look like targets for single quarters",
    ),
]


def test_each_fault_is_named(tmp_path: Path) -> None:
    series = [{**ONE, "id": f"v{n}", "ref": f"1.{n}", **changed} for n, (changed, _) in enumerate(FAULTS, 1)]
    told = faults(tmp_path, *series)
    of_row = [[line for line in told if re.search(rf"![A-Z]+{row}\b", line)] for row in range(5, 5 + len(FAULTS))]
    unnamed = [row for row, lines in zip(FAULTS, of_row, strict=True) if not any(row[1] in line for line in lines)]
    assert unnamed == []


def test_a_master_without_a_sheet_names_it(tmp_path: Path) -> None:
    path = write_plan(tmp_path)
    book = opened(path)
    del book["History"]
    book.save(path)
    with pytest.raises(PlanError, match='The master workbook has no sheet "History"'):
        read_master(path)


def test_a_table_without_a_column_names_it(tmp_path: Path) -> None:
    path = write_plan(tmp_path)
    book = opened(path)
    book["Measures"]["I4"].value = "direction"
    book.save(path)
    with pytest.raises(PlanError, match='The table has no column "polarity"'):
        read_master(path)


def test_an_error_cell_in_the_plan_is_a_fault(tmp_path: Path) -> None:
    path = write_plan(tmp_path)
    book = opened(path)
    book["Measures"]["O5"].value = "=1/0"
    book.save(path)
    with pytest.raises(PlanError, match="Measures!O5: The cell holds a formula without a calculated value"):
        read_master(path)


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("tolerance", 5, "5 is not a tolerance. It is a proportion: 5% is 0.05. Enter 0.05."),
        ("tolerance", 1, "1 is not a tolerance"),
        ("tolerance", -0.05, "-0.05 is not a tolerance"),
        ("query_step", 0, "0 is not a step. It is a proportion: 50% is 0.5. Enter 0.5."),
        ("query_step", 101, "101 is not a step"),
        ("rounding", 7, "7 is too large. It is at most 6. Enter 1."),
        ("disclosure threshold", 10_001, "10,001 is too large. It is at most 10,000. Enter 5."),
        ("pct_min_base", 10_001, "10,001 is too large. It is at most 10,000. Enter 50."),
    ],
)
def test_a_setting_out_of_its_bounds_is_a_fault(tmp_path: Path, setting: str, value: Cell, said: str) -> None:
    (fault,) = faults(tmp_path, settings={setting: value})
    assert fault.startswith("master.xlsm, Settings!B")
    assert said in fault


@pytest.mark.parametrize(
    ("setting", "value"), [("tolerance", 0), ("query_step", 100), ("rounding", 6), ("pct_min_base", 10_000)]
)
def test_a_setting_at_its_bound_is_none(tmp_path: Path, setting: str, value: Cell) -> None:
    assert partnership(tmp_path, settings={setting: value}).settings


def test_history_must_belong_to_the_plan_and_add_up(tmp_path: Path) -> None:
    year: dict[str, Cell] = {"id": "v", "year": "2013/14", "Q1": 1, "Q2": 2, "Q3": 3, "Q4": 4, "year_total": 11}
    said = faults(tmp_path, history=(year, {**year, "id": "gone", "year_total": 10}, {"id": "r", "year": "2013/15"}))
    assert any("its four quarters add up to 10" in line for line in said)
    assert any('"gone" is not an id of the sheet Measures' in line for line in said)
    assert any("the second year must follow the first" in line for line in said)


@pytest.mark.parametrize(
    ("kind", "year", "said"),
    [
        ("count", {"Q1": 12.5}, "12.5 is not a whole number"),
        ("rate", {"Q1": 12, "D1": 5}, "12 of 5 is not possible"),
        ("percentage", {"Q1": 62}, "Enter 0.62"),
    ],
)
def test_history_holds_what_the_kind_can_have(tmp_path: Path, kind: str, year: dict[str, Cell], said: str) -> None:
    lines = faults(tmp_path, {**ONE, "kind": kind}, history=({"id": "v", "year": "2013/14", **year},))
    assert any(line.startswith("master.xlsm, History!C5") and said in line for line in lines)


def test_a_correction_says_why_by_whom_and_when(tmp_path: Path) -> None:
    row: dict[str, Cell] = {"id": "v", "year": "2014/15", "quarter": "Q1", "field": "numerator", "old": 1, "new": 2}
    said = faults(tmp_path, corrections=(row,))
    assert {line.split(": ")[1] for line in said} == {
        "reason is blank. A correction says why, by whom and when. Fill it in."
    } | {f"{column} is blank. A correction says why, by whom and when. Fill it in." for column in ("who", "date")}


def test_missing_settings_are_named(tmp_path: Path) -> None:
    said = faults(tmp_path, settings={"partnership": None, "quarter": "Q7"})
    assert any('"Q7" is not a quarter' in line or "Q7" in line for line in said)
    assert any('The setting "partnership" is missing' in line for line in said)


def test_no_master_at_all_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match=r"holds no master\.xlsm or master\.xlsx"):
        read_master(tmp_path)
    with pytest.raises(WorkbookError, match="does not exist"):
        read_master(tmp_path / "nowhere")


def test_a_master_that_cannot_be_read_is_a_workbook_error(tmp_path: Path) -> None:
    (tmp_path / "master.xlsm").write_bytes(b"")
    with pytest.raises(WorkbookError, match="The file is empty"):
        read_master(tmp_path)


def test_a_large_sheet_of_ones_own_is_not_in_the_way(tmp_path: Path) -> None:
    """Sizes are checked of what is read; an officer may keep what they like beside the plan."""
    path = write_plan(tmp_path)
    book = opened(path)
    sheet = book.create_sheet("Extract")
    sheet["A20000"], sheet["GZ3"] = 1, 2
    book.save(path)
    assert [one.id for one in read_master(path).plan.series] == [str(one["id"]) for one in SERIES]
