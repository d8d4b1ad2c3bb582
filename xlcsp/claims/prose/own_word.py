"""Finds the word of change that a number belongs to: before it, after it, or a noun that it describes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from xlcsp.claims.prose.spans import LAST_YEAR
from xlcsp.claims.prose.tokens import NUMBER, PERCENT, PERIOD, POINTS, WORD, Token
from xlcsp.claims.prose.vocabulary import (
    AFTER_A_NUMBER,
    AT_LEAST,
    CONNECTORS,
    NEEDS_NOTHING,
    direction_of,
    is_change_word,
    is_filler,
)

_FAR, _NEAR = 5, 3  # words that may come between
_COMPARISONS = ("more", "less", "fewer", "above", "below", "higher", "lower")
_MORE_THAN = (["more", "than"], ["less", "than"])
_A_CHANGE = re.compile(r"increase|decrease|reduction|rise|fall|drop|decline|change|difference|growth", re.IGNORECASE)
OFF = {
    "over": 1, "above": 1, "under": -1, "below": -1, "beneath": -1, "short": 0, "shy": 0, "adrift": 0, "better": 0,
    "worse": 0, "ahead": 0, "behind": 0, "off": 0, "quicker": 0, "faster": 0, "slower": 0, "inside": 0, "outside": 0,
    "longer": 0, "shorter": 0, "adverse": 0, "favourable": 0,
}  # fmt: skip
_MOVED = re.compile(r"fell|rose|fallen|risen|dropped|increased|decreased|grew|declined", re.IGNORECASE)
_COUNTED_CHANGES = ("falls", "rises", "drops", "increases", "decreases", "reductions", "declines", "jumps")
UNITS = ("days", "hours", "minutes", "weeks", "seconds", "points", "mph")
_THE = ("the", "its", "our", "their", "a", "an", "last")
_IS = ("is", "was", "are", "were", "stands", "stood", "being", "equals")
NOT_UNITS = frozenset((
    "of", "in", "for", "by", "were", "was", "than", "and", "which", "or", "on", "from", "to", "compared", "against",
    "is", "are", "have", "has", "had", "at",
))  # fmt: skip


def off_word(tokens: Sequence[Token], at: int) -> Token | None:
    """The word that makes a number a distance from another: ``15 over the 258 ceiling``."""
    if tokens[at].kind not in (NUMBER, PERCENT, POINTS):
        return None
    for place in range(at + 1, min(at + 3, len(tokens) - 2)):
        token, rest = tokens[place], tokens[place + 1 : place + 6]
        if token.low in OFF:
            rest = rest[1:] if rest[0].low in ("of", "than", "to") else rest
            named = list(takewhile(lambda one: one.kind == WORD or one.is_quantity, rest[1:]))
            if token.low == "over" and named and named[0].low in ("year", "quarter", "period", "month", "half"):
                return None  # fell 2.5% over the year to 1,585
            return token if rest and rest[0].low in _THE and any(one.is_quantity for one in named) else None
        if token.kind != WORD or is_change_word(token) or token.low in _IS or token.low in CONNECTORS:
            return None
    return None


def bare_off_word(tokens: Sequence[Token], at: int) -> Token | None:
    """The word that ends a distance: ``The target was 200 and we saw 184, 16 under``, ``130 offences better off``."""
    for place in range(at + 1, min(at + 4, len(tokens) - 1)):
        if tokens[place].low in ("better", "worse") and tokens[place + 1].low == "off":
            return tokens[place]
        if tokens[place].kind != WORD:
            break
    behind = tokens[at + 1 : at + 4]
    behind = behind[1:] if behind and behind[0].low in UNITS else behind
    word, after = behind[:1], behind[1:2]
    is_alone = bool(word) and word[0].low in OFF and bool(after) and after[0].text in ".,;)"
    is_led = tokens[at - 1].text in ",(" or tokens[at - 1].low in ("so", "and", "was", "is", "were", "are")
    return word[0] if is_alone and is_led and any(one.low.startswith("target") for one in tokens[:at]) else None


def _noun_that_is(tokens: Sequence[Token], at: int) -> Token | None:
    """The change of ``the increase in the year was 20%``."""
    before = [
        token for token in tokens[max(0, at - 1 - _FAR - _NEAR) : at] if token.kind != PERIOD and not is_filler(token)
    ]
    if before[-1:] and before[-1].low == "at":
        before.pop()  # stands at
    if len(before) < 2 or before[-1].low not in _IS:  # noqa: PLR2004 - a noun and its verb
        return None
    words = list(takewhile(lambda token: token.kind == WORD and token.low not in NOT_UNITS, reversed(before[:-1])))
    noun = next((token for token in words if _A_CHANGE.fullmatch(token.text)), None)
    is_own = noun is not None and (noun is words[0] or tokens[tokens.index(noun) + 1].low in ("in", "since", "over"))
    return noun if is_own else None


def own_word(tokens: Sequence[Token], at: int) -> Token | None:
    """The word of change that a number belongs to, before or after it."""
    noun = _noun_that_is(tokens, at)
    if noun is not None:
        return noun
    word, passed = _word_before(tokens, at) if tokens[at - 1].low != "at" else (None, set[str]())  # up at 307
    if word is not None and passed.isdisjoint(("to", "from", "than")):
        is_tied = bool({"of", "by", ":", "="} & passed) or direction_of(word) != 0
        is_comparison = word.low in _COMPARISONS and "by" not in passed
        is_anew = ":" in passed and (_is_told_anew(tokens, at) or _MOVED.fullmatch(word.text) is not None)
        if is_tied and not is_comparison and not is_anew:
            return word
    return _word_after(tokens, at)


def _is_told_anew(tokens: Sequence[Token], at: int) -> bool:
    """``has fallen year on year: 90 in 2021/22, 82 in 2022/23``, ``fell last year: 9,117 were reported``."""
    after = tokens[at + 1 : at + 3]
    if len(after) > 1 and after[0].low in ("to", ">") and after[1].kind == tokens[at].kind:
        return True  # up: 70.4% to 72.9%
    is_of_a_year = len(after) > 1 and after[0].low == "in" and after[1].kind == PERIOD
    return tokens[at].kind == NUMBER and (is_of_a_year or (bool(after) and after[0].low in ("were", "was")))


def _word_before(tokens: Sequence[Token], at: int) -> tuple[Token | None, set[str]]:
    """The word of change before a number, across fillers."""
    passed: set[str] = set()
    for place in range(at - 1, max(-1, at - 1 - _FAR), -1):
        token = tokens[place]
        if [one.low for one in tokens[place : place + 2]] in _MORE_THAN:
            passed.discard("than")
            continue  # fell by more than half
        if token.low == "up" and place and tokens[place - 1].low.startswith("ma"):
            return None, passed  # made up of
        if token.low == "declined" and place and tokens[place - 1].low in ("was", "were", "been"):
            return None, passed  # 39 referrals were declined (15%)
        if is_change_word(token) and not (passed and token.low in AT_LEAST):
            return token, passed
        if token.text == "," and tokens[place + 1].low == "of":
            continue  # the largest fall, of 6.9%
        is_led = tokens[at - 1].low == "of" or _is_in_bracket(tokens, at)
        if is_led and token.kind == WORD and place == at - 2 and _noun_of(tokens, place):
            return _noun_of(tokens, place), {"of"}
        if token.text == "(" and (tokens[place + 1].low == "of" or (place == at - 1 and _is_in_bracket(tokens, at))):
            continue  # an increase (of 2%)
        if not is_filler(token) and not (token.kind == PERIOD and LAST_YEAR.fullmatch(token.text)):
            return None, passed
        passed.add(token.low)
    return None, passed


def _is_in_bracket(tokens: Sequence[Token], at: int) -> bool:
    """``a reduction in criminal damage (2.9%)``: a percentage alone in its bracket."""
    is_alone = tokens[at - 1].text == "(" and at + 1 < len(tokens) and tokens[at + 1].text == ")"
    return is_alone and tokens[at].kind == PERCENT


def _noun_of(tokens: Sequence[Token], place: int) -> Token | None:
    """The change of ``a decrease in vehicle theft of 99``, found from its last word."""
    for back in range(place, max(0, place - _NEAR), -1):
        if tokens[back].kind != WORD or tokens[back].low in NOT_UNITS - {"in"}:
            return None
        if tokens[back].low == "in" and is_change_word(tokens[back - 1]) and direction_of(tokens[back - 1]):
            return tokens[back - 1]
    return None


def _word_after(tokens: Sequence[Token], at: int) -> Token | None:
    """The word of change after a number that belongs to it: ``158 more victims``, ``a 6.4% increase``."""
    token = tokens[at]
    tokens = _without_a_bracket(tokens, at)
    reach = 1 if token.kind == NUMBER else _NEAR
    for place in range(at + 1, min(len(tokens), at + 2 + reach)):
        after = tokens[place]
        if after.kind == PERIOD and LAST_YEAR.fullmatch(after.text):
            continue
        if after.kind != WORD:
            return None
        if token.kind == NUMBER and after.low in _COUNTED_CHANGES:
            return None  # 12 falls on the ward
        if AFTER_A_NUMBER.fullmatch(after.text):
            follows = [one for one in tokens[place + 1 : place + 3] if not is_filler(one) or one.low == "to"]
            belongs_on = (
                after.low in ("up", "down", "above", "below")
                and follows
                and (follows[0].is_quantity or follows[0].low == "from")
                and not (
                    token.kind in (PERCENT, POINTS) and follows[0].kind not in (token.kind, WORD)
                )  # 18% below the 76
            )
            than = tokens[place + 1 : place + 3]
            if place > at + 1 and len(than) > 1 and than[0].low == "than" and than[1].is_quantity:
                return None  # 430 took more than ten days
            is_near = token.kind != NUMBER or after.low in NEEDS_NOTHING or place == at + 1 or _article(tokens, at)
            is_near |= tokens[place - 1].low in UNITS
            is_near &= tokens[place - 1].low != "the"  # 57% favoured the increase
            return after if is_near and not belongs_on else None
        if after.low in ("of", "in", "were", "was", "is", "are", "had", "and", "which", "or"):
            return None
    return None


def _without_a_bracket(tokens: Sequence[Token], at: int) -> Sequence[Token]:
    """``273 offences (16.7%) more``, ``16.7% (273) more``: a bracket with only a percentage or number says it again."""
    if tokens[at].kind == PERCENT and says_again(tokens, at):
        return [*tokens[: at + 1], *tokens[at + 4 :]]
    for place in range(at + 1, min(at + 3, len(tokens) - 2)):
        if _is_in_bracket(tokens, place + 1) and tokens[at].kind == NUMBER:
            return [*tokens[:place], *tokens[place + 3 :]]
    return tokens


def says_again(tokens: Sequence[Token], at: int) -> bool:
    """Whether a number alone in a bracket stands between a percentage and its word: ``16.7% (273) more``."""
    bracket = tokens[at + 1 : at + 5]
    return (
        len(bracket) == 4  # noqa: PLR2004
        and (bracket[0].text, bracket[1].kind, bracket[2].text) == ("(", NUMBER, ")")
        and AFTER_A_NUMBER.fullmatch(bracket[3].text) is not None
    )


def _article(tokens: Sequence[Token], at: int) -> bool:
    return at > 0 and tokens[at - 1].low in ("a", "an", "the")
