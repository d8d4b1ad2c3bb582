"""Judges each claim of a sentence against the figures that it is certainly about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from xlcsp.audit.amounts import NO_COMPARATOR, amount_and_share, by_amount, is_couple
from xlcsp.audit.averages import averages
from xlcsp.audit.candidates import by_candidates
from xlcsp.audit.checks import FAIL, OK
from xlcsp.audit.claim import (
    Judged,
    is_of_others,
    of_change,
    of_pairs,
    of_share,
    said_twice,
    unchecked,
    went_the_other_way,
)
from xlcsp.audit.crosscheck import TableAnswer, told_by_tables
from xlcsp.audit.divided import divisions
from xlcsp.audit.listed import totals_of_lists
from xlcsp.audit.parts import totals_of_parts
from xlcsp.audit.tables import PrintedTable
from xlcsp.audit.trends import trends
from xlcsp.claims.prose import CHANGE, LEVEL, SHARE, Pair, Quantity, Reading, Whole
from xlcsp.claims.prose.segments import in_order, segments
from xlcsp.claims.prose.tokens import NUMBER, PERCENT, WORDED

SENTENCES_ABOVE = 12  # how many sentences above to search for a whole
_STEM = 6  # letters that "detection" and "detected" share
_NEAR_BASE = 25  # characters
_RATE = re.compile(r"\b(?P<what>[a-z]{5,})\srate\b[^.]{0,40}$", re.IGNORECASE)
_PARTS_OF = re.compile(r"\sin\s(?:[a-z]+\s){0,4}?(?P<unit>offences|crimes|cases|incidents)\b", re.IGNORECASE)
_NOT = re.compile(
    r"%?(?: of (?:them|these|those|people|cases))? (?:did|do|does|ha[sd]|have|was|were|is|are|could)(?: not|n't)\b",
    re.IGNORECASE,
)
_OF_ANOTHER = re.compile(  # at 112 shops, five of which accounted for 40% of all thefts
    r" of (?:which|whom|these|them) (?:accounted for|made up|(?:were|was) responsible for|produced|generated|took) "
    r"(?:about |nearly |over |some )?",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"[^,;.\d]{0,12}(?:\d{4}[/-]\d{2,4}|\d{4})?,?(?: and)?(?: then)?(?: to)? £?"
)  # from 300 to 240 and 210
_IN_THE_LAST_YEAR = re.compile(
    r"%?(?: points?)? (?:in |over )?(?:the )?(?:last|past) (?:year|quarter|month)", re.IGNORECASE
)
_OF_A_YEAR = re.compile(r"%? in ((?:19|20)\d\d)")
_OF_THOSE = re.compile(r"%?\)? of (?:those|these|them)\b")
_NEW = re.compile(r"[,;]|\band\b")
_OTHER = re.compile(r"\b(?:other|remaining|remainder|rest|balance)(?: of| being| is| was|,)? \(?$", re.IGNORECASE)


def judged(
    readings: Sequence[Reading], at: int, before: Sequence[Reading] = (), tables: Sequence[PrintedTable] = ()
) -> Iterator[Judged]:
    """Each claim of one sentence. readings: the paragraph's sentences, of which ``at`` is the one."""
    reading = readings[at]
    bound = {one.at: pair for one, pair in reading.bound}
    shares = {whole.share.at: whole for whole in reading.wholes if whole.share is not None}
    for pair in reading.pairs:
        yield from went_the_other_way(pair)
    yield from said_twice(reading)
    yield from divisions(reading)
    yield from totals_of_parts(readings, at)
    yield from totals_of_lists(readings, at)
    yield from averages(readings, at)
    yield from trends(reading)
    groups: dict[int, list[Quantity]] = {}
    for one in reading.quantities:
        if one.at in shares:
            yield _of_part_or_rest(reading, one, shares[one.at])
        elif one.at in bound:
            yield _of_bound(reading, one, bound[one.at])
        elif one.role in (CHANGE, SHARE) or (one.role == LEVEL and one.kind in (PERCENT, WORDED)):
            groups.setdefault(one.group, []).append(one)
    for group in groups.values():
        told = told_by_tables(reading.text, group, tables) if tables else {}
        yield from (_of_table(one, told[one.at]) for one in group if one.at in told)
        if not told:
            yield from _unbound(readings, at, group, before)
        else:
            yield from (unchecked(one, NO_COMPARATOR) for one in group if one.at not in told)


def _of_part_or_rest(reading: Reading, share: Quantity, whole: Whole) -> Judged:
    """A share of a part; right too where it is that of the rest: ``24 of 96 reoffended, so that 75% did not``."""
    judged = of_share(share, whole.part, whole.whole)
    if judged.status == FAIL and _OF_ANOTHER.fullmatch(reading.text[whole.part.end : share.start]):
        return unchecked(share, "what they are a share of is not printed beside them")
    rest = replace(whole.part, value=abs(whole.whole.value) - abs(whole.part.value))
    if judged.status == FAIL and len(reading.wholes) > 1:  # a fifth committed half: 88 of 431, 1,120 of 2,087
        others = (of_share(share, one.part, one.whole) for one in reading.wholes if one.share is None)
        judged = next((one for one in others if one.status == OK), judged)
    if judged.status == FAIL and _OF_THOSE.match(
        reading.text[share.end :]
    ):  # 8,210 of the 96,532, 2,871 (35%) of those
        of_part = [of_share(share, whole.part, one.part) for one in reading.wholes if one.whole.is_at(whole.whole)]
        judged = next((one for one in of_part if one.status == OK), judged)
    is_of_rest = _NOT.match(reading.text[share.end :]) or _OTHER.search(reading.text[: share.start])
    return of_share(share, rest, whole.whole) if judged.status == FAIL and is_of_rest else judged


def _of_bound(reading: Reading, claim: Quantity, pair: Pair) -> Judged:
    """A change by its pair; right too where it is that of all pairs: ``30 to 33 and 12 to 15, a rise of 6``."""
    judged = of_change(claim, pair)
    near = reading.text[max(pair.previous.start - _NEAR_BASE, 0) : pair.previous.start]
    is_off_baseline = claim.against == "baseline" and "baseline" not in near  # 840, 110 under the baseline; 805 in 2023
    is_of_step = near.endswith(" by ")  # and those from health by 12 to 96
    is_off_baseline |= _IN_THE_LAST_YEAR.match(reading.text[claim.end :]) is not None and _is_over_years(reading, pair)
    if judged.status == FAIL and (is_off_baseline or is_of_step or is_of_others(reading.text, claim)):
        return unchecked(claim, NO_COMPARATOR)
    is_open = judged.status == FAIL and len(reading.pairs) > 1 and claim.kind == NUMBER and claim.direction
    later = [one for one in reading.levels if _THEN.fullmatch(reading.text[pair.current.end : one.start])]
    others = [of_change(claim, replace(pair, current=later[0]))] if judged.status == FAIL and later else []
    others += [of_pairs(claim, reading.pairs)] if is_open else []
    told = {one.one.at: one for one in segments(reading.text, reading.quantities)} if judged.status == FAIL else {}
    ends = [told[one.at] for one in (pair.current, pair.previous) if one.at in told]
    if len(ends) > 1 and in_order(*ends) == (ends[1], ends[0]):  # 88 before it, compared with 57 since
        others.append(of_change(claim, replace(pair, current=pair.previous, previous=pair.current)))
    if judged.status == FAIL:  # doubled here (9 to 18) and trebled there (31 to 93)
        nexts = [one for one in reading.pairs if one.start > pair.start and min(_ends(one)) > claim.end]
        others += [of_change(claim, one) for one in nexts if not _NEW.search(reading.text[claim.end : min(_ends(one))])]
    return next((one for one in others if one.status == OK), judged)


def _is_over_years(reading: Reading, pair: Pair) -> bool:
    """Whether the figures of a pair are of years further apart than one, so that a change "last year" is not theirs."""
    told = [_OF_A_YEAR.match(reading.text[one.end :]) for one in (pair.current, pair.previous)]
    years = [int(one[1]) for one in told if one is not None]
    return len(years) == len(told) and max(years) - min(years) > 1


def _ends(pair: Pair) -> tuple[int, int]:
    return pair.current.start, pair.previous.start


def _of_table(claim: Quantity, told: TableAnswer) -> Judged:
    value = told.as_printed.replace(",", "").rstrip("%")
    check = "DIFF" if claim.kind == NUMBER else "PCT_CHANGE"
    return Judged(claim, check, OK if told.agrees else FAIL, value, f"{told.as_printed} in the row {told.row}")


# --- claims whose figures stand elsewhere, or nowhere ----------------------------------------------------------------


def _unbound(
    readings: Sequence[Reading], at: int, group: list[Quantity], before: Sequence[Reading]
) -> Iterator[Judged]:
    """The claims of a group that no pair of their sentence is certainly about, by the first method to decide them."""
    for way in (by_candidates, _against_named, by_amount):
        found = way(readings, at, group)
        if found:
            yield from found
            return
    yield from (_supported(readings, at, one, before) for one in group)


def _against_named(readings: Sequence[Reading], at: int, group: list[Quantity]) -> list[Judged]:
    """A change against a target, an average or another quarter that is not printed."""
    if not group[0].against:
        return []
    told = list(amount_and_share(readings, at, group[0], group[1])) if is_couple(group) else []
    if any(one.status == OK for one in told):
        return told
    return [unchecked(one, f"the figure of {_named(one.against)} is not printed") for one in group]


def _named(against: str) -> str:
    return against if against.startswith(("a", "an")) else f"the {against}"


def _supported(readings: Sequence[Reading], at: int, claim: Quantity, before: Sequence[Reading]) -> Judged:
    """A rate by the n and m that the sentences after it print; another share is left to what confirms it."""
    if not claim.is_share_like or claim.role == CHANGE:
        return unchecked(claim, NO_COMPARATOR)
    rate = _rate(readings, at, claim, before)
    if rate is not None:
        return of_share(claim, *rate)
    return unchecked(claim, "the numbers that it is worked out from are not printed")


def _rate(
    readings: Sequence[Reading], at: int, claim: Quantity, before: Sequence[Reading]
) -> tuple[Quantity, Quantity] | None:
    """N and m of a rate that the sentences after it print.

    ``The detection rate is 24%. … Of 49 offences 12 have been detected``, or ``There have been 178 detections in gun
    crime offences`` after ``There were 900 offences compared with 879``.
    """
    named = _RATE.search(readings[at].text[: claim.start])
    if named is None:
        return None
    stem = named["what"].lower()[:_STEM]
    for reading in readings[at + 1 :]:
        if reading.wholes and re.search(rf"\b{stem}", reading.text, re.IGNORECASE):
            return reading.wholes[0].part, reading.wholes[0].whole
        for one in reading.levels:
            said = _PARTS_OF.search(reading.text[one.end :])
            if one.unit.lower().startswith(stem) and said is not None:
                above = (*before[-SENTENCES_ABOVE:], *readings[:at])
                compared = [pair.current for other in above for pair in other.pairs]
                wholes = [other for other in compared if other.unit.lower().split()[:1] == [said["unit"].lower()]]
                if len(wholes) == 1 and wholes[0].value > one.value:
                    return one, wholes[0]
    return None
