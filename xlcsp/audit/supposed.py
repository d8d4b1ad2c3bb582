"""Claims that the grammar ties to no figures, checked against the only figures that they can be about.

Such a claim is right where these figures give it. It is wrong only where it differs as by a slip of the pen, or was
worked out with the other figure as its base.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from xlcsp.audit.amounts import EARLIER
from xlcsp.audit.candidates import by_only_figures, stands_apart
from xlcsp.audit.checks import FAIL, OK, UNVERIFIABLE
from xlcsp.audit.claim import Judged, is_right_or_slip, of_change, of_share
from xlcsp.audit.finding import as_text
from xlcsp.audit.named import named_figures
from xlcsp.audit.parts import summed, without_their_number
from xlcsp.audit.series import noun
from xlcsp.audit.told import is_part
from xlcsp.claims.agreement import fits, is_near_enough, is_slip_of_pen
from xlcsp.claims.prose import CHANGE, LEVEL, SHARE, Pair, Quantity, Reading, Whole
from xlcsp.claims.prose.quantities import BASE, TARGET
from xlcsp.claims.prose.segments import segments
from xlcsp.claims.prose.tokens import NUMBER, PERCENT, WORDED

_SUMMED = re.compile(
    r"\b(?:together|combined|in total|altogether|in all|total|sum|overall|between them|in other words|making|giving)\b",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"\b(?:together|combined|between them)\b", re.IGNORECASE)
_PER = re.compile(r" (?:[a-z]+ ){0,2}per (1,?000|10,?000|100,?000)\b", re.IGNORECASE)
_PEOPLE = re.compile(r"\bpopulation\b[^,;.]{0,25}(?: of|:|=|is|was) $", re.IGNORECASE)
_RATE_IS = re.compile(
    r"\b(?:rate|coverage|proportion|take-up|uptake|compliance|percentage)\b[^.;\d]{0,30}$", re.IGNORECASE
)
_PART_OF = re.compile(
    r"\b(?:includ\w+|of (?:which|whom|these|them)|average|target|mainly|mostly|also|per)\b", re.IGNORECASE
)
_KEY = re.compile(r"[A-Za-z][^.:;\d]{2,50}: [£]?[\d,]+(?: [a-z]+){0,3}\.?")
_RATE = re.compile(
    r"[A-Za-z][^.:;\d]{2,50}\b(?:rate|percentage|proportion|share)\b[^.:;\d]{0,20}: [\d.]+ ?%\.?", re.IGNORECASE
)
_OF_A_LEVEL = re.compile(r"%? of (?:the|its|their|that) [^,;.]{0,25}\b(?:levels?|figure|peak|volume)\b", re.IGNORECASE)
_OFF = re.compile(
    r"\) (?:ahead|above|below|over|under|short|behind|more|fewer|less|higher|lower|up|down|better|worse)\b"
)
_OF_ALL = re.compile(r"(?:of|out of|among) (?:the |these |those |all )*[\d,]+ [^;]*$", re.IGNORECASE)
_UNIT_AND_BRACKET = re.compile(r"(?: (?:in|via|by|through|from|on|at|within)(?: [a-z][a-z-]*){1,4})? \(")
_BY_WAY = re.compile(r", [\d,]+ (?P<way>via|by|through|from) [^,;.\d]{2,30},? and [\d,]+ (?P=way)\b")
_FURTHER = re.compile(r"\ba further [\d,]+\b.*\b(?:so far|to date|now)\b", re.IGNORECASE)
_FOLLOWS = re.compile(r"\b(?:therefore|thus|hence)\b|^(?:this|that) (?:is|was|represents|equates)\b", re.IGNORECASE)
_THIS_IS_A_RATE = re.compile(
    r"(?:this|that) (?:is|gives|represents|equates to) an? (?:[A-Za-z]+ ){0,3}rate of ", re.IGNORECASE
)
_WITH = re.compile(r"^(?:%\)|\))[^.;]*, (?:with|i\.e\.|namely) $")
_THAN_PLANNED = re.compile(
    r" (?:[a-z]+ )?(?:fewer|less|short|below|under) (?:of |than )?(?:was |were |had been )?"
    r"(?:intended|planned|scheduled|expected|hoped|(?:the |its |our )?target|plan)\b",
    re.IGNORECASE,
)
_LED_TO = re.compile(r"\b(?:resulting in|resulted in|leading to|led to|producing) (?:just |only )?$")
_A_FEW_WORDS = re.compile(r"(?: (?!of\b|who\b|and\b|that\b|which\b)[a-z-]+){0,4} \(")
_OF_THEM = re.compile(r"(?: of (?:them|these|those|whom|which))? \(")
_OF_OTHERS = re.compile(r"\),? (?:of|among)\b")
_OF_THOSE_BEFORE = re.compile(r"\bof (?:those|these|which|whom),? (?:just |only )?$", re.IGNORECASE)
_LEAST_PARTS, _HABIT, _SENTENCES = 3, 2, 3


def supposed(readings: Sequence[Reading], at: int, found: Iterable[Judged]) -> Iterator[Judged]:
    """The claims of a sentence that the grammar left open. found: the grammar's findings."""
    reading, decided = readings[at], set[int]()
    for one in found:
        if one.status != UNVERIFIABLE:
            is_said_again = one.claim.kind == WORDED  # one in five (21%), with 1,342 out of 5,890
            basis = (other.at for other in one.basis if not (is_said_again and other.kind == PERCENT))
            decided |= {one.claim.at, *basis}
    open_ones = [one for one in reading.quantities if one.at not in decided]
    for claim in open_ones:
        if claim.role == CHANGE and _THAN_PLANNED.match(reading.text[claim.end :]):
            yield from _off_plan(reading, claim)
        elif claim.role == CHANGE and not claim.against:
            yield from by_only_figures(reading, claim)
        elif claim.kind == NUMBER and _PER.match(reading.text[claim.end :]):
            yield from _per_residents(reading, claim)
        elif claim.is_share_like and (named := named_figures(reading, claim)) is not None:
            yield of_share(claim, *named)
        elif claim.kind == PERCENT and claim.role in (LEVEL, SHARE):
            yield from _in_brackets(readings, at, claim) or _share(readings, at, claim, open_ones)
    if not decided:
        yield from _sum(reading)


def _off_plan(reading: Reading, claim: Quantity) -> Iterator[Judged]:
    """``62 of the planned 80 sessions, 18 fewer than intended``: by the only part and whole before it."""
    wholes = [one for one in reading.wholes if one.whole.end <= claim.start]
    if len({one.part.at for one in wholes}) == 1:
        yield of_change(claim, Pair(wholes[0].part, wholes[0].whole, 0, 0, 0))


def _per_residents(reading: Reading, claim: Quantity) -> Iterator[Judged]:
    """``5,200 dwellings and 182 burglaries, a rate of 35 per 1,000``."""
    per = _PER.match(reading.text[claim.end :])
    figures = [one for one in reading.quantities if one is not claim]
    is_plain = len(figures) == 2 and all(one.kind == NUMBER and one.role == LEVEL for one in figures)  # noqa: PLR2004
    part, whole = sorted(figures, key=lambda one: one.value) if is_plain else (claim, claim)
    is_rate = any(told.is_other for told in segments(reading.text, reading.quantities) if told.one in (part, whole))
    if per is None or not is_plain or not whole.value or is_rate or part.decimals > 0:
        return  # 1,671 officers are 1.9 per 1,000 people; the national average is 2.4
    truth = int(per[1].replace(",", "")) * part.value / whole.value
    is_right = fits(truth, claim.value, max(claim.decimals, 0)) or is_near_enough(claim, truth)
    words = f"{part.text} of {whole.text}"
    judged = Judged(claim, "RATE", OK if is_right else FAIL, as_text(truth), words, (part, whole))
    if is_right_or_slip(judged) or _PEOPLE.search(reading.text[: whole.start]):
        yield judged


def _in_brackets(readings: Sequence[Reading], at: int, claim: Quantity) -> list[Judged]:
    """``640 were due and 608 (95%) were done``: the share of the bare number before it in a larger one said before.

    It is wrong where the only such number, or the one by which another share of the sentence is right, gives another.
    """
    reading = readings[at]
    text = reading.text
    if (told := _of_all(reading, claim)) is not None:
        return [of_share(claim, *told)]
    own = [
        one
        for one in reading.levels
        if (_leads_to(text[: one.start], text[one.end : claim.start]) and text.startswith(")", claim.end))
        or (_OF_THEM.fullmatch(text[claim.end : one.start]) and text.startswith(")", one.end))
    ]
    if not own or _OFF.match(text[claim.end :]) or reading.pairs or reading.changes:
        return []
    part = own[0]
    above = [
        one
        for one in reading.levels
        if one.value > part.value
        and (one.start < part.start or reading.text[: one.start].endswith(("a total of ", "out of ")))
    ]
    before = [one for one in readings[max(0, at - 1) : at] if not EARLIER.search(one.text)]
    above = above or [one for other in before for one in other.levels if one.value > part.value]
    above = _whole_of_the_others(readings, at, claim, part, above) or above
    above = above[-1:] if _OF_THOSE_BEFORE.search(reading.text[: part.start]) else above
    judged = [of_share(claim, part, whole) for whole in above]
    right = [one for one in judged if one.status == OK]
    of_parts = [one for one in right if any(is_part(other, one.basis[1]) for other in (reading, *before))]
    right = [one for one in right if one not in of_parts or _OF_THOSE_BEFORE.search(reading.text[: part.start])]
    if right or of_parts or _OF_OTHERS.match(reading.text[claim.end :]):
        return right[:1]
    alike = [whole for other, whole in _in_brackets_too(reading, above) if other is not claim]
    sure = [one for one in judged if one.basis[1] in alike or (len(above) == 1 and not alike)]
    is_habit = len(alike) >= _HABIT and len(set(map(id, alike))) == 1
    is_habit |= any(text[: whole.start].endswith(", out of ") for whole in above)
    is_habit |= _OF_ALL.match(text[: part.start]) is not None or text[: part.start].endswith("; ")
    return [one for one in sure if len(sure) == 1 and (is_habit or is_right_or_slip(one))]


def _whole_of_the_others(
    readings: Sequence[Reading], at: int, claim: Quantity, part: Quantity, near: Sequence[Quantity]
) -> list[Quantity]:
    """The whole further up by which another share of the sentence is right, where none beside gives this one."""
    far = [one for other in readings[max(0, at - _SENTENCES) : at] for one in other.levels if one.value > part.value]
    right = [one for one in (*near, *far) if of_share(claim, part, one).status == OK]
    alike = [whole for share, whole in _in_brackets_too(readings[at], far) if share is not claim]
    return right[:1] or alike[:1]


def _of_all(reading: Reading, claim: Quantity) -> tuple[Quantity, Quantity] | None:
    """The part of a share and its whole, where the parts with a share in brackets add up to a number before them.

    ``In total 96 were reviewed; 12 were revoked (13%), 30 were amended (31%) and 54 left unchanged (56%)``.
    """
    parts = {
        id(share): part
        for part, share in pairwise(reading.quantities)
        if part.kind == NUMBER
        and share.kind == PERCENT
        and reading.text.startswith(")", share.end)
        and _A_FEW_WORDS.fullmatch(reading.text[part.end : share.start])
    }
    total = sum(part.value for part in parts.values())
    wholes = [one for one in reading.levels if one.value == total and id(one) not in {*map(id, parts.values())}]
    if id(claim) not in parts or len(parts) < 2 or len(wholes) != 1:  # noqa: PLR2004
        return None
    return parts[id(claim)], wholes[0]


def _leads_to(before: str, between: str) -> bool:
    """Whether a bracket is of the number before it: at once, after ``in hot spots``, or for what the whole led to."""
    is_led = _LED_TO.search(before) is not None and re.fullmatch(r"(?: [a-z-]+){1,4} \(", between) is not None
    return is_led or _UNIT_AND_BRACKET.fullmatch(between) is not None


def _in_brackets_too(reading: Reading, wholes: Sequence[Quantity]) -> Iterator[tuple[Quantity, Quantity]]:
    """The shares in brackets after their parts that a whole gives, each with it."""
    for one, other in pairwise(reading.quantities):
        part, share = (one, other) if other.kind == PERCENT else (other, one)
        gap = reading.text[one.end : other.start]
        if (
            share.kind == PERCENT
            and part.kind == NUMBER
            and (gap == " (" or (share is one and _OF_THEM.fullmatch(gap)))
        ):
            fitting = [one for one in wholes if one.value > part.value and of_share(share, part, one).status == OK]
            yield from ((share, one) for one in fitting[:1])


def _share(readings: Sequence[Reading], at: int, claim: Quantity, open_ones: Sequence[Quantity]) -> Iterator[Judged]:
    """A percentage beside the only part and whole of its sentence, or after two figures with their names."""
    reading = readings[at]
    couple: tuple[Quantity, Quantity] | None = None
    told = _told_above(readings, at)
    if told is not None:
        yield from filter(is_right_or_slip, [of_share(claim, *told)])
        return
    if _OF_A_LEVEL.match(reading.text[claim.end :]) and len(reading.quantities) == len(reading.levels) + 1 == 3:  # noqa: PLR2004
        yield from filter(is_right_or_slip, [of_share(claim, reading.levels[1], reading.levels[0])])
        return
    shares = [one for one in open_ones if one.kind == PERCENT or (one.is_share_like and one is claim)]
    if len(shares) == len(reading.wholes) == 1 and reading.wholes[0].share is None:
        whole = reading.wholes[0]
        is_of_others = re.match(r"%? of (?!them\b)", reading.text[claim.end :]) is not None
        if is_of_others and _is_of_the_same(reading, claim, whole):
            yield from filter(is_right_or_slip, [of_share(claim, whole.part, whole.whole)])
            return
        is_of_others = is_of_others or (claim.role == LEVEL and not _RATE_IS.search(reading.text[: claim.start]))
        opened = reading.text[: whole.part.start].endswith("(")
        is_plain = re.search(r"[,;]| and ", reading.text[claim.end : whole.part.start]) is None
        is_of_others = is_of_others and not (opened and is_plain and claim.end < whole.part.start)
        is_beside = not is_of_others and (opened and is_plain)
        if _WITH.search(reading.text[claim.end : whole.part.start]) and len(reading.levels) == 2:  # noqa: PLR2004
            yield of_share(claim, whole.part, whole.whole)
            return
        if is_beside or not (is_of_others or stands_apart(reading, claim, (whole.part, whole.whole))):
            couple = (whole.part, whole.whole)
    elif _RATE.fullmatch(reading.text) and at > 1 and all(_KEY.fullmatch(one.text) for one in readings[at - 2 : at]):
        levels = [one for other in readings[at - 2 : at] for one in other.levels]
        if len(levels) == 2:  # noqa: PLR2004
            couple = (min(levels, key=lambda one: one.value), max(levels, key=lambda one: one.value))
    if couple is not None and couple[1].value and is_right_or_slip(judged := of_share(claim, *couple)):
        yield judged


def _told_above(readings: Sequence[Reading], at: int) -> tuple[Quantity, Quantity] | None:
    """``Of 4,800 appointments offered, 384 were not attended. The rate was therefore 8.0%``: the part and its whole."""
    reading, above = readings[at], readings[max(0, at - 1)]
    own = [one for one in reading.quantities if one.role not in (TARGET, BASE)]
    if not at or len(own) > 1 or above.pairs or not _FOLLOWS.search(reading.text):
        return None
    couples = [(one.part, one.whole) for one in above.wholes if one.share is None]
    if not above.wholes and _OF_ALL.match(above.text) and len(above.levels) == 2:  # noqa: PLR2004
        couples = [(above.levels[1], above.levels[0])]
    if not couples and len(above.levels) == 2 and _THIS_IS_A_RATE.match(reading.text):  # noqa: PLR2004
        couples = [(min(above.levels, key=lambda one: one.value), max(above.levels, key=lambda one: one.value))]
    return couples[0] if len(couples) == 1 and couples[0][0].value <= couples[0][1].value else None


def _is_of_the_same(reading: Reading, share: Quantity, whole: Whole) -> bool:
    """``Knives made up 38% of all violent crime; of the 1,250 violent crimes, 475 involved knives``: both are named."""
    of = re.match(r"%? of (?:all |the |our )*([a-z ]+)[,;]", reading.text[share.end :])
    subjects = {noun(word) for word in re.findall("[A-Za-z]{4,}", reading.text[: share.start])}
    later = {noun(word) for word in re.findall("[a-z]{4,}", reading.text[whole.part.end :])}
    return of is not None and noun(of[1]) == noun(whole.whole.unit) and bool(subjects & later - {noun(of[1])})


def _sum(reading: Reading) -> Iterator[Judged]:
    """The total of all other figures of its sentence, if it is called a total."""
    levels = list(reading.levels)
    is_by_way = len(levels) == _LEAST_PARTS and _BY_WAY.search(reading.text[levels[0].end :])
    is_made = (
        len(levels) == _LEAST_PARTS
        and levels[-1].value > levels[0].value
        and re.search(r"\b(?:making|giving) $", reading.text[: levels[-1].start])
    )
    is_by_way = is_by_way or is_made or (len(levels) == _LEAST_PARTS and _FURTHER.search(reading.text[levels[0].end :]))
    least = _LEAST_PARTS - 1 if _TOGETHER.search(reading.text) or is_by_way else _LEAST_PARTS
    if len(levels) <= least or len(levels) < len(reading.quantities) or reading.pairs or reading.wholes:
        return
    total = max(levels, key=lambda one: one.value)
    is_told = (_SUMMED.search(reading.text) or is_by_way) and not _PART_OF.search(reading.text)
    if is_told and total in (levels[0], levels[-1]) and not reading.is_projected:
        parts = without_their_number([one for one in levels if one is not total], total.value)
        over = sum(one.value for one in parts) - total.value
        is_of_a_part = is_by_way and any(is_slip_of_pen(one, one.value - over) for one in parts)
        yield from (one for one in summed(total, parts) if is_of_a_part or is_right_or_slip(one))
