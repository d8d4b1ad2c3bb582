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
from xlcsp.claims.prose.vocabulary import CONNECTORS, FILLERS, PROJECTED, direction_of, is_change_word
from xlcsp.domain.numbers import in_full
from xlcsp.measures.numbers import rounded, shown
from xlcsp.returns.comparisons import PART, Base

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
_LAST_YEAR = re.compile(r"\b(?:last|previous|prior) year|\ba year (?:ago|before|earlier)", re.IGNORECASE)
_QUARTER_BEFORE = re.compile(r"\b(?:last|previous|preceding) quarter\b|\bquarter before\b", re.IGNORECASE)
_ANOTHER = re.compile(r"\bbaseline|\btarget|\bQ[1-4]\b|\b(?:first|second|third|fourth) quarter", re.IGNORECASE)
_YEAR_ENDED = re.compile(
    r"(?<!last )(?<!previous )\byear (?:has )?(?:ended|closed|finished) (?:with|at|on) (?:a total of )?£?"
    r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![.,]?\d| ?%| per ?cent| out of| of)",
    re.IGNORECASE,
)
_SAME = re.compile(r"\bunchanged\b|\b(?:no|not) changed?\b|\bthe same as\b", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:no|not|never|neither|hardly|without)\b|n['\u2019]t\b", re.IGNORECASE)
_PLAIN = frozenset((
    "did", "not", "no", "change", "changed", "unchanged", "same", "as", "remains", "remained", "stayed", "before",
    "last", "previous", "prior", "preceding", "ago", "earlier",
))  # fmt: skip
_ALIKE = 40  # "unchanged" is asked about where the change is more than one in so many
_COMPARED = frozenset(
    ("on", "than", "from", "to", "over", "against", "compared", "as", "which", "that", "of", "below", "above")
)
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
        likely = _bases_meant(sentence, bases)
        reading = read_sentence(sentence)
        for claim in reading.changes:
            if claim.against in _NOT_OURS or reading.is_projected or not _is_about(reading, claim, own):
                continue
            possible = [base for base in likely if claim.against not in _NAMED or claim.against in base.on]
            if possible and not any(_is(claim, base) for base in possible):
                is_number = claim.kind in (NUMBER, POINTS)
                words = (_words(base, is_number=is_number) for base in _bases_to_name(possible, claim))
                yield sentence.strip(), "; ".join(words)


def unlikely_directions(commentary: str, bases: Sequence[Base], about: str) -> Iterator[tuple[str, str]]:
    """Sentences that say no more than up, down or unchanged on last year or the quarter before, which was not so."""
    own = {word.lower().rstrip("s") for word in _WORD.findall(about)} | _GENERIC | FILLERS
    for sentence in sentences(commentary):
        if not (_LAST_YEAR.search(sentence) or _QUARTER_BEFORE.search(sentence)):
            continue
        all_tokens = tokens(sentence)
        words = [word for word in all_tokens if word.kind == WORD]
        ways = [way for way in map(direction_of, words) if way]
        is_same = _SAME.search(sentence) is not None
        is_plain = len(ways) + is_same == 1 and not any(token.is_quantity for token in all_tokens)
        if not is_plain or (not is_same and _NEGATED.search(sentence)) or PROJECTED.search(sentence):
            continue
        rest = [word for word in words if not direction_of(word) and word.low not in _COMPARED | _OF_A_PART | _PLAIN]
        possible = _bases_meant(sentence, bases)
        if not possible or not all(_is_own(word, own) for word in rest):
            continue
        if not any(_is_alike_now(base) if is_same else (base.now - base.then) * ways[0] > 0 for base in possible):
            plain = [base for base in possible if not base.is_of_cases] or possible
            yield sentence.strip(), "; ".join(_words(base, is_number=False) for base in plain)


def unlikely_totals(commentary: str, bases: Sequence[Base]) -> Iterator[tuple[str, str]]:
    """Sentences that say with how many the year ended, of its fourth quarter, where its quarters add up to another."""
    for sentence in sentences(commentary):
        said = _YEAR_ENDED.search(sentence)
        totals = [base.now for base in _bases_meant(sentence, bases) if base.on == PART and not base.is_share]
        if said is None or not totals:
            continue
        value, decimals = Fraction(said[1].replace(",", "")), len(said[1].partition(".")[2])
        if not any(Fraction(rounded(total, decimals)) == value for total in totals):
            yield sentence.strip(), f"{in_full(totals[0])} for the year"


def _is_alike_now(base: Base) -> bool:
    return abs(base.now - base.then) * _ALIKE <= base.then


def _bases_meant(sentence: str, bases: Sequence[Base]) -> list[Base]:
    """The bases that a sentence may mean: of the series that it names, and of the time that it names alone."""
    named = [base for base in bases if not base.name or _names(sentence, base.name)]
    is_last, is_before = _LAST_YEAR.search(sentence) is not None, _QUARTER_BEFORE.search(sentence) is not None
    if is_last == is_before or _ANOTHER.search(sentence):
        return named
    return [base for base in named if ("last year" in base.on) == is_last and "baseline" not in base.on]


def _bases_to_name(possible: list[Base], claim: Quantity) -> list[Base]:
    """The comparisons to name: of the n of "n of m" only where a number is claimed."""
    of_cases = [base for base in possible if base.is_of_cases]
    others = [base for base in possible if not base.is_of_cases]
    return of_cases or others if claim.kind == NUMBER else others or of_cases


def _is_about(reading: Reading, claim: Quantity, own: set[str]) -> bool:
    """Whether the subject of the change is nothing but the series, of which it names no part and no time of its own.

    A clause without a subject has that of the clause before.
    """
    all_tokens = tokens(reading.text)
    before, after = _clauses(all_tokens[: claim.at]), _clauses(all_tokens[claim.at + 1 :])[0]
    clauses = [[token for token in clause if token.kind == WORD and not is_change_word(token)] for clause in before]
    subject = next((words for words in reversed(clauses) if any(map(_is_named, words))), [])
    if any(_OTHER_TIME.search(token.text) for token in (*before[-1], *after)):
        return False
    counted = list(takewhile(_is_counted, after)) if claim.kind == NUMBER else []
    counted = [token for token in counted if not is_change_word(token)]
    return all(_is_own(token, own) for token in (*subject, *counted)) and not _is_of_a_part(after, own)


def _clauses(part: list[Token]) -> list[list[Token]]:
    """Tokens, parted where another clause may begin."""
    clauses: list[list[Token]] = [[]]
    for token in part:
        if token.text in _BETWEEN or token.low in CONNECTORS - {"since"}:
            clauses.append([])
        else:
            clauses[-1].append(token)
    return clauses


def _is_named(token: Token) -> bool:
    return token.low not in _GENERIC | FILLERS


def _is_counted(token: Token) -> bool:
    """Whether it may name what a number before it counts: 12 more farms joined."""
    return token.kind == WORD and token.low not in _COMPARED | _OF_A_PART


def _is_of_a_part(after: list[Token], own: set[str]) -> bool:
    """Whether the words after a change name a place or a group: in the town centre, among members."""
    for place, token in enumerate(after):
        if token.low in _OF_A_PART:
            rest = takewhile(lambda other: other.kind == WORD, after[place + 1 :])
            named = next(filter(_is_named, rest), None)
            if named is not None and not _is_own(named, own):
                return True
    return False


def _is_own(token: Token, own: set[str]) -> bool:
    """Whether it is a word of the series, or another form of one: burglaries, burglary; satisfaction, satisfied."""
    word = token.low
    return word in own or word.rstrip("s") in own or any(_is_alike(word, known) for known in own - _GENERIC - FILLERS)


def _is_alike(word: str, other: str) -> bool:
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False)))
    return same >= _STEM and {word[same:], other[same:]} <= _ENDINGS


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


def _words(base: Base, *, is_number: bool) -> str:
    change, on = base.now - base.then, f"{base.on} ({base.name})" if base.name else base.on
    if base.is_share or is_number or base.then <= 0:
        unit = " percentage points" if base.is_share else ""
        return f"{shown(change, 1 if base.is_share else 0, signed=True)}{unit} on {on}"
    return f"{shown(percent(change, base.then), 1, signed=True)}% on {on}"


def _names(sentence: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", sentence, re.IGNORECASE) is not None
