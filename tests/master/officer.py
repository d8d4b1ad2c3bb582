"""A workbook as an officer keeps it, with own sheets full of what other programs lose, written by another library."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

SHEET = "My overview"
_THREADED = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment \
ref="A2" dT="2014-10-20T09:00:00.00" personId="{11111111-2222-3333-4444-555555555555}" \
id="{AAAAAAAA-2222-3333-4444-555555555555}"><text>Ask the police</text></threadedComment></ThreadedComments>"""
_PERSONS = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><person \
displayName="Performance officer" id="{11111111-2222-3333-4444-555555555555}" userId="po" providerId="None"/>\
</personList>"""
_CUSTOM = b'<?xml version="1.0" encoding="UTF-8"?><retention xmlns="urn:example:records">seven years</retention>'
_TYPES = {
    "xl/threadedComments/threadedComment1.xml": "application/vnd.ms-excel.threadedcomments+xml",
    "xl/persons/person.xml": "application/vnd.ms-excel.person+xml",
    "xl/printerSettings/printerSettings1.bin": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"
    ),
}
_RELATIONS = "http://schemas.microsoft.com/office/2017/10/relationships/"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


COLUMNS = ("id", "Q1", "share", "as at", "note")
FIRST, REMARKS = 5, "my remark"  # the first row of the table; a column of the officer's own


def plain(path: Path) -> None:
    """A workbook with a panel, a table of ours with an officer's column in its middle, and a sheet of formulas."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    book.set_calc_mode("auto", 191029)
    book.calc_on_load = False
    day, share = book.add_format({"num_format": "d mmm yyyy"}), book.add_format({"num_format": "0.0%", "bottom": 1})
    start = book.add_worksheet("Start")
    start.write("A5", "Returns in")
    start.write("B5", 0, book.add_format({"bold": True}))
    start.merge_range("A8:C8", "Merged by the officer")
    start.insert_image("E2", "crest.png", {"image_data": BytesIO(picture()), "description": "Crest"})
    sheet = book.add_worksheet("Figures")
    sheet.write("A1", "Figures")
    names = ("id", "Q1", REMARKS, "share", "as at", "note")
    rows = [(f"m{n}", n, f"remark {n}", n / 10, 41_800 + n, f"note {n}") for n in range(1, 5)]
    formats = [None, None, None, share, day, None]
    columns = [{"header": name, "format": one} for name, one in zip(names, formats, strict=True)]
    sheet.add_table(3, 0, 7, 5, {"name": "tFigures", "columns": columns, "data": rows})
    sheet.set_column(0, 5, 14)
    sheet.set_row(7, 22)
    sheet.data_validation("B5:B200", {"validate": "decimal", "criteria": ">=", "value": 0})
    sheet.conditional_format("B5:B200", {"type": "data_bar", "bar_solid": True})
    sheet.write_comment("B5", "Ask the police")
    sheet.write("H2", "To the side")
    shown = book.add_worksheet("Performance")
    for row in range(5, 9):
        shown.write_formula(f"A{row}", f"=Figures!B{row}*2", None, row)
        shown.write_formula(f"B{row}", f'=IF(Figures!B{row}>2,"Red","Green")', share, "Green")
        shown.add_sparkline(f"C{row}", {"range": "Figures!B5:B8"})
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Figures!$B$5:$B$8"})
    shown.insert_chart("E2", chart, {"description": "Figures of the quarter"})
    book.define_name("figures_now", "=Figures!$B$5:$B$8")
    book.close()


def picture() -> bytes:
    """A small PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x00\x70\x3c" * 8 for _ in range(8))
    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def with_own_sheets(path: Path, read: str) -> None:
    """Adds the officer's own sheet to the workbook. read: a cell of ours that a formula there reads."""
    import excelize as x

    book = x.open_file(str(path))
    book.new_sheet(SHEET)
    for column, name in enumerate(("Area", "Quarter", "Offences"), 1):
        book.set_cell_str(SHEET, f"{chr(64 + column)}4", name)
    for row, (area, quarter, count) in enumerate((("North", "Q1", 12), ("North", "Q2", 9), ("South", "Q1", 30)), 5):
        book.set_cell_str(SHEET, f"A{row}", area)
        book.set_cell_str(SHEET, f"B{row}", quarter)
        book.set_cell_int(SHEET, f"C{row}", count)
    book.set_cell_str(SHEET, "A1", "What I tell the board")
    book.set_cell_formula(SHEET, "E1", read)
    book.add_table(SHEET, x.Table(range="A4:C7", name="tMine", style_name="TableStyleMedium2"))
    book.add_slicer(
        SHEET, x.SlicerOptions(name="Area", cell="H4", table_sheet=SHEET, table_name="tMine", caption="Area")
    )
    series = [
        x.ChartSeries(name="'My overview'!$C$4", categories="'My overview'!$A$5:$A$7", values="'My overview'!$C$5:$C$7")
    ]
    book.add_chart(SHEET, "H20", x.Chart(type=x.ChartType.Line, series=series))
    graphic = x.GraphicOptions(alt_text="Our crest")
    book.add_picture_from_bytes(SHEET, "L4", x.Picture(extension=".png", file=picture(), format=graphic))
    book.add_comment(SHEET, x.Comment(cell="C5", author="Officer", paragraph=[x.RichTextRun(text="Late return")]))
    bold = book.new_style(x.Style(custom_num_fmt='0.0" per day"', font=x.Font(bold=True)))
    book.set_cell_style(SHEET, "C5", "C7", bold)
    red = book.new_conditional_style(x.Style(font=x.Font(color="9A0511")))
    book.set_conditional_format(
        SHEET, "C5:C7", [x.ConditionalFormatOptions(type="cell", criteria=">", format=red, value="10")]
    )
    rule = x.DataValidation(sqref="B5:B7", allow_blank=True)
    rule.set_drop_list(["Q1", "Q2", "Q3", "Q4"])
    book.add_data_validation(SHEET, rule)
    book.add_sparkline(SHEET, x.SparklineOptions(location=["E5"], range=["My overview!C5:C7"]))
    field = x.PivotTableField
    book.add_pivot_table(
        x.PivotTableOptions(
            data_range="My overview!A4:C7",
            pivot_table_range="My overview!A20:D30",
            rows=[field(data="Area")],
            columns=[field(data="Quarter")],
            data=[field(data="Offences", name="Sum", subtotal="Sum")],
            row_grand_totals=True,
            col_grand_totals=True,
        )
    )
    book.save_as(str(path))
    book.close()
    path.write_bytes(_with_other_parts(path.read_bytes()))


def _with_other_parts(content: bytes) -> bytes:
    """Adds what no library writes: a threaded comment with its person, custom XML, printer settings."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        parts = {entry.filename: package.read(entry) for entry in package.infolist()}
    sheet = next(
        name
        for name, xml in parts.items()
        if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name) and b"slicerList" in xml
    )
    relations = sheet.replace("worksheets/", "worksheets/_rels/") + ".rels"
    parts["xl/threadedComments/threadedComment1.xml"] = _THREADED
    parts["xl/persons/person.xml"] = _PERSONS
    parts["customXml/item1.xml"] = _CUSTOM
    parts["xl/printerSettings/printerSettings1.bin"] = bytes(range(256)) * 4
    for name, kind, target in (
        (relations, f"{_RELATIONS}threadedComment", "../threadedComments/threadedComment1.xml"),
        (relations, f"{_OFFICE}printerSettings", "../printerSettings/printerSettings1.bin"),
        ("xl/_rels/workbook.xml.rels", f"{_RELATIONS}person", "persons/person.xml"),
        ("xl/_rels/workbook.xml.rels", f"{_OFFICE}customXml", "../customXml/item1.xml"),
    ):
        identity = f"rIdOwn{len(parts[name])}"
        one = f'<Relationship Id="{identity}" Type="{kind}" Target="{target}"/></Relationships>'
        parts[name] = parts[name].replace(b"</Relationships>", one.encode())
    types = b"".join(f'<Override PartName="/{part}" ContentType="{kind}"/>'.encode() for part, kind in _TYPES.items())
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", types + b"</Types>")
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(zipfile.ZipInfo(name, (2014, 10, 20, 9, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return made.getvalue()
