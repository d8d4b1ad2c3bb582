"""Inside an .xlsx package: its parts, unpacked and checked once, and what calamine does not tell about their cells.

Files are hostile input: sizes are checked before anything is unpacked, and no more is unpacked than was checked.
"""

from __future__ import annotations

import functools
import html
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from posixpath import normpath
from typing import NamedTuple

from xlcsp.errors import Problem, ReturnError
from xlcsp.files.sheet_xml import Cells, OddSheet, Place, attributes_of, cells_of
from xlcsp.files.stored import archive_of

MOST_UNPACKED = 100 * 2**20  # bytes of all parts together
MOST_SHEETS = 40
MOST_ROWS, MOST_COLUMNS = 10_000, 104  # of a sheet: calamine makes a dense table of it

_TAG = re.compile(rb"""<(?:\w+:)?(?:sheet|Relationship)\s(?:[^<>"']|"[^"<]*"|'[^'<]*')*>""")
_FORMATS = re.compile(rb"""<(?:\w+:)?(?:numFmt|xf)(?:\s(?:[^<>"']|"[^"<]*"|'[^'<]*')*)?/?>""")
_PERCENT_FORMATS = ("9", "10")  # 0% and 0.00%, which need no definition
_ENCODING = re.compile(
    rb"""(?:\xef\xbb\xbf)?<\?xml[^<>]*?encoding\s*=\s*["'](?!utf-8["']|us-ascii["'])""", re.IGNORECASE
)
_LENGTHS = struct.Struct("<HH")  # of the name and the extra field in a local file header
_ENCRYPTED = 1
_CONTENT_TYPES, _WORKBOOK, _RELATIONS = "[content_types].xml", "xl/workbook.xml", "_rels/.rels"
_SHEET, _STYLES, _TEXTS = "worksheet", "styles", "sharedStrings"  # how types of relationships end


class _Targets(NamedTuple):
    """The targets of relationships, by id and by type."""

    by_id: dict[str, tuple[str, str]]
    by_type: dict[str, str]


class Package:
    """The parts of a workbook that are looked into: its worksheets by name, and the styles that show percentages."""

    def __init__(self, file: str, content: bytes, is_read: Callable[[str], bool] = bool) -> None:
        """Raises ReturnError where the package is too large or no workbook; zip's and zlib's errors where damaged.

        is_read: whether a sheet of that name is looked into. ``plain_content``: the package of what was looked into.
        """
        self._file, self._content = file, content
        self._unpacked: dict[str, bytes] = {}
        with zipfile.ZipFile(BytesIO(content)) as package:
            self._package = package
            if sum(entry.file_size for entry in package.infolist()) > MOST_UNPACKED:
                limit = f"Unpacked it would be larger than {MOST_UNPACKED // 2**20} MB"
                raise unreadable(file, "too large", limit, "Ask for the form again")
            self._names = {name.lower(): name for name in package.NameToInfo}
            if _CONTENT_TYPES not in self._names:
                raise unreadable(file, "not a workbook", "It is a zip archive, not an Excel workbook", "Send the form")
            if len(self._names) < len(package.NameToInfo):
                raise self._odd("two of its parts have one name")
            main = self._main()
            folder = main.rpartition("/")[0]
            parts, targets = _sheet_parts(self._bare(main), self._bare(_relations_of(main)), folder)
            if len(parts) > MOST_SHEETS or len(set(parts.values())) < len(parts):
                found = f"The workbook has {len(parts)} sheets; a form has three"
                raise unreadable(file, "too large", found, "Send the form alone")
            self.sheets = {name: self._part(part) for name, part in parts.items() if is_read(name)}
            self._cells = {name: self._checked(name, xml) for name, xml in self.sheets.items()}
            beside = self._styles_and_texts(folder, targets)
            styles = next((one for one in beside if one.endswith(f"{_STYLES}.xml")), "")
            self._percent_styles = _percent_styles(self._part(styles)) if styles else frozenset()
            read = (parts[name] for name in self.sheets)
            needed = [_CONTENT_TYPES, _RELATIONS, main, _relations_of(main), *beside, *read]
            held = [self._names[one.lower()] for one in needed if one.lower() in self._names]
            self.plain_content = archive_of((one, package.NameToInfo[one].CRC, self._part(one)) for one in held)

    def _styles_and_texts(self, folder: str, targets: _Targets) -> list[str]:
        """The parts with the styles and the texts, where they are; calamine looks for them under these names alone."""
        names = []
        for kind in (_STYLES, _TEXTS):
            name = f"{folder}/{kind}.xml".lstrip("/").lower()
            if targets.by_type.get(kind, name).lower() != name:
                raise self._odd(f"its part {kind} has another name")
            if name in self._names:
                self._bare(name)
                names.append(name)
        return names

    def calculated(self, sheet: str) -> tuple[dict[Place, str], list[Place]]:
        """The sheet's cells that hold an error or a formula that was never calculated, and those with other formulas.

        The first by their error's code, empty where there is none.
        """
        return self._cells[sheet].calculated()

    def percentages(self, sheet: str) -> list[Place]:
        """The sheet's cells that show their number as a percentage."""
        return self._cells[sheet].styled(self._percent_styles) if self._percent_styles else []

    def _main(self) -> str:
        if _WORKBOOK in self._names:
            return self._names[_WORKBOOK]
        return _targets(self._bare(_RELATIONS), "").by_type["officeDocument"]

    def _part(self, name: str) -> bytes:
        """A part, unpacked once. Names are the same whatever their capitals, as for calamine."""
        key = name.lower()
        if key not in self._unpacked:
            part = self._unpack(self._names[key])
            if b"\0" in part[:4] or _ENCODING.match(part):
                raise self._odd(f"its part {name} has an encoding of its own")
            self._unpacked[key] = part
        return self._unpacked[key]

    def _bare(self, name: str) -> bytes:
        """A part without comments and declarations, in which tags that do not count might stand."""
        part = self._part(name)
        if b"<!" in part or part.find(b"<?", len("<?xml")) >= 0:
            raise self._odd(f"its part {name} has comments or declarations")
        return part

    def _unpack(self, name: str) -> bytes:
        """A part, unpacked; a deflated one directly, which takes a quarter of zipfile's time."""
        entry = self._package.NameToInfo[name]
        if entry.compress_type not in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
            raise zipfile.BadZipFile(name)  # zipfile would unpack it whole, whatever size it states
        if entry.compress_type == zipfile.ZIP_STORED or entry.flag_bits & _ENCRYPTED:
            return self._package.read(name)
        name_length, extra_length = _LENGTHS.unpack_from(self._content, entry.header_offset + 26)
        start = entry.header_offset + 30 + name_length + extra_length
        packed = self._content[start : start + entry.compress_size]
        unpacked = zlib.decompressobj(-15).decompress(packed, entry.file_size + 1)
        if len(unpacked) != entry.file_size or zlib.crc32(unpacked) != entry.CRC:
            raise zipfile.BadZipFile(name)
        return unpacked

    def _checked(self, sheet: str, xml: bytes) -> Cells:
        """The sheet's cells. Refuses those that programs read differently, or that would not fit into memory."""
        try:
            cells = cells_of(xml)
        except OddSheet as error:
            raise self._odd(f'sheet "{sheet}": {error}') from error
        if cells.has_twins:
            words = f'The file is damaged: sheet "{sheet}" has two cells with the same address'
            raise unreadable(self._file, "damaged", words, "Ask for it again")
        far, wide = cells.extent
        if far > MOST_ROWS or wide > MOST_COLUMNS:
            found = f'Sheet "{sheet}" has cells far outside the form (row {far}, column {wide})'
            raise unreadable(self._file, "too large", found, "Copy the answers into a new form")
        return cells

    def _odd(self, why: str) -> ReturnError:
        words = f"The file is written as no spreadsheet program writes it ({why})"
        return unreadable(self._file, "damaged", words, "Open it in Excel and save it again")


def unreadable(file: str, code: str, found: str, do: str) -> ReturnError:
    """The error of a file that cannot be read as a workbook."""
    return ReturnError(Problem(file, "", "", code, found, "A return is an .xlsx, .xlsm or .ods form", do))


def _relations_of(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


@functools.lru_cache(maxsize=64)  # forms of one issue have the same sheets
def _sheet_parts(workbook: bytes, relations: bytes, folder: str) -> tuple[dict[str, str], _Targets]:
    """The part of each worksheet, by the sheet's name; and the targets of the workbook's relationships."""
    targets = _targets(relations, folder)
    parts = {}
    for tag in _TAG.findall(workbook):
        found = attributes_of(tag)
        identity = next((value for key, value in found.items() if key.endswith(":id")), "")
        kind, target = targets.by_id.get(identity, ("", ""))
        if "name" in found and kind == _SHEET:
            parts[html.unescape(found["name"])] = target
    return parts, targets


def _targets(relations: bytes, folder: str) -> _Targets:
    found = _Targets({}, {})
    for tag in _TAG.findall(relations):
        one = attributes_of(tag)
        target, kind = html.unescape(one.get("Target", "")), one.get("Type", "").rsplit("/", 1)[-1]
        whole = normpath(target[1:] if target.startswith("/") else f"{folder}/{target}".lstrip("/"))
        found.by_id[one.get("Id", "")] = kind, whole
        found.by_type[kind] = whole
    return found


@functools.lru_cache(maxsize=64)
def _percent_styles(styles: bytes) -> frozenset[int]:
    """The numbers of the cell styles that show a percentage."""
    defined, _, rest = styles.partition(b"cellXfs")
    formats = [attributes_of(tag) for tag in _FORMATS.findall(defined)]
    percent = {
        one["numFmtId"] for one in formats if "%" in html.unescape(one.get("formatCode", "")) and "numFmtId" in one
    }
    used = [attributes_of(tag).get("numFmtId", "0") for tag in _FORMATS.findall(rest.partition(b"cellXfs>")[0])]
    return frozenset(index for index, code in enumerate(used) if code in percent or code in _PERCENT_FORMATS)
