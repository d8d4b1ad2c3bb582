"""A series' year so far: each quarter a figure, a gap, part of a later year to date, not due, or closed."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from xlcsp.domain.figures import MISSING as NO_FIGURE
from xlcsp.domain.figures import PROVISIONAL, Figure
from xlcsp.domain.kinds import Kind
from xlcsp.domain.periods import QUARTERS_A_YEAR, Quarter
from xlcsp.domain.plan import ACHIEVED_STATUS, Series
from xlcsp.domain.slots import CLOSED, CONTAINED, GAP, HELD, NOT_BEGUN, NOT_DUE, Entry, Run, Slot, Year
from xlcsp.measures.year_to_date import exact_year_to_date

REVISED_MARK, PROVISIONAL_MARK, ESTIMATED_MARK, CORRECTED_MARK = "[r]", "[p]", "[e]", "[corrected]"


@dataclass(frozen=True)
class Observed:
    """The four quarters of a series' year, and what follows from them."""

    series: Series
    slots: tuple[Slot, Slot, Slot, Slot]

    @functools.cached_property
    def due(self) -> tuple[Slot, ...]:
        """The quarters that are due: with a figure, missing, or contained in a later one."""
        return tuple(slot for slot in self.slots if slot.state in (HELD, GAP, CONTAINED))

    @property
    def current(self) -> Slot | None:
        """The last due quarter."""
        return self.due[-1] if self.due else None

    @property
    def gaps(self) -> tuple[Slot, ...]:
        """The due quarters without a figure."""
        return tuple(slot for slot in self.slots if slot.state == GAP)

    @property
    def numerators(self) -> tuple[Entry, ...]:
        """The numerator of each quarter, or why there is none."""
        return tuple(self._entry(slot, slot.value) for slot in self.slots)

    @property
    def denominators(self) -> tuple[Entry, ...]:
        """The denominator of each quarter, or the residents."""
        return tuple(self._entry(slot, slot.denominator) for slot in self.slots)

    @functools.cached_property
    def year(self) -> Year:
        """The year as the measures use it."""
        return self.upto(QUARTERS_A_YEAR)

    def upto(self, number: int) -> Year:
        """The year as it was known at the end of quarter ``number``."""
        kind = self.series.kind
        return Year.of(kind, Run.of(self.numerators[:number]), Run.of(self.denominators[:number]))

    @property
    def run(self) -> Run:
        """The run of quarters that count."""
        return self.year.run

    @property
    def to_date(self) -> Fraction | None:
        """The year to date; None while a due quarter is missing, without data, and for a milestone."""
        return None if self.series.kind.has_status else exact_year_to_date(self.year)

    def has_year_end(self, quarter: Quarter) -> bool:
        """Whether, seen from that quarter, its year has an end that can be projected: it does not close before."""
        return self.slots[-1].state != CLOSED and not self.series.is_closed(quarter)

    @property
    def is_part_of_year(self) -> bool:
        """Whether it began in the year and grows over it, so that its total is not that of a whole year."""
        return self.series.kind.is_cumulative and self.run.before > 0

    @property
    def is_provisional(self) -> bool:
        """Whether a figure that counts is provisional; of a latest value, only the last quarter counts."""
        counted = [self.current] if self.series.kind.is_latest_only else self.slots
        return any(slot is not None and PROVISIONAL_MARK in slot.marks for slot in counted)

    def span(self, number: int) -> str:
        """The quarters that the figure of quarter ``number`` is of: ``Q3``; ``Q2 to Q3`` where it covers Q2 too."""
        first = number
        while first > 1 and self._is_covered(self.slots[first - 2]):
            first -= 1
        return f"Q{first} to Q{number}" if first < number else f"Q{number}"

    @property
    def year_span(self) -> str:
        """The quarters that the year's value is of: ``Q1 to Q3``, a latest value's own; empty before any is due."""
        if self.current is None:
            return ""
        number = self.current.quarter.number
        first = self.run.before + 1
        if self.series.kind.is_latest_only or first == number:
            return f"Q{number}"
        return f"Q{first} to Q{number}"

    def _is_covered(self, slot: Slot) -> bool:
        """Whether the figure after it covers the quarter as well."""
        return slot.state == CONTAINED or (slot.state != NOT_BEGUN and not self.series.is_asked(slot.quarter))

    def _entry(self, slot: Slot, value: Fraction | None) -> Entry:
        if slot.state == CONTAINED or (slot.state == NOT_DUE and self.is_part_of_later(slot)):
            return CONTAINED
        if slot.state == GAP or (self.series.kind.is_pair and slot.state == HELD and slot.denominator is None):
            return GAP
        if slot.state == NOT_BEGUN:
            return NOT_BEGUN
        return NOT_DUE if value is None else value

    def is_part_of_later(self, slot: Slot) -> bool:
        """Whether the plan asks for no figure, because that of the half or whole year covers the quarter."""
        later = next(
            (after for after in self.slots[slot.quarter.number :] if self.series.is_asked(after.quarter)), None
        )
        return not self.series.is_asked(slot.quarter) and later is not None and later.state in (HELD, GAP)


def observe(
    series: Series,
    figures: Mapping[Quarter, Figure],
    revised: frozenset[Quarter],
    upto: Quarter,
    returned_by: Quarter | None = None,
) -> Observed:
    """The series' financial year up to the report's quarter.

    figures: the figure that counts for each quarter. revised: the quarters whose figure replaced another one.
    returned_by: the quarter whose returns brought the last figures, if it is one of the next year.
    """
    quarters = [Quarter(upto.start, number) for number in range(1, QUARTERS_A_YEAR + 1)]
    slots = [
        _slot(series, quarter, figures.get(quarter), returned_by or upto, quarter in revised) for quarter in quarters
    ]
    for index, slot in enumerate(slots):
        if slot.state == HELD and slot.to_date is not None:
            slots[index] = _own_part(slots, index, series.kind)
        elif slot.state == GAP and is_achieved(slots[:index]):
            slots[index] = Slot(slot.quarter, NOT_DUE)
    return Observed(series, (slots[0], slots[1], slots[2], slots[3]))


def is_achieved(slots: Sequence[Slot]) -> bool:
    """Whether the last status of a milestone is Achieved, which is final unless a later return says otherwise."""
    return [slot.milestone for slot in slots if slot.milestone][-1:] == [ACHIEVED_STATUS]


def _slot(series: Series, quarter: Quarter, figure: Figure | None, upto: Quarter, is_revised: bool) -> Slot:  # noqa: FBT001
    if series.is_closed(quarter):
        return Slot(quarter, CLOSED, figure=figure)
    if not series.has_begun(quarter):
        return Slot(quarter, NOT_BEGUN)
    returned_with = quarter.plus(series.lag_quarters)
    if returned_with > upto or series.figure_quarter(returned_with) != quarter:
        return Slot(quarter, NOT_DUE)
    if figure is None or not figure.has_value or figure.status == NO_FIGURE:
        return Slot(quarter, GAP, figure=figure)
    flags = (
        (is_revised and not figure.corrected, REVISED_MARK),
        (figure.corrected, CORRECTED_MARK),
        (figure.status == PROVISIONAL, PROVISIONAL_MARK),
    )
    marks = tuple(mark for is_set, mark in flags if is_set)
    value = figure.numerator if figure.numerator is not None else figure.proportion
    is_to_date = figure.is_to_date and series.frequency != "annual"
    to_date = value if is_to_date else None
    return Slot(quarter, HELD, value, figure.denominator, figure.milestone, to_date, marks, figure)


def _own_part(slots: list[Slot], index: int, kind: Kind) -> Slot:
    """The quarter's own part of a year to date.

    Earlier gaps become contained in it (in a rate, also quarters without n and m).
    """
    slot, is_rate = slots[index], kind.is_pair
    earlier = [past for past in slots[:index] if past.state == HELD and (past.denominator is not None or not is_rate)]
    own = (slot.value or Fraction(0)) - sum((past.value for past in earlier if past.value is not None), Fraction(0))
    below = slot.denominator
    if below is not None and is_rate:
        below -= sum((past.denominator for past in earlier if past.denominator is not None), Fraction(0))
    if own < 0 or (is_rate and below is not None and (below < 0 or (kind.is_part and own > below))):
        return replace(slot, state=GAP, value=None, denominator=None, marks=())
    for place, other in enumerate(slots[:index]):
        if other.state == GAP or (is_rate and other.state == HELD and other.denominator is None):
            slots[place] = replace(other, state=CONTAINED)
    marks = (*slot.marks, ESTIMATED_MARK) if earlier else slot.marks
    return replace(slot, value=own, denominator=below, marks=marks)
