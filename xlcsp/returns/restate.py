"""Earlier quarters that a form restates: a new figure beside what was last reported."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from xlcsp.domain import figures as kept
from xlcsp.domain.figures import Figure
from xlcsp.domain.periods import Month, PeriodError, Quarter, parse_month, parse_quarter
from xlcsp.domain.plan import Series
from xlcsp.errors import Problem
from xlcsp.files.cells import Value, plain
from xlcsp.files.table import Row
from xlcsp.forms import layout
from xlcsp.returns.answers import quoted, read_number, read_percentage
from xlcsp.returns.filled import Checked, Content, FilledRow, LastReported, read_numbers
from xlcsp.returns.identify import Identified
from xlcsp.returns.read import ReturnedForm


def is_revised(row: Row) -> bool:
    """Whether the row of an earlier quarter has a new entry. A blank changes nothing."""
    new = (layout.NEW_FIGURE, layout.NEW_OUT_OF, layout.NEW_PERCENT)
    return any(row.value(column) not in (None, layout.NOT_ASKED) for column in new)


def not_due(series: Series, quarter: Quarter) -> tuple[str, str]:
    """Why a figure that came for that quarter is not taken, and what to do; the same wherever a form brings one."""
    if series.is_closed(quarter):
        column, why = "closed_from", f"it is closed from {series.closed_from}"
    elif series.begins is not None and not series.has_begun(quarter):
        column, why = "first_year", f"it begins in {series.begins}"
    elif not series.is_asked(quarter):
        column, why = "frequency", f"its figures are {series.frequency}"
    else:  # a late one of last year, of which History has no row
        return (
            f"{series.ref} has no row of {quarter.year} in History; its figure of {quarter} was not taken",
            f"Nothing, if it is not wanted; else enter a row of {quarter.year} on History",
        )
    found = f"{series.ref} has no figure for {quarter}, since {why}; the figure was not taken"
    return found, f"Nothing, if that is right; if not, correct {column} on the sheet Measures"


def read_revision(form: ReturnedForm, row: Row, identified: Identified, version: int, into: Checked) -> None:
    """An earlier quarter's new figure, or that what was last reported stands. identified: whose figure it is."""
    series = identified.series
    if series is None:
        if not identified.rivals:
            words = f"The row {quoted(row.text(layout.ROW_ID))} is not one of this provider's series"
            into.problems.append(form.about(row, layout.NEW_FIGURE, "unknown row", words, "Use the form's own rows"))
        return
    try:
        quarter, month = _period(row, series)
    except PeriodError as error:
        filled = FilledRow(form, row, series, form.quarter or Quarter(0, 1), version, into)
        filled.problem(layout.FOR_QUARTER, "no quarter", str(error))
        return
    filled = FilledRow(form, row, series, quarter, version, into)
    if form.quarter is None or not _is_earlier(series, quarter, form.quarter):
        filled.problem(layout.FOR_QUARTER, "wrong quarter", f"{quarter} is not an earlier quarter of this form's year")
        return
    if series.is_closed(quarter):
        words, do = not_due(series, quarter)
        filled.query(layout.NEW_FIGURE, "row not due", words, do)
        return
    numbers = read_numbers(filled, (layout.NEW_FIGURE, layout.NEW_OUT_OF, layout.NEW_PERCENT))
    if numbers.is_wrong or numbers.is_blank:
        return
    figure = filled.figure(
        numbers,
        status=kept.CONFIRMS if _last(row, series) == numbers.content else kept.PROVIDED,
        basis=kept.YEAR_TO_DATE if kept.YEAR_TO_DATE in row.text(layout.FOR_QUARTER) else kept.THIS_QUARTER,
        reason=row.text(layout.WHY),
        restates=True,
    )
    into.figures.append(figure if month is None else _of_month(figure, month))


def _of_month(figure: Figure, month: Month) -> Figure:
    """The quarter's figure with one of its months."""
    return replace(figure, numerator=None, denominator=None, proportion=None, months=(figure.as_month(month),))


def _is_earlier(series: Series, quarter: Quarter, at: Quarter) -> bool:
    """Whether a form of ``at`` may revise the quarter: one of this year, or of the year that late figures complete."""
    start = at.start - 1 if series.lag_quarters else at.start
    return quarter < at and quarter.start >= start


def typed_over(form: ReturnedForm, row: Row, series: Series, *, is_revised: bool) -> Iterator[Problem]:
    """Queries for words in the row's locked cells, where the form shows a quarter and what was reported for it."""
    over = [] if is_revised or _has_period(row, series) else [layout.FOR_QUARTER]
    cells = (layout.LAST_FIGURE, layout.LAST_OUT_OF, layout.LAST_PERCENT)[series.kind.has_status :]
    over += [column for column in cells if _is_over(_or_none(row.value(column)), column, series)]
    for column in over:
        found = f"{quoted(row.value(column))} was typed over a cell that the form fills; it was not read"
        do = "See whether it changes a figure; a new one goes beside it, in the yellow cell"
        yield form.about(row, column, "typed over", found, do, series=series.id)


def _is_over(value: Value, column: str, series: Series) -> bool:
    """Whether a locked cell holds what no form puts there: words, or another number of residents."""
    reading = read_percentage(value) if column == layout.LAST_PERCENT else read_number(value, whole=False)
    if reading.value is None:
        return reading.is_wrong
    population = series.population if column == layout.LAST_OUT_OF else None
    is_other = population is not None and reading.value not in (population.residents, *population.others)
    return is_other or series.kind.has_status


def _has_period(row: Row, series: Series) -> bool:
    try:
        _period(row, series)
    except PeriodError:
        return False
    return True


def last_reported(row: Row, series: Series) -> LastReported | None:
    """What the row shows as last reported; None if it is blank or ``no figure``."""
    content = _last(row, series)
    if content == (None, None, None, ""):
        return None
    try:
        quarter, month = _period(row, series)
    except PeriodError:
        return None
    return LastReported(series.id, quarter, content, row.sheet.name, row.cell(layout.LAST_FIGURE), month)


def _last(row: Row, series: Series) -> Content:
    if series.kind.has_status:
        status = row.text(layout.LAST_FIGURE)
        return (None, None, None, "" if status == layout.NOT_REPORTED else status)
    cells = (layout.LAST_FIGURE, layout.LAST_OUT_OF, layout.LAST_PERCENT)
    figure, out_of, percent = (_or_none(row.value(column)) for column in cells)
    number = read_number(figure, whole=False).value if figure is not None else None
    below = read_number(out_of, whole=False).value if out_of is not None else None
    if below is not None and series.residents is not None:  # the plan's, not the provider's: an estimate may be newer
        below = Fraction(series.residents)
    return number, below, read_percentage(percent).value if percent is not None else None, ""


def _or_none(value: Value) -> Value:
    return None if isinstance(value, str) and plain(value) in (layout.NOT_ASKED, layout.NOT_REPORTED) else value


def _period(row: Row, series: Series) -> tuple[Quarter, Month | None]:
    """The quarter of a row, and for a monthly series the month. Raises PeriodError if it names none.

    A form that was issued before the series became monthly has rows of quarters.
    """
    text = row.text(layout.FOR_QUARTER)
    if series.is_monthly and "Q" not in text.upper():
        month = parse_month(row.value(layout.FOR_QUARTER))
        return month.quarter, month
    return _quarter(text), None


@functools.lru_cache(maxsize=64)
def _quarter(text: str) -> Quarter:
    """The quarter of a row's label. Raises PeriodError if it names none."""
    return parse_quarter(text.removesuffix(f"({kept.YEAR_TO_DATE})"))
