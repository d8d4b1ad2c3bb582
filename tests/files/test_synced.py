"""A workbook on OneDrive or SharePoint is found in the synced folder, or one sentence says what to do."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from xlcsp.doctor import Surroundings, examine
from xlcsp.errors import WorkbookError
from xlcsp.files.synced import path_of

PERSONAL = "https://council-my.sharepoint.com/personal/a_officer_council_gov_uk/Documents/CSP/Q3%20plan/master.xlsm"
SITE = "https://council.sharepoint.com/sites/CommunitySafety/Shared%20Documents/Performance/master.xlsm"
CONSUMER = "https://d.docs.live.net/0123456789abcdef/CSP/master.xlsm"

TEAM = "../Council/CommunitySafety"


class Raising:
    """A book whose address xlwings cannot map, as it does where its own look-up of OneDrive fails."""

    name = "master.xlsm"

    def __init__(self, address: str = "") -> None:
        if address:
            self.api = SimpleNamespace(FullName=address)

    @property
    def fullname(self) -> str:
        raise UnboundLocalError("root")


def book(address: str) -> Any:
    return SimpleNamespace(name=address.rpartition("/")[2], fullname=address)


def made(path: Path) -> Path:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x")
    return path


@pytest.mark.parametrize(
    ("address", "variable", "root", "inside"),
    [
        (PERSONAL, "OneDriveCommercial", "OneDrive - Council", "CSP/Q3 plan/master.xlsm"),
        (PERSONAL, "OneDrive", "OneDrive - Council", "CSP/Q3 plan/master.xlsm"),
        (CONSUMER, "OneDriveConsumer", "OneDrive", "CSP/master.xlsm"),
        (SITE, "OneDriveCommercial", "OneDrive - Council", f"{TEAM} - Documents/Performance/master.xlsm"),
        (SITE, "OneDriveCommercial", "OneDrive - Council", f"{TEAM} - Performance/master.xlsm"),
        (SITE, "OneDriveCommercial", "OneDrive - Council", "CommunitySafety - Documents/Performance/master.xlsm"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("raises", [False, True])
def test_the_synced_copy_is_found(
    tmp_path: Path, address: str, variable: str, root: str, inside: str, *, raises: bool
) -> None:
    folder = tmp_path / root
    folder.mkdir()
    path = made(folder / inside)
    given = Raising(address) if raises else book(address)
    assert path_of(given, {variable: str(folder)}) == path.resolve()


def test_a_workbook_of_the_same_name_elsewhere_is_not_taken(tmp_path: Path) -> None:
    made(tmp_path / "OneDrive" / "master.xlsm")
    with pytest.raises(WorkbookError, match="synced folder was not found"):
        path_of(book(PERSONAL), {"OneDrive": str(tmp_path / "OneDrive")})


def test_of_two_copies_none_is_chosen(tmp_path: Path) -> None:
    for name in ("One", "Two"):
        made(tmp_path / name / "CSP" / "master.xlsm")
    roots = {"OneDriveConsumer": str(tmp_path / "One"), "OneDrive": str(tmp_path / "Two")}
    with pytest.raises(WorkbookError, match="File Explorer"):
        path_of(book(CONSUMER), roots)


@pytest.mark.parametrize("given", [Raising(), Raising(PERSONAL), book(SITE), book("https://example.org/master.xlsm")])
def test_where_nothing_is_synced_one_sentence_says_what_to_do(given: Any) -> None:
    with pytest.raises(WorkbookError, match="Open it from the folder that OneDrive syncs"):
        path_of(given, {})


def test_a_workbook_on_this_computer_is_where_it_is(tmp_path: Path) -> None:
    assert path_of(book(str(tmp_path / "master.xlsm")), {}) == tmp_path / "master.xlsm"
    with pytest.raises(WorkbookError, match="not in a folder"):
        path_of(book("Book1"), {})


def test_doctor_says_whether_the_synced_folders_are_there(tmp_path: Path) -> None:
    roots = {"OneDriveCommercial": str(tmp_path), "OneDrive": str(tmp_path / "gone")}
    checks = [check for check in examine(None, Surroundings(variables=roots)) if check.name == "OneDrive"]
    assert [check.is_well for check in checks] == [True, False]
    assert all("OneDrive" in check.found for check in checks)
