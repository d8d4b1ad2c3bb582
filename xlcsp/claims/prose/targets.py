"""Figures with their target, limit or plan, and the distance between them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from xlcsp.claims.prose.nearby import FAR, after, alike
from xlcsp.claims.prose.own_word import bare_off_word, off_word
from xlcsp.claims.prose.quantities import LEVEL, SHARE, TARGET, Quantity
from xlcsp.claims.prose.tokens import WORD, Token

SAYS_IT_IS = frozenset(("was", "is", "of", ":", "="))
OFF_WORDS = frozenset(("above", "below", "over", "under", "exceeded", "exceeds", "higher", "lower", "beat", "missed"))
_ABOVE, _BELOW = ("above", "over", "higher", "more", "greater"), ("below", "under", "lower", "fewer", "less")
_MISSED_OR_BEAT = (
    "missed", "missing", "short", "exceeded", "exceeding", "exceeds", "beat", "beaten", "beating", "surpassed",
    "above", "below",    "over", "under",
)  # fmt: skip


def off_by(found: Sequence[Token], by_place: dict[int, Quantity]) -> tuple[int, int] | None:
    """``missed its target of 300 by 17, recording 317 offences``, ``12.6 was above the average of 11.9 by 0.7``."""
    couple = _over_by(found, by_place) or _apart_by(found, by_place)
    if couple is not None:
        return couple
    targets = [at for at, one in by_place.items() if one.role == TARGET]
    levels = [at for at, one in by_place.items() if one.role == LEVEL]
    is_said = any(token.low in _MISSED_OR_BEAT for token in found)
    if not is_said or len(targets) != 1 or len(levels) != 2 or len(by_place) != 3:  # noqa: PLR2004
        return None
    amount = next((at for at in levels if at > targets[0] and found[at - 1].low == "by"), None)
    current = next((at for at in levels if at != amount), 0)
    return (current, targets[0]) if amount is not None and alike(by_place, current, targets[0]) else None


def off_way(between: Sequence[Token]) -> int:
    """Which way the words before a comparator say that a figure is off it: ``is above the``, ``, fewer than the``."""
    lows = [token.low for token in between if token.low != "than"]
    if lows[-1:] == ["of"] and "the" in lows:  # was under the target of 7.5 days
        lows = lows[: len(lows) - lows[::-1].index("the")]
    lead = lows[-2] if len(lows) > 1 and lows[-1] == "the" else ""
    is_plain = not any(token.is_quantity for token in between)
    return is_plain * ((lead in _ABOVE) - (lead in _BELOW))


def _apart_by(found: Sequence[Token], by_place: dict[int, Quantity]) -> tuple[int, int] | None:
    """``The target was 200 and there were 184, 16 under``: a target, a figure and, last, their distance."""
    plain = [at for at, one in by_place.items() if one.role != SHARE]  # 264 of 300, 88% of target and 36 short
    if len(plain) != 3 or not bare_off_word(found, max(by_place)):  # noqa: PLR2004 - the figure, the target, the gap
        return None
    first, second, _ = plain
    targets = [at for at in (first, second) if by_place[at].role == TARGET]
    current = first if targets == [second] else second
    is_plain = len(targets) == 1 and by_place[current].role in (LEVEL, SHARE)
    return (current, targets[0]) if is_plain and alike(by_place, first, second) else None


def _over_by(found: Sequence[Token], by_place: dict[int, Quantity]) -> tuple[int, int] | None:
    """The first two of three numbers, if a word of more or less and ``by`` make the third their distance."""
    if len(by_place) != 3:  # noqa: PLR2004 - the figure, what it is measured against, the gap
        return None
    current, base, gap = by_place
    between = [token.low for token in found[current + 1 : base]]
    is_over = OFF_WORDS & set(between) and not {";", "and", "while", "but"} & set(between)
    is_led = found[base - 1].low in ("of", "the") and found[gap - 1].low == "by" and by_place[current].role == LEVEL
    is_named = all(token.kind == WORD for token in found[base + 1 : gap - 1])
    is_named &= by_place[base].role in (LEVEL, TARGET) and alike(by_place, current, base)
    return (current, base) if is_over and is_led and is_named else None


def named_target(found: Sequence[Token], by_place: dict[int, Quantity]) -> tuple[int, int] | None:
    """``-4 (target 60, actual 56)``, ``64% (target 60%; 4 points above target)``."""
    levels = [at for at, one in by_place.items() if one.role in (LEVEL, TARGET)]
    leads = {at: [one.low for one in found[max(0, at - 3) : at] if one.low not in SAYS_IT_IS][-2:] for at in levels}
    targets = [at for at in levels if leads[at][-1:] == ["target"]]
    targets = targets or [at for at in levels if leads[at][-1:] == ["baseline"] or _is_of_a_target(found, at)]
    current = [at for at in levels if at not in targets]
    if len(targets) != 1 or len(current) != 1 or not alike(by_place, current[0], targets[0]):
        return None
    lead = next((one.text for one in reversed(found[: targets[0]]) if one.text in "(),;" or one.is_quantity), "")
    own = [token.low for token in found[current[0] - 2 : current[0]] if token.low not in SAYS_IT_IS]
    is_named = own[-1:] in (["actual"], ["result"], ["outturn"], ["performance"], ["current"], ["now"], ["latest"])
    return (current[0], targets[0]) if is_named or (lead == "(" and current[0] < targets[0]) else None


def _is_of_a_target(found: Sequence[Token], at: int) -> bool:
    """``The target was to reduce burglaries to 1,250``."""
    before = list(takewhile(lambda token: not token.is_quantity, reversed(found[max(0, at - FAR) : at])))
    return any(one.low == "target" for one in before) and [one.low for one in before[:1]] == ["to"]


def off_target(
    found: Sequence[Token], by_place: dict[int, Quantity], place: int, made: Sequence[tuple[int, int]]
) -> tuple[int, int] | None:
    """``81.5%, 1.5 percentage points above the 80% target``. made: the pairs so far."""
    target = after(found, by_place, place + 1 if found[place + 1].low in ("of", "than") else place)
    amount = next((at for at in (place - 1, place - 2) if at in by_place), None)
    if target is None or amount is None or (by_place[target].role != TARGET and off_word(found, amount) is None):
        return None
    clause = max((at for at in range(place) if found[at].text == ";"), default=-1)
    known = {previous for _, previous in made}
    before = [
        at for at, one in by_place.items()
        if clause < at < place and one.role in (LEVEL, SHARE) and alike(by_place, at, target) and at not in known
    ]  # fmt: skip
    return (before[-1], target) if len(before) == 1 else None
