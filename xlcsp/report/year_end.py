"""The projected year end as it is printed, wherever that is: whether there is one, and how exactly it is told."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from xlcsp.domain.kinds import Kind
from xlcsp.domain.numbers import rounded
from xlcsp.domain.target import Target
from xlcsp.measures.assess import Assessment

_FIGURES = 3  # significant ones, to which a projected amount is told
Bounds = tuple[Fraction | None, Fraction | None]


@dataclass(frozen=True, slots=True)
class Projected:
    """A year end that is printed: its value, between which numbers it is likely, and the chance of the target."""

    value: Fraction
    low: Fraction | None = None
    high: Fraction | None = None
    chance: float | None = None

    @property
    def has_range(self) -> bool:
        """Whether a range is to be told beside it."""
        return self.low is not None and self.high is not None and self.low != self.high


def projected(found: Assessment) -> Projected | None:
    """The year end that a report prints of a series, the same on every sheet and in every output.

    None where none is known, where the year is over, of what is only its latest value, and of what is only monitored.
    """
    series, end = found.observed.series, found.projection
    if end.value is None or end.is_actual or series.kind.is_latest_only or series.target_rule == "monitor":
        return None
    value, (low, high) = as_told(series.kind, end.value, (found.low, found.high), found.requirement)
    return Projected(value, low, high, found.chance)


def as_told(kind: Kind, value: Fraction, likely: Bounds, demand: Target | None) -> tuple[Fraction, Bounds]:
    """A projection and its likely range, as exact as a reader takes them.

    Amounts, such as pounds or hours, have three significant figures, and those from 100 on no decimals; but never so
    few that the projection would seem to lie on the other side of its target.
    """
    if not (kind.is_added_up and kind.takes_decimals):
        return value, likely
    step = max(len(str(int(abs(value)))) - _FIGURES, -1)
    while step >= 0 and not _is_same_side(value, _round(value, step), demand):
        step -= 1
    if step < 0:
        return value, likely
    low, high = (None if one is None else _round(one, step) for one in likely)
    return _round(value, step), (low, high)


def _round(value: Fraction, tens: int) -> Fraction:
    size = Fraction(10) ** tens
    return Fraction(rounded(value / size, 0)) * size


def _is_same_side(value: Fraction, told: Fraction, demand: Target | None) -> bool:
    return demand is None or all(
        bound is None or ((value > bound) - (value < bound)) == ((told > bound) - (told < bound))
        for bound in (demand.lower, demand.upper)
    )
