"""``python -m tests.office.double.running COMMAND``: runs a command as RunPython does, on a workbook of xlwings' remote
engine, which comes as JSON by standard input; the actions that it records go to standard output.
"""

from __future__ import annotations

import contextlib
import json
import sys

import xlwings

# What RunPython puts before the command (xlwings.bas, ExecuteWindows); modules are not searched beside the workbook.
PREPARED = "import xlwings.utils;xlwings.utils.prepare_sys_path('false;;;;;;');"

if __name__ == "__main__":
    asked = json.load(sys.stdin)
    book = xlwings.Book(json={"client": "Office.js", "version": xlwings.__version__, **asked})
    book.set_mock_caller()
    with contextlib.redirect_stdout(sys.stderr):
        exec(PREPARED + sys.argv[1], {})  # noqa: S102 - what xlwings does
    print(json.dumps(book.json()["actions"], default=str))
