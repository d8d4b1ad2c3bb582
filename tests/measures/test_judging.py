"""Which value is judged, against which part of the target, by which rule: quarters, months, thresholds, days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.measures.test_assess import at
from xlcsp.domain.years import YearOfFigures
from xlcsp.measures.assess import Assessment
from xlcsp.measures.verdict import verdict
from xlcsp.report.narrative import quarter_sentence

D = Decimal
LAST_YEAR = YearOfFigures(2013, (D(40), D(80), D(80), D(200)))  # shares of the year: 10, 20, 20 and 50%


def told(found: Assessment) -> str:
    return str(verdict(found))


@pytest.mark.parametrize(
    ("figures", "state", "against"),
    [([100, 41], "Red", 40), ([100, 40], "Green", 40), ([5, 84], "Red", 80), ([5, 82], "Amber", 80)],
)
def test_a_quarter_alone_is_held_against_its_own_share(figures: list[int], state: str, against: int) -> None:
    """With targets for each quarter their difference, else the share that the quarter has in earlier years."""
    given = {"target_profile": (D(20), D(60), D(120), D(400))} if against == 40 else {}
    found = at(2, figures, [LAST_YEAR], judged="quarter", tolerance=D("0.025") if given == {} else D(0), **given)
    assert (found.rag, found.against) == (state, against)


@pytest.mark.parametrize(
    ("figures", "state", "reason", "said"),
    [
        ([30, 70, 70, 220], "Green", "the fourth quarter alone is Red", "Target achieved"),
        ([80, 100, 90, 190], "Red", "the fourth quarter alone is Green", "Target not achieved"),
        ([40, 80, 80, 200], "Green", "", "Target achieved"),
    ],
)
def test_at_year_end_colour_and_verdict_are_both_the_year_s(
    figures: list[int], state: str, reason: str, said: str
) -> None:
    """What was judged quarter by quarter too; how the last quarter alone differs is said beside both."""
    found = at(4, figures, [LAST_YEAR], judged="quarter")
    assert (found.rag, found.rag_reason) == (state, reason)
    assert told(found) == (f"{said}: {reason}" if reason else said)


HALVES = YearOfFigures(2013, (None, D(200), None, D(200)))


@pytest.mark.parametrize(("figure", "state"), [(200, "Green"), (205, "Amber"), (250, "Red")])
def test_a_half_year_alone_is_held_against_the_half_of_the_target(figure: int, state: str) -> None:
    """It was held against a quarter of it: three visits of a half-year's six were on target."""
    given = {"judged": "quarter", "frequency": "half-yearly"}
    assert at(2, [None, figure], **given).against == 200
    assert at(2, [None, figure], **given).rag == state
    profile = (D(0), D(150), D(150), D(400))
    assert at(2, [None, figure], target_profile=profile, **given).against == 150
    found = at(4, [None, 150, None, 250], **given)
    assert (found.rag, found.rag_reason) == ("Green", "the second half-year alone is Red")
    assert at(4, [None, None, None, 400], judged="quarter", frequency="annual").rag_reason == ""


def test_the_last_two_half_years_together_are_twelve_months() -> None:
    """History has no figure for the first quarter of each half-year, which was taken for a gap."""
    found = at(2, [None, 210], [HALVES], judged="rolling 12", frequency="half-yearly")
    assert (found.judged, found.rag) == (410, "Amber")
    gap = YearOfFigures(2013, (None, D(200), None, None))
    assert at(2, [None, 210], [gap], judged="rolling 12", frequency="half-yearly").rag == "No data"


def test_the_last_four_quarters_together_are_held_against_the_year_s_target() -> None:
    assert at(2, [60, 60], [LAST_YEAR], judged="rolling 12").judged == 120 + 280
    assert at(2, [60, 60], [LAST_YEAR], judged="rolling 12").rag == "Green"
    assert at(2, [60, 61], [LAST_YEAR], judged="rolling 12", tolerance=D(0)).rag == "Red"
    assert at(2, [60, 60], [], judged="rolling 12").rag == "No data"
    assert at(3, [60, None, 60], [LAST_YEAR], judged="rolling 12").rag == "No data"


def test_the_last_four_quarters_of_a_rate_are_pooled() -> None:
    last = YearOfFigures(2013, (D(1), D(1), D(30), D(30)), denominators=(D(10), D(10), D(50), D(50)))
    rate = {"kind": "rate", "polarity": "higher", "target_rule": "at least", "target": D("0.5"), "judged": "rolling 12"}
    found = at(2, [(10, 50), (30, 50)], [last], **rate)
    assert (found.judged, found.rag) == (D("0.5"), "Green")  # 100 of 200, not the mean of percentages


@pytest.mark.parametrize(("figures", "state"), [([99], "Green"), ([105], "Amber"), ([111], "Red"), ([None], "No data")])
def test_thresholds_of_the_year_fall_to_a_part_of_it_as_the_target_does(figures: list[int | None], state: str) -> None:
    plan = {"green": D(400), "amber": D(440), "judged": "profile"}
    assert at(1, figures, **plan).rag == state
    assert at(1, [45], [LAST_YEAR], **plan).rag == "Red"  # a tenth of 440 falls to the first quarter


@pytest.mark.parametrize(
    ("value", "state", "said"),
    [
        (404, "Green", "Target not achieved (Green: within 1%)"),
        (405, "Amber", "Target not achieved (within tolerance)"),
        (421, "Red", "Target not achieved"),
        (400, "Green", "Target achieved"),
    ],
)
def test_green_reaches_as_far_beyond_the_target_as_the_plan_says(value: int, state: str, said: str) -> None:
    found = at(4, [100, 100, 100, value - 300], green_within=D("0.01"))
    assert (found.rag, told(found)) == (state, said)


@pytest.mark.parametrize(
    ("status", "due", "state", "reason"),
    [
        ("On track", date(2014, 9, 30), "Green", "as stated by the lead"),  # due on the last day of the quarter
        ("On track", date(2014, 9, 29), "Red", "due 29 September 2014, not achieved: on track"),
        ("Achieved", date(2014, 4, 1), "Green", "as stated by the lead"),
        ("At risk", date(2014, 12, 31), "Amber", "as stated by the lead"),
        ("Not achieved", date(2015, 3, 31), "Red", "as stated by the lead"),
    ],
)
def test_a_milestone_is_red_once_its_day_is_past(status: str, due: date, state: str, reason: str) -> None:
    """By the report's data, never by the clock."""
    found = at(2, [status, status], kind="milestone", polarity="none", target=None, due=due)
    assert (found.rag, found.rag_reason) == (state, reason)


def test_a_year_to_date_with_a_quarter_missing_in_it_has_no_quarter_of_its_own() -> None:
    found = at(3, [None, 15, 60], to_date=(3,), judged="quarter")
    assert (found.to_date, found.judged, found.rag) == (60, None, "No data")
    assert at(3, [20, 15, 60], to_date=(3,), judged="quarter").judged == 25


LATE = "; achieved in Q4, after its date of 31 December 2014"


@pytest.mark.parametrize(
    ("said", "due", "after"),
    [
        (["On track", "On track", "Off track", "Achieved"], date(2014, 12, 31), LATE),
        (["On track", "On track", None, "Achieved"], date(2014, 12, 31), ""),  # nobody knows that it was open then
        (["On track", "On track", "Achieved", "Achieved"], date(2014, 12, 31), ""),
        (["On track", "On track", "Off track", "Achieved"], date(2015, 1, 31), ""),  # within the quarter of its date
        (["On track", "On track", "Off track", "Achieved"], None, ""),
    ],
)
def test_a_milestone_achieved_after_its_date_says_so_and_is_as_stated(
    said: list[str | None], due: date | None, after: str
) -> None:
    """It was printed as achieved beside a date of the quarter before, without a word."""
    found = at(4, said, kind="milestone", polarity="none", target=None, due=due)
    assert (found.rag, found.rag_reason) == ("Green", f"as stated by the lead{after}")
    assert told(found) == f"Target achieved: as stated by the lead{after}"
    assert quarter_sentence(found, found.comparators, 4) == f"Achieved in Q4, as stated by the lead{after}."
