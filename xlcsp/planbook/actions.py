"""The sheet *Actions*, and the rows of actions in a theme lead's form: read by one rule."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from xlcsp.domain.officers import ACTION_STATUSES, NOT_STARTED, Action
from xlcsp.files.cells import Book
from xlcsp.files.table import Faults
from xlcsp.planbook.table import PlanRow, rows

ENTERED = ("ref", "action", "owner", "due", "status")
COLUMNS = ("action id", *ENTERED, "updated")
SHEET = "Actions"


def read_actions(book: Book, refs: Collection[str], faults: Faults) -> tuple[Action, ...]:
    """The rows of the sheet, which may be absent. refs: the plan's measures.

    A completed action may be of a former one.
    """
    found: dict[str, Action] = {}
    for row in rows(book, SHEET, COLUMNS, faults, optional=True):
        key = row.identifier("action id")
        if not key:
            row.fault("action id", "action id is blank", do="Give the action its own, such as A1")
        one = read_action(row, refs, row.day("updated"))
        if one is None or not key:
            continue
        one = replace(one, file="")
        twin = found.setdefault(key, one)
        if twin is not one:
            row.fault("action id", f"{key} is already in {twin.cell}", do="Give each action its own")
    return tuple(found.values())


def read_action(row: PlanRow, refs: Collection[str] | None, updated: date | None) -> Action | None:
    """The action of the row; None if anything in it is wrong, which is added to the row's faults.

    refs: the plan's measures; None if they are looked up later.
    """
    before = len(row.faults.found)
    ref, status = row.identifier("ref"), row.word("status", ACTION_STATUSES, NOT_STARTED)
    for column, told in (
        ("action", "Say what is to be done"),
        ("owner", "Name the role that does it, no person"),
        ("due", "Enter the day by which it is to be done, such as 31/12/{start}"),
    ):
        if not row.text(column):
            row.fault(column, f"{column} is blank", do=told)
    due = row.day("due")
    one = Action(
        row.text("action id"), ref, row.text("action"), row.text("owner"), due or date.min, status, updated,
        row.faults.file, row.cell("action"),
    )  # fmt: skip
    if not ref or (refs is not None and ref not in refs and one.is_open):
        found = f'"{ref}" is not a ref of the sheet Measures' if ref else "ref is blank"
        row.fault("ref", found, do="Enter the number of a measure, such as 1.1")
    return one if len(row.faults.found) == before and due is not None else None


def is_entered(row: PlanRow) -> bool:
    """Whether the row has anything of an action besides its id and measure."""
    return any(row.text(column) for column in ENTERED if column != "ref")
