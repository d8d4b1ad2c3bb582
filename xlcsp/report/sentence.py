"""The sentence on one quarter's figure: the count, the year to date, the comparisons, the projected year end."""

from __future__ import annotations

from fractions import Fraction

from xlcsp.domain.kinds import YearRule, share_of
from xlcsp.domain.numbers import apart, in_full, percentage
from xlcsp.domain.plan import Series
from xlcsp.domain.slots import GAP, NOT_BEGUN, Slot
from xlcsp.domain.wording import sentence_case
from xlcsp.measures.comparators import BREAK_MARK, Comparators, value_of
from xlcsp.measures.judging import missing_words, stated
from xlcsp.measures.numbers import QUARTERS_A_YEAR, listed, rounded, shown
from xlcsp.measures.observed import Observed
from xlcsp.measures.year_end import YearEnd
from xlcsp.measures.year_to_date import exact_year_to_date
from xlcsp.report.units import counted, events, per_residents, places_apart
from xlcsp.report.year_end import as_projected

_SAME_QUARTER, _SAME_PERIOD = "the same quarter last year", "the same period last year"
Projected = tuple[YearEnd | None, tuple[Fraction | None, Fraction | None]]


def change(actual: Fraction, comparator: Fraction, series: Series) -> str:
    """``an increase of 38 (+7.2%)``; without a percentage where the comparator is 0."""
    difference = actual - comparator
    places = places_apart(series, difference)
    if not difference:
        return "no change"
    word = "an increase" if difference > 0 else "a reduction"
    share = f" ({percentage(difference / comparator, series.decimals, signed=True)})" if comparator else ""
    return f"{word} of {apart(difference, places, series.unit)}{share}"


def points(actual: Fraction, comparator: Fraction, series: Series) -> str:
    """``5.7 percentage points below``; ``less than 0.1 percentage points above`` where they are printed the same."""
    difference = (actual - comparator) * 100
    if not difference:
        return "equal to"
    side = "above" if difference > 0 else "below"
    return f"{apart(difference, series.decimals)} percentage points {side}"


class Sentence:
    """The sentence on a quarter that has a figure.

    projection: the year end as projected then, None to leave it out; and its likely range. beside: the decimals of the
    year to date, where they are more.
    """

    def __init__(
        self,
        observed: Observed,
        slot: Slot,
        against: Comparators,
        projection: Projected,
        beside: int | None = None,
    ) -> None:
        self.series, self.slot, self.against = observed.series, slot, against
        self.observed, (self.projection, self.likely) = observed, projection
        self.number = slot.quarter.number
        self.is_final = self.number == QUARTERS_A_YEAR
        self.year = observed.upto(self.number)
        self.to_date = None if self.series.kind.has_status else exact_year_to_date(self.year)
        self.beside = self.series.decimals if beside is None else beside

    def text(self) -> str:
        """The whole sentence."""
        kind = self.series.kind
        of_kind = {
            YearRule.SUM: self._count,
            YearRule.POOLED: self._rate if kind.is_proportion else self._ratio,
            YearRule.RATE: self._per_population,
            YearRule.LATEST: self._latest_rate
            if kind.is_pair
            else self._percentage
            if kind.is_proportion
            else self._level,
            YearRule.STATUS: self._milestone,
        }[kind.year]
        return " ".join(part for part in of_kind() if part)

    @property
    def marks(self) -> str:
        """The marks printed after the figure."""
        return "".join(f" {mark}" for mark in self.slot.marks)

    def _beside(self, difference: str, when: str) -> str:
        """``no change on last year``; nothing is compared across a break in recording."""
        if self.against.broken:
            return f"not comparable with {when.removeprefix('on ')} {BREAK_MARK}"
        return f"{difference} {when}"

    def _on_baseline(self, difference: str, baseline: str) -> str:
        """``no change on the baseline``; the same of a baseline from before a break."""
        if self.against.baseline_broken:
            return f"not comparable with the baseline {BREAK_MARK}"
        return f"{difference} {baseline}"

    @property
    def when(self) -> str:
        """``in Q3``; ``across Q2 to Q3`` for a figure of both: "from" reads as a change."""
        span = self.observed.span(self.number)
        return f"in {span}" if span == self.slot.quarter.short else f"across {span}"

    @property
    def period(self) -> str:
        """The name of the year's value, with its months. A ratio or a rate per population has no total."""
        before, kind = self.year.run.before, self.series.kind
        if self.is_final and (kind.is_added_up or kind.is_proportion):  # 382 of 1,188 are totals
            return "Year total"
        months = self.slot.quarter.months_from(before + 1)  # of a series that began in the year: July to …
        return "For the whole year" if self.is_final and not before else f"Year to date ({months})"

    def _count(self) -> list[str]:
        own, same_quarter = self.slot.value or Fraction(0), self.against.last_year_quarter
        first = f"{self._counted(own)} {self.when}{self.marks}"
        if self.number == 1:
            if same_quarter is not None:
                difference = self._change(own, same_quarter)
                first = f"{first}, {self._beside(difference, f'on {_SAME_QUARTER}')}"
            return [f"{first}.", *self._end()]
        if self.is_final and same_quarter is not None:
            mark = f" {BREAK_MARK}" * self.against.quarter_broken
            same = f"in the same {'quarter' if self.when[:3] == 'in ' else 'period'} last year{mark}"
            first = f"{first} ({self._text(same_quarter)} {same})"
        return [f"{first}.", self._to_date(), *self._end()]

    def _counted(self, value: Fraction) -> str:
        is_counted = self.series.kind.is_counted  # so are the events of a rate per population
        places = 0 if is_counted else self.series.places(value, self._places(value))
        return counted(value, events(self.series), places, self.series.unit_one)

    def _change(self, value: Fraction, comparator: Fraction) -> str:
        return change(value, comparator, self.series)

    def _text(self, value: Fraction) -> str:
        return self.series.text(value, self._places(value))

    def _places(self, value: Fraction) -> int:
        """The decimals of a value: of the year to date those that tell it from its target, as on the scorecard."""
        return max(self.beside if value == self.to_date else self.series.decimals, self.series.least_places)

    def _year_end(self, value: Fraction) -> str:
        return as_projected(self.series).text(value)

    def _to_date(self) -> str:
        """The year to date against last year; at year end the total against last year and the baseline."""
        if self.to_date is None:
            if self.series.role == "context":
                return ""
            known = [slot for slot in self.observed.slots[: self.number] if slot.state not in (GAP, NOT_BEGUN)]
            held = listed(slot.quarter.short for slot in known)
            return f"No year to date: {held} only." if len(known) < self.number else ""
        last, baseline = self.against.last_year_to_date, self.against.baseline
        comparisons = []
        if last is not None:
            whole = "last year" if self.is_final else _SAME_PERIOD
            comparisons.append(self._beside(self._change(self.to_date, last), f"on {whole}"))
        if self.is_final and baseline is not None and not self.observed.is_part_of_year:
            comparisons.append(self._on_baseline(self._change(self.to_date, baseline), "on the baseline"))
        start = f"{self.period} {self._text(self.to_date)}"
        return f"{start}, {' and '.join(comparisons)}." if comparisons else f"{start}."

    def _end(self) -> list[str]:
        """The projected year end, while the year is not over."""
        end = self.projection
        if self.is_final or end is None or end.value is None:
            return []
        early = " (early indication)" if self.number == 1 else ""
        projected = f"Projected year end {self._year_end(end.value)}{self._likely_words(end)}{early}"
        baseline = self.against.baseline
        if not baseline or not self.series.kind.is_added_up:
            return [f"{projected}."]
        if self.against.baseline_broken:
            return [f"{projected}, {self._on_baseline('', '')}."]
        share = (end.value - baseline) / baseline * 100
        if rounded(share, self.series.decimals) == 0:
            return [f"{projected}, equal to the baseline."]
        side = "above" if share > 0 else "below"
        return [f"{projected}, {shown(abs(share), self.series.decimals)}% {side} the baseline."]

    def _likely_words(self, end: YearEnd) -> str:
        """The likely range of the year end."""
        low, high = self.likely
        if low is None or high is None or end.value is None:
            return ""
        if low <= end.value <= high:
            return f" (likely {self._year_end(low)} to {self._year_end(high)})"
        return f" by {end.method}; by its own past likely {self._year_end(low)} to {self._year_end(high)}"

    def _rate(self) -> list[str]:
        slot = self.slot
        share = value_of(self.observed, slot)
        if slot.denominator is None:
            percent = self._share(slot.value or Fraction(0))
            return [f"{percent} in {slot.quarter.short}{self.marks}.", self._pooled()]
        pair = self._pair(slot.value, slot.denominator)
        level = f" ({percentage(share, self._places(share))})" if share is not None else ""
        if self.number == 1:
            level += self._apart(share, self.against.last_year_quarter, _SAME_QUARTER)
        return [f"{pair} {self.when}{self.marks}{level}.", self._pooled() if self.number > 1 else "", *self._end()]

    def _apart(self, value: Fraction | None, last: Fraction | None, when: str = _SAME_PERIOD) -> str:
        """``, 5.7 percentage points below the same period last year and equal to the baseline``."""
        if value is None:
            return ""
        comparisons = []
        if last is not None:
            comparisons.append(self._beside(points(value, last, self.series), when))
        if self.against.baseline is not None:
            difference = points(value, self.against.baseline, self.series)
            comparisons.append(self._on_baseline(difference, "the baseline"))
        return f", {' and '.join(comparisons)}" if comparisons else ""

    def _share(self, value: Fraction) -> str:
        """``73.0% of residents surveyed``."""
        return f"{shown(value * 100, self._places(value))}{share_of(self.series.unit)}"

    def _pooled(self) -> str:
        if self.to_date is None:
            return f"No year to date: {missing_words(self.observed, self.number, with_reasons=False)}."
        above, below = self.year.numerators.total, self.year.denominators.total
        start = f"{self.period} {shown(above)} of {shown(below)} ({percentage(self.to_date, self.beside)})"
        return f"{start}{self._apart(self.to_date, self.against.last_year_to_date)}."

    def _pair(self, above: Fraction | None, below: Fraction | None) -> str:
        unit = f" {self.series.unit}" if self.series.unit else ""
        return f"{shown(above or Fraction(0))} of {shown(below or Fraction(0))}{unit}"

    def _latest_rate(self) -> list[str]:
        """A rate over twelve months: never added up, so it is compared with the rate a year before."""
        slot, share = self.slot, value_of(self.observed, self.slot)
        first = f"{self._pair(slot.value, slot.denominator)} in the 12 months to {slot.quarter.short}{self.marks}"
        level = f" ({percentage(share, self._places(share))})" if share is not None else ""
        return [f"{first}{level}{self._apart(share, self.against.last_year_quarter)}."]

    def _ratio(self) -> list[str]:
        """A ratio, which may exceed 1: its value first, then numerator and denominator."""
        own, made = value_of(self.observed, self.slot), self._made_of(self.slot.value, self.slot.denominator)
        level = f"{self._counted(own)} {self.when}{self.marks} ({made})" if own is not None else ""
        first = level or f"{sentence_case(made)} {self.when}{self.marks}"
        if self.number > 1:
            return [f"{first}.", self._ratio_to_date(), *self._end()]
        return [f"{first}{self._changes(own, self.against.last_year_quarter, _SAME_QUARTER)}.", *self._end()]

    def _ratio_to_date(self) -> str:
        if self.to_date is None:
            return self._pooled() if not self.year.run.is_complete else ""
        made = self._made_of(self.year.numerators.total, self.year.denominators.total)
        changes = self._changes(self.to_date, self.against.last_year_to_date)
        return f"{self.period} {self._text(self.to_date)} ({made}){changes}."

    def _made_of(self, above: Fraction | None, below: Fraction | None) -> str:
        return f"{in_full(above or Fraction(0), self.series.unit)} divided by {in_full(below or Fraction(0))}"

    def _changes(self, value: Fraction | None, last: Fraction | None, when: str = _SAME_PERIOD) -> str:
        """``, an increase of 0.4 (+7.2%) on the same period last year and no change on the baseline``."""
        if value is None:
            return ""
        comparisons = []
        if last is not None:
            comparisons.append(self._beside(self._change(value, last), f"on {when}"))
        is_part = self.series.kind.is_cumulative and not self.is_final  # the baseline is a whole year's
        if self.against.baseline is not None and not is_part:
            comparisons.append(self._on_baseline(self._change(value, self.against.baseline), "on the baseline"))
        return f", {' and '.join(comparisons)}" if comparisons else ""

    def _percentage(self) -> list[str]:
        value = self.slot.value or Fraction(0)
        first = f"{self._share(value)} in {self.slot.quarter.short}{self.marks}"
        return [f"{first}{self._apart(value, self.against.last_year_quarter, _SAME_QUARTER)}."]

    def _level(self) -> list[str]:
        value = self.slot.value or Fraction(0)
        twelve = (" in the 12 months to", _SAME_PERIOD)
        period, when = twelve if self.series.kind.is_rolling else (" at the end of", _SAME_QUARTER)
        first = f"{self._counted(value)}{period} {self.slot.quarter.short}{self.marks}"
        return [f"{first}{self._changes(value, self.against.last_year_quarter, when)}."]

    def _per_population(self) -> list[str]:
        level = value_of(self.observed, self.slot)
        own = self._counted(self.slot.value or Fraction(0))
        first = f"{own} {self.when}{self.marks}"
        rate = f"{shown(level, self._places(level))} {per_residents(self.series)}" if level is not None else ""
        apart = self._changes(level, self.against.last_year_quarter, _SAME_QUARTER) if self.number == 1 else ""
        if apart:  # of the rate, which must stand beside it
            return [f"{first}: {rate}{apart}.", *self._end()]
        first += f" ({rate})" if rate else ""
        if self.number == 1 or self.to_date is None:
            return [f"{first}.", *self._end()]
        to_date = f"{self.period} {shown(self.to_date, self._places(self.to_date))} {per_residents(self.series)}"
        return [f"{first}.", f"{to_date}{self._changes(self.to_date, self.against.last_year_to_date)}.", *self._end()]

    def _milestone(self) -> list[str]:
        status = stated(self.observed, self.number)
        return [f"{self.slot.milestone} in {self.slot.quarter.short}{self.marks}, {status}."]
