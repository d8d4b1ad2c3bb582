"""Which words of a sentence go with which of its numbers, and of what time, and of whom, each figure is.

A sentence is cut between its numbers, so that "14 in 2016/17, whereas there had been 28 in 2015/16" gives two figures
with a year each, in whatever words they are told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from xlcsp.claims.prose.quantities import BASE, LONE_BASE, Quantity
from xlcsp.claims.prose.spans import LAST_YEAR

_BREAKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"[;.]|\s[-–—]\s",
        r"\b(?:whereas|while|whilst|but|although|though|compared|comparing|against|versus|vs|than|from|when)\b",
        r"[,:](?!\d)|\b(?:and|to|with|which|where|of which|so)\b|(?=\()",
    )
)  # where the words of one number end and those of the next begin, the surest first
_EARLIER = re.compile(
    rf"{LAST_YEAR.pattern}|\b(?:last|previous(?:ly)?|prior|preceding|earlier|before|ago|former(?:ly)?|corresponding"
    r"|originally|initially|baseline|pre-[a-z]+|what (?:it|they) w(?:as|ere))\b"
    r"|\bsame (?:time|period|quarter|months?|point|stage)\b|\bat the (?:start|beginning|outset)\b",
    re.IGNORECASE,
)
_HAD = re.compile(r"\bhad (?:been|stood|numbered|recorded|had|seen|taken|received)\b", re.IGNORECASE)
_NOW = re.compile(
    r"\b(?:this|now|current(?:ly)?|latest|today|to date|so far|most recent|since then|by its close)\b"
    r"|\bat the (?:end|close)\b",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\b(?:from|than|against|versus|vs|compar\w+ (?:with|to)|beside|on)(?: (?:the|a|an|its|our|their|total|of|some|just"
    r"|figure|last|year's|previous))* ?[£(]?$",
    re.IGNORECASE,
)
_TO = re.compile(r"\b(?:to|at|now)(?: (?:just|only|some|about|around))? ?£?$", re.IGNORECASE)
_THAN = re.compile(r"\b(?:than|on|since|from)\b", re.IGNORECASE)
_JOINS = re.compile(r"[,;]|\b(?:and|but|while|whilst|whereas)\b", re.IGNORECASE)
_WHICH_IS = re.compile(r",? ?which (?:is|was|stands at|stood at) £?")
_PHRASE = re.compile(r"[^,;.(]*")
_YEAR, _FIRST_YEAR = re.compile(r"\b((?:19[89]|20[0-4])\d)\b"), 1900
_QUARTER = re.compile(r"\bQ(?:uarter )?\s?([1-4])\b", re.IGNORECASE)
_ORDINALS = ("first", "second", "third", "fourth", "one", "two", "three", "four")
_ORDINAL = re.compile(
    r"\b(?:in|of|for|during) (?:the|its|their|our) (first|second|third|fourth)\b"
    r"|\b(?:year|wave|round|tranche|phase) (one|two|three|four)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:target\w*|ceiling|threshold|limit|average|mean|median|national\w*|nationwide|england|wales|region\w*|force"
    r"|county|elsewhere|similar|family|neighbouring|nearest neighbours|peers?|plan(?:ned)?|scheduled|budget\w*"
    r"|forecast|projected|predicted|expected|intended|permitted|allowed|hoped|sought|anticipated|aim(?:s|ed)?|goal|ambition|trajectory"
    r"|commitment|standard|comparators?|profile|baseline|range)\b|\b(?:stay|keep|remain|be) (?:within|below|under) $",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Phrased:
    """A number with the words that go with it.

    before, after: these words, up to the number and behind it. year, quarter: where they name one; the first, second or
    third of several years is 1, 2 or 3. age: how surely it is of an earlier time; below 0, of now. is_other: whether it
    is a target, an average, or another area's.
    """

    one: Quantity
    before: str
    after: str
    year: int = 0
    quarter: int = 0
    age: int = 0
    is_other: bool = False

    @property
    def words(self) -> str:
        """Its words, with a mark for the number."""
        return f"{self.before}#{self.after}"


def segments(text: str, numbers: Sequence[Quantity]) -> list[Phrased]:
    """Each number of a sentence with its words."""
    cuts = [0]
    for one, other in pairwise(numbers):
        gap = text[one.end : other.start]
        breaks = (found.start() for each in _BREAKS if (found := each.search(gap)) is not None)
        cuts.append(one.end + next(breaks, len(gap)))
    cuts.append(len(text))
    made: list[Phrased] = []
    for one, (cut, end) in zip(numbers, pairwise(cuts), strict=False):
        start = cut
        is_aside = text[: one.start].endswith("(") and text.startswith((")", "%)"), one.end)
        if made and _WHICH_IS.fullmatch(text[cut : one.start]):
            start = made[-1].one.end
        elif is_aside and made:  # (62.9): what stands before the bracket says of what it is
            last = made[-1].one.end
            start = last + max((found.end() for found in _JOINS.finditer(text[last : one.start])), default=0)
        made.append(_told(one, text[start : one.start], text[one.end : end], text))
    return made


def _told(one: Quantity, before: str, after: str, text: str) -> Phrased:
    words = f"{before}#{after}"
    years, quarters, place = _YEAR.findall(words), _QUARTER.findall(words), _ORDINAL.search(words)
    year = int(years[-1]) if years else _ORDINALS.index((place[1] or place[2]).lower()) % 4 + 1 if place else 0
    quarter = int(quarters[-1]) if quarters else 0
    is_other = _OTHER.search(before + (phrase[0] if (phrase := _PHRASE.match(after)) else "")) is not None
    return Phrased(one, before, after, year, quarter, _age(one, words, text[: one.start]), is_other)


def _age(one: Quantity, words: str, before: str) -> int:
    age = 2 if _EARLIER.search(words) else 1 if _HAD.search(words) else 0
    is_aside = before.endswith("(") and _THAN.search(words.partition("#")[0]) is not None
    age += is_aside or _FROM.search(before) is not None or one.role in (BASE, LONE_BASE)
    return age or (-2 if _NOW.search(words) else -1 if _TO.search(before) else 0)


def in_order(one: Phrased, other: Phrased) -> tuple[Phrased, Phrased] | None:
    """The later and the earlier of two figures, or the figure and its target; None where their words do not tell."""
    if one.year != other.year and one.year and other.year and (one.year < _FIRST_YEAR) == (other.year < _FIRST_YEAR):
        return (one, other) if one.year > other.year else (other, one)
    if one.quarter != other.quarter and one.quarter and other.quarter and (one.age > 0) == (other.age > 0):
        return (one, other) if one.quarter > other.quarter else (other, one)
    if one.age != other.age and (max(one.age, other.age) > 0 or one.year or other.year):
        return (one, other) if one.age < other.age else (other, one)
    if one.is_other != other.is_other:
        return (other, one) if one.is_other else (one, other)
    return None


def between(text: str, claim: Quantity, figures: Sequence[Quantity]) -> str:
    """The words between a claim and the figures; none where it stands among them."""
    first, last = min(one.start for one in figures), max(one.end for one in figures)
    return text[last : claim.start] if claim.start > last else text[claim.end : first]
