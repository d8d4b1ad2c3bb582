"""Years to date that do not hold the quarters before them, that a percentage alone prevents, that give a quarter."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from xlcsp.domain.figures import THIS_QUARTER, Figure, Source
from xlcsp.domain.numbers import in_full
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Series
from xlcsp.errors import Problem
from xlcsp.returns.late import ByQuarter


def years_to_date(
    series: Series,
    figures: ByQuarter,
    upto: Quarter,
    problems: list[Problem],
    queries: list[Problem],
) -> None:
    """A year to date holds what the quarters before it hold; a percentage alone cannot be added up."""
    known = below = Fraction(0)
    has_earlier, after = False, 0
    for place in range(1, upto.number + 1):
        figure = figures.get(Quarter(upto.start, place))
        if figure is None or figure.numerator is None:
            if figure is not None and figure.proportion is not None:
                found = f"{figure.quarter.short} is given only as {figure.text}, so there is no year to date"
                queries.append(
                    about_figure(figure, "percentage alone", found, "Ask for the numbers: how many out of how many")
                )
            continue
        if not figure.is_to_date:
            known += figure.numerator
            below += figure.denominator or 0
            has_earlier, after = True, place
            continue
        n, m = figure.numerator - known, (figure.denominator or 0) - below
        if n < 0 or (series.kind.is_pair and m < 0) or (series.kind.is_part and n > m):
            to_date, before = (in_full(value, series.unit) for value in (figure.numerator, known))
            found = f"The year to date ({to_date}) does not hold the quarters before it ({before})"
            problems.append(about_figure(figure, "year to date", found, "Ask for the quarter's own figure"))
            continue
        if has_earlier and figure.source.quarter == upto:  # asked once, with the return that brought it
            own, to_date = (in_full(value, series.unit) for value in (n, figure.numerator))
            which = f"Q{after + 1} to Q{place} were" if after + 1 < place else f"Q{place} was"
            found = f"{which} derived as {own} from a year to date of {to_date}"
            queries.append(about_figure(figure, "derived", found, "Ask for the quarter's own figure"))
        known, below, has_earlier, after = figure.numerator, figure.denominator or Fraction(0), True, place


def alone(figure: Figure, figures: ByQuarter) -> Figure | None:
    """What a year to date says of its quarter alone; None of another figure, or where a quarter before is not known."""
    n, m = figure.numerator, figure.denominator
    if not figure.is_to_date or n is None:
        return None
    for number in range(figure.quarter.number - 1, 0, -1):
        before = figures.get(Quarter(figure.quarter.start, number))
        if before is None or before.numerator is None or (m is not None and before.denominator is None):
            return None
        n -= before.numerator
        m = None if m is None else m - (before.denominator or 0)
        if before.is_to_date:
            break
    is_possible = n >= 0 and (m is None or m >= 0)
    return replace(figure, numerator=n, denominator=m, basis=THIS_QUARTER) if is_possible else None


def about_figure(figure: Figure, code: str, found: str, do: str, at: Source | None = None) -> Problem:
    """A problem or query about a figure, at its cell or another place that belongs to it."""
    source = at or figure.source
    period = str(figure.quarter)
    return Problem(source.file, source.sheet, source.cell, code, found, "", do, figure.series, period)
