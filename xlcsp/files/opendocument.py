"""An .ods package: its sheets, in one pass over its content. Formulas are never evaluated."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from xlcsp.files.cells import CellError, Sheet, Unseen, Value, address
from xlcsp.files.container import ENCRYPTED, ONE_NAME, Container, Refused, new_parser
from xlcsp.files.formats import NONE, PERCENT, PLAIN, shown
from xlcsp.files.kinds import OPEN_DOCUMENT
from xlcsp.files.sheet import MOST_COLUMNS, MOST_ROWS, far_outside
from xlcsp.files.table import is_blank
from xlcsp.files.written import HIDDEN, ODD, RAISED, date_of, no_number, number_of, truth_of

_MANIFEST = "META-INF/manifest.xml"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_NUMBER = "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0 "
_CALCEXT = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_NOTE, _LINK = f"{_OFFICE}annotation", f"{_TABLE}dde-link"
_OF_OTHERS = "'file:"  # how tables are called in which Calc keeps what cells of other workbooks hold
_RAISED, _STRUCK = "raised", "struck"  # stand for spans that look so
_WITHIN_TEXT = {f"{_TEXT}span", f"{_TEXT}a", f"{_TEXT}ruby-base", _RAISED}
_ERROR = re.compile(r"#[A-Z][A-Z0-9_/]*[!?]|#N/A|Err:\d+|#DIV/0!")
_TIME = re.compile(r"(-)?P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?", re.ASCII)
_HIGH = re.compile(r"super|0*[1-9]")  # positions of text above the line: by name, or in per cent
_LONGEST_REPEAT = 7  # digits of a number of repeated cells or blanks
_FARTHEST = 2**21  # rows: no program has more, however often blanks repeat
Attributes = dict[str, str]


class OpenDocument:
    """The sheets of an .ods workbook by name."""

    def __init__(self, parts: Container) -> None:
        """Raises Refused where it is encrypted or not safe; zip's and expat's errors where it is damaged."""
        if _MANIFEST in parts and b"encryption-data" in parts.read(_MANIFEST):
            raise Refused(*ENCRYPTED)
        reader = _Reader()
        if "styles.xml" in parts:
            reader.read(parts, "styles.xml")
        reader.read(parts, OPEN_DOCUMENT)
        self._sheets = reader.sheets

    @property
    def names(self) -> tuple[str, ...]:
        """The sheets' names, in order."""
        return tuple(self._sheets)

    def sheet(self, name: str) -> Sheet:
        """The sheet. Raises Refused where it cannot be read safely."""
        loaded = self._sheets[name]
        if loaded.refused is not None:
            raise loaded.refused
        return Sheet(name, loaded.rows, notes=loaded.notes, formulas=loaded.formulas)


@dataclass(slots=True)
class _Rows:
    """A sheet that is being read: its rows as far as they hold something, or why it is refused."""

    rows: list[list[Value]] = field(default_factory=list)
    refused: Refused | None = None
    defaults: list[tuple[int, str]] = field(default_factory=list)  # the last column of each run, and its style
    notes: dict[str, str] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)


class _Reader:
    """Hears of each element once, and counts rows and columns as they repeat."""

    def __init__(self) -> None:
        self.sheets: dict[str, _Rows] = {}
        self._sheet: _Rows | None = None
        self._name = ""
        self._tables = self._row = self._column = self._rows = self._columns = 0
        self._row_style = ""
        self._is_linked = False  # within what is kept of a DDE link
        self._cell: Attributes | None = None
        self._is_covered = False  # by merged cells, of which the first is seen
        self._lines: list[str] = []
        self._note: list[str] = []  # the lines of the note on the cell
        self._path: list[str] = []  # the elements within the cell that are open
        self._styles: dict[str, tuple[str, str]] = {}  # a cell style's parent and its data style
        self._percent: set[str] = set()  # data styles that show percentages
        self._style_name = ""  # of the style that is being read
        self._looks: dict[str, str] = {}  # styles that strike their text through, or do not, or raise it

    def read(self, parts: Container, part: str) -> None:
        """Raises Refused for a document type, ExpatError where the part is damaged."""
        self._parser = new_parser()
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end
        parts.parse(part, self._parser)

    def _start(self, name: str, attributes: Attributes) -> None:
        if self._cell is not None:
            self._start_within(name, attributes)
        elif name in _CELLS:
            self._column += self._columns
            self._columns = _repeats(attributes, "columns")
            if self._tables == 1:
                self._cell, self._is_covered = attributes, name == _CELLS[1]
        elif name == f"{_TABLE}table-row":
            self._row = min(self._row + self._rows, _FARTHEST)
            self._rows, self._column, self._columns = _repeats(attributes, "rows"), 1, 0
            self._row_style = attributes.get(f"{_TABLE}default-cell-style-name", "")
        elif name == f"{_TABLE}table":
            self._tables += 1
            self._start_table(attributes.get(f"{_TABLE}name", ""))
        elif name == f"{_TABLE}table-column" and self._sheet is not None:
            last = self._sheet.defaults[-1][0] if self._sheet.defaults else 0
            style = attributes.get(f"{_TABLE}default-cell-style-name", "")
            self._sheet.defaults.append((last + _repeats(attributes, "columns"), style))
        elif name == _LINK:
            self._is_linked = True
        else:
            self._start_style(name, attributes)

    def _start_style(self, name: str, attributes: Attributes) -> None:
        if name == f"{_STYLE}style":
            of = (attributes.get(f"{_STYLE}{what}-style-name", "") for what in ("parent", "data"))
            self._style_name = attributes.get(f"{_STYLE}name", "")
            self._styles[self._style_name] = (next(of), next(of))
        elif name == f"{_STYLE}text-properties" and (look := _look(attributes)):
            self._looks.setdefault(self._style_name, look)
        elif name == f"{_NUMBER}percentage-style":
            self._percent.add(attributes.get(f"{_STYLE}name", ""))

    def _start_table(self, name: str) -> None:
        if self._is_linked or name.lower().startswith(_OF_OTHERS):
            return
        if name in self.sheets or self._tables > 1:
            raise Refused(*ONE_NAME)
        self._name, self._row, self._rows = name, 1, 0
        self._sheet = self.sheets[name] = _Rows()

    def _start_within(self, name: str, attributes: Attributes) -> None:
        """An element within a cell: of its own paragraphs, or its note's, but not of drawings that stand on it."""
        if name == f"{_TEXT}span":
            name = self._looks.get(attributes.get(f"{_TEXT}style-name", "")) or name
        hears = self._hearer()
        self._path.append(name)
        if name == f"{_TEXT}p" and (hearer := self._hearer()) is not None:
            (self._lines if hearer == self._characters else self._note).append("")
        elif hears is not None and name == f"{_TEXT}s":
            count = attributes.get(f"{_TEXT}c", "1")
            hears(" " * (int(count) if count.isdecimal() and len(count) <= _LONGEST_REPEAT // 2 else 1))
        elif hears is not None and name in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            hears("\t" if name.endswith("tab") else "\n")
        self._parser.CharacterDataHandler = self._hearer()

    def _hearer(self) -> Callable[[str], None] | None:
        """What takes the text that stands directly in the open elements."""
        is_note = self._path[:1] == [_NOTE]
        paragraph, *within = self._path[is_note:] or [""]
        if paragraph != f"{_TEXT}p" or not _WITHIN_TEXT.issuperset(within):
            return None
        return self._annotation if is_note else self._characters

    def _characters(self, text: str) -> None:
        self._lines[-1] += text.translate(RAISED) if _RAISED in self._path else text

    def _annotation(self, text: str) -> None:
        self._note[-1] += text

    def _end(self, name: str) -> None:
        if self._path:
            self._path.pop()
            self._parser.CharacterDataHandler = self._hearer()
        elif name in _CELLS and self._cell is not None:
            if self._note and self._sheet is not None:
                self._sheet.notes[address(self._row, self._column)] = "\n".join(self._note)
            self._take(self._cell, "\n".join(self._lines))
            self._cell = None
            self._lines.clear()
            self._note.clear()
        elif name == f"{_TABLE}table":
            self._tables -= 1
            self._sheet = None
        elif name == _LINK:
            self._is_linked = False

    def _take(self, cell: Attributes, text: str) -> None:
        sheet = self._sheet
        if sheet is None or sheet.refused is not None:
            return
        value = self._value(cell, text)
        if is_blank(value):
            return
        if self._is_covered:
            value = HIDDEN
        last_row, last_column = self._row + self._rows - 1, self._column + self._columns - 1
        if last_row > MOST_ROWS or last_column > MOST_COLUMNS:
            row, column = min(last_row, MOST_ROWS + 1), min(last_column, MOST_COLUMNS + 1)
            sheet.refused = far_outside(self._name, max(self._row, row), max(self._column, column))
            return
        if f"{_TABLE}formula" in cell:
            sheet.formulas.add((self._row, self._column))
        sheet.rows.extend([] for _ in range(last_row - len(sheet.rows)))
        for cells in sheet.rows[self._row - 1 : last_row]:
            cells.extend([None] * (self._column - 1 - len(cells)))
            cells.extend([value] * self._columns)

    def _value(self, cell: Attributes, text: str) -> Value:
        of_type, has_formula = cell.get(f"{_OFFICE}value-type", ""), f"{_TABLE}formula" in cell
        shows_error = has_formula and _ERROR.fullmatch(text.strip())
        if cell.get(f"{_CALCEXT}value-type") == "error" or shows_error:
            return CellError(text.strip() or "#ERROR!")
        if not of_type:
            return CellError("") if has_formula and not text else text
        if of_type == "string":
            return text or cell.get(f"{_OFFICE}string-value")
        if of_type in ("float", "percentage", "currency"):
            number = self._number(cell, of_type, has_formula=has_formula)
            is_seen = not text or any(map(str.isdigit, text)) or text.strip().lower() in NONE
            return number if is_seen or not isinstance(number, float) else Unseen(number)
        read = _READERS.get(of_type)
        return read(cell.get(f"{_OFFICE}{of_type}-value", "")) if read else CellError(ODD)

    def _number(self, cell: Attributes, of_type: str, *, has_formula: bool) -> Value:
        written = cell.get(f"{_OFFICE}value", "")
        number = number_of(written)
        if number is None:
            return no_number(written)
        is_percent = of_type == "percentage" or (of_type == "float" and self._is_percent(self._style(cell)))
        is_struck = self._is_struck(self._style(cell))
        return shown(number, PERCENT if is_percent else PLAIN, is_formula=has_formula, is_struck=is_struck)

    def _style(self, cell: Attributes) -> str:
        """The cell's style, else its row's, else its column's."""
        own = cell.get(f"{_TABLE}style-name") or self._row_style
        columns = self._sheet.defaults if self._sheet else []
        return own or next((style for last, style in columns if self._column <= last), "")

    def _is_struck(self, style: str) -> bool:
        if not self._looks:
            return False
        for _ in range(len(self._styles)):
            if style in self._looks or style not in self._styles:
                break
            style, _ = self._styles[style]
        return self._looks.get(style) == _STRUCK

    def _is_percent(self, style: str) -> bool:
        for _ in range(len(self._styles)):
            parent, data = self._styles.get(style, ("", ""))
            if data or not parent:
                return data in self._percent
            style = parent
        return False


def _look(attributes: Attributes) -> str:
    """What a style makes of its text: struck, raised, or plain again; empty where it leaves that to its parent."""
    line = attributes.get(f"{_STYLE}text-line-through-style") or attributes.get(f"{_STYLE}text-line-through-type")
    if line not in (None, "none"):
        return _STRUCK
    if _HIGH.match(attributes.get(f"{_STYLE}text-position", "")):
        return _RAISED
    return f"{_TEXT}span" if line else ""


def _repeats(attributes: Attributes, what: str) -> int:
    text = attributes.get(f"{_TABLE}number-{what}-repeated", "1")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_REPEAT else 10**_LONGEST_REPEAT


def _time_of(written: str) -> Value:
    match = _TIME.fullmatch(written.strip())
    if match is None:
        return CellError(f'"{written.strip()[:20]}" where the file says there is a time')
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    try:
        return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return CellError("a time of many thousands of years")


_READERS = {"date": date_of, "boolean": truth_of, "time": _time_of}
