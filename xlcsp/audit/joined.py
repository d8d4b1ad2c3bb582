"""A claim whose figures are in the sentences before it: they are read together as one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from xlcsp.audit.checks import OK
from xlcsp.audit.claim import Judged, of_change
from xlcsp.claims.prose import Quantity, Reading, read_sentence
from xlcsp.claims.prose.tokens import LAST_YEAR

_MOST_BEFORE = 2
_OPENS_WITH_LAST_YEAR = re.compile(rf"(?:(?:in|during|for|at) )?(?:{LAST_YEAR.pattern})", re.IGNORECASE)


def by_joining(readings: Sequence[Reading], at: int, group: list[Quantity]) -> list[Judged]:
    """``Burglary stood at 420. A year earlier it had been 500. That is a fall of 16%``.

    Wrong only where the sentence clearly continues those before; otherwise only agreement is reported.
    """
    for before in range(1, min(at, _MOST_BEFORE) + 1):
        found = list(_told(readings[at - before : at + 1], group))
        is_whole = len(found) == len(group)
        if is_whole and (_goes_on(readings[at]) or all(one.status == OK for one in found)):
            return found
    return []


def _goes_on(reading: Reading) -> bool:
    """Whether a sentence depends on the one before it: ``This is …``, ``In the preceding year 198 were recorded``."""
    return reading.follows or _OPENS_WITH_LAST_YEAR.match(reading.text) is not None


def _told(together: Sequence[Reading], group: list[Quantity]) -> Iterator[Judged]:
    apart = [one for reading in together for one in reading.quantities]
    joined = read_sentence("; ".join(reading.text.rstrip(".") for reading in together))
    if len(joined.quantities) != len(apart) or any(reading.pairs for reading in together[:-1]):
        return
    own = dict(zip((one.at for one in joined.quantities), apart, strict=True))
    for claim, pair in joined.bound:
        if any(own[claim.at] is one for one in group):
            current, previous = own[pair.current.at], own[pair.previous.at]
            yield of_change(own[claim.at], replace(pair, current=current, previous=previous))
