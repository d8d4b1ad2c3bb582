"""The publication copy as values: cover, notes, and tidy tables whose every cell holds a number or says why not."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from xlcsp.domain.figures import Revision
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Series
from xlcsp.domain.slots import CLOSED, CONTAINED, GAP, NOT_DUE, Slot
from xlcsp.domain.years import YearOfFigures
from xlcsp.measures import rating
from xlcsp.measures.numbers import QUARTERS_A_YEAR, number, rounded
from xlcsp.report.model import MeasureReport, SeriesReport
from xlcsp.report.narrative import target_words
from xlcsp.report.publication.beside import benchmarks, outturns
from xlcsp.report.publication.cells import labels, rate_labels, share_of, value_of
from xlcsp.report.publication.months import months
from xlcsp.report.publication.notes import cover, notes
from xlcsp.report.publication.values import (
    CONFIDENTIAL,
    FINAL,
    LOW,
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    SHORTHAND,
    Cell,
    Publication,
    Share,
    Table,
)  # fmt: skip
from xlcsp.report.publication.withhold import WITHHELD, PublicReport
from xlcsp.report.rule_words import own_rule


def publication(public: PublicReport) -> Publication:
    """The publication copy of a report."""
    report = public.report
    title = f"Performance against the community safety plan, {report.quarter}"
    used = [
        table
        for table in (
            _measures(public),
            _figures(public),
            months(public),
            _year(public),
            outturns(public),
            benchmarks(public),
            _revisions(public),
        )
        if table.rows
    ]
    about, terms = tuple(cover(report)), tuple(notes(public))
    settings = report.settings
    return Publication(title, settings.partnership, about, terms, tuple(used), settings.decimals, settings.logo)


def rag_of(public: PublicReport, one: SeriesReport) -> str:
    """The series' RAG; [c] where it would rest on what is withheld."""
    if one.series.role == "context":
        return NOT_APPLICABLE
    hidden = one.series.id in public.left_out | public.without_plan
    return CONFIDENTIAL if hidden or (public.holds_back(one.series.id) and one.rag == rating.NO_DATA) else one.rag


def measure_rag(public: PublicReport, measure: MeasureReport) -> str:
    """The measure's RAG; [c] where a withheld headline series could change it."""
    held_back = any(rag_of(public, one) == CONFIDENTIAL for one in measure.series if one.series.role == "headline")
    return CONFIDENTIAL if held_back and measure.rag != rating.RED else measure.rag


def _measures(public: PublicReport) -> Table:
    report = public.report
    is_over = report.quarter.number == QUARTERS_A_YEAR
    head = ("Measure number", "Theme", "Measure", "RAG", *(("Verdict",) if is_over else ()))

    def rows() -> Iterator[tuple[Cell, ...]]:
        for one in report.measures:
            rag = measure_rag(public, one)
            verdict = one.verdict.words if one.verdict and rag != CONFIDENTIAL else CONFIDENTIAL
            yield one.measure.ref, one.measure.theme, one.measure.name, rag, *((verdict,) if is_over else ())

    title = f"Measures and their RAG status, {report.quarter}"
    return Table("Measures", "measures", title, "One row for each measure of the plan.", head, tuple(rows()))


def _figures(public: PublicReport) -> Table:
    report = public.report
    head = (
        "Measure number",
        "Measure",
        "Series",
        "Unit",
        "Year",
        "Quarter",
        "Figure",
        "Out of",
        "Percentage",
        "Status",
    )
    rows: list[tuple[Cell, ...]] = []
    for one in report.series:
        start = report.quarter.start
        last = next((year for year in one.history if year.start == start - 1), None)
        rows += [
            (*labels(one.series), *_last_year(public, one, last, index))
            for index in range(QUARTERS_A_YEAR)
            if last is not None and last.quarters[index] is not None
        ]
        rows += [
            (*labels(one.series), *_this_year(public, one, slot))
            for slot in one.assessment.observed.slots
            if slot.quarter <= report.quarter
        ]
    title = f"Figures by quarter, {Quarter(report.quarter.start - 1, 1).year} and {report.quarter.year}"
    about = "One row for each series and quarter; last year's where they are known."
    return Table("Figures", "figures", title, about, head, tuple(rows))


def _this_year(public: PublicReport, one: SeriesReport, slot: Slot) -> tuple[Cell, ...]:
    when = (slot.quarter.year, slot.quarter.short)
    if slot.state == GAP:
        mark = CONFIDENTIAL if slot.reason == WITHHELD else NOT_AVAILABLE
        pair = mark if one.series.kind.has_denominator else NOT_APPLICABLE
        share = mark if one.series.is_proportion else NOT_APPLICABLE
        figure = NOT_APPLICABLE if one.series.kind.is_bare_percentage else mark
        return (*when, figure, pair, share, WITHHELD if mark == CONFIDENTIAL else f"No figure: {slot.reason.lower()}")
    if slot.state in (NOT_DUE, CLOSED, CONTAINED):
        word = {NOT_DUE: "Not due", CLOSED: "Closed", CONTAINED: "Within a later quarter's figure"}[slot.state]
        return (*when, NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE, word)
    marks = " ".join(mark for mark in slot.marks if mark in SHORTHAND)
    if "[corrected]" in slot.marks:
        marks = f"{marks} [r]".strip()
    if slot.milestone:
        return (*when, slot.milestone, NOT_APPLICABLE, NOT_APPLICABLE, marks or FINAL)
    return (*when, *_pair(public, one.series, slot.value, slot.denominator), marks or FINAL)


def _last_year(public: PublicReport, one: SeriesReport, year: YearOfFigures, index: int) -> tuple[Cell, ...]:
    value, below = year.quarters[index], year.denominators[index]
    pair = _pair(public, one.series, Fraction(value or 0), Fraction(below) if below is not None else None)
    status = "[b]" if one.assessment.comparators.broken else FINAL
    return (Quarter(year.start, 1).year, f"Q{index + 1}", *pair, status)


def _pair(
    public: PublicReport, series: Series, value: Fraction | None, below: Fraction | None
) -> tuple[Cell, Cell, Cell]:
    """Figure, out of, percentage."""
    if not series.is_proportion:
        is_pair = series.kind.has_denominator and below is not None
        return number(value) or 0, (number(below) or 0) if is_pair else NOT_APPLICABLE, NOT_APPLICABLE
    if below is None:
        return NOT_APPLICABLE, NOT_APPLICABLE, Share(number(value) or 0)
    share = value / below if value is not None and below else None
    is_low = below < public.report.settings.pct_min_base
    return number(value) or 0, number(below) or 0, LOW if is_low or share is None else share_of(share, public)


def _year(public: PublicReport) -> Table:
    report = public.report
    is_over = report.quarter.number == QUARTERS_A_YEAR
    outlook = () if is_over else ("Projected year end [f]", "Likely range from [f]", "Likely range to [f]")
    head = (
        "Measure number", "Measure", "Series", "Unit", "Year to date", "Same period last year", "Change", "Change %",
        "Baseline", "Target", *outlook, "RAG",
    )  # fmt: skip
    rows = tuple((*rate_labels(one.series), *_year_row(public, one, is_over=is_over)) for one in report.series
                 if not one.series.kind.has_status)  # fmt: skip
    title = f"Year to date, {report.period}"
    about = "One row for each series. A change of a percentage is in percentage points."
    return Table("Year to date", "year_to_date", title, about, head, rows)


def _year_row(public: PublicReport, one: SeriesReport, *, is_over: bool) -> Iterator[Cell]:
    found, series = one.assessment, one.series
    back = public.holds_back(series.id)
    unknown = CONFIDENTIAL if back else NOT_AVAILABLE
    compared = found.variance is not None and not found.comparators.broken
    last = found.comparators.last_year_to_date
    yield value_of(public, one, found.to_date, unknown)
    withheld_past = CONFIDENTIAL if series.id in public.without_past else NOT_AVAILABLE
    yield value_of(public, one, last, withheld_past)
    gone = "[b]" if found.comparators.broken else withheld_past if last is None else unknown
    yield _points(value_of(public, one, found.variance if compared else None, gone), found.variance, public)
    if series.is_proportion:
        yield NOT_APPLICABLE
    elif not compared or found.variance_pct is None or last is None:
        yield gone if not compared else NOT_APPLICABLE
    else:
        is_low = not series.kind.is_quotient and last < public.report.settings.pct_min_base
        yield LOW if is_low else share_of(found.variance_pct, public)
    is_hidden = series.id in public.without_plan | public.left_out
    baseline = Fraction(series.baseline) if series.baseline is not None else None
    yield CONFIDENTIAL if is_hidden else value_of(public, one, baseline, NOT_APPLICABLE)
    yield CONFIDENTIAL if is_hidden else _target(public, series)
    if not is_over:
        yield from _outlook(public, one, back=back)
    yield rag_of(public, one)


def _points(value: Cell, variance: Fraction | None, public: PublicReport) -> Cell:
    """A change of a percentage in percentage points; any other as it is."""
    if not isinstance(value, Share):
        return value
    return float(rounded((variance or Fraction(0)) * 100, public.report.settings.decimals))


def _target(public: PublicReport, series: Series) -> str:
    """The target, and up to where the figure is Green and Amber, where the series has its own rule."""
    settings = public.report.settings
    lines = target_words(series, decimals=settings.decimals).split("\n")
    told = next((line.removeprefix("Target: ") for line in lines if not line.startswith("Baseline") and line), "[z]")
    return "; ".join(filter(None, (told, own_rule(series, settings))))


def _outlook(public: PublicReport, one: SeriesReport, *, back: bool) -> Iterator[Cell]:
    end = one.assessment.projection
    is_told = end.value is not None and one.series.target_rule != "monitor"
    low, high = one.assessment.low, one.assessment.high
    is_due = one.series.projection != "none" and one.series.target_rule != "monitor"
    for value in (end.value, low, high):
        blank = (CONFIDENTIAL if back else NOT_AVAILABLE) if is_due and end.value is None else NOT_APPLICABLE
        yield value_of(public, one, value if is_told else None, blank)


def _revisions(public: PublicReport) -> Table:
    report = public.report
    by_id = {one.series.id: one.series for one in report.series}
    head = ("Measure number", "Measure", "Series", "Unit", "Quarter", "Old", "New", "Kind")
    rows = tuple(
        (*labels(by_id[one.series]), str(one.quarter), *_old_and_new(public, one), one.kind.capitalize())
        for one in report.revisions
    )
    title = f"Revisions of figures of {report.quarter.year}"
    return Table("Revisions", "revisions", title, "One row for each figure that changed.", head, rows)


def _old_and_new(public: PublicReport, one: Revision) -> tuple[Cell, Cell]:
    """What the figure was and is; of disclosive series neither is told, since the step may give one away."""
    if one.series in public.disclosive | public.left_out:
        return CONFIDENTIAL, CONFIDENTIAL
    told = [figure.milestone or number(figure.numerator if figure.numerator is not None else figure.proportion)
            for figure in (one.old, one.new)]  # fmt: skip
    old, new = (NOT_AVAILABLE if value is None else value for value in told)
    return old, new
