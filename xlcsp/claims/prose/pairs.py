"""Pairs figures with those that they are compared with: from and to, compared with, on last year's, in brackets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from xlcsp.claims.prose.bases import base_in_brackets
from xlcsp.claims.prose.bracketed import bare_bracket, beside_target, both_named, named_in_brackets
from xlcsp.claims.prose.by_period import by_periods
from xlcsp.claims.prose.nearby import (
    FAR,
    after,
    after_word,
    alike,
    are_of_one_size,
    follows_change,
    is_base_or_known,
    is_each,
    moved_to,
)
from xlcsp.claims.prose.own_word import OFF
from xlcsp.claims.prose.quantities import BASE, CHANGE, LEVEL, SHARE, TARGET, Quantity
from xlcsp.claims.prose.spans import LAST_YEAR
from xlcsp.claims.prose.targets import named_target, off_by, off_target
from xlcsp.claims.prose.tokens import MARK, NUMBER, PERIOD, TIMES, WORD, WORDED, Token
from xlcsp.claims.prose.vocabulary import is_change_word
from xlcsp.claims.prose.ways import way_of

_COMPARED = (
    "against", "versus", "vs", "v", "compare", "compared", "compares", "comparing", "beside", "than", "on", "from",
    "opposed", "above", "below", "having", "since",
)  # fmt: skip
_OPENS_ANOTHER = ("and", "by", "was", "were")
_TWICE = ("double", "twice", "treble", "triple")


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure and the one that it is compared with. direction: that of the words between them."""

    current: Quantity
    previous: Quantity
    direction: int
    start: int
    end: int
    is_target: bool = False


def pairs_of(found: Sequence[Token], numbers: list[Quantity]) -> tuple[list[Pair], list[Quantity]]:
    """The pairs of a sentence, and its quantities with the roles that the pairs give them."""
    by_place = {one.at: one for one in numbers}
    made: list[tuple[int, int]] = []  # places of current and previous
    for place in range(len(found)):
        couple = _couple(found, by_place, place, made)
        if couple is not None and not any(couple[1] in other or couple[0] == other[1] for other in made):
            made.append(couple)
    targets = {at for couple in made for at in couple if by_place[at].role == TARGET}
    for current, previous in made:
        by_place[current] = replace(by_place[current], role=LEVEL, direction=0)
        by_place[previous] = replace(by_place[previous], role=BASE, direction=0)
    if not made and (couple := off_by(found, by_place)):
        made.append(couple)
        by_place[couple[1]] = replace(by_place[couple[1]], role=BASE)
        by_place |= {
            at: replace(one, role=CHANGE)
            for at, one in by_place.items()
            if at > couple[1] and found[at - 1].low == "by"
        }
    if not made and (couple := named_target(found, by_place)):
        made.append(couple)
        targets.add(couple[1])
        by_place[couple[1]] = replace(by_place[couple[1]], role=BASE)
    if not made and (
        couple := by_periods(found, by_place) or bare_bracket(found, by_place) or both_named(found, by_place)
    ):
        made.append(couple)
        by_place[couple[1]] = replace(by_place[couple[1]], role=BASE)
    pairs = [replace(_pair(found, by_place, *couple), is_target=couple[1] in targets) for couple in made]
    return sorted(pairs, key=lambda pair: pair.start), [by_place[one.at] for one in numbers]


def _couple(
    found: Sequence[Token], by_place: dict[int, Quantity], place: int, made: list[tuple[int, int]]
) -> tuple[int, int] | None:
    """The places of each figure and its comparator that a word or bracket connects."""
    token = found[place]
    if token.kind == WORD and token.low in ("from", "to", "at"):
        couple = _from_to(found, by_place, place)
        couple = couple or moved_to(found, by_place, place)
        if couple is not None and (token.low == "from" or couple[0] not in {current for current, _ in made}):
            return couple
    if token.text == "(":
        return (
            _from_to_in_brackets(found, by_place, place)
            or _in_brackets(found, by_place, place, made)
            or beside_target(found, by_place, place)
        )
    if (token.kind == WORDED and token.low in _TWICE) or (token.kind == TIMES and found[place + 1].low == "the"):
        return _times(by_place, place)
    return _of_word(found, by_place, place, made) if token.kind == WORD else None


def _of_word(
    found: Sequence[Token], by_place: dict[int, Quantity], place: int, made: list[tuple[int, int]]
) -> tuple[int, int] | None:
    """The figures on either side of ``against``, ``compared with``, ``short of`` and the like."""
    low = found[place].low
    if low == "compared" and place == 0:
        return _compared_first(found, by_place)
    if low in OFF and any(at in by_place for at in (place - 1, place - 2)):
        couple = off_target(found, by_place, place, made)
        if couple is not None or low not in _COMPARED:
            return couple
    if low == "and":
        return _and_last_year(found, by_place, place, made)
    return _compared(found, by_place, place, made) if low in _COMPARED else None


def _and_last_year(
    found: Sequence[Token], by_place: dict[int, Quantity], place: int, made: list[tuple[int, int]]
) -> tuple[int, int] | None:
    """``91.2%, compared to a target of 90% and 88.1% last year``: what was compared with the first is so with it."""
    previous = place + (2 if found[place + 1].low in ("with", "to", "against") else 1)
    is_last = previous + 1 < len(found) and LAST_YEAR.fullmatch(found[previous + 1].text) is not None
    if not is_last or previous not in by_place or by_place[previous].role != LEVEL or not made:
        return None
    current, other = made[-1]
    is_next = current < other < place and not any(token.is_quantity for token in found[other + 1 : place])
    return (current, previous) if is_next and alike(by_place, current, previous) else None


def _times(by_place: dict[int, Quantity], place: int) -> tuple[int, int] | None:
    """``80 thefts, double the 40 of last year``, ``three times the 800 of 2019``."""
    previous = place + 2
    before = [at for at, one in by_place.items() if at < place and one.role == LEVEL and one.kind == NUMBER]
    return (before[0], previous) if len(before) == 1 and previous in by_place else None


def _from_to(found: Sequence[Token], by_place: dict[int, Quantity], place: int) -> tuple[int, int] | None:
    """``from 312 to 287``, ``to 287 from 312``."""
    is_from = found[place].low == "from"
    is_bare = {place - 1, place + 1} <= by_place.keys() and found[place - 2].text in ",(;:"
    if (
        is_bare
        and {by_place[at].role for at in (place - 1, place + 1)} == {LEVEL}
        and alike(by_place, place - 1, place + 1)
    ):
        return (place + 1, place - 1) if any(one.role == CHANGE for one in by_place.values()) else None
    first = after(found, by_place, place)
    second = after_word(found, by_place, "to" if is_from else "from", first) if first is not None else None
    if first is None or second is None or not alike(by_place, first, second):
        return None
    return (second, first) if is_from else (first, second)


def _compared(
    found: Sequence[Token], by_place: dict[int, Quantity], place: int, made: list[tuple[int, int]]
) -> tuple[int, int] | None:
    """``2,308 compared with 2,774``, ``up 13 on last year's 84``, ``12 more than the 85``, ``a fall from 360``."""
    word = found[place].low
    if word == "having":
        return _stood_before(found, by_place, place)
    if word == "since" and (place + 1 >= len(found) or found[place + 1].kind != PERIOD):
        return None
    is_hedge = word == "than" and found[place - 1].low in ("more", "less", "fewer") and place + 1 in by_place
    is_hedge = is_hedge and by_place[place + 1].text.isalpha()  # more than five times
    is_hedge = is_hedge and (place - 2 not in by_place or found[place + 2].low in ("times", "occasions"))
    is_led = word not in ("on", "since", "than", "from", "above", "below") or follows_change(found, by_place, place)
    if is_hedge or not is_led:
        return None
    previous = after(found, by_place, place)
    is_of_another = word == "against" and not {token.low for token in found[place:previous]}.isdisjoint(_OPENS_ANOTHER)
    is_share = previous is not None and [one.low for one in found[previous + 1 : previous + 3]] == ["out", "of"]
    if previous is None or is_of_another or is_share or found[previous - 1].low == "and":
        return None  # 30 were against men and 18 against women; up by 61 on the quarter and 28 on the year
    if by_place[previous].role not in (LEVEL, SHARE):
        changes = [at for at, one in by_place.items() if one.role == CHANGE]
        is_off = bool(changes) and (min(changes) > previous or any(by_place[at].against == "target" for at in changes))
        is_off |= any(one.role == SHARE and at > previous for at, one in by_place.items())  # so 94% of target
        is_off &= by_place[previous].role == TARGET
        if not is_off or word in OFF or off_target(found, by_place, place, made):
            return (
                off_target(found, by_place, place, made) or _told_after(found, by_place, previous) if is_off else None
            )
    plain = _compared_ones(found, by_place, place, previous, {at for _, at in made})
    return (max(plain), previous) if plain else _told_after(found, by_place, previous)


def _compared_ones(
    found: Sequence[Token], by_place: dict[int, Quantity], place: int, previous: int, used: set[int]
) -> list[int]:
    """The figures before a word that may be compared with the one behind it; of several, those that count the same."""
    candidates = [
        at for at, one in by_place.items()
        if at < place and at not in used and one.role in (LEVEL, SHARE) and alike(by_place, at, previous)
        and (found[place].low != "than" or are_of_one_size(one, by_place[previous]))
        and not any(token.text == ";" and after.low not in ("this", "that")
                    for token, after in zip(found[at:place], found[at + 1 :], strict=False))
    ]  # fmt: skip
    plain = [at for at in candidates if not _is_aside(found, at, place) and not is_base_or_known(found, at)]
    if plain and is_each(found, plain[-1]) and not is_each(found, previous):
        alike_units = {*by_place[previous].unit.split()}  # so many each: it is of those that are counted alike
        plain = [at for at in plain if alike_units & {*by_place[at].unit.split()}]
    counted = by_place[previous].unit.lower().split()[:1]
    alike_ones = [at for at in plain if counted and counted[0] in by_place[at].unit.lower().split()]
    if not alike_ones and len(plain) > 1 and any(token.low == "so" for token in found[plain[-1] : place]):
        return []  # 14 were added and 11 removed, so the cohort grew by three from 93
    return alike_ones or plain  # 14,200 cigarettes and 31 kg of tobacco, compared with 9,600 cigarettes


def _told_after(found: Sequence[Token], by_place: dict[int, Quantity], previous: int) -> tuple[int, int] | None:
    """``down on last year's 240 by 15%, at 204``."""
    later = [at for at, one in by_place.items() if at > previous]
    if not later or [by_place[at].role for at in later] != [*[CHANGE] * (len(later) - 1), LEVEL]:
        return None
    lead = [token.low for token in found[later[-1] - 2 : later[-1]]]
    return (
        (later[-1], previous) if lead in ([",", "at"], [",", "to"]) and alike(by_place, later[-1], previous) else None
    )


def _stood_before(found: Sequence[Token], by_place: dict[int, Quantity], place: int) -> tuple[int, int] | None:
    """``halved to 31, having stood at 62 the year before``."""
    told = [token.low for token in found[place + 1 : place + 3]]
    if told not in (["stood", "at"], ["been", "at"], ["standing", "at"]) and told[:1] != ["been"]:
        return None
    previous = place + (2 if place + 2 in by_place else 3)
    before = [at for at, one in by_place.items() if at < place and one.role == LEVEL]
    is_whole = previous in by_place and len(before) == 1 and alike(by_place, before[0], previous)
    return (before[0], previous) if is_whole else None


def _is_aside(found: Sequence[Token], at: int, place: int) -> bool:
    """Whether a number is in a closed bracket that says more than the number: ``(a rate of 143)``."""
    opened = next((back for back in range(at - 1, -1, -1) if found[back].text in "()"), None)
    is_closed = any(token.text == ")" for token in found[at:place])
    led = list(takewhile(lambda token: token.kind == WORD, reversed(found[: max(0, at - 1)])))
    if found[at - 1].text == "(" and is_closed and led[-1:] and led[-1].low == "of":
        return True  # 31% of all violence (6,039)
    return opened is not None and found[opened].text == "(" and is_closed and opened != at - 1


def _compared_first(found: Sequence[Token], by_place: dict[int, Quantity]) -> tuple[int, int] | None:
    """``Compared with last year's 500, burglaries fell to 440``."""
    previous = after(found, by_place, 0)
    if previous is None:
        return named_in_brackets(found, by_place)
    comma = next((at for at in range(previous + 1, min(len(found), previous + FAR)) if found[at].text == ","), 0)
    is_plain = all(token.kind in (WORD, PERIOD) for token in found[previous + 1 : comma])
    follows = next((at for at in range(comma + 1, len(found)) if found[at].low not in ("the", "offences")), 0)
    if comma and is_plain and follows in by_place and by_place[follows].role == LEVEL:
        return (follows, previous) if alike(by_place, follows, previous) else None
    for at in range(previous + 1, len(found)):
        if at in by_place and by_place[at].role != CHANGE:
            return None
        if found[at].low in ("to", "were", "was", "at") and found[at].kind == WORD:
            current = after(found, by_place, at)
            if current is not None and by_place[current].role == CHANGE and by_place[current].kind == NUMBER:
                continue  # there were 39 more, at 320
            return (current, previous) if current is not None and alike(by_place, current, previous) else None
    return None


def _from_to_in_brackets(found: Sequence[Token], by_place: dict[int, Quantity], place: int) -> tuple[int, int] | None:
    """``increased by 6.7% (3935 offences to 4199)``."""
    first = place + 1
    clause = list(takewhile(lambda token: token.kind != MARK, reversed(found[max(0, place - FAR) : place])))
    is_told = follows_change(found, by_place, place) or any(map(is_change_word, clause))
    if first not in by_place or by_place[first].role != LEVEL or not is_told:
        return None
    second = after_word(found, by_place, "to", first)
    if second is None or any(token.low in _COMPARED for token in found[first:second]):
        return None
    return (second, first) if alike(by_place, first, second) else None


def _in_brackets(
    found: Sequence[Token], by_place: dict[int, Quantity], place: int, made: list[tuple[int, int]]
) -> tuple[int, int] | None:
    """``6.2% up year-on-year (1,134)``, ``205 (201 last year)``."""
    previous = base_in_brackets(found, by_place, place)
    if previous is None:
        return None
    used = {at for _, at in made}
    before = [
        at for at, one in by_place.items()
        if at < place and at not in used and one.role == LEVEL and alike(by_place, at, previous)
        and not any(token.text == ";" for token in found[at:place])
    ]  # fmt: skip
    is_compared = bool(before) and [token.low for token in found[max(before) - 2 : max(before)]] == ["than", "the"]
    return (max(before), previous) if before and not is_compared else None


def _pair(found: Sequence[Token], by_place: dict[int, Quantity], current: int, previous: int) -> Pair:
    first, last = min(current, previous), max(current, previous)
    return Pair(by_place[current], by_place[previous], way_of(found, by_place, current, previous), first, last)
