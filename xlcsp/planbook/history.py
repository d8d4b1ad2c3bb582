"""The sheet *History*: earlier years, and the targets of a year that late figures complete; checks of its numbers."""

from __future__ import annotations

from decimal import Decimal

from xlcsp.domain.kinds import COUNT, Kind
from xlcsp.domain.plan import TARGET_RULES
from xlcsp.domain.years import History, YearOfFigures
from xlcsp.files.cells import Book
from xlcsp.files.columns import Columns
from xlcsp.files.table import Faults
from xlcsp.planbook.sheet_of import SheetOf, column, numbers
from xlcsp.planbook.table import YES_NO, PlanRow, rows
from xlcsp.planbook.targets import target_bounds


def check_figure(row: PlanRow, column: str, value: Decimal, kind: Kind) -> None:
    """Adds a fault if the kind cannot have such a figure."""
    if value < 0:
        row.fault(column, f"{value} is negative", "A recorded figure is 0 or more", "Correct it")
    elif not (kind.takes_decimals or kind.is_bare_percentage) and value % 1:
        row.fault(column, f"{value} is not a whole number", f"A {kind} is recorded in whole numbers", "Correct it")
    elif kind.is_bare_percentage and value > 1:
        row.fault(column, f"{value} is above 1", "A percentage is a proportion: 0.62 is 62%", f"Enter {value / 100}")


def check_pair(row: PlanRow, column: str, above: Decimal | None, below: Decimal | None, kind: Kind) -> None:
    """Adds a fault if n is greater than m where n is a part of m."""
    if kind.is_part and above is not None and below is not None and above > below:
        row.fault(column, f"{above} of {below} is not possible", "n is at most m", "Correct the pair")


def check_numbers(row: PlanRow, above: Decimal | None, below: Decimal | None, kind: Kind) -> None:
    """The same of a row's one figure, in the columns numerator and denominator."""
    for heading, value in (("numerator", above), ("denominator", below)):
        if value is not None:
            check_figure(row, heading, value, kind)
    check_pair(row, "numerator", above, below, kind)


HISTORY = SheetOf(
    "History",
    "Earlier years, one row for each series and year. D columns: the denominators of rates. Blank means not known.",
    Columns(
        column("id", 14, "id"),
        column("year", 10, "id", tell="Financial year, such as {last year}."),
        *numbers("Q1", "Q2", "Q3", "Q4"),
        column(
            "year_total", 10, "number", tell="The year's total, where it is known; it must be the sum of the quarters."
        ),
        *numbers("D1", "D2", "D3", "D4"),
        column("D_total", 10, "number", tell="Of a rate: the year's denominator."),
        column("origin", 52, needed=False),
        column("retired", 10, choices=YES_NO, needed=False),
        column(
            "target_rule",
            14,
            choices=TARGET_RULES,
            tell="Of a year that late figures complete (lag_quarters): how its target was meant.",
            needed=False,
        ),
        column(
            "target", 10, "number", tell="The target of that year, against which its outturn is held.", needed=False
        ),
        *numbers("green", "amber", needed=False),
    ),
    frozen=2,
)


def read_history(book: Book, known: dict[str, Kind], faults: Faults) -> tuple[History, set[str]]:
    """The earlier years, and the ids of retired series."""
    history: dict[str, dict[int, YearOfFigures]] = {}
    retired: set[str] = set()
    for row in rows(book, HISTORY.name, HISTORY.columns.needed, faults):
        series, start = row.identifier("id"), row.year("year")
        if series not in known and row.yes("retired", default=False):
            retired.add(series)
            continue
        row.series(known, "Correct the id, remove the row, or enter yes in the column retired")
        if start is None:
            if not row.text("year"):
                row.fault("year", "The year is blank", do="Enter the financial year, such as {last year}")
            continue
        if start in history.setdefault(series, {}):
            row.fault("year", f"{series} has the year {row.text('year')} twice", do="Remove one of the rows")
        history[series][start] = _year(row, start, known.get(series, COUNT))
    years_of = {series: tuple(years[start] for start in sorted(years)) for series, years in history.items()}
    return years_of, retired


def _year(row: PlanRow, start: int, kind: Kind) -> YearOfFigures:
    names = HISTORY.columns.needed[2:]
    values = [row.number_or_none(name) for name in names]
    for name, value in zip(names, values, strict=True):
        if value is not None:
            check_figure(row, name, value, kind)
    total, quarters, below = values[4], values[:4], values[5:]
    for name, above, of in zip(names, values[:5], below, strict=False):
        check_pair(row, name, above, of, kind)
    known = [value for value in quarters if value is not None]
    if kind.is_added_up and total is not None and len(known) == len(quarters) and sum(known) != total:
        row.faults.add(row.sheet.name, row.cell("year_total"), *_sum_words(sum(known), total))
    rule = row.word("target_rule", TARGET_RULES) if row.text("target_rule") else ""
    target, upper = target_bounds(row, "target") if rule else (None, None)
    green, amber = (row.number_or_none(name) for name in ("green", "amber"))
    return YearOfFigures(
        start, tuple(quarters), total, tuple(below[:4]), below[4], row.number, rule, target, upper, green, amber
    )


def _sum_words(added: object, total: object) -> tuple[str, str, str]:
    return (
        f"The year's total is {total}, but its four quarters add up to {added}",
        "The total of a count is the sum of its quarters; other kinds leave year_total blank",
        "Correct the quarter or the total",
    )
