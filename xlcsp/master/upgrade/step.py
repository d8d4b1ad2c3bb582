"""What the steps of an upgrade share: their results, and the new master that is their target."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from xlcsp.errors import ReturnError
from xlcsp.files.cells import Book
from xlcsp.files.drafts import scratch
from xlcsp.files.read import read_book
from xlcsp.master.live import READ, last_row, table_rows
from xlcsp.master.new import settings_rows
from xlcsp.master.parts.book import Workbook, opened
from xlcsp.master.sheets import BY_PEOPLE, COLLECTED, COMPARATORS, FIGURES, MEASURES
from xlcsp.master.tables import Cell
from xlcsp.master.upgrade.earlier import SETTINGS as EARLIER
from xlcsp.master.workbook import Content, master_bytes
from xlcsp.planbook.master import unreadable
from xlcsp.planbook.settings import SETTINGS
from xlcsp.planbook.sheet_of import SheetOf

TABLES = (*BY_PEOPLE, *COLLECTED)  # sheets whose table is filled by people or by a rebuild


@dataclass(frozen=True, slots=True)
class Step:
    """The workbook after a step; None if it is as before. changes: what is new in it. kept: what stays, and why."""

    content: bytes | None = None
    changes: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """The target. fresh: a new master with this plan. book: the old master's cells as read."""

    fresh: Workbook
    book: Book
    partnership: str

    def last_row(self, layout: SheetOf) -> int:
        """The last row of the old master's table that has values."""
        return last_row(self.book, layout)


def read_content(name: str, content: bytes, only: Collection[str] = READ) -> Book:
    """The sheets of the plan and the program (or ``only`` these) in a workbook that is not a file yet."""
    with scratch() as folder:
        draft = folder / name
        draft.write_bytes(content)
        try:
            return read_book(draft, only=only)
        except ReturnError as error:
            raise unreadable(error) from error


def new_settings(book: Book) -> list[dict[str, Cell]]:
    """The rows of *Settings* that are newer than the first version and missing, without a value."""
    present = {str(row["setting"] or "").casefold() for row in table_rows(book, SETTINGS)} | {*EARLIER}
    rows = ({"setting": row["setting"], "meaning": row["meaning"]} for row in settings_rows({}, {}))
    return [row for row in rows if str(row["setting"]).casefold() not in present]


def target_of(name: str, book: Book, *, is_lite: bool) -> Target:
    """A new master with the old one's plan. is_lite: one for xlwings Lite."""
    tables: dict[str, list[dict[str, Any]]] = {
        layout.name: table_rows(book, layout) for layout in (MEASURES, SETTINGS, FIGURES, COMPARATORS)
    }
    tables["Settings"] += new_settings(book)  # so that the names of the new ones find their cells
    stated = next((row["value"] for row in tables["Settings"] if row.get("setting") == "partnership"), "")
    partnership = str(stated or "")
    content = Content(partnership, date(2000, 1, 1), tables, is_lite=is_lite)
    return Target(opened(name, master_bytes(content, name)), book, partnership)
