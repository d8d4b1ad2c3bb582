"""Whether a printed number agrees with the recomputed one: rounded to its decimals, or as closely as words promise."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from xlcsp.claims.prose.qualifiers import ABOUT, EXACTLY, JUST_OVER, OVER, UNDER
from xlcsp.claims.prose.quantities import Quantity
from xlcsp.claims.prose.tokens import WORDED
from xlcsp.measures.numbers import rounded

_BEYOND = 10  # nobody calls ten times as much "over a half"
_THOUSAND, _PRECISE = 1_000, 3
_CLOSE = Fraction(3, 2)  # points by which "a fifth" may be out


def fits(value: Fraction, printed: Fraction, decimals: int) -> bool:
    """Whether a value rounds to the printed number, halves away from zero. There is no tolerance."""
    return Fraction(rounded(value, decimals)) == printed


def is_cut(value: Fraction, printed: Fraction, decimals: int) -> bool:
    """Whether the printed number is the value truncated instead of rounded."""
    scaled = abs(value) * 10**decimals
    cut = Fraction(scaled.numerator // scaled.denominator, 10**decimals)
    return (cut if value >= 0 else -cut) == printed


def is_slip_of_pen(one: Quantity, truth: Fraction) -> bool:
    """Whether a number is the right one with two digits swapped, or one digit wrong."""
    places = max(one.decimals, 0)
    printed, right = (str(round(abs(value) * 10**places)) for value in (one.value, Fraction(rounded(truth, places))))
    return len(right) > 1 and printed != right and is_digit_off(printed, right)


def is_digit_off(one: str, other: str) -> bool:
    """Whether two numbers with the same number of digits differ in one digit at most, or have two swapped."""
    differing = sum(first != second for first, second in zip(one, other, strict=False))
    return len(one) == len(other) and (differing <= 1 or sorted(one) == sorted(other))


def is_digit_more(one: str, other: str) -> bool:
    """Whether one of two numbers is the other with a digit more."""
    short, long = sorted((one, other), key=len)
    return len(long) == len(short) + 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def is_slip(total: Fraction, printed: Fraction) -> bool:
    """Whether two numbers differ by a slip: one digit wrong, two digits swapped, or a little."""
    is_near = total > 0 and abs(total - printed) <= total / 50
    return is_near or is_digit_off(str(int(total)), str(int(printed)))


def percent(part: Fraction, whole: Fraction) -> Fraction:
    """A part as a percentage of the whole."""
    return part / whole * 100


def agrees(claim: Quantity, truth: Fraction, spread: Fraction) -> bool:
    """Whether a recomputed percentage agrees with the claim, as closely as its words promise."""
    value = abs(claim.value)
    if claim.kind == WORDED:
        return abs(truth - value) <= _CLOSE if claim.hedge == EXACTLY else is_near_enough(claim, truth)
    room = spread + Fraction(1, 2 * 10 ** max(claim.decimals, 0)) if spread else spread
    return fits(truth, value, max(claim.decimals, 0)) or abs(truth - value) <= room or is_near_enough(claim, truth)


def is_multiple(claim: Quantity, now: Fraction, then: Fraction) -> bool:
    """Whether two figures have the ratio that a claim states, as a multiple or as so many times more.

    ``three times the 800`` and ``three times as many`` are multiples only.
    """
    ratio = max(now / then, then / now)
    places = max(claim.decimals, 0)
    is_exact = claim.unit.lower().split()[:1] in (["as"], ["the"], ["that"])
    if claim.hedge in (OVER, UNDER):  # 2.8 is not more than three times
        return (ratio >= claim.value) == (claim.hedge == OVER) and abs(ratio - claim.value) <= claim.value
    return any(
        fits(one, claim.value, places) or is_near_enough(claim, one)
        for one in (ratio, *([] if is_exact else [ratio - 1]))
    )


def room_of(decimals: int, *, is_in_pounds: bool = False) -> Fraction:
    """How far a number may be from what it was rounded from: half its last printed place; a whole count is exact."""
    return Fraction(1, 2 * 10**decimals) if decimals > 0 or (is_in_pounds and not decimals) else Fraction(0)


def spread_of(level: Fraction, change: Fraction, rooms: tuple[Fraction, Fraction]) -> Fraction:
    """How far a percentage may be out if it was worked out before its two numbers were rounded: 0.5 and 3.2.

    rooms: how far the level and the change may be from what they were rounded from.
    """
    of_level, of_change = rooms
    truth = percent(change, level - change)
    ends = ((level + one * of_level, change + other * of_change) for one, other in product((-1, 1), repeat=2))
    return max(abs(percent(end, now - end) - truth) for now, end in ends if now != end)


def is_near_enough(claim: Quantity, truth: Fraction) -> bool:
    """``around 20%``, ``over a third``, ``nearly half``: no rule says how far out these may be, so much is allowed."""
    value = abs(claim.value)
    near = max(value / 10, Fraction(1))
    if claim.hedge == ABOUT:
        digits = str(int(value)).rstrip("0")
        is_precise = value >= _THOUSAND and len(digits) >= _PRECISE  # some 14,500 is not 15,400
        return abs(truth - value) <= (2 * value / int(digits) if is_precise else near)
    if claim.hedge in (OVER, JUST_OVER):
        return value <= truth <= (_BEYOND * value if claim.hedge == OVER else value + 2 * near)
    return claim.hedge == UNDER and value - 2 * near <= truth <= value + Fraction(1, 2)
