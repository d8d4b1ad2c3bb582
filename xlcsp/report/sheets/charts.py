"""Native charts, written as text: alt text, straight lines, gaps where a figure is missing, the theme's colours.

openpyxl's own charts have no alternative text and are slow to write; its writer puts these parts in their place.
"""

from __future__ import annotations

import html  # its escape; that of xml.sax.saxutils would bring urllib and http
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.chart._chart import ChartBase
from openpyxl.packaging.relationship import get_rels_path

from xlcsp import theme
from xlcsp.report.sheets.rows import Writer as RowWriter

MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
PLACE = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NEARLY_ALL = 0.8
Numbers = Sequence[float | int | None]


@dataclass(frozen=True, slots=True)
class Look:
    """How a series is drawn. marker: none, circle, diamond, dash … dash: solid, sysDash, sysDot. width: points."""

    colour: str
    width: float = 2.25
    dash: str = "solid"
    marker: str = "none"
    is_bar: bool = False
    has_line: bool = True


LOOKS = {  # told apart by form as well as by colour; each at least 3 to 1 against white
    "this": Look(theme.BRAND, 2.75, marker="circle"),
    "last": Look(theme.PAST, 2.0, marker="square"),
    "this bar": Look(theme.BRAND, is_bar=True),
    "last bar": Look(theme.PAST, is_bar=True),
    "target": Look(theme.AIM, 2.0, dash="dash"),
    "baseline": Look(theme.MUTED, 1.5, dash="sysDot"),
    "projected": Look(theme.BRAND, marker="diamond", has_line=False),
    "range": Look(theme.BRAND, marker="dash", has_line=False),
    "mean": Look(theme.AIM, 1.5),
    "limit": Look(theme.MUTED, 1.5, dash="dash"),
    "signal": Look("D4351C", marker="diamond", has_line=False),
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One series: its name, values and the cells in which both stand. marked: the points that stand out."""

    name: str
    name_cell: str
    cells: str
    values: Numbers
    look: Look
    marked: frozenset[int] = frozenset()


@dataclass(eq=False)
class Chart:
    """A chart on a sheet. alt: what it shows, in words. place: first column and row, last column and row, from 0."""

    title: str
    alt: str
    place: tuple[int, int, int, int]
    labels: Sequence[str]
    label_cells: str
    series: Sequence[Drawn]
    number_format: str = "#,##0"
    from_zero: bool = True
    _id: int = field(default=0, init=False)

    mime_type = ChartBase.mime_type

    @property
    def path(self) -> str:
        """Its part of the package."""
        return f"/xl/charts/chart{self._id}.xml"

    def xml(self) -> str:
        """The part."""
        bars = [(place, one) for place, one in enumerate(self.series) if one.look.is_bar]
        lines = [(place, one) for place, one in enumerate(self.series) if not one.look.is_bar]
        groups = ""
        if bars:
            inside = "".join(self._series(place, one) for place, one in bars)
            groups += (
                '<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
                f'{inside}<c:gapWidth val="70"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
            )
        if lines:
            inside = "".join(self._series(place, one) for place, one in lines)
            groups += (
                '<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>'
                f'{inside}<c:marker val="1"/><c:axId val="1"/><c:axId val="2"/></c:lineChart>'
            )
        return (
            f'{HEAD}<c:chartSpace xmlns:c="{CHART}" xmlns:a="{MAIN}" xmlns:r="{REL}"><c:roundedCorners val="0"/>'
            f'<c:chart>{_title(self.title)}<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>{groups}'
            f"{_axes(self.number_format, self._limits)}</c:plotArea>"
            f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_text(900)}</c:legend>'
            '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
            f'<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln w="9525"><a:solidFill>'
            f'<a:srgbClr val="{theme.RULE}"/></a:solidFill></a:ln></c:spPr>{_text(900)}</c:chartSpace>'
        )

    @property
    def _limits(self) -> str:
        """The ends of the value axis: from 0 where asked for; of percentages near 100 up to 100."""
        values = [value for one in self.series for value in one.values if value is not None]
        is_whole = self.number_format == "0%" and _NEARLY_ALL < max(values, default=0) <= 1
        return ('<c:max val="1"/>' if is_whole else "") + ('<c:min val="0"/>' if self.from_zero else "")

    def _series(self, place: int, one: Drawn) -> str:
        marker = "" if one.look.is_bar else _marker(one.look)
        marked = "".join(_point(place) for place in sorted(one.marked))
        labels = "".join(f'<c:pt idx="{i}"><c:v>{escape(text)}</c:v></c:pt>' for i, text in enumerate(self.labels))
        end = '<c:invertIfNegative val="0"/>' if one.look.is_bar else ""
        smooth = "" if one.look.is_bar else '<c:smooth val="0"/>'
        return (
            f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/><c:tx><c:strRef><c:f>{escape(one.name_cell)}</c:f>'
            f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(one.name)}</c:v></c:pt></c:strCache>'
            f"</c:strRef></c:tx>{_shape(one.look)}{end}{marker}{marked}"
            f"<c:cat><c:strRef><c:f>{escape(self.label_cells)}</c:f>"
            f'<c:strCache><c:ptCount val="{len(self.labels)}"/>{labels}</c:strCache></c:strRef></c:cat>'
            f"<c:val><c:numRef><c:f>{escape(one.cells)}</c:f><c:numCache><c:formatCode>{escape(self.number_format)}"
            f"</c:formatCode>{_points(one.values)}</c:numCache></c:numRef></c:val>{smooth}</c:ser>"
        )


class Writer(RowWriter):
    """openpyxl's writer, with these charts in the place of its own, and rows as text."""

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
        self._archive.writestr(drawing.path[1:], _drawing(drawing.charts))
        targets = "".join(
            f'<Relationship Id="rId{number}" Type="{REL}/chart" Target="{chart.path}"/>'
            for number, chart in enumerate(drawing.charts, 1)
        )
        rels = f'{HEAD}<Relationships xmlns="{PACKAGE}">{targets}</Relationships>'
        self._archive.writestr(get_rels_path(drawing.path)[1:], rels)
        self.manifest.append(drawing)


def _drawing(charts: Sequence[Chart]) -> str:
    return (
        f'{HEAD}<xdr:wsDr xmlns:xdr="{PLACE}" xmlns:a="{MAIN}" xmlns:r="{REL}" xmlns:c="{CHART}">'
        + "".join(_frame(number, chart) for number, chart in enumerate(charts, 1))
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
        f"name={_quoted(f'Chart {number}')} descr={_quoted(chart.alt)} title={_quoted(chart.title)}/>"
        "<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>"
        '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
        f'<a:graphicData uri="{CHART}"><c:chart r:id="rId{number}"/></a:graphicData></a:graphic></xdr:graphicFrame>'
        "<xdr:clientData/></xdr:twoCellAnchor>"
    )


def _text(size: int, colour: str = theme.INK, *, bold: bool = False) -> str:
    font = _font("defRPr", size, colour, bold=bold)
    end = '<a:endParaRPr lang="en-GB"/>'
    return f"<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{font}</a:pPr>{end}</a:p></c:txPr>"


def _font(name: str, size: int, colour: str, *, bold: bool) -> str:
    language = ' lang="en-GB"' if name == "rPr" else ""
    return (
        f'<a:{name}{language} sz="{size}" b="{int(bold)}"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
        f'<a:latin typeface="{theme.FONT}"/></a:{name}>'
    )


def _quoted(text: str) -> str:
    return f'"{html.escape(" ".join(text.split()))}"'


def escape(text: str) -> str:
    """Text as it stands between tags."""
    return html.escape(text, quote=False)


def _title(text: str) -> str:
    run = f"<a:r>{_font('rPr', 1100, theme.BRAND, bold=True)}<a:t>{escape(text)}</a:t></a:r>"
    return (
        f'<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p>{run}</a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
    )


def _axes(number_format: str, limits: str) -> str:
    grid = f'<a:ln w="6350"><a:solidFill><a:srgbClr val="{theme.GRID}"/></a:solidFill></a:ln>'
    line = f'<c:spPr><a:ln w="9525"><a:solidFill><a:srgbClr val="{theme.MUTED}"/></a:solidFill></a:ln></c:spPr>'
    return (
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="out"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{line}{_text(900)}<c:crossAx val="2"/>'
        '<c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>{limits}</c:scaling><c:delete val="0"/>'
        f'<c:axPos val="l"/><c:majorGridlines><c:spPr>{grid}</c:spPr></c:majorGridlines>'
        f'<c:numFmt formatCode={_quoted(number_format)} sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>{line}{_text(900)}<c:crossAx val="1"/>'
        '<c:crosses val="autoZero"/><c:crossBetween val="between"/></c:valAx>'
    )


def _shape(look: Look) -> str:
    fill = f'<a:solidFill><a:srgbClr val="{look.colour}"/></a:solidFill>'
    if look.is_bar:
        return f"<c:spPr>{fill}</c:spPr>"
    if not look.has_line:
        return '<c:spPr><a:ln w="28575"><a:noFill/></a:ln></c:spPr>'
    return (
        f'<c:spPr><a:ln w="{round(look.width * 12_700)}" cap="rnd">{fill}<a:prstDash val="{look.dash}"/>'
        "<a:round/></a:ln></c:spPr>"
    )


def _marker(look: Look) -> str:
    if look.marker == "none":
        return '<c:marker><c:symbol val="none"/></c:marker>'
    fill = f'<a:solidFill><a:srgbClr val="{look.colour}"/></a:solidFill>'
    size = 9 if look.marker in ("diamond", "dash") else 6
    return (
        f'<c:marker><c:symbol val="{look.marker}"/><c:size val="{size}"/>'
        f'<c:spPr>{fill}<a:ln w="9525">{fill}</a:ln></c:spPr></c:marker>'
    )


def _point(place: int) -> str:
    return f'<c:dPt><c:idx val="{place}"/>{_marker(LOOKS["signal"])}<c:bubble3D val="0"/></c:dPt>'


def _points(values: Numbers) -> str:
    found = "".join(
        f'<c:pt idx="{index}"><c:v>{value!r}</c:v></c:pt>' for index, value in enumerate(values) if value is not None
    )
    return f'<c:ptCount val="{len(values)}"/>{found}'
