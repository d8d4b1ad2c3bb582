"""A figure beside its target, limit or plan, and how far it is off."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from xlcsp.claims.prose.nearby import FAR, after, alike
from xlcsp.claims.prose.own_word import off_word
from xlcsp.claims.prose.quantities import LEVEL, TARGET, Quantity
from xlcsp.claims.prose.tokens import Token

_MISSED_OR_BEAT = (
    "missed", "missing", "short", "exceeded", "exceeding", "exceeds", "beat", "beaten", "beating", "surpassed",
    "above", "below",    "over", "under",
)  # fmt: skip


def off_by(found: Sequence[Token], by_place: dict[int, Quantity]) -> tuple[int, int] | None:
    """``missed its target of 300 by 17, recording 317 offences``."""
    targets = [at for at, one in by_place.items() if one.role == TARGET]
    levels = [at for at, one in by_place.items() if one.role == LEVEL]
    is_said = any(token.low in _MISSED_OR_BEAT for token in found)
    if not is_said or len(targets) != 1 or len(levels) != 2 or len(by_place) != 3:  # noqa: PLR2004
        return None
    amount = next((at for at in levels if at > targets[0] and found[at - 1].low == "by"), None)
    current = next((at for at in levels if at != amount), 0)
    return (current, targets[0]) if amount is not None and alike(by_place, current, targets[0]) else None


def named_target(found: Sequence[Token], by_place: dict[int, Quantity]) -> tuple[int, int] | None:
    """``-4 (target 60, actual 56)``, ``64% (target 60%; 4 points above target)``."""
    levels = [at for at, one in by_place.items() if one.role in (LEVEL, TARGET)]
    leads = {at: [token.low for token in found[max(0, at - 2) : at]] for at in levels}
    targets = [at for at in levels if leads[at][-1:] == ["target"] or leads[at] == ["target", "of"]]
    targets = targets or [at for at in levels if leads[at][-1:] == ["baseline"] or _is_of_a_target(found, at)]
    current = [at for at in levels if at not in targets]
    if len(targets) != 1 or len(current) != 1 or not alike(by_place, current[0], targets[0]):
        return None
    lead = found[targets[0] - 2].text
    own = [token.low for token in found[current[0] - 2 : current[0]] if token.low not in ("was", "is", "of")]
    is_named = own[-1:] in (["actual"], ["result"], ["outturn"], ["performance"], ["current"], ["now"], ["latest"])
    return (current[0], targets[0]) if is_named or (lead == "(" and current[0] < targets[0]) else None


def _is_of_a_target(found: Sequence[Token], at: int) -> bool:
    """``The target was to reduce burglaries to 1,250``."""
    before = list(takewhile(lambda token: not token.is_quantity, reversed(found[max(0, at - FAR) : at])))
    return any(one.low == "target" for one in before) and [one.low for one in before[:1]] == ["to"]


def off_target(found: Sequence[Token], by_place: dict[int, Quantity], place: int) -> tuple[int, int] | None:
    """``81.5%, 1.5 percentage points above the 80% target``."""
    target = after(found, by_place, place + 1 if found[place + 1].low in ("of", "than") else place)
    amount = next((at for at in (place - 1, place - 2) if at in by_place), None)
    if target is None or amount is None or (by_place[target].role != TARGET and off_word(found, amount) is None):
        return None
    before = [at for at, one in by_place.items() if at < place and one.role == LEVEL and alike(by_place, at, target)]
    return (before[-1], target) if len(before) == 1 else None
