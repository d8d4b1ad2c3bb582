"""Figures that a paragraph prints rounded to tens or hundreds, and what was worked out before they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import chain

from xlcsp.audit.checks import FAIL, UNVERIFIABLE
from xlcsp.audit.claim import Judged
from xlcsp.claims.agreement import spread_of
from xlcsp.claims.prose import LEVEL, Reading
from xlcsp.claims.prose.quantities import BASE, LONE_BASE
from xlcsp.claims.prose.tokens import NUMBER, PERCENT

_LARGE, _LEAST, _COUPLE = 1_000, 4, 2  # so many figures of such a size end in 0 by rounding, not by chance
_STEPS = {100: "hundreds", 10: "tens"}


def rounded_to(readings: Sequence[Reading]) -> int:
    """10 or 100 if all large figures of a paragraph are multiples of it, and there are some; otherwise 0."""
    figures = {
        one.value
        for one in chain.from_iterable(reading.quantities for reading in readings)
        if one.kind == NUMBER and one.role in (LEVEL, BASE, LONE_BASE) and one.value >= _LARGE
    }
    fitting = (step for step in _STEPS if all(value % step == 0 for value in figures))
    return next(fitting, 0) if len(figures) >= _LEAST else 0


def allowed(judged: Judged, step: int) -> Judged:
    """A change by two figures that were rounded to that step: not wrong if what they were rounded from may give it."""
    is_of_two = judged.check in ("PCT_CHANGE", "WRONG_BASE", "DIFF") and len(judged.basis) == _COUPLE
    if not step or judged.status != FAIL or not is_of_two:
        return judged
    now, then = (one.value for one in judged.basis)
    if min(now, then) < _LARGE or now % step or then % step:
        return judged
    room, claim = Fraction(step), judged.claim
    if claim.kind == PERCENT:
        room = spread_of(now, now - then, (room / 2, room)) + Fraction(1, 2 * 10 ** max(claim.decimals, 0))
    if abs(abs(Fraction(judged.recomputed)) - abs(claim.value)) > room:
        return judged
    reason = f"the figures are rounded to {_STEPS[step]}: {judged.reason}"
    return replace(judged, status=UNVERIFIABLE, reason=reason)
