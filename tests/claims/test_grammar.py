"""What sentences claim: each wording is read by a named rule, and a wording without a rule is not read."""

from __future__ import annotations

from fractions import Fraction

import pytest

from xlcsp.claims import Claim, find_gaps, read_cell, read_title
from xlcsp.measures.projection import METHODS

Short = tuple[str, str, str, str]


def short(claim: Claim) -> Short:
    return claim.kind, claim.quarter, claim.printed, claim.base


def read(text: str, quarter: str = "Q2", *, is_rolling: bool = False) -> list[Short]:
    return [short(claim) for claim in read_cell(text, quarter, is_rolling=is_rolling).claims]


@pytest.mark.parametrize(
    ("text", "quarter", "claims"),
    [
        ("412 thefts in Q2", "Q2", [("quarter", "Q2", "412", "")]),
        ("In Q3 there were 1,412 calls.", "Q3", [("quarter", "Q3", "1412", "")]),
        ("In O3 - 14 visits were made", "Q3", [("quarter", "Q3", "14", "")]),
        ("45 burglaries recorded this quarter", "Q1", [("quarter", "Q1", "45", "")]),
        ("Q1 = 52", "Q1", [("quarter", "Q1", "52", "")]),
        ("1959 thefts in Q2", "Q2", [("quarter", "Q2", "1959", "")]),
        ("five families have been visited", "Q2", [("quarter", "Q2", "5", "")]),
        ("FYE - 2,000 thefts", "Q4", [("ytd", "FY", "2000", "")]),
        ("Between 1.4.2015 - 30.9.15 = 31", "Q2",
         [("months", "Q2", "1.4.2015 - 30.9.15", ""), ("ytd", "Q2", "31", "")]),
        ("A year to date total (April to Sept) of 1959 thefts", "Q2",
         [("months", "Q2", "April to Sept", ""), ("ytd", "Q2", "1959", "")]),
        ("25 families for rolling 12 months", "Q3", [("rolling12", "Q3", "25", "")]),
        ("Placed:13Commencements Revoked:2", "Q1", [("quarter", "Q1", "13", ""), ("quarter", "Q1", "2", "")]),
        ("40 calls in Q2, compared to only 61 last year", "Q2",
         [("quarter", "Q2", "40", ""), ("last_year_same_quarter", "Q2", "61", "")]),
    ],
)  # fmt: skip
def test_counts_and_totals(text: str, quarter: str, claims: list[Short]) -> None:
    assert read(text, quarter) == claims


@pytest.mark.parametrize(
    ("text", "quarter", "claims"),
    [
        ("Increase of 20 thefts on same quarter last year (+5.1%)", "Q1",
         [("change_abs", "Q1", "20", "vs_last_year_same_quarter"), ("pct", "Q1", "5.1", "vs_last_year_same_quarter")]),
        ("Decrease of 20 thefts on the same time last year (-2.3%)", "Q2",
         [("change_abs", "Q2", "-20", "vs_last_year_ytd"), ("pct", "Q2", "-2.3", "vs_last_year_ytd")]),
        ("Reduction of three on the baseline (+9.0%)", "Q3",
         [("change_abs", "Q3", "-3", "vs_baseline"), ("pct", "Q3", "9.0", "vs_baseline")]),
        ("Year total 90: an increase of 10 thefts (12.5%) on last year and six on the baseline (7.1%)", "Q4",
         [("ytd", "FY", "90", ""), ("change_abs", "FY", "10", "vs_last_year_total"),
          ("pct", "FY", "12.5", "vs_last_year_total"), ("change_abs", "FY", "6", "vs_baseline"),
          ("pct", "FY", "7.1", "vs_baseline")]),
        ("28 fewer calls than last year (-5%)", "Q1",
         [("change_abs", "Q1", "-28", "vs_last_year_same_quarter"), ("pct", "Q1", "-5", "vs_last_year_same_quarter")]),
        ("Thefts rose by 12% compared to the same period last year", "Q3", [("pct", "Q3", "12", "vs_last_year_ytd")]),
        ("Projected year end reduction = - 39%", "Q1", [("projection", "Q1", "-39", "vs_baseline")]),
        ("a projected 5% rise on the set baseline", "Q3", [("projection", "Q3", "5", "vs_baseline")]),
    ],
)  # fmt: skip
def test_changes_carry_their_base_and_the_printed_sign(text: str, quarter: str, claims: list[Short]) -> None:
    assert read(text, quarter) == claims


LIKELY = [("likely range", "Q2", "80", ""), ("likely range", "Q2", "101", "")]
PROJECTED = [("projection", "Q2", "92", ""), *LIKELY]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("Projected year end 92 (likely 80 to 101) (early indication).", PROJECTED),
        ("Projected year end 92, likely between 80 and 101.", PROJECTED),
        ("The year is forecast at 92 (likely range: 80-101).", PROJECTED),
        ("Projected year end 92 (likely 80 to 101), 8.9% below the baseline.",
         [*PROJECTED, ("projection", "Q2", "-8.9", "vs_baseline")]),
        ("Projected year end 92 (likely 80 to 101), equal to the baseline.",
         [*PROJECTED, ("projection", "Q2", "0", "vs_baseline")]),
        ("Projected year end 92 offences, a reduction of 8.9% on the baseline.",
         [("projection", "Q2", "92", ""), ("projection", "Q2", "-8.9", "vs_baseline")]),
        ("Projected year end 92, a reduction of 9 (-8.9%) on the baseline.",
         [("projection", "Q2", "92", ""), ("change_abs", "Q2", "-9", "unclear"), ("pct", "Q2", "-8.9", "unclear")]),
        ("Projected year end 92. 8.9% below the baseline.",
         [("projection", "Q2", "92", ""), ("pct", "Q2", "-8.9", "vs_baseline")]),
    ],
)  # fmt: skip
def test_what_follows_a_projection_is_said_of_it_and_its_likely_range_is_a_claim_of_its_own(
    text: str, claims: list[Short]
) -> None:
    assert read(text) == claims
    assert read_cell(text, "Q2").not_read == ()


@pytest.mark.parametrize("method", [one for one in METHODS if one != "auto"])
def test_a_projection_names_its_method(method: str) -> None:
    text = f"Projected year end 92 by {method}; by its own past likely 80 to 101, 8.9% below the baseline."
    number, low, high, share = read_cell(text, "Q2").claims
    assert (number.text, low.printed, high.printed, share.kind) == (method, "80", "101", "projection")


def test_a_projection_compared_with_another_year_is_not_read_as_the_quarters_comparator() -> None:
    reading = read_cell("Projected year end 92, compared to 101 last year.", "Q2")
    assert [claim.kind for claim in reading.claims] == ["projection"]
    assert [digits for digits, _ in reading.not_read] == ["101"]


@pytest.mark.parametrize(
    "text",
    [
        "6 out of 15 families took part in Q2 (40%)",
        "Of the 15 families in Q2, 6 of those took part: 40%",
        "There were 15 families of whom only 6 (40%) took part",
        "No assessed: 15 No taking part: 6 40%",
        "6 of the 15 families (40%) took part",
    ],
)
def test_n_of_m_is_a_pair_with_its_percentage(text: str) -> None:
    assert sorted(read(text)) == [
        ("denominator", "Q2", "15", ""), ("numerator", "Q2", "6", ""), ("pct", "Q2", "40", "level"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "claims"),
    [
        ("Reduce theft Baseline: (2013/14) 1,204 thefts", [("baseline", "baseline", "1204", "")]),
        ("Reduce theft Baseline; 3 yr average (2012 to 2014) 2417 thefts", [("baseline", "baseline", "2417", "")]),
        ("Baseline: 2013/14 count of 31 in a rolling 12 month period", [("baseline", "baseline", "31", "")]),
        ("Baseline from 2013/14 - 62%", [("baseline", "baseline", "62", "level")]),
        ("Maintain an 85% level of satisfaction", [("target", "target", "85", "")]),
        ("Baseline: to be set in 2014/15", []),
        ("The top 10 repeat cases of 12 months", []),
    ],
)
def test_titles_hold_baselines_and_targets(title: str, claims: list[Short]) -> None:
    assert [short(claim) for claim in read_title(title).claims] == claims


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("12 471 thefts in Q2", ["12 471"]),
        ("£12,500 was spent on cameras", ["12,500"]),
        ("Since 1 April 2014 there have been 24 thefts", ["24"]),
        ("See section 27 and the top ten", []),
        ("The plan of 12 months began on 3 May 2014", []),
    ],
)
def test_unknown_wording_is_not_read_and_never_guessed(text: str, numbers: list[str]) -> None:
    reading = read_cell(text, "Q2")
    assert [digits for digits, _ in reading.not_read] == numbers
    assert reading.claims == ()


def test_a_change_on_something_not_named_is_not_one_on_last_year() -> None:
    (claim,) = read_cell("40 calls in Q2. Down 5% on the previous quarter.", "Q2").claims[1:]
    assert (claim.kind, claim.value, claim.base) == ("pct", Fraction(-5), "unclear")


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("Data unavailable: the member of staff has left.", ["staff change"]),
        ("No figure for Q3 [x]: national system closed.", ["national system closed"]),
        ("No status for Q2 [x]: staff change.", ["staff change"]),
        ("40 calls in Q2. Unable to report on referrals until data are published.", ["publication lag"]),
        ("No update provided.", ["no reason given"]),
        ("No figure for Q1 alone; contained in the year to date that follows.", []),
        ("40 calls in Q2.", []),
    ],
)
def test_gaps_have_their_reason(text: str, reasons: list[str]) -> None:
    assert [gap.reason for gap in find_gaps(text)] == reasons


def test_time_grows_with_the_text_only() -> None:
    from time import perf_counter

    def seconds(times: int) -> float:
        start = perf_counter()
        for text in ("increase of 5 on ", "1 2 3 4 ", "a of b of c - ", "(-", "2014/1 ", "no figure "):
            read_cell(text * times, "Q4")
        return perf_counter() - start

    seconds(10)
    assert seconds(400) < 40 * max(seconds(40), 0.02)


def test_parts_of_a_sentence_that_look_like_counts_are_none() -> None:
    assert read("81% (n=120)", "Q1") == [("pct", "Q1", "81", "level")]
    assert read("1.7% below the baseline", "Q4") == [("pct", "Q4", "-1.7", "vs_baseline")]
    assert read("2014/15 total: 134", "Q4") == [("ytd", "FY", "134", "")]
    assert read("83%, up 2 percentage points on Q1") == [("pct", "Q2", "83", "level")]


def test_a_figure_of_several_quarters_is_read_in_old_and_new_words() -> None:
    """From 0.2.0 on reports say "across Q1 to Q2"; "from Q1 to Q2" read as a change."""
    assert read("190 visits across Q1 to Q2.", "Q2") == read("190 visits from Q1 to Q2.", "Q2") != []
