"""``xlcsp refresh`` twenty times over on a master as an officer keeps it: everything else keeps its bytes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import Example
from tests.master import officer
from tests.master.test_parts import entries, findings, parts_of
from xlcsp.cli import main
from xlcsp.domain.periods import Quarter
from xlcsp.files.read import read_book
from xlcsp.master.collected import collected
from xlcsp.master.live import sheet_of
from xlcsp.master.refresh import refresh
from xlcsp.master.sheets import COLLECTED
from xlcsp.planbook import read_master
from xlcsp.report.build import build_report
from xlcsp.returns.collect import collect

OWN = ("Start", "Performance", *(of.name for of in COLLECTED))


@pytest.fixture
def folder(example: Example, tmp_path: Path) -> Path:
    pytest.importorskip("excelize")
    copied = tmp_path / "CSP 2014-15"
    shutil.copytree(example.folder, copied)
    officer.with_own_sheets(copied / "master.xlsm", "=Figures!D5*2")
    return copied


def own_parts(content: bytes) -> set[str]:
    """The sheets that a refresh writes, and their tables."""
    parts = parts_of(content)
    names = [f"t{name}" for name in OWN]
    tables = {name for name, part in parts.items() if any(f'displayName="{one}"'.encode() in part for one in names)}
    sheets = {
        name
        for name in parts
        for table in tables
        if name.startswith("xl/worksheets/_rels/") and table.rpartition("/")[2].encode() in parts[name]
    }
    return tables | {name.replace("_rels/", "").removesuffix(".rels") for name in sheets} | {"xl/worksheets/sheet1.xml"}


@pytest.mark.long
def test_twenty_refreshes_of_the_master_change_nothing_else(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "master.xlsm"
    before = path.read_bytes()
    assert main(["refresh", str(folder)]) == 0
    assert f"{officer.SHEET}!E1: formulas that read" in capsys.readouterr().err
    master = read_master(path)
    found = [collect(master, Quarter(2014, number)) for number in (1, 2, 3, 4)]
    made = [collected(build_report(master, one), "in a test", "report.xlsx") for one in found]
    for turn in range(20):
        refresh(path, made[turn % 4])
        assert len(read_book(path).sheets["Returns"].rows) - 4 == 7 * (turn % 4 + 1)
    after = path.read_bytes()
    own = own_parts(before)
    first, last = parts_of(before), parts_of(after)
    assert {name for name in first if first[name] != last[name]} <= own
    assert len(first) - len(own) > 35
    assert entries(before, own) == entries(after, own)
    assert findings(after, tmp_path) == findings(before, tmp_path)


def test_a_refresh_gives_the_master_that_was_delivered(example: Example, tmp_path: Path) -> None:
    """The delivered master, written whole, and the same master refreshed say the same in each cell."""
    copied = tmp_path / "CSP 2014-15"
    shutil.copytree(example.folder, copied)
    for quarter in ("Q1", "Q4"):
        assert main(["refresh", str(copied), "--quarter", quarter]) == 0
    before, after = read_book(example.folder / "master.xlsm"), read_book(copied / "master.xlsm")
    for name in (*OWN[1:], "Measures", "History", "Settings"):
        width = len(sheet_of(name).columns)
        for was, now in zip(before.sheets[name].rows, after.sheets[name].rows, strict=True):
            assert [rounded(value) for value in was[:width]] == [rounded(value) for value in now[:width]]


def rounded(value: object) -> object:
    """A number at the fifteen digits that Excel shows; XlsxWriter writes sixteen, a refresh the shortest exact ones."""
    return f"{value:.15g}" if isinstance(value, float) else value
