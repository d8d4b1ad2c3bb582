"""The sheet *Corrections*: changes that the partnership makes after the returns."""

from __future__ import annotations

from collections.abc import Collection

from xlcsp.domain.figures import Correction
from xlcsp.domain.periods import QUARTERS, Month, PeriodError, Quarter, months_of, parse_quarter, parse_year
from xlcsp.files.cells import Book
from xlcsp.files.columns import Columns
from xlcsp.files.table import Faults
from xlcsp.planbook.sheet_of import SheetOf, column
from xlcsp.planbook.table import PlanRow, rows

FIELDS = ("figure", "out of", "percentage", "status", "reason", "commentary")
"""What is corrected, in the words of the form's columns."""
_EARLIER = {"numerator": "figure", "denominator": "out of", "%": "percentage"}
_MONTHS = tuple(month for number in QUARTERS for month in months_of(Quarter(2014, number)))
CORRECTIONS = SheetOf(
    "Corrections",
    "Changes made by the partnership after the returns; each says why, by whom and when. The program only reads it.",
    Columns(
        column("id", 14, "id"),
        column("year", 10, "id"),
        column(
            "quarter",
            9,
            choices=(*(f"Q{number}" for number in QUARTERS), *(month.name for month in _MONTHS)),
            tell="Q1 to Q4; of a monthly series the month, such as May.",
        ),
        column("field", 13, choices=FIELDS),
        column(
            "old",
            14,
            tell="The figure in the return. If it has changed, the correction is not applied and you are told.",
        ),
        column("new", 14, tell="The right figure."),
        column("reason", 44, tell="Why; it is printed."),
        column("who", 24, tell="The role that decided it."),
        column("date", 13, "day", tell="When."),
    ),
)


def read_corrections(book: Book, known: Collection[str], faults: Faults) -> tuple[Correction, ...]:
    """Its rows. known: the plan's series by id."""
    corrections = []
    for row in rows(book, CORRECTIONS.name, CORRECTIONS.columns.needed, faults):
        series = row.series(known)
        field = _EARLIER.get(row.text("field").lower()) or row.word("field", FIELDS)
        row.need("reason", "who", "date", allowed="A correction says why, by whom and when")
        try:
            quarter, month = _period(row)
        except PeriodError as error:
            row.fault("quarter", str(error))
            continue
        old, new = row.text("old"), row.text("new")
        where = f"{row.cell('id')}:{row.cell('date')}"
        signed = row.text("reason"), row.text("who"), row.day("date")
        corrections.append(Correction(series, quarter, field, old, new, *signed, where, month))
    return tuple(corrections)


def _period(row: PlanRow) -> tuple[Quarter, Month | None]:
    """The quarter, and the month if one is named: May, or May 2014. Raises PeriodError if it is neither."""
    text, start = row.text("quarter"), parse_year(row.text("year"))
    months = [month for number in QUARTERS for month in months_of(Quarter(start, number))]
    names = {name.casefold(): month for month in months for name in (month.name, month.name[:3], str(month))}
    month = names.get(text.casefold())
    return (parse_quarter(text, start), None) if month is None else (month.quarter, month)
