"""Reasons for gaps: one entry for each, and one wording within a sentence."""

import pytest

from xlcsp.claims import find_gaps
from xlcsp.domain.gaps import GAP_REASONS, REASON_WORDS, reason_in_sentence
from xlcsp.files.columns import Column, Columns


@pytest.mark.parametrize(("reason", "told"), [
    ("Staff change", "staff change"),
    ("IT failure", "IT failure"),
    ("NHS system closed", "NHS system closed"),
    ("Q2 audit is not over", "Q2 audit is not over"),
    ("I was away", "I was away"),
    ("A new provider", "a new provider"),
    ("Other (say which in the commentary)", "other reason"),
    ("2 of 3 months: staff change", "2 of 3 months: staff change"),
    ("", ""),
])  # fmt: skip
def test_a_reason_stands_in_a_sentence_with_its_acronyms(reason: str, told: str) -> None:
    assert reason_in_sentence(reason) == told


def test_the_checker_understands_each_reason_as_our_own_reports_print_it() -> None:
    for reason in GAP_REASONS:
        (gap,) = find_gaps(f"No figure for Q2 [x]: {reason.in_sentence}.")
        assert gap.reason == reason.in_sentence


def test_a_choice_that_excel_would_part_or_refuse_is_said_at_once() -> None:
    Column("reason", "Reason", choices=REASON_WORDS)
    with pytest.raises(ValueError, match='Reason: "IT failure, again" has a comma'):
        Column("reason", "Reason", choices=("Staff change", "IT failure, again"))
    with pytest.raises(ValueError, match=r"Reason: the choices take 256 characters\. Excel takes 255\. Shorten them\."):
        Column("reason", "Reason", choices=("a" * 127, "b" * 128))
    with pytest.raises(ValueError, match="Reason: it is a drop-down, but has no choices"):
        Column("reason", "Reason", form="choice")


def test_two_columns_with_one_key_are_refused_at_once() -> None:
    with pytest.raises(ValueError, match='"reason" is the key of two columns'):
        Columns(Column("reason", "Reason"), Column("reason", "Why"))
