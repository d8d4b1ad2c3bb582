"""The sheet of actions in a theme lead's form: the open actions, and five rows for new ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from xlcsp.domain.officers import ACTION_STATUSES, Action
from xlcsp.domain.periods import EXAMPLE
from xlcsp.errors import Problem
from xlcsp.files.cells import Book
from xlcsp.files.columns import Columns
from xlcsp.files.table import Faults, find_table
from xlcsp.forms.cells import LINE, Page, line_count
from xlcsp.forms.columns import FormColumn
from xlcsp.planbook.actions import ACTIONS, ENTERED, is_entered, read_action
from xlcsp.planbook.table import PlanRow

SHEET, HEADER = "Actions", 4  # the header's row, counted from 0
NEW = 5  # rows for new actions
COLUMNS = Columns(
    FormColumn("ref", "Ref", 9, "ref"),
    FormColumn("action", "Action", 66),
    FormColumn("owner", "Owner", 30, help=ACTIONS.columns["owner"].help),
    FormColumn("due", "Due", 18),
    FormColumn("status", "Status", 16, "choice", choices=ACTION_STATUSES),
    FormColumn("id", "Action id", 22, "id"),
)
_READ = ("action id", *ENTERED)
_HOW_TO = (
    "1. Bring up to date what is open: its status, and its day where that has moved. Done and Stopped end an action.",
    f"2. Enter up to {NEW} new actions: the measure's number, what is done, by which role (no person), and by when.",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the sheet asks. given: the open actions. start: the beginning of new ids. refs: the measures to choose from.

    day: an example of a due date, for the prompt.
    """

    title: str
    given: Sequence[Action]
    start: str
    refs: str
    day: date


def write_actions(asked: Asked, page: Page) -> None:
    """Writes the sheet, which is set up already."""
    sheet, styles = page.sheet, page.styles
    sheet.write_string(0, 0, asked.title, styles.title)
    for row, text in enumerate(_HOW_TO, 1):
        sheet.write_string(row, 0, text, styles.text)
    page.write_heads(HEADER, page.columns)
    row = HEADER
    for action in asked.given:
        row += 1
        page.write(row, "ref", action.ref, styles.ref)
        _write_row(page, row, action.id, action, asked.day)
    for number in range(1, NEW + 1):
        row += 1
        page.write(row, "ref", None, styles.filled_ref)
        page.allow(row, "ref", {"validate": "list", "source": f"={asked.refs}"})
        _write_row(page, row, f"{asked.start}-{number}", None, asked.day)
    sheet.repeat_rows(HEADER)
    sheet.print_area(0, 0, row, len(page.columns) - 1)


def _write_row(page: Page, row: int, key: str, action: Action | None, day: date) -> None:
    """The cells to fill in; those of an open action show what was last entered."""
    for name, value in (("action", action.text if action else None), ("owner", action.owner if action else None)):
        page.ask(row, page.columns[name], "words", value, page.columns[name].help)
    page.write_day(row, "due", action.due if action else None, page.styles.filled_day)
    page.allow(row, "due", {
        "validate": "date", "criteria": ">", "value": date(2000, 1, 1), "input_title": "Due",
        "input_message": f"A date, such as {day:%d/%m/%Y}.", "error_title": "Not a date",
        "error_message": "Enter the date as day/month/year.",
    })  # fmt: skip
    page.ask(row, page.columns["status"], "choice", action.status if action else None)
    page.write(row, "id", key, page.styles.id)
    texts = ((action.text, "action"), (action.owner, "owner")) if action else ()
    lines = max((line_count(text, page.columns[name].width) for text, name in texts), default=1)
    page.sheet.set_row(row, max(2, lines) * LINE + 6)


def read_form_actions(book: Book, name: str, signed: date | None) -> tuple[tuple[Action, ...], tuple[Problem, ...]]:
    """The actions entered in the form, and the faults of others. said: the day on which its lead signed it."""
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
