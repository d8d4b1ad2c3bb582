"""The blocks that a rebuild writes into the open workbook, worked out and checked before any cell is changed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from xlcsp.domain.places import column_number
from xlcsp.errors import WorkbookError
from xlcsp.files.cells import Book, Sheet, address
from xlcsp.files.links import Link, is_link
from xlcsp.files.write import midnight
from xlcsp.master.additions import SHEETS
from xlcsp.master.collected import Collected
from xlcsp.master.live import table_on
from xlcsp.master.refresh import panel_cells
from xlcsp.master.sheets import COLLECTED
from xlcsp.planbook.sheet_of import SheetOf

Block = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Write:
    """A block to write: its sheet, top left corner (from 1), the new cells and the present ones."""

    sheet: str
    row: int
    column: int
    cells: Block
    before: Block


def blocks(book: Any, contents: Book, collected: Collected) -> list[Write]:
    """All the blocks. there: the sheets of the open workbook.

    Raises WorkbookError if a person's cells would be overwritten, or would end up beside another series.
    """
    writes = [*_tables(book, contents, collected), *_panel(contents, collected)]
    _check_formulas(book, writes)
    return writes


def _tables(book: Any, contents: Book, collected: Collected) -> Iterator[Write]:
    """The rows of the collected sheets, at least as many as before.

    One block for each sheet, unless columns were moved.
    """
    for layout in written(collected):
        table = table_on(contents, layout)
        if table is None:
            continue
        sheet, first, columns = table.sheet, table.header, table.columns
        rows = collected.tables[layout.name]
        count = max(len(rows), _filled_rows(sheet, first, columns, _last_row(book, layout)))
        _check_room(contents.file, sheet, (first, len(rows)), columns, _last_row(book, layout))
        _check_beside(book, contents, layout, rows)
        names = {index: name for name, index in columns.items()}
        for run in _runs(columns):
            cells = [
                [typed(rows[at].get(names[index]) if at < len(rows) else None) for index in run] for at in range(count)
            ]
            before = [[sheet.value(first + 1 + at, index) for index in run] for at in range(count)]
            if count:
                yield Write(layout.name, first + 1, run[0], cells, before)


def written(collected: Collected) -> list[SheetOf]:
    """The sheets whose tables are written: the program's own; *Proposals*, *Months* and *Actions* where they change."""
    return [layout for layout in (*COLLECTED, *(sheet.of for sheet in SHEETS)) if layout.name in collected.tables]


def _last_row(book: Any, layout: SheetOf) -> int | None:
    """The last row of the sheet's table; None if it is no longer a table."""
    area = _area(book, layout)
    return None if area is None else int(area.last_cell.row)


def _area(book: Any, layout: SheetOf) -> Any:
    return next((table.range for table in book.sheets[layout.name].tables if table.name == f"t{layout.name}"), None)


def _check_room(file: str, sheet: Sheet, rows: tuple[int, int], columns: Mapping[str, int], last: int | None) -> None:
    """Raises WorkbookError if the rows need cells below the table that a person uses."""
    first, count = rows
    for number in range((last or first + count) + 1, first + count + 1):
        for index in columns.values():
            if sheet.value(number, index) is not None:
                raise WorkbookError(
                    f"{file}, {sheet.name}!{address(number, index)}: it is not empty, and the table above needs the "
                    "row. Move what is below the table, and press again."
                )


def _check_beside(book: Any, contents: Book, layout: SheetOf, rows: Sequence[Mapping[str, Any]]) -> None:
    """Raises WorkbookError if a person's cells in a table would end up beside another series."""
    read = table_on(contents, layout)
    area = _area(book, layout)
    if read is None or area is None or "id" not in read.columns:
        return
    whole = range(area.column, area.last_cell.column + 1)
    own, sheet = [column for column in whole if column not in read.columns.values()], book.sheets[layout.name]
    for at, number in enumerate(range(read.header + 1, area.last_cell.row + 1)):
        new = str(rows[at]["id"]) if at < len(rows) else ""
        if read.text(number, "id") == new:
            continue
        for column in own:
            if read.sheet.value(number, column) is not None and not is_formula(sheet, number, column):
                raise WorkbookError(
                    f"{contents.file}, {layout.name}!{address(number, column)}: what you keep there belongs to "
                    f"{read.text(number, 'id') or 'no series'}, and the row is now that of "
                    f"{new or 'none'}. Save, close, and run xlcsp refresh, which moves it along; or take it away."
                )


def is_formula(sheet: Any, row: int, column: int) -> bool:
    """Whether the cell of the open sheet has a formula."""
    with contextlib.suppress(NotImplementedError):
        return str(sheet.range((row, column)).formula).startswith("=")
    return False


def _filled_rows(sheet: Sheet, first: int, columns: Mapping[str, int], end: int | None) -> int:
    """How many rows of the table, below the header, have values of ours."""
    last = first
    for number in range(first + 1, (end or len(sheet.rows)) + 1):
        if any(sheet.value(number, index) is not None for index in columns.values()):
            last = number
    return last - first


def _runs(columns: Mapping[str, int]) -> list[list[int]]:
    """The columns as runs of neighbours; a single run unless somebody put their own column between them."""
    runs: list[list[int]] = []
    for index in sorted(columns.values()):
        if runs and index == runs[-1][-1] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _panel(contents: Book, collected: Collected) -> Iterator[Write]:
    """The panel on *Start*, as blocks of neighbouring rows."""
    sheet = contents.sheets.get("Start")
    if sheet is None:
        return
    places: dict[tuple[int, int], Any] = {}
    for at, value in panel_cells(sheet.rows, collected.panel).items():
        letters = at.rstrip("0123456789")
        places[int(at.removeprefix(letters)), column_number(letters)] = value
    left = min((column for _, column in places), default=0)
    for run in _runs({str(row): row for row, _ in places}):
        width = range(left, max(column for row, column in places if row in run) + 1)
        before = [[sheet.value(row, column) for column in width] for row in run]
        cells = [
            [typed(places.get((row, column), old)) for column, old in zip(width, line, strict=True)]
            for row, line in zip(run, before, strict=True)
        ]
        yield Write("Start", run[0], left, cells, before)


def _check_formulas(book: Any, writes: Sequence[Write]) -> None:
    """Raises WorkbookError if a person's formula would be overwritten."""
    for area in writes:
        with contextlib.suppress(NotImplementedError, AttributeError):
            block = cells_of(book, area).formula
            for row, line in enumerate(block if isinstance(block, tuple | list) else ((block,),)):
                cells = line if isinstance(line, tuple | list) else (line,)
                for column, text in enumerate(cells):
                    is_text = text == area.before[row][column]  # Excel returns a text's own letters as its formula
                    if isinstance(text, str) and text.startswith("=") and not is_text and not is_link(text):
                        at = address(area.row + row, area.column + column)
                        raise WorkbookError(
                            f"{area.sheet}!{at}: it holds a formula, which would be overwritten. The program fills "
                            "this cell. Put the formula into a column of its own, and press again."
                        )


def typed(value: Any) -> Any:
    """A value as passed to Excel: text stays text (1.1, 3/4 and =1+1 too); a link becomes a formula."""
    if isinstance(value, Link):
        return f"={value.formula}"
    if isinstance(value, str):
        return f"'{value}"
    if isinstance(value, date) and not isinstance(value, datetime):
        return midnight(value)
    return value


def cells_of(book: Any, block: Write) -> Any:
    """The cells of a block in the open workbook."""
    sheet = book.sheets[block.sheet]
    last = (block.row + len(block.cells) - 1, block.column + len(block.cells[0]) - 1)
    return sheet.range((block.row, block.column), last)
