"""What a figure may be compared with: last year, the quarter before, the year to date, the baseline, the target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlcsp.domain.figures import Figure
from xlcsp.domain.numbers import total_of
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Series
from xlcsp.domain.years import YearOfFigures, year_from
from xlcsp.measures.baseline import exact_profile
from xlcsp.measures.comparators import comparable_years
from xlcsp.measures.numbers import QUARTERS_A_YEAR, exact

_PARTS = ("a quarter of ", "half of ", "three quarters of ", "")
TO_DATE = "the baseline to date"  # by the quarters of earlier years, as the report has it
LAST_YEAR, PART = "the same quarter last year", "the same part of last year"


@dataclass(frozen=True, slots=True)
class Base:
    """A change that a commentary may mean: compared with what, the figure now, and then.

    is_share: whether the figures are percentages, whose changes may be said in points. is_of_cases: whether it is of
    the n of "n of m", which is meant less often. name: of the series, where its measure has several.
    """

    on: str
    now: Fraction
    then: Fraction
    is_share: bool = False
    is_of_cases: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Comparisons:
    """What a series' figures may be compared with. history: its earlier years. figures: those of this year."""

    series: Series
    history: Sequence[YearOfFigures]
    figures: Mapping[Quarter, Figure]

    def value(self, figure: Figure | None) -> Fraction | None:
        """The figure for comparison: a count, a level, or a proportion; None for a year to date."""
        if figure is None or figure.is_to_date:
            return None
        if self.series.kind.is_pair:
            pair = figure.numerator, figure.denominator
            return pair[0] / pair[1] if pair[0] is not None and pair[1] else figure.proportion
        return figure.proportion if self.series.kind.is_bare_percentage else figure.numerator

    def of_year(self, year: YearOfFigures, place: int) -> Fraction | None:
        """An earlier year's value, by the place of its quarter, counted from 0."""
        value, below = exact(year.quarters[place]), exact(year.denominators[place])
        if not self.series.kind.is_pair:
            return value
        return value / below if value is not None and below else None

    def before(self, own: Quarter) -> tuple[Quarter, Fraction | None]:
        """The quarter before and its value; for a first quarter last year's fourth."""
        before = own.plus(-1)
        if before.start == own.start:
            return before, self.value(self.figures.get(before))
        last = year_from(self.history, before.start)
        return before, self.of_year(last, QUARTERS_A_YEAR - 1) if last else None

    def bases(self, own: Quarter, now: Figure) -> list[Base]:
        """The possible comparisons of the quarter and the year to date; proportions in per cent."""
        series, last = self.series, year_from(self.history, own.start - 1)
        before, value_before = self.before(own)
        value = self.value(now)
        pairs: list[tuple[str, Fraction | None, Fraction | None]] = [
            (LAST_YEAR, value, self.of_year(last, own.number - 1) if last else None),
            (_named(before, own), value, value_before),
        ]
        if series.kind.is_cumulative:
            pairs += self._added_up(own, now, value, last)
        elif series.baseline is not None:
            pairs.append(("the baseline", value, Fraction(series.baseline)))
        if series.target is not None and not series.kind.is_cumulative:
            pairs.append(("the target", value, Fraction(series.target)))
        scale, is_share = (100 if series.is_proportion else 1), series.is_proportion
        simple = [
            Base(on, scale * value_now, scale * then, is_share)
            for on, value_now, then in pairs
            if value_now is not None and then is not None
        ]
        return [*simple, *self._pooled(own, now, last), *self._of_cases(own, now, last)]

    def _added_up(
        self, own: Quarter, now: Figure, value: Fraction | None, last: YearOfFigures | None
    ) -> Iterator[tuple[str, Fraction | None, Fraction | None]]:
        """The comparisons of what is added up; in a first quarter the year to date is the quarter."""
        quarters = [self.value(self.figures.get(Quarter(own.start, place))) for place in range(1, own.number + 1)]
        past = [self.of_year(last, place) for place in range(own.number)] if last else [None]
        to_date = now.numerator if now.is_to_date else total_of(quarters)
        is_later = own.number > 1 or value is None
        if is_later:
            yield PART, to_date, total_of(past)
        if self.series.baseline is not None:
            baseline = Fraction(self.series.baseline)
            value, to_date = (self._as_planned(number, now) for number in (value, to_date))
            yield "a quarter of the baseline", value, baseline / QUARTERS_A_YEAR
            if is_later:
                part = _PARTS[own.number - 1]
                yield f"{part}the baseline", to_date, baseline * own.number / QUARTERS_A_YEAR
                years = comparable_years(self.series, self.history, own.start)
                if part and years:
                    yield TO_DATE, to_date, exact_profile(baseline, own.number, years)

    def _as_planned(self, events: Fraction | None, now: Figure) -> Fraction | None:
        """The events as the plan's numbers have them: of a rate per population, per so many of them."""
        kind = self.series.kind
        if events is None or not kind.is_per_population:
            return events
        return events * kind.per / now.denominator if now.denominator else None

    def _pooled(self, own: Quarter, now: Figure, last: YearOfFigures | None) -> Iterator[Base]:
        """That of the year to date of "n of m"."""
        figures = [self.figures.get(Quarter(own.start, place)) for place in range(1, own.number + 1)]
        if not self.series.kind.is_pair or last is None or own.number == 1 or now.is_to_date:
            return
        n, m, n_then, m_then = (
            total_of([figure.numerator if figure else None for figure in figures]),
            total_of([figure.denominator if figure else None for figure in figures]),
            total_of([exact(value) for value in last.quarters[: own.number]]),
            total_of([exact(value) for value in last.denominators[: own.number]]),
        )
        if n is not None and n_then is not None and m and m_then:
            is_share = self.series.is_proportion
            scale = 100 if is_share else 1
            yield Base(PART, scale * n / m, scale * n_then / m_then, is_share)

    def _of_cases(self, own: Quarter, now: Figure, last: YearOfFigures | None) -> Iterator[Base]:
        """Those of the n and the m of "n of m"."""
        if not self.series.kind.is_pair or now.is_to_date:
            return
        place, before = own.number - 1, self.figures.get(own.plus(-1))
        previous = before if before is not None and not before.is_to_date else None
        past = (exact(last.quarters[place]), exact(last.denominators[place])) if last else (None, None)
        for value, then, earlier, which in (
            (now.numerator, past[0], previous.numerator if previous else None, ""),
            (now.denominator, past[1], previous.denominator if previous else None, " (out of how many)"),
        ):
            for on, base in ((LAST_YEAR, then), (_named(own.plus(-1), own), earlier)):
                if value is not None and base is not None:
                    yield Base(f"{on}{which}", value, base, is_of_cases=True)


def _named(before: Quarter, own: Quarter) -> str:
    """``Q1``; of another year ``2025/26 Q4``."""
    return before.short if before.start == own.start else str(before)
