"""RAG: how far the judged value is on the wrong side of its target, exactly; and the RAG of a measure."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from xlcsp.domain.kinds import Kind, kind_of
from xlcsp.domain.plan import CHANCE, TOLERANCE
from xlcsp.domain.target import Target, check_polarity, lies_in
from xlcsp.errors import MeasureError
from xlcsp.measures.columns import columns
from xlcsp.measures.numbers import exact, listed, number
from xlcsp.measures.rag_rules import LIKELY, NAMES, RULES, UNLIKELY, Bands, Yardstick

RED, AMBER, GREEN = "Red", "Amber", "Green"
NO_DATA, NOT_DUE, MONITOR, CLOSED = "No data", "Not due", "Monitor", "Closed"
STATES = (RED, AMBER, GREEN, NO_DATA, NOT_DUE, MONITOR, CLOSED)
RATED = (RED, AMBER, GREEN)  # the colours; No data and Not due are not ratings


@columns(judged=0, target=0, same_period_last_year=0, green=0, amber=0)
def rag(
    judged: object,
    target: object,
    polarity: str,
    *,
    tolerance: object = None,
    rule: str = TOLERANCE,
    same_period_last_year: object = None,
    kind: str | Kind = "count",
    green: object = None,
    amber: object = None,
    green_within: object = None,
) -> str:
    """The RAG state of a judged value against its target.

    judged, target: single values or columns; rates as proportions (0.62). polarity: lower, higher or none.
    rule: one of ``rag_rules.RULES``, which say what each takes and means; of *chance*, judged is the chance of meeting
    the target. tolerance: the rule's own unless given.
    The miss is a share of the target for counts, percentage points for rates; if tolerance × target is below 1 for
    a count the Amber band is one event; with a target of 0 any miss is Red.
    Returns "No data" where judged is missing; "Monitor" without a target (or thresholds) or polarity.
    Raises MeasureError for a judged proportion above 1: it and its target are not on one scale.
    """
    kind = kind_of(kind)
    check_polarity(polarity)
    value, aim = exact(judged, "judged"), exact(target, "target")
    how = yardstick(rule, tolerance, same_period_last_year, green, amber, green_within)
    if rule == CHANCE and polarity != "none":
        return by_chance(value) if value is not None else NO_DATA
    against = _held(kind, polarity, aim if aim is not None else how.green)
    if against is None:
        return MONITOR
    if value is None:
        return NO_DATA
    _check_scale(kind, figure=value, target=aim)
    return rated(value, against, how)


def _held(kind: Kind, polarity: str, aim: Fraction | None) -> Target | None:
    if polarity == "none" or aim is None:
        return None
    return Target.at(aim, polarity, kind)


def yardstick(
    rule: str,
    tolerance: object = None,
    last_year: object = None,
    green: object = None,
    amber: object = None,
    green_within: object = None,
    *,
    is_share: bool = False,
) -> Yardstick:
    """The yardstick for any combination of arguments. Raises MeasureError if they do not make a rule."""
    if rule not in RULES:
        raise MeasureError(f'"{rule}" is not a RAG rule. It is one of: {", ".join(NAMES)}.')
    given = {"tolerance": tolerance, "green": green, "amber": amber, "green_within": green_within}
    known = {name: exact(value, name) for name, value in given.items()}
    for name, value in known.items():
        if value is not None and value < 0:
            raise MeasureError(f"{'A tolerance' if name == 'tolerance' else name} of {given[name]} is negative.")
    missing = [name for name in ("green", "amber") if known[name] is None]
    if RULES[rule].needs_thresholds and missing:
        raise MeasureError(f"The rule {rule} needs green and amber. Enter {listed(missing)}.")
    return Yardstick(rule, last_year=exact(last_year, "same_period_last_year"), is_share=is_share, **known)


def bands(target: Target, how: Yardstick) -> Bands:
    """The bands of a rule around a target."""
    return RULES[how.rule].bands(target, how)


def rated(value: Fraction, target: Target, how: Yardstick) -> str:
    """The RAG state of a value against its target. Raises MeasureError for a proportion above 1."""
    _check_scale(target.kind, figure=value)
    around = bands(target, how)
    if value != around.edge and lies_in(value, around.green):
        return GREEN
    return AMBER if value == around.edge or lies_in(value, around.amber) else RED


def _check_scale(kind: Kind, **values: Fraction | None) -> None:
    """Refuses a proportion above 1, which is not on the scale of its target."""
    above = [(what, share) for what, share in values.items() if share is not None and share > 1 and kind.is_proportion]
    for what, share in above:
        raise MeasureError(f"A {what} of {number(share)} is above 1. A {kind} is a proportion: 0.62 is 62%.")


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
    known = list(states)
    unknown = [state for state in known if state not in STATES]
    if unknown:
        raise MeasureError(f'"{unknown[0]}" is not a RAG state. It is one of: {", ".join(STATES)}.')
    order = (RED, NO_DATA, AMBER, GREEN, NOT_DUE, MONITOR, CLOSED)
    return next((state for state in order if state in known), NO_DATA)
