"""What a person entered in a cell of a form: read as the number that was meant, or refused with advice."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from xlcsp.domain.figures import LARGEST
from xlcsp.domain.numbers import POUND, as_read, in_full
from xlcsp.domain.periods import parse_day
from xlcsp.files.cells import Calculated, CellError, Percent, Struck, Unseen, Value, plain, visible

_SPACES = " \u00a0\u2007\u2009\u202f"  # that programs and people put into numbers
_TYPED = re.compile(rf"(\d{{1,3}}(?:[,{_SPACES}]\d{{3}})+|\d+)(\.\d+)?", re.ASCII)
_PERCENT = re.compile(rf"(\d+(?:\.\d+)?)[{_SPACES}]*%?", re.ASCII)
_WHOLE_PERCENT = 100
_DIGITS = 15  # of a number typed as text
_ZERO_BY_FORMULA = (
    "formula",
    "A formula gives 0, as it does for a blank cell",
    "Enter the figure itself; leave the cell blank if there is none",
)
_SERIALS = range(36526, 73051)  # Excel's serial numbers for 2000 to 2099, for a cell that has lost its format
_QUOTED = 60  # characters of a cell quoted in a message


@dataclass(frozen=True, slots=True)
class Reading:
    """The reading of a cell: its number, or what is wrong; ``query`` if it was understood but is worth a question."""

    value: Fraction | None = None
    code: str = ""
    found: str = ""
    do: str = ""
    query: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether the cell has something that is not an answer."""
        return bool(self.code)


BLANK = Reading()


def quoted(value: Value) -> str:
    """The cell's content as a message quotes it."""
    text = visible(plain(value))
    return f'"{text[:_QUOTED]}…"' if len(text) > _QUOTED else f'"{text}"'


def read_number(value: Value, *, whole: bool = True, in_pounds: bool = False) -> Reading:
    """A count (or, with ``whole=False``, any number of 0 or more).

    "1,291" as text is understood, with a query, and so is "£41,250" in_pounds; "approx 300", a date, an error and a
    negative number are refused.
    """
    if type(value) is float and value.is_integer() and 0 <= value <= LARGEST:  # nearly all
        return Reading(Fraction(int(value)))
    unlike = _no_number(value)
    if unlike is not None:
        return unlike
    text, query = visible(plain(value)), ""
    if isinstance(value, str):
        typed = _TYPED.fullmatch(text.removeprefix(POUND).lstrip() if in_pounds else text)
        if typed is None or len(typed[0]) > _DIGITS:
            return _refused(value, whole=whole)
        number, decimals = re.sub(r"\D", "", typed[1]), typed[2] or ""
        text, query = number + decimals, f"{_is_text(value)}; it was read as {int(number):,}{decimals}"
    if isinstance(value, Calculated):
        query = f"The figure is worked out by a formula; it was read as {text}"
    figure = as_read(float(value)) if isinstance(value, float) else Fraction(text)
    wrong = _wrong_count(value, figure, whole=whole)
    return Reading(code=wrong[0], found=wrong[1], do=wrong[2]) if wrong else Reading(figure, query=query)


def _wrong_count(value: Value, figure: Fraction, *, whole: bool) -> tuple[str, str, str] | None:
    """Why a number is not a count: code, what was found, what to do."""
    text = plain(value)
    if isinstance(value, Percent):
        return "percentage", f"The cell shows a percentage ({_percent(value)})", "Enter the number itself, without %"
    if isinstance(value, Calculated) and not figure:
        return _ZERO_BY_FORMULA
    if figure < 0:
        return "negative", f"{text} is negative", "Enter 0 or more"
    if whole and figure.denominator != 1:
        return "decimals", f"{text} is not a whole number", "Enter the whole number of events or people"
    if figure > LARGEST:
        return "out of range", f"{text} is above {LARGEST:,}", "Enter the count itself"
    return None


def _percent(value: Percent) -> str:
    return f"{in_full(as_read(value) * _WHOLE_PERCENT)}%"


def read_percentage(value: Value) -> Reading:
    """A percentage typed as 0 to 100, read as a proportion. "69%" is understood; 0.69 is read as 0.69% and queried."""
    unlike = _no_number(value)
    if unlike is not None:
        return unlike
    text = visible(plain(value))
    query = ""
    if isinstance(value, Calculated) and not value:
        return Reading(None, *_ZERO_BY_FORMULA)
    if isinstance(value, str):
        match = _PERCENT.fullmatch(text)
        if match is None or len(text) > _DIGITS:
            do = _WITHOUT_FIGURE if _NO_FIGURE.fullmatch(text.lower()) else "Enter 69 for 69%"
            return Reading(code="not a number", found=f"{quoted(value)} is not a percentage", do=do)
        query = f"{_is_text(value)}; it was read as {match[1]}%"
        typed = Fraction(match[1])
    else:
        typed = as_read(float(value)) if isinstance(value, float) else Fraction(text)
        if isinstance(value, Percent):
            typed *= _WHOLE_PERCENT
            query = f"The cell shows a percentage; it was read as {_percent(value)}"
        elif isinstance(value, Calculated):
            query = f"The figure is worked out by a formula; it was read as {text}%"
        elif 0 < typed < 1:
            query = f"{text} was read as {text}%; a percentage is typed as 0 to 100"
    if not 0 <= typed <= _WHOLE_PERCENT:
        do = "Enter a percentage of 0 to 100"
        return Reading(code="out of range", found=f"{text} is not between 0 and 100", do=do)
    return Reading(typed / _WHOLE_PERCENT, query=query)


def read_word(value: Value, allowed: tuple[str, ...]) -> tuple[str, str]:
    """One of the allowed words whatever its capitals, and what is wrong otherwise."""
    if value is None or value in allowed:
        return str(value or ""), ""
    text = " ".join(visible(plain(value)).split())
    if isinstance(value, CellError):
        return "", f"The cell holds {value}"
    choice = next((word for word in allowed if word.lower() == text.lower()), "")
    return choice, "" if choice or not text else f"{quoted(value)} is not one of the choices"


def read_day(value: Value) -> tuple[date | None, str]:
    """A date, and what is wrong otherwise. Text is read with the day first, or as year-month-day."""
    if isinstance(value, datetime):
        return value.date(), ""
    if isinstance(value, date) or value is None:
        return value, ""
    if type(value) is float and value in _SERIALS:
        return date(1899, 12, 30) + timedelta(days=int(value)), ""
    if isinstance(value, CellError):
        return None, f"The cell holds {value}"
    parsed = parse_day(visible(plain(value)))
    return parsed, "" if parsed else f"{quoted(value)} is not a date"


def _is_text(value: str) -> str:
    """The beginning of a query on a number typed as text."""
    hidden = " with invisible characters" if visible(value).strip() != value.strip() else ""
    return f"{quoted(value)} is text{hidden}"


def _no_number(value: Value) -> Reading | None:
    """What a cell without a number reads as: blank, or what it is instead; None where it has one."""
    if value is None or (isinstance(value, str) and not visible(value).strip()):
        return BLANK
    wrong = None
    if isinstance(value, CellError):
        do = "Enter the number itself, not a formula" if value.code[:1] in ("", "#") else "Enter the number again"
        wrong = "error cell", f"The cell holds {value}", do
    elif isinstance(value, bool):
        wrong = "not a number", f"{value} is not a number", "Enter the number"
    elif isinstance(value, Struck):
        number = _percent(value) if isinstance(value, Percent) else plain(value)
        do = "Enter the figure that holds, or leave the cell blank and choose why in column {reason}"
        wrong = "struck", f"The number {number} is struck through", do
    elif isinstance(value, Unseen):
        do = "Format the cell as Number and enter the figure again, or leave it blank and choose why in column {reason}"
        wrong = "unseen", f"The cell holds {plain(value)}, but shows none: its format hides the number", do
    elif isinstance(value, float) and not math.isfinite(value):
        wrong = "out of range", "The cell holds no finite number", "Enter the number itself"
    elif isinstance(value, date | time | timedelta):
        wrong = "date", f"The cell holds a date or time ({plain(value)})", "Enter the number again"
    return Reading(None, *wrong) if wrong else None


_NO_FIGURE = re.compile(
    r"[-–—.*?x]+|\[[a-z]\]|(?:n/?[ak]|none|nil|no (?:figures?|data|return)|tb[acd]|pending|awaiting|unknown|see"
    r"|not (?:available|known|recorded|collected))\b\D*"
)
"""Words and marks for no figure, with a remark that holds no number: ``N/A - see note``, ``[x]``."""
_WITHOUT_FIGURE = (
    "If there is no figure, leave the cell blank and choose why in column {reason}; enter 0 if there were none"
)


def _refused(value: Value, *, whole: bool) -> Reading:
    kind = "a whole number" if whole else "a number"
    do = f"Enter the {'count' if whole else 'number'} only; put remarks in the commentary (column {{commentary}})"
    if _NO_FIGURE.fullmatch(plain(value).lower()):
        do = _WITHOUT_FIGURE
    elif re.fullmatch(r"\d+\s*(?:of|/|out of)\s*\d+", plain(value).lower()):
        do = 'Enter the first number in "Figure" and the second in "Out of"'
    elif POUND in plain(value):
        do = f"Enter the number alone, without {POUND}; the row says what is counted"
    return Reading(code="not a number", found=f"{quoted(value)} is not {kind}", do=do)
