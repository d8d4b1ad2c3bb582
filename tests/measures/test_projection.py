"""Projections with their intervals and chances: what must hold for any figures."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcsp.measures import MeasureError, Projection, chance, project

STEADY = [[100, 110, 105, 95], [102, 108, 107, 96], [99, 112, 103, 94]]
SEASONAL = [[60, 140, 130, 70], [62, 138, 128, 71], [58, 143, 131, 69], [61, 141, 129, 70]]
figures = st.integers(0, 3_000)
known = st.one_of(st.none(), figures)
years = st.lists(st.lists(known, min_size=4, max_size=4), max_size=6)


@given(st.lists(figures, min_size=1, max_size=3), years)
def test_a_projected_count_is_whole_and_within_its_interval(
    quarters: list[int], history: list[list[int | None]]
) -> None:
    found = project(quarters, history)
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert sum(quarters) <= found.low <= found.value <= found.high
    assert found.low == int(found.low)
    assert found.high == int(found.high)
    if found.method == "auto":
        assert found.value == int(found.value)
    wider = project(quarters, history, level=0.95)
    assert (wider.low or 0) <= found.low
    assert (wider.high or 0) >= found.high


@given(st.lists(figures, min_size=1, max_size=3), years, st.integers(0, 12_000))
def test_chances_add_up_and_grow_with_the_target(
    quarters: list[int], history: list[list[int | None]], target: int
) -> None:
    at_most = chance(quarters, target, "lower", history)
    assert at_most is not None
    assert 0 <= at_most <= 1
    assert chance(quarters, target + 1, "higher", history) == pytest.approx(1 - at_most, abs=1e-12)
    assert (chance(quarters, target + 5, "lower", history) or 0) >= at_most
    if sum(quarters) > target:
        assert at_most == 0
    else:
        assert 0 < at_most < 1  # while the year runs nothing else is certain


@given(st.lists(st.tuples(st.lists(known, max_size=4), years), min_size=1, max_size=12))
def test_a_column_gives_what_single_series_give(rows: list[tuple[list[int | None], list[list[int | None]]]]) -> None:
    quarters, histories = [list(column) for column in zip(*rows, strict=True)]
    assert project(quarters, histories) == [project(one, past) for one, past in rows]
    targets = [sum(value or 0 for value in one) + 40 for one in quarters]
    alone = [chance(one, target, "lower", past) for (one, past), target in zip(rows, targets, strict=True)]
    assert chance(quarters, targets, "lower", histories) == alone


def test_arrays_and_a_history_shared_by_all_rows() -> None:
    block = np.array([[50.0, 60.0, np.nan, np.nan], [10.0, np.nan, np.nan, np.nan]])
    found = project(block, STEADY)
    assert [one.value for one in found] == [project([50, 60], STEADY).value, project([10], STEADY).value]
    frame = pd.DataFrame(block, columns=["Q1", "Q2", "Q3", "Q4"])
    assert project(frame, STEADY).tolist() == found.tolist()
    assert project(np.array([50, 60]), np.array(STEADY)) == project([50, 60], STEADY)
    chances = chance(block, 300, "lower", np.array([STEADY, STEADY]))
    assert chances.dtype == float
    assert chances.tolist() == pytest.approx([chance(row, 300, "lower", STEADY) for row in ([50, 60], [10])])


@pytest.mark.parametrize("bad", [-1, 2.5, math.inf])
def test_a_bad_figure_in_a_column_is_named(bad: float) -> None:
    with pytest.raises(MeasureError, match=str(bad)):
        project([[1, 2], [bad, 3]], [STEADY, STEADY])
    with pytest.raises(MeasureError, match=str(bad)):
        project([1], [[bad, 1, 1, 1]])
    with pytest.raises(MeasureError, match="too large"):
        project([10**400], STEADY)
    with pytest.raises(MeasureError, match="5 values"):
        project([[1, 2, 3, 4, 5], [1]])


def test_no_data_a_gap_and_a_complete_year() -> None:
    assert project([], STEADY) == Projection(None, None, None, "none", "no data")
    gap = project([10, None, 12], STEADY)
    assert (gap.value, gap.low, gap.high) == (None, None, None)
    assert chance([10, None, 12], 100, "lower", STEADY) is None
    assert chance([], 100, "lower", STEADY) is None
    assert [chance([1, 2, 3, 4], target, "lower") for target in (9, 10)] == [0, 1]
    assert [chance([1, 2, 3, 4], target, "higher") for target in (10, 11)] == [1, 0]
    assert chance([50], 40, "higher", STEADY) == 1
    assert [chance([50], 49, "lower", STEADY), chance([[50]], 49, "lower", [STEADY])] == [0, [0]]  # exceeded already
    assert (chance([50], 50, "lower", STEADY) or 0) > 0
    assert chance([50], None, "lower", STEADY) is None
    assert chance([50], 40, "none", STEADY) is None
    with pytest.raises(MeasureError, match="polarity"):
        chance([50], 40, "down")


def test_without_an_earlier_year_it_is_the_straight_line() -> None:
    for history in ([], [[None] * 4]):
        found = project([30, 33], history)
        assert (found.value, found.method) == (126, "straight line")


def test_seasons_are_followed_where_the_past_shows_them_and_only_there() -> None:
    busy = project([61], SEASONAL)
    assert busy.value == pytest.approx(402, abs=12)  # the straight line says 244
    assert "seasons of its 4 complete earlier years" in busy.why
    noisy = [[11, 8, 9, 12], [8, 12, 11, 9], [10, 9, 12, 9]]
    assert "hardly any seasons" in project([10], noisy).why
    assert project([10], noisy).value == pytest.approx(40, abs=2)


def test_a_large_count_follows_a_step_change_and_a_small_one_holds_its_level() -> None:
    large = [[1000, 1010, 990, 1000]] * 4
    assert project([1500, 1510], large).value == pytest.approx(5_750, abs=150)
    small = [[3, 2, 4, 3], [2, 3, 3, 4], [4, 3, 2, 3]]
    assert project([9], small).value == pytest.approx(9 + 3 * 3.7, abs=3)  # the straight line says 36


def test_zeros_and_tiny_counts() -> None:
    found = project([0], [[0, 0, 0, 0]] * 3)
    assert (found.value, found.low) == (0, 0)
    assert found.high is not None
    assert found.high >= 1  # what never happened may still happen
    tiny = project([1], [[1, 0, 2, 1], [0, 1, 1, 2], [2, 1, 0, 1]])
    assert tiny.value is not None
    assert (tiny.high or 0) - tiny.value > tiny.value - (tiny.low or 0)  # there is more room above than below


def test_a_missing_quarter_of_an_earlier_year_is_not_zero() -> None:
    holed = [[100, 110, None, 95], *STEADY[1:]]
    assert project([101], holed).value == pytest.approx(project([101], STEADY).value, abs=6)
    lately = [*STEADY[:2], [99, 112, None, 94]]
    assert project([101], lately).value == pytest.approx(project([101], STEADY).value, abs=6)
    assert (project([101], [*STEADY[:2], [99, 112, 0, 94]]).value or 0) < (project([101], lately).value or 0) - 10


def test_a_figure_that_spans_quarters_projects_as_so_many() -> None:
    spanning = project(["[s]", 210], STEADY)
    assert spanning.value == pytest.approx(project([100, 110], STEADY).value, abs=4)
    assert project([100], [["[s]", 210, 105, 95]], method="rolling").value is None  # Q2 of that year is not known alone


def test_a_series_that_was_further_off_gets_a_wider_interval() -> None:
    wild = [[100, 30, 200, 60], [40, 160, 20, 180], [150, 20, 90, 140], [20, 170, 60, 150]]
    calm = [[97, 99, 101, 100], [100, 98, 102, 99], [101, 100, 99, 98], [99, 101, 100, 100]]
    widths = [(found.high or 0) - (found.low or 0) for found in (project([100], wild), project([100], calm))]
    assert widths[0] > 1.5 * widths[1]
    assert "wider" in project([100], wild).why
    assert "narrower" in project([100], calm).why


def test_the_interval_of_a_named_method_holds_its_own_value() -> None:
    for method, history in itertools.product(
        ("straight line", "seasonal", "prior year", "rolling"), (STEADY, SEASONAL)
    ):
        found = project([100, 90], history, method=method)
        assert found.value is not None
        assert (found.low or 0) <= found.value <= (found.high or 0)


def test_a_rates_year_end_lies_within_what_numbers_to_come_may_make_it() -> None:
    found = project([30, 28], kind="rate", denominators=[50, 50])
    assert found.value == 0.58
    assert found.low is not None
    assert found.high is not None
    assert 58 / 200 < found.low < 0.58 < found.high < 158 / 200
    none = project([0, 0], kind="rate", denominators=[10, 10])
    assert (none.low, none.value) == (0, 0)
    assert (none.high or 0) > 0.03  # none of twenty so far is not never
    later = project([30, 28, 29], kind="rate", denominators=[50, 50, 50])
    assert (later.high or 0) - (later.low or 0) < found.high - found.low
    assert chance([30, 28], 0.5, "higher", kind="rate", denominators=[50, 50]) == pytest.approx(0.97, abs=0.03)
    assert chance([1, 2, 3, 4], 0.1, "lower", kind="rate", denominators=[25] * 4) == 1


def test_a_rate_whose_past_varied_more_is_less_sure() -> None:
    swings = [[5, 45, 5, 45], [45, 5, 45, 5], [40, 40, 5, 5]]
    below = [[50] * 4] * 3
    wide = project([25, 25], swings, kind="rate", denominators=[50, 50], history_denominators=below)
    usual = project([25, 25], kind="rate", denominators=[50, 50])
    assert (wide.high or 0) - (wide.low or 0) > (usual.high or 0) - (usual.low or 0)
    with pytest.raises(MeasureError, match="3 years of numerators for 2"):
        project([25], swings, kind="rate", denominators=[50], history_denominators=below[:2])


def test_a_rate_per_population_has_the_counts_interval_per_1000() -> None:
    count = project([100, 110], STEADY)
    rate = project([100, 110], STEADY, kind="per population", denominators=[50_000, 50_000])
    assert [value * 50 for value in (rate.value, rate.low, rate.high) if value is not None] == pytest.approx(
        [count.value, count.low, count.high]
    )
    assert chance([100, 110], 8.4, "lower", STEADY, kind="per population", denominators=[50_000] * 2) == pytest.approx(
        chance([100, 110], 420, "lower", STEADY) or 0
    )


def test_what_has_no_projection_has_no_chance() -> None:
    assert chance([10, 12], 20, "lower", kind="rolling 12") is None
    assert project([10, 12], kind="rolling 12").low is None


def test_level_and_method_are_checked() -> None:
    for wrong in ({"level": 1}, {"level": 0}, {"method": "guess"}):
        with pytest.raises(MeasureError):
            project([1], **wrong)  # type: ignore[arg-type]
        with pytest.raises(MeasureError):
            project([[1], [2]], **wrong)  # type: ignore[arg-type]


def test_the_past_after_today_does_not_matter_but_the_order_of_years_does() -> None:
    rising = [[50] * 4, [100] * 4, [200] * 4]
    assert (project([300], rising).value or 0) > (project([300], rising[::-1]).value or 0)


def test_a_count_that_has_stopped_is_projected_to_stay_at_what_is_recorded_now() -> None:
    past = [[60, 55, 58, 62], [57, 60, 59, 58]]
    for quarters, history in (([0, 0, 0], past), ([0], [*past, [61, 0, 0, 0]]), ([0, 0], [*past, [58, 61, 60, 0]])):
        found = project(quarters, history)
        assert (found.value, found.low) == (0, 0)
        assert (found.high or 0) <= 2
        assert "no longer recorded" in found.why
        assert (chance(quarters, 20, "lower", history) or 0) > 0.95
    assert "0 for 4 quarters, after 60 a quarter" in project([0], [*past, [61, 0, 0, 0]]).why


@pytest.mark.parametrize(
    ("quarters", "last_year"),
    [
        ([0, 0], [61, 58, 60, 59]),  # two zeros may be late
        ([0, 0, 1], [61, 58, 60, 59]),  # recorded again
        ([0, 0, 0], [19, 20, 20, 20]),  # a mean below 20
        ([0, 0, 0], [40, 20, 10, 5]),  # it dwindled
    ],
)
def test_other_zeros_are_no_end(quarters: list[int], last_year: list[int]) -> None:
    assert "no longer recorded" not in project(quarters, [last_year, last_year]).why


def test_a_missing_quarter_is_no_zero_of_a_count_that_stopped() -> None:
    assert "no longer recorded" not in project([0, 0], [[60, 60, 60, None]]).why
    assert "0 for 3 quarters" in project([0, 0], [[60, 60, 0, None]]).why
