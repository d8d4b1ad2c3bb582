"""The server route of xlwings in a separate Python, because xlwings chooses its decorators when first imported.

Reads one question a line, ``[function, arguments]`` as Office.js sends them, and writes one answer a line.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys

os.environ.update(XLWINGS_ON_SERVER="true", XLWINGS_LICENSE_KEY="noncommercial")

import xlwings as xw
import xlwings.server

from tests.excel.office_js import question
from xlcsp.excel import udfs


def answer(function: str, arguments: list[object]) -> object:
    """What Office.js is given back: a block of cells."""
    asked = question(function, arguments, xw.__version__)
    return asyncio.run(xlwings.server.custom_functions_call(asked, udfs))


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(*json.loads(line))), flush=True)
