"""A report's file as rows of cells: text, .docx, .xlsx, and the text of a .pdf. Files are hostile input."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from xlcsp.audit.docx import docx_rows
from xlcsp.audit.page import Page, page_of
from xlcsp.cells import MOST_BYTES, SPREADSHEETS, plain, read_book
from xlcsp.errors import ReturnError, WorkbookError

_COLUMN_GAP = re.compile(r"\S+(?: \S+)*")
_MOST_LINE = 20_000  # characters of a line of text
_QUARTERS = 4
_HEADER = re.compile(r"(?:quarter|q)\s?[1-4]\b", re.IGNORECASE)
KINDS = ".txt, .docx, .xlsx, .xlsm or .pdf"


def read_page(path: Path) -> Page:
    """The report's measures.

    Raises WorkbookError where the file cannot be read, or is larger than a report can be.
    """
    kind = path.suffix.lower()
    try:
        if path.stat().st_size > MOST_BYTES:
            limit = f"it is larger than {MOST_BYTES // 2**20} MB"
            raise WorkbookError(f"{path.name}: {limit}. Save the report alone, without pictures.")
        if kind in SPREADSHEETS:
            return _of_book(path)
        if kind == ".docx":
            return page_of(docx_rows(path), rows_are_lines=True)
        if kind == ".pdf":
            from xlcsp.audit.pdf import pdf_text

            return page_of_text(pdf_text(path))
        if kind in (".txt", ".tsv", ".text", ""):
            return page_of_text(_decoded(path))
    except ReturnError as error:
        problem = error.problem
        raise WorkbookError(f"{problem.file}: {problem.found}. {problem.do}.") from error
    raise WorkbookError(f"{path.name}: a {kind} file cannot be audited. Give a {KINDS} file.")


def page_of_text(text: str) -> Page:
    """The measures of a text whose columns are set apart by tabs, or by places under the header's words."""
    lines = [line[:_MOST_LINE] for line in text.splitlines()]
    if any("\t" in line and len(_HEADER.findall(line)) == _QUARTERS for line in lines):
        return page_of((line.split("\t") for line in lines), rows_are_lines=False)
    return page_of(_by_place(lines), rows_are_lines=False)


def _by_place(lines: list[str]) -> Iterator[list[str]]:
    """Rows of a text set in columns: a piece belongs to the last header word that begins no later than it."""
    starts: list[int] = []
    for line in lines:
        if len(_HEADER.findall(line)) == _QUARTERS:
            pieces = list(re.finditer(r"\S+(?: \S+)*", line))
            starts = [piece.start() for piece in pieces]
            yield [piece[0] for piece in pieces]
            continue
        if not starts:
            yield [line.strip()]
            continue
        row = [""] * len(starts)
        for piece in _COLUMN_GAP.finditer(line):
            middle = piece.start() + 1
            column = max((index for index, start in enumerate(starts) if start - 2 <= middle), default=0)
            row[column] = f"{row[column]} {piece[0]}".strip()
        yield row


def _of_book(path: Path) -> Page:
    """The sheets that hold measures with four quarters; other sheets are not looked at."""
    book = read_book(path)
    measures = []
    year = ""
    for sheet in book.sheets.values():
        found = page_of(([plain(value) for value in row] for row in sheet.rows), rows_are_lines=True)
        measures += found.measures
        year = year or found.year
    return Page(tuple(measures), year)


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    if b"\0" in content[:4096]:
        raise WorkbookError(f"{path.name}: it is no text file. Give a {KINDS} file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
