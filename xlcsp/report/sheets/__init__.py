"""The report workbook, written by openpyxl from a Report. Nothing is worked out here."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from xlcsp.files import packed
from xlcsp.files import write as files
from xlcsp.files.names import LONGEST_SHEET, sheet_name, unique
from xlcsp.report.model import Report, ThemeReport
from xlcsp.report.pages import Page, pages
from xlcsp.report.sheets import cover, lists, measures, quality
from xlcsp.report.sheets.drawings import Writer
from xlcsp.report.sheets.grid import Grid
from xlcsp.report.sheets.peers import WIDTHS as PEERS
from xlcsp.report.sheets.peers import has_peers, write_peers
from xlcsp.report.sheets.scorecard import NAME as SCORECARD
from xlcsp.report.sheets.scorecard import WIDTHS as SCORES
from xlcsp.report.sheets.scorecard import write_scorecard
from xlcsp.report.sheets.styles import Styles
from xlcsp.report.sheets.summary import WIDTHS as SUMMARY
from xlcsp.report.sheets.summary import write_summary
from xlcsp.report.sheets.themes import theme_widths, write_theme

_LISTS = (
    ("Exceptions", lists.EXCEPTIONS, lists.write_exceptions, "What is Red, and what is said about it"),
    ("Results", lists.RESULTS, lists.write_results, "What was worked out for each series, as numbers"),
    ("Figures", lists.FIGURES, lists.write_figures, "Every figure and the cell of the return it came from"),
    ("Revisions", lists.REVISIONS, lists.write_revisions, "Figures that a later return or a correction changed"),
    (
        "Data quality",
        quality.WIDTHS,
        quality.write_quality,
        "How complete the figures are, and every gap with its reason",
    ),
    ("Returns", lists.RETURNS, lists.write_returns, "Which returns came in, and which are missing"),
    ("Problems", lists.PROBLEMS, lists.write_problems, "What is wrong in the returns, and what to do"),
    ("Queries", lists.PROBLEMS, lists.write_queries, "What is odd in the returns, and what to ask"),
)
_COVER, _CONTENTS, _SUMMARY = "Cover", "Contents", "Summary"


def write_report(report: Report, path: Path) -> None:
    """Writes the report workbook whole or not at all. The same report gives the same bytes."""
    book = make_workbook(report)
    made = BytesIO()  # a package on a full disk cannot even be closed
    with packed.SteadyZip(made, "w") as package:
        Writer(book, package).save()
    with files.replacing(path) as draft:
        draft.write_bytes(made.getbuffer())


def make_workbook(report: Report) -> Workbook:
    """The report as an openpyxl workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    styles = Styles(book, report.settings.decimals)
    marks = report.edition.mark, report.settings.marking

    def sheet(name: str, widths: Sequence[float]) -> Grid:
        return Grid(book, styles, name, widths, *marks)

    cover.write_cover(sheet(_COVER, cover.WIDTHS), report)
    contents = sheet(_CONTENTS, cover.CONTENTS)
    write_summary(sheet(_SUMMARY, SUMMARY), report)
    fixed = (_COVER, _CONTENTS, _SUMMARY, SCORECARD, measures.SHEET, "Peers", *(name for name, *_ in _LISTS))
    names = unique((theme.name for theme in report.themes), sheet_name, LONGEST_SHEET, fixed)
    write_scorecard(sheet(SCORECARD, SCORES), report)
    entries = [
        (_SUMMARY, f"'{_SUMMARY}'!A1", "The quarter on one page"),
        (SCORECARD, f"'{SCORECARD}'!A1", "Every measure in a line: figures, target, year end, RAG, direction"),
    ]
    for theme in report.themes:
        name = names[theme.name]
        write_theme(sheet(name, theme_widths(report)), report, theme)
        entries.append((theme.name, f"'{name}'!A1", _theme_purpose(theme)))
    shown = pages(report)
    rows = measures.write_measures(sheet(measures.SHEET, measures.WIDTHS), report, shown)
    entries += [
        (f"{page.series.ref} {page.title}", f"'{measures.SHEET}'!A{rows[page.series.id]}", _page_purpose(page))
        for page in shown
    ]
    for name, widths, write, purpose in _LISTS:
        write(sheet(name, widths), report)
        entries.append((name, f"'{name}'!A1", purpose))
    if has_peers(report):
        write_peers(sheet("Peers", PEERS), report)
        entries.append(("Peers", "'Peers'!A1", "Compared with similar areas"))
    cover.write_contents(contents, report, entries)
    _describe(book, report)
    return book


def _theme_purpose(theme: ThemeReport) -> str:
    refs = [one.measure.ref for one in theme.measures]
    span = f"Measures {refs[0]} to {refs[-1]}" if len(refs) > 1 else f"Measure {refs[0]}"
    return f"{span}, quarter by quarter"


def _page_purpose(page: Page) -> str:
    return "Table and charts; control chart" if page.control else "Table and charts"


def _describe(book: Workbook, report: Report) -> None:
    """The document's properties: dates from the data, never the clock."""
    properties = book.properties
    properties.title = f"Performance report {report.quarter}"
    properties.creator = properties.lastModifiedBy = files.PROGRAM
    properties.subject = report.settings.partnership
    properties.language = "en-GB"
    properties.keywords = packed.SEAL
    properties.created = properties.modified = files.midnight(report.data_date)
