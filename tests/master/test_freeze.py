"""The copy for circulation holds values only: nothing that runs, no links to elsewhere, and nobody's name."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
import xlsxwriter

from tests.master import officer
from tests.master.test_parts import cells, findings, opened, packed, parts_of
from tests.support import edit_part, partnership, write_plan
from tests.support import opened as opened_book
from xlcsp.cli import main
from xlcsp.errors import WouldLoseParts
from xlcsp.files.read import read_book
from xlcsp.master.freeze import NOT_CALCULATED, freeze
from xlcsp.master.parts import edit

INTERPRETER = r"C:\Users\jane\xlcsp\pythonw.exe"
WHO, WHERE = "Jane Officer", r"C:\Users\jane\master"


def macro_book(path: Path) -> bytes:
    """A macro workbook with a button, a comment beside it, formulas of every kind and a link to another workbook."""
    book = xlsxwriter.Workbook(str(path))
    macros = path.with_name("vbaProject.bin")
    macros.write_bytes(b"\xd0\xcf\x11\xe0 macros")
    book.add_vba_project(str(macros))
    book.set_properties({"author": WHO, "manager": WHO, "title": "Master"})
    start = book.add_worksheet("Start")
    start.insert_button("B2", {"macro": "RebuildReport", "caption": "Rebuild report"})
    start.write_comment("A1", "Kept")
    start.insert_image("E2", "crest.png", {"image_data": io.BytesIO(officer.picture())})
    only_button = book.add_worksheet("Button")
    only_button.insert_button("B2", {"macro": "RebuildReport"})
    sheet = book.add_worksheet("Performance")
    percent = book.add_format({"num_format": "0.0%", "bg_color": "#00703C"})
    sheet.write_formula("A1", "=CSP_YTD(B1:E1)", percent, 0.125)
    sheet.write_formula("A2", "=CSP_RAG(A1)", percent, "Green")
    sheet.write_formula("A3", '=IF(1,"","")', percent, "")
    sheet.write_formula("A4", "=1=1", None, True)
    sheet.write_formula("A5", "=NA()", None, "#N/A")
    sheet.write_formula("A6", '="<&> "&"x"', None, "<&> x ")
    sheet.write_array_formula("A7:A8", "{=B7:B8*2}", None, 4)
    sheet.write_number("A8", 6)
    sheet.write_dynamic_array_formula("A9:A9", "=SORT(B1:B2)", None, 0)
    sheet.conditional_format("A2:A2", {"type": "cell", "criteria": "==", "value": '"Red"', "format": percent})
    sheet.add_table(
        10, 0, 12, 1, {"name": "tRun", "columns": [{"header": "n"}, {"header": "twice", "formula": "=[@n]*2"}]}
    )
    sheet.set_column(0, 0, 33)
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=Performance!$A$7:$A$8"})
    sheet.insert_chart("G2", chart)
    config = book.add_worksheet("xlwings.conf")
    config.write_row("A1", ["Interpreter_Win", INTERPRETER])
    config.write_row("A2", ["UDF Modules", "shared"])
    sheet.write("J1", "shared")
    book.define_name("kept", "=Performance!$A$1")
    book.define_name("elsewhere", "='[1]Sheet1'!$A$1")
    book.close()
    blank = {"Performance": {"A3": ""}}  # XlsxWriter cannot store an empty result
    return with_link(edit("master.xlsm", path.read_bytes(), cached=blank))


def with_link(content: bytes) -> bytes:
    """Adds a link to another workbook, the path of the last saving and the person who reserved the file."""
    parts = parts_of(content)
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = parts["xl/workbook.xml"].decode()
    path = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice '
        f'Requires="x15"><x15ac:absPath url="{WHERE}" '
        'xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"/></mc:Choice></mc:AlternateContent>'
    )
    main = main.replace("<bookViews>", f"{path}<bookViews>").replace(
        "<definedNames>", '<externalReferences><externalReference r:id="rId99"/></externalReferences><definedNames>'
    )
    main = main.replace("<workbookPr", f'<fileSharing userName="{WHO}"/><workbookPr')
    main = main.replace(
        "<workbook ", '<workbook xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main" '
    )
    parts["xl/workbook.xml"] = main.encode()
    link = f'<Relationship Id="rId99" Type="{office}/externalLink" Target="externalLinks/externalLink1.xml"/>'
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace(b"</Relationships>", f"{link}</Relationships>".encode())
    parts["xl/externalLinks/externalLink1.xml"] = (
        f'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{office}">'
        '<externalBook r:id="rId1"><sheetNames><sheetName val="Sheet1"/></sheetNames></externalBook></externalLink>'
    ).encode()
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{office}/externalLinkPath" Target="file:///{WHERE}" TargetMode="External"/></Relationships>'
    ).encode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
    one = f'<Override PartName="/xl/externalLinks/externalLink1.xml" ContentType="{kind}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", one.encode())
    return packed(parts)


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return macro_book(tmp_path_factory.mktemp("macros") / "master.xlsm")


@pytest.fixture(scope="module")
def copy(master: bytes) -> bytes:
    return freeze("master.xlsm", master).content


def test_every_formula_becomes_its_value(copy: bytes) -> None:
    found = [row[0] for row in cells(copy, "Performance")[:9]]
    assert found[:4] == [0.125, "Green", "", True]
    assert found[5:] == ["<&> x ", 4, 6, 0]
    sheet = opened(copy)["Performance"]
    assert sheet["A5"].value == "#N/A"
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    parts = parts_of(copy)
    assert not [name for name, part in parts.items() if "worksheets/sheet" in name and re.search(rb"<f[ >/]", part)]
    assert b"Formula" not in parts["xl/tables/table1.xml"]


def test_formats_charts_widths_comments_and_conditional_formats_stay(master: bytes, copy: bytes) -> None:
    before, after = parts_of(master), parts_of(copy)
    for name in (
        "xl/styles.xml",
        "xl/charts/chart1.xml",
        "xl/media/image1.png",
        "xl/comments1.xml",
        "xl/theme/theme1.xml",
    ):
        assert before[name] == after[name]
    sheet = opened(copy)["Performance"]
    assert sheet["A1"].number_format == "0.0%"
    assert sheet.column_dimensions["A"].width == opened(master)["Performance"].column_dimensions["A"].width
    assert sheet.conditional_formatting
    assert opened(copy)["Start"]["A1"].comment.text == "Kept"
    assert set(opened(copy).defined_names) == {"kept"}


def test_nothing_runs_leads_elsewhere_or_names_a_person(copy: bytes) -> None:
    parts = parts_of(copy)
    for word in (
        WHO,
        WHERE,
        INTERPRETER,
        "vbaProject",
        "macroEnabled",
        "externalLink",
        "RebuildReport",
        "[1]",
        "calcChain",
    ):
        assert not [name for name, part in parts.items() if word.encode() in part or word in name], word
    assert b'ObjectType="Note"' in parts["xl/drawings/vmlDrawing1.vml"]
    assert "xl/drawings/vmlDrawing2.vml" not in parts
    assert b"legacyDrawing" not in parts["xl/worksheets/sheet2.xml"]
    assert cells(copy, "xlwings.conf") == [["Interpreter_Win"], ["UDF Modules"]]
    assert cells(copy, "Performance")[0][9] == "shared"
    assert b"<dc:title>Master</dc:title>" in parts["docProps/core.xml"]


@pytest.mark.office
def test_the_validator_finds_nothing(copy: bytes, tmp_path: Path) -> None:
    assert findings(copy, tmp_path) == []


def test_form_controls_and_macros_of_shapes_go(master: bytes) -> None:
    parts = parts_of(master)
    controls = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice '
        'Requires="x14"><controls><control shapeId="1026" r:id="rId50" name="Box"/></controls></mc:Choice>'
        "</mc:AlternateContent></worksheet>"
    )
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"</worksheet>", controls.encode())
    one = (
        '<Relationship Id="rId50" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/ctrlProp" '
        'Target="../ctrlProps/ctrlProp1.xml"/></Relationships>'
    )
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    parts[rels] = parts[rels].replace(b"</Relationships>", one.encode())
    parts["xl/ctrlProps/ctrlProp1.xml"] = b"<formControlPr/>"
    drawing = "xl/drawings/drawing1.xml"
    parts[drawing] = parts[drawing].replace(b"<xdr:pic>", b'<xdr:pic macro="[0]!RebuildReport">')
    after = parts_of(freeze("m.xlsm", packed(parts)).content)
    assert "xl/ctrlProps/ctrlProp1.xml" not in after
    assert b"control" not in after[sheet]
    assert b"ctrlProp" not in after[rels]
    assert b'<xdr:pic macro="">' in after[drawing]


def test_a_formula_without_a_value_is_named_and_never_blank_or_0(master: bytes) -> None:
    parts = parts_of(master)
    sheet = "xl/worksheets/sheet3.xml"
    xml = parts[sheet].decode()
    assert "<v>0.125</v>" in xml
    parts[sheet] = xml.replace("<v>0.125</v>", "").replace("<v>4</v>", "<v></v>").encode()
    frozen = freeze("m.xlsm", packed(parts))
    assert [(one.sheet, one.cell, one.code) for one in frozen.problems] == [
        ("Performance", "A1", "not calculated"),
        ("Performance", "A5", "error"),
        ("Performance", "A7", "not calculated"),
    ]
    found = [row[0] for row in cells(frozen.content, "Performance")]
    assert found[0] == found[6] == NOT_CALCULATED


def test_a_workbook_without_macros_and_links_can_be_frozen_too(tmp_path: Path) -> None:
    path = tmp_path / "plain.xlsx"
    officer.plain(path)
    frozen = freeze("plain.xlsx", path.read_bytes())
    assert frozen.problems == []
    assert [row[1] for row in cells(frozen.content, "Performance")[4:8]] == ["Green"] * 4


def test_old_macro_sheets_are_refused(master: bytes) -> None:
    parts = parts_of(master)
    rels = "xl/_rels/workbook.xml.rels"
    kind = "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"
    one = f'<Relationship Id="rId60" Type="{kind}" Target="m.xml"/>'
    parts[rels] = parts[rels].replace(b"</Relationships>", one.encode() + b"</Relationships>")
    with pytest.raises(WouldLoseParts, match="Excel 4 macros"):
        freeze("m.xlsm", packed(parts))


def test_the_copy_stands_beside_the_master_and_over_no_other_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    master = partnership(tmp_path)
    before = master.path.read_bytes()
    copy = tmp_path / "master 2014-15 Q4 values.xlsx"
    assert main(["freeze", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{copy}\n"
    first = copy.read_bytes()
    assert main(["freeze", str(tmp_path)]) == 0
    assert copy.read_bytes() == first
    copy.write_bytes(b"annotated")
    assert main(["freeze", str(tmp_path)]) == 2
    assert copy.read_bytes() == b"annotated"
    assert master.path.read_bytes() == before


def test_a_cell_that_was_never_calculated_is_named_and_exits_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = partnership(tmp_path).path
    edit_part(path, "xl/worksheets/sheet2.xml", lambda xml: xml.replace("<v>1.1</v>", "", 1))
    assert main(["freeze", str(path)]) == 1
    assert "master.xlsm, Performance!B5: A formula that was never calculated." in capsys.readouterr().err


def test_contacts_do_not_go_into_the_copy(tmp_path: Path) -> None:
    contact = {"role": "Police", "organisation": "Castlemere Police", "email": "jane@example.org"}
    path = write_plan(tmp_path, contacts=(contact,))
    assert main(["freeze", str(path)]) == 0
    (copy,) = tmp_path.glob("* values.xlsx")
    whole = b"".join(parts_of(copy.read_bytes()).values())
    assert b"jane@example.org" not in whole
    assert b"Castlemere Police" not in whole
    rows = read_book(copy).sheets["Contacts"].rows
    assert "email" in rows[3]
    assert not any(any(row) for row in rows[4:])
    assert findings(copy.read_bytes(), tmp_path) == []


def test_a_plan_with_a_series_that_performance_lacks_is_a_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = partnership(tmp_path).path
    book = opened_book(path)
    book["Performance"]["A9"] = None
    book.save(path)
    assert main(["freeze", str(path)]) == 1
    assert "Performance: The plan has m, but there is no row for it. Run xlcsp refresh" in capsys.readouterr().err
