"""The scripts of xlwings Lite: which folder of the add-in's files they use, and what they say if there is none."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings as xw

from tests.conftest import Example
from tests.excel import books
from xlcsp.excel import lite

Script = Callable[[xw.Book], None]


@pytest.fixture
def book(example: Example) -> xw.Book:
    """The workbook as Excel sends it: of its place nothing but the name."""
    sent = json.loads(json.dumps(books.opened(example.folder / "lite" / "master.xlsx").impl._api))
    sent["book"]["name"] = "master.xlsx"
    return xw.Book(json=sent)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(lite, "ROOT", tmp_path)
    for name in ("data", "home/pyodide", "tmp", "lib/returns"):  # as a browser's file system has them
        (tmp_path / name).mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize("place", ["data", "data/Anytown", "data/CSP/2014-15", "mnt/CSP", "CSP"])
def test_the_returns_are_found_imported_or_mounted(book: xw.Book, root: Path, place: str) -> None:
    (root / place / "returns").mkdir(parents=True)
    assert lite.place_of(book) == root / place / "master.xlsx"


def test_of_two_folders_the_masters_own_is_meant(book: xw.Book, root: Path) -> None:
    for place in ("data/2013-14", "data/2014-15"):
        (root / place / "returns").mkdir(parents=True)
    lite.rebuild(book)
    assert f"{root}/data/2013-14 and {root}/data/2014-15, and which one is meant is not known" in said(book)
    (root / "data" / "2014-15" / "master.xlsx").touch()
    assert lite.place_of(book) == root / "data" / "2014-15" / "master.xlsx"


@pytest.mark.parametrize(
    ("script", "begins"),
    [
        (lite.rebuild, "The report was not rebuilt, and nothing was changed."),
        (lite.check, "The returns were not checked."),
        (lite.issue, "No form was issued."),
    ],
)
def test_without_returns_only_what_to_do_is_written(book: xw.Book, root: Path, script: Script, begins: str) -> None:
    script(book)
    assert said(book).startswith(f"{begins} There is no folder returns in the files of xlwings Lite (menu, Files).")
    assert [one["func"] for one in book.json()["actions"]] == ["setValues", "activateSheet"]
    assert list((root / "data").iterdir()) == []


def test_forms_are_issued_once(book: xw.Book, root: Path, example: Example) -> None:
    shutil.copytree(example.folder / "returns", root / "data" / "returns")
    lite.issue(book)
    assert said(book).startswith("14 files made in 2014-15 Q4. Download them from the files of xlwings Lite")
    lite.issue(book)
    assert said(book).startswith("No new forms.")
    assert "it is issued already, and unchanged" in said(book)


def test_returns_dropped_without_a_folder_are_read_as_those_in_one(book: xw.Book, root: Path, example: Example) -> None:
    """Files alone, or folders of quarters; what is said and written is the same, but for the place."""
    shutil.copytree(example.folder / "returns", root / "data" / "returns")
    lite.check(book)
    expected = said(book)
    shutil.rmtree(root / "data")
    (root / "data").mkdir()
    for path in sorted((example.folder / "returns").rglob("*.xls*")):
        quarter = path.parent.name
        target = root / "data" / (quarter if quarter.endswith("Q1") else "") / f"{quarter[-2:]} {path.name}"
        target.parent.mkdir(exist_ok=True)
        shutil.copy(path, target)
    dropped = {path: path.read_bytes() for path in (root / "data").rglob("*.xls*")}
    for _ in range(2):
        lite.check(book)
        assert said(book) == expected
    assert {path: path.read_bytes() for path in dropped} == dropped
    filed = list((root / "data" / "returns").rglob("*.xls*"))
    assert len(filed) == len(dropped)
    assert {path.relative_to(root / "data" / "returns").parts[1] for path in filed} == {"imported"}


def test_a_return_taken_out_of_the_pane_is_read_no_longer(book: xw.Book, root: Path, example: Example) -> None:
    one = next((example.folder / "returns" / "2014-15 Q1").glob("*.xlsx"))
    dropped = Path(shutil.copy(one, root / "data" / "Dropped.xlsx"))
    (root / "data" / "notes.txt").touch()
    (root / "data" / "Broken.xlsx").write_bytes(b"broken")
    lite.check(book)
    filed = root / "data" / "returns" / "2014-15 Q1" / "imported" / "Dropped.xlsx"
    assert filed.read_bytes() == one.read_bytes()
    dropped.unlink()
    lite.check(book)
    assert not filed.exists()
    left = root / "data" / "returns" / "2014-15 Q4" / "imported" / "Broken.xlsx"  # told of in the quarter of Settings
    assert [path for path in (root / "data" / "returns").rglob("*") if path.is_file()] == [left]
    assert "problem" in said(book)


def test_imported_beside_mounted_is_not_guessed(book: xw.Book, root: Path, example: Example) -> None:
    (root / "mnt" / "CSP" / "returns").mkdir(parents=True)
    shutil.copy(next((example.folder / "returns").rglob("*.xlsx")), root / "data" / "Dropped.xlsx")
    lite.check(book)
    assert f"Dropped.xlsx was imported, and {(root / 'mnt' / 'CSP').as_posix()} is mounted" in said(book)
    assert list((root / "mnt" / "CSP" / "returns").iterdir()) == []


def test_a_new_partnership_issues_its_first_forms_without_returns(example: Example, root: Path) -> None:
    def nothing_collected(cells: dict[str, list[list[object]]]) -> None:
        del cells["Returns"][4:]

    sent = json.loads(json.dumps(books.opened(example.folder / "lite" / "master.xlsx", nothing_collected).impl._api))
    sent["book"]["name"] = "master.xlsx"
    book = xw.Book(json=sent)
    lite.issue(book)
    assert said(book).startswith("14 files made in 2014-15 Q4.")
    assert (root / "data" / "forms" / "2014-15 Q4" / "Police.xlsx").is_file()
    lite.rebuild(book)
    assert "There is no folder returns" in said(book)


def said(book: xw.Book) -> str:
    """What *Start* says in the end."""
    written = [one for one in book.json()["actions"] if one["func"] == "setValues"]
    return str(written[-1]["values"][0][0]).removeprefix("'")
