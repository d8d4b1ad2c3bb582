"""The year-end verdict of a series and of its measure, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlcsp.domain.plan import Measure, Settings
from xlcsp.domain.target import lies_in
from xlcsp.measures import rating as rules
from xlcsp.measures.assess import Assessment
from xlcsp.measures.judging import missing_words
from xlcsp.measures.numbers import exact

ACHIEVED = "Target achieved"
NOT_ACHIEVED = "Target not achieved"
WITHIN_TOLERANCE = "Target not achieved (within tolerance)"
CANNOT = "Cannot be determined"
NOT_RATED = "Not rated"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict in the field's words, and why where it needs a reason."""

    words: str
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.words}: {self.reason}" if self.reason else self.words


def verdict(assessment: Assessment, settings: Settings) -> Verdict:
    """The series' verdict for the year. Meant for the fourth quarter; earlier there is none to give."""
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
    return _of_figures(assessment, settings)


def _of_milestone(assessment: Assessment) -> Verdict:
    slot = assessment.observed.current
    status = slot.milestone if slot else ""
    if status in ("Achieved", "Not achieved"):
        return Verdict(ACHIEVED if status == "Achieved" else NOT_ACHIEVED, "as stated by the lead")
    return Verdict(CANNOT, f'the lead states "{status}"' if status else missing_words(assessment.observed))


def _of_figures(assessment: Assessment, settings: Settings) -> Verdict:
    observed, demand, value = assessment.observed, assessment.requirement, assessment.judged
    provisional = "provisional" if observed.is_provisional else ""
    if demand is None:
        return Verdict(CANNOT, "no target has been set")
    if value is None:
        if assessment.has_passed:
            return Verdict(NOT_ACHIEVED, f"exceeded already; {missing_words(observed)}")
        return Verdict(CANNOT, missing_words(observed))
    if observed.current is None or observed.current.quarter.number != assessment.quarter.number:
        return Verdict(CANNOT, "the year's last figure is published later")
    if demand.is_met(value):
        return Verdict(ACHIEVED, provisional)
    series = observed.series
    rule = settings.rule_of(series)
    given = settings.tolerance_of(series)
    near = rules.bands(demand, rule, exact(given)).near
    is_near = demand.bound_for(value)[0] != 0 and lies_in(value, near)
    return Verdict(WITHIN_TOLERANCE if is_near else NOT_ACHIEVED, provisional)


def measure_verdict(measure: Measure, verdicts: Sequence[tuple[str, Verdict]]) -> Verdict:
    """The measure's verdict from those of its headline series, given with their names.

    Not achieved if any is; else undetermined if any is; else within tolerance; else achieved. Series not rated do
    not count beside rated ones.
    """
    rated = [(name, one) for name, one in verdicts if one.words != NOT_RATED]
    if not rated:
        return verdicts[0][1] if verdicts else Verdict(NOT_RATED)
    order = (NOT_ACHIEVED, CANNOT, WITHIN_TOLERANCE, ACHIEVED)
    words = next(word for word in order if any(one.words == word for _, one in rated))
    same = [(name, one.reason) for name, one in rated if one.words == words]
    several = len(measure.series) > 1 and len(rated) > 1
    reasons = dict.fromkeys(f"{name}: {why}" if several and why else (name if several else why) for name, why in same)
    return Verdict(words, "; ".join(reason for reason in reasons if reason))
