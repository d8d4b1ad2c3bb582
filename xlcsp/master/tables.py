"""A sheet with one table: a title in A1, a sentence saying what it is for, the table from the fourth row."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from xlcsp import theme
from xlcsp.domain.periods import EXAMPLE, PeriodError, by_example, parse_year
from xlcsp.files.cells import address, footer
from xlcsp.files.columns import Column
from xlcsp.files.links import Link
from xlcsp.master.performance.column import is_one
from xlcsp.master.sheets import GUIDE, NAMES_COLUMN, NAMES_SHOWN
from xlcsp.master.styles import INDENT, LINE, SIZE, Styles
from xlcsp.planbook.settings import ROWS
from xlcsp.planbook.sheet_of import SheetOf

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

HEADER_ROW = 3  # counted from 0: title, sentence, a blank row, then the table
SPARE = 500  # rows below a table that have its drop-downs
_IDS = ("History", "Corrections", "Peers", "Benchmarks", "Months")  # sheets whose ids are those of Measures
_WORKED_OUT = ("Comparators",)  # sheets whose numbers are the program's own
_LETTERS = address(1, NAMES_COLUMN + 1)[:-1]
_FIRST = f"{GUIDE.name}!${_LETTERS}${HEADER_ROW + 2}"
_NAMES = f'=OFFSET({_FIRST},0,0,MAX(1,COUNTIF({_FIRST}:${_LETTERS}${HEADER_ROW + 1 + NAMES_SHOWN},"?*")),1)'
_CHOICES = {row.name: row.choices for row in ROWS}
Cell = str | float | int | date | None


def year_of(value: object) -> int:
    """The year that a plan says it is of, for examples; that of the worked example where it says none."""
    with contextlib.suppress(PeriodError):
        return parse_year(value)
    return EXAMPLE


def write_table(
    sheet: Worksheet, layout: SheetOf, rows: Sequence[Mapping[str, Cell]], styles: Styles, start: int = EXAMPLE
) -> None:
    """Writes the sheet with its rows; a table without rows gets a blank one. start: of the plan's year."""
    last = write_frame(sheet, layout, len(rows), [{"header": column.heading} for column in layout.columns], styles)
    for index, column in enumerate(layout.columns):
        source: Any = list(column.choices) if column.choices else None
        if column.heading == "id" and layout.name in _IDS:
            source = '=INDIRECT("tMeasures[id]")'
        names = column.heading == "role" and layout.name == "Contacts"
        if names:
            source = _NAMES
        if source or column.help:
            rule: dict[str, Any] = {"validate": "any"}
            if source:
                rule = {"validate": "list", "source": source, "error_title": "Choose from the list"}
            if names:
                rule |= {
                    "error_type": "warning",
                    "error_message": "Measures has no provider or theme lead of this name.",
                }
            if column.help:
                rule |= {"input_title": column.heading, "input_message": by_example(column.help, start)}
            sheet.data_validation(HEADER_ROW + 1, index, last + SPARE, index, rule)
    _choose_settings(sheet, rows)
    if layout.name == "Figures":
        _show_percentages(sheet, layout, last, styles)
    _show_numbers(sheet, layout, last, styles)
    for number, row in enumerate(rows or ({},), start=HEADER_ROW + 1):
        _write_row(sheet, number, layout, row, styles)


def _choose_settings(sheet: Worksheet, rows: Sequence[Mapping[str, Cell]]) -> None:
    """Adds drop-downs for settings with a few possible words, each in its own row."""
    for number, row in enumerate(rows, start=HEADER_ROW + 1):
        choices = _CHOICES.get(str(row.get("setting") or "").casefold())
        if choices:
            rule = {"validate": "list", "source": list(choices), "error_title": "Choose from the list"}
            sheet.data_validation(number, 1, number, 1, rule)


def _show_percentages(sheet: Worksheet, layout: SheetOf, last: int, styles: Styles) -> None:
    """Formats figures of percentages (proportions, shown as 73.0%), whatever row they come to be in."""
    kind = f"${layout.columns.letter('kind')}{HEADER_ROW + 2}"
    criteria = "=" + is_one("is_bare_percentage", kind)
    rule = {"type": "formula", "criteria": criteria, "format": styles.as_percentage}
    first = layout.columns.index("numerator Q1")
    sheet.conditional_format(HEADER_ROW + 1, first, last + SPARE, first + 3, rule)


def _show_numbers(sheet: Worksheet, layout: SheetOf, last: int, styles: Styles) -> None:
    """Formats what is 1,000 and more, whoever enters it; of what the program works out, no more than four decimals."""
    places = [index for index, column in enumerate(layout.columns) if column.form == "number"]
    for _, group in itertools.groupby(enumerate(places), lambda pair: pair[1] - pair[0]):
        side_by_side = [index for _, index in group]
        cell = address(HEADER_ROW + 2, side_by_side[0] + 1)
        is_large, is_whole = f"AND(ISNUMBER({cell}),ABS(N({cell}))>=1000)", f"N({cell})=INT(N({cell}))"
        rules = [(f"AND({is_large},{is_whole})", styles.thousands), (is_large, styles.thousands_and_part)]
        if layout.name in _WORKED_OUT:
            rules.append((f"AND(ISNUMBER({cell}),NOT({is_whole}))", styles.few_decimals))
        for criteria, style in rules:
            rule = {"type": "formula", "criteria": f"={criteria}", "format": style}
            sheet.conditional_format(HEADER_ROW + 1, side_by_side[0], last + SPARE, side_by_side[-1], rule)


def write_frame(
    sheet: Worksheet, layout: SheetOf, count: int, columns: Sequence[Mapping[str, Any]], styles: Styles
) -> int:
    """Writes title, sentence, the table's frame, widths and print set-up.

    Returns the table's last row, counted from 0.
    """
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, layout.name, styles.title)
    sheet.write_string(1, 0, layout.purpose, styles.muted)
    last = HEADER_ROW + max(count, 1)
    heads = [
        {**column, "header_format": styles.head_of(own.form)}
        for column, own in zip(columns, layout.columns, strict=True)
    ]
    table = {"style": "Table Style Light 1", "columns": heads, "name": f"t{layout.name}", "autofilter": False}
    sheet.add_table(HEADER_ROW, 0, last, len(layout.columns) - 1, table)
    lines = 1
    for index, column in enumerate(layout.columns):
        sheet.set_column(index, index, column.width, styles.identifiers if column.form == "id" else None)
        lines = max(lines, theme.line_count(column.heading, column.width - INDENT, SIZE, bold=True))
    sheet.set_row(HEADER_ROW, lines * LINE + 6)
    sheet.freeze_panes(HEADER_ROW + 1, layout.frozen)
    print_set_up(sheet, layout.name, pages_wide=layout.pages_wide)
    sheet.repeat_rows(HEADER_ROW)
    if layout.pages_wide > 1:
        sheet.repeat_columns(0, layout.frozen - 1)
    return last


def _write_row(sheet: Worksheet, number: int, layout: SheetOf, row: Mapping[str, Cell], styles: Styles) -> None:
    for index, column in enumerate(layout.columns):
        value = row.get(column.heading)
        value = None if value == "" else value
        sheet.write(number, index, value, _style(column, value, row, styles))
    sheet.set_row(number, row_height(layout, row))


def row_height(layout: SheetOf, row: Mapping[str, object]) -> float:
    """The height in points at which each wrapped text of the row fits."""
    texts = ((row.get(column.heading), column.width - INDENT) for column in layout.columns if column.form != "code")
    lines = (theme.line_count(text, width, SIZE) for text, width in texts if isinstance(text, str) and text)
    return max(lines, default=1) * LINE + 5


def _style(column: Column, value: Cell, row: Mapping[str, Cell], styles: Styles) -> Format:
    """The style by the cell's form; a number in a column of texts gets a number's."""
    if value is None:
        return styles.by_form[column.form if column.form != "percent" else "text"]
    if isinstance(value, Link):
        return styles.link
    if isinstance(value, date):
        return styles.by_form["day"]
    if isinstance(value, str):
        return styles.by_form[column.form if column.form in ("id", "number", "figure", "code") else "text"]
    if column.form == "text" and "setting" in row:
        return styles.by_form["setting"]
    form = column.of(row)
    return styles.by_form[form if form != "text" else "number"]


def print_set_up(sheet: Worksheet, name: str, *, pages_wide: int = 1) -> None:
    """Sets the print-out: landscape A4, that many pages wide, with the sheet's name and page numbers."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(pages_wide, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(f"&L{footer(name)}&RPage &P of &N")
