"""The targets to date of past quarters as the board saw them, where the plan or the past has moved them since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from xlcsp.domain.target import Target
from xlcsp.report.model import SeriesReport
from xlcsp.report.released import DECIMALS, Released
from xlcsp.report.rule_words import plan_number


def as_released(
    line: SeriesReport, now: Sequence[Fraction | None], released: Released | None
) -> Iterator[tuple[str, str]]:
    """``Target to date as released``, ``15 in Q1, 29 in Q2``: those that are printed as another number now.

    now: the targets to date of the four quarters, as printed.
    """
    assessment, series = line.assessment, line.series
    if released is None or assessment.requirement is None or assessment.requirement.is_range:
        return
    changes = []
    for slot, target in zip(assessment.observed.slots, now, strict=False):
        then = released.due.get((series.id, slot.quarter))
        if then is None or target is None or slot.quarter >= assessment.quarter:
            continue
        bound = Target.at(then, series.polarity, series.kind).in_whole().bound or Fraction(0)
        was, present = (plan_number(series, value, DECIMALS) for value in (bound, target))
        changes += [f"{was} in {slot.quarter.short}"] if was != present else []
    if changes:
        yield "Target to date as released", ", ".join(changes)
