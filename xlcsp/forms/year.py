"""The form's third sheet: the year so far, and the bounds, from which the columns beside the figures are worked out."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from xlcsp.forms import formulas, layout
from xlcsp.forms.cells import LINE, Styles, line_count, set_up, work_out
from xlcsp.forms.indicate import Cell
from xlcsp.forms.layout import Form
from xlcsp.forms.live import Live, measures_of, to_do
from xlcsp.measures.comparators import Comparators, comparators
from xlcsp.measures.numbers import number
from xlcsp.measures.observed import observe

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

HEADER = 3  # the header's row, counted from 0
COLUMNS = (
    layout.NO, layout.MEASURE, layout.SERIES, "Q1", "Q1 out of", "Q2", "Q2 out of", "Q3", "Q3 out of", "Q4",
    "Q4 out of", "To date", "To date out of", "Missing", "Last year", "Last year out of", "Green from", "Green to",
    "Amber from", "Amber to", "Target to be passed", "To check", "Row holds", "", "No ", "Ready ", "Still to do",
    "Place", layout.SENTENCE,
)  # fmt: skip
_WIDTHS = (6, 30, 26, *[9] * 10, 10, 9, 9, *[9] * 5, 30, 12, 2, 6, 8, 34, 7, 60)
MEASURES = ("Z", "AA", "AB")  # the columns that say of each measure: ready, still to do, running number
_NO = 24  # the column of the measures' list, counted from 0


def write_year(form: Form, sheet: Worksheet, rows: list[Live], styles: Styles) -> None:
    """Writes the sheet: one row for each row of the return, and at the right one for each measure."""
    set_up(sheet, form, _WIDTHS, styles)
    sheet.write_string(0, 0, f"The year so far, {form.quarter.year}: nothing to fill in here", styles.title)
    words = (
        "What the white columns of the sheet Return are worked out from. A quarter without a figure is [x], never 0."
    )
    sheet.write_string(1, 0, words, styles.text)
    for column, name in enumerate(COLUMNS):
        if name:
            sheet.write_string(HEADER, column, name.strip(), styles.head)
    sheet.set_row(HEADER, 2 * LINE + 6)
    for one in rows:
        _write_row(sheet, one, styles)
    _write_measures(sheet, rows, styles)
    sheet.repeat_rows(HEADER)
    sheet.freeze_panes(HEADER + 1, 3)
    sheet.print_area(0, 0, HEADER + len(rows), len(COLUMNS) - 2)


def _write_row(sheet: Worksheet, one: Live, styles: Styles) -> None:
    at, found, row = one.place, one.found, one.place.year_row - 1
    for column, text in enumerate((at.series.ref, at.series.measure, layout.what_to_enter(at.series))):
        sheet.write_string(row, column, text, styles.locked)
    lines = max(line_count(at.series.measure, _WIDTHS[1]), line_count(layout.what_to_enter(at.series), _WIDTHS[2]))
    sheet.set_row(row, lines * LINE + 6)
    for column in range(3, 23):
        sheet.write_blank(row, column, None, styles.blank)
    quarters = [*sorted(at.earlier), at.quarter.number]
    for held, quarter in zip(found.held, quarters, strict=True):
        own = formulas.own_held(at) if quarter == at.quarter.number else formulas.earlier_held(at, quarter)
        for place, (formula, value) in enumerate(zip(own, held, strict=True)):
            if formula:
                work_out(sheet, row, 1 + 2 * quarter + place, formula, styles.number, value)
    for column, formula, value in zip((11, 12, 13), formulas.sums(at), (*found.sums, found.missing), strict=True):
        if formula:
            work_out(sheet, row, column, formula, styles.number, value)
    _write_known(sheet, row, one, styles)
    work_out(sheet, row, 21, formulas.wrong(at), styles.locked, found.wrong)
    work_out(sheet, row, 22, formulas.state(at), styles.locked, found.state)
    work_out(sheet, row, len(COLUMNS) - 1, one.words.sentence(), styles.locked, found.sentence)


def _write_known(sheet: Worksheet, row: int, one: Live, styles: Styles) -> None:
    """Last year and the bounds, as the formulas compare them."""
    last = zip((14, 15), _last_year(one), strict=True)
    ends: tuple[Fraction | None, ...] = (None,) * 5
    if one.limits is not None:
        ends = one.limits.ends
        if one.place.series.kind == "percentage":
            ends = tuple(end * 100 if end is not None else None for end in ends)
    for column, value in (*last, *zip(range(16, 21), map(number, ends), strict=True)):
        if value is not None and not isinstance(value, str):
            sheet.write_number(row, column, value, styles.bound)


def _last_year(one: Live) -> tuple[Cell | None, Cell | None]:
    """The same period last year: of a rate n and m, of a percentage 0 to 100."""
    series, quarter = one.place.series, one.place.quarter
    observed = observe(series, {}, frozenset(), quarter)
    found: Comparators = comparators(observed, one.known.history, quarter.number)
    last = found.last_year_to_date
    if last is None:
        return None, None
    if series.kind == "percentage":
        return number(last * 100), None
    return (number(last), None) if series.kind != "rate" else (last.numerator, last.denominator)


def _write_measures(sheet: Worksheet, rows: list[Live], styles: Styles) -> None:
    count = 0
    for row, (ref, members) in enumerate(measures_of(rows).items(), HEADER + 1):
        formula, value = to_do(ref, members)
        count += bool(value)
        sheet.write_string(row, _NO, ref, styles.locked)
        work_out(sheet, row, _NO + 1, f'IF(AA{row + 1}="",1,0)', styles.number, 0 if value else 1)
        work_out(sheet, row, _NO + 2, formula, styles.locked, value)
        before = f"AB{row}+" if row > HEADER + 1 else ""
        work_out(sheet, row, _NO + 3, f'{before}IF(AA{row + 1}<>"",1,0)', styles.number, count)
