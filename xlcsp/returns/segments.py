"""A sentence cut into parts that name one figure each."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xlcsp.claims.prose import Quantity
from xlcsp.claims.prose.tokens import MARK, PERIOD, WORD, Token
from xlcsp.claims.prose.vocabulary import CONNECTORS
from xlcsp.returns.subjects import EXPLAINS

COMPARE = frozenset(("against", "from", "than", "versus", "vs", "v", "on", "compared", "to", "with"))
_COMPARATIVES = ("more", "less", "fewer", "higher", "lower", "better")
_APART = ("since", "between", "on")  # rose from 29 to 44 between November and December
_SIDES = ("inside", "within", "outside", "under", "below", "above", "over", "short", "beyond")
_BEFORE = ("quarter", "year", "month", *(name.lower() for name in month_name[1:]))
_ROUGH = ("just", "about", "around", "over", "under")
_LISTS = frozenset((">", "/", "-", ",", "\u2192"))
ADDS_UP = frozenset(("making", "bringing", "brings", "taking", "takes", "giving", "gives"))


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a sentence that names one figure. lead: the word or mark before it. at: its first token."""

    lead: str
    at: int
    tokens: tuple[Token, ...]

    @property
    def words(self) -> list[Token]:
        """Its words without its marks and numbers."""
        return [token for token in self.tokens if token.kind == WORD]


def segments_of(found: Sequence[Token]) -> Iterator[Segment]:
    """A sentence cut at its marks, its conjunctions and the words that compare."""
    lead, before, start = "", "", 0
    for at, token in enumerate(found):
        if not _cuts(found, at) and not (token.low in _APART and lead == "to" and before == "from"):
            continue
        if at > start:
            yield Segment(lead, start, tuple(found[start:at]))
            before = lead
        is_compared_to = at == start and lead in COMPARE and token.kind == WORD and token.low != "and"
        lead, start = lead if is_compared_to else token.low, at + 1
    if start < len(found):
        yield Segment(lead, start, tuple(found[start:]))


def _cuts(found: Sequence[Token], at: int) -> bool:
    """Whether another part of a sentence begins after the token."""
    token, low, after = found[at], found[at].low, found[at + 1] if at + 1 < len(found) else None
    if token.kind == MARK:
        return token.text not in "£%'/"
    lead, is_of_number = found[at - 1].low if at else "", after is not None and after.is_quantity
    if token.kind != WORD or (low == "since" and after is not None and after.kind == PERIOD):
        return False
    is_more_than = low == "than" and lead in _COMPARATIVES and is_of_number  # more than 90
    if is_more_than or (low == "before" and lead.rstrip("s") in _BEFORE):
        return False  # 75% in the quarters before
    if low in _SIDES and lead in ("is", "was", "are", "were", "just", "still", "well"):
        return True  # the year's 87 is inside the target of 90
    if low == "to":
        return is_of_number or (after is not None and after.low in _ROUGH)
    return low in COMPARE or low in CONNECTORS | EXPLAINS | ADDS_UP or low == "and"


def named_apart(segments: Sequence[Segment], place: int) -> Segment | None:
    """Where a number of "from 29 to 44 between November and December" has its name; itself for 44 since November."""
    first = place if segments[place].lead == "from" else max(place - 1, 0)
    parts = segments[first : first + 4]
    if [each.lead for each in parts[:2]] != ["from", "to"] or not parts[2:] or parts[2].lead not in _APART:
        return None
    of_last = parts[-1] if parts[2].lead == "between" else segments[place]
    return parts[2] if place == first else of_last


def is_listed(following: Segment, claim: Quantity) -> bool:
    """Whether another number alone goes on with a list: 75% > 80.5% > 82%."""
    numbers = [token for token in following.tokens if token.text != "%"]
    return following.lead in _LISTS and [token.kind for token in numbers] == [claim.kind]
