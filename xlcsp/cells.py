"""The cells of a workbook with their addresses, through python-calamine, guarded.

Calamine gives ``#DIV/0!`` and a formula without a stored value as blank, so that an error would look like a missing
figure. The sheets' XML is therefore searched for both, and such a cell comes back as a CellError. Files are hostile
input: sizes are checked before anything is unpacked, formulas are never evaluated, macros never run.
"""

from __future__ import annotations

import functools
import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from posixpath import normpath

from python_calamine import CalamineError, CalamineWorkbook

from xlcsp.errors import Problem, ReturnError
from xlcsp.files import sha256

SPREADSHEETS = (".xlsx", ".xlsm")
MOST_BYTES = 20 * 2**20  # of a file as it came
MOST_UNPACKED = 100 * 2**20  # of all parts together
MOST_ROWS, MOST_COLUMNS = 20_000, 200  # of a sheet: calamine makes a dense table of it

_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*["']([^"']*)["']""")
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)</|<(?:\w+:)?is\b")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_TAG = re.compile(rb"<(?:\w+:)?(?:sheet|Relationship)\s[^>]*>")
_FAR = re.compile(rb"""r=["'](?:[A-Z]{3}|[H-Z][A-Z]|[A-Z]*\d{5})""")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]*)(\d+)["']""")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LENGTHS = struct.Struct("<HH")  # of the name and the extra field in a local file header
_ENCRYPTED = 1
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0"
_DAMAGED = (
    CalamineError, LookupError, ValueError, RuntimeError, NotImplementedError, OSError, EOFError,
    zipfile.BadZipFile, zlib.error, struct.error,
)  # fmt: skip
_CONTENT_TYPES, _WORKBOOK = "[Content_Types].xml", "xl/workbook.xml"


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell whose value is an error (``#DIV/0!``) or a formula that was never calculated (``code`` empty)."""

    code: str

    def __str__(self) -> str:
        return self.code or "a formula without a calculated value"


Value = str | float | int | bool | date | datetime | CellError | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's cells. Rows and columns count from 1, as in addresses. Blank is None."""

    name: str
    rows: list[list[Value]]

    def value(self, row: int, column: int) -> Value:
        """The cell's value; None where it is blank or beyond the sheet's end."""
        if row > len(self.rows) or column > len(self.rows[row - 1]):
            return None
        found = self.rows[row - 1][column - 1]
        return None if isinstance(found, str) and not found.strip() else found

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
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return _CONTROL.sub("", str(value)).strip()


def address(row: int, column: int) -> str:
    """``address(14, 4)`` is ``D14``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def read_book(path: Path, name: str = "") -> Book:
    """The workbook's sheets. ``name``: how messages call the file.

    Raises ReturnError with its problem where the file is no readable .xlsx or .xlsm workbook.
    """
    name = name or path.name
    try:
        content = path.read_bytes()
    except PermissionError:
        raise _unreadable(name, "locked", "The file cannot be opened: it is in use or protected", "Close it") from None
    except OSError as error:
        raise _unreadable(name, "unreadable", f"The file cannot be read ({error.strerror})", "Copy it again") from error
    _check_kind(name, path.suffix.lower(), content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = _sheet_parts(name, content, package)
            faults = {sheet: _faulty_cells(name, sheet, _part(content, package, at)) for sheet, at in parts.items()}
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {sheet: _sheet(book, sheet, faults[sheet]) for sheet in parts}
    except ReturnError:
        raise
    except _DAMAGED as error:
        raise _unreadable(name, "damaged", "The file is damaged and cannot be read", "Ask for it again") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # calamine's own, which is no Exception
            raise
        raise _unreadable(name, "damaged", "The file is damaged and cannot be read", "Ask for it again") from error
    return Book(name, sha256(content), sheets)


def _check_kind(name: str, suffix: str, content: bytes) -> None:
    save = "Open it in Excel and save it as Excel Workbook (.xlsx)"
    if not content:
        raise _unreadable(name, "empty file", "The file is empty (0 bytes)", "Ask for it again")
    if len(content) > MOST_BYTES:
        size = f"The file has {len(content) / 2**20:.0f} MB; a return has less than {MOST_BYTES // 2**20} MB"
        raise _unreadable(name, "too large", size, "Send the form alone, without pictures")
    if content.startswith(_COMPOUND_FILE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise _unreadable(name, "encrypted", "The file is protected by a password", "Save it without a password")
        raise _unreadable(name, "old format", "The file is in the old Excel format (.xls)", save)
    if suffix not in SPREADSHEETS:
        raise _unreadable(name, "wrong format", f"A {suffix or 'nameless'} file is not a return form", save)
    if not content.startswith(b"PK"):
        raise _unreadable(name, "not a workbook", "The file is not an Excel workbook, whatever its name says", save)


def _sheet_parts(name: str, content: bytes, package: zipfile.ZipFile) -> dict[str, str]:
    """The part of each sheet, by the sheet's name."""
    if sum(entry.file_size for entry in package.infolist()) > MOST_UNPACKED:
        limit = f"Unpacked it would be larger than {MOST_UNPACKED // 2**20} MB"
        raise _unreadable(name, "too large", limit, "Ask for the form again")
    if _CONTENT_TYPES not in package.NameToInfo:
        raise _unreadable(name, "not a workbook", "The file is a zip archive, not an Excel workbook", "Send the form")
    main = _WORKBOOK
    if main not in package.NameToInfo:
        main = _targets(_part(content, package, "_rels/.rels"), "")["officeDocument"]
    folder, _, part = main.rpartition("/")
    return _named(_part(content, package, main), _part(content, package, f"{folder}/_rels/{part}.rels"), folder)


@functools.lru_cache(maxsize=64)  # forms of one issue have the same sheets: a tenth of the time of reading one
def _named(workbook: bytes, relations: bytes, folder: str) -> dict[str, str]:
    targets = _targets(relations, folder)
    parts = {}
    for tag in _TAG.findall(workbook):
        found = _attributes(tag)
        identity = next((value for key, value in found.items() if key.endswith(":id")), "")
        if "name" in found and identity in targets and "worksheet" in targets[identity]:
            parts[_unescape(found["name"])] = targets[identity]
    return parts


def _targets(relations: bytes, folder: str) -> dict[str, str]:
    """The targets of relationships, by id and by the last word of their type."""
    found = {}
    for tag in _TAG.findall(relations):
        one = _attributes(tag)
        target = one.get("Target", "")
        whole = normpath(target[1:] if target.startswith("/") else f"{folder}/{target}")
        found[one.get("Id", "")] = found[one.get("Type", "").rsplit("/", 1)[-1]] = whole
    return found


def _part(content: bytes, package: zipfile.ZipFile, name: str) -> bytes:
    """A part of the package, unpacked; a deflated one directly, which takes a quarter of zipfile's time.

    No more is unpacked than the package declares, and what it declares has been checked.
    """
    entry = package.NameToInfo[name]
    if entry.compress_type != zipfile.ZIP_DEFLATED or entry.flag_bits & _ENCRYPTED:
        return package.read(name)
    at = entry.header_offset
    name_length, extra_length = _LENGTHS.unpack_from(content, at + 26)
    start = at + 30 + name_length + extra_length
    unpacked = zlib.decompressobj(-15).decompress(content[start : start + entry.compress_size], entry.file_size + 1)
    if len(unpacked) != entry.file_size:
        raise zipfile.BadZipFile(name)
    return unpacked


def _attributes(tag: bytes) -> dict[str, str]:
    return {key.decode(): value.decode() for key, value in _ATTRIBUTE.findall(tag)}


def _faulty_cells(name: str, sheet: str, xml: bytes) -> dict[str, CellError]:
    """The cells that hold an error, or a formula without a value, by address."""
    is_unusual = _is_unusual(xml)
    if is_unusual or _FAR.search(xml):
        _check_size(name, sheet, xml)
    end = xml.rfind(b"sheetData>")
    if not is_unusual and not any(xml.find(mark, 0, end) >= 0 for mark in (b't="e"', b"<f", b":f")):
        return {}
    faults = {}
    for head, body in _CELL.findall(xml):
        attributes = _attributes(head)
        value = _VALUE.search(body)
        text = (value[1] or b"").decode(errors="replace") if value else ""
        if attributes.get("t") == "e":
            faults[attributes.get("r", "")] = CellError(text or "#ERROR!")
        elif _FORMULA.search(body) and not text and attributes.get("t") != "str":
            faults[attributes.get("r", "")] = CellError("")
    return faults


def _is_unusual(xml: bytes) -> bool:
    """Whether attributes may be written otherwise than ``name="value"``; counted, ten times faster than a pattern."""
    return xml.count(b"=") != xml.count(b'="') or b" =" in xml or b"\t" in xml or b"\n=" in xml or b"\r=" in xml


def _check_size(name: str, sheet: str, xml: bytes) -> None:
    """Refuses a sheet whose cells lie so far out that a dense table of them would not fit into memory."""
    far = wide = 0
    for letters, digits in _PLACE.findall(xml):
        far, wide = max(far, int(digits[:9])), max(wide, _column(letters[:4]))
    if far > MOST_ROWS or wide > MOST_COLUMNS:
        found = f'Sheet "{sheet}" has cells far outside the form (row {far}, column {wide})'
        raise _unreadable(name, "too large", found, "Copy the answers into a new form")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheet(book: CalamineWorkbook, name: str, faults: dict[str, CellError]) -> Sheet:
    rows: list[list[Value]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    for place, fault in faults.items():
        letters = place.rstrip("0123456789")
        if not letters or letters == place:
            continue
        row, column = int(place[len(letters) :]), _column(letters.encode())
        while len(rows) < row:
            rows.append([])
        rows[row - 1] += [None] * (column - len(rows[row - 1]))
        rows[row - 1][column - 1] = fault
    return Sheet(name, rows)


def _unescape(text: str) -> str:
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


def _unreadable(name: str, code: str, found: str, do: str) -> ReturnError:
    return ReturnError(Problem(name, "", "", code, found, "A return is an .xlsx or .xlsm form", do))
