"""A change given in a commentary is queried only if no comparison that it could mean gives it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from xlcsp.claims.lexer import NUMBER_WORDS
from xlcsp.claims.prose.tokens import may_count, tokens
from xlcsp.returns.comparisons import BEFORE, LAST_YEAR, NOW, ON_LAST_YEAR, ON_PART, THIS_YEAR, TO_DATE, Base
from xlcsp.returns.stated_changes import unlikely_changes
from xlcsp.returns.stated_directions import unlikely_directions, ways_of
from xlcsp.returns.subjects import own_words

KEYS = {
    ON_LAST_YEAR: {LAST_YEAR, "Q2"},
    "Q1": {BEFORE, "Q1", "Q2"},
    ON_PART: {LAST_YEAR, TO_DATE},
}


def base(on: str, now: int | str, then: int | str, *, is_share: bool = False, **more: Any) -> Base:
    keys = frozenset(KEYS[on] | {NOW, THIS_YEAR})
    return Base(on, Fraction(now), Fraction(then), is_share, keys=keys, **more)


COUNT = [  # 141 this quarter, 148 a year ago, 150 the quarter before; 430 to date after 389
    base(ON_LAST_YEAR, 141, 148),
    base("Q1", 141, 150),
    base(ON_PART, 430, 389),
]
SHARE = [base(ON_LAST_YEAR, "62.4", "57.1", is_share=True)]
ABOUT = "Reduce domestic burglary burglaries"


def asked(text: str, bases: list[Base], about: str = ABOUT) -> list[str]:
    own = own_words(about)
    found = *unlikely_changes(text, bases, own), *unlikely_directions(text, bases, own, ways_of(about, "lower"))
    return [sentence for sentence, _ in found]


@pytest.mark.parametrize(
    "text",
    [
        "Fell 9%.",  # -4.7% on last year, -6% on the quarter before
        "An increase of 5% on last year.",  # +10.5% to date, a fall in the quarter
        "Burglaries fell by 12 on the same quarter last year.",
        "Down 3 on last quarter.",
        "Up 20% on the year to date.",
        "The figure rose by a third.",
        "3 times higher than last year.",
    ],
)
def test_a_change_that_no_comparison_gives_is_asked_about(text: str) -> None:
    assert asked(text, COUNT) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Fell 4.7%.",
        "Fell by 5% on last year.",
        "Down 6% on the quarter before.",
        "Burglaries fell by 7.",
        "Up 10.5% in the year to date.",
        "An increase of 41 burglaries in the year to date.",
        "1.1 times higher than in the same part of last year.",  # 430 after 389
        "Shoplifting rose by 30%.",
        "Police seizures increased by 12%.",
        "Force-wide burglary fell by 9% on average.",
        "We expect a fall of 20% next year.",
        "12 burglaries were in one street.",
    ],
)
def test_a_change_that_some_comparison_gives_or_that_is_of_something_else_is_not(text: str) -> None:
    assert asked(text, COUNT) == []


@pytest.mark.parametrize(
    "text",
    [
        "Up 41 on last year.",  # of the quarters so far it is; of the quarter alone it is not
        "Burglaries are lower than in the same quarter last year.",
        "Burglary was down on the quarter before.",
        "Burglaries are up on last year.",
        "Burglary is higher than last year because of one street.",  # more is said than that
        "Burglaries are not down on last year.",
        "Burglaries will be higher than last year.",
        "Shoplifting was higher than in the quarter before.",
        "Burglaries fell.",
        "Reporting has changed since last year.",
        "Fewer calls after the park patrols.",
    ],
)
def test_a_direction_that_some_comparison_has_or_that_is_not_all_that_is_said_is_not_asked_about(text: str) -> None:
    assert asked(text, COUNT) == []


@pytest.mark.parametrize(
    "text",
    [
        "Burglaries are up on the quarter before.",
        "Burglary was higher than in the previous quarter.",
        "Burglary is unchanged on last year.",
        "Burglaries did not change on the quarter before.",
        "Down 9 on last year.",  # it is 9 fewer than in the quarter before, and 7 fewer than a year ago
        "Burglary fell by 7 on the quarter before.",
    ],
)
def test_a_time_that_is_named_is_meant_and_a_direction_is_a_change(text: str) -> None:
    assert asked(text, COUNT) == [text]


def test_of_several_series_a_direction_is_of_those_that_it_names() -> None:
    wards = [base(ON_LAST_YEAR, 33, 31, name="Ashworth"),
             base(ON_LAST_YEAR, 12, 14, name="Bridge End")]  # fmt: skip
    about = "Vehicle crime by ward Ashworth crimes Vehicle crime by ward Bridge End crimes"
    assert asked("Crime in Bridge End did not change on last year.", wards, about)
    assert asked("Crime in Bridge End is up on last year.", wards, about)
    assert not asked("Crime in Bridge End is down on last year.", wards, about)
    assert not asked("Crime in Ashworth is up on last year.", wards, about)


def test_percentages_may_change_by_points_or_as_a_share_of_themselves() -> None:
    assert asked("Rose by 5.3 percentage points.", SHARE) == []
    assert asked("Rose by 9.3%.", SHARE) == []
    assert asked("Rose by 7%.", SHARE) == ["Rose by 7%."]


def test_without_anything_to_compare_nothing_is_asked() -> None:
    assert asked("Fell 6%.", []) == []


def test_the_question_names_the_changes_that_the_figures_give() -> None:
    ((_, given),) = unlikely_changes("Fell 9%.", COUNT[:2], own_words(ABOUT))
    assert given == "−4.7% on the same quarter last year; −6.0% on Q1"


COUNTING = ("9", "9%", "Q4 and 12", "£5m", "one in four", "zero", "doubled", "halving", "a third of it", "half of it")


@pytest.mark.parametrize("words", [*COUNTING, *NUMBER_WORDS])
def test_a_sentence_with_a_quantity_is_taken_apart(words: str) -> None:
    for text in (f"There were {words.upper()} more.", f"{words}", f"({words})"):
        assert may_count(text) or not any(token.is_quantity for token in tokens(text)), text


def test_the_number_of_a_quarter_alone_is_none() -> None:
    assert not may_count("What lies behind the figures of Q4, and what is done about it.")


THEFT = [base(ON_LAST_YEAR, 74, 73), base("Q1", 74, 80)]
SATISFIED = [base(ON_LAST_YEAR, "86.2", "86.8", is_share=True)]
OF_THEFT, OF_SATISFACTION = "Theft from farms offences Safe Dales", "Victims satisfied with the service People at risk"


@pytest.mark.parametrize(
    ("text", "bases", "about"),
    [
        ("Farm watch grew: theft fell by 3.6% on the same quarter last year.", THEFT, OF_THEFT),
        ("Farm thefts fell by 12%.", THEFT, OF_THEFT),
        ("New gates were fitted, and thefts fell by 12%.", THEFT, OF_THEFT),
        ("Good work; thefts down 30%", THEFT, OF_THEFT),
        ("We saw a fall of 12% in theft from farms.", THEFT, OF_THEFT),
        ("Satisfaction fell by 6%.", SATISFIED, OF_SATISFACTION),
        ("Victim satisfaction rose by 4 points on last year.", SATISFIED, OF_SATISFACTION),
    ],
)
def test_a_plain_word_of_the_measure_is_its_subject_whatever_the_clause_before_is_about(
    text: str, bases: list[Base], about: str
) -> None:
    assert asked(text, bases, about) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Farm watch membership grew by 15%.",
        "Extra patrols: response times fell by 12%.",
        "Two arrests were made, up 20%.",
        "Arrests for theft rose by 20%.",
        "Farm visits rose by 25%.",
        "12 more farms joined, 20% up.",
        "Five more Farm Watch groups were formed.",
        "Theft fell by 20% in the town centre.",
        "Theft fell by 20% among members of Farm Watch.",
        "Theft fell by 20% in June.",
        "Theft has fallen by 30% since 2020/21.",
        "Over three years theft fell by 30%.",
        "Theft of quad bikes fell by 40%.",
        "Livestock theft was down 50%, offset by fuel theft.",
        "Theft was 8% below target.",  # which has no target here
        "We aim to cut theft by 10%.",
        "Theft fell by 7.5% on the quarter before.",
    ],
)
def test_a_change_of_something_else_of_a_part_or_since_another_time_is_not_asked_about(text: str) -> None:
    assert asked(text, THEFT, OF_THEFT) == []


@pytest.mark.parametrize("text", ["Response rates to the survey fell by 6%.", "Respondents fell by 20%."])
def test_a_word_that_only_begins_alike_is_another(text: str) -> None:
    assert asked(text, SATISFIED, OF_SATISFACTION) == []


def test_the_cases_of_a_percentage_may_be_meant() -> None:
    """12 of 16 after 20 of 25: the share fell by five points, its cases by 40%."""
    fallen = [
        base("Q1", 75, 80, is_share=True),
        base("Q1", 12, 20, is_of_cases=True),
    ]
    about = "Young people diverted"
    assert asked("Diversions fell by 40%.", fallen, about) == []
    assert asked("Diversions rose by 40%.", fallen, about) == ["Diversions rose by 40%."]
