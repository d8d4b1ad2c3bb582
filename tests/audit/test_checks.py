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


def _wrong(check: str, quote: str, printed: str, recomputed: str) -> str:
    return suggestion(Finding("¶ 1", "", check, FAIL, quote, printed, recomputed))


def test_the_advice_prints_the_number_as_the_report_would() -> None:
    """With the printed number of decimals, its unit, and a sign only where the report prints signs."""
    assert _wrong("PCT_CHANGE", "fell from 312 to 287 (9%)", "9", "-8.0128").startswith("Print 8%;")
    assert _wrong("PCT_CHANGE", "fell by 9.1 per cent", "9.1", "-8.0128").startswith("Print 8.0%;")
    assert _wrong("PCT_CHANGE", "(-9.1%)", "-9.1", "-8.0128").startswith("Print −8.0%;")
    assert _wrong("DIFF", "a fall of 1,446", "1,446", "-1466").startswith("Print 1,466;")
    assert _wrong("DIFF", "49 fewer, or 9%", "49", "46").startswith("Print 46;")
    assert "the change is −25" in _wrong("PCT_SIGN", "rose from 312 to 287", "287", "-25")
