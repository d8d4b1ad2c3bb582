"""The sheet *xlwings.conf* of a new master: where Excel finds Python, whoever opens the workbook."""

from __future__ import annotations

from pathlib import PurePath, PurePosixPath, PureWindowsPath

import pytest

from xlcsp.master.workbook import CONFIG, config_for

JANE = {"LOCALAPPDATA": r"C:\Users\jane\AppData\Local", "HOME": "/Users/jane"}


@pytest.mark.parametrize(
    ("python", "written"),
    [
        (r"C:\Users\jane\AppData\Local\xlcsp\Scripts\python.exe", r"%LOCALAPPDATA%\xlcsp\Scripts\pythonw.exe"),
        (r"c:\users\JANE\appdata\local\Programs\Python\python.exe", r"%LOCALAPPDATA%\Programs\Python\pythonw.exe"),
        (r"C:\Users\jane\AppData\Locals\xlcsp\python.exe", r"C:\Users\jane\AppData\Locals\xlcsp\pythonw.exe"),
        (r"D:\tools\Scripts\python.exe", r"D:\tools\Scripts\pythonw.exe"),
        (r"\\server\tools\python.exe", r"\\server\tools\pythonw.exe"),
    ],
)
def test_a_python_below_the_users_own_folder_serves_whoever_opens_the_master(python: str, written: str) -> None:
    assert config("win32", PureWindowsPath(python), JANE)["Interpreter_Win"] == written


@pytest.mark.parametrize(
    ("python", "written"),
    [
        ("/Users/jane/xlcsp/bin/python3.11", "$HOME/xlcsp/bin/python"),
        ("/Users/janet/xlcsp/bin/python", "/Users/janet/xlcsp/bin/python"),
        ("/opt/xlcsp/bin/python", "/opt/xlcsp/bin/python"),
    ],
)
def test_and_on_a_mac(python: str, written: str) -> None:
    assert config("darwin", PurePosixPath(python), JANE)["Interpreter_Mac"] == written


@pytest.mark.parametrize("environment", [{}, {"LOCALAPPDATA": ""}])
def test_without_the_variable_the_place_itself_is_written(environment: dict[str, str]) -> None:
    place = r"C:\Users\jane\AppData\Local\xlcsp\Scripts\python.exe"
    written = config("win32", PureWindowsPath(place), environment)["Interpreter_Win"]
    assert written == place.replace("python.exe", "pythonw.exe")


def test_the_other_systems_settings_are_those_of_the_handbook() -> None:
    usual = dict(CONFIG)
    assert config("linux", PurePosixPath("/usr/bin/python"), JANE) == usual
    changed = config("win32", PureWindowsPath(r"D:\python.exe"), JANE)
    assert {name for name, value in changed.items() if value != usual[name]} == {"Interpreter_Win"}


def config(platform: str, python: PurePath, environment: dict[str, str]) -> dict[str, str]:
    return dict(config_for(platform, python, environment))
