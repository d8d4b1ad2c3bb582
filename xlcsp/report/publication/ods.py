"""The publication copy as an OpenDocument spreadsheet, written by odfdo: the same sheets, tables and words."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from odfdo import Cell as OdfCell
from odfdo import Column, Document, Element, Frame, Link, Paragraph, Row, Style
from odfdo import Table as OdfTable

from xlcsp.domain.logo import Logo
from xlcsp.domain.numbers import MOST_PLACES
from xlcsp.files import packed
from xlcsp.files import write as files
from xlcsp.report.publication.values import ABOUT_CONTENTS, ABOUT_NOTES, Cell, Publication, Share, places_of

_CONTENTS = "Contents"
_TITLE, _HEAD, _BODY, _LINE, _MARK = "csp-title", "csp-head", "csp-body", "csp-line", "csp-mark"
_TEXT_STYLES = ((_TITLE, "16pt", True, False), (_HEAD, "12pt", True, True), (_BODY, "12pt", False, True),
                (_LINE, "12pt", False, False))  # fmt: skip
_BESIDE_TEXT = {"style:vertical-align": "top", "fo:padding-right": "0.2cm"}  # numbers, with texts right of them
_RIGHT = {_BODY: _MARK, _HEAD: "csp-head-right"}  # what stands in a column of numbers
_LANDSCAPE = {
    "fo:page-width": "29.7cm", "fo:page-height": "21cm", "style:print-orientation": "landscape",
    "style:scale-to-X": "1", "style:scale-to-Y": "0",
}  # fmt: skip
_HEADER = 2  # the row of a table's heads: below its title and what it is about
_LOGO, _POINTS = (200.0, 50.0), 72  # points, at most; points in an inch
_NARROWEST, _WIDEST, _WIDEST_TEXT, _PER_CHARACTER, _BESIDE = 2.0, 11.0, 18.0, 0.24, 0.4  # centimetres
_NUMBER = (
    '<number:number number:decimal-places="{0}" number:min-decimal-places="{0}" number:min-integer-digits="1" '
    'number:grouping="true"/>'
)


def write_ods(publication: Publication, data_date: date, path: Path) -> None:
    """Writes the copy whole or not at all. The same publication gives the same bytes."""
    with files.replacing(path) as draft:
        draft.write_bytes(_package(publication, data_date))


def _package(publication: Publication, data_date: date) -> bytes:
    document = Document("spreadsheet")
    document.body.clear()
    _add_styles(document, publication.decimals)
    _print_landscape(document)
    for place, sheet in enumerate(_sheets(publication)):
        table = sheet(document)
        if not place and publication.logo is not None:
            table.append(_logo_row(document, publication.logo, publication.partnership))
        document.body.append(table)
    meta = document.meta
    meta.title, meta.subject = publication.title, publication.partnership
    meta.language = "en-GB"
    meta.creator = meta.initial_creator = publication.partnership
    meta.generator = files.PROGRAM
    moment = files.midnight(data_date)
    meta.creation_date = meta.date = moment
    meta.editing_cycles = 1
    content = io.BytesIO()
    document.save(content)
    return _steady(content.getvalue())


def _steady(content: bytes) -> bytes:
    """The same package with the media type first and uncompressed, as the format requires, and fixed times."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(out, "w") as steady:
        names = sorted(name for name in package.namelist() if not name.endswith("/") and "Thumbnails" not in name)
        for name in sorted(names, key=lambda name: name != "mimetype"):
            entry = zipfile.ZipInfo(name, packed.ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            entry.create_system = 0
            steady.writestr(entry, package.read(name))
    return out.getvalue()


class _Sheet:
    """A sheet to be written: its name, its rows, and which of them are headings; on all but the cover of a table."""

    def __init__(self, publication: Publication, name: str, rows: Sequence[Sequence[Cell]], *heads: int) -> None:
        self.name, self.rows, self.publication = name, rows, publication
        self.heads = heads or (_HEADER,)
        self.is_table = not heads

    def __call__(self, document: Document) -> OdfTable:
        """The table, its columns as wide as their texts; the row of its heads is marked as such."""
        table = OdfTable(self.name)
        table.clear()
        head, body = (self.rows[_HEADER], self.rows[_HEADER + 1 :]) if self.is_table else ((), self.rows)
        widest = _WIDEST if self.name in {table.sheet for table in self.publication.tables} else _WIDEST_TEXT
        for place in range(max(map(len, self.rows))):
            texts = [self.publication.text(row[place]) for row in body if place < len(row)]
            texts += str(head[place]).split() if head else []  # a heading may go over several lines
            table.append(_column(document, max(map(len, texts), default=0), widest))
        numeric = {place for row in self.rows for place, value in enumerate(row) if not isinstance(value, str)}
        for number, values in enumerate(self.rows):
            is_above = self.is_table and number < _HEADER
            style = _TITLE if not number else _HEAD if number in self.heads else _LINE if is_above else _BODY
            row = _row(values, style, self.publication, numeric if style in _RIGHT else set())
            if self.is_table and number == _HEADER:
                marked = Element.from_tag("table:table-header-rows")
                marked.append(row)
                row = marked
            elif self.name == _CONTENTS and number > _HEADER:
                _link(row, str(values[0]))
            table.append(row)
        return table


def _link(row: Row, sheet: str) -> None:
    """Makes the first cell of a row a link to a sheet."""
    cell = row.get_cell(0, clone=False)
    cell.clear()
    cell.style = _BODY
    cell.set_attribute("office:value-type", "string")
    paragraph, link = Paragraph(), Link(f"#'{sheet}'.A1", text=sheet)
    link.set_attribute("xlink:type", "simple")
    paragraph.append(link)
    cell.append(paragraph)


def _sheets(publication: Publication) -> Iterable[_Sheet]:
    """The sheets of the Excel copy, with the same titles and tables."""
    cover = [(f"{publication.partnership}: {publication.title}",)]
    heads = [0]
    for heading, lines in publication.cover:
        heads.append(len(cover))
        cover += [(text,) for text in (heading, *lines)]
    yield _Sheet(publication, "Cover", cover, *heads)
    contents = [("Notes", "Notes"), *((table.sheet, table.title) for table in publication.tables)]
    above = [("Table of contents",), (ABOUT_CONTENTS,), ("Sheet name", "Table description")]
    yield _Sheet(publication, _CONTENTS, [*above, *contents])
    above = [("Notes",), (ABOUT_NOTES,), ("Shorthand or term", "Meaning")]
    yield _Sheet(publication, "Notes", [*above, *publication.notes])
    for table in publication.tables:
        yield _Sheet(publication, table.sheet, [(table.title,), (table.instructions,), table.head, *table.rows])


def _logo_row(document: Document, logo: Logo, partnership: str) -> Row:
    """The partnership's logo below the cover's text, with alternative text."""
    wide, high = (f"{side / _POINTS * 2.54:.2f}cm" for side in logo.within(*_LOGO))
    uri = document.add_file(io.BytesIO(logo.content))
    frame = Frame.image_frame(uri, name="Logo", size=(wide, high), position=("0.2cm", "0.2cm"))
    frame.svg_description = f"Logo of the {partnership}"
    row, cell = Row(), OdfCell()
    cell.append(frame)
    row.append(cell)
    return row


def _row(values: Sequence[Cell], style: str, publication: Publication, numeric: set[int]) -> Row:
    """A row; in numeric columns marks and headings are aligned right, like the numbers."""
    row = Row()
    for place, value in enumerate(values):
        if isinstance(value, str) and place in numeric:
            row.append(OdfCell(value, style=_RIGHT[style]))
        elif isinstance(value, str):
            row.append(OdfCell(value, style=style))
        else:
            is_share = isinstance(value, Share)
            look = _number_style(places_of(value, publication.decimals), is_share=is_share)
            plain, of_type = value if isinstance(value, int) else float(value), "percentage" if is_share else "float"
            row.append(OdfCell(plain, text=publication.text(value), cell_type=of_type, style=look))
    return row


def _column(document: Document, characters: int, widest: float) -> Column:
    """A column in which so many characters and the space beside them fit, up to the widest."""
    wide = math.ceil(min(widest, max(_NARROWEST, characters * _PER_CHARACTER + _BESIDE)) * 2) / 2
    name = f"csp-w{round(wide * 10)}"
    if document.get_style("table-column", name) is None:
        document.insert_style(Style("table-column", name=name, width=f"{wide}cm"), automatic=True)
    return Column(style=name)


def _add_styles(document: Document, decimals: int) -> None:
    for name, size, bold, wraps in _TEXT_STYLES:
        style = Style("table-cell", name=name, area="text", size=size, bold=bold, font="Arial")
        if wraps:
            style.set_properties(
                {"fo:wrap-option": "wrap", "style:vertical-align": "top", "fo:padding-left": "0.2cm"}, area="table-cell"
            )
        document.insert_style(style, automatic=True)
    for left, right in _RIGHT.items():
        mark = Style("table-cell", name=right, area="text", size="12pt", font="Arial", bold=left == _HEAD)
        mark.set_properties({**_BESIDE_TEXT, "fo:wrap-option": "wrap"}, area="table-cell")
        mark.set_properties({"fo:text-align": "end"}, area="paragraph")
        document.insert_style(mark, automatic=True)
    for places in range(max(decimals, MOST_PLACES) + 1):
        _add_number_style(document, places)
        _add_number_style(document, places, is_share=True)


def _number_style(places: int, *, is_share: bool) -> str:
    """The name of the style of numbers with so many decimals."""
    return f"csp-{'share' if is_share else 'number'}-{places}"


def _add_number_style(document: Document, places: int, *, is_share: bool = False) -> None:
    name, element = _number_style(places, is_share=is_share), "percentage-style" if is_share else "number-style"
    sign = "<number:text>%</number:text>" if is_share else ""
    xml = f'<number:{element} style:name="n-{name}">{_NUMBER.format(places)}{sign}</number:{element}>'
    document.insert_style(Element.from_tag(xml), automatic=True)
    style = Style("table-cell", name=name, area="text", size="12pt", font="Arial")
    style.set_attribute("style:data-style-name", f"n-{name}")  # odfdo leaves it out of a cell's style
    style.set_properties(_BESIDE_TEXT, area="table-cell")
    document.insert_style(style, automatic=True)


def _print_landscape(document: Document) -> None:
    """Sets A4 landscape, each table as wide as the page."""
    for page in document.styles.root.get_elements("//style:page-layout-properties"):
        for name, value in _LANDSCAPE.items():
            page.set_attribute(name, value)
