"""The sheet *Populations*: estimates of residents, and which of them a rate of the plan uses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from xlcsp.domain.areas import Population
from xlcsp.domain.per import per_in
from xlcsp.domain.periods import PeriodError, parse_year
from xlcsp.domain.plan import Series
from xlcsp.domain.years import YearOfFigures
from xlcsp.files.cells import Book
from xlcsp.files.columns import Columns
from xlcsp.files.names import alike
from xlcsp.files.table import Faults
from xlcsp.measures.numbers import listed
from xlcsp.planbook.sheet_of import SheetOf, column
from xlcsp.planbook.table import PlanRow, rows

_MIDDLE = re.compile(r"(?:mid[- ]?)?(\d{4})", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
POPULATIONS = SheetOf(
    "Populations",
    "Estimates of residents (or of dwellings, employees), one row for each area, group and year; the column population "
    "of Measures names them.",
    Columns(
        column("area", 28, tell="As the column population of Measures names it, such as Havering."),
        column("group", 20, tell="Blank: all residents; else 10 to 17 or dwellings, named as Havering, 10 to 17."),
        column("year", 10, "id", tell="The year that the estimate is for: {start} is mid-{start}, for {year}."),
        column("population", 13, "figure", tell="A whole number of residents, or of what the rate is per."),
        column("source", 44, tell="Whose estimate it is, such as ONS."),
    ),
)


def read_populations(book: Book, faults: Faults) -> tuple[Population, ...]:
    """The rows of the sheet, which may be absent."""
    populations: dict[tuple[str, str, int], Population] = {}
    for row in rows(book, POPULATIONS.name, POPULATIONS.columns.needed, faults, optional=True):
        row.need("area", do="Name the area")
        row.need("source", do="Say whose estimate it is, such as ONS")
        year, residents = _year(row), _residents(row)
        if year is None or residents is None:
            continue
        entry = Population(residents, row.text("area"), row.text("group"), year, row.text("source"), row.cell("year"))
        twin = populations.setdefault((alike(entry.area), alike(entry.group), year), entry)
        if twin is not entry:
            row.fault("year", f"{entry.name} has {entry.middle} already in {twin.cell}", do="Remove one of the rows")
    return tuple(populations.values())


def _year(row: PlanRow) -> int | None:
    """The year whose middle the estimate is for: 2024, mid-2024, or as a financial year 2024/25."""
    text = row.text("year")
    middle = _MIDDLE.fullmatch(text)
    try:
        return parse_year(f"{middle[1]}/{(int(middle[1]) + 1) % 100:02}" if middle else text)
    except PeriodError:
        found = f'"{text}" is not a year' if text else "The year of the population is blank"
        row.fault("year", found, "A year, such as 2024 for mid-2024", "Enter the year that the estimate is for")
        return None


def _residents(row: PlanRow) -> int | None:
    value = row.number_or_none("population")
    if value is None or value < 1 or value % 1:
        if value is not None or not row.text("population"):
            found = f"{value} is not a number of residents" if value is not None else "The population is blank"
            row.fault("population", found, "A whole number above 0", "Enter the residents, such as 312400")
        return None
    return int(value)


def whom_of(row: PlanRow) -> str:
    """What a rate of that row is per: residents, unless its unit says otherwise."""
    return per_in(row.text("unit"))[1]


def named(row: PlanRow, column: str) -> Population | None:
    """The meaning of the plan's cell: a number of residents, or the name of a row of *Populations*."""
    text = row.text(column)
    if not text:
        return None
    is_number = isinstance(row.value(column), int | float | Decimal) or _NUMBER.fullmatch(text)
    value = row.number_or_none(column) if is_number else None
    if value is not None and (value < 1 or value % 1):
        allowed = "A whole number above 0, or an area of the sheet Populations"
        found, do = f"{text} is not a number of {whom_of(row)}", f"Enter the number of {whom_of(row)}, such as 312400"
        row.fault(column, found, allowed, do)
        return None
    return Population(int(value) if value is not None else None, "" if is_number else text, cell=row.cell(column))


def held_against(series: Series, row: PlanRow, known: Sequence[Population], start: int) -> Series:
    """The series with its population for the year, found by name; anything wrong is added to the row's faults.

    If there are several years, the same year's is used, else the last before it, else the first after it.
    """
    named = series.population
    if named is None or named.residents is not None or not series.kind.is_per_population:
        return series
    alike_named = [each for each in known if alike(each.name) == alike(named.area)]
    if not alike_named:
        names = dict.fromkeys(each.name for each in known)
        groups = [name for name in names if alike(name.split(", ")[0]) == alike(named.area)]
        allowed = f"It has {listed(groups or names)}" if names else "The sheet has no rows"
        do = f"Name one of them, enter the number of {whom_of(row)}, or add the row to the sheet Populations"
        row.fault("population", f'The sheet Populations has no row "{named.area}"', allowed, do)
        return series
    own = nearest(alike_named, start)
    others = tuple(each.residents for each in alike_named if each is not own)
    return replace(series, population=replace(own, others=others))


def nearest(estimates: Sequence[Population], start: int) -> Population:
    """The estimate, for one area and group, of that year, else the last before it, else the first after it."""
    before = [estimate for estimate in estimates if estimate.year is not None and estimate.year <= start]
    if before:
        return max(before, key=lambda estimate: estimate.year or 0)
    return min(estimates, key=lambda estimate: estimate.year or 0)


def with_residents(
    series: Series, years: tuple[YearOfFigures, ...], known: Sequence[Population]
) -> tuple[YearOfFigures, ...]:
    """Earlier years of a rate, each with its own year's residents if *History* has none."""
    own = series.population
    if own is None or own.residents is None:
        return years
    same = [each for each in known if alike(each.name) == alike(own.name)] if own.year is not None else [own]

    def filled(year: YearOfFigures) -> YearOfFigures:
        residents = Decimal(nearest(same, year.start).residents or 0) if len(same) > 1 else Decimal(own.residents or 0)
        if any(value is not None for value in (*year.denominators, year.denominator_total)):
            return year
        return replace(year, denominators=(residents,) * len(year.quarters), denominator_total=residents)

    return tuple(map(filled, years))
