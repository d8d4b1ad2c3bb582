"""A quarter's figure as it is printed in tables: with its marks, or the reason why there is none; their key."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from xlcsp.domain.plan import ACHIEVED_STATUS, FREQUENCIES
from xlcsp.domain.slots import CLOSED, CONTAINED, GAP, HELD, NOT_BEGUN, NOT_DUE, Slot
from xlcsp.domain.wording import in_sentence
from xlcsp.measures.comparators import value_of
from xlcsp.measures.marks import MISSING, SPANNED
from xlcsp.measures.numbers import QUARTERS_A_YEAR
from xlcsp.measures.observed import CORRECTED_MARK, Observed
from xlcsp.report.model import SeriesReport, ThemeReport

_STATES = {GAP: MISSING, CONTAINED: SPANNED, NOT_DUE: "Not due", NOT_BEGUN: "Not begun", CLOSED: "Closed"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure as it is printed. value: the number; None where there is none or the figure carries a mark.

    places: its decimals, where they are more than usual.
    """

    text: str
    value: Fraction | None = None
    places: int = 0


def figure_of(line: SeriesReport, number: int, decimals: int | None = None) -> Entry:
    """The figure of quarter ``number``. decimals: where they are not the settings'."""
    observed = line.assessment.observed
    slot = observed.slots[number - 1]
    if slot.state is not HELD:
        return Entry(achieved_before(observed, slot) or _STATES[slot.state])
    value = value_of(observed, slot)
    text = slot.milestone if value is None else line.series.text(value, decimals)
    return Entry(" ".join([text or MISSING, *slot.marks]), None if slot.marks else value)


def not_asked_words(line: SeriesReport, slot: Slot) -> str:
    """Why a quarter has no figure although none is missing: ``closed since 2014/15 Q3``; empty for other quarters."""
    series, comes_with = line.series, slot.quarter.plus(line.series.lag_quarters)
    is_to_come = slot.quarter.number in FREQUENCIES[series.frequency]
    later = (
        f"not due yet: it comes with the return of {comes_with}" if is_to_come else f"none due in {slot.quarter.short}"
    )
    return {
        CLOSED: f"closed since {series.closed_from}",
        NOT_BEGUN: f"not begun: its figures start with {series.begins}",
        NOT_DUE: in_sentence(achieved_before(line.assessment.observed, slot)) or later,
    }.get(slot.state, "")


def achieved_before(observed: Observed, slot: Slot) -> str:
    """``Achieved (Q3)`` for a quarter after the one in which a milestone was achieved; it is not asked for again."""
    last = observed.current
    if last is None or last.milestone != ACHIEVED_STATUS or slot.state != NOT_DUE or slot.quarter <= last.quarter:
        return ""
    return f"{ACHIEVED_STATUS} ({last.quarter.short})"


MEASURE_SHARE = {1: 0.4, 2: 0.28, 3: 0.22, QUARTERS_A_YEAR: 0.2}
"""The share of the column with measure, target, source and benchmarks in the room that it has with the quarters.

By the number of quarters; those with which themes are lowest.
"""
_MARKS = (
    "[x] no figure   [s] contained in the next figure   [r] revised   [p] provisional   "
    "[e] estimated from a year to date   [b] break in recording"
)


def key_of(theme: ThemeReport) -> str:
    """The marks below a theme's measures; that of a correction only where one of its figures has it."""
    slots = (slot for measure in theme.measures for line in measure.series for slot in line.slots)
    is_corrected = any(CORRECTED_MARK in slot.marks for slot in slots)
    return f"{_MARKS}   {CORRECTED_MARK} on the sheet Corrections" if is_corrected else _MARKS
