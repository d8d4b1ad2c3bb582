"""Reads a cell of a printed table as a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

_SAME = str.maketrans({"–": "-", "—": "-", "−": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " "})
_NUMBER = re.compile(
    r"(?P<arrow>[▲▼△▽↑↓⬆⬇]?)\s*(?:(?P<way>up|down|increased?|decreased?|rise|fall|rose|fell|reduced|reduction)\s(?:by\s|of\s)?)?"
    r"(?P<open>\()?\s*(?P<sign>[+-])?\s*[£€]?\s*(?P<sign2>[+-])?"
    r"(?P<digits>\d{1,3}(?:[, ]\d{3})+|\d+)(?P<part>\.\d+)?"
    r"\s*(?P<unit>%|per ?cent|percentage points?|ppts?|pp|pts?|points?|k|m)?\s*(?P<close>\))?"
    r"\s*(?:\[[a-z0-9 ]+\]|[*†‡#]+|\((?:p|r|e|b)\))*\s*(?P<arrow2>[▲▼△▽↑↓⬆⬇]?)"
    r"(?:\s(?P<moved>more|fewer|less|higher|lower|increase|decrease|reduction|rise|fall|up|down|above|below))?",
    re.IGNORECASE,
)
_LONGEST = 40  # characters
ARROWS = {"▲": 1, "△": 1, "↑": 1, "⬆": 1, "▼": -1, "▽": -1, "↓": -1, "⬇": -1}
_MORE = frozenset(("up", "increase", "increased", "rise", "rose", "more", "higher", "above"))
_WORDS = {"up": 1, "increase": 1, "increased": 1, "rise": 1, "down": -1, "decrease": -1, "decreased": -1, "fall": -1}


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number. value: 38.6 for 38.6%. signed: whether a sign or an arrow gives its direction."""

    value: Fraction
    decimals: int
    text: str
    is_percentage: bool = False
    signed: bool = False

    @property
    def slack(self) -> Fraction:
        """Half a unit of the last printed place; 0 for a whole number."""
        return Fraction(1, 2 * 10**self.decimals) if self.decimals or self.is_percentage else Fraction(0)


def number_of(text: str) -> Number | None:
    """The number of a cell that holds nothing else; None for words, dates, blanks and several numbers."""
    plain = text.translate(_SAME).strip()
    found = _NUMBER.fullmatch(plain)
    if found is None or bool(found["open"]) != bool(found["close"]) or len(plain) > _LONGEST:
        return None
    digits = re.sub(r"[, ]", "", found["digits"]) + (found["part"] or "")
    scale = {"k": 1_000, "m": 1_000_000}.get((found["unit"] or "").lower(), 1)
    arrow = ARROWS.get(found["arrow"] or found["arrow2"] or "", 0) or _way(found["way"] or found["moved"] or "")
    sign = -1 if "-" in (found["sign"], found["sign2"]) or (arrow < 0 and not found["sign"]) else 1
    decimals = len(found["part"] or ".") - 1
    is_percentage = (found["unit"] or "").lower() in ("%", "percent", "per cent")
    is_signed = bool(found["sign"] or found["sign2"] or arrow)
    return Number(sign * Fraction(digits) * scale, decimals if scale == 1 else 0, plain, is_percentage, is_signed)


def _way(word: str) -> int:
    return 0 if not word else 1 if word.lower() in _MORE else -1


_TWO = re.compile(
    r"(?P<first>[^()]*\d[^()]*?)\s*\((?P<second>[^()]*\d[^()]*)\)|(?P<one>[^/]*\d[^/]*?)\s*/\s*(?P<other>[^/]*%)\s*"
)
_PART_OF = re.compile(r"(?P<part>\d{1,3}(?:,\d{3})+|\d+)\s*(?:/|(?:out )?of)\s*(?P<whole>\d{1,3}(?:,\d{3})+|\d+)")


def two_numbers_of(text: str) -> tuple[str, str] | None:
    """The two numbers of ``+50 (31.3%)`` or ``-12 / -4%``, each as printed; None for other cells."""
    found = _TWO.fullmatch(text.translate(_SAME).strip())
    pair = (found["first"] or found["one"], found["second"] or found["other"]) if found is not None else ("", "")
    return pair if all(number_of(one) is not None for one in pair) else None


def part_and_whole_of(text: str) -> tuple[str, str] | None:
    """The two numbers of ``18/24`` or ``18 of 24``, the first not the larger; None for other cells."""
    found = _PART_OF.fullmatch(text.strip())
    part, whole = (found["part"], found["whole"]) if found is not None else ("0", "-1")
    return (part, whole) if int(part.replace(",", "")) <= int(whole.replace(",", "")) else None


def direction_of(text: str) -> int:
    """1 or -1 for an arrow (whatever words follow), or for a word of direction alone in its cell; otherwise 0."""
    arrow, _, _ = text.strip().partition(" ")
    return ARROWS.get(arrow[:1], 0) if len(arrow) <= 2 else _WORDS.get(text.strip().lower(), 0)  # noqa: PLR2004 - with its variant mark
