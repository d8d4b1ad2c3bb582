"""What to do about a finding, in one sentence."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from xlcsp.audit.checks import CHECKS, FAIL, GAP, PRINT_IT, UNVERIFIABLE, WARN
from xlcsp.audit.finding import TRUNCATED, Finding
from xlcsp.domain.numbers import MINUS
from xlcsp.measures.numbers import rounded

_PLAIN = str.maketrans({MINUS: "-", ",": "", "+": ""})
_SEPARATED = 10_000  # from here on thousands are set apart whatever the report does


def suggestion(finding: Finding) -> str:
    """The advice to the officer; empty where there is nothing to do."""
    check = CHECKS[finding.check]
    if finding.status == FAIL:
        is_cut = finding.reason.startswith(TRUNCATED) and check.wrong == PRINT_IT
        words = "Print {recomputed}." if is_cut else check.wrong
        return words.format(recomputed=_as_printed(finding), reason=finding.reason)
    return {WARN: check.odd, UNVERIFIABLE: check.unchecked, GAP: check.missing}.get(finding.status, "")


def _as_printed(finding: Finding) -> str:
    """The recomputed number as the report would print it: its decimals, its sign and its unit; other text unchanged."""
    try:
        decimals = -int(Decimal(finding.printed.translate(_PLAIN)).as_tuple().exponent)
        value = rounded(Fraction(finding.recomputed), max(decimals, 0))
    except (InvalidOperation, ValueError):
        return finding.recomputed
    is_signed = finding.check == "PCT_SIGN" or finding.printed[:1] in ("+", "-", MINUS)
    size = f"{abs(value):,}" if "," in finding.printed or abs(value) >= _SEPARATED else str(abs(value))
    return f"{_sign(value, finding.printed) if is_signed else ''}{size}{_unit(finding)}"


def _sign(value: Decimal, printed: str) -> str:
    return MINUS if value < 0 else "+" if value > 0 and printed.startswith("+") else ""


def _unit(finding: Finding) -> str:
    """``%`` where the quote has it after the printed number."""
    return "%" if re.search(rf"(?<![\d.,]){re.escape(finding.printed)}\s*(?:%|per ?cent|pc\b)", finding.quote) else ""
