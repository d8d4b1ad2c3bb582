"""RAG: how far the judged value lies on the wrong side of its target, exactly; and the measure's roll-up."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from xlcsp.domain.kinds import Kind, kind_of
from xlcsp.domain.plan import POLARITIES, RAG_RULES
from xlcsp.errors import MeasureError
from xlcsp.measures.columns import columns
from xlcsp.measures.numbers import exact

RED, AMBER, GREEN = "Red", "Amber", "Green"
NO_DATA, NOT_DUE, MONITOR, CLOSED = "No data", "Not due", "Monitor", "Closed"
STATES = (RED, AMBER, GREEN, NO_DATA, NOT_DUE, MONITOR, CLOSED)
TOLERANCE = {"tolerance": Fraction(5, 100), "improving": Fraction(10, 100), "chance": Fraction(0)}
LIKELY, UNLIKELY = Fraction(80, 100), Fraction(20, 100)  # rule "chance": Green from 80 %, Red to 20 %


@columns(judged=0, target=0, same_period_last_year=0)
def rag(
    judged: object,
    target: object,
    polarity: str,
    *,
    tolerance: object = None,
    rule: str = "tolerance",
    same_period_last_year: object = None,
    kind: str | Kind = "count",
) -> str:
    """The RAG state of a judged value against its target.

    judged, target: single values or columns; rates as proportions (0.62). polarity: lower, higher or none.
    rule *tolerance*: on target Green, missed by no more than ``tolerance`` (default 0.05) Amber, else Red.
    rule *improving*: missed by no more than 0.10 Green; beyond it Amber if no worse than the same period last year,
    else (and without a comparator) Red. rule *chance*: judged is the chance of meeting the target.
    The miss is a share of the target for counts, percentage points for rates; if tolerance × target is below 1 for
    a count the Amber band is one event; with a target of 0 any miss is Red.
    Returns "No data" where judged is missing; "Monitor" without a target or polarity.
    """
    kind = kind_of(kind)
    if polarity not in POLARITIES:
        raise MeasureError(f'"{polarity}" is not a polarity. It is one of: {", ".join(POLARITIES)}.')
    if rule not in RAG_RULES:
        raise MeasureError(f'"{rule}" is not a RAG rule. It is one of: {", ".join(RAG_RULES)}.')
    value, aim = exact(judged, "judged"), exact(target, "target")
    if rule == "chance" and polarity != "none":
        return by_chance(value) if value is not None else NO_DATA
    if polarity == "none" or aim is None:
        return MONITOR
    if value is None:
        return NO_DATA
    allowed = exact(tolerance, "tolerance")
    if allowed is not None and allowed < 0:
        raise MeasureError(f"A tolerance of {tolerance} is negative.")
    last_year = exact(same_period_last_year, "same_period_last_year")
    missed = miss(value, aim, polarity)
    if rule == "improving":
        allowed = TOLERANCE["improving"] if allowed is None else allowed
        if is_near(missed, aim, allowed, kind):
            return GREEN
        improved = aim and last_year is not None and miss(value, last_year, polarity) <= 0
        return AMBER if improved else RED
    return by_tolerance(missed, aim, TOLERANCE["tolerance"] if allowed is None else allowed, kind)


def miss(value: Fraction, target: Fraction, polarity: str) -> Fraction:
    """How far the value lies on the wrong side of the target; 0 or less is on target."""
    return target - value if polarity == "higher" else value - target


def within(missed: Fraction, target: Fraction, tolerance: Fraction, kind: Kind) -> bool:
    """Whether a miss lies in the band of tolerance. A target of 0 has none."""
    if kind.is_proportion:
        return missed <= tolerance
    band = tolerance * abs(target)
    if band < 1 and target and tolerance and kind.is_whole:
        band = Fraction(1)
    return missed <= band


def by_tolerance(missed: Fraction, target: Fraction, tolerance: Fraction, kind: Kind) -> str:
    """Rule *tolerance*."""
    if missed <= 0:
        return GREEN
    return AMBER if within(missed, target, tolerance, kind) and target else RED


def by_chance(chance: Fraction) -> str:
    """Rule *chance*. Raises MeasureError for a chance outside 0 to 1."""
    if not 0 <= chance <= 1:
        raise MeasureError(f"A chance of {float(chance)} is not between 0 and 1.")
    if chance >= LIKELY:
        return GREEN
    return RED if chance <= UNLIKELY else AMBER


def is_near(missed: Fraction, target: Fraction, tolerance: Fraction, kind: Kind) -> bool:
    """Rule *improving*: on target, or within the tolerance of one above 0."""
    band = tolerance if kind.is_proportion else tolerance * abs(target)
    return missed <= 0 or (target != 0 and missed <= band)


def rollup(states: Iterable[str]) -> str:
    """A measure's RAG from the states of its headline series.

    Red if any is Red; else No data if any lacks data; else Amber, else Green. Series not rated (Monitor, Closed,
    Not due) do not count beside rated ones; alone they give Monitor, Not due or Closed. No state at all: No data.
    """
    found = list(states)
    unknown = [state for state in found if state not in STATES]
    if unknown:
        raise MeasureError(f'"{unknown[0]}" is not a RAG state. It is one of: {", ".join(STATES)}.')
    order = (RED, NO_DATA, AMBER, GREEN, NOT_DUE, MONITOR, CLOSED)
    return next((state for state in order if state in found), NO_DATA)
