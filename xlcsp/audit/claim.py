"""Compares one claim of a sentence with the figures that it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from xlcsp.audit.checks import FAIL, OK, UNVERIFIABLE
from xlcsp.audit.finding import TRUNCATED, as_text
from xlcsp.claims.agreement import agrees, fits, is_cut, is_multiple, is_near_enough, is_slip_of_pen, percent
from xlcsp.claims.prose import CHANGE, Pair, Quantity, Reading
from xlcsp.claims.prose.qualifiers import EXACTLY, JUST_OVER, OVER, UNDER
from xlcsp.claims.prose.spans import MONTH
from xlcsp.claims.prose.tokens import NUMBER, PERCENT, POINTS, TIMES, WORDED

_BESIDE = re.compile(r" \(| or |(?: [a-z]+){1,2} \(")
_ELSEWHERE = re.compile(rf"%?\)? (?:in|at) (?:the )?(?!{MONTH})(?P<name>[A-Z][a-z]{{2,}})")
_UNLESS = re.compile(r"[^,;.]{0,25}\b(?:if|once|including|excluding|apart from|when [^,;.]*\bcounted)\b", re.IGNORECASE)
_MORE = re.compile(r" (?:more|fewer|less|additional|extra)\b", re.IGNORECASE)
_FAR = Fraction(2)  # points off from which "a fifth" is wrong
_FEW, _ROUGH = 10, 5  # of so many, and so many points off, "nearly 3 out of 4" may be
_A_LITTLE_MORE = Fraction(5, 4)  # 2.2 times is loosely "doubled", 1.9 times is not
_NEARLY = Fraction(7, 10)  # 1.7 times may be "nearly doubled", 1.5 times is not


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim of a sentence with its verdict. basis: the figures that it was compared with."""

    claim: Quantity
    check: str
    status: str
    recomputed: str = ""
    reason: str = ""
    basis: tuple[Quantity, ...] = ()


def is_of_others(text: str, claim: Quantity) -> bool:
    """Whether a change is of a place not named before, on a condition, or known: ``34 more in Elm``, ``if all count``.

    ``309 of the 474 fewer offences`` names a change told elsewhere.
    """
    place = _ELSEWHERE.match(text[claim.end :])
    if text[: claim.start].endswith(" of the ") and _MORE.match(text[claim.end :]):
        return True
    is_elsewhere = place is not None and place["name"] not in text[: claim.start]
    return is_elsewhere or _UNLESS.match(text[claim.end :]) is not None


def is_right_or_slip(judged: Judged) -> bool:
    """Whether a claim that may be about other figures is right by these, or wrong as by a slip of the pen."""
    is_slip = judged.status == FAIL and is_slip_of_pen(judged.claim, Fraction(judged.recomputed))
    return judged.status == OK or is_slip


def of_change(claim: Quantity, pair: Pair) -> Judged:
    """A difference or percentage, checked against the two figures that the sentence compares."""
    if claim.kind == POINTS and pair.current.kind == NUMBER and pair.current.decimals <= 0:
        return Judged(
            claim, "DIFF", UNVERIFIABLE, "", "the two percentages are not printed"
        )  # 214 (5.1%), down a point
    return replace(_of_change(claim, pair), basis=(pair.current, pair.previous))


def of_pairs(whole: Quantity, pairs: Sequence[Pair]) -> Judged:
    """A difference by all pairs of its sentence: ``from 212 to 196 and from 340 to 289, an overall fall of 67``."""
    total = sum((one.current.value - one.previous.value for one in pairs), Fraction(0))
    words = " and ".join(f"{one.previous.text} to {one.current.text}" for one in pairs)
    status = OK if total == whole.direction * abs(whole.value) else FAIL
    basis = tuple(figure for one in pairs for figure in (one.current, one.previous))
    return Judged(whole, "SUM", status, as_text(abs(total)), words, basis)


def _of_change(claim: Quantity, pair: Pair) -> Judged:
    current, previous = pair.current, pair.previous
    change = current.value - previous.value
    check = "DIFF" if claim.kind in (NUMBER, POINTS) else "PCT_CHANGE"
    if claim.direction and change and (change > 0) != (claim.direction > 0) and claim.value:
        word = "rise" if change > 0 else "fall"
        right = (
            as_text(change)
            if claim.kind in (NUMBER, POINTS) or not previous.value
            else as_text(percent(change, previous.value))
        )
        return Judged(claim, "PCT_SIGN", FAIL, right, f"wrong word or sign: {_figures(pair)} is a {word}")
    if claim.kind in (NUMBER, POINTS):
        return _of_difference(claim, pair, change)
    if claim.kind == TIMES and current.value and previous.value:
        return _of_times(claim, pair)
    if previous.value == 0:
        return Judged(claim, check, UNVERIFIABLE, "", "a change on 0 has no percentage")
    truths = [percent(change, previous.value)]
    if current.kind == PERCENT:
        truths.append(change)  # a change in points, printed as a percentage
    fitting = [truth for truth in truths if agrees(claim, abs(truth), _spread(pair))]
    if fitting:
        return Judged(claim, check, OK, as_text(fitting[0]), f"{_figures(pair)}")
    return _wrong_percentage(claim, pair, truths[0], check)


def _of_times(claim: Quantity, pair: Pair) -> Judged:
    """``2.1 times higher``: as a multiple, or by how many times more."""
    now, then = pair.current.value, pair.previous.value
    ratio, is_right = max(now / then, then / now), is_multiple(claim, now, then)
    return Judged(
        claim, "PCT_CHANGE", OK if is_right or _is_rounded_to(claim, pair) else FAIL, as_text(ratio), _figures(pair)
    )


def _is_rounded_to(claim: Quantity, pair: Pair) -> bool:
    """Whether a multiple may be that of two percentages before they were rounded: 3.1 times, 24% against 8%."""
    low, high = sorted((pair.current, pair.previous), key=lambda one: one.value)
    of_claim, of_low, of_high = (Fraction(10) ** -max(one.decimals, 0) / 2 for one in (claim, low, high))
    if low.kind != PERCENT or low.value <= of_low:
        return False
    least, most = (high.value - of_high) / (low.value + of_low), (high.value + of_high) / (low.value - of_low)
    return least - of_claim <= claim.value <= most + of_claim


def _of_difference(claim: Quantity, pair: Pair, change: Fraction) -> Judged:
    slack = (
        _unit(pair.current) + _unit(pair.previous) + _unit(claim)
        if claim.decimals or pair.current.decimals
        else Fraction(0)
    )
    is_right = abs(abs(change) - abs(claim.value)) <= slack or is_near_enough(claim, abs(change))
    reason = _figures(pair) if is_right else f"{_figures(pair)} is a difference of {as_text(abs(change))}"
    return Judged(claim, "DIFF", OK if is_right else FAIL, as_text(abs(change)), reason)


def _wrong_percentage(claim: Quantity, pair: Pair, truth: Fraction, check: str) -> Judged:
    is_more = 100 <= claim.value <= truth < claim.value * _A_LITTLE_MORE  # noqa: PLR2004
    is_nearly = claim.hedge == UNDER and abs(claim.value) >= 100 and abs(truth) >= abs(claim.value) * _NEARLY  # noqa: PLR2004
    if claim.kind == WORDED and (abs(abs(truth) - abs(claim.value)) < _FAR or is_more or is_nearly):
        return Judged(claim, check, UNVERIFIABLE, as_text(truth), f"roughly: {_figures(pair)}")
    if is_cut(abs(truth), abs(claim.value), max(claim.decimals, 0)):
        return Judged(claim, check, FAIL, as_text(truth), f"{TRUNCATED}: {_figures(pair)}")
    reason = _figures(pair)
    if pair.current.value:
        other = abs(percent(pair.current.value - pair.previous.value, pair.current.value))
        if fits(other, abs(claim.value), max(claim.decimals, 0)):
            return Judged(
                claim, "WRONG_BASE", FAIL, as_text(truth), f"wrong base: {_figures(pair)}, on the figure of now"
            )
    return Judged(claim, check, FAIL, as_text(truth), reason)


def of_share(claim: Quantity, part: Quantity, whole: Quantity) -> Judged:
    """A share, checked against its part and its whole; ``nearly 3 out of 4 (73.6%)`` is rough itself."""
    judged = replace(_of_share(claim, abs(part.value), abs(whole.value)), basis=(part, whole))
    is_rough = part.hedge != EXACTLY and whole.value <= _FEW and judged.status == FAIL
    is_rough = is_rough and abs(Fraction(judged.recomputed) - claim.value) < _ROUGH
    return replace(judged, status=OK, reason=f"roughly: {judged.reason}") if is_rough else judged


def _of_share(claim: Quantity, part: Fraction, whole: Fraction) -> Judged:
    truth = percent(part, whole)
    of = f"{as_text(part)} of {as_text(whole)}"
    if agrees(claim, truth, Fraction(0)):
        return Judged(claim, "RATE", OK, as_text(truth), of)
    if claim.kind == WORDED and abs(truth - claim.value) < _FAR:
        return Judged(claim, "RATE", UNVERIFIABLE, as_text(truth), f"roughly: {of}")
    cut = f"{TRUNCATED}: " if claim.kind == PERCENT and is_cut(truth, claim.value, max(claim.decimals, 0)) else ""
    return Judged(claim, "RATE", FAIL, as_text(truth), cut + of)


def unchecked(one: Quantity, reason: str) -> Judged:
    """A claim that nothing printed decides, with the reason."""
    check = "DIFF" if one.kind in (NUMBER, POINTS) else "PCT_CHANGE" if one.role == CHANGE else "RATE"
    return Judged(one, check, UNVERIFIABLE, "", reason)


def said_twice(reading: Reading) -> Iterator[Judged]:
    """``Three in four (75%)``: the words and the percentage in brackets are one share."""
    shared = {id(whole.share) for whole in reading.wholes}
    for words, share in pairwise(reading.quantities):
        is_beside = _BESIDE.fullmatch(reading.text[words.end : share.start]) is not None
        if words.kind != WORDED or share.kind != PERCENT or not is_beside or id(words) in shared:
            continue
        truth, value = abs(share.value), abs(words.value)
        if agrees(words, truth, Fraction(0)):
            yield Judged(words, "RATE", OK, as_text(truth), f"{share.text}% stands beside it", (share,))
            continue
        is_beyond = words.hedge in (OVER, JUST_OVER) and truth < value - 1
        is_beyond |= words.hedge == UNDER and truth > value + 1
        if is_beyond or abs(truth - value) > (_FAR if words.hedge == EXACTLY else max(_FAR, value / 5)):
            yield Judged(words, "RATE", FAIL, as_text(truth), f"{share.text}% stands beside it", (share,))


def went_the_other_way(pair: Pair) -> Iterator[Judged]:
    """``fell from 287 to 312`` went the other way."""
    change = pair.current.value - pair.previous.value
    if pair.direction and change and (change > 0) != (pair.direction > 0):
        word = "rise" if change > 0 else "fall"
        why = f"wrong word: {_figures(pair)} is a {word}"
        yield Judged(pair.current, "PCT_SIGN", FAIL, as_text(change), why, (pair.previous,))


def _unit(one: Quantity) -> Fraction:
    """Half a unit of the last printed decimal."""
    return Fraction(10) ** -one.decimals / 2 if one.decimals else Fraction(0)


def _spread(pair: Pair) -> Fraction:
    """How far a percentage may differ because its figures are rounded."""
    current, previous = pair.current, pair.previous
    slack = max(_unit(current), _unit(previous))
    low = abs(previous.value) - slack
    if not slack or low <= 0:
        return Fraction(0)
    return 100 * slack * (1 + abs(current.value / previous.value)) / low


def _figures(pair: Pair) -> str:
    return f"{pair.previous.text} to {pair.current.text}"
