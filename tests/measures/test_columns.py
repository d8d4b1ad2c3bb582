"""Columns of any type are answered row by row, by the code for single values."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcsp.domain.kinds import kind_of
from xlcsp.measures import MeasureError, rag, travel, variance, year_to_date


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=1, max_size=20),
    st.sampled_from(("count", "rate", "percentage", "snapshot", "per population", "rolling 12")),
    st.sampled_from(("lower", "higher", "none")),
    st.sampled_from((None, 0.05, 0.1, 0)),
    st.sampled_from((1, 100, 3)),
)
def test_rag_of_an_array_is_rag_of_each(
    pairs: list[tuple[int, int]], kind: str, polarity: str, tolerance: float | None, scale: int
) -> None:
    scale *= 300 if kind_of(kind).is_proportion else 1  # above 1 a proportion has no colour
    judged = np.array([one / scale for one, _ in pairs])
    target = np.array([other / scale for _, other in pairs])
    singly = [
        rag(one, other, polarity, tolerance=tolerance, kind=kind)
        for one, other in zip(judged.tolist(), target.tolist(), strict=True)
    ]
    assert rag(judged, target, polarity, tolerance=tolerance, kind=kind).tolist() == singly  # type: ignore[attr-defined]


def test_five_percentage_points_missed_are_amber_whatever_floats_say() -> None:
    assert rag(np.array([0.57, 0.5699]), 0.62, "higher", kind="rate").tolist() == ["Amber", "Red"]  # type: ignore[attr-defined]
    assert 0.62 - 0.57 > 0.05  # as floats say


def test_missing_is_never_zero_in_a_column() -> None:
    assert rag(np.array([np.nan, 0.0]), np.array([5.0, 5.0]), "lower").tolist() == ["No data", "Green"]  # type: ignore[attr-defined]
    assert rag([None, 0], [5, 5], "lower") == ["No data", "Green"]
    assert variance([None, 3], [0, None]) == [None, None]
    assert np.isnan(variance(np.array([np.nan]), np.array([0.0])))[0]  # type: ignore[call-overload]


@pytest.mark.parametrize("quarters", [[0.5, 0.5], [-1.0, 3.0], [math.nan, -1.0], [math.inf, 1.0]])
def test_quarters_whose_sum_would_hide_it_are_refused(quarters: list[float]) -> None:
    with pytest.raises(MeasureError, match=r"Q[12]"):
        year_to_date(np.array([[1.0, 2.0], quarters]))


def test_an_answer_is_held_as_its_column_was() -> None:
    assert variance([3, 5], [1, 2]) == [2, 3]
    assert variance((3, 5), 1) == [2, 4]
    numbers = variance(np.array([3, 5]), 1)
    assert (numbers.dtype, numbers.tolist()) == (float, [2, 4])  # type: ignore[union-attr]
    words = travel(pd.Series([3, 5, np.nan]), pd.Series([3, 4, 4]), "lower")
    assert (words.dtype, words.tolist()) == (object, ["Steady", "Worsening", "No data"])  # type: ignore[attr-defined]
    frame = pd.DataFrame({"Q1": [260, 1], "Q2": [303, np.nan]})
    assert year_to_date(frame).tolist() == [563, 1]  # type: ignore[union-attr]


def test_a_rate_of_columns_pairs_each_row_with_its_own_denominators() -> None:
    assert year_to_date([[6, 6], [1, 2]], "rate", [[13, 8], [2, 2]]) == [12 / 21, 3 / 4]
    assert year_to_date([[100, 110], [50]], "per population", [50_000, 50_000]) == [4.2, 1]
