"""The table of months in the publication copy."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from xlcsp.domain.figures import MonthFigure
from xlcsp.domain.plan import Series
from xlcsp.measures.by_month import month_value, own_months
from xlcsp.measures.numbers import number
from xlcsp.report.publication.cells import labels, share_of
from xlcsp.report.publication.values import CONFIDENTIAL, FINAL, LOW, NOT_APPLICABLE, Cell, Table
from xlcsp.report.publication.withhold import PublicReport


def months(public: PublicReport) -> Table:
    """The months of the year's monthly series. Of disclosive series none is told: each could give its quarter away."""
    report = public.report
    head = ("Measure number", "Measure", "Series", "Unit", "Month", "Figure", "Out of", "Percentage", "Status")

    def rows() -> Iterator[tuple[Cell, ...]]:
        for one in report.series:
            is_hidden = one.series.id in public.disclosive | public.left_out
            for month in own_months(one.assessment.observed):
                cells = _hidden(one.series) if is_hidden else _numbers(public, one.series, month)
                yield (*labels(one.series), str(month.month), *cells)

    title = f"Figures by month, {report.quarter.year}"
    about = "One row for each month of the series that are reported by month."
    return Table("Months", "months", title, about, head, tuple(rows()))


def _hidden(series: Series) -> tuple[Cell, ...]:
    pair = CONFIDENTIAL if series.kind.has_denominator else NOT_APPLICABLE
    return CONFIDENTIAL, pair, CONFIDENTIAL if series.is_proportion else NOT_APPLICABLE, "Withheld"


def _numbers(public: PublicReport, series: Series, one: MonthFigure) -> tuple[Cell, ...]:
    """Figure, out of, percentage, status."""
    share = month_value(series.kind, one) if series.is_proportion else None
    is_low = one.denominator is not None and one.denominator < public.report.settings.pct_min_base
    told: Cell = NOT_APPLICABLE
    if series.is_proportion:
        told = LOW if share is None or is_low else share_of(share, public)
    return _plain(one.numerator), _plain(one.denominator), told, FINAL


def _plain(value: Fraction | None) -> Cell:
    return NOT_APPLICABLE if value is None else number(value) or 0
