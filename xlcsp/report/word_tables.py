"""Tables of the Word version: repeated header rows, rows never split across pages, alternative text."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from xlcsp import theme
from xlcsp.domain.logo import Logo
from xlcsp.report.pages import Page
from xlcsp.report.pictures import picture
from xlcsp.report.plots.of_page import control_plot, plots
from xlcsp.report.plots.plot import Plot

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


_BESIDE = 2
_LOGO = (200.0, 50.0)  # points, at most
_WIDTH, _HEIGHT = 346.0, 132.0  # points: two side by side on a landscape page, and three rows of them on one


def add_charts(document: Any, shown: Sequence[Page]) -> None:
    """A heading for each page's measure, and its charts side by side, all on one page.

    A chart with none beside it takes the whole width.
    """
    drawn = [(page, rows) for page in shown if (rows := _of(page))]
    if drawn:
        document.add_heading("Charts", 2)
    for page, rows in drawn:
        document.add_heading(f"{page.series.ref} {page.title}", 3)
        for row in rows:
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(2)
            paragraph.paragraph_format.keep_with_next = row is not rows[-1]
            for plot in row:
                _add(paragraph, plot, _WIDTH * _BESIDE / len(row))


def _of(page: Page) -> list[Sequence[Plot]]:
    """The charts in rows of two; a single chart has the control chart beside it."""
    drawn = [*plots(page), *([control_plot(page, page.control)] if page.control else [])]
    return [drawn[start : start + _BESIDE] for start in range(0, len(drawn), _BESIDE)]


def _add(paragraph: Any, plot: Plot, width: float) -> None:
    """The picture, with its title and a description for people who cannot see it."""
    png = io.BytesIO(picture(plot, width, _HEIGHT))
    shape = paragraph.add_run().add_picture(png, width=Pt(width), height=Pt(_HEIGHT))
    about = shape._inline.docPr  # noqa: SLF001 - python-docx has no name for these
    about.set("title", plot.title)
    about.set("descr", plot.alt_text)


def add_logo(document: Any, logo: Logo, description: str) -> None:
    """The partnership's logo in a line of its own."""
    wide, high = logo.within(*_LOGO)
    shape = document.add_paragraph().add_run().add_picture(io.BytesIO(logo.content), width=Pt(wide), height=Pt(high))
    shape._inline.docPr.set("descr", description)  # noqa: SLF001 - the same
