"""The rows of *Months*: earlier years as people entered them, and the months in this year's returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from xlcsp.domain.periods import Month, PeriodError, parse_month
from xlcsp.files.cells import Book
from xlcsp.master.collected import Cell, Collected, Row
from xlcsp.master.live import table_rows
from xlcsp.measures.numbers import number
from xlcsp.planbook.months import MONTHS
from xlcsp.report.model import SeriesReport

KEYS = ("id", "month")


def month_rows(series: Sequence[SeriesReport]) -> list[Row]:
    """The months in the returns of a report's year, including those of incomplete quarters."""
    return [row for one in series for row in _of_series(one)]


def _of_series(one: SeriesReport) -> Iterator[Row]:
    for slot in one.assessment.observed.slots:
        for month in slot.figure.months if slot.figure else ():
            above = month.proportion if month.numerator is None else month.numerator
            yield {
                "id": one.series.id,
                "month": str(month.month),
                "numerator": number(above),
                "denominator": number(month.denominator),
            }


def merged(book: Book, months: Sequence[Row]) -> list[Row]:
    """The table's rows with these months: known ones in their places, new ones below, others untouched."""
    new = {_key(row): row for row in months}
    found: list[Row] = []
    for row in table_rows(book, MONTHS):
        own = new.pop(_key(row), None)
        found.append(row if own is None else {**row, "numerator": own["numerator"], "denominator": own["denominator"]})
    return [*found, *new.values()]


def with_months(collected: Collected, book: Book, formulas: Mapping[str, str] | None = None) -> Collected:
    """Adds the rows of *Months*, if they change.

    book: the workbook's sheets. formulas: of its sheet *Months*; if a person uses some there, the sheet stays as it is.
    """
    if MONTHS.name not in book.sheets or formulas:
        return collected
    rows = merged(book, collected.months)
    if rows == table_rows(book, MONTHS):
        return collected
    return replace(collected, tables={**collected.tables, MONTHS.name: rows})


def _key(row: Mapping[str, Cell]) -> tuple[str, Month | str]:
    """The series and the month of a row, however the month is written."""
    try:
        return str(row["id"]), parse_month(row["month"])
    except PeriodError:
        return str(row["id"]), str(row["month"])
