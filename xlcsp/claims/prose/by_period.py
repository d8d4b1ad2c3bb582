"""Pairs of figures that nothing but their periods connects."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from xlcsp.claims.prose.nearby import is_base_or_known
from xlcsp.claims.prose.quantities import CHANGE, LEVEL, SHARE, Quantity
from xlcsp.claims.prose.spans import LAST_YEAR
from xlcsp.claims.prose.tokens import NUMBER, PERCENT, PERIOD, WORD, Token
from xlcsp.claims.prose.vocabulary import is_change_word

_UNIT = 5  # words that say what is counted
_SAYING = (
    "was", "were", "is", "are", "saw", "had", "there", "we", "recorded", "stood", "at", "it", "been", "they",
    "numbered", "totalled", "reached", "the", "figure", "rate", "total", "number", "proportion", "percentage", "'", "s",
)  # fmt: skip
_MONTHS = ("apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "jan", "feb", "mar")  # of a financial year
_A_PART = re.compile(rf"Q\s?([1-4])|((?:{'|'.join(_MONTHS)})[a-z]*)", re.IGNORECASE)
_SHORT = re.compile(rf"((?:{'|'.join(_MONTHS)})[a-z]*)[- '](\d\d)", re.IGNORECASE)  # Dec-23
_A_YEAR = re.compile(r"(?:19|20)\d\d")
_RELATIVE = re.compile(r"preceding|previous|prior|before|earlier|ago|same|corresponding", re.IGNORECASE)
_ALL_YEARS = re.compile(r"\b(?:two|three|four|five|six|ten|\d) years?\b", re.IGNORECASE)
_LAST, _NOW = ("this or last", 0), ("this or last", 1)


def by_periods(found: Sequence[Token], by_place: Mapping[int, Quantity]) -> tuple[int, int] | None:
    """The places of the later and the earlier figure, if they are the only two levels of the sentence.

    ``126 this year to date, 100 last year to date``; ``2023/24 720; 2022/23 810``; ``132 (2022/23) to 151 (2023/24)``;
    ``between 2022/23 (59) and 2023/24 (46)``.
    """
    levels = [at for at, one in by_place.items() if one.role == LEVEL and one.kind == NUMBER]
    if len(levels) != 2:  # noqa: PLR2004
        levels = levels or [at for at, one in by_place.items() if one.role in (LEVEL, SHARE) and one.kind == PERCENT]
    levels = [at for at in levels if not is_of_people(found, at) and not is_base_or_known(found, at)]
    if len(levels) > 2:  # noqa: PLR2004
        return _latest_two(found, by_place, levels)
    if len(levels) != 2:  # noqa: PLR2004
        return None
    if _starts_and_ends(found, *levels):
        return (levels[1], levels[0])
    ages = [age_at(found, at) for at in levels]
    first, second = ages
    it_was = [token.low for token in found[levels[0] + 1 : levels[1]] if token.kind == WORD][-2:] in (
        ["it", "was"],
        ["they", "were"],
    )
    is_dated = any(token.kind == PERIOD and _A_YEAR.search(token.text) for token in found[: levels[0]])
    if first is None and second is not None and second[0] == "year" and it_was and not is_dated:
        return (levels[0], levels[1])
    if first != _LAST and second == _LAST and _goes_on_to_last_year(found, by_place, *levels):
        first = _NOW
    if first is None or second is None or first[0] != second[0] or first == second:
        return None
    return (levels[0], levels[1]) if first > second else (levels[1], levels[0])


def is_of_people(found: Sequence[Token], at: int) -> bool:
    """``118 offences were committed by the 40 young people``: who did it, not how many."""
    return [token.low for token in found[at - 2 : at]] == ["by", "the"]


def _starts_and_ends(found: Sequence[Token], first: int, second: int) -> bool:
    """``84 at the start of the year and 97 at its end``."""
    opens = {token.low.rpartition(" ")[2] for token in found[first + 1 : second]}
    closes = {token.low for token in found[second + 1 : second + 2 + _UNIT]}
    is_told = not opens.isdisjoint(("start", "beginning", "outset")) and not closes.isdisjoint(("end", "close"))
    is_told |= "before" in opens and not closes.isdisjoint(("after", "since", "afterwards", "following"))
    return is_told and ";" not in opens


def _goes_on_to_last_year(found: Sequence[Token], by_place: Mapping[int, Quantity], first: int, second: int) -> bool:
    """``stood at 420 offences; a year earlier it had been 500``: the first has no period, the second no new subject."""
    between = found[first + 1 : second]
    is_dated = any(token.kind == PERIOD for token in found[:first]) or age_at(found, first) is not None
    if is_dated and not any(token.kind == PERIOD and _RELATIVE.search(token.text) for token in found[first:]):
        return False
    is_apart = any(token.text in ";:" for token in between) and not any(token.low == "and" for token in between)
    return is_apart and by_place[second].unit in ("", by_place[first].unit)


def _latest_two(
    found: Sequence[Token], by_place: Mapping[int, Quantity], levels: Sequence[int]
) -> tuple[int, int] | None:
    """``90 in 2021/22, 82 in 2022/23 and 64 in 2023/24, down by 18 in the last year``."""
    ages = {at: age for at in levels if (age := age_at(found, at)) is not None and age[0] == "year"}
    after = [token for token in found[levels[-1] + 1 :] if token.kind == PERIOD]
    changes = {one.group for at, one in by_place.items() if one.role == CHANGE and at > levels[-1]}
    says_last = any(LAST_YEAR.fullmatch(token.text) for token in after)
    says_all = any(token.kind == PERIOD and _ALL_YEARS.search(token.text) for token in after)
    if len(ages) < len(levels) or len(set(ages.values())) < len(levels) or len(changes) != 1:
        return None
    first, *_, previous, current = sorted(levels, key=lambda at: ages[at][1])
    return (current, previous) if says_last else (current, first) if says_all else None


def _period_after(found: Sequence[Token], at: int) -> Token | None:
    """The period named right after a number and its unit."""
    for token in found[at + 1 : at + 2 + 2 * _UNIT]:
        if token.kind == PERIOD and not token.low.startswith("per "):
            return token
        if token.text == "(":
            continue
        if token.kind != WORD or token.low == "and" or is_change_word(token):
            return None
    return None


def _period_before(found: Sequence[Token], at: int) -> Token | None:
    """The period named right before a number."""
    before = at - 1
    if found[before].text == "(" and found[at + 1].text == ")":
        before -= 1
    while before >= 0 and (found[before].text in (":", "=", "-") or found[before].low in _SAYING):
        before -= 1
    if before < 0 or found[before].kind != PERIOD or found[before].low.startswith("per "):
        return None
    year = found[before - 1] if before else None  # 2023/24 Q2 = 310
    if year is None or year.kind != PERIOD or not _A_PART.fullmatch(found[before].text):
        return found[before]
    return replace(found[before], text=f"{year.text} {found[before].text}")


def age_at(found: Sequence[Token], at: int) -> tuple[str, int] | None:
    """A key that is larger for later numbers: year, quarter, month, this year or last."""
    own, lead = _period_after(found, at), _period_before(found, at)
    if own is not None and lead is not None and LAST_YEAR.fullmatch(lead.text) and not LAST_YEAR.fullmatch(own.text):
        lead = None  # fell year on year: 90 in 2021/22
    if own is not None and lead is not None and _A_YEAR.search(own.text) and not _A_YEAR.search(lead.text):
        lead = None  # in each of the last three years: 2,900 in 2020/21
    named = [one for one in (own, lead) if one is not None]
    if len(named) != 1:
        return None
    return age_of(named[0])


def age_of(period: Token) -> tuple[str, int] | None:
    """A key of the period's kind that is larger for later ones: ``("year", 2013)``; None where it has none."""
    year, part = _A_YEAR.search(period.text), _A_PART.fullmatch(period.text.rstrip("."))
    if (short := _SHORT.fullmatch(period.text)) is not None:
        return "month and year", 12 * int(short[2]) + (_MONTHS.index(short[1][:3].lower()) + 3) % 12
    if year is not None and (of_year := _A_PART.fullmatch(period.text.rpartition(" ")[2])) and of_year[1]:
        return "year and quarter", 4 * int(year[0]) + int(of_year[1])
    if year is not None:
        return "year", int(year[0])
    if part is not None:
        return ("quarter", int(part[1])) if part[1] else ("month", _MONTHS.index(part[2][:3].lower()))
    which = "this" if "ytd" in period.low else period.low.split()[0]
    is_last = which in ("last", "previous") or LAST_YEAR.fullmatch(period.text) is not None
    return _LAST if is_last else _NOW if which in ("this", "current") else None
