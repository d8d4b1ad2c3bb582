"""Folders given as files, files as folders, impossible options: a sentence, no harm and no traceback."""

from __future__ import annotations

import os
import re
import shlex
import sys
from pathlib import Path

import pytest

from tests.hostile.campaign import contents, here, made
from tests.support import write_plan


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe of a Unix")
@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        ("audit note.txt --workbook one", "one: what is written is a workbook. Name it .xlsx."),
        ("audit note.txt --workbook folder.xlsx", "folder.xlsx: it is a folder, where a file is to be written."),
        ("audit note.txt --workbook pipe.xlsx", "pipe.xlsx: it is a device or a pipe, where a file is to be written."),
        ("audit note.txt --columns '9: label'", "Table 9 of the columns given: there is no such table."),
        ("audit one", "one: it is not a file."),
        ("audit ''", "argument FILE: it is empty. Name a file or folder."),
        ("report one --compare ''", "argument --compare: it is empty. Name a file or folder."),
        ("report one --quarter Q5", '"Q5" is not a quarter. Write it as 2014/15 Q3.'),
        ("report note.txt", "A .txt file is not a workbook. Name the partnership's master workbook"),
        ("issue one --issued 2014-13-01", '"2014-13-01" is not a date. Write it as 2014-09-29.'),
        ("backtest /dev/zero", "/dev/zero: it is not a file, or it is larger than .* Name a table saved as CSV UTF-8."),
        ("backtest one", "one: it is not a file, or it is larger than"),
        ("backtest nothing.csv", "nothing.csv: No such file or directory."),
        ("batch one/master.xlsm", "one/master.xlsm is not a folder."),
        ("batch one --workers 0", "--workers 0: at least one is needed. Enter 1 or more."),
        ("new /", "/: it is not a folder for one partnership. Name a folder of its own."),
        ("release one --version 1.0/../../x --reason y", 'version "1.0/../../x" is not a version.'),
        ("release one --version 1.0 --reason ''", "A release says why it is made."),
        ("check one/returns", "one/returns holds no master.xlsm or master.xlsx."),
        ("report two", "two holds both master.xlsm and master.xlsx, and only one of them is the partnership's master."),
        ("new-year last", r'^"2200/01" is not a financial year that figures are kept for.'),
        ("report book", "2014-15 Q1.xlsx: it is a folder, where a file is to be written."),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_a_sentence_and_harms_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    made(tmp_path / "one")
    made(tmp_path / "book")
    (made(tmp_path / "two") / "master.xlsx").write_bytes(b"")
    write_plan(tmp_path / "last", settings={"financial year": "2199/00", "quarter": "Q1"})
    for name in ("folder.xlsx", "book/reports/2014-15 Q1.xlsx"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "kept.txt").write_text("x", encoding="utf-8")
    (tmp_path / "note.txt").write_text("It fell from 312 to 287 (8%).", encoding="utf-8")
    os.mkfifo(tmp_path / "pipe.xlsx")
    before = contents(tmp_path)
    said = here(*shlex.split(call))
    assert re.search(sentence.replace("(", r"\("), said.err), said.err
    assert (said.code, said.is_traceback) == (2, False)
    assert before.items() <= contents(tmp_path).items()
