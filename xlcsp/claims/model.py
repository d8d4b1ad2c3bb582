"""A claim as printed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

# kinds of claims (those of figures are words of the tidy table)
QUARTER, TO_DATE, ROLLING, SNAPSHOT = "quarter", "ytd", "rolling12", "snapshot"
NUMERATOR, DENOMINATOR, PERCENT = "numerator", "denominator", "pct"
CHANGE, PROJECTION, POINTS = "change_abs", "projection", "points"
LIKELY = "likely range"  # its two ends come from earlier years, so a report cannot prove them
BASELINE, TARGET = "baseline", "target"
LAST_QUARTER, LAST_TO_DATE, LAST_TOTAL = "last_year_same_quarter", "last_year_ytd", "last_year_total"
VERDICT, MONTHS, YEAR, POPULATION, RATIO = "verdict", "months", "year", "per population", "n or m of a ratio"
LEVELS = (ROLLING, SNAPSHOT)  # counts that are never added up
NOT_FIGURES = (POINTS, LIKELY, VERDICT, MONTHS, YEAR, POPULATION, RATIO)

# the base of a change or percentage
ON_QUARTER, ON_TO_DATE, ON_TOTAL = "vs_last_year_same_quarter", "vs_last_year_ytd", "vs_last_year_total"
ON_BASELINE, LEVEL, UNCLEAR = "vs_baseline", "level", "unclear"
COMPARATOR_BASE = {LAST_QUARTER: ON_QUARTER, LAST_TO_DATE: ON_TO_DATE, LAST_TOTAL: ON_TOTAL}

WHOLE_YEAR = "FY"
MAYBE_PART = "perhaps a part"  # a count in a sentence that goes on: it may not be the whole figure
UP, DOWN = 1, -1


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a text says.

    quarter: Q1 to Q4, FY for the whole year, ``baseline`` or ``target``. value: exact, percentages as printed (38.6);
    a change has its printed sign, or else that of its word. printed: the digits; decimals: how many are printed.
    word: UP or DOWN if a word says so, otherwise 0. signed: whether a sign is printed. text: other words that matter,
    such as the months, the year, or the method of a projection. rule: the name of the rule that read it. start, end:
    its place in the cell's text.
    """

    kind: str
    quarter: str
    value: Fraction = Fraction(0)
    printed: str = ""
    decimals: int = 0
    is_percentage: bool = False
    base: str = ""
    component: str = ""
    unit: str = ""
    word: int = 0
    signed: bool = False
    equals: bool = False
    text: str = ""
    rule: str = ""
    start: int = 0
    end: int = 0

    @property
    def is_change(self) -> bool:
        """Whether it is a difference, a percentage on a base, or a projected change."""
        return self.kind in (CHANGE, PROJECTION) or (self.kind == PERCENT and self.base not in (LEVEL, ""))
