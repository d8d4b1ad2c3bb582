"""The year end of a rate or ratio: the pooled rate so far, and how far the remaining pairs may move it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from math import fsum

from xlcsp.domain.numbers import plural
from xlcsp.domain.slots import Run, Year
from xlcsp.measures.numbers import QUARTERS_A_YEAR, added
from xlcsp.measures.outlook import RATE_PHI, STEADY, RateOutlook, RatioOutlook
from xlcsp.measures.year_end import YearEnd, no_figures

USUAL_RATES = 8.0  # how many years the usual variation is worth beside the rate's own
LARGEST_PHI = 9.0

_LEAST = 0.01  # share of the denominator so far: at least as much is still to come
USUAL_QUARTERS = 3.0  # how many quarters' misfits the usual variation is worth beside a ratio's own
MOST_EVENTS = 4.0  # apiece: above this (days, pounds) each one's contribution varies in proportion to its size


def rate_projection(year: Year, years: Sequence[Year]) -> YearEnd:
    """The pooled rate with its outlook: the denominator still to come is about last year's, or pro rata.

    How much more than chance numerators vary is learned from the earlier years: the rate after the same quarter
    against that of the quarters that followed.
    """
    missing, value, due = no_figures(year.run), year.pooled, year.run.due
    if missing or value is None:
        return YearEnd(None, "none", missing or "no denominator")
    kind, method = year.kind, f"pooled {year.kind}"
    if due == QUARTERS_A_YEAR:
        return YearEnd(value, method, "the year is complete", is_actual=True)
    n, m = float(year.numerators.total), float(year.denominators.total)
    to_come = years[-1].denominators.values[due:] if years else ()
    known = [float(number) for number in to_come if number is not None]
    left = sum(known) if len(known) == QUARTERS_A_YEAR - due else m * (QUARTERS_A_YEAR - due) / (due - year.run.before)
    phi, used = _phi(years, due) if kind.is_part else _phi_of_ratio(year, years)
    past = plural(used, "earlier year") if used else f"{kind}s in general"
    why = f"the {method} so far; the interval is as wide as {past} and the numbers to come make it"
    outlook = RateOutlook(n, m, max(left, 1.0), phi) if kind.is_part else RatioOutlook(n, m, max(left, m * _LEAST), phi)
    return YearEnd(value, method, why, outlook=outlook)


def _phi_of_ratio(year: Year, years: Sequence[Year]) -> tuple[float, int]:
    """How much more than chance a ratio's numerators vary, and from how many earlier years this is known.

    Chance here is that of events. Days and pounds are not events, so a ratio's own quarters soon outweigh the usual.
    """
    level = float(year.pooled or 0)
    total, weight, used = RATE_PHI * max(1.0, level / MOST_EVENTS) * USUAL_QUARTERS, USUAL_QUARTERS, 0
    for own in (*years, year):
        pairs = [
            (float(n), float(m))
            for n, m in zip(own.run.values, own.denominators.values, strict=True)
            if n is not None and m
        ]
        above, below = fsum(n for n, _ in pairs), fsum(m for _, m in pairs)
        if len(pairs) > 1 and above and not own.run.spanned:
            expected = above / below
            total += fsum((n - expected * m) ** 2 / (expected * m) for n, m in pairs)
            weight += len(pairs) - 1
            used += own is not year
    learned = weight - USUAL_QUARTERS
    return total / weight * (1 + learned / weight**2), used  # fewer quarters, wider limits (Student's t)


def _phi(years: Sequence[Year], due: int) -> tuple[float, int]:
    """How much more than chance a rate's numerators vary, and from how many years that is known."""
    total, used = RATE_PHI * USUAL_RATES, 0
    for year in years:
        if not year.run.is_complete or year.run.due < QUARTERS_A_YEAR or year.run.spanned:
            continue
        n, m = _part(year, slice(0, due))
        rest_n, rest_m = _part(year, slice(due, QUARTERS_A_YEAR))
        pooled = (n + rest_n) / (m + rest_m) if m and rest_m else Fraction(0)
        if 0 < pooled < 1:
            apart = (n / m - rest_n / rest_m) ** 2 / (pooled * (1 - pooled) * (1 / m + 1 / rest_m))
            total += min(float(apart), LARGEST_PHI)
            used += 1
    return max(1.0, total / (USUAL_RATES + used)), used


def _part(year: Year, part: slice) -> tuple[Fraction, Fraction]:
    above, below = year.numerators.values[part], year.denominators.values[part]
    return sum((n or Fraction(0) for n in above), Fraction(0)), sum((m or Fraction(0) for m in below), Fraction(0))


SEEN = 4  # quarters: from so many on an amount's own ups and downs say how sure its year end is
SURE_AS = (1, 300)  # a quarter: an amount, in any unit, varies like a count of this size; its own quarters say which
OF_LEVEL = 0.1  # such a count's squared step from quarter to quarter is its mean × (1 + OF_LEVEL × √mean)
OF_FEW = 1.0  # how many steps' worth of doubt few steps leave


def unit_of(runs: Sequence[Run]) -> Fraction | None:
    """The unit in which an amount is projected, so that it varies in it as counts of its size do.

    The outcome does not depend on the unit of the record. None while too few quarters have been seen to tell.
    """
    known = [value for run in runs for value in run.values if value is not None]
    if len(known) < SEEN:
        return None
    mean = added(known) / len(known)
    if mean <= 0:
        return Fraction(1)
    least, most = SURE_AS
    step = _usual_step(runs) / float(mean)
    level = ((OF_LEVEL + math.sqrt(OF_LEVEL**2 + 4 * step)) / (2 * step)) ** 2 if step else most
    return mean / Fraction(round(min(max(level, least), most), STEADY)).limit_denominator(10**STEADY)


def _usual_step(runs: Sequence[Run]) -> float:
    """The usual squared step, as a multiple of the level: between neighbours, or on the same quarter of last year."""
    values = [value for run in runs for value in run.values]
    usual_steps = []
    for apart, least in ((1, 1), (QUARTERS_A_YEAR, SEEN)):
        pairs = [
            (float(first), float(other))
            for first, other in zip(values, values[apart:], strict=False)
            if first is not None and other is not None and first + other > 0
        ]
        if len(pairs) >= least:
            usual = math.fsum((first - other) ** 2 for first, other in pairs) / math.fsum(map(math.fsum, pairs))
            usual_steps.append(usual * (1 + OF_FEW / len(pairs)))
    return min(usual_steps, default=0.0)
