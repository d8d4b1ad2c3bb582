"""The worked examples of the handbook are what the rules themselves give."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from xlcsp.audit import audit_text
from xlcsp.domain.figures import MonthFigure
from xlcsp.domain.kinds import COUNT, KINDS
from xlcsp.domain.months import of_months
from xlcsp.domain.numbers import percentage, shown
from xlcsp.domain.officers import IN_PROGRESS, Action
from xlcsp.domain.periods import Month
from xlcsp.domain.target import target_by
from xlcsp.handbook import chapter
from xlcsp.measures import profile, project, rate, rollup, significant, xmr
from xlcsp.measures.worked import worked

ROWS = {row.split(" | ")[0].removeprefix("| "): row for row in chapter("65-rules").splitlines() if row.startswith("| ")}
BY_HAND = {
    "count": "30, then 20: 50",
    "rate": "30 of 40, then 20 of 60: 50.0%",
    "ratio": "30 ÷ 40, then 20 ÷ 60: 0.5",
    "percentage": "60.0%, then 75.0%: 75.0%",
    "rolling 12": "30, then 20: 20",
    "rolling 12 rate": "30 of 40, then 20 of 60: 33.3%",
    "per population": "30, then 20 among 9,000 residents: 5.6 per 1,000",
    "milestone": "On track, then At risk: At risk",
}
YEAR, PAST = [260, 303, 303], [[240, 263, 240, 238], [251, 270, 262, 246], [249, 276, 268, 254]]


def test_each_kind_has_its_example() -> None:
    found = {kind.word: worked(kind) for kind in KINDS}
    assert {word: found[word] for word in BY_HAND} == BY_HAND
    assert {found[word] for word in found.keys() - BY_HAND} == {"30, then 20: 50", "30, then 20: 20"}


def example(row: str) -> str:
    """What a row of *The rules* gives as its example."""
    found = next(text for name, text in ROWS.items() if name.startswith(row))
    return found.removesuffix(" |").rpartition(". ")[2]


def test_months_make_the_quarter() -> None:
    counts = (10, 12, 11)
    made = of_months(COUNT, [MonthFigure(Month(2026, at), Fraction(count)) for at, count in enumerate(counts, 4)])
    assert made is not None
    assert example("How often") == f"Months of 10, 12 and 11 are a quarter of {made[0]}"


def test_a_rate_is_pooled() -> None:
    assert example("Year to date") == f"31 of 50, then 40 of 60: 71 of 110, {percentage(rate([31, 40], [50, 60]), 1)}"


def test_targets() -> None:
    below = target_by(COUNT, "lower", "below", Fraction(60))
    less = target_by(COUNT, "lower", "% change on baseline", Fraction(-1, 4), baseline=Fraction(25))
    assert below is not None
    assert less is not None
    assert f"`below 60` is at most {below.upper}, and 25% less than 25 is at most {less.upper}" in ROWS["Target"]


def test_an_action_is_overdue_by_the_board_s_day() -> None:
    action = Action("a", "1.1", "Patrol", "Head of Safety", date(2027, 2, 1), IN_PROGRESS)
    assert action.is_overdue(date(2027, 2, 17))
    assert example("Actions") == "Due on 1 February and in progress: overdue at the board of 17 February"


def test_the_target_to_date() -> None:
    equal, by_share = profile(400, 3), profile(400, 3, [[10, 20, 30, 40], [20, 40, 60, 80]])
    shares = "10%, 20%, 30% and 40% of each earlier year fell to its quarters"
    assert example("Cumulative target") == f"400 a year: {equal} by Q3; {by_share} where {shares}"


def test_a_measure_is_as_its_series() -> None:
    assert example("Measure") == f"Green, Amber and No data: {rollup(['Green', 'Amber', 'No data'])}"


def test_projections_by_each_method() -> None:
    names = {"straight line": "straight line", "seasonal": "seasonal share", "prior year": "prior year",
             "rolling": "rolling", "auto": "*auto*"}  # fmt: skip
    ends = [f"{name} {project(YEAR, PAST, method=method).value or 0:,.0f}" for method, name in names.items()]
    assert example("Projection").partition(": ")[2] == ", ".join(ends)
    end = project(YEAR, PAST)
    assert example("Likely from") == f"For that projection, {end.low:,} to {end.high:,}"


def test_rounding() -> None:
    up, down = shown(Fraction(49, 4), 1), shown(Fraction(-49, 4), 1, signed=True)
    assert example("Rounding") == f"To one decimal 12.25 is {up}, and −12.25 is {down}"


def test_a_number_cut_off_is_called_truncated() -> None:
    (finding,) = audit_text("In Q1, 5 of 13 victims (38.4%) were satisfied.")
    assert (finding.status, finding.recomputed, finding.reason.split()[0]) == ("FAIL", "38.4615", "truncation")
    assert example("Audit") == "38.4% printed for 5 of 13, which is 38.46%, is truncated"


def test_a_change_against_usual_variation() -> None:
    assert (significant(120, 90), significant(110, 90)) == ("More than usual variation", "Within usual variation")
    assert example("This quarter") == "120 against 90 is more than usual variation, 110 against 90 is not"


def test_the_limits_of_a_control_chart() -> None:
    chart = xmr([100, 110] * 6)
    limits = f"{chart.lpl:.1f} to {chart.upl:.1f}"
    assert example("Control chart") == f"A mean of {chart.mean:.0f} and a mean moving range of 10: {limits}"
