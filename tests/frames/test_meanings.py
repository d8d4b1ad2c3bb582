"""The tables for analysts have the columns that the handbook lists, in their order, each with its type."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

from tests.planbook import test_overrides
from tests.support import Q1
from xlcsp.frames import meanings, own, rows
from xlcsp.pipeline import make


def test_every_value_of_a_row_has_its_column(tmp_path: Path) -> None:
    """A value without one would be lost without a word; what it means is told where its column is named."""
    master = test_overrides.sent(tmp_path, test_overrides.ONE)
    done = make(master, Q1)
    given = {
        "figures": [row for one in done.report.series for row in rows.figure_rows(one, done.report)],
        "overrides": list(rows.override_rows(master)),
    }
    for name, found in given.items():
        assert found
        assert {key for row in found for key in row} <= set(meanings.types(name)), name


def test_whole_numbers_days_and_words_keep_their_types() -> None:
    assert all(len({key.name for key in table}) == len(table) for table in meanings.TABLES.values())
    found = meanings.types("figures")
    assert [found[name] for name in ("quarter", "numerator", "reason", "as_at")] == [
        "Int64", "Float64", "string", "datetime64[s]",
    ]  # fmt: skip
    assert [name for name in meanings.types("results") if name[0] in "qd" and name[1:].isdigit()] == [
        *(f"{letter}{place}" for letter in "qd" for place in range(1, 5)),
    ]


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
