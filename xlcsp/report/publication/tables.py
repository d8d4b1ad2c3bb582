"""The publication copy as values: cover, notes, and tidy tables in which every cell holds a number or says why not."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from xlcsp.domain.figures import SUPPLIED, Figure, MonthFigure, Revision, changes_of
from xlcsp.domain.gaps import reason_in_sentence
from xlcsp.domain.periods import QUARTERS, Quarter
from xlcsp.domain.plan import Series
from xlcsp.domain.slots import CLOSED, CONTAINED, GAP, NOT_BEGUN, NOT_DUE, Slot
from xlcsp.domain.years import YearOfFigures, year_from
from xlcsp.measures.comparators import is_across
from xlcsp.measures.numbers import QUARTERS_A_YEAR, listed, number
from xlcsp.report.figure import achieved_before
from xlcsp.report.model import SeriesReport
from xlcsp.report.publication import values
from xlcsp.report.publication.cells import is_few, labels, recorded_cell, share_of, status_of
from xlcsp.report.publication.may_tell import Thing
from xlcsp.report.publication.notes import cover, notes
from xlcsp.report.publication.withhold import WITHHELD, PublicReport
from xlcsp.report.publication.year import benchmarks, months, outturns, year_to_date

_WITHOUT = {
    NOT_DUE: "Not due",
    NOT_BEGUN: "Not begun",
    CLOSED: "Closed",
    CONTAINED: "Within a later quarter's figure",
}


def publication(public: PublicReport) -> values.Publication:
    """The publication copy of a report."""
    report = public.report
    title = f"Performance against the community safety plan, {report.quarter}"
    used = [
        table
        for table in (
            _measures(public),
            _figures(public),
            months(public),
            year_to_date(public),
            outturns(public),
            benchmarks(public),
            _revisions(public),
        )
        if table.rows
    ]
    about, terms = tuple(cover(report, used)), tuple(notes(public, used))
    settings = report.settings
    return values.Publication(title, settings.partnership, about, terms, tuple(used), settings.decimals, settings.logo)


def _measures(public: PublicReport) -> values.Table:
    report = public.report
    is_over = report.quarter.number == QUARTERS_A_YEAR
    head = ("Measure number", "Theme", "Measure", "RAG", *(("Verdict",) if is_over else ()))

    def rows() -> Iterator[tuple[values.Cell, ...]]:
        for measure in report.measures:
            rag = public.may_tell.measure_rag(measure)
            told = measure.verdict.in_short if measure.verdict else values.NOT_APPLICABLE
            verdict = values.CONFIDENTIAL if rag == values.CONFIDENTIAL else told
            yield (
                measure.measure.ref,
                measure.measure.theme,
                measure.measure.name,
                rag,
                *((verdict,) if is_over else ()),
            )

    title = f"Measures and their RAG status, {report.quarter}"
    return values.Table("Measures", "measures", title, "One row for each measure of the plan.", head, tuple(rows()))


def _figures(public: PublicReport) -> values.Table:
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
    rows: list[tuple[values.Cell, ...]] = []
    for line in report.series:
        start = report.quarter.start
        last = year_from(line.history, start - 1)
        rows += [
            (*labels(line.series), *_last_year(public, line, last, index))
            for index in range(QUARTERS_A_YEAR)
            if last is not None and last.quarters[index] is not None
        ]
        if not public.may_tell(Thing.LAST_YEAR, line.series.id):
            before, gone = Quarter(start - 1, 1).year, _without(line.series, values.CONFIDENTIAL)
            rows += [(*labels(line.series), before, f"Q{number}", *gone, WITHHELD) for number in QUARTERS]
        rows += [
            (*labels(line.series), *_this_year(public, line, slot))
            for slot in line.assessment.observed.slots
            if slot.quarter <= report.quarter
        ]
    title = f"Figures by quarter, {Quarter(report.quarter.start - 1, 1).year} and {report.quarter.year}"
    about = "One row for each series and quarter; last year's where they are known."
    return values.Table("Figures", "figures", title, about, head, tuple(rows))


def _this_year(public: PublicReport, line: SeriesReport, slot: Slot) -> tuple[values.Cell, ...]:
    when = (slot.quarter.year, slot.quarter.short)
    if slot.state == GAP:
        mark = values.NOT_AVAILABLE if public.may_tell.figure(line.series.id, slot.quarter) else values.CONFIDENTIAL
        why = WITHHELD if mark == values.CONFIDENTIAL else f"No figure: {reason_in_sentence(slot.reason)}"
        return (*when, *_without(line.series, mark), why)
    word = achieved_before(line.assessment.observed, slot) or _WITHOUT.get(slot.state)
    if word is not None:
        return (*when, values.NOT_APPLICABLE, values.NOT_APPLICABLE, values.NOT_APPLICABLE, word)
    status = status_of(slot, is_revised=_is_revised(public, slot, line.series))
    if slot.milestone:
        return (*when, slot.milestone, values.NOT_APPLICABLE, values.NOT_APPLICABLE, status)
    span = line.assessment.observed.span(slot.quarter.number) if line.series.kind.has_year_to_date else ""
    of_several = f", across {span}" if " " in span else ""
    return (*when, *_pair(public, line.series, slot.value, slot.denominator), f"{status}{of_several}")


def _without(series: Series, mark: str) -> tuple[values.Cell, values.Cell, values.Cell]:
    """Figure, out of and percentage of a quarter without a figure."""
    figure = values.NOT_APPLICABLE if series.kind.is_bare_percentage else mark
    pair = mark if series.kind.has_denominator else values.NOT_APPLICABLE
    return figure, pair, mark if series.is_proportion else values.NOT_APPLICABLE


def _is_revised(public: PublicReport, slot: Slot, series: Series) -> bool:
    """Whether a partner had first reported another figure; one that was missing until then is not revised."""
    return any(change.is_replacement for change in changes_of(series.id, slot.quarter, public.report.revisions))


def _last_year(public: PublicReport, line: SeriesReport, year: YearOfFigures, index: int) -> tuple[values.Cell, ...]:
    value, below = year.quarters[index], year.denominators[index]
    pair = _pair(public, line.series, Fraction(value or 0), Fraction(below) if below is not None else None)
    own = Quarter(year.start, index + 1)
    status = "[b]" if is_across(line.series, own, own.plus(QUARTERS_A_YEAR)) else values.REPORTED
    return (Quarter(year.start, 1).year, f"Q{index + 1}", *pair, status)


def _pair(
    public: PublicReport, series: Series, value: Fraction | None, below: Fraction | None
) -> tuple[values.Cell, values.Cell, values.Cell]:
    """Figure, out of, percentage."""
    if not series.is_proportion:
        is_pair = series.kind.has_denominator and below is not None
        out_of = (number(below) or 0) if is_pair else values.NOT_APPLICABLE
        return recorded_cell(series, value or Fraction(0)), out_of, values.NOT_APPLICABLE
    if below is None:
        return values.NOT_APPLICABLE, values.NOT_APPLICABLE, values.Share(number(value) or 0)
    share = value / below if value is not None and below else None
    return (
        number(value) or 0,
        number(below) or 0,
        values.UNRELIABLE if is_few(public, below) or share is None else share_of(share, series.decimals),
    )


def _revisions(public: PublicReport) -> values.Table:
    report = public.report
    by_id = {line.series.id: line.series for line in report.series}
    head = ("Measure number", "Measure", "Series", "Unit", "Quarter", "Old", "New", "Kind")
    rows = tuple(
        (
            *labels(by_id[revision.series]),
            period,
            *cells,
            (SUPPLIED if revision.is_supplied else revision.kind).capitalize(),
        )
        for revision in report.revisions
        for period, *cells in _steps(public, revision, by_id[revision.series])
    )
    years = sorted({revision.quarter.year for revision in report.revisions} | {report.quarter.year})
    title = f"Revisions of figures of {listed(years)}"
    about = "One row for each figure that changed or was supplied late."
    return values.Table("Revisions", "revisions", title, about, head, rows)


def _steps(public: PublicReport, revision: Revision, series: Series) -> Iterator[tuple[str, values.Cell, values.Cell]]:
    """The quarter with its old and new figure or, where the total did not change, the months that did.

    Neither is given for disclosive series, since the difference may reveal a withheld figure.
    """
    changed: list[tuple[str, Figure | MonthFigure | None, Figure | MonthFigure]]
    changed = [(str(new.month), old, new) for old, new in revision.months] if revision.is_of_months else []
    for period, *both in changed or [(str(revision.quarter), revision.old, revision.new)]:
        if not public.may_tell(Thing.STEPS, revision.series):
            yield period, values.CONFIDENTIAL, values.CONFIDENTIAL
        else:
            old, new = (values.NOT_AVAILABLE if figure is None else _given(figure, series) for figure in both)
            yield period, old, new


def _given(figure: Figure | MonthFigure, series: Series) -> values.Cell:
    """The number, percentage or status that a return gave."""
    if figure.numerator is not None:
        return recorded_cell(series, figure.numerator)
    if figure.proportion is not None:
        return values.Share(figure.proportion)
    return (figure.milestone if isinstance(figure, Figure) else "") or values.NOT_AVAILABLE
