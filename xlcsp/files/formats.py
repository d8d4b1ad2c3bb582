r"""How a number format shows a number: as a percentage, a date, or the number itself.

Only a percent sign that is neither quoted nor escaped multiplies by 100; ``0"%"`` and ``0\%`` show the number itself.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from xlcsp.files.cells import Calculated, CalculatedPercent, Percent, Struck, StruckPercent, Unseen, Value

PERCENT, DATE, ELAPSED, PLAIN, UNSEEN = "percent", "date", "elapsed", "", "unseen"

BUILT_IN = {  # the built-in formats, including the East Asian ones (27 to 36, 50 to 58)
    **dict.fromkeys((9, 10), PERCENT),
    **dict.fromkeys((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)), DATE),
    46: ELAPSED,
}
_LITERAL = re.compile(r'"[^"]*(?:"|$)|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*(?:\]|$)', re.IGNORECASE | re.DOTALL)
_QUOTED = re.compile(r'"[^"]*(?:"|$)|\\.|_.|\*.|\[[^\]]*(?:\]|$)|(;)', re.DOTALL)
_DIGITS = re.compile(r"[0#?@]|general|standard", re.IGNORECASE)
_BESIDE = re.compile(r'_.|\*.|\[[^\]]*\]|["\\ ]', re.DOTALL)  # of a section without digits: not its words
NONE = frozenset(("-", "–", "—", "nil", "none", "zero"))
"""What is shown in place of a 0 and says as much."""
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\]")
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DATE = re.compile(r"[dmyhs]", re.IGNORECASE)
_GENERAL = re.compile(r"general|standard", re.IGNORECASE)
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b, "<>": lambda a, b: a != b,
}  # fmt: skip
_SIGNED = 3  # sections: of positive numbers, negative ones, and zero
_LATEST = 2_958_466  # the serial number after 31 December 9999
_FEBRUARY_1900 = 60  # the serial number of 29 February 1900, which never existed
_YEARS_1904 = 1462  # days between the starts of the two calendars
_SECONDS = 86_400
_DAY_0 = datetime(1899, 12, 30)  # noqa: DTZ001 - cells have no zone


@dataclass(frozen=True, slots=True)
class _Section:
    meaning: str
    compare: str
    bound: float
    hides_zero: bool


class Format:
    """A number format: one meaning, or one for each section where its sections differ.

    is_struck: whether its font strikes the number through.
    """

    __slots__ = ("_sections", "is_struck", "meaning")

    def __init__(self, code: str, *, is_struck: bool = False) -> None:
        self.is_struck = is_struck
        texts = _split(code)
        sections = [_section(text, is_only=len(texts) == 1) for text in texts[:_SIGNED]]
        meanings = {section.meaning for section in sections}
        hides_zero = any(section.hides_zero for section in sections)
        self.meaning = sections[0].meaning if len(meanings) == 1 and not hides_zero else None
        self._sections = sections

    def of(self, value: float) -> str:
        """The meaning for that number."""
        if self.meaning is not None:
            return self.meaning
        *before, last = self._sections
        for place, limit in enumerate(before):
            default = (">" if len(before) > 1 else ">=", "<")[place]
            if _COMPARE[limit.compare or default](value, limit.bound):
                last = limit
                break
        return UNSEEN if last.hides_zero and not value else last.meaning


@functools.lru_cache(maxsize=1024)
def format_of(code: str, *, is_struck: bool = False) -> Format:
    """The format that the code describes."""
    return Format(code, is_struck=is_struck)


def _split(code: str) -> list[str]:
    """The format's sections: a semicolon that is quoted or escaped does not separate them."""
    ends = [match.start() for match in _QUOTED.finditer(code) if match[1]]
    starts = [0, *(end + 1 for end in ends)]
    return [code[start:end] for start, end in zip(starts, [*ends, len(code)], strict=True)]


def _section(text: str, *, is_only: bool) -> _Section:
    condition = _CONDITION.search(text)
    plain = _LITERAL.sub("", text)
    bare = _GENERAL.sub("", plain)
    digits = "".join(_DIGITS.findall(plain))
    if not digits and not _DATE.search(bare) and not (is_only and not text.strip()):
        meaning = PLAIN if _BESIDE.sub("", text).lower() in NONE else UNSEEN
    elif "%" in bare:
        meaning = PERCENT
    elif _ELAPSED.search(bare):
        meaning = ELAPSED
    else:
        meaning = DATE if _DATE.search(bare) else PLAIN
    is_hidden = bool(digits) and not digits.strip("#")  # of 0, # shows nothing
    compare, bound = (condition[1], float(condition[2])) if condition else ("", 0.0)
    return _Section(meaning, compare, bound, is_hidden)


def shown(value: float, meaning: str, *, is_formula: bool, since_1904: bool = False, is_struck: bool = False) -> Value:
    """The number as the cell means it: a percentage, a date, a time, or itself."""
    if meaning == UNSEEN:
        return Unseen(value)
    if is_struck and meaning in (PERCENT, PLAIN):
        return StruckPercent(value) if meaning == PERCENT else Struck(value)
    if meaning == PERCENT:
        return CalculatedPercent(value) if is_formula else Percent(value)
    if meaning in (DATE, ELAPSED) and 0 <= value < _LATEST - (since_1904 and _YEARS_1904):
        return timedelta(days=value) if meaning == ELAPSED else _moment(value, since_1904=since_1904)
    return Calculated(value) if is_formula else value


def _moment(value: float, *, since_1904: bool) -> date | datetime | time:
    """A serial number as a date, a date with its time, or a time of day."""
    days, part = divmod(value, 1)
    clock = timedelta(seconds=round(part * _SECONDS, 3))
    if not days and clock < timedelta(days=1):
        return (_DAY_0 + clock).time()
    first = _DAY_0 + timedelta(days=_YEARS_1904 if since_1904 else value < _FEBRUARY_1900)
    moment = first + timedelta(days=days) + clock
    return moment if clock and clock < timedelta(days=1) else moment.date()
