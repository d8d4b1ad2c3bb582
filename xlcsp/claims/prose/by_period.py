"""Two figures that are set beside each other by nothing but the periods that they are of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from xlcsp.claims.prose.quantities import LEVEL, Quantity
from xlcsp.claims.prose.tokens import LAST_YEAR, NUMBER, PERIOD, WORD, Token
from xlcsp.claims.prose.vocabulary import is_change_word

_UNIT = 3  # words of what is counted
_SAYING = ("was", "were", "is", "are", "saw", "had", "there", "we", "recorded", "stood", "at")
_MONTHS = ("apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "jan", "feb", "mar")  # of a financial year
_A_PART = re.compile(rf"Q\s?([1-4])|((?:{'|'.join(_MONTHS)})[a-z]*)", re.IGNORECASE)
_A_YEAR = re.compile(r"(?:19|20)\d\d")


def by_periods(found: Sequence[Token], by_place: Mapping[int, Quantity]) -> tuple[int, int] | None:
    """The places of the later and the earlier figure, where they are the only two levels of the sentence.

    ``126 this year to date, 100 last year to date``; ``2023/24 720; 2022/23 810``; ``132 (2022/23) to 151 (2023/24)``;
    ``between 2022/23 (59) and 2023/24 (46)``.
    """
    levels = [at for at, one in by_place.items() if one.role == LEVEL and one.kind == NUMBER]
    if len(levels) != 2:  # noqa: PLR2004
        return None
    ages = [_age(found, at) for at in levels]
    first, second = ages
    if first is None or second is None or first[0] != second[0] or first == second:
        return None
    return (levels[0], levels[1]) if first > second else (levels[1], levels[0])


def _period_after(found: Sequence[Token], at: int) -> Token | None:
    """The period named right after a number and its unit."""
    for token in found[at + 1 : at + 2 + _UNIT]:
        if token.kind == PERIOD:
            return token
        if token.text == "(" and token is found[at + 1]:
            continue
        if token.kind != WORD or is_change_word(token):
            return None
    return None


def _period_before(found: Sequence[Token], at: int) -> Token | None:
    """The period named right before a number."""
    before = at - 1
    if found[before].text == "(" and found[at + 1].text == ")":
        before -= 1
    while before >= 0 and (found[before].text in (":", "=", "-") or found[before].low in _SAYING):
        before -= 1
    return found[before] if before >= 0 and found[before].kind == PERIOD else None


def _age(found: Sequence[Token], at: int) -> tuple[str, int] | None:
    """By what the age of a number is told, and the later the larger: its year, quarter, month, this year or last."""
    named = [one for one in (_period_after(found, at), _period_before(found, at)) if one is not None]
    if len(named) != 1:
        return None
    year, part = _A_YEAR.search(named[0].text), _A_PART.fullmatch(named[0].text)
    if year is not None:
        return "year", int(year[0])
    if part is not None:
        return ("quarter", int(part[1])) if part[1] else ("month", _MONTHS.index(part[2][:3].lower()))
    if LAST_YEAR.fullmatch(named[0].text):
        return "this or last", 0
    which = named[0].low.split()[0]
    age = 1 if which in ("this", "current") else 0 if which in ("last", "previous") else None
    return None if age is None else ("this or last", age)
