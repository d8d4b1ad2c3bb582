"""Totals of the parts that a sentence lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from xlcsp.audit.checks import FAIL, OK, UNVERIFIABLE
from xlcsp.audit.claim import Judged, is_right_or_slip, of_pairs
from xlcsp.audit.finding import as_text
from xlcsp.claims.prose import Quantity, Reading
from xlcsp.claims.prose.tokens import NUMBER

MADE_UP = re.compile(
    r"\b(?:compris(?:e[ds]?|ing)|made up of|consist(?:s|ed|ing) of|split (?:as|into))\b", re.IGNORECASE
)
_NET = re.compile(r"\b(?:combined|cumulative|total|overall|net|aggregate) [a-z]+ of $", re.IGNORECASE)
_IN_ALL = re.compile(r" (?:more|fewer|less) (?:in all|in total|altogether|overall|together|combined)\b", re.IGNORECASE)
ONE = r"£?\d(?:[\d,]*\d)?(?:\.\d+)?"
IN_PART = re.compile(
    r"\b(?:includ\w+|of (?:which|these|whom)|such as|mainly|mostly|among\w*|notably|especially|about|around|over|so far"
    r"|to date|(?<!half-)year|annual|tak(?:es|ing)|remain\w*|target|forecast|average[ds]?|per)\b",
    re.IGNORECASE,
)
WORDS_OF_A_PART = 7
COLOURED = re.compile(r"\bgreen\b.*\bamber\b.*\bred\b|\bred\b.*\bamber\b.*\bgreen\b", re.IGNORECASE)
REST = re.compile(
    rf"\b(?:the|and) (?:other|remaining|rest|remainder)\b|\band {ONE} (?:were )?(?:of|for|on) other [a-z]+(?=[.,;)]|$)",
    re.IGNORECASE,
)
IN_AND_OUT = re.compile(
    r"\b(?:opened|received|new|joined|started|added|taken on|admitted)\b.*\b(?:closed|completed|left|discharged|ended"
    r"|resolved)\b.*\b(?:leaving|leaves|so that|ended with|to stand at)\b",
    re.IGNORECASE,
)
OVERLAPS = re.compile(
    r"\b(?:also|fe?male|wom[ae]n|m[ae]n|aged|under|over|repeat|child\w*|both|some|at least|more than|less than)\b",
    re.IGNORECASE,
)
DONE = re.compile(
    r"\b(?:[a-z]+ed|was|were|had|got|gave|took|went|led|found|held|made|did)\b", re.IGNORECASE
)  # one may do two of these
EITHER = r"(?: were| are| was)? (wom[ae]n|m[ae]n|females?|males?|adults?|children|boys?|girls?)\b"
_EITHER_OR = re.compile(rf"(?:\({ONE})?{EITHER},? (?:and|plus) {ONE}{EITHER}[).]*", re.IGNORECASE)
_PERHAPS = "the parts named need not be all, or may overlap"
LEAST_LEVELS, PART_OFF, _LARGE = 3, 8, 100
_NAME = r"(?:(?:[A-Za-z][A-Za-z'&-]*[,:]?|Q[1-4]:?) ){0,4}"
_UNITS = r"(?: [a-z-]+){1,3}"
_BRACKET = re.compile(
    rf"\({ONE}(?:, {ONE})*,? and {ONE}(?: respectively)?\)|\({ONE}{_UNITS}(?:, {ONE}{_UNITS})*,? and {ONE}{_UNITS}\)"
    rf"|, {ONE}(?:, {ONE})*,? and {ONE} respectively|\({_NAME}{ONE}(?:[;,](?: and)? {_NAME}{ONE})+\)"
)
_COMES_TO = re.compile(
    r" (?:give|make|total|add up to|come to)s?(?: a total of)? £?| (?:gave|made|totalled|came to)(?: a total of)? £?"
)
AS_FAR = 4  # a total off its parts by over a quarter is of something else


def totals_of_parts(readings: Sequence[Reading], at: int) -> Iterator[Judged]:
    """The total that a sentence gives of its parts. readings: the paragraph's sentences, of which ``at`` is the one."""
    yield from _in_brackets(readings[at])
    yield from _net(readings[at])
    yield from _made_up(readings, at)


def _in_brackets(reading: Reading) -> Iterator[Judged]:
    """``saw 10 offences between them (5, 3 and 2)``."""
    said = _BRACKET.search(reading.text)
    if said is None:
        return
    parts = [one for one in reading.levels if said.start() < one.start < said.end()]
    most = max((one.value for one in parts), default=Fraction(0))
    before = [one for one in reading.levels if one.end <= said.start() and one.value > most]
    after = [one for one in reading.levels if _COMES_TO.fullmatch(reading.text[said.end() : one.start])]
    if after and not before and len(parts) > 2 and not (reading.pairs or reading.wholes):  # noqa: PLR2004
        yield from filter(is_right_or_slip, summed(after[0], parts))
    if not before or len(reading.text[before[-1].end : said.start()].split()) > WORDS_OF_A_PART:
        return
    total = sum((one.value for one in parts), Fraction(0))
    is_told = any(";" in reading.text[one.end : other.start] for one, other in pairwise(parts)) or len(parts) > 2  # noqa: PLR2004
    is_of_others = "Q" in said[0] and re.search(r"\bQ[1-4]\b", reading.text[: said.start()])
    if reading.pairs or reading.wholes or is_of_others or not (is_told or " and " in said[0]):
        return
    room = before[-1].value / (AS_FAR if " and " in said[0] else PART_OFF)
    if abs(total - before[-1].value) <= room or is_transposed(total, before[-1]):
        is_bare = re.search("[a-z]", said[0].replace("and", "").replace("respectively", "")) is None
        over = total - before[-1].value
        is_sure = is_bare or is_sure_of(reading.text[: said.start()], said[0], before[-1], over)
        yield from summed(before[-1], parts, is_sure=is_sure)


def _net(reading: Reading) -> Iterator[Judged]:
    """``a net rise of 101, made up of 140 more and 39 fewer``, ``down in Q1 (-12) and Q2 (-8), a total fall of 20``."""
    text, changes = reading.text, [one for one in reading.changes if one.kind == NUMBER and one.direction]
    is_net = len(changes) == 1 and (_NET.search(text[: changes[0].start]) or _IN_ALL.match(text[changes[0].end :]))
    if len(reading.pairs) > 1 and is_net:
        yield from filter(is_right_or_slip, [of_pairs(changes[0], reading.pairs)])
    said = MADE_UP.search(text)
    wholes = [one for one in changes if (one.end <= said.start() if said else _NET.search(text[: one.start]))]
    parts = [one for one in changes if one not in wholes and (one.start > said.end() if said else True)]
    if reading.pairs or (said and reading.levels) or len(wholes) != 1 or len(parts) < 2:  # noqa: PLR2004
        return
    (whole,) = wholes
    if not said and (len(parts) < len(reading.quantities) - 1 or parts[-1].start > whole.start):
        return
    total = sum((one.direction * abs(one.value) for one in parts), Fraction(0))
    is_right = total == whole.direction * abs(whole.value)
    words = f"{' and '.join(f'{one.direction * int(abs(one.value)):+}' for one in parts)} is {as_text(total)}"
    judged = Judged(whole, "SUM", OK if is_right else FAIL, as_text(abs(total)), words, tuple(parts))
    if said or is_right_or_slip(judged):
        yield judged


def _made_up(readings: Sequence[Reading], at: int) -> Iterator[Judged]:
    """``1,408 fires … This total comprised 629 primary fires, 690 secondary fires and 88 chimney fires``."""
    reading = readings[at]
    said = MADE_UP.search(reading.text)
    if said is None or reading.pairs or reading.changes or IN_PART.match(reading.text[said.end() :].lstrip()):
        return
    parts = [one for one in reading.levels if one.start > said.end()]
    own = [one for one in reading.levels if one.end <= said.start()]
    above = readings[at - 1] if at and not own else None
    totals = own or ([pair.current for pair in above.pairs] or list(above.levels) if above is not None else [])
    if len(totals) == 1:
        yield from summed(totals[0], parts)


def is_sure_of(before: str, rest: str, whole: Quantity, over: Fraction) -> bool:
    """Whether named parts that come to more (``over``) or less than the whole can neither overlap nor be a choice."""
    is_apart = not OVERLAPS.search(rest) or _EITHER_OR.fullmatch(rest)
    is_over = over > 0 and is_apart and not DONE.search(rest)
    is_all = re.search(r"\ball\b", before, re.IGNORECASE) is not None
    return is_all or is_over or is_transposed(over + whole.value, whole)


def is_transposed(total: Fraction, whole: Quantity) -> bool:
    """Whether a total of three or more digits has two digits transposed; a different digit may be a part left out."""
    return whole.value >= _LARGE and sorted(as_text(total)) == sorted(as_text(whole.value))


def without_their_number(parts: Sequence[Quantity], total: Fraction) -> Sequence[Quantity]:
    """The parts of ``across the three wards there were 84, 112 and 97``, of which the first is no part."""
    if len(parts) < LEAST_LEVELS or not parts[0].text.isalpha():
        return parts
    is_how_many = parts[0].value == len(parts) - 1 or sum(one.value for one in parts[1:]) == total
    return parts[1:] if is_how_many else parts


def is_a_list(text: str, parts: Sequence[Quantity]) -> bool:
    """Whether only commas, semicolons, "and" and a few words separate the parts."""
    return all(
        re.search(r"[,;]|\b(?:and|or)\b", gap) and "." not in gap and len(gap.split()) <= WORDS_OF_A_PART
        for one, other in pairwise(parts)
        for gap in [text[one.end : other.start]]
    )


def summed(whole: Quantity, parts: Sequence[Quantity], *, is_sure: bool = True) -> Iterator[Judged]:
    """Checks a total against the sum of two or more parts, all exact. is_sure: whether the parts must be complete."""
    if len(parts) < 2 or any(one.hedge or one.decimals for one in (whole, *parts)):  # noqa: PLR2004
        return
    total = sum((one.value for one in parts), Fraction(0))
    words = f"{' + '.join(one.text for one in parts)} is {as_text(total)}"
    status = OK if total == whole.value else FAIL if is_sure else UNVERIFIABLE
    why = f"{_PERHAPS}: {words}" if status == UNVERIFIABLE else words
    yield Judged(whole, "SUM", status, as_text(total), why, tuple(parts))
