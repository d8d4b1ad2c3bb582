"""A half-yearly series: asked for with Q2 and Q4, each a figure of six months; Not due otherwise, everywhere."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from tests.master.test_performance import on_performance
from tests.support import Q1, Q2, Q3, Q4, partnership, send
from xlcsp.domain.periods import Quarter
from xlcsp.excel.udfs import csp_profile
from xlcsp.forms.layout import Answer
from xlcsp.master.history import history_row, proposed_baseline
from xlcsp.master.workbook import Cell
from xlcsp.measures.closing import year_of
from xlcsp.measures.comparators import comparable_years
from xlcsp.pipeline import make
from xlcsp.planbook import Master
from xlcsp.report.model import SeriesReport
from xlcsp.report.needed import needed_sentence
from xlcsp.report.pages import pages
from xlcsp.report.scorecard import scorecard
from xlcsp.returns.due import expected

PLAN: dict[str, Cell] = {
    "id": "h", "ref": "1.1", "measure": "Inspections", "unit": "visits", "polarity": "lower", "target_rule": "at most",
    "target": 400, "frequency": "half-yearly",
}  # fmt: skip
QUARTERLY: dict[str, Cell] = {"id": "v", "ref": "1.2", "measure": "Violence"}
LAST_YEAR: dict[str, Cell] = {"id": "h", "year": "2013/14", "Q2": 200, "Q4": 220, "year_total": 420}


def sent(folder: Path, *, upto: Quarter = Q4, history: tuple[dict[str, Cell], ...] = (LAST_YEAR,)) -> Master:
    master = partnership(folder, (PLAN, QUARTERLY), history=history)
    for quarter, figure in ((Q1, None), (Q2, 190), (Q3, None), (Q4, 200)):
        if quarter <= upto:
            answers = {"v": Answer(figure=10, status="Provided")}
            answers |= {"h": Answer(figure=figure, status="Provided")} if figure else {}
            send(master, quarter, answers, as_at=quarter.last_day)
    return master


def series(master: Master, quarter: Quarter) -> SeriesReport:
    made = make(master, quarter)
    assert [one.found for one in made.collection.problems] == []
    return next(iter(made.report.series))


def test_it_is_asked_for_with_the_second_and_the_fourth_quarter_only(tmp_path: Path) -> None:
    master = sent(tmp_path)
    asked = {quarter: [one.id for one, _ in expected(master, "Police", quarter, {})] for quarter in (Q1, Q2, Q3, Q4)}
    assert asked == {Q1: ["v"], Q2: ["h", "v"], Q3: ["v"], Q4: ["h", "v"]}


@pytest.mark.parametrize(("quarter", "state"), [(Q1, "Not due"), (Q2, "Green"), (Q3, "Not due"), (Q4, "Green")])
def test_between_them_it_is_not_due(quarter: Quarter, state: str, tmp_path: Path) -> None:
    assert series(sent(tmp_path, upto=quarter), quarter).rag == state


def test_the_last_figure_that_is_still_shown_says_how_it_was_rated(tmp_path: Path) -> None:
    """``Q2: 190`` beside Not due alone would hide that it was Green; a late figure of Q2 is rated with Q3."""
    report = make(sent(tmp_path, upto=Q3), Q3).report
    (score, _) = (one for _, scores in scorecard(report).themes for one in scores)
    assert (score.lines[0].quarter.text, score.rag, score.rag_words) == (
        "Q1 to Q2: 190",
        "Not due",
        "Not due\n(Green at Q2)",
    )
    assert report.measures[0].rag_reason == "Green at Q2"
    first = make(sent(tmp_path, upto=Q1), Q1).report
    assert scorecard(first).themes[0][1][0].rag_words == "Not due"


def test_its_figure_is_that_of_six_months(tmp_path: Path) -> None:
    found = series(sent(tmp_path), Q2).assessment
    assert (found.to_date, found.profile, found.comparators.last_year_to_date) == (
        Fraction(190),
        Fraction(400 * 200, 420),  # by last year's halves
        Fraction(200),
    )
    said = series(sent(tmp_path), Q2).sentences[1]
    assert said.startswith("190 visits across Q1 to Q2. Year to date (April to September) 190, a reduction of 10")


def test_two_of_them_are_a_year_and_stand_in_history_as_they_were_given(tmp_path: Path) -> None:
    found = series(sent(tmp_path), Q4).assessment
    assert (found.to_date, found.comparators.last_year_to_date, found.rag) == (Fraction(390), Fraction(420), "Green")
    row = history_row(found.observed, retired=False) or {}
    assert [row[name] for name in ("Q1", "Q2", "Q3", "Q4", "year_total")] == [None, 190, None, 200, 390]


def test_the_first_half_has_its_part_of_the_target_by_the_halves_of_earlier_years(tmp_path: Path) -> None:
    """It was half the target however the halves of earlier years lay, and Q1 and Q3 had targets of their own."""
    lopsided = {**LAST_YEAR, "Q2": 240, "Q4": 160, "year_total": 400}
    master = sent(tmp_path, upto=Q2, history=(lopsided,))
    line = series(master, Q2)
    assert (line.assessment.profile, line.rag) == (240, "Green")
    (page, *_) = pages(make(master, Q2).report)
    assert dict(page.rows)["Target to date"] == (None, 240, None, 400)
    alone = series(sent(tmp_path / "b", upto=Q2, history=()), Q2)
    assert alone.assessment.profile == 200
    rows = on_performance(make(master, Q2).report, [PLAN, QUARTERLY], {"rag rule": "tolerance"})
    assert rows[0]["target to date"] == 240
    assert csp_profile(400, 2, [["[s]", 240, "[s]", 160]]) == 240
    assert csp_profile(400, 1, [["[s]", 240, "[s]", 160]]) == 100


def test_a_missing_half_is_missing(tmp_path: Path) -> None:
    master = partnership(tmp_path, (PLAN,))
    send(master, Q2, {"h": Answer(status="No figure", reason="Staff change")}, as_at=Q2.last_day)
    found = series(master, Q2)
    assert (found.rag, found.assessment.to_date) == ("No data", None)


def test_last_year_s_same_figures_are_half_years_of_it_and_gaps_of_a_quarterly_one(tmp_path: Path) -> None:
    both = (LAST_YEAR, {**LAST_YEAR, "id": "v"})
    found = make(sent(tmp_path, history=both), Q4).report.series
    years = {one.series.id: comparable_years(one.series, one.history, Q4.start)[0].run for one in found}
    assert (years["h"].gaps, years["h"].spanned) == ((), (1, 3))
    assert (years["v"].gaps, years["v"].spanned) == ((1, 3), ())


@pytest.mark.parametrize("quarter", [Q2, Q3])
def test_what_is_left_is_one_figure_of_six_months(quarter: Quarter, tmp_path: Path) -> None:
    found = series(sent(tmp_path, upto=quarter), quarter).assessment
    assert needed_sentence(found) == (
        "To stay within 400, the second half of the year must be 210 or fewer; "
        "that is 5% fewer than in the same part of last year (220)."
    )


ANNUAL: dict[str, Cell] = {**PLAN, "frequency": "annual"}
OF_A_YEAR: tuple[dict[str, Cell], ...] = tuple(
    {"id": "h", "year": f"201{start}/1{start + 1}", "Q4": total} for start, total in ((2, 410), (3, 420))
)  # each year's one figure, as the report of its fourth quarter and new-year enter it


def test_the_one_figure_of_a_year_is_the_years_total_and_is_compared_with_last_years(tmp_path: Path) -> None:
    """Last year's 28 stood beside no comparison, and new-year called a year with its figure "not complete"."""
    master = partnership(tmp_path, (ANNUAL, QUARTERLY), history=OF_A_YEAR)
    send(master, Q1, {"v": Answer(figure=10)}, as_at=Q1.last_day)
    ((_, (early, _)),) = scorecard(make(master, Q1).report).themes
    assert early.lines[0].target == "–"  # not a quarter of it: there is one figure, and none is due yet
    send(master, Q4, {"v": Answer(figure=10), "h": Answer(figure=390)}, as_at=Q4.last_day)
    one = next(iter(make(master, Q4).report.series))
    assert one.assessment.comparators.last_year_to_date == 420
    said = "390 visits across Q1 to Q4 (420 in the same period last year). Year total 390, a reduction of 30 (−7.1%)"
    assert one.sentences[3] == f"{said} on last year."
    found = proposed_baseline(one.series, master.history["h"], year_of(one.assessment.observed))
    source = "Mean of 2012/13: 410 + 2013/14: 420 + 2014/15: 390, sheet History"
    assert found is not None
    assert (found.value, found.source) == (Decimal("406.7"), source)


def test_the_source_of_a_proposed_baseline_gives_numbers_not_fractions(tmp_path: Path) -> None:
    """It read "Mean of 2024/25: 738243/4"."""
    pounds = tuple({**one, "Q4": 410.25} for one in OF_A_YEAR)
    master = partnership(tmp_path, ({**ANNUAL, "kind": "amount", "unit": "£"}, QUARTERLY), history=pounds)
    send(master, Q4, {"v": Answer(figure=10), "h": Answer(figure=390.5)}, as_at=Q4.last_day)
    one = next(iter(make(master, Q4).report.series))
    found = proposed_baseline(one.series, master.history["h"], year_of(one.assessment.observed))
    source = "Mean of 2012/13: 410.25 + 2013/14: 410.25 + 2014/15: 390.5, sheet History"
    assert found is not None
    assert found.source == source
