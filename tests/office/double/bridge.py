"""A Python macro of the test's profile, which passes what the double of xlwings' module asks to our own Python."""

import datetime as dt
import json
import os
import re
import subprocess
from pathlib import Path

DATES, ROWS, COLUMNS = 2, 1_000, 300  # com.sun.star.sheet.CellFlags.DATETIME; what is looked at of a sheet
FIRST_DAY = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's days have no zone
A_DATE = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.]+)?")
PYTHON, ROOT = os.environ.get("XLCSP_TEST_PYTHON", ""), os.environ.get("XLCSP_TEST_ROOT", "")


def file_exists(path):
    return Path(path).exists()


def run_python(command):
    """Runs what RunPython is given, on the open workbook as it stands, and writes into it what that says."""
    document = XSCRIPTCONTEXT.getDocument()  # noqa: F821 - given by LibreOffice
    program = [PYTHON, "-m", "tests.office.double.running", command]
    asked = json.dumps(_as_book(document))
    done = subprocess.run(program, input=asked, stdout=subprocess.PIPE, text=True, cwd=ROOT, check=False)
    if done.returncode:
        return -1
    for action in json.loads(done.stdout):
        if action["func"] == "setValues":
            _put(document.Sheets.getByIndex(action["sheet_position"]), action)
    return 0


def _as_book(document):
    """The open workbook in the form that xlwings' remote engine takes."""
    path = document.URL.removeprefix("file://").replace("%20", " ")
    sheets = [document.Sheets.getByIndex(index) for index in range(document.Sheets.Count)]
    active = document.CurrentController.ActiveSheet.RangeAddress.Sheet if document.CurrentController else 0
    return {
        "book": {"name": path, "active_sheet_index": active, "selection": "A1"},
        "names": list(_names(document)),
        "sheets": [{"name": one.Name, "values": _values(one), "pictures": [], "tables": []} for one in sheets],
    }


def _names(document):
    """The names that stand for cells."""
    for name in document.NamedRanges.ElementNames:
        target = document.NamedRanges.getByName(name).getReferredCells()
        if target is not None:
            sheet, _, address = target.AbsoluteName.replace("$", "").rpartition(".")
            index = target.RangeAddress.Sheet
            yield {"name": name, "sheet_index": index, "address": address, "book_scope": True,
                   "scope_sheet_name": sheet.strip("'"), "scope_sheet_index": index}  # fmt: skip


def _values(sheet):
    """The values from A1 on; dates as xlwings sends them."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.RangeAddress
    rows, columns = min(last.EndRow, ROWS), min(last.EndColumn, COLUMNS)
    used = sheet.getCellRangeByPosition(0, 0, columns, rows)
    values = [list(row) for row in used.DataArray]
    for area in used.queryContentCells(DATES).RangeAddresses:
        for row in range(area.StartRow, area.EndRow + 1):
            for column in range(area.StartColumn, area.EndColumn + 1):
                day = FIRST_DAY + dt.timedelta(days=values[row][column])
                values[row][column] = day.isoformat(timespec="milliseconds") + "Z"
    return values


def _put(sheet, action):
    """Writes a block of values; a date into a cell that shows one."""
    values = action["values"]
    column, row = action["start_column"], action["start_row"]
    block = sheet.getCellRangeByPosition(column, row, column + len(values[0]) - 1, row + len(values) - 1)
    block.setDataArray(tuple(tuple(map(_for_cell, line)) for line in values))
    for at, line in enumerate(values):
        for over, value in enumerate(line):
            if isinstance(value, str) and value.startswith("="):  # its own grammar separates arguments by semicolons
                block.getCellByPosition(over, at).Formula = value.replace('","', '";"')


def _for_cell(value):
    if isinstance(value, str) and A_DATE.fullmatch(value):
        return (dt.datetime.fromisoformat(value) - FIRST_DAY) / dt.timedelta(days=1)
    if isinstance(value, str):
        return value.removeprefix("'")  # by which Excel is told that it is text
    if value is None:
        return ""
    return float(value) if isinstance(value, bool | int) else value


g_exportedScripts = (file_exists, run_python)  # noqa: N816 - LibreOffice's name
