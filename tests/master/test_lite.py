"""The master for xlwings Lite: no macros, formulas as Office stores an add-in's, and the code that the add-in runs."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest

from tests.conftest import Example
from xlcsp import __version__
from xlcsp.answers.functions import FUNCTIONS
from xlcsp.cli import main
from xlcsp.files.read import read_book
from xlcsp.master.lite import bundle
from xlcsp.master.live import bare, prefixed

ROOT = Path(__file__).parents[2]
OUTSIDE = {"email_validator", "openpyxl", "xlsxwriter", "xlwings"}  # pure Python, all of them in requirements.txt
NEVER_THERE = {"filelock", "numpy", "scipy"}  # imported where they are asked for alone, which the scripts never do
LIMIT = 700_000  # of main.py


def properties(path: Path) -> dict[str, object]:
    """The settings of the add-in, read as any program would."""
    with zipfile.ZipFile(path) as package:
        root = ET.fromstring(package.read("xl/webextensions/webextension1.xml"))  # noqa: S314 - our own
    return {one.attrib["name"]: json.loads(one.attrib["value"]) for one in root.iter() if one.tag.endswith("}property")}


@pytest.fixture
def lite(example: Example) -> Path:
    return example.folder / "lite" / "master.xlsx"


def test_it_has_no_macros_and_the_classic_masters_cells(example: Example, lite: Path) -> None:
    with zipfile.ZipFile(lite) as package:
        assert not [name for name in package.namelist() if "vba" in name.lower()]
        assert b"macroEnabled" not in package.read("[Content_Types].xml")
    own, classic = read_book(lite), read_book(example.folder / "master.xlsm")
    assert set(classic.sheets) - set(own.sheets) == {"xlwings.conf"}
    for name in set(own.sheets) - {"Start"}:
        assert own.sheets[name].rows == classic.sheets[name].rows, name


def test_each_call_is_stored_with_offices_prefix_and_a_value(lite: Path) -> None:
    with zipfile.ZipFile(lite) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if "worksheets/sheet" in name]
        tables = [package.read(name).decode() for name in package.namelist() if "/tables/" in name]
    formulas = re.findall(r"<(?:f|calculatedColumnFormula)\b[^>]*>([^<]*)<", "".join([*sheets, *tables]))
    calls = [one for text in formulas for one in re.findall(r"[\w.]*CSP_[A-Z_]+(?=\()", text)]
    assert len(calls) > 100
    assert all(re.fullmatch(r"_xldudf_CSP_[A-Z_]+", one) for one in calls)
    assert {one.removeprefix("_xldudf_").lower() for one in calls} <= set(FUNCTIONS)
    assert not re.findall(r"</f></c>", "".join(sheets))  # each formula cell has its value


def test_the_prefix_stands_before_our_calls_alone() -> None:
    formula = '=IF(csp_rounding="",CSP_RAG(A1,MY_CSP_RAG(2)),_xldudf_CSP_YTD(B1:E1))'
    assert prefixed(formula) == '=IF(csp_rounding="",_xldudf_CSP_RAG(A1,MY_CSP_RAG(2)),_xldudf_CSP_YTD(B1:E1))'
    assert bare(prefixed(formula)) == formula.replace("_xldudf_", "")


def test_new_lite_makes_the_same_bytes_each_time_and_both_texts_beside(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert main(["new", str(tmp_path / name), "--lite", "--partnership", "Anytown", "--year", "2026/27"]) == 0
    one, two = (sorted(path for path in (tmp_path / name).rglob("*") if path.is_file()) for name in ("one", "two"))
    assert [path.name for path in one] == ["main.py", "master.xlsx", "requirements.txt"]
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
    there = properties(tmp_path / "one" / "master.xlsx")
    for name in ("main.py", "requirements.txt"):
        assert there[name] == (tmp_path / "one" / name).read_text(encoding="utf-8")
    assert there["xlwingsSettingsWorkbook"] == {"startupBehavior": "taskpane"}
    assert main(["new", str(tmp_path / "other"), "--lite", "--year", "2026/27"]) == 0
    assert properties(tmp_path / "other" / "master.xlsx")["xlwingsWorkbookId"] != there["xlwingsWorkbookId"]


def test_nothing_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "main.py").write_text("mine")
    assert main(["new", str(tmp_path), "--lite"]) == 2
    assert "main.py: it exists already. Nothing was written." in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["main.py"]


def test_the_bundle_holds_all_that_its_modules_import_and_nothing_compiled() -> None:
    places, outside = bundle.modules(), set()
    assert [place for place in places if place != place.lower()] == []  # a class is no module, also on Windows
    assert bundle._file("xlcsp.claims.prose.Reading") == (None, "")
    for place, source in places.items():
        for name in imported(source) if place.endswith(".py") else ():
            if name.partition(".")[0] != "xlcsp":
                outside.add(name.partition(".")[0])
                continue
            as_module = name.replace(".", "/")
            held = {f"{as_module}.py", f"{as_module}/__init__.py"} & set(places)
            assert held or name in bundle.LEFT_OUT, f"{place} imports {name}"
    assert outside - set(sys.stdlib_module_names) - NEVER_THERE == OUTSIDE


def imported(source: str) -> set[str]:
    """The modules that are imported, at once or later; not those for types alone."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    found = {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}
    return found | {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_the_requirements_have_the_projects_own_bounds() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    own = {one.partition(">")[0]: one for one in project["dependencies"] if ">" in one}
    wanted = bundle.requirements_text().splitlines()
    assert {re.split("[<>=]", one)[0].replace("-", "_") for one in wanted} == OUTSIDE
    for one in wanted:
        name = one.partition(">")[0]
        assert "<" in one
        assert own.get(name, one) == one


def test_main_py_is_small_enough_and_the_same_each_time() -> None:
    text = bundle.main_text()
    assert len(text.encode()) <= LIMIT
    assert max(map(len, text.splitlines())) <= 120  # an editor in a pane is slow with long lines
    bundle._package.cache_clear()
    bundle.modules.cache_clear()
    assert bundle.main_text() == text


def test_renewing_the_code_keeps_what_a_person_wrote_around_it() -> None:
    text = bundle.main_text()
    older = text.replace(text[text.index('MODULES = """') : text.index("_package =")], 'MODULES = ""\n')
    below = "\n\n@script\ndef mine(book: xw.Book):\n    pass\n"
    mine = older.replace('"""# CSP', '"""# Ours, CSP') + below
    assert bundle.made_by(mine) == (__version__, False)
    assert bundle.renewed(mine) == text.replace('"""# CSP', '"""# Ours, CSP') + below
    assert bundle.made_by(bundle.renewed(mine)) == (__version__, True)
    assert bundle.made_by("import xlwings as xw\n") is None
