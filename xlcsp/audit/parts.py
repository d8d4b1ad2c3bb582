"""Totals of parts that a sentence lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from xlcsp.audit.checks import FAIL, OK
from xlcsp.audit.claim import Judged
from xlcsp.audit.finding import as_text
from xlcsp.claims.prose import Quantity, Reading

_MADE_UP = re.compile(
    r"\b(?:compris(?:e[ds]?|ing)|made up of|consist(?:s|ed|ing) of|split (?:as|into))\b", re.IGNORECASE
)
_ONE = r"[\d,]+(?:\.\d+)?"
_LIST = re.compile(
    rf"(?:(?<![\d.,]){_ONE}(?:, {_ONE})*,? and {_ONE}(?: [a-z]+){{0,3}}?(?: respectively)?"
    rf"|\({_ONE}\)(?:(?:,|,? and) [A-Za-z]+(?: [A-Za-z]+){{0,3}} \({_ONE}\))+)"
    rf",? (?:or |making |giving |a total of )?{_ONE} (?:[a-z]+ )?(?:in total|in all|altogether)\b"
)
_IN_PART = re.compile(
    r"\b(?:includ\w+|of (?:which|these|whom)|such as|mainly|mostly|among\w*|notably|especially|about|around|over|so far"
    r"|to date|(?<!half-)year|annual|bring\w*|tak(?:es|ing)|remain\w*|target|forecast|average[ds]?|per)\b",
    re.IGNORECASE,
)
_TOTAL_FIRST = re.compile(
    rf"\b(?:total(?:led|ling)?(?: of)?|in (?:total|all)) (?P<total>{_ONE})\b[^:]*: "
    rf"|(?<![\d.,])(?P<whole>{_ONE})(?: [a-z-]+){{1,5}} in the"
    r" (?:half[- ]year|first half|second half|quarter|six months)[^:\d]*: ",
    re.IGNORECASE,
)
_TOTAL_LAST = re.compile(
    rf"\b(?:giving|making|meaning|a|the)\b[^\d:;]{{0,25}}?\b(?:total|sum|position|tally|figure)\b[^\d,;:]{{0,20}}?"
    rf"\b(?:of|to|was|is) (?P<total>{_ONE})\b",
    re.IGNORECASE,
)
_WORDS_OF_A_PART = 7
_AS_FAR, _LEFT_OUT = 4, 16  # a total off its parts by more than a quarter is of something else; a part may be left out
_TAIL = re.compile(
    r"(?: [a-z-]+){0,2}(?: (?:for|in|of|from|at|by|to|under) (?!.*\b(?:were|was|are|is|had|have)\b)[^,;.]{1,40})?\.?"
)


def totals_of_parts(readings: Sequence[Reading], at: int) -> Iterator[Judged]:
    """The total that a sentence gives of its parts. readings: the paragraph's sentences, of which ``at`` is the one."""
    yield from _made_up(readings, at)
    yield from _listed(readings[at])
    yield from _headed(readings[at])


def _made_up(readings: Sequence[Reading], at: int) -> Iterator[Judged]:
    """``1,408 fires … This total comprised 629 primary fires, 690 secondary fires and 88 chimney fires``."""
    reading = readings[at]
    said = _MADE_UP.search(reading.text)
    if said is None or reading.pairs or reading.changes:
        return
    parts = [one for one in reading.levels if one.start > said.end()]
    own = [one for one in reading.levels if one.end <= said.start()]
    above = readings[at - 1] if at and not own else None
    totals = own or ([pair.current for pair in above.pairs] or list(above.levels) if above is not None else [])
    if len(totals) == 1:
        yield from _summed(totals[0], parts)


def _listed(reading: Reading) -> Iterator[Judged]:
    """``31, 28 and 35 offences respectively, 94 in total``."""
    said = _LIST.search(reading.text)
    if said is None or reading.pairs or reading.wholes:
        return
    numbers = [one for one in reading.levels if said.start() <= one.start < said.end()]
    yield from _summed(numbers[-1], numbers[:-1]) if numbers else ()


def _headed(reading: Reading) -> Iterator[Judged]:
    """``A total of 192: 140 for litter and 52 for fouling``, ``12 in May and 15 in June, a total of 27``."""
    text = reading.text
    said = _TOTAL_FIRST.search(text) or _TOTAL_LAST.search(text)
    is_told = reading.pairs or reading.changes or reading.wholes or _LIST.search(text) or _MADE_UP.search(text)
    at = max(said.start(name) for name in said.re.groupindex) if said is not None else -1
    whole = next((one for one in reading.levels if one.start == at), None)
    if said is None or is_told or whole is None:
        return
    is_first = said.re is _TOTAL_FIRST
    start = said.end() if is_first else text.rfind(":", 0, whole.start) + 1  # There were 25: 11 here, 14 there, a total
    end = len(text) if is_first else whole.start
    parts = [one for one in reading.levels if start <= one.start < end]
    if not parts or _IN_PART.search(text[start:end]) or not _is_a_list(text, parts):
        return
    if is_first and (len(parts) != len(reading.levels) - 1 or _TAIL.fullmatch(text[parts[-1].end :]) is None):
        return
    over = sum(one.value for one in parts) - whole.value
    if -whole.value / (_LEFT_OUT if is_first else _AS_FAR) <= over <= whole.value / _AS_FAR:
        yield from _summed(whole, parts)


def _is_a_list(text: str, parts: Sequence[Quantity]) -> bool:
    """Whether only commas, semicolons, "and" and a few words of each part stand between the parts."""
    return all(
        re.search(r"[,;]|\band\b", gap) and "." not in gap and len(gap.split()) <= _WORDS_OF_A_PART
        for one, other in pairwise(parts)
        for gap in [text[one.end : other.start]]
    )


def _summed(whole: Quantity, parts: Sequence[Quantity]) -> Iterator[Judged]:
    """The total against the sum of two parts or more, where all are exact."""
    if len(parts) < 2 or any(one.hedge or one.decimals for one in (whole, *parts)):  # noqa: PLR2004
        return
    total = sum((one.value for one in parts), Fraction(0))
    words = f"{' + '.join(one.text for one in parts)} is {as_text(total)}"
    yield Judged(whole, "SUM", OK if total == whole.value else FAIL, as_text(total), words, tuple(parts))
