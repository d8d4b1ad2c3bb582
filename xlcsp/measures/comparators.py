"""What a quarter and a year to date are compared with: last year, the baseline, the quarter before."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from xlcsp.domain.numbers import total_of
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import FREQUENCIES, HALF_YEARLY, Series
from xlcsp.domain.slots import CONTAINED, HELD, NOT_DUE, NOTHING, Run, Slot, Year
from xlcsp.domain.years import YearOfFigures, year_from
from xlcsp.measures.baseline import exact_profile
from xlcsp.measures.numbers import QUARTERS_A_YEAR, exact
from xlcsp.measures.observed import Observed
from xlcsp.measures.year_to_date import exact_rate

BREAK_MARK = "[b]"
RESTATED = "restated"
_YEAR = re.compile(r"\b(20\d\d)[/-]\d\d\b")
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5}
_UP_TO = re.compile(
    rf"(?:\b({'|'.join(_COUNTS)}|\d+)[ -]years?\b[^\d]*?)?\bto (?:[a-z]+ )?(20\d\d)([/-]\d\d)?\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Comparators:
    """Comparators of a quarter; proportions for rates. None where unknown, never zero.

    baseline_part: the share of the baseline up to the end of the quarter. broken: whether a break in recording lies
    within or between this year to date and last year's same quarters; quarter_broken, previous_broken: between the
    quarter and the same one of last year, and the one before it; baseline_broken: between the baseline and today.
    """

    last_year_quarter: Fraction | None = None
    last_year_to_date: Fraction | None = None
    last_year_total: Fraction | None = None
    baseline: Fraction | None = None
    baseline_part: Fraction | None = None
    previous_quarter: Fraction | None = None
    broken: bool = False
    quarter_broken: bool = False
    previous_broken: bool = False
    baseline_broken: bool = False

    @property
    def alike_quarter(self) -> Fraction | None:
        """The same quarter of last year, if it was recorded in the same way."""
        return None if self.quarter_broken else self.last_year_quarter

    @property
    def alike_to_date(self) -> Fraction | None:
        """Last year to date, if it was recorded in the same way."""
        return None if self.broken else self.last_year_to_date


def comparators(observed: Observed, history: Sequence[YearOfFigures], number: int | None = None) -> Comparators:
    """The comparators of quarter ``number``, by default the last due quarter."""
    baseline = None if observed.is_part_of_year else exact(observed.series.baseline, "baseline")
    if number is None and observed.current is None:
        return Comparators(baseline=baseline)
    number = number or observed.due[-1].quarter.number
    start = observed.slots[0].quarter.start
    quarter = Quarter(start, number)
    last = year_from(history, start - 1)
    part = baseline
    if observed.series.kind.is_cumulative and baseline is not None:
        part = exact_profile(baseline, number, comparable_years(observed.series, history, start))
    before = observed.slots[number - 2] if number > 1 else None
    previous = own_value(observed, before) if before else quarter_of(observed.series, last, QUARTERS_A_YEAR)
    return Comparators(
        last_year_quarter=quarter_of(observed.series, last, number),
        last_year_to_date=_to_date_of(observed.series, last, number),
        last_year_total=_to_date_of(observed.series, last, QUARTERS_A_YEAR),
        baseline=baseline,
        baseline_part=part,
        previous_quarter=previous,
        broken=last is not None and is_broken(observed.series, quarter),
        quarter_broken=last is not None and is_across(observed.series, quarter.plus(-QUARTERS_A_YEAR), quarter),
        previous_broken=is_across(observed.series, quarter.plus(-1), quarter),
        baseline_broken=has_old_baseline(observed.series),
    )


def by_quarter(observed: Observed, history: Sequence[YearOfFigures]) -> tuple[Comparators, ...]:
    """The comparators of each quarter of the year."""
    return tuple(comparators(observed, history, number) for number in range(1, QUARTERS_A_YEAR + 1))


def comparable_years(series: Series, history: Sequence[YearOfFigures], before: int) -> list[Year]:
    """The comparable earlier years, oldest first; the last one is always last year."""
    comparable = [year for year in history if year.start < before and is_comparable(series, year.start)]
    is_halved = series.frequency == HALF_YEARLY
    years = [
        Year.of(series.kind, _run(year.quarters, is_halved=is_halved), _run(year.denominators, is_halved=is_halved))
        for year in comparable
    ]
    if comparable and comparable[-1].start != before - 1:
        years.append(Year.of(series.kind, NOTHING))
    return years


@functools.lru_cache(maxsize=4096)  # a report needs each earlier year about ten times
def _run(values: tuple[Decimal | None, ...], *, is_halved: bool) -> Run:
    """The quarters of an earlier year. is_halved: whether its figures are half-yearly."""
    blank = [CONTAINED if is_halved and _is_in_half(number) else NOT_DUE for number in range(1, len(values) + 1)]
    return Run.of([none if value is None else Fraction(value) for value, none in zip(values, blank, strict=True)])


def _is_in_half(number: int) -> bool:
    """Whether a half year's figure, given with a later quarter, covers this quarter."""
    return number not in FREQUENCIES[HALF_YEARLY]


def _up_to(series: Series, values: Sequence[Decimal | None], number: int) -> list[Decimal | None]:
    """The figures up to a quarter, without quarters that the figure of a half or whole year covers."""
    frequency = FREQUENCIES[series.frequency]
    pairs = enumerate(values[:number], 1)
    return [value for place, value in pairs if value is not None or place == number or place in frequency]


def last_year_quarters(observed: Observed, history: Sequence[YearOfFigures]) -> list[Fraction | None]:
    """Last year's four quarters for comparison: counts, proportions, rates per 1,000 residents."""
    start = observed.slots[0].quarter.start
    last = year_from(history, start - 1)
    return [quarter_of(observed.series, last, number) for number in range(1, QUARTERS_A_YEAR + 1)]


def is_comparable(series: Series, start: int) -> bool:
    """Whether the whole year is after the series' break in recording."""
    return series.comparable_from is None or Quarter(start, 1) >= series.comparable_from


def is_across(series: Series, earlier: Quarter, later: Quarter) -> bool:
    """Whether the series' break in recording lies between two quarters, so that they cannot be compared."""
    return series.comparable_from is not None and earlier < series.comparable_from <= later


def is_mixed(observed: Observed, number: int = QUARTERS_A_YEAR) -> bool:
    """Whether the value to the end of quarter ``number`` is made of quarters from before and after a break."""
    due = [slot.quarter for slot in observed.due if slot.quarter.number <= number]
    return bool(due) and not observed.series.kind.is_latest_only and is_across(observed.series, due[0], due[-1])


def has_old_baseline(series: Series) -> bool:
    """Whether a year that the baseline's label names began before the break, and it does not say ``restated``."""
    if series.baseline is None or RESTATED in series.baseline_label.lower():
        return False
    return any(not is_comparable(series, start) for start in _first_years(series.baseline_label))


def _first_years(label: str) -> Iterator[int]:
    """When the years that the label names begin: ``2013/14``; ``three years to 2014`` begin with 2011/12."""
    yield from (int(year) for year in _YEAR.findall(label))
    for several, year, is_whole in _UP_TO.findall(label):
        last = int(year) if is_whole else int(year) - 1  # to 2014: the year that ends in it
        yield last - (_COUNTS.get(several.lower()) or int(several or 1)) + 1


def is_broken(series: Series, quarter: Quarter) -> bool:
    """Whether the value to the end of a quarter cannot be compared with last year's: of sums, for any quarter in it."""
    is_alone = series.kind.is_latest_only
    first = quarter.plus(-QUARTERS_A_YEAR) if is_alone else Quarter(quarter.start - 1, 1)
    return is_across(series, first, quarter)


def value_of(observed: Observed, slot: Slot) -> Fraction | None:
    """A quarter's own value for comparison: the count, the proportion, or the rate per 1,000 residents."""
    if slot.state != HELD or slot.value is None:
        return None
    if observed.series.kind.is_per_population:
        return slot.value * observed.series.kind.per / slot.denominator if slot.denominator else None
    return slot.proportion(observed.series.kind)


def own_value(observed: Observed, slot: Slot) -> Fraction | None:
    """As ``value_of``, but None if the figure also covers earlier quarters."""
    before = observed.slots[: slot.quarter.number - 1]
    is_to_date = slot.figure is not None and slot.figure.is_to_date
    contained = before if is_to_date else before[-1:]
    return None if any(part.state == CONTAINED for part in contained) else value_of(observed, slot)


def quarter_of(series: Series, year: YearOfFigures | None, number: int) -> Fraction | None:
    """A quarter's value in an earlier year: the count, the proportion, or the rate per 1,000 residents."""
    if year is None:
        return None
    value, below = exact(year.quarters[number - 1]), exact(year.denominators[number - 1])
    if value is None or not series.kind.has_denominator:
        return value
    if not below:
        return None
    return value / below * (series.kind.per if series.kind.is_per_population else 1)


def _to_date_of(series: Series, year: YearOfFigures | None, number: int) -> Fraction | None:
    """An earlier year to the end of a quarter; the stated total if only that is known."""
    if year is None or series.kind.has_status:
        return None
    if series.kind.is_latest_only:
        return quarter_of(series, year, number)
    quarters, is_whole_year = _up_to(series, year.quarters, number), number == QUARTERS_A_YEAR
    if series.kind.is_pooled:
        below = _up_to(series, year.denominators, number)
        if None not in quarters and None not in below:
            return exact_rate(quarters, below, series.kind)
        above, total = exact(year.year_total), exact(year.denominator_total)
        return above / total if is_whole_year and above is not None and total else None
    to_date = total_of(quarters)
    if to_date is None and is_whole_year:
        to_date = exact(year.year_total)
    if series.kind.is_per_population and to_date is not None:
        residents = exact(year.denominators[number - 1] or year.denominator_total)
        return to_date * series.kind.per / residents if residents else None
    return to_date
