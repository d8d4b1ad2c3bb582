"""Judges each claim of a sentence against the figures that it is certainly about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil

from xlcsp.audit.averages import averages
from xlcsp.audit.candidates import by_candidates
from xlcsp.audit.checks import FAIL, OK, UNVERIFIABLE
from xlcsp.audit.claim import Judged, of_change, of_pairs, of_share, said_twice, told_before, went_the_other_way
from xlcsp.audit.crosscheck import Told, told_by_tables
from xlcsp.audit.finding import TRUNCATED, as_text
from xlcsp.audit.listed import totals_of_lists
from xlcsp.audit.parts import totals_of_parts
from xlcsp.audit.series import GENERIC, noun
from xlcsp.audit.tables import PrintedTable
from xlcsp.audit.trends import trends
from xlcsp.claims.agreement import agrees, fits, is_cut, percent, spread_of
from xlcsp.claims.prose import CHANGE, LEVEL, SHARE, Pair, Quantity, Reading, Whole
from xlcsp.claims.prose.qualifiers import EXACTLY
from xlcsp.claims.prose.tokens import NUMBER, PERCENT, POINTS, WORDED, tokens
from xlcsp.claims.prose.vocabulary import says_on

SENTENCES_ABOVE = 12  # how many sentences above to search for a whole
_STEM = 6  # letters that "detection" and "detected" share
_RATE = re.compile(r"\b(?P<what>[a-z]{5,})\srate\b[^.]{0,40}$", re.IGNORECASE)
_PARTS_OF = re.compile(r"\sin\s(?:[a-z]+\s){0,4}?(?P<unit>offences|crimes|cases|incidents)\b", re.IGNORECASE)
_NOT = re.compile(
    r"%?(?: of (?:them|these|those|people|cases))? (?:did|do|does|ha[sd]|have|was|were|is|are|could)(?: not|n't)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(r"\b(?:other|remaining|remainder|rest|balance)(?: of| being| is| was|,)? \(?$", re.IGNORECASE)
_TO_NOW = re.compile(r"(?: [a-z]+)?(?:,? (?:\(|or )[^a-z;]*)? (?:to|at) ")  # by 18 (20%) to 108
_OF_ANOTHER = re.compile(
    r"(?:^|[^,]) (?!to\b|which\b|that\b|it\b|this\b|has\b|have\b|a\b|an\b|the\b)[a-z]+ (?:had |has |have )?"
    r"(?:f[ae]ll\w*|ros\w*|ris\w+|drop\w*|gr[eo]w\w*|declined|(?:in|de)creased|reduced"
    r"|w(?:as|ere) (?:up|down))(?: by)? $"
    r"|[,;](?: and)? (?:the|our|its) (?!(?:in|de)crease|reduction|rise|fall|change|drop)",
)  # another subject: "40 visits fires fell by 12", "52 calls, the quarter was 12 up"
_A_CHANGE_OF = r"an? (?:increase|decrease|reduction|rise|fall|drop|decline) of "
_SAYS_WHAT_IT_IS = re.compile(
    r"(?:,|\band) (?:(?:this|that|which) (?:is|was|represent(?:s|ed)|equates to) "
    rf"(?:{_A_CHANGE_OF})?|{_A_CHANGE_OF})$"
)
_COUNTED = re.compile(r" (?:more|fewer|less|extra|additional) (?!than\b|on\b|in\b|at\b|since\b|year)(?P<unit>[a-z]+)")
_NO_COMPARATOR = "the figure that it is compared with is not printed"


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
            yield from (_unchecked(one, _NO_COMPARATOR) for one in group if one.at not in told)


def _of_part_or_rest(reading: Reading, share: Quantity, whole: Whole) -> Judged:
    """A share of a part; right too where it is that of the rest: ``24 of 96 reoffended, so that 75% did not``."""
    judged = of_share(share, whole.part, whole.whole)
    rest = replace(whole.part, value=abs(whole.whole.value) - abs(whole.part.value))
    is_of_rest = _NOT.match(reading.text[share.end :]) or _OTHER.search(reading.text[: share.start])
    return of_share(share, rest, whole.whole) if judged.status == FAIL and is_of_rest else judged


def _of_bound(reading: Reading, claim: Quantity, pair: Pair) -> Judged:
    """A change by its pair; right too where it is that of all pairs: ``30 to 33 and 12 to 15, a rise of 6``."""
    judged = of_change(claim, pair)
    is_open = judged.status == FAIL and len(reading.pairs) > 1 and claim.kind == NUMBER and claim.direction
    together = of_pairs(claim, reading.pairs) if is_open else judged
    return together if together.status == OK else judged


def _of_table(claim: Quantity, told: Told) -> Judged:
    value = told.as_printed.replace(",", "").rstrip("%")
    check = "DIFF" if claim.kind == NUMBER else "PCT_CHANGE"
    return Judged(claim, check, OK if told.agrees else FAIL, value, f"{told.as_printed} in the row {told.row}")


# --- claims whose figures stand elsewhere, or nowhere ----------------------------------------------------------------


def _unbound(
    readings: Sequence[Reading], at: int, group: list[Quantity], before: Sequence[Reading]
) -> Iterator[Judged]:
    """The claims of a group that no pair of their sentence is certainly about, by the first method to decide them."""
    for way in (by_candidates, _against_named, _by_amount):
        found = way(readings, at, group)
        if found:
            yield from found
            return
    yield from (_supported(readings, at, one, before) for one in group)


def _against_named(readings: Sequence[Reading], at: int, group: list[Quantity]) -> list[Judged]:
    """A change against a target, an average or another quarter that is not printed."""
    if not group[0].against:
        return []
    told = list(_amount_and_share(readings, at, group[0], group[1])) if _is_couple(group) else []
    if any(one.status == OK for one in told):
        return told
    return [_unchecked(one, f"the figure of {_named(one.against)} is not printed") for one in group]


def _by_amount(readings: Sequence[Reading], at: int, group: list[Quantity]) -> list[Judged]:
    """A percentage by the difference beside it, and vice versa."""
    reading = readings[at]
    amount = next((one for one in group if one.kind == NUMBER), None)
    share = next((one for one in group if one.is_share_like), None)
    if amount is None and share is not None and share.role == CHANGE:
        amount = next((one for one in reading.changes if one.kind == NUMBER and one.group == share.group - 1), None)
        amount = amount or told_before(reading, share)
        bare = [one for one in reading.levels if one.at == share.at + 2 and share.decimals > 0]
        if amount is None and bare:
            return list(_bare_amount(readings, at, bare[0], share))
    if amount is None or amount.role != CHANGE or share is None or share.role != CHANGE:
        return []
    return [one for one in _amount_and_share(readings, at, amount, share) if one.claim in group]


def _is_couple(group: list[Quantity]) -> bool:
    """Whether the group is a difference with its percentage."""
    return len(group) == 2 and group[0].kind == NUMBER and group[1].kind == PERCENT  # noqa: PLR2004


def _named(against: str) -> str:
    return against if against.startswith(("a", "an")) else f"the {against}"


def _unchecked(one: Quantity, reason: str) -> Judged:
    check = "DIFF" if one.kind in (NUMBER, POINTS) else "PCT_CHANGE" if one.role == CHANGE else "RATE"
    return Judged(one, check, UNVERIFIABLE, "", reason)


def _amount_and_share(readings: Sequence[Reading], at: int, amount: Quantity, share: Quantity) -> Iterator[Judged]:
    """A difference with its percentage: against this year's figure beside them, else by whether any base gives both."""
    if share.signed and amount.direction and share.value * amount.direction < 0:
        yield _unchecked(amount, _NO_COMPARATOR)
        yield Judged(share, "PCT_SIGN", FAIL, as_text(-share.value), "the sign contradicts the word beside it")
        return
    level, is_sure = _level_of(readings, at, amount)
    is_sure |= readings[at].base is not None
    base = readings[at].base
    change = amount.value if amount.signed else amount.value * (amount.direction or 1)
    if base is not None or (level is not None and level.value - change > 0):
        before = base.value if base is not None else level.value - change if level is not None else change
        truth = percent(change, before) if before else Fraction(0)
        since = f", since it is {level.text} now" if base is None and level is not None else ""
        words = f"{as_text(abs(change))} on {as_text(before)}{since}"
        spread = Fraction(0)
        if base is None and level is not None:
            spread = spread_of(level.value, change, (level.decimals, amount.decimals))
        is_right = agrees(share, abs(truth), spread)
        is_beside = share.group == amount.group or told_before(readings[at], share) is amount
        if is_right or (is_sure and is_beside):
            yield _unchecked(amount, _NO_COMPARATOR)
            cut = is_cut(abs(truth), abs(share.value), max(share.decimals, 0)) and not is_right
            words = f"{TRUNCATED}: {words}" if cut else words
            basis = tuple(one for one in (amount, readings[at].base, level) if one is not None)
            yield Judged(share, "PCT_CHANGE", OK if is_right else FAIL, as_text(truth), words, basis)
            return
    is_exact = amount.decimals == 0 and share.kind == PERCENT and share.hedge == EXACTLY
    if amount.group == share.group and is_exact and not _has_base(amount, share):
        yield _unchecked(amount, _NO_COMPARATOR)
        yield _without_base(amount, share)


def _without_base(amount: Quantity, share: Quantity) -> Judged:
    count = int(abs(amount.value))
    base = max(1, round(100 * abs(amount.value) / abs(share.value)))
    truth = percent(Fraction(count), Fraction(base))
    words = f"no whole number of which {count} is {share.text}%: {count} on {base} is {as_text(truth)}%"
    return Judged(share, "PCT_CHANGE", FAIL, as_text(truth), words, (amount,))


def _bare_amount(readings: Sequence[Reading], at: int, bare: Quantity, share: Quantity) -> Iterator[Judged]:
    """``3,450 crimes, down 2.1% (75)``: the bare number is the difference where it fits; else it may be anything."""
    amount = replace(bare, role=CHANGE, direction=share.direction)
    yield from (
        one for one in _amount_and_share(readings, at, amount, share) if one.status == OK and one.claim is share
    )


def _has_base(amount: Quantity, share: Quantity) -> bool:
    """Whether some whole number gives both the difference and its percentage."""
    value = abs(share.value)
    half = Fraction(1, 2 * 10 ** max(share.decimals, 0))
    if value - half <= 0 or not amount.value:
        return True
    low, high = 100 * abs(amount.value) / (value + half), 100 * abs(amount.value) / (value - half)
    return ceil(low) <= high


def _level_of(readings: Sequence[Reading], at: int, amount: Quantity) -> tuple[Quantity | None, bool]:
    """The figure of now, and whether it is certainly that of the change.

    It stands after "to", or is the one level before the change, or in the sentence that it goes on from.
    """
    reading = readings[at]
    if reading.pairs or reading.wholes:
        return None, False
    later = [one for one in reading.levels if one.at > amount.at]
    if later and _TO_NOW.fullmatch(reading.text[amount.end : later[0].start]):
        return later[0], True
    own = [one for one in reading.levels if one.at < amount.at]
    own = own or [one for one in reading.levels if reading.text[: one.start].endswith(" to ")]
    is_sure = bool(own) and (own[0].at > amount.at or _keeps_subject(reading.text, own[0], amount))
    if not own and reading.follows and at and len(readings[at - 1].levels) == 1:
        own, is_sure = list(readings[at - 1].levels), True
    counted = _COUNTED.match(reading.text[amount.end :])
    nouns = {noun(unit) for unit in (*(one.unit for one in (*own, amount)), counted["unit"] if counted else "")}
    nouns -= {"", *GENERIC}
    is_one = len(own) == 1 and len(nouns) < 2  # noqa: PLR2004 - burglaries beside a count of thefts
    return (own[0], is_sure) if is_one else (None, False)


def _keeps_subject(text: str, level: Quantity, amount: Quantity) -> bool:
    """Whether the words between a figure and a change name nothing else: not ``40 visits and fires fell by 12``."""
    between = re.sub(r"\b(?:annual|yearly|year-on-year) ", "", text[level.end : amount.start])
    is_said = _SAYS_WHAT_IT_IS.search(between) or (between.startswith(",") and text[: level.start] in ("At ", "at "))
    return bool(is_said) or (says_on([*tokens(between)]) and not _OF_ANOTHER.search(between))


def _supported(readings: Sequence[Reading], at: int, claim: Quantity, before: Sequence[Reading]) -> Judged:
    """A share "n or p of …" is right where figures printed shortly before give it, and never wrong because of them."""
    reading = readings[at]
    if not claim.is_share_like or claim.role == CHANGE:
        return _unchecked(claim, _NO_COMPARATOR)
    rate = _rate(readings, at, claim, before)
    if rate is not None:
        return of_share(claim, *rate)
    above = (*before[-SENTENCES_ABOVE:], *readings[:at])
    parts = [
        one for one in reading.quantities if one.kind == NUMBER and one.group == claim.group and one.at != claim.at
    ]
    if parts:
        couples = [(part, whole) for part in parts for other in above for whole in other.levels]
    elif claim.role == SHARE:
        changes = [one for other in above for one in other.changes if one.kind == NUMBER]
        couples = [(part, whole) for part in changes[-1:] for whole in changes[:-1]]
    else:
        couples = []
    for part, whole in couples:
        n, m = abs(part.value), abs(whole.value)
        if 0 < n < m and fits(percent(n, m), claim.value, max(claim.decimals, 0)):
            return Judged(claim, "RATE", OK, as_text(percent(n, m)), f"{as_text(n)} of {as_text(m)}", (part, whole))
    return _unchecked(claim, "the whole is not printed" if parts else "n of m is not printed")


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
