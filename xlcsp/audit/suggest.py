"""What to do about a finding, in one sentence."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction

from xlcsp.audit.checks import CHECKS, FAIL, GAP, PRINT_IT, UNVERIFIABLE, WARN
from xlcsp.audit.finding import TRUNCATED, Finding
from xlcsp.measures.numbers import rounded


def suggestion(finding: Finding) -> str:
    """The advice to the officer; empty where there is nothing to do."""
    check = CHECKS[finding.check]
    if finding.status == FAIL:
        is_cut = finding.reason.startswith(TRUNCATED) and check.wrong == PRINT_IT
        words = "Print {recomputed}." if is_cut else check.wrong
        return words.format(recomputed=_as_printed(finding), reason=finding.reason)
    return {WARN: check.odd, UNVERIFIABLE: check.unchecked, GAP: check.missing}.get(finding.status, "")


def _as_printed(finding: Finding) -> str:
    """The recomputed number with the printed number of decimals; other text unchanged."""
    try:
        decimals = -int(Decimal(finding.printed).as_tuple().exponent)
        return str(rounded(Fraction(finding.recomputed), max(decimals, 0)))
    except (InvalidOperation, ValueError):
        return finding.recomputed
