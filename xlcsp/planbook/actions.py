"""The sheet *Actions*, and the rows of actions in a theme lead's form: read by one rule."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from xlcsp.domain.officers import ACTION_STATUSES, NOT_STARTED, Action
from xlcsp.files.cells import Book
from xlcsp.files.columns import Columns
from xlcsp.files.table import Faults
from xlcsp.planbook.sheet_of import SheetOf, column
from xlcsp.planbook.table import PlanRow, rows

ENTERED = ("ref", "action", "owner", "due", "status")
ACTIONS = SheetOf(
    "Actions",
    "What is being done, by which role and when. The forms of the theme leads ask for it; they show what is open here.",
    Columns(
        column("action id", 20, "id", tell="Stays the same; such as A1."),
        column("ref", 7, "id", tell="The measure's number, as in Measures."),
        column("action", 60),
        column("owner", 26, tell="The role that does it, no person."),
        column("due", 13, "day", tell="The day by which it is to be done."),
        column("status", 14, choices=ACTION_STATUSES, tell="Blank: Not started."),
        column("updated", 13, "day", tell="When this was last said; a form that was signed later replaces the row."),
    ),
    frozen=1,
)


def read_actions(book: Book, refs: Collection[str], faults: Faults) -> tuple[Action, ...]:
    """The rows of the sheet, which may be absent. refs: the plan's measures.

    A completed action may be of a former one.
    """
    actions: dict[str, Action] = {}
    for row in rows(book, ACTIONS.name, ACTIONS.columns.needed, faults, optional=True):
        key = row.identifier("action id")
        if not key:
            row.fault("action id", "action id is blank", do="Give the action its own, such as A1")
        action = read_action(row, refs, row.day("updated"))
        if action is None or not key:
            continue
        action = replace(action, file="")
        twin = actions.setdefault(key, action)
        if twin is not action:
            row.fault("action id", f"{key} is already in {twin.cell}", do="Give each action its own")
    return tuple(actions.values())


def read_action(row: PlanRow, refs: Collection[str] | None, updated: date | None) -> Action | None:
    """The action of the row; None if anything in it is wrong, which is added to the row's faults.

    refs: the plan's measures; None if they are looked up later.
    """
    before = len(row.faults.found)
    ref, status = row.identifier("ref"), row.word("status", ACTION_STATUSES, NOT_STARTED)
    row.need("action", do="Say what is to be done")
    row.need("owner", do="Name the role that does it, no person")
    row.need("due", do="Enter the day by which it is to be done, such as 31/12/{start}")
    due = row.day("due")
    action = Action(
        row.text("action id"), ref, row.text("action"), row.text("owner"), due or date.min, status, updated,
        row.faults.file, row.cell("action"),
    )  # fmt: skip
    if not ref or (refs is not None and ref not in refs and action.is_open):
        found = f'"{ref}" is not a ref of the sheet Measures' if ref else "ref is blank"
        row.fault("ref", found, do="Enter the number of a measure, such as 1.1")
    return action if len(row.faults.found) == before and due is not None else None


def is_entered(row: PlanRow) -> bool:
    """Whether the row has anything of an action besides its id and measure."""
    return any(row.text(column) for column in ENTERED if column != "ref")
