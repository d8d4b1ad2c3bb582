"""Targets: whether a value meets one, and how far it misses."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from xlcsp.domain.kinds import Kind
from xlcsp.domain.numbers import rounded
from xlcsp.domain.plan import POLARITIES, Series
from xlcsp.errors import MeasureError

NO_BOUND = ("monitor", "to be set")  # rules without a target
Bounds = tuple[Fraction | None, Fraction | None]  # both ends included; None if there is no bound on that side


def check_polarity(polarity: str) -> None:
    """Raises MeasureError unless it is lower or higher."""
    if polarity not in POLARITIES:
        raise MeasureError(f'"{polarity}" is not a polarity. It is one of: {", ".join(POLARITIES)}.')


@dataclass(frozen=True, slots=True)
class Target:
    """A target as bounds, exactly.

    lower, upper: the value must be at least and at most this; None if there is no such bound. strict: whether the bound
    itself misses (``below`` and ``above`` of a rate).
    """

    kind: Kind
    lower: Fraction | None = None
    upper: Fraction | None = None
    strict: bool = False

    @classmethod
    def at(cls, bound: Fraction, polarity: str, kind: Kind) -> Target:
        """The target to reach ``bound`` (higher is better) or not to exceed it (lower is better)."""
        return cls(kind, lower=bound) if polarity == "higher" else cls(kind, upper=bound)

    @property
    def bound(self) -> Fraction | None:
        """The single bound, or the upper one of a range."""
        return self.upper if self.upper is not None else self.lower

    @property
    def is_range(self) -> bool:
        """Whether both bounds apply."""
        return self.lower is not None and self.upper is not None

    @property
    def bounds(self) -> Bounds:
        """The lower and the upper bound."""
        return self.lower, self.upper

    def bound_for(self, value: Fraction) -> tuple[Fraction, str]:
        """The bound that this value is judged by, and its polarity."""
        if self.upper is None or (self.lower is not None and value < self.lower):
            return self.lower or Fraction(0), "higher"
        return self.upper, "lower"

    def missed_by(self, value: Fraction) -> Fraction:
        """How far the value is on the wrong side of the target; 0 or less means on target."""
        bound, polarity = self.bound_for(value)
        return bound - value if polarity == "higher" else value - bound

    def is_met(self, value: Fraction) -> bool:
        """Whether the value meets the target."""
        missed = self.missed_by(value)
        return missed < 0 or (missed == 0 and not self.strict)

    def scaled(self, share: Fraction) -> Target:
        """The share of the target that is due by part of the year."""
        lower, upper = (None if end is None else end * share for end in self.bounds)
        return Target(self.kind, lower, upper, self.strict)

    def in_whole(self) -> Target:
        """The target as printed: if it is for whole events, rounded to the last whole number that meets it."""
        if not self.kind.is_whole:
            return self
        lower = None if self.lower is None else Fraction(math.ceil(self.lower))
        upper = None if self.upper is None else Fraction(math.floor(self.upper))
        return Target(self.kind, lower, upper, self.strict)

    def widened(self, tolerance: Fraction, least: int = 0, *, is_share: bool = False) -> Bounds:
        """The bounds moved outwards by a share of each, or by points for a proportion; by ``least`` or more.

        A bound of 0 is not moved: a target of 0 has no tolerance. is_share: move proportions by a share as well.
        """

        def margin(end: Fraction) -> Fraction:
            by_points = self.kind.is_proportion and not is_share
            return tolerance if by_points else max(tolerance * abs(end), Fraction(least))

        low, high = self.bounds
        return (low - margin(low) if low else low, high + margin(high) if high else high)


def wider(first: Bounds, other: Bounds) -> Bounds:
    """The bounds that include both."""
    (low, high), (other_low, other_high) = first, other
    return (
        None if low is None or other_low is None else min(low, other_low),
        None if high is None or other_high is None else max(high, other_high),
    )


def lies_in(value: Fraction, ends: Bounds) -> bool:
    """Whether the value lies within the bounds."""
    low, high = ends
    return (low is None or value >= low) and (high is None or value <= high)


def target_by(
    kind: Kind,
    polarity: str,
    rule: str,
    value: Fraction | None,
    upper: Fraction | None = None,
    baseline: Fraction | None = None,
) -> Target | None:
    """The target that the plan's rule and value define; None if they define none.

    value: with ``between`` the lower bound, with ``% change on baseline`` the change (−0.05).
    For counts ``below T`` is at most the whole number before T, ``above T`` at least the one after.
    """
    if value is None or rule in NO_BOUND or kind.has_status:
        return None
    if rule == "% change on baseline":
        if baseline is None:
            return None
        bound = baseline * (1 + value)
        bound = Fraction(int(rounded(bound, 0))) if kind.is_whole else bound  # as printed: 25 less 25% is 19
        return Target.at(bound, polarity, kind)
    if rule == "between":
        return Target(kind, value, upper)
    is_passed = rule in ("below", "above")
    strict = is_passed and not kind.is_whole
    if rule in ("at most", "below"):
        bound = Fraction(math.ceil(value) - 1) if is_passed and kind.is_whole else value
        return Target(kind, upper=bound, strict=strict)
    bound = Fraction(math.floor(value) + 1) if is_passed and kind.is_whole else value
    return Target(kind, lower=bound, strict=strict)


def target_of(series: Series, to_date: Fraction | None = None) -> Target | None:
    """The series' target; None where it has none (monitor, to be set, milestone). to_date: a cumulative one instead."""
    rule, value = series.target_rule, to_date
    if series.target is None or rule in NO_BOUND:
        return None
    if to_date is None:
        value = Fraction(series.target)
    elif rule == "% change on baseline":
        rule = "at least" if series.polarity == "higher" else "at most"
    upper, baseline = (None if end is None else Fraction(end) for end in (series.target_upper, series.baseline))
    return target_by(series.kind, series.polarity, rule, value, upper, baseline)
