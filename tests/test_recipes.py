"""The handbook's recipes for engineers work as written: each is followed to the letter in a copy."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from xlcsp.handbook import chapter

ROOT = Path(__file__).parents[1]
MOST_LINES = 9
RECIPES = dict(re.findall(r"^### ([^\n]+)\n.*?```diff\n(.*?)```", chapter("95-change"), re.DOTALL | re.MULTILINE))
SHOWN = {
    "A kind of series": """
        kg = ({**SERIES[0], "kind": "weight", "unit": "kilograms"}, *SERIES[1:])
        master = partnership(here, kg, settings={"quarter": "Q1"})
        send(master, answers=answers(v=Answer(figure=Decimal("2.5"), status="Provided")))
        (line,) = [one for one in made(master).series if one.series.id == "v"]
        assert line.assessment.to_date == Fraction(5, 2), line.assessment.to_date
        from xlcsp.answers.functions import ARGUMENTS
        assert "count (default)" in ARGUMENTS["csp_ytd"]["kind"]
        """,
    "A RAG rule": """
        from xlcsp.measures import rag
        assert [rag(value, 100, "lower", rule="strict") for value in (100, 101)] == ["Green", "Red"]
        master = partnership(here, settings={"quarter": "Q1", "rag rule": "strict"})
        send(master)
        (line,) = [one for one in made(master).series if one.series.id == "r"]
        assert line.rag == "Green"
        from xlcsp.report.rule_words import rule_words
        assert rule_words(line.series, master.settings) == "Green on target, else Red"
        from xlcsp.answers.functions import ARGUMENTS
        from xlcsp.cli.guide import inserted
        from xlcsp.planbook.settings import ROWS
        from xlcsp.planbook.columns import MEASURES
        assert "strict" in next(one for one in MEASURES if one.heading == "rag_rule").choices
        assert "strict" in next(row for row in ROWS if row.name == "rag rule").choices
        assert "strict" in ARGUMENTS["csp_rag"]["rule"]
        assert "tolerance (default)" in ARGUMENTS["csp_rag"]["rule"]
        assert "on target Green; else Red" in dict(inserted({}))["rag_rules"]
        """,
    "A function for cells": """
        from xlcsp.excel import udfs
        assert udfs.csp_share(31, 50) == 0.62
        assert udfs.csp_share([[1], [2]], [[4], [4]]) == [[0.25], [0.5]]
        from tests.macros import generated
        assert "CSP_SHARE" in generated()["Udfs.bas"].upper()
        """,
    "A sheet of the report": """
        master = partnership(here, settings={"quarter": "Q1"})
        send(master)
        from xlcsp.report.sheets import write_report
        from openpyxl import load_workbook
        write_report(made(master), here / "report.xlsx")
        book = load_workbook(here / "report.xlsx")
        assert "1.2" in {cell.value for row in book["Due"] for cell in row}
        assert "What each series needs to meet its target" in {cell.value for row in book["Contents"] for cell in row}
        """,
    "A column of the return form": """
        master = partnership(here, settings={"quarter": "Q1"})
        path = send(master)
        from openpyxl import load_workbook
        book = load_workbook(path)
        sheet = book["Return"]
        (head,) = [cell for row in sheet for cell in row if cell.value == "Caveat"]
        sheet.cell(head.row + 1, head.column).value = "Estimated"
        book.save(path)
        report = made(master)
        assert report.problems == ()
        from xlcsp.report.sheets import write_report
        write_report(report, here / "report.xlsx")
        shown = {cell.value for row in load_workbook(here / "report.xlsx")["Figures"] for cell in row}
        assert "provided; Caveat: Estimated" in shown, shown
        """,
    "A check of the audit": """
        from xlcsp.audit.judge import audit_page
        from xlcsp.audit.page import Line, Page, PrintedMeasure
        cells = tuple(f"31 offences in Q{number}." for number in range(1, 5))
        page = Page((PrintedMeasure("1.1", "Burglary", (Line("", cells),)),), "2014/15")
        assert "ALL_ALIKE" in {one.check for one in audit_page(page).findings}
        """,
    "A file format": """
        import json
        from xlcsp.files.read import read_book
        path = here / "sheets.json"
        path.write_text(json.dumps({"Return": [["a", 1], [None, 0.5]]}))
        book = read_book(path)
        assert list(book.sheets) == ["Return"]
        assert book.sheets["Return"].rows == [["a", 1], [None, 0.5]]
        from xlcsp.audit import audit_file
        rows = [["Crime", "2013/14", "2014/15", "Change"], ["Burglary", 100, 90, -10], ["Theft", 50, 60, 12]]
        path.write_text(json.dumps({"Crime": rows}))
        assert {one.status for one in audit_file(path).findings} == {"OK", "FAIL"}
        from xlcsp.returns.folder import strays
        strays(here, Q1, problems := [], [])
        assert [one.file for one in problems] == ["sheets.json"]
        """,
}


def test_each_recipe_is_short_and_has_its_test() -> None:
    assert list(RECIPES) == list(SHOWN)
    written = {
        name: sum(line.startswith("+") and line != "+" for line in text.splitlines()) for name, text in RECIPES.items()
    }
    assert {name: count for name, count in written.items() if count > MOST_LINES} == {}


@pytest.mark.long
@pytest.mark.parametrize("name", SHOWN)
def test_a_recipe_works_as_it_is_written(tmp_path: Path, name: str) -> None:
    copied(tmp_path)
    follow(RECIPES[name], tmp_path)
    told = run(tmp_path, SHOWN[name])
    assert told == "", told


@pytest.mark.long
@pytest.mark.parametrize(("name", "left_out", "said"), [
    ("A function for cells", "xlcsp/excel/udfs.py", "KeyError: 'csp_share'"),
    ("A check of the audit", "xlcsp/audit/checks.py", "KeyError: ('ALL_ALIKE', 'WARN')"),
])  # fmt: skip
def test_a_forgotten_place_fails_by_its_name(tmp_path: Path, name: str, left_out: str, said: str) -> None:
    copied(tmp_path)
    follow(RECIPES[name], tmp_path, left_out)
    assert said in run(tmp_path, SHOWN[name])


def copied(folder: Path) -> None:
    """The code, to be changed."""
    for name in ("xlcsp", "macros"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.png"))


def follow(recipe: str, folder: Path, left_out: str = "") -> None:
    """Does what a recipe says: lines with + go below the line shown, in the place of one with -, or at the end."""
    for file, changes in re.findall(r"^# (\S+)\n(.*?)(?=^# |\Z)", recipe, re.DOTALL | re.MULTILINE):
        if file == left_out:
            continue
        path = folder / file
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        for mark, beside, added in re.findall(r"(?:^([ -])(.*)\n)?((?:^\+.*\n)+)", changes, re.MULTILINE):
            new = "".join(f"{line[1:]}\n" for line in added.splitlines())
            if not mark:
                text += new
                continue
            assert text.count(f"{beside}\n") == 1, f"{file}: {beside}"
            text = text.replace(f"{beside}\n", new if mark == "-" else f"{beside}\n{new}")
        path.write_text(text, encoding="utf-8")


BEGIN = """
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tests.support import Q1, SERIES, answers, partnership, send
from xlcsp.forms.layout import Answer
from xlcsp.pipeline import make
import xlcsp
here = Path.cwd() / "partnership"
here.mkdir()
assert Path(xlcsp.__file__).is_relative_to(Path.cwd())
def made(master):
    return make(master, Q1).report
"""


def run(folder: Path, shown: str) -> str:
    """What goes wrong where the changed code is put to the test; empty where nothing does."""
    lines = "\n".join(line.strip() for line in shown.strip().splitlines())
    paths = os.pathsep.join((str(folder), str(ROOT)))
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONSAFEPATH": "1"}
    call = [sys.executable, "-c", BEGIN + lines]
    done = subprocess.run(call, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.stderr if done.returncode else ""
