"""Direction of travel, and what each remaining quarter may be at most or must be at least."""

from __future__ import annotations

import math
from fractions import Fraction

from xlcsp.domain.kinds import Kind, kind_of
from xlcsp.domain.numbers import reads_alike, rounded
from xlcsp.domain.slots import Year
from xlcsp.domain.target import check_polarity
from xlcsp.measures.columns import columns
from xlcsp.measures.marks import Quarters, read_year
from xlcsp.measures.numbers import QUARTERS_A_YEAR, exact, number
from xlcsp.measures.rating import NO_DATA

IMPROVING, STEADY, WORSENING = "Improving", "Steady", "Worsening"
ALREADY_MISSED, ALREADY_MET, NOT_APPLICABLE = "Already missed", "Already met", "n/a"


@columns(current=0, previous=0)
def travel(current: object, previous: object, polarity: str, *, decimals: int = 0) -> str:
    """Improving, Steady or Worsening against an earlier value; No data if either is missing.

    Steady when the two, or their difference and none, read the same at ``decimals`` decimals: 24.7% and 24.8% that are
    less than 0.1 apart are neither better nor worse. Without polarity there is no better or worse: "n/a".
    """
    check_polarity(polarity)
    now, before = exact(current, "current"), exact(previous, "previous")
    if now is None or before is None:
        return NO_DATA
    if reads_alike(now, before, decimals) or not rounded(now - before, decimals):
        return STEADY
    if polarity == "none":
        return NOT_APPLICABLE
    return IMPROVING if (now < before) == (polarity == "lower") else WORSENING


@columns(quarters=1, target=0)
def run_rate(quarters: Quarters, target: object, polarity: str, kind: str | Kind = "count") -> float | str | None:
    """What each remaining quarter may be (lower is better) or must be (higher is better) to meet the year's target.

    A whole number of events, of an amount the exact one; "Already missed" or "Already met"; "n/a" for kinds that are
    not added up, without a target, with a missing quarter, and when the year is over.
    """
    rate = exact_run_rate(read_year(quarters, kind_of(kind)), exact(target, "target"), polarity)
    return rate if isinstance(rate, str) else number(rate)


def exact_run_rate(year: Year, aim: Fraction | None, polarity: str) -> Fraction | str:
    """As ``run_rate``, for a year that is already read."""
    check_polarity(polarity)
    run = year.run
    is_under_way = run.before <= run.due < QUARTERS_A_YEAR  # neither before its first quarter nor over
    if not year.kind.is_added_up or aim is None or polarity == "none" or run.gaps or not is_under_way:
        return NOT_APPLICABLE
    left = aim - run.total
    if left < 0 or (not left and polarity == "higher"):
        return ALREADY_MISSED if polarity == "lower" else ALREADY_MET
    each = left / (QUARTERS_A_YEAR - run.due)
    if not year.kind.is_whole:
        return each
    return Fraction(math.floor(each) if polarity == "lower" else math.ceil(each))
