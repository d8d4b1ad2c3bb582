"""The roll-up's workbook and its formats: lists, each with a title, a note and a header that stays in view."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from xlcsp import theme
from xlcsp.domain.periods import parse_quarter
from xlcsp.files import packed
from xlcsp.files.cells import footer
from xlcsp.national.table import Nation, steady

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

HEADER = 3  # the row of a list's header, counted from 0


class Book:
    """The workbook and its formats."""

    def __init__(self, book: Workbook, nation: Nation) -> None:
        self.book = book
        self.nation = nation
        packed.describe(book, f"All partnerships, {nation.quarter}", parse_quarter(nation.quarter).last_day)
        base = {"font_name": theme.FONT, "font_size": 10, "valign": "vcenter"}
        box = base | {"border": 1, "border_color": theme.RULE}
        head = box | {"bold": True, "font_color": theme.WHITE, "bg_color": theme.BRAND, "text_wrap": True}
        forms: dict[str, dict[str, Any]] = {
            "title": base | {"bold": True, "font_size": 16, "font_color": theme.BRAND},
            "note": base | {"font_color": theme.MUTED},
            "head": head | {"align": "center"},
            "head left": head,
            "text": box | {"text_wrap": True, "indent": 1},
            "number": box | {"num_format": "#,##0"},
            "ratio": box | {"num_format": "0.00"},
            "share": box | {"num_format": "0.0%"},
            **{
                state: box | {"bg_color": fill, "font_color": ink, "align": "center"}
                for state, (fill, ink) in theme.RAG_COLOURS.items()
            },
        }
        self.forms: dict[str, Format] = {name: self.book.add_format(form) for name, form in forms.items()}

    def sheet(self, name: str, title: str, note: str, widths: Sequence[float], across: int = 1) -> Worksheet:
        """Adds a landscape sheet with its title and a note; its header is repeated on each page.

        across: number of pages side by side, each with the first three columns; on one page, many columns are too small
        to read.
        """
        sheet = self.book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_row(0, 26)
        sheet.write_string(0, 0, title, self.forms["title"])
        sheet.write_string(1, 0, note, self.forms["note"])
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(across, 0)
        sheet.repeat_rows(HEADER)
        if across > 1:
            sheet.repeat_columns(0, 2)
        sheet.set_footer(f"&L{footer(title)}&RPage &P of &N")
        return sheet

    def header(self, sheet: Worksheet, names: Sequence[str], high: float = 32) -> None:
        """Writes the header of a list, which stays in view."""
        sheet.set_row(HEADER, high)
        for column, name in enumerate(names):
            sheet.write_string(HEADER, column, name, self.forms["head"])
        sheet.freeze_panes(HEADER + 1, 2)

    def cells(self, sheet: Worksheet, row: int, values: Iterable[Any], forms: Sequence[str]) -> None:
        """Writes a row of cells. Text stays text, whatever it begins with; missing is blank."""
        for column, (value, form) in enumerate(zip(values, forms, strict=True)):
            sheet.write(row, column, None if value == "" else steady(value), self.forms[form])


def filtered(sheet: Worksheet, rows: int, columns: int) -> None:
    """Adds the filter of a list that has rows."""
    if rows:
        sheet.autofilter(HEADER, 0, HEADER + rows, columns - 1)
