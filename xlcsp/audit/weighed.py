"""Changes that no wording ties to their figures, weighed against the only figures that they can be about.

Wordings have no end, but what a sentence compares shows in its numbers: two figures of one thing, one of them of an
earlier time or a target, and a change near what they give. It is wrong if they do not give it and no other two figures
do; it is left open where a word parts it from them or names another base.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, permutations

from xlcsp.audit.checks import FAIL, OK
from xlcsp.audit.claim import Judged, is_of_others, of_change
from xlcsp.audit.finding import as_text
from xlcsp.audit.told import stems
from xlcsp.claims.agreement import is_digit_more, is_digit_off
from xlcsp.claims.prose import CHANGE, LEVEL, SHARE, Pair, Quantity, Reading
from xlcsp.claims.prose.quantities import BASE, LONE_BASE, TARGET
from xlcsp.claims.prose.segments import Phrased, between, in_order, segments
from xlcsp.claims.prose.spans import LAST_YEAR
from xlcsp.claims.prose.tokens import NUMBER, PERCENT, POINTS, tokens
from xlcsp.claims.prose.vocabulary import direction_of

FIGURES = (LEVEL, SHARE, BASE, LONE_BASE, TARGET)
APART = re.compile(
    r"\b(?:while|whilst|whereas|but|although|though|however|even|despite|because|when|if|where|with|and)\b",
    re.IGNORECASE,
)
LED = re.compile(
    r"\b(?:so|meaning|represent\w*|equat\w+|equivalent|giving|making|leaving|amount\w*|mean(?:s|t)|therefore|or|i\.e\."
    r"|(?:which|that|this) (?:is|was)|result\w*|exceed\w*|beat\w*|surpass\w*)\b[^.;]*$"
    r"|\ban? [a-z -]{0,40}\bof [a-z ]{0,12}$|\ban? (?:further |net |overall )?$",
    re.IGNORECASE,
)  # what follows from the figures before it
TO_COME = re.compile(r"project|forecast|predict|anticipat|estimat|would|could|will\b|should|likely", re.IGNORECASE)
PLAIN = frozenset(("offence", "crime", "incident", "case", "people", "recorded", "reported", "this", "during"))
_JOINED = re.compile(  # these only lead on to the figures
    r"\bbetween (?:Q[1-4]|[A-Z][a-z]+|\d{4}\S*)(?: \d{4})? and |\bwhen (?=compar|set|measured|seen)"
    r"|\b(?:compar\w+|comparison) with\b|\bwith an? (?:[a-z]+ )?[a-z]+ of(?: [a-z]+)? ?$"
    r"|,? (?:with|when|where)(?: there)?(?: were| was| had been)?(?: just| only| a total of| some)?(?: the)? ?\(?$",
    re.IGNORECASE,
)
_ON = re.compile(
    r"%?\)?(?: [a-z]+){0,3}? (?:on|than|since|from|over|below|above|against|between)\b(?P<what>[^,;.()]*)",
    re.IGNORECASE,
)
_IN = re.compile(r"\b(?:in|at|for) (?:the )?[A-Z]")
_NAME = re.compile(r"(?<![.\w])[A-Z][a-z]{2,}")
_YEAR, _QUARTER = re.compile(r"\b(?:19[89]|20[0-4])\d\b"), re.compile(r"\bQ([1-4])\b")
_OF_PARTS = re.compile(
    r"\b(?:half-year|each|per (?:month|week|quarter|day)|a (?:month|year|week|day)(?! (?:ago|earlier|before)))\b",
    re.IGNORECASE,
)
_AIM = re.compile(
    r"\b(?:increase|decrease|reduction|rise|fall|improvement)s? (?:target|goal|aim|ambition)"
    r"|\btargets? (?:of|is|was|to)\b[^#]*#",
    re.IGNORECASE,
)
_UNLESS = re.compile(r"\b(?:when|if|once|includ\w+|exclud\w+|apart from|without)\b", re.IGNORECASE)
_OTHERS = ("target", "baseline", "average", "another area", "a forecast")
_COUNTED = re.compile(r" (?:more|fewer|less|extra|additional) (?P<unit>[a-z]{4,}s)\b")
_IS = re.compile(
    r"\b(?:increase|decrease|reduction|rise|fall|drop|decline|growth)\b[^,;.#]*"
    r"\b(?:is|was|of|by|at|being)[a-z ]{0,12}$",
    re.IGNORECASE,
)
_POINT_GAP = re.compile(r"[ -](?:percentage[ -])?point (?:gap|difference|margin)\b", re.IGNORECASE)
_BEYOND = re.compile(r"\b(?:exceed|beat|surpass|miss(?:ed|ing)\b)", re.IGNORECASE)
_FROM = re.compile(r"%? ?\((?:from )?")
_TO_NOW = re.compile(r"(?:%?(?: or | \()[^a-z;]*)?%?\)? to £?", re.IGNORECASE)
_LEAST = 100  # of a number whose slip shows in its digits


def weighed(readings: Sequence[Reading], at: int, found: Iterable[Judged]) -> Iterator[Judged]:
    """The open changes of a sentence. found: what is decided already."""
    reading = readings[at]
    sure = [one for one in found if one.status in (OK, FAIL)]
    decided = {one.claim.at for one in sure}
    is_open = any(one.role in (CHANGE, LEVEL) and one.at not in decided for one in reading.quantities)
    if not is_open or TO_COME.search(reading.text):
        return
    told = segments(reading.text, reading.quantities)
    above = readings[at - 1] if at else None
    for plain in told:
        mine = _as_change(plain)
        if mine.one.at not in decided and mine.one.role == CHANGE:
            claim = _Claim(reading, mine, told, above)
            yield from claim.by_pairs([one for one in sure if one.claim.role == CHANGE])
            yield from claim.as_step()


def _as_change(mine: Phrased) -> Phrased:
    """A number that the words before it make a change: ``the decrease across the county was 3.2% (from …``."""
    one = mine.one
    is_told = one.role == LEVEL and (mine.before.endswith(" by ") or (one.kind == PERCENT and _IS.search(mine.before)))
    if one.kind == NUMBER and one.role == LEVEL and _POINT_GAP.match(mine.after):
        return replace(mine, one=replace(one, role=CHANGE, direction=0))
    moved = [way for token in tokens(mine.before) if (way := direction_of(token))] if is_told else []
    return replace(mine, one=replace(one, role=CHANGE, direction=moved[0])) if len(moved) == 1 else mine


def figures_of(told: Iterable[Phrased], kind: str = NUMBER) -> list[Phrased]:
    """The numbers of a kind that are no changes."""
    return [one for one in told if one.one.kind == kind and one.one.role in FIGURES]


@dataclass(frozen=True, slots=True)
class _Claim:
    """A change, with the numbers of its sentence and of the one before."""

    reading: Reading
    mine: Phrased
    told: Sequence[Phrased]
    above: Reading | None

    def _figures_above(self, kind: str = NUMBER) -> list[Phrased]:
        return figures_of(segments(self.above.text, self.above.quantities), kind) if self.above is not None else []

    def by_pairs(self, sure: Sequence[Judged]) -> Iterator[Judged]:
        """The change by the two figures that it can be about. sure: the changes that are decided."""
        claim, ordered = self.mine.one, self._ordered()
        pairs = [_pair(*order) for order in ordered if self._may_be_of(*order)]
        twins = [other for one in sure if one.claim.kind == claim.kind for other in one.basis]
        if any(pair.current.is_at(other) or pair.previous.is_at(other) for pair in pairs for other in twins):
            return  # the figures have their change
        judged = [of_change(claim, pair) for pair in pairs]
        right = [one for one in judged if one.status == OK]
        if right:
            yield right[0]
        elif judged and _is_near(claim, pairs[0], judged[0], is_led=LED.search(self._lead()) is not None):
            others = [*(_pair(*order) for order in (*ordered, *permutations(self._own(), 2))), *self._together()]
            yield from judged[:1] if all(of_change(claim, pair).status != OK for pair in others) else ()

    def as_step(self) -> Iterator[Judged]:
        """``141 of them boys. This year the number went up by 24 to 165``: from a figure above to that of now."""
        claim, text = self.mine.one, self.reading.text
        now = [one.one for one in figures_of(self.told) if _TO_NOW.fullmatch(text[claim.end : one.one.start])]
        if claim.kind != NUMBER or not claim.direction or not now or self.reading.pairs:
            return
        step = claim.direction * abs(claim.value)
        if self.above is None or stems(self.mine.before) - stems(self.above.text):
            return  # 148 deliberate fires. Secondary fires fell by 30 to 112
        above = [one.one for one in self._figures_above()]
        truth = now[0].value - step
        near = [one for one in above if truth >= _LEAST and is_digit_off(as_text(truth), as_text(one.value))]
        if len(near) == 1 and all(one.value != truth for one in above):
            right = as_text(near[0].value + step)
            yield Judged(now[0], "SUM", FAIL, right, f"{near[0].text} and {claim.text} is {right}", (near[0], claim))

    def _ordered(self) -> list[tuple[Phrased, Phrased]]:
        """The figures that may be compared, each later or other one with its base, the likeliest first."""
        claim, own = self.mine.one, self._own()
        above = self._figures_above(self._kind()) if len(own) < 2 else []  # noqa: PLR2004
        couples: list[tuple[Phrased, Phrased]] = []
        if len(own) > 1:
            couples = list(combinations(own, 2))
        elif own:
            alike = [one for one in above if _nouns(one.one) & _nouns(own[0].one)]
            couples = [(own[0], one) for one in (alike if len(alike) == 1 else above if len(above) == 1 else ())]
        elif len(above) == 2 and (self.reading.follows or LED.search(self._lead())):  # noqa: PLR2004 - two figures
            couples = [(above[0], above[1])]
        ordered = [order for one, other in couples if (order := in_order(one, other)) is not None]
        if not ordered and len(couples) == 1 and not claim.direction and claim.kind in (NUMBER, POINTS):
            high, low = sorted(couples[0], key=lambda one: -one.one.value)
            ordered = [(high, low)]  # a gap has no direction
        if not ordered and len(couples) == 1:
            ordered = [(one, other) for one, other in permutations(couples[0]) if self._is_named(one, other)]
        nows = [one for one in own if one.age <= 0 and not one.is_other]
        if len(own) > 2 and len(nows) == 1:  # noqa: PLR2004
            ordered = [order for order in ordered if order[0] is nows[0]]
        return sorted(ordered, key=lambda order: (not self._is_told(*order), abs(order[1].one.start - claim.start)))

    def _kind(self) -> str:
        """Of what kind the figures of the change are."""
        claim = self.mine.one
        return PERCENT if claim.is_of_points else NUMBER

    def _own(self) -> list[Phrased]:
        """The figures of its sentence that it may be of."""
        others = (self._as_level(one) for one in self.told if one.one.at != self.mine.one.at)
        return figures_of(others, self._kind())

    def _as_level(self, told: Phrased) -> Phrased:
        """A number that only the change beside it made one: ``it charged 265, or a quarter more``."""
        one, claim = told.one, self.mine.one
        is_beside = one.group == claim.group and self.reading.text[one.end : claim.start].strip(" ,") == "or"
        is_change = one.role != CHANGE or one.signed or any(map(direction_of, tokens(told.words)))
        return replace(told, one=replace(one, role=LEVEL)) if is_beside and not is_change else told

    def _is_named(self, now: Phrased, then: Phrased) -> bool:
        """``3.1 points up on Wave 6``: whether the base is named as the one figure is and the other is not."""
        on = _ON.match(self.reading.text[self.mine.one.end :])
        names = _NAME.findall(on["what"]) if on is not None else []
        return bool(names) and all(name in then.words and name not in now.words for name in names)

    def _is_told(self, now: Phrased, then: Phrased) -> bool:
        return any(pair.current.is_at(now.one) and pair.previous.is_at(then.one) for pair in self.reading.pairs)

    def _together(self) -> Iterator[Pair]:
        """All pairs of the sentence as one: ``from 350 to 301 and from 80 to 68, a total reduction of 14.2%``."""
        pairs = self.reading.pairs
        if len(pairs) > 1:
            now, then = (sum((one.value for one in each), Fraction(0)) for each in (
                [pair.current for pair in pairs], [pair.previous for pair in pairs]))  # fmt: skip
            current, previous = replace(pairs[0].current, value=now), replace(pairs[0].previous, value=then)
            yield replace(pairs[0], current=current, previous=previous)

    def _may_be_of(self, now: Phrased, then: Phrased) -> bool:
        """Whether nothing parts the change from two figures, or says that it is of others."""
        claim, text = self.mine.one, self.reading.text
        wholes = [whole for reading in (self.reading, self.above) if reading is not None for whole in reading.wholes]
        if any(
            whole.part.is_at(one) and whole.whole.is_at(other)
            for whole in wholes
            for one, other in permutations((now.one, then.one))
        ):
            return False  # 122 calls, 41 of them in August
        if not then.one.value or not _is_of_one_thing(text, claim, now.one, then.one) or not self._has_base(now, then):
            return False
        own = [one.one for one in (now, then) if one in self.told]
        gap = between(text, claim, own) if own else ""
        is_apart = APART.search(_JOINED.sub("", gap)) is not None or (";" in gap and not LED.search(gap))
        is_apart |= is_of_others(text, claim) or text[then.one.end : claim.start].strip() == "("
        is_apart |= not own and _IN.search(self.mine.before) is not None
        if is_apart or any(pattern.search(self.mine.words) for pattern in (_AIM, _OF_PARTS)) or _OF_PARTS.search(gap):
            return False
        led = [one.one for one in figures_of(self.told) if _TO_NOW.fullmatch(text[claim.end : one.one.start])]
        return not _UNLESS.search(self.mine.after) and all(one is now.one for one in led)

    def _lead(self) -> str:
        """The words that lead to the change, or to what it is said beside, from the number before."""
        claim = self.mine.one
        start = min((one.one.start for one in self.told if one.one.group == claim.group), default=claim.start)
        return self.reading.text[max((one.one.end for one in self.told if one.one.end <= start), default=0) : start]

    def _has_base(self, now: Phrased, then: Phrased) -> bool:
        """Whether the base that the words name, if any, can be the second figure."""
        claim = self.mine.one
        if self._is_told(now, then) and _FROM.fullmatch(between(self.reading.text, claim, (now.one, then.one))):
            return True  # across the county it was 2.3% (from 48,120 to 47,013)
        first, last = sorted((now.one, then.one), key=lambda one: one.start)
        if now.is_other != then.is_other and _BEYOND.search(self.reading.text[first.end : last.start]):
            return True  # £1.72m, exceeding the £1.5m target by £220,000
        is_of_other, says_other = now.is_other or then.is_other, claim.against in _OTHERS or self.mine.is_other
        if is_of_other != says_other and (says_other or claim.against or not LED.search(self._lead())):
            return False
        others = (one.one for one in self.told if one.one.group not in (claim.group, now.one.group))
        is_apart = any(claim.end < one.start < then.one.start for one in others)
        if claim.against and claim.against not in _OTHERS and (is_apart or not self._is_told(now, then)):
            return False  # up 7 points on Q2 and 12 points on a year ago (32%)
        on = _ON.match(self.reading.text[claim.end :])
        return on is None or _may_name(re.split(r"\band\b", on["what"])[0], then)


def _pair(now: Phrased, then: Phrased) -> Pair:
    return Pair(now.one, then.one, 0, 0, 0)


def _may_name(what: str, then: Phrased) -> bool:
    """Whether the base named after a change may be that figure: not ``on Q1`` if it is Q2's, nor ``on Elm``."""
    years, quarters = _YEAR.findall(what), _QUARTER.findall(what)
    if years and then.year:
        return int(years[-1]) == then.year
    is_of_a_time = years or quarters or LAST_YEAR.search(what)
    if any(name not in then.words for name in _NAME.findall(what)) or (is_of_a_time and then.is_other):
        return False
    return not quarters or not then.quarter or int(quarters[-1]) == then.quarter


def _is_near(claim: Quantity, pair: Pair, judged: Judged, *, is_led: bool) -> bool:
    """Whether a wrong change goes the right way and is of the right size, so that it is meant to be that change.

    is_led: whether words lead to it from the figures; then it may have a digit too many or too few.
    """
    change = pair.current.value - pair.previous.value
    if not change or claim.direction * change < 0 or judged.status != FAIL:
        return False
    truth, value = abs(Fraction(judged.recomputed or 0)), abs(claim.value)
    places = 10 ** max(claim.decimals, 0)
    is_longer = (
        is_led and claim.kind == PERCENT and is_digit_more(str(round(truth * places)), str(round(value * places)))
    )
    return is_longer or 0 < truth / 2 <= value <= truth * 2


def _nouns(one: Quantity) -> set[str]:
    return {word.rstrip("s") for word in one.unit.lower().split() if len(word) > 3} - PLAIN  # noqa: PLR2004


def _is_of_one_thing(text: str, claim: Quantity, now: Quantity, then: Quantity) -> bool:
    """Whether figures and change may count the same: not ``12 fewer thefts, with 40 arrests compared with 31``."""
    units = [{word.rstrip("s") for word in one.unit.lower().split()} - {"thi", "last"} for one in (now, then)]
    named = _COUNTED.match(text[claim.end :]) if claim.kind == NUMBER else None
    mine = {named["unit"].rstrip("s")} - PLAIN if named is not None else set()
    theirs = _nouns(now) | _nouns(then)
    return (not all(units) or bool(units[0] & units[1])) and (not mine or not theirs or bool(mine & theirs))
