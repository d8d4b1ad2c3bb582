"""The cells of a workbook with their addresses, through python-calamine, guarded.

Calamine gives ``#DIV/0!`` and a formula without a stored value as blank, so that an error would look like a missing
figure: such a cell comes back as a CellError. Formulas are never evaluated, macros never run.
"""

from __future__ import annotations

import functools
import re
import struct
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from xml.parsers.expat import ExpatError

from python_calamine import CalamineError, CalamineWorkbook

from xlcsp.errors import ReturnError
from xlcsp.files.opendocument import OpenDocument, is_opendocument
from xlcsp.files.package import Package, unreadable
from xlcsp.files.write import sha256

SPREADSHEETS = (".xlsx", ".xlsm", ".ods")
MOST_BYTES = 20 * 2**20  # of a file as it came

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0"
_DAMAGED = (
    CalamineError, LookupError, ValueError, RuntimeError, NotImplementedError, OSError, EOFError,
    zipfile.BadZipFile, zlib.error, struct.error, ExpatError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell whose value is an error (``#DIV/0!``) or a formula that was never calculated (``code`` empty)."""

    code: str

    def __str__(self) -> str:
        return self.code or "a formula without a calculated value"


class Percent(float):
    """A number that its cell shows as a percentage: somebody who types 69% into a cell gets 0.69, shown as 69%."""

    __slots__ = ()


class Calculated(float):
    """A number that its cell's formula gave when the workbook was last calculated."""

    __slots__ = ()


class CalculatedPercent(Percent, Calculated):
    """A percentage that a formula gave."""

    __slots__ = ()


Value = str | float | int | bool | date | datetime | CellError | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's cells. Rows and columns count from 1, as in addresses. Blank is None."""

    name: str
    rows: list[list[Value]]

    def value(self, row: int, column: int) -> Value:
        """The cell's value; None where it is blank or beyond the sheet's end."""
        if row > len(self.rows) or column > len(cells := self.rows[row - 1]):
            return None
        found = cells[column - 1]
        return None if found == "" or (isinstance(found, str) and found.isspace()) else found

    def text(self, row: int, column: int) -> str:
        """The cell as text without surrounding blanks and control characters; empty where it is blank."""
        return plain(self.value(row, column))


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook as it was read: its file's name, content hash and sheets."""

    file: str
    sha256: str
    sheets: dict[str, Sheet]


def plain(value: Value) -> str:
    """A cell's value as text; whole numbers without ``.0``; dates as 2014-07-18."""
    if value is None:
        return ""
    if isinstance(value, str):
        return (value if value.isprintable() else _CONTROL.sub("", value)).strip()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return _CONTROL.sub("", str(value)).strip()


@functools.lru_cache(maxsize=4096)
def address(row: int, column: int) -> str:
    """``address(14, 4)`` is ``D14``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def read_book(path: Path, name: str = "", skipped: Collection[str] = (), only: Collection[str] = ()) -> Book:
    """The workbook's sheets. ``name``: how messages call the file. skipped: sheets that are not read.

    only: the sheets that are read, where others may be as large as they like.

    Raises ReturnError with its problem where the file is no readable .xlsx, .xlsm or .ods workbook.
    """
    name = name or path.name
    try:
        content = path.read_bytes()
    except PermissionError:
        raise unreadable(name, "locked", "The file cannot be opened: it is in use or protected", "Close it") from None
    except OSError as error:
        raise unreadable(name, "unreadable", f"The file cannot be read ({error.strerror})", "Copy it again") from error
    _check_kind(name, path.suffix.lower(), content)
    try:
        kind: type[Package | OpenDocument] = OpenDocument if is_opendocument(content) else Package
        package = kind(name, content, lambda sheet: sheet in only if only else sheet not in skipped)
        book = CalamineWorkbook.from_filelike(BytesIO(package.plain_content))
        sheets = {sheet: _sheet(book, package, sheet) for sheet in package.sheets}
    except ReturnError:
        raise
    except _DAMAGED as error:
        raise unreadable(name, "damaged", "The file is damaged and cannot be read", "Ask for it again") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # calamine's own, which is no Exception
            raise
        raise unreadable(name, "damaged", "The file is damaged and cannot be read", "Ask for it again") from error
    return Book(name, sha256(content), sheets)


def _check_kind(name: str, suffix: str, content: bytes) -> None:
    save = "Open it in Excel and save it as Excel Workbook (.xlsx)"
    if not content:
        raise unreadable(name, "empty file", "The file is empty (0 bytes)", "Ask for it again")
    if len(content) > MOST_BYTES:
        size = f"The file has {len(content) / 2**20:.0f} MB; a return has less than {MOST_BYTES // 2**20} MB"
        raise unreadable(name, "too large", size, "Send the form alone, without pictures")
    if content.startswith(_COMPOUND_FILE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise unreadable(name, "encrypted", "The file is protected by a password", "Save it without a password")
        raise unreadable(name, "old format", "The file is in the old Excel format (.xls)", save)
    if suffix not in SPREADSHEETS:
        ask = "Ask for the form itself, saved as Excel Workbook (.xlsx)"
        raise unreadable(name, "wrong format", f"A {suffix or 'nameless'} file is not a return form", ask)
    if not content.startswith(b"PK"):
        raise unreadable(name, "not a workbook", "The file is not an Excel workbook, whatever its name says", save)


def _sheet(book: CalamineWorkbook, package: Package | OpenDocument, name: str) -> Sheet:
    rows: list[list[Value]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    sheet = Sheet(name, rows)
    errors, formulas = package.calculated(name)
    for (row, column), code in errors.items():
        while len(rows) < row:
            rows.append([])
        rows[row - 1] += [None] * (column - len(rows[row - 1]))
        rows[row - 1][column - 1] = CellError(code)
    for row, column in formulas:
        value = sheet.value(row, column)
        if isinstance(value, int | float) and not isinstance(value, bool):
            rows[row - 1][column - 1] = Calculated(value)
    for row, column in package.percentages(name):
        value = sheet.value(row, column)
        if isinstance(value, int | float) and not isinstance(value, bool):
            rows[row - 1][column - 1] = (CalculatedPercent if isinstance(value, Calculated) else Percent)(value)
    return sheet
