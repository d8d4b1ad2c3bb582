"""Rates use the residents that the plan gives, found by area, group and year, and named wherever they matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.master.test_performance import differences, on_performance
from tests.returns.test_months import months
from tests.support import Q1, Q2, partnership, send, write_plan
from xlcsp.domain.figures import figure_words
from xlcsp.errors import PlanError
from xlcsp.forms.layout import Answer, what_to_enter
from xlcsp.master.workbook import Cell
from xlcsp.pipeline import NOTHING_ELSE, Wanted, make, write
from xlcsp.pipeline.release import release
from xlcsp.planbook import Master, read_master
from xlcsp.report.as_json import report_json
from xlcsp.report.described import described
from xlcsp.report.revised import revised
from xlcsp.report.scorecard import scorecard

Row = Mapping[str, Cell]
RATE: Row = {
    "id": "v", "ref": "1.1", "measure": "Violence", "kind": "per population", "unit": "offences", "polarity": "lower",
    "target_rule": "at most", "target": 12, "population": "Havering",
}  # fmt: skip
ESTIMATES: tuple[Row, ...] = (
    {"area": "Havering", "year": "2013", "population": 240_000, "source": "ONS"},
    {"area": "Havering", "year": "2014", "population": 250_000, "source": "ONS"},
    {"area": "Havering", "group": "10 to 17", "year": "mid-2014", "population": 25_000, "source": "GLA"},
)
AGED = ({**ESTIMATES[2], "group": "aged 10 to 17"},)
YEAR: tuple[Row, ...] = ({"id": "v", "year": "2013/14", "Q1": 600, "Q2": 600, "Q3": 600, "Q4": 600},)
FIGURE = {"v": Answer(figure=750, status="Provided")}


def texts(path: Path, sheet: str) -> list[str]:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    return [str(cell) for row in rows for cell in row]


def sent(folder: Path, *, estimates: tuple[Row, ...] = ESTIMATES, **changed: Cell) -> Master:
    master = partnership(folder, ({**RATE, **changed},), history=YEAR, populations=estimates)
    send(master, Q1, FIGURE, as_at=date(2014, 7, 5))
    send(master, Q2, FIGURE, as_at=date(2014, 10, 5))
    return master


def test_the_provider_enters_the_count_alone_and_the_rate_is_of_the_years_residents(tmp_path: Path) -> None:
    made = make(sent(tmp_path), Q2)
    assert made.collection.problems == made.collection.queries == []
    (one,) = made.report.series
    found = one.assessment
    assert (found.to_date, found.rag) == (Fraction(1500, 250), "Green")  # 6 to date, of 12 in the year
    assert found.comparators.last_year_to_date == Fraction(1200, 240)  # last year by last year's residents
    assert one.series.per_words == "per 1,000 residents, population 250,000 (mid-2014, ONS)"


def test_a_group_is_named_after_its_area_and_a_number_is_fixed_in_the_plan(tmp_path: Path) -> None:
    (one,) = make(sent(tmp_path / "a", population="havering, 10 to 17", per=100_000), Q1).report.series
    assert one.assessment.to_date == Fraction(750 * 100_000, 25_000)
    assert one.series.per_words == "per 100,000 residents, population 25,000 (10 to 17, mid-2014, GLA)"
    assert "750 offences in Q1: 3,000.0 per 100,000 residents aged 10 to 17" in one.sentences[0]
    (one,) = make(sent(tmp_path / "d", estimates=AGED, population="Havering, aged 10 to 17"), Q1).report.series
    assert "750 offences in Q1: 30.0 per 1,000 residents aged 10 to 17" in one.sentences[0]
    (one,) = make(sent(tmp_path / "b", population=300_000), Q1).report.series
    assert one.assessment.to_date == Fraction(750, 300)
    assert one.assessment.comparators.last_year_to_date == 2
    assert one.series.per_words == "per 1,000 residents, population 300,000 (fixed in the plan)"


def test_which_residents_is_said_on_the_page_in_json_in_the_publication_and_by_doctor(tmp_path: Path) -> None:
    master = sent(tmp_path)
    made = make(master, Q2)
    (one,) = made.report.series
    said = "per 1,000 residents, population 250,000 (mid-2014, ONS)"
    assert one.target.endswith(f"Rate: {said}")
    told = report_json(made.report, [])["series"][0]
    assert told["per"] == 1000
    assert told["population"] == {"residents": 250_000, "area": "Havering", "group": "", "year": 2014, "source": "ONS"}
    assert described(one.series, master.settings).startswith(
        "1.1: per population, population 250,000 (mid-2014, ONS), lower is better"
    )
    files = write(made, Wanted(publish=True)).files
    published = next(path for path in files if path.name.endswith("publication.xlsx"))
    assert f"offences {said}" in texts(published, "Year to date")
    board = next(path for path in files if path.name == "2014-15 Q2.xlsx")
    assert any(said in text for text in texts(board, "Violence"))


def test_residents_of_another_year_are_used_and_asked_about(tmp_path: Path) -> None:
    made = make(sent(tmp_path, estimates=ESTIMATES[:1]), Q2)
    (one,) = made.report.series
    assert one.assessment.to_date == Fraction(1500, 240)
    (query,) = made.collection.queries
    assert (query.sheet, query.cell, query.code) == ("Populations", "C5", "population of another year")
    assert str(query) == (
        "master.xlsm, Populations!C5: 1.1 Violence: The rate is per 1,000 residents, population 240,000 (mid-2013, "
        "ONS): the sheet has no mid-2014 of Havering. A rate of 2014/15 is worked out with the residents of 2014. "
        "Enter the mid-2014 estimate when it is published; until then mid-2013 is used, and said so."
    )


MONTHLY: Row = {**RATE, "frequency": "monthly"}


@pytest.mark.parametrize("row", [RATE, MONTHLY])
def test_a_newer_estimate_accuses_nobody_and_is_told_beside_what_the_last_report_said(tmp_path: Path, row: Row) -> None:
    """Once the estimate was entered as asked, each form sent before had "typed over" its locked column."""
    figures = {"v": Answer(figure=750, status="Provided") if row is RATE else months(250, 250, 250)}
    master = partnership(tmp_path, (row,), history=YEAR, populations=ESTIMATES[:1], settings={"quarter": "Q1"})
    send(master, Q1, figures, as_at=date(2014, 7, 5))
    release(make(master, Q1), "1.0", "Board", NOTHING_ELSE)
    send(master, Q2, figures, as_at=date(2014, 10, 5))
    assert [one.code for one in make(master, Q2).collection.queries] == ["population of another year"]
    path = write_plan(tmp_path, (row,), history=YEAR, populations=ESTIMATES, settings={"quarter": "Q2"})
    made = make(read_master(path), Q2)
    assert made.collection.queries == []
    assert made.report.series[0].assessment.to_date == Fraction(1500, 250)
    assert list(revised(made.report)) == [("1.1", "Population behind the rates changed from 240,000 to 250,000.")]
    assert "The population behind the rates of 1.1 has changed since the last report" in scorecard(made.report).key


def test_a_form_that_asked_for_residents_is_read_with_those_of_the_plan_and_told(tmp_path: Path) -> None:
    asking = partnership(tmp_path, ({**RATE, "population": None},))
    send(asking, Q1, {"v": Answer(figure=750, out_of=200_000, status="Provided")}, as_at=date(2014, 7, 5))
    made = make(replace(sent(tmp_path / "now"), path=asking.path), Q1)
    assert made.report.series[0].assessment.to_date == 3
    assert [(one.code, one.found) for one in made.collection.queries] == [
        ("population differs", "The plan gives 250,000 residents, the form 200,000; those of the plan were taken")
    ]


@pytest.mark.parametrize(
    ("changed", "estimates", "said"),
    [
        ({"population": "Barking"}, ESTIMATES,
         'Measures!AN5: The sheet Populations has no row "Barking". It has Havering and Havering, 10 to 17. Name one'),
        ({"population": "Havering"}, ESTIMATES[2:], 'has no row "Havering". It has Havering, 10 to 17. Name one'),
        ({"population": "Havering"}, (), 'has no row "Havering". The sheet has no rows. Name one of them, enter the'),
        ({"population": 0}, (), "Measures!AN5: 0 is not a number of residents. A whole number above 0, or an area"),
        ({"population": 12.5}, (), "12.5 is not a number of residents"),
        ({"kind": "count"}, ESTIMATES, "A count is not measured against a population. per population only"),
        ({}, ({**ESTIMATES[0], "year": None},), "Populations!C5: The year of the population is blank. A year, such as"),
        ({}, ({**ESTIMATES[0], "year": "lately"},), 'Populations!C5: "lately" is not a year. A year, such as 2024'),
        ({}, ({**ESTIMATES[0], "population": None},), "Populations!D5: The population is blank. A whole number above"),
        ({}, ({**ESTIMATES[0], "population": 0},), "Populations!D5: 0 is not a number of residents. A whole number"),
        ({}, ({**ESTIMATES[0], "source": None},), "Populations!E5: source is blank. Say whose estimate it is, such as"),
        ({}, ({**ESTIMATES[0], "area": None}, *ESTIMATES), "Populations!A5: area is blank. Name the area."),
        ({}, (*ESTIMATES, ESTIMATES[1]), "Populations!C8: Havering has mid-2014 already in C6. Remove one"),
    ],
)  # fmt: skip
def test_each_fault_of_a_population_is_told_once_with_its_cell(
    tmp_path: Path, changed: Row, estimates: tuple[Row, ...], said: str
) -> None:
    path = write_plan(tmp_path, ({**RATE, **changed},), populations=estimates)
    with pytest.raises(PlanError) as caught:
        read_master(path)
    assert [said in str(one) for one in caught.value.faults].count(True) == 1, caught.value


@pytest.mark.parametrize("changed", [{}, {"per": 100_000, "target": 1200}, {"population": 300_000}])
def test_the_cells_of_performance_hold_the_rate_against_the_same_residents(
    tmp_path: Path, changed: dict[str, Cell]
) -> None:
    report = make(sent(tmp_path, **changed), Q2).report
    rows = on_performance(report, [{**RATE, **changed}], {"rag rule": "tolerance"})
    assert differences(report, rows) == []
    assert isinstance(rows[0]["last year"], int | float)


def test_a_rate_is_per_what_its_unit_says(tmp_path: Path) -> None:
    """Fires per 10,000 dwellings were printed "per 10,000 residents", on every page."""
    unit = {"unit": "fires per 10,000 dwellings", "per": 10_000, "population": 700_000}
    master = sent(tmp_path, **unit)
    (one,) = make(master, Q2).report.series
    assert one.series.per_words == "per 10,000 dwellings, 700,000 dwellings (fixed in the plan)"
    assert one.target.startswith("Target: at most 12 fires per 10,000 dwellings")
    assert one.sentences[0].startswith("750 fires in Q1: 10.7 per 10,000 dwellings")
    assert "residents" not in " ".join((*one.sentences, one.target, described(one.series, master.settings)))
    assert "700,000 dwellings (fixed in the plan)" in described(one.series, master.settings)
    assert what_to_enter(one.series) == "Number of fires"
    figures = texts(write(make(master, Q2)).files[0], "Figures")
    assert any("(dwellings: the plan)" in text for text in figures)
    assert [query for query in make(master, Q2).collection.queries if query.code == "unit and per"] == []


def test_a_form_asks_for_the_number_that_is_counted_never_for_the_rate(tmp_path: Path) -> None:
    """It asked for the "Number of offences per 100,000 residents", and a rate would have been taken for a count."""
    (one,) = make(sent(tmp_path, unit="offences per 100,000 residents", per=100_000), Q1).report.series
    assert what_to_enter(one.series) == "Number of offences"


def test_a_group_that_the_rate_is_per_is_not_named_twice(tmp_path: Path) -> None:
    """It read "per 1,000 dwellings, 96,400 dwellings (dwellings, mid-2014)", and asked for the residents of 2015."""
    homes = {"area": "Havering", "group": "dwellings", "year": 2013, "population": 96_400, "source": "Council"}
    master = sent(tmp_path, estimates=(homes,), unit="fires per 1,000 dwellings", population="Havering, dwellings")
    made = make(master, Q1)
    assert made.report.series[0].series.per_words == "per 1,000 dwellings, 96,400 dwellings (mid-2013, Council)"
    (query,) = (one for one in made.collection.queries if one.code == "population of another year")
    assert query.allowed == "A rate of 2014/15 is worked out with the number of 2014"


def test_a_year_s_days_per_employee_add_up(tmp_path: Path) -> None:
    """As a ratio of each quarter's staff, 9.2 days a year were held against a quarter's 2.4."""
    made = make(sent(tmp_path, unit="days per employee", per=1, population=300, target=9.2), Q2)
    (one,) = made.report.series
    assert (one.assessment.to_date, one.assessment.rag) == (Fraction(5), "Red")  # 4.6 to date are allowed
    assert one.series.per_words == "per employee, 300 employees (fixed in the plan)"
    assert "750 days in Q1: 2.5 per employee" in one.sentences[0]
    assert any("(employees: the plan)" in text for text in texts(write(made).files[0], "Figures"))
    assert figure_words("188 of 64", one.series.kind) == "188 among 64 employees"  # was "188 among 64"


@pytest.mark.parametrize(
    ("unit", "per", "words"),
    [
        ("offences", None, "per 1,000 residents"),
        ("offences per 1,000 population", None, "per 1,000 residents"),
        ("children per 100,000 children aged 10 to 17", 100_000, "per 100,000 children aged 10 to 17"),
        ("young people per 100,000 aged 10 to 17", 100_000, "per 100,000 residents"),
    ],
)
def test_people_are_residents_unless_the_unit_names_them(
    tmp_path: Path, unit: str, per: int | None, words: str
) -> None:
    (one,) = make(sent(tmp_path, unit=unit, per=per), Q1).report.series
    assert one.series.per_words.startswith(f"{words}, ")
    whom = words.partition("000 ")[2]
    base = "population 250,000" if whom == "residents" else f"250,000 {whom}"
    assert one.series.per_words.endswith(f", {base} (mid-2014, ONS)")


def test_a_unit_that_says_per_another_number_is_asked_about(tmp_path: Path) -> None:
    master = sent(tmp_path, unit="fires per 10,000 dwellings", population=700_000)
    (query,) = [one for one in make(master, Q1).collection.queries if one.code == "unit and per"]
    assert query.found == '1.1 is per 1,000 residents, and its unit says "fires per 10,000 dwellings"'
    assert query.do == "Enter 10000 under per, or correct the unit"


def test_a_number_of_dwellings_is_called_so(tmp_path: Path) -> None:
    """Every message spoke of residents."""
    with pytest.raises(PlanError) as caught:
        partnership(tmp_path, ({**RATE, "unit": "fires per 10,000 dwellings", "per": 10_000, "population": 0},))
    assert caught.value.faults[0].found == "0 is not a number of dwellings"
