"""A sheet's rows written as text: openpyxl makes an XML element of each cell, which takes two thirds of its saving.

The bytes are openpyxl's own, so nothing but the time is another. Cells that need more than a style and a plain value
(formulas, rich text, truth values) leave their whole sheet to openpyxl.
"""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

from openpyxl.cell.rich_text import CellRichText
from openpyxl.comments.comment_sheet import CommentRecord
from openpyxl.compat import safe_string
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_PLAIN = ("s", "n", "d")
_EMPTY = (b"<sheetData></sheetData>", b"<sheetData />", b"<sheetData/>")


class Writer(ExcelWriter):  # type: ignore[misc]
    """openpyxl's writer of a workbook, with the rows of its sheets as text."""

    def write_worksheet(self, ws: Worksheet) -> None:
        """As ExcelWriter.write_worksheet, in memory."""
        if self.workbook.iso_dates or not all(map(_is_plain, ws._cells.values())):  # noqa: SLF001
            super().write_worksheet(ws)
            return
        drawing = SpreadsheetDrawing()
        drawing.charts, drawing.images = ws._charts, ws._images  # noqa: SLF001
        ws._drawing = drawing  # noqa: SLF001
        writer = _WithoutRows(ws, BytesIO())
        writer.write()
        ws._rels = writer._rels  # noqa: SLF001
        self._archive.writestr(ws.path[1:], _filled(writer.out.getvalue(), writer.text))
        self.manifest.append(ws)


class _WithoutRows(WorksheetWriter):  # type: ignore[misc]
    """Writes all of a sheet but its rows, which it keeps as text for their place."""

    text = ""

    def write_rows(self) -> None:
        """Leaves the place of the rows empty."""
        self.text = _rows(self)
        xf = self.xf.send(True)
        with xf.element("sheetData"):
            pass
        self.xf.send(None)


def _is_plain(cell: Cell) -> bool:
    return cell.data_type in _PLAIN and not isinstance(cell._value, CellRichText)  # noqa: SLF001


def _filled(sheet: bytes, rows: str) -> bytes:
    place = next(empty for empty in _EMPTY if empty in sheet)
    return sheet.replace(place, f"<sheetData>{rows}</sheetData>".encode(), 1)


def _rows(writer: WorksheetWriter) -> str:
    ws = writer.ws
    letters = {column: get_column_letter(column) for column in {column for _, column in ws._cells}}  # noqa: SLF001
    styles: dict[int, str] = {}
    parts: list[str] = []
    for number, cells in writer.rows():
        attributes = {"r": str(number), **dict(ws.row_dimensions.get(number, {}))}
        parts.append("<row " + " ".join(f'{name}="{value}"' for name, value in attributes.items()) + ">")
        for cell in cells:
            if cell._comment is not None:  # noqa: SLF001
                ws._comments.append(CommentRecord.from_cell(cell))  # noqa: SLF001
            elif cell._value is None and not cell.has_style:  # noqa: SLF001
                continue
            if cell.hyperlink:
                ws._hyperlinks.append(cell.hyperlink)  # noqa: SLF001
            own = cell._style  # noqa: SLF001
            if id(own) not in styles:  # cells share their styles' arrays; openpyxl hashes one for each cell
                styles[id(own)] = f' s="{cell.style_id}"' if cell.has_style else ""
            parts.append(f'<c r="{letters[cell.column]}{number}"{styles[id(own)]}{_content(cell, ws)}')
        parts.append("</row>")
    return "".join(parts)


def _content(cell: Cell, ws: Worksheet) -> str:
    value: Any = cell._value  # noqa: SLF001
    if value is None or value == "":
        return f' t="{"inlineStr" if cell.data_type == "s" else "n"}" />'
    if cell.data_type == "s":
        stripped = value.strip()
        space = ' xml:space="preserve"' if stripped and stripped != value else ""
        said = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return f' t="inlineStr"><is><t{space}>{said}</t></is></c>'
    if isinstance(value, date) or cell.data_type == "d":
        value = to_excel(value, ws.parent.epoch)
    return f' t="n"><v>{value if type(value) is int else safe_string(value)}</v></c>'
