"""The folders of forms and returns: which files are returns, which are open elsewhere, and which would not be read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from xlcsp.domain.periods import Quarter
from xlcsp.errors import Problem
from xlcsp.files.cells import legible
from xlcsp.files.names import file_names, is_within
from xlcsp.files.read import is_workbook
from xlcsp.planbook import MASTERS, Master

_LOCKS = (re.compile(r"~\$(.+)"), re.compile(r"\.~lock\.(.+)#"))
_FOLDER = re.compile(r"\d{4}-\d{2} Q[1-4]")
_UNREADABLE = "unreadable folder"  # the code of the problem of a folder with unknown contents
_CLUTTER = re.compile(
    r"thumbs\.db|desktop\.ini|icon\r|.*zone\.identifier", re.IGNORECASE
)  # what systems leave beside files
_IN_ICLOUD = re.compile(r"\.(.+)\.icloud")


def shown_name(path: Path, root: Path) -> str:
    r"""What messages call the file; bytes of its name that are no letters are shown as ``\xe9``."""
    name = path.relative_to(root).as_posix()
    return legible(name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"))


def return_files(folder: Path, root: Path, problems: list[Problem]) -> Iterator[Path]:
    """The folder's files in a fixed order, without lock files and clutter; a locked return is a problem."""
    if not folder.is_dir():
        if os.path.lexists(folder):
            problems.append(_no_folder(folder, root))
        return
    for path in sorted(_paths(folder, root, problems), key=lambda path: path.as_posix()):
        locked = next((match[1] for lock in _LOCKS if (match := lock.fullmatch(path.name))), None)
        if locked is not None:
            name = shown_name(_opened(path, locked), root)
            words = f"Somebody has the workbook open (lock file {path.name}); what is not saved is not in it"
            do = "Close it and run again; if nobody has it open, delete the lock file"
            problems.append(Problem(name, "", "", "open elsewhere", words, do=do))
        elif away := _IN_ICLOUD.fullmatch(path.name):
            words, do = "The file is in iCloud, not on this computer", "Open it once, so that it is fetched; run again"
            problems.append(Problem(shown_name(path.with_name(away[1]), root), "", "", "not here", words, do=do))
        elif not path.name.startswith(".") and not _CLUTTER.fullmatch(path.name):
            if path.is_file():
                yield path
            else:
                problems.append(_no_file(path, root))


def _paths(folder: Path, root: Path, problems: list[Problem]) -> Iterator[Path]:
    """All files below the folder, and the links to folders; a folder that cannot be read is a problem."""

    def note_error(error: OSError) -> None:
        words = f"The folder cannot be read ({error.strerror}), so it is not known which returns are in it"
        do = "Ask for the right to read it, then run again"
        problems.append(Problem(shown_name(Path(error.filename), root), "", "", _UNREADABLE, words, do=do))

    for place, inside, names in os.walk(folder, onerror=note_error):
        yield from (Path(place) / name for name in names)
        yield from (path for name in inside if (path := Path(place) / name).is_symlink())


def _no_file(path: Path, root: Path) -> Problem:
    if path.is_dir():
        words, do = "It is a link to a folder, whose files were not read", "Put the returns themselves there"
    elif path.is_symlink() and not path.exists():
        words, do = "It is a link that leads nowhere", "Put the return itself there, or remove the link"
    else:
        words, do = "It is a device or a pipe, not a file", "Remove it"
    return Problem(shown_name(path, root), "", "", "not a file", words, do=do)


def _no_folder(path: Path, root: Path) -> Problem:
    what = "a link that leads nowhere" if path.is_symlink() else "a file, where a folder of returns is meant"
    words = f"It is {what}, so it is not known which returns there are"
    return Problem(shown_name(path, root), "", "", _UNREADABLE, words, do="Put the folder there, then run again")


def is_unreadable(problems: Iterable[Problem]) -> bool:
    """Whether one of them is about a folder with unknown contents."""
    return any(problem.code == _UNREADABLE for problem in problems)


def _opened(lock: Path, name: str) -> Path:
    """The workbook to which a lock file belongs. Excel's names of long files lack the first two letters."""
    if lock.with_name(name).exists():
        return lock.with_name(name)
    alike = [path for path in sorted(lock.parent.iterdir()) if path.name[2:] == name and not path.name.startswith("~$")]
    return alike[0] if alike else lock.with_name(name)


def strays(folder: Path, quarter: Quarter, problems: list[Problem], queries: list[Problem]) -> None:
    """Reports workbooks outside any quarter's folder, which would not be read."""
    if os.path.lexists(folder) and not folder.is_dir():
        problems.append(_no_folder(folder, folder.parent))
        return
    if not folder.is_dir():
        words = f"The folder of returns ({folder.name}) does not exist"
        do = "Make it, or correct the sheet Settings"
        queries.append(Problem(folder.name, "", "", "no folder", words, do=do))
        return
    for path in sorted(path for path in folder.rglob("*") if is_workbook(path)):
        inside = path.relative_to(folder)
        is_clutter = inside.name.startswith(("~$", "."))
        if not is_clutter and (len(inside.parts) == 1 or not _FOLDER.fullmatch(inside.parts[0])):
            words = "The file is not in any quarter's folder, so it was not read"
            do = f"Move it to the folder of its quarter, such as {quarter.folder}"
            problems.append(Problem(shown_name(path, folder), "", "", "outside", words, do=do))


def outside(master: Master) -> list[Problem]:
    """Queries for folders in *Settings* that are outside the partnership's folder; a copy of it would use them too."""
    home, settings = master.path.parent, master.settings
    folders = {"forms": settings.forms, "returns": settings.returns, "reports": settings.reports}
    return [
        Problem(
            master.path.name,
            "Settings",
            "",
            "outside folder",
            f'The folder of {name} is "{place}", outside the partnership\'s folder',
            do="Write it relative to the master, or leave it if that is meant",
        )
        for name, place in folders.items()
        if not is_within(home / place, home)
    ]


def copies(master: Master) -> list[Problem]:
    """Queries for workbooks beside the master that look like its conflict copies, made by a synced folder."""
    home, stem = master.path.parent, re.escape(master.path.stem)
    alike = re.compile(rf"(?:copy of )?{stem}(?:-\S.*| \(.+\)| - copy.*)?", re.IGNORECASE)
    known = (master.path.name.lower(), *MASTERS)  # if both exist, that is refused elsewhere
    words = f"The workbook looks like a copy of {master.path.name} and is not read"
    do = "Bring what is only in the copy into the master, then move the copy away"
    return [
        Problem(shown_name(path, home), "", "", "copy of the master", words, do=do)
        for path in sorted(home.iterdir())
        if is_workbook(path) and alike.fullmatch(path.stem) and path.name.lower() not in known
    ]


def folder_of(master: Master, quarter: Quarter) -> Path:
    """The folder of a quarter's forms."""
    return master.path.parent / master.settings.forms / quarter.folder


def comment_paths(master: Master, quarter: Quarter) -> dict[str, Path]:
    """The path of each theme lead's form: ``forms/2014-15 Q3/comments/Head of safety.xlsx``."""
    leads = [series.theme_lead for series in master.plan.series if series.theme_lead]
    folder = folder_of(master, quarter) / "comments"
    return {lead: folder / f"{name}.xlsx" for lead, name in file_names(dict.fromkeys(leads)).items()}
