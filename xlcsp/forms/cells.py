"""Cells of a form: their formats, what may be entered in them, and how the sheets print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from xlcsp import theme
from xlcsp.domain.figures import LARGEST
from xlcsp.domain.plan import Series
from xlcsp.files.cells import address, escaped, footer, page_marking
from xlcsp.files.columns import Columns
from xlcsp.forms import layout
from xlcsp.forms.columns import FormColumn
from xlcsp.forms.layout import Form
from xlcsp.forms.stored import Cells
from xlcsp.libraries import as_result
from xlcsp.measures.numbers import number

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

SIZE, LINE = 10, 13.5  # the size of text and the height of its lines, in points
_INDENT = 1.4  # characters that a cell's indent takes
_SCREEN = 96 / 72  # pixels for a point
_LONGEST_NOTE = 255  # characters that a cell's note may have
NOTHING: Mapping[str, str] = MappingProxyType({})


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
        self.prose = self.make(font_color=theme.INK, text_wrap=True, valign="top")
        self.lead = self.make(font_color=theme.INK, text_wrap=True, valign="top", bold=True)
        line: dict[str, Any] = {"bottom": 1, "bottom_color": theme.RULE, "valign": "vcenter", "align": "left"}
        self.label = self.make(bold=True, font_color=theme.INK, align="right", valign="vcenter", indent=1)
        self.value = self.make(**line)
        self.named = self.make(font_color=theme.INK, align="left", valign="vcenter")  # wider than its column
        self.day = self.make(**line, num_format="d mmmm yyyy")
        self.head = self.make(**base, bold=True, font_color=theme.WHITE, bg_color=theme.BRAND)
        self.locked = self.make(**base)
        self.identifiers = self.make(font_color=theme.INK, num_format="@")  # of a whole column, so that 2.10 stays 2.10
        self.ref = self.make(**base, num_format="@")
        muted = {**base, "align": "right", "font_color": theme.MUTED}
        self.known = self.bound = self.make(**muted)
        unused = base | {"indent": 0, "align": "center", "bg_color": theme.LOCKED}
        self.blank = self.make(**unused, font_color=theme.MUTED)
        self.id = self.make(**base, font_color=theme.MUTED, font_size=8, num_format="@")
        self.count = self.make(**fill, num_format="#,##0", align="right")
        self.number = self.percent = self.make(**fill, align="right")  # with the decimals that are typed
        self.choice = self.words = self.make(**fill)
        self.filled_ref = self.make(**fill, num_format="@")  # chosen from a list, 1.10 stays 1.10
        live = {**base, "font_color": theme.INK}
        self._make_live(live)
        right = {**live, "align": "right"}
        of_live = dict.fromkeys(("live_number", "live_change", "live_percent", "live_points"), right)
        self._numbers = {"known": muted, "bound": muted} | of_live
        self.line = self.make(bold=True, font_size=12, font_color=theme.INK, valign="vcenter")
        self.filled_day = self.make(**fill, num_format="d mmmm yyyy", align="left")

    def _make_live(self, live: dict[str, Any]) -> None:
        """The formats of the white columns."""
        self.live_head = self.make(**live, bold=True, bg_color=theme.BRAND_PALE)
        self.live_text = self.make(**live)
        self.live_word = self.make(**live, bold=True)
        self.live_share = self.make(**live, align="right", num_format="+0.0%;-0.0%;0.0%")

    def total(self, series: Series) -> Format:
        """The format of a quarter that its months make."""
        is_as_typed = series.kind.takes_decimals or series.kind.is_bare_percentage
        return self.of("live_number", "" if is_as_typed else "#,##0")

    def of(self, form: str, number_format: str = "") -> Format:
        """The format of that name; of a number with its number format."""
        if form not in self._numbers:
            return getattr(self, form)
        return self.make(**self._numbers[form], **({"num_format": number_format} if number_format else {}))

    def look(self, properties: Mapping[str, Any]) -> Format:
        """A format of what a condition changes in a cell's look."""
        return self._book.add_format(dict(properties))

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


def print_set_up(sheet: Worksheet, form: Form) -> None:
    """Landscape A4, one page wide, with marking, whose form it is and page numbers."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_header(page_marking(form.marking))
    sheet.set_footer(f"&L{footer(form.provider)}, {form.quarter}&C{form.form_id}&RPage &P of &N")


@dataclass(slots=True)
class Page:
    """A sheet of a form while it is written. Its formulas' values are worked out once all sheets are written."""

    sheet: Worksheet
    columns: Columns[FormColumn]
    styles: Styles
    cells: Cells = field(default_factory=Cells)
    _formulas: list[tuple[int, int, Format]] = field(default_factory=list)

    def set_up(self, form: Form) -> None:
        """Widths, print set-up and protection: only cells to fill are unlocked."""
        sheet = self.sheet
        for place, column in enumerate(self.columns):
            style = self.styles.identifiers if column.form in ("ref", "id") else self.styles.text
            sheet.set_column(place, place, column.width, style)
        sheet.hide_gridlines(2)
        print_set_up(sheet, form)
        sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})

    def add_logo(self, form: Form, row: int, key: str, room: tuple[float, float], after: float = 0.0) -> None:
        """Adds the partnership's logo, if it has one, at that cell. room: points that it may take.

        after: points that something else takes before it.
        """
        if form.logo is not None:
            width, height = room
            scale = form.logo.within(max(width / 3, width - after), height)[0] / form.logo.width * _SCREEN
            description, begin = f"Logo of the {form.partnership}", round(after * _SCREEN) + 12
            sized = {"x_scale": scale, "y_scale": scale, "x_offset": begin, "description": description}
            options = {"image_data": BytesIO(form.logo.content), **sized}
            self.sheet.insert_image(row, self.columns.index(key), f"logo.{form.logo.kind}", options)

    def write_heads(self, row: int, columns: Iterable[FormColumn]) -> None:
        """Writes the headings of these columns; white columns have their own look."""
        for column in columns:
            style = self.styles.live_head if column.is_live else self.styles.head
            if column.heading:
                self.write(row, column.key, column.heading, style)

    def write_row(
        self,
        row: int,
        line: Any,
        columns: Iterable[FormColumn],
        answer: object = None,
        formats: Mapping[str, str] = NOTHING,
    ) -> int:
        """Writes the cells of a row: values, formulas and cells to fill in; returns how many lines its texts take.

        line: the source of the columns' values and formulas. answer: what was filled in. formats: number formats by the
        columns' keys.
        """
        lines = 1
        for column in columns:
            value, form = None, column.of(line)
            if column.formula:
                style = self.styles.of(form, formats.get(column.key, ""))
                self.work_out(row, column.key, column.formula(line), style)
            elif column.total and (total := column.total(line.at)):
                self.work_out(row, column.key, total, self.styles.total(line.series))
            elif column.shows:
                value = column.shows(line)
                is_none = value in (None, layout.NOT_ASKED, layout.NOT_REPORTED)
                style = self.styles.blank if is_none else self.styles.of(form, formats.get(column.key, ""))
                self.write(row, column.key, value, style)
            elif form:
                entered = column.entered(answer)
                value = column.usual if entered in (None, "") else entered
                self.ask(row, column, form, value, column.help_of(line.series) if column.help_of else column.help)
            else:
                known = column.given(line.series) if column.given else None
                style = self.styles.blank if known is None else self.styles.of("known", "#,##0")
                self.write(row, column.key, layout.NOT_ASKED if known is None else known, style)
            if column.grows and isinstance(value, str):
                lines = max(lines, line_count(value, column.width))
        return lines

    def write(self, row: int, key: str, value: str | float | Fraction | date | None, style: Format) -> None:
        """Writes a cell: text always as text, blank with its format. Formulas use a fraction at its exact value."""
        column = self.columns.index(key)
        if value is not None:
            self.cells.hold(self.sheet.name, row, column, value)
        self.sheet.write(row, column, number(value) if isinstance(value, Fraction) else value, style)

    def work_out(self, row: int, key: str, formula: str, style: Format) -> None:
        """Adds a formula, whose value is worked out later; blank if there is none."""
        column = self.columns.index(key)
        if formula:
            self.cells.formulas[self.sheet.name, address(row + 1, column + 1)] = formula
            self._formulas.append((row, column, style))
        else:
            self.sheet.write_blank(row, column, None, self.styles.blank)

    def colour(self, first: int, last: int, key: str, word: str, look: Mapping[str, Any]) -> None:
        """Changes the look of the column's cells that hold the word."""
        at = self.columns.index(key)
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": self.styles.look(look)}
        self.sheet.conditional_format(first, at, last, at, rule)

    def reformat(self, row: int, keys: Mapping[str, str], condition: str) -> None:
        """Gives cells of the row other number formats, by their columns' keys, where the condition holds."""
        for key, form in keys.items():
            at = self.columns.index(key)
            rule = {"type": "formula", "criteria": f"={condition}", "format": self.styles.look({"num_format": form})}
            self.sheet.conditional_format(row, at, row, at, rule)

    def finish(self) -> None:
        """Writes the formulas, each with the value that it gives."""
        for row, column, style in self._formulas:
            at = self.sheet.name, address(row + 1, column + 1)
            value = self.cells.stored(*at)
            result = as_result(escaped(value) if isinstance(value, str) else value)
            self.sheet.write_formula(row, column, f"={self.cells.formulas[at]}", style, result)

    def ask(self, row: int, column: FormColumn, form: str, value: str | float | None, text: str = "") -> None:
        """Makes a cell one to fill in, with validation. text: its help."""
        style, rule = getattr(self.styles, form), _RULES[form]
        self.write(row, column.key, value, style)
        rule = rule | ({"source": list(column.choices)} if form == "choice" else {})
        if text:
            rule = {"validate": "any"} | rule | {"input_title": column.heading, "input_message": text}
        if rule:
            self.allow(row, column.key, rule)

    def allow(self, row: int, key: str, rule: Mapping[str, Any]) -> None:
        """Says what the cell may hold, and what is shown while it is filled in."""
        place = self.columns.index(key)
        self.sheet.data_validation(row, place, row, place, rule)

    def remember(self, row: int, commentary: str) -> None:
        """Adds a note that shows last quarter's commentary while the cell is filled in."""
        if commentary:
            text = commentary if len(commentary) <= _LONGEST_NOTE else f"{commentary[: _LONGEST_NOTE - 1]}…"
            note = {"validate": "any", "input_title": "Last quarter you said", "input_message": text}
            self.allow(row, "commentary", note)


_NUMBER = {"criteria": "between", "minimum": 0, "maximum": LARGEST,
           "error_message": "Enter the number only, 0 or more. Remarks go into the commentary."}  # fmt: skip
_RULES: dict[str, dict[str, Any]] = {
    "count": {"validate": "integer", "error_title": "Not a whole number", **_NUMBER},
    "number": {"validate": "decimal", "error_title": "Not a number", **_NUMBER},
    "percent": {
        "validate": "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": 100,
        "error_title": "Not a percentage",
        "error_message": "Enter 0 to 100: 69 for 69%.",
    },
    "choice": {
        "validate": "list",
        "error_title": "Choose from the list",
        "error_message": "Choose one of the words in the list.",
    },
    "words": {},
}
"""What a cell to fill in takes, by its form."""
