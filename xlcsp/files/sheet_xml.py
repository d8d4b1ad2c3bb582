"""What a sheet's XML says of its cells that calamine does not tell: errors, formulas, percentages, doubled addresses.

Calamine takes much that no spreadsheet program writes, and each reads it differently; a sheet is read only where all
would read the same. One search finds all cells of a sheet that is written the usual way; others are gone through cell
by cell. Both take time linear in the sheet, whatever is in it.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

Place = tuple[int, int]  # row and column

_PLAIN_CELL = re.compile(  # address, column, other attributes, a formula, and a value with its first character
    rb'<c(?: r="(([A-Z]{1,3})[1-9]\d{0,6})"([^<>/]*)(?:/>|>(?:(<f)[^<>]*(?:/>|>[^<]*</f>))?'
    rb"(?:(<v>[^<&]?)[^<&]*</v>|<is><t[^<>]*>[^<]*</t></is>)?</c>))?"
)
_DATA, _DATA_TAG = re.compile(rb"<(?:\w+:)?sheetData(?:\s*/>|[\s>])"), re.compile(rb"</?(?:\w+:)?sheetData[\s/>]")
_START_AND_END = 2  # tags
_SHORT = 5  # characters of an address
_NUMBERED = re.compile(rb"<(?:\w+:)?v[^<>]*>[^<]*&(?!amp;|lt;|gt;|quot;|apos;)")
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s>/])")
_FORMULA, _VALUE = re.compile(rb"<(?:\w+:)?f[\s>/]"), re.compile(rb"<(?:\w+:)?v(?:\s[^<>]*)?(?:/>|>([^<]*)<)")
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_ATTRIBUTE = re.compile(rb"""(?<![\w:])([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ATTRIBUTES = re.compile(rb"""(?:\s+[\w:]+\s*=\s*(?:"[^"<>&]*"|'[^'<>&]*'))*\s*/?""")


class OddSheet(Exception):
    """A sheet that programs do not read alike; the words say why."""


class Cells(Protocol):
    """The cells of a sheet."""

    @property
    def has_twins(self) -> bool:
        """Whether two cells have one address."""

    @property
    def extent(self) -> Place:
        """The last row, where it is beyond the thousands, and the last column."""

    def calculated(self) -> tuple[dict[Place, str], list[Place]]:
        """Cells with an error or a formula that was never calculated, and those with other formulas, texts left out.

        The first by their error's code, empty where there is none.
        """

    def styled(self, styles: frozenset[int]) -> list[Place]:
        """The cells that have one of these styles."""


def cells_of(xml: bytes) -> Cells:
    """The sheet's cells. Raises OddSheet."""
    start, tags = _DATA.search(xml), xml.count(b"sheetData")
    if tags > _START_AND_END:
        tags = len(_DATA_TAG.findall(xml))
    if start is None or b"<!" in xml[: start.start()]:
        raise OddSheet("it has no cells, or a comment or declaration before them")
    end = xml.rfind(b"sheetData")
    is_closed = xml.startswith(b"</", xml.rfind(b"<", 0, end)) and tags == _START_AND_END
    if start[0].endswith(b"/>") and tags == 1:
        end = start.end()
    elif not is_closed:
        raise OddSheet("its cells do not stand in one place")
    return _plain_cells(xml, start.start(), end) or _AnyCells(tuple(_cells(xml[start.end() : end])))


class _PlainCells(NamedTuple):
    """Cells that are written the usual way, a column of each."""

    addresses: Sequence[bytes]
    columns: Sequence[bytes]
    attributes: Sequence[bytes]
    formulas: Sequence[bytes]
    values: Sequence[bytes]

    @property
    def has_twins(self) -> bool:
        return len(set(self.addresses)) < len(self.addresses)

    @property
    def extent(self) -> Place:
        far = [at for at, one in enumerate(self.addresses) if len(one) > _SHORT]  # others have rows of four digits
        return max((self._place(at)[0] for at in far), default=0), max(map(_column, set(self.columns)), default=0)

    def calculated(self) -> tuple[dict[Place, str], list[Place]]:
        errors: dict[Place, str] = {}
        formulas: list[Place] = []
        for at in itertools.compress(range(len(self.addresses)), self.formulas):
            value, is_text = self.values[at], _kind(self.attributes[at])[1] == "str"
            if not value or (value == b"<v>" and not is_text):
                errors[self._place(at)] = ""
            elif not is_text:
                formulas.append(self._place(at))
        return errors, formulas

    def styled(self, styles: frozenset[int]) -> list[Place]:
        wanted = {one for one in set(self.attributes) if _kind(one)[0] in styles}
        return [self._place(at) for at, attributes in enumerate(self.attributes) if attributes in wanted]

    def _place(self, at: int) -> Place:
        column = self.columns[at]
        return int(self.addresses[at][len(column) :]), _column(column)


def _plain_cells(xml: bytes, start: int, end: int) -> _PlainCells | None:
    """The cells; None where one holds an error, or is not written the usual way."""
    if xml.find(b":c", start, end) >= 0:
        return None
    found = _PLAIN_CELL.findall(xml, start, end)
    cells = _PlainCells(*(zip(*found, strict=True) if found else ((),) * 5))
    if b"" in cells.addresses or any(_kind(one)[0] < 0 for one in set(cells.attributes)):
        return None
    return cells


class _Cell(NamedTuple):
    """A cell: its style and type, whether it has a formula, and its value (None where it has none)."""

    place: Place
    style: int
    kind: str
    has_formula: bool
    value: str | None


class _AnyCells(NamedTuple):
    """Cells that were gone through one by one."""

    cells: Sequence[_Cell]

    @property
    def has_twins(self) -> bool:
        return len({cell.place for cell in self.cells}) < len(self.cells)

    @property
    def extent(self) -> Place:
        return (
            max((cell.place[0] for cell in self.cells), default=0),
            max((cell.place[1] for cell in self.cells), default=0),
        )

    def calculated(self) -> tuple[dict[Place, str], list[Place]]:
        errors: dict[Place, str] = {}
        formulas: list[Place] = []
        for cell in self.cells:
            if cell.kind == "e":
                errors[cell.place] = cell.value or "#ERROR!"
            elif cell.has_formula and (cell.value is None or (not cell.value and cell.kind != "str")):
                errors[cell.place] = ""
            elif cell.has_formula and cell.kind != "str":
                formulas.append(cell.place)
        return errors, formulas

    def styled(self, styles: frozenset[int]) -> list[Place]:
        return [cell.place for cell in self.cells if cell.style in styles]


def _cells(data: bytes) -> Iterator[_Cell]:
    if b"<!" in data or b"<?" in data or _NUMBERED.search(data):
        raise OddSheet("it has comments, instructions, or values that stand for something else")
    for cell in _CELL.split(data)[1:]:
        head, _, body = cell.partition(b">")
        body = b"" if head.endswith(b"/") else body
        attributes = strict_attributes(head)
        address = _ADDRESS.fullmatch((attributes or {}).get("r", ""))
        if attributes is None or address is None or not attributes.get("s", "0").isdecimal():
            raise OddSheet("a cell has no address of the usual form, or one of its attributes twice")
        formula, values = _FORMULA.search(body), list(_VALUE.finditer(body))
        if len(values) > 1 or (values and formula and formula.start() > values[0].start()):
            raise OddSheet("a cell has two values, or a formula behind its value")
        value = (values[0][1] or b"").decode(errors="replace") if values else ("" if b"is>" in body else None)
        place = int(address[2]), _column(address[1].encode())
        yield _Cell(place, int(attributes.get("s", "0")), attributes.get("t", "n"), formula is not None, value)


def attributes_of(tag: bytes) -> dict[str, str]:
    """A tag's attributes."""
    return {key.decode(): (double or single).decode() for key, double, single in _ATTRIBUTE.findall(tag)}


def strict_attributes(tag: bytes) -> dict[str, str] | None:
    """The attributes; None where one stands there twice, or what stands there is not attributes alone."""
    found = attributes_of(tag)
    return found if _ATTRIBUTES.fullmatch(tag) and len(_ATTRIBUTE.findall(tag)) == len(found) else None


@functools.lru_cache(maxsize=1024)
def _kind(attributes: bytes) -> tuple[int, str]:
    """The style and the type that a cell's attributes beside its address name; style −1 where it must be gone into."""
    found = strict_attributes(attributes)
    if found is None or "r" in found or found.get("t") == "e" or not found.get("s", "0").isdecimal():
        return -1, ""
    return int(found.get("s", "0")), found.get("t", "n")


@functools.lru_cache(maxsize=4096)
def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
