"""The sheet *Overrides*: an officer's RAG states beside the computed ones, each with who, when and why."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from xlcsp.domain.officers import Override
from xlcsp.domain.periods import PeriodError, Quarter, parse_quarter, parse_year
from xlcsp.files.cells import Book
from xlcsp.files.table import Faults
from xlcsp.measures.rating import STATES
from xlcsp.planbook.table import PlanRow, rows

COLUMNS = ("ref", "year", "quarter", "state", "reason", "who", "date")
SHEET = "Overrides"
_SAYS = "An override says why, by whom (the role) and when"


def read_overrides(book: Book, refs: Collection[str], start: int, faults: Faults) -> tuple[Override, ...]:
    """The rows of the sheet, which may be absent. refs: the plan's measures; start: the plan's financial year."""
    found: dict[tuple[str, Quarter], Override] = {}
    for row in rows(book, SHEET, COLUMNS, faults, optional=True):
        ref, quarter, state, when = row.identifier("ref"), _quarter(row), row.word("state", STATES), _when(row)
        for column in ("reason", "who"):
            if not row.text(column):
                row.fault(column, f"{column} is blank", _SAYS, "Fill it in")
        if quarter is None or (quarter.start == start and not _is_known(row, ref, refs)) or when is None:
            continue
        one = Override(ref, quarter, state, row.text("reason"), row.text("who"), when, row.cell("state"))
        twin = found.setdefault((ref, quarter), one)
        if twin is not one:
            row.fault("ref", f"{ref} has a state of {quarter} already in {twin.cell}", do="Remove one of the rows")
    return tuple(found.values())


def _is_known(row: PlanRow, ref: str, refs: Collection[str]) -> bool:
    if ref in refs:
        return True
    found = f'"{ref}" is not a ref of the sheet Measures' if ref else "ref is blank"
    row.fault("ref", found, do="Correct the ref, or remove the row")
    return False


def _quarter(row: PlanRow) -> Quarter | None:
    column = "year"
    try:
        start = parse_year(row.text("year"))
        column = "quarter"
        return parse_quarter(row.text("quarter"), start)
    except PeriodError as error:
        row.fault(column, str(error))
        return None


def _when(row: PlanRow) -> date | None:
    if not row.text("date"):
        row.fault("date", "date is blank", _SAYS, "Fill it in")
    return row.day("date")
