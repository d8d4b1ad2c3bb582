"""How exactly a number is meant, and the base of a change, by the words around them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlcsp.claims.prose.spans import LAST_YEAR
from xlcsp.claims.prose.tokens import MARK, PERIOD, WORDED, Token
from xlcsp.claims.prose.vocabulary import AGAINST, AT_LEAST, AT_MOST, LOOSE

EXACTLY, ABOUT, OVER, UNDER, JUST_OVER = "", "about", "more than", "less than", "just more than"


def hedge_of(tokens: Sequence[Token], at: int) -> str:
    """How exactly the number is meant: exactly, about, more than, less than."""
    first = tokens[at].low.split()[0]
    if tokens[at].kind == WORDED and first in ("more", "less"):
        return OVER if first == "more" else UNDER
    before = [token.low for token in tokens[max(0, at - 3) : at] if token.low not in ("a", "an", "the", "by", "of")]
    last = before[-1] if before else ""
    if last == "than" and len(before) > 1:
        return (
            OVER
            if before[-2] in ("more", "greater", "higher")
            else UNDER
            if before[-2] in ("less", "fewer", "lower")
            else ""
        )
    if last in ("under", "over") and len(before) > 1 and before[-2] in ("just", "slightly"):
        return UNDER if last == "under" else JUST_OVER
    is_known = tokens[at - 1].low == "the" and last in ("below", "above", "under", "over")
    if is_known or (last == "some" and tokens[at].value % 10):
        return EXACTLY  # half a point below the 5.9%; some 57 fewer
    if last == "least":
        return OVER
    return OVER if last in AT_LEAST else UNDER if last in AT_MOST else ABOUT if last in LOOSE else EXACTLY


def _is_bare_quarter(tokens: Sequence[Token], place: int) -> bool:
    """Whether it is ``Q1`` without a year, which does not mean the same quarter of last year."""
    is_dated = any(token.kind == PERIOD for token in tokens[place + 1 : place + 3])
    return re.fullmatch(r"q\s?[1-4]", tokens[place].low) is not None and not is_dated


def _has_own_base(tokens: Sequence[Token], at: int) -> bool:
    """Whether a number begins another comparison: ``9 below the average``, ``12 points on a year ago``."""
    lows = [token.low for token in tokens[at + 1 : at + 4]]
    return at < len(tokens) and tokens[at].is_quantity and not {"on", "than", "below", "above"}.isdisjoint(lows)


def against_of(tokens: Sequence[Token], at: int) -> str:
    """The base that a change is given by the words after it, up to the next number or mark."""
    for place, token in enumerate(tokens[at + 1 :], at + 1):
        closes = (
            token.text == ")" and tokens[at].signed and [one.low for one in tokens[place + 1 : place + 2]] == ["and"]
        )
        closes |= token.low in ("and", "but") and tokens[place - 1].kind == PERIOD  # than in 2022 and within the target
        if token.is_quantity or closes or (token.kind == MARK and token.text in ";.,("):
            is_apart = token.low == "and" and closes and _has_own_base(tokens, place + 1)
            return "another time" if is_apart else ""  # 5 fewer than in 2021 and 9 below the average of 43
        if token.low in AGAINST and tokens[place - 1].low not in ("is", "was", "are", "were"):  # not: is forecast
            return AGAINST[token.low]
        if token.low == "since" and not any(one.kind == PERIOD or one.is_quantity for one in tokens[place : place + 4]):
            return "a time whose figure"
        if (
            token.kind == PERIOD
            and not LAST_YEAR.fullmatch(token.text)
            and ("quarter" in token.low or _is_bare_quarter(tokens, place))
            and not token.low.startswith(("same", "this"))
        ):
            return "another quarter"
        if token.kind == PERIOD and token.low.startswith(("last month", "previous month")):
            return "another month"
    return ""
