"""A finding of the audit on one claim."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from xlcsp.audit.checks import CHECKS, STATUSES
from xlcsp.measures.numbers import rounded

BETWEEN = " || "  # between the quotes of several cells
_PLACES = 4

Place = tuple[str, int, int]  # of a number: table name, row and column; or sentence and start within it
TRUNCATED = "truncation instead of rounding"
ROUNDED = "as nearly as the rounded figures tell"


@dataclass(frozen=True, slots=True)
class Finding:
    """One claim recomputed.

    measure: its printed number. quarter: Q1 to Q4, FY for the whole year, ``baseline`` for a title's. check: what was
    recomputed. quote: the words that claim it. printed, recomputed: text; percentages to four decimals. reason: the
    likely cause, or why it cannot be checked. rests_on: where its number stands, and those it was worked out from.
    """

    measure: str
    quarter: str
    check: str
    status: str
    quote: str
    printed: str = ""
    recomputed: str = ""
    reason: str = ""
    rests_on: tuple[Place, ...] = field(default=(), compare=False, repr=False)

    def __post_init__(self) -> None:
        """A code or status that the registry does not know is a fault of the program."""
        if self.check not in CHECKS or self.status not in STATUSES:
            raise KeyError(self.check, self.status)

    def as_dict(self) -> dict[str, str]:
        """The record of ``audit --json``."""
        return {name: getattr(self, name) for name in FIELDS}


FIELDS = ("measure", "quarter", "check", "status", "quote", "printed", "recomputed", "reason")


def as_text(value: Fraction) -> str:
    """A recomputed number: whole, or to four decimals without trailing zeros."""
    text = str(rounded(value, _PLACES))
    return text.rstrip("0").rstrip(".") if "." in text else text


def joined(quotes: Iterable[str]) -> str:
    """Several quotes, each once."""
    return BETWEEN.join(dict.fromkeys(quote for quote in quotes if quote))
