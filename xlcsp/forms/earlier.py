"""The form's second sheet: earlier quarters as last reported, each with a cell for a new figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlcsp.domain.figures import Figure
from xlcsp.domain.plan import MILESTONES, Series
from xlcsp.forms import layout
from xlcsp.forms.cells import LINE, Styles, choose, line_count, percentage, set_up, whole_number, write
from xlcsp.forms.layout import Form, Revised

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

HEADER = 3  # the header's row, counted from 0
_WIDTHS = (6, 32, 28, 13, 12, 10, 9, 12, 11, 11, 36, 13)


def write_earlier(form: Form, sheet: Worksheet, styles: Styles) -> None:
    """Writes the sheet; a sentence alone where there is nothing to revise."""
    set_up(sheet, form, _WIDTHS, styles)
    sheet.write(0, 0, f"Earlier quarters of {form.quarter.year}", styles.title)
    if not form.earlier:
        sheet.write_string(1, 0, "There are none to revise: nothing to do on this sheet.", styles.text)
        return
    sheet.write_string(
        1, 0, "Only where a figure has changed, enter the new one beside it. Blank means no change.", styles.text
    )
    for column, name in enumerate(layout.EARLIER_COLUMNS):
        sheet.write_string(3, column, name, styles.head)
    sheet.set_row(3, 2 * LINE + 6)
    for row, (series, quarter, figure) in enumerate(form.earlier, start=4):
        revised = form.revised.get((series.id, quarter), Revised())
        period = layout.quarter_words(quarter, figure)
        for column, text in enumerate((series.ref, series.measure, layout.what_to_enter(series), period)):
            sheet.write_string(row, column, text, styles.locked)
        _write_last_reported(sheet, row, figure, styles)
        _write_revised(sheet, row, series, revised, styles)
        sheet.write_string(row, 11, series.id, styles.id)
        lines = max(
            line_count(series.measure, _WIDTHS[1]),
            line_count(layout.what_to_enter(series), _WIDTHS[2]),
            line_count(revised.why, _WIDTHS[10]),
        )
        sheet.set_row(row, lines * LINE + 6)
    sheet.repeat_rows(3)
    sheet.print_area(0, 0, 3 + len(form.earlier), len(_WIDTHS) - 1)


def _write_last_reported(sheet: Worksheet, row: int, figure: Figure | None, styles: Styles) -> None:
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
            write(sheet, row, column, plain, styles.number)


def _write_revised(sheet: Worksheet, row: int, series: Series, revised: Revised, styles: Styles) -> None:
    _write_figures_at = ((7, series.kind != "percentage"), (8, series.kind in ("rate", "per population")))
    for (column, is_needed), value in zip(_write_figures_at, (revised.figure, revised.out_of), strict=True):
        if not is_needed:
            sheet.write_string(row, column, "–", styles.blank)
        elif series.kind == "milestone":
            write(sheet, row, column, None, styles.choice)
            choose(sheet, row, column, tuple(MILESTONES))
        else:
            write(sheet, row, column, value, styles.count)
            whole_number(sheet, row, column, decimals=series.kind == "snapshot")
    if series.is_proportion:
        write(sheet, row, 9, revised.percentage, styles.percent)
        percentage(sheet, row, 9)
    else:
        sheet.write_string(row, 9, "–", styles.blank)
    write(sheet, row, 10, revised.why or None, styles.choice)
