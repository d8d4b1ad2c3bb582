"""The report workbook, written by openpyxl from a Report. Nothing is worked out here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from xlcsp.files import packed
from xlcsp.files import write as files
from xlcsp.files.names import LONGEST_SHEET, sheet_name, unique
from xlcsp.report.model import Report, ThemeReport
from xlcsp.report.pages import Page, pages
from xlcsp.report.sheets import control, cover, lists, measures, quality, summary, theme_flow
from xlcsp.report.sheets.cover import Entry
from xlcsp.report.sheets.drawings import Writer
from xlcsp.report.sheets.figures import FIGURES
from xlcsp.report.sheets.grid import Grid
from xlcsp.report.sheets.lists import ACTIONS, LAST_PAGE, RED_PAGE, TwoLists
from xlcsp.report.sheets.part import Part
from xlcsp.report.sheets.results import PEERS, RESULTS
from xlcsp.report.sheets.scorecard import score_widths, write_scorecard
from xlcsp.report.sheets.styles import Styles
from xlcsp.report.words import SCORECARD, SUMMARY

NewSheet = Callable[[str, Sequence[float]], Grid]


_ON_ONE = " on one page"  # of the PDF, unless it could not be read there
_IN_A_LINE = "Every measure in a line: figures, target, year end, RAG, direction"
FRONT = (
    Part(SUMMARY, summary.WIDTHS, summary.write_summary, f"The quarter{_ON_ONE}"),
    Part(SCORECARD, score_widths, write_scorecard, _IN_A_LINE),
    lists.EXCEPTIONS,
    ACTIONS,
)
"""What the board reads, before the themes and the pages of measures."""
BACK = (PEERS,)
"""The same, behind them."""
ANNEX = (
    RESULTS,
    FIGURES,
    lists.REVISIONS,
    Part(
        "Data quality",
        quality.WIDTHS,
        quality.write_quality,
        "How complete the figures are, and every gap with its reason",
    ),
    lists.RETURNS,
    lists.PROBLEMS,
    lists.QUERIES,
)
"""What it rests on, behind the control charts."""
_COVER, _CONTENTS = "Cover", "Contents"
_IN_ANNEX = frozenset((control.SHEET, *(part.name for part in ANNEX)))
FIXED = (_COVER, _CONTENTS, *(part.name for part in (*FRONT, *BACK)), measures.SHEET, *_IN_ANNEX)
"""The names that no theme's sheet may take."""


def write_report(report: Report, path: Path) -> None:
    """Writes the report workbook whole or not at all. The same report gives the same bytes."""
    _save(make_workbook(report), report, path)


def write_parts(report: Report, pack: Path, annex: Path) -> None:
    """Writes the two parts that are printed as separate documents: the pack for the board, and its annex."""
    for path, is_annex in ((pack, False), (annex, True)):
        book = make_workbook(report, is_printed=True)
        for sheet in book.worksheets:
            if (sheet.title in _IN_ANNEX) is not is_annex:
                book.remove(sheet)
        cover.unlink(book)
        _save(book, report, path)


def _save(book: Workbook, report: Report, path: Path) -> None:
    made = BytesIO()  # in memory first: on a full disk the package could not even be closed
    with packed.SteadyZip(made, "w") as package:
        Writer(book, package, report.settings.decimals).save()
    with files.replacing(path) as draft:
        draft.write_bytes(made.getbuffer())


def make_workbook(report: Report, *, is_printed: bool = False) -> Workbook:
    """The report as an openpyxl workbook: the pack for the board, then the annex.

    is_printed: whether it is made only to be printed; then the actions follow the exceptions on their page, and a theme
    begins where the one before ends.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    styles = Styles(book, report.settings.decimals)
    marks = report.edition.mark, report.settings.marking
    grids: list[Grid] = []

    def sheet(name: str, widths: Sequence[float]) -> Grid:
        grids.append(Grid(book, styles, name, widths, *marks))
        return grids[-1]

    cover.write_cover(sheet(_COVER, cover.WIDTHS), report)
    contents = sheet(_CONTENTS, cover.CONTENTS)
    shown = pages(report)
    joined = [two for two in (RED_PAGE, LAST_PAGE) if two.fit(report, styles)]
    on_one = joined if is_printed else []
    names = unique((theme.name for theme in report.themes), sheet_name, LONGEST_SHEET, FIXED)
    write_themes = theme_flow.write_together if is_printed else theme_flow.write_apart
    themes = write_themes(report, styles, sheet, names)
    entries = list(_pack(report, sheet, shown, themes, on_one))
    count = len(grids)
    if any(page.control for page in shown):
        control.write_control_charts(sheet(control.SHEET, control.WIDTHS), report, shown)
        entries.append(Entry(control.SHEET, "Which figures are more than usual variation", control.SHEET))
    entries += _written(ANNEX, sheet, report, on_one)
    for grid in grids:
        grid.is_joined |= grid.name in [two.parts[1].name for two in joined]
    cover.write_contents(contents, report, entries, (grids[:count], grids[count:]))
    _describe(book, report)
    return book


def _written(
    parts: Iterable[Part], sheet: NewSheet, report: Report, on_one: Iterable[TwoLists] = ()
) -> Iterator[Entry]:
    """Writes the sheets that the report has; yields their lines of *Contents*. on_one: lists with a sheet for both."""
    first = {two.first.part.name: two for two in on_one}
    with_first = {two.second.part.name for two in on_one}
    for part in parts:
        if part.name in first:
            two = first[part.name]
            row = two.write(sheet(part.name, two.widths), report)
            yield Entry(part.name, part.purpose, part.name)
            yield Entry(two.second.part.name, two.second.part.purpose, part.name, row)
        elif part.name not in with_first and part.is_there(report):
            widths = part.widths(report) if callable(part.widths) else part.widths
            grid = sheet(part.name, widths)
            part.write(grid, report)
            purpose = part.purpose if grid.pages == 1 else part.purpose.replace(_ON_ONE, f" on {grid.pages} pages")
            yield Entry(part.name, purpose, part.name)


def _pack(
    report: Report,
    sheet: NewSheet,
    shown: Sequence[Page],
    themes: Iterable[theme_flow.Written],
    on_one: Sequence[TwoLists],
) -> Iterator[Entry]:
    """Writes the pack for the board, sheet by sheet; yields its lines of *Contents*.

    themes: writes theme by theme when gone through; on_one: lists with a sheet for both.
    """
    yield from _written(FRONT, sheet, report, on_one)
    for theme, name, row in themes:
        yield Entry(theme.name, _theme_purpose(theme), name, row)
    rows = measures.write_measures(sheet(measures.SHEET, measures.WIDTHS), report, shown)
    for page in shown:
        title = f"{page.series.ref} {page.title}"
        yield Entry(title, "Table and charts", measures.SHEET, rows[page.series.id])
    yield from _written(BACK, sheet, report)


def _theme_purpose(theme: ThemeReport) -> str:
    refs = [measure.measure.ref for measure in theme.measures]
    span = f"Measures {refs[0]} to {refs[-1]}" if len(refs) > 1 else f"Measure {refs[0]}"
    return f"{span}, quarter by quarter"


def _describe(book: Workbook, report: Report) -> None:
    """Sets the document's properties, with dates from the data, never the clock."""
    properties = book.properties
    properties.title = f"Performance report {report.quarter}"
    properties.creator = properties.lastModifiedBy = files.PROGRAM
    properties.subject = report.settings.partnership
    properties.language = "en-GB"
    properties.keywords = packed.SEAL
    properties.created = properties.modified = files.midnight(report.data_date)
