"""The macros as shipped: those that xlwings generates, and those that the workbook's cells call."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter import Interpreter, VBACompileError

from macros.project import FILES, Module, macro_modules
from xlcsp.master.commands import GROUPS, Command, ribbon

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The generated files made anew by xlwings' own generator, which has a program of its own: it pretends Windows."""
    folder = tmp_path_factory.mktemp("macros")
    subprocess.run([sys.executable, "-m", "tests.macros", str(folder)], cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("name", ["Udfs.bas", "Wizard.bas", "xlwings.bas", "Dictionary.cls"])
def test_the_shipped_text_is_what_xlwings_generates(generated: Path, name: str) -> None:
    """After a change of the UDFs or of xlwings: python -m tests.macros."""
    assert (ROOT / "macros" / name).read_text("cp1252") == (generated / name).read_text("cp1252")


def test_every_file_of_the_folder_is_shipped_and_no_other() -> None:
    assert {path.name for path in (ROOT / "macros").iterdir() if path.suffix in {".bas", ".cls"}} == set(FILES)


def test_the_module_of_xlwings_is_that_of_the_pinned_version() -> None:
    """Its library on Windows bears the version in its name: another one is not found."""
    (source,) = [module.source for module in macro_modules() if module.name == "xlwings"]
    assert set(re.findall(r"xlwings(?:64|32)-([\d.]+)\.dll", source)) == {version("xlwings")}


def test_every_function_of_the_cells_has_its_help() -> None:
    sources = {module.name: module.source for module in macro_modules()}
    wrapped = re.findall(r"^Function (\w+)\(", sources["xlwings_udfs"], re.MULTILINE)
    described = re.findall(r'^    Describe "(\w+)"', sources["Wizard"], re.MULTILINE)
    assert wrapped == described
    assert "csp_version" in wrapped
    for text in re.findall(r'^        "(.+)"', sources["Wizard"], re.MULTILINE):
        assert len(text.replace('""', '"')) <= 255


def test_no_line_is_longer_than_vba_takes() -> None:
    for module in macro_modules():
        assert max(map(len, module.source.split("\r\n"))) <= 1023, module.name


@pytest.mark.parametrize("module", macro_modules(), ids=lambda module: module.name)
def test_an_interpreter_of_vba_reads_every_module(module: Module) -> None:
    """With every branch of every #If; it knows no comments behind them."""
    read = Interpreter().add_module(re.sub(r"^( *#.*?) '.*$", r"\1", module.source, flags=re.MULTILINE))
    assert read.parsed.name == module.name
    with pytest.raises(VBACompileError):
        Interpreter().add_module(f"{module.source}\r\nSub Broken()\r\n    If Then\r\nEnd Sub\r\n")


LIBRARY = "Could not load a.dll from either of the following folders: "


@pytest.mark.parametrize(
    ("description", "said"),
    [
        (
            "Traceback (most recent call last):\n  File x\nModuleNotFoundError: No module named 'xlcsp'",
            "xlcsp is not installed in the Python that the sheet xlwings.conf names. Install it there",
        ),
        (
            "Traceback (most recent call last):\n  x\nxlcsp.errors.WorkbookError: The report was not rebuilt: no.\n",
            "no.",
        ),
        (
            f"{LIBRARY}\r\nC:\\x\r\n, C:\\",
            f"Python cannot be reached, or stopped ({LIBRARY}C:\\x , C:\\). Run xlcsp doctor",
        ),
    ],
)
def test_what_python_says_comes_as_a_sentence_and_never_as_a_traceback(description: str, said: str) -> None:
    (source,) = [module.source for module in macro_modules() if module.name == "Report"]
    basic = Interpreter()
    basic.add_module(source)
    told = str(basic.run("WhyNot", [description, "The report was not rebuilt: "], module="Report"))
    assert told.startswith(f"The report was not rebuilt: {said}")
    assert "Traceback" not in told


XLWINGS = """
Public Done As String
Public Function GetConfig(key As String, default As String) As String
    GetConfig = "{interpreter}"
End Function
Public Function FileExists(path As String) As Boolean
    FileExists = {is_there}
End Function
Public Function XLPy() As Object
    {fault}
    Set XLPy = New Python
End Function
Public Sub NameTheMessage()
    ThisWorkbook.Names.Add "xlcsp_message", "=Sheet1!$B$4"
End Sub
Public Function Told() As String
    Told = Range("B4").Value & "|" & Application.StatusBar & "|" & Done
End Function
"""
PYTHON = """
Public Function Module(name As String) As String
    Module = name
End Function
Public Sub SetAttr(module As String, name As String, value As Object)
    Done = module & "." & name & "; "
End Sub
Public Sub Exec(command As String)
    Done = Done & command
End Sub
"""
PLACE = r"C:\py\pythonw.exe"
REBUILT = "xlwings._xlwindows.BOOK_CALLER; import xlcsp.excel.button as b; b.rebuild()"
FAULT = 'Err.Raise 1001, Description:="Traceback (most recent call last):" & vbLf & "xlcsp.errors.WorkbookError: No."'


def pressed(
    interpreter: str = PLACE,
    *,
    is_there: bool = True,
    fault: str = "",
    has_cell: bool = True,
    macro: str = "RebuildReport",
) -> list[str]:
    """A button's macro run, with xlwings' module stood in for: the message cell, the status bar, what Python did."""
    excel = ExcelApplication()
    excel.add_workbook()
    (report,) = [module.source for module in macro_modules() if module.name == "Report"]
    excel.add_module(report, name="Report")
    excel.add_module(PYTHON, name="Python", kind="class")
    excel.add_module(XLWINGS.format(interpreter=interpreter, is_there=is_there, fault=fault), name="xlwings")
    if has_cell:
        excel.run("NameTheMessage")
    excel.run(macro)
    assert excel.dialogs == []
    return str(excel.run("Told")).split("|")


def test_the_button_has_python_rebuild_the_report() -> None:
    assert pressed() == ["", "False", REBUILT]
    assert pressed("pythonw", is_there=False) == ["", "False", REBUILT]  # by its name alone, wherever that is


def test_a_python_that_is_not_there_is_told_before_it_is_called() -> None:
    message, _, done = pressed(is_there=False)
    assert message.startswith(f"The report was not rebuilt: there is no Python at {PLACE}. Correct Interpreter_Win on")
    assert done == ""


def test_what_python_refuses_stands_in_the_message_cell() -> None:
    assert pressed(fault=FAULT) == ["No.", "False", ""]


def test_without_the_message_cell_the_status_bar_says_it() -> None:
    assert pressed(fault=FAULT, has_cell=False) == ["", "No.", ""]


ALL = [one for _, group in GROUPS for one in group]


def test_the_ribbon_has_ten_commands_and_each_control_the_name_of_a_macro() -> None:
    """Its one callback is a public Sub that takes the control, and runs the macro of that name."""
    tags = re.findall(r"<button [^>]*>", ribbon().decode())
    buttons = [dict(re.findall(r'(\w+)="([^"]*)"', one)) for one in tags]
    assert [one["id"] for one in buttons] == [one.macro for one in ALL]
    assert {one["onAction"] for one in buttons} == {"RibbonPressed"}
    assert len(buttons) == 10
    (report,) = [module.source for module in macro_modules() if module.name == "Report"]
    assert "Public Sub RibbonPressed(control As Object)" in report
    for command in ALL:
        assert f"Public Sub {command.macro}()\r\n" in report


@pytest.mark.parametrize("command", ALL, ids=lambda command: command.macro)
def test_each_macro_has_python_do_it_and_says_where_it_could_not(command: Command) -> None:
    _, _, done = pressed(macro=command.macro)
    module, call = re.fullmatch(r"xlwings\._xlwindows\.BOOK_CALLER; import (\S+) as \w; \w\.(\w+)\(\)", done).groups()  # type: ignore[union-attr]
    assert callable(getattr(import_module(module), call))
    message, _, done = pressed(macro=command.macro, is_there=False)
    assert re.match(r"The .* (not|could not) .*: there is no Python at ", message)
    assert done == ""


CONTROL, PRESS = (
    "Public ID As String\n",
    """
Public Sub Press(id As String)
    Dim pressed As New Control
    pressed.ID = id
    RibbonPressed pressed
End Sub
""",
)


def pressed_on_the_ribbon(control: str, *, others: int = 0) -> list[str]:
    """As ``pressed``, by a control of the ribbon. others: workbooks that are opened later, the last one is in front."""
    excel = ExcelApplication()
    excel.add_workbook()
    (report,) = [module.source for module in macro_modules() if module.name == "Report"]
    excel.add_module(report, name="Report")
    for name, text in (("Python", PYTHON), ("Control", CONTROL)):
        excel.add_module(text, name=name, kind="class")
    excel.add_module(XLWINGS.format(interpreter=PLACE, is_there=True, fault=""), name="xlwings")
    excel.add_module(PRESS, name="Ribbon")
    excel.run("NameTheMessage")
    for _ in range(others):
        excel.add_workbook()
    excel.run("Press", control)
    return str(excel.run("Told")).split("|")


@pytest.mark.parametrize("command", ALL, ids=lambda command: command.macro)
def test_a_control_of_the_ribbon_does_what_its_macro_does(command: Command) -> None:
    assert pressed_on_the_ribbon(command.macro) == pressed(macro=command.macro)


def test_of_two_masters_the_one_in_front_is_asked_by_its_name() -> None:
    """Excel finds the macro there; the interpreter, which knows no such names, says which it was asked for."""
    _, bar, done = pressed_on_the_ribbon("Doctor", others=1)
    assert "'Book2'!Doctor" in bar
    assert done == ""
