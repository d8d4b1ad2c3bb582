"""The parts of reading a cell: its state, a run of tokens that fits a rule, and the rule."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import takewhile

from xlcsp.claims import model
from xlcsp.claims.lexer import Token
from xlcsp.claims.model import Claim

OPENERS = ("Current", "This", "These", "There", "The", "In", "It", "We", "Which")
_NO_UNITS = frozenset((
    "a", "an", "are", "be", "been", "by", "completed", "delivered", "from", "had", "has", "have", "is", "it",
    "made", "only", "received", "recorded", "reported", "that", "the", "there", "these", "this", "to", "was",
    "than", "we", "were", "which", "who", "whom", "with",
))  # fmt: skip


@dataclass(slots=True)
class Cell:
    """A cell being read: its tokens, and what is known so far of the period and of the comparison.

    quarter: of the cell's column. period: what the numbers that follow are about. compared: the base of the last
    comparator. word: the direction of the last change.
    """

    text: str
    quarter: str
    is_rolling: bool
    is_title: bool = False
    period: str = model.QUARTER
    compared: str = ""
    word: int = 0
    component: str = ""
    claims: list[Claim] = field(default_factory=list)

    @property
    def period_quarter(self) -> str:
        """The quarter given to figures of the current period: FY for the whole year."""
        return model.WHOLE_YEAR if self.period == model.WHOLE_YEAR else self.quarter

    @property
    def level_kind(self) -> str:
        """The kind of a count of the current period."""
        if self.is_rolling and self.period == model.QUARTER:
            return model.ROLLING
        return model.QUARTER if self.period == model.QUARTER else model.TO_DATE

    def add(self, kind: str, token: Token, **other: object) -> None:
        """Adds a claim with the token's number; its quarter is that of the current period unless given."""
        value = token.value
        made = {
            "quarter": self.period_quarter,
            "value": value,
            "printed": _printed(value, token.decimals),
            "decimals": token.decimals,
            "is_percentage": token.kind == "p",
            "signed": token.signed,
            "start": token.start,
            "end": token.end,
        }
        self.claims.append(Claim(kind, **{**made, **other}))  # type: ignore[arg-type]

    def add_change(
        self, kind: str, token: Token, word: int, base: str, *, equals: bool = False, unit: str = ""
    ) -> None:
        """Adds a change with its printed sign, or else that of its word."""
        value = token.value if token.signed else token.value * (word or 1)
        self.word = word or self.word
        self.add(
            kind,
            token,
            value=value,
            printed=_printed(value, token.decimals),
            word=word,
            base=base,
            equals=equals,
            unit=unit,
        )

    def is_projected(self, match: Match) -> bool:
        """Whether the sentence's last claim is a projection, so that what follows is about that."""
        last = self.claims[-1] if self.claims else None
        return last is not None and last.kind in (model.PROJECTION, model.LIKELY) and not match.is_parted(last.end)

    def base(self, token: Token | None) -> str:
        """The base of a change, by its words and the current period."""
        if token is None:
            return self.compared or self._unsaid
        if token.kind == "b":
            return model.ON_BASELINE
        if self.period == model.WHOLE_YEAR:
            return model.ON_TOTAL
        says_quarter = "quarter" in token.text.lower()
        if says_quarter or self.is_rolling or self.quarter == "Q1":
            return model.ON_QUARTER
        if token.kind == "s":
            return model.ON_TO_DATE
        return model.ON_TO_DATE if self.period == model.TO_DATE else model.ON_QUARTER

    @property
    def _unsaid(self) -> str:
        by_period = {model.WHOLE_YEAR: model.ON_TOTAL, model.TO_DATE: model.ON_TO_DATE}
        return by_period.get(self.period, model.UNCLEAR)


@dataclass(slots=True)
class Match:
    """A run of tokens that fits a rule, with parts named as in the rule's pattern. extra: tokens taken after it."""

    found: re.Match[str]
    tokens: list[Token]
    text: str
    extra: int = 0

    def one(self, name: str) -> Token | None:
        """The first token of a part; None if the part is absent or empty."""
        start, end = self.found.span(name) if name in self.found.re.groupindex else (-1, -1)
        return self.tokens[start] if start < end else None

    def must(self, name: str) -> Token:
        """The token of a part that every match has."""
        start, _ = self.found.span(name)
        return self.tokens[start]

    def all(self, name: str) -> list[Token]:
        """All tokens of a part."""
        start, end = self.found.span(name)
        return self.tokens[start:end]

    def words(self, name: str) -> str:
        """A part as printed; empty if it is absent."""
        start, end = self.found.span(name) if name in self.found.re.groupindex else (-1, -1)
        return self.text[self.tokens[start].start : self.tokens[end - 1].end] if start < end else ""

    def following(self, count: int) -> list[Token]:
        """The tokens after the run."""
        return self.tokens[self.found.end() : self.found.end() + count]

    def is_parted(self, place: int) -> bool:
        """Whether a sentence ends between an earlier place and the run."""
        before = (self.tokens[index] for index in range(self.found.start() - 1, -1, -1))
        return any(token.kind == "." for token in takewhile(lambda token: token.start >= place, before))

    @property
    def unit(self) -> str:
        """The words that say what is counted, up to one that begins a sentence or says something about it."""
        return counted(self.words("unit"))


def counted(text: str) -> str:
    """The words up to one that begins a sentence or says something about what is counted."""
    said = text.split()
    ends = (place for place, word in enumerate(said) if _ends_unit(word, is_first=place == 0))
    return " ".join(said[: next(ends, None)])


def _ends_unit(word: str, *, is_first: bool) -> bool:
    return word.lower() in _NO_UNITS or (word[0].isupper() and (not is_first or word in OPENERS))


Action = Callable[[Cell, Match], bool | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule: a pattern over kinds of tokens, and what a fitting run of tokens claims.

    The action returns False if the words show that the run means something else.
    """

    name: str
    pattern: re.Pattern[str]
    act: Action


def _printed(value: Fraction, decimals: int) -> str:
    """The number as the tidy table writes it: ``-2.3``, ``12471``."""
    scaled = value * 10**decimals
    text = f"{abs(int(scaled)):0{decimals + 1}d}"
    whole, part = (text[:-decimals], text[-decimals:]) if decimals else (text, "")
    return ("-" if value < 0 else "") + whole + (f".{part}" if part else "")
