"""A file held by another program, or a folder that may not be written to: one sentence, and nothing is lost."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.windows.conftest import Both
from tests.windows.wine import Ran, Rig

pytestmark = pytest.mark.windows


@pytest.fixture
def folder(partnership: Both) -> Path:
    """The worked example on Windows' side."""
    return partnership.windows / "Café CSP"


def said(ran: Ran) -> str:
    """The one sentence, or two, that an officer reads; never a traceback."""
    assert "Traceback" not in ran.out + ran.err
    lines = [line for line in ran.err.splitlines() if line and not line.startswith("Query:")]
    assert lines, f"no word of why: {ran}"
    return lines[-1]


def hashes(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def test_a_return_that_cannot_be_read_is_named_and_the_rest_is_checked(rig: Rig, folder: Path) -> None:
    before = hashes(folder)
    with rig.holding(folder / "returns/2014-15 Q4/Police.xlsx", "nothing"):
        ran = rig.xlcsp("check", ".", cwd=folder)
    assert ran.exit == 1
    assert "Police.xlsx" in ran.out + ran.err
    assert "Probation" in ran.out
    assert "Traceback" not in ran.err
    assert hashes(folder) == before


def test_a_return_open_in_excel_is_read(rig: Rig, folder: Path) -> None:
    with rig.holding(folder / "returns/2014-15 Q4/Police.xlsx", "reading"):
        ran = rig.xlcsp("check", ".", cwd=folder)
    assert ran.exit == 0, ran.err


@pytest.mark.parametrize("share", ["nothing", "reading"])
@pytest.mark.parametrize(
    ("command", "held"),
    [
        ("report", "reports/2014-15 Q4.xlsx"),
        ("refresh", "master.xlsm"),
    ],
)
def test_a_file_that_is_held_is_left_as_it_was(rig: Rig, folder: Path, command: str, held: str, share: str) -> None:
    before = hashes(folder)
    with rig.holding(folder / held, share):
        ran = rig.xlcsp(command, ".", cwd=folder)
    assert ran.exit == 2
    assert Path(held).name in said(ran)
    assert hashes(folder)[held] == before[held]
    assert not [path for path in folder.rglob(".*") if path.is_file()]


def test_forms_are_issued_to_the_others_while_one_is_open(rig: Rig, folder: Path) -> None:
    for path in (folder / "forms/2014-15 Q4").iterdir():
        if path.name != "Police.xlsx":
            path.unlink()
    before = hashes(folder)["forms/2014-15 Q4/Police.xlsx"]
    with rig.holding(folder / "forms/2014-15 Q4/Police.xlsx", "nothing"):
        ran = rig.xlcsp("issue", ".", "--quarter", "Q4", cwd=folder)
    assert ran.exit != 0
    assert "Police.xlsx" in ran.out + ran.err
    assert (folder / "forms/2014-15 Q4/Probation.xlsx").exists()
    assert hashes(folder)["forms/2014-15 Q4/Police.xlsx"] == before


@pytest.fixture
def sealed(partnership: Both) -> Iterator[Both]:
    """The worked example in folders in which nobody may write, nor beside it."""
    sides = (partnership.linux, partnership.windows)
    folders = [path for side in sides for path in (side, *side.rglob("*")) if path.is_dir()]
    for path in folders:
        path.chmod(0o555)
    probe = partnership.rig.python("-c", "open('probe', 'w')", cwd=partnership.windows)
    assert "PermissionError" in probe.err, f"Windows' programs write where nobody may: {probe}"
    yield partnership
    for path in folders:
        path.chmod(0o755)


def test_a_folder_without_the_right_to_write_is_told_at_once(sealed: Both) -> None:
    before = hashes(sealed.windows)
    unlike = {}
    for command in ("report", "check --save", "refresh", "freeze", "issue", "new-year"):
        linux, windows = sealed.xlcsp(*command.split(), "Café CSP")
        found, wanted = ([ran.exit, *sealed.words(said(ran))] for ran in (windows, linux))
        if found != wanted:
            unlike[command] = (found, wanted)
    assert unlike == {}
    assert hashes(sealed.windows) == before
