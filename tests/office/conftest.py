"""Fixtures for the master in LibreOffice: the programs, the master with macros that it can run, a screen."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from macros.project import module_from_text
from tests.conftest import Example
from tests.office import calc, projects, screen

CONTROL = module_from_text(
    'VERSION 1.0 CLASS\nBEGIN\n  MultiUse = -1\nEND\nAttribute VB_Name = "Control"\nPublic ID As String\n'
)
RIBBON = module_from_text(
    'Attribute VB_Name = "Ribbon"\nSub Press(id)\n    Dim pressed As Control\n    Set pressed = New Control\n'
    "    pressed.ID = id\n    RibbonPressed pressed\nEnd Sub\n"
)
GATE = module_from_text('Attribute VB_Name = "Gate"\nFunction Ping(x)\n    Ping = "pong:" & x\nEnd Function\n')


@pytest.fixture(scope="session")
def calc_tools(soffice: str) -> str:
    """LibreOffice with what drives it: its Python bridge, a screen, a mouse, a camera."""
    missing = [name for name in ("Xvfb", "xdotool", "import") if shutil.which(name) is None]
    bridges = "import uno; from com.sun.star.beans import PropertyValue"
    if subprocess.run([calc.SYSTEM_PYTHON, "-c", bridges], capture_output=True, check=False).returncode:
        missing.append("python3-uno")
    if not (Path(soffice).resolve().parent / "pythonscript.py").exists():
        missing.append("libreoffice-script-provider-python")
    if missing:
        found = f"not installed: {', '.join(missing)}"
        pytest.fail(f"{found}, and in CI nothing is skipped") if os.environ.get("CI") else pytest.skip(found)
    return soffice


@pytest.fixture(scope="session")
def master(example: Example) -> Path:
    """The worked example's master, as built."""
    return example.folder / "master.xlsm"


@pytest.fixture(scope="module")
def master_with_double(calc_tools: str, master: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The master whose macros LibreOffice can run; only xlwings' module is replaced by its double."""
    assert calc_tools
    target = tmp_path_factory.mktemp("double") / "master.xlsm"
    return projects.for_calc(master, target, [*projects.with_double(), GATE, CONTROL, RIBBON])


@pytest.fixture
def office(calc_tools: str, tmp_path: Path) -> Iterator[calc.Calc]:
    """LibreOffice without a window, with the double's way to Python."""
    assert calc_tools
    with calc.started(tmp_path, environment=projects.install_bridge(tmp_path)) as one:
        yield one


@pytest.fixture
def display(calc_tools: str) -> Iterator[str]:
    """A screen."""
    assert calc_tools
    with screen.screen() as one:
        yield one
