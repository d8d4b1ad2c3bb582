"""A change told before its figures: ``Arson is down by 10%. There were 54 fires, compared with 60 last year``."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterable, Iterator, Sequence

from xlcsp.audit.checks import FAIL, OK
from xlcsp.audit.claim import Judged, of_change
from xlcsp.audit.series import GENERIC
from xlcsp.audit.told import stems, told
from xlcsp.claims.prose import CHANGE, Pair, Reading
from xlcsp.claims.prose.segments import in_order, segments
from xlcsp.claims.prose.tokens import NUMBER

_COUPLE = 2
_OF_ANYTHING = frozenset().union(*map(stems, (*GENERIC, *month_name[1:])))


def headlines(readings: Sequence[Reading], at: int, found: Iterable[Judged]) -> Iterator[Judged]:
    """The open change of a sentence without figures, by the only two of the next, a later and an earlier one.

    It is confirmed only: what does not fit may be about something else.
    """
    reading = readings[at]
    decided = {one.claim.at for one in found if one.status in (OK, FAIL)}
    if len(reading.quantities) != 1 or at + 1 == len(readings):
        return
    claim, pair = reading.quantities[0], _pair_of(readings[at + 1])
    is_open = claim.role == CHANGE and claim.kind != NUMBER and claim.direction and claim.at not in decided
    if pair is None or not is_open or not pair.previous.value or not _is_of_the_same(reading, readings[at + 1]):
        return
    if (pair.current.value - pair.previous.value) * claim.direction > 0:
        yield from (one for one in (of_change(claim, pair),) if one.status == OK)


def _pair_of(reading: Reading) -> Pair | None:
    """The only two numbers of a sentence, the later one first."""
    if len(reading.quantities) != _COUPLE or any(one.kind != NUMBER for one in reading.quantities):
        return None
    if len(reading.pairs) == 1:
        return None if reading.pairs[0].is_target else reading.pairs[0]
    first, second = segments(reading.text, reading.quantities)
    ordered = None if first.is_other or second.is_other else in_order(first, second)
    return Pair(ordered[0].one, ordered[1].one, 0, 0, 0) if ordered is not None else None


def _is_of_the_same(reading: Reading, after: Reading) -> bool:
    """Whether what the numbers of the next sentence count is what the change is of, or anything."""
    named = frozenset().union(*(one.names for one in told(after))) - _OF_ANYTHING
    return not named or not named.isdisjoint(stems(reading.text))
