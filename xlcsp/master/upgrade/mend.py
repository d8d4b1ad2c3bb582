"""Restores the program's own parts of a master that another program than Excel dropped on saving."""

from __future__ import annotations

from pathlib import Path

from xlcsp import __version__
from xlcsp.files import write as files
from xlcsp.master.parts.book import opened
from xlcsp.master.parts.markup import parse
from xlcsp.master.refresh import version_of
from xlcsp.master.upgrade import Upgraded, carried_out
from xlcsp.master.upgrade.code import with_code
from xlcsp.master.upgrade.columns import with_ranges
from xlcsp.master.upgrade.macros import with_macros
from xlcsp.master.upgrade.performance import with_formulas
from xlcsp.master.upgrade.ribbon import with_tab

_PROPERTIES, _EXCEL = "docProps/app.xml", "Microsoft Excel"


def saved_by(file: str, content: bytes) -> str:
    """The program that saved the workbook last, if it is not Excel; else empty."""
    archive = opened(file, content).archive
    if _PROPERTIES not in archive.names:
        return ""
    properties = parse(archive.part(_PROPERTIES)).children
    named = (node.text for node in properties if node.name.rpartition(" ")[2] == "Application")
    program = next(named, "").partition("/")[0].strip()
    return "" if program.startswith(_EXCEL) else program


def is_of_this_version(file: str, content: bytes) -> bool:
    """Whether this version made the workbook, or brought it up to date; else an upgrade is due first."""
    return version_of(file, content) == __version__


def mended(path: Path, content: bytes) -> Upgraded:
    """The master with the dropped parts restored; the same content if nothing is missing.

    Restores the ranges of tables, the formulas in new rows of *Performance*, the sheet names for macros, the buttons on
    *Start* and the code for xlwings Lite. A master of another version is left to ``upgraded``. Raises WouldLoseParts if
    anything that a person owns would be lost.
    """
    if not saved_by(path.name, content) or not is_of_this_version(path.name, content):
        return Upgraded(content, (), ())
    return carried_out(path, content, (with_ranges, with_formulas, with_macros, with_tab, with_code))


def mend(path: Path) -> str:
    """Mends the file if anything is missing; returns what was restored, in words."""
    content = path.read_bytes()
    result = mended(path, content)
    if not result.changes:
        return ""
    files.rewrite(path, lambda _: result.content)
    return f"{saved_by(path.name, content)} saved the workbook last. Put back: {' '.join(result.changes)}"
