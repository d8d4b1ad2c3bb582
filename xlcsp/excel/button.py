"""The button *Rebuild report*: ``RunPython "import xlcsp.excel.button as b; b.rebuild()"``.

Reads the plan from the workbook as it is open (edits that are not saved count), makes the report, and writes what the
returns say into the workbook. Everything is worked out before a cell is written; a fault leaves the workbook as it was
and is told in one sentence. Books of Excel and of the remote engine alike.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from xlcsp.domain.numbers import is_number, plain_number
from xlcsp.errors import PlanError, WorkbookError, XlcspError
from xlcsp.files.cells import Book, CellError, Sheet, Value, address
from xlcsp.files.write import midnight
from xlcsp.master.collected import Collected
from xlcsp.master.live import READ, header, without_row
from xlcsp.master.refresh import panel_cells
from xlcsp.master.sheets import COLLECTED, SheetOf
from xlcsp.master.start import MESSAGE
from xlcsp.pipeline.rebuild import Rebuilt
from xlcsp.pipeline.rebuild import rebuild as made
from xlcsp.planbook import master_of

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

    What went wrong stands in the message cell of *Start*; it raises only where there is no workbook to write into.
    """
    said = "The report was not rebuilt, and nothing was changed."
    if book is None:
        book = _caller(said)
    try:
        there, done = _made(book)
        said = f"The report {done.written.path.name} was made, but this workbook was left as it was."
        _fill(book, there, done)
    except Exception as error:  # noqa: BLE001 - a traceback tells an officer nothing
        _tell(book, f"{said} {_sentence(error)}")
    else:
        _open(book, done.written.path)


def _caller(said: str) -> Any:
    """The button's own workbook; where there is none, one sentence for the dialog that Excel then shows."""
    try:
        import xlwings

        return xlwings.Book.caller()
    except Exception as error:  # noqa: BLE001 - whatever xlwings meets, the officer reads one sentence
        told = f"{said} Excel did not say for which workbook ({type(error).__name__}: {error}). Run xlcsp doctor."
        if any(one.startswith("--from_xl") for one in sys.argv):  # a process of its own: what it prints is shown
            raise SystemExit(told) from None
        raise WorkbookError(told) from None  # the server that stays: it must not end


def _made(book: Any) -> tuple[Book, Rebuilt]:
    """The workbook as it is open, and the report made from it."""
    path = Path(book.fullname)
    if not path.is_absolute() or not path.parent.is_dir():
        raise WorkbookError(
            f"{book.name}: it is not in a folder that this computer knows. Save it in one, and press again."
        )
    there = read_open(book)
    master = master_of(there, path)
    _check_sheets(there)
    now = datetime.now().astimezone()
    return there, made(master, master.settings.quarter, now, "the button", without_row(there))


def _fill(book: Any, there: Book, done: Rebuilt) -> None:
    """Writes the workbook's own sheets, all of them or none."""
    writes = [*_tables(book, there, done.collected), *_panel(there, done.collected)]
    _check_formulas(book, writes)
    with _not_calculating(book), _or_as_before(book, writes):
        for one in writes:
            _range(book, one).value = one.cells
        _resize(book, there, done.collected)
    message = done.collected.panel.message
    kept = f" A draft changed by hand was kept as {done.written.kept.name}." if done.written.kept else ""
    _tell(book, f"{message}{kept}")
    with contextlib.suppress(Exception):  # the cells are written; Excel calculates them as soon as it can
        book.app.calculate()


@contextlib.contextmanager
def _not_calculating(book: Any) -> Iterator[None]:
    """Excel would work out every row again for each block that is written."""
    before = None
    with contextlib.suppress(Exception):
        before = book.app.calculation
        book.app.calculation = "manual"
    try:
        yield
    finally:
        if before is not None:
            with contextlib.suppress(Exception):
                book.app.calculation = before


def read_open(book: Any) -> Book:
    """The sheets of an open workbook that the program reads, each in one block."""
    names = {sheet.name: sheet for sheet in book.sheets}
    sheets = {name: Sheet(name, _cells(names[name])) for name in READ if name in names}
    return Book(Path(book.name).name, "", sheets)


def _cells(sheet: Any) -> list[list[Value]]:
    last = sheet.used_range.last_cell
    block = sheet.range((1, 1), (last.row, last.column)).options(ndim=2, err_to_str=True).value
    return [[_value(one) for one in row] for row in block]


def _value(cell: Any) -> Value:
    """A cell as the file's reader would give it: currency and accounting formats come as Decimals."""
    if isinstance(cell, str):
        return CellError(cell) if cell in _ERRORS else cell
    return plain_number(cell) if is_number(cell) else cell


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


def _tables(book: Any, there: Book, collected: Collected) -> Iterator[_Write]:
    """The rows of the collected sheets, as long as the old ones at least; one block each, unless columns were moved."""
    for of in COLLECTED:
        sheet = there.sheets[of.name]
        place = header(sheet, of)
        if place is None:
            continue
        first, columns = place
        rows = collected.tables[of.name]
        count = max(len(rows), _held(sheet, first, columns, _last_row(book, of)))
        _check_room(there.file, sheet, (first, len(rows)), columns, _last_row(book, of))
        _check_beside(book, there, of, rows)
        names = {index: name for name, index in columns.items()}
        for run in _runs(columns):
            cells = [
                [_typed(rows[at].get(names[index]) if at < len(rows) else None) for index in run] for at in range(count)
            ]
            before = [[sheet.value(first + 1 + at, index) for index in run] for at in range(count)]
            if count:
                yield _Write(of.name, first + 1, run[0], cells, before)


def _last_row(book: Any, of: SheetOf) -> int | None:
    """The last row of the sheet's table; None where it is a table no longer."""
    areas = (table.range for table in book.sheets[of.name].tables if table.name == f"t{of.name}")
    return next((area.last_cell.row for area in areas), None)


def _check_room(file: str, sheet: Sheet, rows: tuple[int, int], columns: Mapping[str, int], last: int | None) -> None:
    """Raises WorkbookError where the rows need cells below the table in which a person keeps something."""
    first, count = rows
    for number in range((last or first + count) + 1, first + count + 1):
        for index in columns.values():
            if sheet.value(number, index) is not None:
                raise WorkbookError(
                    f"{file}, {sheet.name}!{address(number, index)}: it is not empty, and the table above needs the "
                    "row. Move what stands below the table, and press again."
                )


def _check_beside(book: Any, there: Book, of: SheetOf, rows: Sequence[Mapping[str, Any]]) -> None:
    """Raises WorkbookError where a person's cells in a table stand beside another series than before."""
    sheet = there.sheets[of.name]
    place = header(sheet, of)
    area = next((table.range for table in book.sheets[of.name].tables if table.name == f"t{of.name}"), None)
    if place is None or area is None or "id" not in place[1]:
        return
    first, columns = place
    own = [one for one in range(area.column, area.last_cell.column + 1) if one not in columns.values()]
    for at, number in enumerate(range(first + 1, area.last_cell.row + 1)):
        new = str(rows[at]["id"]) if at < len(rows) else ""
        if sheet.text(number, columns["id"]) == new:
            continue
        for column in own:
            if sheet.value(number, column) is not None and not _is_formula(book, of.name, number, column):
                raise WorkbookError(
                    f"{there.file}, {of.name}!{address(number, column)}: what you keep there belongs to "
                    f"{sheet.text(number, columns['id']) or 'no series'}, and the row is now that of "
                    f"{new or 'none'}. Save, close, and run xlcsp refresh, which moves it along; or take it away."
                )


def _is_formula(book: Any, sheet: str, row: int, column: int) -> bool:
    with contextlib.suppress(NotImplementedError):
        return str(book.sheets[sheet].range((row, column)).formula).startswith("=")
    return False


def _held(sheet: Sheet, first: int, columns: Mapping[str, int], end: int | None) -> int:
    """How many rows below the header, within the table, hold something of ours."""
    last = first
    for number in range(first + 1, (end or len(sheet.rows)) + 1):
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
                    is_text = text == one.before[row][column]  # Excel gives a text's own letters as its formula
                    if isinstance(text, str) and text.startswith("=") and not is_text:
                        at = address(one.row + row, one.column + column)
                        raise WorkbookError(
                            f"{one.sheet}!{at}: it holds a formula, which would be overwritten. The program fills this "
                            "cell. Put the formula into a column of its own, and press again."
                        )


@contextlib.contextmanager
def _or_as_before(book: Any, writes: Sequence[_Write]) -> Iterator[None]:
    """Where the block fails, all cells that were to be written and the tables' sizes are as they were."""
    tables = [table for of in COLLECTED for table in book.sheets[of.name].tables if table.name == f"t{of.name}"]
    areas = [table.range.address for table in tables]
    try:
        yield
    except Exception:
        for table, area in zip(tables, areas, strict=True):
            with contextlib.suppress(Exception):
                table.resize(table.parent.range(area))
        for one in writes:
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
