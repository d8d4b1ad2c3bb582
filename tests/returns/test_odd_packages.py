"""Workbooks as no spreadsheet program writes them, which programs read differently: told, or read as all read them.

Calamine gives an error as blank and takes what others refuse; whatever is read must be what stands there.
"""

from __future__ import annotations

import contextlib
import time
import zipfile
from pathlib import Path

import pytest

from xlcsp.errors import ReturnError
from xlcsp.files.cells import CellError, Percent, read_book

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = (
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="0.0%"/></numFmts><fonts count="1"><font/></fonts>'
    '<fills count="1"><fill><patternFill/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs>{}'
)
FORMATS = '<cellXfs count="3"><xf/><xf numFmtId="9"/><xf numFmtId="164"/></cellXfs>'


def relations(*of: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="r{at}" Type="{RELATION}/{kind}" Target="{to}"/>' for at, (kind, to) in enumerate(of)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def workbook(path: Path, cells: str, styles: str = STYLES.format(FORMATS), **parts: str) -> Path:
    """A workbook with one sheet. cells: the first row's, or the whole of what stands in the sheet."""
    data = cells if "sheetData" in cells else f'<sheetData><row r="1">{cells}</row></sheetData>'
    content = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><sheets><sheet name="Return" sheetId="1" '
        'r:id="r0"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")),
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}" xmlns:x="{MAIN}">{data}</worksheet>',
    } | parts
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in content.items():
            package.writestr(name, text)
    return path


def first_row(path: Path) -> list[object]:
    return list(read_book(path).sheets["Return"].rows[0])


@pytest.mark.parametrize(
    "cells",
    [
        '<c t="e"><v>#N/A</v></c>',  # no address: which cell is it?
        '<c r="A1" r="C2"><v>1</v></c>',
        '<c r="A1" t="e" s="1" t="n"><v>#N/A</v></c>',
        '<c r="A1" foo=">" t="e"><v>#N/A</v></c>',
        '<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>',
        '<c r="A1"><v>1</v></c><c r="A01"><v>2</v></c>',
        '<c r="A1"><v>1</v></c><c r="a1"><v>2</v></c>',
        '<c r="A1" s="&#49;"><v>5</v></c>',
        '<c r="A1"><v>&#53;</v></c>',
        '<c r="A1"><v><![CDATA[5]]></v></c>',
        '<c r="A1"><v>5<!-- x -->7</v></c>',
        '<c r="A1"><v><?x y?>5</v></c>',
        '<c r="A1"><v>5</v><f>7</f></c>',
        '<c r="A1"><v>5</v><v/></c>',
        '<!--<sheetData></sheetData>--><sheetData><row r="1"><c r="XFD1048576"><v>1</v></c></row></sheetData >',
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><sheetData/>',
        '<sheetData><row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>',  # not closed
        '<sheetData><row r="1"><c r="A1" t="str"><v>sheetData</v></c><c r="B1" t="e"><v>#N/A</v></c></row>',
        '<c r="XFD1048576"><v>1</v></c>',
        '<c r="A1" r="XFD1048576"><v>1</v></c>',
    ],
)
def test_what_programs_read_differently_is_refused(tmp_path: Path, cells: str) -> None:
    with pytest.raises(ReturnError) as told:
        read_book(workbook(tmp_path / "odd.xlsx", cells))
    assert told.value.problem.code in ("damaged", "too large")
    assert told.value.problem.do


@pytest.mark.parametrize(
    "cells",
    [
        '<c r="A1" t="e"><v>#N/A</v></c>',
        "<c r='A1' t='e'><v>#N/A</v></c>",
        '<c t="e" r="A1"\n><v>#N/A</v></c>',
        '<x:c r="A1" t="e"><x:v>#N/A</x:v></x:c>',
        '<c r="A1" t="e" cm="1"><f>NA()</f><v>#N/A</v></c>',
    ],
)
def test_an_error_is_an_error_however_it_is_written(tmp_path: Path, cells: str) -> None:
    assert first_row(workbook(tmp_path / "a.xlsx", cells))[0] == CellError("#N/A")


@pytest.mark.parametrize(
    "cells",
    [
        '<c r="A1"><f>1+B2</f></c>',
        '<c r="A1"><f>1+B2</f><v/></c>',
        '<c r="A1"><f>1+B2</f><v></v></c>',
        '<c r="A1" t="str"><f>B1</f></c>',
        '<c r="A1"><x:f>7</x:f></c>',
        '<c r="A1"><f t="shared" si="0"/></c>',
        '<c r="A1"> <f>7</f> </c>',
    ],
)
def test_a_formula_never_calculated_is_told(tmp_path: Path, cells: str) -> None:
    assert first_row(workbook(tmp_path / "a.xlsx", cells))[0] == CellError("")


def test_a_sheet_in_another_encoding_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    xml = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>5</v></c></row></sheetData></worksheet>'
    path = workbook(tmp_path / "a.xlsx", "", **{"xl/worksheets/sheet1.xml": xml.encode("utf-16")})  # type: ignore[arg-type]
    with pytest.raises(ReturnError, match="encoding"):
        read_book(path)


def test_a_formula_that_gives_an_empty_text_is_blank(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", '<c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><v>5</v></c>')
    assert first_row(path) == ["", 5]


@pytest.mark.parametrize("mark", [' s="1"', ' cm="1" s="1"', " s = '1'", ' s="2"'])
@pytest.mark.parametrize(
    "defined",
    [
        '<numFmt numFmtId="164" formatCode="0.0%"/>',
        '<numFmt formatCode="0.0%" numFmtId="164"/>',
        "<numFmt numFmtId = '164' formatCode='0.0&#37;'/>",
        '<numFmt numFmtId="164" formatCode=\'0.0"x"%\'/>',
    ],
)
def test_a_percentage_is_one_however_its_style_is_written(tmp_path: Path, mark: str, defined: str) -> None:
    styles = STYLES.replace('<numFmt numFmtId="164" formatCode="0.0%"/>', defined).format(FORMATS)
    row = first_row(
        workbook(tmp_path / "a.xlsx", f'<c r="A1"{mark}><v>0.5</v></c><c r="B1" s="0"><v>5</v></c>', styles)
    )
    assert [(type(one), one) for one in row] == [(Percent, 0.5), (float, 5.0)]


def test_parts_are_found_whatever_their_capitals_and_folders(tmp_path: Path) -> None:
    sheet = (
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" s="1"><v>0.5</v></c></row></sheetData></worksheet>'
    )
    path = workbook(tmp_path / "a.xlsx", "", **{
        "xl/_rels/workbook.xml.rels": relations(("worksheet", "Sheets/One.xml"), ("styles", "styles.xml")),
        "xl/sheets/one.xml": sheet,
    })  # fmt: skip
    assert [(type(one), one) for one in first_row(path)] == [(Percent, 0.5)]


def test_styles_of_another_name_are_refused_for_calamine_would_not_see_them(tmp_path: Path) -> None:
    rels = relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles2.xml"))
    path = workbook(tmp_path / "a.xlsx", '<c r="A1" s="1"><v>0.5</v></c>', **{"xl/_rels/workbook.xml.rels": rels})
    with pytest.raises(ReturnError, match="another name"):
        read_book(path)


def test_a_sheet_named_with_an_angle_bracket_is_there(tmp_path: Path) -> None:
    book = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><sheets><sheet name="Q1 > Q2" sheetId="1" r:id="r0"/></sheets>'
        "</workbook>"
    )
    path = workbook(tmp_path / "a.xlsx", '<c r="A1"><v>5</v></c>', **{"xl/workbook.xml": book})
    assert list(read_book(path).sheets) == ["Q1 > Q2"]


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_part_that_is_not_what_its_checksum_says_is_damaged(tmp_path: Path, part: str) -> None:
    path = workbook(tmp_path / "a.xlsx", '<c r="A1"><v>5</v></c>')
    with zipfile.ZipFile(path) as package:
        checksum = package.getinfo(part).CRC.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(checksum, b"\0\1\2\3"))
    with pytest.raises(ReturnError, match="damaged"):
        read_book(path)


def test_a_part_packed_in_a_way_that_hides_its_size_is_refused_at_once(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", '<c r="A1"><v>5</v></c>')
    with zipfile.ZipFile(path) as package:
        content = {entry: package.read(entry) for entry in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as package:
        for name, text in content.items():
            package.writestr(name, text)
    with pytest.raises(ReturnError):
        read_book(path)


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{MAIN}"><sheetData>{{}}</sheetData></worksheet>|<c r="A1" '),
        (
            "xl/worksheets/sheet1.xml",
            f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{{}}</x:sheetData></x:worksheet>|<x:c ',
        ),
        (
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{MAIN}"><sheetData><c r="A1" {{}} b="1"/></sheetData></worksheet>|a',
        ),
        ("xl/workbook.xml", f'<workbook xmlns="{MAIN}">{{}}</workbook>|<sheet '),
        ("xl/workbook.xml", f'<workbook xmlns="{MAIN}"><sheet {{}}/></workbook>|a'),
        ("xl/styles.xml", f'<styleSheet xmlns="{MAIN}">{{}}</styleSheet>|<numFmt '),
        ("xl/styles.xml", f'<styleSheet xmlns="{MAIN}"><numFmt {{}}/></styleSheet>|numFmtId="1"'),
    ],
)
def test_the_time_grows_with_the_file_and_no_faster(tmp_path: Path, part: str, text: str) -> None:
    around, repeated = text.split("|")
    start = time.process_time()
    path = workbook(tmp_path / "a.xlsx", '<c r="A1"><v>5</v></c>', **{part: around.format(repeated * 100_000)})
    with contextlib.suppress(ReturnError):
        read_book(path)
    assert time.process_time() - start < 60  # by the square of the length it would be many minutes
