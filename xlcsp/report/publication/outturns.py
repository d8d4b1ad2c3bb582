"""Tables of the publication copy beside the year's own figures: benchmarks, and what came late for last year."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Series
from xlcsp.measures.numbers import number
from xlcsp.report.outturn import Outturn
from xlcsp.report.publication.cells import base_of, comparator_labels, rate_labels, value_of
from xlcsp.report.publication.values import NOT_APPLICABLE, NOT_AVAILABLE, Cell, Share, Table
from xlcsp.report.publication.withhold import PublicReport


def benchmarks(public: PublicReport) -> Table:
    """The table of other areas' published values."""
    quarter = public.report.quarter
    head = (
        "Measure number", "Measure", "Series", "Unit", "Comparator", "Period", "Period is", "Value", "Rank", "Out of",
        "Source",
    )  # fmt: skip

    def rows() -> Iterator[tuple[Cell, ...]]:
        for line in public.report.series:
            for each in line.benchmarks:
                when = (each.period, "Older than the quarter" if each.is_older(quarter) else "Current")
                value = Fraction(each.value)
                shown = Share(value) if line.series.is_proportion else number(value) or 0
                place = (each.rank or NOT_APPLICABLE, each.of or NOT_APPLICABLE)
                yield (*comparator_labels(line.series), each.comparator, *when, shown, *place, each.source)

    about = "One row for each series and comparator: its newest published value."
    return Table("Benchmarks", "benchmarks", f"Benchmarks, {quarter}", about, head, tuple(rows()))


def outturns(public: PublicReport) -> Table:
    """The table of last year's outturns that late figures completed."""
    start = public.report.quarter.start - 1
    head = ("Measure number", "Measure", "Series", "Unit", "Year", "Outturn", "Target", "Verdict")
    rows = tuple(
        (
            *rate_labels(end.assessment.observed.series),
            end.assessment.quarter.year,
            value_of(public, line.series, end.assessment.to_date, NOT_AVAILABLE, _base(line.series, end)),
            end.as_dict()["target"] or NOT_APPLICABLE,
            end.verdict.in_short,
        )
        for line in public.report.series
        if (end := line.outturn) is not None and end.verdict is not None
    )
    title = f"Outturn of {Quarter(start, 1).year}, completed by figures that came late"
    about = "One row for each series whose last figures were not known when the year's report was made."
    return Table("Last year", "last_year", title, about, head, rows)


def _base(series: Series, end: Outturn) -> Fraction | None:
    """The denominator of the outturn."""
    return base_of(series, [slot.denominator for slot in end.assessment.observed.slots])
