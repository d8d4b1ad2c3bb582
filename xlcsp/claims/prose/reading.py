"""The reading of a sentence: its quantities, its pairs of figures, and the changes that are about them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from xlcsp.claims.prose.alone import only_ones
from xlcsp.claims.prose.bases import as_base, lone_base
from xlcsp.claims.prose.binding import bound as bindings_of
from xlcsp.claims.prose.pairs import Pair, pairs_of
from xlcsp.claims.prose.quantities import CHANGE, LEVEL, SHARE, Quantity, quantities
from xlcsp.claims.prose.tokens import NUMBER, PERCENT, WORDED, Token, tokens
from xlcsp.claims.prose.vocabulary import PROJECTED
from xlcsp.claims.prose.wholes import Whole, wholes_of

_ENDS = (".", "!", "?")
_SAYS_THE_SAME = re.compile(
    r"\s*(?:this|that|these|which|it)\s(?:(?:figure|number|total|result)\s)?"
    r"(?:is|was|represents|represented|equates|equated|means|marks|are|were|compares|compared|has|had)\b|\s*an?\s(?!total\b)"
    r"|\s*(?:(?:the|this)\s)?(?:(?:percentage|year-on-year|annual|overall|%)\s)?"
    r"(?:increase|decrease|reduction|rise|fall|drop|change|difference)\s?(?:is|was|:|of)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, eq=False)  # equal to itself alone, so that what is worked out of it can be kept
class Reading:
    """What a sentence says in numbers.

    bound: each change with the pair that it is certainly about. perhaps: the pair that the others may be about.
    base: last year's figure in brackets after a change, where this year's does not stand in the sentence. follows:
    whether it goes on about what the sentence before said ("This is …", "An increase of …"). is_projected: whether it
    speaks of what is to come.
    """

    text: str
    quantities: tuple[Quantity, ...]
    pairs: tuple[Pair, ...]
    wholes: tuple[Whole, ...]
    bound: tuple[tuple[Quantity, Pair], ...]
    perhaps: Pair | None
    base: Quantity | None
    follows: bool
    is_projected: bool

    @property
    def changes(self) -> tuple[Quantity, ...]:
        """The changes in order."""
        return tuple(one for one in self.quantities if one.role == CHANGE)

    @property
    def levels(self) -> tuple[Quantity, ...]:
        """The plain levels given as numbers, in order."""
        return tuple(one for one in self.quantities if one.role == LEVEL and one.kind == NUMBER)


@lru_cache(maxsize=512)  # the same sentence is read where a table is told from prose, and again as prose
def read_sentence(text: str) -> Reading:
    """What one sentence (or one cell of text without full stops) says in numbers."""
    found = tokens(text if text.rstrip().endswith(_ENDS) else f"{text}.")  # a cell is read as the sentence that it is
    numbers = quantities(found)
    pairs, numbers = pairs_of(found, numbers)
    numbers = [as_base(found, one) for one in _with_difference(found, numbers, pairs)]
    wholes = wholes_of(found, numbers)
    wholes += [
        replace(whole, share=twin)
        for whole in wholes
        for twin in numbers
        if whole.share is not None and whole.share.kind == WORDED and twin.kind == PERCENT
        and twin.at == whole.share.at + 2 and found[twin.at - 1].text == "("
    ]  # fmt: skip
    taken = {id(one) for whole in wholes for one in (whole.part, whole.whole)}
    numbers = [replace(one, role=SHARE) if any(one is whole.share for whole in wholes) else one for one in numbers]
    wholes = [_again(whole, numbers) for whole in wholes]
    pairs = [pair for pair in pairs if id(pair.current) not in taken or id(pair.previous) not in taken]
    wholes += _of_target(found, numbers, pairs)
    bound = bindings_of(found, numbers, pairs)
    only = None if bound else only_ones(found, numbers, pairs, wholes)
    if only is not None and only[1]:
        bound = [(one, only[0]) for one in numbers if one.role == CHANGE]
    return Reading(
        text, tuple(numbers), tuple(pairs), tuple(wholes), tuple(bound), only[0] if only is not None else None,
        lone_base(found, numbers),
        _SAYS_THE_SAME.match(text) is not None, PROJECTED.search(text) is not None,
    )  # fmt: skip


def _with_difference(found: Sequence[Token], numbers: list[Quantity], pairs: list[Pair]) -> list[Quantity]:
    """``1,904 compared to 1,640 …, 264 or 16.1%``: the number that is the difference of two, and its percentage."""
    if len(pairs) != 1:
        return numbers
    change = pairs[0].current.value - pairs[0].previous.value
    told = {
        at for one, other in pairwise(numbers)
        if one.kind == NUMBER and other.kind == PERCENT and one.role == LEVEL and other.role in (LEVEL, SHARE)
        and one.at > pairs[0].end and change and one.value == abs(change)
        and other.at == one.at + 2 and found[one.at + 1].low in ("or", "(")
        for at in (one.at, other.at)
    }  # fmt: skip
    return [replace(one, role=CHANGE, direction=1 if change > 0 else -1) if one.at in told else one for one in numbers]


def _of_target(found: Sequence[Token], numbers: list[Quantity], pairs: list[Pair]) -> list[Whole]:
    """``1,873 against a target of 2,000, so 94% of target was met``: the figure as a share of its target."""
    targets = [pair for pair in pairs if pair.is_target and pair.current.kind == NUMBER]
    shares = [
        one for one in numbers
        if one.role == SHARE and "target" in [token.low for token in found[one.at + 1 : one.at + 4]]
    ]  # fmt: skip
    if len(targets) != 1:
        return []
    return [Whole(targets[0].current, targets[0].previous, one) for one in shares if one.kind == PERCENT]


def _again(whole: Whole, numbers: list[Quantity]) -> Whole:
    by_place = {one.at: one for one in numbers}
    share = by_place[whole.share.at] if whole.share is not None else None
    return Whole(by_place[whole.part.at], by_place[whole.whole.at], share)
