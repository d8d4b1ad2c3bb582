"""What a figure may be compared with: last year, the quarter before, the year to date, the baseline, the target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlcsp.domain.benchmarks import Benchmark
from xlcsp.domain.figures import Figure, MonthFigure
from xlcsp.domain.numbers import is_money, total_of
from xlcsp.domain.periods import MONTHS_A_YEAR, Month, Quarter, months_of, year_label
from xlcsp.domain.plan import FREQUENCIES, HALF_YEARLY, Series
from xlcsp.domain.target import target_of
from xlcsp.domain.years import YearOfFigures, year_from
from xlcsp.measures.assess import part_of
from xlcsp.measures.baseline import exact_profile
from xlcsp.measures.comparators import comparable_years
from xlcsp.measures.numbers import QUARTERS_A_YEAR, exact

_PARTS = ("a quarter of ", "half of ", "three quarters of ", "")
IN_TARGET = "the number of the target"
TARGET_TO_DATE, TARGET_ALONE = "the target to date", "the target for the quarter"
EQUAL_PART = "a quarter of the target"
BASELINE_TO_DATE = "the baseline to date"  # by the quarters of earlier years, as the report has it
ON_LAST_YEAR, ON_PART = "the same quarter last year", "the same part of last year"
# names that a commentary may give to a figure, beside Q1 to Q4, 2013/14, a month's, and a benchmark's comparator
NOW, BEFORE, TO_DATE, TOTAL = "this quarter", "the quarter before", "to date", "total"
THIS_YEAR, LAST_YEAR, PROJECTED = "this year", "last year", "projected"
TARGET, PROFILE, BASELINE = "target", "profile", "baseline"
FIRST_HALF, SECOND_HALF, A_DAY, ROLLING = "first half", "second half", "at a day", "rolling"


@dataclass(frozen=True, slots=True)
class Base:
    """A change that a commentary may mean: compared with what, the figure now, and then.

    is_share: whether the figures are percentages, whose changes may be said in points. is_of_cases: whether it is of
    the n of "n of m", which is meant less often. in_pounds: whether they are pounds. name: of the series, where its
    measure has several. keys: the names that the comparison goes by; must: the one without which it is not meant.
    """

    on: str
    now: Fraction
    then: Fraction
    is_share: bool = False
    is_of_cases: bool = False
    in_pounds: bool = False
    name: str = ""
    keys: frozenset[str] = frozenset()
    must: str = ""


def meant(names: frozenset[str], bases: Sequence[Base]) -> list[Base]:
    """The comparisons that go by all these names; if none does, by any of them."""
    names |= {TARGET} if PROFILE in names else set()
    is_of_quarter = NOW in names and TO_DATE not in names
    possible = [
        base for base in bases
        if (not base.must or base.must in names) and not (is_of_quarter and base.on == ON_PART)
    ]  # fmt: skip
    of_all = [base for base in possible if names <= base.keys]
    return of_all or [base for base in possible if names & base.keys - {NOW, THIS_YEAR}]


@dataclass(frozen=True, slots=True)
class Comparisons:
    """What a series' figures may be compared with.

    history: its earlier years. figures: those of this year. benchmarks: the newest of each comparator.
    """

    series: Series
    history: Sequence[YearOfFigures]
    figures: Mapping[Quarter, Figure]
    benchmarks: Sequence[Benchmark] = ()

    def value(self, figure: Figure | MonthFigure | None) -> Fraction | None:
        """The figure for comparison: a count, a level, or a proportion; None for a year to date."""
        if figure is None or (isinstance(figure, Figure) and figure.is_to_date):
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

    def quarter_before(self, own: Quarter) -> Quarter:
        """The quarter of the figure before; of a half-yearly series the half-year's last."""
        return own.plus(-self.series.quarters_in(own.number))

    def before(self, own: Quarter) -> tuple[Quarter, Fraction | None]:
        """The quarter before and its value; for a first quarter last year's fourth."""
        before = self.quarter_before(own)
        if before.start == own.start:
            return before, self.value(self.figures.get(before))
        last = year_from(self.history, before.start)
        return before, self.of_year(last, QUARTERS_A_YEAR - 1) if last else None

    def sum_of(self, year: YearOfFigures, count: int) -> Fraction | None:
        """What the first quarters of an earlier year amount to, if its kind adds them up; all four: its total."""
        kind, places = (
            self.series.kind,
            [number - 1 for number in FREQUENCIES[self.series.frequency] if number <= count],
        )
        n, m = ([exact(row[place]) for place in places] for row in (year.quarters, year.denominators))
        above, below = total_of(n), total_of(m)
        if count == QUARTERS_A_YEAR:
            above, below = exact(year.year_total) or above, exact(year.denominator_total) or below
        if kind.is_pooled:
            return above / below if above is not None and below else None
        return above if kind.is_cumulative else None

    def to_date(self, own: Quarter, now: Figure) -> Fraction | None:
        """The year to date, if its kind has one."""
        kind = self.series.kind
        asked = [number for number in FREQUENCIES[self.series.frequency] if number <= own.number]
        figures = [self.figures.get(Quarter(own.start, number)) for number in asked]
        if not kind.has_year_to_date or (kind.is_pooled and now.is_to_date):
            return None
        if now.is_to_date:
            return now.numerator
        first = max((place for place, figure in enumerate(figures) if figure and figure.is_to_date), default=0)
        if any(figure is None for figure in figures[first:]):  # a year to date holds the quarters before it
            return None
        above, below = (
            total_of([getattr(figure, name) for figure in figures[first:]]) for name in ("numerator", "denominator")
        )
        if kind.is_pooled:
            return above / below if above is not None and below else None
        return above

    def months(self, own: Quarter) -> list[tuple[Month, Fraction]]:
        """The months of a monthly series up to the quarter, this year's and last year's, in order."""
        past = [month for year in self.history for month in year.months if year.start >= own.start - 1]
        figures = (self.figures.get(Quarter(own.start, number)) for number in range(1, own.number + 1))
        now = [month for figure in figures if figure is not None for month in figure.months]
        valued = ((each.month, self.value(each)) for each in (*past, *now))
        return [(month, value) for month, value in valued if value is not None]

    def targets(self, own: Quarter) -> list[tuple[str, Fraction, tuple[str, ...]]]:
        """The year's target and, of what grows over the year, the parts to date and of the quarter alone.

        Each with the names that it goes by; a part of whole events as it is printed, too.
        """
        demand = target_of(self.series)
        if demand is None or demand.is_range or demand.bound is None:
            return []
        years, keys = comparable_years(self.series, self.history, own.start), (TARGET, PROFILE, TO_DATE, own.short)
        found: list[tuple[str, Fraction, tuple[str, ...]]] = [("the target", demand.bound, (TARGET, TOTAL, TO_DATE))]
        for name, is_alone in ((TARGET_TO_DATE, False), (TARGET_ALONE, True)):
            part = part_of(self.series, own, demand, years, is_alone=is_alone).demand
            ways = (part.in_whole().bound, part.bound) if part is not None and self.series.kind.is_cumulative else ()
            found += [(name, bound, keys) for bound in dict.fromkeys(ways) if bound is not None]
        number = exact(self.series.target)
        if number is not None and self.series.target_rule in ("below", "above") and number != demand.bound:
            found.append((IN_TARGET, number, found[0][2]))  # below 900 of a count is at most 899
        known = {bound for _, bound, _ in found}
        is_shared_out = (
            self.series.kind.is_cumulative and self.series.target_profile is None
        )  # by shape, or in equal parts
        equal = self._equal_parts(own, demand.bound, "target") if is_shared_out else []
        return [*found, *((name, bound, keys) for name, bound in equal if bound not in known)]

    def projections(self, own: Quarter, now: Figure) -> list[tuple[str, Fraction]]:
        """Where what is added up may end the year, by the usual methods."""
        to_date, value, rest = self.to_date(own, now), self.value(now), QUARTERS_A_YEAR - own.number
        if to_date is None or not self.series.kind.is_added_up or not rest:
            return []
        last = year_from(self.history, own.start - 1)
        total, part = (self.sum_of(last, count) if last else None for count in (QUARTERS_A_YEAR, own.number))
        found = [(" in a straight line", to_date * QUARTERS_A_YEAR / own.number)]
        if value is not None:
            found.append((" with quarters like this one", to_date + rest * value))
        if total is not None and part:
            found += [
                (" by last year's shape", total * to_date / part),
                (" with last year's rest", to_date + total - part),
            ]
        return found

    def bases(self, own: Quarter, now: Figure) -> list[Base]:
        """The possible comparisons of the quarter and the year to date; proportions in per cent."""
        value, to_date = self.value(now), self.to_date(own, now)
        found = [*self._past(own, value, to_date), *self._planned(own, now, to_date), *self._by_month(own)]
        return [*found, *self._of_cases(own, now)]

    def names(self, quarter: Quarter, *, is_to_date: bool = False) -> tuple[str, ...]:
        """The names of a quarter's figure, or of the year up to it, beside its year: Q2, the first half, at a day."""
        is_of_half = is_to_date or self.series.frequency == HALF_YEARLY
        half = {2: (FIRST_HALF,), QUARTERS_A_YEAR: (SECOND_HALF,)}.get(quarter.number, ()) if is_of_half else ()
        half = half if quarter.number < QUARTERS_A_YEAR or not is_to_date else ()
        at_a_day = (A_DAY,) if self.series.kind.is_latest_only else ()
        return (quarter.short, quarter.year, *half, *at_a_day, *((ROLLING,) if self.series.kind.is_rolling else ()))

    def _base(self, on: str, now: Fraction | None, then: Fraction | None, *keys: str, must: str = "") -> Iterator[Base]:
        scale = 100 if self.series.is_proportion else 1
        if now is not None and then is not None:
            named = frozenset((*keys, NOW, THIS_YEAR, *((must,) if must else ())))
            is_share, in_pounds = self.series.is_proportion, is_money(self.series.unit)
            yield Base(on, scale * now, scale * then, is_share, in_pounds=in_pounds, keys=named, must=must)

    def _past(self, own: Quarter, value: Fraction | None, to_date: Fraction | None) -> Iterator[Base]:
        """Those with last year and with earlier quarters of this one."""
        last, (before, then) = year_from(self.history, own.start - 1), self.before(own)
        names = *self.names(own), LAST_YEAR, year_label(own.start - 1)
        yield from self._base(ON_LAST_YEAR, value, self.of_year(last, own.number - 1) if last else None, *names)
        more = () if before.start == own.start else (LAST_YEAR, before.year)
        yield from self._base(_named(before, own), value, then, *self.names(own), BEFORE, *self.names(before), *more)
        for number in range(1, before.number if before.start == own.start else 1):
            then, on = self.value(self.figures.get(Quarter(own.start, number))), f"Q{number}"
            yield from self._base(on, value, then, *self.names(own), must=on)
        if own.number > 1 or value is None:  # in a first quarter the year to date is the quarter
            then = self.sum_of(last, own.number) if last else None
            names = *names, *self.names(own, is_to_date=True)
            yield from self._base(
                ON_PART, to_date, then, *names, TO_DATE, *((TOTAL,) if own.number == QUARTERS_A_YEAR else ())
            )

    def _planned(self, own: Quarter, now: Figure, to_date: Fraction | None) -> Iterator[Base]:
        """Those with the baseline, the target and the benchmarks."""
        series, is_part = self.series, self.series.kind.is_cumulative
        value, to_date = (self._as_planned(number, now) for number in (self.value(now), to_date))
        if series.baseline is not None and not is_part:
            yield from self._base("the baseline", value, Fraction(series.baseline), BASELINE)
        for place, (on, then) in enumerate(self.baseline_parts(own)):
            yield from self._base(on, to_date if place else value, then, BASELINE, TO_DATE)
        for on, bound, keys in self.targets(own):
            is_alone = not is_part or on == TARGET_ALONE or (own.number > 1 and on == EQUAL_PART)
            yield from self._base(on, value if is_alone else to_date, bound, *keys, must=TARGET)
            if series.kind.is_pooled and own.number > 1:
                yield from self._base(f"{on} in the year to date", to_date, bound, *keys, must=TARGET)
        for benchmark in self.benchmarks:
            comparator = benchmark.comparator
            yield from self._base(comparator, value, Fraction(benchmark.value), own.short, must=comparator.casefold())

    def _by_month(self, own: Quarter) -> Iterator[Base]:
        """Each month of the quarter beside the month before and the same month of last year."""
        known = dict(self.months(own))
        for month in months_of(own):
            for then, name in ((month.plus(-1), BEFORE), (month.plus(-MONTHS_A_YEAR), LAST_YEAR)):
                on = f"{then} in {month.name}"
                yield from self._base(on, known.get(month), known.get(then), then.name, name, must=month.name)

    def baseline_parts(self, own: Quarter) -> list[tuple[str, Fraction]]:
        """The baseline of a quarter, of as many quarters, and to date by the quarters of earlier years."""
        if self.series.baseline is None or not self.series.kind.is_cumulative:
            return []
        baseline, years = Fraction(self.series.baseline), comparable_years(self.series, self.history, own.start)
        found = self._equal_parts(own, baseline, "baseline")
        if 1 < own.number < QUARTERS_A_YEAR and years:
            found.append((BASELINE_TO_DATE, exact_profile(baseline, own.number, years)))
        return found

    def _equal_parts(self, own: Quarter, whole: Fraction, name: str) -> list[tuple[str, Fraction]]:
        """The equal parts of a year's number that the quarter's figure and the year so far cover."""
        return [
            (f"{_PARTS[number - 1]}the {name}", whole * number / QUARTERS_A_YEAR)
            for number in sorted({self.series.quarters_in(own.number), own.number})
        ]

    def _as_planned(self, events: Fraction | None, now: Figure) -> Fraction | None:
        """The events as the plan's numbers have them: of a rate per population, per so many of them."""
        kind = self.series.kind
        if events is None or not kind.is_per_population:
            return events
        return events * kind.per / now.denominator if now.denominator else None

    def _of_cases(self, own: Quarter, now: Figure) -> Iterator[Base]:
        """Those of the n and the m of "n of m"."""
        if not self.series.kind.is_pair or now.is_to_date:
            return
        place, last, before = own.number - 1, year_from(self.history, own.start - 1), self.quarter_before(own)
        past: list[tuple[str, Fraction | None, Fraction | None, str, tuple[str, ...]]] = []
        if last is not None:
            of_last = exact(last.quarters[place]), exact(last.denominators[place])
            past.append((ON_LAST_YEAR, *of_last, "", (LAST_YEAR, year_label(last.start))))
        for number in range(1, own.number):
            quarter = Quarter(own.start, number)
            then, is_before = self.figures.get(quarter), quarter == before
            if then is not None and not then.is_to_date:
                must, more = ("", (BEFORE,)) if is_before else (quarter.short, ())
                past.append((quarter.short, then.numerator, then.denominator, must, (quarter.short, *more)))
        for on, above, below, must, keys in past:
            for value, other, which in (now.numerator, above, ""), (now.denominator, below, " (out of how many)"):
                if value is not None and other is not None:
                    known = frozenset((*keys, own.short, NOW, THIS_YEAR))
                    yield Base(f"{on}{which}", value, other, is_of_cases=True, keys=known, must=must)


def _named(before: Quarter, own: Quarter) -> str:
    """``Q1``; of another year ``2025/26 Q4``."""
    return before.short if before.start == own.start else str(before)
