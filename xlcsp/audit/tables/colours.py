"""Printed colours against the rule that the document prints: "Amber: within 5% of target"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from xlcsp.audit.checks import FAIL, OK
from xlcsp.audit.finding import Finding, as_text
from xlcsp.audit.tables.columns import LEVEL, RAG, RATE, TARGET
from xlcsp.audit.tables.table import PrintedTable
from xlcsp.claims.agreement import percent

_RULE = re.compile(
    r"\bamber\b[^.;]{0,60}?\b(?:within|up to|no more than|less than)\s(?:an?\s)?"
    r"(?P<most>\d{1,2}(?:\.\d+)?)\s?(?:%|per\s?cent\b)",
    re.IGNORECASE,
)
_COLOUR = re.compile(r"\W*(?:(?P<red>red|r)|(?P<amber>amber|a))\W*", re.IGNORECASE)


def printed_tolerance(texts: Iterable[str]) -> Fraction | None:
    """Up to how many per cent a target may be missed and be Amber; None where no rule, or several, are printed."""
    found = {Fraction(match["most"]) for text in texts for match in _RULE.finditer(text)}
    return found.pop() if len(found) == 1 else None


def check_colours(table: PrintedTable, tolerance: Fraction) -> Iterator[Finding]:
    """Ambers that miss the target by more than the rule allows, and Reds that miss it by no more.

    Whichever side is better, neither can be. Of percentages the tolerance may be meant in points or as a share: only
    what no reading allows is wrong. Whether a Green is right depends on the side, which few tables say.
    """
    targets, colours, figures = table.of(TARGET), table.of(RAG), table.of(LEVEL, RATE)
    if len(targets) != 1 or len(colours) != 1 or len(figures) != 1:
        return
    for row, target in table.values(targets[0]):
        actual = row.numbers.get(figures[0].index)
        said = _COLOUR.fullmatch(row.cells[colours[0].index])
        if actual is None or said is None or not target.value:
            continue
        misses = [abs(percent(actual.value - target.value, target.value))]
        if target.is_percentage or actual.is_percentage:
            misses.append(abs(actual.value - target.value))
        is_within = [miss <= tolerance for miss in misses]
        is_wrong = not any(is_within) if said["amber"] else all(is_within)
        if said["amber"] or is_wrong:
            gap = as_text(misses[0])
            words = f"{actual.text} is {gap}% from the target {target.text}; Amber is within {as_text(tolerance)}%"
            yield table.finding(
                row, "RAG", FAIL if is_wrong else OK, row.cells[colours[0].index], "" if is_wrong else "Amber", words
            )
