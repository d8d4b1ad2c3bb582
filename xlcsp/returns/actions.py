"""The sheet of actions in a theme lead's form, as it came back; ``lead_form`` writes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from xlcsp.domain.officers import ACTION_STATUSES, Action
from xlcsp.domain.periods import EXAMPLE
from xlcsp.errors import Problem
from xlcsp.files.cells import Book
from xlcsp.files.columns import Columns
from xlcsp.files.table import Faults, find_table
from xlcsp.forms.columns import FormColumn
from xlcsp.planbook.actions import ACTIONS, ENTERED, is_entered, read_action
from xlcsp.planbook.table import PlanRow

SHEET = "Actions"
COLUMNS = Columns(
    FormColumn("ref", "Ref", 9, "ref"),
    FormColumn("action", "Action", 66),
    FormColumn("owner", "Owner", 30, help=ACTIONS.columns["owner"].help),
    FormColumn("due", "Due", 18),
    FormColumn("status", "Status", 16, "choice", choices=ACTION_STATUSES),
    FormColumn("id", "Action id", 22, "id"),
)
_READ = ("action id", *ENTERED)


def read_form_actions(book: Book, name: str, signed: date | None) -> tuple[tuple[Action, ...], tuple[Problem, ...]]:
    """The actions entered in the form, and the faults of others. signed: the day on which its lead signed it."""
    faults = Faults(name, start=signed.year if signed else EXAMPLE)
    read = tuple(_actions(book, faults, signed))
    return read, tuple(replace(problem, code="action") for problem in faults.found)


def _actions(book: Book, faults: Faults, signed: date | None) -> Iterator[Action]:
    sheets = sorted(book.sheets.values(), key=lambda sheet: sheet.name != SHEET)
    tables = (find_table(sheet, _READ) for sheet in sheets)
    table = next((table for table in tables if table is not None and not table.missing), None)
    if table is None:
        return
    for each in table.rows(faults):
        row = PlanRow(each.sheet, each.number, each.columns, faults)
        if is_entered(row):
            action = read_action(row, None, signed)
            if action is not None:
                yield action
