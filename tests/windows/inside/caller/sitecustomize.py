"""Puts the stand-in where the button's own process looks for Excel by its window's number."""

import os
import sys
from pathlib import Path

if "STANDIN" in os.environ:
    sys.path.insert(0, str(Path(__file__).parents[1]))
    import standin
    import xlwings._xlwindows

    book = standin.workbook(*os.environ["STANDIN"].split("|"))
    xlwings._xlwindows.get_xl_app_from_hwnd = lambda _: book.Application
