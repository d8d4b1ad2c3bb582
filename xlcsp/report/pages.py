"""What the page of a rated series shows: its table, its facts and its charts, worked out before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlcsp.domain.numbers import percentage
from xlcsp.domain.periods import MONTHS_A_YEAR, Month, Quarter, months_of, year_label
from xlcsp.domain.plan import FREQUENCIES, Series
from xlcsp.domain.target import Bounds, Target
from xlcsp.domain.wording import sentence_case
from xlcsp.measures.assess import Assessment, demand_to_date
from xlcsp.measures.by_month import month_values
from xlcsp.measures.comparators import BREAK_MARK, comparable_years, is_mixed, value_of
from xlcsp.measures.control import Control, control, in_order
from xlcsp.measures.numbers import QUARTERS_A_YEAR
from xlcsp.measures.rating import NO_DATA, NOT_DUE, RATED
from xlcsp.measures.travel import NOT_APPLICABLE
from xlcsp.measures.year_end import NO_RANGE
from xlcsp.measures.year_to_date import exact_year_to_date
from xlcsp.report.figure import not_asked_words
from xlcsp.report.model import MeasureReport, Report, SeriesReport
from xlcsp.report.remarks import recorded_differently
from xlcsp.report.revised import as_released, rags_of_the_year
from xlcsp.report.sentence import change, points
from xlcsp.report.signals import signals_of
from xlcsp.report.year_end import as_projected, is_at_odds, likely_words, names_of_value, places_to_date, projected

Row = tuple[Fraction | None, ...]
ENOUGH_TO_DRAW = 2  # figures
MOST_MONTHS = 36  # of a chart
LIKELY = (
    "Likely: the range in which the year ends in 8 years of 10, going by how far such projections usually are off and, "
    "where it has a past, by its own ups and downs."
)
AT_ODDS = (
    "Close to its target a projection may meet it with a chance below half, or miss it with one above: it is the "
    "figure usually least far off, while the chance counts all the ways in which the year may end."
)
ITS_PAST = (
    '"Change on last year\'s quarter" compares these two quarters, "Against its own past" all that are known: one may '
    "be unusual where the other is not."
)


@dataclass(frozen=True, slots=True)
class Page:
    """The page of one headline series. Each row holds the four quarters; None is unknown, never zero.

    rows: by name, in the order of the table, without empty ones. facts: shown beside the table. control: the control
    chart, if there are twelve points. months: for a monthly series the last three years
    up to its last figure, if at least a year is known.
    """

    measure: MeasureReport
    series_report: SeriesReport
    rows: dict[str, Row]
    facts: tuple[tuple[str, str], ...]
    control: Control | None
    months: tuple[tuple[Month, Fraction | None], ...] = ()

    @property
    def series(self) -> Series:
        """The series of the plan."""
        return self.series_report.series

    def printed(self, name: str) -> Series:
        """The series as the numbers of a row are printed."""
        return as_projected(self.series) if name in (Names.projected, Names.low, Names.high) else self.series

    @property
    def title(self) -> str:
        """The measure's name, with the series' own where it has one."""
        return self.series.title

    @property
    def rag(self) -> str:
        """The RAG on the page: the series' own."""
        return self.series_report.rag

    @property
    def rag_words(self) -> str:
        """That RAG, followed by the measure's where another series decides it: ``Green (measure: Red)``."""
        if self.rag == self.measure.rag:
            return self.measure.rag_words.replace("\n", " ")
        return f"{self.rag} (measure: {self.measure.rag})"

    @property
    def months_by_quarter(self) -> dict[str, Row]:
        """Three rows with the first, second and third month of each quarter; empty where none is known.

        The rows are named by their months: ``Apr, Jul, Oct, Jan``.
        """
        known = dict(self.months)
        quarters = [
            Quarter(self.series_report.assessment.quarter.start, number) for number in range(1, QUARTERS_A_YEAR + 1)
        ]
        rows = zip(*(months_of(quarter) for quarter in quarters), strict=True)
        by_name = {", ".join(month.name[:3] for month in row): tuple(known.get(month) for month in row) for row in rows}
        return {name: row for name, row in by_name.items() if any(value is not None for value in row)}

    @property
    def has_charts(self) -> bool:
        """Whether there is enough to draw: at least two figures in this year and last."""
        names = Names(self.series_report.assessment.quarter.start)
        drawn = (*self.rows.get(names.this, ()), *self.rows.get(names.last, ()))
        return sum(value is not None for value in drawn) >= ENOUGH_TO_DRAW


def notes(shown: Sequence[Page]) -> Iterator[str]:
    """The notes below the last page, which explain the terms that the pages use."""
    if any(Names.low in page.rows for page in shown):
        yield LIKELY
    if any(is_at_odds(page.series_report.assessment) for page in shown):
        yield AT_ODDS
    if any(page.control for page in shown):
        yield ITS_PAST


class Names:
    """The names of a page's rows, in its table and in the legends of its charts."""

    target, baseline, target_to_date = "Target", "Baseline", "Target to date"
    projected, low, high = "Projected year end", "Likely range from", "Likely range to"

    def __init__(self, start: int) -> None:
        self.this, self.last = year_label(start), year_label(start - 1)
        self.to_date, self.last_to_date = f"{self.this} to date", f"{self.last} to date"
        self.target_upper = "Target, upper bound"
        self.target_upper_to_date = "Target to date, upper bound"
        self.baseline_to_date = "Baseline to date"


def pages(report: Report) -> tuple[Page, ...]:
    """A page for every headline series of a rated measure that has figures, and for every series with a control chart.

    A milestone has no figures to draw; it is on its theme's sheet only.
    """
    return tuple(page for measure in report.measures for page in _pages_of(measure, report))


def _pages_of(measure: MeasureReport, report: Report) -> Iterator[Page]:
    quarter = report.quarter
    for line in measure.series:
        if line.series.role != "headline" or line.series.kind.has_status:
            continue
        chart = control(line.assessment.observed, line.history)
        rows = _rows(line, quarter)
        held = any(value is not None for value in rows.get(Names(quarter.start).this, ()))
        is_judged = measure.rag in (*RATED, NO_DATA) and line.assessment.requirement is not None
        if held and (chart is not None or is_judged):
            past = as_released(line, rows.get(Names.target_to_date, rows.get(Names.target, ())), report.released)
            facts = (*_facts(line), *past, *(_signal(chart, line) if chart else ()))
            yield Page(measure, line, rows, facts, chart, _months(line))


def _months(line: SeriesReport) -> tuple[tuple[Month, Fraction | None], ...]:
    held = month_values(line.assessment.observed, line.history) if line.series.is_monthly else {}
    if len(held) < MONTHS_A_YEAR:
        return ()
    months, _ = in_order(held)
    return tuple((month, held.get(month)) for month in months if isinstance(month, Month))[-MOST_MONTHS:]


def _rows(line: SeriesReport, quarter: Quarter) -> dict[str, Row]:
    """The rows of the table; empty ones are left out."""
    observed, names = line.assessment.observed, Names(quarter.start)
    rows = {
        names.this: tuple(value_of(observed, slot) for slot in observed.slots),
        names.last: tuple(each.alike_quarter for each in line.against),
    }
    if line.series.kind.is_cumulative:
        rows |= _to_date_rows(line, names, quarter.number)
    else:
        rows |= _level_rows(line.assessment, names)
    end = projected(line.assessment)
    if end is not None:
        rows |= {name: (None, None, None, value) for name, value in
                 ((names.projected, end.value), (names.low, end.low), (names.high, end.high))}  # fmt: skip
    return {name: row for name, row in rows.items() if any(value is not None for value in row)}


def _to_date_rows(line: SeriesReport, names: Names, upto: int) -> dict[str, Row]:
    """The cumulative rows: this year, last year, target and baseline to the end of each quarter."""
    observed, demand = line.assessment.observed, line.assessment.requirement
    numbers = range(1, QUARTERS_A_YEAR + 1)
    to_date = tuple(
        exact_year_to_date(observed.upto(number))
        if number <= upto and value_of(observed, observed.slots[number - 1]) is not None
        else None
        for number in numbers
    )
    rows = {
        names.to_date: to_date,
        names.last_to_date: tuple(each.alike_to_date for each in line.against),
    }
    if demand is not None:
        both = [_part_of(demand, line, number) for number in numbers]
        rows[names.target_to_date] = tuple(upper if lower is None else lower for lower, upper in both)
        rows[names.target_upper_to_date] = tuple(None if lower is None else upper for lower, upper in both)
    rows[names.baseline_to_date] = tuple(
        each.baseline_part if slot.quarter.number in FREQUENCIES[line.series.frequency] else None
        for each, slot in zip(line.against, observed.slots, strict=True)
    )
    return rows


def _part_of(demand: Target, line: SeriesReport, number: int) -> Bounds:
    """The target to the end of a quarter, as the series is judged by it; none where no figure is due."""
    quarter = Quarter(line.assessment.quarter.start, number)
    years = comparable_years(line.series, line.history, quarter.start)
    part = demand_to_date(line.series, quarter, demand, years) or demand
    is_due = line.series.has_begun(quarter) and number in FREQUENCIES[line.series.frequency]
    return part.in_whole().bounds if is_due else (None, None)


def _level_rows(assessment: Assessment, names: Names) -> dict[str, Row]:
    """The level rows of rates, percentages, rolling and snapshot figures: the same target in each quarter."""
    demand, baseline = assessment.requirement, assessment.comparators.baseline
    rows: dict[str, Row] = {}
    if demand is not None:
        quarters = (slot.quarter for slot in assessment.observed.slots)
        parts = [demand_to_date(assessment.observed.series, quarter, demand, []) or demand for quarter in quarters]
        rows[names.target] = tuple(part.lower if part.is_range else part.bound for part in parts)
        rows[names.target_upper] = tuple(part.upper if part.is_range else None for part in parts)
    rows[names.baseline] = (baseline,) * QUARTERS_A_YEAR
    return rows


def _facts(line: SeriesReport) -> Iterator[tuple[str, str]]:
    """The facts beside the charts, each with its name; unknown ones are left out."""
    assessment, series = line.assessment, line.series
    against, (name, on_last_year) = assessment.comparators, names_of_value(assessment)
    yield from (tuple(text.split(": ", 1)) for text in line.target.split("\n") if ": " in text)  # type: ignore[misc]
    yield from recorded_differently(series, assessment.quarter.start)
    if assessment.to_date is not None:
        mark = f" {BREAK_MARK}" if is_mixed(assessment.observed) else ""
        yield name, f"{series.text(assessment.to_date, places_to_date(assessment))}{mark}"
    elif assessment.to_date_text:
        yield name, assessment.to_date_text
    if assessment.to_date is not None and against.alike_to_date is not None:
        yield on_last_year, _change(assessment.to_date, against.alike_to_date, series)
    if line.outturn is not None and line.outturn.verdict is not None:
        yield line.outturn.title, f"{line.outturn.value}: {line.outturn.verdict}"
    yield from _outlook(assessment, series)
    yield from rags_of_the_year(line)
    for name, word in (
        ("Against the quarter before", assessment.travel_previous),
        ("Against last year's quarter", assessment.travel_last_year),
        ("Change on last year's quarter", assessment.significance or ""),
    ):
        if word and word not in (NOT_APPLICABLE, NO_DATA, NOT_DUE):
            yield name, word


def _signal(chart: Control, line: SeriesReport) -> Iterator[tuple[str, str]]:
    """The signals of the control chart (in the annex) for the quarter of the page."""
    slot = line.slot or line.assessment.observed.slots[line.assessment.quarter.number - 1]
    told = sentence_case(not_asked_words(line, slot)) or signals_of(chart, slot.quarter, line.series)
    yield "Against its own past (control chart in the annex)", told


def is_of_plan(name: str) -> bool:
    """Whether a row holds numbers of the plan, which keep their own decimals: 3.65 beside 3.4."""
    return name.startswith((Names.target, Names.baseline))


def _outlook(assessment: Assessment, series: Series) -> Iterator[tuple[str, str]]:
    end = projected(assessment)
    if end is None:
        return
    likely, value = likely_words(end, series), as_projected(series).text(end.value)
    beside = f"likely {likely}" if likely else NO_RANGE * (end.low is None)
    yield "Projected year end", f"{value} ({beside})" if beside else value
    if end.chance is not None:
        yield "Chance of meeting the target", chance_words(end.chance)


def chance_words(chance: float) -> str:
    """``74%``; at the ends ``under 1%`` and ``over 99%``, since nothing is certain before the year is over."""
    if 0 < chance < 0.01:  # noqa: PLR2004 - one in a hundred
        return "under 1%"
    if 0.99 < chance < 1:  # noqa: PLR2004 - the same
        return "over 99%"
    return percentage(Fraction(repr(chance)), 0)


def _change(value: Fraction, against: Fraction, series: Series) -> str:
    if series.is_proportion:
        difference = points(value, against, series)
        return difference if difference != "equal to" else "no change"
    return change(value, against, series)


__all__ = ["Names", "Page", "Row", "chance_words", "pages"]
