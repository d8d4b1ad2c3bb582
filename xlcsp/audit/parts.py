"""Totals of the parts that a sentence lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from xlcsp.audit.checks import FAIL, OK, UNVERIFIABLE
from xlcsp.audit.claim import Judged, is_right_or_slip, of_pairs
from xlcsp.audit.finding import as_text
from xlcsp.claims.agreement import is_slip
from xlcsp.claims.lexer import NUMBER_WORDS
from xlcsp.claims.prose import Quantity, Reading
from xlcsp.claims.prose.tokens import NUMBER

MADE_UP = re.compile(
    r"\b(?:compris(?:e[ds]?|ing)|made up of|consist(?:s|ed|ing) of|split (?:as|into))\b", re.IGNORECASE
)
_NET = re.compile(r"\b(?:combined|cumulative|total|overall|net|aggregate) [a-z]+ of $", re.IGNORECASE)
ONE = r"£?\d(?:[\d,]*\d)?(?:\.\d+)?"
IN_PART = re.compile(
    r"\b(?:includ\w+|of (?:which|these|whom)|such as|mainly|mostly|among\w*|notably|especially|about|around|over|so far"
    r"|to date|(?<!half-)year|annual|tak(?:es|ing)|remain\w*|target|forecast|average[ds]?|per)\b",
    re.IGNORECASE,
)
WORDS_OF_A_PART = 7
_OF_ALL = re.compile(
    rf"(?:of|out of|among) (?:the |these |those |all |our |a total of )*(?P<whole>{ONE})\b"
    r"(?:[^\d,:;]{0,60}(?P<colon>:)|[^\d:;]{0,60})",
    re.IGNORECASE,
)
COLOURED = re.compile(r"\bgreen\b.*\bamber\b.*\bred\b|\bred\b.*\bamber\b.*\bgreen\b", re.IGNORECASE)
REST = re.compile(
    rf"\b(?:the|and) (?:other|remaining|rest|remainder)\b|\band {ONE} (?:were )?(?:of|for|on) other [a-z]+(?=[.,;)]|$)",
    re.IGNORECASE,
)
OVERLAPS = re.compile(
    r"\b(?:also|fe?male|wom[ae]n|m[ae]n|aged|under|over|repeat|child\w*|both|some|at least|more than|less than)\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:[a-z]+ed|was|were|had|got|gave|took|went|led|found|held|made|did)\b", re.IGNORECASE
)  # one may do two of these
_OF_WHICH = re.compile(rf"(?P<whole>{ONE})(?: [^\d:;]{{0,60}}?)?, of (?:which|whom|these) ", re.IGNORECASE)
_OPPOSITES = re.compile(
    r"on track\b.*\bbehind|achieved\b.*\b(?:not|missed|failed)|\bmet\b.*\b(?:not|missed)|passed\b.*\b(?:failed|sold)"
    r"|\bfell\b.*\brose|\brose\b.*\bfell|\bincreased\b.*\bdecreased|\bdecreased\b.*\bincreased|\bimproved\b.*\bworsened"
    r"|accepted\b.*\b(?:declined|refused|rejected)|\bopen\b.*\bclosed|closed\b.*\bopen|upheld\b.*\bnot upheld"
    r"|completed?\b.*\b(?:incomplete|not|outstanding|overdue)|on target\b.*\boff target",
    re.IGNORECASE,
)
_IN_A_STATE = re.compile(
    r"(?: \(\d+%\))?(?: (?:were|are|was|is|ha[ds]|have|been|still|yet|being|remain(?:ed|s)?|now|rated|as|at|on|off"
    r"|within|outside|in|not|to|be))* (?:completed?|progress|started|begun|delayed|overdue|behind(?: schedule)?|track"
    r"|target|tolerance|red|amber|green|met|missed|achieved|closed|open|upheld|rejected|paused|cancelled|failed|passed)"
    r"(?=[.,;]| and \w)",
    re.IGNORECASE,
)
_EITHER = r"(?: were| are| was)? (wom[ae]n|m[ae]n|females?|males?|adults?|children|boys?|girls?)\b"
_EITHER_OR = re.compile(rf"(?:\({ONE})?{_EITHER},? (?:and|plus) {ONE}{_EITHER}[).]*", re.IGNORECASE)
_ONE_OR_OTHER = re.compile(rf"{_EITHER}[^.;]* {ONE}{_EITHER}", re.IGNORECASE)  # nobody is both
_PERHAPS = "the parts named need not be all, or may overlap"
LEAST_LEVELS, _PART_OFF, _LARGE = 3, 8, 100
_NAME = r"(?:(?:[A-Za-z][A-Za-z'&-]*[,:]?|Q[1-4]:?) ){0,4}"
_UNITS = r"(?: [a-z-]+){1,3}"
_BRACKET = re.compile(
    rf"\({ONE}(?:, {ONE})*,? and {ONE}(?: respectively)?\)|\({ONE}{_UNITS}(?:, {ONE}{_UNITS})*,? and {ONE}{_UNITS}\)"
    rf"|, {ONE}(?:, {ONE})*,? and {ONE} respectively|\({_NAME}{ONE}(?:[;,](?: and)? {_NAME}{ONE})+\)"
)
_DID_NOT = re.compile(r" (?:did|had|were|was|have|has|do|are|is)(?: not|n't)(?: [a-z]+)?\.?")
_REMAINS = re.compile(
    rf"\bthe (?:remaining|other) (?:{ONE}|{'|'.join(NUMBER_WORDS)})\b"
    rf"|\b(?:leav(?:es|ing)(?: a (?:balance|surplus|remainder|total) of)?) {ONE}\b"
    rf"|\bwith {ONE} (?:still )?(?:outstanding|remaining|left|to go|incomplete)(?=[.,;)]|$)",
    re.IGNORECASE,
)
AS_FAR = 4  # a total off its parts by over a quarter is of something else


def totals_of_parts(readings: Sequence[Reading], at: int) -> Iterator[Judged]:
    """The total that a sentence gives of its parts. readings: the paragraph's sentences, of which ``at`` is the one."""
    yield from _divided(readings[at])
    yield from _in_brackets(readings[at])
    yield from _opposites(readings[at])
    yield from _by_one_verb(readings[at])
    yield from _net(readings[at])
    yield from _made_up(readings, at)


def _divided(reading: Reading) -> Iterator[Judged]:
    """``Of the 48 indicators, 34 are Green, 8 Amber and 6 Red``, ``Of 47: 29, 11 and 9``.

    Parts may be missing, or overlap: they are wrong only where the words rule that out, or two digits are transposed.
    Near misses cannot be checked.
    """
    said = _OF_ALL.match(reading.text) or _OF_WHICH.search(reading.text)
    levels = [one for one in reading.levels if ";" not in reading.text[: one.start]]
    if said is None or reading.pairs or reading.changes or len(levels) < LEAST_LEVELS:
        return
    whole, *parts = levels
    text = reading.text[: parts[-1].end]
    if whole.start != said.start("whole") or not is_a_list(text, parts) or " and " not in text[parts[-2].end :]:
        return
    total = sum((one.value for one in parts), Fraction(0))
    rest = reading.text[parts[0].end :]
    is_of_all = said.re is _OF_ALL
    is_closed = (is_of_all and said["colon"]) or COLOURED.search(rest) or REST.search(rest)
    is_closed = is_closed or (total > whole.value and _OPPOSITES.search(rest))
    is_closed = is_closed or _are_named(reading.text[whole.end : parts[0].start], reading.text, parts)
    is_slip = is_transposed(total, whole) and not OVERLAPS.search(rest)
    is_slip = is_slip or (total > whole.value and _ONE_OR_OTHER.match(rest) is not None)
    if total == whole.value or (is_closed and not IN_PART.search(REST.sub("", reading.text))) or is_slip:
        yield from summed(whole, parts)
    elif abs(total - whole.value) <= max(Fraction(1), whole.value / _PART_OFF):
        yield from summed(whole, parts, is_sure=False)


def _are_named(name: str, text: str, parts: Sequence[Quantity]) -> bool:
    """``Of the 260 killed or seriously injured, 22 were killed and 238 seriously injured``: each part once."""
    ends = [*(one.start for one in parts[1:]), len(text)]
    tails = [re.findall("[a-z]{4,}", text[one.end : end]) for one, end in zip(parts, ends, strict=True)]
    named = [set(re.findall("[a-z]{4,}", side)) for side in re.split(r"\b(?:or|and)\b|,", name) if side.strip()]
    return len(named) == len(parts) and all(side & {*tail} for side, tail in zip(named, tails, strict=True))


def _opposites(reading: Reading) -> Iterator[Judged]:
    """``8 of the 11 priorities are on track and three are behind``: together no more than the whole."""
    is_rest = _REMAINS.search(reading.text) is not None
    is_told = is_rest or _OPPOSITES.search(reading.text) or COLOURED.search(reading.text)
    if reading.wholes and is_told and len(reading.levels) > LEAST_LEVELS:
        yield from _by_status(reading)
    if is_rest and reading.wholes and [reading.wholes[0].part, reading.wholes[0].whole] == [*reading.levels[-2:]]:
        *parts, whole = reading.levels  # 19 rose, five fell and the remaining eight of the 32 did neither
        yield from summed(whole, parts) if not (reading.pairs or reading.changes) else ()
    if len(reading.levels) != LEAST_LEVELS or not is_told or len({one.part.at for one in reading.wholes}) > 1:
        return
    if not reading.wholes:
        whole, *parts = reading.levels
        is_list = is_a_list(reading.text, reading.levels) and not (reading.pairs or reading.changes)
        if is_list and whole.value > max(one.value for one in parts):
            over = sum(one.value for one in parts) - whole.value
            yield from summed(whole, parts, is_sure=over > 0 or is_transposed(over + whole.value, whole))
        return
    part, whole = reading.wholes[0].part, reading.wholes[0].whole
    other = reading.levels[-1]
    is_rest |= _DID_NOT.fullmatch(reading.text[other.end :]) is not None
    if other.start > whole.end and (other is not part) and (is_rest or reading.wholes[0].share is None):
        total = part.value + other.value
        if total >= whole.value or is_rest:
            yield from summed(whole, (part, other))


def _by_one_verb(reading: Reading) -> Iterator[Judged]:
    """``58 cases, 47 of which were put down to loyalists and 12 to republicans``: each is one thing or the other."""
    said = _OF_ALL.match(reading.text)
    told = [one for one in reading.levels if said is None or one.start >= said.start("whole")]
    if len({one.part.at for one in reading.wholes}) == 1 and said is None:
        whole = reading.wholes[0].whole
        told = [whole, *(one for one in told if one.start > whole.end)]
    if len(told) < LEAST_LEVELS or reading.pairs or reading.changes or (said is None and not reading.wholes):
        return
    whole, *parts = told
    first, rest = reading.text[parts[0].end : parts[1].start], reading.text[parts[1].end :]
    total = sum((one.value for one in parts), Fraction(0))
    is_one_of = not (_DONE.search(rest) or OVERLAPS.search(first + rest) or IN_PART.search(rest) or " of th" in rest)
    is_over = total > whole.value and is_slip(total, whole.value)
    if is_one_of and _DONE.search(first) and is_a_list(reading.text, parts) and (is_over or total == whole.value):
        yield from summed(whole, parts)


def _by_status(reading: Reading) -> Iterator[Judged]:
    """``36 of the 48 are complete, eight in progress and four not started``: no more than the whole."""
    part, whole = reading.wholes[0].part, reading.wholes[0].whole
    others = [one for one in reading.levels if one.start > max(part.end, whole.end)]
    is_list = is_a_list(reading.text, others) and len(others) == len(reading.levels) - 2 and ":" not in reading.text
    is_list = is_list and all(_IN_A_STATE.match(reading.text[one.end :]) for one in others)
    if reading.pairs or reading.changes or not is_list or OVERLAPS.search(reading.text[whole.end :]):
        return
    over = part.value + sum(one.value for one in others) - whole.value
    yield from summed(whole, (part, *others), is_sure=over > 0 or COLOURED.search(reading.text) is not None)


def _in_brackets(reading: Reading) -> Iterator[Judged]:
    """``saw 10 offences between them (5, 3 and 2)``."""
    said = _BRACKET.search(reading.text)
    if said is None:
        return
    parts = [one for one in reading.levels if said.start() < one.start < said.end()]
    most = max((one.value for one in parts), default=Fraction(0))
    before = [one for one in reading.levels if one.end <= said.start() and one.value > most]
    if not before or len(reading.text[before[-1].end : said.start()].split()) > WORDS_OF_A_PART:
        return
    total = sum((one.value for one in parts), Fraction(0))
    is_told = any(";" in reading.text[one.end : other.start] for one, other in pairwise(parts)) or len(parts) > 2  # noqa: PLR2004
    is_of_others = "Q" in said[0] and re.search(r"\bQ[1-4]\b", reading.text[: said.start()])
    if reading.pairs or reading.wholes or is_of_others or not (is_told or " and " in said[0]):
        return
    room = before[-1].value / (AS_FAR if " and " in said[0] else _PART_OFF)
    if abs(total - before[-1].value) <= room or is_transposed(total, before[-1]):
        is_bare = re.search("[a-z]", said[0].replace("and", "").replace("respectively", "")) is None
        over = total - before[-1].value
        is_sure = is_bare or is_sure_of(reading.text[: said.start()], said[0], before[-1], over)
        yield from summed(before[-1], parts, is_sure=is_sure)


def _net(reading: Reading) -> Iterator[Judged]:
    """``a net rise of 101, made up of 140 more and 39 fewer``, ``down in Q1 (-12) and Q2 (-8), a total fall of 20``."""
    text, changes = reading.text, [one for one in reading.changes if one.kind == NUMBER and one.direction]
    if len(reading.pairs) > 1 and len(changes) == 1 and _NET.search(text[: changes[0].start]):
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
    is_over = over > 0 and is_apart and not _DONE.search(rest)
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
