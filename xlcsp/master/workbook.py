"""The master workbook, written by XlsxWriter: macros, button, and a value in every formula cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from xlcsp import __version__, theme
from xlcsp.files import packed
from xlcsp.files import write as files
from xlcsp.libraries import as_result
from xlcsp.master import performance
from xlcsp.master.collected import Collected
from xlcsp.master.commands import ribbon, with_ribbon
from xlcsp.master.guide import write_guide
from xlcsp.master.lite.parts import as_lite
from xlcsp.master.macros import project
from xlcsp.master.parts.book import opened
from xlcsp.master.sheets import BY_PEOPLE, COLLECTED, COMPARATORS, CONFIG_SHEET, FIGURES, GUIDE, MEASURES
from xlcsp.master.start import MESSAGE, MESSAGE_CELL, STEPS, Panel, write_start
from xlcsp.master.styles import INDENT, LINE, SIZE, Styles
from xlcsp.master.tables import HEADER_ROW, SPARE, Cell, print_set_up, write_frame, write_table, year_of
from xlcsp.planbook.settings import SETTINGS

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Rows = Sequence[Mapping[str, Cell]]
ORDER = (
    "Start", "Performance", "Measures", "Figures", "Returns", "Attention", "History", "Comparators", "Corrections",
    "Contacts", "Peers", "Populations", "Benchmarks", "Months", "Actions", "Overrides", "Settings", "Proposals",
    GUIDE.name, CONFIG_SHEET,
)  # fmt: skip
CONFIG: tuple[tuple[str, str], ...] = (
    ("Interpreter_Win", r"%LOCALAPPDATA%\xlcsp\Scripts\pythonw.exe"),
    ("Interpreter_Mac", "$HOME/xlcsp/bin/python"),
    ("UDF Modules", "xlcsp.excel.udfs"),
    ("Use UDF Server", "True"),
    ("Show Console", "False"),
    ("ADD_WORKBOOK_TO_PYTHONPATH", "False"),
)
_RAG_COLUMNS = ("RAG", "measure RAG")
_MOST_LINES = 4  # lines of a narrative before its row stops growing
_FORMS = {"number": "figure", "percent": "change"}  # widths of Performance's columns
_SPARKLINE = {"type": "column", "series_color": theme.BRAND, "min": 0}
_HELPERS = (
    "decimals",
    "unit",
    "headline RAG",
    "first",
    "rows",
    "plan row",
    "row",
    *(f"{year} year Q{number}" for year in ("last", "this") for number in range(1, 5)),
)


INTERPRETERS = {  # by platform: the setting, the program, each user's own folder
    "win32": ("Interpreter_Win", "pythonw.exe", "%LOCALAPPDATA%"),
    "darwin": ("Interpreter_Mac", "python", "$HOME"),
}


def config_for(platform: str, python: PurePath, environment: Mapping[str, str]) -> list[tuple[str, str]]:
    """The settings of xlwings: for the machine that makes the workbook its own Python, else the places in the README.

    A place below the user's own folder is named by the variable, so that a shared master serves each user.
    """
    if platform not in INTERPRETERS:
        return list(CONFIG)
    setting, program, variable = INTERPRETERS[platform]
    place, own = python.with_name(program), environment.get(variable.strip("%$"), "")
    if own and place.is_relative_to(own):
        place = type(place)(variable, place.relative_to(own))
    return [(name, str(place) if name == setting else value) for name, value in CONFIG]


@dataclass(frozen=True, slots=True)
class Content:
    """The contents of a new master. tables: rows by sheet and column, as a person would type them.

    collected: the returns' figures, if there are any; without them *Figures* has no row. config: xlwings.conf. is_lite:
    for xlwings Lite, with its code instead of macros and xlwings.conf.
    """

    partnership: str
    created: date
    tables: Mapping[str, Rows] = field(default_factory=dict)
    steps: Sequence[tuple[str, str]] = STEPS
    collected: Collected | None = None
    config: Sequence[tuple[str, str]] = CONFIG
    is_lite: bool = False


def write_master(content: Content, path: Path) -> None:
    """Writes a new master workbook, whole or not at all. The same content gives the same bytes."""
    with files.replacing(path) as draft:
        draft.write_bytes(master_bytes(content, path.name))


def master_bytes(content: Content, name: str) -> bytes:
    """A new master as the bytes of a file of that name."""
    content_bytes = BytesIO()
    with packed.new_workbook(content_bytes) as book:
        packed.describe(book, f"Master workbook, {content.partnership}", content.created, content.partnership)
        book.set_calc_mode("auto", 191029)  # a current Excel does not recalculate on opening
        book.calc_on_load = False
        book.set_size(2400, 1400)
        styles = Styles(book)
        names = [name for name in ORDER if not content.is_lite or name != CONFIG_SHEET]
        sheets = {name: book.add_worksheet(name) for name in names}
        _write_sheets(sheets, content, styles)
        _define_names(book, content)
        if not content.is_lite:
            _add_macros(book, sheets)
    workbook = content_bytes.getvalue()
    if content.is_lite:
        return as_lite(name, workbook, f"{content.partnership}, {content.created}")
    return _with_tab(name, workbook)


def _with_tab(name: str, content: bytes) -> bytes:
    """The workbook with its tab on the ribbon, which XlsxWriter cannot write."""
    book, replaced = opened(name, content), dict[str, bytes]()
    added = with_ribbon(book, ribbon(), replaced)
    return book.archive.rebuilt(replaced, added=added)


def _write_sheets(sheets: Mapping[str, Worksheet], content: Content, styles: Styles) -> None:
    collected = content.collected
    panel = collected.panel if collected else Panel()
    write_start(sheets["Start"], content.partnership, content.steps, panel, styles, is_lite=content.is_lite)
    tables = {**content.tables, **(collected.tables if collected else {})}
    named = (row.get("value") for row in tables.get(SETTINGS.name, ()) if row.get("setting") == "financial year")
    start = year_of(next(named, None))
    for layout in (*BY_PEOPLE, *COLLECTED):
        write_table(sheets[layout.name], layout, tables.get(layout.name, ()), styles, start)
    write_guide(sheets[GUIDE.name], tables.get(MEASURES.name, ()), styles)
    if not content.is_lite:
        _write_config(sheets[CONFIG_SHEET], content.config, styles)
    _write_performance(sheets["Performance"], tables, _rules(content.tables.get("Settings", ())), styles)


def _rules(settings: Rows) -> dict[str, Cell]:
    return {str(row["setting"]): row.get("value") for row in settings if row["setting"] in performance.NAMED.values()}


def _write_performance(
    sheet: Worksheet, tables: Mapping[str, Rows], settings: Mapping[str, Cell], styles: Styles
) -> None:
    of = performance.PERFORMANCE
    looked_up = {name: tables.get(name, ()) for name in (MEASURES.name, FIGURES.name, COMPARATORS.name)}
    ids = [str(row["id"]) for row in looked_up[MEASURES.name]]
    columns = [{"header": "id"}, *({"header": column.name} for column in performance.COLUMNS)]
    for column, head in zip(performance.COLUMNS, columns[1:], strict=True):
        if column.formula:
            head["formula"] = column.formula
    last = write_frame(sheet, of, len(ids), columns, styles)
    rows = performance.worked_out(ids, looked_up, settings)
    for number, row in enumerate(rows or [{}], start=HEADER_ROW + 1):
        sheet.write_string(number, 0, str(row.get("id", "")), styles.by_form["id"])
        for index, column in enumerate(performance.COLUMNS, 1):
            value = row.get(column.name, "")
            _write_formula(sheet, (number, index), column, value, styles)
        lines = theme.line_count(str(row.get("narrative", "")), of_width("narrative") - INDENT, SIZE)
        sheet.set_row(number, max(2, min(lines, _MOST_LINES)) * LINE + 6)
        shown = f"Performance!{_letters('last year Q1')}{number + 1}:{_letters('this year Q4')}{number + 1}"
        sheet.add_sparkline(number, _index("trend"), {"range": shown, **_SPARKLINE})
    _conditional_formats(sheet, last, styles)
    sheet.set_paper(8)  # A3
    sheet.print_area(0, 0, last, _index("measure RAG"))
    sheet.data_validation(HEADER_ROW + 1, 0, last + SPARE, 0, {
        "validate": "list", "source": '=INDIRECT("tMeasures[id]")', "error_title": "Choose an id of Measures",
    })  # fmt: skip


def _write_formula(
    sheet: Worksheet, at: tuple[int, int], column: performance.Column, value: Cell, styles: Styles
) -> None:
    style = styles.by_form[_FORMS.get(column.form, column.form)]
    if column.name in _HELPERS:
        style = styles.by_form["helper"]
    if not column.formula:
        sheet.write_blank(*at, None, styles.by_form["trend"])
    else:
        sheet.write_formula(*at, column.formula, style, as_result(value))


def _conditional_formats(sheet: Worksheet, last: int, styles: Styles) -> None:
    """RAG colours by the word; numbers by the kind of their row, so that a row filled down looks right."""
    first = HEADER_ROW + 1
    for name in _RAG_COLUMNS:
        at = _index(name)
        for state, style in styles.rag.items():
            rule = {"type": "cell", "criteria": "==", "value": f'"{state}"', "format": style}
            sheet.conditional_format(first, at, last, at, rule)
    kind, decimals, unit = (f"${_letters(name)}{first + 1}" for name in ("kind", "decimals", "unit"))
    for index, column in enumerate(performance.COLUMNS, 1):
        if column.form not in ("share", "figure", "points"):
            continue
        own = f"{_letters(column.name)}{first + 1}"
        for criteria, number_format in performance.looks(column.form, kind, decimals, unit, own):
            rule = {"type": "formula", "criteria": f"={criteria}", "format": styles.number(number_format)}
            sheet.conditional_format(first, index, last, index, rule)
    change = _letters("variance %")
    small = f"=AND(ISNUMBER({change}{first + 1}),ABS(N({change}{first + 1}))<0.0005)"
    at = _index("variance %")
    sheet.conditional_format(first, at, last, at, {"type": "formula", "criteria": small, "format": styles.no_change})


def of_width(name: str) -> float:
    """The width of a column of *Performance*."""
    return next(column.width for column in performance.COLUMNS if column.name == name)


def _index(name: str) -> int:
    return next(index for index, column in enumerate(performance.COLUMNS, 1) if column.name == name)


def _letters(name: str) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(_index(name)))


def _write_config(sheet: Worksheet, config: Sequence[tuple[str, str]], styles: Styles) -> None:
    """Writes the sheet that xlwings reads from A1 on, without a gap."""
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 60)
    for row, (name, value) in enumerate(config):
        sheet.write_string(row, 0, name, styles.plain)
        sheet.write_string(row, 1, value, styles.plain)
    print_set_up(sheet, CONFIG_SHEET)


def _define_names(book: Workbook, content: Content) -> None:
    """The cells that formulas and macros find by name."""
    book.define_name("xlcsp_version", f'="{__version__}"')
    book.define_name(MESSAGE, f"={MESSAGE_CELL}")
    rows = [str(row["setting"]) for row in content.tables.get("Settings", ())]
    for name, setting in performance.NAMED.items():
        formula = f'=INDEX(Settings!$B:$B,MATCH("{setting}",Settings!$A:$A,0))'  # wherever sorting moves the row
        cell = formula if setting in rows else '=""'
        book.define_name(name, cell)
    if "quarter" in rows:
        book.define_name("csp_quarter", f"=Settings!$B${HEADER_ROW + 2 + rows.index('quarter')}")


def _add_macros(book: Workbook, sheets: Mapping[str, Worksheet]) -> None:
    book.add_vba_project(BytesIO(project()), is_stream=True)
    book.set_vba_name("ThisWorkbook")
    for name, sheet in sheets.items():
        sheet.set_vba_name(code_name(name))


def code_name(sheet: str) -> str:
    """The name by which macros find a sheet."""
    return "Sheet" + "".join(part.title() for part in sheet.split("."))
