"""The message for a text that names no period."""

from __future__ import annotations

import pytest

from xlcsp.domain.periods import PeriodError, parse_month, parse_quarter, parse_year


def test_examples_are_of_the_known_year_and_else_of_none() -> None:
    """An example of another year than the plan's makes a person look twice."""
    with pytest.raises(PeriodError, match=r'^"Q5" is not a quarter\. Write it as 2026/27 Q3\.$'):
        parse_quarter("Q5", 2026)
    for parse in (parse_month, parse_quarter, parse_year):
        with pytest.raises(PeriodError, match=r"^(?!.*20\d\d)"):
            parse("soon")
    with pytest.raises(PeriodError, match=r"^\D*2025/27\D*$"):
        parse_year("2025/27")
