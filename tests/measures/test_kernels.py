"""Whole columns at once give what single values give; nothing is decided by a float's rounding."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcsp.measures import MeasureError, project, rag, variance, year_to_date
from xlcsp.measures.kernels import CODES, Judged, judge, rags

COUNTS = st.one_of(st.none(), st.integers(0, 40), st.integers(0, 10**6))


def floats(values: list[int | None]) -> np.ndarray:
    return np.array([np.nan if value is None else value for value in values], dtype=float)


@given(
    st.lists(st.tuples(COUNTS, COUNTS, COUNTS, COUNTS, COUNTS), min_size=1, max_size=20),
    st.sampled_from(("lower", "higher")),
    st.sampled_from((Fraction(5, 100), Fraction(0), Fraction(1, 10))),
)
def test_judged_columns_are_those_of_single_series(
    rows: list[tuple[int | None, ...]], polarity: str, tolerance: Fraction
) -> None:
    columns = [floats([row[place] for row in rows]) for place in range(5)]
    found = judge(np.array(columns[:3]), columns[3], columns[4], polarity=polarity, tolerance=tolerance)
    for place, (*quarters, last_year, target) in enumerate(rows):
        is_whole = None not in quarters
        to_date = year_to_date([*quarters, None]) if is_whole else None
        end = Fraction(to_date) * 4 / 3 if to_date is not None else None
        expected = rag(end, target, polarity, tolerance=tolerance) if target is not None else "No data"
        assert CODES[found.rag[place]] == expected
        one = variance(to_date, last_year)
        assert np.isnan(found.variance[place]) if one is None else found.variance[place] == one
        value = project(quarters, method="straight line").value if is_whole else None
        assert np.isnan(found.projection[place]) if value is None else found.projection[place] == pytest.approx(value)


def test_columns_longer_than_a_block_are_judged_to_their_end() -> None:
    number = 70_001
    counts = np.arange(number, dtype=float)
    found = judge(counts[None], counts, 4 * counts)
    assert set(found.rag.tolist()) == {0}
    assert found.projection[-1] == 280_000


@pytest.mark.parametrize("wrong", [-1.0, 0.5, np.inf])
def test_what_is_no_count_is_refused(wrong: float) -> None:
    good = np.array([1.0, 2.0])
    with pytest.raises(MeasureError):
        judge(np.array([[1.0, wrong]]), good, good)
    with pytest.raises(MeasureError):
        judge(good[None], good, np.array([1.0, wrong]))


@pytest.mark.parametrize("quarters", [[0.5, 0.5], [-1.0, 3.0], [np.nan, -1.0]])
def test_quarters_whose_sum_would_hide_it_are_refused(quarters: list[float]) -> None:
    with pytest.raises(MeasureError, match="whole count"):
        judge(np.array(quarters)[:, None], np.array([1.0]), np.array([4.0]))


@pytest.mark.parametrize("tolerance", [Fraction(-1, 20), Fraction(1), Fraction(1, 333)])
def test_a_tolerance_that_floats_cannot_hold_is_refused(tolerance: Fraction) -> None:
    good = np.array([1.0])
    with pytest.raises(MeasureError, match="hundredths"):
        judge(good[None], good, good, tolerance=tolerance)


def test_columns_to_write_into_hold_the_answers() -> None:
    counts = np.array([10.0, np.nan])
    out = Judged(np.empty(2), np.empty(2), np.empty(2, np.uint8))
    assert judge(counts[None], counts, 4 * counts, out=out) is out
    assert [CODES[code] for code in out.rag] == ["Green", "No data"]


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=1, max_size=20),
    st.sampled_from(("count", "rate", "percentage", "snapshot", "per population", "rolling 12")),
    st.sampled_from(("lower", "higher", "none")),
    st.sampled_from((None, 0.05, 0.1, 0)),
    st.sampled_from((1, 100, 3)),
)
def test_rag_of_arrays_is_rag_of_each(
    pairs: list[tuple[int, int]], kind: str, polarity: str, tolerance: float | None, scale: int
) -> None:
    judged = np.array([one / scale for one, _ in pairs])
    target = np.array([other / scale for _, other in pairs])
    at_once = rags({"judged": judged, "target": target, "polarity": polarity, "tolerance": tolerance, "kind": kind})
    singly = [
        rag(one, other, polarity, tolerance=tolerance, kind=kind)
        for one, other in zip(judged.tolist(), target.tolist(), strict=True)
    ]
    assert at_once is not None
    assert at_once.tolist() == singly
    assert rag(judged, target, polarity, tolerance=tolerance, kind=kind).tolist() == singly


def test_five_percentage_points_missed_are_amber_whatever_floats_say() -> None:
    assert rag(np.array([0.57, 0.5699]), 0.62, "higher", kind="rate").tolist() == ["Amber", "Red"]
    assert 0.62 - 0.57 > 0.05  # as floats say


def test_missing_is_never_zero_in_a_column() -> None:
    assert rag(np.array([np.nan, 0.0]), np.array([5.0, 5.0]), "lower").tolist() == ["No data", "Green"]
    assert np.isnan(variance(np.array([np.nan]), np.array([0.0])))[0]
