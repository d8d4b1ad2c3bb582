"""How a series is rated: what is judged, against what, and why."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xlcsp.domain.gaps import reason_in_sentence
from xlcsp.domain.numbers import percentage
from xlcsp.domain.periods import Quarter, day, quarter_of
from xlcsp.domain.plan import ACHIEVED_STATUS, ALONE, AS_SHARE, CHANCE, MILESTONES, Series, Settings
from xlcsp.domain.slots import HELD
from xlcsp.domain.target import Target, lies_in
from xlcsp.measures import rating as rules
from xlcsp.measures.numbers import QUARTERS_A_YEAR, exact, listed
from xlcsp.measures.observed import Observed
from xlcsp.measures.rag_rules import LIKELY, RULES, Bands, Wording, Yardstick, rule_of

EARLY, NOT_DUE_YET = "early indication", "not due yet"
OFF_TARGET = "off target, but"
UNKNOWN = {
    CHANCE: "too little is known of its past for a chance of meeting the target",
    "projection": "no year end can be projected",
}


@dataclass(frozen=True, slots=True)
class Part:
    """The part of the year's target that applies. share: the same part of the thresholds."""

    demand: Target | None = None
    share: Fraction = Fraction(1)


@dataclass(frozen=True)
class Judging:
    """A series ready to be rated.

    to_date, alone: the part of the target up to the end of the current quarter, and of this quarter alone. values: the
    values that may be judged, by basis; last_year: the same for last year. as_of: the day up to which the report's data
    are complete.
    """

    observed: Observed
    settings: Settings
    quarter: Quarter
    year: Target | None
    to_date: Part
    alone: Part
    values: Mapping[str, Fraction | None]
    last_year: Mapping[str, Fraction | None]
    chance: float | None = None
    as_of: date | None = None

    @functools.cached_property
    def part(self) -> Part:
        """The part of the target that the value is judged against."""
        is_level = self.basis == "latest" and not self.observed.series.kind.is_cumulative
        if self.basis == "profile" or is_level:
            return self.to_date
        return self.alone if self.basis == ALONE else Part(self.year)

    @property
    def demand(self) -> Target | None:
        """The target of that part."""
        return self.part.demand

    @property
    def is_over(self) -> bool:
        """Whether the series' year is complete to its fourth quarter."""
        slot = self.observed.current
        return slot is not None and slot.quarter.number == QUARTERS_A_YEAR

    @functools.cached_property
    def basis(self) -> str:
        """What is judged: latest, profile, quarter, rolling 12, projection or chance; at year end always the actual."""
        series = self.observed.series
        if series.kind.is_latest_only:
            return "latest"
        if self.is_over:
            return "actual"
        return CHANCE if rule_of(series, self.settings) == CHANCE else series.judged

    @property
    def how(self) -> Yardstick:
        """The rule by which it is rated, with its tolerance and thresholds."""
        return how_of(self.observed.series, self.settings, self.part.share, self.last_year.get(self.basis))

    @functools.cached_property
    def bands(self) -> Bands | None:
        """The Green and Amber bands; None without a target."""
        return rules.bands(self.demand, self.how) if self.demand is not None else None

    @property
    def has_passed(self) -> bool:
        """Whether a lower-is-better count already exceeds the year's target, whatever the missing quarters bring."""
        demand = self.year
        if demand is None or demand.upper is None or demand.is_range or not self.observed.series.kind.is_added_up:
            return False
        return self.observed.run.total > demand.upper

    def compared(self) -> tuple[Fraction | None, Fraction | None]:
        """The judged value and the bound that it is compared with."""
        if self.basis == CHANCE:
            return (Fraction(repr(self.chance)), LIKELY) if self.chance is not None else (None, None)
        value = self.values.get(self.basis, self.observed.to_date)
        if self.demand is None or value is None:
            return None, None
        return value, self.demand.bound_for(value)[0]

    def state(self, judged: Fraction | None, bound: Fraction | None) -> tuple[str, str]:
        """The RAG state and its reason."""
        unrated = self._unrated()
        if unrated is None:
            return self._of_current(judged, bound)
        last, slot = self._of_current(judged, bound)[0], self.observed.current
        if unrated[0] == rules.NOT_DUE and slot is not None and last in rules.RATED:
            return rules.NOT_DUE, f"{last} at {slot.quarter.short}"  # as the figure is rated that is still shown
        return unrated

    def _of_current(self, judged: Fraction | None, bound: Fraction | None) -> tuple[str, str]:
        """The state of the last due quarter, and its reason."""
        slot = self.observed.current
        if slot is not None and self.observed.series.kind.has_status and slot.milestone:
            return self._of_milestone(slot.milestone)
        if judged is None or bound is None or self.demand is None:
            return rules.NO_DATA, self._unknown() or missing_words(self.observed)
        early = EARLY if slot is not None and slot.quarter.number == 1 else ""
        if self.basis == CHANCE:
            words = f"{percentage(judged)} chance of meeting the target"
            return rules.by_chance(judged), f"{words}, {early}" if early else words
        if self.bands is not None and judged == self.bands.edge:
            return rules.AMBER, "exactly on a target that is to be passed"
        state = self._by_rule(judged, self.demand)
        off = "" if self.is_over else green_by(judged, self.demand, self.how)  # at year end the verdict says it
        notes = (f"{OFF_TARGET} {off}" if off else "", early)
        return state, ", ".join(filter(None, notes)) or self._of_last_quarter(state)

    def _unknown(self) -> str:
        """Why nothing is judged although the year to date is known; empty otherwise."""
        if self.basis not in UNKNOWN or self.observed.to_date is None:
            return ""
        if not self.observed.has_year_end(self.quarter):
            return f"closed from {self.observed.series.closed_from}, so that no year end is projected"
        return UNKNOWN[self.basis]

    def _of_last_quarter(self, state: str) -> str:
        """At year end, for a series judged quarter by quarter: how the fourth quarter alone differs from the year."""
        value, demand = self.values.get(ALONE), self.alone.demand
        series, slot = self.observed.series, self.observed.current
        covered = series.quarters_in(slot.quarter.number) if slot is not None else QUARTERS_A_YEAR
        is_whole = covered == QUARTERS_A_YEAR  # an annual figure
        if series.judged != ALONE or not self.is_over or is_whole or value is None or demand is None:
            return ""
        how = how_of(series, self.settings, self.alone.share, self.last_year.get(ALONE))
        alone = rules.rated(value, demand, how) if how.rule != CHANCE else state
        part = "fourth quarter" if covered == 1 else "second half-year"
        return f"the {part} alone is {alone}" if alone != state else ""

    def _of_milestone(self, status: str) -> tuple[str, str]:
        """The RAG that the lead's status gives; Red if it was due before the report's data end and is not achieved."""
        due, as_of = self.observed.series.due, self.as_of or self.quarter.last_day
        if due is not None and due < as_of and status != ACHIEVED_STATUS:
            return rules.RED, f"due {day(due)}, not achieved: {status.lower()}"
        return MILESTONES[status], stated(self.observed)

    def rated(self, judged: Fraction | None, bound: Fraction | None) -> tuple[str, str]:
        """As ``state``, but a count that already exceeds the year's target is Red whatever is missing."""
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
        slot = self.observed.current
        is_due = slot is not None and (slot.quarter == self.quarter or series.figure_quarter(self.quarter) is not None)
        return None if is_due else (rules.NOT_DUE, NOT_DUE_YET)

    def _by_rule(self, judged: Fraction, demand: Target) -> str:
        if self.how.rule == CHANCE:  # the year is over, so the outcome is certain
            return rules.by_chance(Fraction(demand.is_met(judged)))
        return rules.rated(judged, demand, self.how)


def green_by(value: Fraction, demand: Target, how: Yardstick) -> str:
    """By what a figure that misses its target is Green: ``within 10%``; empty if it is on target, or not Green."""
    bands = rules.bands(demand, how)
    if demand.is_met(value) or value == bands.edge or not lies_in(value, bands.green):
        return ""
    side = "at most" if demand.bound_for(value)[1] == "lower" else "at least"
    return RULES[how.rule].green(how, Wording(side, demand.kind.is_proportion, demand.kind.text))


def how_of(
    series: Series, settings: Settings, share: Fraction = Fraction(1), last_year: Fraction | None = None
) -> Yardstick:
    """How the series is rated. share: the part of the year's thresholds that applies."""
    green, amber = (None if edge is None else Fraction(edge) * share for edge in (series.green, series.amber))
    return Yardstick(
        rule_of(series, settings),
        tolerance=exact(settings.tolerance_of(series)),
        last_year=last_year,
        green=green,
        amber=amber,
        green_within=exact(series.green_within),
        is_share=settings.rate_tolerance == AS_SHARE,
    )


def stated(observed: Observed, upto: int = QUARTERS_A_YEAR) -> str:
    """``as stated by the lead``; of a milestone that was achieved late, after which date and in which quarter."""
    due, by_lead = observed.series.due, "as stated by the lead"
    known = observed.slots[:upto]
    first = next((slot for slot in known if slot.milestone == ACHIEVED_STATUS), None)
    if due is None or first is None or first.quarter <= quarter_of(due):
        return by_lead
    was_open = any(slot.milestone and quarter_of(due) <= slot.quarter < first.quarter for slot in known)
    return f"{by_lead}; achieved in {first.quarter.short}, after its date of {day(due)}" if was_open else by_lead


def shares_alone(observed: Observed, upto: int) -> list[str]:
    """The quarters up to that one of which only a percentage is known, which is added up from n and m."""
    return [
        slot.quarter.short
        for slot in observed.slots[:upto]
        if slot.state == HELD and observed.series.kind.is_pair and slot.denominator is None
    ]


def missing_words(observed: Observed, upto: int = QUARTERS_A_YEAR, *, with_reasons: bool = True) -> str:
    """``no figure for Q2 and Q3 (staff change)``: the reason for a state of No data.

    upto: the last quarter that counts.
    """
    gaps = [slot for slot in observed.gaps if slot.quarter.number <= upto]
    without = shares_alone(observed, upto)
    parts = []
    if gaps:
        reasons = "; ".join(dict.fromkeys(reason_in_sentence(slot.reason) for slot in gaps))
        why = f" ({reasons})" if with_reasons else ""
        what = "status" if observed.series.kind.has_status else "figure"
        parts.append(f"no {what} for {listed(slot.quarter.short for slot in gaps)}{why}")
    if without:
        parts.append(f"only the percentage is known for {listed(without)}, not how many out of how many")
    return "; ".join(parts) or "no data"
