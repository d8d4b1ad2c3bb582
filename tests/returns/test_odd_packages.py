"""Workbooks written oddly: read as all programs read them, or refused where programs differ."""

from __future__ import annotations

import contextlib
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest

from xlcsp.errors import ReturnError
from xlcsp.files.cells import CellError, Percent
from xlcsp.files.read import read_book

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
        '<c r="A1" r="C2"><v>1</v></c>',
        '<c r="A1" t="e" s="1" t="n"><v>#N/A</v></c>',
        '<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>',
        '<c r="A1"><v>1</v></c><c r="A01"><v>2</v></c>',
        '<c r="A1"><v>1</v></c><c r="a1"><v>2</v></c>',
        '<c r="A1"><v>5</v><v/></c>',
        '<!--<sheetData></sheetData>--><sheetData><row r="1"><c r="XFD1048576"><v>1</v></c></row></sheetData >',
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><sheetData/>',
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><dataValidations>',  # damaged behind its cells
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><a b=1/>',
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet><worksheet>',
        '<sheetData><row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>',  # not closed
        '<sheetData><row r="1"><c r="A1" t="str"><v>sheetData</v></c><c r="B1" t="e"><v>#N/A</v></c></row>',
        '<c r="XFD1048576"><v>1</v></c>',
        '<c r="A1" r="XFD1048576"><v>1</v></c>',
        '<c r="A2"><v>1</v></c>',  # in row 1
        '<c r="A1"/><c><v>1</v></c><c r="B1"><v>2</v></c>',  # the second is B1, too
        '<sheetData><row r="2"><c><v>1</v></c></row><row r="2"><c><v>2</v></c></row></sheetData>',
        '<sheetData><row r="1"><row r="2"><c r="A2"><v>1</v></c></row></row></sheetData>',
        '<sheetData><row r="1"><v>1</v></row></sheetData>',
    ],
)
def test_what_programs_read_differently_is_refused(tmp_path: Path, cells: str) -> None:
    with pytest.raises(ReturnError) as told:
        read_book(workbook(tmp_path / "odd.xlsx", cells))
    assert told.value.problem.code in ("damaged", "too large")
    assert told.value.problem.do


@pytest.mark.parametrize(
    ("cells", "row"),
    [
        ("<c><v>1</v></c><c/><c><v>3</v></c>", [1, None, 3]),
        ('<c r="B1"><v>1</v></c><c><v>3</v></c>', [None, 1, 3]),
        ('<c r="B1"><v>2</v></c><c r="A1"><v>1</v></c>', [1, 2]),
        ("<sheetData><row><c><v>1</v></c></row><row/><row><c><v>3</v></c></row></sheetData>", [1]),
        ('<sheetData><row r="2"><c r="A2"><v>2</v></c></row><row r="1"><c><v>1</v></c></row></sheetData>', [1]),
        ("<sheetData><row><c><v>1</v></c><!--</sheetData>--><c><v>2</v></c></row></sheetData >", [1, 2]),
        ('<sheetData ><row><c><v>1</v></c><c><v>2</v></c></row></sheetData><a b="1"/><!--</a>-->', [1, 2]),
        ('<sheetData><row><c><v>1</v></c><c><v>1</v></c></row></sheetData><a><b c="sheetData"/></a>', [1, 1]),
        ('<c r="A1" s="&#48;"><v>5</v></c>', [5]),
        ('<c r="A1"><v>&#53;</v></c>', [5]),
        ('<c r="A1"><v><![CDATA[5]]></v></c>', [5]),
        ('<c r="A1"><v>5<!-- x -->7</v></c>', [57]),
        ('<c r="A1"><v><?x y?>5</v></c>', [5]),
        ('<c r="A1"><v>5</v><f>7</f></c>', [5]),
        ('<c r="A1"><v> 5 </v></c>', [5]),
        ('<c r="A1"><v>303.00000000000006</v></c>', [303]),
        ('<c r="A1"><v>0.30000000000000004</v></c>', [0.3]),
        ('<c r="A1"><v>12345678901234567</v></c>', [12345678901234600]),
        ('<c r="A1" t="str"><v>a&#xa;b</v></c>', ["a\nb"]),
        ('<c r="A1" t="str"><v>a_x000D_\nb_x005F_x0041_</v></c>', ["a\nb_x0041_"]),
        ('<c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r><rPh><t>x</t></rPh></is></c>', ["ab"]),
        ('<c r="A1" t="d"><v>2014-07-10T00:00:00.000Z</v></c>', [date(2014, 7, 10)]),
        ('<c r="A1" t="d"><v>2014-07-10</v></c>', [date(2014, 7, 10)]),
        ('<c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>false</v></c>', [True, False]),
        ('<c r="A1" t="s"><v></v></c><c r="B1"><v/></c><c r="C1"><v>1</v></c>', [None, None, 1]),
    ],
)
def test_what_all_programs_read_alike_is_read(tmp_path: Path, cells: str, row: list[object]) -> None:
    assert first_row(workbook(tmp_path / "odd.xlsx", cells)) == row


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1" t="s"><v>-1</v></c>',
        '<c r="A1" t="s"><v>1.0</v></c>',
        '<c r="A1" t="s"><v>7</v></c>',
        '<c r="A1"><v>about 5</v></c>',
        '<c r="A1"><v>1_000</v></c>',
        '<c r="A1"><v>١٢</v></c>',
        '<c r="A1"><v>NaN</v></c>',
        '<c r="A1" t="zzz"><v>5</v></c>',
        '<c r="A1" t="b"><v>5</v></c>',
        '<c r="A1" t="d"><v>soon</v></c>',
        '<c r="A1"><is><t>5</t></is></c>',
        '<c r="A1" s="99"><v>0.5</v></c>',
    ],
)
def test_a_cell_that_means_nothing_is_told_and_the_others_are_read(tmp_path: Path, cell: str) -> None:
    told, other = first_row(workbook(tmp_path / "odd.xlsx", f'{cell}<c r="B1"><v>2</v></c>'))
    assert isinstance(told, CellError)
    assert told.code
    assert other == 2


@pytest.mark.parametrize(
    "code",
    ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA", "#SPILL!", "#CALC!",
     "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#PYTHON!", "#FEHLER!"],
)  # fmt: skip
def test_an_error_has_whatever_name_a_program_gives_it(tmp_path: Path, code: str) -> None:
    row = first_row(workbook(tmp_path / "a.xlsx", f'<c r="A1" t="e"><v>{code}</v></c><c r="B1"><v>2</v></c>'))
    assert row == [CellError(code), 2]


@pytest.mark.parametrize(
    "cells",
    [
        '<c t="e"><v>#N/A</v></c>',
        '<c r="A1" foo=">" t="e"><v>#N/A</v></c>',
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


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "latin-1"])
def test_a_sheet_is_read_whatever_its_encoding(tmp_path: Path, encoding: str) -> None:
    name = encoding.removesuffix("-sig")
    xml = (
        f'<?xml version="1.0" encoding="{name}"?><worksheet xmlns="{MAIN}"><sheetData><row r="1">'
        '<c r="A1" t="str"><v>£5</v></c></row></sheetData></worksheet>'
    )
    path = workbook(tmp_path / "a.xlsx", "", **{"xl/worksheets/sheet1.xml": xml.encode(encoding)})  # type: ignore[arg-type]
    assert first_row(path) == ["£5"]


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_a_document_type_is_refused_in_any_part_and_encoding(tmp_path: Path, part: str, encoding: str) -> None:
    path = workbook(tmp_path / "a.xlsx", '<c r="A1" s="1"><v>5</v></c>')
    with zipfile.ZipFile(path) as package:
        text = package.read(part).decode()
    start = "﻿" if encoding == "utf-16-be" else ""
    content = f'{start}<!DOCTYPE x [<!ENTITY a "aaaa">]>{text}'.encode(encoding)
    path = workbook(tmp_path / "a.xlsx", '<c r="A1" s="1"><v>5</v></c>', **{part: content})  # type: ignore[arg-type]
    with pytest.raises(ReturnError, match="document type"):
        read_book(path)


def test_a_formula_that_gives_an_empty_text_is_blank(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", '<c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><v>5</v></c>')
    assert first_row(path) == [None, 5]


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


def test_the_format_of_a_conditional_rule_is_not_that_of_a_cell(tmp_path: Path) -> None:
    """Apache POI numbers its own formats without a look at those of the rules, which then share a number."""
    rule = '<dxfs count="1"><dxf><numFmt numFmtId="164" formatCode="#,##0"/></dxf></dxfs>'
    styles = STYLES.format(FORMATS + rule)
    (cell,) = first_row(workbook(tmp_path / "a.xlsx", '<c r="A1" s="2"><v>0.5</v></c>', styles))
    assert (type(cell), cell) == (Percent, 0.5)


def test_parts_are_found_whatever_their_capitals_and_folders(tmp_path: Path) -> None:
    sheet = (
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" s="1"><v>0.5</v></c></row></sheetData></worksheet>'
    )
    path = workbook(tmp_path / "a.xlsx", "", **{
        "xl/_rels/workbook.xml.rels": relations(("worksheet", "Sheets/One.xml"), ("styles", "styles.xml")),
        "xl/sheets/one.xml": sheet,
    })  # fmt: skip
    assert [(type(one), one) for one in first_row(path)] == [(Percent, 0.5)]


def test_parts_of_other_names_are_found_by_their_relationships(tmp_path: Path) -> None:
    targets = (("worksheet", "/xl/tables%20of/one.xml"), ("styles", "styles2.xml"), ("sharedStrings", "texts.xml"))
    path = workbook(tmp_path / "a.xlsx", "", **{
        "_rels/.rels": relations(("officeDocument", "xl\\workbook2.xml")),
        "xl/workbook.xml": "not this one",
        "xl/workbook2.xml": f'<x:workbook xmlns:x="{MAIN}" xmlns:q="{RELATION}"><x:sheets><x:sheet name="Return" '
        'sheetId="1" q:id="r0"/></x:sheets></x:workbook>',
        "xl/_rels/workbook2.xml.rels": relations(*targets),
        "xl/styles2.xml": f'<styleSheet xmlns="{MAIN}">{STYLES.format(FORMATS)}</styleSheet>',
        "xl/texts.xml": f'<sst xmlns="{MAIN}"><si><t><![CDATA[a & b]]></t></si></sst>',
        "xl\\tables of\\one.xml": f'<worksheet xmlns="{MAIN}"><sheetData><row><c s="1"><v>0.5</v></c>'
        '<c t="s"><v>0</v></c></row></sheetData></worksheet>',
    })  # fmt: skip
    row = first_row(path)
    assert (row, type(row[0])) == ([0.5, "a & b"], Percent)


def test_a_part_that_stands_there_twice_is_not_chosen_from(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", '<c r="A1"><v>5</v></c>', **{"xl/worksheets/SHEET1.xml": "<x/>"})
    with pytest.raises(ReturnError, match="two parts"):
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
