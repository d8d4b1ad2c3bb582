"""A master for xlwings Lite under the commands: its formulas are recognised; its code is kept, renewed or taken out."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from tests.conftest import Example
from tests.master.test_parts import parts_of
from tests.support import edit_part
from xlcsp.cli import main
from xlcsp.demo.example import content
from xlcsp.demo.story import FIRST
from xlcsp.files.read import read_book
from xlcsp.master.lite.bundle import code_texts, write_texts
from xlcsp.master.lite.health import lines
from xlcsp.master.lite.parts import State, code_of, state_of
from xlcsp.master.live import table_rows
from xlcsp.master.parts import Rule, edit, formulas
from xlcsp.master.performance import PERFORMANCE
from xlcsp.master.sheets import MEASURES
from xlcsp.master.workbook import write_master

PART = "xl/webextensions/webextension1.xml"
_CODE = re.compile('(?<=name="main.py" value=)"[^"]*"')
_MODULES = re.compile(r"MODULES = .*?(?=_package =)", re.DOTALL)


pytestmark = pytest.mark.long


@pytest.fixture
def master(example: Example, tmp_path: Path) -> Path:
    """The example's plan in a master that nothing was collected into, beside the returns."""
    folder = tmp_path / "CSP 2014-15"
    shutil.copytree(example.folder / "returns", folder / "returns")
    write_master(replace(content(FIRST), is_lite=True), folder / "master.xlsx")
    return folder / "master.xlsx"


def older(part: str) -> str:
    """The add-in's part with the code of an earlier version, as a person kept it."""
    part = _MODULES.sub(r"MODULES = \&quot;\&quot;\\n", part)
    part = part.replace(r"goes below ---\n", r"goes below ---\n\nMINE = 1\n")
    return part.replace("&quot;taskpane&quot;", "&quot;none&quot;")


def test_refresh_and_new_year_fill_it_in_and_keep_the_add_ins_bytes(
    master: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = parts_of(master.read_bytes())
    assert main(["refresh", str(master)]) == 0
    assert "formula of your own" not in capsys.readouterr().err
    rows = {row["id"]: row for row in table_rows(read_book(master), PERFORMANCE)}
    assert [rows["2.1"][name] for name in ("Q4", "year to date", "RAG")] == [280, 1146, "Amber"]
    assert main(["new-year", str(master)]) == 0
    for path in (master, master.parents[1] / "CSP 2015-16" / "master.xlsx"):
        after = parts_of(path.read_bytes())
        assert {name: after[name] for name in before if "webext" in name} == {
            name: before[name] for name in before if "webext" in name
        }
        assert after["_rels/.rels"] == before["_rels/.rels"]
        assert state_of(path.name, path.read_bytes()) is State.CURRENT


def test_a_new_series_gets_its_row_with_the_prefix(master: Path) -> None:
    new = {"id": "9.9", "ref": "9.9", "theme": "New", "measure": "New", "unit": "offences", "provider": "Police"}
    rule = {MEASURES.name: Rule(append=True)}
    master.write_bytes(
        edit(master.name, master.read_bytes(), tables={MEASURES.name: [{**new, "polarity": "lower"}]}, rules=rule)
    )
    assert main(["upgrade", str(master)]) == 0
    upgraded = master.with_name("master upgraded.xlsx")
    there = formulas(upgraded.name, upgraded.read_bytes(), PERFORMANCE.name)
    last = max(int(re.sub("[A-Z]", "", at)) for at in there)
    calls = [call for at, text in there.items() if at.endswith(str(last)) for call in re.findall(r"\w*CSP_\w+", text)]
    assert len(calls) >= 10
    assert all(one.startswith("_xldudf_CSP_") for one in calls)


def test_small_letters_and_the_prefix_are_no_other_formula(master: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parts = parts_of(master.read_bytes())
    sheet = next(name for name, part in parts.items() if b"_xldudf_CSP_YTD" in part and "sheet" in name)
    edit_part(master, sheet, lambda xml: xml.replace("_xldudf_CSP_YTD(", "_xldudf_csp_ytd("))
    assert main(["refresh", str(master)]) == 0
    assert "formula of your own" not in capsys.readouterr().err
    edit_part(master, sheet, lambda xml: xml.replace("_xldudf_csp_ytd(", "1+_xldudf_csp_ytd("))
    assert main(["refresh", str(master)]) == 0
    assert "Performance!P5" in capsys.readouterr().err


def test_older_code_is_told_and_renewed_and_a_persons_stays(master: Path) -> None:
    current = code_of(master.name, master.read_bytes()).main
    edit_part(master, PART, older)
    assert state_of(master.name, master.read_bytes()) is State.OLDER
    assert [line[:2] for line in lines(master)] == [("xlwings Lite", False)]
    assert main(["upgrade", str(master)]) == 0
    upgraded = master.with_name("master upgraded.xlsx")
    assert code_of(upgraded.name, upgraded.read_bytes()).main == f"{current}\nMINE = 1\n"
    before, after = (parts_of(path.read_bytes()) for path in (master, upgraded))
    assert {name for name in before if after[name] != before[name]} == {PART}
    assert b"&quot;none&quot;" in after[PART]
    assert [line[:2] for line in lines(upgraded)] == [("xlwings Lite", True)]


def test_the_texts_beside_it_are_renewed_by_upgrade_and_new_year(
    master: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, fresh = master.parent, code_texts()
    mine = fresh["main.py"] + "\nMINE = 1\n"
    write_texts(folder, {"main.py": _MODULES.sub('MODULES = ""\n', mine), "requirements.txt": "openpyxl>=3\n"})
    assert [line[:2] for line in lines(master)] == [("xlwings Lite", True), ("Texts beside it", False)]
    assert main(["new-year", str(master)]) == 0
    following = folder.with_name("CSP 2015-16")
    assert main(["upgrade", str(master)]) == 0
    assert "Beside it, main.py and requirements.txt are this version's now." in capsys.readouterr().err
    for place in (folder, following):
        assert (place / "main.py").read_text(encoding="utf-8") == mine
        told = (place / "requirements.txt").read_text(encoding="utf-8")
        assert sorted(told.splitlines()) == sorted(fresh["requirements.txt"].splitlines())
        assert [line[:2] for line in lines(place / "master.xlsx")] == [("xlwings Lite", True)]


def test_a_persons_pins_and_libraries_stay(master: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only the lines that an earlier version wrote are this version's then, in the workbook and beside it."""
    ours = code_texts()["requirements.txt"]
    bounds = dict(re.match(r"([^<>=]+)(.*)", line).groups() for line in ours.splitlines())  # type: ignore[union-attr]
    own = "requests\nxlwings>=0.30\nopenpyxl==3.1.2  # as IT wants\nEmail_Validator==2.2.0\n"
    both = own.replace("xlwings>=0.30", f"xlwings{bounds['xlwings']}") + f"xlsxwriter{bounds['xlsxwriter']}\n"
    edit_part(master, PART, lambda part: older(part).replace(_in_part(ours), _in_part(own)))
    write_texts(master.parent, {**code_texts(), "requirements.txt": own})
    assert main(["upgrade", str(master)]) == 0
    upgraded = master.with_name("master upgraded.xlsx")
    assert code_of(upgraded.name, upgraded.read_bytes()).requirements == both
    assert (master.parent / "requirements.txt").read_text(encoding="utf-8") == both
    told = "In its requirements.txt your openpyxl==3.1.2 and Email_Validator==2.2.0 stayed."
    assert told in capsys.readouterr().err
    assert [line[:2] for line in lines(upgraded)] == [("xlwings Lite", True)]


def _in_part(text: str) -> str:
    """The text as the add-in's part holds it: JSON within an attribute."""
    return escape(json.dumps(text), {'"': "&quot;"})


def test_texts_of_a_persons_own_are_left_and_none_is_made(master: Path) -> None:
    own = {"main.py": "import this\n", "requirements.txt": "openpyxl>=3\nrequests\n"}
    assert main(["upgrade", str(master)]) == 0
    assert not any((master.parent / name).exists() for name in own)
    write_texts(master.parent, own)
    assert main(["upgrade", str(master)]) == 0
    assert {name: (master.parent / name).read_text(encoding="utf-8") for name in own} == own


def test_code_that_was_lost_is_told_and_put_back(master: Path) -> None:
    whole = master.read_bytes()
    without = without_code(whole, master.name)
    master.write_bytes(without)
    assert state_of(master.name, without) is State.LOST
    (line,) = lines(master)
    assert line[1] is False
    assert "its code is not there" in line[2]
    assert main(["upgrade", str(master)]) == 0
    upgraded = master.with_name("master upgraded.xlsx").read_bytes()
    assert state_of(master.name, upgraded) is State.CURRENT
    assert code_of(master.name, upgraded).main == code_of(master.name, whole).main
    assert (
        b'taskpanes.xml" ContentType="application/vnd.ms-office.webextensiontaskpanes+xml"'
        in parts_of(upgraded)["[Content_Types].xml"]
    )


def without_code(content: bytes, name: str) -> bytes:
    """As LibreOffice leaves it: the pane without the add-in, as any XML; names of functions in small letters."""
    from xlcsp.master.parts.book import opened

    archive = opened(name, content).archive
    types = archive.part("[Content_Types].xml")
    types = re.sub(rb'<Override PartName="/xl/webextensions/webextension1.xml"[^>]*>', b"", types)
    types = types.replace(b"vnd.ms-office.webextensiontaskpanes+xml", b"xml")
    gone = (PART, "xl/webextensions/_rels/taskpanes.xml.rels")
    return archive.rebuilt({"[Content_Types].xml": types}, gone)


def test_somebody_elses_code_is_left_alone(master: Path) -> None:
    edit_part(master, PART, lambda xml: _CODE.sub('"&quot;import this&quot;"', xml))
    assert state_of(master.name, master.read_bytes()) is State.FOREIGN
    assert main(["upgrade", str(master)]) == 1
    assert not master.with_name("master upgraded.xlsx").exists()


def test_two_masters_are_told_by_the_doctor_of_either(master: Path) -> None:
    write_master(content(FIRST), master.with_suffix(".xlsm"))
    for path in (master, master.with_suffix(".xlsm")):
        assert ("Master", False) in [line[:2] for line in lines(path)]


def test_freeze_takes_the_add_in_and_its_button_out(example: Example, tmp_path: Path) -> None:
    path = tmp_path / "master.xlsx"
    shutil.copy(example.folder / "lite" / "master.xlsx", path)
    assert main(["freeze", str(path)]) == 0
    frozen = parts_of((tmp_path / "master 2014-15 Q4 values.xlsx").read_bytes())
    assert not [name for name, part in frozen.items() if "webext" in name or b"webext" in part]
    assert not [name for name, part in frozen.items() if b"TextBox" in part]
    assert not [name for name, part in frozen.items() if b"<f>" in part]
