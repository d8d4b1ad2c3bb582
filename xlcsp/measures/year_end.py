"""A projected year end, exactly: its value, its interval, and the chance of meeting a target."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from xlcsp.domain.slots import Run
from xlcsp.domain.target import Target
from xlcsp.measures.outlook import STEADY, CountOutlook, Outlook

NO_RANGE = "no likely range: too little is known of its past"
LEVEL = 0.8  # of the prediction interval, which contains the year end in four years of five


@dataclass(frozen=True, slots=True)
class YearEnd:
    """As Projection, with the value as an exact fraction; is_actual when the year is complete.

    outlook: how certain it is; None if that is not stated. per: one event in units of the value (for a rate per
    population 1,000 ÷ population, for an amount the unit in which it is projected), so that outlooks count events.
    """

    value: Fraction | None
    method: str
    why: str
    is_actual: bool = False
    outlook: Outlook | None = None
    per: Fraction = Fraction(1)

    def interval(self, level: float = LEVEL) -> tuple[Fraction | None, Fraction | None]:
        """The prediction interval; the actual twice when the year is complete, None if there is none."""
        if self.is_actual or self.outlook is None or self.value is None:
            value = self.value if self.is_actual else None
            return value, value
        low, high = (Fraction(repr(limit)) for limit in self.outlook.interval(level))
        events = self.value / self.per
        if isinstance(self.outlook, CountOutlook) and self.outlook.is_whole:
            low, high = min(low, Fraction(math.floor(events))), max(high, Fraction(math.ceil(events)))
            return low * self.per, high * self.per
        return min(low, events) * self.per, max(high, events) * self.per

    def chance(self, target: Fraction, polarity: str) -> float | None:
        """The chance of ending on the right side of the target: exactly 0 or 1 when the year is complete."""
        if self.value is None or (self.outlook is None and not self.is_actual):
            return None
        if self.is_actual or self.outlook is None:
            return float(self.value >= target if polarity == "higher" else self.value <= target)
        bound = target / self.per
        events = float(bound)
        return self.outlook.at_least(events) if polarity == "higher" else self.outlook.at_most(events)

    def chance_of(self, target: Target | None) -> float | None:
        """The chance that the year end meets the target; exactly 0 or 1 when the year is over."""
        if target is None or self.value is None:
            return None
        if self.is_actual:
            return float(target.is_met(self.value))
        below = self.chance(target.upper, "lower") if target.upper is not None else 1.0
        above = self.chance(target.lower, "higher") if target.lower is not None else 1.0
        return round(max(below + above - 1, 0.0), STEADY) if below is not None and above is not None else None


def no_figures(run: Run) -> str:
    """Why no year end can be projected; empty if one can."""
    if not run.has_figures:
        return "no data"
    return f"{run.text}: a missing quarter is not a zero" if run.gaps else ""
