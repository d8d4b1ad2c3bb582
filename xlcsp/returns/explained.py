"""Whether the numbers of a sentence are those of a series, so that a wrong one among them is likely to be a slip."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from xlcsp.claims.agreement import percent
from xlcsp.claims.prose import CHANGE, Quantity, read_sentence
from xlcsp.claims.prose.tokens import NUMBER
from xlcsp.returns.comparisons import Base
from xlcsp.returns.levels import Level, is_said


def strangers(sentence: str, levels: Sequence[Level], bases: Sequence[Base]) -> int:
    """How many numbers of a sentence are no figure of the series, and no difference or share of any.

    Those that brackets or "or" join are one, of which one needs to be known.
    """
    quantities = read_sentence(sentence).quantities
    values, thens = _values(levels, bases), {base.then for base in bases}
    known = {each.group for each in quantities if any(is_said(each, value) for value in values)}
    known |= {each.group for each in quantities if _follows(each, quantities, thens)}
    return len({each.group for each in quantities} - known)


def _values(levels: Sequence[Level], bases: Sequence[Base]) -> set[Fraction]:
    values = {level.value for level in levels} | {100 - level.value for level in levels if level.is_share}
    for base in bases:
        change = abs(base.now - base.then)
        values |= {base.now, base.then, change}
        if base.then > 0:
            values |= {percent(change, base.then), percent(base.now, base.then)}
    return values


def _follows(claim: Quantity, quantities: Sequence[Quantity], thens: set[Fraction]) -> bool:
    """Whether a number is the sum or the difference of two others of the sentence, or a change of one to another."""
    others = [each.value for each in quantities if each.group != claim.group and each.kind == claim.kind]
    pairs = ((one, other) for place, one in enumerate(others) for other in others[place + 1 :])
    if claim.kind != NUMBER:
        return False
    is_change = claim.role == CHANGE and any(abs(other - then) == claim.value for other in others for then in thens)
    return is_change or any(claim.value in (one + other, abs(one - other)) for one, other in pairs)
