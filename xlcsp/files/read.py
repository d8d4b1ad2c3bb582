"""One reader of workbooks, .xlsx, .xlsm and .ods alike: each cell with its address, read as what it shows.

It needs nothing but the standard library, so that it also runs in a browser. Formulas are never evaluated, macros never
run; what cannot be read safely, or is read differently by different programs, is refused with advice.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Protocol
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from xlcsp.errors import Problem, ReturnError
from xlcsp.files.cells import Book, Sheet
from xlcsp.files.container import Container, Refused
from xlcsp.files.endings import OTHER_WORKBOOKS, SPREADSHEETS, ending_of
from xlcsp.files.kinds import check_content, content_of, is_opendocument
from xlcsp.files.write import sha256
from xlcsp.files.xlsx import Package

_DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, ExpatError, ParseError, EOFError, OSError, LookupError, ValueError,
    OverflowError, RuntimeError, NotImplementedError,
)  # fmt: skip
_CLOUD = range(358, 405)  # the numbers of Windows' errors about files of cloud services


class Reader(Protocol):
    """An open workbook: its sheets by name. Raises Refused for what is wrong with it."""

    @property
    def names(self) -> tuple[str, ...]:
        """The sheets' names, in order."""

    def sheet(self, name: str) -> Sheet:
        """The sheet's cells, each read as what it shows."""


def _of_archive(suffix: str, content: bytes) -> Reader:
    check_content(suffix, content)
    parts = Container(content)
    if is_opendocument(parts):
        from xlcsp.files.opendocument import OpenDocument

        return OpenDocument(parts)
    return Package(parts)


READERS: dict[str, Callable[[str, bytes], Reader]] = dict.fromkeys(SPREADSHEETS, _of_archive)
"""What opens a file's content, by the ending of its name; a file with any other ending is told why it is not read."""


def is_workbook(path: Path) -> bool:
    """Whether a file's name is that of a workbook, whether or not its kind can be read."""
    return ending_of(path) in (*READERS, *OTHER_WORKBOOKS)


def read_book(
    path: Path, name: str = "", skipped: Collection[str] = (), only: Collection[str] = (), *, is_tolerant: bool = False
) -> Book:
    """The workbook's sheets. ``name``: the file's name in messages. skipped: sheets that are not read.

    only: the sheets to read; others may have any content. is_tolerant: whether a sheet that cannot be read is returned
    without cells but with its fault.

    Raises ReturnError with its problem if the file is not a readable .xlsx, .xlsm or .ods workbook.
    """
    name = name or path.name
    try:
        content = content_of(path)
    except Refused as error:
        raise _refused(name, "", error) from None
    except PermissionError:
        words = Refused("locked", "The file cannot be opened: it is in use or protected", "Close it")
        raise _refused(name, "", words) from None
    except OSError as error:
        words = Refused("unreadable", f"The file cannot be read ({error.strerror})", "Copy it again")
        if getattr(error, "winerror", None) in _CLOUD:
            found = "The file is in the cloud (OneDrive or SharePoint), not on this computer, and cannot be fetched"
            words = Refused("not here", found, "Go online, open it once, then run again")
        raise _refused(name, "", words) from error
    book = Book(name, sha256(content), {})
    suffix = ending_of(path)
    try:
        package = READERS.get(suffix, _of_archive)(suffix, content)
        names = [sheet for sheet in package.names if (sheet in only if only else sheet not in skipped)]
    except (Refused, *_DAMAGED) as error:
        raise _refused(name, "", error) from error
    for sheet in names:
        try:
            book.sheets[sheet] = package.sheet(sheet)
        except (Refused, *_DAMAGED) as error:
            refusal = _refused(name, sheet, error)
            if not is_tolerant:
                raise refusal from error
            book.sheets[sheet] = Sheet(sheet, [], refusal.problem)
    return book


def _refused(file: str, sheet: str, error: Exception) -> ReturnError:
    if not isinstance(error, Refused):
        what = f'The file is damaged in sheet "{sheet}"' if sheet else "The file is damaged and cannot be read"
        error = Refused("damaged", what, "Ask for it again")
    *some, last = READERS
    allowed = f"A return is an {', '.join(some)} or {last} form"
    return ReturnError(Problem(file, "", "", error.code, error.found, allowed, error.do))
