"""A small master to try the macros with: a button, a few functions in cells."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import xlsxwriter

from xlcsp import __version__
from xlcsp.excel import udfs
from xlcsp.master.macros import macro_modules
from xlcsp.master.vba_project import vba_project


def write_trial(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path))
    book.add_vba_project(BytesIO(vba_project(macro_modules(), ("SheetStart", "SheetConf"))), is_stream=True)
    book.set_vba_name("ThisWorkbook")
    start, conf = book.add_worksheet("Start"), book.add_worksheet("xlwings.conf")
    start.set_vba_name("SheetStart")
    conf.set_vba_name("SheetConf")
    conf.write_row("A1", ["Interpreter_Win", ""])
    book.define_name("xlcsp_version", f'="{__version__}"')
    book.define_name("xlcsp_message", "=Start!$A$2")
    start.insert_button("D4", {"macro": "RebuildReport", "caption": "Rebuild report", "width": 160, "height": 30})
    start.write_row("A10", [260, 303, 303])
    quarters = [[260, 303, 303, None]]
    start.write_formula("A4", "=CSP_YTD(A10:D10)", None, udfs.csp_ytd(quarters))
    start.write_formula("A5", "=CSP_PROJECTION(A10:D10)", None, udfs.csp_projection(quarters))
    start.write_formula(
        "A6", '=CSP_RAG(A5,1300,"lower")', None, udfs.csp_rag(udfs.csp_projection(quarters), 1300, "lower")
    )
    book.set_calc_mode("auto", 191029)
    book.calc_on_load = False
    book.close()
    return path
