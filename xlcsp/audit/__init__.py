"""The audit of a published report: reads it, recomputes every claim in its sentences, and keeps its figures."""

from __future__ import annotations

from pathlib import Path

from xlcsp.audit.document import Meanings
from xlcsp.audit.finding import Finding
from xlcsp.audit.judge import Audit, audit_of
from xlcsp.audit.page import OversizedPage
from xlcsp.audit.read import read_report, report_of_text
from xlcsp.errors import WorkbookError

__all__ = ["Audit", "Finding", "audit_file", "audit_text"]


def audit_text(text: str) -> list[Finding]:
    """The findings on a text, in the order of the text.

    text: a report's tables with quarters in columns separated by tabs (cells may wrap over several lines); or any
    paragraphs and tables of another body's report.
    """
    page, blocks = report_of_text(text)
    return list(audit_of(page, blocks).findings)


def audit_file(path: Path, meanings: Meanings | None = None) -> Audit:
    """The audit of a report: a file of a kind that ``xlcsp.audit.read.READERS`` has.

    meanings: what columns mean where the headings do not say, by the table's number and the column's place. Raises
    WorkbookError where the file cannot be read, or contains no number.
    """
    page, blocks = read_report(path)
    try:
        return audit_of(page, blocks, path.name, meanings)
    except OversizedPage as error:
        raise WorkbookError(f"{path.name}: {error}") from error
