"""A monthly series month by month, for charts and tables."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from xlcsp.domain.figures import MonthFigure
from xlcsp.domain.kinds import Kind
from xlcsp.domain.periods import Month
from xlcsp.domain.years import YearOfFigures
from xlcsp.measures.comparators import is_comparable
from xlcsp.measures.observed import Observed


def month_value(kind: Kind, month: MonthFigure) -> Fraction | None:
    """The month's value for comparison: the count, the proportion, or the rate per so many residents."""
    if kind.is_bare_percentage or month.numerator is None:
        return month.proportion
    if not kind.has_denominator:
        return month.numerator
    per = kind.per if kind.is_per_population else 1
    return month.numerator * per / month.denominator if month.denominator else None


def own_months(observed: Observed) -> list[MonthFigure]:
    """The months in the year's returns, including those of incomplete quarters."""
    return [month for slot in observed.due for month in (slot.figure.months if slot.figure else ())]


def month_values(observed: Observed, history: Sequence[YearOfFigures]) -> dict[Month, Fraction]:
    """By month, the value of each month that is known and comparable."""
    earlier = [month for year in history if is_comparable(observed.series, year.start) for month in year.months]
    values = {month.month: month_value(observed.series.kind, month) for month in (*earlier, *own_months(observed))}
    return {month: value for month, value in sorted(values.items()) if value is not None}
