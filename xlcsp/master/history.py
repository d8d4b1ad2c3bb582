"""A year's figures as they counted, as rows of *History*; and the baselines that complete years suggest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from xlcsp.domain.periods import year_label
from xlcsp.domain.plan import Series, YearOfFigures
from xlcsp.domain.slots import CONTAINED, GAP, HELD, NOT_DUE, Slot
from xlcsp.master.parts import Value
from xlcsp.measures.comparators import is_comparable
from xlcsp.measures.numbers import QUARTERS_A_YEAR, listed, rounded
from xlcsp.measures.observed import Observed

YEARS_OF_A_BASELINE = 3
_DECIMALS_OF_RATES = 4  # of a proposed baseline; of counts 1
_Quarters = tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """A series' year as *History* holds it. total: of a rate Σn, with below_total Σm; None while a quarter is missing.

    lacking: the quarters without a figure, each with its reason.
    """

    start: int
    quarters: _Quarters
    below: _Quarters
    total: Fraction | None
    below_total: Fraction | None
    lacking: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing is known of it."""
        return self.total is None and not any(value is not None for value in self.quarters)


def year_of(observed: Observed) -> Year:
    """The year that was observed. A quarter that others are contained in is no quarter's figure and stays blank."""
    series, slots = observed.series, observed.slots
    own = [_own(observed, slot) for slot in slots]
    has_below = series.kind.has_denominator
    gaps = [slot for slot in slots if slot.state == GAP or _is_half(series, slot)]
    late = [slot for slot in slots if slot.state == NOT_DUE and series.lag_quarters and series.is_asked(slot.quarter)]
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
    )


def history_row(observed: Observed, *, retired: bool) -> dict[str, Value] | None:
    """The row of *History*; None where there is nothing to enter: a milestone, or no figure at all."""
    year = year_of(observed)
    if observed.series.kind.has_status or year.is_blank:
        return None
    row: dict[str, Value] = {"id": observed.series.id, "year": year_label(year.start)}
    row |= {f"Q{number}": value for number, value in enumerate(year.quarters, 1)}
    row |= {f"D{number}": value for number, value in enumerate(year.below, 1)}
    row |= {"year_total": year.total, "D_total": year.below_total}
    said = [f"Returns of {year_label(year.start)}, as they counted at its end"]
    said += ["provisional"] if observed.is_provisional else []
    said += [f"no figure for {listed(year.lacking)}"] if year.lacking else []
    said += [year.note] if year.note else []
    return row | {"origin": "; ".join(said), "retired": "yes" if retired else None}


@dataclass(frozen=True, slots=True)
class ProposedBaseline:
    """value: None where none can be proposed; source: from which years it is, or why there is none."""

    value: Decimal | None
    source: str


def proposed_baseline(series: Series, history: Sequence[YearOfFigures], closing: Year) -> ProposedBaseline | None:
    """The mean of the last three years' totals; of a rate Σn ÷ Σm. None for kinds whose year is not a sum.

    The three years are the closing one and the two before it: all complete, all recorded alike.
    """
    if not (series.kind.is_added_up or series.kind.is_pooled):
        return None
    by_start = {year.start: _totals_of(year, series) for year in history}
    by_start[closing.start] = (closing.total, closing.below_total)
    starts = range(closing.start - YEARS_OF_A_BASELINE + 1, closing.start + 1)
    totals = [by_start.get(start, (None, None)) for start in starts]
    for start, (above, below) in zip(starts, totals, strict=True):
        if not is_comparable(series, start):
            return ProposedBaseline(None, f"None: {year_label(start)} was recorded in another way")
        if above is None or (series.kind.is_pooled and not below):
            return ProposedBaseline(None, f"None: {year_label(start)} is not complete in the sheet History")
    above = sum((one for one, _ in totals if one is not None), Fraction(0))
    parts = zip(starts, totals, strict=True)
    if series.kind.is_pooled:
        below = sum((one for _, one in totals if one is not None), Fraction(0))
        words = " + ".join(f"{year_label(start)}: {n} of {m}" for start, (n, m) in parts)
        return ProposedBaseline(rounded(above / below, _DECIMALS_OF_RATES), f"Pooled {series.kind} of {words}")
    words = " + ".join(f"{year_label(start)}: {n}" for start, (n, _) in parts)
    return ProposedBaseline(rounded(above / YEARS_OF_A_BASELINE, 1), f"Mean of {words}, sheet History")


def _own(observed: Observed, slot: Slot) -> Slot | None:
    """The slot where its figure is the quarter's own and can be entered."""
    is_own = slot.state == HELD and not _spans(observed.slots, slot) and not _is_half(observed.series, slot)
    return slot if is_own and not slot.milestone else None


def _why(slot: Slot) -> str:
    if slot.state == NOT_DUE:
        return "published later"
    return "only a percentage" if slot.state == HELD else f"{slot.reason[0].lower()}{slot.reason[1:]}"


def _spans(slots: Sequence[Slot], slot: Slot) -> bool:
    """Whether the figure holds quarters before its own."""
    number = slot.quarter.number
    return number > 1 and slots[number - 2].state == CONTAINED


def _is_half(series: Series, slot: Slot) -> bool:
    """A rate of which only the percentage was given: without n and m it cannot be pooled, nor entered."""
    return series.kind.is_pair and slot.state == HELD and slot.denominator is None


def _totals(observed: Observed) -> tuple[Fraction | None, Fraction | None]:
    series, slots = observed.series, observed.slots
    held = [slot for slot in slots if slot.state == HELD]
    is_whole = all(slot.state in (HELD, CONTAINED) for slot in slots if series.is_asked(slot.quarter))
    if not is_whole or not series.kind.has_year_to_date:
        return None, None
    total = sum((slot.value or Fraction(0) for slot in held), Fraction(0))
    if series.kind.is_pooled:
        return total, sum((slot.denominator or Fraction(0) for slot in held), Fraction(0))
    return total, held[-1].denominator if series.kind.is_per_population else None


def _totals_of(year: YearOfFigures, series: Series) -> tuple[Fraction | None, Fraction | None]:
    above = _total(year.year_total, year.quarters)
    return above, _total(year.denominator_total, year.denominators) if series.kind.is_pooled else None


def _total(stated: Decimal | None, quarters: Sequence[Decimal | None]) -> Fraction | None:
    held = [Fraction(value) for value in quarters if value is not None]
    if len(held) == QUARTERS_A_YEAR:
        return sum(held, Fraction(0))
    return Fraction(stated) if stated is not None else None
