"""The button on Windows: RunPython's own two ways to Python, with a stand-in for the workbook beneath xlwings."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Example
from tests.windows.wine import INSIDE, Rig, windows_path

pytestmark = pytest.mark.windows


@pytest.fixture
def master(example: Example, tmp_path: Path) -> Path:
    """The example's partnership, without reports, in a folder with an accent, a space, an ampersand and a quote."""
    folder = tmp_path / "Café & Söhne's CSP"
    shutil.copytree(example.folder, folder, ignore=shutil.ignore_patterns("reports", "forms"))
    return folder / "master.xlsm"


def pressed(rig: Rig, master: Path, way: str) -> dict[str, Any]:
    """What became of the workbook."""
    report = master.parent / "told.json"
    ran = rig.python(windows_path(INSIDE / "button.py"), windows_path(master), windows_path(report), way)
    assert (ran.exit, ran.err) == (0, ""), ran.out
    return dict(json.loads(report.read_text(encoding="utf-8")))


@pytest.mark.parametrize("way", ["server", "process"])
def test_the_button_makes_the_report_and_fills_the_workbook(rig: Rig, master: Path, example: Example, way: str) -> None:
    told = pressed(rig, master, way)
    made = master.parent / "reports" / "2014-15 Q4.xlsx"
    assert told["message"] == (
        "2014/15 Q4: figures collected, report written to reports/2014-15 Q4.xlsx. Needs attention: "
        f"{len(example.reports[3].queries)} queries; see below."
    )
    assert made.read_bytes() == (example.folder / "reports" / "2014-15 Q4.xlsx").read_bytes()
    assert told["opened"] == [windows_path(made)]
    header, *rows = told["figures"]
    violence = next(dict(zip(header, row, strict=True)) for row in rows if row[0] == "2.1")
    assert [violence[f"numerator Q{number}"] for number in (1, 2, 3, 4)] == [260, 303, 303, 280]
