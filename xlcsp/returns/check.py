"""The rows of a return as figures, with every problem and query; it never stops at the first."""

from __future__ import annotations

from xlcsp import figures as kept
from xlcsp.cells import CellError, Value
from xlcsp.errors import Problem
from xlcsp.figures import Figure, Source
from xlcsp.periods import Quarter
from xlcsp.plan import GAP_REASONS, Series
from xlcsp.returns import layout
from xlcsp.returns.answers import quoted, read_word
from xlcsp.returns.asked import Asked, Checked, Numbers, read_numbers
from xlcsp.returns.read import FormRow, ReturnedForm
from xlcsp.returns.restate import read_revision


def check_form(form: ReturnedForm, expected: list[tuple[Series, Quarter]], version: int = 1) -> Checked:
    """The figures of a return. expected: the series its provider reports with it, each with its quarter."""
    into = Checked()
    rows = _match(form, [series for series, _ in expected], into)
    for series, quarter in expected:
        row = rows.get(series.id)
        if row is not None:
            into.figures.append(_figure(Asked(form, row, series, quarter, version, into)))
            continue
        reason = "Row entered twice" if series.id in rows else "Row missing"
        if series.id not in rows:
            found = f'The row of {series.ref} "{layout.what_to_enter(series)}" is missing'
            into.problems.append(_about(form, "row missing", found, "Restore the row, or send a new form", series))
        source = Source(form.file, layout.RETURN_SHEET, "", form.as_at, form.quarter, version)
        into.figures.append(Figure(series.id, quarter, source, status=kept.MISSING, reason=reason))
    for row in form.earlier:
        read_revision(form, row, [series for series, _ in expected], version, into)
    return into


def _about(form: ReturnedForm, code: str, found: str, do: str, series: Series) -> Problem:
    return Problem(form.file, layout.RETURN_SHEET, "", code, found, do=do, series=series.id, quarter=str(form.quarter))


def _match(form: ReturnedForm, expected: list[Series], into: Checked) -> dict[str, FormRow | None]:
    """The row of each series, found by its id, else by its number and label; never by its place."""
    by_id = {series.id.lower(): series for series in expected}
    by_label = {(series.ref, layout.what_to_enter(series).lower()): series for series in expected}
    found: dict[str, list[FormRow]] = {}
    for row in form.rows:
        label = (row.text(layout.NO), row.text(layout.SERIES).lower())
        series = by_id.get(row.text(layout.ROW_ID).lower()) or by_label.get(label)
        if series is not None:
            found.setdefault(series.id, []).append(row)
        elif any(row.value(column) is not None for column in (layout.FIGURE, layout.OUT_OF, layout.PERCENT)):
            words = f"The row {label[0] or quoted(row.text(layout.ROW_ID))} is none of this provider's series"
            where = row.cell(layout.FIGURE)
            do = "Move the figure to its own row, or ask for the form of the right provider"
            into.problems.append(Problem(form.file, row.sheet.name, where, "unknown row", words, do=do))
    return {name: _only(form, name, rows, into) for name, rows in found.items()}


def _only(form: ReturnedForm, name: str, rows: list[FormRow], into: Checked) -> FormRow | None:
    """The one row of a series; None where several are filled differently: then none of them counts."""
    columns = (layout.FIGURE, layout.OUT_OF, layout.PERCENT)
    filled = [row for row in rows if any(row.value(column) is not None for column in columns)]
    if len({tuple(row.value(column) for column in columns) for row in filled}) <= 1:
        return (filled or rows)[0]
    cells = " and ".join(row.cell(layout.FIGURE) for row in filled)
    words = f"The series {name} has two rows with different figures ({cells}); none was taken"
    where = filled[1].cell(layout.FIGURE)
    into.problems.append(
        Problem(form.file, filled[1].sheet.name, where, "row twice", words, do="Delete the wrong one", series=name)
    )
    return None


def _figure(asked: Asked) -> Figure:
    row = asked.row
    numbers = read_numbers(asked, (layout.FIGURE, layout.OUT_OF, layout.PERCENT))
    status, wrong = read_word(row.value(layout.STATUS), layout.STATUSES)
    if wrong:
        asked.problem(layout.STATUS, "unknown word", wrong, allowed=f"It is one of: {', '.join(layout.STATUSES)}")
    reason = _reason(asked)
    basis, wrong = read_word(row.value(layout.BASIS), (layout.QUARTER_BASIS, layout.TO_DATE_BASIS))
    if wrong and not numbers.is_blank and (asked.series.is_added_up or asked.series.kind == "rate"):
        choices = f"It is {layout.QUARTER_BASIS} or {layout.TO_DATE_BASIS}"
        asked.problem(layout.BASIS, "unknown word", wrong, allowed=choices)
        numbers = Numbers(is_wrong=True)
    numbers = _against_words(asked, numbers, status, reason)
    commentary = row.value(layout.COMMENTARY)
    if isinstance(commentary, CellError):
        asked.problem(layout.COMMENTARY, "error cell", f"The commentary holds {commentary}", "Enter it as text")
    if numbers.is_blank and not numbers.is_wrong and not reason:
        found = "There is neither a figure nor a reason"
        asked.problem(numbers.column, "blank", found, "Enter the figure, or choose why there is none in column I")
    has_value = not numbers.is_blank
    is_to_date = basis == layout.TO_DATE_BASIS and (asked.series.is_added_up or asked.series.kind == "rate")
    stated = kept.PROVISIONAL if status == layout.PROVISIONAL else kept.PROVIDED
    unreadable = "Figure not readable" if numbers.is_wrong else "No reason given"
    return Figure(
        series=asked.series.id,
        quarter=asked.quarter,
        source=asked.source(numbers.column),
        numerator=numbers.numerator,
        denominator=numbers.denominator,
        proportion=numbers.proportion,
        milestone=numbers.milestone,
        status=stated if has_value else kept.MISSING,
        basis=kept.YEAR_TO_DATE if is_to_date else kept.THIS_QUARTER,
        reason="" if has_value else reason or unreadable,
        commentary="" if isinstance(commentary, CellError) else row.text(layout.COMMENTARY),
    )


def _reason(asked: Asked) -> str:
    """The reason for a gap: one of the list, or the provider's own words."""
    value: Value = asked.row.value(layout.REASON)
    if isinstance(value, CellError):
        asked.problem(layout.REASON, "error cell", f"The cell holds {value}", "Choose the reason from the list")
        return ""
    word, _ = read_word(value, GAP_REASONS)
    return word or asked.row.text(layout.REASON)


def _against_words(asked: Asked, numbers: Numbers, status: str, reason: str) -> Numbers:
    """Numbers that contradict the words beside them. A zero with a reason for a gap is not taken as zero."""
    if numbers.is_blank:
        return numbers
    if status == layout.NO_FIGURE or (reason and numbers.numerator == 0):
        beside = f'the status "{status}"' if status == layout.NO_FIGURE else f'the reason "{reason}"'
        found = f"There is a figure and {beside}; the figure was not taken"
        asked.problem(numbers.column, "figure and gap", found, "Remove the one that is wrong")
        return Numbers(is_wrong=True)
    if reason:
        asked.query(layout.REASON, "figure and reason", f'There is a figure and a reason for none ("{reason}")')
    return numbers
