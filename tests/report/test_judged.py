"""What a series is judged by, as a sentence."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.measures.test_assess import at
from xlcsp.measures.assess import Assessment
from xlcsp.report.judged import judged_words
from xlcsp.report.model import SeriesReport


def said(found: Assessment) -> str:
    """The sentence of a report about nothing else."""
    nothing = ("", "", "", "")
    return judged_words(SeriesReport(found.observed.series, found, (), "", nothing, nothing, "", None))


@pytest.mark.parametrize("second", [150, 30])
def test_a_range_to_date_is_named_whole(second: int) -> None:
    """At most 110, of a range of 90 to 110, read as another target than the plan's."""
    limits = {"target_rule": "between", "target": Decimal(180), "target_upper": Decimal(220), "judged": "profile"}
    found = at(2, [10, second - 10], **limits)
    assert found.basis == "profile"
    assert "to date, where the target is 90 to 110" in said(found)


@pytest.mark.parametrize(
    ("value", "colour", "told"),
    [
        ("3.2", "Green", "3.2 at the end of Q1, where the target is at most 3.2."),
        ("3.204", "Amber", "3.204 at the end of Q1, where the target is at most 3.200."),  # 3.20 would tell no miss
        ("3.36", "Amber", "3.36 at the end of Q1, where the target is at most 3.20."),  # 5%; 3.4 beside 3.2 is 6%
        ("3.37", "Red", "3.4 at the end of Q1, where the target is at most 3.2."),
    ],
)
def test_a_value_has_the_decimals_that_show_its_colour(value: str, colour: str, told: str) -> None:
    found = at(1, [Decimal(value)], kind="snapshot", target=Decimal("3.2"), unit="days")
    assert found.rag == colour
    assert said(found) == told


def test_at_year_end_no_chance_is_left() -> None:
    """612 for the year was explained by Green from a chance of 80%, which rates a year that is not over."""
    found = at(4, [100, 100, 100, 103], rag_rule="chance")
    assert found.rag == "Red"
    assert said(found) == "403 for the year, where the target is at most 400 (at year end any miss is Red)."


def test_a_target_rounded_to_the_whole_number_that_meets_it_tells_what_decided() -> None:
    """85 against "at least 90" was Amber, though 85 is more than 5% below 90: judged was 89.12."""
    plan = {"polarity": "higher", "target_rule": "at least", "target": Decimal("178.24")}
    found = at(2, [45, 40], **plan)
    assert found.rag == "Amber"
    assert said(found) == "85 to date, where the target is at least 90 (89.1 before rounding, tolerance 5%)."
    assert said(at(2, [45, 41], **plan)) == "86 to date, where the target is at least 90."  # Amber by either
    assert said(at(2, [40, 40], **plan)) == "80 to date, where the target is at least 90."  # Red by either
