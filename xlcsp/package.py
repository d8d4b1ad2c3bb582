"""Inside an .xlsx package: the sheets' XML, and what calamine does not tell about its cells.

Files are hostile input: sizes are checked before anything is unpacked, and no more is unpacked than was checked.
The searches run over every return: their patterns begin with a plain letter, or they would take five times as long.
"""

from __future__ import annotations

import functools
import html
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from posixpath import normpath

from xlcsp.errors import Problem, ReturnError

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
_PLAIN_ADDRESS = re.compile(rb'<c r="([A-Z]+\d+)"')
_PLAIN_PLACE = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"')
_ANY_ADDRESS = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]+\d+)""")
_PLAIN_HEAD = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"(?: s="\d+")?(?: t="(\w+)")?><f')
_LENGTHS = struct.Struct("<HH")  # of the name and the extra field in a local file header
_ENCRYPTED = 1
_HEAD = 500  # bytes in which a sheet's first tag stands
_CONTENT_TYPES, _WORKBOOK, _STYLES = "[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml"

Place = tuple[int, int]


class Package:
    """The parts of a workbook that are looked into: its worksheets by name, and the styles that show percentages."""

    def __init__(self, file: str, content: bytes, is_read: Callable[[str], bool] = bool) -> None:
        """Raises ReturnError where the package is too large or no workbook; zip's and zlib's errors where damaged.

        is_read: whether a sheet of that name is looked into.
        """
        self._file, self._content = file, content
        with zipfile.ZipFile(BytesIO(content)) as package:
            self._package = package
            if sum(entry.file_size for entry in package.infolist()) > MOST_UNPACKED:
                limit = f"Unpacked it would be larger than {MOST_UNPACKED // 2**20} MB"
                raise unreadable(file, "too large", limit, "Ask for the form again")
            if _CONTENT_TYPES not in package.NameToInfo:
                raise unreadable(file, "not a workbook", "It is a zip archive, not an Excel workbook", "Send the form")
            parts = self._sheet_parts()
            if len(parts) > MOST_SHEETS or len(set(parts.values())) < len(parts):
                found = f"The workbook has {len(parts)} sheets; a form has three"
                raise unreadable(file, "too large", found, "Send the form alone")
            self.sheets = {name: self._part(part) for name, part in parts.items() if is_read(name)}
            for name in self.sheets:
                self._check_size(name)
                self._check_addresses(name)
            has_styles = _STYLES in package.NameToInfo
            self._percent_styles = _percent_styles(self._part(_STYLES)) if has_styles else frozenset()

    def calculated(self, sheet: str) -> tuple[dict[Place, str], list[Place]]:
        """The sheet's cells that hold an error or a formula that was never calculated, and those with other formulas.

        The first by their error's code, empty where there is none.
        """
        xml = self.sheets[sheet]
        found = _quickly_calculated(xml)
        if found is not None:
            return found
        return _calculated(xml) if _may_be_calculated(xml) else ({}, [])

    def percentages(self, sheet: str) -> list[Place]:
        """The sheet's cells that show their number as a percentage."""
        if not self._percent_styles:
            return []
        xml, places = self.sheets[sheet], []
        for style in _styled(self._percent_styles).finditer(xml):
            start = xml.rfind(b"<", 0, style.start())
            plain = _PLAIN_PLACE.match(xml, start)
            if plain:
                places.append((int(plain[2]), _column(plain[1])))
                continue
            head = xml[start : xml.find(b">", start) + 1]
            place = _place(_attributes(head).get("r", "")) if _CELL.match(head) else None
            places += [place] if place else []
        return places

    def _sheet_parts(self) -> dict[str, str]:
        main = _WORKBOOK
        if main not in self._package.NameToInfo:
            main = _targets(self._part("_rels/.rels"), "")["officeDocument"]
        folder, _, part = main.rpartition("/")
        return _sheet_parts(self._part(main), self._part(f"{folder}/_rels/{part}.rels"), folder)

    def _part(self, name: str) -> bytes:
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

    def _check_size(self, sheet: str) -> None:
        """Refuses a sheet whose cells lie so far out that a dense table of them would not fit into memory."""
        xml = self.sheets[sheet]
        if not _FAR.search(xml):
            return
        far = wide = 0
        for letters, digits in _PLACE.findall(xml):
            far, wide = max(far, int(digits[:9])), max(wide, _column(letters[:4]))
        if far > MOST_ROWS or wide > MOST_COLUMNS:
            found = f'Sheet "{sheet}" has cells far outside the form (row {far}, column {wide})'
            raise unreadable(self._file, "too large", found, "Copy the answers into a new form")

    def _check_addresses(self, sheet: str) -> None:
        """Refuses a sheet in which two cells have one address: programs do not agree on which of them counts."""
        xml = self.sheets[sheet]
        found = _PLAIN_ADDRESS.findall(xml)
        if len(found) != xml.count(b"<c "):
            found = _ANY_ADDRESS.findall(xml)
        if len(set(found)) < len(found):
            words = f'The file is damaged: sheet "{sheet}" has two cells with the same address'
            raise unreadable(self._file, "damaged", words, "Ask for it again")


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


def _quickly_calculated(xml: bytes) -> tuple[dict[Place, str], list[Place]] | None:
    """As ``_calculated``, from the formulas alone that give no text.

    None where the sheet has errors or is not written the usual way.
    """
    end = xml.find(b"</sheetData>")
    if end < 0 or xml.find(b'"e"', 0, end) >= 0 or xml.find(b"'e'", 0, end) >= 0:
        return None
    errors: dict[Place, str] = {}
    formulas: list[Place] = []
    at = xml.find(b"<f", 0, end)
    while at >= 0:
        head = _PLAIN_HEAD.match(xml, xml.rfind(b"<", 0, at))
        if head is None or head.end() != at + 2:
            return None
        if head[3] != b"str":  # else a text
            stop = xml.find(b"</c>", at)
            start = xml.find(b"<v>", at, stop)
            place = int(head[2]), _column(head[1])
            if start < 0 or xml.startswith(b"<", start + 3):
                errors[place] = ""
            else:
                formulas.append(place)
        at = xml.find(b"<f", at + 2, end)
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


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
