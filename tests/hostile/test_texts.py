"""Texts of a plan that libraries mistake for something else appear in every output unchanged, and stop nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.support import ANSWERS, PARTNERSHIP, SERIES, partnership, send, write_plan
from xlcsp.cli import main
from xlcsp.files.cells import CUT, LONGEST_TEXT, cut_to_cell, escaped, legible
from xlcsp.files.packed import new_workbook
from xlcsp.files.read import read_book
from xlcsp.master.workbook import Cell
from xlcsp.pipeline import Wanted, make, write

TEXTS = (
    "%", "£", "–", "&", "=1+1", "=SUM(", "{=1}", "+44", "[a](b)", "[a](b) [c](d)", "$$a$$", "http://x.y", "a\nb",
    "c\td", "_x001B_", "العربية", "👮", "<b>&amp;", "'x", "]]>", "x" * 300, "https://" + "x" * 3000, "mailto:a@b",
    "internal:Sheet!A1",
)  # fmt: skip
COLUMNS = ("theme", "measure", "series", "unit", "baseline_label", "note", "theme_lead", "provider", "break_reason")


def series(texts: tuple[str, ...] = TEXTS) -> Iterator[dict[str, Cell]]:
    for number, text in enumerate(texts):
        yield {"id": f"a{number}", "ref": f"1.{number + 1} {text}", **dict.fromkeys(COLUMNS, text)}


def run(*words: str | Path) -> int:
    return main([str(word) for word in words])


def all_texts(path: Path) -> set[object]:
    """Every text of a workbook, by a reader of other people's."""
    book = CalamineWorkbook.from_path(str(path))
    return {cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row}


@pytest.mark.long
def test_every_text_goes_through_every_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "2014-15"
    write_plan(folder, tuple(series()), settings={"quarter": "Q1", "partnership": "=[a](b) $$c$$"})
    assert run("issue", folder, "--issued", "2014-06-30") == 0
    assert len(list((folder / "forms").rglob("*.xlsx"))) == len(TEXTS)
    assert run("chase", folder) == 1
    assert run("check", folder, "--save") == 1
    assert run("report", folder, "--docx", "--publish") == 1
    assert run("refresh", folder) == 1
    assert run("release", folder, "--version", "1.0", "--reason", "\x1b[31m=1+1", "--publish", "--docx") == 1
    assert run("freeze", folder) == 0
    assert run("batch", tmp_path, "--workers", "1") == 1
    assert run("new-year", folder) == 1
    assert "Traceback" not in capsys.readouterr().err
    copy = folder / "reports" / "2014-15 Q1 publication.xlsx"
    found = all_texts(copy)
    assert {text for text in TEXTS if text not in found and text != "c\td"} == set()
    for sheet in read_book(copy).sheets.values():
        assert not [cell for row in sheet.rows for cell in row if str(cell).startswith("xlcsp text")]


def test_a_release_is_not_made_without_one_of_its_outputs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    master = partnership(tmp_path, settings={"quarter": "Q1"})
    send(master)
    monkeypatch.setenv("SOFFICE", "")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run("release", tmp_path, "--version", "1.0", "--reason", "Board", "--pdf") == 2
    assert "Version 1.0 was not released." in capsys.readouterr().err
    assert not list((tmp_path / "reports" / "2014-15 Q1").iterdir())


@pytest.mark.parametrize("length", [255, 256, 300])
def test_a_partnership_s_name_may_be_longer_than_a_property(tmp_path: Path, length: int) -> None:
    master = partnership(tmp_path, settings={"quarter": "Q1", "partnership": "x" * length})
    written = write(make(master, master.settings.quarter), Wanted(docx=True, publish=True))
    assert written.failed == ()


def test_what_reads_as_an_escape_is_escaped_and_what_is_no_character_is_drawn(tmp_path: Path) -> None:
    assert escaped("a _x001B_ b _x1B_") == "a _x005F_x001B_ b _x1B_"
    assert legible("a\x1b[31m\udcff\x7f\x85\nb") == "a␛[31m\ufffd␡\ufffd\nb"
    name = f"{PARTNERSHIP} _x0041_"
    master = partnership(tmp_path, (SERIES[0],), settings={"quarter": "Q1", "partnership": name})
    path = write(make(master, master.settings.quarter)).path
    assert any(name in str(text) for text in all_texts(path))
    with zipfile.ZipFile(path) as package:
        assert any(b"_x005F_x0041_" in package.read(part) for part in package.namelist())


@pytest.mark.parametrize("letter", ["x", "👮"])
def test_a_text_longer_than_a_cell_is_cut_and_says_so(tmp_path: Path, letter: str) -> None:
    long = letter * 33_000
    assert cut_to_cell(long).endswith(CUT)
    assert len(cut_to_cell(long).encode("utf-16-le")) <= 2 * LONGEST_TEXT
    assert cut_to_cell("x" * LONGEST_TEXT) == "x" * LONGEST_TEXT
    with new_workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet("A").write_string(0, 0, long)
    assert all_texts(tmp_path / "a.xlsx") == {cut_to_cell(long)}


def test_a_code_of_excel_in_a_commentary_stays_what_was_written(tmp_path: Path) -> None:
    said = "see _x001B_ and _x000D_"
    master = partnership(tmp_path, settings={"quarter": "Q1"})
    send(master, answers={**ANSWERS, "v": replace(ANSWERS["v"], commentary=said)})
    assert run("refresh", tmp_path) == 0
    assert run("check", tmp_path, "--save") == 0
    assert run("issue", tmp_path, "--quarter", "Q2", "--issued", "2014-09-30") == 0
    assert any(said in str(text) for text in all_texts(tmp_path / "reports" / "2014-15 Q1.xlsx"))
    for path in tmp_path.rglob("*.xls*"):
        assert not [text for text in all_texts(path) if "_x005F_" in str(text) or "\x1b" in str(text)]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="their names are always Unicode")
@pytest.mark.long
def test_names_that_are_no_utf_8_are_told_and_everything_is_made(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"2014-15 \xff")
    master = partnership(folder, settings={"quarter": "Q1"})
    send(master)
    (folder / "returns" / "2014-15 Q1" / os.fsdecode(b"P\xe9.xlsx")).write_bytes(b"x")
    program = [sys.executable, "-m", "xlcsp"]
    for command, *options in (
        ("check", "--save"), ("report", "--docx", "--publish"), ("refresh",), ("issue",), ("batch", "--workers", "1"),
        ("release", "--version", "1.0", "--reason", os.fsdecode(b"Caf\xe9"), "--publish", "--docx"),
        ("chase",), ("freeze",), ("upgrade",), ("new-year",), ("doctor",),
    ):  # fmt: skip
        done = subprocess.run([*program, command, folder, *options], capture_output=True, check=False)
        said = done.stderr.decode("utf-8")
        assert "Traceback" not in said
        assert done.returncode in (0, 1), said
        if command in ("check", "report", "refresh", "batch", "release", "new-year"):
            assert "2014-15 Q1/P\\xe9.xlsx: The file is not an Excel workbook" in said
    assert read_book(folder / "reports" / "2014-15 Q1" / "v1.0" / "2014-15 Q1 v1.0.xlsx").sheets
