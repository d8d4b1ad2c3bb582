"""A change given in a commentary is queried only if no comparison that it could mean gives it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from xlcsp.claims.lexer import NUMBER_WORDS
from xlcsp.claims.prose.tokens import may_count, tokens
from xlcsp.returns.stated_changes import Base, unlikely_changes

COUNT = [  # 141 this quarter, 148 a year ago, 150 the quarter before; 430 to date after 389
    Base("the same quarter last year", Fraction(141), Fraction(148)),
    Base("Q1", Fraction(141), Fraction(150)),
    Base("the same part of last year", Fraction(430), Fraction(389)),
]
SHARE = [Base("the same quarter last year", Fraction("62.4"), Fraction("57.1"))]
ABOUT = "Reduce domestic burglary burglaries"


def asked(text: str, bases: list[Base], *, is_share: bool = False) -> list[str]:
    return [sentence for sentence, _ in unlikely_changes(text, bases, ABOUT, is_share=is_share)]


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


def test_percentages_may_change_by_points_or_as_a_share_of_themselves() -> None:
    assert asked("Rose by 5.3 percentage points.", SHARE, is_share=True) == []
    assert asked("Rose by 9.3%.", SHARE, is_share=True) == []
    assert asked("Rose by 7%.", SHARE, is_share=True) == ["Rose by 7%."]


def test_without_anything_to_compare_nothing_is_asked() -> None:
    assert asked("Fell 6%.", []) == []


def test_the_question_names_the_changes_that_the_figures_give() -> None:
    ((_, given),) = unlikely_changes("Fell 9%.", COUNT[:2], ABOUT, is_share=False)
    assert given == "−4.7% on the same quarter last year; −6.0% on Q1"


COUNTING = ("9", "9%", "Q4 and 12", "£5m", "one in four", "zero", "doubled", "halving", "a third of it", "half of it")


@pytest.mark.parametrize("words", [*COUNTING, *NUMBER_WORDS])
def test_a_sentence_with_a_quantity_is_taken_apart(words: str) -> None:
    for text in (f"There were {words.upper()} more.", f"{words}", f"({words})"):
        assert may_count(text) or not any(token.is_quantity for token in tokens(text)), text


def test_the_number_of_a_quarter_alone_is_none() -> None:
    assert not may_count("What lies behind the figures of Q4, and what is done about it.")
