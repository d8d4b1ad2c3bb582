"""What the plan demands of a series, and whether a value meets it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction

from xlcsp.domain.plan import Series, change_on_baseline
from xlcsp.errors import MeasureError
from xlcsp.measures import rating as rules
from xlcsp.measures.numbers import exact, number
from xlcsp.measures.outlook import STEADY
from xlcsp.measures.year_end import YearEnd

_WORDS = re.compile(r"(?:(below|above) )?(\d+(?:\.\d+)?)(%?)(?: to (\d+(?:\.\d+)?)(%?))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Requirement:
    """A year's target as a bound, exactly.

    lower, upper: what the value must be at least and at most; None where there is no such bound.
    strict: whether the bound itself misses (``below`` and ``above`` of a rate).
    """

    lower: Fraction | None = None
    upper: Fraction | None = None
    strict: bool = False

    @property
    def bound(self) -> Fraction | None:
        """The one bound, or of a range the upper."""
        return self.upper if self.upper is not None else self.lower

    @property
    def is_range(self) -> bool:
        """Whether both bounds apply."""
        return self.lower is not None and self.upper is not None

    def bound_for(self, value: Fraction) -> tuple[Fraction, str]:
        """The bound that decides for this value, and its polarity."""
        if self.upper is None or (self.lower is not None and value < self.lower):
            return self.lower or Fraction(0), "higher"
        return self.upper, "lower"

    def is_met(self, value: Fraction) -> bool:
        """Whether the value meets the target."""
        bound, polarity = self.bound_for(value)
        missed = rules.miss(value, bound, polarity)
        return missed < 0 or (missed == 0 and not self.strict)

    def scaled(self, share: Fraction) -> Requirement:
        """The part of the target that falls to a part of the year."""
        lower = self.lower * share if self.lower is not None else None
        return Requirement(lower, self.upper * share if self.upper is not None else None, self.strict)


def chance_of(end: YearEnd, demand: Requirement | None) -> float | None:
    """The chance that the year ends as demanded; exactly 0 or 1 when it is over."""
    if demand is None or end.value is None:
        return None
    if end.is_actual:
        return float(demand.is_met(end.value))
    below = end.chance(demand.upper, "lower") if demand.upper is not None else 1.0
    above = end.chance(demand.lower, "higher") if demand.lower is not None else 1.0
    return round(max(below + above - 1, 0.0), STEADY) if below is not None and above is not None else None


def requirement(series: Series, to_date: Fraction | None = None) -> Requirement | None:
    """The series' target; None where it has none (monitor, to be set, milestone). to_date: a cumulative one instead.

    For counts ``below T`` is at most the whole number before T, ``above T`` at least the one after.
    """
    if series.target is None or series.target_rule in ("monitor", "to be set") or series.kind.has_status:
        return None
    target, rule = to_date if to_date is not None else Fraction(series.target), series.target_rule
    if rule == "% change on baseline" and series.baseline is not None:
        bound = to_date if to_date is not None else change_on_baseline(series.baseline, series.target)
        return Requirement(lower=bound) if series.polarity == "higher" else Requirement(upper=bound)
    if rule == "between" and series.target_upper is not None:
        return Requirement(target, Fraction(series.target_upper))
    is_whole = series.kind.is_whole
    if rule in ("at most", "below"):
        bound = Fraction(math.ceil(target) - 1) if rule == "below" and is_whole else target
        return Requirement(upper=bound, strict=rule == "below" and not is_whole)
    bound = Fraction(math.floor(target) + 1) if rule == "above" and is_whole else target
    return Requirement(lower=bound, strict=rule == "above" and not is_whole)


def target_cell(demand: Requirement, *, as_percentage: bool = False) -> int | float | str:
    """The target as it stands in a cell: a number; ``10 to 20``; of a rate that must be passed ``above 62%``."""
    if demand.lower is not None and demand.upper is not None:
        return f"{_text(demand.lower, as_percentage)} to {_text(demand.upper, as_percentage)}"
    bound = demand.bound or Fraction(0)
    if demand.strict:
        return f"{'below' if demand.upper is not None else 'above'} {_text(bound, as_percentage)}"
    return number(bound) or 0


def _text(bound: Fraction, as_percentage: bool) -> str:  # noqa: FBT001
    return f"{number(bound * 100)}%" if as_percentage else f"{number(bound)}"


def read_target(value: object, polarity: str) -> Requirement | None:
    """The requirement that a target's cell states, as ``target_cell`` writes it; None for a missing one.

    A plain number is what the value must be at most (polarity lower) or at least (higher). ``62%`` is 0.62.
    Raises MeasureError for other text.
    """
    if not isinstance(value, str):
        bound = exact(value, "target")
        if bound is None:
            return None
        return Requirement(lower=bound) if polarity == "higher" else Requirement(upper=bound)
    found = _WORDS.fullmatch(value.strip())
    if found is None or (found[1] and found[4]):
        raise MeasureError(f'target "{value}" is not a number. Enter one, or a range such as 10 to 20.')
    first = Fraction(found[2]) / (100 if found[3] else 1)
    if found[4]:
        return Requirement(first, Fraction(found[4]) / (100 if found[5] else 1))
    word = (found[1] or "").lower()
    if word == "above" or (not word and polarity == "higher"):
        return Requirement(lower=first, strict=bool(word))
    return Requirement(upper=first, strict=bool(word))
