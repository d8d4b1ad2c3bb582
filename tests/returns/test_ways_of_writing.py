"""A form written in the ways of many programs: each is read as it is meant, or the cell is named."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from tests.fuzz.mutations import packed, parts_of
from tests.returns.test_identity import changed
from tests.returns.test_other_programs import SHEET, USUAL, reading
from tests.support import Q1, ROWS, codes, partnership, send, value_of
from xlcsp.files.cells import Value
from xlcsp.files.container import MOST_UNPACKED
from xlcsp.files.read import read_book
from xlcsp.returns.collect import collect

BOOK, RELATIONS, TYPES, TEXTS = (
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "[Content_Types].xml",
    "xl/sharedStrings.xml",
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OF_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FIGURE = f'<c r="D{ROWS["v"]}"( s="\\d+")><v>100</v></c>'
OUT, BOTH = f"C{ROWS['v']}:D{ROWS['v']}", f"H{ROWS['v']}:H{ROWS['r']}"
NUMBER = '<table:table-cell table:style-name="{}" office:value-type="float" office:value="100"/>'
SHOWN_AS = '<table:table-cell office:value-type="float" office:value="0"><text:p>{}</text:p></table:table-cell>'
TEXT = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
Parts = dict[str, bytes]


def edit(parts: Parts, part: str, *changes: tuple[str, str]) -> None:
    """Replaces by regular expressions; each must find something."""
    text = parts[part].decode()
    for pattern, new in changes:
        text, count = re.subn(pattern, new, text, flags=re.DOTALL)
        assert count
    parts[part] = text.encode()


def change(part: str, *changes: tuple[str, str]) -> Callable[[Parts], None]:
    return lambda parts: edit(parts, part, *changes)


def merged(cells: str) -> str:
    return f'<mergeCells><mergeCell ref="{cells}"/></mergeCells>'


def strict(parts: Parts) -> None:
    for name, content in parts.items():
        new = content.replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")
        parts[name] = new.replace(OF_OFFICE.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships")


def since_1904(parts: Parts) -> None:
    edit(parts, BOOK, ("<workbookPr", '<workbookPr date1904="1"'))
    edit(parts, SHEET, (r'(<c r="J[68]"[^>]*>)<v>41830</v>', rf"\1<v>{41830 - 1462}</v>"))


def prefixed(parts: Parts) -> None:
    edit(parts, SHEET, (r"<(/?)(?=[a-zA-Z])", r"<\1x:"), ('xmlns="', 'xmlns:x="'))


def own_sheet_first(parts: Parts) -> None:
    """What a lead keeps on a sheet of their own, of more than is ever unpacked."""
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}"><v>{n * 7919 % 10007}</v></c></row>'
        for n in range(1, 99_999)
    )
    data = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData><!--{"x" * MOST_UNPACKED}--></worksheet>'
    parts["xl/worksheets/sheet9.xml"] = data.encode()
    edit(parts, BOOK, ("<sheets>", '<sheets><sheet name="Raw" sheetId="99" r:id="rId99"/>'))
    relation = f'<Relationship Id="rId99" Type="{OF_OFFICE}/worksheet" Target="worksheets/sheet9.xml"/>'
    edit(parts, RELATIONS, ("</Relationships>", f"{relation}</Relationships>"))


def by_ending(parts: Parts) -> None:
    """The main part's type is that of all parts that end so, as the Open XML SDK writes it."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    edit(parts, TYPES, (r'<Override PartName="/xl/workbook.xml"[^>]*/>', ""))
    edit(parts, TYPES, (r'(Extension="xml" ContentType=)"[^"]*"', rf'\1"{kind}"'))


WAYS = {
    "targets from the root": change(RELATIONS, ('Target="', 'Target="/xl/')),
    "targets with a dot": change(RELATIONS, ('Target="', 'Target="./')),
    "targets with backslashes": change(RELATIONS, ("worksheets/", r"worksheets\\")),
    "a prefix": prefixed,
    "strict": strict,
    "days from 1904": since_1904,
    "an ISO day": change(SHEET, (r'(<c r="J6")([^>]*)><v>\d+</v>', r'\1\2 t="d"><v>2014-07-10T00:00:00.000Z</v>')),
    "a far larger sheet of their own": own_sheet_first,
    "a type by ending": by_ending,
    "styles without relationship": change(RELATIONS, (r'<Relationship Id="rId\d+" Type="[^"]*/styles"[^>]*/>', "")),
    "texts without relationship": change(RELATIONS, (r'<Relationship Id="\w+" Type="[^"]*/sharedStrings"[^>]*/>', "")),
    "sheets in another order": change(BOOK, (r'(<sheet name="Return"[^>]*/>)(<sheet [^>]*/>)', r"\2\1")),
    "a hidden sheet": change(BOOK, ('<sheet name="Return"', '<sheet name="Return" state="veryHidden"')),
    "another name of the sheet": change(BOOK, ('name="Return"', 'name="Police Q1"')),
    "blank texts": change(TEXTS, ("</sst>", '<si/><si><t/></si><si><t xml:space="preserve"> </t></si></sst>')),
    "wrong counts of texts": change(TEXTS, (r'count="\d+" uniqueCount="\d+"', 'count="3" uniqueCount="2"')),
    "a shared formula": change(SHEET, (FIGURE, rf'<c r="D{ROWS["v"]}"\1><f t="shared" si="0"/><v>100</v></c>')),
    "a power of ten": change(SHEET, ("<v>100</v>", "<v> 1.0E2 </v>")),
    "extensions in a cell": change(SHEET, ("<v>100</v>", '<v xml:space="preserve">100</v><extLst/>')),
    "a row in two pieces": change(SHEET, (rf'(<c r="D{ROWS["v"]}".*?</c>)', rf'\1</row><row r="{ROWS["v"]}">')),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_form_is_read_however_programs_write_it(tmp_path: Path, way: str) -> None:
    master = partnership(tmp_path)
    path = send(master)
    parts = parts_of(path.read_bytes())
    WAYS[way](parts)
    path.write_bytes(packed(parts))
    assert reading(collect(master, Q1)) == USUAL


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ((("(<sheetProtection[^>]*/>)", rf"\1{merged(OUT)}"),), "merged"),
        (((FIGURE, rf'<c r="D{ROWS["v"]}"\1 t="e" vm="1"><v>#VALUE!</v></c>'),), "#VALUE!"),
        (((FIGURE, rf'<c r="D{ROWS["v"]}" s="999"><v>100</v></c>'),), "format"),
        ((("<v>100</v>", "<v>100,0</v>"),), '"100,0"'),
    ],
)  # fmt: skip
def test_a_value_that_nobody_sees_or_no_program_means_is_told(
    tmp_path: Path, changes: tuple[tuple[str, str], ...], told: str
) -> None:
    master = partnership(tmp_path)
    path = send(master)
    parts = parts_of(path.read_bytes())
    edit(parts, SHEET, *changes)
    path.write_bytes(packed(parts))
    found = collect(master, Q1)
    assert codes(found) == ["error cell"]
    assert told in found.problems[0].found
    assert value_of(found, "v")[0] is None  # type: ignore[index]


def test_merged_cells_with_one_text_in_each_are_read(tmp_path: Path) -> None:
    """So do programs that write each cell before they merge."""
    master = partnership(tmp_path)
    path = send(master)
    parts = parts_of(path.read_bytes())
    edit(parts, SHEET, ("(<sheetProtection[^>]*/>)", rf"\1{merged(BOTH)}"))
    path.write_bytes(packed(parts))
    assert reading(collect(master, Q1)) == USUAL


def strikes(sheet: Worksheet, cell: str) -> None:
    sheet[cell].font = Font(strike=True)


def as_ods(path: Path, look: str, cell: str) -> Path:
    """The form as an .ods: v's figure as that cell, style S with that look, and a style that has it from S."""
    rows = "".join(
        f"<table:table-row>{''.join(_cell(value, cell) for value in cells)}</table:table-row>"
        for cells in read_book(path).sheets["Return"].rows
    )
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    heir = '<style:style style:name="heir" style:parent-style-name="S" style:family="table-cell"/>'
    style = f'<style:style style:name="S" style:family="text"><style:text-properties style:{look}/></style:style>'
    content = (
        f"<office:document-content{spaces}><office:automatic-styles>{style}{heir}</office:automatic-styles><office:body>"
        f'<office:spreadsheet><table:table table:name="Return">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    path.unlink()
    path = path.with_suffix(".ods")
    path.write_bytes(packed({"content.xml": content.encode()}))
    return path


def _cell(value: Value, written: str) -> str:
    if value == 100:  # the figure that the tests change
        return written
    if isinstance(value, float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    if isinstance(value, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value}"/>'
    return f"<table:table-cell><text:p>{escape(str(value or ''))}</text:p></table:table-cell>"


STRUCK = TextBlock(InlineFont(strike=True), "303")
RAISED = InlineFont(vertAlign="superscript")


def test_a_number_that_is_struck_through_is_told_and_not_taken(tmp_path: Path) -> None:
    """Whoever struck it took it back."""
    master = partnership(tmp_path)
    changed(send(master), lambda sheet: [strikes(sheet, f"{column}{ROWS['v']}") for column in "ABCDEK"])
    found = collect(master, Q1)
    (told,) = found.problems
    assert (told.code, told.cell, told.found) == ("struck", f"D{ROWS['v']}", "The number 100 is struck through")
    assert value_of(found, "v")[0] is None  # type: ignore[index]
    assert value_of(found, "r")[0] == 12  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "figure", "told"),
    [
        (CellRichText(STRUCK, " 310"), 310, []),
        (CellRichText(TextBlock(InlineFont(b=True), "3"), "10"), 310, []),
        (CellRichText(STRUCK), None, ["blank"]),
        (CellRichText("310", TextBlock(RAISED, "1")), None, ["not a number"]),
    ],
)
def test_what_is_struck_through_or_a_footnote_is_no_part_of_a_number(
    text: CellRichText, figure: int | None, told: list[str], tmp_path: Path
) -> None:
    master = partnership(tmp_path)
    changed(send(master), lambda sheet: sheet.__setitem__(f"D{ROWS['v']}", text))
    found = collect(master, Q1)
    assert (value_of(found, "v")[0], codes(found)) == (figure, told)  # type: ignore[index]


@pytest.mark.parametrize(
    ("look", "cell", "figure", "told"),
    [
        ('text-line-through-style="solid"', NUMBER.format("S"), None, ["struck"]),
        ('text-line-through-type="double"', NUMBER.format("heir"), None, ["struck"]),
        ('text-line-through-style="none"', NUMBER.format("heir"), 100, []),
        ('text-line-through-style="solid"', TEXT.format('<text:span text:style-name="S">303 </text:span>310'), 310, []),
        ('text-position="33% 58%"', TEXT.format('310<text:span text:style-name="S">1</text:span>'), None,
         ["not a number"]),
        ('text-position="super"', TEXT.format('310<text:span text:style-name="S">1</text:span>'), None,
         ["not a number"]),
        ('text-position="0% 100%"', TEXT.format('31<text:span text:style-name="S">0</text:span>'), 310, []),
        ('text-position="0% 100%"', SHOWN_AS.format("n/a"), None, ["unseen"]),
        ('text-position="0% 100%"', SHOWN_AS.format("-"), 0, []),
    ],
)  # fmt: skip
def test_so_it_is_in_an_opendocument(look: str, cell: str, figure: int | None, told: list[str], tmp_path: Path) -> None:
    master = partnership(tmp_path)
    as_ods(send(master), look, cell)
    found = collect(master, Q1)
    assert (value_of(found, "v")[0], codes(found)) == (figure, told)  # type: ignore[index]


def test_words_that_are_struck_through_are_no_part_of_a_commentary(tmp_path: Path) -> None:
    master = partnership(tmp_path)
    text = CellRichText(
        TextBlock(InlineFont(strike=True), "Burglary is up. "), "Steady, over 5 km", TextBlock(RAISED, "2")
    )
    changed(send(master), lambda sheet: sheet.__setitem__(f"J{ROWS['v']}", text))
    assert collect(master, Q1).figures["v"][Q1].commentary == "Steady, over 5 km\u00b2"


@pytest.mark.parametrize(
    "kept",
    [
        # as Calc keeps cells of other workbooks, to which formulas refer
        "<table:table table:name=\"'file:///C:/Police%20Q4.ods'#$Return\">{}</table:table>",
        "<table:dde-links>"
        + 2 * "<table:dde-link><office:dde-source/><table:table>{}</table:table></table:dde-link>"
        + "</table:dde-links>",
    ],
)
def test_what_calc_keeps_of_other_workbooks_is_no_sheet_of_this_one(tmp_path: Path, kept: str) -> None:
    master = partnership(tmp_path)
    path = as_ods(send(master), 'text-position="0% 100%"', NUMBER.format("heir"))
    content = parts_of(path.read_bytes())["content.xml"].decode()
    rows = content.partition('table:name="Return">')[2].partition("</table:table>")[0]
    kept = kept.replace("{}", rows.replace('value="100"', 'value="55"'))
    content = content.replace("</office:spreadsheet>", f"{kept}</office:spreadsheet>")
    path.write_bytes(packed({"content.xml": content.encode()}))
    found = collect(master, Q1)
    assert (codes(found), value_of(found, "v")[0]) == ([], 100)  # type: ignore[index]
