"""A number about something else, or compared with something unnamed, cannot be checked; it is never called wrong."""

from __future__ import annotations

import pytest

from xlcsp.audit import audit_text

HEAD = "Report 2015/16\n\tNo\tMeasure\tQuarter 1\tQuarter 2\tQuarter 3\tQuarter 4\tRAG"


def failures(*cells: str, title: str = "Reduce theft Baseline: three year average 900 thefts") -> list[str]:
    row = "\t".join(["", "1.1", title, *cells, *[""] * (5 - len(cells))])
    return [one.check for one in audit_text(f"{HEAD}\n{row}") if one.status == "FAIL"]


@pytest.mark.parametrize(
    "text",
    [
        "200 thefts in Q1. An increase of 5 in the town centre (10%).",
        "200 thefts in Q1. Down 5% on the previous quarter.",
        "200 thefts in Q1. An increase of 12 on the quarter before (+30%).",
        "200 thefts in Q1. Increase of 4 burglaries on the same quarter last year (+40%)",
        "6 out of 15 families took part in Q1 (40%). 80% of them were satisfied.",
        "6 out of 15 families took part in Q1 (40%). 3 out of 4 men took part (75%).",
        "200 thefts in Q1. The figure for 2014/15 was not published.",
        "200 thefts in Q1. 12 arrests in Q1.",
        "200 thefts in Q1, compared to 190 for the same quarter in 2013/14.",
        "12,4 thefts in Q1 and 1 200 in Q2",
    ],
)
def test_other_things_and_unnamed_comparators_accuse_nobody(text: str) -> None:
    assert failures(text) == []


def test_totals_of_other_things_accuse_nobody() -> None:
    cells = ("200 thefts in Q1.", "12 arrests in Q2. Year to date (April to September) 430 thefts.")
    assert failures(*cells) == []


PROJECTED = "Projected year end {} (likely 700 to 1,000), {}% below the baseline."


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (PROJECTED.format("800", "11.1"), []),
        (PROJECTED.format("800", "11.2"), ["PROJECTION"]),
        (PROJECTED.format("850", "5.6"), []),  # the method is not named, so it may be any
        (PROJECTED.format("850", "6.6"), ["PROJECTION"]),
        ("Projected year end 800 by straight line; by its own past likely 850 to 1,000.", []),
        ("Projected year end 850 by straight line; by its own past likely 700 to 800.", ["PROJECTION"]),
        ("Projected year end 850 by straight line; likely 700 to 800, 5.6% below the baseline.", ["PROJECTION"]),
        ("Projected year end 850 by prior year; by its own past likely 700 to 800.", []),
        ("Projected year end 850 by seasonal; likely 700 to 800, 5.6% below the baseline.", []),
        ("Projected year end 800 by seasonal; likely 700 to 750, 11.2% below the baseline.", []),  # of 799.5
        ("Projected year end 800 by seasonal; likely 700 to 750, 12.2% below the baseline.", ["PROJECTION"]),
        ("Projected year end 850, an increase of 40 (+4.9%) on last year.", []),
    ],
)
def test_a_projection_is_held_against_the_line_only_where_it_is_one(said: str, expected: list[str]) -> None:
    cells = ("190 thefts in Q1.", f"210 thefts in Q2. Year to date (April to September) 400 thefts. {said}")
    assert failures(*cells) == expected


def test_one_person_and_two_people_are_the_same_thing() -> None:
    assert failures("1 person in Q1.", "2 people in Q2. Year to date (April to September) 4.") == ["SUM"]


def test_a_year_at_100_per_cent_of_something_else_is_no_contradiction() -> None:
    cells = ("6 out of 15 families took part in Q1 (40%).", "", "", "100% of calls were answered during 2015/16.")
    assert failures(*cells) == []


def test_a_target_set_as_a_change_on_the_baseline_decides_the_verdict() -> None:
    cells = ("240 thefts in Q1.", "240 thefts in Q2.", "240 thefts in Q3.", "160 thefts in Q4. FYE - 880 thefts. {}.")
    title = "Reduce theft by 5% Baseline: three year average 900 thefts"
    for words, expected in (("Target not achieved", []), ("Target achieved", ["VERDICT"])):
        assert failures(*(cell.format(words) for cell in cells), title=title) == expected


def test_gaps_know_when_another_provider_is_waited_for_and_what_an_earlier_quarter_said() -> None:
    cells = ("Probation to provide update.", "Probation (North) to provide update.", "System error, no data.",
             "Please refer to Q3 update.")  # fmt: skip
    row = "\t".join(["", "1.1", "Reduce theft", *cells, ""])
    gaps = {one.quarter: one.reason for one in audit_text(f"{HEAD}\n{row}") if one.check == "MISSING_RETURN"}
    assert gaps == {"Q1": "provider", "Q2": "provider changed", "Q3": "system error", "Q4": "system error"}


@pytest.mark.parametrize(
    ("claim", "status"),
    [
        ("12%", "WARN"),  # neither near nor a digit off: it may be about others
        ("62%", "FAIL"),  # two digits swapped
        ("260%", "FAIL"),  # the point elsewhere
        ("25%", "FAIL"),  # near
        ("26%", "OK"),
    ],
)
def test_a_claim_far_from_what_its_figures_give_is_odd_not_wrong(claim: str, status: str) -> None:
    text = f"Theft in 40 shops rose from 50 to 63 offences, up {claim} on last year, and robbery rose by 5."
    assert [one.status for one in audit_text(text) if one.printed == claim.rstrip("%")] == [status]
