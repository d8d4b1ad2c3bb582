"""Totals of parts that a sentence lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from xlcsp.audit.checks import FAIL, OK
from xlcsp.audit.claim import Judged
from xlcsp.audit.finding import as_text
from xlcsp.claims.prose import Quantity, Reading

_MADE_UP = re.compile(
    r"\b(?:compris(?:e[ds]?|ing)|made up of|consist(?:s|ed|ing) of|split (?:as|into))\b", re.IGNORECASE
)
_ONE = r"[\d,]+(?:\.\d+)?"
_LIST = re.compile(
    rf"(?:(?<![\d.,]){_ONE}(?:, {_ONE})*,? and {_ONE}(?: [a-z]+){{0,3}}?(?: respectively)?"
    rf"|\({_ONE}\)(?:(?:,|,? and) [A-Za-z]+(?: [A-Za-z]+){{0,3}} \({_ONE}\))+)"
    rf",? (?:or |making |giving |a total of )?{_ONE} (?:[a-z]+ )?(?:in total|in all|altogether)\b"
)


def totals_of_parts(readings: Sequence[Reading], at: int) -> Iterator[Judged]:
    """The total that a sentence gives of its parts. readings: the paragraph's sentences, of which ``at`` is the one."""
    yield from _made_up(readings, at)
    yield from _listed(readings[at])


def _made_up(readings: Sequence[Reading], at: int) -> Iterator[Judged]:
    """``1,408 fires … This total comprised 629 primary fires, 690 secondary fires and 88 chimney fires``."""
    reading = readings[at]
    said = _MADE_UP.search(reading.text)
    if said is None or reading.pairs or reading.changes:
        return
    parts = [one for one in reading.levels if one.start > said.end()]
    own = [one for one in reading.levels if one.end <= said.start()]
    above = readings[at - 1] if at and not own else None
    totals = own or ([pair.current for pair in above.pairs] or list(above.levels) if above is not None else [])
    if len(totals) == 1:
        yield from _summed(totals[0], parts)


def _listed(reading: Reading) -> Iterator[Judged]:
    """``31, 28 and 35 offences respectively, 94 in total``."""
    said = _LIST.search(reading.text)
    if said is None or reading.pairs or reading.wholes:
        return
    numbers = [one for one in reading.levels if said.start() <= one.start < said.end()]
    yield from _summed(numbers[-1], numbers[:-1]) if numbers else ()


def _summed(whole: Quantity, parts: Sequence[Quantity]) -> Iterator[Judged]:
    """The total against the sum of two parts or more, where all are exact."""
    if len(parts) < 2 or any(one.hedge or one.decimals for one in (whole, *parts)):  # noqa: PLR2004
        return
    total = sum((one.value for one in parts), Fraction(0))
    words = f"{' + '.join(one.text for one in parts)} is {as_text(total)}"
    yield Judged(whole, "SUM", OK if total == whole.value else FAIL, as_text(total), words)
