"""The usual ways, written as a good engineer would write them."""

from __future__ import annotations

import pickle
import warnings
import zlib
from copy import copy
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

Style = tuple[Font, PatternFill, Border, Alignment, str]
COLD_PEER = """
import sys, argparse, pickle, pandas, openpyxl
from pathlib import Path
from zipfile import BadZipFile
folder = Path(sys.argv[1])
returns = sorted((folder / 'returns').rglob('*.xlsx'))
frames = [pandas.read_excel(path, sheet_name=None, header=None) for path in returns]
plan = pandas.read_excel(folder / 'master.xlsm', sheet_name=None, header=None)
pickle.loads(Path(sys.argv[3]).read_bytes()).write(Path(sys.argv[2]))
"""


def read_bare(paths: list[Path]) -> int:
    """python-calamine alone: every sheet of every file as rows."""
    cells = 0
    for path in paths:
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            cells += len(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
    return cells


class Copy:
    """A workbook's cells, merges and layout, to be written again the usual way with shared style objects."""

    def __init__(self, path: Path) -> None:
        self.sheets = [_described(sheet) for sheet in load_workbook(path)]

    @property
    def cells(self) -> int:
        """How many cells it holds."""
        return sum(len(cells) for _, cells, *_ in self.sheets)

    def write(self, path: Path) -> None:
        """Writes them: ws.cell, style attributes, merge_cells."""
        book = Workbook()
        book.remove(book.worksheets[0])
        for name, cells, merges, widths, heights in self.sheets:
            sheet = book.create_sheet(name)
            for row, column, value, (font, fill, border, alignment, number_format) in cells:
                cell = sheet.cell(row, column, value)
                cell.font, cell.fill, cell.border, cell.alignment = font, fill, border, alignment
                cell.number_format = number_format
            for area in merges:
                sheet.merge_cells(area)
            for letter, width in widths.items():
                sheet.column_dimensions[letter].width = width
            for row, height in heights.items():
                sheet.row_dimensions[row].height = height
            sheet.page_setup.orientation = "landscape"
            sheet.oddFooter.right.text = "Page &P of &N"
        book.save(path)


def _described(
    sheet: Worksheet,
) -> tuple[str, list[tuple[int, int, object, Style]], list[str], dict[str, float], dict[int, float]]:
    shared: dict[int, Style] = {}
    cells = []
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, MergedCell) or (cell.value is None and not cell.has_style):
                continue
            if cell.style_id not in shared:
                shared[cell.style_id] = _style_of(cell)
            style = shared[cell.style_id]
            cells.append((cell.row, cell.column, cell.value, style))
    merges = [area.coord for area in sheet.merged_cells.ranges]
    widths = {letter: of.width for letter, of in sheet.column_dimensions.items()}
    heights = {row: of.height for row, of in sheet.row_dimensions.items() if of.height}
    return sheet.title, cells, merges, widths, heights


def _style_of(cell: object) -> Style:
    font, fill, border, alignment = (copy(getattr(cell, name)) for name in ("font", "fill", "border", "alignment"))
    return font, fill, border, alignment, cell.number_format  # type: ignore[attr-defined]


def one_partnership(known: Path, folder: Path) -> None:
    """Reads master and returns with openpyxl and writes a report with shared style objects."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path in (folder / "master.xlsm", *sorted((folder / "returns").rglob("*.xlsx"))):
            try:
                book = load_workbook(path, data_only=True)
            except (BadZipFile, KeyError, EOFError, zlib.error):
                continue
            for sheet in book:
                list(sheet.iter_rows(values_only=True))
    target = folder / "reports" / "usual.xlsx"
    target.parent.mkdir(exist_ok=True)
    pickle.loads(known.read_bytes()).write(target)  # noqa: S301 - written by the benchmark itself
