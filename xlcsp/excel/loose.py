"""Returns dropped into xlwings Lite's pane without their folder: each is filed under its quarter.

The files stay where they were dropped. Copies are filed in a folder *imported*, which each run makes afresh, so that
files replaced or removed in the pane are replaced or removed there too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from xlcsp.domain.periods import Quarter
from xlcsp.errors import ReturnError
from xlcsp.files.endings import is_workbook
from xlcsp.files.write import replacing
from xlcsp.planbook import MASTERS
from xlcsp.returns.comments import read_comments
from xlcsp.returns.read import read_return

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
