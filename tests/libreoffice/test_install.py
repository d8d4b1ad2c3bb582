"""The functions go into LibreOffice's profile and out again; everything else in it keeps its bytes."""

from __future__ import annotations

import ast
import os
import sys
from pathlib import Path

import pytest

from xlcsp import __version__
from xlcsp.answers.functions import ARGUMENTS, FUNCTIONS
from xlcsp.cli import main
from xlcsp.errors import LockedWorkbook, WorkbookError
from xlcsp.libreoffice.basic import macro_text, module_text
from xlcsp.libreoffice.install import Profile, install, line, remove, usual, with_entry, without_entry

HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n<library:library library:name="Standard" library:readonly="false"'
OWN = b' <library:element library:name="Module1"/>\n <library:element library:name="Mine"/>\n'
LISTS = {
    "with modules": HEAD + b">\n" + OWN + b"</library:library>",
    "without modules": HEAD + b"/>",
    "with room for modules": HEAD + b">\n</library:library>\n",
    "by Windows": (HEAD + b">\n" + OWN + b"</library:library>\n").replace(b"\n", b"\r\n"),
}


def profile(folder: Path, modules: bytes = LISTS["with modules"]) -> Profile:
    made = Profile(folder)
    made.modules.parent.mkdir(parents=True)
    made.modules.write_bytes(modules)
    made.module.with_name("Mine.xba").write_bytes(b"Function CSP_MINE(): End Function")
    return made


def content(folder: Path) -> dict[str, bytes | None]:
    return {str(one.relative_to(folder)): one.read_bytes() if one.is_file() else None for one in folder.rglob("*")}


@pytest.mark.parametrize("name", LISTS)
def test_remove_leaves_what_was_there_before_install(tmp_path: Path, name: str) -> None:
    one = profile(tmp_path, LISTS[name])
    before = content(tmp_path)
    assert install(one, sys.executable)
    after = content(tmp_path)
    assert one.modules.read_bytes().count(b'library:name="xlcsp"/>') == 1
    assert {path for path in after if path not in before or after[path] != before[path]} == {
        os.path.join("user", "basic", "Standard", "script.xlb"),  # noqa: PTH118 - as relative_to writes it
        os.path.join("user", "basic", "Standard", "xlcsp.xba"),  # noqa: PTH118
        os.path.join("user", "Scripts", "python", "xlcsp_functions.py"),  # noqa: PTH118
        os.path.join("user", "Scripts", "python"),  # noqa: PTH118
        os.path.join("user", "Scripts"),  # noqa: PTH118
    }
    assert not install(one, sys.executable)
    assert content(tmp_path) == after
    assert remove(one)
    assert content(tmp_path) == before
    assert not remove(one)


def test_another_macro_of_the_person_stays_with_its_folder(tmp_path: Path) -> None:
    one = profile(tmp_path)
    one.macro.parent.mkdir(parents=True)
    own = one.macro.with_name("mine.py")
    own.write_text("mine")
    install(one, sys.executable)
    remove(one)
    assert list(one.macro.parent.iterdir()) == [own]


def test_a_list_that_libreoffice_has_written_anew_loses_our_entry_alone() -> None:
    again = with_entry(LISTS["with modules"]).replace(b' <library:element library:name="Mine"/>\n', b"")
    assert without_entry(again) == HEAD + b'>\n <library:element library:name="Module1"/>\n</library:library>'


def test_nothing_is_written_while_libreoffice_is_open(tmp_path: Path) -> None:
    one = profile(tmp_path)
    install(one, sys.executable)
    (tmp_path / ".lock").write_text("[Lockdata]")
    before = content(tmp_path)
    for change in (lambda: install(one, "another"), lambda: remove(one)):
        with pytest.raises(LockedWorkbook, match=r"LibreOffice is open \(lock file .lock\), and nothing was changed"):
            change()
    assert content(tmp_path) == before


def test_files_by_our_names_that_are_not_ours_are_left(tmp_path: Path) -> None:
    one = profile(tmp_path)
    one.module.write_text("Function CSP_RAG(): End Function")
    before = content(tmp_path)
    for change in (lambda: install(one, sys.executable), lambda: remove(one)):
        with pytest.raises(WorkbookError, match=r"xlcsp\.xba: this file is not xlcsp's, and nothing was changed"):
            change()
    assert content(tmp_path) == before


@pytest.mark.parametrize("modules", [b"", b"garbage", b"<x/>"])
def test_a_list_that_cannot_be_read_is_not_changed(tmp_path: Path, modules: bytes) -> None:
    one = profile(tmp_path, modules)
    before = content(tmp_path)
    with pytest.raises(WorkbookError, match="not a list of Basic modules"):
        install(one, sys.executable)
    assert content(tmp_path) == before


def test_the_usual_profile_is_that_of_the_system(tmp_path: Path) -> None:
    home = tmp_path
    assert usual("linux", {}, home).folder == home / ".config" / "libreoffice" / "4"
    assert usual("linux", {"XDG_CONFIG_HOME": str(home / "c")}, home).folder == home / "c" / "libreoffice" / "4"
    assert usual("darwin", {}, home).folder == home / "Library" / "Application Support" / "LibreOffice" / "4"
    assert usual("win32", {"APPDATA": str(home / "r")}, home).folder == home / "r" / "LibreOffice" / "4"


def test_the_command_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["libreoffice", "install", "--profile", str(tmp_path)]) == 2
    assert "Start LibreOffice once" in capsys.readouterr().err
    one = profile(tmp_path / "settings")
    for action, told in (("install", "are now installed"), ("install", "were already"), ("remove", "were removed"),
                         ("remove", "were not installed")):  # fmt: skip
        assert main(["libreoffice", action, "--profile", str(one.folder / "user")]) == 0
        assert told in capsys.readouterr().err


def test_doctor_says_whether_they_are_installed_and_whether_they_are_older(tmp_path: Path) -> None:
    one = profile(tmp_path)
    assert line(one)[1:3] == (True, "not installed; xlcsp libreoffice install adds them")
    assert line(Profile(tmp_path / "none"))[1]
    install(one, sys.executable)
    assert line(one)[1:3] == (True, f"version {__version__}, answered by {sys.executable}")
    for changed, told in (
        (macro_text(sys.executable).replace(__version__, "0.0.9"), "installed by version 0.0.9; this one is"),
        (macro_text(str(tmp_path / "python.exe")), "python.exe, which is not there"),
        (macro_text(sys.executable) + "#", "their files were changed"),
    ):
        one.macro.write_text(changed, encoding="utf-8")
        name, is_well, found, do = line(one)
        assert (name, is_well) == ("Functions in LibreOffice", False)
        assert told in found
        assert "xlcsp libreoffice install" in do
    one.macro.unlink()
    assert line(one)[1:3] == (False, "installed in part")


def test_each_function_is_there_with_its_help() -> None:
    text = module_text()
    for name, words in ARGUMENTS.items():
        assert f"Public Function {name.upper()}(" in text
        assert (FUNCTIONS[name].__doc__ or "").split()[0] in text
        assert all(f"'   {argument}: " in text for argument in words)
    assert max(map(len, text.splitlines())) < 250


@pytest.mark.parametrize("python", [r"C:\Users\O'Brien\new\python.exe", "/home/a\nb/python"])
def test_the_macro_is_for_the_python_of_libreoffice_7_4(python: str) -> None:
    tree = ast.parse(macro_text(python), feature_version=(3, 8))
    values = {one.targets[0].id: one.value for one in tree.body if isinstance(one, ast.Assign)}  # type: ignore[attr-defined]
    assert ast.literal_eval(values["PYTHON"]) == python
    assert ast.literal_eval(values["VERSION"]) == __version__
