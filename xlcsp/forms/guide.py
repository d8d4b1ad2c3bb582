"""The form's last sheet: how it is filled in, in the handbook's words. Nothing is read from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlcsp import theme
from xlcsp.forms.cells import LINE, SIZE, Styles, print_set_up
from xlcsp.forms.layout import Form
from xlcsp.handbook import lines

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

CHAPTER, FOR_THEME_LEADS = "20-lead-officers", "25-theme-leads"
_WIDTHS = (44, 92)


def write_guide(form: Form, sheet: Worksheet, styles: Styles, chapter: str = CHAPTER) -> None:
    """Writes the chapter: headings on the left with their text beside them; text without a heading across both."""
    sheet.hide_gridlines(2)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    for row, line in enumerate(lines(chapter)):
        if line.level:
            sheet.write_string(row, 0, line.lead, styles.title)
            continue
        if line.lead:
            sheet.write_string(row, 0, line.lead, styles.lead)
            sheet.write_string(row, 1, line.text, styles.prose)
        else:
            sheet.merge_range(row, 0, row, 1, line.text, styles.prose)
        lead = theme.line_count(line.lead, _WIDTHS[0] - 1, SIZE, bold=True)
        text = theme.line_count(line.text, (_WIDTHS[1] if line.lead else sum(_WIDTHS)) - 1, SIZE)
        sheet.set_row(row, max(lead, text) * LINE + 6)
    print_set_up(sheet, form)
    sheet.repeat_rows(0)
    sheet.protect("", {"select_locked_cells": True})
