"""Totals of the parts that a sentence lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from xlcsp.audit.checks import FAIL, OK, UNVERIFIABLE
from xlcsp.audit.claim import Judged, is_right_or_slip
from xlcsp.audit.finding import as_text
from xlcsp.claims.prose import Quantity, Reading
from xlcsp.claims.prose.tokens import NUMBER

_MADE_UP = re.compile(
    r"\b(?:compris(?:e[ds]?|ing)|made up of|consist(?:s|ed|ing) of|split (?:as|into))\b", re.IGNORECASE
)
_NET = re.compile(r"\b(?:combined|cumulative|total|overall|net|aggregate) [a-z]+ of $", re.IGNORECASE)
_ONE = r"£?[\d,]+(?:\.\d+)?"
_LIST = re.compile(
    rf"(?:(?<![\d.,]){_ONE}(?:, {_ONE})*,? and {_ONE}(?: [a-z]+){{0,3}}?(?: respectively)?"
    rf"|\({_ONE}\)(?:(?:,|,? and) [A-Za-z]+(?: [A-Za-z]+){{0,3}} \({_ONE}\))+)"
    rf",? (?:or |making |giving |a total of )?{_ONE} (?:[a-z]+ )?(?:in total|in all|altogether)\b"
)
_IN_PART = re.compile(
    r"\b(?:includ\w+|of (?:which|these|whom)|such as|mainly|mostly|among\w*|notably|especially|about|around|over|so far"
    r"|to date|(?<!half-)year|annual|tak(?:es|ing)|remain\w*|target|forecast|average[ds]?|per)\b",
    re.IGNORECASE,
)
_TOTAL_FIRST = re.compile(
    rf"\b(?:total(?:led|ling)?(?: of)?|in (?:total|all)|total [a-z][^\d:]{{0,40}} (?:was|is|were|of|at)) "
    rf"[£]?(?P<total>{_ONE})\b[^:]*: "
    rf"|\b(?:in total|in all|altogether),? (?P<told>{_ONE}) [^\d,:;.]*, (?=\d)"
    rf"|(?<![\d.,])(?P<whole>{_ONE})(?: [a-z-]+){{1,5}} in the"
    r" (?:half[- ]year|first half|second half|quarter|six months)[^:\d]*: ",
    re.IGNORECASE,
)
_TOTAL_LAST = re.compile(
    rf"(?<=[;,] )total\s?[:=]?\s?(?P<sum>{_ONE})\b"
    rf"|, (?P<end>{_ONE}) (?:altogether|in total|in all)\b"
    rf"|: (?P<all>{_ONE}) (?:[a-z][a-z ]{{0,30}})?(?:altogether|in total|in all)\b|"
    rf"\b(?:giving|making|meaning|a|the)\b[^\d:;]{{0,25}}?\b(?:total|sum|position|tally|figure)\b[^\d,;:]{{0,20}}?"
    rf"\b(?:of|to|was|is) (?P<total>{_ONE})\b",
    re.IGNORECASE,
)
_WORDS_OF_A_PART = 7
_OF_ALL = re.compile(
    rf"(?:of|out of|among) (?:the |these |those |all |our |a total of )*(?P<whole>{_ONE})\b"
    r"(?:[^\d,:;]{0,60}(?P<colon>:)|[^\d:;]{0,60})",
    re.IGNORECASE,
)
_COLOURED = re.compile(r"\bgreen\b.*\bamber\b.*\bred\b|\bred\b.*\bamber\b.*\bgreen\b", re.IGNORECASE)
_REST = re.compile(r"\b(?:the|and) (?:other|remaining|rest|remainder)\b", re.IGNORECASE)
_OVERLAPS = re.compile(
    r"\b(?:also|fe?male|wom[ae]n|m[ae]n|aged|under|over|repeat|child\w*|both|some|at least|more than|less than)\b",
    re.IGNORECASE,
)
_DONE = re.compile(r"\b(?:[a-z]+ed|was|were|had|got|gave|took|went|led)\b", re.IGNORECASE)  # one may do two of these
_OF_WHICH = re.compile(rf"(?P<whole>{_ONE}) [^\d:;]{{0,60}}?, of (?:which|whom|these) ", re.IGNORECASE)
_OPPOSITES = re.compile(
    r"on track\b.*\bbehind|achieved\b.*\b(?:not|missed|failed)|\bmet\b.*\b(?:not|missed)|passed\b.*\bfailed"
    r"|accepted\b.*\b(?:declined|refused|rejected)|\bopen\b.*\bclosed|closed\b.*\bopen|upheld\b.*\bnot upheld"
    r"|completed?\b.*\b(?:incomplete|not|outstanding|overdue)",
    re.IGNORECASE,
)
_PERHAPS = "the parts named need not be all, or may overlap"
_LEAST_LEVELS, _PART_OFF, _LARGE = 3, 8, 100
_NAME = r"(?:[A-Za-z][A-Za-z'&-]*,? ){0,4}"
_BRACKET = re.compile(
    rf"\({_ONE}(?:, {_ONE})*,? and {_ONE}(?: respectively)?\)"
    rf"|, {_ONE}(?:, {_ONE})*,? and {_ONE} respectively|\({_NAME}{_ONE}(?:[;,](?: and)? {_NAME}{_ONE})+\)"
)
_REMAINS = re.compile(rf"\b(?:the (?:remaining|other)|leav(?:es|ing)) {_ONE}\b", re.IGNORECASE)
_CLOSING = re.compile(
    rf"(?:(?:the )?total|(?:the )?(?:whole )?year|all|overall|in all|altogether|sum)"
    rf"(?: (?:for|in|was)[^\d:]{{0,30}})?:? {_ONE}\.?",
    re.IGNORECASE,
)
_LISTED = re.compile(rf"(?<![\d.,])(?P<whole>{_ONE}) (?:[a-z-]+ ){{0,6}}?[a-z-]+: ", re.IGNORECASE)
_AS_FAR, _LEFT_OUT = 4, 16  # a total off its parts by over a quarter is of something else; a part may be left out
_TAIL = re.compile(
    r"(?: [a-z-]+){0,2}(?: (?:for|in|of|from|at|by|to|under) (?!.*\b(?:were|was|are|is|had|have)\b)[^,;.]{1,40})?\.?"
)


def totals_of_parts(readings: Sequence[Reading], at: int) -> Iterator[Judged]:
    """The total that a sentence gives of its parts. readings: the paragraph's sentences, of which ``at`` is the one."""
    yield from _divided(readings[at])
    yield from _in_brackets(readings[at])
    yield from _opposites(readings[at])
    yield from _net(readings[at])
    yield from _made_up(readings, at)
    yield from _listed(readings[at])
    yield from _headed(readings[at])
    yield from _closing(readings, at)


def _divided(reading: Reading) -> Iterator[Judged]:
    """``Of the 48 indicators, 34 are Green, 8 Amber and 6 Red``, ``Of 47: 29, 11 and 9``.

    Parts may be missing, or overlap: they are wrong only where the words rule that out, or two digits are transposed.
    Near misses cannot be checked.
    """
    said = _OF_ALL.match(reading.text) or _OF_WHICH.search(reading.text)
    levels = [one for one in reading.levels if ";" not in reading.text[: one.start]]
    if said is None or reading.pairs or reading.changes or len(levels) < _LEAST_LEVELS:
        return
    whole, *parts = levels
    text = reading.text[: parts[-1].end]
    if whole.start != said.start("whole") or not _is_a_list(text, parts) or " and " not in text[parts[-2].end :]:
        return
    total = sum((one.value for one in parts), Fraction(0))
    rest = reading.text[parts[0].end :]
    is_of_all = said.re is _OF_ALL
    is_closed = (is_of_all and said["colon"]) or _COLOURED.search(rest) or _REST.search(rest)
    is_closed = is_closed or (total > whole.value and _OPPOSITES.search(rest))
    is_slip = _is_slip(total, whole) and not _OVERLAPS.search(rest)
    if total == whole.value or (is_closed and not _IN_PART.search(_REST.sub("", reading.text))) or is_slip:
        yield from summed(whole, parts)
    elif abs(total - whole.value) <= max(Fraction(1), whole.value / _PART_OFF):
        yield from summed(whole, parts, is_sure=False)


def _opposites(reading: Reading) -> Iterator[Judged]:
    """``8 of the 11 priorities are on track and three are behind``: together no more than the whole."""
    is_rest = _REMAINS.search(reading.text) is not None
    is_told = is_rest or _OPPOSITES.search(reading.text)
    if len(reading.levels) != _LEAST_LEVELS or not is_told or len({one.part.at for one in reading.wholes}) > 1:
        return
    if not reading.wholes:
        whole, *parts = reading.levels
        is_list = _is_a_list(reading.text, reading.levels) and not (reading.pairs or reading.changes)
        if is_list and whole.value > max(one.value for one in parts):
            over = sum(one.value for one in parts) - whole.value
            yield from summed(whole, parts, is_sure=over > 0 or _is_slip(over + whole.value, whole))
        return
    part, whole = reading.wholes[0].part, reading.wholes[0].whole
    other = reading.levels[-1]
    if other.start > whole.end and (other is not part) and (is_rest or reading.wholes[0].share is None):
        total = part.value + other.value
        if total >= whole.value or is_rest:
            yield from summed(whole, (part, other))


def _in_brackets(reading: Reading) -> Iterator[Judged]:
    """``saw 10 offences between them (5, 3 and 2)``."""
    said = _BRACKET.search(reading.text)
    if said is None:
        return
    parts = [one for one in reading.levels if said.start() < one.start < said.end()]
    most = max((one.value for one in parts), default=Fraction(0))
    before = [one for one in reading.levels if one.end <= said.start() and one.value > most]
    if not before or len(reading.text[before[-1].end : said.start()].split()) > _WORDS_OF_A_PART:
        return
    total = sum((one.value for one in parts), Fraction(0))
    is_told = any(";" in reading.text[one.end : other.start] for one, other in pairwise(parts)) or len(parts) > 2  # noqa: PLR2004
    if reading.pairs or reading.wholes or not (is_told or " and " in said[0]):
        return
    room = before[-1].value / (_AS_FAR if " and " in said[0] else _PART_OFF)
    if abs(total - before[-1].value) <= room or _is_slip(total, before[-1]):
        is_bare = re.search("[a-z]", said[0].replace("and", "").replace("respectively", "")) is None
        over = total - before[-1].value
        is_sure = is_bare or _is_sure(reading.text[: said.start()], said[0], before[-1], over)
        yield from summed(before[-1], parts, is_sure=is_sure)


def _net(reading: Reading) -> Iterator[Judged]:
    """``a net rise of 101, made up of 140 more and 39 fewer``, ``down in Q1 (-12) and Q2 (-8), a total fall of 20``."""
    text, changes = reading.text, [one for one in reading.changes if one.kind == NUMBER and one.direction]
    said = _MADE_UP.search(text)
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
    said = _MADE_UP.search(reading.text)
    if said is None or reading.pairs or reading.changes or _IN_PART.match(reading.text[said.end() :].lstrip()):
        return
    parts = [one for one in reading.levels if one.start > said.end()]
    own = [one for one in reading.levels if one.end <= said.start()]
    above = readings[at - 1] if at and not own else None
    totals = own or ([pair.current for pair in above.pairs] or list(above.levels) if above is not None else [])
    if len(totals) == 1:
        yield from summed(totals[0], parts)


def _listed(reading: Reading) -> Iterator[Judged]:
    """``31, 28 and 35 offences respectively, 94 in total``."""
    said = _LIST.search(reading.text)
    if said is None or reading.pairs or reading.wholes:
        return
    numbers = [one for one in reading.levels if said.start() <= one.start < said.end()]
    yield from summed(numbers[-1], numbers[:-1]) if numbers else ()


def _headed(reading: Reading) -> Iterator[Judged]:
    """``A total of 192: 140 for litter and 52 for fouling``, ``12 in May and 15 in June, a total of 27``."""
    text = reading.text
    said = _TOTAL_FIRST.search(text) or _TOTAL_LAST.search(text) or _LISTED.search(text)
    is_told = reading.pairs or reading.changes or reading.wholes or _LIST.search(text) or _MADE_UP.search(text)
    at = max(said.start(name) for name in said.re.groupindex) if said is not None else -1
    if said is not None and said.re is _TOTAL_LAST and (said["all"] or said["sum"] or said["end"]):
        yield from _closed(reading, at)
        return
    whole = next((one for one in reading.levels if one.start in (at, at - 1)), None)
    if said is None or is_told or whole is None:
        return
    is_first = said.re in (_TOTAL_FIRST, _LISTED)
    start = said.end() if is_first else text.rfind(":", 0, whole.start) + 1  # There were 25: 11 here, 14 there, a total
    end = len(text) if is_first else whole.start
    parts = [one for one in reading.levels if start <= one.start < end]
    start = start if is_first or not parts else parts[0].start
    if not parts or _IN_PART.search(_REST.sub("", text[start:end])) or not _is_a_list(text, parts):
        return
    many = [one for one in reading.levels if one.value == len(parts) and one.text.isalpha() and one not in parts]
    if is_first and (
        len(parts) != len(reading.levels) - 1 - len(many) or _TAIL.fullmatch(text[parts[-1].end :]) is None
    ):
        return
    over = sum(one.value for one in parts) - whole.value
    is_near = -whole.value / (_LEFT_OUT if is_first else _AS_FAR) <= over <= whole.value / _AS_FAR
    if is_near or _is_slip(over + whole.value, whole):
        is_sure = said.re is not _LISTED or _is_sure(text[: parts[0].start], text[parts[0].end :], whole, over)
        yield from summed(whole, parts, is_sure=is_sure)


def _closed(reading: Reading, at: int) -> Iterator[Judged]:
    """``48 warnings, 61 notices and 12 injunctions: 121 altogether``, ``Q1: 30; Q2: 28; total: 58``."""
    whole = next((one for one in reading.levels if one.start == at), None)
    parts = [one for one in reading.levels if one.start < at]
    if (
        whole is not None
        and not (reading.pairs or reading.changes or reading.wholes)
        and _is_a_list(reading.text, parts)
    ):
        off = abs(sum((one.value for one in parts), Fraction(0)) - whole.value)
        yield from summed(whole, parts) if off <= whole.value / _AS_FAR else ()


def _closing(readings: Sequence[Reading], at: int) -> Iterator[Judged]:
    """``Q1 40, Q2 46, Q3 51, Q4 43. Year: 180``."""
    if at and _CLOSING.fullmatch(readings[at].text) and len(readings[at].levels) == 1:
        above, whole = readings[at - 1], readings[at].levels[0]
        off = abs(sum((one.value for one in above.levels), Fraction(0)) - whole.value)
        if not (above.pairs or above.changes or above.wholes) and len(above.levels) >= _LEAST_LEVELS:
            yield from summed(whole, above.levels) if off <= whole.value / _AS_FAR else ()


def _is_sure(before: str, rest: str, whole: Quantity, over: Fraction) -> bool:
    """Whether named parts that come to more (``over``) or less than the whole can neither overlap nor be a choice."""
    is_over = over > 0 and not _OVERLAPS.search(rest) and not _DONE.search(rest)
    is_all = re.search(r"\ball\b", before, re.IGNORECASE) is not None
    return is_all or is_over or _is_slip(over + whole.value, whole)


def _is_slip(total: Fraction, whole: Quantity) -> bool:
    """Whether a total of three or more digits has two digits transposed; a different digit may be a part left out."""
    return whole.value >= _LARGE and sorted(as_text(total)) == sorted(as_text(whole.value))


def _is_a_list(text: str, parts: Sequence[Quantity]) -> bool:
    """Whether only commas, semicolons, "and" and a few words separate the parts."""
    return all(
        re.search(r"[,;]|\band\b", gap) and "." not in gap and len(gap.split()) <= _WORDS_OF_A_PART
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
