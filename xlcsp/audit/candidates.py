"""The two figures that a change may be about where its sentence does not tie them to it, the likeliest first.

A change is right where such figures give it. It is wrong only where its words leave no other figures, where what is
said beside it fits them, or where it differs as by a slip of the pen or by the wrong base.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from xlcsp.audit.around import OPENS_WITH_LAST_YEAR, of_last_year_after, on_its_base, own_bases, told_next
from xlcsp.audit.checks import OK
from xlcsp.audit.claim import Judged, is_right_or_slip, of_change
from xlcsp.audit.series import noun
from xlcsp.claims.agreement import is_slip_of_pen
from xlcsp.claims.prose import CHANGE, LEVEL, SHARE, Pair, Quantity, Reading, read_sentence
from xlcsp.claims.prose.quantities import BASE, LONE_BASE
from xlcsp.claims.prose.segments import between
from xlcsp.claims.prose.spans import LAST_YEAR
from xlcsp.claims.prose.tokens import NUMBER, PERCENT, POINTS

_MOST_BEFORE, _MOST_WORDS, _LARGE, _COUPLE, _MOST_FIGURES = 2, 8, 100, 2, 6
_OPENS_WITH_THIS_YEAR = re.compile(r"(?:in )?this (?:year|quarter|month)\b", re.IGNORECASE)
_COMPARED = re.compile(
    r"\b(?:compared?|comparison|against|versus|vs|previous(?:ly)?|last|earlier|before|prior|from|than|corresponding|since"
    r"|equivalent|same|ago|year-on-year)\b|(?:19|20)\d\d.*(?:19|20)\d\d|\d \(Q[1-4]:? \d",
    re.IGNORECASE,
)
_APART = re.compile(
    r"\b(?:and|while|whilst|whereas|but|although|though|however|with|of which|includ\w+)\b", re.IGNORECASE
)
_GAP = re.compile(
    r"\b(?:gap|difference|margin|underspend|overspend|shortfall|surplus) (?:of|being|is|was)"
    r" (?:just |only |about )?£?$|\b(?:under|over)spent by £?$",
    re.IGNORECASE,
)
_GAP_AFTER = re.compile(r", an? (?:gap|difference) of (?:just |only |about )?£?$")
_HAS_MOVED = re.compile(
    r"(?:(?:by|at|since|now) [^,;]*? )?(?:it|this|they|the (?:number|figure|total)) (?:has |had |have |since |then )*"
    r"(?:rose|risen|fallen|fell|increased|decreased|reduced|dropped|declined|grown|grew|gone (?:up|down)"
    r"|went (?:up|down)) to \S+, an? [a-z]+ of ",
    re.IGNORECASE,
)
_NOW = re.compile(r"\b(?:now|currently|the (?:total|figure|latest)[a-z ]*)(?: stands)?(?: at| is)? $", re.IGNORECASE)
_OVER_ALL = re.compile(r"over (?:the|these|those) \S+ (?:years|quarters|months)\b", re.IGNORECASE)
_OF_PART = re.compile(r" (?:on|in|for) (?!the\b)")  # underspent by £12,000 on pay
_SPAN = re.compile(r"\bbetween [A-Z][a-z]+(?: \d{4})? and (?=[A-Z])")
_ON_LAST_YEAR = re.compile(rf"[a-z ]*(?:{LAST_YEAR.pattern})", re.IGNORECASE)
_ON_A_PERIOD = re.compile(rf"\b(?:than|on) (?:in )?(?:(?:19|20)\d\d|{LAST_YEAR.pattern})", re.IGNORECASE)
_ADDED = re.compile(r"\b(?:extra|additional|further) $", re.IGNORECASE)
_WITH = re.compile(r",? with $")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two figures that a change may be about. is_sure: whether the words leave no others."""

    pair: Pair
    is_sure: bool = False


def by_candidates(readings: Sequence[Reading], at: int, group: list[Quantity]) -> list[Judged]:
    """A change, and its percentage, by the first two figures that the words allow. group: the claims of one thing."""
    for one in _candidates(readings, at, group) if all(one.role == CHANGE for one in group) else ():
        found = [of_change(claim, one.pair) for claim in group]
        agree = [judged.status == OK for judged in found]
        if one.is_sure or all(agree) or (len(found) > 1 and any(agree)):
            return found
    return []


def _candidates(readings: Sequence[Reading], at: int, group: list[Quantity]) -> Iterator[Candidate]:
    reading = readings[at]
    if reading.perhaps is not None:
        yield Candidate(reading.perhaps)
    if group[0].against:
        return
    own = own_bases(reading)
    if own and own.keys() >= {one.at for one in reading.levels}:
        yield from (Candidate(pair, is_sure=True) for pair in on_its_base(readings, at, group))
        return
    base, above = reading.base, readings[at - 1].levels if at else ()
    if base is not None and (base.role != LONE_BASE or reading.follows) and len(above) == 1:
        yield Candidate(Pair(above[0], base, 0, 0, 0), is_sure=True)
    for way in (of_last_year_after, told_next):
        yield from (Candidate(pair, is_sure=True) for pair in way(readings, at, group))
    now = [one for one in reading.levels if base is not None and not one.is_at(base)]
    if base is not None and len(now) == 1 and not reading.pairs and _NOW.search(reading.text[: now[0].start]):
        yield Candidate(Pair(now[0], base, 0, 0, 0), is_sure=True)
    if len(above) == 1 and not readings[at - 1].pairs and len(reading.levels) == 1 and _HAS_MOVED.match(reading.text):
        yield Candidate(Pair(reading.levels[0], above[0], 0, 0, 0), is_sure=True)
    for before in range(1, min(at, _MOST_BEFORE) + 1) if len(reading.levels) < 2 else ():  # noqa: PLR2004
        yield from _joined(readings[at - before : at + 1], group)


def _joined(together: Sequence[Reading], group: list[Quantity]) -> Iterator[Candidate]:
    """The figures of sentences read as one: ``Burglary stood at 420. A year before it was 500. A fall of 16%``."""
    apart = [one for reading in together for one in reading.quantities]
    if any(reading.pairs for reading in together[:-1]) or not len(group) + _COUPLE <= len(apart) <= _MOST_FIGURES:
        return
    joined = read_sentence("; ".join(reading.text.rstrip(".") for reading in together))
    if len(joined.quantities) != len(apart):
        return
    own = dict(zip((one.at for one in joined.quantities), apart, strict=True))
    pairs = [pair for claim, pair in joined.bound if any(own[claim.at] is one for one in group)]
    if len(pairs) == len(group) and all(pair == pairs[0] for pair in pairs):
        pair = replace(pairs[0], current=own[pairs[0].current.at], previous=own[pairs[0].previous.at])
        first, last = together[0], together[-1]
        is_sure = last.follows or OPENS_WITH_LAST_YEAR.match(last.text) is not None
        is_sure &= all(one in (pair.current, pair.previous) for other in together for one in other.levels)
        is_sure |= _OVER_ALL.match(last.text) is not None and not last.levels  # 84, 61, 45; over the two years
        is_sure |= bool(OPENS_WITH_LAST_YEAR.match(first.text) and _OPENS_WITH_THIS_YEAR.match(last.text))
        yield Candidate(pair, is_sure=is_sure)


def by_only_figures(reading: Reading, claim: Quantity) -> Iterator[Judged]:
    """A change that is left open, by the only other figures of its sentence, which count the same and are compared."""
    pair = _only_figures(reading, claim)
    if pair is None or claim.kind not in (NUMBER, PERCENT, POINTS):
        return
    judged = of_change(claim, pair)
    gap = _GAP_AFTER.search(reading.text[: claim.start])  # of the two figures just named, and no others
    is_wrong = judged.check == "WRONG_BASE" or (
        gap is not None and max(pair.current.end, pair.previous.end) < gap.start()
    )
    if claim.kind == NUMBER and min(pair.current.value, pair.previous.value) >= _LARGE:  # or a figure has the slip
        now, then, step = pair.current, pair.previous, abs(claim.value) * claim.direction
        is_wrong |= is_slip_of_pen(now, then.value + step) or is_slip_of_pen(then, now.value - step)
    if is_wrong or is_right_or_slip(judged):
        yield judged


def _only_figures(reading: Reading, claim: Quantity) -> Pair | None:
    kind = PERCENT if claim.kind == POINTS else NUMBER
    levels = [one for one in reading.quantities if one.kind == kind and one.role in (LEVEL, SHARE, BASE)]
    others = [one for one in reading.quantities if one.group != claim.group and one not in levels]
    if _ADDED.search(reading.text[: claim.start]):
        return None  # an extra 9, to bring the strength to 2,009, against a budgeted 2,015
    if len(levels) != 2 or others or reading.wholes or any(one.is_target for one in reading.pairs):  # noqa: PLR2004
        return None
    first, second = levels
    low, high = sorted(levels, key=lambda one: abs(one.value))
    is_of_part = _OF_PART.match(reading.text[claim.end :]) is not None
    if _GAP.search(reading.text[: claim.start]) and not is_of_part and claim.kind in (NUMBER, POINTS):
        return Pair(high, low, 0, 0, 0)
    gap = reading.text[claim.end : first.start]
    is_led_on = _WITH.search(gap) and (_ON_A_PERIOD.search(gap) or _ON_LAST_YEAR.match(reading.text[second.end :]))
    text = (
        _SPAN.sub("", reading.text[first.end : second.start])
        .replace("compared with", "")
        .replace("comparison with", "")
    )
    is_apart = (
        (";" in text and not _COMPARED.search(text) and LAST_YEAR.search(reading.text[claim.end :]))
        or _APART.search(text)
        or (stands_apart(reading, claim, levels) and not is_led_on)
    )
    is_of_two = len({noun(one.unit) for one in levels} - {""}) > 1
    is_told = claim.direction or claim.kind == POINTS
    if is_of_two or is_apart or not (_COMPARED.search(reading.text) or reading.pairs) or not is_told or not low.value:
        return None
    return Pair(high, low, 0, 0, 0) if claim.direction > 0 else Pair(low, high, 0, 0, 0)


def stands_apart(reading: Reading, claim: Quantity, figures: Sequence[Quantity]) -> bool:
    """Whether a new clause, or many words, come between a claim and the figures."""
    gap = between(reading.text, claim, figures)
    return bool(re.search("[;.]", gap) or _APART.search(gap)) or len(gap.split()) > _MOST_WORDS
