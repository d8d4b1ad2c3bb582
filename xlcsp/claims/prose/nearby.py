"""Finds what is near a word of a sentence: the number after it, the change before it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from xlcsp.claims.prose.quantities import CHANGE, LEVEL, Quantity
from xlcsp.claims.prose.spans import LAST_YEAR
from xlcsp.claims.prose.tokens import MARK, PERIOD, WORD, WORDED, Token
from xlcsp.claims.prose.vocabulary import direction_of, is_change_word

_BASES = ("than", "on", "since", "from")
_MOST_TIMES = 20  # one figure may be so many times the other
FAR = 8  # tokens that may come between a word and its number


def follows_change(found: Sequence[Token], by_place: dict[int, Quantity], place: int) -> bool:
    """Whether a change or a word of change comes just before, even with a bracket between."""
    back = place - 1
    if back >= 0 and found[back].text == ")":
        back = max((at for at in range(back) if found[at].text == "("), default=0) - 1
    for at in range(back, max(-1, back - 3), -1):
        token = found[at]
        if is_change_word(token) or (at in by_place and by_place[at].role == CHANGE):
            return True
        if token.kind == MARK:
            return False
    return False


def after(found: Sequence[Token], by_place: dict[int, Quantity], place: int) -> int | None:
    """The next number after a word, with only words between."""
    for at in range(place + 1, min(len(found), place + 1 + FAR)):
        if at in by_place:
            return at
        token = found[at]
        if token.text == "," and found[at + 1].low == "when":
            continue  # than in the previous year, when there were 100
        if token.kind == MARK and token.text not in "'\":=" and not (token.text == "." and at == place + 1):
            return None
        if token.kind == WORD and (
            direction_of(token) or (token.low in ("from", "to") and at > place + 1 and token.low != "to")
        ):
            return None
    return None


def after_word(found: Sequence[Token], by_place: dict[int, Quantity], word: str, place: int) -> int | None:
    """The number after the next ``to`` (or ``from``) that follows a number in the same clause."""
    for at in range(place + 1, min(len(found), place + 1 + FAR)):
        token = found[at]
        if at in by_place or (token.kind == MARK and token.text in ";."):
            return None
        if token.low == word and token.kind == WORD:
            return after(found, by_place, at)
    return None


def alike(by_place: dict[int, Quantity], first: int, second: int) -> bool:
    """Whether two quantities are of one kind, so that they can be compared."""
    return by_place[first].kind == by_place[second].kind != WORDED


def are_of_one_size(first: Quantity, second: Quantity) -> bool:
    """Whether two figures may count the same: the tally, which included 161 assaults, is 140 fewer than 14,987."""
    low, high = sorted((abs(first.value), abs(second.value)))
    return high <= _MOST_TIMES * low


def _is_measured(lows: set[str]) -> bool:
    """Whether words lead from a change to its base, and that is no target."""
    return not lows.isdisjoint(_BASES) and "target" not in lows


def is_on_a_time(found: Sequence[Token], one: Quantity) -> bool:
    """Whether a change is said to be on a time: ``(target 184), up 10% on last year``, ``12 fewer than in 2022/23``."""
    after = list(takewhile(lambda token: token.kind in (WORD, PERIOD), found[one.at + 1 : one.at + 1 + FAR]))
    return any(
        token.kind == PERIOD and (LAST_YEAR.fullmatch(token.text) or _is_measured({one.low for one in after[:at]}))
        for at, token in enumerate(after)
    )


def is_base_or_known(found: Sequence[Token], at: int) -> bool:
    """Whether a number is a base itself, or of what is known: on last year's figure of 45,910; in the two nations."""
    lead = [token.low for token in found[max(0, at - 3) : at]]
    is_base = lead[-2:] in (["figure", "of"], ["than", "the"]) and (lead[-1] == "the" or found[at - 3].kind == PERIOD)
    is_base |= lead in (["compared", "with", "the"], ["compared", "to", "the"])
    is_change = at > 1 and (is_change_word(found[at - 2]) or (found[at - 2].is_quantity and found[at - 3].low == "by"))
    is_base |= lead[-1:] == ["from"] and is_change  # down from 71%, by 53 from 201
    is_base |= _is_when_there_were(found, at) or lead[-2:] == ["out", "of"]
    return is_base or (found[at].text.isalpha() and found[at - 1].low in ("the", "these", "those", "all", "both"))


def _is_when_there_were(found: Sequence[Token], at: int) -> bool:
    """``up 22% on 2020, when there were 150``: the figure of a time that a change is on."""
    when = next((back for back in range(at - 1, max(0, at - 4), -1) if found[back].low == "when"), 0)
    back = when - (2 if found[when - 1].text == "," else 1)
    return when > 1 and found[back].kind == PERIOD and _is_measured({one.low for one in found[max(0, back - 3) : back]})


def is_each(found: Sequence[Token], at: int) -> bool:
    """``26.5 a session``: so many each, which are not compared with all of them."""
    unit = found[at + 1 : at + 3]
    return len(unit) > 1 and unit[0].low in ("a", "an", "per", "each", "every") and unit[1].kind == WORD


def moved_to(found: Sequence[Token], by_place: dict[int, Quantity], place: int) -> tuple[int, int] | None:
    """``a total of 588 were reported, increasing to 620``: the figure and the one that it moved on from."""
    is_moved = found[place].low == "to" and found[place - 1].low.endswith("ing") and direction_of(found[place - 1])
    then = max((at for at in by_place if at < place), default=0)
    now = after(found, by_place, place)
    if not is_moved or found[place - 2].text != "," or not then or now is None or not alike(by_place, now, then):
        return None
    is_plain = all(token.kind in (WORD, PERIOD) for token in found[then + 1 : place - 2])
    return (now, then) if is_plain and {by_place[at].role for at in (now, then)} == {LEVEL} else None
