"""The figures that a commentary may name: this quarter's and earlier ones, the target, the baseline, benchmarks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlcsp.claims.agreement import agrees, percent
from xlcsp.claims.prose import Quantity
from xlcsp.claims.prose.tokens import NUMBER
from xlcsp.domain.figures import Figure
from xlcsp.domain.numbers import PENCE, POUND, amount, in_full
from xlcsp.domain.periods import QUARTERS, QUARTERS_A_YEAR, Quarter, year_label
from xlcsp.domain.years import YearOfFigures
from xlcsp.measures.numbers import exact, rounded, shown
from xlcsp.returns.comparisons import (
    BASELINE,
    BEFORE,
    LAST_YEAR,
    NOW,
    PROJECTED,
    TARGET,
    THIS_YEAR,
    TO_DATE,
    TOTAL,
    Base,
    Comparisons,
)

_LARGE = 100
_QUARTERS = frozenset(f"Q{number}" for number in QUARTERS)


@dataclass(frozen=True, slots=True)
class Level:
    """A figure that a commentary may name. keys: the names it goes by; is_share: whether it is a percentage.

    is_rate: whether it is per so many residents.
    """

    on: str
    value: Fraction
    keys: frozenset[str]
    is_share: bool = False
    is_rate: bool = False

    @property
    def is_past(self) -> bool:
        """Whether it is of an earlier year."""
        return THIS_YEAR not in self.keys and any("/" in key for key in self.keys)

    def in_words(self, unit: str) -> str:
        """``149 in Q2``; a percentage and a quotient to one decimal."""
        value = f"{rounded(self.value, 1)}%" if self.is_share else in_full(Fraction(rounded(self.value, 2)), unit)
        return f"{value} {self.on}"


def levels_of(past: Comparisons, own: Quarter, now: Figure) -> list[Level]:
    """All figures known of the series by the quarter, oldest first; proportions in per cent."""
    found = [level for year in past.history if year.start < own.start for level in _of_year(past, year, own)]
    found += _of_this_year(past, own, now)
    found += _of_months(past, own)
    found += _planned(past, own)
    return found


def _level(past: Comparisons, on: str, value: Fraction, *keys: str) -> Level:
    is_share = past.series.is_proportion
    return Level(on, value * 100 if is_share else value, frozenset(keys), is_share)


def _quarter(past: Comparisons, on: str, value: Fraction, below: Fraction | None, *keys: str) -> Iterator[Level]:
    """A figure, and for one per population its rate. below: its residents."""
    yield _level(past, on, value, *keys)
    if past.series.kind.is_per_population and below:
        yield Level(on, value * past.series.kind.per / below, frozenset(keys), is_rate=True)


def _of_year(past: Comparisons, year: YearOfFigures, own: Quarter) -> Iterator[Level]:
    """Its quarters, its part up to that of the figure, and its total."""
    label = year_label(year.start)
    keys = (label, LAST_YEAR) if year.start == own.start - 1 else (label,)
    for number in QUARTERS:
        value, quarter = past.of_year(year, number - 1), Quarter(year.start, number)
        if value is not None:
            more = (BEFORE,) if quarter == past.quarter_before(own) else ()
            yield from _quarter(
                past, f"in {quarter}", value, exact(year.denominators[number - 1]), *past.names(quarter), *keys, *more
            )
    for on, count, key in ((f"by Q{own.number} of {label}", own.number, TO_DATE), (f"in {label}", 4, TOTAL)):
        value = past.sum_of(year, count)
        if value is not None:
            of_part = past.names(own, is_to_date=True) if key == TO_DATE else ()
            below = next((exact(number) for number in year.denominators if number), None)
            yield from _quarter(past, on, value, below, key, *keys, *of_part)


def _of_this_year(past: Comparisons, own: Quarter, now: Figure) -> Iterator[Level]:
    label = year_label(own.start)
    for number in range(1, own.number + 1):
        quarter = Quarter(own.start, number)
        value = past.value(past.figures.get(quarter))
        if value is not None:
            more = (NOW,) if quarter == own else (BEFORE,) if quarter == past.quarter_before(own) else ()
            below = past.figures[quarter].denominator
            yield from _quarter(
                past, f"in {quarter.short}", value, below, *past.names(quarter), label, THIS_YEAR, *more
            )
    to_date = past.to_date(own, now)
    if to_date is not None:
        total = (TOTAL,) if own.number == QUARTERS_A_YEAR else ()
        names = past.names(own, is_to_date=True)
        yield from _quarter(
            past, "in the year to date", to_date, now.denominator, label, THIS_YEAR, TO_DATE, NOW, *names, *total
        )
    for number in range(1, own.number + 1) if past.series.kind.is_quotient else ():  # the two numbers behind a ratio
        quarter = Quarter(own.start, number)
        figure, more = past.figures.get(quarter), (NOW,) if quarter == own else ()
        for part in (figure.numerator, figure.denominator) if figure is not None else ():
            if part is not None:
                keys = frozenset((quarter.short, label, THIS_YEAR, *more))
                yield Level(f"in {quarter.short} before it is divided", part, keys)
    yield from (_level(past, f"projected{how}", value, PROJECTED, TOTAL, THIS_YEAR, label)
                for how, value in past.projections(own, now))  # fmt: skip


def _of_months(past: Comparisons, own: Quarter) -> Iterator[Level]:
    for month, value in past.months(own):
        label = month.quarter.year
        year = THIS_YEAR if month.quarter.start == own.start else LAST_YEAR
        yield _level(past, f"in {month}", value, month.name, label, year)


def _planned(past: Comparisons, own: Quarter) -> Iterator[Level]:
    """The baseline, the target and its parts, and the benchmarks."""
    series = past.series
    if series.baseline is not None:
        yield _level(past, "for the baseline", Fraction(series.baseline), BASELINE)
        parts = past.baseline_parts(own)
        yield from (_level(past, f"for {on}", value, BASELINE, TO_DATE, NOW) for on, value in parts)
    for on, value, keys in past.targets(own):
        yield _level(past, f"for {on}", value, *keys, NOW)
    for number in (series.green, series.amber):
        if number is not None:
            yield _level(past, "for a threshold", Fraction(number), TARGET)
    for benchmark in past.benchmarks:
        yield _level(past, f"for {benchmark.comparator}", Fraction(benchmark.value), benchmark.comparator.casefold())


def by_name(levels: Sequence[Level], names: frozenset[str], *, is_compared: bool) -> list[Level]:
    """The figures that go by all these names. Those of the plan, an earlier year and a projection are named as such."""
    if not names - {NOW}:
        return [level for level in levels if names <= level.keys and PROJECTED not in level.keys]
    unnamed = {TARGET, BASELINE, PROJECTED} - names
    found = [level for level in levels if names <= level.keys and not unnamed & level.keys]
    is_earlier = any(THIS_YEAR in level.keys and NOW not in level.keys for level in found) and names <= _QUARTERS
    may_be_past = (is_compared and not is_earlier) or LAST_YEAR in names or any("/" in name for name in names)
    is_open = is_compared and found and names <= {NOW, THIS_YEAR, TO_DATE, TOTAL}
    planned = [level for level in levels if is_open and TARGET in level.keys]  # 44 against 90 for the year
    return [*(level for level in found if may_be_past or not level.is_past), *planned]


def of_own_quarter(found: Sequence[Level], levels: Sequence[Level]) -> list[Level]:
    """Those of another year without its other quarters: 98 against last year's 91 is of the same quarter."""
    own = {key for level in levels if NOW in level.keys and TO_DATE not in level.keys for key in level.keys}
    meant_too = own & _QUARTERS | {BEFORE, TO_DATE, TOTAL}
    return [level for level in found if not _QUARTERS & level.keys or meant_too & level.keys]


def is_said(claim: Quantity, truth: Fraction) -> bool:
    """Whether a number agrees with a figure; from a hundred up, its pence and other decimals may have been cut."""
    if claim.text.endswith("and a half") and abs(truth - claim.value) <= Fraction(1, 4):
        return True
    if claim.decimals < 0:  # £37.8k, or cut to £37.7k
        return abs(truth - abs(claim.value)) < Fraction(10) ** -claim.decimals
    is_cut = claim.kind == NUMBER and abs(claim.value) >= _LARGE and abs(truth - abs(claim.value)) < 1
    return is_cut or agrees(claim, truth, Fraction(0))


def of_series(sentence: str, bases: Sequence[Base]) -> list[Base]:
    """The bases of the series that a sentence names, where its measure has several."""
    return [
        base for base in bases if not base.name or re.search(rf"\b{re.escape(base.name)}\b", sentence, re.IGNORECASE)
    ]


def bases_to_name(possible: Sequence[Base], claim: Quantity) -> Sequence[Base]:
    """The comparisons to name: of the n of "n of m" only where a number is claimed."""
    of_cases = [base for base in possible if base.is_of_cases]
    others = [base for base in possible if not base.is_of_cases]
    return of_cases or others if claim.kind == NUMBER and not claim.is_of_points else others or of_cases


def change_words(bases: Sequence[Base], *, is_number: bool) -> str:
    """The changes that the figures give: ``−13 on the same quarter last year; +9 on Q2``, each comparison once."""
    told = {f"{base.on} ({base.name})" if base.name else base.on: base for base in reversed(bases)}
    return "; ".join(f"{_change(base, is_number=is_number)} on {on}" for on, base in reversed(told.items()))


def _change(base: Base, *, is_number: bool) -> str:
    change = base.now - base.then
    if base.is_share:
        return f"{shown(change, 1, signed=True)} percentage points"
    if is_number or base.then <= 0:
        unit, is_whole = POUND * base.in_pounds, change.denominator == 1
        return amount(change, 0 if is_whole else PENCE if unit else 1, unit, signed=True)
    return f"{shown(percent(change, base.then), 1, signed=True)}%"
