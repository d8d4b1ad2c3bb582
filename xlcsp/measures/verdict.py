"""The year-end verdict of a series and of its measure, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlcsp.domain.plan import ALONE, Measure
from xlcsp.domain.target import Target, lies_in
from xlcsp.measures import rating as rules
from xlcsp.measures.assess import Assessment
from xlcsp.measures.judging import green_by, how_of, missing_words, stated

ACHIEVED = "Target achieved"
NOT_ACHIEVED = "Target not achieved"
WITHIN_TOLERANCE = "Target not achieved (within tolerance)"
CANNOT = "Cannot be determined"
NOT_RATED = "Not rated"
VERDICTS = (ACHIEVED, NOT_ACHIEVED, WITHIN_TOLERANCE, CANNOT, NOT_RATED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict in the field's words, with the reason where it needs one.

    is_provisional: whether it rests on a provisional figure.
    """

    words: str
    reason: str = ""
    is_provisional: bool = False

    @property
    def in_words(self) -> str:
        """The words; with ``(provisional)`` where they may change with the final figure."""
        if not self.is_provisional:
            return self.words
        return f"{self.words[:-1]}, provisional)" if self.words.endswith(")") else f"{self.words} (provisional)"

    @property
    def in_short(self) -> str:
        """The words, where there is little room: only what cannot be determined says why."""
        return str(self) if self.words == CANNOT else self.in_words

    def __str__(self) -> str:
        return f"{self.in_words}: {self.reason}" if self.reason else self.in_words


def verdict(assessment: Assessment) -> Verdict:
    """The series' verdict for the year, given at the fourth quarter."""
    series = assessment.observed.series
    if assessment.rag == rules.CLOSED:
        return Verdict(NOT_RATED, assessment.rag_reason)
    if series.target_rule == "monitor":
        return Verdict(NOT_RATED, "monitored only")
    if series.target_rule == "to be set":
        return Verdict(CANNOT, series.note or "no target has been set")
    if assessment.rag == rules.NOT_DUE:
        return Verdict(CANNOT, "the figure is published later")
    if series.kind.has_status:
        return _of_milestone(assessment)
    return _of_figures(assessment)


def _of_milestone(assessment: Assessment) -> Verdict:
    slot = assessment.observed.current
    status = slot.milestone if slot else ""
    if status in ("Achieved", "Not achieved"):
        return Verdict(ACHIEVED if status == "Achieved" else NOT_ACHIEVED, stated(assessment.observed))
    return Verdict(CANNOT, f'the lead states "{status}"' if status else missing_words(assessment.observed))


def _of_figures(assessment: Assessment) -> Verdict:
    observed, demand = assessment.observed, assessment.requirement
    value = assessment.judged
    if demand is None:
        return Verdict(CANNOT, "no target has been set")
    if value is None:
        if assessment.has_passed:
            return Verdict(NOT_ACHIEVED, f"exceeded already; {missing_words(observed)}")
        return Verdict(CANNOT, missing_words(observed))
    if observed.current is None or observed.current.quarter.number != assessment.quarter.number:
        return Verdict(CANNOT, "the year's last figure is published later")
    reason = assessment.rag_reason if observed.series.judged == ALONE else ""
    words = ACHIEVED if demand.is_met(value) else _missed(assessment, demand, value)
    return Verdict(words, reason, observed.is_provisional)


def _missed(assessment: Assessment, demand: Target, value: Fraction) -> str:
    """The words for a missed target beside its colour."""
    how = how_of(assessment.observed.series, assessment.settings)
    green = green_by(value, demand, how)
    if green:
        return f"{NOT_ACHIEVED} (Green: {green})"
    is_near = demand.bound_for(value)[0] != 0 and lies_in(value, rules.bands(demand, how).near)
    return WITHIN_TOLERANCE if is_near else NOT_ACHIEVED


def measure_verdict(measure: Measure, verdicts: Sequence[tuple[str, Verdict]]) -> Verdict:
    """The measure's verdict from those of its headline series, which come with their names.

    Not achieved if any is; else undetermined if any is; else within tolerance; else achieved. Series not rated do
    not count beside rated ones.
    """
    rated = [(name, own) for name, own in verdicts if own.words != NOT_RATED]
    if not rated:
        return verdicts[0][1] if verdicts else Verdict(NOT_RATED)
    words = min((own.words for _, own in rated), key=_severity)
    same = [(name, own.reason) for name, own in rated if own.words == words]
    several = len(measure.series) > 1 and len(rated) > 1
    reasons = dict.fromkeys(f"{name}: {why}" if several and why else (name if several else why) for name, why in same)
    is_provisional = words != CANNOT and any(own.is_provisional for _, own in rated)
    return Verdict(words, "; ".join(reason for reason in reasons if reason), is_provisional)


def _severity(words: str) -> int:
    """Key that sorts the worst first. A miss that is still Green is less severe than one within the tolerance."""
    order = (NOT_ACHIEVED, CANNOT, WITHIN_TOLERANCE, "", ACHIEVED)
    return order.index(words if words in order else "")
