"""How sure an amount is: as an amount of pounds says nothing of how many events it comes from, its own quarters do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from xlcsp.domain.slots import Run
from xlcsp.measures.numbers import QUARTERS_A_YEAR, added
from xlcsp.measures.outlook import STEADY

SEEN = 4  # quarters: from so many on an amount's own ups and downs say how sure its year end is
SURE_AS = (1, 300)  # a quarter: an amount, in any unit, varies like a count of this size; its own quarters say which
OF_LEVEL = 0.1  # such a count's squared step from quarter to quarter is its mean × (1 + OF_LEVEL × √mean)
OF_FEW = 1.0  # how many steps' worth of doubt few steps leave


def unit_of(runs: Sequence[Run]) -> Fraction | None:
    """The unit in which an amount is projected, so that it varies in it as counts of its size do.

    The outcome does not depend on the unit of the record. None while too few quarters have been seen to tell.
    """
    known = [value for run in runs for value in run.values if value is not None]
    if len(known) < SEEN:
        return None
    mean = added(known) / len(known)
    if mean <= 0:
        return Fraction(1)
    least, most = SURE_AS
    step = _usual_step(runs) / float(mean)
    level = ((OF_LEVEL + math.sqrt(OF_LEVEL**2 + 4 * step)) / (2 * step)) ** 2 if step else most
    return mean / Fraction(round(min(max(level, least), most), STEADY)).limit_denominator(10**STEADY)


def _usual_step(runs: Sequence[Run]) -> float:
    """The usual squared step, as a multiple of the level: between neighbours, or on the same quarter of last year."""
    values = [value for run in runs for value in run.values]
    usual_steps = []
    for apart, least in ((1, 1), (QUARTERS_A_YEAR, SEEN)):
        pairs = [
            (float(first), float(other))
            for first, other in zip(values, values[apart:], strict=False)
            if first is not None and other is not None and first + other > 0
        ]
        if len(pairs) >= least:
            usual = math.fsum((first - other) ** 2 for first, other in pairs) / math.fsum(map(math.fsum, pairs))
            usual_steps.append(usual * (1 + OF_FEW / len(pairs)))
    return min(usual_steps, default=0.0)
