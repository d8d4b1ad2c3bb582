"""Two figures that are set beside each other by nothing but the periods that they are of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from xlcsp.claims.prose.quantities import LEVEL, Quantity
from xlcsp.claims.prose.tokens import LAST_YEAR, NUMBER, PERIOD, WORD, Token
from xlcsp.claims.prose.vocabulary import is_change_word

_UNIT = 3  # words of what is counted
_SAYING = ("was", "were", "is", "are", "saw", "had", "there", "we", "recorded", "stood", "at")
_A_YEAR = re.compile(r"(?:19|20)\d\d")


def by_periods(found: Sequence[Token], by_place: Mapping[int, Quantity]) -> tuple[int, int] | None:
    """The places of the later and the earlier figure, where they are the only two levels of the sentence.

    ``126 this year to date, 100 last year to date``; ``2023/24 720; 2022/23 810``.
    """
    levels = [at for at, one in by_place.items() if one.role == LEVEL and one.kind == NUMBER]
    if len(levels) != 2:  # noqa: PLR2004
        return None
    ages = [_age(found, at) for at in levels]
    if None in ages or ages[0] == ages[1]:
        return None
    return (levels[0], levels[1]) if (ages[0] or 0) > (ages[1] or 0) else (levels[1], levels[0])


def _period_after(found: Sequence[Token], at: int) -> Token | None:
    """The period named right after a number and its unit."""
    for token in found[at + 1 : at + 2 + _UNIT]:
        if token.kind == PERIOD:
            return token
        if token.kind != WORD or is_change_word(token):
            return None
    return None


def _period_before(found: Sequence[Token], at: int) -> Token | None:
    """The period named right before a number."""
    before = at - 1
    while before >= 0 and (found[before].text in (":", "=", "-") or found[before].low in _SAYING):
        before -= 1
    return found[before] if before >= 0 and found[before].kind == PERIOD else None


def _age(found: Sequence[Token], at: int) -> int | None:
    """The later the larger: the year that a number is of, or 1 for this year and 0 for the last one; else None."""
    named = [one for one in (_period_after(found, at), _period_before(found, at)) if one is not None]
    if len(named) != 1:
        return None
    year = _A_YEAR.search(named[0].text)
    if year is not None:
        return int(year[0])
    if LAST_YEAR.fullmatch(named[0].text):
        return 0
    which = named[0].low.split()[0]
    return 1 if which in ("this", "current") else 0 if which in ("last", "previous") else None
