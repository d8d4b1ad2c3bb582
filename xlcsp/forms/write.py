"""The blank (or, for the worked example, filled) return form, written by XlsxWriter.

Forms open in Protected View, so nothing in them depends on a calculation. Only cells to fill are unlocked.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from xlcsp.domain.plan import GAP_REASONS, MILESTONES, Series
from xlcsp.files import packed
from xlcsp.files import write as files
from xlcsp.forms import layout
from xlcsp.forms.cells import (
    LINE,
    Styles,
    choose,
    line_count,
    percentage,
    remember,
    set_up,
    whole_number,
    work_out,
    write,
    write_day,
)
from xlcsp.forms.earlier import HEADER as EARLIER_HEADER
from xlcsp.forms.earlier import write_earlier
from xlcsp.forms.layout import Answer, Form
from xlcsp.forms.live import WIDTHS as LIVE_WIDTHS
from xlcsp.forms.live import Live, completeness, live_rows, write_live
from xlcsp.forms.year import HEADER as YEAR_HEADER
from xlcsp.forms.year import MEASURES, write_year

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

CALCULATED_BY = 191029  # the calculation engine that wrote the values, as Excel 2019 and later give it
FIRST_ROW = 12  # the header's row, counted from 0
_WIDTHS = (6, 31, 27, 10.5, 8.5, 8, 13, 12, 22, 44, 10)


def write_form(form: Form, path: Path) -> None:
    """Writes the form whole or not at all. The same form gives the same bytes."""
    with files.replacing(path) as draft:
        draft.write_bytes(form_content(form))


def form_content(form: Form) -> bytes:
    """The form as a file holds it."""
    made = BytesIO()
    with packed.new_workbook(made) as book:
        created = files.midnight(form.issued or form.quarter.last_day)
        title = f"Return of {form.provider}, {form.quarter}"
        book.set_properties({"title": title, "author": files.PROGRAM, "company": form.partnership, "created": created})
        book.set_calc_mode("auto", CALCULATED_BY)
        book.calc_on_load = False  # the stored values are right; Excel would ask to save what nobody changed
        styles = Styles(book)
        sheets = [book.add_worksheet(name) for name in (layout.RETURN_SHEET, layout.EARLIER_SHEET, layout.YEAR_SHEET)]
        rows = live_rows(form, FIRST_ROW + 2, YEAR_HEADER + 2, EARLIER_HEADER + 2)
        _write_return(form, sheets[0], rows, styles)
        write_earlier(form, sheets[1], styles)
        write_year(form, sheets[2], rows, styles)
    return made.getvalue()


def _write_return(form: Form, sheet: Worksheet, rows: list[Live], styles: Styles) -> None:
    widths = dict(zip(layout.RETURN_COLUMNS, _WIDTHS, strict=True))
    set_up(sheet, form, (*_WIDTHS, *LIVE_WIDTHS), styles)
    months = f"{form.quarter.months} {form.quarter.last_day.year}"
    sheet.write_string(0, 0, f"{form.provider}: quarterly return {form.quarter} ({months})", styles.title)
    due = f" by {form.due.day} {form.due:%B %Y}" if form.due else ""
    for row, text in enumerate(
        (
            (
                f"1. Fill in the yellow cells and send the file back{due}. Zero is a figure: leave a cell blank only "
                "when there is no figure, and choose why."
            ),
            (
                "2. Rates: enter how many and out of how many; enter % (0 to 100) only when those two are not known. "
                f'Figures of earlier quarters that have changed go on the sheet "{layout.EARLIER_SHEET}".'
            ),
            (
                "3. The columns on the right say at once what your figures mean, and what is still to do. The "
                "straight-line indication is the year if it goes on as it began; the report may project otherwise."
            ),
        ),
        start=1,
    ):
        sheet.write_string(row, 0, text, styles.text)
    _write_identity(form, sheet, styles)
    for row in range(5, 11):
        sheet.set_row(row, 18)
    for column, name in enumerate(layout.RETURN_COLUMNS):
        sheet.write_string(FIRST_ROW, column, name, styles.head)
    sheet.set_row(FIRST_ROW, 3 * LINE + 6)
    for index, (series, _) in enumerate(form.rows, FIRST_ROW + 1):
        _write_row(sheet, index, form, series, styles, widths)
    write_live(sheet, rows, FIRST_ROW, styles)
    line, value = completeness(form, rows, YEAR_HEADER + 2, MEASURES)
    work_out(sheet, FIRST_ROW - 1, 0, line, styles.line, value)
    sheet.set_row(FIRST_ROW - 1, 24)
    sheet.repeat_rows(FIRST_ROW)
    sheet.print_area(0, 0, FIRST_ROW + len(form.rows), len(_WIDTHS) + 1)
    sheet.freeze_panes(0, 3)
    sheet.set_zoom(85)
    sheet.set_selection(5, 9, 5, 9)


def _write_identity(form: Form, sheet: Worksheet, styles: Styles) -> None:
    values = (form.partnership, form.quarter.year, form.quarter.short, form.provider, form.form_id)
    for row, (label, text) in enumerate(zip(layout.IDENTITY, values, strict=False), start=5):
        sheet.write_string(row, 1, label, styles.label)
        sheet.write_string(row, 2, text, styles.value)
    sheet.write_string(10, 1, layout.ISSUED, styles.label)
    write_day(sheet, 10, 2, form.issued, styles.day)
    for row, (label, value) in enumerate(
        zip(layout.FILLED_IN, (form.as_at, form.signed_by, form.signed), strict=True), start=5
    ):
        sheet.write_string(row, 8, label, styles.label)
        if isinstance(value, str):
            write(sheet, row, 9, value or None, styles.choice)
            continue
        write_day(sheet, row, 9, value, styles.filled_day)
        sheet.data_validation(
            row,
            9,
            row,
            9,
            {
                "validate": "date",
                "criteria": "between",
                "minimum": files.midnight(form.quarter.plus(-4).last_day),
                "maximum": files.midnight(form.quarter.plus(8).last_day),
                "input_title": label,
                "input_message": "Enter a date, such as 18/07/2014",
                "error_title": "Not a date of this quarter",
                "error_message": "Enter the date as day/month/year.",
            },
        )


def _write_row(
    sheet: Worksheet, row: int, form: Form, series: Series, styles: Styles, widths: Mapping[str, float]
) -> None:
    answer = form.answers.get(series.id, Answer())
    label = layout.what_to_enter(series)
    sheet.write_string(row, 0, series.ref, styles.locked)
    sheet.write_string(row, 1, series.measure, styles.locked)
    sheet.write_string(row, 2, label, styles.locked)
    _write_figures(sheet, row, series, answer, styles)
    sheet.write_string(row, 10, series.id, styles.id)
    if series.is_cumulative or series.kind == "rate":
        write(sheet, row, 6, answer.basis or layout.QUARTER_BASIS, styles.choice)
        choose(sheet, row, 6, (layout.QUARTER_BASIS, layout.TO_DATE_BASIS))
    else:
        sheet.write_string(row, 6, "–", styles.blank)
    write(sheet, row, 7, answer.status or None, styles.choice)
    choose(sheet, row, 7, layout.STATUSES)
    write(sheet, row, 8, answer.reason or None, styles.choice)
    choose(sheet, row, 8, GAP_REASONS)
    write(sheet, row, 9, answer.commentary or None, styles.choice)
    said = form.known[series.id].commentary if series.id in form.known else ""
    remember(sheet, row, 9, said)
    lines = max(
        line_count(series.measure, widths[layout.MEASURE]),
        line_count(label, widths[layout.SERIES]),
        line_count(answer.commentary, widths[layout.COMMENTARY]),
        line_count(answer.reason, widths[layout.REASON]),
        line_count(said, LIVE_WIDTHS[-1]),
        3 if series.target_rule in ("monitor", "to be set") else 4,  # of the sentence, once there is a figure
    )
    sheet.set_row(row, min(409, lines * LINE + 4))


def _write_figures(sheet: Worksheet, row: int, series: Series, answer: Answer, styles: Styles) -> None:
    """The cells that the series' kind needs; the others are greyed."""
    needed = {"rate": (True, True, True), "percentage": (False, False, True), "per population": (True, True, False)}
    figure, out_of, percent = needed.get(series.kind.word, (True, False, False))
    if series.kind == "milestone":
        write(sheet, row, 3, answer.milestone or None, styles.choice)
        choose(sheet, row, 3, tuple(MILESTONES))
    elif figure:
        write(sheet, row, 3, answer.figure, styles.count)
        whole_number(sheet, row, 3, decimals=series.kind == "snapshot")
    else:
        sheet.write_string(row, 3, "–", styles.blank)
    if out_of:
        write(sheet, row, 4, answer.out_of, styles.count)
        whole_number(sheet, row, 4)
    else:
        sheet.write_string(row, 4, "–", styles.blank)
    if percent:
        write(sheet, row, 5, answer.percentage, styles.percent)
        percentage(sheet, row, 5)
    else:
        sheet.write_string(row, 5, "–", styles.blank)
