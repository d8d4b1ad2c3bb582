"""Late figures: those of the year before, for which this year's forms ask and which complete *History*.

They are asked for if *History* has a row for that year without them, which ``new-year`` writes. If there are several
figures for one quarter the newest counts, and that of *History* is the oldest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from xlcsp.domain import figures as kept
from xlcsp.domain.figures import Figure, Source
from xlcsp.domain.numbers import as_decimal
from xlcsp.domain.periods import QUARTERS, QUARTERS_A_YEAR, Quarter
from xlcsp.domain.plan import Series
from xlcsp.domain.years import History, YearOfFigures, as_in, year_from
from xlcsp.errors import Problem
from xlcsp.measures.closing import year_of
from xlcsp.measures.numbers import listed
from xlcsp.measures.observed import Observed, observe
from xlcsp.planbook import Master

ByQuarter = Mapping[Quarter, Figure]
HISTORY, NOT_IN_HISTORY = "History", "No figure in History"


def asked_with(master: Master, series: Series, at: Quarter) -> tuple[Series, Quarter] | None:
    """The series as in its figure's year, and the quarter whose figure comes with the return of ``at``."""
    own = series.figure_quarter(at)
    if own is None or own.start == at.start:
        return None if own is None else (series, own)
    year = year_in_history(master.history, series, own.start)
    return None if year is None else (as_in(series, year), own)


def is_known(master: Master, series: Series, quarter: Quarter) -> bool:
    """Whether *History* already has the figure, so that no form need ask for it."""
    year = year_in_history(master.history, series, quarter.start)
    return year is not None and year.holds(quarter)


def year_in_history(history: History, series: Series, start: int) -> YearOfFigures | None:
    """The year's row of *History*; None if there is none."""
    return year_from(history.get(series.id, ()), start)


def from_history(master: Master, series: Series, start: int) -> Iterator[Figure]:
    """The figures that *History* holds of a year which late ones complete; without one what is said to be missing."""
    year = year_in_history(master.history, series, start)
    if year is None or not series.lag_quarters:
        return
    for quarter in _quarters(start):
        at = quarter.number - 1
        value, below = year.quarters[at], year.denominators[at]
        source = Source(master.path.name, HISTORY, year.cell(quarter.number))
        if value is not None and (below is not None or not series.kind.has_denominator):
            is_share = series.kind.is_bare_percentage
            yield Figure(
                series.id,
                quarter,
                source,
                numerator=None if is_share else Fraction(value),
                denominator=Fraction(below) if below is not None and series.kind.has_denominator else None,
                proportion=Fraction(value) if is_share else None,
                months=tuple(month for month in year.months if month.month.quarter == quarter),
            )
        elif series.is_asked(quarter) and not series.is_late(quarter):
            yield Figure(series.id, quarter, source, status=kept.MISSING, reason=NOT_IN_HISTORY)


def beside_history(several: list[Figure]) -> list[Figure]:
    """The figures given for a quarter, without that of *History* if it was copied from a return that gives the same."""
    first, *others = several
    is_adopted = first.source.sheet == HISTORY and any(other.content == first.content for other in others)
    return others if is_adopted and first.has_value else several


def earlier_quarters(series: Series, own: Quarter, at: Quarter) -> list[Quarter]:
    """The earlier quarters that a form of ``at`` shows, so that they can be revised.

    Those of the year of the form's own figure, and of a year that this year's forms have completed.
    """
    due = [own, *(series.figure_quarter(Quarter(at.start, before)) for before in range(1, at.number))]
    every = (Quarter(start, number) for start in {one.start for one in due if one} for number in QUARTERS)
    return sorted(one for one in every if one < own and series.figure_quarter(one.plus(series.lag_quarters)) == one)


def without_target(master: Master, upto: Quarter) -> Iterator[Problem]:
    """A year that late figures complete, and whose target *History* does not say: its verdict cannot be determined."""
    for series in master.plan.series:
        year = year_in_history(master.history, series, upto.start - 1)
        if year is None or year.target_rule or series.target_rule == "monitor" or series.kind.has_status:
            continue
        late = [quarter for quarter in _quarters(year.start) if series.is_late(quarter) and not year.holds(quarter)]
        if late:
            name = late[0].year
            found = f"{series.ref}: {name} is completed by figures that come late, and its row has no target"
            do = f"Enter target_rule and target of {name} in that row; without them its verdict cannot be determined"
            yield Problem(master.path.name, HISTORY, f"A{year.row}", "late target", found, do=do, series=series.id)


def without_year(master: Master, upto: Quarter) -> Iterator[Problem]:
    """A late series whose last year has no row in *History*: no form asks for the figures that are still to come."""
    for series in master.plan.series:
        start = upto.start - 1
        late = [quarter.short for quarter in _quarters(start) if series.is_late(quarter)] if series.lag_quarters else []
        if late and year_in_history(master.history, series, start) is None:
            name = Quarter(start, 1).year
            found = (
                f"{series.ref}: no form asks for its late figures of {name} ({listed(late)}), of which there is no row"
            )
            do = f"Enter a row of {name} with its target, or first_year {upto.year} on Measures if they are not wanted"
            yield Problem(master.path.name, HISTORY, "", "late year missing", found, do=do, series=series.id)


def without_last_quarter(master: Master, upto: Quarter) -> Iterator[Problem]:
    """A gap of last year's last quarter, when the new year begins: no form of last year could ask for it again."""
    last = Quarter(upto.start - 1, QUARTERS_A_YEAR)
    for series in master.plan.series if upto.number == 1 else ():
        year, is_other = year_in_history(master.history, series, last.start), series.kind.has_status
        if year is None or year.holds(last) or is_other or not series.is_asked(last) or series.is_late(last):
            continue
        if series.has_begun(last) and not series.is_closed(last):
            found = f"{series.ref}: {last} has no figure, and last year's forms could not ask for it again"
            do = f"Ask the provider ({series.provider}) whether it is known by now; if so, enter it in this cell"
            where = year.cell(last.number)
            yield Problem(master.path.name, HISTORY, where, "last quarter missing", found, do=do, series=series.id)


def _quarters(start: int) -> Iterator[Quarter]:
    return (Quarter(start, number) for number in QUARTERS)


def last_year(
    series: Series, year: YearOfFigures, figures: ByQuarter, revised: frozenset[Quarter], upto: Quarter
) -> Observed:
    """Last year as late figures complete it, up to the returns of ``upto``."""
    return observe(as_in(series, year), figures, revised, Quarter(year.start, max(QUARTERS)), upto)


def completed(master: Master, figures: Mapping[str, ByQuarter], upto: Quarter) -> Master:
    """The master with *History* as late figures complete it. figures: by series, those that count."""
    changed = {}
    for series in master.plan.series:
        year = year_in_history(master.history, series, upto.start - 1) if series.lag_quarters else None
        if year is None or not any(is_late(figure, year) for figure in figures.get(series.id, {}).values()):
            continue
        now = _filled(year, last_year(series, year, figures[series.id], frozenset(), upto))
        changed[series.id] = tuple(now if before is year else before for before in master.history[series.id])
    return replace(master, history=master.history | changed) if changed else master


def is_late(figure: Figure, year: YearOfFigures) -> bool:
    """Whether it is a figure of that year from a return or correction, not from *History*."""
    return figure.quarter.start == year.start and (figure.source.quarter is not None or figure.corrected)


def _filled(year: YearOfFigures, observed: Observed) -> YearOfFigures:
    closed = year_of(observed)
    quarters = _over(year.quarters, closed.quarters)
    came_from = [
        str(slot.figure.source) if slot.figure and is_late(slot.figure, year) and now != before else ""
        for slot, now, before in zip(observed.slots, quarters, year.quarters, strict=True)
    ]
    return replace(
        year,
        quarters=quarters,
        denominators=_over(year.denominators, closed.below),
        year_total=as_decimal(closed.total) if closed.total is not None else year.year_total,
        denominator_total=as_decimal(closed.below_total) if closed.below_total is not None else year.denominator_total,
        came_from=(came_from[0], came_from[1], came_from[2], came_from[3]),
    )


def _over(old: tuple[Decimal | None, ...], new: tuple[Fraction | None, ...]) -> tuple[Decimal | None, ...]:
    return tuple(as_decimal(value) if value is not None else before for before, value in zip(old, new, strict=True))
