"""What would have to happen in the quarters left for the target to be met, in a sentence."""

from __future__ import annotations

import math
from fractions import Fraction

from xlcsp.measures.assess import Assessment
from xlcsp.measures.numbers import QUARTERS_A_YEAR, rounded, shown
from xlcsp.measures.travel import ALREADY_MET, ALREADY_MISSED, NOT_APPLICABLE

_NUMBERS = {1: "one quarter", 2: "two quarters", 3: "three quarters"}


def needed_sentence(assessment: Assessment) -> str:
    """``To stay within 1,108 …``; empty for other kinds than counts, without a target, with a gap and at year end."""
    rate, demand = assessment.run_rate, assessment.requirement
    if rate == NOT_APPLICABLE or demand is None or demand.bound is None or assessment.to_date is None:
        return ""
    is_lower = assessment.observed.series.polarity == "lower"
    kind = assessment.observed.series.kind
    whole = Fraction(math.floor(demand.bound) if is_lower else math.ceil(demand.bound))
    target = kind.text(whole if kind.is_counted else demand.bound)
    if rate == ALREADY_MISSED:
        return f"The year's target of {target} is exceeded already, whatever the quarters left hold."
    if rate == ALREADY_MET:
        return f"The year's target of {target} is met already."
    quarters = QUARTERS_A_YEAR - assessment.observed.run.due
    start = f"To stay within {target}" if is_lower else f"To reach {target}"
    may = "may hold no more than" if is_lower else "must bring at least"
    each = f"{shown(Fraction(rate))}{' each' if quarters > 1 else ''}"
    said = f"{start}, the {_NUMBERS[quarters]} left {may} {each}"
    return f"{said}{_compared(assessment, demand.bound - assessment.to_date)}."


def _compared(assessment: Assessment, left: Fraction) -> str:
    """Beside the same quarters of last year, where they are known and recorded alike."""
    against = assessment.comparators
    if against.broken or against.last_year_total is None or against.last_year_to_date is None:
        return ""
    rest = against.last_year_total - against.last_year_to_date
    if rest <= 0:
        return ""
    share = (left - rest) / rest * 100
    last = f"the same part of last year ({assessment.observed.series.kind.text(rest)})"
    if rounded(share, 0) == 0:
        return f"; that is as many as in {last}"
    return f"; that is {shown(abs(share))}% {'more' if share > 0 else 'less'} than in {last}"
