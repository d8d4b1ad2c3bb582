"""The part and whole of a share by what they count, or by the list that follows."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from xlcsp.audit.parts import IN_PART, LEAST_LEVELS, OVERLAPS, is_a_list
from xlcsp.audit.series import noun
from xlcsp.claims.prose import CHANGE, Quantity, Reading
from xlcsp.claims.prose.tokens import WORDED

_OF_NAMED = re.compile(
    r"%? of (?P<total>the (?:overall )?total)\b|%?(?: of (?:all |the |these |those )*)? ?(?P<noun>[a-z]+)"
    r"(?P<later> (?:resulted in|led to|ended in|became|were|was|had|received)[^.,;]*)",
    re.IGNORECASE,
)
_JUST_BEFORE = re.compile(r"(?: [a-z-]+){1,3}(?:,| \()(?: or)? ")
_OF_LISTED = re.compile(r"%? of (?:the |all )*[\d,]+[^:;.\d]*: ")
_AND_SO = re.compile(r"(?: [a-z]+){0,3}, (?:or |that is,? |i\.e\. )?")
_THEM = re.compile(r" of (?:them|these|those|all)(?=[.,;)]|$)")
_AS_MANY = re.compile(r" as (?:many|much)\b(?! again)")


def named_figures(reading: Reading, claim: Quantity) -> tuple[Quantity, Quantity] | None:
    """Part and whole of a share, where words certainly name them."""
    is_ratio = claim.kind == WORDED and _AS_MANY.match(reading.text[claim.end :]) is not None
    if is_ratio and len(reading.pairs) == 1:  # half as many as last year: 84 against 168
        return reading.pairs[0].current, reading.pairs[0].previous
    return _of_listed(reading, claim) or _of_named(reading, claim) or _of_them(reading, claim)


def _of_them(reading: Reading, claim: Quantity) -> tuple[Quantity, Quantity] | None:
    """``90 of the 360 complaints, a third of them``: the only part and whole, which the share follows."""
    is_only = len(reading.wholes) == 1 and len(reading.quantities) == 3  # noqa: PLR2004 - and the share
    if claim.kind != WORDED or not is_only or not _THEM.match(reading.text[claim.end :]):
        return None
    whole = reading.wholes[0]
    is_next = _AND_SO.fullmatch(reading.text[whole.whole.end : claim.start]) is not None
    return (whole.part, whole.whole) if is_next else None


def _of_named(reading: Reading, claim: Quantity) -> tuple[Quantity, Quantity] | None:
    """Part and whole by what they count.

    ``1,286 reports were made, … 755 reports, 59% of the total``; ``84 warnings and 19 notices, so one in four warnings
    led to a notice``.
    """
    of = _OF_NAMED.match(reading.text[claim.end :])
    if of is None or claim.role == CHANGE or reading.pairs or reading.changes:
        return None
    before = [(one, {noun(word) for word in one.unit.split()}) for one in reading.levels if one.end <= claim.start]
    if of["total"]:
        parts = [one for one, _ in before if _JUST_BEFORE.fullmatch(reading.text[one.end : claim.start])]
        named = {noun(one.unit.split(" ")[0]) for one in parts}
        wholes = [one for one, nouns in before if nouns & named and one not in parts]
    else:
        named = {noun(word) for word in of["later"].split()}
        wholes = [one for one, nouns in before if noun(of["noun"]) in nouns]
        parts = [one for one, nouns in before if nouns & named and one not in wholes]
    return (parts[0], wholes[0]) if len(wholes) == len(parts) == 1 and parts[0].value < wholes[0].value else None


def _of_listed(reading: Reading, claim: Quantity) -> tuple[Quantity, Quantity] | None:
    """``Between them the two wards account for 46% of the 2,216 incidents: 514 in Northgate and 495 in Eastfield``."""
    of = _OF_LISTED.match(reading.text[claim.end :])
    levels = [one for one in reading.levels if one.start > claim.end]
    if of is None or len(levels) < LEAST_LEVELS or OVERLAPS.search(reading.text) or IN_PART.search(reading.text):
        return None
    whole, *parts = levels
    total = replace(parts[0], value=sum((one.value for one in parts), Fraction(0)))
    return (total, whole) if is_a_list(reading.text, parts) else None
