"""The ruled tables of a PDF file as rows of cells, through pdfplumber."""

from __future__ import annotations

import logging
from pathlib import Path

from xlcsp.audit.page import rows_of_tables
from xlcsp.errors import WorkbookError

MOST_PAGES = 200


def pdf_rows(path: Path) -> list[list[str]]:
    """The rows of the tables of all pages, after the pages' other text as rows of one cell each.

    Raises WorkbookError where the file is damaged, protected by a password, or has more pages than a report.
    """
    try:
        import pdfplumber
    except ImportError as error:
        message = "to audit a PDF, install xlcsp with its part for it: pip install 'xlcsp[pdf]'"
        raise WorkbookError(f"{path.name}: {message}; or give the Word or Excel file.") from error
    log = logging.getLogger("pdfminer")
    before = log.level
    log.setLevel(logging.CRITICAL)  # what it says of odd fonts is of no use to an officer
    try:
        with pdfplumber.open(path) as document:
            pages = document.pages
            heading = [[line] for page in pages[:1] for line in page.extract_text().splitlines()]
            tables = [table for page in pages[:MOST_PAGES] for table in page.extract_tables()]
    except Exception as error:  # the library's errors on damaged files are of every kind
        what = "it is damaged or protected, and cannot be read as a PDF"
        raise WorkbookError(f"{path.name}: {what}. Save it again, or give the Word or Excel file.") from error
    finally:
        log.setLevel(before)
    if len(pages) > MOST_PAGES:
        raise WorkbookError(f"{path.name}: it has {len(pages)} pages; a report has at most {MOST_PAGES}.")
    return heading + rows_of_tables([[[cell or "" for cell in row] for row in table] for table in tables])
