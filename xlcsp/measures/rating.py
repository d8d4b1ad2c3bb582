"""RAG: how far the judged value lies on the wrong side of its target, exactly; and the measure's roll-up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from xlcsp.domain.kinds import Kind, kind_of
from xlcsp.domain.plan import RAG_RULES
from xlcsp.domain.target import Bounds, Target, check_polarity, lies_in
from xlcsp.errors import MeasureError
from xlcsp.measures.columns import columns
from xlcsp.measures.numbers import exact

RED, AMBER, GREEN = "Red", "Amber", "Green"
NO_DATA, NOT_DUE, MONITOR, CLOSED = "No data", "Not due", "Monitor", "Closed"
STATES = (RED, AMBER, GREEN, NO_DATA, NOT_DUE, MONITOR, CLOSED)
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
    check_polarity(polarity)
    if rule not in RAG_RULES:
        raise MeasureError(f'"{rule}" is not a RAG rule. It is one of: {", ".join(RAG_RULES)}.')
    value, aim = exact(judged, "judged"), exact(target, "target")
    if rule == "chance" and polarity != "none":
        return by_chance(value) if value is not None else NO_DATA
    if polarity == "none" or aim is None:
        return MONITOR
    if value is None:
        return NO_DATA
    if kind.is_proportion and max(value, aim) > 1:
        what = "figure" if value > 1 else "target"
        above = judged if value > 1 else target
        raise MeasureError(f"A {what} of {above} is above 1. A {kind} is a proportion: 0.62 is 62%.")
    allowed = exact(tolerance, "tolerance")
    if allowed is not None and allowed < 0:
        raise MeasureError(f"A tolerance of {tolerance} is negative.")
    last_year = exact(same_period_last_year, "same_period_last_year")
    return rated(value, Target.at(aim, polarity, kind), rule=rule, tolerance=allowed, last_year=last_year)


@dataclass(frozen=True, slots=True)
class Bands:
    """Where a value is Green and where Amber; beyond is Red. near: where it misses within the tolerance."""

    green: Bounds
    amber: Bounds
    near: Bounds

    def state(self, value: Fraction, edge: Fraction | None) -> str:
        """Red, Amber or Green. edge: a target that is to be passed; on it is Amber."""
        if value != edge and lies_in(value, self.green):
            return GREEN
        return AMBER if value == edge or lies_in(value, self.amber) else RED


def _by_tolerance(target: Target, tolerance: Fraction, last_year: Fraction | None) -> Bands:
    """On target Green, within the tolerance Amber: for a count with any tolerance at least one event."""
    del last_year
    near = target.widened(tolerance, least=1 if target.kind.is_whole and tolerance > 0 else 0)
    return Bands(target.bounds, near, near)


def _improving(target: Target, tolerance: Fraction, last_year: Fraction | None) -> Bands:
    """Within the tolerance Green; beyond it Amber if no worse than the same period last year."""
    near, (low, high) = target.widened(tolerance), target.bounds
    if last_year is not None:
        low, high = (min(low, last_year) if low else low), (max(high, last_year) if high else high)
    return Bands(near, (low, high), near)


@dataclass(frozen=True, slots=True)
class Rule:
    """A RAG rule: its bands round a target, and its tolerance where neither plan nor *Settings* names one."""

    bands: Callable[[Target, Fraction, Fraction | None], Bands]
    tolerance: Fraction


RULES = {  # the rule chance judges the chance itself, ``by_chance``: these bands are those of its verdict
    "tolerance": Rule(_by_tolerance, Fraction(5, 100)),
    "improving": Rule(_improving, Fraction(10, 100)),
    "chance": Rule(_by_tolerance, Fraction(0)),
}


def bands(target: Target, rule: str, tolerance: Fraction | None, last_year: Fraction | None = None) -> Bands:
    """The bands of a rule round a target. tolerance: None is the rule's own."""
    by = RULES[rule]
    return by.bands(target, by.tolerance if tolerance is None else tolerance, last_year)


def rated(value: Fraction, target: Target, *, rule: str, tolerance: Fraction | None, last_year: Fraction | None) -> str:
    """The RAG state of a value held against its target; on a target that is to be passed it is Amber."""
    return bands(target, rule, tolerance, last_year).state(value, target.bound if target.strict else None)


def by_chance(chance: Fraction) -> str:
    """Rule *chance*. Raises MeasureError for a chance outside 0 to 1."""
    if not 0 <= chance <= 1:
        raise MeasureError(f"A chance of {float(chance)} is not between 0 and 1.")
    if chance >= LIKELY:
        return GREEN
    return RED if chance <= UNLIKELY else AMBER


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
