"""What is added but not entered where it belongs fails here by its name, before anybody misses it."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

from xlcsp import cli
from xlcsp.cli.common import add_outputs, wanted
from xlcsp.domain.plan import Series, Settings
from xlcsp.forms.columns import EARLIER, RETURN
from xlcsp.planbook.columns import MEASURES
from xlcsp.planbook.settings import DECISIONS, ROWS
from xlcsp.report import sheets
from xlcsp.report.outputs import Wanted
from xlcsp.report.sheets.part import Part
from xlcsp.returns import actions, comments

PACKAGE = Path(__file__).parents[1] / "xlcsp"
PROFILE = {f"target_q{number}" for number in range(1, 5)}  # columns of one field, target_profile
READ_WITH_TARGET = {
    "benchmark",
    "cell",
    "decimals",
    "has_decimals",
    "least_places",
    "target_cell",
    "target_profile",
    "target_upper",
}
CALLED_BY_OTHERS = {
    "__eq__": "Python",
    "__getattr__": "Python",
    "_write_drawing": "openpyxl",
    "g_exportedScripts": "LibreOffice",
    "check_returns": "xlwings Lite",
    "rebuild_report": "xlwings Lite",
    "UDFS": "analysts and the tests of all functions for cells",
    "audit_page": "the tests of single pages",
}


def modules(package: object) -> Iterator[object]:
    """The modules of a package, imported."""
    for found in pkgutil.iter_modules(package.__path__):  # type: ignore[attr-defined]
        yield importlib.import_module(f"{package.__name__}.{found.name}")  # type: ignore[attr-defined]


def test_a_module_that_is_a_command_is_in_the_list_of_commands() -> None:
    written = {module for module in modules(cli) if hasattr(module, "add") and hasattr(module, "run")}
    assert {module.__name__ for module in written - set(cli.COMMANDS)} == set()  # type: ignore[attr-defined]


def test_each_sheet_that_is_described_is_in_the_report() -> None:
    entered = {id(part) for part in (*sheets.FRONT, *sheets.BACK, *sheets.ANNEX)}
    described = [part for module in modules(sheets) for part in vars(module).values() if isinstance(part, Part)]
    assert len(described) > len(sheets.FRONT)
    assert {part.name for part in described if id(part) not in entered} == set()


def test_each_field_of_a_series_has_its_column_and_each_column_its_field() -> None:
    columns, held = {column.key for column in MEASURES}, {field.name for field in fields(Series)}
    assert columns - held == PROFILE
    assert held - columns == READ_WITH_TARGET


def test_no_two_columns_that_are_read_have_one_heading() -> None:
    """Otherwise each provider would be told of a second column in a form that is as it was issued."""
    for columns in (RETURN, EARLIER, comments.COLUMNS, actions.COLUMNS, MEASURES):
        headings = Counter(map(str.casefold, columns.headings))
        assert [heading for heading, times in headings.items() if times > 1] == []


def test_each_output_that_can_be_asked_for_has_its_option() -> None:
    parser = argparse.ArgumentParser()
    add_outputs(parser)
    options = [f"--{field.name}" for field in fields(Wanted)]
    assert wanted(parser.parse_args(options)).names == tuple(option.removeprefix("--") for option in options)


def test_each_field_of_the_settings_has_its_row() -> None:
    rows = {row.field or row.name.replace(" ", "_") for row in ROWS}
    assert {field.name for field in fields(Settings)} - rows == {"decisions"}
    assert set(DECISIONS) <= {row.name for row in ROWS}


_MADE = re.compile(r"^(?: *(?:def|class) ([A-Za-z_]\w*)|([A-Za-z_]\w*)(?:: [^=\n]+)? = )", re.MULTILINE)


def unused(sources: Mapping[str, str]) -> Iterator[str]:
    """The functions, classes and constants of modules that no line names but the one that makes them."""
    named = Counter(word for source in sources.values() for word in re.findall(r"\b[A-Za-z_]\w*", source))
    yield from (name for source in sources.values() for name in map("".join, _MADE.findall(source)) if named[name] == 1)


def test_nothing_is_written_that_nothing_uses() -> None:
    """A check of the audit, a rule, a sheet that was never entered; or what is left of one that went."""
    found = list(unused({str(path): path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}))
    assert sorted(found) == sorted(CALLED_BY_OTHERS)


def test_what_nothing_uses_would_be_found() -> None:
    assert list(unused({"a": "def check_alike(): ...\n", "b": "def f(): ...\nLIMIT = 4\nf(LIMIT)\n"})) == [
        "check_alike"
    ]
