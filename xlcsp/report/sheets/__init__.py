"""The report workbook, written by openpyxl from a Report. Nothing is worked out here."""

from __future__ import annotations

import re
from pathlib import Path

from openpyxl import Workbook

from xlcsp import files
from xlcsp.report.model import Report
from xlcsp.report.sheets import lists
from xlcsp.report.sheets.grid import Grid, Styles
from xlcsp.report.sheets.rows import Writer
from xlcsp.report.sheets.summary import WIDTHS as SUMMARY
from xlcsp.report.sheets.summary import write_summary
from xlcsp.report.sheets.themes import WIDTHS as THEME
from xlcsp.report.sheets.themes import write_theme

_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31
_LISTS = (
    ("Exceptions", lists.EXCEPTIONS, lists.write_exceptions),
    ("Results", lists.RESULTS, lists.write_results),
    ("Figures", lists.FIGURES, lists.write_figures),
    ("Revisions", lists.REVISIONS, lists.write_revisions),
    ("Returns", lists.RETURNS, lists.write_returns),
)


def write_report(report: Report, path: Path) -> None:
    """Writes the report workbook whole or not at all. The same report gives the same bytes."""
    book = make_workbook(report)
    with files.replacing(path) as draft, files.SteadyZip(draft, "w") as package:
        Writer(book, package).save()


def make_workbook(report: Report) -> Workbook:
    """The report as an openpyxl workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    styles = Styles(book)
    write_summary(Grid(book, styles, "Summary", SUMMARY), report)
    taken = {"summary", *(name.lower() for name, _, _ in _LISTS)}
    for theme in report.themes:
        write_theme(Grid(book, styles, _sheet_name(theme.name, taken), THEME), report, theme)
    for name, widths, write in _LISTS:
        write(Grid(book, styles, name, widths), report)
    properties = book.properties
    properties.title = f"Performance report {report.quarter}"
    properties.creator = properties.lastModifiedBy = files.PROGRAM
    properties.subject = report.settings.partnership
    properties.language = "en-GB"
    properties.keywords = files.SEAL
    properties.created = properties.modified = files.midnight(report.data_date)
    return book


def _sheet_name(theme: str, taken: set[str]) -> str:
    """The theme's name as a sheet may be called: unique, at most 31 characters."""
    name = _NOT_IN_NAMES.sub(" ", theme).strip()[:_LONGEST_NAME].strip() or "Theme"
    found, number = name, 2
    while found.lower() in taken:
        end = f" {number}"
        found, number = f"{name[: _LONGEST_NAME - len(end)]}{end}", number + 1
    taken.add(found.lower())
    return found
