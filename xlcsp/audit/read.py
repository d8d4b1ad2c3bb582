"""Reads a report as rows of cells: text, .csv, .docx, workbooks, and the text of a .pdf. Files are hostile input.

To read another format, add an entry to ``READERS``. What ``files.read`` reads as a return is read here too.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from decimal import Decimal
from io import StringIO
from pathlib import Path

from xlcsp.audit.blocks import Block, blocks_of_lines, blocks_of_parts, blocks_of_rows, without_heads_and_feet
from xlcsp.audit.docx import docx_parts
from xlcsp.audit.page import (
    OversizedPage,
    Page,
    PrintedMeasure,
    first_of_measures,
    has_quarters,
    page_of,
    tables_of_measures,
    with_measures,
)  # fmt: skip
from xlcsp.claims.prose.tokens import may_count
from xlcsp.errors import ReturnError, WorkbookError
from xlcsp.files.cells import Percent, Value, plain
from xlcsp.files.endings import ending_of
from xlcsp.files.kinds import MOST_BYTES
from xlcsp.files.read import READERS as WORKBOOKS
from xlcsp.files.read import read_book

_DECIMALS, _LARGE = 10, 10**12


def read_report(path: Path) -> tuple[Page, list[Block]]:
    """The report's measures, if it has the layout of quarters, and the paragraphs and tables beside them.

    Raises WorkbookError where the file cannot be read, is larger than a report can be, or contains no number.
    """
    try:
        if path.exists() and not path.is_file():
            raise WorkbookError(f"{path.name or path}: it is not a file. Give the report as {_kinds()}.")
        if path.stat().st_size > MOST_BYTES:
            limit = f"it is larger than {MOST_BYTES // 2**20} MB"
            raise WorkbookError(f"{path.name}: {limit}. Save the report alone, without pictures.")
        page, blocks = _read(path)
    except ReturnError as error:
        problem = error.problem
        raise WorkbookError(f"{problem.file}: {problem.found}. {problem.do}.") from error
    except OversizedPage as error:
        raise WorkbookError(f"{path.name}: {error}") from error
    if not page.measures and not any(may_count(cell) for block in blocks for row in block.rows for cell in row):
        what = "no number was found in it"
        raise WorkbookError(f"{path.name}: {what}. Give the report itself as {_kinds()}, not a picture of it.")
    return page, blocks


def _read(path: Path) -> tuple[Page, list[Block]]:
    kind = ending_of(path)
    if kind not in READERS:
        raise WorkbookError(f"{path.name}: a {kind} file cannot be audited. Give a {_kinds()} file.")
    return READERS[kind](path)


def _kinds() -> str:
    *some, last = filter(None, READERS)
    return f"{', '.join(some)} or {last}"


def report_of_text(text: str) -> tuple[Page, list[Block]]:
    """The measures, or else the blocks, of a text with tabs between columns; columns of blanks are not guessed."""
    if "\f" in text:  # a PDF's text, its pages apart
        pages, edges = without_heads_and_feet(text.split("\f"))
        text = "\n".join([*pages, "", *edges])
    lines = text.splitlines()
    page = page_of((line.split("\t") for line in lines), rows_are_lines=False)
    return page, blocks_of_lines(
        lines[: first_of_measures(line.split("\t") for line in lines)] if page.measures else lines
    )


def _of_parts(parts: Sequence[str | list[list[str]]], *, are_pages: bool = False) -> tuple[Page, list[Block]]:
    """Paragraphs and tables in their order."""
    tables = [part for part in parts if not isinstance(part, str)]
    paragraphs = [[part] for part in parts if isinstance(part, str)]
    page = page_of(paragraphs + [row for table in with_measures(tables) for row in table], rows_are_lines=True)
    of_measures = {id(table) for table in with_measures(tables)} if page.measures else set()
    edges: list[str] = []
    if are_pages:
        texts, edges = without_heads_and_feet([part for part in parts if isinstance(part, str)])
        body = iter(texts)
        parts = [next(body) if isinstance(part, str) else part for part in parts]
    rest = [part for part in parts if id(part) not in of_measures]
    return page, blocks_of_parts(rest, are_pages=are_pages) + blocks_of_lines("\n\n".join(edges).splitlines())


def _of_document(path: Path) -> tuple[Page, list[Block]]:
    return _of_parts(docx_parts(path))


def _of_pdf(path: Path) -> tuple[Page, list[Block]]:
    from xlcsp.audit.pdf import pdf_parts

    return _of_parts(pdf_parts(path), are_pages=True)


def _of_text(path: Path) -> tuple[Page, list[Block]]:
    return report_of_text(_decoded(path))


def _of_table(path: Path) -> tuple[Page, list[Block]]:
    return report_of_text(_of_csv(path))


def _of_book(path: Path) -> tuple[Page, list[Block]]:
    """The measures with four quarters, and the tables and sentences above them and on other sheets."""
    book = read_book(path, is_tolerant=True).sheets
    sheets = {name: [[_text(value) for value in row] for row in sheet.rows] for name, sheet in book.items()}
    measures: list[PrintedMeasure] = []
    year = ""
    for rows in tables_of_measures(list(sheets.values())):
        found = page_of(rows, rows_are_lines=True)
        measures += found.measures
        year = year or found.year
    fault = next((sheet.fault for sheet in book.values() if sheet.fault), None)
    if fault and not measures:
        raise ReturnError(fault)
    others = {
        name: rows[: first_of_measures(rows)] if measures and has_quarters(rows) else rows
        for name, rows in sheets.items()
    }
    blocks = [block for name, rows in others.items() for block in blocks_of_rows(rows, name)]
    return Page(tuple(measures), year), blocks


def _text(value: Value) -> str:
    """A cell as displayed: 0.69 formatted as a percentage is 69%; without a float's stray last digits."""
    if isinstance(value, Percent):
        return f"{_rounded(Decimal(repr(float(value))) * 100)}%"
    if isinstance(value, float) and not value.is_integer() and abs(value) < _LARGE:
        return _rounded(Decimal(repr(float(value))))
    return plain(value)


def _rounded(value: Decimal) -> str:
    return f"{round(value, _DECIMALS).normalize():f}"


def _of_csv(path: Path) -> str:
    """The rows of a .csv file as a text with tabs between columns."""
    try:
        rows = list(csv.reader(StringIO(_decoded(path))))
    except csv.Error as error:
        raise WorkbookError(f"{path.name}: it cannot be read as a .csv file. Save it again, as CSV UTF-8.") from error
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows)


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    if b"\0" in content[:4096]:
        raise WorkbookError(f"{path.name}: it is not a text file. Give a {_kinds()} file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


READERS: dict[str, Callable[[Path], tuple[Page, list[Block]]]] = {
    **dict.fromkeys((".txt", ".tsv", ".text", ""), _of_text),
    ".csv": _of_table,
    ".docx": _of_document,
    **dict.fromkeys(WORKBOOKS, _of_book),
    ".pdf": _of_pdf,
}
"""What reads a report, by the ending of its name; in the order in which messages name them."""
