"""Native charts, written as text: alt text, straight lines, gaps where a figure is missing, the theme's colours.

openpyxl's own charts have no alternative text and are slow to write; ``drawings`` puts these in the package.
"""

from __future__ import annotations

import html  # for escape: xml.sax.saxutils would import urllib and http
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openpyxl.chart._chart import ChartBase
from openpyxl.utils import get_column_letter

from xlcsp import theme
from xlcsp.report.plots.ends import End, Frame, are_upright, ends, frame, labels_apart, unit_lines
from xlcsp.report.plots.plot import LOOKS, Line, Look, Numbers, Plot

if TYPE_CHECKING:
    from xlcsp.report.sheets.grid import Grid

MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_UPRIGHT = '<a:bodyPr rot="-5400000" vert="horz"/>'
_UNBROKEN = '<a:bodyPr rot="1" vert="horz"/>'  # 1/60,000 of a degree: LibreOffice breaks labels that stand quite level
_SPACE = "\u00a0"  # between a value and its words: some programs ignore insets
_SMALL = 900  # hundredths of a point: labels, legend, words at the ends


@dataclass(frozen=True, slots=True)
class Cells:
    """Where the data of a line are on the sheet: the cell of its name, and the range of its values."""

    name: str
    values: str


@dataclass(eq=False)
class Chart:
    """A plot on a sheet. place: first column and row, last column and row, from 0. size: in points.

    room: the part of that in which the lines are drawn. cells: by the line's name. label_cells: the range of the labels
    along the axis; labels: what is in it.
    """

    plot: Plot
    place: tuple[int, int, int, int]
    size: tuple[float, float]
    room: Frame
    cells: Mapping[str, Cells]
    label_cells: str
    labels: tuple[str, ...]
    _id: int = field(default=0, init=False)

    mime_type = ChartBase.mime_type

    @property
    def path(self) -> str:
        """The name of its part in the package."""
        return f"/xl/charts/chart{self._id}.xml"

    def xml(self) -> str:
        """The XML of that part."""
        room = self.room
        words = {end.line: end for end in ends(self.plot, room.width * self.size[0], room.height * self.size[1])}
        parts = [
            (place, line, self._series(place, line, words.get(place))) for place, line in enumerate(self.plot.lines)
        ]
        bars = "".join(xml for _, chart, xml in parts if LOOKS[chart.look].is_bar)
        lines = "".join(xml for _, chart, xml in parts if not LOOKS[chart.look].is_bar)
        groups = ""
        if bars:
            groups += (
                '<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
                f'{bars}<c:gapWidth val="70"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
            )
        if lines:
            groups += (
                '<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>'
                f'{lines}<c:marker val="1"/><c:axId val="1"/><c:axId val="2"/></c:lineChart>'
            )
        legend = f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_text(_SMALL)}</c:legend>'
        return (
            f'{HEAD}<c:chartSpace xmlns:c="{CHART}" xmlns:a="{MAIN}" xmlns:r="{REL}"><c:roundedCorners val="0"/>'
            f'<c:chart>{_title(self.plot.title)}<c:autoTitleDeleted val="0"/><c:plotArea>{_layout(room)}{groups}'
            f"{_axes(self.plot, room.width * self.size[0], self.size[1])}</c:plotArea>{legend if bars else ''}"
            f'<c:plotVisOnly val="1"/><c:dispBlanksAs val="{"span" if self.plot.is_joined else "gap"}"/></c:chart>'
            f'<c:spPr><a:solidFill><a:srgbClr val="{theme.WHITE}"/></a:solidFill><a:ln w="9525"><a:solidFill>'
            f'<a:srgbClr val="{theme.RULE}"/></a:solidFill></a:ln></c:spPr>{_text(_SMALL)}</c:chartSpace>'
        )

    def _series(self, place: int, line: Line, end: End | None) -> str:
        look, at = LOOKS[line.look], self.cells[line.name]
        marker = "" if look.is_bar else _marker(look)
        labels = "".join(f'<c:pt idx="{i}"><c:v>{escape(text)}</c:v></c:pt>' for i, text in enumerate(self.labels))
        invert = '<c:invertIfNegative val="0"/>' if look.is_bar else ""
        smooth = "" if look.is_bar else '<c:smooth val="0"/>'
        form = escape(self.plot.axis.form)
        return (
            f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/><c:tx><c:strRef><c:f>{escape(at.name)}</c:f>'
            f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(line.name)}</c:v></c:pt></c:strCache>'
            f"</c:strRef></c:tx>{_shape(look)}{invert}{marker}{_words(line, end, self.plot.form)}{_down(line)}"
            f"<c:cat><c:strRef><c:f>{escape(self.label_cells)}</c:f>"
            f'<c:strCache><c:ptCount val="{len(self.labels)}"/>{labels}</c:strCache></c:strRef></c:cat>'
            f"<c:val><c:numRef><c:f>{escape(at.values)}</c:f><c:numCache><c:formatCode>{form}"
            f"</c:formatCode>{_points(line.values)}</c:numCache></c:numRef></c:val>{smooth}</c:ser>"
        )


def add_chart(
    grid: Grid,
    plot: Plot,
    place: tuple[int, int, int, int],
    cells: Mapping[str, Cells],
    labels: str,
    spare: tuple[int, int] | None = None,
) -> None:
    """Puts the chart on the sheet, once its rows have their heights. place, cells, labels: as in ``Chart``.

    spare: row and column of the first of the cells that take the labels where only some have room; the others stay
    empty, since LibreOffice does not know that labels are left out.
    """
    left, top, right, bottom = place
    size = (grid.points(left + 1, right), grid.height_of_rows(top + 1, bottom))
    room = frame(plot, *size)
    step, texts = labels_apart(plot, room.width * size[0]), plot.labels
    if step > 1 and spare is not None:
        row, column = spare
        texts = tuple("" if number % step else text for number, text in enumerate(texts))
        for number, text in enumerate(texts):
            grid.put(row + number, column, text or None, "note")
        letter = get_column_letter(column)
        labels = f"'{grid.name}'!${letter}${row}:${letter}${row + len(texts) - 1}"
    grid.sheet._charts.append(Chart(plot, place, size, room, cells, labels, texts))  # noqa: SLF001 - where the writer looks for them


def _text(size: int, colour: str = theme.INK, *, bold: bool = False, body: str = "<a:bodyPr/>") -> str:
    font = _font("defRPr", size, colour, bold=bold)
    end = '<a:endParaRPr lang="en-GB"/>'
    return f"<c:txPr>{body}<a:lstStyle/><a:p><a:pPr>{font}</a:pPr>{end}</a:p></c:txPr>"


def _font(name: str, size: int, colour: str, *, bold: bool) -> str:
    language = ' lang="en-GB"' if name == "rPr" else ""
    return (
        f'<a:{name}{language} sz="{size}" b="{int(bold)}"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
        f'<a:latin typeface="{theme.FONT}"/></a:{name}>'
    )


def _run(text: str, size: int, colour: str, *, bold: bool) -> str:
    return f"<a:r>{_font('rPr', size, colour, bold=bold)}<a:t>{escape(text)}</a:t></a:r>"


def quoted(text: str) -> str:
    """Text as the value of an attribute, on one line."""
    return f'"{html.escape(" ".join(text.split()))}"'


def escape(text: str) -> str:
    """Text as it stands between tags."""
    return html.escape(text, quote=False)


def _title(text: str) -> str:
    run = _run(text, 1100, theme.BRAND, bold=True)
    return (
        f'<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p>{run}</a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
    )


def _layout(room: Frame) -> str:
    places = (("x", room.left), ("y", room.top), ("w", room.width), ("h", room.height))
    return (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        + "".join(f'<c:{name} val="{value:.4f}"/>' for name, value in places)
        + "</c:manualLayout></c:layout>"
    )


def _axes(plot: Plot, width: float, high: float) -> str:
    """The axes of a chart of that height, its drawn area that wide."""
    skip = labels_apart(plot, width)
    body = _UPRIGHT if are_upright(plot, width) else _UNBROKEN if skip > 1 else "<a:bodyPr/>"
    grid = f'<a:ln w="6350"><a:solidFill><a:srgbClr val="{theme.GRID}"/></a:solidFill></a:ln>'
    line = f'<c:spPr><a:ln w="9525"><a:solidFill><a:srgbClr val="{theme.MUTED}"/></a:solidFill></a:ln></c:spPr>'
    values = plot.axis
    limits = f'<c:max val="{values.high!r}"/><c:min val="{values.low!r}"/>'
    apart = f'<c:tickLblSkip val="{skip}"/><c:tickMarkSkip val="1"/>' if skip > 1 else ""
    return (
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="out"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{line}{_text(_SMALL, body=body)}<c:crossAx val="2"/>'
        f'<c:crosses val="min"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>{apart}'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>{limits}</c:scaling><c:delete val="0"/>'
        f'<c:axPos val="l"/><c:majorGridlines><c:spPr>{grid}</c:spPr></c:majorGridlines>{_unit(unit_lines(plot, high))}'
        f'<c:numFmt formatCode={quoted(values.form)} sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>{line}{_text(_SMALL)}<c:crossAx val="1"/>'
        f'<c:crosses val="autoZero"/><c:crossBetween val="between"/><c:majorUnit val="{values.step!r}"/></c:valAx>'
    )


def _unit(lines: tuple[str, ...]) -> str:
    """The title of the value axis, upright."""
    if not lines:
        return ""
    rows = "".join(f"<a:p>{_run(text, _SMALL, theme.MUTED, bold=False)}</a:p>" for text in lines)
    return f'<c:title><c:tx><c:rich>{_UPRIGHT}<a:lstStyle/>{rows}</c:rich></c:tx><c:overlay val="0"/></c:title>'


_NOTHING_SHOWN = (
    '<c:showLegendKey val="0"/><c:showVal val="{shown}"/><c:showCatName val="0"/><c:showSerName val="0"/>'
    '<c:showPercent val="0"/><c:showBubbleSize val="0"/>'
)
_ON_WHITE = (  # a value wider than its bar stays legible over the bar beside it
    f'<c:spPr><a:solidFill><a:srgbClr val="{theme.WHITE}"/></a:solidFill></c:spPr>'
)
_PLACES = {"right": "r", "above": "t", "below": "b"}


def _words(line: Line, end: End | None, form: str) -> str:
    """The label at the line's end, each word in the colour of its line; for this year's bars the values above them."""
    if LOOKS[line.look].is_bar:
        if not LOOKS[line.look].has_values:
            return ""
        number_format = f'<c:numFmt formatCode={quoted(form)} sourceLinked="0"/>'
        look = f'{_ON_WHITE}{_text(_SMALL, bold=True)}<c:dLblPos val="outEnd"/>'
        return f"<c:dLbls>{number_format}{look}{_NOTHING_SHOWN.format(shown=1)}</c:dLbls>"
    none = _NOTHING_SHOWN.format(shown=0)
    if end is None:
        return ""
    rows = [(row, look) for text, look in end.words for row in text.split("\n")]
    rows_xml = "".join(
        f'<a:p><a:pPr algn="l"/>{_run(f"{_SPACE}{row}", _SMALL, LOOKS[look].colour, bold=True)}</a:p>'
        for row, look in rows
    )
    text = f'<c:tx><c:rich><a:bodyPr wrap="none"/><a:lstStyle/>{rows_xml}</c:rich></c:tx>'
    place = f'<c:dLblPos val="{_PLACES[end.where]}"/>'
    own = f'<c:dLbl><c:idx val="{end.point}"/>{text}{place}{_NOTHING_SHOWN.format(shown=1)}</c:dLbl>'
    return f"<c:dLbls>{own}{none}</c:dLbls>"


def _down(line: Line) -> str:
    """The bar down from the line's values: the likely range of the year end."""
    if not line.down:
        return ""
    look = LOOKS[line.look]
    colour = f'<a:solidFill><a:srgbClr val="{look.colour}"/></a:solidFill>'
    return (
        '<c:errBars><c:errDir val="y"/><c:errBarType val="minus"/><c:errValType val="fixedVal"/><c:noEndCap val="1"/>'
        f'<c:val val="{line.down!r}"/><c:spPr><a:ln w="{round(look.width * 12_700)}" cap="flat">{colour}</a:ln>'
        "</c:spPr></c:errBars>"
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


def _points(values: Numbers) -> str:
    points = "".join(
        f'<c:pt idx="{index}"><c:v>{value!r}</c:v></c:pt>' for index, value in enumerate(values) if value is not None
    )
    return f'<c:ptCount val="{len(values)}"/>{points}'
