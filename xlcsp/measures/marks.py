"""Rows of figures: a row of numbers, None and marks is read as a year, and a year is written as such a row.

``[x]`` marks a quarter that is due and missing, ``[s]`` one contained in the next figure, ``[z]`` one before the series
began.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlcsp.domain.kinds import COUNT, Kind
from xlcsp.domain.slots import CONTAINED, GAP, NOT_BEGUN, NOT_DUE, NOTHING, Entry, Run, State, Year
from xlcsp.errors import MeasureError
from xlcsp.measures.numbers import QUARTERS_A_YEAR, figure, number

MISSING = "[x]"
SPANNED = "[s]"
BEFORE = "[z]"
STATES = {MISSING: GAP, SPANNED: CONTAINED, BEFORE: NOT_BEGUN}
_MARKS = {state: mark for mark, state in STATES.items()}

Quarters = Sequence[object]
Years = Sequence[Quarters]


def read_year(quarters: Quarters | None, kind: Kind = COUNT, denominators: Quarters | None = None) -> Year:
    """The year given by up to four quarters and, for a rate or per population, their denominators.

    None is missing; trailing None is not yet due; a None before a figure is a gap. A milestone has no figures.
    Raises MeasureError for more than four, for other text, for figures that the kind cannot take, and n above m.
    """
    if kind.has_status:
        return Year.of(kind, NOTHING)
    if kind.is_pair:
        return Year.of(kind, _run(quarters, kind, "numerator"), _run(denominators, kind, "denominator"))
    below = _run(denominators, COUNT, "population") if kind.is_per_population else NOTHING
    return Year.of(kind, _run(quarters, kind, "quarters"), below)


def read_years(history: Years | None, kind: Kind = COUNT, denominators: Years | None = None) -> list[Year]:
    """Earlier years, oldest first. A rate's years count as known only with their denominators.

    Raises MeasureError as ``read_year`` does, and if numerators and denominators differ in the number of years.
    """
    rows = list(history) if history is not None else []
    if not kind.is_pair:
        return [Year.of(kind, _run(row, kind, "history")) for row in rows]
    below = list(denominators) if denominators is not None else []
    if below and rows and len(rows) != len(below):
        raise MeasureError(f"{len(rows)} years of numerators for {len(below)} of denominators.")
    return [read_year(n, kind, m) for n, m in zip(rows, below, strict=False)]


def marked(entry: Entry) -> int | float | str | None:
    """The entry as cells and JSON show it: a number, a mark, or None if nothing is due."""
    return _MARKS.get(entry) if isinstance(entry, State) else number(entry)


def _run(quarters: Quarters | None, kind: Kind, name: str) -> Run:
    if isinstance(quarters, str) or not (quarters is None or hasattr(quarters, "__len__")):
        raise MeasureError(f"{name}: {quarters} is not a row of quarters.")
    entries = quarters if quarters is not None else ()
    if len(entries) > QUARTERS_A_YEAR:
        raise MeasureError(f"{name}: {len(entries)} values for the four quarters of a year.")
    return Run.of([_entry(value, kind, f"{name} Q{at}") for at, value in enumerate(entries, 1)])


def _entry(value: object, kind: Kind, name: str) -> Entry:
    if isinstance(value, str):
        state = value if isinstance(value, State) else STATES.get(value)
        if state is not None:
            return state
    entry = figure(value, kind, name)
    return NOT_DUE if entry is None else entry
