"""The report's sentence in a cell, from the cells beside it."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

from xlcsp.answers.shapes import Cell, figures, numeric, word
from xlcsp.answers.single import NO_DATA, STATUS, Row, demand_of, kind_in, year_in
from xlcsp.domain.figures import MISSING as NO_FIGURE
from xlcsp.domain.figures import Figure, Source
from xlcsp.domain.kinds import Kind
from xlcsp.domain.numbers import total_of
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Series
from xlcsp.domain.slots import CONTAINED, GAP, HELD, NOT_BEGUN, NOT_DUE, Slot, State
from xlcsp.measures.comparators import Comparators
from xlcsp.measures.decimals import decided
from xlcsp.measures.numbers import QUARTERS_A_YEAR, exact
from xlcsp.measures.observed import Observed
from xlcsp.measures.year_end import YearEnd
from xlcsp.report.narrative import gap_sentence, target_sentence
from xlcsp.report.sentence import Sentence
from xlcsp.report.year_end import as_printed

_MARK = re.compile(r"\[\w+\]")
_YEAR = 2000  # the sentence names quarters and months, no year


def narrative(
    quarters: Row, last_year: Any, unit: Any, polarity: Any, baseline: Cell, target: Cell, projection: Cell,
    kind: Any, denominators: Any, reason: Any, low: Cell, high: Cell, method: Any,
) -> str:  # fmt: skip
    """The report's sentence on the latest quarter that is due."""
    kind, polarity = kind_in(kind), word(polarity, "none")
    several, _, singular = str(unit or "").partition("|")
    series = Series("", "", "", "", "", kind=kind, unit=several, unit_one=singular, polarity=polarity)
    observed = _observed(series, quarters, denominators, str(reason or ""))
    slot = observed.current
    if slot is None:
        return NO_DATA
    if slot.state == GAP:
        return gap_sentence(slot, kind)
    against = _comparators(slot.quarter.number, last_year, kind, exact(numeric(baseline)))
    end = YearEnd(exact(numeric(projection)), word(method, "auto"), "") if numeric(projection) is not None else None
    own = last_year if isinstance(last_year, list) else [last_year]
    observed = decided(observed, (against.last_year_to_date, *(exact(numeric(cell)) for cell in own)))
    likely = (exact(numeric(low)), exact(numeric(high)))
    demand = demand_of(target, polarity, kind)
    if end is not None and end.value is not None:
        value, likely = as_printed(kind, end.value, likely, demand)
        end = replace(end, value=value)
    text = Sentence(observed, slot, against, (end, likely)).text()
    return f"{text} {target_sentence(demand, series)}" if demand is not None else text


def _observed(series: Series, quarters: Row, denominators: Any, reason: str) -> Observed:
    year_in(quarters, series.kind, denominators)  # a figure that the kind cannot have is a fault, never printed
    below = [*figures(denominators), *[None] * QUARTERS_A_YEAR]
    is_milestone = series.kind.has_status
    marks = tuple(_MARK.findall(reason))
    slots = []
    words = {index: STATUS.get(word(value), "") for index, value in enumerate(quarters) if is_milestone}
    for index, value in enumerate([*figures(quarters), *[None] * QUARTERS_A_YEAR][:QUARTERS_A_YEAR]):
        quarter, status = Quarter(_YEAR, index + 1), words.get(index, "")
        if value is None:
            slots.append(Slot(quarter, NOT_DUE))
        elif value in (CONTAINED, NOT_BEGUN):
            slots.append(Slot(quarter, State(value)))
        elif (value is GAP and not status) or _lacks_denominator(series.kind, value, below[index]):
            gap = Figure("", quarter, Source("", "", ""), status=NO_FIGURE, reason=reason)
            slots.append(Slot(quarter, GAP, figure=gap))
        else:
            denominator = below[index]
            m = exact(denominator) if not isinstance(denominator, str) else None
            slots.append(Slot(quarter, HELD, None if status else exact(value), m, status, marks=marks))
    return Observed(series, (slots[0], slots[1], slots[2], slots[3]))


def _lacks_denominator(kind: Kind, value: Cell, below: Cell) -> bool:
    """Whether a rate's quarter has cases but no denominator; a figure of up to 1 may be a proportion."""
    if not kind.is_pair or value is None or isinstance(value, str):
        return False
    return isinstance(below, str) or (below is None and (value > 1 or not kind.takes_share))


def _comparators(at: int, last_year: Any, kind: Kind, baseline: Fraction | None) -> Comparators:
    """Last year's quarter and year to date, from its four quarters or its one figure to date."""
    if not isinstance(last_year, list):
        known = exact(numeric(last_year))
        is_own = at == 1 or kind.is_latest_only
        return Comparators(known if is_own else None, known, known if at == QUARTERS_A_YEAR else None, baseline)
    row = [numeric(cell) for cell in last_year]
    own = exact(row[at - 1]) if at <= len(row) else None
    if kind.is_latest_only:
        return Comparators(own, own, own, baseline)
    total = total_of([exact(value) for value in row[:at]])
    return Comparators(own, total if kind.is_cumulative else None, None, baseline)
