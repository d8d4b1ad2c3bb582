"""Last year's outturn of a series that comes late, which last year's report could not give yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xlcsp.domain.figures import Figure
from xlcsp.domain.gaps import reason_in_sentence
from xlcsp.domain.numbers import is_money
from xlcsp.domain.periods import QUARTERS, Quarter
from xlcsp.domain.plan import Series
from xlcsp.domain.slots import HELD, NOT_DUE, Slot
from xlcsp.domain.years import YearOfFigures
from xlcsp.measures.assess import Assessment, assess
from xlcsp.measures.numbers import listed, number
from xlcsp.measures.rating import MONITOR
from xlcsp.measures.verdict import Verdict, verdict
from xlcsp.planbook import Master
from xlcsp.report.narrative import target_text
from xlcsp.returns.collect import Collection
from xlcsp.returns.late import is_late, last_year, year_in_history

_TARGET = "Target "


@dataclass(frozen=True, slots=True)
class Outturn:
    """The year before, as known now. late: those of its quarters that are due this year.

    verdict: None while a figure is still to come. held_against: the target of that year, in words.
    """

    assessment: Assessment
    late: tuple[Slot, ...]
    verdict: Verdict | None
    held_against: str

    @property
    def title(self) -> str:
        """``2025/26 outturn``; while a figure is still to come ``2025/26 so far``."""
        return f"{self.assessment.quarter.year} {'outturn' if self.verdict else 'so far'}"

    @property
    def value(self) -> str:
        """The year's total or last value as text; if quarters are missing, those that there are."""
        assessment = self.assessment
        if assessment.to_date is None:
            return assessment.to_date_text or "No data"
        return assessment.observed.series.text(assessment.to_date)

    @property
    def _unit(self) -> str:
        """The words that stand after the value: `` offences``, `` per 100,000``."""
        series = self.assessment.observed.series
        if self.assessment.to_date is None or series.is_proportion:
            return ""
        unit = f"per {series.kind.per:,}" if series.kind.is_per_population else series.unit
        return unit[1:] if is_money(unit) else f" {unit}".rstrip()

    @property
    def text(self) -> str:
        """For example ``401 offences (Q4: 100). Target at most 400 offences: not achieved.``."""
        series, unit = self.assessment.observed.series, self._unit
        came = [_shown(slot, series) for slot in self.late]
        late = listed([f"{slot.quarter.short}: {figure}" for slot, figure in zip(self.late, came, strict=True)])
        is_whole = self.verdict is not None and came == [self.value]  # such as an annual figure
        first = f"{self.value}{unit}." if is_whole else f"{self.value}{unit} ({late})."
        if self.verdict is None:
            coming = [slot.quarter for slot in self.assessment.observed.slots if slot.state == NOT_DUE]
            when = [f"{quarter.short} with the return of {quarter.plus(series.lag_quarters)}" for quarter in coming]
            return f"{first} Still to come: {listed(when)}."
        if self.assessment.rag == MONITOR and not self.held_against:
            return first
        if not self.held_against:
            return f"{first} {self.verdict}."
        short = str(self.verdict).removeprefix(_TARGET)  # the target itself stands before it
        return f"{first} {self.held_against}{'.' if short == str(self.verdict) else ':'} {short}."

    @property
    def commentary(self) -> str:
        """The provider's commentary on the late figures: ``Police: Fewer came in spring.``; may be empty."""
        words = " ".join(slot.commentary for slot in self.late if slot.commentary)
        return f"{self.assessment.observed.series.provider}: {words}" if words else ""

    def as_dict(self) -> dict[str, Any]:
        """As ``report --json`` has it."""
        observed = self.assessment.observed
        return {
            "year": self.assessment.quarter.year,
            "quarters": [number(slot.value) if slot.state == HELD else None for slot in observed.slots],
            "denominators": [number(slot.denominator) if slot.state == HELD else None for slot in observed.slots],
            "late": [slot.quarter.short for slot in self.late],
            "value": number(self.assessment.to_date),
            "target": self.held_against.removeprefix(_TARGET) or None,
            "verdict": self.verdict.words if self.verdict else None,
            "reason": self.verdict.reason or None if self.verdict else None,
            "text": f"{self.title}: {self.text}",
        }


def outturn_of(series: Series, master: Master, collection: Collection) -> Outturn | None:
    """The outturn of the year before, where this year's returns complete it; otherwise None.

    master: its *History* must already hold the late figures.
    """
    upto = collection.quarter
    year = year_in_history(master.history, series, upto.start - 1) if series.lag_quarters else None
    if year is None:
        return None
    figures = collection.figures.get(series.id, {})
    quarters = [Quarter(year.start, place) for place in QUARTERS]
    asked = [quarter for quarter in quarters if series.is_late(quarter) and quarter.plus(series.lag_quarters) <= upto]
    if not any(quarter in figures and _is_of_this_year(figures[quarter], year) for quarter in asked):
        return None
    observed = last_year(series, year, figures, collection.revised(series.id), upto)
    earlier = [before for before in master.history[series.id] if before.start < year.start]
    assessment = assess(observed, earlier, master.settings, quarters[-1])
    is_whole = not any(series.is_late(slot.quarter) and slot.state == NOT_DUE for slot in observed.slots)
    return Outturn(
        assessment=assessment,
        late=tuple(slot for slot in observed.slots if slot.quarter in asked),
        verdict=verdict(assessment) if is_whole else None,
        held_against=_target(observed.series),
    )


def _is_of_this_year(figure: Figure, year: YearOfFigures) -> bool:
    """Whether the figure comes, or should have come, from a return of this year."""
    return is_late(figure, year) or not figure.source.file


def _target(series: Series) -> str:
    return f"{_TARGET}{target_text(series)}" if series.target is not None else ""


def _shown(slot: Slot, series: Series) -> str:
    if slot.state != HELD:
        return f"no figure, {reason_in_sentence(slot.reason)}"
    value = slot.proportion(series.kind)
    if value is None or series.kind.is_per_population:
        return slot.figure.in_words(series.kind, series.unit) if slot.figure else ""
    return series.text(value)
