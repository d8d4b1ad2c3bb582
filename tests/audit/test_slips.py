"""Reports made by the program contain nothing wrong; each kind of slip planted in one is found in its place.

Bounded here; the long run is ``python -m tests.audit.made 20000``.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from random import Random

import pytest

from tests.audit.made import SLIPS, Trial, made_page, own_measure, trial
from xlcsp.audit.judge import audit_page
from xlcsp.measures.projection import METHODS

TRIALS = 120
pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def trials() -> list[Trial]:
    return [trial(seed) for seed in range(TRIALS)]


def test_nothing_is_found_in_a_report_without_slips(trials: list[Trial]) -> None:
    assert [finding for one in trials for finding in one.wrongly_found] == []
    assert sum(len(one.clean) for one in trials) > 20 * TRIALS  # it was not for want of claims


@pytest.mark.parametrize("method", METHODS)
def test_nothing_is_wrong_by_whatever_method_the_year_end_is_projected(method: str) -> None:
    projected = 0
    for seed in range(60):
        page = made_page(Random(seed), 3, partial(own_measure, method=method))
        audit = audit_page(page)
        assert [one for one in audit.findings if one.status in ("FAIL", "WARN")] == []
        assert audit.not_read == ()
        projected += sum(one.check == "PROJECTION" for one in audit.findings)
    assert projected > 60


def test_every_planted_slip_is_found_in_its_quarter(trials: list[Trial]) -> None:
    missed = [(kind, slip.quarter, slip.cells) for one in trials for kind, _, slip, _ in one.missed]
    assert missed == []
    planted = Counter(kind for one in trials for kind, *_ in one.planted)
    assert set(planted) == set(SLIPS)
    assert min(planted.values()) >= 5


def test_no_other_measure_is_accused(trials: list[Trial]) -> None:
    assert [finding for one in trials for finding in one.others_accused] == []


def test_truncation_is_told_from_other_errors(trials: list[Trial]) -> None:
    for one in trials:
        for kind, ref, slip, found in one.planted:
            if kind == "truncation":
                reasons = [
                    finding.reason for finding in found
                    if finding.status == "FAIL" and (finding.measure, finding.quarter) == (ref, slip.quarter)
                ]  # fmt: skip
                assert any(reason.startswith("truncation instead of rounding") for reason in reasons)
