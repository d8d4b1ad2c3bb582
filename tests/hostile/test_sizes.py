"""What is no file, or is far too large, is named and not read; an unreadable folder is not called "no return"."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.support import Q1, Q2, codes, partnership, send, write_plan
from xlcsp.cli import main
from xlcsp.domain.periods import PeriodError, parse_quarter, parse_year
from xlcsp.errors import PlanError
from xlcsp.planbook import Master, read_master
from xlcsp.returns.collect import collect


@pytest.fixture
def master(tmp_path: Path) -> Master:
    made = partnership(tmp_path, settings={"quarter": "Q1", "return_due": date(2014, 7, 18)})
    send(made)
    return made


def returns(master: Master) -> Path:
    return master.path.parent / "returns" / Q1.folder


def test_a_sparse_return_of_60_gb_is_named_and_not_read(master: Master) -> None:
    with (returns(master) / "Huge.xlsx").open("wb") as file:
        file.truncate(60 * 2**30)
    assert codes(collect(master, Q1)) == ["too large"]
    assert main(["batch", str(master.path.parent), "--workers", "1"]) == 1


def test_pipes_links_and_linked_folders_are_named(master: Master, tmp_path: Path) -> None:
    place = returns(master)
    os.mkfifo(place / "Pipe.xlsx")
    (place / "Nowhere.xlsx").symlink_to(tmp_path / "nowhere.xlsx")
    (tmp_path / "elsewhere").mkdir()
    (place / "Linked").symlink_to(tmp_path / "elsewhere")
    (place / "Device.xlsx").symlink_to("/dev/zero")
    problems = collect(master, Q1).problems
    assert {one.file.rsplit("/", 1)[-1]: one.code for one in problems} == dict.fromkeys(
        ("Pipe.xlsx", "Nowhere.xlsx", "Linked", "Device.xlsx"), "not a file"
    )
    assert main(["batch", str(tmp_path), "--workers", "1"]) == 1


def test_a_folder_that_cannot_be_read_is_not_no_return(master: Master, monkeypatch: pytest.MonkeyPatch) -> None:
    scan = os.scandir

    def forbidden(path: Any) -> Any:
        if Path(path) == returns(master):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", forbidden)
    found = collect(master, Q1)
    assert "unreadable folder" in codes(found)
    assert found.missing == []


def test_of_a_quarter_after_one_that_cannot_be_read_it_is_known_who_sent_nothing(tmp_path: Path) -> None:
    master = partnership(tmp_path, settings={"quarter": "Q2"})
    (tmp_path / "returns").mkdir()
    (tmp_path / "returns" / Q1.folder).symlink_to(Q1.folder)
    found = collect(master, Q2)
    assert codes(found) == ["unreadable folder"]
    assert [(provider, quarter) for provider, quarter, _ in found.missing] == [("Police", Q2)]
    (tmp_path / "returns" / Q1.folder).unlink()
    (tmp_path / "returns").rmdir()
    (tmp_path / "returns").write_bytes(b"")
    found = collect(master, Q2)
    assert codes(found) == ["unreadable folder"]
    assert found.missing == []


def test_folders_that_lead_round_in_a_circle_are_a_sentence(master: Master, capsys: pytest.CaptureFixture[str]) -> None:
    folder = master.path.parent
    for name in ("forms", "reports"):
        (folder / name).symlink_to(name)
    assert [main([command, str(folder)]) for command in ("check", "issue", "report", "batch")] == [0, 2, 2, 1]
    said = capsys.readouterr().err
    assert said.count("the folder cannot be written") == 3


def test_a_partnership_that_is_a_link_to_elsewhere_is_named_by_batch(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for place in ("root/one", "elsewhere/two"):
        partnership(tmp_path / place, settings={"quarter": "Q1"})
    for name, target in (("two", "../elsewhere/two"), ("again", "one")):
        (tmp_path / "root" / name).symlink_to(target)
    assert main(["batch", str(tmp_path / "root"), "--workers", "1"]) == 1
    said = capsys.readouterr().err
    assert "two: It is a link to a folder elsewhere, whose master was not read." in said
    assert "again" not in said
    assert not (tmp_path / "elsewhere" / "two" / "reports").exists()


@pytest.mark.parametrize("command", ["audit /dev/zero", "report MASTER --compare /dev/zero", "check /dev/zero"])
def test_devices_are_not_read(master: Master, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(master.path) if word == "MASTER" else word for word in command.split()]) == 2
    said = capsys.readouterr().err
    assert "/dev/zero" in said or "zero: " in said


def test_a_folder_of_settings_outside_the_partnership_s_is_said(tmp_path: Path) -> None:
    made = partnership(tmp_path / "one", settings={"quarter": "Q1", "returns": "../all returns"})
    send(made)
    found = [one for one in collect(made, Q1).queries if one.code == "outside folder"]
    assert [one.found for one in found] == [
        'The folder of returns is "../all returns", outside the partnership\'s folder'
    ]
    assert main(["batch", str(tmp_path), "--workers", "1"]) in (0, 1)


@pytest.mark.parametrize(
    ("setting", "value"),
    [("rounding", 400), ("disclosure threshold", 10**9), ("pct_min_base", 10**9), ("query_step", 10**6)],
)
def test_settings_have_bounds(tmp_path: Path, setting: str, value: int) -> None:
    with pytest.raises(PlanError, match="Settings!B"):
        read_master(write_plan(tmp_path, settings={setting: value}))


@pytest.mark.parametrize("year", ["0000/01", "9999/00", "1066/67"])
def test_years_that_are_none_are_refused(tmp_path: Path, year: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(PeriodError, match="is not a financial year that figures are kept for"):
        parse_year(year)
    with pytest.raises(PeriodError):
        parse_quarter(f"{year} Q1")
    write_plan(tmp_path, settings={"financial year": year})
    assert main(["check", str(tmp_path), "--json"]) == 2
    assert f'"{year}" is not a financial year' in capsys.readouterr().err


def test_names_that_a_terminal_would_obey_are_drawn(master: Master, capsys: pytest.CaptureFixture[str]) -> None:
    (returns(master) / "a\x1b[31mb\x07.xlsx").write_bytes(b"")
    assert main(["check", str(master.path)]) == 1
    told = capsys.readouterr()
    assert "\x1b" not in told.err + told.out
    assert "\x07" not in told.err + told.out
    assert main(["check", str(master.path), "--json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert problem["file"] == "2014-15 Q1/a␛[31mb␇.xlsx"


def test_words_for_people_hold_nothing_that_a_terminal_would_obey(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "no\x1b]0;title\x07where"]) == 2
    assert capsys.readouterr().err.startswith("no␛]0;title␇where does not exist")
