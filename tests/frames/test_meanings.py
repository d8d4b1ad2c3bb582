"""The handbook lists exactly the columns that the tables have."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator

import pytest

from xlcsp.frames import added, meanings, own, rows
from xlcsp.report import keys

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
    columns = list(named(meanings.TABLES[name]))
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
    given = {name for key in meanings.GIVEN for name in key.name.split(", or ")}
    assert asked | {*own._NUMBERS, *own._NEEDED} == given - {"each column of *Measures*"}
