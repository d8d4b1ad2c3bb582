"""The sheet *Months*: earlier years month by month. If *History* lacks a quarter, its months supply it.

Months of the current year come from returns: a rebuild writes them to the sheet, and they are not read from it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from xlcsp.domain.figures import MonthFigure, Source
from xlcsp.domain.kinds import Kind
from xlcsp.domain.months import Numbers, of_months
from xlcsp.domain.numbers import as_decimal
from xlcsp.domain.periods import QUARTERS, PeriodError, Quarter, parse_month, year_label
from xlcsp.domain.years import History, YearOfFigures
from xlcsp.files.cells import Book
from xlcsp.files.columns import Columns
from xlcsp.files.table import Faults
from xlcsp.planbook.history import check_numbers
from xlcsp.planbook.sheet_of import SheetOf, column
from xlcsp.planbook.table import PlanRow, rows

MONTHS = SheetOf(
    "Months",
    "Figures of monthly series, month by month. Earlier years are entered here, and supply the quarters that "
    "History lacks; this year's come from the returns.",
    Columns(
        column("id", 14, "id"),
        column("month", 16, "id", tell="Such as April {start}."),
        column("numerator", 12, "figure", tell="The month's figure; of a percentage 0.62 for 62%. Blank: not known."),
        column("denominator", 13, "figure", tell="Of a rate or ratio: what it is out of."),
    ),
    frozen=2,
)


def with_months(
    book: Book, history: History, known: Mapping[str, Kind], start: int, faults: Faults, *, retired: Collection[str]
) -> History:
    """The earlier years with their months, and with the quarters that the months supply.

    known: the kinds of the plan's series by id. start: the year in *Settings*, 0 if it is unknown. retired: ids of
    *History* that the plan no longer has.
    """
    if not start:
        return history
    by_series = _read(book, known, start, faults, retired)
    whole = dict(history)
    for series, months in by_series.items():
        years = {year.start: year for year in history.get(series, ())}
        for first in sorted({month.month.quarter.start for month in months}):
            own = [month for month in months if month.month.quarter.start == first]
            year = years.get(first) or YearOfFigures(first, (None,) * len(QUARTERS))
            years[first] = _filled(year, sorted(own, key=lambda month: month.month), series, known[series], faults)
        whole[series] = tuple(years[year] for year in sorted(years))
    return whole


def _read(
    book: Book, known: Mapping[str, Kind], start: int, faults: Faults, retired: Collection[str]
) -> dict[str, list[MonthFigure]]:
    by_series: dict[str, list[MonthFigure]] = {}
    first: dict[tuple[str, object], str] = {}
    for row in rows(book, MONTHS.name, MONTHS.columns.needed, faults, optional=True):
        series = row.series({*known, *retired})
        if series not in known:
            continue
        month = _figure(row, known[series])
        if month is None or month.month.quarter.start == start:
            continue
        if month.month.quarter.start > start:
            words = f"{month.month} is after the year {year_label(start)} of Settings"
            allowed = "This sheet is for earlier years; this year's months come from returns"
            row.fault("month", words, allowed, "Correct it")
            continue
        place = first.setdefault((series, month.month), row.cell("month"))
        if place != row.cell("month"):
            row.fault("month", f"{series} has {month.month} already in {place}", do="Remove one of the rows")
            continue
        by_series.setdefault(series, []).append(month)
    return by_series


def _figure(row: PlanRow, kind: Kind) -> MonthFigure | None:
    """The month of a row; None if it is blank, and so not known, or wrong."""
    try:
        month = parse_month(row.value("month") or "")
    except PeriodError as error:
        row.fault("month", str(error))
        return None
    above, below = row.number_or_none("numerator"), row.number_or_none("denominator")
    check_numbers(row, above, below, kind)
    if kind.is_pair and (above is None) != (below is None):
        lost = "denominator" if below is None else "numerator"
        row.fault(lost, f"The {lost} of {month} is blank", f"A {kind} has both", "Enter both, or neither")
        return None
    if above is None:
        return None
    source = Source("", MONTHS.name, row.cell("numerator"))
    n, m = Fraction(above), None if below is None else Fraction(below)
    if kind.is_bare_percentage:
        return MonthFigure(month, proportion=n, source=source)
    return MonthFigure(month, n, m, source=source)


def _filled(
    year: YearOfFigures, months: Sequence[MonthFigure], series: str, kind: Kind, faults: Faults
) -> YearOfFigures:
    """The year with its months, which supply the quarters that it lacks.

    A quarter that differs from them is a fault.
    """
    quarters, below = list(year.quarters), list(year.denominators)
    for number in QUARTERS:
        own = [month for month in months if month.month.quarter.number == number]
        numbers = of_months(kind, own)
        if numbers is None:
            continue
        above, out_of = _as_history(numbers)
        stated = quarters[number - 1]
        if stated is None:
            quarters[number - 1], below[number - 1] = above, out_of
        elif stated != above or (out_of is not None and below[number - 1] not in (None, out_of)):
            name, in_history = Quarter(year.start, number), f"{stated}{_of(below[number - 1])}"
            words = f"{series} {name} is {in_history} in History (row {year.row}); its months make {above}{_of(out_of)}"
            faults.add(MONTHS.name, own[0].source.cell, words, do="Correct the month or the quarter")
    return replace(year, quarters=tuple(quarters), denominators=tuple(below), months=tuple(months))


def _of(below: Decimal | None) -> str:
    return "" if below is None else f" of {below}"


def _as_history(numbers: Numbers) -> tuple[Decimal, Decimal | None]:
    n, m, share = numbers
    return as_decimal((share if n is None else n) or Fraction(0)), None if m is None else as_decimal(m)
