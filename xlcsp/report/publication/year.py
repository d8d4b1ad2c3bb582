"""Tables of the publication copy that rest on several quarters: the year to date, months, outturns, benchmarks."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from xlcsp.domain.figures import MonthFigure
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Series
from xlcsp.domain.years import year_from
from xlcsp.measures.by_month import month_value
from xlcsp.measures.comparators import BREAK_MARK, is_mixed
from xlcsp.measures.numbers import QUARTERS_A_YEAR, exact, number, rounded
from xlcsp.report.model import SeriesReport
from xlcsp.report.narrative import target_words
from xlcsp.report.outturn import Outturn
from xlcsp.report.publication.cells import (
    base_of,
    comparator_labels,
    is_few,
    labels,
    plan_cell,
    rate_labels,
    recorded_cell,
    share_of,
    status_of,
    value_of,
)
from xlcsp.report.publication.may_tell import Thing
from xlcsp.report.publication.values import CONFIDENTIAL, NOT_APPLICABLE, NOT_AVAILABLE, UNRELIABLE, Cell, Share, Table
from xlcsp.report.publication.withhold import PublicReport
from xlcsp.report.rule_words import own_rule
from xlcsp.report.year_end import as_projected, places_beside, projected


def year_to_date(public: PublicReport) -> Table:
    """One row for each series that has figures."""
    report = public.report
    is_over = report.quarter.number == QUARTERS_A_YEAR
    outlook = () if is_over else ("Projected year end [f]", "Likely range from [f]", "Likely range to [f]")
    head = (
        "Measure number", "Measure", "Series", "Unit", "Quarters", "Year to date", "Same period last year", "Change",
        "Change %", "Baseline", "Target", *outlook, "RAG",
    )  # fmt: skip
    rows = tuple((*rate_labels(line.series), *_row(public, line, is_over=is_over)) for line in report.series
                 if not line.series.kind.has_status)  # fmt: skip
    title = f"Year to date, {report.period}"
    about = (
        "One row for each series; the year to date, or latest value, is of the quarters named. "
        "A change of a percentage is in percentage points."
    )
    return Table("Year to date", "year_to_date", title, about, head, rows)


def _row(public: PublicReport, line: SeriesReport, *, is_over: bool) -> Iterator[Cell]:
    assessment, series = line.assessment, line.series
    unknown, may_tell = public.may_tell.year_mark(line), public.may_tell
    base, base_before = base_of(series, [slot.denominator for slot in assessment.observed.slots]), _base_before(line)
    is_of_both = assessment.observed.year_span and is_mixed(assessment.observed)
    yield (
        f"{assessment.observed.year_span} {BREAK_MARK}"
        if is_of_both
        else assessment.observed.year_span or NOT_APPLICABLE
    )
    yield value_of(public, series, assessment.to_date, unknown, base, _beside_target(line, assessment.to_date))
    had_begun = series.has_begun(assessment.quarter.plus(-QUARTERS_A_YEAR))
    if unknown != NOT_APPLICABLE and had_begun:
        past = may_tell.mark(Thing.LAST_YEAR, series.id, NOT_AVAILABLE)
        last = value_of(public, series, assessment.comparators.last_year_to_date, past, base_before)
        yield BREAK_MARK if assessment.comparators.broken else last
        yield from _change(public, line, unknown, past, few=is_few(public, base) or is_few(public, base_before))
    else:
        yield from (NOT_APPLICABLE,) * 3
    baseline = may_tell.mark(Thing.BASELINE, series.id, NOT_APPLICABLE)
    yield plan_cell(series, exact(series.baseline), baseline)
    yield _target(line) if may_tell(Thing.TARGET, series.id) else CONFIDENTIAL
    if not is_over:
        yield from _outlook(public, line, unknown, base)
    yield may_tell.rag(line)


def _base_before(line: SeriesReport) -> Fraction | None:
    """The denominator of last year's percentage up to the same quarter."""
    at = line.assessment.observed.slots[0].quarter.start - 1
    year = year_from(line.history, at)
    number = line.assessment.observed.due[-1].quarter.number if line.assessment.observed.due else 0
    return base_of(line.series, [exact(value) for value in year.denominators[:number]]) if year else None


def _change(public: PublicReport, line: SeriesReport, unknown: str, past: str, *, few: bool) -> Iterator[Cell]:
    """The change on the same period last year, also in per cent. few: a percentage has too small a denominator."""
    assessment, series = line.assessment, line.series
    last = assessment.comparators.last_year_to_date
    if assessment.variance is None or assessment.comparators.broken:
        gone = BREAK_MARK if assessment.comparators.broken else past if last is None else unknown
        yield gone
        yield NOT_APPLICABLE if series.is_proportion else gone
    elif series.is_proportion:
        yield UNRELIABLE if few else float(rounded(assessment.variance * 100, series.decimals))
        yield NOT_APPLICABLE
    else:
        yield value_of(public, series, assessment.variance, unknown, None)
        if assessment.variance_pct is None:
            yield NOT_APPLICABLE
        else:
            is_low = not series.kind.is_quotient and is_few(public, last)
            yield UNRELIABLE if is_low else share_of(assessment.variance_pct, series.decimals)


def _target(line: SeriesReport) -> str:
    """The target, and up to where the figure is Green and Amber, where the series has its own rule."""
    lines = target_words(line.series).split("\n")
    told = next((text.removeprefix("Target: ") for text in lines if not text.startswith("Baseline") and text), "[z]")
    return "; ".join(filter(None, (told, own_rule(line.assessment))))


def _outlook(public: PublicReport, line: SeriesReport, unknown: str, base: Fraction | None) -> Iterator[Cell]:
    """Projection and likely range; none for series that are only monitored or a latest value."""
    series = line.series
    is_told = public.may_tell(Thing.OUTLOOK, series.id)
    end, unknown = (projected(line.assessment), unknown) if is_told else (None, CONFIDENTIAL)
    is_due = series.projection != "none" and series.target_rule != "monitor" and not series.kind.is_latest_only
    blank = unknown if is_due and end is None else NOT_APPLICABLE
    for value in (end.value, end.low, end.high) if end else (None,) * 3:
        yield value_of(public, as_projected(series), value, blank, base, _beside_target(line, value))


def _beside_target(line: SeriesReport, value: Fraction | None) -> int:
    """The decimals that show the colour of a value beside its target; of a disclosive series no more than usual."""
    assessment = line.assessment
    if value is None or assessment.requirement is None or line.series.disclosive:
        return line.series.decimals
    return places_beside(assessment, value, assessment.requirement)


def months(public: PublicReport) -> Table:
    """The months of the year's monthly series; none of disclosive series, since a month could reveal its quarter."""
    report = public.report
    head = ("Measure number", "Measure", "Series", "Unit", "Month", "Figure", "Out of", "Percentage", "Status")

    def rows() -> Iterator[tuple[Cell, ...]]:
        for line in report.series:
            is_told = public.may_tell(Thing.STEPS, line.series.id)
            changed = {
                new.month
                for revision in report.revisions
                if revision.series == line.series.id
                for old, new in revision.months
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
        percentage = (
            UNRELIABLE if share is None or is_few(public, figure.denominator) else share_of(share, series.decimals)
        )
    above, below = (
        NOT_APPLICABLE if value is None else recorded_cell(series, value)
        for value in (figure.numerator, figure.denominator)
    )
    return above, below, percentage


def benchmarks(public: PublicReport) -> Table:
    """The table of other areas' published values."""
    quarter = public.report.quarter
    head = (
        "Measure number", "Measure", "Series", "Unit", "Comparator", "Period", "Period is", "Value", "Rank", "Out of",
        "Source",
    )  # fmt: skip

    def rows() -> Iterator[tuple[Cell, ...]]:
        for line in public.report.series:
            for benchmark in line.benchmarks:
                when = (benchmark.period, "Older than the quarter" if benchmark.is_older(quarter) else "Current")
                value = Fraction(benchmark.value)
                shown = Share(value) if line.series.is_proportion else number(value) or 0
                place = (benchmark.rank or NOT_APPLICABLE, benchmark.of or NOT_APPLICABLE)
                yield (*comparator_labels(line.series), benchmark.comparator, *when, shown, *place, benchmark.source)

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
