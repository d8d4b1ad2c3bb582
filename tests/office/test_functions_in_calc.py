"""The functions installed in LibreOffice: a spreadsheet written elsewhere is calculated, and keeps its formulas.

LibreOffice starts with the settings that it makes for itself, macro security included.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from tests.excel.test_two_routes import BLANK, ERROR, _for_python, as_cells, generated
from tests.office.calc import Calc, Cell, started
from xlcsp.cli import main
from xlcsp.excel import udfs
from xlcsp.libreoffice.install import Profile

pytestmark = [pytest.mark.office, pytest.mark.long]
CALLS = 540
FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8"}
IN_DOUBT = "LibreOffice gives 0 for an argument that is left out, and here the two differ."
Asked = list[tuple[str, list[Any]]]


class Written(NamedTuple):
    """A workbook with a call in each group of rows, and where the answers of each stand."""

    path: Path
    asked: Asked
    answers: list[list[list[str]]]


@pytest.fixture
def calc(calc_tools: str, tmp_path: Path) -> Iterator[Calc]:
    """LibreOffice, started once before as a person does, with the functions installed by the command."""
    profile = tmp_path / "profile"
    once = [calc_tools, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--terminate_after_init"]
    subprocess.run(once, check=True, capture_output=True, timeout=120)
    assert main(["libreoffice", "install", "--profile", str(profile)]) == 0
    with started(tmp_path) as one:
        yield one
    assert "Fatal exception" not in (tmp_path / "soffice.log").read_text()  # nor did it fail in closing


def written(path: Path, asked: Asked) -> Written:
    """Written by openpyxl, which works nothing out."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    answers, row = [], 1
    for name, arguments in asked:
        given, column = [], 10
        for argument in arguments:
            given.append("" if argument is None else _put(sheet, row, column, argument))
            column += len(argument[0]) if argument else 1
        while given and not given[-1]:
            given.pop()
        shape = as_cells(getattr(udfs, name)(*map(_for_calc, arguments)))
        answers.append([[f"{get_column_letter(over + 1)}{row + at}" for over in range(len(line))]
                        for at, line in enumerate(shape)])  # fmt: skip
        formula, area = f"={name.upper()}({','.join(given)})", f"{answers[-1][0][0]}:{answers[-1][-1][-1]}"
        sheet[answers[-1][0][0]] = formula if len(shape) == len(shape[0]) == 1 else ArrayFormula(area, formula)
        row += 4
    book.save(path)
    return Written(path, asked, answers)


def _put(sheet: Worksheet, row: int, column: int, cells: list[list[Any]]) -> str:
    """Writes an argument's cells; returns their address."""
    for at, line in enumerate(cells):
        for over, value in enumerate(line):
            words = {BLANK: None, ERROR: "#N/A"}
            sheet.cell(row + at, column + over).value = words.get(value, value) if isinstance(value, str) else value
    first = f"{get_column_letter(column)}{row}"
    last = f"{get_column_letter(column + len(cells[0]) - 1)}{row + len(cells) - 1}"
    return first if first == last else f"{first}:{last}"


def _for_calc(argument: Any) -> Any:
    """As the plain function is given it: Calc has a date's number, and 1 for TRUE."""
    plain = _for_python(argument)
    return plain and [[_number(one) for one in row] for row in plain]


def _number(value: Any) -> Any:
    if isinstance(value, dt.date):
        return (value - dt.date(1899, 12, 30)).days
    return float(value) if isinstance(value, bool) else value


def check(of: Written, cells: dict[str, Cell]) -> None:
    """Each answer is that of the plain function; that of an error in a cell is the error."""
    in_doubt = 0
    for (name, arguments), places in zip(of.asked, of.answers, strict=True):
        shown = [[cells[place] for place in line] for line in places]
        if any(value == ERROR for argument in arguments if argument for line in argument for value in line):
            assert all(cell.error for line in shown for cell in line), (name, arguments)
            continue
        plain = as_cells(getattr(udfs, name)(*map(_for_calc, arguments)))
        found = [[cell.content for cell in line] for line in shown]
        if found != plain and IN_DOUBT in str(found):
            in_doubt += 1
            zeros = [0 if one is None else _for_calc(one) for one in arguments]
            assert as_cells(getattr(udfs, name)(*zeros)) != plain, (name, arguments)
            continue
        assert found == plain, (name, arguments)
    assert in_doubt < len(of.asked) / 30


def test_a_spreadsheet_written_elsewhere_is_worked_out_and_keeps_its_names(calc: Calc, tmp_path: Path) -> None:
    of = written(tmp_path / "written.xlsx", generated(CALLS))
    assert {name for name, _ in of.asked} == set(udfs.UDFS)
    calc.open(of.path)
    cells = calc.cells("Sheet")
    check(of, cells)
    for ending, kind in FILTERS.items():
        copy = tmp_path / f"saved{ending}"
        calc.ask("save", copy.as_uri(), kind)
        part = {".xlsx": "xl/worksheets/sheet1.xml", ".ods": "content.xml"}[ending]
        with zipfile.ZipFile(copy) as package:
            stored = package.read(part).decode()
        assert all(f"{name.upper()}(" in stored for name in udfs.UDFS)
        calc.ask("close")
        calc.open(copy)
        calc.ask("recalculate")
        again = calc.cells("Sheet")
        assert {at: cell.formula for at, cell in again.items()} == {at: cell.formula for at, cell in cells.items()}
        check(of, again)
        calc.ask("close")
        calc.open(of.path)


def test_the_function_wizard_lists_no_functions_of_basic(calc: Calc) -> None:
    """Which is why their help stands in the handbook and above each in the module."""
    listed = calc.ask("described")
    assert "SUM" in listed
    assert not any(name.startswith("CSP_") for name in listed)


def test_without_its_python_a_cell_says_so(calc: Calc, tmp_path: Path) -> None:
    macro = Profile(tmp_path / "profile").macro
    text = macro.read_text(encoding="utf-8")
    macro.write_text(text.replace(repr(sys.executable), repr("/no/such/python")), encoding="utf-8")
    calc.open(written(tmp_path / "written.xlsx", [("csp_version", [])] * 400).path)
    assert {cell.content for cell in calc.cells("Sheet").values()} == {
        "There is no Python at /no/such/python. Install xlcsp, then run xlcsp libreoffice install."
    }


def test_without_its_macro_a_cell_says_so(calc: Calc, tmp_path: Path) -> None:
    Profile(tmp_path / "profile").macro.unlink()
    calc.open(written(tmp_path / "written.xlsx", [("csp_version", [])]).path)
    (cell,) = calc.cells("Sheet").values()
    assert str(cell.content).startswith("The functions' part in Python could not be run. Run xlcsp libreoffice install")
