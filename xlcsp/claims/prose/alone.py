"""Binds the only change and the only pair of a sentence without other numbers, across the words between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from xlcsp.claims.prose.binding import may_be_of
from xlcsp.claims.prose.pairs import Pair
from xlcsp.claims.prose.quantities import CHANGE, Quantity
from xlcsp.claims.prose.tokens import PERIOD, TIMES, WORD, Token
from xlcsp.claims.prose.vocabulary import is_change_word

_GLUE = frozenset((
    "there", "were", "was", "have", "has", "had", "been", "with", "we", "recorded", "where", "when", "it", "from",
    "this", "is", "are", "a", "an", "the", "total", "of", "at", "now", "in", "to", "comparison", "compared", "that",
    "on", "figure", "figures", "number", "numbers", "period", "year", "same", "over", "previous", "last", "standing",
    "against", "levels", "its", "end", "close", "average", "target", "actual",
    "so", "result", "three", "five", "three-year", "five-year", "four-year", "spend", "cost", "mean",
))  # fmt: skip
_GENERIC = frozenset((
    "", "offence", "crime", "incident", "case", "report", "recorded", "such", "call", "complaint", "occurrence",
    "victim", "people", "in", "this", "now",
))  # fmt: skip
_SAID_OF_UNITS = ("recorded", "reported", "logged", "seen", "as", "this", "in", "being")
_STOPS = frozenset((
    "while", "whilst", "whereas", "but", "although", "however", "though", "despite", "because", "and", "if",
))  # fmt: skip


def only_ones(found: Sequence[Token], numbers: Sequence[Quantity], pairs: Sequence[Pair]) -> tuple[Pair, bool] | None:
    """The only pair of a sentence whose other numbers are one change, and whether that change is certainly about it.

    ``down by 26%; there were 148 offences against 200``; ``2.5 times as likely as there (24% compared with 8%)``.
    """
    if len(pairs) != 1:
        return None
    (pair,) = pairs
    others = [one for one in numbers if not one.is_at(pair.current) and not one.is_at(pair.previous)]
    if not all(may_be_of(found, one, pair, numbers) for one in others):
        return None
    if not others or len({one.group for one in others}) != 1 or any(one.role != CHANGE for one in others):
        return None
    first, last = others[0].at, others[-1].at
    between = found[last + 1 : pair.start] if last < pair.start else found[pair.end + 1 : first]
    words = [token.low for token in between if token.kind != PERIOD]
    if any(word in _STOPS for word in words) or any(one.against not in ("", "average", "target") for one in others):
        return None
    if first > pair.end and words[-1:] in (["of"], ["by"]) and is_change_word(found[first - 2]):
        words = words[:-2]  # a rise of
    is_sure = all(word in _GLUE or word in ";:,.()" for word in words) and _is_of_the_same(found, others[0], pair)
    is_sure |= (
        last < pair.start and is_change_word(found[pair.start - 2]) and found[pair.start - 1].low in ("to", "from")
    )
    is_sure |= last < pair.start and words[-1:] == ["from"] and not {"taking", "bringing"}.isdisjoint(words[-5:])
    is_sure |= last < pair.start and found[pair.start - 1].text == ":" and not {"and", ";"} & set(words)
    is_sure = is_sure or all(one.kind == TIMES for one in others)
    after = found[last + 1 : last + 3]
    if (
        [token.low for token in after[:1]] == ["in"]
        and after[1:]
        and after[1].kind == WORD
        and after[1].text[0].isupper()
    ):
        is_sure = False  # so the fall of 12% in Ash was larger
    return (pair, is_sure) if is_sure or ";" not in words else None


def _is_of_the_same(found: Sequence[Token], change: Quantity, pair: Pair) -> bool:
    """Whether the pair counts something that any sentence may count, or what the words before the change name."""
    unit = list(takewhile(lambda word: word not in _SAID_OF_UNITS, pair.current.unit.lower().split()))
    noun = (unit or [""])[-1].rstrip("s")
    before = {re.sub(r"s$", "", token.low) for token in found[: change.at]}
    return noun in _GENERIC or noun in before
