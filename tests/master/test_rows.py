"""*Performance* has a row for each series of the plan, and rows that officers refer to stay in place."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from tests.master.test_parts import parts_of
from tests.support import ALL_SETTINGS, Q1, SERIES, partnership, send
from xlcsp.cli import main
from xlcsp.files.read import read_book
from xlcsp.master.live import table_rows
from xlcsp.master.new import new_partnership
from xlcsp.master.parts import edit, formulas
from xlcsp.master.refresh import add_rows
from xlcsp.master.sheets import MEASURES
from xlcsp.planbook import Master, read_master

IDS = ["v", "r", "s", "t", "m"]


def planned(path: Path, folder: Path) -> Master:
    """The five series are entered on Measures, as an officer does it."""
    rows = table_rows(read_book(partnership(folder / "whole").path), MEASURES)
    path.write_bytes(edit(path.name, path.read_bytes(), tables={"Measures": rows}))
    return read_master(path)


def ids(path: Path) -> list[object]:
    return [row[0] for row in read_book(path).sheets["Performance"].rows[4:] if row]


def shown(path: Path, row: int) -> list[object]:
    return list(read_book(path).sheets["Performance"].rows[row - 1][:5])


def test_refresh_adds_the_rows_that_are_missing_below_those_that_are_there(tmp_path: Path) -> None:
    first = (SERIES[2], SERIES[0])
    path = partnership(tmp_path, first, settings={"quarter": "Q1"}).path
    send(planned(path, tmp_path))
    before = formulas(path.name, path.read_bytes(), "Performance")
    assert main(["refresh", str(path)]) in (0, 1)
    content = path.read_bytes()
    assert ids(path) == ["s", "v", "r", "t", "m"]
    after = formulas(path.name, content, "Performance")
    assert {at: after[at] for at in before} == before
    in_row = {
        row: {at.rstrip("0123456789"): text for at, text in after.items() if at.endswith(str(row))} for row in (6, 9)
    }
    assert {re.sub(r"(?<=[A-Z$])9(?!\d)", "6", text) for text in in_row[9].values()} == set(in_row[6].values())
    assert shown(path, 7)[1:3] == ["1.2", "Robbery"]
    sheet = next(part for name, part in parts_of(content).items() if b"sparklineGroup" in part)
    assert b"<xm:sqref>O9</xm:sqref>" in sheet
    assert b'sqref="AC5:AC9"' in sheet
    assert b"Performance!$A$1:$AI$9" in parts_of(content)["xl/workbook.xml"]


def test_a_new_master_gets_its_rows_when_the_plan_is_entered(tmp_path: Path) -> None:
    path = new_partnership(tmp_path / "New", "Test Partnership", Q1, date(2014, 4, 1))
    planned(path, tmp_path)
    add_rows(path)
    assert ids(path) == IDS
    once = path.read_bytes()
    add_rows(path)
    assert path.read_bytes() == once


def test_a_row_is_not_written_over_what_a_person_keeps_below(tmp_path: Path) -> None:
    path = partnership(tmp_path, SERIES[:3]).path
    path.write_bytes(edit(path.name, path.read_bytes(), cells={"Performance": {"C8": "Mine"}}))
    planned(path, tmp_path)
    before = path.read_bytes()
    add_rows(path)
    assert path.read_bytes() == before


def test_upgrade_and_new_year_add_them_too(tmp_path: Path) -> None:
    """What stands there stays in its order; the new rows show what this version makes of them."""
    folder = tmp_path / "CSP 2014-15"
    path = partnership(folder, (SERIES[2], SERIES[0]), settings=ALL_SETTINGS).path
    planned(path, tmp_path)
    assert main(["upgrade", str(path)]) == 0
    upgraded = path.with_name("master upgraded.xlsm")
    assert ids(upgraded) == ["s", "v", "r", "t", "m"]
    assert shown(upgraded, 7)[1:3] == ["1.2", "Robbery"]
    main(["new-year", str(path)])
    assert ids(tmp_path / "CSP 2015-16" / "master.xlsm") == ["s", "v", "r", "t", "m"]
    assert shown(tmp_path / "CSP 2015-16" / "master.xlsm", 7)[1:3] == ["1.2", "Robbery"]


def test_new_year_and_upgrade_say_where_there_is_no_room(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "CSP 2014-15"
    path = partnership(folder, SERIES[:3], settings=ALL_SETTINGS).path
    path.write_bytes(edit(path.name, path.read_bytes(), cells={"Performance": {"C8": "Mine"}}))
    planned(path, tmp_path)
    for command in ("upgrade", "new-year"):
        assert main([command, str(path)]) == 1
        assert "Performance!C8: It is not empty" in capsys.readouterr().err
