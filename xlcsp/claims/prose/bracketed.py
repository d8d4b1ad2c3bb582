"""Pairs of figures of which one or both stand in brackets, without a word such as "against" between them."""

from __future__ import annotations

from collections.abc import Sequence

from xlcsp.claims.prose.nearby import alike
from xlcsp.claims.prose.own_word import OFF
from xlcsp.claims.prose.quantities import CHANGE, LEVEL, SHARE, Quantity
from xlcsp.claims.prose.tokens import NUMBER, PERIOD, TIMES, WORD, Token


def named_in_brackets(found: Sequence[Token], by_place: dict[int, Quantity]) -> tuple[int, int] | None:
    """``Compared with Q1 (310), Q2 (287) shows a fall``."""
    named = [at for at in by_place if found[at - 1].text == "(" and found[at - 2].kind == PERIOD]
    told = [at for at, one in by_place.items() if one.role == LEVEL and at not in named]
    if len(named) == 1 and len(told) == 1 and [token.low for token in found[told[0] - 2 : told[0]]] == [",", "at"]:
        return (told[0], named[0]) if alike(by_place, told[0], named[0]) else None
    is_both = len(named) == 2 and list(by_place)[:2] == named and alike(by_place, *named)  # noqa: PLR2004
    return (named[1], named[0]) if is_both else None


def beside_target(found: Sequence[Token], by_place: dict[int, Quantity], place: int) -> tuple[int, int] | None:
    """``3,174 in the year to date (target 3,000), 5.8% above target``: the nearest figure before the bracket."""
    target = next((at for at in range(place + 1, min(place + 4, len(found))) if at in by_place), None)
    words = [token.low for token in found[place + 1 : target]]
    if target is None or words[:1] != ["target"] or not set(words) <= {"target", "of", "is", "was", ":"}:
        return None
    before = [
        at for at, one in by_place.items()
        if at < place and one.role in (LEVEL, SHARE) and alike(by_place, at, target)
    ]  # fmt: skip
    is_near = bool(before) and all(token.kind in (WORD, PERIOD) for token in found[before[-1] + 1 : place])
    is_near &= {"and", "but", "while"}.isdisjoint(token.low for token in found[(before or [0])[-1] + 1 : place])
    return (before[-1], target) if is_near else None


def bare_bracket(found: Sequence[Token], by_place: dict[int, Quantity]) -> tuple[int, int] | None:
    """``lower, at 380 (400)``: the sentence's only two figures, which differ the way its words of change say."""
    levels = [at for at, one in by_place.items() if one.role == LEVEL and one.kind == NUMBER]
    ways = {one.direction for one in by_place.values() if one.role == CHANGE and one.direction and not one.against}
    if len(levels) != 2 or levels[1] != levels[0] + 2 or len(ways) != 1 or not alike(by_place, *levels):  # noqa: PLR2004
        return None
    now, then = (by_place[at].value for at in levels)
    marks = [found[at].text if at < len(found) else "" for at in (levels[1] - 1, levels[1] + 1)]
    is_near = min(now, then) > 0 and max(now, then) <= 2 * min(now, then)
    return (levels[0], levels[1]) if marks == ["(", ")"] and is_near and (now - then) * ways.pop() > 0 else None


def both_named(found: Sequence[Token], by_place: dict[int, Quantity]) -> tuple[int, int] | None:
    """``the south (83%) remains 7 points behind the north (90%)``: the one number between two in brackets."""
    if len(by_place) != 3:  # noqa: PLR2004 - two figures and their gap
        return None
    first, gap, second = by_place
    is_named = all(found[at - 1].text == "(" and found[at + 1].text == ")" for at in (first, second))
    words = [token.low for token in found[gap + 1 : second - 1]]
    is_plain = all(token.kind == WORD or token.text == "," for token in found[first + 2 : gap]) and all(
        map(str.isalpha, words)
    )
    is_plain &= {"and", "target", "while", "or"}.isdisjoint(words)
    is_off = by_place[gap].kind == TIMES or any(
        word in OFF or word in ("more", "fewer", "higher", "lower") for word in words[:2]
    )
    are_levels = by_place[first].role == by_place[second].role == LEVEL and alike(by_place, first, second)
    low, high = sorted(by_place[at].value for at in (first, second))
    return (
        (first, second)
        if is_named and is_plain and is_off and are_levels and (high <= 2 * low or by_place[gap].kind == TIMES)
        else None
    )
