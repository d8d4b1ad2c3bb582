"""The button *Rebuild report*: ``RunPython "import xlcsp.excel.button as b; b.rebuild()"``.

Reads the plan from the workbook as it is open (edits that are not saved count), makes the report, and writes what the
returns say into the workbook. Everything is worked out before a cell is written; a fault leaves the workbook as it was
and is told in one sentence. Books of Excel and of the remote engine alike.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from xlcsp.cells import Book, CellError, Sheet, Value, address
from xlcsp.errors import PlanError, WorkbookError, XlcspError
from xlcsp.files import midnight
from xlcsp.master.collected import Collected
from xlcsp.master.live import READ, header, without_row
from xlcsp.master.refresh import panel_cells
from xlcsp.master.sheets import COLLECTED, SheetOf
from xlcsp.master.start import MESSAGE
from xlcsp.planbook import master_of
from xlcsp.rebuild import rebuild as made

_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!")
Block = list[list[Any]]


@dataclass(frozen=True, slots=True)
class _Write:
    """A block to be written: its sheet, top left corner (from 1), the new cells and those that are there."""

    sheet: str
    row: int
    column: int
    cells: Block
    before: Block


def rebuild(book: Any = None) -> None:
    """Rebuilds the report from the workbook that is open. book: an ``xlwings.Book``; the button's own without it.

    It never raises: what went wrong stands in the message cell of *Start*.
    """
    if book is None:
        import xlwings

        book = xlwings.Book.caller()
    try:
        path = _rebuilt(book)
    except Exception as error:  # noqa: BLE001 - a traceback tells an officer nothing
        _tell(book, f"The report was not rebuilt, and nothing was changed. {_sentence(error)}")
    else:
        _open(book, path)


def _rebuilt(book: Any) -> Path:
    """Makes the report and writes the workbook's own sheets; returns the report's path."""
    path = Path(book.fullname)
    if not path.is_absolute() or not path.parent.is_dir():
        raise WorkbookError(
            f"{book.name}: it is not in a folder that this computer knows. Save it in one, and press again."
        )
    there = read_open(book)
    master = master_of(there, path)
    _check_sheets(there)
    done = made(master, master.settings.quarter, datetime.now().astimezone(), "the button", without_row(there))
    writes = [*_tables(there, done.collected), *_panel(there, done.collected)]
    _check_formulas(book, writes)
    _write(book, writes)
    _resize(book, there, done.collected)
    message = done.collected.panel.message
    kept = f" A draft changed by hand was kept as {done.kept.name}." if done.kept else ""
    _tell(book, f"{message}{kept}")
    book.app.calculate()
    return done.path


def read_open(book: Any) -> Book:
    """The sheets of an open workbook that the program reads, each in one block."""
    names = {sheet.name: sheet for sheet in book.sheets}
    sheets = {name: Sheet(name, _cells(names[name])) for name in READ if name in names}
    return Book(Path(book.name).name, "", sheets)


def _cells(sheet: Any) -> list[list[Value]]:
    last = sheet.used_range.last_cell
    block = sheet.range((1, 1), (last.row, last.column)).options(ndim=2, err_to_str=True).value
    return [[CellError(one) if one in _ERRORS else one for one in row] for row in block]


def _check_sheets(there: Book) -> None:
    """Raises WorkbookError where a collected sheet or one of its columns is not there."""
    for of in COLLECTED:
        sheet = there.sheets.get(of.name)
        place = header(sheet, of) if sheet else None
        missing = [one.name for one in of.columns if place and one.name not in place[1]]
        if place is None or missing:
            what = f'has no column "{missing[0]}"' if missing else "has no table with its columns"
            do = "Restore it, or copy the sheet from a new master (xlcsp new)"
            raise WorkbookError(f'{there.file}: the sheet "{of.name}" {what}. {do}.')


def _tables(there: Book, collected: Collected) -> Iterator[_Write]:
    """The rows of the collected sheets, as long as the old ones at least; one block each, unless columns were moved."""
    for of in COLLECTED:
        sheet = there.sheets[of.name]
        place = header(sheet, of)
        if place is None:
            continue
        first, columns = place
        rows = collected.tables[of.name]
        count = max(len(rows), _held(sheet, first, columns))
        names = {index: name for name, index in columns.items()}
        for run in _runs(columns):
            cells = [
                [_typed(rows[at].get(names[index]) if at < len(rows) else None) for index in run] for at in range(count)
            ]
            before = [[sheet.value(first + 1 + at, index) for index in run] for at in range(count)]
            if count:
                yield _Write(of.name, first + 1, run[0], cells, before)


def _held(sheet: Sheet, first: int, columns: Mapping[str, int]) -> int:
    """How many rows below the header hold something of ours."""
    last = first
    for number in range(first + 1, len(sheet.rows) + 1):
        if any(sheet.value(number, index) is not None for index in columns.values()):
            last = number
    return last - first


def _runs(columns: Mapping[str, int]) -> list[list[int]]:
    """The columns as runs of neighbours: one, as long as nobody put a column of their own between them."""
    runs: list[list[int]] = []
    for index in sorted(columns.values()):
        if runs and index == runs[-1][-1] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _panel(there: Book, collected: Collected) -> Iterator[_Write]:
    """The panel on *Start*, as blocks of neighbouring rows."""
    sheet = there.sheets.get("Start")
    if sheet is None:
        return
    places: dict[tuple[int, int], Any] = {}
    for at, value in panel_cells(sheet.rows, collected.panel).items():
        column = sum((ord(letter) - 64) * 26**power for power, letter in enumerate(reversed(at.rstrip("0123456789"))))
        places[int(at.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), column] = value
    left = min((column for _, column in places), default=0)
    for run in _runs({str(row): row for row, _ in places}):
        width = range(left, max(column for row, column in places if row in run) + 1)
        before = [[sheet.value(row, column) for column in width] for row in run]
        cells = [
            [_typed(places.get((row, column), old)) for column, old in zip(width, line, strict=True)]
            for row, line in zip(run, before, strict=True)
        ]
        yield _Write("Start", run[0], left, cells, before)


def _typed(value: Any) -> Any:
    """A value as Excel is handed it: text stays text (1.1 no number, 3/4 no date, =1+1 no formula)."""
    if isinstance(value, str):
        return f"'{value}"
    if isinstance(value, date) and not isinstance(value, datetime):
        return midnight(value)
    return value


def _check_formulas(book: Any, writes: Sequence[_Write]) -> None:
    """Raises WorkbookError where a person's formula would be overwritten."""
    for one in writes:
        with contextlib.suppress(NotImplementedError, AttributeError):
            found = _range(book, one).formula
            for row, line in enumerate(found if isinstance(found, tuple | list) else ((found,),)):
                cells = line if isinstance(line, tuple | list) else (line,)
                for column, text in enumerate(cells):
                    if isinstance(text, str) and text.startswith("="):
                        at = address(one.row + row, one.column + column)
                        raise WorkbookError(
                            f"{one.sheet}!{at}: it holds a formula, which would be overwritten. The program fills this "
                            "cell. Put the formula into a column of its own, and press again."
                        )


def _write(book: Any, writes: Sequence[_Write]) -> None:
    """Writes the blocks; where one fails, those before it get their old cells back."""
    written: list[_Write] = []
    try:
        for one in writes:
            written.append(one)
            _range(book, one).value = one.cells
    except Exception:
        for one in written:
            with contextlib.suppress(Exception):
                _range(book, one).value = [[_typed(cell) for cell in row] for row in one.before]
        raise


def _range(book: Any, one: _Write) -> Any:
    sheet = book.sheets[one.sheet]
    last = (one.row + len(one.cells) - 1, one.column + len(one.cells[0]) - 1)
    return sheet.range((one.row, one.column), last)


def _resize(book: Any, there: Book, collected: Collected) -> None:
    """Makes the tables as long as their rows; a table without rows keeps one."""
    for of in COLLECTED:
        place = header(there.sheets[of.name], of)
        for table in book.sheets[of.name].tables:
            if place is None or table.name != f"t{of.name}":
                continue
            area = table.range
            last = area.row + max(len(collected.tables[of.name]), 1)
            table.resize(book.sheets[of.name].range((area.row, area.column), (last, area.last_cell.column)))
        _fit_rows(book, of, collected)


def _fit_rows(book: Any, of: SheetOf, collected: Collected) -> None:
    if of.name == "Attention" and collected.tables[of.name]:
        book.sheets[of.name].used_range.rows.autofit()


def _tell(book: Any, message: str) -> None:
    """Writes the sentence into the message cell and shows it; a workbook that has lost the cell gets a dialog."""
    try:
        place = book.names[MESSAGE].refers_to_range
        place.value = _typed(message)
        place.sheet.activate()
    except Exception:  # noqa: BLE001 - whatever is wrong with the name, the officer must read the message
        with contextlib.suppress(Exception):
            book.app.alert(message, title="xlcsp")


def _open(book: Any, path: Path) -> None:
    """Opens the report beside the workbook, where the engine is an Excel on this desk."""
    if getattr(book.app.engine, "type", "") == "desktop":
        with contextlib.suppress(Exception):  # the report is there; *Start* says where
            book.app.books.open(str(path))


def _sentence(error: Exception) -> str:
    """The error as one sentence or two: the first of a plan's faults, and how many more there are."""
    if isinstance(error, PlanError):
        more = f" And {len(error.faults) - 1} more: run xlcsp check." if len(error.faults) > 1 else ""
        return f"{error.faults[0]}{more}"
    if isinstance(error, XlcspError | OSError):
        return str(error)
    return f"This is a fault of the program ({type(error).__name__}: {error}); please report it."
