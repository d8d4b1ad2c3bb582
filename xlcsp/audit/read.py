"""A report's file as rows of cells: text, .docx, .xlsx, and the text of a .pdf. Files are hostile input."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from xlcsp.audit.docx import docx_rows
from xlcsp.audit.page import OversizedPage, Page, PrintedMeasure, page_of, tables_of_measures
from xlcsp.errors import ReturnError, WorkbookError
from xlcsp.files.cells import MOST_BYTES, SPREADSHEETS, Percent, Value, plain, read_book

KINDS = ".txt, .docx, .xlsx, .xlsm or .pdf"


def read_page(path: Path) -> Page:
    """The report's measures.

    Raises WorkbookError where the file cannot be read, or is larger than a report can be.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            limit = f"it is larger than {MOST_BYTES // 2**20} MB"
            raise WorkbookError(f"{path.name}: {limit}. Save the report alone, without pictures.")
        page = _read(path)
    except ReturnError as error:
        problem = error.problem
        raise WorkbookError(f"{problem.file}: {problem.found}. {problem.do}.") from error
    except OversizedPage as error:
        raise WorkbookError(f"{path.name}: {error}") from error
    if not page.measures:
        what = 'no table was found whose header row names "Quarter 1" to "Quarter 4", with numbered measures below it'
        raise WorkbookError(
            f"{path.name}: {what}. Give the report's tables as {KINDS}; text with tabs between its columns."
        )
    return page


def _read(path: Path) -> Page:
    kind = path.suffix.lower()
    if kind in SPREADSHEETS:
        return _of_book(path)
    if kind == ".docx":
        return page_of(docx_rows(path), rows_are_lines=True)
    if kind == ".pdf":
        from xlcsp.audit.pdf import pdf_rows

        return page_of(pdf_rows(path), rows_are_lines=True)
    if kind in (".txt", ".tsv", ".text", ""):
        return page_of_text(_decoded(path))
    raise WorkbookError(f"{path.name}: a {kind} file cannot be audited. Give a {KINDS} file.")


def page_of_text(text: str) -> Page:
    """The measures of a text whose columns are set apart by tabs. Columns set by blanks are not guessed."""
    return page_of((line.split("\t") for line in text.splitlines()), rows_are_lines=False)


def _of_book(path: Path) -> Page:
    """The sheets that hold measures with four quarters; other sheets, and pages of figures, are not looked at."""
    sheets = [[[_text(value) for value in row] for row in sheet.rows] for sheet in read_book(path).sheets.values()]
    measures: list[PrintedMeasure] = []
    year = ""
    for rows in tables_of_measures(sheets):
        found = page_of(rows, rows_are_lines=True)
        measures += found.measures
        year = year or found.year
    return Page(tuple(measures), year)


def _text(value: Value) -> str:
    """A cell as it reads: 0.69 that its cell shows as a percentage is 69%."""
    if isinstance(value, Percent):
        return f"{(Decimal(repr(float(value))) * 100).normalize():f}%"
    return plain(value)


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    if b"\0" in content[:4096]:
        raise WorkbookError(f"{path.name}: it is no text file. Give a {KINDS} file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
