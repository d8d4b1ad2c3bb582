"""A year of commands: on Windows each ends, says and writes what it does on Linux."""

from __future__ import annotations

import shutil
from difflib import unified_diff
from pathlib import Path

import pytest

from tests.conftest import Example
from tests.windows.conftest import Both
from tests.windows.folders import differences
from tests.windows.wine import Rig

pytestmark = pytest.mark.windows

MASTER, STAMPED = "Café CSP/master.xlsm", "refresh Café CSP"
COMMANDS = (
    "check Café CSP",
    "check Café CSP|--save",
    "check Café CSP|--json",
    "report Café CSP",
    "report Café CSP|--json",
    "report Café CSP|--docx --publish",
    "report Café CSP|--quarter Q2 --compare|Café CSP/reports/2014-15 Q1.xlsx",
    STAMPED,
    "freeze Café CSP",
    "issue Café CSP|--quarter Q4 --issued 2015-03-01",
    "issue Café CSP|--comments --issued 2015-03-01",
    "chase Café CSP",
    "release Café CSP|--version 1.0 --docx --publish --reason|Board of 17 February",
    "release Café CSP|--version 1.0 --reason|Again",
    "release Café CSP|--version 1.1 --reason|Reissue",
    "new fresh|--year 2026/27 --partnership|Café Ümläut CSP",
    "new-year Café CSP",
    "audit Café CSP/reports/2014-15 Q3.xlsx",
    "audit nofile.docx",
    "check nowhere",
)


def words_of(line: str) -> list[str]:
    """The command, its file, then options and texts by turns."""
    start, *rest = line.split("|")
    options = [one.split() if one.startswith("--") else [one] for one in rest]
    return [*start.split(" ", 1), *(word for part in options for word in part)]


def test_a_year_of_commands_ends_says_and_writes_the_same(partnership: Both) -> None:
    unlike = {}
    for line in COMMANDS:
        linux, windows = (partnership.told(ran) for ran in partnership.xlcsp(*words_of(line)))
        if windows != linux:
            unlike[line] = list(unified_diff(linux, windows, "linux", "windows", lineterm="", n=0))
        if (
            line == STAMPED
        ):  # of two masters that tell another minute all that follows would differ: one goes on in both
            assert differences(partnership.linux, partnership.windows) == []
            shutil.copyfile(partnership.linux / MASTER, partnership.windows / MASTER)
    assert unlike == {}
    assert differences(partnership.linux, partnership.windows) == []
    assert [path for path in partnership.windows.rglob(".*") if path.is_file()] == []


def test_doctor_finds_all_in_order_where_the_handbook_says_to_install(partnership: Both) -> None:
    ran = partnership.rig.xlcsp("doctor", "Café CSP", cwd=partnership.windows)
    assert ran.exit == 0
    assert r"AppData\Local\xlcsp\Scripts\pythonw.exe" in ran.out
    assert "Action needed" not in ran.out


def test_the_demo_is_the_same_byte_for_byte(rig: Rig, example: Example, tmp_path: Path) -> None:
    assert rig.xlcsp("demo", "example", cwd=tmp_path).exit == 0
    assert differences(example.folder, tmp_path / "example") == []
