"""The rows of *Actions*: updates from theme leads' forms go into the master, open actions into next year's."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from xlcsp.domain.officers import Action
from xlcsp.files.cells import Book
from xlcsp.master.collected import Cell, Collected, Row
from xlcsp.master.live import table_rows
from xlcsp.planbook.actions import ACTIONS
from xlcsp.report.model import Report
from xlcsp.report.officers import all_actions

KEYS = ("action id",)


def rows_of_forms(report: Report) -> list[Row]:
    """The actions as the forms have them; those from the sheet are there already."""
    return [_row(one) for _, one in all_actions(report) if one.file]


def with_actions(collected: Collected, book: Book, formulas: Mapping[str, str] | None = None) -> Collected:
    """Adds the rows of *Actions* that forms change: each in its place, new ones below, others untouched.

    book: the workbook's sheets. formulas: of its sheet *Actions*; if a person uses some there, the sheet stays as it
    is.
    """
    new = {str(row["action id"]): row for row in collected.actions}
    if ACTIONS.name not in book.sheets or formulas or not new:
        return collected
    rows = [{**row, **new.pop(str(row["action id"]), {})} for row in table_rows(book, ACTIONS)]
    return replace(collected, tables={**collected.tables, ACTIONS.name: [*rows, *new.values()]})


def open_actions(report: Report, retired: Collection[str]) -> tuple[Sequence[dict[str, Cell]], list[str]]:
    """The rows, and messages about actions left behind because their measure is retired. retired: ids of series."""
    carried = []
    notes = []
    for measure, one in all_actions(report):
        if one.is_open and all(each.series.id in retired for each in measure.series):
            notes.append(f"{measure.measure.ref} is retired; not carried over: {one.words}.")
        elif one.is_open:
            carried.append(_row(one))
    return carried, notes


def _row(one: Action) -> dict[str, Cell]:
    return {
        "action id": one.id, "ref": one.ref, "action": one.text, "owner": one.owner, "due": one.due,
        "status": one.status, "updated": one.updated,
    }  # fmt: skip
