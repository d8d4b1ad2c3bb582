"""Averages that a sentence gives of a total over months, weeks or what else it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from xlcsp.audit.checks import FAIL, OK
from xlcsp.audit.claim import Judged
from xlcsp.audit.finding import as_text
from xlcsp.claims.agreement import fits
from xlcsp.claims.prose import Quantity, Reading

_ONE = r"[\d,]+(?:\.\d+)?"
_AVERAGE = re.compile(
    r"\b(?:an average of|averaging|equivalent to|equating to|equal to|or) (?:about |around |just over |almost )?"
    rf"(?P<each>{_ONE})(?: [a-z]+)?,? (?:a|per|each|every) (?P<unit>month|week|quarter|day)\b",
    re.IGNORECASE,
)
_EACH_OF = re.compile(
    rf"\baverage of (?P<each>{_ONE})(?: [a-z]+)?,? (?:a|an|per|each|every) (?P<unit>[a-z]+)", re.IGNORECASE
)
_PERIODS_OF_A_YEAR = {"month": 12, "quarter": 4, "week": 52, "day": 365}


def averages(reading: Reading) -> Iterator[Judged]:
    """``24,192 offences last year, an average of 2,016 a month``."""
    said = _AVERAGE.search(reading.text)
    levels = list(reading.levels)
    each_of = _EACH_OF.search(reading.text)
    if each_of is not None and len(levels) == 3 and levels[-1].start == each_of.start("each"):  # noqa: PLR2004
        yield from _quotient(levels, each_of["unit"])
        return
    if said is None or len(levels) != 2 or reading.pairs or reading.changes or levels[1].start != said.start("each"):  # noqa: PLR2004
        return
    whole, each = levels
    within = reading.text[: said.start()].lower()
    periods = _PERIODS_OF_A_YEAR[said["unit"].lower()] if "year" in within or "12 months" in within else 0
    truth = whole.value / periods if periods else Fraction(0)
    if not periods or "£" in whole.text or abs(truth - each.value) > truth / 2:
        return
    step = Fraction(1, 10 ** max(each.decimals, 0)) if said["unit"].lower() != "month" else Fraction(0)
    is_right = fits(truth, each.value, max(each.decimals, 0)) or abs(truth - each.value) <= step or bool(each.hedge)
    words = f"{whole.text} over {periods} {said['unit']}s is {as_text(truth)}"
    yield Judged(each, "RATE", OK if is_right else FAIL, as_text(truth), words, (whole,))


def _quotient(levels: Sequence[Quantity], unit: str) -> Iterator[Judged]:
    """``4,800 passengers over 80 nights, an average of 60 per night``."""
    whole, many, each = levels
    if not many.value or many.unit.lower().split()[:1] not in ([f"{unit}s".lower()], [f"{unit}es".lower()]):
        return
    truth = whole.value / many.value
    is_right = fits(truth, each.value, max(each.decimals, 0)) or bool(each.hedge)
    words = f"{whole.text} over {many.text} {unit}s is {as_text(truth)}"
    yield Judged(each, "RATE", OK if is_right else FAIL, as_text(truth), words, (whole, many))
