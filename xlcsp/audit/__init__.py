"""The audit: a published report is read, every claim of its sentences is recomputed, and the figures are kept."""

from __future__ import annotations

from pathlib import Path

from xlcsp.audit.finding import Finding
from xlcsp.audit.judge import Audit, audit_page
from xlcsp.audit.read import page_of_text, read_page

__all__ = ["Audit", "Finding", "audit_file", "audit_text"]


def audit_text(text: str) -> list[Finding]:
    """The findings on the text of a report, in the order of the page.

    text: its tables, quarters in columns set apart by tabs; cells may be wrapped over several lines.
    """
    return list(audit_page(page_of_text(text)).findings)


def audit_file(path: Path) -> Audit:
    """The audit of a .txt, .docx, .xlsx, .xlsm or .pdf file.

    Raises WorkbookError where the file cannot be read.
    """
    return audit_page(read_page(path), path.name)
