"""Binds the only change and the only pair of a sentence without other numbers, across the words between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import dropwhile, pairwise, takewhile

from xlcsp.claims.prose.binding import may_be_of
from xlcsp.claims.prose.by_period import age_at, is_of_people
from xlcsp.claims.prose.own_word import UNITS
from xlcsp.claims.prose.pairs import Pair
from xlcsp.claims.prose.quantities import CHANGE, LEVEL, Quantity
from xlcsp.claims.prose.tokens import NUMBER, PERCENT, PERIOD, POINTS, TIMES, WORD, Token
from xlcsp.claims.prose.vocabulary import AFTER_A_NUMBER, NEEDS_NOTHING, is_change_word
from xlcsp.claims.prose.wholes import Whole

_GLUE = frozenset((
    "there", "were", "was", "have", "has", "had", "been", "with", "we", "recorded", "where", "when", "it", "from",
    "this", "is", "are", "a", "an", "the", "total", "of", "at", "now", "in", "to", "comparison", "compared", "that",
    "on", "figure", "figures", "number", "numbers", "period", "year", "same", "over", "previous", "last", "standing",
    "against", "levels", "its", "end", "close", "average", "target", "actual",
    "out", "after", "afterwards", "before", "since", "performance", "position", "outturn", "overall",
    "they", "these", "those", "therefore", "thus", "hence", "meaning", "represents", "representing", "represented",
    "leaving", "leaves", "gap", "ending", "had", "stood", "which", "means", "making", "gives", "giving", "by", "year",
    "equates", "equivalent", "equating", "resulting", "so", "result",
    "three", "five", "three-year", "five-year", "four-year", "spend", "cost", "mean",
))  # fmt: skip
_GENERIC = frozenset((
    "", "offence", "crime", "incident", "case", "report", "recorded", "such", "call", "complaint", "occurrence",
    "victim", "people", "in", "this", "now",
))  # fmt: skip
_SAID_OF_UNITS = ("recorded", "reported", "logged", "seen", "as", "this", "in", "being")
_STOPS = frozenset((
    "while", "whilst", "whereas", "but", "although", "however", "though", "despite", "because", "and", "if",
))  # fmt: skip


_OPEN_BASES = {"", "average", "target", "baseline"}


def only_ones(
    found: Sequence[Token], numbers: Sequence[Quantity], pairs: Sequence[Pair], wholes: Sequence[Whole] = ()
) -> tuple[Pair, bool] | None:
    """The only pair of a sentence whose other numbers are one change, and whether that change is certainly about it.

    ``down by 26%; there were 148 offences against 200``; ``2.5 times as likely as there (24% compared with 8%)``.
    """
    of_points = [pair for pair in pairs if pair.current.kind == PERCENT]
    is_of_points = any(one.kind == POINTS for one in numbers) and len(of_points) == 1
    if len(pairs) != 1 and not is_of_points:
        return None
    pair = of_points[0] if is_of_points else pairs[0]
    apart = {one.at for other in pairs for one in (other.current, other.previous)} | _said_of(pair, wholes)
    dated = (one for one in numbers if pair.start < one.at < pair.end and one.role == LEVEL)
    apart |= {
        one.at for one in dated if age_at(found, one.at) or is_of_people(found, one.at)
    }  # 84 in 2019, 61 in 2020, 55 in 2021
    others = [one for one in numbers if one.at not in apart]
    if pair.current.kind == PERCENT:  # from 3.2% to 2.7% of the rent roll, that is £48,000
        others = [one for one in others if one.kind != NUMBER or one.role == CHANGE]
    if not all(may_be_of(found, one, pair, numbers) for one in others):
        return None
    is_one = len({one.group for one in others}) == 1 or len({one.kind for one in others}) == len(others)
    if not others or not is_one or any(one.role != CHANGE for one in others):
        return None
    first, last = others[0].at, others[-1].at
    is_before = last < pair.start
    places = range(last + 1, pair.start) if is_before else range(pair.end + 1, first)
    between = [found[at] for at in places if found[at].kind != PERIOD and at not in apart]
    if is_before and len(between) > 1 and between[0].low in NEEDS_NOTHING:  # 27 fewer burglaries; 312 were recorded
        between = list(dropwhile(lambda token: token.kind == WORD, between))
    is_aside = ("in", "which") in pairwise(token.low for token in between)  # a period in which all crime fell by 4%
    if is_aside or any(token.low in _STOPS for token in between) or not {one.against for one in others} <= _OPEN_BASES:
        return None
    known = {_stem(token) for token in found[: last if is_before else pair.end]}
    said = between if is_before else _without_its_noun(between)
    is_sure = all(
        token.low in _GLUE or token.low in ";:,.()" or token.low.endswith("ed") or _stem(token) in known
        for token in said
    )
    is_sure = is_sure and _is_of_the_same(found, others[0], pair)
    is_sure |= is_before and _leads_to_pair(found, between, pair)
    is_sure |= not is_before and _ends_as_compared(found, first, last)
    is_sure |= all(one.kind == TIMES for one in others)
    return (pair, is_sure) if is_sure or not any(token.text == ";" for token in said) else None


def _ends_as_compared(found: Sequence[Token], first: int, last: int) -> bool:
    """``52.1 against 44.9 for England, 16% higher.``: a comparison at the end that names nothing of its own."""
    after = [token for token in found[last + 1 : last + 4] if token.low not in UNITS]
    is_end = len(after) > 1 and after[1].text in (".", ";", ")")
    return is_end and found[first - 1].text == "," and AFTER_A_NUMBER.fullmatch(after[0].text) is not None


def _without_its_noun(between: Sequence[Token]) -> Sequence[Token]:
    """What is left of ``…; the reduction is therefore`` and of ``a rise of`` without the words that name a change."""
    anew = max((at for at, token in enumerate(between) if token.text in ";.:"), default=-1) + 1
    opens = between[anew : anew + 2]
    if anew and len(opens) > 1 and opens[0].low in ("the", "this", "a") and is_change_word(opens[1]):
        between = between[anew + 2 :]
    is_named = len(between) > 1 and between[-1].low in ("of", "by") and is_change_word(between[-2])
    return between[:-2] if is_named else between


def _leads_to_pair(found: Sequence[Token], between: Sequence[Token], pair: Pair) -> bool:
    """Whether a pair says between which figures: ``a 15% rise last year - to 146 from 127``, ``12%: 80 against 70``."""
    words = [token.low for token in between]
    lead, before = found[pair.start - 1], found[pair.start - 2]
    is_moved = lead.low in ("to", "from") and (is_change_word(before) or before.text in (",", "-", "("))
    is_moved |= words[-1:] == ["from"] and not {"taking", "bringing"}.isdisjoint(words[-5:])
    is_explained = lead.text == "(" and words[-1:] == ["("]  # 14 fewer than last year (52 compared to 66)
    return is_moved or is_explained or (lead.text == ":" and not {"and", ";"} & set(words))


def _said_of(pair: Pair, wholes: Sequence[Whole]) -> set[int]:
    """The places of the numbers that say what share the figures of a pair are, or are a share of."""
    own = {pair.current.at, pair.previous.at}
    told = [{one.at for one in (whole.part, whole.whole, whole.share) if one is not None} for whole in wholes]
    return set().union(*(places for places in told if places & own))


def _stem(token: Token) -> str:
    return re.sub(r"s$", "", token.low)


def _is_of_the_same(found: Sequence[Token], change: Quantity, pair: Pair) -> bool:
    """Whether the pair counts something that any sentence may count, or what the words before the change name."""
    unit = list(takewhile(lambda word: word not in _SAID_OF_UNITS, pair.current.unit.lower().split()))
    noun = (unit or [""])[-1].rstrip("s")
    return noun in _GENERIC or noun in map(_stem, found[: change.at])
