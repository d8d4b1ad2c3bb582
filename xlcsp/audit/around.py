"""The two figures of a change that the sentence before or after it prints, where its words leave no others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from xlcsp.audit.series import GENERIC, noun
from xlcsp.claims.prose import CHANGE, LEVEL, Pair, Quantity, Reading
from xlcsp.claims.prose.quantities import LONE_BASE
from xlcsp.claims.prose.spans import COUNTED_AREAS, LAST_YEAR
from xlcsp.claims.prose.tokens import NUMBER

_ON_A_BASE = re.compile(  # 6% on the same date last year; 65% on a low of; 22% on 2020, when there were
    r"(?: [a-z]+){0,2}? (?:on|from|than|since|compared (?:with|to)|against)\b"
    r"(?: (?!(?:to|at|and|by|with|but|while)\b)[^,;.:()\s]+)*"
    r"(?:,? when (?:there|it) (?:was|were|stood at|had been))? \(?$"
)
OPENS_WITH_LAST_YEAR = re.compile(rf"(?:(?:in|during|for|at) )?(?:{LAST_YEAR.pattern})", re.IGNORECASE)
_SAYS_WHICH = re.compile(r"(?:this|that|it|which) (?:is|was|represents|equates to|means|meant) ", re.IGNORECASE)
_THERE_WERE = re.compile(r"(?:[^,;:]{3,50}?,? )?there (?:were|was|have been|has been) (?:a total of )?$", re.IGNORECASE)
_NAME = re.compile(r" (?:in|at|for|across) (?:the )?(?P<name>[A-Z][a-z]{2,})")


def main_levels(reading: Reading) -> list[Quantity]:
    """The figures of a sentence without what is known: ``in 43 forces … numbered 134,101``."""
    levels = list(reading.levels)
    known = [one for one in levels if COUNTED_AREAS.match(reading.text[one.end :])]
    return [one for one in levels if one not in known] if len(known) < len(levels) else levels


def own_bases(reading: Reading) -> dict[int, Quantity]:
    """The bases right behind the changes on them, each with its change: ``up 6% on 2012 and 65% on the 48``."""
    return {
        base.at: claim
        for claim, base in pairwise(reading.quantities)
        if claim.role == CHANGE and not claim.against and base.kind == NUMBER and base.role in (LEVEL, LONE_BASE)
        and _ON_A_BASE.fullmatch(reading.text[claim.end : base.start])
    }  # fmt: skip


def on_its_base(readings: Sequence[Reading], at: int, group: list[Quantity]) -> Iterator[Pair]:
    """The figure of the sentence before against the base that a change names; one without a base has no other's."""
    reading, above = readings[at], main_levels(readings[at - 1]) if at else []
    own = own_bases(reading)
    for base in reading.quantities if len(above) == 1 and reading.follows else ():
        if base.at in own and own[base.at].group == group[0].group and _may_count_the_same(readings[at - 1], base):
            yield Pair(above[0], base, 0, 0, 0)


def _may_count_the_same(above: Reading, base: Quantity) -> bool:
    """Whether a base has no noun of its own that the sentence before does not have: ``entrants`` after ``offences``."""
    first = base.unit.lower().split()[:1]
    names = {noun(word) for word in re.findall("[a-z-]+", above.text.lower())}
    return not first or not first[0].endswith("s") or noun(first[0]) in {*GENERIC, *names}


def told_next(readings: Sequence[Reading], at: int, group: list[Quantity]) -> Iterator[Pair]:
    """``Crime fell by 3,214 (5.1%). There were 59,766 offences compared with 62,980``: the pair of the sentence after.

    ``The number fell by 9%. This is a reduction from 22,648 to 20,544``: the next sentence says nothing else.
    """
    reading, after = readings[at], readings[at + 1] if at + 1 < len(readings) else None
    is_plain = len(reading.quantities) == len(group) and not reading.follows
    if after is None or not is_plain or len(after.pairs) != 1 or after.pairs[0].is_target:
        return
    pair = after.pairs[0]
    first, last = sorted((pair.current, pair.previous), key=lambda one: one.start)
    others = [one for one in after.quantities if not (one.is_at(first) or one.is_at(last))]
    bound = {one.at for one, its in after.bound if its == pair}
    if any(one.at not in bound for one in others):
        return
    lead = after.text[: min(one.start for one in (first, *others))]
    if _SAYS_WHICH.match(lead) or (_THERE_WERE.fullmatch(lead) and _names_the_same(reading, after, first, last)):
        yield pair


def _names_the_same(reading: Reading, after: Reading, first: Quantity, last: Quantity) -> bool:
    """Whether what the second sentence counts, and where, is in the first: ``gun crime offences``, ``offences``."""
    told = {noun(word) for word in re.findall("[a-z-]+", reading.text.lower())}
    unit = re.match(
        r"(?: (?!(?:compared|in|at|for|between|during|recorded|reported|against)\b)[a-z-]+)*", after.text[first.end :]
    )
    names = {noun(word) for word in (unit[0] if unit is not None else "").split()}
    place = _NAME.search(after.text[first.end : last.start])
    return bool(names) and names <= told and (place is None or place["name"] in reading.text)


def of_last_year_after(readings: Sequence[Reading], at: int, group: list[Quantity]) -> Iterator[Pair]:
    """``Crime rose by 3,214 (5.1%) to 66,194. In the previous year there were 62,980 offences``."""
    reading, after = readings[at], readings[at + 1] if at + 1 < len(readings) else None
    is_told = after is not None and len(reading.levels) == len(after.quantities) == len(after.levels) == 1
    if after is None or not is_told or reading.pairs or not OPENS_WITH_LAST_YEAR.match(after.text):
        return
    if noun(after.levels[0].unit) in ("", *GENERIC, noun(group[0].unit)):
        yield Pair(reading.levels[0], after.levels[0], 0, 0, 0)
