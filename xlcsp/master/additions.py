"""What a rebuild adds to three sheets that people keep.

*Proposals*: late figures that complete a year of *History*, for a person to enter. *Months*: the months in this year's
returns. *Actions*: updates from theme leads' forms; open actions also go into next year's master.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from xlcsp.domain.officers import Action
from xlcsp.domain.periods import QUARTERS, Month, PeriodError, parse_month, year_label
from xlcsp.domain.years import YearOfFigures
from xlcsp.files.cells import Book
from xlcsp.master.collected import Collected
from xlcsp.master.history import completed_cells
from xlcsp.master.live import table_rows
from xlcsp.master.panel import Row
from xlcsp.master.sheets import PROPOSALS
from xlcsp.master.tables import Cell
from xlcsp.measures.numbers import exact, number
from xlcsp.planbook import Master
from xlcsp.planbook.actions import ACTIONS
from xlcsp.planbook.months import MONTHS
from xlcsp.planbook.sheet_of import SheetOf
from xlcsp.report.model import Report, SeriesReport
from xlcsp.report.officers import all_actions

_HISTORY = "history"  # what the proposals of a rebuild are about


def additions(master: Master, report: Report) -> dict[str, Sequence[Row]]:
    """The rows by sheet. master: its present sheets."""
    return {
        PROPOSALS.name: [row for line in report.series for row in _proposals(line, master)],
        MONTHS.name: month_rows(report.series),
        ACTIONS.name: [_action(action) for _, action in all_actions(report) if action.file],  # others are there already
    }


def with_additions(collected: Collected, book: Book, left: Collection[str] = ()) -> Collected:
    """Adds the rows of those of the sheets that change.

    book: the workbook's sheets. left: sheets that stay as they are, since a person uses formulas there.
    """
    tables = dict(collected.tables)
    for sheet in SHEETS:
        name = sheet.of.name
        if name in book.sheets and name not in left:
            present = table_rows(book, sheet.of)
            now = sheet.merged(present, collected.added.get(name, ()))
            if now != present:
                tables[name] = now
    return replace(collected, tables=tables)


def _proposals(line: SeriesReport, master: Master) -> Iterator[Row]:
    """A row for each cell of *History* that the year's late figures fill or change."""
    known = {year.start: year for year in line.history}
    for year in master.history.get(line.series.id, ()):
        now = known.get(year.start, year)
        for column, value in completed_cells(year, now).items() if any(now.came_from) else ():
            what = f"{line.series.title}: {year_label(year.start)} {column}"
            yield {
                "about": _HISTORY, "id": line.series.id, "ref": line.series.ref, "what": what,
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


def _with_proposals(present: Sequence[Row], offered: Sequence[Row]) -> list[Row]:
    """The rows of other things, and below them those that are offered now."""
    names = PROPOSALS.columns.headings
    old = [row for row in present if row["about"] == _HISTORY]
    if [[row.get(name) for name in names] for row in old] == [[row.get(name) for name in names] for row in offered]:
        return list(present)
    return [*(row for row in present if row["about"] != _HISTORY), *offered]


def month_rows(series: Sequence[SeriesReport]) -> list[Row]:
    """The months in the returns of a report's year, including those of incomplete quarters."""
    return [row for line in series for row in _months(line)]


def _months(line: SeriesReport) -> Iterator[Row]:
    for slot in line.assessment.observed.slots:
        for month in slot.figure.months if slot.figure else ():
            above = month.proportion if month.numerator is None else month.numerator
            yield {
                "id": line.series.id,
                "month": str(month.month),
                "numerator": number(above),
                "denominator": number(month.denominator),
            }


def with_months(present: Sequence[Row], months: Sequence[Row]) -> list[Row]:
    """The rows with these months: known ones in their places, new ones below, others untouched."""
    new = {_month_of(row): row for row in months}
    known = []
    for row in present:
        own = new.pop(_month_of(row), None)
        known.append({**row, "numerator": own["numerator"], "denominator": own["denominator"]} if own else row)
    return [*known, *new.values()]


def _month_of(row: Mapping[str, Cell]) -> tuple[str, Month | str]:
    """The series and the month of a row, however the month is written."""
    try:
        return str(row["id"]), parse_month(row["month"])
    except PeriodError:
        return str(row["id"]), str(row["month"])


def _with_actions(present: Sequence[Row], entered: Sequence[Row]) -> list[Row]:
    """The rows with what forms say of them: each in its place, new ones below, others untouched."""
    new = {str(row["action id"]): row for row in entered}
    return [*({**row, **new.pop(str(row["action id"]), {})} for row in present), *new.values()]


def open_actions(report: Report, retired: Collection[str]) -> tuple[Sequence[dict[str, Cell]], list[str]]:
    """The rows, and messages about actions left behind because their measure is retired. retired: ids of series."""
    carried = []
    notes = []
    for measure, action in all_actions(report):
        if action.is_open and all(line.series.id in retired for line in measure.series):
            notes.append(f"{measure.measure.ref} is retired; not carried over: {action.words}.")
        elif action.is_open:
            carried.append(_action(action))
    return carried, notes


def _action(action: Action) -> dict[str, Cell]:
    return {
        "action id": action.id, "ref": action.ref, "action": action.text, "owner": action.owner, "due": action.due,
        "status": action.status, "updated": action.updated,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """One of the sheets. keys: the columns by which a row is known again. merged: its rows with the added ones.

    wraps: whether its rows grow with their texts.
    """

    of: SheetOf
    keys: Sequence[str]
    merged: Callable[[Sequence[Row], Sequence[Row]], list[Row]]
    wraps: bool = True


SHEETS = (
    Kept(PROPOSALS, ("about", "id", "what"), _with_proposals),
    Kept(MONTHS, ("id", "month"), with_months, wraps=False),
    Kept(ACTIONS, ("action id",), _with_actions),
)
