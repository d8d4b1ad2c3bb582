"""What would have to happen for a target to be met, in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.measures.test_assess import LAST_YEAR, at
from xlcsp.domain.kinds import kind_of
from xlcsp.domain.years import YearOfFigures
from xlcsp.report.needed import needed_sentence


def test_what_the_quarters_left_may_hold_beside_last_years() -> None:
    assert needed_sentence(at(2, [110, 110], [LAST_YEAR])) == (
        "To stay within 400, the two remaining quarters must average 90 or fewer; that is 10% fewer than in the "
        "same part of last year (200)."
    )
    assert needed_sentence(at(3, [80, 80, 80], [LAST_YEAR], polarity="higher", target_rule="at least")) == (
        "To reach 400, the last quarter must be 160 or more; that is 60% more than in the same part of last year (100)."
    )
    assert (
        needed_sentence(at(1, [100])) == "To stay within 400, the three remaining quarters must average 100 or fewer."
    )


def test_a_target_between_whole_numbers_is_named_by_the_last_count_that_meets_it() -> None:
    said = needed_sentence(at(2, [100, 100], [LAST_YEAR], target=Decimal("400.9")))
    assert said.startswith(
        "To stay within 400, the two remaining quarters must average 100 or fewer; that is about as many as"
    )


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ([400, 287, 150.5], "the last quarter must be 312.5 or more"),
        ([400, 188], "the two remaining quarters must average 281 or more"),
        ([400, 187.3], "the two remaining quarters must average 281.4 or more"),  # 281.35
    ],
)
def test_hours_are_told_as_finely_as_they_are_printed(given: list[float], left: str) -> None:
    of_hours = {"kind": kind_of("amount"), "unit": "hours", "polarity": "higher", "target_rule": "at least"}
    assert left in needed_sentence(at(len(given), given, target=Decimal(1150), **of_hours))
    in_pounds = {**of_hours, "unit": "£"}
    assert "£313 or more" in needed_sentence(at(3, [400, 287, 150.5], target=Decimal(1150), **in_pounds))


@pytest.mark.parametrize(
    ("given", "target", "said"),
    [
        ([0], 0, "To stay within 0, there must be none in the three remaining quarters."),
        ([3, 3, 2], 8, "To stay within 8, there must be none in the last quarter."),
        ([5, 2], 8, "To stay within 8, the two remaining quarters may have no more than 1 in all; that is"),
        ([6], 8, "To stay within 8, the three remaining quarters may have no more than 2 in all; that is"),
        ([5], 8, "To stay within 8, the three remaining quarters must average 1 or fewer; that is"),
    ],
)
def test_less_than_one_a_quarter_is_told_in_all(given: list[int], target: int, said: str) -> None:
    """An average of "0 or fewer" is no number of events, and forbade the one or two that were still allowed."""
    assert needed_sentence(at(len(given), given, [LAST_YEAR], target=Decimal(target))).startswith(said)


def test_met_and_missed_already() -> None:
    assert "already been exceeded" in needed_sentence(at(2, [300, 110]))
    assert "already been met" in needed_sentence(at(2, [300, 110], polarity="higher", target_rule="at least"))


def test_nothing_is_said_where_nothing_is_known() -> None:
    assert needed_sentence(at(2, [100, None])) == ""
    assert needed_sentence(at(4, [100, 100, 100, 100])) == ""
    assert needed_sentence(at(2, [100, 100], target_rule="monitor", target=None)) == ""
    holed = YearOfFigures(2013, (Decimal(100), None, Decimal(100), Decimal(100)))
    assert "last year" not in needed_sentence(at(2, [100, 100], [holed]))
