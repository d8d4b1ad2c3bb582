"""The doctor: each line is OK, or says what to do."""

from __future__ import annotations

import re
import sys
import venv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.support import ALL_SETTINGS, HERE, PARTNERSHIP, SERIES, edit_part, partnership
from xlcsp import __version__
from xlcsp.cli import main
from xlcsp.doctor import XLWINGS, Check, Surroundings, examine
from xlcsp.master.parts import Rule, edit
from xlcsp.master.parts.book import opened
from xlcsp.master.upgrade.mend import mended
from xlcsp.master.workbook import Content, write_master


def found(checks: list[Check], name: str) -> Check:
    (one,) = [check for check in checks if check.name == name]
    return one


def test_a_master_that_is_in_order_is_well_in_each_line(tmp_path: Path) -> None:
    checks = examine(partnership(tmp_path, settings=ALL_SETTINGS).path, HERE)
    assert [check for check in checks if not check.is_well] == []
    names = {
        "Python",
        "xlcsp",
        "xlwings",
        "Add-in",
        "Open",
        "Plan",
        "Workbook",
        "Functions",
        "Interpreter",
        "Macros",
        "Upgrade",
    }
    assert names | {"Folder", "LibreOffice", "Functions in LibreOffice", "Providers", "Paths", "Series"} == {
        check.name for check in checks
    }


@pytest.mark.parametrize(
    ("surroundings", "name", "do"),
    [
        (replace(HERE, python=(3, 10, 1)), "Python", "3.11"),
        (replace(HERE, platform="win32"), "xlwings", f"xlwings=={XLWINGS}"),
        (replace(HERE, version_of=lambda _: "0.30.1"), "xlwings", f"xlwings=={XLWINGS}"),
    ],
)
def test_what_is_missing_says_what_to_do(surroundings: Surroundings, name: str, do: str) -> None:
    one = found(examine(None, surroundings), name)
    assert not one.is_well
    assert do in one.do


def master_with(folder: Path, interpreter: str, setting: str = "Interpreter_Win") -> Path:
    tables = {"Settings": [{"setting": "partnership", "value": PARTNERSHIP}]}
    path = folder / "master.xlsm"
    write_master(Content(PARTNERSHIP, date(2014, 3, 31), tables, config=((setting, interpreter),)), path)
    return path


def test_the_interpreter_that_the_workbook_names_is_looked_for(tmp_path: Path) -> None:
    windows = replace(HERE, platform="win32", version_of=lambda _: XLWINGS, variables={"LocalAppData": str(tmp_path)})
    (tmp_path / "pythonw.exe").write_bytes(b"")
    assert found(examine(master_with(tmp_path / "a", "%LOCALAPPDATA%/pythonw.exe"), windows), "Interpreter").is_well
    gone = found(examine(master_with(tmp_path / "b", r"%LOCALAPPDATA%\other\pythonw.exe"), windows), "Interpreter")
    assert not gone.is_well
    assert "xlwings.conf" in gone.do
    assert not found(examine(master_with(tmp_path / "c", ""), windows), "Interpreter").is_well
    here = found(examine(master_with(tmp_path / "d", r"C:\x\pythonw.exe"), HERE), "Interpreter")
    assert "on the computer with Excel" in here.found


def test_the_interpreter_must_hold_this_version(tmp_path: Path) -> None:
    venv.create(tmp_path / "bare", with_pip=False)
    mac = replace(HERE, platform="darwin", version_of=lambda _: XLWINGS, variables={"HOME": str(tmp_path)})
    mac = replace(mac, has_xlcsp=Surroundings().has_xlcsp)
    bare = master_with(tmp_path / "a", "$HOME/bare/bin/python", "Interpreter_Mac")
    without = found(examine(bare, mac), "Interpreter")
    assert not without.is_well
    assert "not installed in it" in without.found
    assert f"xlcsp {__version__}" in without.do
    assert found(examine(master_with(tmp_path / "b", sys.executable, "Interpreter_Mac"), mac), "Interpreter").is_well


def test_only_a_python_is_started(tmp_path: Path) -> None:
    (tmp_path / "pythonw.exe.cmd").write_bytes(b"")
    started: list[str] = []

    def start(path: str) -> bool:
        started.append(path)
        return True

    windows = replace(HERE, platform="win32", version_of=lambda _: XLWINGS, has_xlcsp=start)
    one = found(examine(master_with(tmp_path / "a", str(tmp_path / "pythonw.exe.cmd")), windows), "Interpreter")
    assert (one.is_well, started) == (False, [])
    assert "is not Python" in one.found


def test_a_workbook_whose_functions_come_from_nowhere_is_not_well(tmp_path: Path) -> None:
    one = found(examine(master_with(tmp_path, "xlcsp.udfs", "UDF Modules"), HERE), "Functions")
    assert (one.is_well, "xlcsp.udfs" in one.found) == (False, True)
    assert "xlcsp.excel.udfs" in one.do


def test_a_workbook_of_another_version_is_not_well(tmp_path: Path) -> None:
    path = partnership(tmp_path).path
    edit_part(path, "xl/workbook.xml", lambda xml: xml.replace('"xlcsp_version">"', '"xlcsp_version">"9.'))
    one = found(examine(path, HERE), "Workbook")
    assert not one.is_well
    assert "9." in one.found


def test_faults_of_the_plan_and_a_missing_master_are_said(tmp_path: Path) -> None:
    one = found(examine(master_with(tmp_path, "python"), HERE), "Plan")
    assert (one.is_well, "fault" in one.found) == (False, True)
    assert not found(examine(tmp_path / "nowhere", HERE), "Master").is_well


def test_a_folder_that_cannot_be_written_is_not_well(tmp_path: Path) -> None:
    path = partnership(tmp_path, settings={"forms": "taken/forms"}).path
    (tmp_path / "taken").write_bytes(b"a file")
    one = next(check for check in examine(path, HERE) if "taken" in check.found)
    assert not one.is_well
    assert "Settings" in one.do


def test_an_open_workbook_is_told(tmp_path: Path) -> None:
    path = partnership(tmp_path).path
    path.with_name(f"~${path.name}").write_bytes(b"x")
    assert "open" in found(examine(path, HERE), "Open").found
    assert "xlcsp refresh waits" in found(examine(path, HERE), "Open").found


def test_the_command_exits_1_where_something_is_not_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", str(partnership(tmp_path, settings=ALL_SETTINGS).path)]) == 0
    assert "not needed" in capsys.readouterr().out
    assert main(["doctor", str(tmp_path / "nowhere")]) == 1
    assert "Action needed" in capsys.readouterr().out


def test_a_provider_that_cannot_be_a_file_s_name_is_told_with_the_name_it_gets(tmp_path: Path) -> None:
    path = partnership(tmp_path, ({**SERIES[0], "provider": "Housing/CON"}, SERIES[1])).path
    one = found(examine(path, HERE), "Providers")
    assert one.is_well
    assert '"Housing/CON" as Housing-CON.xlsx' in one.found


def test_a_path_that_excel_does_not_open_is_told(tmp_path: Path) -> None:
    deep = tmp_path / ("long " * 20).strip() / ("longer " * 15).strip()
    deep.mkdir(parents=True)
    assert found(examine(partnership(tmp_path).path, HERE), "Paths").is_well
    one = found(examine(partnership(deep).path, HERE), "Paths")
    assert not one.is_well
    assert "Excel opens up to 218" in one.found
    assert "higher up the drive" in one.do


def as_libreoffice_leaves_it(path: Path) -> None:
    """Saved by another program: the table of *Performance* does not know its columns' formulas any more."""
    (table,) = opened(path.name, path.read_bytes()).tables("Performance")
    edit_part(path, table.part, lambda xml: re.sub("<calculatedColumnFormula>.*?</calculatedColumnFormula>", "", xml))
    edit_part(path, "docProps/app.xml", lambda xml: xml.replace("Microsoft Excel", "LibreOffice/24.2"))


@pytest.mark.long
def test_what_libreoffice_leaves_out_has_one_cure_which_is_needed_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A new master whose plan was typed there: one refresh puts everything right, and nothing else is named."""
    assert main(["new", str(tmp_path)]) == 0
    path = tmp_path / "master.xlsm"
    plan = [{"theme": "Violence", "provider": "Police", "role": "headline", "kind": "count", **SERIES[0]}]
    rules = {"Measures": Rule(("id", *plan[0]), append=True)}
    path.write_bytes(edit(path.name, path.read_bytes(), tables={"Measures": plan}, rules=rules))
    as_libreoffice_leaves_it(path)
    wrong = [check for check in examine(path, HERE) if not check.is_well]
    assert {check.name for check in wrong} >= {"Saved by", "Rows"}
    assert all("xlcsp refresh" in check.do for check in wrong if check.name in ("Saved by", "Rows", "Upgrade"))
    assert "Put back: " not in capsys.readouterr().err
    main(["refresh", str(tmp_path)])
    assert "Put back: " in capsys.readouterr().err
    assert not mended(path, path.read_bytes()).changes
    assert {"Saved by", "Rows", "Upgrade"}.isdisjoint(check.name for check in examine(path, HERE) if not check.is_well)
