"""Quotients that are not percentages of a year: ratios of any size, and rates of twelve months (the latest counts)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tests.support import Q1, Q2, Q3, Q4, partnership, send
from xlcsp.answers import functions as cells
from xlcsp.domain.kinds import kind_of
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Series
from xlcsp.domain.years import YearOfFigures
from xlcsp.forms.layout import Answer
from xlcsp.master.history import proposed_baseline
from xlcsp.master.workbook import Cell
from xlcsp.measures import MeasureError, baseline, chance, project, rag, year_to_date
from xlcsp.measures.closing import Year
from xlcsp.pipeline import make
from xlcsp.planbook import read_master
from xlcsp.report.model import SeriesReport
from xlcsp.report.words import off_target
from xlcsp.report.year_end import names_of_value
from xlcsp.returns.collect import Collection

RATIO: dict[str, Cell] = {
    "id": "v", "ref": "1.1", "measure": "Reoffending", "kind": "ratio", "unit": "reoffences per reoffender",
    "polarity": "lower", "target_rule": "at most", "target": 3.7,
}  # fmt: skip
TREATED: dict[str, Cell] = {
    "id": "v", "ref": "1.1", "measure": "Treatment", "kind": "rolling 12 rate", "unit": "clients",
    "polarity": "higher", "target_rule": "at least", "target": 0.06,
}  # fmt: skip
QUARTERS = (Q1, Q2, Q3, Q4)


def reported(
    folder: Path, row: dict[str, Cell], *pairs: tuple[float, float], last: tuple[float, ...] = ()
) -> tuple[SeriesReport, Collection]:
    """The series with n and m of each quarter so far; last: n and m of last year's quarters in turn."""
    years: tuple[dict[str, Cell], ...] = ()
    if last:
        names = ("Q1", "D1", "Q2", "D2", "Q3", "D3", "Q4", "D4")
        years = ({"id": "v", "year": "2013/14", **dict(zip(names, last, strict=True))},)
    master = partnership(folder, (row,), history=years)
    for quarter, (n, m) in zip(QUARTERS, pairs, strict=False):
        answer = Answer(figure=n, out_of=m, status="Provided")  # type: ignore[arg-type]
        send(master, quarter, {"v": answer}, as_at=date(2014 + quarter.number // 4, 1 + quarter.number * 3 % 12, 20))
    made = make(master, Quarter(2014, len(pairs)))
    return next(iter(made.report.series)), made.collection


def test_a_ratio_is_pooled_over_the_quarters_and_last_year_likewise(tmp_path: Path) -> None:
    one, said = reported(tmp_path, RATIO, (400, 100), (300, 100), last=(300, 100, 300, 50, 1, 1, 1, 1))
    found = one.assessment
    assert said.problems == []
    assert (found.to_date, found.comparators.last_year_to_date) == (Fraction(7, 2), Fraction(4))
    assert (found.variance, found.variance_pct, found.rag) == (Fraction(-1, 2), Fraction(-1, 8), "Green")
    assert one.sentences[1].startswith(
        "3.0 reoffences per reoffender in Q2 (300 divided by 100). Year to date (April to September) 3.5 (700 divided "
        "by 200), a reduction of 0.5 (−12.5%) on the same period last year. Projected year end 3.5 ("
    )


def test_a_ratio_has_a_value_of_the_year_and_no_total(tmp_path: Path) -> None:
    one, _ = reported(tmp_path, RATIO, (400, 100), (300, 100), (200, 100), (300, 100), last=(3, 1, 3, 1, 3, 1, 3, 1))
    assert "For the whole year 3.0 (1,200 divided by 400), no change on the same period last year." in one.sentences[3]
    assert "total" not in one.sentences[3]


def test_a_ratio_has_decimals_no_limit_of_1_and_misses_its_target_as_a_share_of_it(tmp_path: Path) -> None:
    one, said = reported(tmp_path, {**RATIO, "unit": "days per case", "target": 34}, (3421.5, 98))
    assert said.problems == []
    assert one.assessment.to_date == Fraction("3421.5") / 98
    assert one.assessment.rag == "Amber"  # 34.9 is 2.7% more than 34
    assert rag(3.8, 3.7, "lower", kind="ratio") == "Amber"
    assert rag(3.9, 3.7, "lower", kind="ratio") == "Red"
    assert year_to_date([5, 7], "ratio", [2, 2]) == 3


def test_n_and_m_of_a_ratio_need_each_other(tmp_path: Path) -> None:
    _, said = reported(tmp_path, RATIO, (400, None))  # type: ignore[arg-type]
    assert [(one.code, one.do) for one in said.problems if one.series] == [("half a pair", "Enter both")]


def test_a_rate_of_twelve_months_is_its_latest_figure_and_never_added_up(tmp_path: Path) -> None:
    """Drug treatment was summed to 42 of 758."""
    one, said = reported(tmp_path, TREATED, (9, 190), (10, 188), (11, 190), (12, 190), last=(8, 200) * 4)
    found = one.assessment
    assert said.problems == []
    assert (found.to_date, found.comparators.last_year_to_date) == (Fraction(12, 190), Fraction(8, 200))
    assert (found.rag, found.projection.value, found.chance) == ("Green", Fraction(12, 190), None)
    assert names_of_value(found) == ("12 months to Q4", "On last year")  # "Year to date" on the series' page
    assert one.sentences[3] == (
        "12 of 190 clients in the 12 months to Q4 (6.3%), 2.3 percentage points above the same period last year."
    )


def test_targets_of_a_rate_of_twelve_months_are_those_of_their_quarters(tmp_path: Path) -> None:
    falling = {"target_q1": 0.06, "target_q2": 0.055, "target_q3": 0.05, "target_q4": 0.05, "target": 0.05}
    one, _ = reported(tmp_path / "a", {**TREATED, **falling}, (10, 200), (11, 200))
    assert (one.assessment.against, one.assessment.rag) == (Fraction("0.055"), "Green")
    one, _ = reported(tmp_path / "b", {**TREATED, **falling}, (10, 200))
    assert (one.assessment.against, one.assessment.rag) == (Fraction("0.06"), "Amber")


def test_n_of_twelve_months_is_at_most_m(tmp_path: Path) -> None:
    _, said = reported(tmp_path, TREATED, (201, 200))
    assert [one.code for one in said.problems if one.series] == ["n above m"]
    with pytest.raises(MeasureError, match="n is at most m"):
        year_to_date([201], "rolling 12 rate", [200])
    assert cells.csp_ytd([[9, 10, None, None]], "rolling 12 rate", [[190, 188, None, None]]) == 10 / 188
    assert cells.csp_ytd([[9, "[x]", None, None]], "rolling 12 rate", [[190, 188, None, None]]) == "No data"


def test_a_baseline_of_amounts_has_decimals_and_one_of_ratios_is_pooled() -> None:
    assert cells.csp_baseline([[10.5], [11.5]]) == 11
    assert cells.csp_baseline([[1.5, 2, 2, 2]]) == 7.5
    assert cells.csp_baseline([[300], [400]], [[100], [100]]) == 3.5
    assert "n is at most m" in cells_said([[30], [70]], [[60], [60]])
    assert baseline([10.5, 11.5], kind="amount") == 11
    assert baseline([300, 400], [100, 100], "ratio") == 3.5


def test_the_two_numbers_of_a_ratio_are_divided_and_never_told_as_a_part_of_one_another() -> None:
    """A baseline was proposed of "1697 of 447" days per referral."""
    years = [YearOfFigures(start, (None,) * 4, Decimal(1697), denominator_total=Decimal(447)) for start in (2012, 2013)]
    closing = Year(2014, (None,) * 4, (None,) * 4, Fraction(5850), Fraction(1733))
    told = {}
    for name in ("ratio", "rate"):
        series = Series("d", "1.1", "T", "Days", "", kind=kind_of(name), unit="days per referral")
        proposed = proposed_baseline(series, years, closing)
        told[name] = proposed.source if proposed else ""
    assert told["ratio"].endswith("2013/14: 1,697 divided by 447 + 2014/15: 5,850 divided by 1,733")
    assert told["rate"].endswith("2013/14: 1,697 of 447 + 2014/15: 5,850 of 1,733")


def cells_said(history: object, below: object) -> str:
    try:
        return str(cells.csp_baseline(history, below))
    except MeasureError as error:
        return str(error)


def test_pounds_are_as_sure_as_thousands_of_pounds() -> None:
    now, past = [2105.5, 1900], [[2000, 1905.5, 2200, 2050]]
    pounds, years = [one * 1000 for one in now], [[one * 1000 for one in past[0]]]
    small, large = project(now, past, kind="amount"), project(pounds, years, kind="amount")
    for one, other in ((small.value, large.value), (small.low, large.low), (small.high, large.high)):
        assert other == pytest.approx((one or 0) * 1000)
    assert chance(now, 8000, "lower", past, kind="amount") == chance(pounds, 8_000_000, "lower", years, kind="amount")


def covered(kind: str, *, size: float, years: int, due: int, varies: float = 0.22) -> float:
    """How often the interval holds the year's end, of series that vary as they usually do."""
    rng, held, count = np.random.default_rng(due + years), 0, 500
    for _ in range(count):
        if kind == "ratio":  # events: one and a half times as much as chance
            below = 1 + rng.poisson(size, (years + 1, 4)).astype(float)
            above = rng.poisson(rng.gamma(2 * 3.7 * below, 0.5)).astype(float)
        else:  # amounts: the level moves, and each quarter varies about it
            level = size * np.exp(np.cumsum(rng.normal(0, 0.1, 4 * (years + 1))))
            above = np.round(rng.gamma(varies**-2, level * varies**2), 1).reshape(-1, 4)
            below = np.ones_like(above)
        later: list[float | None] = [None] * (4 - due)
        more = {}
        if kind == "ratio":
            more = {"denominators": [*below[-1][:due], *later], "history_denominators": below[:-1].tolist()}
        found = project([*above[-1][:due], *later], above[:-1].tolist(), kind=kind, **more)
        end = above[-1].sum() / below[-1].sum() if kind == "ratio" else above[-1].sum()
        held += (found.low or 0) <= end <= (found.high or 0)
    return held / count


@pytest.mark.parametrize("years", [0, 3])
@pytest.mark.parametrize("due", [1, 2, 3])
@pytest.mark.parametrize("size", [60, 300])
def test_eight_in_ten_ratios_end_within_their_interval(size: int, due: int, years: int) -> None:
    assert 0.75 <= covered("ratio", size=size, years=years, due=due) <= 0.85


@pytest.mark.parametrize(("varies", "years"), [(0.05, 3), (0.22, 1), (0.22, 3), (0.5, 1), (0.5, 3)])
@pytest.mark.parametrize("due", [1, 2, 3])
def test_eight_in_ten_amounts_end_within_their_interval_in_any_unit(due: int, varies: float, years: int) -> None:
    """Of pounds that varied by half three in ten did: they passed for as many events."""
    assert 0.72 <= covered("amount", size=30_000, years=years, due=due, varies=varies) <= 0.85


def test_an_amount_has_no_range_and_no_chance_before_it_is_known_how_much_it_varies() -> None:
    first = project([9_800], kind="amount")
    assert (first.value, first.low, first.high) == (39_200, None, None)
    assert "no likely range" in first.why
    assert chance([9_800], 96_000, "higher", kind="amount") is None
    assert chance([9_800, 24_000, 30_000], 96_000, "higher", kind="amount") is None
    assert chance([9_800], 96_000, "higher", [[12_000, 28_000, 30_000, 26_000]], kind="amount") is not None
    assert project([98], kind="count").low is not None


def test_a_target_is_written_with_the_decimals_of_the_plan_and_what_misses_it_beside_it(tmp_path: Path) -> None:
    one, _ = reported(tmp_path, {**RATIO, "target": 3.65}, (1095, 297))
    assert one.target == "Target: at most 3.65 reoffences per reoffender"
    report = make(read_master(tmp_path / "master.xlsm"), Q1).report
    assert [words.split(" No ")[0] for _, words in off_target(report)] == [
        "Amber. Reoffending: 3.69 to date, where the target is at most 3.65."
    ]


def test_money_apiece_is_written_as_such(tmp_path: Path) -> None:
    one, _ = reported(tmp_path, {**RATIO, "unit": "£ per tonne", "target": 95.5}, (9100, 97.25))
    assert one.target == "Target: at most £95.50 per tonne"
    assert one.sentences[0].startswith(
        "£93.57 per tonne in Q1 (£9,100 divided by 97.25). Projected year end £93.57 (likely £"
    )
