"""Published expected values for the intervals and for the comparison of two counts."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable

import pytest

from xlcsp.measures import MeasureError, compare_counts, exact_interval, poisson_interval, wilson_interval, xmr


@pytest.mark.parametrize(
    ("count", "confidence", "low", "high"),
    [  # PHEindicatormethods, testdata_Byars_Wilson.xlsx and testdata_Rate.xlsx
        (65, 0.95, 50.163187710459454, 82.84913854593984),
        (1045, 0.95, 982.5932018073325, 1110.33121298565),
        (65, 0.998, 42.8802614714802, 94.00029084431802),
        (20, 0.95, 12.211428834875937, 30.889880369197066),
        (10, 0.998, 2.916318374695686, 24.193724927880535),
        (1, 0.95, 0.025317807984289897, 5.571643390938898),
        (5, 0.95, 1.62348639011842, 11.668332079322669),
        (5, 0.998, 0.739371731917839, 16.454745203680105),
    ],
)
def test_interval_of_a_count(count: int, confidence: float, low: float, high: float) -> None:
    found = poisson_interval(count, confidence)
    assert (found.lowercl, found.uppercl) == pytest.approx((low, high), abs=1e-9)


def test_interval_of_no_event_starts_at_zero() -> None:
    assert poisson_interval(0).lowercl == 0
    assert poisson_interval(0).uppercl == pytest.approx(3.688879454, abs=1e-8)


@pytest.mark.parametrize(
    ("n", "m", "low", "high"),
    [  # the same source
        (65, 100, 0.5525444329688797, 0.7363575175690247),
        (1045, 5000, 0.19795549880013297, 0.22049130373189027),
        (1, 100, 0.0017674320641406511, 0.054486196178705294),
    ],
)
def test_wilson_interval(n: int, m: int, low: float, high: float) -> None:
    found = wilson_interval(n, m)
    assert (found.lowercl, found.uppercl) == pytest.approx((low, high), abs=1e-12)


def test_two_counts_by_the_exact_conditional_test() -> None:
    found = compare_counts(2, 9, exposure_x=17877, exposure_y=16660)  # R rateratio.test
    assert found.lowercl == pytest.approx(0.0217740627591, abs=1e-10)
    assert found.p > 0.05
    found = compare_counts(60, 30, exposure_x=51477.5, exposure_y=54308.7)  # R exactci; Gu et al. 2008
    assert found.ratio == pytest.approx(2.10999757175465, abs=1e-12)
    assert found.p == pytest.approx(2 * 0.00042805, abs=2e-8)


def test_two_empty_counts_differ_in_nothing() -> None:
    found = compare_counts(0, 0)
    assert found.p == 1
    assert math.isnan(found.ratio)


@pytest.mark.parametrize(
    "asked",
    [
        lambda: compare_counts(None, 3),
        lambda: compare_counts(5, 3, exposure_x=0),
        lambda: poisson_interval(None),
        lambda: wilson_interval(5, 0),
        lambda: exact_interval(6, 5),
    ],
)
def test_what_is_missing_or_impossible_is_not_compared(asked: Callable[[], object]) -> None:
    with pytest.raises(MeasureError):
        asked()


def test_sums_of_floats_are_exact_on_each_python_so_that_their_reports_are_the_same() -> None:
    assert sum([0.1] * 10) != 1 or sys.version_info >= (3, 12)  # what must not be built on
    chart = xmr([0.1] * 10)
    assert (chart.mean, chart.upl) == (0.1, 0.1)
