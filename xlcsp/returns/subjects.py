"""Whether words are about the series of a commentary, or about something else."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import takewhile

from xlcsp.claims.prose.tokens import WORD, Token, tokens
from xlcsp.claims.prose.vocabulary import FILLERS, direction_of
from xlcsp.domain.plan import Series

GENERIC = frozenset((
    "offence", "offending", "crime", "report", "caseload", "volume", "incident", "case", "figure",
    "number", "rolling", "year's", "quarter's", "total", "overall", "this", "it", "there", "the", "a",
    "an", "of", "in", "for", "quarter", "recorded", "reported", "is", "was", "are", "were", "has", "have", "been", "we",
    "saw", "seen", "see", "shows", "show", "showing", "level", "rate", "performance", "reporting", "and", "to",
    "date", "year", "compared", "with", "on", "represents", "which", "that", "slight", "slightly", "our", "these",
    "point", "points", "indicator", "measure", "position",
))  # fmt: skip
PLAIN = frozenset((  # say nothing of what is spoken of
    "again", "all", "also", "as", "at", "back", "before", "better", "both", "by", "came", "come", "compared",
    "continued", "continues", "delivered", "did", "each", "ended", "every", "far", "finished", "from", "further",
    "inside", "last", "met", "missed", "no", "not", "now", "on", "over", "people", "previous", "quarter",
    "remains", "result", "score", "so", "still", "than", "time", "times", "well", "went", "with", "within",
    "year-end", "yet",
))  # fmt: skip
EXPLAINS = frozenset((
    "thanks", "due", "because", "following", "after", "owing", "helped", "reflecting", "mainly", "mostly", "driven",
    "largely", "partly", "when", "until", "before",
))  # fmt: skip
_MONEY = frozenset(
    ("spend", "spent", "drawn", "claimed", "claim", "paid", "awarded", "released", "cost", "costs", "raised", "down")
)
_TIME = re.compile(r"\b(?:second|minute|hour|day|week)s?\b", re.IGNORECASE)
_TIMES = frozenset(("response", "time", "wait", "waiting", "took", "take", "average", "mean"))
_TELLING = 10  # the least whole number that is hardly a figure by chance
_STEM = 5  # letters that two forms of a word share
_ENDINGS = frozenset((
    "", "e", "s", "es", "ed", "d", "ing", "y", "ies", "ied", "ion", "ions", "tion", "tions", "ation", "ations",
    "isation", "ised", "er", "ers", "ly", "ful", "fully",
    "action", "sion", "sions", "t", "ts", "ted", "ting", "ce", "ces", "ment", "ments", "al", "als", "fied", "fy",
))  # fmt: skip
_PLURAL = re.compile(r"[a-z]{3,}[a-rt-z]s\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+", re.IGNORECASE)


@lru_cache(maxsize=64)  # several rules read the same sentence
def tokens_of(text: str) -> tuple[Token, ...]:
    """The tokens of a sentence in order."""
    return tuple(tokens(text))


def own_words(about: str, names: Iterable[str] = ()) -> set[str]:
    """The words that are about the series, and those that are about any. about: its measure, name, unit and theme.

    names: those of the measures, which may be given by their initials.
    """
    more = (_MONEY if "£" in about else frozenset()) | (_TIMES if _TIME.search(about) else frozenset())
    initials = {"".join(word[0] for word in re.split(r"[\s-]+", name) if word).lower() for name in names}
    return initials | words_of(about) | GENERIC | FILLERS | more


def things_of(series: Sequence[Series]) -> set[str]:
    """The things that series have and do not count: calls, of how long they wait. More calls are no more seconds."""
    units = words_of(" ".join(each.unit for each in series))
    things = {
        word.lower().rstrip("s") for each in series if not each.kind.is_added_up
        for word in _PLURAL.findall(f"{each.measure} {each.name}")
    }  # fmt: skip
    return things - units


def is_of_things(found: Iterable[Token], things: Collection[str]) -> bool:
    """Whether words name such things and nothing else."""
    named = [token.low.rstrip("s") for token in found if is_named(token)]
    return bool(named) and all(word in things for word in named)


def words_of(text: str) -> set[str]:
    """The words of a text, each without a plural's s."""
    return {word.lower().rstrip("s") for word in _WORD.findall(text)}


def is_own(token: Token, own: set[str]) -> bool:
    """Whether it is a word of the series, or another form of one: burglaries, burglary; satisfaction, satisfied."""
    return all(
        word in own or word.rstrip("s") in own or any(_is_alike(word, known) for known in own - GENERIC - FILLERS)
        for word in re.split(r"[\s-]", token.low)
    )


def is_plain(found: Iterable[Token], own: set[str], allowed: Collection[str]) -> bool:
    """Whether the words name nothing but the series: each is its own, one of those allowed, or says up or down."""
    return all(
        is_own(token, own) or token.low in allowed or direction_of(token) != 0 for token in found if is_named(token)
    )


def is_told(found: Iterable[Token], values: Collection[Fraction]) -> bool:
    """Whether one of the tokens is one of these figures, of which a small whole number may be anything."""
    return any(
        token.value in values for token in found if token.is_quantity and (token.value >= _TELLING or token.decimals)
    )


def is_named(token: Token) -> bool:
    """Whether it is a word that may name what is spoken of."""
    return token.kind == WORD and token.low not in GENERIC | FILLERS


def _is_alike(word: str, other: str) -> bool:
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False)))
    is_stem = same >= _STEM or (same == _STEM - 1 and same in (len(word), len(other)))
    return is_stem and {word[same:], other[same:]} <= _ENDINGS
