"""The master workbook in LibreOffice: its macros compile, its cells show the right values, its button works.

Only xlwings' own module is replaced, by a double that reaches the same Python: its bridge runs on Windows alone.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from string import ascii_uppercase

import openpyxl
import pytest

from tests.conftest import Example
from tests.office import projects
from tests.office.calc import Calc, Cell, started
from tests.office.conftest import GATE
from tests.office.screen import click, picture
from tests.support import edit_part
from xlcsp import __version__
from xlcsp.cli import main
from xlcsp.demo.example import content
from xlcsp.demo.story import FIRST
from xlcsp.master.collected import collected
from xlcsp.master.commands import GROUPS, OF_EVERY_QUARTER
from xlcsp.master.workbook import write_master

pytestmark = [pytest.mark.office, pytest.mark.long]
BUTTON = "Rebuild report"
Place = tuple[str, str]


@pytest.fixture
def message(master: Path) -> Place:
    """Where the officer is told something."""
    return place(master, "xlcsp_message")


def place(master: Path, name: str) -> Place:
    """Sheet and address of the cell with this name."""
    ((sheet, address),) = as_stored(master).defined_names[name].destinations
    return sheet, address.replace("$", "")


def as_stored(master: Path, *, data_only: bool = False) -> openpyxl.Workbook:
    """The workbook as a reader takes it that works nothing out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl does not keep; nothing is saved
        return openpyxl.load_workbook(BytesIO(master.read_bytes()), data_only=data_only)


def shown(office: Calc, cell: Place) -> str:
    found = office.cells(cell[0]).get(cell[1])
    return str(found.content) if found else ""


def wait_until(it_is_so: Callable[[], bool], seconds: float = 60) -> None:
    give_up = time.monotonic() + seconds
    while not it_is_so():
        assert time.monotonic() < give_up, "waited in vain"
        time.sleep(0.2)


def row_of(office: Calc, sheet: str, series: str) -> list[object]:
    """What stands in the row of a series."""
    cells = office.cells(sheet).values()
    (row,) = (cell.address[1:] for cell in cells if cell.address[0] == "A" and cell.content == series)
    return [cell.content for cell in cells if cell.address.lstrip(ascii_uppercase) == row]


def name_the_interpreter(office: Calc, path: str) -> None:
    (row,) = (at[1:] for at, cell in office.cells("xlwings.conf").items() if cell.content == "Interpreter_Win")
    office.ask("put", "xlwings.conf", f"B{row}", path)


def formulas(cells: dict[str, Cell]) -> dict[str, Cell]:
    return {address: cell for address, cell in cells.items() if cell.formula}


def agree(one: object, other: object) -> bool:
    """Equal texts, or numbers that differ only by rounding."""
    return one == other if isinstance(one, str) else one == pytest.approx(other)


def test_the_whole_vba_project_compiles(office: Calc, master: Path, tmp_path: Path) -> None:
    office.open(projects.for_calc(master, tmp_path / "gate.xlsm", [*projects.as_compiled_by_excel(), GATE]))
    assert office.call("Gate.Ping", "x") == "pong:x"


@pytest.mark.parametrize("module", ["Report", "VersionCheck", "Wizard", "xlwings_udfs", "xlwings", "ThisWorkbook"])
def test_a_module_that_does_not_compile_stops_the_whole_project(
    office: Calc, master: Path, tmp_path: Path, module: str
) -> None:
    """So that the test above cannot pass by chance."""
    broken = [
        replace(one, source=one.source + "Sub Broken()\r\n    If Then\r\nEnd Sub\r\n") if one.name == module else one
        for one in projects.as_compiled_by_excel()
    ]
    office.open(projects.for_calc(master, tmp_path / "gate.xlsm", [*broken, GATE]))
    assert office.call("Gate.Ping", "x") is None


def test_cells_with_functions_show_the_values_they_were_built_with(office: Calc, master: Path) -> None:
    """As a colleague sees them who has no Python, or whose macros are blocked."""
    sheets = office.open(master)
    written, cached = as_stored(master), as_stored(master, data_only=True)
    seen = 0
    for sheet in sheets:
        for address, cell in formulas(office.cells(sheet)).items():
            formula = written[sheet][address].value
            assert str(getattr(formula, "text", formula)).startswith("="), (sheet, address)
            value = cached[sheet][address].value
            assert agree(cell.content, "" if value is None else value), (sheet, address)
            assert not cell.error, (sheet, address)
            seen += 1
    assert seen


def master_at(quarter: str, example: Example, path: Path) -> Path:
    """The worked example's master after a quarter's rebuild; without a quarter a new master, which is empty."""
    if not quarter:
        assert main(["new", str(path.parent)]) == 0
        return path
    report = next(one for one in example.reports if one.quarter.short == quarter)
    tables = dict(content(FIRST).tables)
    tables["Settings"] = [
        {**row, "value": quarter} if row["setting"] == "quarter" else row for row in tables["Settings"]
    ]
    write_master(replace(content(FIRST), tables=tables, collected=collected(report, "a test", "")), path)
    return path


@pytest.mark.parametrize(
    "quarter",
    [
        pytest.param("Q1", marks=pytest.mark.long),
        pytest.param("Q3", marks=pytest.mark.long),
        "Q4",
        pytest.param("", id="new"),
    ],
)
def test_functions_recalculated_in_the_workbook_give_the_values_it_was_built_with(
    office: Calc, example: Example, tmp_path: Path, quarter: str
) -> None:
    master = master_at(quarter, example, tmp_path / "partnership" / "master.xlsm")
    sheets = office.open(projects.for_calc(master, tmp_path / "double.xlsm", projects.with_double()))
    before = {sheet: formulas(office.cells(sheet)) for sheet in sheets}
    assert any("CSP_" in cell.formula.upper() for cells in before.values() for cell in cells.values())
    office.ask("recalculate")
    for sheet, cells in before.items():
        after = office.cells(sheet)
        for address, cell in cells.items():
            assert agree(after[address].content, cell.content), (sheet, address, cell, after[address])
            assert not after[address].error, (sheet, address)


@pytest.mark.parametrize(("built", "begins"), [("0.0.1", "This workbook was built for xlcsp 0.0.1, but"), (None, "")])
def test_another_version_is_told_at_opening_and_taken_back_when_it_agrees_again(
    office: Calc, master_with_double: Path, message: Place, built: str | None, begins: str
) -> None:
    office.open(master_with_double)
    if built:
        office.ask("define", "xlcsp_version", f'"{built}"')
    else:
        office.ask("put", *message, "This workbook was built for xlcsp 0.0.1, but xlcsp 0.0.2 is installed.")
    office.call("VersionCheck.CheckVersion")
    assert shown(office, message).startswith(begins)
    assert bool(shown(office, message)) == bool(begins)


def test_another_version_is_told_as_the_workbook_opens(
    display: str, master_with_double: Path, message: Place, tmp_path: Path
) -> None:
    older = Path(shutil.copy(master_with_double, tmp_path / "older.xlsm"))
    name = f'"xlcsp_version">"{__version__}"'
    edit_part(older, "xl/workbook.xml", lambda xml: xml.replace(name, name.replace(__version__, "0.0.1")))
    with started(tmp_path, display=display, environment=projects.install_bridge(tmp_path)) as office:
        office.open(older, hidden=False)
        wait_until(lambda: "built for xlcsp 0.0.1" in shown(office, message))
        assert office.ask("is_modified") is False  # nobody is asked to save what nobody changed


def test_a_message_of_the_report_is_not_taken_back_by_the_check_of_versions(
    office: Calc, master_with_double: Path, message: Place
) -> None:
    office.open(master_with_double)
    office.ask("put", *message, "The report was rebuilt.")
    office.call("VersionCheck.CheckVersion")
    assert shown(office, message) == "The report was rebuilt."


def test_nothing_is_said_at_opening_where_there_is_no_python(
    office: Calc, master: Path, message: Place, tmp_path: Path
) -> None:
    """With xlwings' own module, which finds neither its library nor Python here."""
    office.open(projects.for_calc(master, tmp_path / "gate.xlsm", [*projects.as_compiled_by_excel(), GATE]))
    before = shown(office, message)
    office.call("ThisWorkbook.Workbook_Open")
    assert shown(office, message) == before
    assert office.call("Gate.Ping", "x") == "pong:x"


def test_the_button_says_which_python_is_not_there(office: Calc, master_with_double: Path, message: Place) -> None:
    office.open(master_with_double)
    name_the_interpreter(office, "/no/such/python.exe")
    office.call("Report.RebuildReport")
    assert "there is no Python at /no/such/python.exe" in shown(office, message)


def test_each_control_of_the_ribbon_runs_its_command(office: Calc, master_with_double: Path, message: Place) -> None:
    office.open(master_with_double)
    name_the_interpreter(office, "/no/such/python.exe")
    told = set()
    for command in (one for _, group in GROUPS for one in group):
        office.call("Ribbon.Press", command.macro)
        told.add(shown(office, message))
        assert re.match(r"The .* (not|could not) .*: there is no Python at /no/such/python.exe", shown(office, message))
    assert len(told) == 10


def test_a_click_on_the_button_rebuilds_the_report(
    display: str, example: Example, master_with_double: Path, message: Place, tmp_path: Path
) -> None:
    """Of the quarter that stands in the open workbook, though nobody has saved it; the file itself stays as it is."""
    folder = Path(shutil.copytree(example.folder, tmp_path / "partnership"))
    master = Path(shutil.copy(master_with_double, folder / "master.xlsm"))
    report = folder / "reports" / "2014-15 Q3.xlsx"
    report.unlink()
    stored = master.read_bytes()
    with started(tmp_path, display=display, environment=projects.install_bridge(tmp_path)) as office:
        office.open(master, hidden=False)
        assert 866 not in row_of(office, "Performance", "2.1")  # the year to date at the end of Q3
        office.ask("put", *place(master, "csp_quarter"), "Q3")
        name_the_interpreter(office, sys.executable)
        office.ask("show", message[0])
        x, y, macros = office.ask("button", BUTTON)
        assert [macro.partition("?")[0].rpartition(":")[2] for macro in macros] == ["VBAProject.Report.RebuildReport"]
        click(display, x, y)
        wait_until(lambda: shown(office, message).startswith("2014/15 Q3: "))
        assert "report written to reports/2014-15 Q3.xlsx" in shown(office, message)
        assert row_of(office, "Figures", "2.1").count(303) == 2
        assert "not due" in row_of(office, "Figures", "2.1")
        wait_until(lambda: 866 in row_of(office, "Performance", "2.1"))
    assert report.exists()
    assert master.read_bytes() == stored


@pytest.mark.long
def test_a_click_on_each_button_of_start_runs_its_command(
    display: str, example: Example, master_with_double: Path, message: Place, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(example.folder, tmp_path / "partnership"))
    master = Path(shutil.copy(master_with_double, folder / "master.xlsm"))
    shutil.rmtree(folder / "forms" / "2014-15 Q4")
    made = {
        "IssueForms": "forms/2014-15 Q4/Police.xlsx",
        "CheckReturns": "reports/2014-15 Q4 Check.xlsx",
        "CommentsForms": "forms/2014-15 Q4/comments/Police area commander.xlsx",
        "Reminders": "forms/2014-15 Q4/Police questions.eml",
        "RebuildReport": "reports/2014-15 Q4.xlsx",
    }
    (folder / made["RebuildReport"]).unlink()
    stored = master.read_bytes()
    with started(tmp_path, display=display, environment=projects.install_bridge(tmp_path)) as office:
        office.open(master, hidden=False)
        name_the_interpreter(office, sys.executable)
        for command in OF_EVERY_QUARTER:
            office.ask("put", *message, "")
            office.ask("show", message[0])
            assert not (folder / made[command.macro]).exists()
            x, y, macros = office.ask("button", command.label)
            found = [macro.partition("?")[0].rpartition(":")[2] for macro in macros]
            assert found == [f"VBAProject.Report.{command.macro}"]
            click(display, x, y)
            wait_until(lambda: shown(office, message).startswith("2014/15 Q4: "))
            assert (folder / made[command.macro]).exists()
        time.sleep(0.5)
        picture(display, Path(os.environ.get("XLCSP_PICTURES", tmp_path)) / "Start with its buttons.png")
    assert master.read_bytes() == stored


def take_pictures(office: Calc, display: str, sheet: str, folder: Path) -> None:
    """As many as it takes to see every column."""
    column = number = 0
    while number == 0 or column:
        column, number = office.ask("show", sheet, column), number + 1
        time.sleep(0.5)  # for the window to be drawn
        picture(display, folder / f"{sheet} {number}.png")


@pytest.mark.long
def test_no_sheet_shows_an_error_or_a_number_that_does_not_fit(
    display: str, master_with_double: Path, tmp_path: Path, soffice: str
) -> None:
    """With a picture of each sheet, to be looked at: in the folder that XLCSP_PICTURES names."""
    pictures = Path(os.environ.get("XLCSP_PICTURES", tmp_path))
    with started(tmp_path, display=display, environment=projects.install_bridge(tmp_path)) as office:
        for sheet in office.open(master_with_double, hidden=False):
            take_pictures(office, display, sheet, pictures)
            wrong = {cell.address: cell.error for cell in office.cells(sheet).values() if cell.error}
            assert wrong == {}, sheet
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        soffice,
        "--headless",
        profile,
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(master_with_double),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    pdf = tmp_path / master_with_double.with_suffix(".pdf").name
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    assert "###" not in text
