"""openpyxl's writer of packages, with our charts and images on their sheets, and parts that it would make anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.packaging.extended import ExtendedProperties
from openpyxl.packaging.relationship import get_rels_path
from openpyxl.workbook._writer import WorkbookWriter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter
from openpyxl.writer.theme import theme_xml
from openpyxl.xml.constants import (
    ARC_APP,
    ARC_CORE,
    ARC_ROOT_RELS,
    ARC_STYLE,
    ARC_THEME,
    ARC_WORKBOOK,
    ARC_WORKBOOK_RELS,
)
from openpyxl.xml.functions import Element, SubElement, tostring

from xlcsp.domain.logo import Logo
from xlcsp.report.sheets.charts import CHART, HEAD, MAIN, REL, Chart, quoted
from xlcsp.report.sheets.styles import stylesheet

if TYPE_CHECKING:
    from zipfile import ZipFile

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_PLACE = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_EMU = 12_700  # for a point
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


@dataclass(eq=False)
class Image:
    """A logo on a sheet. row, column: of its upper left corner, from 0. room: its largest size in points."""

    logo: Logo
    alt_text: str
    row: int
    column: int
    room: tuple[float, float]
    _id: int = field(default=0, init=False)

    @property
    def path(self) -> str:
        """The name of its part in the package."""
        return f"/xl/media/image{self._id}.{self.logo.kind}"

    def _data(self) -> bytes:
        """Called by openpyxl's writer."""
        return self.logo.content


class _SheetWriter(WorksheetWriter):  # type: ignore[misc]
    def write_merged_cells(self) -> None:
        """As WorksheetWriter.write_merged_cells, without an object for each range whose four numbers are validated."""
        areas = self.ws.merged_cells.ranges
        if areas:
            tree = Element("mergeCells", count=str(len(areas)))
            for area in areas:
                SubElement(tree, "mergeCell", ref=str(area))
            self.xf.send(tree)


class Writer(ExcelWriter):  # type: ignore[misc]
    """openpyxl's writer with our charts instead of its own, and without temporary files."""

    def __init__(self, book: Workbook, archive: ZipFile, decimals: int = 1) -> None:
        super().__init__(book, archive)
        self._decimals = decimals

    def write_data(self) -> None:
        """As ExcelWriter.write_data for what a report has; its styles are hardly made anew."""
        book, archive = self.workbook, self._archive
        archive.writestr(ARC_APP, tostring(ExtendedProperties().to_tree()))
        archive.writestr(ARC_CORE, tostring(book.properties.to_tree()))
        archive.writestr(ARC_THEME, theme_xml)
        self._write_worksheets()
        self._write_images()
        self._write_charts()
        archive.writestr(ARC_STYLE, tostring(stylesheet(book, self._decimals)))
        writer = WorkbookWriter(book)
        archive.writestr(ARC_ROOT_RELS, writer.write_root_rels())
        archive.writestr(ARC_WORKBOOK, writer.write())
        archive.writestr(ARC_WORKBOOK_RELS, writer.write_rels())
        self.manifest._write(archive, book)  # noqa: SLF001 - as openpyxl does

    def write_worksheet(self, ws: Worksheet) -> None:
        """As ExcelWriter.write_worksheet, in memory."""
        drawing = SpreadsheetDrawing()
        drawing.charts, drawing.images = ws._charts, ws._images  # noqa: SLF001 - as openpyxl does
        ws._drawing = drawing  # noqa: SLF001
        writer = _SheetWriter(ws, BytesIO())
        writer.write()
        ws._rels = writer._rels  # noqa: SLF001
        self._archive.writestr(ws.path[1:], writer.out.getvalue())
        self.manifest.append(ws)

    def _write_charts(self) -> None:
        for chart in self._charts:
            self._archive.writestr(chart.path[1:], chart.xml())
            self.manifest.append(chart)

    def _write_drawing(self, drawing: Any) -> None:
        self._drawings.append(drawing)
        drawing._id = len(self._drawings)  # noqa: SLF001 - as openpyxl does
        for chart in drawing.charts:
            self._charts.append(chart)
            chart._id = len(self._charts)  # noqa: SLF001
        for image in drawing.images:
            self._images.append(image)
            image._id = len(self._images)  # noqa: SLF001
        self._archive.writestr(drawing.path[1:], _drawing(drawing.charts, drawing.images))
        targets = "".join(
            f'<Relationship Id="rId{number}" Type="{REL}/chart" Target="{chart.path}"/>'
            for number, chart in enumerate(drawing.charts, 1)
        )
        targets += "".join(
            f'<Relationship Id="rIdImage{number}" Type="{REL}/image" Target="{image.path}"/>'
            for number, image in enumerate(drawing.images, 1)
        )
        rels = f'{HEAD}<Relationships xmlns="{_PACKAGE}">{targets}</Relationships>'
        self._archive.writestr(get_rels_path(drawing.path)[1:], rels)
        self.manifest.append(drawing)


def _drawing(charts: Sequence[Chart], images: Sequence[Image]) -> str:
    return (
        f'{HEAD}<xdr:wsDr xmlns:xdr="{_PLACE}" xmlns:a="{MAIN}" xmlns:r="{REL}" xmlns:c="{CHART}">'
        + "".join(_frame(number, chart) for number, chart in enumerate(charts, 1))
        + "".join(_picture(number, len(charts), image) for number, image in enumerate(images, 1))
        + "</xdr:wsDr>"
    )


def _frame(number: int, chart: Chart) -> str:
    column, row, column_to, row_to = chart.place
    start, end = (
        f"<xdr:col>{c}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{r}</xdr:row><xdr:rowOff>0</xdr:rowOff>"
        for c, r in ((column, row), (column_to, row_to))
    )
    return (
        f'<xdr:twoCellAnchor editAs="oneCell"><xdr:from>{start}</xdr:from><xdr:to>{end}</xdr:to>'
        f'<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="{number + 1}" '
        f"name={quoted(f'Chart {number}')} descr={quoted(chart.plot.alt_text)} title={quoted(chart.plot.title)}/>"
        "<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>"
        '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
        f'<a:graphicData uri="{CHART}"><c:chart r:id="rId{number}"/></a:graphicData></a:graphic></xdr:graphicFrame>'
        "<xdr:clientData/></xdr:twoCellAnchor>"
    )


def _picture(number: int, before: int, image: Image) -> str:
    wide, high = (round(side * _EMU) for side in image.logo.within(*image.room))
    place = f"<xdr:col>{image.column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{image.row}</xdr:row>"
    return (
        f"<xdr:oneCellAnchor><xdr:from>{place}<xdr:rowOff>0</xdr:rowOff></xdr:from>"
        f'<xdr:ext cx="{wide}" cy="{high}"/><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="{before + number + 1}" '
        f"name={quoted(f'Picture {number}')} descr={quoted(image.alt_text)}/><xdr:cNvPicPr/></xdr:nvPicPr>"
        f'<xdr:blipFill><a:blip r:embed="rIdImage{number}"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>'
        f'<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/></xdr:oneCellAnchor>'
    )
