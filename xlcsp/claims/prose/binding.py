"""Which change is certainly said of which pair, and which share of which part of a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from xlcsp.claims.prose.pairs import FAR, Pair
from xlcsp.claims.prose.quantities import CHANGE, LEVEL, SHARE, TARGET, Quantity
from xlcsp.claims.prose.tokens import NUMBER, PERIOD, WORD, WORDED, Token
from xlcsp.claims.prose.vocabulary import CONNECTORS, is_change_word, says_on

_MAKES_UP = frozenset((
    ")", "which", "made", "make", "makes", "making", "up", "was", "were", "is", "are", "represented", "represents",
    "representing", "comprised", "comprising", "constituted", "constituting", "accounted", "accounts", "accounting",
    "for",
))  # fmt: skip
_ALL = ("the", "all", "these", "those", "a", "total", "our")
_UNIT = 4  # words of what is counted
_LEADS_ON = frozenset((
    "on", "than", "from", "the", "a", "its", "our", "of", "by", "compared", "to", "with", "against", "over", "under",
    "target",
))  # fmt: skip


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
        told = _with_share_between(found, numbers, first, second)
        couple = told[:2] if told is not None else _part_and_whole(found, first, second, between)
        if couple is not None and couple[0].value <= couple[1].value and couple[1].value > 0:
            made.append(Whole(*couple, told[2] if told is not None else _share_of(found, numbers, *couple)))
    return made


def _with_share_between(
    found: Sequence[Token], numbers: list[Quantity], first: Quantity, second: Quantity
) -> tuple[Quantity, Quantity, Quantity] | None:
    """Part, whole and share of two numbers with a share between them that says which is which.

    ``148 complaints made up 36% of the 411``, ``54 (90%) of the 60``, ``1,204 calls, 80% of which (963)``.
    """
    inside = [one for one in numbers if first.at < one.at < second.at]
    if len(inside) != 1 or not inside[0].is_share_like or inside[0].role in (CHANGE, TARGET):
        return None
    share = inside[0]
    before = found[first.at + 1 : share.at]
    after = [token.low for token in found[share.at + 1 : second.at] if token.low not in _ALL]
    if after in (["of", "which", "("], ["of", "whom", "("]):
        return (second, first, share) if not any(token.text == ";" for token in before) else None
    says = list(takewhile(lambda token: token.low in _MAKES_UP, reversed(before)))
    unit = before[: len(before) - len(says)]
    is_said = any(token.kind == WORD for token in says) and len(unit) <= _UNIT and all(one.kind == WORD for one in unit)
    is_in_brackets = [token.text for token in before] == ["("] and after == [")", "of"]
    return (first, second, share) if is_in_brackets or (is_said and after == ["of"]) else None


def _part_and_whole(
    found: Sequence[Token], first: Quantity, second: Quantity, between: list[str]
) -> tuple[Quantity, Quantity] | None:
    stripped = [word for word in between if word not in _ALL]
    is_in_brackets = found[first.at - 1].text == "(" and stripped == ["/"] and found[second.at + 1].text == ")"
    is_after_brackets = found[first.at - 1].text == "(" and stripped == [")", "of"]
    if is_in_brackets or is_after_brackets or stripped == ["of"] or stripped[-2:] == ["out", "of"]:
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
    after = [token.text.lower() for token in found[second.at + 1 : second.at + 6]]
    if after[:1] == ["("] and after[2:4] == [")", "of"] and after[4:] in (["which"], ["whom"]) and ";" not in between:
        return second, first  # 210 searches, 38 (18%) of which
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
        if between and between[-1].text == "(":
            between = between[:-1]
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
    if not after:
        return None
    between = found[one.at + 1 : after[0].start]
    return after[0] if says_on(list(between)) or _opens_a_bracket(between) else None


def _opens_a_bracket(between: Sequence[Token]) -> bool:
    """Whether a bracket opens on a pair after words of the same clause: ``down 12.5% in the west (from 80 to 70)``."""
    plain = [token for token in between if token.low != "from"]
    words = plain[:-1]
    return (
        bool(plain) and plain[-1].text == "(" and len(words) <= FAR
        and all(token.kind == WORD and token.low not in CONNECTORS and token.low != "and" for token in words)
    )  # fmt: skip
