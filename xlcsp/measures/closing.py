"""A year's figures as they stood at its end, or as late figures complete them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlcsp.domain.gaps import reason_in_sentence
from xlcsp.domain.plan import Series
from xlcsp.domain.slots import CONTAINED, GAP, HELD, NOT_DUE, Slot
from xlcsp.measures.observed import Observed

_Quarters = tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """A series' year as *History* holds it. total: of a rate Σn, with below_total Σm; None while a quarter is missing.

    lacking: the quarters without a figure, each with its reason. is_open: whether some figures are still to come.
    """

    start: int
    quarters: _Quarters
    below: _Quarters
    total: Fraction | None
    below_total: Fraction | None
    lacking: tuple[str, ...] = ()
    note: str = ""
    is_open: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing is known of it."""
        return self.total is None and not any(value is not None for value in self.quarters)


def year_of(observed: Observed) -> Year:
    """The year as observed. A quarter whose figure also covers earlier quarters stays blank."""
    series, slots = observed.series, observed.slots
    own = [_own(observed, slot) for slot in slots]
    has_below = series.kind.has_denominator
    gaps = [slot for slot in slots if slot.state == GAP or _is_half(series, slot)]
    late = [slot for slot in slots if slot.state == NOT_DUE and series.is_late(slot.quarter)]
    total, below_total = _totals(observed) if not gaps else (None, None)
    spanning = [slot for slot in slots if slot.state == HELD and _spans(slots, slot)]
    note = "; ".join(f"{slot.quarter.short} holds earlier quarters too and is not entered" for slot in spanning)
    return Year(
        start=slots[0].quarter.start,
        quarters=tuple(slot.value if slot else None for slot in own),
        below=tuple(slot.denominator if slot and has_below else None for slot in own),
        total=total,
        below_total=below_total,
        lacking=tuple(f"{slot.quarter.short} ({_why(slot)})" for slot in (*gaps, *late)),
        note=note,
        is_open=bool(late),
    )


def _own(observed: Observed, slot: Slot) -> Slot | None:
    """The slot, if its figure is the quarter's own and can be entered in *History*."""
    is_own = slot.state == HELD and not _spans(observed.slots, slot) and not _is_half(observed.series, slot)
    return slot if is_own and not slot.milestone else None


def _why(slot: Slot) -> str:
    if slot.state == NOT_DUE:
        return "published later"
    return "only a percentage" if slot.state == HELD else reason_in_sentence(slot.reason)


def _spans(slots: Sequence[Slot], slot: Slot) -> bool:
    """Whether the figure also covers quarters before its own."""
    number = slot.quarter.number
    return number > 1 and slots[number - 2].state == CONTAINED


def _is_half(series: Series, slot: Slot) -> bool:
    """Whether only the percentage of a rate was given: without n and m it can be neither pooled nor entered."""
    return series.kind.is_pair and slot.state == HELD and slot.denominator is None


def _totals(observed: Observed) -> tuple[Fraction | None, Fraction | None]:
    series, slots = observed.series, observed.slots
    with_figures = [slot for slot in slots if slot.state == HELD]
    is_whole = all(slot.state in (HELD, CONTAINED) for slot in slots if series.is_asked(slot.quarter))
    if not is_whole or not series.kind.has_year_to_date:
        return None, None
    total = sum((slot.value or Fraction(0) for slot in with_figures), Fraction(0))
    if series.kind.is_pooled:
        return total, sum((slot.denominator or Fraction(0) for slot in with_figures), Fraction(0))
    return total, with_figures[-1].denominator if series.kind.is_per_population else None
