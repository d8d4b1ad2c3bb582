"""A master for xlwings Lite in the browser's Python: the code in the workbook registers, answers and rebuilds.

Pyodide, xlwings' runtime and its JavaScript are the real ones; Excel is not: see the README, "Not verified".
"""

from __future__ import annotations

import json
import os
import re
import shutil
import xml.etree.ElementTree as ET
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import xlwings as xw

from tests.conftest import Example
from tests.excel import books
from tests.excel.test_two_routes import _for_office_js, _for_python, as_cells, generated
from tests.office.lite.browser import answered
from tests.office.lite.runtime import PARTS, Ran, run
from xlcsp.answers.functions import ARGUMENTS, FUNCTIONS
from xlcsp.excel import lite, udfs

pytestmark = pytest.mark.long
SCRIPTS = ("rebuild_report", "check_returns", "issue_forms")
CALLS = 1_000
_SEAL = re.compile(rb"\b[0-9a-f]{64}\b")
_MERGED = re.compile(r"<mergeCell [^>]*></mergeCell>")
_NOW = re.compile(r"\d{1,2} \w+ \d{4}, \d\d:\d\d, by xlwings Lite")


class Both(NamedTuple):
    """The same questions and scripts in the browser's Python and in this one."""

    main: str
    asked: list[tuple[str, list[Any]]]
    browser: Ran
    books: list[dict[str, Any]]
    files: dict[str, bytes]


def main_of(master: Path) -> str:
    """The workbook's ``main.py``, as the add-in reads it from its part."""
    with zipfile.ZipFile(master) as package:
        root = ET.fromstring(package.read("xl/webextensions/webextension1.xml"))  # noqa: S314 - our own
    values = {one.attrib["name"]: one.attrib["value"] for one in root.iter() if one.tag.endswith("}property")}
    return str(json.loads(values["main.py"]))


@pytest.fixture(scope="module")
def both(example: Example, tmp_path_factory: pytest.TempPathFactory) -> Both:
    missing = [name for name in ("node_modules", "wheels", "server") if not (PARTS / name).is_dir()]
    if missing or shutil.which("node") is None:
        words = "Node, Pyodide and its wheels are not there: run .ci/lite.sh"
        pytest.fail(words) if os.environ.get("CI") else pytest.skip(words)
    work, master = tmp_path_factory.mktemp("lite"), example.folder / "lite" / "master.xlsx"
    root = work / "root"
    shutil.copytree(example.folder / "returns", root / "data" / "returns")
    book = json.loads(json.dumps(books.opened(master).impl._api))
    book["book"]["name"] = "master.xlsx"  # all that Excel says
    asked = generated(CALLS)
    sent = [[name, [_for_office_js(one) for one in arguments]] for name, arguments in asked]
    browser = run(
        work,
        main_of(master),
        files=[[str(root / "data"), "/data"]],
        calls=sent,
        scripts=[[name, book] for name in SCRIPTS],
        made="/data",
    )
    here = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lite, "ROOT", root)
        for script in (lite.rebuild, lite.check, lite.issue):
            opened = xw.Book(json=json.loads(json.dumps(book)))
            script(opened)
            here.append(opened.json())
    data = root / "data"
    files = {path.relative_to(data).as_posix(): path.read_bytes() for path in data.rglob("*") if path.is_file()}
    return Both(main_of(master), asked, browser, here, files)


def test_the_workbooks_own_code_registers_all_functions_and_scripts(both: Both) -> None:
    functions = both.browser.functions
    assert set(functions) == set(FUNCTIONS)
    for name, one in functions.items():
        given = one.get("parameters", [])
        assert [parameter["name"] for parameter in given] == list(ARGUMENTS[name])
        assert all(parameter["dimensionality"] == "matrix" for parameter in given)
        assert [parameter["description"] for parameter in given] == list(ARGUMENTS[name].values())
    scripts = {one["function_name"]: one for one in both.browser.told["scripts"]}
    assert {one["name"] for one in scripts.values()} == {"Rebuild report", "Check returns", "Issue forms"}
    assert scripts["rebuild_report"]["button"] == "[TextBox 1]Start!A4"


def test_a_thousand_calls_answer_as_the_plain_functions(both: Both) -> None:
    assert len(both.asked) >= CALLS
    assert {name for name, _ in both.asked} == set(FUNCTIONS)
    for (name, arguments), answer in zip(both.asked, both.browser.told["answers"], strict=True):
        plain = getattr(udfs, name)(*map(_for_python, arguments))
        assert as_cells(answer) == as_cells(plain), (name, arguments)


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_writes_the_same_cells_as_here(both: Both, script: str) -> None:
    at = SCRIPTS.index(script)
    browser, here = both.browser.told["books"][at], both.books[at]
    assert "error" not in browser, browser.get("details")
    ours, theirs = (_without_clock(one["actions"]) for one in (here, browser))
    assert len(theirs) >= 2
    assert theirs == ours
    assert "fault of the program" not in json.dumps(theirs)


def _without_clock(actions: Any) -> Any:
    """The actions; a key without a value is left out by JavaScript."""
    told = [{key: value for key, value in one.items() if value is not None} for one in actions]
    return json.loads(_NOW.sub("now, by xlwings Lite", json.dumps(told)))


def test_the_scripts_make_the_same_files_as_here(both: Both) -> None:
    made = {name for name in both.files if not name.startswith("returns/")}
    assert {"reports/2014-15 Q4.xlsx", "reports/2014-15 Q4 Check.xlsx", "forms/2014-15 Q4/Police.xlsx"} <= made
    assert {"forms/2014-15 Q4/Police.eml"} <= made
    assert set(both.browser.files) == set(both.files)
    for name, content in both.files.items():
        assert _parts(both.browser.files[name]) == _parts(content), name


def _parts(content: bytes) -> dict[str, bytes | str]:
    """The parts of a package, without what openpyxl writes otherwise in the browser.

    It writes through lxml where that is (other blanks in tags), and merged cells in the order of their hashes, which a
    Python of 32 bits has others of; hence another seal.
    """
    if not content.startswith(b"PK"):
        return {"": content}
    with zipfile.ZipFile(BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return {name: _ordered(ET.canonicalize(_SEAL.sub(b"", part))) for name, part in parts.items()}


def _ordered(xml: str) -> str:
    merged = sorted(_MERGED.findall(xml))
    return _MERGED.sub("", xml) + "".join(merged)


def test_nothing_compiled_was_needed(both: Both) -> None:
    used = set(both.browser.told["modules"])
    assert {"openpyxl", "xlsxwriter"} <= used
    assert not used & {"numpy", "scipy", "pandas", "lxml", "PIL", "pikepdf", "docx", "filelock"}


def test_a_real_browser_answers_alike(both: Both, tmp_path: Path) -> None:
    if shutil.which("chromium") is None:
        words = "Chromium is not installed"
        pytest.fail(words) if os.environ.get("CI") else pytest.skip(words)
    asked = both.asked[: 5 * len(FUNCTIONS)]
    sent = [[name, [_for_office_js(one) for one in arguments]] for name, arguments in asked]
    told = answered(tmp_path, both.main, sent)
    assert "Chrome" in told["agent"]
    assert {name.lower() for name in told["functions"]} == set(FUNCTIONS)
    assert told["answers"] == both.browser.told["answers"][: len(asked)]
