"""Tables of the Word version: repeated header rows, rows never split across pages, alternative text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from xlcsp import theme

USUAL, SMALL = 9.0, 7.5  # points
_BELOW = {USUAL: 2.0, SMALL: 0.5}  # points below a text


def new_table(
    document: Any, head: Sequence[str], widths: Sequence[float], title: str, about: str, size: float = USUAL
) -> Any:
    """A table with a repeated header row, rows that are never split, and alternative text."""
    table = document.add_table(rows=1, cols=len(head), style="Table Grid")
    table.autofit = False
    if size == SMALL:
        _narrow_margins(table)
    properties = table._tbl.tblPr  # noqa: SLF001 - python-docx has no name for these
    for tag, text in (("w:tblCaption", title), ("w:tblDescription", about)):
        element = OxmlElement(tag)
        element.set(qn("w:val"), text)
        properties.append(element)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for cell, text, width in zip(table.rows[0].cells, head, widths, strict=True):
        cell.width = Cm(width)
        _write(cell, text, bold=True, ink=theme.WHITE, fill=theme.BRAND, size=size)
    _mark_row(table.rows[0], "w:cantSplit", "w:tblHeader")
    keep_with_next(table.rows[0])
    return table


def add_row(
    table: Any,
    values: Sequence[str],
    *,
    state: str = "",
    bold: bool = False,
    states: Mapping[int, str] | None = None,
    size: float = USUAL,
) -> Any:
    """Adds a row and returns it. state: the RAG of its last cell; states: of other cells, by their place."""
    row = table.add_row()
    _mark_row(row, "w:cantSplit")
    shades = states or {len(values) - 1: state}
    for place, (cell, text, width) in enumerate(zip(row.cells, values, _widths(table), strict=True)):
        cell.width = width
        fill, ink = theme.RAG_COLOURS.get(shades.get(place, ""), ("", theme.INK))
        _write(cell, text or "–", bold=bold or bool(fill), ink=ink, fill=fill, size=size)
    return row


def keep_with_next(row: Any) -> None:
    """Keeps the row on the page of the one below it."""
    for cell in row.cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True


def _narrow_margins(table: Any) -> None:
    """Halves the space at the sides of its cells, so that a small figure like £31,549.50 stays in a line."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("w:left", "w:right"):
        margin = OxmlElement(side)
        margin.set(qn("w:w"), "54")  # twentieths of a point
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)  # noqa: SLF001 - python-docx has no name for these


def _widths(table: Any) -> list[int]:
    return [column.width for column in table.columns]


def _write(cell: Any, text: str, *, bold: bool, ink: str, fill: str, size: float = USUAL) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(_BELOW[size])
    run = paragraph.add_run(text)
    run.bold, run.font.size, run.font.color.rgb = bold, Pt(size), RGBColor.from_string(ink)
    if fill:
        shade = OxmlElement("w:shd")
        for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", fill)):
            shade.set(qn(name), value)
        cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 - the same


def _mark_row(row: Any, *tags: str) -> None:
    for tag in tags:
        row._tr.get_or_add_trPr().append(OxmlElement(tag))  # noqa: SLF001 - the same
