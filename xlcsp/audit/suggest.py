"""What to do about a finding, in one sentence."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction

from xlcsp.audit.finding import FAIL, GAP, OK, TRUNCATED, UNVERIFIABLE, WARN, Finding
from xlcsp.measures.numbers import rounded

WORDS = {
    FAIL: "Wrong",
    WARN: "Odd",
    UNVERIFIABLE: "Cannot be checked",
    GAP: "No figure",
    OK: "Right",
}
CHECKS = {
    "SUM": "Sum",
    "DENOMINATOR": "Denominators",
    "CROSS_TOTAL": "Same quantity twice",
    "DIFF": "Difference",
    "PCT_CHANGE": "Percentage",
    "PCT_SIGN": "Sign against word",
    "WRONG_BASE": "Base",
    "STALE_COPY": "Stale copy",
    "RATE": "n of m",
    "PROJECTION": "Projection",
    "PERIOD_LABEL": "Months",
    "YEAR_LABEL": "Financial year",
    "BASELINE_CONFLICT": "Baseline against last year",
    "CONTRADICTION": "Contradiction",
    "FLOW_BALANCE": "Flow balance",
    "VERDICT": "Verdict",
    "SPAN": "Number of months",
    "MISSING_RETURN": "Missing figure",
    "MISSING_VERDICT": "Missing verdict",
    "BASE_AMBIGUOUS": "Base not stated",
    "MISSING_TOTAL": "Missing total",
    "SIGN_CONVENTION": "Double negative",
    "UNEXPLAINED_NUMBER": "Unexplained number",
    "BASELINE_NOT_NUMERIC": "Baseline without number",
    "BASELINE_PERIOD": "Baseline's period",
    "STALE_PLACEHOLDER": "Placeholder",
    "TEXT_CLIPPED": "Text lost",
    "UNIT_CONFLICT": "Unit",
}
_WRONG = {
    "PERIOD_LABEL": 'Write "{recomputed}".',
    "YEAR_LABEL": "Write {recomputed}.",
    "CROSS_TOTAL": "Ask the provider for the count; print it, and correct the totals that do not agree.",
    "FLOW_BALANCE": "Ask the provider whether orders of an earlier period are counted; say so, or correct the counts.",
    "BASELINE_CONFLICT": "Say which count and which year the baseline is, or correct it to {recomputed}.",
    "CONTRADICTION": "Print n of m for the year, and the same categories in each quarter.",
    "VERDICT": "Correct the verdict: {reason}.",
    "SUM": "Print {recomputed}; or, if a quarter was revised, print the revised quarter.",
    "RATE": "Print {recomputed}, or correct n or m ({reason}).",
    "DENOMINATOR": "Print {recomputed}; or correct the quarter's denominator.",
}
_ODD = {
    "BASE_AMBIGUOUS": "Say what is compared: print the year to date.",
    "MISSING_TOTAL": "Print the year to date, as the other quarters do.",
    "SIGN_CONVENTION": 'Print either "reduction of x%" or "−x%".',
    "UNEXPLAINED_NUMBER": "Say what the number in brackets is, or remove it.",
    "BASELINE_NOT_NUMERIC": "Set a baseline in numbers, or say that there is none.",
    "BASELINE_PERIOD": "Name the financial years, and print their figures once.",
    "STALE_PLACEHOLDER": "Fill in what was promised, or say why it never came.",
    "TEXT_CLIPPED": "Print the whole cell: make the row higher.",
    "UNIT_CONFLICT": "Count the same thing in the total as in the quarters.",
}
_UNCHECKED = {
    "RATE": "Print n of m beside the percentage.",
    "SUM": "Print the quarter's own figure.",
    "VERDICT": "Print the target and the year's figure in numbers.",
    "PROJECTION": "Print the method and the baseline of the projection.",
}


def suggestion(finding: Finding) -> str:
    """What the officer may do; empty where nothing is to be done."""
    if finding.status == FAIL:
        if finding.check == "PCT_SIGN":
            return f"Let sign and word agree: the change is {_as_printed(finding)}."
        is_cut = finding.reason.startswith(TRUNCATED)
        usual = "Print {recomputed}." if is_cut else "Print {recomputed}; check the figures it comes from."
        words = _WRONG.get(finding.check, usual)
        return words.format(recomputed=_as_printed(finding), reason=finding.reason)
    if finding.status == WARN:
        return _ODD.get(finding.check, "")
    if finding.status == UNVERIFIABLE:
        return _UNCHECKED.get(finding.check, "Print the figure it is compared with.")
    if finding.check == "MISSING_VERDICT":
        return "Print the verdict, or why there is none."
    return "Ask for the figure; keep the reason in the cell until it comes." if finding.status == GAP else ""


def _as_printed(finding: Finding) -> str:
    """The recomputed number with as many decimals as are printed; other text as it is."""
    try:
        decimals = -int(Decimal(finding.printed).as_tuple().exponent)
        return str(rounded(Fraction(finding.recomputed), max(decimals, 0)))
    except (InvalidOperation, ValueError):
        return finding.recomputed
