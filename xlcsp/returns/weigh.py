"""Figures weighed against each other: what cannot be (a problem), and what is odd (a query)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from xlcsp.errors import Problem
from xlcsp.figures import YEAR_TO_DATE, Figure
from xlcsp.periods import Quarter
from xlcsp.plan import Plan, Series

STEP = Fraction(1, 2)  # a change on the quarter before that is worth a question
SMALL = 20  # counts below which a step is no question


def odd_figures(
    plan: Plan, figures: Mapping[str, Mapping[Quarter, Figure]], upto: Quarter
) -> tuple[list[Problem], list[Problem]]:
    """Problems and queries of the year so far, in the order of the plan."""
    problems: list[Problem] = []
    queries: list[Problem] = []
    for series in plan.series:
        held = figures.get(series.id, {})
        if series.is_cumulative or series.kind == "rate":
            _years_to_date(series, held, upto, problems, queries)
        if series.kind == "count":
            _steps(series, held, upto, queries)
    return problems, queries


def _years_to_date(
    series: Series,
    held: Mapping[Quarter, Figure],
    upto: Quarter,
    problems: list[Problem],
    queries: list[Problem],
) -> None:
    """A year to date holds what the quarters before it hold."""
    known = below = Fraction(0)
    has_earlier = False
    for number in range(1, upto.number + 1):
        figure = held.get(Quarter(upto.start, number))
        if figure is None or figure.numerator is None:
            continue
        if figure.basis != YEAR_TO_DATE:
            known += figure.numerator
            below += figure.denominator or 0
            has_earlier = True
            continue
        n, m = figure.numerator - known, (figure.denominator or 0) - below
        if n < 0 or (series.kind == "rate" and (m < 0 or n > m)):
            found = f"The year to date ({figure.numerator}) does not hold the quarters before it ({known})"
            problems.append(_at(figure, "year to date", found, "Ask for the quarter's own figure"))
            continue
        if has_earlier:
            found = f"{figure.quarter.short} was derived as {n} from a year to date of {figure.numerator}"
            queries.append(_at(figure, "derived", found, "Ask for the quarter's own figure"))
        known, below, has_earlier = figure.numerator, figure.denominator or Fraction(0), True


def _steps(series: Series, held: Mapping[Quarter, Figure], upto: Quarter, queries: list[Problem]) -> None:
    before, now = held.get(upto.plus(-1)), held.get(upto)
    if before is None or now is None or before.numerator is None or now.numerator is None:
        return
    if YEAR_TO_DATE in (before.basis, now.basis) or upto.number == 1:
        return
    if max(before.numerator, now.numerator) < SMALL:
        return
    if before.numerator == 0 or abs(now.numerator - before.numerator) / before.numerator > STEP:
        found = f"{series.ref} goes from {before.numerator} to {now.numerator} in one quarter"
        queries.append(_at(now, "step", found, "Ask what happened; say it in the commentary"))


def _at(figure: Figure, code: str, found: str, do: str) -> Problem:
    source = figure.source
    period = str(figure.quarter)
    return Problem(source.file, source.sheet, source.cell, code, found, "", do, figure.series, period)
