"""RAG: how far the judged value is on the wrong side of its target, exactly; and the RAG of a measure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from xlcsp.domain.kinds import Kind, kind_of
from xlcsp.domain.plan import RAG_RULES, THRESHOLDS, of_each_rule
from xlcsp.domain.target import Bounds, Target, check_polarity, lies_in, wider
from xlcsp.errors import MeasureError
from xlcsp.measures.columns import columns
from xlcsp.measures.numbers import exact, listed, number

RED, AMBER, GREEN = "Red", "Amber", "Green"
NO_DATA, NOT_DUE, MONITOR, CLOSED = "No data", "Not due", "Monitor", "Closed"
STATES = (RED, AMBER, GREEN, NO_DATA, NOT_DUE, MONITOR, CLOSED)
RATED = (RED, AMBER, GREEN)  # the colours; No data and Not due are not ratings
LIKELY, UNLIKELY = Fraction(80, 100), Fraction(20, 100)  # rule "chance": Green from 80%, Red to 20%


@columns(judged=0, target=0, same_period_last_year=0, green=0, amber=0)
def rag(
    judged: object,
    target: object,
    polarity: str,
    *,
    tolerance: object = None,
    rule: str = "tolerance",
    same_period_last_year: object = None,
    kind: str | Kind = "count",
    green: object = None,
    amber: object = None,
    green_within: object = None,
) -> str:
    """The RAG state of a judged value against its target.

    judged, target: single values or columns; rates as proportions (0.62). polarity: lower, higher or none.
    rule *tolerance*: on target Green, missed by no more than ``tolerance`` (default 0.05) Amber, else Red;
    ``green_within`` is how far it may be missed and still be Green.
    rule *improving*: missed by no more than 0.10 of the target Green; beyond it Amber if no worse than the same period
    last year, else (and without a comparator) Red. rule *chance*: judged is the chance of meeting the target.
    rule *thresholds*: up to ``green`` Green, up to ``amber`` Amber, else Red (higher is better: from there on).
    The miss is a share of the target for counts, percentage points for rates; if tolerance × target is below 1 for
    a count the Amber band is one event; with a target of 0 any miss is Red.
    Returns "No data" where judged is missing; "Monitor" without a target (or thresholds) or polarity.
    Raises MeasureError for a judged proportion above 1: it and its target are not on one scale.
    """
    kind = kind_of(kind)
    check_polarity(polarity)
    value, aim = exact(judged, "judged"), exact(target, "target")
    how = yardstick(rule, tolerance, same_period_last_year, green, amber, green_within)
    if rule == "chance" and polarity != "none":
        return by_chance(value) if value is not None else NO_DATA
    held = _held(kind, polarity, aim if aim is not None else how.green)
    if held is None:
        return MONITOR
    if value is None:
        return NO_DATA
    _check_scale(kind, figure=value, target=aim)
    return rated(value, held, how)


def _held(kind: Kind, polarity: str, aim: Fraction | None) -> Target | None:
    if polarity == "none" or aim is None:
        return None
    return Target.at(aim, polarity, kind)


@dataclass(frozen=True, slots=True)
class Yardstick:
    """How a value is rated against its target.

    tolerance: None means the rule's own. last_year: last year's same period. green, amber: the bounds of the rule
    *thresholds*, on the scale of the value. green_within: how far Green reaches beyond the target. is_share: whether
    the tolerance of a proportion is a share of its target and not in points.
    """

    rule: str = "tolerance"
    tolerance: Fraction | None = None
    last_year: Fraction | None = None
    green: Fraction | None = None
    amber: Fraction | None = None
    green_within: Fraction | None = None
    is_share: bool = False

    @property
    def allowed(self) -> Fraction:
        """The tolerance, given or the rule's own."""
        return RULES[self.rule].tolerance if self.tolerance is None else self.tolerance


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
    if rule not in RAG_RULES:
        raise MeasureError(f'"{rule}" is not a RAG rule. It is one of: {", ".join(RAG_RULES)}.')
    given = {"tolerance": tolerance, "green": green, "amber": amber, "green_within": green_within}
    known = {name: exact(value, name) for name, value in given.items()}
    for name, value in known.items():
        if value is not None and value < 0:
            raise MeasureError(f"{'A tolerance' if name == 'tolerance' else name} of {given[name]} is negative.")
    missing = [name for name in ("green", "amber") if known[name] is None]
    if rule == THRESHOLDS and missing:
        raise MeasureError(f"The rule thresholds needs green and amber. Enter {listed(missing)}.")
    return Yardstick(rule, last_year=exact(last_year, "same_period_last_year"), is_share=is_share, **known)


@dataclass(frozen=True, slots=True)
class Bands:
    """The bounds of Green and of Amber; beyond is Red. near: those of a miss within the tolerance.

    edge: a target that must be passed; exactly on it is Amber.
    """

    green: Bounds
    amber: Bounds
    near: Bounds
    edge: Fraction | None = None

    def state(self, value: Fraction) -> str:
        """Red, Amber or Green."""
        if value != self.edge and lies_in(value, self.green):
            return GREEN
        return AMBER if value == self.edge or lies_in(value, self.amber) else RED


def _edge(target: Target) -> Fraction | None:
    return target.bound if target.strict else None


def _by_tolerance(target: Target, how: Yardstick) -> Bands:
    """Green on target, Amber within the tolerance, which for a count is at least one event if it is above 0."""
    least = 1 if target.kind.is_whole and how.allowed > 0 else 0
    near = target.widened(how.allowed, least, is_share=how.is_share)
    if not how.green_within:
        return Bands(target.bounds, near, near, _edge(target))
    green = target.widened(how.green_within, is_share=how.is_share)
    return Bands(green, wider(near, green), near)


def _improving(target: Target, how: Yardstick) -> Bands:
    """Green within a share of the target, for rates too; beyond it Amber if no worse than the same period last year."""
    near, (low, high) = target.widened(how.allowed, is_share=True), target.bounds
    last_year = how.last_year
    if last_year is not None:
        low, high = (min(low, last_year) if low else low), (max(high, last_year) if high else high)
    return Bands(near, (low, high), near, _edge(target))


def _by_thresholds(target: Target, how: Yardstick) -> Bands:
    """Green up to ``green``, Amber up to ``amber``; if higher is better, from there upwards."""
    is_lower = target.upper is not None
    green, amber = ((None, end) if is_lower else (end, None) for end in (how.green, how.amber))
    if how.green is not None and how.amber is not None and is_on_wrong_side(how.green, how.amber, is_lower=is_lower):
        side, better = ("at least", "lower") if is_lower else ("at most", "higher")
        raise MeasureError(
            f"amber {float(how.amber):g} lies on the wrong side of green {float(how.green):g}. "
            f"Where {better} is better amber is {side} green. Swap them, or correct the polarity."
        )
    return Bands(green, amber, amber)


def is_on_wrong_side(green: Fraction, amber: Fraction, *, is_lower: bool) -> bool:
    """Whether the Amber bound comes before the Green one."""
    return amber < green if is_lower else amber > green


@dataclass(frozen=True, slots=True)
class Rule:
    """A RAG rule: its bands around a target, and its tolerance if neither plan nor *Settings* gives one."""

    bands: Callable[[Target, Yardstick], Bands]
    tolerance: Fraction


RULES = of_each_rule({  # chance judges the chance itself, ``by_chance``: these bands are those of its verdict
    "tolerance": Rule(_by_tolerance, Fraction(5, 100)),
    "improving": Rule(_improving, Fraction(10, 100)),
    "chance": Rule(_by_tolerance, Fraction(0)),
    THRESHOLDS: Rule(_by_thresholds, Fraction(0)),
})  # fmt: skip


def bands(target: Target, how: Yardstick) -> Bands:
    """The bands of a rule around a target."""
    return RULES[how.rule].bands(target, how)


def rated(value: Fraction, target: Target, how: Yardstick) -> str:
    """The RAG state of a value against its target. Raises MeasureError for a proportion above 1."""
    _check_scale(target.kind, figure=value)
    return bands(target, how).state(value)


def _check_scale(kind: Kind, **values: Fraction | None) -> None:
    """Refuses a proportion above 1, which is not on the scale of its target."""
    above = [(what, one) for what, one in values.items() if one is not None and one > 1 and kind.is_proportion]
    for what, one in above:
        raise MeasureError(f"A {what} of {number(one)} is above 1. A {kind} is a proportion: 0.62 is 62%.")


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
