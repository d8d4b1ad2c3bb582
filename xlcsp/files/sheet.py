"""The cells of a worksheet's XML, in one pass. Formulas are never evaluated.

Rows and cells without an address follow the one before, as in all programs. A fault of one cell becomes a CellError; a
sheet is refused if programs would disagree about where its cells are.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple, NoReturn
from xml.etree.ElementTree import Element

from xlcsp.domain.places import column_number
from xlcsp.files.cells import CellError, Sheet, Value, address
from xlcsp.files.container import Container, Refused, is_well_formed
from xlcsp.files.formats import shown
from xlcsp.files.shared import Styles, Texts
from xlcsp.files.written import HIDDEN, ODD, READERS, no_number, number_of, seen_text, text_of

MOST_ROWS, MOST_COLUMNS = 10_000, 104  # the limits within which a sheet's cells are read
EXCELS_ROWS, EXCELS_COLUMNS = 1_048_576, 16_384
_ROW_SHIFT, _MOST_PLACES = 15, 2**14  # addresses that are known: forms have the same ones
_ROW = re.compile(r"[1-9]\d{0,6}", re.ASCII)
_AREA = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6}):([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)
_SPACES = (
    "{http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "{http://purl.oclc.org/ooxml/spreadsheetml/main",  # the strict kind
)
_DATA, _END, _MERGED, _TAGS_OF_DATA = b"sheetData", b"</sheetData>", b"mergeCell", 2  # in all encodings but wide ones
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"


@functools.lru_cache(maxsize=2**15)
def _column(letters: str) -> int:
    """The number of a column by its letters; 0 where they name none."""
    return column_number(letters) if re.fullmatch("[A-Z]{1,3}", letters) else 0


class _Tags(NamedTuple):
    """The names of the elements, with the namespace of the sheet."""

    row: str
    cell: str
    value: str
    formula: str
    inline: str
    merged: str


class _Disordered(Exception):
    """Raised if the sheet's cells are out of order; then a set of all addresses is needed to find duplicates."""


class _Places(dict[str, int]):
    """An address as one number, in the order of a sheet's cells: its row times 2**15, and its column; 0 for none."""

    def __missing__(self, written: str) -> int:
        letters = written.rstrip("0123456789")
        row, column = written[len(letters) :], _column(letters)
        place = (int(row) << _ROW_SHIFT) + column if column and _ROW.fullmatch(row) else 0
        if len(self) < _MOST_PLACES:
            self[written] = place
        return place


_PLACES = _Places()


def read_sheet(parts: Container, part: str, name: str, texts: Texts, styles: Styles) -> Sheet:
    """The worksheet in that part. Raises Refused."""
    try:
        return _Reader(name, texts, styles, None).read(parts, part)
    except _Disordered:
        return _Reader(name, texts, styles, set()).read(parts, part)


def _without_tail(xml: bytes) -> bytes:
    """The sheet without what follows its cells, such as validations, of which trees would be built for nothing.

    Where it has cells in two places, or merged ones, or is damaged behind them, it stays whole.
    """
    at, close = xml.find(_END), xml.rfind(b"</")
    end = at + len(_END)
    is_plain = 0 <= at < close and xml.count(_DATA) == _TAGS_OF_DATA and _MERGED not in xml
    if not is_plain or not is_well_formed(xml[end:close]):
        return xml
    return xml[:end] + xml[close:]


def far_outside(sheet: str, row: int, column: int) -> Refused:
    """The refusal of a sheet that has a cell far outside any form."""
    found = f'Sheet "{sheet}" has something in {address(row, column)}, far outside the form'
    return Refused("too large", found, "Delete what is there, or copy the answers into a new form")


class _Reader:
    """The rows of one worksheet. places: those of all cells, if they are out of order."""

    def __init__(self, name: str, texts: Texts, styles: Styles, places: set[tuple[int, int]] | None) -> None:
        self._name, self._texts, self._styles, self._places = name, texts, styles, places
        self._rows: dict[int, list[Value]] = {}
        self._formulas: set[tuple[int, int]] = set()
        self._row = 0
        self._merged: set[str] = set()

    def read(self, parts: Container, part: str) -> Sheet:
        """Raises Refused."""
        data = None
        for root in parts.growing(part, _without_tail):
            data = data if data is not None else self._data(root)
            if data is not None:
                self._take_rows(data)
            for child in root:
                if child is not data and len(child):
                    self._merged.update(merged.get("ref", "") for merged in child.findall(self._tags.merged))
                    child.clear()
        if data is None:
            self._refuse("has no cells")
        self._take_rows(data, is_complete=True)
        if sum(child.tag == data.tag for child in root) > 1:
            self._refuse("has its cells in two places")
        rows: list[list[Value]] = []
        for number in sorted(self._rows):
            while len(rows) < number - 1:
                rows.append([])
            rows.append(self._rows[number])
        if self._merged:
            self._hide(rows)
        return Sheet(self._name, rows, formulas=self._formulas)

    def _hide(self, rows: list[list[Value]]) -> None:
        """Blanks all merged cells but the first: values hidden behind it are not answers."""
        areas = [_AREA.fullmatch(merged) for merged in self._merged]
        left = MOST_ROWS * MOST_COLUMNS
        for area in filter(None, areas):
            top, bottom, first, last = int(area[2]), int(area[4]), _column(area[1]), _column(area[3])
            shown = Sheet("", rows).value(top, first)
            for cells in rows[top - 1 : bottom]:
                left -= len(cells[first - 1 : last])
                for place, value in enumerate(cells[first - 1 : last], first - 1):
                    if value not in (None, shown):
                        cells[place] = HIDDEN
            if left < 0:
                self._refuse("has merged cells that overlap")

    def _data(self, root: Element) -> Element | None:
        """The element that holds the rows; None if it has not been read yet."""
        space, _, local = root.tag.rpartition("}")
        if local != "worksheet" or space not in _SPACES:
            self._refuse("is no worksheet")
        self._tags = _Tags(*(f"{space}}}{of_type}" for of_type in ("row", "c", "v", "f", "is", "mergeCell")))
        return root.find(f"{space}}}sheetData")

    def _take_rows(self, data: Element, *, is_complete: bool = False) -> None:
        """Takes the rows out of the data, except the last, which may not be complete yet."""
        rows = list(data)
        if not is_complete and rows and len(rows.pop()) > EXCELS_COLUMNS:
            self._refuse(f"has more than {EXCELS_COLUMNS:,} columns")
        tags = self._tags
        for row in rows:
            if row.tag == tags.row:
                self._take_cells(row, tags, self._number_of(row.get("r")))
            elif row.tag == _CHOICE:
                self._refuse("has cells that each program chooses differently")
        del data[: len(rows)]

    def _number_of(self, written: str | None) -> int:
        """The row's number; if it is not written, one more than the row before."""
        if written is not None and not _ROW.fullmatch(written):
            self._refuse(f'has a row with the number "{written[:20]}"')
        number = int(written) if written else self._row + 1
        if number > EXCELS_ROWS:
            self._refuse(f"has more than {EXCELS_ROWS:,} rows")
        if number <= self._row and self._places is None:
            raise _Disordered
        self._row = number
        return number

    def _take_cells(self, row: Element, tags: _Tags, number: int) -> None:  # noqa: C901, PLR0912 - the innermost loop
        cells = self._rows.get(number, [])
        tag, value_tag, places, texts = tags.cell, tags.value, self._places, self._texts
        before = start = number << _ROW_SHIFT
        end = start + (1 << _ROW_SHIFT)
        most = MOST_COLUMNS if number <= MOST_ROWS else 0
        for cell in row:
            if cell.tag != tag:
                self._check_other(cell, tags)
                continue
            written = cell.get("r")
            place = before + 1 if written is None else _PLACES[written]
            if written is not None and not start < place < end:
                self._refuse(f'has a cell with the address "{written[:20]}" in row {number}')
            if places is not None:
                self._note((number, place - start), places)
            elif place <= before:
                raise _Disordered
            before = place
            size = len(cell)
            if not size:  # has nothing but a style
                continue
            of_type = cell.get("t") if size == 1 and cell[0].tag == value_tag else ""
            if of_type == "s":  # nearly all
                value = texts[cell[0].text]
            elif of_type is None:
                value = self._number(cell.get("s"), cell[0].text or "", is_formula=False)
            else:
                value = self._value(cell, tags, place - start)
            if value is None:
                continue
            if len(cells) == place - start - 1 < most:
                cells.append(value)
            else:
                self._store(cells, number, place - start, value)
        if cells:
            self._rows[number] = cells

    def _check_other(self, element: Element, tags: _Tags) -> None:
        if element.tag == _CHOICE:
            self._refuse("has cells that each program chooses differently")
        if element.tag in (tags.row, tags.value):
            self._refuse("has a row within another, or a value in no cell")

    def _note(self, place: tuple[int, int], places: set[tuple[int, int]]) -> None:
        if place in places:
            self._refuse(f"has two cells with the same address ({address(*place)})")
        places.add(place)

    def _store(self, cells: list[Value], row: int, column: int, value: Value) -> None:
        if row > MOST_ROWS or column > MOST_COLUMNS:
            raise far_outside(self._name, row, column)
        gap = column - len(cells) - 1
        if gap > 0:
            cells.extend([None] * gap)
        if gap >= 0:
            cells.append(value)
        else:
            cells[column - 1] = value

    def _value(self, cell: Element, tags: _Tags, column: int) -> Value:
        """The cell's value; None if it is blank."""
        value = inline = None
        is_formula = False
        for child in cell:
            tag = child.tag
            if tag == tags.value:
                if value is not None:
                    self._refuse(f"has two values in one cell (row {self._row})")
                value = child.text or ""
            elif tag == tags.formula:
                is_formula = True
                self._formulas.add((self._row, column))
            elif tag == tags.inline:
                inline = child
        of_type = cell.get("t", "n")
        if inline is not None:
            return seen_text(text_of(inline)) if of_type == "inlineStr" and not value else CellError(ODD)
        if value is None:
            return CellError("") if is_formula else None
        if of_type == "n":
            return self._number(cell.get("s"), value, is_formula=is_formula)
        if of_type == "s":
            return self._texts[value]
        return READERS[of_type](value) if of_type in READERS else CellError(ODD)

    def _number(self, style: str | None, text: str, *, is_formula: bool) -> Value:
        number = number_of(text)
        if number is None:
            if not text or text.isspace():
                return CellError("") if is_formula else None
            return no_number(text)
        try:
            look = self._styles[style]
        except LookupError:
            return CellError("a number whose format is not in the file")
        if look is None and not is_formula:
            return number
        meaning, is_struck = (look.of(number), look.is_struck) if look else ("", False)
        since = self._styles.since_1904
        return shown(number, meaning, is_formula=is_formula, since_1904=since, is_struck=is_struck)

    def _refuse(self, what: str) -> NoReturn:
        found = f'The file is damaged: sheet "{self._name}" {what}'
        raise Refused("damaged", found, "Open it in Excel, save it again, and check that everything is there")
