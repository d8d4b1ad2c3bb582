"""LibreOffice Calc with its own profile: nobody's settings are read, and it is stopped at the end of the test."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

SYSTEM_PYTHON = "/usr/bin/python3"  # for which the distribution packages the module uno
_SETTINGS = {
    "Office.Common/Security/Scripting": {"MacroSecurityLevel": 0, "DisableMacrosExecution": "false"},
    "Office.Calc/Formula/Load": {"OOXMLRecalcMode": 1},  # never: what is shown is what the file holds
    "Office.Common/Misc": {"FirstRun": "false", "ShowTipOfTheDay": "false"},
    "Setup/Office": {"ooSetupInstCompleted": "true"},
    "Setup/Product": {"ooSetupLastVersion": "99.9"},
}
_ITEM = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
_PROFILE = '<oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>'


class Cell(NamedTuple):
    """A cell as Calc has it. formula: empty where there is none; error: as it is shown, empty where there is none."""

    address: str
    formula: str
    content: str | float | None
    error: str


class Calc:
    """What a test asks of LibreOffice; the work is done in calc_uno.py."""

    def __init__(self, uno: subprocess.Popen[str]) -> None:
        self._uno = uno

    def ask(self, verb: str, *arguments: Any) -> Any:
        assert self._uno.stdin is not None
        assert self._uno.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self._uno.stdin.write(json.dumps([verb, *arguments]) + "\n")
            self._uno.stdin.flush()
        line = self._uno.stdout.readline()
        assert line, "LibreOffice has ended: see soffice.log beside its profile"
        said = json.loads(line)
        if "error" in said:
            raise RuntimeError(said["error"])
        return said["answer"]

    def open(self, path: Path, *, hidden: bool = True) -> list[str]:
        """Opens a workbook; returns the names of its sheets."""
        return list(self.ask("open", path.as_uri(), hidden))

    def cells(self, sheet: str) -> dict[str, Cell]:
        """The cells of a sheet that hold something, by address."""
        return {cell[0]: Cell(*cell) for cell in self.ask("cells", sheet)}

    def call(self, macro: str, *arguments: Any) -> Any:
        """The answer of a macro ``Module.Procedure`` of the workbook."""
        return self.ask("call", macro, arguments)


@contextlib.contextmanager
def started(folder: Path, *, display: str = "", environment: dict[str, str] | None = None) -> Iterator[Calc]:
    """LibreOffice with its profile in the folder, which nobody else has; on a display, or without any window."""
    profile = folder / "profile"
    if not (profile / "user" / "registrymodifications.xcu").exists():
        write_profile(profile)
    pipe = f"xlcsp-{os.getpid()}-{folder.name}"
    program = ["soffice", f"-env:UserInstallation={profile.as_uri()}", f"--accept=pipe,name={pipe};urp;"]
    program += ["--norestore", "--nologo", "--nofirststartwizard", *([] if display else ["--headless"])]
    surroundings = {**os.environ, **({"DISPLAY": display} if display else {}), **(environment or {})}
    with (folder / "soffice.log").open("ab") as log:
        office = subprocess.Popen(program, env=surroundings, stdout=log, stderr=log, start_new_session=True)
        script = [SYSTEM_PYTHON, str(Path(__file__).with_name("calc_uno.py")), pipe]
        uno = subprocess.Popen(script, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
    calc = Calc(uno)
    try:
        yield calc
    finally:
        _stop(calc, uno, office)


def write_profile(profile: Path) -> None:
    """A profile that runs macros without asking and recalculates nothing on loading."""
    items = [_ITEM.format(path, *item) for path, values in _SETTINGS.items() for item in values.items()]
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE.format("".join(items)), encoding="utf-8")


def _stop(calc: Calc, uno: subprocess.Popen[str], office: subprocess.Popen[bytes]) -> None:
    """Ends both; LibreOffice by force, with what it started, where it does not end by itself."""
    with contextlib.suppress(Exception):
        calc.ask("quit")
    uno.kill()
    with contextlib.suppress(BrokenPipeError):
        uno.communicate()
    try:
        office.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(office.pid, 9)
        office.wait()
