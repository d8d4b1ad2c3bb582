"""The handbook's tables of columns and keys are those of the tables and documents themselves."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.conftest import Example
from tests.support import Q1, partnership
from xlcsp.errors import Problem
from xlcsp.frames import added, own, rows, told
from xlcsp.pipeline import Made, make, opened
from xlcsp.report import keys
from xlcsp.report.as_json import check_json, report_json

SECOND = Path(__file__).parents[2] / "workbooks" / "second"
TABLES = {
    "figures": rows.FIGURES,
    "months": rows.MONTHS,
    "results": rows.RESULTS,
    "actions": added.ACTIONS,
    "overrides": added.OVERRIDES,
    "benchmarks": added.BENCHMARKS,
}
HELD_AS = {
    keys.TEXT: {"string"},
    keys.NUMBER: {"Float64", "Int64"},
    keys.VALUE: {"Float64"},
    keys.SHARE: {"Float64"},
    keys.DAY: {"datetime64[s]"},
    keys.YES: {"boolean"},
}


def named(table: tuple[keys.Key, ...]) -> Iterator[tuple[str, str]]:
    """Each column with what it holds; of q1 … q4 all four."""
    for key in table:
        places = range(1, 5) if "…" in key.name else (0,)
        for place in places:
            yield (f"{key.name[0]}{place}" if place else key.name), key.holds


@pytest.mark.parametrize("name", TABLES)
def test_each_column_of_a_table_is_told_once(name: str) -> None:
    columns = list(named(told.TABLES[name]))
    assert sorted(column for column, _ in columns) == sorted(TABLES[name])
    assert [column for column, holds in columns if TABLES[name][column] not in HELD_AS[holds]] == []


def test_each_column_that_a_table_of_ones_own_is_asked_for_is_told() -> None:
    methods = {"value", "text", "number_or_none", "day"}
    calls = [each for each in ast.walk(ast.parse(inspect.getsource(own))) if isinstance(each, ast.Call)]
    asked = {
        str(each.args[0].value)
        for each in calls
        if isinstance(each.func, ast.Attribute) and each.func.attr in methods
        for first in each.args[:1]
        if isinstance(first, ast.Constant)
    }
    given = {name for key in told.GIVEN for name in key.name.split(", or ")}
    assert asked | {*own._NUMBERS, *own._NEEDED} == given - {"each column of *Measures*"}


def leaves(value: object, name: str = "") -> Iterator[str]:
    """The keys of a document: within objects and lists of objects, but of the scorecard, whose keys are headings."""
    if isinstance(value, dict) and name != "scorecard[]":
        for key, each in value.items():
            yield from leaves(each, f"{name}.{key}".removeprefix("."))
    elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
        for each in value:
            yield from leaves(each, f"{name}[]")
    else:
        yield name.removesuffix("[]")


@pytest.fixture(scope="module")
def second() -> list[Made]:
    """The second worked example at its quarter, and at a later one, of which no return has come."""
    return [make(*opened(SECOND, quarter)) for quarter in (None, "Q4")]


def test_each_key_of_a_report_is_told_once(example: Example, second: list[Made], tmp_path: Path) -> None:
    areas = ({"id": "v", "period": "2013/14", "area": area, "numerator": 9, "population": 900} for area in ("A", "B"))
    among = make(partnership(tmp_path, peers=tuple(areas), settings={"quarter": "Q1"}), Q1)
    reports = [*example.reports, *(each.report for each in (*second, among))]
    check([report_json(each, ["a"]) for each in reports], keys.REPORT)


def test_each_key_of_a_check_is_told_once(second: list[Made]) -> None:
    check([check_json(each.collection) for each in second], keys.CHECK)


def check(documents: list[dict[str, object]], said: Mapping[str, tuple[keys.Key, ...]]) -> None:
    """A key that is null where an object would be stands for it."""
    found = {name for document in documents for name in leaves(document)}
    problem = set(Problem("", "", "", "", "").as_dict())
    for name, told_keys in said.items():
        own = {key.removeprefix(f"{name}[].") for key in found if key.startswith(f"{name}[].") or not name}
        own = own or (problem if told_keys is keys.PROBLEM else set())
        own = own if name else {key for key in own if key.partition("[")[0].partition(".")[0] not in said}
        named_keys = [key.name for key in told_keys]
        objects = {key.partition(".")[0].removesuffix("[]") for key in named_keys if "." in key}
        assert sorted(own - objects) == sorted(named_keys)
