"""Last year's figures, as far as they are printed or follow from other quarters."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from xlcsp.audit.series import QUARTERS, Said, Series
from xlcsp.audit.sums import to_date
from xlcsp.claims import model as kinds
from xlcsp.claims.agreement import fits, percent

Slot = tuple[str, int]  # (ON_QUARTER or ON_TO_DATE, number); the year's total is the fourth year to date


def slot_of(base: str, quarter: str) -> Slot | None:
    """The figure of last year that a claim is compared with."""
    number = int(quarter[1]) if quarter in QUARTERS else 4
    if base == kinds.ON_TOTAL:
        return kinds.ON_TO_DATE, 4
    if base == kinds.ON_TO_DATE:
        return kinds.ON_TO_DATE, number
    return (kinds.ON_QUARTER, number) if base == kinds.ON_QUARTER else None


def actuals(series: Series, base: str, quarter: str) -> list[Fraction]:
    """Candidates for this year's figure: the quarter's count, or the year to date (as printed, then as added up)."""
    if base == kinds.ON_QUARTER:
        value = level_of(series, quarter)
        value = series.value(kinds.QUARTER, quarter) if value is None else value
        return [] if value is None else [value]
    if base == kinds.ON_BASELINE and quarter in QUARTERS:
        level = level_of(series, quarter)
        if level is not None:
            return [level]
    if quarter == kinds.WHOLE_YEAR:
        level = level_of(series, "Q4")
        return to_date(series, 4) or ([] if level is None else [level])
    number = int(quarter[1]) if quarter in QUARTERS else 4
    if number == 1:
        own = series.value(kinds.QUARTER, "Q1")
        return [] if own is None else [own]
    return to_date(series, number)


def level_of(series: Series, quarter: str) -> Fraction | None:
    """A count that is never added up: over 12 months, or at the quarter's end."""
    found = (series.value(kind, quarter) for kind in kinds.LEVELS)
    return next((value for value in found if value is not None), None)


def pairs(series: Series) -> Iterator[tuple[Said | None, Said | None]]:
    """Each difference with the percentage printed for it; either may be absent."""
    changes = [said for said in series.said if said.claim.kind in (kinds.CHANGE, kinds.PERCENT) and said.claim.base]
    changes = [said for said in changes if said.claim.base != kinds.LEVEL]
    used: set[int] = set()
    for said in changes:
        if id(said) in used:
            continue
        other = next(
            (
                one
                for one in changes
                if id(one) not in used
                and one.claim.kind != said.claim.kind
                and (one.column, one.claim.base, one.claim.quarter)
                == (said.column, said.claim.base, said.claim.quarter)
            ),
            None,
        )
        used |= {id(said), id(other)}
        yield (said, other) if said.claim.kind == kinds.CHANGE else (other, said)


def printed_comparators(series: Series) -> dict[Slot, Said]:
    """Last year's figures that are printed."""
    found: dict[Slot, Said] = {}
    for said in series.said:
        base = kinds.COMPARATOR_BASE.get(said.claim.kind)
        slot = slot_of(base, said.claim.quarter) if base else None
        if slot is not None:
            found.setdefault(slot, said)
    return found


def is_supported(actual: Fraction, change: Said, share: Said | None) -> bool:
    """Whether a difference agrees with the percentage printed beside it."""
    before = actual - change.claim.value
    if share is None or before == 0:
        return False
    return fits(percent(change.claim.value, before), share.claim.value, share.claim.decimals)


class LastYear:
    """Last year's figures of a series.

    printed: by slot. derived: this year's less the difference, by slot, with whether its percentage supports it.
    """

    def __init__(self, series: Series) -> None:
        self.printed = printed_comparators(series)
        self.derived: dict[Slot, tuple[Fraction, bool]] = {}
        for change, share in pairs(series):
            slot = slot_of(change.claim.base, change.claim.quarter) if change else None
            if change is None or slot is None:
                continue
            found = actuals(series, change.claim.base, change.claim.quarter)
            good = [actual for actual in found if is_supported(actual, change, share)]
            if found:
                self.derived.setdefault(slot, ((good or found)[0] - change.claim.value, bool(good)))

    def direct(self, slot: Slot) -> Fraction | None:
        """The figure as printed, otherwise this year's less the difference."""
        if slot in self.printed:
            return self.printed[slot].claim.value
        return self.derived[slot][0] if slot in self.derived else None

    def is_sure(self, slot: Slot) -> bool:
        """Whether it is printed, or its difference is supported by a percentage."""
        return slot in self.printed or (slot in self.derived and self.derived[slot][1])

    def chained(self, slot: Slot) -> Fraction | None:
        """The figure derived from neighbouring quarters, where those are sure; otherwise None."""
        return next((value for value in self._ways(slot) if value is not None), None)

    def _ways(self, slot: Slot) -> Iterator[Fraction | None]:
        kind, number = slot
        if kind == kinds.ON_QUARTER:
            yield self._plus((kinds.ON_TO_DATE, number), (kinds.ON_TO_DATE, number - 1), -1)
            return
        if number < len(QUARTERS):
            yield self._plus((kinds.ON_TO_DATE, number + 1), (kinds.ON_QUARTER, number + 1), -1)
        yield self._plus((kinds.ON_TO_DATE, number - 1), (kinds.ON_QUARTER, number), 1)

    def _plus(self, one: Slot, other: Slot, sign: int) -> Fraction | None:
        first, second = self._sure(one), self._sure(other)
        return None if first is None or second is None else first + sign * second

    def _sure(self, slot: Slot) -> Fraction | None:
        """A reliable figure. The first quarter is also the year to date; before it the year to date is 0."""
        if slot == (kinds.ON_TO_DATE, 0):
            return Fraction(0)
        if self.is_sure(slot):
            return self.direct(slot)
        other = (kinds.ON_QUARTER if slot[0] == kinds.ON_TO_DATE else kinds.ON_TO_DATE, 1)
        return self.direct(other) if slot[1] == 1 and self.is_sure(other) else None
