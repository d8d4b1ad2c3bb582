"""Writes the workbooks of an audit: findings with causes, and the figures read. Nothing is worked out here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from xlcsp.audit.checks import CHECKS, FAIL, GAP, OK, UNVERIFIABLE, WARN, WORDS
from xlcsp.audit.finding import BETWEEN, Finding
from xlcsp.audit.judge import Audit, ordered
from xlcsp.audit.series import QUARTERS, Number
from xlcsp.audit.suggest import suggestion
from xlcsp.claims import model as kinds
from xlcsp.domain.numbers import plural
from xlcsp.domain.wording import sentence_case
from xlcsp.files import packed
from xlcsp.files import write as files
from xlcsp.report.sheets.drawings import Writer
from xlcsp.report.sheets.grid import Grid, Value
from xlcsp.report.sheets.styles import Styles

AUDIT = (6, 9, 13, 16, 46, 13, 14, 34, 34)
RIGHT = (6, 9, 20, 84, 16, 16, 40)
DOCUMENT = (10, 20, 13, 16, 42, 13, 12, 30, 30)  # for another body's report, without measures and quarters
RIGHT_IN_DOCUMENT = (10, 20, 20, 74, 16, 16, 36)
TABLES = (24, 10, 60, 24)
FIGURES = (7, 26, 10, 24, 11, 16, 26, 72)
TIDY = (9, 28, 11, 24, 11, 16, 27, 80, 10)
NOT_READ = (18, 9, 24, 80, 36)
HISTORY = (24, 10, 9, 9, 9, 9, 11, 9, 9, 9, 9, 10, 40)
NUMBER_COLUMNS = (
    "measure", "component", "quarter", "figure_kind", "value", "unit", "pct_base", "text_quoted", "origin",
)  # fmt: skip
HISTORY_COLUMNS = (
    "id", "year", "Q1", "Q2", "Q3", "Q4", "year_total", "D1", "D2", "D3", "D4", "D_total", "origin",
)  # fmt: skip
_Styled = tuple[Sequence[Value], str | Sequence[str]]
_STYLES = {FAIL: "Red", WARN: "Amber", UNVERIFIABLE: "No data", GAP: "Monitor", OK: "Green"}
_TILES = ((FAIL, 1, 2), (WARN, 3, 2), (UNVERIFIABLE, 5, 1), (GAP, 6, 2), (OK, 8, 2))  # first column, columns
_FOOT = "Recomputed exactly from the printed figures, without tolerance. Percentages are shown to four decimals."
_MADE = date(2000, 1, 1)  # the document's date: an audit has no data date, and the clock would change the bytes


def write_audit(audit: Audit, path: Path) -> None:
    """Writes the *Audit* workbook: wrong, odd, uncheckable, missing and right findings; figures; numbers not read.

    The same report gives the same bytes. Raises WorkbookError where the file cannot be written.
    """
    book, styles = _book()
    is_document = not any(one.quarter for one in audit.findings)
    _audit_sheet(Grid(book, styles, "Audit", DOCUMENT if is_document else AUDIT, mark=""), audit)
    _right_sheet(Grid(book, styles, "Right", RIGHT_IN_DOCUMENT if is_document else RIGHT, mark=""), audit)
    if audit.tables:
        _tables_sheet(Grid(book, styles, "Tables", TABLES, mark=""), audit)
    if audit.figures:
        _figures_sheet(Grid(book, styles, "Figures", FIGURES, mark=""), audit)
    _not_read_sheet(Grid(book, styles, "Not read", NOT_READ, mark=""), audit)
    _save(book, path, f"Audit of {audit.file}")


def write_figures(audit: Audit, path: Path) -> None:
    """Writes the figures read as a tidy table with a row for each, and as rows for the master's *History*.

    Both have their header in the first row. Raises WorkbookError where the file cannot be written.
    """
    book, styles = _book()
    grid = Grid(book, styles, "Figures", TIDY, mark="")
    last = _table(grid, 1, NUMBER_COLUMNS, ((_tidy(one), "text") for one in audit.figures))
    _finish(grid, audit, 1, last, "figures")
    history = Grid(book, styles, "History", HISTORY, mark="")
    last = _table(history, 1, HISTORY_COLUMNS, ((row, "text") for row in history_rows(audit)))
    _finish(history, audit, 1, last, "rows for the sheet History")
    _save(book, path, f"Figures of {audit.file}")


def _tidy(one: Number) -> list[Value]:
    """A figure's row; its value as a number."""
    return [_number(one.value) if name == "value" else getattr(one, name) for name in NUMBER_COLUMNS]


def history_rows(audit: Audit) -> list[list[Value]]:
    """The year's quarters and total of each series of counts or of n of m, in the layout of the sheet *History*."""
    rows: dict[str, list[Value]] = {}
    for one in audit.figures:
        place = _place(one)
        if place is None:
            continue
        identity = _identity(one, audit.figures)
        row = rows.setdefault(identity, [identity, audit.year, *[None] * 10, f"{audit.file}: {one.measure}"])
        if row[place] is None:
            row[place] = _number(one.value)
    return list(rows.values())


def _place(one: Number) -> int | None:
    """The column of *History* that a figure belongs to."""
    quarter = QUARTERS.index(one.quarter) if one.quarter in QUARTERS else len(QUARTERS)
    is_year = one.quarter == kinds.WHOLE_YEAR
    if one.figure_kind in (kinds.QUARTER, *kinds.LEVELS) and not is_year:
        return 2 + quarter
    if one.figure_kind == kinds.NUMERATOR or (one.figure_kind == kinds.TO_DATE and is_year):
        return 2 + quarter
    return 7 + quarter if one.figure_kind == kinds.DENOMINATOR else None


def _identity(one: Number, figures: Sequence[Number]) -> str:
    """The measure's number, and the series' name where the measure has several."""
    counts = (kinds.QUARTER, kinds.TO_DATE)
    several = {other.component for other in figures if other.measure == one.measure and other.figure_kind in counts}
    if one.figure_kind not in counts or len(several) < 2:  # noqa: PLR2004 - one is alone
        return one.measure
    words = re.sub(r"[^a-z0-9]+", "-", one.component.lower()).strip("-")
    return f"{one.measure}-{words}" if words else one.measure


def _number(text: str) -> float | int:
    return float(text) if "." in text else int(text)


def _book() -> tuple[Workbook, Styles]:
    book = Workbook()
    book.remove(book.worksheets[0])
    return book, Styles(book)


def _save(book: Workbook, path: Path, title: str) -> None:
    properties = book.properties
    properties.title = title
    properties.creator = properties.lastModifiedBy = files.PROGRAM
    properties.language = "en-GB"
    properties.keywords = packed.SEAL
    properties.created = properties.modified = files.midnight(_MADE)
    made = BytesIO()  # in memory first: on a full disk the package could not even be closed
    with packed.SteadyZip(made, "w") as package:
        Writer(book, package).save()
    with files.replacing(path) as draft:
        draft.write_bytes(made.getbuffer())


def _table(grid: Grid, row: int, head: Sequence[str], rows: Iterable[_Styled]) -> int:
    """Writes a header with filters and its rows; returns the last row."""
    first = row
    grid.row(row, head, "head left")
    for values, styles in rows:
        row += 1
        grid.row(row, values, styles)
    letter = grid.sheet.cell(first, len(head)).column_letter
    grid.sheet.auto_filter.ref = f"A{first}:{letter}{max(row, first + 1)}"
    grid.sheet.freeze_panes = grid.sheet.cell(first + 1, 1)
    return row


def _finish(grid: Grid, audit: Audit, header: int, last: int, name: str) -> None:
    grid.paginate([(row, row) for row in range(header + 1, last + 1)], header)
    grid.finish(header=header, footer=f"{audit.file}: {name}")


def _audit_sheet(grid: Grid, audit: Audit) -> None:
    year = f"Financial year {audit.year}. " if audit.year else ""
    unread = f" Not read: {plural(len(audit.not_read), 'number')}." if audit.not_read else " Every number was read."
    row = grid.title(f"Audit of {audit.file}", f"{year}{len(audit.findings)} claims looked at.{unread}")
    for status, column, width in _TILES:
        words = f"{audit.count(status)}  {WORDS[status].lower()}"
        grid.put(row, column, words, _STYLES[status])
        if width > 1:
            grid.merge(row, column, row, column + width - 1, _STYLES[status])
    grid.height(row, 26)
    grid.height(row + 1, 8)
    header = row + 2
    head = (
        *_places_head(audit), "Result", "What was checked", "What the report says", "Printed", "Recomputed",
        "Likely cause", "Suggestion",
    )  # fmt: skip
    shown = [one for one in ordered(audit.findings) if one.status != OK]
    last = _table(grid, header, head, (_row(one) for one in shown))
    if not shown:
        last = header + 1
        grid.row(last, ("", "", "", "", "Nothing was found wrong, odd or missing.", "", "", "", ""), "text")
    grid.put(last + 1, 1, _FOOT, "note")
    grid.height(last + 1, 18)
    _finish(grid, audit, header, last + 1, "audit")


def _row(one: Finding) -> tuple[Sequence[Value], Sequence[str]]:
    start = (*_where(one), WORDS[one.status], CHECKS[one.check].words)
    values = (*start, _quoted(one), one.printed, one.recomputed, _sentence(one.reason), suggestion(one))
    return values, ("strong", "text", _STYLES[one.status], "text", "said", "strong", "strong", "text", "text")


def _places_head(audit: Audit) -> tuple[str, str]:
    return ("No", "Quarter") if any(one.quarter for one in audit.findings) else ("Where", "Row")


def _where(one: Finding) -> tuple[str, str]:
    """Measure and quarter; for another body's report the paragraph, or the table and its row."""
    if one.quarter:
        return one.measure, _quarter(one.quarter)
    where, _, row = one.measure.partition(": ")
    return where, row


def _tables_sheet(grid: Grid, audit: Audit) -> None:
    purpose = "What each column was taken to mean. If that is wrong, give the right meaning with --columns."
    header = grid.title("Tables", purpose)
    rows = (
        ((table.name, place, column.heading, column.meaning), ("strong", "text", "text", "text"))
        for table in audit.tables
        for place, column in enumerate(table.columns, 1)
    )
    head = ("Table", "Column", "Heading", "Read as")
    _finish(grid, audit, header, _table(grid, header, head, rows), "tables")


def _quoted(one: Finding) -> str:
    """The quotes of a finding, one per line."""
    return one.quote.replace(BETWEEN, "\n")


def _quarter(quarter: str) -> str:
    return {kinds.WHOLE_YEAR: "Year", kinds.BASELINE: "Baseline"}.get(quarter, quarter)


def _sentence(text: str) -> str:
    return f"{sentence_case(text)}." if text else ""


def _right_sheet(grid: Grid, audit: Audit) -> None:
    header = grid.title("Right", "Claims that were recomputed and are exactly as printed.")
    head = (*_places_head(audit), "What was checked", "What the report says", "Printed", "Recomputed", "How")
    styles = ("strong", "text", "text", "said", "text", "text", "text")
    rows = ((_right(one), styles) for one in audit.findings if one.status == OK)
    _finish(grid, audit, header, _table(grid, header, head, rows), "right")


def _right(one: Finding) -> Sequence[Value]:
    start = (*_where(one), CHECKS[one.check].words)
    return (*start, _quoted(one), one.printed, one.recomputed, _sentence(one.reason))


def _figures_sheet(grid: Grid, audit: Audit) -> None:
    header = grid.title("Figures", "Every figure that was read, as printed, with the words it was read from.")
    head = ("No", "Series", "Quarter", "Kind", "Value", "Unit", "Measured against", "What the report says")
    rows = (
        ((one.measure, one.component, _quarter(one.quarter), one.figure_kind.replace("_", " "), one.value, one.unit,
          one.pct_base.replace("_", " "), one.text_quoted),
         ("strong", "text", "text", "text", "strong", "text", "text", "said"))
        for one in audit.figures
    )  # fmt: skip
    _finish(grid, audit, header, _table(grid, header, head, rows), "figures")


def _not_read_sheet(grid: Grid, audit: Audit) -> None:
    purpose = "Numbers that were not checked against anything; nothing was guessed. Check them yourself."
    header = grid.title("Not read", purpose)
    head = ("Where", "Quarter", "Number", "What the report says", "Why")
    styles = ("strong", "text", "strong", "said", "text")
    rows: list[_Styled] = [((*one[:-1], _sentence(one.why)), styles) for one in audit.not_read]
    last = _table(grid, header, head, rows or [(("", "", "", "Every number was read.", ""), "text")])
    _finish(grid, audit, header, last, "not read")
