"""What no wording ties to its figures is weighed against the only ones that it can be about, and never by guess."""

from __future__ import annotations

import pytest

from xlcsp.audit import audit_text


def wrong(text: str) -> list[str]:
    return [one.printed for one in audit_text(text) if one.status == "FAIL"]


ORDERS = [
    "There were 214 thefts in 2016/17 whereas in 2015/16 there had been 190, so that there were {} more.",
    "Thefts, of which 190 were seen twelve months earlier, now stand at 214, which makes for {} more.",
    "Last summer saw 190 thefts. This summer brought 214, or {} more.",
    "At 214 thefts the ward is {} above the county average, which is 190.",
]


@pytest.mark.parametrize("text", ORDERS)
def test_figures_are_put_in_order_by_what_their_words_say_of_their_time(text: str) -> None:
    assert wrong(text.format(24)) == []
    assert wrong(text.format(34)) == ["34"]


@pytest.mark.parametrize(
    "text",
    [
        "Thefts numbered 23, down from 31 in 2018 and 34 in 2017, a reduction of 26% over the year.",  # on 31
        "Burglary fell from 350 to 301 and robbery from 80 to 68, a total reduction of 14.2%.",  # on both
    ],
)
def test_a_change_that_one_reading_of_its_base_gives_is_not_wrong(text: str) -> None:
    assert wrong(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "There were 214 thefts in 2016/17 and 190 in 2015/16, and robberies grew by 34.",
        "There were 214 thefts in 2016/17 and 190 in 2015/16, a rise of 34 on 2012/13.",
        "There were 214 thefts in 2016/17 and 190 in 2015/16, a rise of 34 in Elm.",
        "There were 214 thefts in 2016/17 and 190 in 2015/16, 34 more if shops are counted.",
        "There should be 34 fewer next year, after 214 thefts in 2016/17 and 190 in 2015/16.",
    ],
)
def test_a_change_with_another_subject_base_place_or_condition_is_left_open(text: str) -> None:
    assert wrong(text) == []


@pytest.mark.parametrize(
    ("text", "slips"),
    [
        ("The force had 2,341 officers: 1,702 men and 639 women.", []),
        ("The force had 2,341 officers: 1,702 men and 629 women.", ["2341"]),
        ("The force had 2,341 officers, 1,702 of them men and 500 with cars.", []),
        ("They met 12 people a session in the 160 sessions, a total of 1,920 people.", []),
        ("They met 12 people a session in the 160 sessions, a total of 1,290 people.", ["1290"]),
        ("They met 12 people a session on average in the 160 sessions, a total of 1,940 people.", []),
    ],
)
def test_a_sum_or_product_that_fails_by_a_digit_is_wrong(text: str, slips: list[str]) -> None:
    assert wrong(text) == slips
