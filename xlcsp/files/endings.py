"""What the ending of its name says about a file that is not a workbook, and what to do with it."""

from __future__ import annotations

from pathlib import Path

from xlcsp.files.container import Refused

SPREADSHEETS = (".xlsx", ".xlsm", ".ods")
SAVE = "Open it in Excel and save it as Excel Workbook (.xlsx)"
FORM = "Ask for the form itself, saved as Excel Workbook (.xlsx)"
SHORTCUT = "The file is a shortcut: it points to a file and holds nothing of it"
DOWNLOAD = "Open it, download the form as Excel Workbook (.xlsx), and put that there"
NUMBERS = (
    "The file is a Numbers document of a Mac",
    "In Numbers choose File, Export To, Excel, and send the file that makes",
)
_SHORTCUTS = (".gsheet", ".gdoc", ".url", ".website", ".webloc", ".lnk", ".desktop")
_UNFINISHED = (".crdownload", ".part", ".partial", ".download", ".opdownload")
_MAIL, _WEB_ARCHIVES = (".eml", ".msg"), (".mht", ".mhtml")
_ARCHIVES = (".zip", ".7z", ".rar", ".gz", ".tar")
OTHER_WORKBOOKS = (".xls", ".xlsb", ".xlt", ".xltx", ".xltm", ".xlw", ".ots", ".fods", ".et", ".sxc", ".wks")


def ending_of(path: Path) -> str:
    """The ending of a file's name, whatever its capitals; a blank behind it, as Macs allow, is none of it."""
    return path.suffix.strip().lower()


def check_ending(suffix: str, *, is_archive: bool) -> None:
    """Raises Refused if the name shows that it is not a form; is_archive: whether its content is a zip archive."""
    if suffix in SPREADSHEETS:
        return
    answers: tuple[tuple[tuple[str, ...], str, str], ...] = (
        (_SHORTCUTS, SHORTCUT, DOWNLOAD),
        (_UNFINISHED, "The file was not downloaded in full", "Download it again, and remove this one"),
        ((".numbers",), *NUMBERS),
        (_MAIL, "The file is an e-mail", "Open it and save the form that is attached to it"),
        (_WEB_ARCHIVES, "The file is a web archive", SAVE),
        (_ARCHIVES, f"A {suffix} file is an archive", "Unpack it, and put the form that is in it there"),
        (OTHER_WORKBOOKS if is_archive else (), f"A {suffix} file is a different kind of workbook, not a form", SAVE),
        ((".tmp",), "The file is a temporary one, left by a program that did not close properly", "Remove it"),
    )
    for endings, found, do in answers:
        if suffix in endings:
            raise Refused("wrong format", found, do)
    if suffix in OTHER_WORKBOOKS:  # its content tells more
        return
    if not suffix and is_archive:
        do = 'If it is the form, put ".xlsx" at the end of its name'
        raise Refused("wrong format", "The file's name has no ending, so no program can tell what it is", do)
    raise Refused("wrong format", f"A {suffix or 'nameless'} file is not a workbook", FORM)
