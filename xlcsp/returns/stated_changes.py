"""A change stated in a commentary, compared with every change that it could mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlcsp.claims.agreement import agrees, is_multiple, percent
from xlcsp.claims.gaps import sentences
from xlcsp.claims.prose import Quantity, Reading, read_sentence
from xlcsp.claims.prose.tokens import NUMBER, POINTS, TIMES, WORD, may_count, tokens
from xlcsp.claims.prose.vocabulary import FILLERS, is_change_word
from xlcsp.measures.numbers import shown

_GENERIC = frozenset((
    "offence", "crime", "incident", "case", "figure", "number", "total", "overall", "this", "it", "there", "the", "a",
    "an", "of", "in", "for", "quarter", "recorded", "reported", "is", "was", "are", "were", "has", "have", "been", "we",
    "saw", "seen", "see", "shows", "show", "showing", "level", "rate", "performance", "reporting", "and", "to",
    "date", "year", "compared", "with", "on", "represents", "which", "that", "slight", "slightly", "our", "these",
))  # fmt: skip
_NOT_OURS = ("another area", "average", "a forecast", "another month")
_WORD = re.compile(r"[a-z]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Base:
    """A change that a commentary may mean: compared with what, the figure now, and then.

    Proportions are in per cent.
    """

    on: str
    now: Fraction
    then: Fraction


def unlikely_changes(
    commentary: str, bases: Sequence[Base], about: str, *, is_share: bool
) -> Iterator[tuple[str, str]]:
    """Sentences that state a change which none of the bases gives, each with the changes that they do give.

    about: the words of measure, series and unit; a change of anything else is ignored. is_share: whether the figures
    are percentages, whose changes may be said in points.
    """
    if not bases:
        return
    own = {word.lower().rstrip("s") for word in _WORD.findall(about)} | _GENERIC | FILLERS
    for sentence in filter(may_count, sentences(commentary)):
        reading = read_sentence(sentence)
        for claim in reading.changes:
            if claim.against in _NOT_OURS or reading.is_projected or not _is_about(reading, claim, own):
                continue
            if not any(_is(claim, base, is_share=is_share) for base in bases):
                yield sentence.strip(), "; ".join(_words(base, claim, is_share=is_share) for base in bases)


def _is_about(reading: Reading, claim: Quantity, own: set[str]) -> bool:
    """Whether the words before the change name nothing but the series."""
    found = tokens(reading.text)
    subject = [token for token in found[: claim.at] if token.kind == WORD and not is_change_word(token)]
    return all(token.low.rstrip("s") in own or token.low in own for token in subject)


def _is(claim: Quantity, base: Base, *, is_share: bool) -> bool:
    change = base.now - base.then
    if claim.direction and change and (change > 0) != (claim.direction > 0):
        return False
    if claim.kind in (NUMBER, POINTS):
        return agrees(claim, abs(change), Fraction(0))
    if claim.kind == TIMES:
        return base.now > 0 and base.then > 0 and is_multiple(claim, base.now, base.then)
    truths = [percent(abs(change), base.then)] if base.then > 0 else []
    return any(agrees(claim, truth, Fraction(0)) for truth in ([*truths, abs(change)] if is_share else truths))


def _words(base: Base, claim: Quantity, *, is_share: bool) -> str:
    change = base.now - base.then
    if is_share or claim.kind in (NUMBER, POINTS) or base.then <= 0:
        unit = " percentage points" if is_share else ""
        return f"{shown(change, 1 if is_share else 0, signed=True)}{unit} on {base.on}"
    return f"{shown(percent(change, base.then), 1, signed=True)}% on {base.on}"
