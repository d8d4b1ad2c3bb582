"""The blank (or, for the worked example, filled) return form, written by XlsxWriter.

Forms open in Protected View, so nothing in them depends on a calculation. Only cells to fill are unlocked.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter

from xlcsp import files, theme
from xlcsp.plan import GAP_REASONS, MILESTONES, Series
from xlcsp.returns import layout
from xlcsp.returns.layout import Answer, Form, Revised

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

FIRST_ROW = 12  # the header's row, counted from 0
_WIDTHS = (6, 32, 28, 11, 9, 9, 14, 13, 23, 48, 13)
_EARLIER_WIDTHS = (6, 32, 28, 13, 12, 10, 9, 12, 11, 11, 36, 13)
_INDENT = 1.4  # characters that a cell's indent takes
_LARGEST = 10_000_000
_SIZE = 10
_LINE = 13.5  # points a line of that size takes


def write_form(form: Form, path: Path) -> None:
    """Writes the form whole or not at all. The same form gives the same bytes."""
    with files.replacing(path) as draft:
        book = xlsxwriter.Workbook(str(draft))
        created = files.midnight(form.issued or form.quarter.last_day)
        title = f"Return of {form.provider}, {form.quarter}"
        book.set_properties({"title": title, "author": files.PROGRAM, "company": form.partnership, "created": created})
        styles = _Styles(book)
        _write_return(form, book.add_worksheet(layout.RETURN_SHEET), styles)
        _write_earlier(form, book.add_worksheet(layout.EARLIER_SHEET), styles)
        book.close()


class _Styles:
    """The form's formats, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        base: dict[str, Any] = {
            "border": 1,
            "border_color": theme.RULE,
            "text_wrap": True,
            "valign": "vcenter",
            "indent": 1,
        }
        fill = base | {"bg_color": theme.FILL_IN, "locked": False}
        self.title = self.make(bold=True, font_size=16, font_color=theme.BRAND)
        self.text = self.make(font_color=theme.INK)
        line: dict[str, Any] = {"bottom": 1, "bottom_color": theme.RULE, "valign": "vcenter", "align": "left"}
        self.label = self.make(bold=True, font_color=theme.INK, align="right", valign="vcenter", indent=1)
        self.value = self.make(**line)
        self.day = self.make(**line, num_format="d mmmm yyyy")
        self.head = self.make(**base, bold=True, font_color=theme.WHITE, bg_color=theme.BRAND)
        self.locked = self.make(**base)
        self.number = self.make(**base, num_format="#,##0.##", align="right", font_color=theme.MUTED)
        unused = base | {"indent": 0, "align": "center", "bg_color": theme.LOCKED}
        self.blank = self.make(**unused, font_color=theme.MUTED)
        self.id = self.make(**base, font_color=theme.MUTED, font_size=8)
        self.count = self.make(**fill, num_format="#,##0", align="right")
        self.percent = self.make(**fill, align="right")
        self.choice = self.make(**fill)
        self.filled_day = self.make(**fill, num_format="d mmmm yyyy", align="left")

    def make(self, **properties: Any) -> Format:
        """The format with these properties."""
        full = {"font_name": theme.FONT, "font_size": _SIZE, **properties}
        key = tuple(sorted(full.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(full)
        return self._made[key]


def _write_return(form: Form, sheet: Worksheet, styles: _Styles) -> None:
    widths = dict(zip(layout.RETURN_COLUMNS, _WIDTHS, strict=True))
    _set_up(sheet, form, _WIDTHS, styles)
    months = f"{form.quarter.months} {form.quarter.last_day.year}"
    sheet.write_string(0, 0, f"{form.provider}: quarterly return {form.quarter} ({months})", styles.title)
    due = f" by {form.due.day} {form.due:%B %Y}" if form.due else ""
    for row, text in enumerate(
        (
            (
                f"1. Fill in the yellow cells and send the file back{due}. Zero is a figure: leave a cell blank only "
                "when there is no figure, and choose why."
            ),
            "2. Rates: enter how many and out of how many; enter % (0 to 100) only when those two are not known.",
            f'3. Figures of earlier quarters that have changed go on the sheet "{layout.EARLIER_SHEET}".',
        ),
        start=1,
    ):
        sheet.write_string(row, 0, text, styles.text)
    _write_identity(form, sheet, styles)
    for row in range(5, 11):
        sheet.set_row(row, 18)
    for column, name in enumerate(layout.RETURN_COLUMNS):
        sheet.write_string(FIRST_ROW, column, name, styles.head)
    sheet.set_row(FIRST_ROW, 22)
    for index, (series, _) in enumerate(form.rows, FIRST_ROW + 1):
        _write_row(sheet, index, form, series, styles, widths)
    sheet.repeat_rows(FIRST_ROW)
    sheet.print_area(0, 0, FIRST_ROW + len(form.rows), len(_WIDTHS) - 1)
    sheet.set_selection(5, 9, 5, 9)


def _write_identity(form: Form, sheet: Worksheet, styles: _Styles) -> None:
    values = (form.partnership, form.quarter.year, form.quarter.short, form.provider, form.form_id)
    for row, (label, text) in enumerate(zip(layout.IDENTITY, values, strict=False), start=5):
        sheet.write_string(row, 1, label, styles.label)
        sheet.write_string(row, 2, text, styles.value)
    sheet.write_string(10, 1, layout.ISSUED, styles.label)
    _write_day(sheet, 10, 2, form.issued, styles.day)
    for row, (label, value) in enumerate(
        zip(layout.FILLED_IN, (form.as_at, form.signed_by, form.signed), strict=True), start=5
    ):
        sheet.write_string(row, 8, label, styles.label)
        if isinstance(value, str):
            _write(sheet, row, 9, value or None, styles.choice)
            continue
        _write_day(sheet, row, 9, value, styles.filled_day)
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
    sheet: Worksheet, row: int, form: Form, series: Series, styles: _Styles, widths: Mapping[str, float]
) -> None:
    answer = form.answers.get(series.id, Answer())
    label = layout.what_to_enter(series)
    sheet.write_string(row, 0, series.ref, styles.locked)
    sheet.write_string(row, 1, series.measure, styles.locked)
    sheet.write_string(row, 2, label, styles.locked)
    _write_figures(sheet, row, series, answer, styles)
    sheet.write_string(row, 10, series.id, styles.id)
    if series.is_added_up or series.kind == "rate":
        _write(sheet, row, 6, answer.basis or layout.QUARTER_BASIS, styles.choice)
        _choose(sheet, row, 6, (layout.QUARTER_BASIS, layout.TO_DATE_BASIS))
    else:
        sheet.write_string(row, 6, "–", styles.blank)
    _write(sheet, row, 7, answer.status or None, styles.choice)
    _choose(sheet, row, 7, layout.STATUSES)
    _write(sheet, row, 8, answer.reason or None, styles.choice)
    _choose(sheet, row, 8, GAP_REASONS)
    _write(sheet, row, 9, answer.commentary or None, styles.choice)
    lines = max(
        _lines(series.measure, widths[layout.MEASURE]),
        _lines(label, widths[layout.SERIES]),
        _lines(answer.commentary, widths[layout.COMMENTARY]),
        _lines(answer.reason, widths[layout.REASON]),
        3,
    )
    sheet.set_row(row, min(409, lines * _LINE + 4))


def _lines(text: str, width: float) -> int:
    return theme.line_count(text, width - _INDENT, _SIZE)


def _write_figures(sheet: Worksheet, row: int, series: Series, answer: Answer, styles: _Styles) -> None:
    """The cells that the series' kind needs; the others are greyed."""
    needed = {"rate": (True, True, True), "percentage": (False, False, True), "per population": (True, True, False)}
    figure, out_of, percent = needed.get(series.kind, (True, False, False))
    if series.kind == "milestone":
        _write(sheet, row, 3, answer.milestone or None, styles.choice)
        _choose(sheet, row, 3, tuple(MILESTONES))
    elif figure:
        _write(sheet, row, 3, answer.figure, styles.count)
        _whole(sheet, row, 3, decimals=series.kind == "snapshot")
    else:
        sheet.write_string(row, 3, "–", styles.blank)
    if out_of:
        _write(sheet, row, 4, answer.out_of, styles.count)
        _whole(sheet, row, 4)
    else:
        sheet.write_string(row, 4, "–", styles.blank)
    if percent:
        _write(sheet, row, 5, answer.percentage, styles.percent)
        _percentage(sheet, row, 5)
    else:
        sheet.write_string(row, 5, "–", styles.blank)


def _write_earlier(form: Form, sheet: Worksheet, styles: _Styles) -> None:
    _set_up(sheet, form, _EARLIER_WIDTHS, styles)
    sheet.write(0, 0, f"Earlier quarters of {form.quarter.year}", styles.title)
    if not form.earlier:
        sheet.write_string(1, 0, "There are none to revise: nothing to do on this sheet.", styles.text)
        return
    sheet.write_string(
        1, 0, "Only where a figure has changed, enter the new one beside it. Blank means no change.", styles.text
    )
    for column, name in enumerate(layout.EARLIER_COLUMNS):
        sheet.write_string(3, column, name, styles.head)
    sheet.set_row(3, 2 * _LINE + 6)
    for row, (series, quarter, figure) in enumerate(form.earlier, start=4):
        revised = form.revised.get((series.id, quarter), Revised())
        period = layout.quarter_words(quarter, figure)
        for column, text in enumerate((series.ref, series.measure, layout.what_to_enter(series), period)):
            sheet.write_string(row, column, text, styles.locked)
        _write_last_reported(sheet, row, figure, styles)
        _write_revised(sheet, row, series, revised, styles)
        sheet.write_string(row, 11, series.id, styles.id)
        lines = max(
            _lines(series.measure, _EARLIER_WIDTHS[1]),
            _lines(layout.what_to_enter(series), _EARLIER_WIDTHS[2]),
            _lines(revised.why, _EARLIER_WIDTHS[10]),
        )
        sheet.set_row(row, lines * _LINE + 6)
    sheet.repeat_rows(3)
    sheet.print_area(0, 0, 3 + len(form.earlier), len(_EARLIER_WIDTHS) - 1)


def _write_last_reported(sheet: Worksheet, row: int, figure: Any, styles: _Styles) -> None:
    if figure is None or not figure.has_value:
        sheet.write_string(row, 4, layout.NOT_REPORTED, styles.blank)
        sheet.write_string(row, 5, "–", styles.blank)
        sheet.write_string(row, 6, "–", styles.blank)
        return
    share = figure.proportion * 100 if figure.proportion is not None else None
    cells = (figure.milestone or layout.plain_number(figure.numerator), figure.denominator, share)
    for column, value in enumerate(cells, start=4):
        plain = value if isinstance(value, str | int | float | None) else layout.plain_number(value)
        if plain is None:
            sheet.write_string(row, column, "–", styles.blank)
        else:
            _write(sheet, row, column, plain, styles.number)


def _write_revised(sheet: Worksheet, row: int, series: Series, revised: Revised, styles: _Styles) -> None:
    _write_figures_at = ((7, series.kind != "percentage"), (8, series.kind in ("rate", "per population")))
    for (column, is_needed), value in zip(_write_figures_at, (revised.figure, revised.out_of), strict=True):
        if not is_needed:
            sheet.write_string(row, column, "–", styles.blank)
        elif series.kind == "milestone":
            _write(sheet, row, column, None, styles.choice)
            _choose(sheet, row, column, tuple(MILESTONES))
        else:
            _write(sheet, row, column, value, styles.count)
            _whole(sheet, row, column, decimals=series.kind == "snapshot")
    if series.is_proportion:
        _write(sheet, row, 9, revised.percentage, styles.percent)
        _percentage(sheet, row, 9)
    else:
        sheet.write_string(row, 9, "–", styles.blank)
    _write(sheet, row, 10, revised.why or None, styles.choice)


def _set_up(sheet: Worksheet, form: Form, widths: tuple[float, ...], styles: _Styles) -> None:
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, styles.text)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(f"&L{form.provider.replace('&', '&&')}, {form.quarter}&C{form.form_id}&RPage &P of &N")
    sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})


def _write(sheet: Worksheet, row: int, column: int, value: str | float | None, style: Format) -> None:
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


def _write_day(sheet: Worksheet, row: int, column: int, day: Any, style: Format) -> None:
    if day is None:
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_datetime(row, column, files.midnight(day), style)


def _choose(sheet: Worksheet, row: int, column: int, words: tuple[str, ...]) -> None:
    rule = {"validate": "list", "source": list(words), "error_title": "Choose from the list"}
    sheet.data_validation(row, column, row, column, rule | {"error_message": "Choose one of the words in the list."})


def _whole(sheet: Worksheet, row: int, column: int, *, decimals: bool = False) -> None:
    message = "Enter the number only, 0 or more. Remarks go into the commentary."
    rule = {"validate": "decimal" if decimals else "integer", "criteria": "between", "minimum": 0, "maximum": _LARGEST}
    words = {"error_title": "Not a whole number", "error_message": message}
    sheet.data_validation(row, column, row, column, rule | words)


def _percentage(sheet: Worksheet, row: int, column: int) -> None:
    rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100}
    words = {"error_title": "Not a percentage", "error_message": "Enter 0 to 100: 69 for 69 %."}
    sheet.data_validation(row, column, row, column, rule | words)
