"""Cells of a form: formats made once, what may be entered in them, and how the sheets print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlcsp import theme
from xlcsp.files import write as files
from xlcsp.forms.layout import Form

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

SIZE, LINE = 10, 13.5  # the size of text and the height of its lines, in points
_INDENT = 1.4  # characters that a cell's indent takes
_LARGEST = 10_000_000
_LONGEST_NOTE = 255  # characters that a cell's note may have


class Styles:
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
        live: dict[str, Any] = {**base, "font_color": theme.INK}
        self.live_head = self.make(**base, bold=True, font_color=theme.INK, bg_color=theme.BRAND_PALE)
        self.live_text = self.make(**live)
        self.live_word = self.make(**live, bold=True)
        self.live_number = self.make(**live, align="right", num_format="#,##0")
        self.live_decimal = self.make(**live, align="right", num_format="#,##0.0")
        self.live_percent = self.make(**live, align="right", num_format="0.0%")
        self.live_change = self.make(**live, align="right", num_format="+#,##0.##;-#,##0.##;0")
        self.live_points = self.make(**live, align="right", num_format='+0.0" points";-0.0" points";0.0" points"')
        self.live_share = self.make(**live, align="right", num_format="+0.0%;-0.0%;0.0%")
        self.bound = self.make(**base, align="right", font_color=theme.MUTED)
        self.line = self.make(bold=True, font_size=12, font_color=theme.INK, valign="vcenter")
        self.filled_day = self.make(**fill, num_format="d mmmm yyyy", align="left")

    def look(self, **properties: Any) -> Format:
        """What a condition changes in a cell's format."""
        return self._book.add_format(properties)

    def make(self, **properties: Any) -> Format:
        """The format with these properties."""
        full = {"font_name": theme.FONT, "font_size": SIZE, **properties}
        key = tuple(sorted(full.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(full)
        return self._made[key]


def line_count(text: str, width: float) -> int:
    """How many lines a text takes in a column of a form."""
    return theme.line_count(text, width - _INDENT, SIZE)


def set_up(sheet: Worksheet, form: Form, widths: tuple[float, ...], styles: Styles) -> None:
    """Widths, print set-up and protection: only cells to fill are unlocked."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, styles.text)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(f"&L{form.provider.replace('&', '&&')}, {form.quarter}&C{form.form_id}&RPage &P of &N")
    sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})


def write(sheet: Worksheet, row: int, column: int, value: str | float | None, style: Format) -> None:
    """A cell: text always as text, blank with its format."""
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


class _NoText(str):
    """A formula's empty text. XlsxWriter stores no value for "", as if the formula had never been calculated."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return False


def work_out(sheet: Worksheet, row: int, column: int, formula: str, style: Format, value: str | float) -> None:
    """A formula and the value that it gives."""
    sheet.write_formula(row, column, f"={formula}", style, value if value != "" else _NoText())


def write_day(sheet: Worksheet, row: int, column: int, day: Any, style: Format) -> None:
    """A cell with a date, or blank."""
    if day is None:
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_datetime(row, column, files.midnight(day), style)


def choose(sheet: Worksheet, row: int, column: int, words: tuple[str, ...]) -> None:
    """A drop-down of these words."""
    rule = {"validate": "list", "source": list(words), "error_title": "Choose from the list"}
    sheet.data_validation(row, column, row, column, rule | {"error_message": "Choose one of the words in the list."})


def remember(sheet: Worksheet, row: int, column: int, commentary: str) -> None:
    """A note that shows last quarter's commentary while the cell is filled in."""
    if not commentary:
        return
    text = commentary if len(commentary) <= _LONGEST_NOTE else f"{commentary[: _LONGEST_NOTE - 1]}…"
    note = {"validate": "any", "input_title": "Last quarter you said", "input_message": text}
    sheet.data_validation(row, column, row, column, note)


def whole_number(sheet: Worksheet, row: int, column: int, *, decimals: bool = False) -> None:
    """Only a number of 0 or more is taken; a whole one unless ``decimals``."""
    message = "Enter the number only, 0 or more. Remarks go into the commentary."
    rule = {"validate": "decimal" if decimals else "integer", "criteria": "between", "minimum": 0, "maximum": _LARGEST}
    words = {"error_title": "Not a whole number", "error_message": message}
    sheet.data_validation(row, column, row, column, rule | words)


def percentage(sheet: Worksheet, row: int, column: int) -> None:
    """Only 0 to 100 is taken."""
    rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100}
    words = {"error_title": "Not a percentage", "error_message": "Enter 0 to 100: 69 for 69 %."}
    sheet.data_validation(row, column, row, column, rule | words)
