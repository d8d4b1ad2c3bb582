"""Values as the XML of cells."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from xml.sax.saxutils import escape

from xlcsp.files.cells import CellError, cut_to_cell

Value = str | int | float | Decimal | Fraction | date | datetime | bool | CellError | None

_UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # text that Excel would read as a coded character
_LARGEST_WHOLE = 2**53
_FIRST_DAY, _FIRST_DAY_1904 = date(1899, 12, 30), date(1904, 1, 1)
_FIRST_SURE_DAY = date(1900, 3, 1)  # before this day Excel counts a 29 February 1900 that never existed


def number(value: float | Decimal | Fraction) -> str:
    """A number as a cell stores it: the shortest decimal. Raises ValueError for NaN and infinity: missing is None."""
    if isinstance(value, int) and abs(value) < _LARGEST_WHOLE:
        return str(value)
    figure = float(value)
    if not math.isfinite(figure):
        raise ValueError(f"{value} is not a figure; a missing one is None")
    return str(int(figure)) if figure.is_integer() and abs(figure) < _LARGEST_WHOLE else repr(figure)


def serial(value: date, *, since_1904: bool) -> str:
    """A date (or date and time) as the number of days that a cell stores; empty if it is before Excel's first day."""
    first = _FIRST_DAY_1904 if since_1904 else _FIRST_DAY
    day = value.date() if isinstance(value, datetime) else value
    if day < (_FIRST_DAY_1904 if since_1904 else _FIRST_SURE_DAY):
        return ""
    days: int | float = (day - first).days
    if isinstance(value, datetime) and (value.hour or value.minute or value.second):
        days += (value.hour * 3600 + value.minute * 60 + value.second) / 86_400
    return number(days)


def text(value: str) -> str:
    """A text as a cell stores it, escaped for XML.

    Control characters, which no cell can show, are left out; line ends are line feeds. A text too long for a cell is
    cut, and says so.
    """
    shown = _UNSHOWN.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return escape(_CODE.sub("_x005F_", cut_to_cell(shown)))


def content(value: Value, prefix: str, *, since_1904: bool) -> tuple[str, str]:
    """The cell's type and inner XML; both empty for None and for an empty text.

    Strings are stored in the cell itself.
    """
    if value is None or value == "":
        return "", ""
    if isinstance(value, date):
        days = serial(value, since_1904=since_1904)
        value = value.isoformat() if not days else Decimal(days)
    if isinstance(value, str):
        inner = f'<{prefix}is><{prefix}t xml:space="preserve">{text(value)}</{prefix}t></{prefix}is>'
        return "inlineStr", inner
    kind, shown = cached(value, since_1904=since_1904)
    return kind, f"<{prefix}v>{shown}</{prefix}v>"


def cached(value: Value, *, since_1904: bool) -> tuple[str, str]:
    """The type and the stored value of a formula cell; a blank result is an empty text, never 0."""
    if value is None:
        return "str", ""
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, CellError):
        return ("e", escape(value.code)) if value.code else ("str", "")
    if isinstance(value, date):
        days = serial(value, since_1904=since_1904)
        return ("", days) if days else ("str", value.isoformat())
    if isinstance(value, str):
        return "str", text(value)
    return "", number(value)
