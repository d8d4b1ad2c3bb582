"""A control chart's signal names the rule and exactly the points that break it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from tests.support import Q2, Q3, SERIES, answers, partnership, send
from xlcsp.domain.kinds import kind_of
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Series
from xlcsp.domain.slots import HELD, Slot
from xlcsp.domain.years import YearOfFigures
from xlcsp.forms.layout import Answer
from xlcsp.measures.control import Control, control
from xlcsp.measures.observed import Observed
from xlcsp.measures.spc import lines_of
from xlcsp.pipeline import make
from xlcsp.report.pages import pages
from xlcsp.report.signals import all_signals, signals_of

COUNTED = Series("s", "1.1", "", "", "")
FIRST = Quarter(2010, 1)
STEADY = (10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10, 12)
NEAR = (*STEADY, *STEADY, 15, 13, 15)


def chart(values: tuple[int, ...]) -> Control:
    """A chart of these quarters from 2010/11 Q1 on."""
    figures = tuple(Fraction(value) for value in values)
    _, low, high, *_ = lines_of([float(value) for value in figures], floor=0)
    return Control(tuple(FIRST.plus(step) for step in range(len(values))), figures, figures, None, (low, high))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ((*STEADY, 40), "above the upper limit of 24.3 (2013/14 Q1)"),
        ((*STEADY, 1), "below the lower limit of 2.9 (2013/14 Q1)"),
        ((*STEADY, 40, 10, 40), "above the upper limit of 35.7 (2013/14 Q1 and 2013/14 Q3)"),
        ((*STEADY, *(13,) * 8), "9 quarters in a row above the mean (2012/13 Q4 to 2014/15 Q4)"),
        ((*STEADY, 9, 10, 11, 12, 13, 14, 15), "7 quarters rising in a row (2013/14 Q1 to 2014/15 Q3)"),
        (STEADY, ""),
    ],
)
def test_each_rule_is_told_with_its_points(values: tuple[int, ...], told: str) -> None:
    found = all_signals(chart(values), COUNTED)
    assert told in found
    assert bool(found) == bool(told)


def test_of_two_of_three_near_a_limit_those_two_are_named() -> None:
    found = chart(NEAR)
    told = all_signals(found, COUNTED)
    assert "2 of 3 quarters near the upper limit (2016/17 Q1 and 2016/17 Q3)" in told


def test_a_stretch_that_goes_on_is_counted_as_long_as_it_is() -> None:
    """Four quarters named under "2 of 3" would be read as a slip."""
    told = all_signals(chart((*STEADY, *STEADY, 15, 13, 15, 15)), COUNTED)
    assert "3 of 4 quarters near the upper limit (2016/17 Q1, 2016/17 Q3 and 2016/17 Q4)" in told
    assert "2 of 3" not in told


def test_a_quarter_is_told_what_it_is_a_part_of() -> None:
    found = chart((*STEADY, 40))
    assert signals_of(found, Quarter(2013, 1), COUNTED) == "Above the upper limit of 24.3 (2013/14 Q1)"
    assert signals_of(chart(STEADY), Quarter(2012, 4), COUNTED) == "No signal in Q4"
    assert signals_of(chart(STEADY), Quarter(2013, 1), COUNTED) == "No figure in Q1"
    gap = replace(found, figures=(*found.figures[:-1], None), drawn=(*found.drawn[:-1], None))
    assert signals_of(gap, Quarter(2013, 1), COUNTED) == "No figure in Q1"


def test_a_limit_that_a_figure_as_counted_does_not_pass_is_of_figures_without_the_season() -> None:
    """171 beside "below the lower limit of 145.1" would be read as a slip: the adjusted figure is told."""
    seasonal = replace(chart((*STEADY, 1)), factors=(Fraction(1),) * 4)
    told = signals_of(seasonal, Quarter(2013, 1), COUNTED)
    assert told.startswith("Seasonally adjusted: 1.0, below the lower limit of 2.9")


def test_a_point_beside_two_near_a_limit_is_neither_marked_nor_told() -> None:
    """The third month of a window was printed as a signal of its quarter, with the names of the other two."""
    found = chart(NEAR)  # 15 in Q1, 13 in Q2, 15 in Q3
    bystander, near = Quarter(2016, 2), Quarter(2016, 3)
    assert signals_of(found, bystander, COUNTED) == "No signal in Q2"
    assert signals_of(found, near, COUNTED) != "No signal in Q3"
    assert [period.short for period, _ in found.signals if period in (bystander, near)] == ["Q3"]


@pytest.mark.parametrize(
    ("series", "told"),
    [
        (COUNTED, "24.3"),
        (replace(COUNTED, kind=kind_of("amount"), unit="£", has_decimals=False), "£24"),
        (replace(COUNTED, kind=kind_of("amount"), unit="£", has_decimals=True), "£24.31"),
        (replace(COUNTED, kind=kind_of("amount"), unit="hours"), "24.3"),
    ],
)
def test_a_limit_is_told_in_the_unit_of_the_series(series: Series, told: str) -> None:
    assert signals_of(chart((*STEADY, 40)), Quarter(2013, 1), series) == f"Above the upper limit of {told} (2013/14 Q1)"


def test_no_limit_of_a_percentage_is_above_100() -> None:
    """ "Limits 96.8% to 100.8%" stood in the annex."""
    shares = [0.99, 1.0, 0.97, 1.0, 0.98, 1.0]
    mean, low, high, near_low, near_high = lines_of(shares, floor=0, ceiling=1)
    assert lines_of(shares)[2] > lines_of(shares)[4] > 1
    assert (high, near_high) == (1, 1)
    assert low < near_low < mean < 1
    slots = [Slot(Quarter(2014, at), HELD, Fraction(99 + at % 2), Fraction(100)) for at in range(1, 5)]
    past = [
        YearOfFigures(year, tuple(map(Decimal, (99, 100, 97, 100))), None, (Decimal(100),) * 4)
        for year in (2011, 2012, 2013)
    ]
    of_cases = replace(COUNTED, kind=kind_of("rate"))
    found = control(Observed(of_cases, (slots[0], slots[1], slots[2], slots[3])), past)
    assert found is not None
    assert found.limits[1] == found.chart.upl == 1
    assert not [rules for rules in found.rules if "outside limits" in rules]


def test_the_page_of_a_closed_series_says_since_when(tmp_path: Path) -> None:
    """It said "No figure in Q3", as if one were missing."""
    past = tuple(
        {"id": "v", "year": f"{year}/{year - 1999}", "Q1": 100, "Q2": 102, "Q3": 100, "Q4": 104}
        for year in (2010, 2011, 2012, 2013)
    )
    master = partnership(tmp_path, ({**SERIES[0], "closed_from": "2014/15 Q3"}, *SERIES[1:]), history=past)
    send(master, Q2, answers(v=Answer(figure=101)))
    [facts] = [dict(page.facts) for page in pages(make(master, Q3).report) if page.series.ref == "1.1"]
    assert facts["Against its own past (control chart in the annex)"] == "Closed since 2014/15 Q3"
