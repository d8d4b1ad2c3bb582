"""The table of months in the publication copy."""

from __future__ import annotations

from collections.abc import Iterator

from xlcsp.domain.figures import MonthFigure
from xlcsp.domain.plan import Series
from xlcsp.measures.by_month import month_value
from xlcsp.report.publication.cells import is_few, labels, recorded_cell, share_of, status_of
from xlcsp.report.publication.may_tell import Thing
from xlcsp.report.publication.values import CONFIDENTIAL, NOT_APPLICABLE, UNRELIABLE, Cell, Table
from xlcsp.report.publication.withhold import PublicReport


def months(public: PublicReport) -> Table:
    """The months of the year's monthly series; none of disclosive series, since a month could reveal its quarter."""
    report = public.report
    head = ("Measure number", "Measure", "Series", "Unit", "Month", "Figure", "Out of", "Percentage", "Status")

    def rows() -> Iterator[tuple[Cell, ...]]:
        for line in report.series:
            is_told = public.may_tell(Thing.STEPS, line.series.id)
            changed = {
                new.month
                for each in report.revisions
                if each.series == line.series.id
                for old, new in each.months
                if old is not None
            }
            for slot in line.assessment.observed.due:
                for month in slot.figure.months if slot.figure else ():
                    status = status_of(slot, is_revised=month.month in changed)  # even if the total is unchanged
                    cells = (*_numbers(public, line.series, month), status) if is_told else _hidden(line.series)
                    yield (*labels(line.series), str(month.month), *cells)

    title = f"Figures by month, {report.quarter.year}"
    about = "One row for each month of the series that are reported by month."
    return Table("Months", "months", title, about, head, tuple(rows()))


def _hidden(series: Series) -> tuple[Cell, ...]:
    pair = CONFIDENTIAL if series.kind.has_denominator else NOT_APPLICABLE
    return CONFIDENTIAL, pair, CONFIDENTIAL if series.is_proportion else NOT_APPLICABLE, "Withheld"


def _numbers(public: PublicReport, series: Series, figure: MonthFigure) -> tuple[Cell, ...]:
    """Figure, out of, percentage."""
    share = month_value(series.kind, figure) if series.is_proportion else None
    percentage: Cell = NOT_APPLICABLE
    if series.is_proportion:
        percentage = UNRELIABLE if share is None or is_few(public, figure.denominator) else share_of(share, public)
    above, below = (
        NOT_APPLICABLE if value is None else recorded_cell(series, value, public.report.settings.decimals)
        for value in (figure.numerator, figure.denominator)
    )
    return above, below, percentage
