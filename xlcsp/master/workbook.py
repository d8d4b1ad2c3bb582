"""The master workbook, written by XlsxWriter: one table a sheet, a title in A1, a sentence saying what it is for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter

from xlcsp import files, plan, theme
from xlcsp.master.sheets import SHEETS, Column, SheetOf

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

HEADER_ROW = 3  # counted from 0: title, sentence, a blank row, then the table
_SIZE, _LINE = 10, 13.5
_INDENT = 1.4  # characters that a cell's indent takes
Cell = str | float | int | date | None


@dataclass(frozen=True, slots=True)
class Content:
    """What the sheets of a master hold: rows by column name, as a person would type them."""

    partnership: str
    created: date
    tables: Mapping[str, Sequence[Mapping[str, Cell]]] = field(default_factory=dict)
    start: Sequence[tuple[str, str]] = ()


def write_master(content: Content, path: Path) -> None:
    """Writes a new master workbook, whole or not at all. The same content gives the same bytes."""
    with files.replacing(path) as draft:
        book = xlsxwriter.Workbook(str(draft))
        book.set_properties(
            {
                "title": f"Master workbook, {content.partnership}",
                "author": files.PROGRAM,
                "company": content.partnership,
                "created": files.midnight(content.created),
            }
        )
        styles = _Styles(book)
        _write_start(book.add_worksheet("Start"), content, styles)
        for sheet in SHEETS:
            _write_table(book.add_worksheet(sheet.name), sheet, content.tables.get(sheet.name, ()), styles)
        book.close()


class _Styles:
    """The workbook's formats, each made once."""

    def __init__(self, book: Workbook) -> None:
        def make(**properties: Any) -> Format:
            return book.add_format({"font_name": theme.FONT, "font_size": _SIZE, "valign": "vcenter", **properties})

        self.title = make(bold=True, font_size=16, font_color=theme.BRAND)
        self.text = make(text_wrap=True)
        self.plain = make()
        self.muted = make(font_color=theme.MUTED)
        self.head = make(bold=True, font_color=theme.WHITE, bg_color=theme.BRAND, text_wrap=True, indent=1)
        self.step = make(bold=True, font_color=theme.BRAND)
        cell: dict[str, Any] = {"bottom": 1, "bottom_color": theme.RULE, "indent": 1}
        self.by_form = {
            "text": make(**cell, text_wrap=True),
            "number": make(**cell, align="right"),
            "setting": make(**cell, align="left", text_wrap=True),
            "percent": make(**cell, align="right", num_format="0.0##%"),
            "day": make(**cell, align="left", num_format="d mmm yyyy"),
        }


def _write_start(sheet: Worksheet, content: Content, styles: _Styles) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 24, styles.text)
    sheet.set_column(1, 1, 100, styles.text)
    sheet.write_string(0, 0, content.partnership, styles.title)
    sheet.write_string(1, 0, "What to do this quarter.", styles.muted)
    for row, (step, text) in enumerate(content.start, start=HEADER_ROW):
        sheet.write_string(row, 0, step, styles.step)
        sheet.write_string(row, 1, text, styles.text)
        sheet.set_row(row, theme.line_count(text, 100, _SIZE) * _LINE + 6)
    _print_set_up(sheet, content.partnership)


def _write_table(sheet: Worksheet, of: SheetOf, rows: Sequence[Mapping[str, Cell]], styles: _Styles) -> None:
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, of.name, styles.title)
    sheet.write_string(1, 0, of.purpose, styles.muted)
    last = HEADER_ROW + max(len(rows), 1)
    columns = [{"header": column.name, "header_format": styles.head} for column in of.columns]
    style = {"style": "Table Style Light 1", "columns": columns, "name": f"t{of.name}", "autofilter": False}
    sheet.add_table(HEADER_ROW, 0, last, len(of.columns) - 1, style)
    head_lines = 1
    for index, column in enumerate(of.columns):
        sheet.set_column(index, index, column.width)
        head_lines = max(head_lines, theme.line_count(column.name, column.width - _INDENT, _SIZE, bold=True))
        if column.choices:
            rule = {"validate": "list", "source": list(column.choices), "error_title": "Choose from the list"}
            sheet.data_validation(HEADER_ROW + 1, index, last + 500, index, rule)
    sheet.set_row(HEADER_ROW, head_lines * _LINE + 6)
    for number, row in enumerate(rows or ({},), start=HEADER_ROW + 1):
        _write_row(sheet, number, of, row, styles)
    sheet.freeze_panes(HEADER_ROW + 1, of.frozen)
    _print_set_up(sheet, of.name, pages_wide=of.pages_wide)
    sheet.repeat_rows(HEADER_ROW)
    if of.pages_wide > 1:
        sheet.repeat_columns(0, of.frozen - 1)


def _write_row(sheet: Worksheet, number: int, of: SheetOf, row: Mapping[str, Cell], styles: _Styles) -> None:
    lines = 1
    for index, column in enumerate(of.columns):
        value = row.get(column.name)
        if value is None or value == "":
            sheet.write_blank(number, index, None, styles.by_form["text"])
            continue
        style = _style(column, value, row, styles)
        if isinstance(value, date):
            sheet.write_datetime(number, index, files.midnight(value), style)
        elif isinstance(value, str):
            sheet.write_string(number, index, value, style)
            lines = max(lines, theme.line_count(value, column.width - _INDENT, _SIZE))
        else:
            sheet.write_number(number, index, value, style)
    sheet.set_row(number, lines * _LINE + 5)


def _style(column: Column, value: Cell, row: Mapping[str, Cell], styles: _Styles) -> Format:
    """Proportions show as percentages."""
    if isinstance(value, date):
        return styles.by_form["day"]
    if isinstance(value, str):
        return styles.by_form["text"]
    if column.form == "text" and "setting" in row:
        return styles.by_form["setting"]
    is_share = row.get("kind") in plan.PROPORTIONS or row.get("target_rule") == "% change on baseline"
    if column.name == "tolerance" or (is_share and column.name.startswith("target")):
        return styles.by_form["percent"]
    if column.name == "baseline" and row.get("kind") in plan.PROPORTIONS:
        return styles.by_form["percent"]
    return styles.by_form[column.form if column.form != "text" else "number"]


def _print_set_up(sheet: Worksheet, name: str, *, pages_wide: int = 1) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(pages_wide, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(f"&L{name.replace('&', '&&')}&RPage &P of &N")
