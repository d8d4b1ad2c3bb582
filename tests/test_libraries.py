"""The workarounds of ``xlcsp.libraries`` are still needed: a test that fails here names the part that can go."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import xlsxwriter
from openpyxl.chart.label import DataLabel
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from xlsxwriter.worksheet import Worksheet

from tests.support import partnership, send
from xlcsp.files.cells import LONGEST_TEXT
from xlcsp.libraries import as_result, order_fonts, take_formulas_as_they_are
from xlcsp.master import performance
from xlcsp.master.parts.markup import parse

ROOT = Path(__file__).parents[1]


def printed(code: str) -> str:
    """What a Python started anew prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_openpyxl_brings_numpy_and_pictures_unless_it_is_kept_from_it() -> None:
    told = "; import sys; print(*('numpy' in sys.modules, 'PIL' in sys.modules))"
    assert printed(f"import openpyxl{told}") == "True True\n"
    ours = "from xlcsp.libraries import import_openpyxl_alone; import_openpyxl_alone()"
    assert printed(f"{ours}{told}") == "False False\n"
    assert printed(f"{ours}; import numpy, PIL; import xlcsp.report.sheets; print(1)") == "1\n"


def test_openpyxl_s_font_is_in_another_order_than_the_file_format_s() -> None:
    class Ours:
        __elements__: tuple[str, ...] = ()

    order_fonts(Ours)
    theirs = printed("from openpyxl.styles import Font; print(*Font.__elements__)").split()
    assert tuple(theirs) != Ours.__elements__
    assert set(theirs) == set(Ours.__elements__)


def cell(value: object) -> bytes:
    """A formula with this result, as XlsxWriter stores it."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.add_worksheet().write_formula(0, 0, '=""', None, value)
    with zipfile.ZipFile(made) as package:
        xml = package.read("xl/worksheets/sheet1.xml")
    return xml[xml.index(b"<c ") : xml.index(b"</c>")]


def test_xlsxwriter_stores_an_empty_text_as_no_result() -> None:
    assert b't="str"' not in cell("")
    assert cell(as_result("")) == b'<c r="A1" t="str"><f>""</f><v></v>'
    assert cell(as_result("x")) == cell("x")
    assert cell(as_result(0)) == cell(0)


def test_xlsxwriter_searches_each_formula_for_newer_functions_and_no_formula_of_ours_has_one(tmp_path: Path) -> None:
    theirs, ours = Worksheet(), Worksheet()
    take_formulas_as_they_are(ours)
    assert theirs._prepare_formula("=XLOOKUP(1,A:A,B:B)") == "_xlfn.XLOOKUP(1,A:A,B:B)"
    assert ours._prepare_formula("=XLOOKUP(1,A:A,B:B)") == "XLOOKUP(1,A:A,B:B)"
    form = send(partnership(tmp_path), name="form.xlsx")
    written = [column.formula for column in performance.COLUMNS if column.formula]
    for path in (form, ROOT / "workbooks" / "forms" / "2014-15 Q4" / "Police.xlsx"):
        with zipfile.ZipFile(path) as package:
            sheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        written += [node.text for xml in sheets for row in parse(xml).first("sheetData").children  # type: ignore[union-attr]
                    for each in row.children for node in each.children if node.name == "f"]  # fmt: skip
    assert len(written) > 100
    for formula in written:
        assert theirs._prepare_formula(formula) == ours._prepare_formula(formula)


def test_xlsxwriter_leaves_out_a_text_that_is_too_long() -> None:
    with xlsxwriter.Workbook(BytesIO(), {"in_memory": True}) as book:
        assert book.add_worksheet().write_string(0, 0, "a" * (LONGEST_TEXT + 1)) == -2


def test_openpyxl_s_charts_have_no_words_at_a_line_s_end_and_no_alternative_text() -> None:
    assert "tx" not in DataLabel.__elements__
    frame = SpreadsheetDrawing()._chart_frame(1)
    assert frame.nvGraphicFramePr.cNvPr.descr is None


def test_openpyxl_writes_its_sheets_into_files_beside_the_package() -> None:
    writer = WorksheetWriter(__import__("openpyxl").Workbook().active)
    assert Path(writer.out).exists()
    writer.cleanup()


def test_xlwings_server_looks_for_pyodide_at_each_cell() -> None:
    import xlwings

    sources = (Path(xlwings.__file__).parent / "pro").rglob("*.py")
    assert any("import pyodide" in text or "from pyodide" in text for text in (one.read_text() for one in sources))
