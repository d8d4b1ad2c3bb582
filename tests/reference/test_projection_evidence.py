"""What the projection *auto* must achieve on the Metropolitan Police's recorded crime.

Constants were chosen on every second test year; the others are ``held_out``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.bench import projections as evidence
from xlcsp.backtest.run import Backtest, backtest
from xlcsp.backtest.table import Past
from xlcsp.measures import chance, project

DATA = Path(__file__).parents[3] / "shared" / "data" / "mps_borough" / "mps_borough_quarterly.csv.gz"
pytestmark = [
    pytest.mark.long,
    pytest.mark.shared_data,
    pytest.mark.skipif(not DATA.is_file(), reason="../shared/data is absent"),
]


@pytest.fixture(scope="module")
def found() -> Backtest:
    return backtest(evidence.read(DATA))


def test_median_errors_beat_the_reference(found: Backtest) -> None:
    for among in (evidence.held_out(found), found.year >= 2016, found.year > 0):
        big, small, worst = evidence.gains(found, among)
        assert big < -7
        assert small < -10
        assert worst < 2


def test_seasonal_series_are_projected_no_worse_than_by_the_best_single_method(found: Backtest) -> None:
    for among in (found.year >= 2016, found.year > 0, evidence.held_out(found)):
        for due in (1, 2, 3):
            singles = [one.value for one in found.projected if one.due == due and one.method != "auto"]
            best = min(evidence.seasonal_errors(found, value, among) for value in singles)
            assert evidence.seasonal_errors(found, evidence.auto(found, due).value, among) <= best


def test_chances_are_sharper_than_the_references_and_come_true(found: Backtest) -> None:
    late = found.year >= 2016
    for due, most in ((1, 0.14), (2, 0.099), (3, 0.057)):
        ours, plain = evidence.auto(found, due).chance_last_year, evidence.reference(found, due).chance
        assert evidence.brier(found, ours, late) < most
        assert evidence.brier(found, ours, late) < 0.965 * evidence.brier(found, plain, late)
        for among in (evidence.held_out(found), found.year > 0):
            assert evidence.worst_calibration(found, ours, among) < 5


def test_intervals_hold_as_many_as_they_say_and_are_no_wider_than_the_references(found: Backtest) -> None:
    shares = []
    for due in (1, 2, 3):
        ours, plain = evidence.auto(found, due), evidence.reference(found, due)
        among = ~np.isnan(plain.low)
        held = evidence.coverage(found, ours.low, ours.high, among)
        assert all(74 <= share <= 86 for share in held[1:4])
        shares.append(held[4])
        assert evidence.width(found, ours.low, ours.high, among) <= evidence.width(found, plain.low, plain.high, among)
    assert all(77 <= share <= 83 for share in shares)


@pytest.mark.long
def test_it_holds_with_time_running_backwards(found: Backtest) -> None:
    """Figures nothing was chosen on: rises become falls, and the year begins in winter."""
    counts = np.ascontiguousarray(found.past.counts[:15][::-1, ::-1])  # the sixteenth year is not complete
    turned = backtest(Past(found.past.series, 2010, counts))
    every = turned.year > 0
    big, small, worst = evidence.gains(turned, every)
    assert big < -5
    assert small < -10
    assert worst < 2
    for due in (1, 2, 3):
        ours, plain = evidence.auto(turned, due), evidence.reference(turned, due)
        among = ~np.isnan(plain.low)
        assert all(74 <= share <= 86 for share in evidence.coverage(turned, ours.low, ours.high, among)[1:4])
        assert evidence.brier(turned, ours.chance_last_year, among) < evidence.brier(turned, plain.chance, among)
        assert evidence.worst_calibration(turned, ours.chance_last_year, every) < 7


def test_single_series_get_what_the_backtest_says(found: Backtest) -> None:
    """The backtest measures what ``project`` and ``chance`` answer, not a look-alike."""
    rng = np.random.default_rng(7)
    counts, first = found.past.counts, found.past.first_year
    for case in rng.choice(found.year.size, 60, replace=False).tolist():
        series, year = found.series[case], found.year[case] - first
        history = [[None if np.isnan(x) else int(x) for x in row] for row in counts[:year, :, series]]
        for due in (1, 2, 3):
            one = evidence.auto(found, due)
            quarters = [int(x) for x in counts[year, :due, series]]
            end = project(quarters, history)
            assert (end.value, end.low, end.high) == (one.value[case], one.low[case], one.high[case])
            stated = chance(quarters, int(found.last_year[case]), "lower", history)
            assert stated == pytest.approx(one.chance_last_year[case])
