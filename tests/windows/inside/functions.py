"""Asks xlwings' server for each case, as a cell does: functions.py CASES.json ANSWERS.json."""

import datetime as dt
import decimal
import json
import sys
from pathlib import Path

import excel
import pythoncom
import pywintypes
from win32com.client import VARIANT

WORKBOOK = r"C:\users\Café & Söhne's\master.xlsm"
LEFT_OUT = VARIANT(pythoncom.VT_ERROR, -2147352572)
ERRORS = {"#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029, "#NUM!": 2036, "#N/A": 2042}
KINDS = {
    "error": lambda name: ERRORS[name] - 0x7FF60000,  # pywin32 hands an error on as this very number
    "date": lambda day: pywintypes.Time(dt.datetime.fromisoformat(day)),
    "currency": lambda number: decimal.Decimal(str(number)),
    "boolean": bool,
}


def argument(given):
    """A range, one cell, or what is left out, as COM gives it."""
    if given == {"left": "out"}:
        return LEFT_OUT
    if isinstance(given, list):
        return tuple(tuple(cell(one) for one in row) for row in given)
    return cell(given)


def cell(given):
    """One cell as COM gives it."""
    if isinstance(given, dict):
        ((kind, value),) = given.items()
        return KINDS[kind](value)
    return given


cases = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
with excel.server(WORKBOOK) as server:
    answers = [
        server.CallUDF("xlcsp.excel.udfs", name, tuple(map(argument, arguments)), None, None)
        for name, arguments in cases
    ]
Path(sys.argv[2]).write_text(json.dumps(answers), encoding="utf-8")
