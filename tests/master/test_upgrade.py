"""``xlcsp upgrade`` gives an older master what this version has; what a person owns keeps its bytes."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pyopenvba import ExcelFile

from macros.project import Module, macro_modules, vba_project
from tests.conftest import Example
from tests.master import officer
from tests.master.test_parts import findings, parts_of
from tests.support import ALL_SETTINGS, edit_part, partnership
from tests.support import opened as with_looks
from xlcsp.cli import main
from xlcsp.files.cells import address
from xlcsp.files.read import read_book
from xlcsp.master.commands import ribbon, ribbon_of, with_ribbon
from xlcsp.master.live import READ, lacks, squeezed
from xlcsp.master.macros import code, project, vba_modules
from xlcsp.master.parts import edit, formulas
from xlcsp.master.parts.book import opened
from xlcsp.master.sheets import BY_PEOPLE
from xlcsp.master.upgrade import upgraded
from xlcsp.master.workbook import ORDER, code_name
from xlcsp.planbook import read_master

FIXTURES = Path(__file__).parents[1] / "fixtures"
EXAMPLE = FIXTURES / "master_b69be13.xlsm"  # the worked example's master as that version wrote it
KEPT = FIXTURES / "partnership_b69be13"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The worked example's master of version b69be13, and an officer's own sheets in it."""
    pytest.importorskip("excelize")
    path = Path(shutil.copy(EXAMPLE, tmp_path / "master.xlsm"))
    officer.with_own_sheets(path, "=Figures!D5*2")
    return path


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KEPT, tmp_path / "castlemere"))


def done(path: Path) -> Path:
    """The upgraded copy in the old one's place."""
    before = path.read_bytes()
    assert main(["upgrade", str(path)]) == 0
    assert path.read_bytes() == before
    return path.with_name("master upgraded.xlsm").replace(path)


def replaced(path: Path, sheet: str, change: Callable[[str], str]) -> None:
    """A change of the part of a sheet."""
    edit_part(path, opened(path.name, path.read_bytes()).sheets[sheet], change)


def project_of(path: Path) -> dict[str, str]:
    return vba_modules(parts_of(path.read_bytes())["xl/vbaProject.bin"])


def test_the_example_s_master_is_as_this_version_writes_it(old: Path, example: Example) -> None:
    before, plan = parts_of(old.read_bytes()), read_master(old)
    after, now = parts_of(done(old).read_bytes()), example.folder / "master.xlsm"
    sheets = opened("m", EXAMPLE.read_bytes()).sheets
    ours = {sheets[name] for name in READ if name != "Start" and name in sheets}
    assert set(READ) - set(sheets) == {"Populations", "Benchmarks", "Months", "Actions", "Overrides"}
    ours |= {name for name in before if name.startswith("xl/tables/") and b'displayName="t' in before[name]}
    ours |= {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "[Content_Types].xml", "_rels/.rels"}
    assert {name for name in before if before[name] != after[name]} <= ours | {"xl/vbaProject.bin"}
    assert (read_master(old).plan, read_master(old).history) == (plan.plan, plan.history)
    book = read_book(old, only=READ)
    assert lacks(book) == []
    new = read_book(now, only=READ)
    assert set(book.sheets) == set(new.sheets)
    mine, theirs = (formulas("m", path.read_bytes(), "Performance") for path in (old, now))
    assert {squeezed(one) for one in mine.values()} == {squeezed(one) for one in theirs.values()}
    assert {name: code(text) for name, text in project_of(old).items() if code(text)} == {
        module.name: code(module.source) for module in macro_modules()
    }


@pytest.mark.long
def test_a_second_upgrade_has_nothing_to_do(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done(old)
    before = old.read_bytes()
    assert main(["upgrade", str(old)]) == 0
    assert "it stays as it is" in capsys.readouterr().err
    assert upgraded(old, before).content == before
    assert not old.with_name("master upgraded.xlsm").exists()


def test_a_master_of_this_version_has_nothing_to_do(tmp_path: Path) -> None:
    path = partnership(tmp_path, settings=ALL_SETTINGS).path
    made = upgraded(path, path.read_bytes())
    assert (made.changes, made.kept, made.content == path.read_bytes()) == ([], [], True)


@pytest.mark.parametrize("kind", [(), ("--lite",)], ids=["classic", "lite"])
def test_a_new_master_without_a_plan_has_nothing_to_do(tmp_path: Path, kind: tuple[str, ...]) -> None:
    assert main(["new", str(tmp_path / "new"), *kind]) == 0
    path = next((tmp_path / "new").glob("master.xls?"))
    made = upgraded(path, path.read_bytes())
    assert (made.changes, made.kept, made.content == path.read_bytes()) == ([], [], True)


@pytest.mark.long
def test_the_kept_partnership_goes_on_with_the_upgraded_master(kept: Path) -> None:
    """Its returns read alike; the tables reach as far as their rows; each series has a row; Q3 and the year follow."""
    path = kept / "master.xlsm"
    plan = read_master(path)
    done(path)
    now = read_master(path)
    assert (now.plan, now.history, now.settings, now.corrections) == (
        plan.plan, plan.history, plan.settings, plan.corrections,
    )  # fmt: skip
    book, cells = opened("m", path.read_bytes()), read_book(path, only=READ)
    for of in BY_PEOPLE:
        (table,) = book.tables(of.name)
        filled = [row for row in range(table.area.top, 500) if cells.sheets[of.name].text(row, 1)]
        assert table.area.bottom == max(filled[-1], table.area.top + 1), of.name
    assert any(one.kind == "vmlDrawing" for one in book.relations(book.sheets["Start"]))  # the button
    shown = [cells.sheets["Performance"].text(row, 1) for row in range(5, 25)]
    assert shown == [one.id for one in plan.plan.series]
    assert main(["refresh", str(kept)]) == 1
    assert main(["issue", str(kept), "--quarter", "Q3"]) == 0
    assert main(["new-year", str(kept)]) == 1
    assert upgraded(path, path.read_bytes()).changes == []


def lists_of_settings(path: Path) -> dict[str, str]:
    """The drop-down list of each setting that has one."""
    sheet = with_looks(path)["Settings"]
    there = {str(area): one.formula1 for one in sheet.data_validations.dataValidation for area in one.sqref.ranges}
    named = {f"B{row}": str(sheet.cell(row, 1).value) for row in range(5, sheet.max_row + 1)}
    return {named[cell]: choices for cell, choices in there.items() if cell in named}


@pytest.mark.long
def test_settings_that_are_one_of_a_few_words_get_their_lists(kept: Path, tmp_path: Path) -> None:
    """Those of a new master, wherever the rows stand; a cell that a person gave a rule of their own keeps it."""
    path = kept / "master.xlsm"
    new = lists_of_settings(partnership(tmp_path / "new", settings=ALL_SETTINGS).path)
    assert set(new) == {"quarter", "rag rule", "tolerance of rates", "protective marking"}
    sheet = with_looks(path)["Settings"]
    row = next(row for row in range(5, sheet.max_row + 1) if sheet.cell(row, 1).value == "rag rule")
    own = f'<dataValidations count="1"><dataValidation type="list" sqref="B{row}"><formula1>"tolerance"</formula1>'
    there = re.compile("<dataValidations.*</dataValidations>|(?=<pageMargins)")
    replaced(path, "Settings", lambda xml: there.sub(f"{own}</dataValidation></dataValidations>", xml, count=1))
    done(path)
    assert lists_of_settings(path) == {**new, "rag rule": '"tolerance"'}


IDENTIFIERS = {"Measures": "AB", "History": "AB", "Corrections": "AB", "Peers": "A", "Figures": "AB"}


@pytest.mark.long
@pytest.mark.parametrize("fixture", ["old", "kept"])
def test_identifiers_become_text_to_the_foot_of_the_sheet(fixture: str, request: pytest.FixtureRequest) -> None:
    """In texts and blank cells of the table too; numbers, and the columns beside, look as they did."""
    path = request.getfixturevalue(fixture)
    path = path / "master.xlsm" if fixture == "kept" else path
    before = with_looks(path)
    after = with_looks(done(path))
    for name, letters in IDENTIFIERS.items():
        was, now = before[name], after[name]
        for letter in letters:
            assert now.column_dimensions[letter].number_format == "@", (name, letter)
            assert now.column_dimensions[letter].width == was.column_dimensions["B" if letter == "B" else "A"].width
            cells = [cell for cell in now[letter][4:] if cell.has_style and not isinstance(cell.value, float | int)]
            assert {cell.number_format for cell in cells} <= {"@"}, (name, letter)
        assert [cell.value for cell in was["A"]] == [cell.value for cell in now["A"]][: was.max_row]
        numbers = [cell.coordinate for row in was for cell in row if isinstance(cell.value, float | int)]
        assert [now[one].number_format for one in numbers] == [was[one].number_format for one in numbers]
        others = [one for one in "CDEFGHIJK" if one in was.column_dimensions]
        assert [now.column_dimensions[one].number_format for one in others] == ["General"] * len(others)
    for row in before["Measures"]["A:B"]:
        for cell in row:
            now = after["Measures"][cell.coordinate]
            assert repr((now.font, now.border, now.fill)) == repr((cell.font, cell.border, cell.fill))


def without_column(path: Path, sheet: str, name: str) -> None:
    """The master as it was before its last column came."""
    book = opened(path.name, path.read_bytes())
    (table,) = book.tables(sheet)
    assert table.columns[-1] == name
    last, before = (address(1, table.area.right - back)[:-1] for back in (0, 1))
    edit_part(path, table.part, lambda xml: re.sub(r"<tableColumn [^<]*/></tableColumns>", "</tableColumns>", xml))
    edit_part(path, table.part, lambda xml: xml.replace(f":{last}{table.area.bottom}", f":{before}{table.area.bottom}"))
    replaced(path, sheet, lambda xml: re.sub(rf'<c r="{last}\d+"[^>]*?(/>|>.*?</c>)', "", xml))
    replaced(
        path, sheet, lambda xml: re.sub(rf"<dataValidation [^>]*{last}5:[^>]*?(/>|>.*?</dataValidation>)", "", xml)
    )


def test_a_column_that_is_missing_comes_at_the_table_s_end_with_its_drop_down(tmp_path: Path) -> None:
    path = partnership(tmp_path).path
    without_column(path, "Peers", "publishable")
    assert lacks(read_book(path, only=READ)) == ["in Peers the columns publishable"]
    done(path)
    (table,) = opened("m", path.read_bytes()).tables("Peers")
    assert table.columns[-1] == "publishable"
    xml = parts_of(path.read_bytes())[opened("m", path.read_bytes()).sheets["Peers"]].decode()
    assert re.search(r'sqref="G5:G\d+"><formula1>"yes,no"', xml)
    edit("m", path.read_bytes(), tables={"Peers": [{"id": "v", "publishable": "yes"}]})  # it can be written


def test_what_stands_where_a_column_goes_is_refused_with_its_cell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = partnership(tmp_path).path
    without_column(path, "Peers", "publishable")
    path.write_bytes(edit("m", path.read_bytes(), cells={"Peers": {"G5": "checked by hand"}}))
    assert main(["upgrade", str(path)]) == 2
    assert "Peers!G5: It is not empty" in capsys.readouterr().err


@pytest.mark.long
def test_the_open_xml_sdk_finds_nothing_in_what_is_added(kept: Path, tmp_path: Path) -> None:
    path = kept / "master.xlsm"
    done(path)
    assert findings(path.read_bytes(), tmp_path) == []
    other = partnership(tmp_path / "other").path
    without_column(other, "Peers", "publishable")
    without_sheet(other, "Populations")
    done(other)
    assert findings(other.read_bytes(), tmp_path) == []


def without_sheet(path: Path, name: str) -> None:
    """The master as it was before the sheet came: a person's own stands in its place."""
    (table,) = opened("m", path.read_bytes()).tables(name)
    renamed(path, name, "Others")
    edit_part(path, table.part, lambda xml: xml.replace(f'"t{name}"', '"tOthers"'))


def renamed(path: Path, old: str, new: str) -> None:
    edit_part(path, "xl/workbook.xml", lambda xml: xml.replace(f'<sheet name="{old}"', f'<sheet name="{new}"'))


def test_a_sheet_that_is_missing_comes_last_and_looks_as_in_a_new_master(tmp_path: Path) -> None:
    path = partnership(tmp_path / "old", settings=ALL_SETTINGS).path
    without_sheet(path, "Peers")
    (table,) = opened("m", path.read_bytes()).tables("Others")
    before = parts_of(path.read_bytes())
    done(path)
    after = parts_of(path.read_bytes())
    book, new = opened("m", path.read_bytes()), partnership(tmp_path / "new").path
    assert list(book.sheets)[-1] == "Peers"
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "[Content_Types].xml",
    }  # fmt: skip
    assert before["xl/styles.xml"][:2000].split(b"<fonts")[1][20:400] in after["xl/styles.xml"]
    made, theirs = (read_book(one, only=("Peers",)).sheets["Peers"].rows for one in (path, new))
    assert made == theirs
    assert [one.columns for one in book.tables("Peers")] == [table.columns]
    assert len({one.root.attributes["id"] for name in book.sheets for one in book.tables(name)}) == len(
        [one for name in book.sheets for one in book.tables(name)]
    )


def test_a_sheet_of_a_person_with_the_name_of_a_new_one_is_refused(tmp_path: Path) -> None:
    path = partnership(tmp_path).path
    renamed(path, "Peers", "Others")
    renamed(path, "xlwings.conf", "Peers")
    assert main(["upgrade", str(path)]) == 2
    assert not path.with_name("master upgraded.xlsm").exists()


def test_a_formula_and_a_macro_of_a_person_s_own_stay(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = "CSP_RAG(1,2,&quot;lower&quot;,0.05,&quot;tolerance&quot;,,&quot;count&quot;)"
    replaced(old, "Performance", lambda xml: re.sub(r'(<c r="AC6"[^>]*><f>).*?(</f>)', rf"\g<1>{own}\g<2>", xml))
    mine = Module("Mine", "standard", 'Attribute VB_Name = "Mine"\r\nSub Mine()\r\nEnd Sub\r\n')
    project = vba_project([*macro_modules(), mine], ["SheetStart"])
    with_bytes(old, "xl/vbaProject.bin", project)
    assert main(["upgrade", str(old)]) == 1
    told = capsys.readouterr().err
    assert "Performance!AC6: a formula of your own in the column RAG" in told
    assert "Mine is not the program's" in told
    after = old.with_name("master upgraded.xlsm").read_bytes()
    assert parts_of(after)["xl/vbaProject.bin"] == project
    assert "CSP_RAG(1,2" in formulas("m", after, "Performance")["AC6"]
    assert "amount" in formulas("m", after, "Performance")["AC7"]


def test_new_macros_leave_a_person_s_own_sheet_its_bytes_and_its_name(tmp_path: Path) -> None:
    """Their project has no module for it: Excel makes an empty one, as it does of every sheet that another adds."""
    path = partnership(tmp_path, settings=ALL_SETTINGS).path
    sheet = opened("m", path.read_bytes()).sheets["Proposals"]
    renamed(path, "Proposals", "My sheet")
    edit_part(path, sheet, lambda xml: xml.replace('codeName="SheetProposals"', 'codeName="Sheet1"'))
    older = [one for one in macro_modules() if one.name != "Wizard"]
    with_bytes(path, "xl/vbaProject.bin", vba_project(older, [*map(code_name, ORDER), "Sheet1"]))
    before = parts_of(path.read_bytes())
    done(path)
    after = parts_of(path.read_bytes())
    assert after["xl/vbaProject.bin"] == project()
    assert after[sheet] == before[sheet]
    assert upgraded(path, path.read_bytes()).changes == []
    with ExcelFile(path) as read:
        assert read.validate() == []


def test_new_macros_do_not_keep_the_signature_of_the_old_ones(tmp_path: Path) -> None:
    path = partnership(tmp_path, settings=ALL_SETTINGS).path
    signed(path, project())
    before = parts_of(path.read_bytes())
    assert upgraded(path, path.read_bytes()).changes == []
    older = vba_project([one for one in macro_modules() if one.name != "Wizard"], [*map(code_name, ORDER)])
    with_bytes(path, "xl/vbaProject.bin", older)
    changes = upgraded(path, path.read_bytes()).changes
    assert [one for one in changes if "signed" in one] == [
        "The macros are no longer signed. Sign them again (Alt+F11, Tools, Digital Signature)."
    ]
    done(path)
    after = parts_of(path.read_bytes())
    assert before.keys() - after.keys() == {"xl/vbaProjectSignature.bin"}
    assert b"ignature" not in after["xl/_rels/vbaProject.bin.rels"] + after["[Content_Types].xml"]
    assert findings(path.read_bytes(), tmp_path) == []


def signed(path: Path, macros: bytes) -> None:
    """The master with a signature of its macros, as Excel files it; of whatever bytes."""
    book = opened("m", path.read_bytes())
    kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProjectSignature"
    relation = f'<Relationship Id="rId1" Type="{kind}" Target="vbaProjectSignature.bin"/>'
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    stated = (
        '<Override PartName="/xl/vbaProjectSignature.bin" ContentType="application/vnd.ms-office.vbaProjectSignature"/>'
    )
    types = book.archive.part("[Content_Types].xml").replace(b"</Types>", f"{stated}</Types>".encode())
    added = {
        "xl/vbaProjectSignature.bin": b"signature",
        "xl/_rels/vbaProject.bin.rels": f'<Relationships xmlns="{package}">{relation}</Relationships>'.encode(),
    }
    path.write_bytes(book.archive.rebuilt({"xl/vbaProject.bin": macros, "[Content_Types].xml": types}, added=added))


def with_bytes(path: Path, part: str, content: bytes) -> None:
    path.write_bytes(opened("m", path.read_bytes()).archive.rebuilt({part: content}))


def before_the_ribbon(path: Path) -> None:
    """The master as version b69be13 wrote it: one button, no tab, its own macros, a low third row."""
    book, first = opened("m", path.read_bytes()), opened("m", EXAMPLE.read_bytes())
    (drawing,) = (one.target for one in book.relations(book.sheets["Start"]) if one.kind == "vmlDrawing")
    (earlier,) = (one.target for one in first.relations(first.sheets["Start"]) if one.kind == "vmlDrawing")
    relations = re.sub(rb"<Relationship [^>]*extensibility[^>]*/>", b"", book.archive.part("_rels/.rels"))
    changed = {drawing: first.archive.part(earlier), "_rels/.rels": relations}
    start = book.sheets["Start"]
    changed[start] = re.sub(rb'<row r="3"[^>]*/>', b"", book.archive.part(start))
    path.write_bytes(book.archive.rebuilt(changed, {ribbon_of(book)}))


def test_the_tab_and_the_buttons_come_to_a_master_of_before(tmp_path: Path) -> None:
    path = partnership(tmp_path, settings=ALL_SETTINGS).path
    new = path.read_bytes()
    before_the_ribbon(path)
    assert ribbon_of(opened("m", path.read_bytes())) == ""
    done(path)
    ours = {"xl/drawings/vmlDrawing1.vml", "_rels/.rels", "customUI/customUI14.xml", "xl/worksheets/sheet1.xml"}
    made, expected = parts_of(path.read_bytes()), parts_of(new)
    assert made["customUI/customUI14.xml"] == ribbon()
    assert {name for name in expected if made[name] != expected[name]} <= ours
    assert made["xl/drawings/vmlDrawing1.vml"] == expected["xl/drawings/vmlDrawing1.vml"]
    assert b'<row r="3" ht="31.5" customHeight="1"/>' in made["xl/worksheets/sheet1.xml"]
    assert findings(path.read_bytes(), tmp_path) == []


def test_a_ribbon_and_a_drawing_of_a_person_s_own_stay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = partnership(tmp_path, settings=ALL_SETTINGS).path
    before_the_ribbon(path)
    edit_part(path, "xl/drawings/vmlDrawing1.vml", lambda vml: vml.replace("RebuildReport", "Mine"))
    book, replaced = opened("m", path.read_bytes()), dict[str, bytes]()
    added = with_ribbon(book, ribbon().replace(b"CspPerformance", b"Mine"), replaced)
    path.write_bytes(book.archive.rebuilt(replaced, added=added))
    before = path.read_bytes()
    assert main(["upgrade", str(path)]) == 1
    assert "The ribbon stays as it is: it is not the program's." in capsys.readouterr().err
    assert path.read_bytes() == before
    assert not path.with_name("master upgraded.xlsm").exists()
