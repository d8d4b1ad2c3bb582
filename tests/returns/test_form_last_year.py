"""Last year's figures in their own columns of the form."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.support import Q2
from xlcsp.domain.kinds import kind_of
from xlcsp.domain.plan import Series
from xlcsp.domain.years import YearOfFigures
from xlcsp.forms.layout import Known
from xlcsp.forms.limits import last_year

_RATE = Series("r", "1", "T", "M", "", kind=kind_of("rate"), target_rule="monitor")


def test_they_are_the_counts_that_were_given_and_no_reduced_fraction() -> None:
    numbers = [tuple(map(Decimal, four)) for four in ((70, 75, 80, 85), (260, 260, 250, 250))]
    year = YearOfFigures(2013, numbers[0], denominators=numbers[1])
    assert last_year(_RATE, Q2, Known(history=(year,))) == (145, 520)
    latest = replace(_RATE, kind=kind_of("rolling 12 rate"))  # 75 of 260 is 15 of 52
    assert last_year(latest, Q2, Known(history=(year,))) == (75, 260)
