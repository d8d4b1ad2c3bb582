"""The usual ways, written as a good engineer would write them."""

from __future__ import annotations

import pickle
import warnings
import zlib
from copy import copy
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.chart import BarChart, LineChart, Series
from openpyxl.chart.data_source import StrRef
from openpyxl.chart.reference import Reference
from openpyxl.chart.series import SeriesLabel
from openpyxl.styles import Alignment, Border, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

Drawn = tuple[str, str, list[tuple[bool, str, list[tuple[str, str]]]]]
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


def read_openpyxl(paths: list[Path]) -> int:
    """openpyxl's read-only mode: every sheet of every file as rows of values."""
    cells = 0
    for path in paths:
        book = load_workbook(path, read_only=True, data_only=True)
        cells += sum(len(row) for sheet in book for row in sheet.iter_rows(values_only=True))
        book.close()
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
        """Writes them: ws.cell, style attributes, merge_cells, add_chart."""
        book = Workbook()
        book.remove(book.worksheets[0])
        for name, cells, merges, widths, heights, charts in self.sheets:
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
            for title, anchor, groups in charts:
                sheet.add_chart(_chart(title, groups), anchor)
            sheet.page_setup.orientation = "landscape"
            sheet.oddFooter.right.text = "Page &P of &N"
        book.save(path)


def _described(
    sheet: Worksheet,
) -> tuple[str, list[tuple[int, int, object, Style]], list[str], dict[str, float], dict[int, float], list[Drawn]]:
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
    charts = [_drawn(chart) for chart in sheet._charts]
    return sheet.title, cells, merges, widths, heights, charts


def _drawn(chart: Any) -> Drawn:
    """A chart's title, place and lines: for each group whether it has bars, the labels, and names with values."""
    groups = []
    for group in chart._charts:
        lines = [(one.tx.strRef.f, one.val.numRef.f) for one in group.series]
        groups.append((isinstance(group, BarChart), group.series[0].cat.strRef.f, lines))
    start = chart.anchor._from
    return str(chart.title.tx.rich.p[0].r[0].t), f"{get_column_letter(start.col + 1)}{start.row + 1}", groups


def _chart(title: str, groups: list[tuple[bool, str, list[tuple[str, str]]]]) -> Any:
    """The chart as openpyxl's documentation makes it."""
    made = None
    for has_bars, labels, lines in groups:
        chart = BarChart() if has_bars else LineChart()
        for name, values in lines:
            line = Series(Reference(range_string=values))
            line.tx = SeriesLabel(strRef=StrRef(name))
            line.smooth = False
            line.graphicalProperties.line.width = 28_000
            chart.series.append(line)
        chart.set_categories(Reference(range_string=labels))
        if made is None:
            made, chart.title, chart.width, chart.height = chart, title, 12, 8
        else:
            made += chart
    return made


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
