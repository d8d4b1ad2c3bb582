"""The cells of a workbook with their addresses, each with the value that it shows.

An error (``#DIV/0!``) or a formula without a stored value does not count as blank: each is a CellError.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from xlcsp.errors import Problem

_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a\u202c\u202d\u2060-\u2064\u2066\u2068\u2069\ufeff]")
_NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
LONGEST_TEXT = 32_767  # UTF-16 units in a cell, by Excel's own limit
CUT = " … [cut: longer than a cell can hold]"
_LONGEST_FOOTER = 90  # characters; Excel takes 255 with the other parts, doubled "&" and two-unit letters
_PICTURES, _DELETE = 0x2400, 0x7F  # Unicode's pictures of control characters: ESC is ␛
_ESCAPED = re.compile("(?=_x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell whose value is an error (``#DIV/0!``) or a formula that was never calculated (``code`` empty)."""

    code: str

    def __str__(self) -> str:
        return self.code or "a formula without a calculated value"


class Percent(float):
    """A number that its cell shows as a percentage: if somebody types 69%, the cell holds 0.69 and shows 69%."""

    __slots__ = ()


class Calculated(float):
    """A number that its cell's formula gave when the workbook was last calculated."""

    __slots__ = ()


class CalculatedPercent(Percent, Calculated):
    """A percentage that a formula gave."""

    __slots__ = ()


class Struck(float):
    """A number that is struck through: in a form, whoever struck it took it back."""

    __slots__ = ()


class StruckPercent(Percent, Struck):
    """A percentage that is struck through."""

    __slots__ = ()


class Unseen(float):
    """A number that its cell's format does not show: whoever looks at the cell sees a blank one, or ``n/a``."""

    __slots__ = ()


Value = str | float | int | bool | date | datetime | time | timedelta | CellError | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A text box or picture on a sheet, at the cell under its corner. text: empty for a picture or chart."""

    row: int
    column: int
    text: str

    @property
    def cell(self) -> str:
        """The cell's address."""
        return address(self.row, self.column)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's cells. Rows and columns count from 1, as in addresses. Blank is None; rows end with their last cell.

    fault: why its cells could not be read, if they could not. notes: what people attached to cells, by address. drawn:
    text boxes and pictures. formulas: the cells with a formula, each a row and a column.
    """

    name: str
    rows: list[list[Value]]
    fault: Problem | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    drawn: tuple[Drawn, ...] = ()
    formulas: AbstractSet[tuple[int, int]] = frozenset()

    def value(self, row: int, column: int) -> Value:
        """The cell's value; None if it is blank or beyond the sheet's end."""
        if row > len(self.rows) or column > len(cells := self.rows[row - 1]):
            return None
        cell = cells[column - 1]
        return None if cell == "" or (isinstance(cell, str) and cell.isspace()) else cell

    def text(self, row: int, column: int) -> str:
        """The cell as text without surrounding spaces and control characters; empty if it is blank."""
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


def visible(text: str) -> str:
    """The text without invisible characters, such as U+200B, which web pages and e-mails put beside numbers."""
    return text if text.isascii() else _INVISIBLE.sub("", text).strip()


def legible(text: str) -> str:
    """The text with a symbol for each control character, which XML cannot hold and a terminal would obey.

    Line breaks stay.
    """
    return text if text.isprintable() else _NO_TEXT.sub(_symbol, text)


def _symbol(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(_PICTURES + code) if code < ord(" ") else "\u2421" if code == _DELETE else "\ufffd"


def escaped(text: str) -> str:
    """The text escaped for a workbook's XML, where ``_x001B_`` would be read as a control character."""
    return _ESCAPED.sub("_x005F", text) if "_x" in text else text


def cut_to_cell(text: str) -> str:
    """The text, cut to what a cell can hold; a cut text says so."""
    if len(text) * 2 <= LONGEST_TEXT or len(units := text.encode("utf-16-le", errors="replace")) <= LONGEST_TEXT * 2:
        return text
    return units[: (LONGEST_TEXT - len(CUT)) * 2].decode("utf-16-le", errors="ignore") + CUT


def footer(text: str) -> str:
    """The text for a page's header or footer: on one line, each ``&`` doubled, cut with … if it is too long."""
    line = " ".join(text.split())
    short = line if len(line) <= _LONGEST_FOOTER else f"{line[: _LONGEST_FOOTER - 1]}…"
    return short.replace("&", "&&")


def page_marking(marking: str) -> str:
    """The protective marking as the middle of a page's header."""
    return f"&C&B{footer(marking)}" if marking else ""


@functools.lru_cache(maxsize=4096)
def address(row: int, column: int) -> str:
    """``address(14, 4)`` is ``D14``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
