"""The registry of checks: every code has its words and its advice."""

from __future__ import annotations

import pytest

from xlcsp.audit.checks import CHECKS, FAIL, STATUSES
from xlcsp.audit.finding import Finding
from xlcsp.audit.suggest import suggestion


def test_a_code_or_status_outside_the_registry_cannot_be_found() -> None:
    with pytest.raises(KeyError):
        Finding("1.1", "Q1", "NO_SUCH_CHECK", FAIL, "")
    with pytest.raises(KeyError):
        Finding("1.1", "Q1", "SUM", "BAD", "")


def test_each_check_has_words_and_each_fault_advice() -> None:
    for code, check in CHECKS.items():
        assert check.code == code
        assert check.words
        assert suggestion(Finding("1.1", "Q1", code, FAIL, "12 of 13", "12", "13", "why"))
    assert len({check.words for check in CHECKS.values()}) == len(CHECKS)
    assert len(set(STATUSES)) == 5
