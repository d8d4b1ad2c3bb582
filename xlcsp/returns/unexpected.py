"""Rows of a form that are none of its own: figures of nobody, totals, and remarks below the table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlcsp.domain.plan import Series
from xlcsp.errors import Problem
from xlcsp.files.table import Row
from xlcsp.forms import layout
from xlcsp.returns.added import DO, stray
from xlcsp.returns.answers import quoted
from xlcsp.returns.filled import Checked
from xlcsp.returns.identify import Identified
from xlcsp.returns.months import filled_months
from xlcsp.returns.read import ReturnedForm
from xlcsp.returns.restate import not_due

_TOTAL = re.compile(r"(?:(?:grand|sub|overall|year) ?-?)?(?:totals?|sum)\b.*", re.IGNORECASE)


def tell_unexpected(form: ReturnedForm, identified: Identified, into: Checked) -> None:
    """Reports a row of nobody, or of a series that has no figure with this return."""
    row, series = identified.row, identified.series
    columns = (layout.FIGURE, layout.OUT_OF, layout.PERCENT)
    is_blank = all(row.text(column) in ("", layout.NOT_ASKED) for column in columns) and not any(filled_months(row))
    if series is None and (is_blank or is_total(row)):
        into.queries += remarks(form, row)
    if is_blank or (series is None and is_total(row)):
        return
    if series is not None and form.quarter is not None:
        words, do = not_due(series, form.quarter.plus(-series.lag_quarters))
        of_it = {"series": series.id, "quarter": str(form.quarter)}
        into.queries.append(form.about(row, layout.FIGURE, "row not due", words, do, **of_it))
        return
    name = row.text(layout.NO) or (quoted(row.text(layout.ROW_ID)) if row.text(layout.ROW_ID) else "")
    words = f"The row {name}" if name else "The row has no number and no row id, so it"
    words = f"{words} is not one of this provider's series"
    do = "Move the figure to its own row, or ask for the form of the right provider"
    into.problems.append(form.about(row, layout.FIGURE, "unknown row", words, do))


def is_total(row: Row) -> bool:
    """Whether somebody added the row to add up the others."""
    words = (row.text(column) for column in (layout.NO, layout.MEASURE, layout.SERIES))
    return not row.text(layout.ROW_ID) and any(_TOTAL.fullmatch(text) for text in words)


def remarks(form: ReturnedForm, row: Row) -> Iterator[Problem]:
    """Queries for what people wrote into a row of no series: a footnote, a total, a commentary's second row."""
    in_order = sorted(row.columns, key=lambda column: row.columns[column])
    own = in_order if not row.text(layout.ROW_ID) else [layout.REASON, layout.COMMENTARY]
    if is_total(row):
        filled = [column for column in own if row.text(column)]
        texts = ", ".join(row.text(column) for column in filled)
        found = f"A row {quoted(texts)} was added; it was not read, since the report adds up itself"
        yield form.about(row, filled[0], "remark", found, DO)
        return
    yield from stray(form.file, row, own)


def without_figure(form: ReturnedForm, row: Row, series: Series) -> Iterator[Problem]:
    """A query for a reason why an earlier figure changed, beside no new figure."""
    if row.text(layout.WHY):
        found = f"{quoted(row.value(layout.WHY))} is beside no revised figure; it was not read"
        do = "Ask whether the figure changes, and to what"
        yield form.about(row, layout.WHY, "remark", found, do, series=series.id)
