"""Earlier years of a series as the sheet *History* has them, and the series with the target of such a year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from xlcsp.domain.figures import MonthFigure
from xlcsp.domain.months import MONTHS
from xlcsp.domain.periods import Quarter, year_label
from xlcsp.domain.plan import Series


@dataclass(frozen=True, slots=True)
class YearOfFigures:
    """An earlier year of a series, as in the *History* sheet.

    quarters, denominators: four values, None where missing. year_total, denominator_total: as stated there (they may be
    known where the quarters are not); row: the sheet's row, for tracing. target_rule, target, green, amber: its target,
    if late figures complete the year. came_from: for each quarter that the sheet lacks, the cell of the later return
    that gave it. months: those known from the sheet *Months*, in order.
    """

    start: int
    quarters: tuple[Decimal | None, ...]
    year_total: Decimal | None = None
    denominators: tuple[Decimal | None, ...] = (None, None, None, None)
    denominator_total: Decimal | None = None
    row: int = 0
    target_rule: str = ""
    target: Decimal | None = None
    target_upper: Decimal | None = None
    green: Decimal | None = None
    amber: Decimal | None = None
    came_from: tuple[str, ...] = ("", "", "", "")
    months: tuple[MonthFigure, ...] = ()

    @property
    def pairs(self) -> tuple[tuple[Decimal | None, Decimal | None], ...]:
        """Each quarter's number, and what it is out of."""
        return tuple(zip(self.quarters, self.denominators, strict=True))

    def place(self, quarter: int) -> str:
        """Where a quarter's figure was read: its own cell, or those of its months."""
        months = [month.source.cell for month in self.months if month.month.quarter.number == quarter]
        return f"Months!{months[0]}:{months[-1]}" if len(months) == MONTHS else f"History!{self.cell(quarter)}"

    def cell(self, quarter: int) -> str:
        """A quarter's own cell on *History*."""
        return f"{'CDEF'[quarter - 1]}{self.row}"

    def holds(self, quarter: Quarter) -> bool:
        """Whether that quarter's figure is known, or the year's total, which includes it."""
        return self.year_total is not None or self.quarters[quarter.number - 1] is not None


History = dict[str, tuple[YearOfFigures, ...]]
"""The earlier years by series id, oldest first."""


def year_from(years: Iterable[YearOfFigures], start: int) -> YearOfFigures | None:
    """The year that begins then; None if it is not among them."""
    return next((year for year in years if year.start == start), None)


def as_in(series: Series, year: YearOfFigures) -> Series:
    """The series with the target that *History* gives for an earlier year."""
    residents = next((number for number in (*year.denominators, year.denominator_total) if number), None)
    population = series.population
    is_other = residents is not None and series.residents not in (None, residents)
    if population is not None and residents is not None and is_other:  # History does not say whose estimate it was
        population = replace(population, residents=int(residents), year=None, source=year_label(year.start))
    unknown = "monitor" if series.target_rule == "monitor" else "to be set"
    is_untold = not year.target_rule and series.target_rule != "monitor"
    return replace(
        series,
        target_rule=year.target_rule or unknown,
        target=year.target,
        target_upper=year.target_upper,
        target_profile=None,
        green=year.green,
        amber=year.amber,
        population=population,
        benchmark=None,
        note=f"History does not say the target of {year_label(year.start)}" if is_untold else series.note,
    )
