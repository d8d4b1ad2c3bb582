"""Published expected values for intervals, tests, control charts and funnels, each with its source."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binom, poisson

from xlcsp.measures import (
    MeasureError,
    compare_counts,
    e_test,
    exact_interval,
    funnel,
    funnel_limits,
    poisson_interval,
    poisson_test,
    wilson_interval,
    xmr,
)
from xlcsp.measures.spc import FALLING, ONE_SIDE, OUTER, OUTSIDE, RISING


def test_exact_interval_of_a_proportion() -> None:
    found = exact_interval(7, 50)  # scipy, BinomTestResult.proportion_ci
    assert (found.lowercl, found.uppercl) == pytest.approx((0.05819170033997342, 0.26739600249700846), abs=1e-12)
    assert exact_interval(0, 10).lowercl == 0
    assert exact_interval(10, 10).uppercl == 1


def test_wilson_interval_of_5_in_100() -> None:
    found = wilson_interval(5, 100)  # PHEindicatormethods, testdata_Proportion.xlsx
    assert (found.lowercl, found.uppercl) == pytest.approx((0.02154367915436798, 0.11175046923191911), abs=1e-12)


def test_byars_rate_of_222_in_3215() -> None:
    found = poisson_interval(222)  # PHEindicatormethods, testdata_Rate.xlsx, per 100
    limits = (found.lowercl / 3215 * 100, found.uppercl / 3215 * 100)
    assert limits == pytest.approx((6.026574877652675, 7.87572937087185), abs=1e-9)


def test_a_count_against_a_fixed_expectation() -> None:
    assert poisson_test(15, 400 * 0.05) == pytest.approx(0.313026269279486, abs=1e-12)  # R exactci, central
    with pytest.raises(MeasureError):
        poisson_test(3, 0)


@pytest.mark.parametrize(
    ("x", "y", "exposures", "p", "tolerance"),
    [
        (0, 3, (100, 100), 0.0884, 1e-4),  # Krishnamoorthy & Thomson 2004, section 6, example 1
        (20, 20, (10, 10), 0.999999756892963, 2e-6),  # the authors' Fortran, by way of scipy's tests
        (6, 2, (1, 1), 0.1749, 1e-4),  # ptools, tests/testthat/test-etest.R
    ],
)
def test_e_test(x: int, y: int, exposures: tuple[float, float], p: float, tolerance: float) -> None:
    assert e_test(x, y, *exposures) == pytest.approx(p, abs=tolerance)


def test_rate_ratios() -> None:
    found = compare_counts(41, 15, exposure_x=28010, exposure_y=19017)  # Rothman 1998, p. 238
    assert (found.ratio, found.lowercl, found.uppercl) == pytest.approx((1.8558, 1.0057, 3.6093), abs=1e-4)
    found = compare_counts(2, 9, exposure_x=17877, exposure_y=16660)  # R rateratio.test: barely not significant
    assert found.p == pytest.approx(0.050106, abs=1e-6)


@pytest.mark.parametrize(
    ("values", "screen", "limits"),
    [  # nhs-pycom/nhspy-plotthedots, test_limits_calculations.py; NHSRplotthedots, vignettes/deviations.Rmd
        ([3, 1, 4, 1, 5, 9, 2], False, (3.5714285714, -6.6252380952, 13.7680952381, -3.2263492063, 10.3692063492)),
        (range(1, 11), False, (5.5, 2.84, 8.16, 3.7266666667, 7.2733333333)),
        (range(20), False, (9.5, 6.84, 12.16, 7.7266666667, 11.2733333333)),
        ([1, 2, 3, 4, 5, 4, 3, 2, 1, 2], False, (2.7, 0.04, 5.36, 0.9266666667, 4.4733333333)),
        (
            [1, 2, 3, 2, 1, 2, 3, 4, 5, 6, 7, 4, 3, 2, 1, 2],
            False,
            (3.0, -0.0146666667, 6.0146666667, 0.9902222222, 5.0097777778),
        ),
    ],
)
def test_limits_of_an_xmr_chart(values: list[int], screen: bool, limits: tuple[float, ...]) -> None:  # noqa: FBT001
    assert xmr(list(values), screen=screen)[:5] == pytest.approx(limits, abs=1e-9)


@pytest.mark.parametrize(("screen", "low", "high"), [(False, -3.06, 6.95), (True, -0.72, 4.60)])
def test_screening_of_moving_ranges_is_a_parameter(screen: bool, low: float, high: float) -> None:  # noqa: FBT001
    found = xmr([1, 2, 1, 2, 10, *[1, 2] * 6, 1], screen=screen)
    assert (found.lpl, found.mean, found.upl) == pytest.approx((low, 1.94, high), abs=0.005)


def flagged(values: list[float | None], rule: str, **options: int) -> list[int]:
    """1 for each point that breaks the rule."""
    return [int(rule in rules) for rules in xmr(values, **options).rules]  # type: ignore[arg-type]


def test_seven_points_on_one_side_of_the_mean() -> None:
    # NHSRplotthedots, test-ptd_calculate_point_type.R: from seven on, and then all points of the run
    assert flagged([2, 2, 2, 2, 2, 2, -12], ONE_SIDE) == [0] * 7
    assert flagged([2, 2, 2, 2, 2, 2, 2, 2, -16], ONE_SIDE) == [1] * 8 + [0]
    assert flagged([2, 2, 2, 2, 2, -10], ONE_SIDE, run=5) == [1] * 5 + [0]


def test_seven_points_rising_or_falling_strictly() -> None:
    assert flagged([2, 1, 2, 3, 4, 5, 6, 7, 3], RISING) == [0, 1, 1, 1, 1, 1, 1, 1, 0]
    assert flagged([1, 2, 3, 3, 4, 5, 6], RISING) == [0] * 7
    assert flagged([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], FALLING) == [1] * 10


def test_two_of_three_near_a_limit_on_the_same_side() -> None:
    around = [0, 0.5, 0, 0.5] * 5
    reach = 2.66 * 0.5
    near = [0.25 + reach * 0.9, 0.3, 0.25 + reach * 0.9]
    assert flagged([*around, *near], OUTER, baseline=20)[20:] == [1, 1, 1]
    for apart in ([near[0], 0.3, 0.5 - near[0]], [near[0], 0.2, near[0]]):
        assert flagged([*around, *apart], OUTER, baseline=20)[20:] == [0, 0, 0]


def test_a_point_outside_and_limits_from_a_stated_baseline() -> None:
    values = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 9, 9]
    assert flagged(values, OUTSIDE, baseline=12) == [0] * 12 + [1, 1]


def test_a_missing_point_interrupts_and_is_never_zero() -> None:
    found = xmr([1, 2, None, 3, 2])
    assert found.mean == 2
    assert found.rules[2] == ()
    assert flagged([1, 2, 3, None, 4, 5, 6, 7], RISING) == [0] * 8
    assert xmr([1, 2, 1], floor=0).lpl == 0
    with pytest.raises(MeasureError):
        xmr([1, None, 2])


@pytest.mark.parametrize("kind", ["proportion", "rate"])
def test_funnel_limits_are_the_exact_laws(kind: str) -> None:
    """Spiegelhalter 2005, doi 10.1002/sim.1970, A.1: interpolated between the whole counts about the wanted share."""
    centre, sizes = 0.1, [50, 400, 3000]
    low, high = funnel_limits(centre, sizes, kind=kind)
    for size, below, above in zip(sizes, low, high, strict=True):
        law = binom(size, centre) if kind == "proportion" else poisson(size * centre)
        assert law.cdf(math.floor(below * size)) <= 0.001 + law.pmf(math.ceil(below * size))
        assert law.cdf(math.floor(above * size)) <= 0.999 <= law.cdf(math.ceil(above * size))
    assert funnel_limits(centre, 10_000_000, kind=kind)[1] == pytest.approx(
        centre + 3.0902 * math.sqrt(centre * (0.9 if kind == "proportion" else 1) / 10_000_000), rel=1e-5
    )
    with pytest.raises(MeasureError):
        funnel_limits(1.2, [10])


def test_a_funnel_allows_for_how_much_areas_differ() -> None:
    """Additive over-dispersion by the method of moments (Spiegelhalter 2005, doi 10.1136/qshc.2005.013755)."""
    rng = np.random.default_rng(3)
    residents = rng.integers(20_000, 300_000, 60)
    rates = rng.gamma(25, 0.002, 60)  # areas differ by a fifth, hundreds of times more than chance
    counts = rng.poisson(rates * residents)
    found = funnel(counts.tolist(), residents.tolist())
    assert sum(abs(point.z) > 3.09 for point in found) <= 1
    root = [
        2 * (math.sqrt(x) - math.sqrt(counts.sum() / residents.sum() * n))
        for x, n in zip(counts, residents, strict=True)
    ]
    assert sum(abs(z) > 3.09 for z in root) > 40  # without it nearly every area would be flagged
    counts[0] = 4 * residents[0] * 0.05
    assert funnel(counts.tolist(), residents.tolist())[0].flag.startswith("Higher")


def test_areas_that_differ_by_chance_alone_keep_plain_limits() -> None:
    counts, residents = [100, 104, 97, 99, 101, 98], [1000] * 6
    for point, count in zip(funnel(counts, residents), counts, strict=True):
        mean = math.sqrt(599 / 6000)
        assert point.z == pytest.approx((math.sqrt(count / 1000) - mean) * 2 * math.sqrt(1000))
        assert (point.lowercl, point.uppercl) == pytest.approx(
            ((mean - 3.0902 / 2 / math.sqrt(1000)) ** 2, (mean + 3.0902 / 2 / math.sqrt(1000)) ** 2), rel=1e-4
        )


def test_few_areas_are_not_flagged() -> None:
    assert {point.flag for point in funnel([1, 50, 3], [100, 100, 100])} == {"Too few areas to say"}
    with pytest.raises(MeasureError):
        funnel([1, None], [100, 100])
