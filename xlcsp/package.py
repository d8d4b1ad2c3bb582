"""Inside an .xlsx package: the sheets' XML, and what calamine does not tell about its cells.

Files are hostile input: sizes are checked before anything is unpacked, and no more is unpacked than was checked.
The searches run over every return: their patterns begin with a plain letter, or they would take five times as long.
"""

from __future__ import annotations

import functools
import html
import itertools
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from posixpath import normpath
from typing import NamedTuple

from xlcsp.errors import Problem, ReturnError
from xlcsp.stored import archive_of

MOST_UNPACKED = 100 * 2**20  # bytes of all parts together
MOST_SHEETS = 40
MOST_ROWS, MOST_COLUMNS = 10_000, 104  # of a sheet: calamine makes a dense table of it

_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s>/])")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)</|<(?:\w+:)?is\b")
_TAG = re.compile(rb"<(?:\w+:)?(?:sheet|Relationship)\s[^>]*>")
_PLAIN_FORMULA, _ANY_FORMULA = re.compile(rb"<f[\s>/]"), re.compile(rb"<(?:\w+:)?f[\s>/]")
_FAR = re.compile(rb"""r\s*=\s*["'](?:[A-Za-z]{3,}\d|[D-Zd-z][A-Za-z]\d|[A-Za-z]*\d{5})""")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d+)["']""")
_ADDRESS = re.compile(r"([A-Za-z]{1,3})([1-9]\d{0,6})")
_NUMBER_FORMAT = re.compile(rb"""<(?:\w+:)?numFmt\s[^>]*?numFmtId=["'](\d+)["'][^>]*?formatCode=["']([^"']*)["']""")
_STYLE_FORMAT = re.compile(rb"""<(?:\w+:)?xf\s[^>]*?numFmtId=["'](\d+)["']""")
_PERCENT_FORMATS = {b"9", b"10"}  # 0% and 0.00%, which need no definition
_ANY_ADDRESS = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]+\d+)""")
_PLAIN_CELL = re.compile(  # address, column, other attributes, a formula and whether its value has a first character
    rb'<c(?: r="(([A-Z]{1,3})\d{1,7})"([^>]*)>(?:(<f)[^>]*>(?:[^<]*</f>)?(<v>[^<])?)?)?'
)
_LENGTHS = struct.Struct("<HH")  # of the name and the extra field in a local file header
_ENCRYPTED = 1
_HEAD = 500  # bytes in which a sheet's first tag stands
_CONTENT_TYPES, _WORKBOOK, _STYLES = "[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml"
_RELATIONS, _CHAIN = "_rels/.rels", "calcChain.xml"

Place = tuple[int, int]


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
            if _CONTENT_TYPES not in package.NameToInfo:
                raise unreadable(file, "not a workbook", "It is a zip archive, not an Excel workbook", "Send the form")
            main = self._main()
            parts = self._sheet_parts(main)
            if len(parts) > MOST_SHEETS or len(set(parts.values())) < len(parts):
                found = f"The workbook has {len(parts)} sheets; a form has three"
                raise unreadable(file, "too large", found, "Send the form alone")
            self.sheets = {name: self._part(part) for name, part in parts.items() if is_read(name)}
            self._cells = {name: _plain_cells(xml) for name, xml in self.sheets.items()}
            for name in self.sheets:
                self._check_cells(name)
            has_styles = _STYLES in package.NameToInfo
            self._percent_styles = _percent_styles(self._part(_STYLES)) if has_styles else frozenset()
            read = {parts[name] for name in self.sheets}
            needed = [name for name in package.NameToInfo if name in read or _is_needed(name, main)]
            self.plain_content = archive_of((name, package.NameToInfo[name].CRC, self._part(name)) for name in needed)

    def calculated(self, sheet: str) -> tuple[dict[Place, str], list[Place]]:
        """The sheet's cells that hold an error or a formula that was never calculated, and those with other formulas.

        The first by their error's code, empty where there is none.
        """
        xml = self.sheets[sheet]
        cells = self._cells[sheet]
        found = cells.calculated() if cells else None
        if found is not None:
            return {}, found
        return _calculated(xml) if _may_be_calculated(xml) else ({}, [])

    def percentages(self, sheet: str) -> list[Place]:
        """The sheet's cells that show their number as a percentage."""
        if not self._percent_styles:
            return []
        cells = self._cells[sheet]
        if cells:
            return cells.styled(self._percent_styles)
        xml, places = self.sheets[sheet], []
        for style in _styled(self._percent_styles).finditer(xml):
            start = xml.rfind(b"<", 0, style.start())
            head = xml[start : xml.find(b">", start) + 1]
            place = _place(_attributes(head).get("r", "")) if _CELL.match(head) else None
            places += [place] if place else []
        return places

    def _main(self) -> str:
        if _WORKBOOK in self._package.NameToInfo:
            return _WORKBOOK
        return _targets(self._part(_RELATIONS), "")["officeDocument"]

    def _sheet_parts(self, main: str) -> dict[str, str]:
        folder, _, part = main.rpartition("/")
        return _sheet_parts(self._part(main), self._part(f"{folder}/_rels/{part}.rels"), folder)

    def _part(self, name: str) -> bytes:
        """A part, unpacked, once."""
        if name not in self._unpacked:
            self._unpacked[name] = self._unpack(name)
        return self._unpacked[name]

    def _unpack(self, name: str) -> bytes:
        """A part, unpacked; a deflated one directly, which takes a quarter of zipfile's time."""
        entry = self._package.NameToInfo[name]
        if entry.compress_type != zipfile.ZIP_DEFLATED or entry.flag_bits & _ENCRYPTED:
            return self._package.read(name)
        name_length, extra_length = _LENGTHS.unpack_from(self._content, entry.header_offset + 26)
        start = entry.header_offset + 30 + name_length + extra_length
        packed = self._content[start : start + entry.compress_size]
        unpacked = zlib.decompressobj(-15).decompress(packed, entry.file_size + 1)
        if len(unpacked) != entry.file_size:
            raise zipfile.BadZipFile(name)
        return unpacked

    def _check_cells(self, sheet: str) -> None:
        """Refuses a sheet in which two cells have one address, for programs do not agree on which of them counts.

        And one whose cells lie so far out that a dense table of them would not fit into memory.
        """
        xml, cells = self.sheets[sheet], self._cells[sheet]
        addresses = cells.addresses if cells else _ANY_ADDRESS.findall(xml)
        if len(set(addresses)) < len(addresses):
            words = f'The file is damaged: sheet "{sheet}" has two cells with the same address'
            raise unreadable(self._file, "damaged", words, "Ask for it again")
        if cells.is_far if cells else _FAR.search(xml):
            self._check_size(sheet)

    def _check_size(self, sheet: str) -> None:
        far = wide = 0
        for letters, digits in _PLACE.findall(self.sheets[sheet]):
            far, wide = max(far, int(digits[:9])), max(wide, _column(letters[:4]))
        if far > MOST_ROWS or wide > MOST_COLUMNS:
            found = f'Sheet "{sheet}" has cells far outside the form (row {far}, column {wide})'
            raise unreadable(self._file, "too large", found, "Copy the answers into a new form")


class _PlainCells(NamedTuple):
    """The cells of a sheet that is written the usual way, a column of each; one search finds all of it."""

    addresses: Sequence[bytes]
    columns: Sequence[bytes]
    attributes: Sequence[bytes]
    formulas: Sequence[bytes]
    values: Sequence[bytes]

    @property
    def is_far(self) -> bool:
        """Whether one may lie further out than a form reaches."""
        widest = max(map(_column, set(self.columns)), default=0)
        return widest > MOST_COLUMNS or max(map(len, self.addresses), default=0) > len(str(MOST_ROWS))

    def calculated(self) -> list[Place] | None:
        """As ``Package.calculated``; None where there is an error, or a formula whose value must be looked for."""
        kinds = {one: _kind(one)[1] for one in set(self.attributes)}
        if b"e" in kinds.values():
            return None
        places = []
        for at in itertools.compress(range(len(self.addresses)), self.formulas):
            if kinds[self.attributes[at]] == b"str":
                continue  # a text
            if not self.values[at]:
                return None
            places.append(self._place(at))
        return places

    def styled(self, styles: frozenset[int]) -> list[Place]:
        """The cells that have one of these styles."""
        wanted = {one for one in set(self.attributes) if _kind(one)[0] in styles}
        return [self._place(at) for at, attributes in enumerate(self.attributes) if attributes in wanted]

    def _place(self, at: int) -> Place:
        column = self.columns[at]
        return int(self.addresses[at][len(column) :]), _column(column)


def _plain_cells(xml: bytes) -> _PlainCells | None:
    """The sheet's cells; None where it is not written the usual way."""
    start, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData>")
    if start < 0 or end < 0 or xml.find(b":c", start, end) >= 0:
        return None
    found = _PLAIN_CELL.findall(xml, start, end)
    cells = _PlainCells(*(zip(*found, strict=True) if found else ((),) * 5))
    if b"" in cells.addresses or cells.formulas.count(b"<f") != xml.count(b"<f", start, end):
        return None
    return cells


@functools.lru_cache(maxsize=1024)
def _kind(attributes: bytes) -> tuple[int, bytes]:
    """The style and the type that a cell's attributes name."""
    found = _attributes(attributes)
    return int(found.get("s", "0")), found.get("t", "n").encode()


def _is_needed(part: str, main: str) -> bool:
    """Whether calamine looks into the part: what stands beside the workbook, and the relationships."""
    folder = main.rpartition("/")[0]
    beside, _, name = part.rpartition("/")
    if part in (_CONTENT_TYPES, _RELATIONS) or beside == f"{folder}/_rels".lstrip("/"):
        return True
    return beside == folder and name.endswith(".xml") and name != _CHAIN


def unreadable(file: str, code: str, found: str, do: str) -> ReturnError:
    """The error of a file that cannot be read as a workbook."""
    return ReturnError(Problem(file, "", "", code, found, "A return is an .xlsx, .xlsm or .ods form", do))


@functools.lru_cache(maxsize=64)  # forms of one issue have the same sheets
def _sheet_parts(workbook: bytes, relations: bytes, folder: str) -> dict[str, str]:
    """The part of each worksheet, by the sheet's name."""
    targets = _targets(relations, folder)
    parts = {}
    for tag in _TAG.findall(workbook):
        found = _attributes(tag)
        identity = next((value for key, value in found.items() if key.endswith(":id")), "")
        if "name" in found and identity in targets and "worksheet" in targets[identity]:
            parts[html.unescape(found["name"])] = targets[identity]
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


@functools.lru_cache(maxsize=64)
def _percent_styles(styles: bytes) -> frozenset[int]:
    """The numbers of the cell styles that show a percentage."""
    percent = {code for code, text in _NUMBER_FORMAT.findall(styles) if b"%" in text} | _PERCENT_FORMATS
    used = _STYLE_FORMAT.findall(styles.partition(b"cellXfs")[2].partition(b"cellXfs>")[0])
    return frozenset(index for index, code in enumerate(used) if code in percent)


@functools.lru_cache(maxsize=64)
def _styled(styles: frozenset[int]) -> re.Pattern[bytes]:
    """Finds the attribute of a cell that has one of these styles."""
    numbers = "|".join(str(style) for style in sorted(styles))
    return re.compile(rf"""s\s*=\s*["'](?:{numbers})["']""".encode())


def _may_be_calculated(xml: bytes) -> bool:
    """Whether the sheet may hold an error or a formula; a quick look, for most hold neither."""
    formula = _PLAIN_FORMULA if b"<worksheet" in xml[:_HEAD] else _ANY_FORMULA
    return b'"e"' in xml or b"'e'" in xml or formula.search(xml) is not None


def _calculated(xml: bytes) -> tuple[dict[Place, str], list[Place]]:
    """Errors and formulas of a sheet, each cell looked at."""
    errors, formulas = {}, []
    for head, body in _cells(xml):
        attributes, value = _attributes(head), _VALUE.search(body)
        place, kind = _place(attributes.get("r", "")), attributes.get("t")
        text = (value[1] or b"").decode(errors="replace") if value else ""
        has_formula = _ANY_FORMULA.search(body) is not None
        if place is None:
            continue
        if kind == "e":
            errors[place] = text or "#ERROR!"
        elif has_formula and not text and kind != "str":
            errors[place] = ""
        elif has_formula:
            formulas.append(place)
    return errors, formulas


def _cells(xml: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each cell's attributes and content; in time linear in the sheet, whatever is in it."""
    for cell in _CELL.split(xml)[1:]:
        head, _, body = cell.partition(b">")
        yield head, b"" if head.endswith(b"/") else body


def _attributes(tag: bytes) -> dict[str, str]:
    return {key.decode(): (double or single).decode() for key, double, single in _ATTRIBUTE.findall(tag)}


def _place(address: str) -> Place | None:
    """``D14`` is row 14, column 4."""
    found = _ADDRESS.fullmatch(address)
    return (int(found[2]), _column(found[1].encode())) if found else None


@functools.lru_cache(maxsize=4096)
def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
