"""``xlcsp refresh``: what the button does, without Excel, in the file itself; everything else keeps its bytes.

*Performance* has a row for each series of the plan; missing ones are filled down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from xlcsp.errors import WouldLoseParts
from xlcsp.files import write as files
from xlcsp.files.cells import Book, address
from xlcsp.files.read import read_book
from xlcsp.master.additions import SHEETS, with_additions
from xlcsp.master.collected import Collected
from xlcsp.master.live import READ, last_row, stored_values, without_row
from xlcsp.master.parts import Rule, Value, edit, formulas, named, named_cell, readers
from xlcsp.master.parts.fill_down import filled_down
from xlcsp.master.performance import PERFORMANCE
from xlcsp.master.sheets import COLLECTED, COMPARATORS, LATER_COMPARATORS
from xlcsp.master.start import ATTENTION, LINES, MESSAGE, Panel, attention_lines, places
from xlcsp.master.tables import row_height


@dataclass(frozen=True, slots=True)
class Rows:
    """The workbook with the rows. added: their ids. refused: why none was added, if so."""

    content: bytes
    added: Sequence[str] = ()
    refused: str = ""


def with_rows(file: str, content: bytes, book: Book) -> Rows:
    """Adds missing rows below the existing ones, which keep their order because officers refer to them.

    there: the sheets in the content. A table that has no room for them is left as it is.
    """
    lacking = without_row(book)
    if not lacking or PERFORMANCE.name not in book.sheets:
        return Rows(content)
    try:
        filled = filled_down(file, content, PERFORMANCE.name, lacking, PERFORMANCE.columns.headings)
    except WouldLoseParts as error:
        return Rows(content, refused=str(error))
    return Rows(filled, lacking)


def add_rows(path: Path) -> None:
    """Adds them to the file; if there is no room, *Start* says which rows are missing and what to do."""
    book = read_book(path, only=READ)
    if without_row(book):
        files.rewrite(path, lambda content: with_rows(path.name, content, book).content)


OWNED = tuple(layout.name for layout in COLLECTED)
_RULES = {
    layout.name: Rule(
        layout.columns.headings,
        ("id",) if layout.columns.headings[0] == "id" else (),
        later=LATER_COMPARATORS if layout is COMPARATORS else (),
    )
    for layout in COLLECTED
}


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The outcome for the master. own: cells of *Performance* with somebody's own formula.

    stale: by sheet, formula cells that show old values until a spreadsheet recalculates them. version: the one that
    made the master; formulas of other versions count as somebody's own.
    """

    own: Sequence[str]
    stale: Mapping[str, Sequence[str]]
    version: str


def refresh(path: Path, collected: Collected) -> Refreshed:
    """Writes the collected rows and the stored values of *Performance* into the master.

    Raises LockedWorkbook if somebody has it open, WouldLoseParts if anything that a person owns would be lost.
    """
    outcomes: list[Refreshed] = []

    def change(content: bytes) -> bytes:
        after, outcome = refreshed(path, content, collected)
        outcomes.append(outcome)
        return after

    files.rewrite(path, change)
    return outcomes[0]


def refreshed(path: Path, content: bytes, collected: Collected) -> tuple[bytes, Refreshed]:
    """The master's new content. Pure: the same content and rows give the same bytes."""
    book = read_book(path, only=READ)
    present = formulas(path.name, content, PERFORMANCE.name)
    left = [sheet.of.name for sheet in SHEETS if formulas(path.name, content, sheet.of.name)]
    collected = with_additions(collected, book, left)
    rules = _RULES | {
        sheet.of.name: Rule(
            sheet.of.columns.headings,
            sheet.keys,
            lets_go=True,
            through=last_row(book, sheet.of),
            height=partial(row_height, sheet.of) if sheet.wraps else None,
        )
        for sheet in SHEETS
    }
    values, own = stored_values(book, present, collected.tables)
    after = edit(
        path.name,
        content,
        tables={name: list(rows) for name, rows in collected.tables.items()},
        rules=rules,
        cells=_cells(path.name, content, book, collected),
        cached={PERFORMANCE.name: values} if values else {},
    )
    stale = readers(path.name, after, [*OWNED, "Start", PERFORMANCE.name], {PERFORMANCE.name: list(values)})
    return after, Refreshed(own, stale, version_of(path.name, content))


def version_of(file: str, content: bytes) -> str:
    """The version of xlcsp that made the workbook; empty if it does not say."""
    return named(file, content, "xlcsp_version").strip('="')


def panel_cells(rows: Sequence[Sequence[object]], panel: Panel) -> dict[str, Value]:
    """The cells of *Start* by address, wherever a person has moved the panel; lines that are gone are left out.

    rows: the sheet's cells.
    """
    label_places = places(rows)
    cells: dict[str, Value] = {}
    for name in LINES:
        if name in label_places:
            row, column = label_places[name]
            cells[address(row + 1, column + 2)] = (panel.lines or {}).get(name)
    if ATTENTION in label_places:
        row, column = label_places[ATTENTION]
        for at, (kind, text) in enumerate(attention_lines(panel), row + 2):
            cells[address(at, column + 1)], cells[address(at, column + 2)] = kind, text
    return cells


def _cells(file: str, content: bytes, book: Book, collected: Collected) -> dict[str, dict[str, Value]]:
    """The cells of the panel and the message, if the master has them."""
    cells: dict[str, dict[str, Value]] = {}
    if "Start" in book.sheets:
        cells["Start"] = panel_cells(book.sheets["Start"].rows, collected.panel)
    place = named_cell(file, content, MESSAGE)
    if place is not None:
        cells.setdefault(place[0], {})[place[1]] = collected.panel.message
    return cells
