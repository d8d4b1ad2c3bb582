"""The rows of a return as figures, with every problem and query; it never stops at the first."""

from __future__ import annotations

from collections.abc import Sequence

from xlcsp.domain import figures as kept
from xlcsp.domain.figures import Figure, Source
from xlcsp.domain.gaps import REASON_WORDS
from xlcsp.domain.numbers import either
from xlcsp.domain.periods import Month, Quarter
from xlcsp.domain.plan import Series
from xlcsp.domain.slots import NO_REASON
from xlcsp.errors import Problem
from xlcsp.files.cells import CellError, Value
from xlcsp.files.table import Row
from xlcsp.forms import layout
from xlcsp.forms.columns import RETURN, FormColumn
from xlcsp.returns.answers import read_word
from xlcsp.returns.astray import says_why, tell_astray, unless_astray
from xlcsp.returns.commentary import ask_about_commentary
from xlcsp.returns.due import Due
from xlcsp.returns.filled import CHOOSE, Checked, FilledRow, Numbers, read_numbers
from xlcsp.returns.identify import Identified, Identifier
from xlcsp.returns.months import filled_months, month_cells, read_months, tell_not_asked
from xlcsp.returns.read import ReturnedForm
from xlcsp.returns.restate import is_revised, last_reported, read_revision, typed_over
from xlcsp.returns.unexpected import is_total, remarks, tell_unexpected, without_figure

ADDED_SINCE = "Added to the plan since"
REWORDED = "reworded"
ROW_NOT_CLEAR, ROW_MISSING = "Row not clear", "Row missing"
NOT_READABLE, NO_REASON_GIVEN = "Figure not readable", "No reason given"
OWN_REASONS = frozenset((NO_REASON, ADDED_SINCE, ROW_NOT_CLEAR, ROW_MISSING, NOT_READABLE, NO_REASON_GIVEN))
"""The program's own words for a gap, which no provider gave."""
_OWN = (*layout.NUMBERS, "basis", "status", "reason", "commentary")  # columns with reading rules of their own


def check_form(form: ReturnedForm, due: Due, version: int = 1, *, is_past: bool = False) -> Checked:
    """The figures of a return. due: what is due with it, and from whom.

    is_past: whether it is the return of an earlier quarter than the one that is checked.
    """
    into = Checked()
    expected, undue = due.asked[form.provider], due.undue[form.provider]
    identifier = Identifier([*(series for series, _ in expected), *undue], due.issued(form.provider))
    rows = _match(form, identifier, undue, into)
    others = [column for column in RETURN if column.is_filled_in and column.key not in _OWN]
    for series, quarter in expected:
        row = rows.get(series.id)
        if series.id in due.known and (series.id not in rows or _is_blank_status(series, row)):
            continue
        if row is not None:
            filled = FilledRow(form, row, series, quarter, version, into)
            into.figures.append(_figure(filled, others))
            ask_about_commentary(filled, into.figures[-1])
            continue
        reason = ROW_NOT_CLEAR if series.id in rows else _no_row(form, series, identifier, into, is_past=is_past)
        source = Source(form.file, layout.RETURN_SHEET, "", form.as_at, form.quarter, version)
        into.figures.append(Figure(series.id, quarter, source, status=kept.MISSING, reason=reason))
    needed = (_has_earlier(series, quarter) for series, quarter in expected if series.id not in due.known)
    if form.earlier is None and any(needed):
        found = f'The table of the sheet "{layout.EARLIER_SHEET}" is missing or its header was changed'
        problem = Problem(
            form.file, layout.EARLIER_SHEET, "", "no earlier quarters", found, do="Use the form as issued"
        )
        into.problems.append(problem)
    _check_earlier(form, identifier, version, into)
    _drop_contradicting(form, into)
    return into


def _check_earlier(form: ReturnedForm, identifier: Identifier, version: int, into: Checked) -> None:
    """The rows of earlier quarters: what they show as last reported, and what they revise."""
    for row in form.earlier or ():
        entry = identifier.of(row)
        last = last_reported(row, entry.series) if entry.series else None
        if last is not None:
            into.last_reported.append(last)
        revised = is_revised(row)
        if revised or entry.rivals or entry.is_typed_over:
            tell_identity(form, entry, [], into)
        if entry.series is not None:
            into.queries += typed_over(form, row, entry.series, is_revised=revised)
        if revised and not (entry.series is None and is_total(row)):
            read_revision(form, row, entry, version, into)
        elif entry.series is not None:
            into.queries += without_figure(form, row, entry.series)
        elif not entry.rivals:
            into.queries += remarks(form, row)


def _is_blank_status(series: Series, row: Row | None) -> bool:
    """Whether it is the row of a milestone with nothing entered."""
    return series.kind.has_status and row is not None and not (row.text(layout.FIGURE) or row.text(layout.REASON))


def _no_row(form: ReturnedForm, series: Series, identifier: Identifier, into: Checked, *, is_past: bool) -> str:
    """Why a series has no row. Of a quarter before it came to the plan nobody could have been asked for it."""
    is_added = identifier.is_added_since(series)
    if is_added and is_past:
        return ADDED_SINCE
    found = f'The row of {series.ref} "{layout.what_to_enter(series)}" is missing'
    do = "Restore the row, or send a new form"
    if is_added:
        found = f"{found}: it came to the plan after the form was issued"
        do = "Issue the form anew and ask for it, or enter the figure on Corrections"
    into.problems.append(_about(form, "row missing", found, do, series))
    return ADDED_SINCE if is_added else ROW_MISSING


def _has_earlier(series: Series, quarter: Quarter) -> bool:
    """Whether a form with that quarter's figure has rows for earlier ones of its year."""
    before = (Quarter(quarter.start, number) for number in range(1, quarter.number))
    return any(series.is_asked(earlier) and series.has_begun(earlier) for earlier in before)


def _drop_contradicting(form: ReturnedForm, into: Checked) -> None:
    """If there are several different revisions of one figure, none is used."""
    revised: dict[tuple[str, Quarter | Month], list[Figure]] = {}
    for figure in into.figures:
        if figure.restates:
            period = figure.months[0].month if figure.months else figure.quarter
            revised.setdefault((figure.series, period), []).append(figure)
    for (series, period), several in revised.items():
        if len({(*figure.content, *(month.content for month in figure.months)) for figure in several}) > 1:
            cells = ", ".join(figure.source.cell for figure in several)
            words = f"{series} is revised to different figures for {period} ({cells}); none was taken"
            where, do = several[1].source, "Keep the right one"
            into.problems.append(Problem(form.file, where.sheet, where.cell, "row twice", words, do=do, series=series))
            into.figures = [figure for figure in into.figures if figure not in several]


def _about(form: ReturnedForm, code: str, found: str, do: str, series: Series) -> Problem:
    return Problem(form.file, layout.RETURN_SHEET, "", code, found, do=do, series=series.id, quarter=str(form.quarter))


def _match(form: ReturnedForm, identifier: Identifier, undue: Sequence[Series], into: Checked) -> dict[str, Row | None]:
    """The row of each series, never found by position; None if a series' row is not clear."""
    rows_of: dict[str, list[Row]] = {}
    mixed: dict[str, list[Row]] = {}
    rows = [identifier.of(row) for row in form.rows]
    for entry in rows:
        for series in (*entry.rivals, *([entry.series] if entry.series else [])):
            (mixed if entry.rivals else rows_of).setdefault(series.id, []).append(entry.row)
    for entry in rows:
        if entry.series in undue or (entry.series is None and not entry.rivals):
            tell_unexpected(form, entry, into)
        others = {row.number for series in entry.rivals for row in (*mixed[series.id], *rows_of.get(series.id, []))}
        tell_identity(form, entry, sorted(others - {entry.row.number}), into)
    matched = {name: _only(form, name, own, into) for name, own in rows_of.items() if name not in mixed}
    return matched | dict.fromkeys(mixed)


def tell_identity(form: ReturnedForm, identified: Identified, others: list[int], into: Checked) -> None:
    """Reports what is wrong or odd about a row's identity. others: rows with which it is mixed up."""
    outcome = ""
    if identified.rivals:
        rows = "".join(f" or row {number}" for number in others)
        outcome = f"; nothing was taken from this row{rows}"
    row, named = identified.row, [*identified.rivals, *filter(None, [identified.series])]
    series = named[0].id if named else ""
    for column, words, do in identified.wrong:
        into.problems.append(form.about(row, column, "row id", f"{words}{outcome}", do, series=series))
    if identified.query:
        do = "Check that the provider means the same"
        into.queries.append(form.about(row, identified.query_at, REWORDED, identified.query, do, series=series))


def _only(form: ReturnedForm, name: str, rows: list[Row], into: Checked) -> Row | None:
    """The only row of a series; None if several are filled in differently, and then none counts."""
    if len(rows) == 1:
        return rows[0]
    columns = (layout.FIGURE, layout.OUT_OF, layout.PERCENT)
    answers = [column.heading for column in RETURN if column.is_filled_in and column.key != "commentary"]
    filled = [
        row
        for row in rows
        if any(filled_months(row)) or any(row.value(column) not in (None, layout.NOT_ASKED) for column in columns)
    ]
    different = {tuple(row.text(column) for column in (*answers, *filled_months(row))) for row in filled}
    if len(different) <= 1:
        return (filled or rows)[0]
    cells = " and ".join(row.cell(layout.FIGURE) for row in filled)
    words = f"The series {name} has two rows with different figures ({cells}); none was taken"
    do = "Delete the wrong one"
    into.problems.append(form.about(filled[1], layout.FIGURE, "row twice", words, do, series=name))
    return None


def _figure(filled: FilledRow, others: Sequence[FormColumn]) -> Figure:
    row, cells = filled.row, month_cells(filled) if filled.series.is_monthly else []
    numbers = Numbers() if cells else read_numbers(filled, (layout.FIGURE, layout.OUT_OF, layout.PERCENT))
    status, wrong = read_word(row.value(layout.STATUS), layout.STATUSES)
    astray = tell_astray(filled)
    if wrong and layout.STATUS not in astray:
        choices = f"It is one of: {', '.join(layout.STATUSES)}"
        filled.problem(layout.STATUS, "unknown word", wrong, CHOOSE, choices)
    reason = "" if layout.REASON in astray else _reason(filled)
    numbers = read_months(filled, cells, reason) if cells else numbers
    tell_not_asked(filled, cells, numbers, astray)
    numbers = _of_its_quarter(filled, unless_astray(numbers, astray))
    numbers, basis = _on_basis(filled, numbers, is_told=layout.BASIS in astray)
    numbers = _against_words(filled, numbers, status, reason)
    commentary = row.value(layout.COMMENTARY)
    if isinstance(commentary, CellError):
        filled.problem(layout.COMMENTARY, "error cell", f"The commentary holds {commentary}", "Enter it as text")
    if numbers.is_blank and not numbers.is_wrong and not (reason or says_why(astray)):
        found = "There is neither a figure nor a reason"
        do = f"Enter the figure, or choose why there is none in column {filled.letter('reason')}"
        filled.problem(numbers.column, "blank", found, do)
    has_value = not numbers.is_blank
    stated = kept.PROVISIONAL if status == layout.PROVISIONAL else kept.PROVIDED
    unreadable = NOT_READABLE if numbers.is_wrong else NO_REASON_GIVEN
    return filled.figure(
        numbers,
        status=stated if has_value else kept.MISSING,
        basis=basis,
        reason="" if has_value else reason or ("" if numbers.months else unreadable),
        commentary="" if isinstance(commentary, CellError) else row.text(layout.COMMENTARY),
        commentary_source=filled.source(layout.COMMENTARY),
        others=tuple((column.key, filled.read(column)) for column in others),
        months=numbers.months,
    )


def _of_its_quarter(filled: FilledRow, numbers: Numbers) -> Numbers:
    """The numbers, if the row was issued for the quarter that the plan means."""
    stated = layout.without_quarter(filled.row.text(layout.SERIES))[1]
    if not stated or stated.upper() == str(filled.quarter):
        return numbers
    found = f"The row asks for {stated.upper()}; by the plan (lag_quarters) its figure is that of {filled.quarter}"
    filled.problem(layout.SERIES, "other quarter", found, "Issue the form anew, and ask for the figure again")
    return Numbers(is_wrong=True)


def _on_basis(filled: FilledRow, numbers: Numbers, *, is_told: bool) -> tuple[Numbers, str]:
    """The numbers, if their basis can be used, and the basis: quarter or year to date.

    is_told: whether it was told that another column's word is there.
    """
    basis, wrong = read_word(filled.row.value(layout.BASIS), layout.BASES)
    if not filled.series.kind.has_year_to_date or filled.series.is_monthly:
        return numbers, kept.THIS_QUARTER
    if wrong and not numbers.is_blank:
        choices = f"It is {either(layout.BASES)}"
        if not is_told:
            filled.problem(layout.BASIS, "unknown word", wrong, CHOOSE, choices)
        numbers = Numbers(is_wrong=True)
    if basis != layout.TO_DATE_BASIS:
        return numbers, kept.CONFIRMED if basis == layout.CONFIRMED_BASIS else kept.THIS_QUARTER
    if numbers.proportion is not None:
        found = "A percentage of the year to date without its numbers cannot be used"
        filled.problem(numbers.column, "year to date", found, "Enter how many, out of how many")
        numbers = Numbers(is_wrong=True)
    return numbers, kept.YEAR_TO_DATE


def _reason(filled: FilledRow) -> str:
    """The reason for a gap: one of the list, or the provider's own words."""
    value: Value = filled.row.value(layout.REASON)
    if isinstance(value, CellError):
        filled.problem(layout.REASON, "error cell", f"The cell holds {value}", "Choose the reason from the list")
        return ""
    word, _ = read_word(value, REASON_WORDS)
    return word or filled.row.text(layout.REASON)


def _against_words(filled: FilledRow, numbers: Numbers, status: str, reason: str) -> Numbers:
    """Reports numbers that contradict the words beside them. A zero with a reason for a gap is not read as zero."""
    if numbers.is_blank:
        return numbers
    if status == layout.NO_FIGURE or (reason and 0 in (numbers.numerator, numbers.proportion)):
        beside = f'the status "{status}"' if status == layout.NO_FIGURE else f'the reason "{reason}"'
        found = f"There is a figure and {beside}; the figure was not taken"
        filled.problem(numbers.column, "figure and gap", found, "Remove the one that is wrong")
        return Numbers(is_wrong=True)
    if reason:
        filled.query(layout.REASON, "figure and reason", f'There is a figure and a reason for none ("{reason}")')
    return numbers
