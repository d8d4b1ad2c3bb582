"""A change stated in a commentary, compared with every change that it could mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import takewhile

from xlcsp.claims.agreement import agrees, is_multiple, percent
from xlcsp.claims.gaps import sentences
from xlcsp.claims.prose import Quantity, Reading, read_sentence
from xlcsp.claims.prose.tokens import NUMBER, POINTS, TIMES, WORD, Token, may_count, tokens
from xlcsp.claims.prose.vocabulary import CONNECTORS, FILLERS, is_change_word
from xlcsp.measures.numbers import shown
from xlcsp.returns.comparisons import Base

_GENERIC = frozenset((
    "offence", "crime", "incident", "case", "figure", "number", "total", "overall", "this", "it", "there", "the", "a",
    "an", "of", "in", "for", "quarter", "recorded", "reported", "is", "was", "are", "were", "has", "have", "been", "we",
    "saw", "seen", "see", "shows", "show", "showing", "level", "rate", "performance", "reporting", "and", "to",
    "date", "year", "compared", "with", "on", "represents", "which", "that", "slight", "slightly", "our", "these",
    "point", "points",
))  # fmt: skip
_NOT_OURS = ("another area", "average", "a forecast", "another month")
_NAMED = ("target", "baseline")
_BETWEEN = frozenset((",", ";", ":", "-", "(", ")"))
_OF_A_PART = frozenset(
    ("in", "at", "among", "within", "around", "near", "across", "during", "for", "from", "by", "after")
)
_OTHER_TIME = re.compile(
    r"\bsince\b|\b(?:years|months|weeks|days|decade)\b"
    r"|^(?:January|February|March|April|May|June|July|August|September|October|November|December)\b",
    re.IGNORECASE,
)
_COMPARED = frozenset(("on", "than", "from", "to", "over", "against", "compared", "as", "which", "that", "of"))
_STEM = 5  # letters that two forms of a word share
_ENDINGS = frozenset((
    "", "e", "s", "es", "ed", "d", "ing", "y", "ies", "ied", "ion", "ions", "tion", "tions", "ation", "ations",
    "action", "sion", "sions", "t", "ts", "ted", "ting", "ce", "ces", "ment", "ments", "al", "als", "fied", "fy",
))  # fmt: skip
_WORD = re.compile(r"[a-z]+", re.IGNORECASE)


def unlikely_changes(commentary: str, bases: Sequence[Base], about: str) -> Iterator[tuple[str, str]]:
    """Sentences that state a change which none of the bases gives, each with the changes that they do give.

    about: the words of measure, series and unit; a change of anything else is ignored. Where the bases are of several
    series, a sentence is about those that it names.
    """
    own = {word.lower().rstrip("s") for word in _WORD.findall(about)} | _GENERIC | FILLERS
    for sentence in filter(may_count, sentences(commentary)):
        meant = [base for base in bases if not base.name or _names(sentence, base.name)]
        reading = read_sentence(sentence)
        for claim in reading.changes:
            if claim.against in _NOT_OURS or reading.is_projected or not _is_about(reading, claim, own):
                continue
            possible = [one for one in meant if claim.against not in _NAMED or claim.against in one.on]
            if possible and not any(_is(claim, base) for base in possible):
                yield sentence.strip(), "; ".join(_words(base, claim) for base in _told(possible, claim))


def _told(possible: list[Base], claim: Quantity) -> list[Base]:
    """The comparisons to name: of the n of "n of m" only where a number is claimed."""
    of_cases = [one for one in possible if one.is_of_cases]
    return (
        of_cases if of_cases and claim.kind == NUMBER else [one for one in possible if not one.is_of_cases] or of_cases
    )


def _is_about(reading: Reading, claim: Quantity, own: set[str]) -> bool:
    """Whether the subject of the change is nothing but the series, of which it names no part and no time of its own.

    A clause without a subject has that of the clause before.
    """
    found = tokens(reading.text)
    before, after = _clauses(found[: claim.at]), _clauses(found[claim.at + 1 :])[0]
    said = [[one for one in clause if one.kind == WORD and not is_change_word(one)] for clause in before]
    subject = next((words for words in reversed(said) if any(map(_is_named, words))), [])
    if any(_OTHER_TIME.search(one.text) for one in (*before[-1], *after)):
        return False
    counted = list(takewhile(_is_counted, after)) if claim.kind == NUMBER else []
    counted = [one for one in counted if not is_change_word(one)]
    return all(_is_own(one, own) for one in (*subject, *counted)) and not _is_of_a_part(after, own)


def _clauses(part: list[Token]) -> list[list[Token]]:
    """Tokens, parted where another clause may begin."""
    found: list[list[Token]] = [[]]
    for token in part:
        if token.text in _BETWEEN or token.low in CONNECTORS - {"since"}:
            found.append([])
        else:
            found[-1].append(token)
    return found


def _is_named(token: Token) -> bool:
    return token.low not in _GENERIC | FILLERS


def _is_counted(token: Token) -> bool:
    """Whether it may name what a number before it counts: 12 more farms joined."""
    return token.kind == WORD and token.low not in _COMPARED | _OF_A_PART


def _is_of_a_part(after: list[Token], own: set[str]) -> bool:
    """Whether the words after a change name a place or a group: in the town centre, among members."""
    for place, token in enumerate(after):
        if token.low in _OF_A_PART:
            rest = takewhile(lambda one: one.kind == WORD, after[place + 1 :])
            named = next(filter(_is_named, rest), None)
            if named is not None and not _is_own(named, own):
                return True
    return False


def _is_own(token: Token, own: set[str]) -> bool:
    """Whether it is a word of the series, or another form of one: burglaries, burglary; satisfaction, satisfied."""
    word = token.low
    return word in own or word.rstrip("s") in own or any(_is_alike(word, one) for one in own - _GENERIC - FILLERS)


def _is_alike(one: str, other: str) -> bool:
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return same >= _STEM and {one[same:], other[same:]} <= _ENDINGS


def _is(claim: Quantity, base: Base) -> bool:
    change = base.now - base.then
    if claim.direction and change and (change > 0) != (claim.direction > 0):
        return False
    if claim.kind in (NUMBER, POINTS):
        return agrees(claim, abs(change), Fraction(0))
    if claim.kind == TIMES:
        return base.now > 0 and base.then > 0 and is_multiple(claim, base.now, base.then)
    truths = [percent(abs(change), base.then)] if base.then > 0 else []
    return any(agrees(claim, truth, Fraction(0)) for truth in ([*truths, abs(change)] if base.is_share else truths))


def _words(base: Base, claim: Quantity) -> str:
    change, on = base.now - base.then, f"{base.on} ({base.name})" if base.name else base.on
    if base.is_share or claim.kind in (NUMBER, POINTS) or base.then <= 0:
        unit = " percentage points" if base.is_share else ""
        return f"{shown(change, 1 if base.is_share else 0, signed=True)}{unit} on {on}"
    return f"{shown(percent(change, base.then), 1, signed=True)}% on {on}"


def _names(sentence: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", sentence, re.IGNORECASE) is not None
