"""A quick way to write cells with openpyxl: styles are made once and shared; merges do not format every cell.

Measured against openpyxl's usual way (style objects on each cell, merge_cells): see tests/bench.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from math import fsum
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break

from xlcsp import theme
from xlcsp.files.cells import cut_to_cell, escaped, legible
from xlcsp.files.cells import footer as page_footer
from xlcsp.report.released import DRAFT
from xlcsp.report.sheets.styles import BODY, Area, Height, StyledCell, Styles, Width

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

LINE = 12.8  # the height of a line of running text, in points
PADDING, INDENT = 6.0, 1.4  # points above and below a text; characters that its indent takes
HIGHEST = 396.0  # of a row; Excel allows 409
COLUMN_PADDING = 5 / 7  # characters that Excel adds to the width of a column
A4_WIDTH, A4_HEIGHT = 841.9, 595.3  # landscape, in points
MARGIN_SIDE, MARGIN_TOP, MARGIN_BOTTOM = 0.45, 0.7, 0.65  # inches
_INCH = 72
_REDUCED, READABLE = 0.86, 68  # to save a page: of the print scale, and per cent, at least
_FORMULA_STARTS = ("=", "+", "-", "@")

Value = str | float | int | date | None


class Grid:
    """A sheet written from the top: cells by style name, row heights to fit the text, sensible page breaks."""

    def __init__(
        self, book: Workbook, styles: Styles, name: str, widths: Sequence[float], mark: str = "DRAFT", marking: str = ""
    ) -> None:
        self.sheet: Worksheet = book.create_sheet(name)
        self.mark, self.marking = mark, marking
        self.styles = styles
        self._heights: dict[int, float] = {}
        self._spans: dict[tuple[int, int], float] = {}  # heights of ranges of rows, asked for at each print scale
        self._reduced = 0  # the print scale where it is smaller than the widths ask for
        self.is_joined = False  # whether the pack prints it from the last page of the sheet before on
        self.in_pack = 0  # the pages of the pack on which it is, where they are not its own
        self._set_widths(widths)
        self.sheet.sheet_view.showGridLines = False

    def begin_anew(self, widths: Sequence[float]) -> None:
        """Takes out all that was written, so that it can be tried in columns of other widths."""
        for written in (self.sheet._cells, self.sheet.merged_cells.ranges, self.sheet.row_dimensions):  # noqa: SLF001
            written.clear()
        self._heights.clear()
        self._spans.clear()
        self._set_widths(widths)

    def _set_widths(self, widths: Sequence[float]) -> None:
        self.widths = tuple(widths)
        self._wide = self.points(1, len(self.widths))
        for index, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(index)] = Width(index, width + COLUMN_PADDING)

    @property
    def name(self) -> str:
        """The sheet's name."""
        return str(self.sheet.title)

    def put(self, row: int, column: int, value: Value, style: str) -> None:
        """Writes a cell. Text stays text, whatever it starts with."""
        cell = StyledCell(self.sheet, row, column)
        arrays = self.styles.arrays
        if isinstance(value, str):
            cell.data_type = "s"
            value = escaped(cut_to_cell(legible(value)))
            if value.startswith(_FORMULA_STARTS):
                arrays = self.styles.quoted
        elif isinstance(value, date):
            cell.data_type = "d"
        cell._value = value  # noqa: SLF001 - twice as fast as assigning, which guesses the type
        cell._style = arrays[style]  # noqa: SLF001
        self.sheet._cells[row, column] = cell  # noqa: SLF001

    def row(self, row: int, values: Iterable[Value], styles: str | Sequence[str], first: int = 1) -> None:
        """Writes a row of cells from column ``first``; the row's height grows to fit their text."""
        for index, value in enumerate(values):
            style = styles if isinstance(styles, str) else styles[index]
            self.put(row, first + index, value, style)
            if isinstance(value, str):
                self.fit(row, value, self.widths[first + index - 1])

    def fit(
        self, row: int, text: str, width: float, *, size: float = BODY, bold: bool = False, padding: float = PADDING
    ) -> None:
        """Makes the row high enough for a text in a column of that width."""
        lines = theme.line_count(text, width - INDENT, size, bold=bold)
        needed = lines * LINE * size / BODY + padding
        if needed > self._heights.get(row, 0.0):
            self.height(row, needed)

    def width(self, first: int, last: int) -> float:
        """How many characters fit a range of merged columns, including their padding."""
        return fsum(self.widths[first - 1 : last]) + (last - first) * COLUMN_PADDING

    def points(self, first: int, last: int) -> float:
        """How wide a range of columns is, in points."""
        return fsum(width * 5.25 + 3.75 for width in self.widths[first - 1 : last])

    def height(self, row: int, points: float) -> None:
        """Sets the row's height."""
        self._heights[row] = min(HIGHEST, points)
        self._spans.clear()
        self.sheet.row_dimensions[row] = Height(self._heights[row])

    def height_of(self, row: int) -> float:
        """The row's height in points."""
        return self._heights.get(row, 15.0)

    def height_of_rows(self, first: int, last: int) -> float:
        """How high a range of rows is, in points."""
        height = self._spans.get((first, last))
        if height is None:
            height = self._spans[first, last] = fsum(self.height_of(row) for row in range(first, last + 1))
        return height

    def merge(self, row: int, column: int, row_to: int, column_to: int, style: str) -> None:
        """Merges a range whose first cell is already written; the other cells get the style for its borders."""
        for r in range(row, row_to + 1):
            for c in range(column, column_to + 1):
                if (r, c) != (row, column):
                    self.put(r, c, None, style)
        self.sheet.merged_cells.ranges.add(Area(row, column, row_to, column_to))

    def across(self, row: int, first: int, last: int, text: str, style: str, **look: Any) -> None:
        """Writes a text over a range of columns; the row grows to fit it. look: as for ``fit``."""
        self.put(row, first, text, style)
        self.merge(row, first, row, last, style)
        self.fit(row, text, self.width(first, last), **look)

    def link(self, row: int, column: int, text: str, target: str, style: str = "link") -> None:
        """Writes a cell with a link to another place in the workbook, such as ``'Summary'!A1``."""
        self.put(row, column, text, style)
        cell = f"{get_column_letter(column)}{row}"
        self.sheet._cells[row, column]._hyperlink = Hyperlink(ref=cell, location=target, display=text)  # noqa: SLF001

    def title(self, text: str, subtitle: str) -> int:
        """Writes title and subtitle; returns the next free row."""
        self.put(1, 1, text, "title")
        self.height(1, 27)
        self.put(2, 1, subtitle, "subtitle")
        self.height(2, 18)
        self.height(3, 6)
        return 4

    def heading(self, row: int, text: str) -> int:
        """Writes a heading within the sheet; returns the next row."""
        self.put(row, 1, text, "heading")
        self.height(row, 24)
        return row + 1

    @property
    def scale(self) -> int:
        """The print scale in per cent: the columns fill the width of a landscape A4 page, unless it was reduced."""
        return self._reduced or min(100, int((A4_WIDTH - 2 * MARGIN_SIDE * _INCH) / self._wide * 94))

    @property
    def page_height(self) -> float:
        """The height of rows, in points, that fit a page at that scale, with a little to spare."""
        return (A4_HEIGHT - (MARGIN_TOP + MARGIN_BOTTOM) * _INCH) / self.scale * 100 * 0.96

    @property
    def pages(self) -> int:
        """The number of printed pages."""
        return 1 + len(self.sheet.row_breaks.brk)

    def page_of(self, row: int) -> int:
        """The number of the page that a row is printed on."""
        return 1 + len([page_break for page_break in self.sheet.row_breaks.brk if page_break.id < row])

    def break_after(self, row: int) -> None:
        """Starts a new page after the row."""
        self.sheet.row_breaks.append(Break(id=row))

    def paginate(self, blocks: Sequence[tuple[int, int]], header: int, trailing: float = 0.0) -> list[tuple[int, int]]:
        """Breaks pages between blocks of rows, never inside one that fits a page.

        blocks: first and last row of each, in order. header: the row repeated on each page. trailing: points at the
        end of a block that may hang over the end of the page.
        Returns the first and last row on each page.
        """
        pages = self._pages(blocks, header, trailing)
        for _, last in pages[:-1]:
            self.break_after(last)
        return pages

    def paginate_closely(
        self, blocks: Sequence[tuple[int, int]], header: int, trailing: float = 0.0
    ) -> list[tuple[int, int]]:
        """As ``paginate``, but prints a little smaller where that keeps a block whole or saves a page."""
        self.save_pages(lambda: (self._cut(blocks, header, trailing), len(self._pages(blocks, header, trailing))))
        return self.paginate(blocks, header, trailing)

    def _cut(self, blocks: Sequence[tuple[int, int]], header: int, trailing: float) -> int:
        """How many blocks are taller than a page."""
        return sum(self.height_of_rows(*block) > self.full_page(header) + trailing for block in blocks)

    def save_pages(self, count: Callable[[], tuple[int, ...]]) -> None:
        """Prints at the largest scale that gives the lowest count; smaller than the widths ask for, but readable.

        count: what there should be little of at the present scale, such as pages.
        """
        pages, whole = list[tuple[tuple[int, ...], int]](), self.scale
        for scale in range(whole, min(whole, max(READABLE, math.ceil(whole * _REDUCED))) - 1, -1):
            self._reduced = scale
            pages.append((count(), -scale))
        least = -min(pages)[1]
        self._reduced = least if least < whole else 0

    def _pages(self, blocks: Sequence[tuple[int, int]], header: int, trailing: float = 0.0) -> list[tuple[int, int]]:
        """The first and last row on each page at the present scale."""
        pages: list[tuple[int, int]] = []
        room = self.page_height - self.height_of_rows(1, header)
        start, used, limit = blocks[0][0] if blocks else header + 1, 0.0, room
        for first, last in self.pieces(blocks, header, trailing):
            tall = self.height_of_rows(first, last)
            if used and used + tall > limit + trailing:
                pages.append((start, first - 1))
                start, used, limit = first, 0.0, self.full_page(header)
            used += tall
        if blocks:
            pages.append((start, blocks[-1][1]))
        return pages

    def full_page(self, header: int) -> float:
        """The room of a page, in points, below its repeated header row."""
        return self.page_height - (self.height_of(header) if header else 0.0)

    def pieces(
        self, blocks: Iterable[tuple[int, int]], header: int, trailing: float = 0.0
    ) -> Iterator[tuple[int, int]]:
        """The blocks, and the rows of one that is taller than a page."""
        for first, last in blocks:
            if self.height_of_rows(first, last) <= self.full_page(header) + trailing:
                yield first, last
            else:
                yield from ((row, row) for row in range(first, last + 1))

    def reduce(self, scale: int) -> None:
        """Sets the print scale, in per cent, instead of the one that the widths ask for."""
        self._reduced = scale

    def one_page(self, last: int, smallest: int = 60) -> bool:
        """Prints the rows on one page, reduced if need be; returns False where that would be too small to read."""
        high = self.height_of_rows(1, last)
        scale = min(self.scale, int(self.scale * self.page_height / high)) if high else self.scale
        if scale < smallest:
            return False
        self._reduced = scale
        return True

    def finish(self, *, header: int | None, footer: str) -> None:
        """Sets up printing: A4 landscape, repeated header row; page number, DRAFT or version, marking."""
        sheet = self.sheet
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9
        sheet.page_setup.scale = self.scale
        sheet.print_options.horizontalCentered = bool(self._reduced)
        margins = sheet.page_margins
        margins.left = margins.right = MARGIN_SIDE
        margins.top, margins.bottom, margins.header, margins.footer = MARGIN_TOP, MARGIN_BOTTOM, 0.3, 0.3
        if header is not None:
            sheet.print_title_rows = f"{header}:{header}"
        is_draft = self.mark == DRAFT.mark
        sheet.oddHeader.right.text = self.mark
        sheet.oddHeader.right.font = f"{theme.FONT},Bold"
        sheet.oddHeader.right.size = 14 if is_draft else 10
        sheet.oddHeader.right.color = theme.RAG_COLOURS["Red"][0] if is_draft else theme.MUTED
        for middle in (sheet.oddHeader.center, sheet.oddFooter.center):
            if self.marking:
                middle.text, middle.font, middle.size = self.marking, f"{theme.FONT},Bold", 10
        sheet.oddFooter.left.text = page_footer(footer)
        sheet.oddFooter.right.text = "Page &P of &N"
        last = max((row for row, _ in sheet._cells), default=1)  # noqa: SLF001
        sheet.print_area = f"A1:{get_column_letter(len(self.widths))}{last}"
