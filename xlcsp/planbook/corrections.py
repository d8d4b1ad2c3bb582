"""The sheet *Corrections*: changes that the partnership makes after the returns."""

from __future__ import annotations

from collections.abc import Collection

from xlcsp.domain.figures import Correction
from xlcsp.domain.periods import QUARTERS, Month, PeriodError, Quarter, months_of, parse_quarter, parse_year
from xlcsp.files.cells import Book
from xlcsp.files.table import Faults
from xlcsp.planbook.table import PlanRow, rows

COLUMNS = ("id", "year", "quarter", "field", "old", "new", "reason", "who", "date")
FIELDS = ("figure", "out of", "percentage", "status", "reason", "commentary")
"""What is corrected, in the words of the form's columns."""
_EARLIER = {"numerator": "figure", "denominator": "out of", "%": "percentage"}


def read_corrections(book: Book, known: Collection[str], faults: Faults) -> tuple[Correction, ...]:
    """Its rows. known: the plan's series by id."""
    found = []
    for row in rows(book, "Corrections", COLUMNS, faults):
        series = row.identifier("id")
        field = _EARLIER.get(row.text("field").lower()) or row.word("field", FIELDS)
        if series not in known:
            row.fault("id", f'"{series}" is not an id of the sheet Measures', do="Correct the id, or remove the row")
        for column in ("reason", "who", "date"):
            if not row.text(column):
                row.fault(column, f"{column} is blank", "A correction says why, by whom and when", "Fill it in")
        try:
            quarter, month = _period(row)
        except PeriodError as error:
            row.fault("quarter", str(error))
            continue
        old, new = row.text("old"), row.text("new")
        where = f"{row.cell('id')}:{row.cell('date')}"
        said = row.text("reason"), row.text("who"), row.day("date")
        found.append(Correction(series, quarter, field, old, new, *said, where, month))
    return tuple(found)


def _period(row: PlanRow) -> tuple[Quarter, Month | None]:
    """The quarter, and the month if one is named: May, or May 2014. Raises PeriodError if it is neither."""
    text, start = row.text("quarter"), parse_year(row.text("year"))
    months = [month for number in QUARTERS for month in months_of(Quarter(start, number))]
    names = {name.casefold(): month for month in months for name in (month.name, month.name[:3], str(month))}
    month = names.get(text.casefold())
    return (parse_quarter(text, start), None) if month is None else (month.quarter, month)
