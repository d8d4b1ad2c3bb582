"""What of a master another program than Excel dropped on saving is put back; the lines of ``xlcsp doctor`` about it.

Each fault has one remedy: what a refresh puts right is not an upgrade.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from xlcsp import __version__
from xlcsp.domain.numbers import listed
from xlcsp.errors import XlcspError
from xlcsp.files import write as files
from xlcsp.master.live import without_row
from xlcsp.master.parts.book import opened
from xlcsp.master.parts.markup import parse
from xlcsp.master.refresh import version_of, with_rows
from xlcsp.master.upgrade import Upgraded, carried_out, upgraded
from xlcsp.master.upgrade.code import with_code
from xlcsp.master.upgrade.columns import with_ranges
from xlcsp.master.upgrade.macros import with_macros, with_tab
from xlcsp.master.upgrade.performance import with_formulas
from xlcsp.master.upgrade.step import read_content

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


Line = tuple[str, bool, str, str]  # what was checked, whether it is right, what was found, what to do


def lines(path: Path) -> Iterator[Line]:
    """The lines on the workbook."""
    yield _version(path)
    yield from _saved(path)
    yield _upgrade(path)


def _version(path: Path) -> Line:
    """The version that made the workbook, compared with the one installed."""
    name = "Workbook"
    try:
        version = version_of(path.name, path.read_bytes())
    except XlcspError as error:
        return (name, False, str(error), "Refresh cannot change this workbook until that is done")
    if not version:
        found = "it does not say by which version it was made (the name xlcsp_version is not there)"
        return (name, path.suffix.lower() == ".xlsx", found, "Copy its sheets into a new master (xlcsp new)")
    do = f"Install xlcsp {version}, or run xlcsp upgrade where this one is the newer"
    return (name, version == __version__, f"made by version {version}; installed is {__version__}", do)


def _saved(path: Path) -> Iterator[Line]:
    """Parts dropped by another program than Excel on saving, and rows that the plan has gained since."""
    with contextlib.suppress(XlcspError):  # reported for the workbook and its upgrade
        content = path.read_bytes()
        program, copy = saved_by(path.name, content), mended(path, content)
        if program:
            lost = f"{program} saved it last, and left something out"
            found = f"{lost}. To be put back: {' '.join(copy.changes)}" if copy.changes else f"{program} saved it last"
            yield ("Saved by", not copy.changes, found, "Run xlcsp refresh, which puts it back")
        lacking = without_row(read_content(path.name, content)) if is_of_this_version(path.name, content) else ()
        if lacking:
            found = f"Performance has no row for {listed(lacking)}"
            yield ("Rows", False, found, "Run xlcsp refresh, or press the button: either adds what is missing")


def _upgrade(path: Path) -> Line:
    """What ``xlcsp upgrade`` would add or mend, besides what a refresh puts right."""
    name = "Upgrade"
    try:
        content = mended(path, path.read_bytes()).content
        if is_of_this_version(path.name, content):
            content = with_rows(path.name, content, read_content(path.name, content)).content
        result = upgraded(path, content)
    except XlcspError as error:
        return (name, False, str(error), "Put it right; xlcsp upgrade then brings the workbook up to date")
    do = "Run xlcsp upgrade; it writes a copy beside this one"
    return (name, not result.changes, " ".join([*result.changes, *result.kept]) or "none is due", do)
