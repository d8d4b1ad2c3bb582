"""The formats of a master workbook, each made once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from xlcsp import theme

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

SIZE, LINE = 10, 13.5  # points of the text, and of a line of it
INDENT = 1.4  # characters that a cell's indent takes


class Styles:
    """Formats by what a cell is for."""

    def __init__(self, book: Workbook) -> None:
        def make(**properties: Any) -> Format:
            return book.add_format({"font_name": theme.FONT, "font_size": SIZE, "valign": "vcenter", **properties})

        self._book, self._numbers = book, dict[str, "Format"]()
        head = {"bold": True, "font_color": theme.WHITE, "bg_color": theme.BRAND, "text_wrap": True}
        self.title = make(bold=True, font_size=16, font_color=theme.BRAND)
        self.text = make(text_wrap=True)
        self.plain = make()
        self.lead = make(text_wrap=True, bold=True, valign="top")
        self.words = make(text_wrap=True, valign="top")
        self.identifiers = make(num_format="@")  # of a whole column, so that 2.10 typed below the table stays 2.10
        self.muted = make(font_color=theme.MUTED)
        self.message = make(text_wrap=True, bold=True, bg_color=theme.BRAND_PALE, indent=1)
        self.heading = make(bold=True, font_size=12, font_color=theme.BRAND)
        self.head = make(**head, indent=1)
        self.wrapped = make(text_wrap=True, indent=1)
        self.step = make(bold=True, font_color=theme.BRAND)
        self.step_link = make(bold=True, font_color=theme.BRAND, underline=1)
        line: dict[str, Any] = {"bottom": 1, "bottom_color": theme.RULE}
        cell: dict[str, Any] = {**line, "indent": 1}
        self.label = make(**cell, font_color=theme.MUTED)
        self.head_right = make(**head, indent=1, align="right")
        self.head_centre = make(**head, align="center")
        self.link = make(**cell, text_wrap=True, underline=1, font_color=theme.BRAND)
        self.entered = make(**cell, align="left", text_wrap=True, num_format="@", bg_color=theme.FILL_IN)
        self.by_form = _by_form(make, line, cell)
        self.rag = {
            state: book.add_format({"bg_color": fill, "font_color": ink, "bold": True})
            for state, (fill, ink) in theme.RAG_COLOURS.items()
        }
        self.as_percentage = book.add_format({"num_format": "0.0%"})
        self.thousands = book.add_format({"num_format": "#,##0"})
        self.thousands_and_part = book.add_format({"num_format": "#,##0.0#"})
        self.few_decimals = book.add_format({"num_format": "0.0###"})
        self.no_change = book.add_format({"num_format": '"0.0%"'})

    def number(self, number_format: str) -> Format:
        """What a condition changes of a number's look."""
        if number_format not in self._numbers:
            self._numbers[number_format] = self._book.add_format({"num_format": number_format})
        return self._numbers[number_format]

    def head_of(self, form: str) -> Format:
        """The format of a column's header: right over numbers, centred over RAG, else left."""
        if form in ("text", "id", "day", "code"):
            return self.head
        return self.head_centre if form in ("rag", "trend") else self.head_right


def _by_form(make: Callable[..., Format], line: dict[str, Any], cell: dict[str, Any]) -> dict[str, Format]:
    """The formats of a table's cells, by the form of their column."""
    right = {**cell, "align": "right", "text_wrap": True}
    return {
        "text": make(**cell, text_wrap=True),
        "id": make(**cell, text_wrap=True, num_format="@"),
        "code": make(**cell, font_color=theme.MUTED),
        "number": make(**right),
        "setting": make(**cell, align="left", text_wrap=True),
        "percent": make(**right, num_format="0.0##%"),
        "day": make(**cell, align="left", num_format="d mmm yyyy"),
        "share": make(**right, num_format="#,##0"),
        "figure": make(**right, num_format="#,##0"),
        "points": make(**right, num_format="+#,##0;-#,##0;0"),
        "change": make(**right, num_format="+0.0%;-0.0%;0.0%"),
        "percent whole": make(**right, num_format="0%"),
        "rag": make(**line, bold=True, align="center"),
        "helper": make(**right, font_color=theme.MUTED, num_format="General"),
        "trend": make(**line),
    }
