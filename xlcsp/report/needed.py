"""A sentence on what the remaining quarters must average for the target to be met."""

from __future__ import annotations

import math
from fractions import Fraction

from xlcsp.domain.numbers import amount, is_money, places_of
from xlcsp.domain.periods import QUARTERS, Quarter
from xlcsp.domain.plan import FREQUENCIES, HALF_YEARLY, Series
from xlcsp.measures.assess import Assessment
from xlcsp.measures.comparators import is_across
from xlcsp.measures.numbers import QUARTERS_A_YEAR, listed, rounded, shown
from xlcsp.measures.travel import ALREADY_MET, ALREADY_MISSED, NOT_APPLICABLE
from xlcsp.report.units import plan_text

_REMAINING = {
    1: "the last quarter must be",
    2: "the two remaining quarters must average",
    3: "the three remaining quarters must average",
}


def each_remaining(assessment: Assessment) -> Fraction | str:
    """What each remaining quarter may be; of a half-yearly or annual figure no quarter is known."""
    is_by_quarter = FREQUENCIES[assessment.observed.series.frequency] == QUARTERS
    return assessment.run_rate if is_by_quarter or isinstance(assessment.run_rate, str) else NOT_APPLICABLE


def needed_sentence(assessment: Assessment) -> str:
    """``To stay within 1,108 …``; empty for kinds other than counts, without a target, with a gap, and at year end."""
    rate, demand = assessment.run_rate, assessment.requirement
    if rate == NOT_APPLICABLE or demand is None or demand.bound is None or assessment.to_date is None:
        return ""
    is_lower = assessment.observed.series.polarity == "lower"
    kind = assessment.observed.series.kind
    whole = Fraction(math.floor(demand.bound) if is_lower else math.ceil(demand.bound))
    series = assessment.observed.series
    target = plan_text(series, whole if kind.is_counted else demand.bound)
    if rate == ALREADY_MISSED:
        return f"The year's target of {target} has already been exceeded."
    if rate == ALREADY_MET:
        return f"The year's target of {target} has already been met."
    start = f"To stay within {target}" if is_lower else f"To reach {target}"
    bound = "more" if not is_lower else "fewer" if kind.is_counted else "less"
    left = demand.bound - assessment.to_date
    if is_lower and kind.is_counted and (few := _few(assessment, math.floor(left))):
        return f"{start}, {few}{_compared(assessment, left) if left >= 1 else ''}."
    sentence = f"{start}, {_remaining(assessment)} {_each(assessment, left)} or {bound}"
    return f"{sentence}{_compared(assessment, left)}."


def _few(assessment: Assessment, left: int) -> str:
    """What the quarters to come may have in all, if that is not one in each: an average of it would read as none."""
    quarters, _, _ = _remaining(assessment).partition(" must ")
    if not left:
        return f"there must be none in {quarters}"
    is_each = left >= _figures(assessment)
    return "" if is_each else f"{quarters} may have no more than {left} in all"


def _figures(assessment: Assessment) -> int:
    """How many figures are still to come."""
    is_by_halves = assessment.observed.series.frequency == HALF_YEARLY
    return 1 if is_by_halves else QUARTERS_A_YEAR - assessment.observed.run.due


def _each(assessment: Assessment, left: Fraction) -> str:
    """What each figure to come may be."""
    series = assessment.observed.series
    each = on_the_safe_side(left / _figures(assessment), series)
    return amount(each, places_of(each, 0), series.unit)


def on_the_safe_side(each: Fraction, series: Series) -> Fraction:
    """What each figure may be, as fine as figures are printed, never on the wrong side of the target."""
    places = 0 if series.kind.is_counted or is_money(series.unit) else series.decimals
    scaled = each * 10**places
    return Fraction(math.floor(scaled) if series.polarity == "lower" else math.ceil(scaled), 10**places)


def _remaining(assessment: Assessment) -> str:
    """The quarters to come; by name if the series comes late, since some have passed: ``Q3 and Q4 must average``."""
    series, due = assessment.observed.series, assessment.observed.run.due
    if series.frequency == HALF_YEARLY:
        return "the second half of the year must be"
    left = range(due + 1, QUARTERS_A_YEAR + 1)
    if not series.lag_quarters:
        return _REMAINING[len(left)]
    return f"{listed(f'Q{number}' for number in left)} must {'average' if len(left) > 1 else 'be'}"


def _compared(assessment: Assessment, left: Fraction) -> str:
    """The comparison with the same quarters of last year, where they are known and recorded in the same way."""
    against, series, now = assessment.comparators, assessment.observed.series, assessment.quarter
    is_apart = is_across(series, now.plus(1 - QUARTERS_A_YEAR), Quarter(now.start, QUARTERS_A_YEAR))
    if is_apart or against.last_year_total is None or against.last_year_to_date is None:
        return ""
    rest = against.last_year_total - against.last_year_to_date
    if rest <= 0:
        return ""
    share = (left - rest) / rest * 100
    kind = assessment.observed.series.kind
    last = f"the same part of last year ({assessment.observed.series.text(rest)})"
    if rounded(share, 0) == 0:
        return f"; that is about as {'many' if kind.is_counted else 'much'} as in {last}"
    fewer = "fewer" if kind.is_counted else "less"
    return f"; that is {shown(abs(share))}% {'more' if share > 0 else fewer} than in {last}"
