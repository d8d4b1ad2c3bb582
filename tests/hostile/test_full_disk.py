"""With the disk full, each command says so in a sentence, names the file, keeps what was there and ends with 2."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.campaign import broken, hidden
from tests.support import PARTNERSHIP, SERIES, send, write_plan
from xlcsp.planbook import read_master

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a limit on the size of files stands for a full disk")
_FULL = (  # without compiled modules, which Python would leave cut off, for all later tests
    "import os, resource, sys\nfrom xlcsp.cli import main\n"
    "sys.dont_write_bytecode, os.environ['PYTHONDONTWRITEBYTECODE'] = True, '1'\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))\n"
    "sys.exit(main(sys.argv[2:]))"
)
COMMANDS = {
    "report": ("report",),
    "docx": ("report", "--docx", "--publish"),
    "check": ("check", "--save"),
    "refresh": ("refresh",),
    "release": ("release", "--version", "1.0", "--reason", "Board"),
    "issue": ("issue", "--issued", "2014-06-30", "--quarter", "Q2"),
    "comments": ("issue", "--comments"),
    "chase": ("chase", "--quarter", "Q2"),
    "freeze": ("freeze",),
    "new-year": ("new-year",),
}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("name", "room"),
    [
        *((name, 0) for name in COMMANDS),
        *(pytest.param(name, 3000, marks=[pytest.mark.long] * (name != "report")) for name in COMMANDS),
    ],
)
def test_a_full_disk_is_said_and_what_was_there_stays(tmp_path: Path, name: str, room: int) -> None:
    folder = tmp_path / "2014-15"
    series = tuple({**one, "theme_lead": "Head"} for one in SERIES)
    master = read_master(write_plan(folder, series, settings={"quarter": "Q1", "partnership": PARTNERSHIP}))
    send(master)
    before = contents(tmp_path)
    command, *options = COMMANDS[name]
    words = [sys.executable, "-c", _FULL, str(room), command, str(folder), *options]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    made = contents(tmp_path)
    assert {path: made.get(path) for path in before} == before
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith(".")]
    if name != "chase" or not room:  # a reminder without a form has room in 3,000 bytes
        assert done.returncode == 2, done.stderr
        assert "it could not be written. File too large" in done.stderr or "cannot be written" in done.stderr


@pytest.mark.long
@pytest.mark.parametrize(
    ("call", "name"),
    [
        ("new here", "master.xlsm"),
        ("backtest past.csv --picture errors.png", "errors.png"),
        ("audit note.txt --workbook found.xlsx", "found.xlsx"),
    ],
)
def test_what_makes_files_anew_names_the_one_and_does_it_when_there_is_room(
    tmp_path: Path, call: str, name: str
) -> None:
    (tmp_path / "note.txt").write_text("It fell from 312 to 287 (8%).", encoding="utf-8")
    past = [f"a,{year},{quarter},{100 + year % 7}" for year in range(2009, 2015) for quarter in (1, 2, 3, 4)]
    (tmp_path / "past.csv").write_text("\n".join(["series,year,quarter,count", *past]), encoding="utf-8")
    words = [sys.executable, "-c", _FULL, "3000", *call.split()]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert f"{name}: it could not be written. File too large" in done.stderr
    assert "Traceback" not in done.stderr
    again = subprocess.run([*words[:3], str(2**30), *call.split()], capture_output=True, check=False, cwd=tmp_path)
    assert again.returncode in (0, 1)
    assert list(broken(tmp_path)) == hidden(tmp_path) == []


def test_a_batch_says_which_partnership_has_no_room(tmp_path: Path) -> None:
    write_plan(tmp_path / "one", settings={"quarter": "Q1"})
    words = [sys.executable, "-c", _FULL, "3000", "batch", str(tmp_path), "--workers", "1"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert "2014-15 Q1.xlsx" in done.stderr
    assert done.returncode in (1, 2)
