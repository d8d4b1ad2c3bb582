"""A form written in the ways of many programs: each is read as it is meant, or the cell is named."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fuzz.mutations import packed, parts_of
from tests.returns.test_other_programs import SHEET, USUAL, reading
from tests.support import Q1, ROWS, codes, partnership, send, value_of
from xlcsp.files.container import MOST_UNPACKED
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
