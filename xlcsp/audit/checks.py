"""The registry of checks: each has a code (contract), its words, and advice on what to do about its findings.

To add a check: an entry in ``CHECKS``, and a function from a series to its findings in ``OF_SERIES`` of
``xlcsp.audit.judge``; or, for tables of any layout, from a table to its findings in ``_relations`` of
``xlcsp.audit.tables.relations``. A finding whose code is not in the registry cannot be made.
"""

from __future__ import annotations

from dataclasses import dataclass

OK, FAIL, WARN, GAP, UNVERIFIABLE = "OK", "FAIL", "WARN", "GAP", "UNVERIFIABLE"
STATUSES = (FAIL, WARN, UNVERIFIABLE, GAP, OK)
WORDS = {
    FAIL: "Wrong",
    WARN: "Odd",
    UNVERIFIABLE: "Cannot be checked",
    GAP: "No figure",
    OK: "Right",
}


PRINT_IT = "Print {recomputed}; check the figures it comes from."
SAY_WHICH = "Say which figures it is about, or correct it."


@dataclass(frozen=True, slots=True)
class Check:
    """A check.

    words: what it recomputes, for readers. wrong, odd, unchecked, missing: advice on a finding of that status; in
    ``wrong``, ``{recomputed}`` is the right number as it would be printed, ``{reason}`` the cause.
    """

    code: str
    words: str
    wrong: str = PRINT_IT
    odd: str = ""
    unchecked: str = "Print the figure it is compared with."
    missing: str = "Ask for the figure; keep the reason in the cell until it comes."


CHECKS = {
    check.code: check
    for check in (
        Check(
            "SUM",
            "Sum",
            wrong="Print {recomputed}; or, if a quarter was revised, print the revised quarter.",
            unchecked="Print the quarter's own figure.",
        ),
        Check("DENOMINATOR", "Denominators", wrong="Print {recomputed}; or correct the quarter's denominator."),
        Check(
            "CROSS_TOTAL",
            "Same quantity twice",
            wrong="Ask the provider for the count; print it, and correct the totals that do not agree.",
        ),
        Check("DIFF", "Difference", odd=SAY_WHICH),
        Check("PCT_CHANGE", "Percentage", odd=SAY_WHICH),
        Check(
            "PCT_SIGN",
            "Sign against word",
            wrong="Let sign and word agree: the change is {recomputed}.",
            odd=SAY_WHICH,
        ),
        Check("WRONG_BASE", "Base"),
        Check("STALE_COPY", "Stale copy"),
        Check(
            "RATE",
            "Share or rate",
            wrong="Print {recomputed}, or correct the numbers that it comes from ({reason}).",
            odd=SAY_WHICH,
            unchecked="Print the numbers that it is worked out from beside it.",
        ),
        Check("RANK", "Rank", wrong="Print {recomputed}, or correct the figures ({reason})."),
        Check(
            "RAG",
            "Colour",
            wrong="Print {recomputed}, by the rule printed, or correct the figures ({reason}).",
            unchecked="Print figure and target as numbers, and whether higher or lower is better.",
        ),
        Check("PROJECTION", "Projection", unchecked="Print the method and the baseline of the projection."),
        Check("PERIOD_LABEL", "Months", wrong='Write "{recomputed}".'),
        Check("YEAR_LABEL", "Financial year", wrong="Write {recomputed}."),
        Check(
            "BASELINE_CONFLICT",
            "Baseline against last year",
            wrong="Say which count and which year the baseline is, or correct it to {recomputed}.",
        ),
        Check(
            "CONTRADICTION",
            "Contradiction",
            wrong="Print numerator and denominator of the year, and the same categories in each quarter.",
        ),
        Check(
            "FLOW_BALANCE",
            "Flow balance",
            wrong="Ask the provider whether orders of an earlier period are counted; say so, or correct the counts.",
        ),
        Check(
            "VERDICT",
            "Verdict",
            wrong="Correct the verdict: {reason}.",
            unchecked="Print the target and the year's figure in numbers.",
        ),
        Check("SPAN", "Number of months"),
        Check("MISSING_RETURN", "Missing figure"),
        Check("MISSING_VERDICT", "Missing verdict", missing="Print the verdict, or why there is none."),
        Check("BASE_AMBIGUOUS", "Base not stated", odd="Say what is compared: print the year to date."),
        Check("MISSING_TOTAL", "Missing total", odd="Print the year to date, as the other quarters do."),
        Check("SIGN_CONVENTION", "Double negative", odd='Print either "reduction of x%" or "−x%".'),
        Check("UNEXPLAINED_NUMBER", "Unexplained number", odd="Say what the number in brackets is, or remove it."),
        Check(
            "BASELINE_NOT_NUMERIC",
            "Baseline without number",
            odd="Set a baseline in numbers, or say that there is none.",
        ),
        Check("BASELINE_PERIOD", "Baseline's period", odd="Name the financial years, and print their figures once."),
        Check("STALE_PLACEHOLDER", "Placeholder", odd="Fill in what was promised, or say why it never came."),
        Check("TEXT_CLIPPED", "Text lost", odd="Print the whole cell: make the row higher."),
        Check("UNIT_CONFLICT", "Unit", odd="Count the same thing in the total as in the quarters."),
    )
}
