"""How likely a claim is wrong that its figures do not give: who slips is off by a digit or a little, not by times.

Where a claim is far from what the figures give, and not as by a slip of the pen, it may be about others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from xlcsp.audit.checks import FAIL, WARN
from xlcsp.audit.claim import Judged
from xlcsp.claims.agreement import is_digit_more, is_slip_of_pen, percent
from xlcsp.claims.prose import CHANGE, SHARE, Reading
from xlcsp.claims.prose.tokens import NUMBER, PERCENT, POINTS, WORDED

_FAR, _FAR_ACROSS = Fraction(2), Fraction(3, 2)  # times as much: beside its figures; in another sentence, or added up
_FEW, _COUPLE = 3, 2  # so much more; figures


def likely(judged: Judged, reading: Reading) -> Judged:
    """The verdict, but odd instead of wrong where the claim is likely about other figures. reading: its sentence."""
    claim = judged.claim
    is_kind = claim.role in (CHANGE, SHARE) or judged.check == "SUM"
    if judged.status != FAIL or not (is_kind and judged.basis and judged.recomputed) or claim.kind == WORDED:
        return judged
    truth = abs(Fraction(judged.recomputed))
    low, high = sorted((truth, abs(claim.value)))
    is_beside = all(any(one.is_at(other) for other in reading.quantities) for one in judged.basis)
    is_alone = is_beside and len(reading.quantities) == len(judged.basis) + 1
    most = _FAR if is_beside and judged.check != "SUM" else _FAR_ACROSS
    if is_alone or high <= most * low or high - low <= _FEW or any(_slips(judged, truth)):
        return judged
    return replace(judged, status=WARN, reason=f"it may be about other figures: {judged.reason}")


def _slips(judged: Judged, truth: Fraction) -> Iterator[bool]:
    """Whether a digit of claim or figures is wrong, missing or one too many, or a difference is called a percentage."""
    claim, value = judged.claim, abs(judged.claim.value)
    places = max(claim.decimals, 0)
    printed, right = (str(round(one * 10**places)) for one in (value, truth))
    yield is_slip_of_pen(claim, truth) or is_digit_more(printed, right) or printed.strip("0") == right.strip("0")
    if len(judged.basis) != _COUPLE:
        return
    now, then = judged.basis
    if claim.kind == PERCENT and claim.role == CHANGE:
        yield value in (abs(now.value - then.value), abs(percent(now.value, then.value)) if then.value else None)
    if claim.kind in (NUMBER, POINTS):
        for step in (value, -value):
            yield is_slip_of_pen(now, then.value + step) or is_slip_of_pen(then, now.value - step)
