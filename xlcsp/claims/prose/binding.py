"""Which change is certainly said of which pair, and which share of which part of a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from xlcsp.claims.prose.pairs import FAR, Pair
from xlcsp.claims.prose.quantities import CHANGE, LEVEL, SHARE, TARGET, Quantity
from xlcsp.claims.prose.tokens import NUMBER, PERIOD, WORD, WORDED, Token
from xlcsp.claims.prose.vocabulary import is_change_word, says_on

_LEADS_ON = frozenset(("on", "than", "from", "the", "a", "its", "our", "of", "by", "compared", "to", "with", "against"))


@dataclass(frozen=True, slots=True)
class Whole:
    """A part of a whole: ``18 of 24``. share: the percentage (or words) that is said of it, where it is certain."""

    part: Quantity
    whole: Quantity
    share: Quantity | None = None


def wholes_of(found: Sequence[Token], numbers: list[Quantity]) -> list[Whole]:
    """The parts of wholes, each with the share that is said of it."""
    made: list[Whole] = []
    plain = [one for one in numbers if one.kind == NUMBER and one.role == LEVEL]
    for first, second in pairwise(plain):
        between = [token.low for token in found[first.at + 1 : second.at]]
        couple = _part_and_whole(found, first, second, between)
        if couple is not None and couple[0].value <= couple[1].value and couple[1].value > 0:
            made.append(Whole(*couple, _share_of(found, numbers, *couple)))
    return made


def _part_and_whole(
    found: Sequence[Token], first: Quantity, second: Quantity, between: list[str]
) -> tuple[Quantity, Quantity] | None:
    stripped = [word for word in between if word not in ("the", "all", "these", "those", "a", "total", "our")]
    if stripped == [")", "of"] and found[first.at - 1].text == "(":
        return first, second
    if stripped == ["of"] or stripped[-2:] == ["out", "of"]:
        return first, second
    before = [
        token.low
        for token in found[max(0, first.at - 3) : first.at]
        if token.low not in ("the", "these", "those", "all")
    ]
    if before[-1:] == ["of"] and len(before) == 1 and first.at <= 2 and not {".", ";"} & set(between):  # noqa: PLR2004
        return second, first
    if between[-2:] in (["of", "which"], ["of", "whom"], ["of", "these"], ["of", "them"]) and ";" not in between:
        return second, first
    worded = [token for token in found[max(0, first.at - 3) : first.at] if token.kind == WORDED]
    if worded and before[-1:] == ["of"] and "(" in between:
        return second, first
    return None


def _share_of(found: Sequence[Token], numbers: list[Quantity], part: Quantity, whole: Quantity) -> Quantity | None:
    """The percentage that is said of a part: right before its bracket, or right after it."""
    first, last = min(part.at, whole.at), max(part.at, whole.at)
    near: list[Quantity] = []
    for one in numbers:
        if not one.is_share_like or one.role in (CHANGE, TARGET) or first < one.at < last:
            continue
        between = found[one.at + 1 : first] if one.at < first else found[last + 1 : one.at]
        if [token.text for token in between] == ["("]:
            return one
        if len(between) <= FAR and all(
            token.kind == WORD or token.text in "(),-:=" or token.kind == PERIOD for token in between
        ):
            near.append(one)
    return near[0] if len(near) == 1 else None


def bound(found: Sequence[Token], numbers: list[Quantity], pairs: list[Pair]) -> list[tuple[Quantity, Pair]]:
    """Each change (or share at the end of a pair) with the pair that it is certainly said of."""
    made: dict[int, Pair] = {}
    of_group: dict[int, Pair] = {}
    changes = [one for one in numbers if one.role == CHANGE or (_is_alone(one) and _ends_a_pair(found, one, pairs))]
    for one in changes:
        pair = _next_to(found, one, pairs) or (None if one.against else _pair_of(found, one, pairs))
        if pair is not None:
            made[one.at] = of_group[one.group] = pair
    for one in changes:
        if one.at not in made and one.group in of_group and not one.against:
            made[one.at] = of_group[one.group]
    return [(replace(one, role=CHANGE), made[one.at]) for one in changes if one.at in made]


def _is_alone(one: Quantity) -> bool:
    return one.role in (SHARE, LEVEL) and one.is_share_like


def _next_to(found: Sequence[Token], one: Quantity, pairs: list[Pair]) -> Pair | None:
    """The pair whose comparator follows the change at once: ``12% down on the 100``."""
    for pair in pairs:
        between = found[one.at + 1 : pair.previous.at]
        if 0 < len(between) <= FAR and all(
            token.kind == PERIOD or is_change_word(token) or token.low in _LEADS_ON for token in between
        ):
            return pair
    return None


def _ends_a_pair(found: Sequence[Token], one: Quantity, pairs: list[Pair]) -> bool:
    """Whether a percentage follows the pair at once: ``from 312 to 287 (8%)``, ``(from 270 to 300) or 11.1%``."""
    for pair in pairs:
        between = found[pair.end + 1 : one.at]
        if not between or pair.end > one.at:
            continue
        *middle, last = between
        is_plain = all(token.kind in (WORD, PERIOD) or token.text in "),(" for token in middle)
        if last.text in ("(", "or") and is_plain and not any(is_change_word(token) for token in middle):
            return True
    return False


def _pair_of(found: Sequence[Token], one: Quantity, pairs: list[Pair]) -> Pair | None:
    inside = [pair for pair in pairs if pair.start < one.at < pair.end]
    if inside:
        return inside[0] if len(inside) == 1 else None
    before = [pair for pair in pairs if pair.end < one.at]
    if before and says_on(list(found[before[-1].end + 1 : one.at])):
        return before[-1]
    after = [pair for pair in pairs if pair.start > one.at]
    return after[0] if after and says_on(list(found[one.at + 1 : after[0].start])) else None
