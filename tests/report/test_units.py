"""Figures in sentences: one rule for pounds, shares, rates and pairs of numbers."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.support import Q1, Q2, SERIES, Cell, partnership, send
from xlcsp.domain.figures import figure_words
from xlcsp.domain.kinds import kind_of, share_of
from xlcsp.domain.numbers import amount, by_format
from xlcsp.domain.plan import Series
from xlcsp.forms.layout import Answer
from xlcsp.measures.control import limit_text
from xlcsp.pipeline import make
from xlcsp.report.build import build_report
from xlcsp.report.model import Report
from xlcsp.report.narrative import target_text
from xlcsp.report.pages import pages
from xlcsp.report.plots.of_page import plots
from xlcsp.report.publication.values import Number, Publication, Share
from xlcsp.report.sentence import change
from xlcsp.report.sheets import make_workbook, write_report
from xlcsp.report.sheets.measures import SHEET
from xlcsp.report.units import difference_words, events, values_unit
from xlcsp.report.words import off_target
from xlcsp.returns.collect import collect

PLAN = (
    {"id": "a", "ref": "1.1", "measure": "Spent on alarms", "kind": "amount", "unit": "£", "polarity": "lower",
     "target": 150_000, "target_rule": "at most", "baseline": 140_000.5, "comparable_from": "2013/14 Q1"},
    {"id": "b", "ref": "1.2", "measure": "Feel safe", "kind": "percentage", "unit": "residents surveyed",
     "polarity": "higher", "target": 0.8, "target_rule": "at least", "baseline": 0.7},
    {"id": "c", "ref": "1.3", "measure": "Reoffences", "kind": "ratio", "unit": "reoffences for each reoffender",
     "polarity": "lower", "target": 3.65, "target_rule": "at most"},
    {"id": "d", "ref": "1.4", "measure": "First-time entrants", "kind": "per population", "per": 100_000,
     "unit": "young people per 100,000 aged 10-17", "polarity": "lower", "target": 200, "target_rule": "at most"},
)  # fmt: skip
HISTORY = ({"id": "a", "year": "2013/14", "Q1": 50_000, "Q2": 60_000.2, "Q3": 40_000, "Q4": 45_000},)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    master = partnership(tmp_path_factory.mktemp("units"), PLAN, history=HISTORY, settings={"quarter": "Q2"})
    first = {"a": Answer(figure=65_625.4), "b": Answer(percentage=70), "c": Answer(figure=555, out_of=150),
             "d": Answer(figure=25, out_of=14_000)}  # fmt: skip
    second = {"a": Answer(figure=65_625.4), "b": Answer(percentage=73), "c": Answer(figure=560, out_of=150),
              "d": Answer(figure=22, out_of=14_000)}  # fmt: skip
    send(master, Q1, first)
    send(master, Q2, second)
    return build_report(master, collect(master, Q2))


def test_pounds_have_their_sign_and_above_a_thousand_no_pence_wherever_they_are_told(report: Report) -> None:
    one = report.series[0]
    said = f"{one.sentences[1]} {one.needed} {one.target} {dict(off_target(report))['1.1']}"
    assert "£65,625 in Q2" in said
    assert "Year to date (April to September) £131,251, an increase of £21,251 (+19.3%)" in said
    assert "at most £150,000" in said
    assert "Baseline: £140,001" in said
    assert "£131,251 to date" in said
    facts = dict(pages(report)[0].facts)
    assert facts["Year to date"] == "£131,251"
    assert re.fullmatch(r"£\d{3},000 \(likely £\d{3},000 to £\d{3},000\)", facts["Projected year end"])
    assert "£131,251" in " ".join(plot.alt_text for plot in plots(pages(report)[0]))
    numbers = [word for word in said.replace("(", " ").split() if word[:1].isdigit() and "," in word]
    assert numbers == [], "each number of thousands is of pounds"


def test_values_over_bars_have_the_form_of_their_cells(report: Report) -> None:
    spent, _, ratio, rate = pages(report)
    assert plots(spent)[0].form == '"£"#,##0'
    assert by_format(65_625.4, plots(spent)[0].form) == "£65,625"
    assert plots(rate)[0].form == "#,##0.0"
    assert plots(rate)[0].axis.low == 0, "bars begin at nothing"
    assert 3 < plots(ratio)[0].axis.low < 3.65, "lines that lie close together are told apart"


def test_a_percentage_is_of_somebody(report: Report) -> None:
    assert report.series[1].sentences[1].startswith("73.0% of residents surveyed in Q2")
    assert share_of("of those in treatment") == share_of("those in treatment") == "% of those in treatment"
    assert share_of("") == "%"


def test_the_two_numbers_of_a_ratio_are_divided_and_no_part_of_each_other(report: Report) -> None:
    figure = report.series[2].assessment.observed.slots[0].figure
    assert figure is not None
    assert figure.in_words(kind_of("ratio")) == "555 divided by 150"
    assert figure.in_words(kind_of("rate")) == "555 of 150"
    assert figure_words("22 of 14,000", kind_of("per population")) == "22 among 14,000 residents"


def test_percentages_and_rates_say_what_the_scorecard_says(tmp_path: Path) -> None:
    """The change on last year, beside that on a baseline, and the year end: for every kind that has them."""
    plan: tuple[dict[str, Cell], ...] = (
        {"id": "p", "ref": "1.1", "measure": "Burglary", "kind": "per population", "per": 1000, "population": 14000,
         "unit": "offences", "target_rule": "at most", "target": 8, "polarity": "lower"},
        {"id": "s", "ref": "1.2", "measure": "Support", "kind": "rate", "unit": "people", "baseline": 0.5,
         "target_rule": "at least", "target": 0.5, "polarity": "higher"},
        {"id": "t", "ref": "1.3", "measure": "Treated", "kind": "percentage", "target_rule": "at least", "target": 0.5,
         "polarity": "higher"},
    )  # fmt: skip
    history: tuple[dict[str, Cell], ...] = (
        {"id": "p", "year": "2013/14", **{f"Q{number}": 28 for number in range(1, 5)}},
        {"id": "s", "year": "2013/14", "Q1": 6, "D1": 10, "Q2": 6, "D2": 10, "Q3": 6, "D3": 10, "Q4": 6, "D4": 10},
        {"id": "t", "year": "2013/14", **{f"Q{number}": 0.6 for number in range(1, 5)}},
    )
    master = partnership(tmp_path, plan, history=history)
    given = {"p": Answer(figure=35), "s": Answer(figure=7, out_of=10), "t": Answer(percentage=55)}
    send(master, Q1, given)
    send(master, Q2, given, as_at=Q2.last_day)
    burglary, support, treated = (one.sentences for one in build_report(master, collect(master, Q2)).series)
    more = "an increase of 0.5 (+25.0%) on the same period last year."
    assert burglary[0] == f"35 offences in Q1: 2.5 per 1,000 residents, {more.replace('period', 'quarter')}"
    total = "5.0 per 1,000 residents, an increase of 1.0 (+25.0%) on the same period last year."
    assert f"Year to date (April to September) {total} Projected year end " in burglary[1]
    both = "10.0 percentage points above the same period last year and 20.0 percentage points above the baseline."
    of_quarter = both.replace("period", "quarter")  # as of a count: in Q1 nothing else is compared
    assert (of_quarter in support[0], f"14 of 20 (70.0%), {both} Projected year end 70.0%" in support[1]) == (
        True,
        True,
    )
    assert treated[1] == "55.0% in Q2, 5.0 percentage points below the same quarter last year."


def test_per_how_many_residents_is_said_once(report: Report) -> None:
    one = report.series[3]
    assert one.sentences[0] == "25 young people in Q1 (178.6 per 100,000 residents)."
    assert one.target.split("\n")[0] == "Target: at most 200 young people per 100,000 residents"
    assert (events(one.series), values_unit(one.series)) == ("young people", "young people per 100,000 residents")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(Fraction(1200), "£", "£1,200"), (Fraction("131250.8"), "£", "£131,251"),
     (Fraction("95.5"), "£ per case", "£95.50"),
     (Fraction("95.5"), "hours", "95.5"), (Fraction(-3), "£", "-£3")],
)  # fmt: skip
def test_an_amount(value: Fraction, unit: str, text: str) -> None:
    assert amount(value, 1 if value.denominator != 1 else 0, unit) == text
    assert Series("x", "1", "T", "M", "", kind="amount", unit=unit).text(value) == text


def test_a_target_stands_beside_the_figures_with_the_decimals_of_the_plan(report: Report) -> None:
    """3.65, which 3.70 misses: both would read 3.7."""
    page = next(one for one in pages(report) if one.series.id == "c")
    (plot,) = plots(page)
    assert "Target: Q1 3.65" in plot.alt_text
    sheet = make_workbook(report)[SHEET]
    first = next(cell.row for cell in sheet["A"] if cell.value == "1.3")
    header = next(row for row in range(first, first + 20) if sheet.cell(row, 3).value == "Q1")
    rows = {sheet.cell(row, 1).value: sheet.cell(row, 3).number_format for row in range(header, header + 8)}
    assert (rows["Target"], rows["2014/15"]) == ("#,##0.00", "#,##0.00")


def test_a_half_is_rounded_alike_wherever_it_is_printed() -> None:
    """A float's own format takes 2.25 down to 2.2, and Excel, which shows the same cell, up to 2.3."""
    copy, days, share = Publication("", "", (), (), ()), a_series("amount", "days"), a_series("rate", "of cases")
    assert [limit_text(2.25, days), by_format(2.25, "0.0"), copy.text(2.25)] == ["2.3"] * 3
    assert [limit_text(0.6225, share), by_format(0.6225, "0.0%"), copy.text(Share(0.6225))] == ["62.3%"] * 3
    assert [copy.text(1234), copy.text(Number(1234.5, 2)), by_format(1234.4, "#,##0")] == ["1,234", "1,234.50", "1,234"]


def a_series(kind: str, unit: str, **more: Any) -> Series:
    return Series(id="x", ref="1", theme="T", measure="X", name="", kind=kind_of(kind), unit=unit, **more)


@pytest.mark.parametrize(
    ("kind", "unit", "ends", "words"),
    [
        ("count", "people", ("60", "80"), "60 to 80 people"),
        ("amount", "£", ("180000", "220000"), "£180,000 to £220,000"),
        ("rate", "people", ("0.6", "0.8"), "60% to 80%"),
    ],
)
def test_a_range_names_its_unit_once_and_its_sign_twice(
    kind: str, unit: str, ends: tuple[str, str], words: str
) -> None:
    low, high = map(Decimal, ends)
    assert target_text(a_series(kind, unit, target_rule="between", target=low, target_upper=high)) == words


@pytest.mark.parametrize(
    ("kind", "unit", "words"),
    [("ratio", "days", "+1.0 (+25.0%)"), ("count", "days", "+1 (+25.0%)"), ("amount", "£", "+£1 (+25.0%)")],
)
def test_a_difference_has_the_decimals_of_the_figure_beside_it(kind: str, unit: str, words: str) -> None:
    assert difference_words(Fraction(5), Fraction(4), a_series(kind, unit)) == words


def test_a_number_too_wide_for_its_column_is_written_smaller_never_as_hash_signs(report: Report) -> None:
    cells = [cell for sheet in make_workbook(report) for row in sheet.iter_rows(min_row=1) for cell in row]
    numbers = [cell for cell in cells if isinstance(cell.value, int | float) and cell.alignment.horizontal == "right"]
    assert {cell.parent.title for cell in numbers} >= {SHEET, "Results", "Figures", "Scorecard"}
    assert all(cell.alignment.shrink_to_fit for cell in numbers)


@pytest.mark.parametrize(
    ("now", "before", "told", "said"),
    [
        (Fraction("3.192"), Fraction("3.225"), "down less than 0.1 (−1.0%)", "a reduction of less than 0.1 (−1.0%)"),
        (Fraction("3.24"), Fraction("3.26"), "down less than 0.1 (−0.6%)", "a reduction of less than 0.1 (−0.6%)"),
        (Fraction("3.2"), Fraction("3.2"), "no change", "no change"),
    ],
)
def test_no_change_is_said_of_equal_figures_alone(now: Fraction, before: Fraction, told: str, said: str) -> None:
    """Where both were printed 3.2 it was "no change" beside −1.0% on the sheet Results; 3.2 and 3.3 were told apart."""
    series = Series("s", "1.1", "Theme", "Reoffences", "", kind=kind_of("ratio"))
    assert difference_words(now, before, series).replace("-", "−") == told
    assert change(now, before, series).replace("-", "−") == said


@pytest.mark.parametrize(
    ("row", "last", "now", "number", "told"),
    [
        ({"kind": "percentage", "unit": "of cases", "target": 0.3}, 0.3004, 30, -0.04, "down <0.1 pp"),
        ({"kind": "rate", "unit": "cases", "target": 0.3}, 3003, 3006, 0.03, "up <0.1 pp"),
        ({"kind": "amount", "unit": "hours", "target": 600}, 150.44, 150.4, -0.04, "down <0.1"),
        ({"kind": "amount", "unit": "£", "target": 9000}, 1500.3, 1500.1, -0.2, "down <£1"),
        ({"kind": "amount", "unit": "hours", "target": 600}, 150.4, 150.4, 0, "0"),
        ({"kind": "amount", "unit": "£", "target": 9000}, 1500, 1300, -200, "\u2212£200"),
        ({"kind": "count", "unit": "cases", "target": 9000}, 1300, 2500, 1200, "+1,200"),
    ],
)
def test_results_has_no_variance_of_nought_where_there_is_one(
    row: dict[str, Cell], last: float, now: float, number: float, told: str, tmp_path: Path
) -> None:
    """It was printed as −0.0, or as 0.0 points, where the pages said "less than 0.1".

    The cell is a number all the same, which can be added up, and its sign is that of the pages.
    """
    plan = ({**SERIES[0], "polarity": "lower", "target_rule": "at most", "baseline": None, **row},)
    past: dict[str, Cell] = {"id": "v", "year": "2013/14", **dict.fromkeys(("Q1", "Q2", "Q3", "Q4"), last)}
    if row["kind"] == "rate":
        past |= dict.fromkeys(("D1", "D2", "D3", "D4"), 10000)
    master = partnership(tmp_path, plan, history=(past,), settings={"quarter": "Q1"})
    is_share = row["kind"] == "percentage"
    given = Answer(percentage=now) if is_share else Answer(figure=now, out_of=10000 if row["kind"] == "rate" else None)
    send(master, Q1, {"v": given})
    report = make(master, Q1).report
    write_report(report, tmp_path / "report.xlsx")
    sheet = load_workbook(tmp_path / "report.xlsx")["Results"]
    [cell] = [each for each in sheet[5] if sheet.cell(4, each.column).value == "Variance"]
    assert cell.value == pytest.approx(number)
    above, below, _ = cell.number_format.split(";")
    shown = (above if cell.value > 0 else below).replace("\\", "").replace('"', "")
    assert told == ("0" if not cell.value else shown.replace("#,##0", f"{abs(cell.value):,.0f}"))
    apart = told.removesuffix(" pp").partition("<")[2]
    assert f"less than {apart}" * bool(apart) in next(
        text for name, text in pages(report)[0].facts if "On last" in name
    )
