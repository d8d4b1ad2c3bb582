"""The cover, with the RAG counts in words and numbers, and the contents with links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlcsp.domain.periods import day
from xlcsp.report.model import Report
from xlcsp.report.sheets.drawings import Image
from xlcsp.report.sheets.grid import Grid
from xlcsp.report.words import SHOWN, logo_words, rag_sentence

if TYPE_CHECKING:
    from openpyxl import Workbook

WIDTHS = (3, 24, 3, 24, 3, 24, 3, 24, 3, 24)
CONTENTS = (80, 60, 10)
_SMALLEST, _TIGHT = 68, 3.0  # per cent; points above and below a line, so that forty fit a page


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of *Contents*: title, description, and the sheet and row where it begins."""

    text: str
    purpose: str
    sheet: str
    row: int = 1


def write_cover(grid: Grid, report: Report) -> None:
    """Writes partnership, period, dates, and how many measures have each RAG state."""
    columns, row = len(WIDTHS), 2
    grid.height(1, 60)
    if report.settings.logo is not None:
        logo = Image(report.settings.logo, logo_words(report.settings), 0, 1, (220.0, 56.0))
        grid.sheet._images.append(logo)  # noqa: SLF001 - where the writer looks for them
    lines = [
        (report.settings.partnership, "cover", 50.0),
        (f"Performance report {report.quarter}", "cover", 44.0),
        (report.period, "cover line", 26.0),
        (f"Data as at {day(report.data_date)}", "cover line", 26.0),
    ]
    board = report.settings.board_date.get(report.quarter.number)
    if board is not None:
        lines.append((f"For the board meeting of {day(board)}", "cover line", 26.0))
    lines.append((edition_words(report), "cover line", 26.0))
    for text, style, high in lines:
        grid.across(row, 2, columns, text, style)
        grid.height(row, high)
        row += 1
    grid.height(row, 30)
    row = _write_tiles(grid, row + 1, report)
    grid.height(row, 14)
    grid.across(row + 1, 2, columns, rag_sentence(report), "lead", size=13)
    grid.one_page(row + 1)
    grid.finish(header=None, footer=report.title)


def _write_tiles(grid: Grid, row: int, report: Report) -> int:
    for place, state in enumerate(SHOWN):
        column = 2 + 2 * place
        grid.put(row, column, report.counts[state], f"tile {state}")
        grid.put(row + 1, column, state, f"caption {state}")
    grid.height(row, 58)
    grid.height(row + 1, 26)
    return row + 2


def edition_words(report: Report) -> str:
    """``Draft, not yet released``, or the version and why it was made."""
    edition = report.edition
    if not edition.version:
        return "Draft, not yet released"
    replaced = f", replaces {edition.replaces}" if edition.replaces else ""
    return f"Version {edition.version}{replaced}: {edition.reason}"


def write_contents(
    grid: Grid, report: Report, entries: Sequence[Entry], parts: tuple[Sequence[Grid], Sequence[Grid]]
) -> None:
    """Lists every sheet with a link, a description, and the page of the pack or the annex where it begins.

    parts: the sheets of both, in order.
    """
    row = grid.title("Contents", report.title)
    grid.row(row, ("Part", "Contents", "Page"), "head left")
    for entry in entries:
        row += 1
        grid.link(row, 1, entry.text, f"'{entry.sheet}'!A{entry.row}")
        grid.put(row, 2, entry.purpose, "text")
        grid.fit(row, entry.text, CONTENTS[0], padding=_TIGHT)
        grid.fit(row, entry.purpose, CONTENTS[1], padding=_TIGHT)
    if not grid.one_page(row, _SMALLEST):
        grid.paginate([(row_at, row_at) for row_at in range(5, row + 1)], 4)
    pages = [dict(_first_pages(part)) for part in parts]  # only now is the number of pages of this sheet known
    for place, entry in enumerate(entries, 5):
        sheets, word = (pages[0], "") if entry.sheet in pages[0] else (pages[1], "annex ")
        first, on = sheets[entry.sheet]
        page = first + on.page_of(entry.row) - 1
        grid.put(place, 3, f"{word}{page}" if word else page, "marked" if word else "number")
    grid.finish(header=4, footer=f"{report.title}: contents")


def _first_pages(grids: Sequence[Grid]) -> Iterator[tuple[str, tuple[int, Grid]]]:
    """The first page of each sheet when they are printed one after another."""
    page = 1
    for grid in grids:
        page -= grid.is_joined
        yield grid.name, (page, grid)
        page += grid.in_pack or grid.pages


def unlink(book: Workbook) -> None:
    """Removes links to sheets that the workbook does not contain."""
    for sheet in book:
        for cell in sheet._cells.values():  # noqa: SLF001 - only the cells that there are
            link = cell.hyperlink
            if link is not None and link.location.rsplit("!", 1)[0].strip("'") not in book.sheetnames:
                cell._hyperlink = None  # noqa: SLF001 - as they are set
