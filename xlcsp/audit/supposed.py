"""Claims that the grammar ties to no figures, checked against the only figures that they can be about.

Such a claim is right where these figures give it. It is wrong only where it differs as by a slip of the pen, or was
worked out with the other figure as its base.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from xlcsp.audit.checks import FAIL, OK, UNVERIFIABLE
from xlcsp.audit.claim import Judged, of_share
from xlcsp.audit.finding import as_text
from xlcsp.audit.series import noun
from xlcsp.claims.agreement import agrees, fits, is_near_enough, percent
from xlcsp.claims.prose import CHANGE, LEVEL, SHARE, Quantity, Reading
from xlcsp.claims.prose.quantities import BASE
from xlcsp.claims.prose.tokens import LAST_YEAR, NUMBER, PERCENT
from xlcsp.measures.numbers import rounded

_COMPARED = re.compile(
    r"\b(?:compared?|comparison|against|versus|vs|previous(?:ly)?|last|earlier|before|prior|from|than|corresponding|since"
    r"|equivalent|same|ago|year-on-year)\b|(?:19|20)\d\d.*(?:19|20)\d\d",
    re.IGNORECASE,
)
_APART = re.compile(
    r"\b(?:and|while|whilst|whereas|but|although|though|however|with|of which|includ\w+)\b", re.IGNORECASE
)
_GAP = re.compile(r"\b(?:gap|difference|margin) of (?:just |only |about )?£?$", re.IGNORECASE)
_SPAN = re.compile(r"\bbetween [A-Z][a-z]+(?: \d{4})? and (?=[A-Z])")
_WITH = re.compile(r",? with $")
_SUMMED = re.compile(
    r"\b(?:together|combined|in total|altogether|in all|total|sum|overall|between them|in other words|making|giving)\b",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"\b(?:together|combined|between them)\b", re.IGNORECASE)
_NET = re.compile(r"\b(?:combined|cumulative|total|overall|net|aggregate) [a-z]+ of $", re.IGNORECASE)
_PER = re.compile(r" (?:[a-z]+ ){0,2}per (1,?000|10,?000|100,?000)\b", re.IGNORECASE)
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
_LEAST_PARTS, _MOST_WORDS, _LARGE = 3, 8, 100


def supposed(readings: Sequence[Reading], at: int, found: Iterable[Judged]) -> Iterator[Judged]:
    """The claims of a sentence that the grammar left open. found: the grammar's findings."""
    reading, decided = readings[at], set[int]()
    for one in found:
        if one.status != UNVERIFIABLE:
            decided |= {one.claim.at, *(other.at for other in one.basis)}
    open_ones = [one for one in reading.quantities if one.at not in decided]
    for claim in open_ones:
        if claim.role == CHANGE and not claim.against:
            yield from _net(reading, claim) if _NET.search(reading.text[: claim.start]) else _change(reading, claim)
        elif claim.kind == NUMBER and _PER.match(reading.text[claim.end :]):
            yield from _per_residents(reading, claim)
        elif claim.kind == PERCENT and claim.role in (LEVEL, SHARE):
            yield from _share(readings, at, claim, open_ones)
    yield from _sum(reading, decided)


def _change(reading: Reading, claim: Quantity) -> Iterator[Judged]:
    """A rise or fall beside the only two figures of its sentence, which are compared and count the same thing."""
    levels = [one for one in reading.quantities if one.kind == NUMBER and one.role in (LEVEL, BASE)]
    others = [one for one in reading.quantities if one.group != claim.group and one not in levels]
    if len(levels) != 2 or others or reading.wholes or claim.kind not in (NUMBER, PERCENT):  # noqa: PLR2004
        return
    first, second = levels
    if _GAP.search(reading.text[: claim.start]) and claim.kind == NUMBER:
        yield from _told(claim, abs(first.value - second.value), (first, second))
        return
    nouns = {noun(one.unit) for one in levels} - {""}
    text = _SPAN.sub("", reading.text[first.end : second.start])
    is_led_on = _WITH.search(reading.text[claim.end : first.start]) and re.match(
        rf"[a-z ]*(?:{LAST_YEAR.pattern})", reading.text[second.end :]
    )
    is_apart = _APART.search(text) or (_stands_apart(reading, claim, levels) and not is_led_on)
    if len(nouns) > 1 or is_apart or not _COMPARED.search(reading.text):
        return
    low, high = sorted(abs(one.value) for one in levels)
    if not claim.direction:
        return
    base, other = (low, high) if claim.direction > 0 else (high, low)
    if not base or not other:
        return
    truth = high - low if claim.kind == NUMBER else percent(high - low, base)
    on_other = claim.kind == PERCENT and fits(percent(high - low, other), abs(claim.value), max(claim.decimals, 0))
    if claim.kind == NUMBER:  # or one of the figures is another than the difference makes it
        step = abs(claim.value) * (1 if claim.direction > 0 else -1)
        now, then = (first, second) if (first.value == other) else (second, first)
        on_other = is_slip_of_pen(now, then.value + step) or is_slip_of_pen(then, now.value - step)
        on_other = on_other and min(now.value, then.value) >= _LARGE
    yield from _told(claim, truth, (first, second), is_wrong=on_other)


def _per_residents(reading: Reading, claim: Quantity) -> Iterator[Judged]:
    """``5,200 dwellings and 182 burglaries, a rate of 35 per 1,000``."""
    per = _PER.match(reading.text[claim.end :])
    figures = [one for one in reading.quantities if one is not claim]
    is_plain = len(figures) == 2 and all(one.kind == NUMBER and one.role == LEVEL for one in figures)  # noqa: PLR2004
    if per is None or not is_plain:
        return
    part, whole = sorted(figures, key=lambda one: one.value)
    truth = int(per[1].replace(",", "")) * part.value / whole.value if whole.value else Fraction(0)
    is_right = fits(truth, claim.value, max(claim.decimals, 0)) or is_near_enough(claim, truth)
    if is_right or is_slip_of_pen(claim, truth):
        words = f"{part.text} of {whole.text}"
        yield Judged(claim, "RATE", OK if is_right else FAIL, as_text(truth), words, (part, whole))


def _net(reading: Reading, claim: Quantity) -> Iterator[Judged]:
    """``down in Q1 (-12), Q2 (-8) and Q3 (-15), a cumulative fall of 35``."""
    parts = [one for one in reading.quantities if one is not claim]
    is_list = len(parts) > 1 and all(
        one.kind == NUMBER and one.role == CHANGE and one.end < claim.start for one in parts
    )
    if is_list and len({one.direction for one in parts}) == 1:
        truth = sum((abs(one.value) for one in parts), Fraction(0))
        yield from _told(claim, truth, (parts[0], parts[-1]))


def _told(
    claim: Quantity, truth: Fraction, figures: tuple[Quantity, Quantity], *, is_wrong: bool = False
) -> Iterator[Judged]:
    """A change that is right, or wrong as by a slip; nothing else is reported."""
    is_right = agrees(claim, truth, Fraction(0))
    if is_right or is_wrong or is_slip_of_pen(claim, truth):
        check = "DIFF" if claim.kind == NUMBER else "PCT_CHANGE"
        words = f"{figures[0].text} and {figures[1].text}"
        yield Judged(claim, check, OK if is_right else FAIL, as_text(truth), words, figures)


def _stands_apart(reading: Reading, claim: Quantity, figures: Sequence[Quantity]) -> bool:
    """Whether a new clause, or many words, come between a claim and the figures."""
    first, last = min(one.start for one in figures), max(one.end for one in figures)
    between = reading.text[last : claim.start] if claim.start > last else reading.text[claim.end : first]
    return bool(re.search("[;.]", between) or _APART.search(between)) or len(between.split()) > _MOST_WORDS


def _share(readings: Sequence[Reading], at: int, claim: Quantity, open_ones: Sequence[Quantity]) -> Iterator[Judged]:
    """A percentage beside the only part and whole of its sentence, or after two figures with their names."""
    reading = readings[at]
    couple: tuple[Quantity, Quantity] | None = None
    shares = [one for one in open_ones if one.is_share_like]
    if len(shares) == len(reading.wholes) == 1 and reading.wholes[0].share is None:
        whole = reading.wholes[0]
        is_of_others = re.match(r"%? of (?!them\b)", reading.text[claim.end :]) is not None
        is_of_others = is_of_others or (claim.role == LEVEL and not _RATE_IS.search(reading.text[: claim.start]))
        opened = reading.text[: whole.part.start].endswith("(")
        is_plain = re.search(r"[,;]| and ", reading.text[claim.end : whole.part.start]) is None
        is_of_others = is_of_others and not (opened and is_plain and claim.end < whole.part.start)
        if opened and is_plain and not is_of_others:
            couple = (whole.part, whole.whole)
        is_apart = is_of_others or _stands_apart(reading, claim, (whole.part, whole.whole))
        couple = couple if is_apart else (whole.part, whole.whole)
    elif _RATE.fullmatch(reading.text) and at > 1 and all(_KEY.fullmatch(one.text) for one in readings[at - 2 : at]):
        levels = [one for other in readings[at - 2 : at] for one in other.levels]
        if len(levels) == 2:  # noqa: PLR2004
            couple = (min(levels, key=lambda one: one.value), max(levels, key=lambda one: one.value))
    if couple is not None and couple[1].value:
        judged = of_share(claim, *couple)
        if judged.status == OK or is_slip_of_pen(claim, percent(couple[0].value, couple[1].value)):
            yield judged


def _sum(reading: Reading, decided: set[int]) -> Iterator[Judged]:
    """The total of all other figures of its sentence, if it is called a total."""
    levels = list(reading.levels)
    least = _LEAST_PARTS - 1 if _TOGETHER.search(reading.text) else _LEAST_PARTS
    if len(levels) <= least or len(levels) < len(reading.quantities) or decided or reading.pairs or reading.wholes:
        return
    total = max(levels, key=lambda one: one.value)
    parts = [one for one in levels if one is not total]
    if (
        reading.is_projected
        or total not in (levels[0], levels[-1])
        or not _SUMMED.search(reading.text)
        or _PART_OF.search(reading.text)
    ):
        return
    truth = sum((one.value for one in parts), Fraction(0))
    is_right = truth == total.value
    if not total.hedge and (is_right or is_slip_of_pen(total, truth)):
        words = f"{' + '.join(one.text for one in parts)} is {as_text(truth)}"
        yield Judged(total, "SUM", OK if is_right else FAIL, as_text(truth), words, tuple(parts))


def is_slip_of_pen(claim: Quantity, truth: Fraction) -> bool:
    """Whether a number is the right one with two digits transposed, or one digit wrong."""
    places = max(claim.decimals, 0)
    printed, right = (str(round(abs(one) * 10**places)) for one in (claim.value, Fraction(rounded(truth, places))))
    others = sum(one != two for one, two in zip(printed, right, strict=False))
    return len(printed) == len(right) > 1 and printed != right and (sorted(printed) == sorted(right) or others == 1)
