"""Shares and rests that no wording ties to their figures, weighed against the only part and whole beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from xlcsp.audit.around import main_levels
from xlcsp.audit.checks import FAIL, OK
from xlcsp.audit.claim import Judged, is_of_others, of_share
from xlcsp.audit.finding import as_text
from xlcsp.audit.weighed import APART, LED, TO_COME, figures_of
from xlcsp.claims.agreement import agrees, percent
from xlcsp.claims.prose import LEVEL, SHARE, Quantity, Reading
from xlcsp.claims.prose.segments import Phrased, between, in_order, segments
from xlcsp.claims.prose.tokens import NUMBER, PERCENT

_BESIDE = re.compile(
    r"(?: [a-z]+){0,3}?,? ?(?:\(|or |that is |i\.e\. |equating to |representing )?"
    r"(?:about |around |nearly |just over |just under )?",
    re.IGNORECASE,
)
_OF_THESE = re.compile(r"\bof (?:these|those|them|whom|which|the total)\b", re.IGNORECASE)
_OF_OTHERS = re.compile(r"%?\),? (?:of|among)\b")
_ITS_OWN = re.compile(
    r"(?: [a-z-]+){0,3} \((?:just |only |under |over |about |around |nearly |almost )*", re.IGNORECASE
)
_RANGE = re.compile(r"\brange\b|n ?= ?$|\bbetween [^#]{0,12}$", re.IGNORECASE)
_OF_THIS_KIND = re.compile(
    r"%? of (?:the |all |total )*(?P<what>[a-z]+s)\b(?: [a-z]+){0,4} (?:this|that|these|those)\b"
)
_ROW = re.compile(r"^(?!.*\b(?:of|includ\w+)\b).*,? and (?:the )?$", re.IGNORECASE)
_IS_WHOLE = re.compile(r"(?:%|per ?cent) of (?:the |all |our )*$", re.IGNORECASE)
_BY = re.compile(r"\b(?:by|n ?=) ?$", re.IGNORECASE)
_MEASURED = re.compile(r"(?:metres?|miles?|kilomet.*|km|kg|litres?)\b", re.IGNORECASE)
_OF_A_TIME = re.compile(r"\bin the (?:quarter|year|month|period)\b", re.IGNORECASE)
_REST = re.compile(r"\b(?:the|and|with) (?:other|remaining|rest|remainder|balance)\b,?[^\d,;]{0,30}$", re.IGNORECASE)
_HAD_NOT = re.compile(
    r" (?:(?:had|have|has|did|do|does|were|was|are|is)(?: not|n't)|(?:had|have) none)(?=[,.;]|$)", re.IGNORECASE
)
_IS_LEFT = re.compile(r" (?:is|are|was|were|remains?) (?:left|unspent|outstanding)(?=[,.;]|$)", re.IGNORECASE)
_OF_NUMBER = re.compile(r"[^,;.]{0,20}\bof (?:the |all )*\d")
_NEAR, _OF_THESE_LATER, _MOST = 15, 15, 4  # points; characters; figures


def parted(readings: Sequence[Reading], at: int, found: Iterable[Judged]) -> Iterator[Judged]:
    """The open shares of a sentence, and what it says is left of a whole. found: what is decided already."""
    reading = readings[at]
    sure = [one for one in found if one.status in (OK, FAIL)]
    decided = {one.claim.at for one in sure}
    if TO_COME.search(reading.text):
        return
    above = readings[at - 1] if at else None
    numbers = [one for one in reading.quantities if one.at not in decided]
    shares = {one.at for one in numbers if one.kind == PERCENT and one.role in (LEVEL, SHARE)}
    told = segments(reading.text, reading.quantities) if shares else []
    for mine in told:
        if mine.one.at in shares:
            yield from _Share(reading, mine, told, above).judged(sure)
    for one in numbers:
        if one.kind == NUMBER and one.role == LEVEL:
            yield from _rest(reading, one, above)


@dataclass(frozen=True, slots=True)
class _Share:
    """A percentage, with the numbers of its sentence and the sentence before."""

    reading: Reading
    mine: Phrased
    told: Sequence[Phrased]
    above: Reading | None

    def judged(self, sure: Sequence[Judged]) -> Iterator[Judged]:
        """The share by the only part and whole that it can be about; right by any. sure: what is decided."""
        claim = self.mine.one
        used = [
            one for other in sure if other.claim.is_share_like and other.claim.kind == claim.kind for one in other.basis
        ]
        couples, is_of_these = self._of_this_kind() or (([], False) if self._is_of_others() else self._couples())
        found: list[Judged] = []
        for couple in couples:
            part, whole = sorted(couple, key=lambda one: one.one.value)
            if is_of_these and couple[0] is not part:
                continue  # 3,888 of them (9%) are no whole, after a monthly average of 360
            if not 0 < part.one.value < whole.one.value or any(part.one.is_at(one) for one in used):
                continue
            if any(self._is_of_another(one.one) for one in couple) or self._is_of_both(*couple):
                continue
            if claim.end < part.one.start and _ITS_OWN.fullmatch(self.reading.text[whole.one.end : claim.start]):
                continue  # 354 people (8%) were under 18, and 56 under 14
            judged = of_share(claim, part.one, whole.one)
            is_near = judged.status == OK or _is_near(claim, percent(part.one.value, whole.one.value))
            if is_near and (judged.status == OK or is_of_these or self._may_be_of(part, whole)):
                found.append(judged)
        right = [one for one in found if one.status == OK]
        yield from (right or found)[:1] if right or len(found) == 1 or is_of_these else ()

    def _of_this_kind(self) -> tuple[list[tuple[Phrased, Phrased]], bool] | None:
        """``There were 2,490 offences. 591 or 23.7% of offences in this category``: of those named above."""
        said = _OF_THIS_KIND.match(self.reading.text[self.mine.one.end :])
        own = figures_of(self.told)
        if said is None or self.above is None or len(own) != 1 or self.reading.pairs:
            return None
        is_beside = _BESIDE.fullmatch(between(self.reading.text, self.mine.one, [own[0].one])) is not None
        main = [one for one in main_levels(self.above) if said["what"] in one.unit.lower().split()]
        told = [one for one in segments(self.above.text, self.above.quantities) if one.one in main]
        return ([(own[0], told[0])], True) if is_beside and len(main) == len(told) == 1 else None

    def _is_of_another(self, figure: Quantity) -> bool:
        """Whether a figure is named as what another share is of: up from 87% of 290."""
        said, claim = _IS_WHOLE.search(self.reading.text[: figure.start]), self.mine.one
        return said is not None and not claim.start < said.start() <= claim.end + 1

    def _is_of_both(self, one: Phrased, other: Phrased) -> bool:
        """Whether the share is of two in a row: 780 were owed a prevention duty and 520 a relief one, so 60% …."""
        first, second = sorted((one.one, other.one), key=lambda figure: figure.start)
        if not all(each in self.told for each in (one, other)) or not _ROW.search(
            self.reading.text[first.end : second.start]
        ):
            return False
        share = percent(first.value, first.value + second.value)
        return any(agrees(self.mine.one, each, Fraction(0)) for each in (share, 100 - share))

    def _is_of_others(self) -> bool:
        """Whether the share is of another time, one end of a range, or of things named behind it."""
        others = [one.one for one in self.told if one.is_other]
        pairs = [pair for pair in self.reading.pairs if pair.current.kind == NUMBER]
        is_compared = any(not any(pair.previous.is_at(one) for one in others) for pair in pairs)
        is_named = _OF_OTHERS.match(self.reading.text[self.mine.one.end :]) is not None
        return self.mine.age > 0 or is_compared or is_named or _RANGE.search(self.mine.before) is not None

    def _couples(self) -> tuple[list[tuple[Phrased, Phrased]], bool]:
        """The figures that may be part and whole; and whether the part is said to be of those of the sentence above."""
        claim, text = self.mine.one, self.reading.text
        own = [
            one for one in figures_of(self.told)
            if not _BY.search(one.before) and not _MEASURED.match(one.one.unit) and not _REST.search(one.before)
        ]  # fmt: skip
        is_of_these = _OF_THESE.search(text[: claim.end + _OF_THESE_LATER]) is not None
        if len(own) == 1 and self.above is not None and is_of_these:
            is_beside = _BESIDE.fullmatch(between(text, claim, [own[0].one])) is not None
            above = figures_of(segments(self.above.text, self.above.quantities)) if is_beside else []
            return [(own[0], one) for one in above], True
        is_elsewhere = self.mine.is_other or is_of_others(text, claim)
        if (
            not own
            and not is_elsewhere
            and self.above is not None
            and len(self.above.wholes) == 1
            and self.reading.follows
        ):
            whole = self.above.wholes[0]
            told = {one.one.at: one for one in segments(self.above.text, self.above.quantities)}
            return [(told[whole.part.at], told[whole.whole.at])] if whole.share is None else [], True
        near = figures_of(segments(self.above.text, self.above.quantities)) if self.above is not None else []
        if len(own) == len(near) == 1 and not self.reading.changes and LED.search(between(text, claim, [own[0].one])):
            return [(own[0], near[0])], False  # 288 were the subject of a complaint, which is 9% of the stock
        if 1 < len(own) <= sum(one.one.kind == PERCENT and one.one.role in (LEVEL, SHARE) for one in self.told):
            return [], False  # 239 for fires, or 7%, 1,469 for medical emergencies, or 41%: each is a part
        is_led = 2 < len(own) <= _MOST and LED.search(self.mine.before) is not None  # noqa: PLR2004
        return (list(combinations(own, 2)) if len(own) == 2 or is_led else []), False  # noqa: PLR2004

    def _may_be_of(self, part: Phrased, whole: Phrased) -> bool:
        gap = between(self.reading.text, self.mine.one, (part.one, whole.one))
        is_led = LED.search(gap) is not None
        is_of_other = part.is_other or whole.is_other or self.mine.is_other
        if APART.search(gap) or ((";" in gap or is_of_other) and not is_led) or _OF_A_TIME.search(part.words):
            return False
        return is_of_other or in_order(part, whole) is None


def _is_near(claim: Quantity, truth: Fraction) -> bool:
    return truth / 2 <= claim.value <= truth * 2 and abs(truth - claim.value) < _NEAR


def _rest(reading: Reading, claim: Quantity, above: Reading | None) -> Iterator[Judged]:
    """``84 of the 96 schools were visited. The remaining 12 …``: what is left of the whole told first."""
    after = reading.text[claim.end :]
    is_left = len(reading.wholes) == 1 and _IS_LEFT.match(after) is not None  # out of £90,000 £66,000 is used
    is_rest = is_left or _REST.search(reading.text[: claim.start]) or _HAD_NOT.match(after)
    if not is_rest or _OF_NUMBER.match(after):
        return
    if not _REST.search(reading.text[: claim.start]) and any(one.start > claim.end for one in reading.levels):
        return  # 47 were satisfied and 9 were not; six gave no view
    own = [one for one in reading.levels if one.end <= claim.start]
    before = list(above.levels) if above is not None else []
    ways = [sorted(own, key=lambda one: -one.value) if reading.wholes and len(own) == 2 else own]  # noqa: PLR2004
    ways += [[*before, *own]] if len(before) == 1 and own else []
    if above is not None and not own and len(above.wholes) == 1 and len(before) == 2:  # noqa: PLR2004 - part and whole
        ways = [[above.wholes[0].whole, above.wholes[0].part]]
    ways = [each for each in ways if 1 < len(each) <= _MOST]
    left = [each[0].value - sum((one.value for one in each[1:]), Fraction(0)) for each in ways]
    for (whole, *parts), rest in zip(ways, left, strict=True):
        if claim.value not in left and 0 < rest / 2 <= claim.value <= rest * 2:
            words = f"{whole.text} less {' and '.join(one.text for one in parts)}"
            yield Judged(claim, "SUM", FAIL, as_text(rest), words, (whole, *parts))
            return
