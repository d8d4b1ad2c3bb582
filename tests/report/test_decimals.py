"""One number of decimals for each series: the same figure looks the same wherever a person reads it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.master.test_performance import differences, on_performance
from tests.report.agree import contradictions
from tests.support import Q1, Q2, Q3, partnership, send
from xlcsp.domain.kinds import kind_of
from xlcsp.domain.plan import Series
from xlcsp.domain.slots import HELD, NOT_DUE, Slot
from xlcsp.forms.layout import Answer
from xlcsp.master.workbook import Cell
from xlcsp.measures.decimals import decided
from xlcsp.measures.observed import Observed
from xlcsp.pipeline import Made, make
from xlcsp.report.pages import pages
from xlcsp.report.plots.of_page import plots
from xlcsp.report.publication import write_publication
from xlcsp.report.released import DRAFT
from xlcsp.report.scorecard import Line, scorecard
from xlcsp.report.sheets import write_report
from xlcsp.report.word import write_word

COMMON: dict[str, Cell] = {"polarity": "higher", "target_rule": "at least"}
PLAN: tuple[dict[str, Cell], ...] = (
    {**COMMON, "id": "hours", "ref": "1.1", "measure": "Patrols", "kind": "amount", "unit": "hours", "target": 600},
    {**COMMON, "id": "whole", "ref": "1.2", "measure": "Visits", "kind": "amount", "unit": "hours", "target": 300},
    {**COMMON, "id": "fines", "ref": "1.3", "measure": "Fines", "kind": "amount", "unit": "£", "target": 4200},
    {**COMMON, "id": "fees", "ref": "1.4", "measure": "Fees", "kind": "amount", "unit": "£", "target": 360},
    {**COMMON, "id": "level", "ref": "1.5", "measure": "Minutes", "kind": "snapshot", "unit": "minutes", "target": 12,
     "polarity": "lower", "target_rule": "at most", "judged": "latest"},
    {**COMMON, "id": "days", "ref": "1.6", "measure": "Days", "kind": "ratio", "unit": "days", "target": 4},
    {**COMMON, "id": "share", "ref": "1.7", "measure": "Repeats", "kind": "percentage", "unit": "of cases",
     "target": 0.3, "polarity": "lower", "target_rule": "at most", "judged": "latest"},
)  # fmt: skip
GIVEN = {
    "hours": (150, 162.5, 148), "whole": (70, 75, 80), "fines": (985.5, 1120, 1045.75), "fees": (90, 88.5, 91.25),
    "level": (12, 12.5, 12), "days": (300, 400, 390), "share": (29, 31.5, 30.04),
}  # fmt: skip
HISTORY = tuple(
    {"id": name, "year": "2013/14", **{f"Q{at}": value / 100 if name == "share" else value for at in range(1, 5)}}
    | ({f"D{at}": 100 for at in range(1, 5)} if name == "days" else {})
    for name, value in (("hours", 151), ("whole", 72), ("fines", 960), ("fees", 91), ("days", 350), ("share", 30.2))
)


def answer(name: str, quarter: int) -> Answer:
    value = GIVEN[name][quarter]
    if name == "share":
        return Answer(percentage=value)
    return Answer(figure=value, out_of=100 if name == "days" else None)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Made, Path]:
    folder = tmp_path_factory.mktemp("decimals")
    master = partnership(folder, PLAN, history=HISTORY, settings={"quarter": "Q3"})
    for at, quarter in enumerate((Q1, Q2, Q3)):
        send(master, quarter, {name: answer(name, at) for name in GIVEN}, as_at=quarter.last_day)
    found = make(master, Q3)
    write_report(found.report, folder / "report.xlsx")
    write_word(found.report, folder / "report.docx")
    return found, folder


@pytest.fixture(scope="module")
def lines(made: tuple[Made, Path]) -> dict[str, Line]:
    card = scorecard(made[0].report)
    return {line.series.id: line for _, scores in card.themes for score in scores for line in score.lines}


def test_every_place_shows_a_figure_alike(made: tuple[Made, Path]) -> None:
    folder = made[1]
    assert contradictions(folder / "report.xlsx", folder / "report.docx") == []


@pytest.mark.parametrize(
    ("name", "quarter", "to_date", "on_last_year"),
    [
        ("hours", "148.0", "460.5", "+7.5 (+1.7%)"),
        ("whole", "80", "225", "+9 (+4.2%)"),  # hours that are always whole stay so
        ("fines", "£1,045.75", "£3,151.25", "+£271.25 (+9.4%)"),
        ("fees", "£91.25", "£269.75", "-£3.25 (−1.2%)"),
        ("level", "12.0", "12.0", "–"),
        ("days", "3.9", "3.6", "+0.1 (+3.8%)"),
    ],
)
def test_a_series_has_one_number_of_decimals_on_the_scorecard(
    lines: dict[str, Line], name: str, quarter: str, to_date: str, on_last_year: str
) -> None:
    line = lines[name]
    assert (line.quarter.text, line.to_date.text) == (quarter, to_date)
    assert line.on_last_year.replace("\u2212", "-") == on_last_year.replace("\u2212", "-")


def test_a_whole_figure_of_a_series_with_decimals_has_them_in_its_sentence_and_over_its_bar(
    made: tuple[Made, Path],
) -> None:
    series = {one.series.id: one for one in made[0].report.series}
    assert series["hours"].sentences[0].startswith("150.0 hours in Q1")
    assert series["whole"].sentences[0].startswith("70 hours in Q1")
    assert series["fines"].sentences[0].startswith("£985.50 in Q1")
    assert series["fees"].sentences[0].startswith("£90.00 in Q1")
    bars = {page.series.id: plots(page)[0].form for page in pages(made[0].report)}
    assert {name: bars[name] for name in ("hours", "whole", "fines", "fees")} == {
        "hours": "#,##0.0", "whole": "#,##0", "fines": '"£"#,##0.00', "fees": '"£"#,##0.00',
    }  # fmt: skip


def test_pounds_that_pass_a_thousand_keep_the_pence_of_the_reports_before(
    made: tuple[Made, Path], lines: dict[str, Line]
) -> None:
    """A fine of £985.50 in the report of Q1 was £986 in that of Q2, and £985.50 again on the form."""
    first = make(made[0].master, Q1).report
    assert next(one for one in first.series if one.series.id == "fines").sentences[0].startswith("£985.50 in Q1")
    assert lines["fines"].to_date.text == "£3,151.25"


@pytest.mark.parametrize(
    ("figures", "has_pence"),
    [
        (("1999.76", "2104"), True),  # would read as its target of £2,000 on one line, and as £1,999.76 beside it
        (("2010.76", "2104"), False),
        (("0", "2104.5"), False),  # nothing spent yet asks for no pence
        (("985.5", "2104"), True),
    ],
)
def test_pounds_have_pence_where_one_is_small_or_reads_as_its_target(
    figures: tuple[str, ...],
    has_pence: bool,  # noqa: FBT001 - a case of the table
) -> None:
    cost = Series(
        "s", "1.1", "", "", "", kind=kind_of("snapshot"), unit="£", target_rule="at most", target=Decimal(2000)
    )
    first, second = (Slot(at, HELD, Fraction(value)) for at, value in zip((Q1, Q2), figures, strict=True))
    year = Observed(cost, (first, second, Slot(Q3, NOT_DUE), Slot(Q3.plus(1), NOT_DUE)))
    assert decided(year, ()).series.has_decimals is has_pence


def test_a_projection_of_an_amount_is_no_more_precise_than_it_is_known(lines: dict[str, Line]) -> None:
    assert [lines[name].year_end.split(" (")[0] for name in ("hours", "fines")] == ["607", "£4,160"]


def test_the_publication_shows_what_the_report_shows_and_no_value_against_its_colour(made: tuple[Made, Path]) -> None:
    """30.0% stood beside "at most 30%" in Amber."""
    found, folder = made
    path, _ = write_publication(found.master, found.collection, DRAFT, folder / "copy")
    sheet = load_workbook(path)["Year to date"]
    head = next(row for row in sheet.iter_rows() if row[0].value == "Measure number")
    at = {cell.value: cell.column - 1 for cell in head}
    rows = {str(row[0].value): row for row in sheet.iter_rows(min_row=head[0].row + 1)}
    shown = {ref: (row[at["Year to date"]].value, row[at["Year to date"]].number_format) for ref, row in rows.items()}
    assert shown == {
        "1.1": (460.5, "#,##0.0"), "1.2": (225, "#,##0"), "1.3": (3151.25, "#,##0.00"), "1.4": (269.75, "#,##0.00"),
        "1.5": (12, "#,##0.0"), "1.6": (3.6, "#,##0.0"), "1.7": (0.3004, "0.00%"),
    }  # fmt: skip
    assert (rows["1.7"][at["Target"]].value, rows["1.7"][at["RAG"]].value) == ("at most 30%", "Amber")


@pytest.mark.parametrize(
    ("kind", "unit", "has_decimals", "value", "places"),
    [
        ("count", "offences", None, "12.5", 0),
        ("rate", "cases", None, "0.5", 1),
        ("amount", "hours", None, "150", 0),
        ("amount", "hours", True, "150", 1),
        ("amount", "hours", False, "287.5", 1),  # a part of its target
        ("ratio", "days", None, "3", 1),
        ("amount", "£", None, "985.5", 2),
        ("amount", "£", None, "1045.75", 0),
        ("amount", "£", False, "985.5", 0),
        ("amount", "£", True, "90", 2),
        ("ratio", "£ per tonne", True, "93", 2),
    ],
)
def test_how_many_decimals_a_number_has(
    kind: str,
    unit: str,
    has_decimals: bool | None,  # noqa: FBT001 - a case of the table
    value: str,
    places: int,
) -> None:
    series = Series("s", "1.1", "", "", "", kind=kind_of(kind), unit=unit, has_decimals=has_decimals)
    assert series.places(Fraction(value), 1) == places


RATES: tuple[dict[str, Cell], ...] = (
    {"id": "burglary", "ref": "1.1", "measure": "Burglary", "kind": "per population", "polarity": "lower",
     "unit": "burglaries per 1,000 dwellings", "per": 1000, "population": 96_400, "target_rule": "at most",
     "target": 4.2},
    {"id": "contact", "ref": "1.2", "measure": "Contact", "kind": "ratio", "unit": "days per referral",
     "polarity": "lower", "target_rule": "at most", "target": 3.5, "tolerance": 0.1},
    {"id": "visits", "ref": "1.3", "measure": "Visits", "kind": "ratio", "unit": "visits per case",
     "polarity": "higher", "target_rule": "at least", "target": 3},
)  # fmt: skip
LAST_YEAR = tuple(
    {"id": name, "year": "2013/14", **{f"Q{at}": n for at in range(1, 5)}, **{f"D{at}": m for at in range(1, 5)}}
    for name, n, m in (("burglary", 91, 96_400), ("contact", 400, 100), ("visits", 400, 100))
)


def test_a_rate_below_1_or_beside_its_target_has_one_decimal_more_wherever_it_is_printed(tmp_path: Path) -> None:
    """0.87 stood beside "−0.1 (−7.7%)" and Steady, and a projected 3.52 read as its target of 3.5."""
    master = partnership(tmp_path, RATES, history=LAST_YEAR, settings={"quarter": "Q1"})
    given = {"burglary": Answer(figure=84), "contact": Answer(figure=352, out_of=100)}
    send(master, Q1, given | {"visits": Answer(figure=410, out_of=100)}, as_at=Q1.last_day)
    report = make(master, Q1).report
    card = {line.series.id: line for _, scores in scorecard(report).themes for score in scores for line in score.lines}
    rate, ratio, usual = card["burglary"], card["contact"], card["visits"]
    assert (rate.quarter.text, rate.on_last_year, rate.last_year) == ("0.87", "−0.07 (−7.7%)", "↓ Improving")
    assert (ratio.quarter.text, ratio.target, ratio.year_end.split(" ")[0]) == ("3.52", "at most 3.50", "3.52")
    assert (usual.quarter.text, usual.on_last_year) == ("4.1", "+0.1 (+2.5%)")
    first = report.series[0].sentences[0]
    assert first.startswith("84 burglaries in Q1: 0.87 per 1,000 dwellings, a reduction of 0.07 (−7.7%) on the")
    write_report(report, tmp_path / "report.xlsx")
    write_word(report, tmp_path / "report.docx")
    assert contradictions(tmp_path / "report.xlsx", tmp_path / "report.docx") == []
    rows = on_performance(report, list(RATES), {"rag rule": "tolerance"})
    assert (differences(report, rows), [row["decimals"] for row in rows]) == ([], [2, 2, 1])
