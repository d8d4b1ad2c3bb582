"""How a series is rated: what is judged, what it is held against, and why."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import MILESTONES, Settings
from xlcsp.domain.slots import HELD
from xlcsp.domain.target import Target
from xlcsp.measures import rating as rules
from xlcsp.measures.comparators import Comparators
from xlcsp.measures.numbers import QUARTERS_A_YEAR, exact, listed, shown
from xlcsp.measures.observed import Observed
from xlcsp.measures.year_end import YearEnd

EARLY = "early indication"


@dataclass(frozen=True, slots=True)
class Judging:
    """A series about to be rated."""

    observed: Observed
    settings: Settings
    quarter: Quarter
    year: Target | None
    to_date: Target | None
    comparators: Comparators
    chance: float | None = None

    @property
    def demand(self) -> Target | None:
        """What the judged value is held against."""
        return self.to_date if self.basis == "profile" else self.year

    @property
    def is_over(self) -> bool:
        """Whether the series' year is complete to its fourth quarter."""
        slot = self.observed.current
        return slot is not None and slot.quarter.number == QUARTERS_A_YEAR

    @property
    def basis(self) -> str:
        """What is judged: latest, profile, projection or chance; at year end always the actual."""
        series = self.observed.series
        if series.kind.is_latest_only:
            return "latest"
        if self.is_over:
            return "actual"
        return "chance" if self.settings.rule_of(series) == "chance" else series.judged

    @property
    def has_passed(self) -> bool:
        """Whether a lower-is-better count exceeds the year's target already, whatever the missing quarters hold."""
        demand = self.year
        if demand is None or demand.upper is None or demand.is_range or not self.observed.series.is_added_up:
            return False
        return self.observed.run.total > demand.upper

    def compared(self, projection: YearEnd, current: Fraction | None) -> tuple[Fraction | None, Fraction | None]:
        """The value that is judged and the bound it is held against."""
        if self.basis == "chance":
            return (Fraction(repr(self.chance)), rules.LIKELY) if self.chance is not None else (None, None)
        value = {"latest": current, "projection": projection.value}.get(self.basis, self.observed.to_date)
        if self.demand is None or value is None:
            return None, None
        return value, self.demand.bound_for(value)[0]

    def state(self, judged: Fraction | None, bound: Fraction | None) -> tuple[str, str]:
        """The RAG state and its reason."""
        slot = self.observed.current
        unrated = self._unrated()
        if unrated is not None:
            return unrated
        if slot is not None and self.observed.series.kind.has_status and slot.milestone:
            return MILESTONES[slot.milestone], "as stated by the lead"
        if judged is None or bound is None or self.demand is None:
            return rules.NO_DATA, missing_words(self.observed)
        early = EARLY if self.quarter.number == 1 else ""
        if self.basis == "chance":
            said = f"{shown(judged * 100)}% chance of meeting the target"
            return rules.by_chance(judged), f"{said}, {early}" if early else said
        if self.demand.strict and judged == bound:
            return rules.AMBER, "exactly on a target that is to be passed"
        return self._by_rule(judged, self.demand), early

    def rated(self, judged: Fraction | None, bound: Fraction | None) -> tuple[str, str]:
        """As ``state``; a count that exceeds the year's target already is Red, whatever is missing."""
        state, reason = self.state(judged, bound)
        if state == rules.NO_DATA and self.has_passed:
            return rules.RED, "the target is already exceeded by the quarters there are"
        return state, reason

    def _unrated(self) -> tuple[str, str] | None:
        """Closed, Monitor or Not due, with the reason; None for a series that is to be rated."""
        series = self.observed.series
        if series.is_closed(self.quarter):
            return rules.CLOSED, series.note or f"closed from {series.closed_from}"
        if series.target_rule == "monitor":
            return rules.MONITOR, "monitored, not rated"
        if series.target_rule == "to be set":
            return rules.MONITOR, series.note or "the target is still to be set"
        return None if self.observed.current else (rules.NOT_DUE, "not due yet")

    def _by_rule(self, judged: Fraction, demand: Target) -> str:
        series, rule = self.observed.series, self.settings.rule_of(self.observed.series)
        against = self.comparators
        if rule == "chance":  # the year is over: it is certain
            return rules.by_chance(Fraction(demand.is_met(judged)))
        last_year = {"latest": against.last_year_quarter, "projection": against.last_year_total}
        return rules.rated(
            judged,
            demand,
            rule=rule,
            tolerance=exact(self.settings.tolerance_of(series)),
            last_year=None if against.broken else last_year.get(self.basis, against.last_year_to_date),
        )


def missing_words(observed: Observed) -> str:
    """``no figure for Q2 and Q3 (staff change)``: what a state of No data gives as its reason."""
    gaps = observed.gaps
    without = [
        slot.quarter.short
        for slot in observed.slots
        if slot.state == HELD and observed.series.kind.is_pair and slot.denominator is None
    ]
    parts = []
    if gaps:
        reasons = "; ".join(dict.fromkeys(slot.reason.lower() for slot in gaps))
        parts.append(f"no figure for {listed(slot.quarter.short for slot in gaps)} ({reasons})")
    if without:
        parts.append(f"{listed(without)} given as a percentage without numbers")
    return "; ".join(parts) or "no data"
