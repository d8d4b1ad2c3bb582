"""The sheet *Overrides*: an officer's RAG states beside the computed ones, each with who, when and why."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from xlcsp.domain.officers import Override
from xlcsp.domain.periods import PeriodError, Quarter, parse_quarter, parse_year
from xlcsp.files.cells import Book
from xlcsp.files.columns import Columns
from xlcsp.files.table import Faults
from xlcsp.measures.rating import STATES
from xlcsp.planbook.sheet_of import SheetOf, column
from xlcsp.planbook.table import PlanRow, rows

_SAYS = "An override says why, by whom (the role) and when"
OVERRIDES = SheetOf(
    "Overrides",
    "An officer's state of a measure in a quarter: printed beside the computed RAG, never instead of it.",
    Columns(
        column("ref", 7, "id", tell="The measure's number, as in Measures."),
        column("year", 10, "id", tell="Financial year, such as {year}."),
        column("quarter", 9, choices=("Q1", "Q2", "Q3", "Q4")),
        column("state", 12, choices=STATES),
        column("reason", 60, tell="Why; it is printed."),
        column("who", 26, tell="The role that states it."),
        column("date", 13, "day", tell="When."),
    ),
)


def read_overrides(book: Book, refs: Collection[str], start: int, faults: Faults) -> tuple[Override, ...]:
    """The rows of the sheet, which may be absent. refs: the plan's measures; start: the plan's financial year."""
    overrides: dict[tuple[str, Quarter], Override] = {}
    for row in rows(book, OVERRIDES.name, OVERRIDES.columns.needed, faults, optional=True):
        ref, quarter, state, when = row.identifier("ref"), _quarter(row), row.word("state", STATES), _when(row)
        row.need("reason", "who", allowed=_SAYS)
        if quarter is None or (quarter.start == start and not _is_known(row, ref, refs)) or when is None:
            continue
        override = Override(ref, quarter, state, row.text("reason"), row.text("who"), when, row.cell("state"))
        twin = overrides.setdefault((ref, quarter), override)
        if twin is not override:
            row.fault("ref", f"{ref} has a state of {quarter} already in {twin.cell}", do="Remove one of the rows")
    return tuple(overrides.values())


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
    row.need("date", allowed=_SAYS)
    return row.day("date")
