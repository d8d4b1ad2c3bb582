"""The scripts of xlwings Lite: rebuild, check and issue, each as its command does it, with the files of the add-in.

Excel gives only the workbook's name there. The partnership's folder is the one that has the folder of returns: below
``/data``, where imported files are and new ones are offered for download, or in a mounted folder of the computer.
Returns that were dropped there without a folder are filed first, each under its own quarter. Without returns nothing is
rebuilt, since a *Figures* sheet left blank for want of files would be misleading.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path, PurePath
from typing import Any

from xlcsp.domain.numbers import plural
from xlcsp.domain.periods import Quarter
from xlcsp.errors import ReturnError, WorkbookError
from xlcsp.excel import button
from xlcsp.excel.door import sentence_of, tell
from xlcsp.excel.open_book import read_open
from xlcsp.files.read import is_workbook
from xlcsp.files.write import replacing
from xlcsp.master.live import table_rows
from xlcsp.master.sheets import RETURNS
from xlcsp.pipeline import collected
from xlcsp.planbook import MASTERS, Master, master_of
from xlcsp.planbook.settings import SETTINGS
from xlcsp.returns.check_book import check_path, write_check
from xlcsp.returns.comments import read_comments
from xlcsp.returns.folder import folder_of
from xlcsp.returns.issue import due_forms
from xlcsp.returns.issue import issue as write_forms
from xlcsp.returns.read import read_return
from xlcsp.returns.standing import counted, overdue

FILED = "imported"
_QUARTER = re.compile(r"\d{4}-\d{2} Q[1-4]")


def loose(folder: Path, master: str) -> list[Path]:
    """The workbooks in the folder and in its quarters' folders, except the master. master: its name."""
    places = [folder, *(path for path in _inside(folder) if path.is_dir() and _QUARTER.fullmatch(path.name))]
    files = (path for place in places for path in _inside(place) if path.is_file())
    return [file for file in files if is_workbook(file) and file.name not in {master, *MASTERS}]


def _inside(folder: Path) -> Iterator[Path]:
    yield from (
        sorted(path for path in folder.iterdir() if not path.name.startswith((".", "~$"))) if folder.is_dir() else ()
    )


def file_loose(paths: list[Path], returns: Path, quarter: Quarter) -> None:
    """Files the workbooks in the folder of returns. quarter: for those that do not name theirs."""
    filed = set()
    for path in paths:
        own = path.parent.name if _QUARTER.fullmatch(path.parent.name) else ""
        place = returns / (_quarter_of(path) or own or quarter.folder) / FILED / own / path.name
        content = path.read_bytes()
        if not place.is_file() or place.read_bytes() != content:
            with replacing(place) as draft:
                draft.write_bytes(content)
        filed.add(place)
    for old in set(returns.glob(f"*/{FILED}/**/*")) - filed:
        if old.is_file():
            old.unlink()


def _quarter_of(path: Path) -> str:
    """The folder of the form's quarter; empty if the file is not a form, which the check then reports."""
    try:
        form = read_return(path, path.name)
    except ReturnError:
        comments = read_comments(path, path.name)
        return comments.quarter.folder if comments and comments.quarter else ""
    return form.quarter.folder if form.quarter else ""


ROOT = Path("/")  # the file system that the browser keeps
_DATA = "data"
_NOT_FILES = frozenset(("bin", "boot", "dev", "etc", "home", "lib", "lib64", "opt", "proc", "root", "run", "sbin",
                        "srv", "sys", "tmp", "usr", "var"))  # fmt: skip
_DEPTH = 4  # levels below a root on which the returns are searched for
_FILES = "the files of xlwings Lite (menu, Files)"
_NOTE = f" Download it from {_FILES}."


def rebuild(book: Any) -> None:
    """*Rebuild report*: what the classic master's button does."""
    button.rebuild(book, button.Door("xlwings Lite", place_of, _NOTE))


def check(book: Any) -> None:
    """*Check returns*: what ``xlcsp check --save`` does."""
    _run(book, _checked, "The returns were not checked.")


def issue(book: Any) -> None:
    """*Issue forms*: what ``xlcsp issue`` does."""
    _run(book, _issued, "No form was issued.", _place_for_forms)


def _run(book: Any, work: Callable[[Master], str], failed: str, place: Callable[[Any], Path] | None = None) -> None:
    """Reports the result or the error in a sentence on *Start*."""
    try:
        message = work(master_of(read_open(book), (place or place_of)(book)))
    except Exception as error:  # noqa: BLE001 - a traceback tells an officer nothing
        message = f"{failed} {sentence_of(error)}"
    tell(book, message)


def _checked(master: Master) -> str:
    quarter, today = master.settings.quarter, _today()
    (returns, _), path = collected(master, quarter), check_path(master, quarter)
    write_check(master, returns, today, path)
    wrong = counted(
        missing=len(overdue(returns.missing, today)), problems=len(returns.problems), queries=len(returns.queries)
    )
    return f"{quarter} checked: {wrong or 'nothing is missing or wrong'}. {path.name} has each one.{_NOTE}"


def _issued(master: Master) -> str:
    quarter, today = master.settings.quarter, _today()
    issued = list(write_forms(master, due_forms(master, quarter, today), today))
    files = [file.path for file in issued if file.path is not None]
    remarks = [file.message for file in issued if file.message]
    message = f"{plural(len(files), 'file')} made in {folder_of(master, quarter).name}." if files else "No new forms."
    more = f" {remarks[0]}" if remarks else ""
    return f"{message} Download them from {_FILES}.{more}" if files else f"{message}{more}"


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the officer's day decides what is overdue


def place_of(book: Any) -> Path:
    """Where the workbook would be among the add-in's files.

    Raises WorkbookError if the folder of returns is missing or not unique, and there are no loose returns.
    """
    returns, homes = _homes(book)
    dropped = loose(ROOT / _DATA, _name(book))
    if not homes and not dropped:
        raise WorkbookError(
            f"There is no folder {returns} in {_FILES}. Import the returns: drop the files, or the folder {returns} "
            "itself. On Windows mount the partnership's folder instead. Then run again."
        )
    if len(homes) > 1:
        places = " and ".join(folder.as_posix() for folder in homes)
        raise WorkbookError(
            f"There is a folder {returns} in {places}, and which one is meant is not known. Keep one of them in "
            f"{_FILES}, and run again."
        )
    home = homes[0] if homes else ROOT / _DATA
    if dropped and not home.is_relative_to(ROOT / _DATA):
        raise WorkbookError(
            f"{dropped[0].name} was imported, and {home.as_posix()} is mounted: which returns are meant is not known. "
            f"Put the file into the mounted folder, remove it from {_FILES}, and run again."
        )
    if dropped or any((home / returns).glob(f"*/{FILED}")):
        file_loose(dropped, home / returns, master_of(read_open(book), home / _name(book)).settings.quarter)
    return home / _name(book)


def _place_for_forms(book: Any) -> Path:
    """As ``place_of``, but a workbook without collected figures needs no returns."""
    dropped = loose(ROOT / _DATA, _name(book))
    if dropped or table_rows(read_open(book, only=(RETURNS.name,)), RETURNS) or _homes(book)[1]:
        return place_of(book)
    return ROOT / _DATA / _name(book)


def _name(book: Any) -> str:
    return PurePath(book.name).name


def _homes(book: Any) -> tuple[str, list[Path]]:
    """The name of the returns' folder in *Settings*, and the folders that have one.

    Only those with the master, if any do.
    """
    rows = table_rows(read_open(book, only=(SETTINGS.name,)), SETTINGS)
    returns = next((str(row["value"]) for row in rows if row.get("setting") == "returns" and row["value"]), "returns")
    folders = [folder for folder in _folders() if (folder / returns).is_dir()]
    return returns, [folder for folder in folders if (folder / _name(book)).is_file()] or folders


def _folders() -> Iterator[Path]:
    """The folders of imported and mounted files, and those below them."""
    roots = [ROOT / _DATA, *(path for path in sorted(ROOT.iterdir()) if path.name not in {_DATA, *_NOT_FILES})]
    for root in roots:
        for place, inside, _ in os.walk(root):
            depth = len(Path(place).relative_to(root).parts)
            inside[:] = sorted(name for name in inside if not name.startswith(".")) if depth < _DEPTH else []
            yield Path(place)
