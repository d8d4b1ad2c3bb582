"""Comparators named alone or in brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from xlcsp.claims.prose.quantities import CHANGE, LEVEL, LONE_BASE, Quantity
from xlcsp.claims.prose.spans import LAST_YEAR
from xlcsp.claims.prose.tokens import NUMBER, PERCENT, PERIOD, Token
from xlcsp.claims.prose.vocabulary import is_change_word

_LAST_PERIOD = re.compile(r"(?:19|20)\d\d|last|previous|prior|earlier|before|was|from", re.IGNORECASE)


def base_in_brackets(found: Sequence[Token], by_place: dict[int, Quantity], place: int) -> int | None:
    """The only number of a bracket that names last year or another earlier period, or that follows such a name."""
    close = next((at for at in range(place + 1, len(found)) if found[at].text == ")"), None)
    inside = [at for at in range(place + 1, close or 0) if at in by_place]
    inside = [at for at in inside if by_place[at].role != CHANGE or not by_place[at].signed]  # (100 in 2022/23; +63)
    if len(inside) != 1 or by_place[inside[0]].role != LEVEL:
        return None
    words = [found[at] for at in range(place + 1, close or 0) if at != inside[0]]
    says_last = any(token.kind == PERIOD and _LAST_PERIOD.search(token.text) for token in words) or any(
        token.low in ("was", "previously", "from") for token in words
    )
    is_of_period = bool(words) and words[0].kind == PERIOD and by_place[inside[0]].kind == PERCENT  # 76% (Q2: 74%)
    if is_of_period and len(words) == 2 and words[1].text in ":=":  # noqa: PLR2004 - the period and its colon
        return inside[0]
    if says_last or words or not place or found[place - 1].kind != PERIOD:
        return inside[0] if says_last else None
    leads = [
        token.low
        for token in found[max(0, place - 6) : place - 1]
        if token.kind != PERIOD and token.low not in ("the", "last", "previous", "in", "for", "of", "at")
    ]
    is_compared = leads[-1:] in (["on"], ["than"], ["from"]) or any(
        token.low == "compared" or (token.low in ("than", "since") and by_place[inside[0]].kind == NUMBER)
        for token in found[:place]
    )
    return inside[0] if is_compared or LAST_YEAR.fullmatch(found[place - 1].text) else None


def as_base(found: Sequence[Token], one: Quantity) -> Quantity:
    """A level that is named only as a comparator: ``This compares to 2238 last year``."""
    if one.role != LEVEL or one.kind != NUMBER or found[one.at - 1].text == ",":
        return one
    after = [token.low for token in found[one.at + 1 : one.at + 3]]
    if after == ["out", "of"] or any(word.startswith("per ") for word in after[:1]):
        return one
    before = [
        token.low for token in found[max(0, one.at - 3) : one.at] if token.low not in ("the", "a", "of", "figure")
    ]
    is_compared = before[-2:-1] in (["compared"], ["compares"], ["comparing"]) or before[-1:] in (
        ["against"],
        ["versus"],
    )
    is_from = before[-1:] == ["from"] and any(map(is_change_word, found[max(0, one.at - 5) : one.at]))
    return replace(one, role=LONE_BASE) if is_compared or is_from else one


def lone_base(found: Sequence[Token], numbers: list[Quantity]) -> Quantity | None:
    """``Year-on-year change: -12% (2023/24: 96)``, ``This compares to 2238 last year``: last year's figure alone."""
    by_place = {one.at: one for one in numbers}
    alone = [one for one in numbers if one.role == LONE_BASE]
    if alone:
        return alone[0] if len(alone) == 1 else None
    for place, token in enumerate(found):
        follows = place - 1 in by_place and by_place[place - 1].role == CHANGE
        if token.text == "(" and place and (follows or found[place - 1].kind == PERIOD):
            base = base_in_brackets(found, by_place, place)
            if base is not None:
                return by_place[base]
    return None
