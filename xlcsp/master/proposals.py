"""The offers of a rebuild on *Proposals*: late figures that complete a year of *History*, for a person to enter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from xlcsp.domain.periods import QUARTERS, year_label
from xlcsp.domain.years import YearOfFigures
from xlcsp.files.cells import Book
from xlcsp.master.collected import Cell, Collected, Row
from xlcsp.master.history import completed_cells
from xlcsp.master.live import table_rows
from xlcsp.master.sheets import PROPOSALS
from xlcsp.measures.numbers import exact, number
from xlcsp.planbook import Master
from xlcsp.report.model import Report, SeriesReport

ABOUT = "history"
KEYS = ("about", "id", "what")


def offers(master: Master, report: Report) -> list[Row]:
    """A row for each cell of *History* that the year's late figures fill or change. master: the present sheets."""
    return [line for one in report.series for line in _of_series(one, master)]


def _of_series(one: SeriesReport, master: Master) -> Iterator[Row]:
    known = {year.start: year for year in one.history}
    for year in master.history.get(one.series.id, ()):
        now = known.get(year.start, year)
        for column, value in completed_cells(year, now).items() if any(now.came_from) else ():
            what = f"{one.series.title}: {year_label(year.start)} {column}"
            yield {
                "about": ABOUT, "id": one.series.id, "ref": one.series.ref, "what": what,
                "now": _now(year, column), "proposed": value, "source": _source(now, column),
                "do": f"Enter it in History, row {year.row}, column {column}; new-year does so if nobody has",
            }  # fmt: skip


def _now(year: YearOfFigures, column: str) -> str:
    """The cell's present value."""
    totals = {"year_total": year.year_total, "D_total": year.denominator_total}
    place = int(column[1:]) - 1 if column not in totals else 0
    quarters = year.quarters if column.startswith("Q") else year.denominators
    value = totals[column] if column in totals else quarters[place]
    return "blank" if value is None else str(number(exact(value)))


def _source(year: YearOfFigures, column: str) -> str:
    """The cell of the return; for a total, what it is made of."""
    if column in {f"{letter}{place}" for letter in "QD" for place in QUARTERS}:
        return year.came_from[int(column[1:]) - 1]
    return f"The four quarters of {year_label(year.start)}"


def with_proposals(collected: Collected, book: Book, formulas: Mapping[str, str] | None = None) -> Collected:
    """Adds the rows of *Proposals*, if they change, below the existing ones.

    book: the workbook's sheets. formulas: of its sheet *Proposals*; if a person uses some there, the sheet stays as it
    is.
    """
    there = table_rows(book, PROPOSALS)
    if PROPOSALS.name not in book.sheets or formulas:
        return collected
    old = [one for one in there if one["about"] == ABOUT]
    new = [{name: row.get(name) for name in PROPOSALS.columns.headings} for row in collected.offers]
    if [_plain(one) for one in old] == [_plain(one) for one in new]:
        return collected
    kept = [one for one in there if one["about"] != ABOUT]
    return replace(collected, tables={**collected.tables, PROPOSALS.name: [*kept, *new]})


def _plain(row: Mapping[str, Cell]) -> tuple[Cell, ...]:
    return tuple(row.get(name) for name in PROPOSALS.columns.headings)
