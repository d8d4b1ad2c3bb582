"""The rules of the arithmetic, as the domain states them."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcsp.measures import (
    MeasureError,
    baseline,
    compare_counts,
    per_population,
    profile,
    project,
    rag,
    rate,
    rollup,
    run_rate,
    significant,
    travel,
    variance,
    variance_pct,
    year_to_date,
)
from xlcsp.measures.numbers import rounded, shown

counts = st.integers(0, 20_000)


def test_missing_is_never_zero() -> None:
    assert year_to_date([260, None, 303, None]) is None
    assert year_to_date([None, None, None, None]) is None
    assert project([10, "[x]"]).value is None
    assert variance(None, 5) is None
    assert variance(math.nan, 5) is None
    assert rag(None, 100, "lower") == "No data"
    assert travel(None, 3, "lower") == "No data"


def test_zero_is_a_figure() -> None:
    assert year_to_date([0, None, None, None]) == 0
    assert project([0, 0]).value == 0
    assert rag(0, 100, "lower") == "Green"


def test_trailing_none_is_not_yet_due() -> None:
    assert year_to_date([260, 303, None, None]) == 563


def test_a_quarter_contained_in_the_next_figure_is_no_gap() -> None:
    assert year_to_date(["[s]", 27, None, None]) == 27
    assert project(["[s]", 27], method="straight line").value == 54


def test_contained_in_nothing_is_a_gap() -> None:
    assert year_to_date(["[s]", "[x]", 5]) is None


def test_a_rate_is_pooled_never_the_mean_of_percentages() -> None:
    assert year_to_date([6, 6, 1, 6], "rate", [13, 8, 7, 15]) == pytest.approx(19 / 43, abs=0)
    assert rate([21, 25, None], [32, 29, 40]) == 46 / 61


def test_a_rates_quarter_counts_only_with_both_numbers() -> None:
    assert year_to_date([11, 5], "rate", [16, None]) is None


def test_rolling_and_percentage_give_the_current_value_never_a_sum_or_an_older_one() -> None:
    assert year_to_date([23, 22, 25, None], "rolling 12") == 25
    assert year_to_date([0.297, 0.3, "[x]", None], "percentage") is None


def test_populations_are_never_summed() -> None:
    assert year_to_date([100, 110], "per population", [50_000, 50_000]) == 4.2
    assert per_population(210, 50_000) == 4.2


@pytest.mark.parametrize("bad", [-1, 2.5, math.inf, "12", True])
def test_what_no_count_can_be_is_refused(bad: object) -> None:
    with pytest.raises(MeasureError):
        year_to_date([bad, 1])
    with pytest.raises(MeasureError):
        project([bad])


def test_a_year_has_four_quarters() -> None:
    with pytest.raises(MeasureError, match="5 values"):
        project([1, 2, 3, 4, 5])


def test_n_of_m_cannot_exceed_m() -> None:
    with pytest.raises(MeasureError, match="n is at most m"):
        rate([5], [4])


def test_variance_is_actual_less_comparator_without_float_dust() -> None:
    assert variance(0.66, 0.62) == 0.04
    assert variance(563, 525) == 38


def test_no_percentage_on_nothing_and_none_for_rates() -> None:
    assert variance_pct(5, 0) is None
    assert variance_pct(5, -10) is None
    assert variance_pct(0.66, 0.62, "rate") is None
    assert variance_pct(563, 525) == pytest.approx(0.0723809, abs=1e-7)


@given(counts)
def test_variance_of_equal_values_is_zero(value: int) -> None:
    assert variance(value, value) == 0
    assert variance_pct(value, value) == (0 if value else None)


def test_straight_line_is_the_year_to_date_pro_rata() -> None:
    assert project([260, 303, 303], method="straight line").value == pytest.approx(1154.667, abs=0.001)


def test_seasonal_follows_the_mean_share_of_earlier_years() -> None:
    assert project([30], [[25, 25, 25, 25], [75, 75, 75, 75]], method="seasonal").value == 120
    assert project([30], [[10, 30, 30, 30]], method="seasonal").value == 300


def test_rolling_adds_last_years_remaining_quarters() -> None:
    assert project([30, 40], [[1, 2, 3, 4]], method="rolling").value == 77


@pytest.mark.parametrize("method", ["seasonal", "prior year", "rolling"])
def test_a_method_without_its_history_gives_no_number_and_says_why(method: str) -> None:
    found = project([30], method=method)
    assert found.value is None
    assert found.why


def test_a_complete_year_is_its_own_projection_and_interval() -> None:
    found = project([1, 2, 3, 4], [[4, 4, 4, 4]])
    assert (found.value, found.low, found.high, found.method) == (10, 10, 10, "actual")


def test_a_rates_projection_is_the_pooled_rate() -> None:
    assert project([6, 6], kind="rate", denominators=[13, 8]).value == 12 / 21


@given(
    st.lists(counts, min_size=4, max_size=4).filter(lambda year: year[0] > 0),
    st.lists(counts, min_size=1, max_size=3),
)
def test_prior_year_projection_is_at_most_last_year_just_when_the_year_to_date_is(
    last: list[int], now: list[int]
) -> None:
    end = project(now, [last], method="prior year").value
    assert end is not None
    assert (end <= sum(last)) == (sum(now) <= sum(last[: len(now)]))


def test_baseline_is_the_mean_of_the_years_and_of_a_rate_the_pooled_rate() -> None:
    assert baseline([[1, 1, 1, 1], [2, 2, 2, 2], [3, 3, 3, 3]]) == 8
    assert baseline([[1, 1, 1, None]]) is None
    assert baseline([[1, 1, 1, 1], [3, 3, 3, 3]], [[2, 2, 2, 2], [10, 10, 10, 10]]) == 16 / 48


def test_a_baseline_takes_year_totals_where_only_these_are_known() -> None:
    assert baseline([1078, None, 1090]) == 1084
    assert baseline([[1, 1, 1, 1], 6]) == 5
    assert baseline([30, 40], [60, 80]) == 0.5
    assert baseline([]) is None
    for wrong in ([-4], [2.5], ["1,078"]):
        with pytest.raises(MeasureError):
            baseline(wrong)
    with pytest.raises(MeasureError, match="2 numerators for 8 denominators"):
        baseline([30, 40], [[20] * 4, [20] * 4])


def test_profile_follows_earlier_years_else_equal_quarters() -> None:
    assert profile(100, 1) == 25
    assert profile(100, 2, [[10, 30, 30, 30]]) == 40
    assert profile(100, 4, [[10, 30, 30, 30]]) == 100
    with pytest.raises(MeasureError):
        profile(100, 5)


@pytest.mark.parametrize(
    ("judged", "target", "polarity", "kind", "state"),
    [
        (100, 100, "lower", "count", "Green"),
        (105, 100, "lower", "count", "Amber"),
        (106, 100, "lower", "count", "Red"),
        (95, 100, "higher", "count", "Amber"),
        (94, 100, "higher", "count", "Red"),
        (11, 10, "lower", "count", "Amber"),  # 5% of 10 is less than one event
        (12, 10, "lower", "count", "Red"),
        (1, 0, "lower", "count", "Red"),  # with a target of 0 any miss is Red
        (0.57, 0.62, "higher", "rate", "Amber"),  # five percentage points, exactly
        (0.5699, 0.62, "higher", "rate", "Red"),
        (0.62, 0.62, "higher", "rate", "Green"),
        (5, 10, "none", "count", "Monitor"),
        (5, None, "lower", "count", "Monitor"),
    ],
)
def test_tolerance(judged: float, target: float | None, polarity: str, kind: str, state: str) -> None:
    assert rag(judged, target, polarity, kind=kind) == state


def test_a_comparison_at_the_edge_is_exact() -> None:
    assert 0.62 - 0.57 > 0.05  # binary floats would say Red
    assert rag(0.57, 0.62, "higher", kind="rate") == "Amber"
    assert rag(1.1, 1.0, "lower", tolerance=0.1, kind="per population") == "Amber"


@pytest.mark.parametrize(
    ("judged", "last_year", "state"),
    [(110, None, "Green"), (111, 120, "Amber"), (111, 111, "Amber"), (111, 110, "Red"), (111, None, "Red")],
)
def test_improving(judged: int, last_year: int | None, state: str) -> None:
    assert rag(judged, 100, "lower", rule="improving", same_period_last_year=last_year) == state


@pytest.mark.parametrize(("chance", "state"), [(0.8, "Green"), (0.79, "Amber"), (0.21, "Amber"), (0.2, "Red")])
def test_chance(chance: float, state: str) -> None:
    assert rag(chance, None, "lower", rule="chance") == state


def test_unknown_words_are_refused() -> None:
    for wrong in ({"rule": "guess"}, {"kind": "flow"}):
        with pytest.raises(MeasureError):
            rag(1, 2, "lower", **wrong)  # type: ignore[arg-type]
    with pytest.raises(MeasureError):
        rag(1, 2, "down")


@pytest.mark.parametrize(
    ("states", "state"),
    [
        (["Green", "Red", "No data"], "Red"),
        (["Green", "No data", "Amber"], "No data"),
        (["Green", "Amber"], "Amber"),
        (["Green", "Monitor"], "Green"),
        (["Monitor", "Closed"], "Monitor"),
        (["Closed", "Closed"], "Closed"),
        ([], "No data"),
    ],
)
def test_rollup(states: list[str], state: str) -> None:
    assert rollup(states) == state


@given(st.permutations(["Green", "Red", "No data", "Amber", "Monitor"]))
def test_the_order_of_series_does_not_change_the_rollup(states: list[str]) -> None:
    assert rollup(states) == "Red"


def test_travel_by_polarity_and_equal_as_displayed() -> None:
    assert travel(10, 12, "lower") == "Improving"
    assert travel(10, 12, "higher") == "Worsening"
    assert travel(0.4999, 0.5, "higher", decimals=3) == "Steady"
    assert travel(10, 12, "none") == "n/a"
    assert travel(0.24752, 0.24742, "lower", decimals=3) == "Steady", "24.8% after 24.7%, but less than 0.1 apart"
    assert travel(0.2474, 0.2466, "lower", decimals=3) == "Steady", "both read 24.7%"


@pytest.mark.parametrize(
    ("quarters", "target", "polarity", "answer"),
    [
        ([260, 303], 1108, "lower", 272),  # 545 / 2, floored
        ([26], 101, "higher", 25),
        ([30], 100, "higher", 24),  # 70 / 3, ceilinged
        ([70], 60, "lower", "Already missed"),
        ([60], 60, "lower", 0),
        ([70], 60, "higher", "Already met"),
        ([1, 2, 3, 4], 60, "lower", "n/a"),
        ([1, None, 3], 60, "lower", "n/a"),
    ],
)
def test_run_rate(quarters: list[int | None], target: int, polarity: str, answer: int | str) -> None:
    assert run_rate(quarters, target, polarity) == answer


def test_the_run_rate_of_an_amount_is_exact() -> None:
    """Hours come in halves: 313 stood in cells and JSON beside 312.5 in the report."""
    assert run_rate([312, 285.5, 240], 1150, "higher", "amount") == 312.5
    assert run_rate([312, 285.5, 240], 1150, "lower", "amount") == 312.5
    assert run_rate([312, 285, 240], 1150, "higher") == 313  # of events there are no halves


def test_significance_uses_the_series_own_past_where_there_is_enough() -> None:
    noisy = [[100, 140, 90, 150], [150, 90, 145, 100], [95, 150, 100, 140], [150, 100, 150, 95]]
    assert significant(140, 100) == "More than usual variation"
    assert significant(140, 100, noisy) == "Within usual variation"
    assert significant(0, 0) == "Within usual variation"
    assert significant(None, 3) is None


def test_two_counts_are_compared_exactly_at_the_edge() -> None:
    # 2·P(X ≤ 5 | 20, 1/2) = 0.0414; 2·P(X ≤ 6 | 20, 1/2) = 0.1153
    assert significant(5, 15) == "More than usual variation"
    assert significant(6, 14) == "Within usual variation"


def test_large_counts_are_compared_quickly_and_alike() -> None:
    assert significant(50_000, 50_500) == "Within usual variation"
    assert significant(10_000_000, 10_010_000) == "More than usual variation"
    for x, y in ((2400, 2550), (2400, 2600), (2500, 2640), (2500, 2641)):
        assert (significant(x, y) == "More than usual variation") == (compare_counts(x, y).p < 0.05)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: project([1], [1, 2, 3, 4]),
        lambda: year_to_date(5),  # type: ignore[arg-type]
        lambda: variance_pct(10**400 + 1, 3),
        lambda: run_rate([1], 10, "x"),
        lambda: year_to_date([1.3, 62], "percentage"),
        lambda: rag(1, 5, "lower", tolerance=-1),
    ],
)
def test_what_makes_no_sense_is_a_measure_error(wrong: Callable[[], object]) -> None:
    with pytest.raises(MeasureError):
        wrong()


def test_numpys_whole_numbers_do_not_overflow() -> None:
    assert year_to_date(np.array([2**62] * 3)) == 3 * 2**62


def test_halves_round_away_from_zero_and_minus_nought_is_never_printed() -> None:
    assert rounded(Fraction(5, 2), 0) == Decimal(3)
    assert rounded(Fraction(-5, 2), 0) == Decimal(-3)
    assert shown(Fraction(-4, 100), 1, signed=True) == "0.0"
    assert shown(1234567) == "1,234,567"
    assert shown(Fraction(-888889, 100000), 1, signed=True) == "−8.9"  # the published report truncated to -8.8


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=20))
def test_a_column_gives_what_single_values_give_row_by_row(pairs: list[tuple[int, int]]) -> None:
    actual, target = [list(column) for column in zip(*pairs, strict=True)]
    assert variance(actual, target) == [variance(a, b) for a, b in pairs]
    assert rag(actual, target, "lower") == [rag(a, b, "lower") for a, b in pairs]
    array = variance_pct(np.array(actual), np.array(target, dtype=float))
    expected = [variance_pct(a, b) for a, b in pairs]
    assert [None if math.isnan(value) else value for value in array] == expected


@given(st.permutations(range(6)))
def test_a_permutation_of_rows_permutes_the_answer(order: list[int]) -> None:
    block = [[1, 2, 3, 4], [5, None, None, None], [0, 0, 0, 0], [9, None, 2, None], [7, 7, None, None], [None] * 4]
    straight = year_to_date(block)
    assert year_to_date([block[index] for index in order]) == [straight[index] for index in order]  # type: ignore[index]


def test_a_block_of_rows_projects_each_with_its_own_history() -> None:
    rows, histories = [[10], [20, 30]], [[[1, 2, 3, 4]], [[5, 5, 5, 5]]]
    own = project(rows, histories, method="rolling")
    assert own == [project(row, history, method="rolling") for row, history in zip(rows, histories, strict=True)]
    same = project(rows, [[1, 2, 3, 4]], method="rolling")
    assert same == [project(row, [[1, 2, 3, 4]], method="rolling") for row in rows]
    assert run_rate([[30], [70]], [100, 60], "lower") == [23, "Already missed"]
    assert profile([100, 200], 1) == [25, 50]


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(MeasureError, match="different length"):
        variance([1, 2], [1, 2, 3])
