"""A form shows a figure as the report does: pounds with their sign, one number of decimals for each series."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from tests.report.test_decimals import GIVEN, HISTORY, PLAN, answer
from tests.support import Q1, Q2, Q3, partnership, send
from xlcsp.forms.columns import EARLIER, RETURN, YEAR
from xlcsp.forms.layout import Answer

UNDER_HEAD = {"Return": 14, "Earlier quarters": 5, "Year so far": 5}


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Worksheet]:
    master = partnership(tmp_path_factory.mktemp("digits"), PLAN, history=HISTORY, settings={"quarter": "Q3"})
    for at, quarter in enumerate((Q1, Q2, Q3)):
        path = send(master, quarter, {name: answer(name, at) for name in GIVEN}, as_at=quarter.last_day)
    return {sheet.title: sheet for sheet in load_workbook(path, data_only=True)}


def cell(form: dict[str, Worksheet], sheet: str, columns: object, ref: str, key: str) -> Cell:
    """The cell of the measure's first row."""
    rows = form[sheet].iter_rows(min_row=UNDER_HEAD[sheet])
    row = next(row for row in rows if str(row[0].value) == ref)
    return row[columns.index(key)]  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize(
    ("ref", "said"),
    [
        ("1.1", "Year to date 460.5, 7.5 above a year before (+1.7%)."),
        ("1.2", "Year to date 225, 9 above a year before (+4.2%). Straight-line indication for the year: 300."),
        (
            "1.3",
            "Year to date £3,151.25, £271.25 above a year before (+9.4%). Straight-line indication for the year: £4,2",
        ),
        ("1.4", "Year to date £269.75, £3.25 below a year before (-1.2%)."),
        ("1.5", "Now 12.0. Target at most 12: Green."),
        ("1.6", "Year to date 3.6, 0.1 above a year before (+3.8%). Target at least 4"),
    ],
)
def test_its_sentence_has_the_decimals_of_the_report(form: dict[str, Worksheet], ref: str, said: str) -> None:
    assert cell(form, "Return", RETURN, ref, "sentence").value.startswith(said)


@pytest.mark.parametrize(
    ("ref", "reported", "form_of_year", "form_of_change"),
    [
        ("1.1", "#,##0.0", "#,##0.0", "+#,##0.0;-#,##0.0;#,##0.0"),
        ("1.2", "#,##0", "#,##0", "+#,##0;-#,##0;#,##0"),
        ("1.3", '"£"#,##0.00', '"£"#,##0.00', '+"£"#,##0.00;-"£"#,##0.00;"£"#,##0.00'),
        ("1.4", '"£"#,##0.00', '"£"#,##0.00', '+"£"#,##0.00;-"£"#,##0.00;"£"#,##0.00'),
    ],
)
def test_its_cells_have_number_formats_by_kind_and_unit(
    form: dict[str, Worksheet], ref: str, reported: str, form_of_year: str, form_of_change: str
) -> None:
    """Pounds stood there as 9,000.5 and 4113, and Excel shows 58 by #,##0.## as "58."."""
    assert cell(form, "Earlier quarters", EARLIER, ref, "last_figure").number_format == reported
    assert cell(form, "Year so far", YEAR, ref, "q1").number_format == reported
    assert cell(form, "Return", RETURN, ref, "to_date").number_format == form_of_year
    assert cell(form, "Return", RETURN, ref, "variance").number_format == form_of_change


def asked_for(form: dict[str, Worksheet]) -> dict[str, tuple[str, str]]:
    """Of each cell the format that what is typed can ask for, and when."""
    return {
        str(area.sqref): (rule.dxf.numFmt.formatCode, rule.formula[0])
        for area, rules in form["Return"].conditional_formatting._cf_rules.items()
        for rule in rules
        if rule.dxf.numFmt is not None
    }


def test_decimals_appear_once_one_is_typed(form: dict[str, Worksheet]) -> None:
    formats = asked_for(form)
    at = {ref: cell(form, "Return", RETURN, ref, "to_date").coordinate for ref in ("1.1", "1.2", "1.3", "1.4")}
    assert [formats.get(at[ref], (None,))[0] for ref in at] == [None, "#,##0.0", None, None]


def test_pence_appear_where_the_figure_typed_is_below_a_thousand(tmp_path: Path) -> None:
    plan = tuple(row for row in PLAN if row["id"] == "fines")
    master = partnership(tmp_path, plan, settings={"quarter": "Q1"})
    sheets = {sheet.title: sheet for sheet in load_workbook(send(master, Q1, {"fines": Answer(figure=985.5)}))}
    form, rule = asked_for(sheets)[cell(sheets, "Return", RETURN, "1.3", "to_date").coordinate]
    assert form == '"£"#,##0.00'
    assert "<1000" in rule


def test_no_format_leaves_a_bare_decimal_point(form: dict[str, Worksheet]) -> None:
    for sheet in form.values():
        forms = {one.number_format for row in sheet.iter_rows() for one in row}
        assert not [one for one in forms if ".#" in one]


def test_what_differs_by_less_than_is_shown_is_not_the_same_as_a_year_before(tmp_path: Path) -> None:
    plan = tuple(row for row in PLAN if row["id"] == "days")
    history = ({"id": "days", "year": "2013/14", "Q1": 3225, "D1": 1000},)
    master = partnership(tmp_path, plan, history=history, settings={"quarter": "Q1"})
    path = send(master, Q1, {"days": Answer(figure=3192, out_of=1000)})
    sheets = {sheet.title: sheet for sheet in load_workbook(path, data_only=True)}
    said = cell(sheets, "Return", RETURN, "1.6", "sentence").value
    assert said.startswith("Year to date 3.2, less than 0.1 below a year before (-1.0%).")
