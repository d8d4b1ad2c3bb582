"""Headings and notes that say a total holds more than the printed parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from xlcsp.audit.checks import FAIL, UNVERIFIABLE
from xlcsp.audit.finding import Finding

_HOLDS_MORE = re.compile(
    r"\btotals?\b[^.;]{0,40}\b(?:includ(?:e|es|ing)|incl\b|also (?:hold|count|cover|contain)s?|contains?)\b"
    r"|\b(?:totals?|sums?|figures|columns|rows|percentages|parts)\b[^.;]{0,40}"
    r"\b(?:do|does|may|might|will|need)(?: not|n't) (?:always )?(?:add|sum|equal|match|agree|be the sum)\b"
    r"|\b(?:not shown|not listed|not in this table)\b[^.;]{0,60}\btotals?\b",
    re.IGNORECASE,
)


def heeding_notes(findings: Iterable[Finding], notes: Sequence[str]) -> list[Finding]:
    """The findings. A total that differs from its parts cannot be checked if a note says that it holds more."""
    said = next((note for note in notes if _HOLDS_MORE.search(note)), None)
    why = f'a note says that it need not be the sum of what is printed ("{said}")'
    return [
        replace(one, status=UNVERIFIABLE, reason=why) if said and one.check == "SUM" and one.status == FAIL else one
        for one in findings
    ]
