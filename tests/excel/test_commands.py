"""The ribbon's commands on the open workbook do what the command line does, and report on *Start* and *Attention*."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Example
from tests.excel.books import Edit, actions, opened, written
from xlcsp.cli import main
from xlcsp.excel import commands
from xlcsp.master.start import LINES, Release

HYPERLINK = re.compile(r'=HYPERLINK\("([^"]*)","([^"]*)"\)')
RELEASED = ["release", "--version", "1.0", "--reason", "Board of 28 April"]


@pytest.fixture
def master(example: Example, tmp_path: Path) -> Path:
    """The example's partnership, without reports and forms."""
    folder = tmp_path / "Example CSP"
    shutil.copytree(example.folder, folder, ignore=shutil.ignore_patterns("reports", "forms", "lite"))
    return folder / "master.xlsm"


def entered(version: object = "1.0", reason: str = "Board of 28 April", also: str = "") -> Edit:
    """Version and reason as an officer enters them on *Start*."""
    given = {Release.VERSION: version, Release.REASON: reason, Release.ALSO: also}

    def edit(cells: dict[str, list[list[Any]]]) -> None:
        for row in cells["Start"]:
            if row[0] in list(Release):
                row[1] = given[Release(row[0])]

    return edit


def message(book: Any) -> str:
    """What the officer reads on *Start* in the end."""
    blocks = [one for one in written(book, "Start") if (one["start_row"], one["start_column"]) == (3, 1)]
    return str(blocks[-1]["values"][0][0])


def attention(book: Any) -> list[list[str]]:
    """The rows of *Attention*."""
    (block,) = written(book, "Attention")
    return [row for row in block["values"] if row[0]]


def made(folder: Path) -> dict[str, str]:
    """The files that are not the officer's, each with its hash."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    ours = {name: path for name, path in found.items() if not name.startswith(("returns/", "master", ".xlcsp"))}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in ours.items()}


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (commands.issue, ["issue"]),
        (commands.check, ["check", "--save"]),
        (commands.comments, ["issue", "--comments"]),
        (commands.remind, ["chase"]),
        pytest.param(commands.word, ["report", "--docx"], marks=pytest.mark.long),
        pytest.param(commands.pdf, ["report", "--pdf"], marks=[pytest.mark.long, pytest.mark.office]),
        (commands.release, RELEASED),
    ],
)
def test_it_writes_what_the_command_line_writes(
    master: Path, tmp_path: Path, command: Callable[[Any], None], words: list[str]
) -> None:
    other = shutil.copytree(master.parent, tmp_path / "other" / master.parent.name)
    before = master.read_bytes()
    book = opened(master, entered())
    command(book)
    main([words[0], str(other), *words[1:]])
    assert made(master.parent) == made(other) != {}
    assert master.read_bytes() == before
    assert message(book).startswith("'2014/15 Q4: ")
    files = {HYPERLINK.fullmatch(row[1])[1] for row in attention(book) if row[0] == "'Written"}  # type: ignore[index]
    assert files == set(made(master.parent))


def test_edits_that_are_not_saved_count(master: Path) -> None:
    def at_quarter_2(cells: dict[str, list[list[Any]]]) -> None:
        (row,) = (one for one in cells["Settings"] if one[0] == "quarter")
        row[1] = "Q2"

    book = opened(master, at_quarter_2)
    commands.issue(book)
    assert (master.parent / "forms" / "2014-15 Q2" / "Police.xlsx").exists()
    assert message(book).startswith("'2014/15 Q2: 7 forms and 7 drafts of e-mails written to forms/2014-15 Q2.")


def test_forms_that_are_all_issued_already_are_told_so(master: Path) -> None:
    commands.issue(opened(master))
    one = next((master.parent / "forms" / "2014-15 Q4").glob("*.eml"))
    one.unlink()
    for told in ("1 draft of an e-mail written to forms/2014-15 Q4.", "no new forms."):
        book = opened(master)
        commands.issue(book)
        assert message(book).startswith(f"'2014/15 Q4: {told}")


def test_each_thing_that_needs_attention_leads_to_its_file_and_cell(master: Path) -> None:
    book = opened(master)
    commands.check(book)
    queries = [HYPERLINK.fullmatch(row[1]) for row in attention(book) if row[0] == "'Query"]
    assert len(queries) == 6
    for found in queries:
        assert found is not None
        file, _, cell = found[1].partition("#")
        assert (master.parent / file).is_file()
        assert found[2] == f"{file.removeprefix('returns/')}, {cell.replace(chr(39), '')}"
    panel = next(one for one in written(book, "Start") if len(one["values"]) == len(LINES))
    said = dict(zip(LINES, (row[-1] for row in panel["values"]), strict=True))
    assert (said["Returns in"], said["Missing"], said["Queries"]) == (7, 0, 6)
    assert said["Last rebuild"] == "'as delivered with the example"  # a check is no rebuild


def test_a_form_that_somebody_filled_in_is_kept_and_named(master: Path) -> None:
    folder = master.parent / "forms" / "2014-15 Q4"
    folder.mkdir(parents=True)
    shutil.copy(master.parent / "returns" / "2014-15 Q4" / "Police.xlsx", folder)
    before = (folder / "Police.xlsx").read_bytes()
    book = opened(master)
    commands.issue(book)
    assert (folder / "Police.xlsx").read_bytes() == before
    (kept,) = [row for row in attention(book) if row[0] == "'Kept"]
    assert kept[2].startswith("'forms/2014-15 Q4/Police.xlsx: it exists already and was not touched.")


def test_a_release_needs_version_and_reason(master: Path) -> None:
    for edit, said in (
        (entered(version=""), 'Start: "Version to release" is blank or not there. Enter 1.0, or 1.1 for a reissue'),
        (entered(reason=""), 'Start: "Reason for the release" is blank or not there.'),
        (entered(version="one"), 'version "one" is not a version'),
    ):
        book = opened(master, edit)
        commands.release(book)
        assert message(book).startswith(f"'The report was not released. {said}")
        assert len(actions(book, "setValues")) == 1
    assert not (master.parent / "reports").exists()


@pytest.mark.long
def test_a_version_that_is_a_number_and_what_else_is_released(master: Path) -> None:
    book = opened(master, entered(1.0, also="Word and publication"))
    commands.release(book)
    assert message(book).startswith("'2014/15 Q4: version 1.0 released. ")
    names = {path.name for path in (master.parent / "reports" / "2014-15 Q4" / "v1.0").iterdir()}
    assert {"2014-15 Q4 v1.0.docx", "2014-15 Q4 v1.0 publication.ods"} <= names
    assert not any(name.endswith(".pdf") for name in names)


@pytest.mark.parametrize("command", [commands.release, commands.new_year])
def test_what_is_not_saved_is_neither_released_nor_carried_over(master: Path, command: Callable[[Any], None]) -> None:
    def changed(cells: dict[str, list[list[Any]]]) -> None:
        entered()(cells)
        (row,) = (one for one in cells["Settings"] if one[0] == "tolerance")
        row[1] = 0.06

    book = opened(master, changed)
    command(book)
    assert "not saved" in message(book)
    assert "Save" in message(book)
    assert not (master.parent / "reports").exists()
    assert len(list(master.parent.parent.iterdir())) == 1


def test_the_new_year_is_made_beside_this_one(master: Path) -> None:
    book = opened(master)
    commands.new_year(book)
    assert (master.parent.parent / "Example CSP 2015-16" / "master.xlsm").is_file()
    assert message(book).startswith(
        "'Example CSP 2015-16 was made, with 38 proposals to confirm on its sheet Proposals."
    )


@pytest.mark.long
def test_the_doctor_looks_at_a_plan_with_faults_too(master: Path) -> None:
    well = opened(master)
    commands.doctor(well)
    assert message(well).startswith("'The doctor found nothing to put right")

    def spoilt(cells: dict[str, list[list[Any]]]) -> None:
        cells["Measures"][4][0] = ""

    (master.parent / "returns" / "2014-15 Q4" / "Police.xlsx").unlink()
    ill = opened(master, spoilt)
    commands.doctor(ill)
    assert message(ill).startswith("'The doctor found nothing to put right, in the workbook as it was last saved. ")
    assert "id is blank" in message(ill)


@pytest.mark.parametrize(
    "command",
    [commands.issue, commands.check, commands.comments, commands.remind, commands.word, commands.release],
)
def test_a_fault_of_the_plan_is_told_in_a_sentence_and_changes_nothing(
    master: Path, command: Callable[[Any], None]
) -> None:
    book = opened(master, lambda cells: cells["Measures"][4].__setitem__(0, ""))
    command(book)
    assert " not " in message(book)
    assert "id is blank" in message(book)
    assert len(actions(book, "setValues")) == 1
    assert made(master.parent) == {}


def test_a_sheet_that_is_missing_is_told_before_anything_is_written(master: Path) -> None:
    book = opened(master, lambda cells: cells.pop("Attention"))
    commands.issue(book)
    assert 'the sheet "Attention" has no table with its columns' in message(book)
    assert made(master.parent) == {}
