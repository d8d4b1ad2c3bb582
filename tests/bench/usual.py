"""The job written the usual way: pandas reads the returns, openpyxl writes the report with shared style objects.

Run as a script it is the cold peer of ``xlcsp report``: ``usual.py FOLDER DESCRIPTION OUT``.
"""

from __future__ import annotations

import pickle
import sys
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Style = tuple[Any, Any, Any, Any, str]  # font, fill, border, alignment, number format


@dataclass
class SheetAsMade:
    """What a finished sheet holds. cells: row, column, value and the place of its style in ``styles``."""

    name: str
    cells: list[tuple[int, int, Any, int]] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    widths: dict[str, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    breaks: list[int] = field(default_factory=list)
    scale: int | None = None
    titles: str | None = None
    area: str = ""
    header: str | None = None
    footer: str | None = None
    freeze: str | None = None


@dataclass
class BookAsMade:
    """A finished workbook: its sheets, and its styles, each held once."""

    sheets: list[SheetAsMade]
    styles: list[Style]


def describe(path: Path) -> BookAsMade:
    """A finished report, read once so that the usual script can write the same again."""
    from openpyxl import load_workbook

    places: dict[int, int] = {}
    made = BookAsMade([], [])
    for sheet in load_workbook(path):
        one = SheetAsMade(sheet.title, merges=[area.coord for area in sheet.merged_cells.ranges])
        covered = {place for area in sheet.merged_cells.ranges for place in list(area.cells)[1:]}
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if (cell.row, cell.column) in covered or (cell.value is None and not cell.has_style):
                continue
            if cell.style_id not in places:
                places[cell.style_id] = len(made.styles)
                looks = (copy(getattr(cell, name)) for name in ("font", "fill", "border", "alignment"))
                made.styles.append((*looks, cell.number_format))
            one.cells.append((cell.row, cell.column, cell.value, places[cell.style_id]))
        one.widths = {letter: column.width for letter, column in sheet.column_dimensions.items()}
        one.heights = {number: row.height for number, row in sheet.row_dimensions.items() if row.height}
        one.breaks = [found.id for found in sheet.row_breaks.brk]
        one.scale, one.titles, one.area = sheet.page_setup.scale, sheet.print_title_rows, sheet.print_area
        one.header, one.footer = sheet.oddHeader.right.text, sheet.oddFooter.left.text
        one.freeze = sheet.freeze_panes
        made.sheets.append(one)
    return made


def write(made: BookAsMade, path: Path) -> None:
    """Writes the workbook: ws.cell, style objects made once and assigned to each cell, merge_cells, print set-up."""
    from openpyxl import Workbook
    from openpyxl.worksheet.pagebreak import Break

    book = Workbook()
    book.remove(book.worksheets[0])
    for one in made.sheets:
        sheet = book.create_sheet(one.name)
        for row, column, value, style in one.cells:
            cell = sheet.cell(row, column, value)
            cell.font, cell.fill, cell.border, cell.alignment, cell.number_format = made.styles[style]
        for area in one.merges:
            sheet.merge_cells(area)
        for letter, width in one.widths.items():
            sheet.column_dimensions[letter].width = width
        for row, height in one.heights.items():
            sheet.row_dimensions[row].height = height
        for after in one.breaks:
            sheet.row_breaks.append(Break(id=after))
        sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.scale = "landscape", 9, one.scale
        sheet.print_title_rows, sheet.print_area, sheet.freeze_panes = one.titles, one.area, one.freeze
        sheet.oddHeader.right.text, sheet.oddFooter.left.text = one.header, one.footer
        sheet.sheet_view.showGridLines = False
    book.save(path)


def main() -> None:
    """The whole job in one cold process, its imports included."""
    try:
        import typer  # noqa: F401 - its import is part of the usual way
    except ImportError:
        import argparse as typer  # noqa: F401
    import openpyxl  # noqa: F401
    import pandas as pd

    if "--help" in sys.argv:
        print("usage: usual.py FOLDER DESCRIPTION OUT")
        return
    folder, description, out = (Path(word) for word in sys.argv[1:])
    for path in (folder / "master.xlsx", *sorted((folder / "returns").rglob("*.xlsx"))):
        pd.read_excel(path, sheet_name=None, header=None)
    write(pickle.loads(description.read_bytes()), out)  # noqa: S301 - made by the bench itself


if __name__ == "__main__":
    sys.modules["tests.bench.usual"] = sys.modules["__main__"]  # the name under which the description was pickled
    main()
