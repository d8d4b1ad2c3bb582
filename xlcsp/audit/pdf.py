"""The text and the ruled tables of a PDF file, through pdfplumber."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from xlcsp.audit.pdf_columns import text_of
from xlcsp.errors import WorkbookError
from xlcsp.libraries import to_install
from xlcsp.memory import searched_rarely

MOST_PAGES = 200


@searched_rarely()
def pdf_parts(path: Path) -> list[str | list[list[str]]]:
    """For each page, the text outside its tables, then the tables.

    Raises WorkbookError where the file is damaged, protected by a password, or has more pages than a report.
    """
    try:
        import pdfplumber

        from xlcsp.audit.pdf_page import plain
    except ImportError as error:
        message = f"a PDF is read by pdfplumber, which is not installed. {to_install('pdf')}"
        raise WorkbookError(f"{path.name}: {message}. Or give the Word or Excel file.") from error
    log = logging.getLogger("pdfminer")
    before = log.level
    log.setLevel(logging.CRITICAL)  # its warnings about odd fonts are of no use to an officer
    try:
        with pdfplumber.open(path) as document:
            pages = document.pages
            parts = [part for page in pages[:MOST_PAGES] for part in _parts(plain(page))]
    except Exception as error:  # on damaged files the library raises errors of every kind
        what = "it is damaged or protected, and cannot be read as a PDF"
        raise WorkbookError(f"{path.name}: {what}. Save it again, or give the Word or Excel file.") from error
    finally:
        log.setLevel(before)
    if len(pages) > MOST_PAGES:
        raise WorkbookError(f"{path.name}: it has {len(pages)} pages; a report has at most {MOST_PAGES}.")
    return parts


def _parts(page: Any) -> Iterator[str | list[list[str]]]:
    tables = page.find_tables()
    boxes = [table.bbox for table in tables]

    def is_outside(part: dict[str, Any]) -> bool:
        across, down = (part["x0"] + part["x1"]) / 2, (part["top"] + part["bottom"]) / 2
        return not any(left <= across <= right and top <= down <= bottom for left, top, right, bottom in boxes)

    yield text_of(page.filter(is_outside) if boxes else page)
    for table in tables:
        yield [[cell or "" for cell in row] for row in table.extract()]
