"""What a series is judged by, as a sentence."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.measures.test_assess import SETTINGS, at
from xlcsp.measures.assess import Assessment
from xlcsp.report.judged import judged_words
from xlcsp.report.model import SeriesReport


def said(found: Assessment) -> str:
    """The sentence of a report about nothing else."""
    nothing = ("", "", "", "")
    return judged_words(SeriesReport(found.observed.series, found, (), "", nothing, nothing, "", None), SETTINGS)


@pytest.mark.parametrize(("second", "side"), [(150, "at most 110"), (30, "at least 90")])
def test_a_range_to_date_names_the_side_on_which_it_is_missed(second: int, side: str) -> None:
    limits = {"target_rule": "between", "target": Decimal(180), "target_upper": Decimal(220), "judged": "profile"}
    found = at(2, [10, second - 10], **limits)
    assert found.basis == "profile"
    assert f"to date, where the target is {side}" in said(found)
