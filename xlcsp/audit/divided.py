"""Wholes that a sentence divides into parts, of which each case is one: by outcome, by colour, by its rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from xlcsp.audit.checks import OK
from xlcsp.audit.claim import Judged
from xlcsp.audit.parts import (
    COLOURED,
    DONE,
    EITHER,
    IN_AND_OUT,
    IN_PART,
    LEAST_LEVELS,
    ONE,
    OVERLAPS,
    PART_OFF,
    REST,
    is_a_list,
    is_transposed,
    summed,
)
from xlcsp.audit.told import is_part
from xlcsp.claims.agreement import is_slip
from xlcsp.claims.lexer import NUMBER_WORDS
from xlcsp.claims.prose import Quantity, Reading

_OF_ALL = re.compile(
    rf"(?:of|out of|among) (?:the |these |those |all |our |a total of )*(?P<whole>{ONE})\b"
    r"(?:[^\d,:;]{0,60}(?P<colon>:)|[^\d:;]{0,60})",
    re.IGNORECASE,
)
_OF_WHICH = re.compile(rf"(?P<whole>{ONE})(?: [^\d:;]{{0,60}}?)?, of (?:which|whom|these) ", re.IGNORECASE)
_OPPOSITES = re.compile(
    r"on track\b.*\b(?:behind|late|delayed|overdue)"
    r"|achieved\b.*\b(?:not|missed|failed)|\bmet\b.*\b(?:not|missed)|passed\b.*\b(?:failed|sold)"
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
_OUTCOME = re.compile(
    r"\b(?:approved|declined|withdrawn|refused|granted|dismissed|upheld|pending|adjourned|closed|revo(?:ked|cation)|acquitted|convicted"
    r"|charged|cancelled|rejected|accepted|no further action)\b",
    re.IGNORECASE,
)
_ONE_OR_OTHER = re.compile(rf"{EITHER}[^.;]* {ONE}{EITHER}", re.IGNORECASE)  # nobody is both
_OF_THEM = re.compile(r" of (?:them|these|those|whom|which)\b")  # 248 of them, 217 here and the other 155 there
_DID_NOT = re.compile(r" (?:did|had|were|was|have|has|do|are|is)(?: not|n't)(?: [a-z]+)?\.?")
_REMAINS = re.compile(
    rf"\bthe (?:remaining|other) (?:{ONE}|{'|'.join(NUMBER_WORDS)})\b"
    rf"|\b(?:leav(?:es|ing)(?: a (?:balance|surplus|remainder|total) of)?) {ONE}\b"
    rf"|\bwith {ONE} (?:still )?(?:outstanding|remaining|left|to go|incomplete)(?=[.,;)]|$)",
    re.IGNORECASE,
)


def divisions(reading: Reading) -> Iterator[Judged]:
    """The whole that a sentence divides, against its parts."""
    found = [*_divided(reading), *_opposites(reading), *_by_one_verb(reading)]
    right = {one.claim.at for one in found if one.status == OK}
    yield from (one for one in found if one.status == OK or one.claim.at not in right)


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
    elif abs(total - whole.value) <= max(Fraction(1), whole.value / PART_OFF):
        yield from summed(whole, parts, is_sure=False)


def _are_named(name: str, text: str, parts: Sequence[Quantity]) -> bool:
    """``Of the 260 killed or seriously injured, 22 were killed and 238 seriously injured``: each part once."""
    ends = [*(one.start for one in parts[1:]), len(text)]
    tails = [re.findall("[a-z]{4,}", text[one.end : end]) for one, end in zip(parts, ends, strict=True)]
    named = [set(re.findall("[a-z]{4,}", side)) for side in re.split(r"\b(?:or|and)\b|,", name) if side.strip()]
    return len(named) == len(parts) and all(side & {*tail} for side, tail in zip(named, tails, strict=True))


def _opposites(reading: Reading) -> Iterator[Judged]:
    """``8 of the 11 priorities are on track and three are behind``: together no more than the whole."""
    if len(reading.levels) < LEAST_LEVELS:
        return
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
        is_whole = not is_part(reading, whole) and _OF_THEM.match(reading.text[whole.end :]) is None
        if is_list and is_whole and whole.value > max(one.value for one in parts):
            over = sum(one.value for one in parts) - whole.value
            is_sure = not IN_AND_OUT.search(reading.text)  # opened 214 and closed 198, leaving 167: of those before too
            yield from summed(whole, parts, is_sure=is_sure and (over > 0 or is_transposed(over + whole.value, whole)))
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
    if (
        len(told) < LEAST_LEVELS
        or reading.pairs
        or reading.changes
        or (said is None and not reading.wholes and not _is_of_outcomes(reading.text, told))
    ):
        return
    whole, *parts = told
    first, rest = reading.text[parts[0].end : parts[1].start], reading.text[parts[1].end :]
    total = sum((one.value for one in parts), Fraction(0))
    is_bare = said is None and not reading.wholes and _is_of_outcomes(reading.text, told)
    ends = [*(one.start for one in parts[1:]), len(reading.text)]
    is_bare |= all(_OUTCOME.search(reading.text[one.end : end]) for one, end in zip(parts, ends, strict=True))
    is_one_of = not (
        (DONE.search(rest) and not is_bare) or OVERLAPS.search(first + rest) or IN_PART.search(rest) or " of th" in rest
    )
    is_over = total > whole.value and is_slip(total, whole.value)
    if is_one_of and DONE.search(first) and is_a_list(reading.text, parts) and (is_over or total == whole.value):
        yield from summed(whole, parts)


def _is_of_outcomes(text: str, levels: Sequence[Quantity]) -> bool:
    """``Twelve reviews were sought; seven led to conditions, three to suspension and two were withdrawn``."""
    whole, *parts = levels
    is_set_off = re.search(r"[;:]", text[whole.end : parts[0].start] if parts else "") is not None
    return (
        is_set_off and bool(whole.unit) and not any(one.unit for one in parts[1:]) and _OUTCOME.search(text) is not None
    )


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
