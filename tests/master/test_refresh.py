"""``xlcsp refresh`` does in the file what the button does in Excel; what people own keeps its bytes."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from tests.conftest import Example
from tests.support import edit_part
from xlcsp import __version__
from xlcsp.cli import main
from xlcsp.demo.example import content
from xlcsp.demo.story import FIRST
from xlcsp.files.read import read_book
from xlcsp.master.live import table_rows
from xlcsp.master.parts import edit, formulas
from xlcsp.master.parts.book import opened as workbook
from xlcsp.master.performance import PERFORMANCE
from xlcsp.master.sheets import COLLECTED
from xlcsp.master.workbook import write_master

POLICE = "2014-15 Q4/Police.xlsx, Return!D14"
OURS = {"Start", "Figures", "Comparators", "Returns", "Attention", "Performance"}


@pytest.fixture
def folder(example: Example, tmp_path: Path) -> Path:
    """The example's partnership with a master that nothing was collected into."""
    made = tmp_path / "CSP"
    shutil.copytree(example.folder, made, ignore=shutil.ignore_patterns("reports", "forms"))
    write_master(content(FIRST), made / "master.xlsm")
    return made


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {entry.filename: package.read(entry) for entry in package.infolist()}


def shown(path: Path, series: str) -> dict[str, object]:
    """A series' cells of *Performance* as a reader without Excel sees them."""
    (row,) = (one for one in table_rows(read_book(path), PERFORMANCE) if one["id"] == series)
    return row


def test_it_writes_what_the_returns_say_and_the_report(folder: Path) -> None:
    assert main(["refresh", str(folder)]) == 0
    assert (folder / "reports" / "2014-15 Q4.xlsx").exists()
    row = shown(folder / "master.xlsm", "2.1")
    assert [row[name] for name in ("Q1", "Q2", "Q3", "Q4", "year to date", "RAG")] == [
        260,
        303,
        303,
        280,
        1146,
        "Amber",
    ]
    start = {line[0]: line[1] for line in read_book(folder / "master.xlsm").sheets["Start"].rows if len(line) > 1}
    assert start["Quarter"] == "2014/15 Q4"
    assert str(start["Last rebuild"]).endswith("by xlcsp refresh")


def test_a_refreshed_master_is_the_one_that_would_be_built_new(folder: Path, example: Example) -> None:
    main(["refresh", str(folder)])
    ours, built = (read_book(path) for path in (folder / "master.xlsm", example.folder / "master.xlsm"))
    for of in (*COLLECTED, PERFORMANCE):
        for one, other in zip(table_rows(ours, of), table_rows(built, of), strict=True):
            numbers = {name for name, value in one.items() if isinstance(value, float)}
            assert {name: one[name] for name in numbers} == pytest.approx({name: other[name] for name in numbers})
            assert {name: one[name] for name in one if name not in numbers} == {
                name: other[name] for name in other if name not in numbers
            }


def test_only_our_parts_change(folder: Path) -> None:
    before = parts(folder / "master.xlsm")
    main(["refresh", str(folder)])
    after = parts(folder / "master.xlsm")
    assert list(after) == list(before)
    book = read_book(folder / "master.xlsm")
    ours = {f"xl/worksheets/sheet{at}.xml" for at, name in enumerate(book.sheets, 1) if name in OURS}
    changed = {name for name in before if before[name] != after[name]}
    assert {name for name in changed if "tables" not in name} <= ours
    assert len([name for name in changed if "tables" in name]) <= len(COLLECTED)


def test_the_same_quarter_twice_changes_only_the_time(folder: Path) -> None:
    main(["refresh", str(folder)])
    first = parts(folder / "master.xlsm")
    main(["refresh", str(folder)])
    second = parts(folder / "master.xlsm")
    assert {name for name in first if first[name] != second[name]} <= {"xl/worksheets/sheet1.xml"}


def test_an_earlier_quarter_takes_later_figures_out(folder: Path) -> None:
    main(["refresh", str(folder)])
    main(["refresh", str(folder), "--quarter", "2014/15 Q2"])
    row = shown(folder / "master.xlsm", "2.1")
    assert (row["Q3"], row["Q4"], row["year to date"]) == (None, None, 563)


def test_a_formula_of_ones_own_is_kept_and_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    master = folder / "master.xlsm"
    there = formulas("m", master.read_bytes(), "Performance")
    at, text = next((at, text) for at, text in there.items() if "CSP_YTD" in text)
    changed(master, "sheet2.xml", "<f>" + escape(text), "<f>1+" + escape(text))
    main(["refresh", str(folder)])
    assert f"Performance!{at}: a formula of your own is there" in capsys.readouterr().err
    assert formulas("m", master.read_bytes(), "Performance")[at] == f"1+{text}"


def test_formulas_of_another_version_are_told_as_that(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    master = folder / "master.xlsm"
    edit_part(master, "xl/worksheets/sheet2.xml", lambda xml: xml.replace("CSP_YTD(", "1+CSP_YTD("))
    edit_part(master, "xl/workbook.xml", lambda xml: xml.replace('"xlcsp_version">"', '"xlcsp_version">"9.'))
    main(["refresh", str(folder)])
    said = " ".join(capsys.readouterr().err.split())
    assert "of your own" not in said
    assert f"the formulas are those of xlcsp 9.{__version__}, and this is {__version__}" in said
    assert re.search(r"Performance!\w+, \w+, \w+, \w+, \w+ and \d+ more: ", said)


def changed(master: Path, part: str, old: str, new: str) -> None:
    """Replaces the first ``old`` in a part of the workbook."""
    with zipfile.ZipFile(master) as package:
        entries = [(entry, package.read(entry)) for entry in package.infolist()]
    assert any(entry.filename.endswith(part) and old.encode() in data for entry, data in entries)
    with zipfile.ZipFile(master, "w", zipfile.ZIP_DEFLATED) as package:
        for entry, data in entries:
            is_it = entry.filename.endswith(part)
            package.writestr(entry, data.replace(old.encode(), new.encode(), 1) if is_it else data)


def test_an_open_master_is_left_alone_and_its_reader_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "~$master.xlsm").write_bytes(b"\x0bJane Doe CSP".ljust(165, b" "))
    before = (folder / "master.xlsm").read_bytes()
    assert main(["refresh", str(folder)]) == 2
    assert "~$master.xlsm" in capsys.readouterr().err
    assert (folder / "master.xlsm").read_bytes() == before
    assert not (folder / "reports").exists()


def test_a_formula_in_a_collected_sheet_is_not_overwritten(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    master = folder / "master.xlsm"
    main(["refresh", str(folder)])
    edited = edit("m", master.read_bytes(), cells={"Figures": {"E5": 123_456}})
    master.write_bytes(edited)
    changed(master, "sheet4.xml", "<v>123456</v>", "<f>1+1</f><v>2</v>")
    before = master.read_bytes()
    capsys.readouterr()
    assert main(["refresh", str(folder)]) == 2
    assert "Figures!E5" in capsys.readouterr().err
    assert master.read_bytes() == before


@pytest.mark.long
def test_links_of_an_earlier_rebuild_give_way_to_those_of_this_one(folder: Path) -> None:
    """They are formulas, which the program may replace; a formula of a person's own in their place it may not."""
    master = folder / "master.xlsm"
    assert main(["refresh", str(folder)]) == 0
    first = formulas("m", master.read_bytes(), "Attention")
    assert len(first) == 6
    assert f"""HYPERLINK("returns/2014-15 Q4/Police.xlsx#'Return'!D14","{POLICE}")""" in first.values()
    assert main(["refresh", str(folder)]) == 0
    assert formulas("m", master.read_bytes(), "Attention") == first
    cells = read_book(master).sheets["Attention"]
    assert all(cells.text(int(at[1:]), 2) == one.rpartition(',"')[2][:-2] for at, one in first.items())
    (folder / "returns" / "2014-15 Q4" / "Police.xlsx").unlink()  # some rows are texts then
    assert main(["refresh", str(folder)]) == 1
    assert 0 < len(formulas("m", master.read_bytes(), "Attention")) < 6
    part = workbook("m", master.read_bytes()).sheets["Attention"]
    edit_part(master, part, lambda xml: re.sub(r"<f>HYPERLINK.*?</f>", "<f>A1</f>", xml, count=1))
    assert main(["refresh", str(folder)]) == 2
