"""Which way the words around two figures say that they went."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from xlcsp.claims.prose.nearby import FAR
from xlcsp.claims.prose.quantities import Quantity
from xlcsp.claims.prose.targets import off_way
from xlcsp.claims.prose.tokens import PERIOD, WORD, Token
from xlcsp.claims.prose.vocabulary import CONNECTORS, LOOSE, direction_of

_YEAR = re.compile(r"(?:19|20)\d\d")
_CLAUSE = 12  # tokens before "from" among which what rose or fell is told
_A_LITTLE = ("a", "little", "bit", "just", "further")
_ENDS_OF_A_RANGE = ("peak", "high", "low")
_ROSE_OR_FELL = re.compile(
    r"(?:in|de)creased|rose|risen|fell|fallen|dropped|declined|grew|grown|climbed", re.IGNORECASE
)
_A_RISE = re.compile(r"(?:in|de)crease|reduction|rise|fall|drop|decline", re.IGNORECASE)
_OTHER_CLAUSES = frozenset((
    *CONNECTORS, "and", "or", "which", "who", "that", "as", "after", "following", "to", "from", "than", "no", "not",
    "was", "were", "is", "are", "has", "have", "had", "went", "go", "going", "moved", "moving", "changed", "changing",
    "led", "leading", "saw", "seeing", "took", "taking", "ranged", "ranging", "varied", "varying",
))  # fmt: skip


def way_of(found: Sequence[Token], by_place: dict[int, Quantity], current: int, previous: int) -> int:
    """1 where the words say that the figure is more than the one it is compared with, -1 for less, otherwise 0."""
    first = min(current, previous)
    verb = next((at for at in range(previous, max(-1, first - 5), -1) if found[at].low == "from"), None)
    if _is_of_a_later_year(found, previous, current):
        return 0  # a drop, with 31 in 2015/16 compared to 29 in 2016/17
    if verb:
        return _way_from(found, verb)
    return off_way(found[current + 1 : previous]) or _way_with(found, by_place, current, previous)


def _way_from(found: Sequence[Token], verb: int) -> int:
    """The way that leads to ``from``: ``down slightly from``, ``an increase in thefts, from``, ``from a peak``."""
    back = verb - 1
    while back > 0 and (found[back].low in _A_LITTLE or found[back].low.endswith("ly")):
        back -= 1
    if direction_of(found[back]):
        return direction_of(found[back])
    ahead = {token.low for token in found[verb + 1 : verb + 5] if token.kind == WORD}
    if "of" in ahead and not ahead.isdisjoint(_ENDS_OF_A_RANGE):
        return 1 if "low" in ahead else -1
    return _way_told(found, back)


def _way_with(found: Sequence[Token], by_place: dict[int, Quantity], current: int, previous: int) -> int:
    """``a reduction in deliberate fires, with 10 compared to 12``; ``rose to 15, compared with 18``."""
    back = next((at for at in range(current - 1, max(0, current - 3), -1) if found[at].low == "with"), 0)
    unit = by_place[current].unit.lower().split()[:1]
    is_named = not unit or unit[0] in [token.low for token in found[max(0, back - _CLAUSE) : back]]
    if back:
        return _way_told(found, back - 1) if is_named else 0
    lead = [token for token in found[max(0, current - 3) : current] if token.low not in LOOSE]
    behind = [token.low for token in found[current + 1 : previous]]
    is_compared = "compared" in behind and not any(
        one.is_quantity or one.text == "(" for one in found[current + 1 : previous]
    )
    return direction_of(lead[-2]) if is_compared and len(lead) > 1 and lead[-1].low == "to" else 0


def _way_told(found: Sequence[Token], back: int) -> int:
    """What the clause that ends at a place says rose or fell: ``an increase in thefts``, ``fell in the year``."""
    if found[back].text == ",":
        back -= 1
    clause = list(takewhile(_keeps_the_clause, reversed(found[max(0, back - _CLAUSE) : back + 1])))
    led = next((at for at, token in enumerate(clause) if direction_of(token)), None)
    if led is None:
        return 0
    has_article = any(token.low in ("a", "an", "the") for token in clause[led + 1 : led + 4])
    is_told = _ROSE_OR_FELL.fullmatch(clause[led].text) or (_A_RISE.fullmatch(clause[led].text) and has_article)
    return direction_of(clause[led]) if is_told else 0


def _keeps_the_clause(token: Token) -> bool:
    """Whether a word, going back from another, is still of what that one says: no other verb, no other clause."""
    return token.kind == PERIOD or (token.kind == WORD and token.low not in _OTHER_CLAUSES)


def _is_of_a_later_year(found: Sequence[Token], one: int, other: int) -> bool:
    """Whether the year behind a figure is later than the year behind another."""
    first, second = _year_behind(found, one), _year_behind(found, other)
    return bool(first and second) and first > second


def _year_behind(found: Sequence[Token], at: int) -> str:
    """The first year that a period behind a figure names: ``2,915 during the same period in 2016/17``."""
    behind = takewhile(lambda token: not token.is_quantity, found[at + 1 : at + 1 + FAR])
    years = (_YEAR.match(token.text) for token in behind if token.kind == PERIOD)
    return next((year[0] for year in years if year is not None), "")
