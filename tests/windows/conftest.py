"""Fixtures: the Windows rig, which must be present in CI, and folders that both systems work on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import Example
from tests.windows import rig as setup
from tests.windows.wine import Ran, Rig, as_a_person

_FRAME = re.compile(r"[\u2500-\u257f|]")
_SYSTEM = {"Access denied": "Permission denied", "File not found": "No such file or directory"}  # its words, and ours
_RULE = re.compile(r"[\s\u2500-\u257f+|-]*")


@pytest.fixture(scope="session")
def rig() -> Rig:
    """Windows' Python under Wine, with the xlcsp of this tree."""
    found = ""
    if lacking := setup.missing():
        found = f"not installed: {', '.join(lacking)}"
    elif not setup.is_made():
        found = "there is no Windows rig of this tree: python -m tests.windows.rig"
    if found:
        pytest.fail(f"{found}, and in CI nothing is skipped") if os.environ.get("CI") else pytest.skip(found)
    return setup.make()


@dataclass(frozen=True, slots=True)
class Both:
    """Two folders of the same content, of which Linux has one and Windows the other."""

    rig: Rig
    linux: Path
    windows: Path

    def xlcsp(self, *arguments: str) -> tuple[Ran, Ran]:
        """The same command on each system, run in its folder."""
        command = [*as_a_person(), sys.executable, "-m", "xlcsp", *arguments]
        environment = {**os.environ, **{name: self.rig.environment[name] for name in ("NO_COLOR", "COLUMNS", "LC_ALL")}}
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with subprocess.Popen(command, cwd=self.linux, env=environment, text=True, **pipes) as linux:
            windows = self.rig.xlcsp(*arguments, cwd=self.windows)
            out, err = linux.communicate()
        return Ran(linux.returncode, out, err), windows

    def told(self, ran: Ran) -> list[str]:
        """How a command ended and what it said, as both systems should say it."""
        return [f"exit {ran.exit}", *self.words(ran.out), *self.words(ran.err)]

    def words(self, text: str) -> list[str]:
        r"""Printed words without what may differ: frames of tables, ``\`` in paths, the folder, the system's words."""
        text = text.replace("\\\\", "/").replace("\\", "/")
        for folder in (self.windows, self.linux):
            text = text.replace(f"Z:{folder}", "FOLDER").replace(str(folder), "FOLDER")
        for theirs, ours in _SYSTEM.items():
            text = text.replace(theirs, ours)
        lines = [line for line in text.splitlines() if not _RULE.fullmatch(line)]
        return [" ".join(_FRAME.sub(" ", line).split()) for line in lines]


def both(rig: Rig, folder: Path, source: Path | None = None) -> Both:
    """Two folders, each with a copy of the source under its own name."""
    made = Both(rig, folder / "of linux", folder / "windows £")
    for side in (made.linux, made.windows):
        side.mkdir()
        if source is not None:
            shutil.copytree(source, side / source.name)
    return made


@pytest.fixture
def partnership(rig: Rig, example: Example, tmp_path: Path) -> Both:
    """The worked example's folder, twice."""
    return both(rig, tmp_path, shutil.copytree(example.folder, tmp_path / "Café CSP"))
