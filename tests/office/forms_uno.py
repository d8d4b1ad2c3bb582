"""LibreOffice Calc as a person would use it; run by the system's Python, which has its UNO bridge.

    /usr/bin/python3 tests/office/forms_uno.py PROFILE < jobs.json > answers.json

A job: {"path", "fill": {"Return!D14": value}, "read": ["Return!A1:T20"], "save": [[path, filter]]}. Its answer:
for each range read, its rows as Calc shows them after calculating everything anew.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from started_uno import properties, started

ERRORS = 4  # com.sun.star.sheet.FormulaResult.ERROR


def cells(document, address):
    sheet, _, area = address.partition("!")
    return document.Sheets.getByName(sheet).getCellRangeByName(area)


def shown(area):
    """The area's values, row by row: numbers and texts; a formula's error as #ERR."""
    rows = [list(row) for row in area.getDataArray()]
    first = area.RangeAddress
    for wrong in area.queryFormulaCells(ERRORS).RangeAddresses:
        for row in range(wrong.StartRow, wrong.EndRow + 1):
            for column in range(wrong.StartColumn, wrong.EndColumn + 1):
                rows[row - first.StartRow][column - first.StartColumn] = "#ERR"
    return rows


def put(cell, value):
    if isinstance(value, dict):
        cell.Formula = value["formula"]
    elif isinstance(value, str):
        cell.String = value
    else:
        cell.Value = value


def done(desktop, job):
    document = desktop.loadComponentFromURL(Path(job["path"]).resolve().as_uri(), "_blank", 0, properties(Hidden=True))
    try:
        for address, value in job.get("fill", {}).items():
            put(cells(document, address), value)
        document.calculateAll()
        found = [shown(cells(document, address)) for address in job.get("read", [])]
        for path, kind in job.get("save", []):
            document.storeToURL(Path(path).resolve().as_uri(), properties(FilterName=kind))
        return found
    finally:
        document.close(True)


def main():
    jobs = json.load(sys.stdin)
    process, desktop, _ = started(sys.argv[1])
    try:
        answers = [done(desktop, job) for job in jobs]
    finally:
        try:
            desktop.terminate()
        except Exception:
            process.kill()
        process.wait(30)
    json.dump(answers, sys.stdout)


main()
