"""A cell gives the same answer on Windows (COM, the classic route) and in the browser (Office.js, the server route).

Both go through xlwings' own conversion code; the classic one with a stand-in for pywin32, the server's in a Python of
its own. What either says is what the plain function says.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests import classic
from xlcsp.excel import udfs

ROOT = Path(__file__).parents[2]
LEFT_OUT = -2147352572  # what COM gives for an argument left out
NOT_AVAILABLE = -2146826246  # the COM code of #N/A
Ask = Callable[[str, list[Any]], Any]
BLANK, ERROR = "blank", "error"


@pytest.fixture(scope="module")
def on_windows() -> Iterator[Ask]:
    before = sys.modules["xlcsp.excel.udfs"]
    routes, _ = classic.load("xlcsp.excel.udfs")
    yield lambda name, arguments: routes.call_udf("xlcsp.excel.udfs", name, tuple(map(_for_com, arguments)))
    sys.modules["xlcsp.excel.udfs"] = before


@pytest.fixture(scope="module")
def in_the_browser() -> Iterator[Ask]:
    command = [sys.executable, "-m", "tests.excel.server_route"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin
        assert server.stdout

        def ask(name: str, arguments: list[Any]) -> Any:
            server.stdin.write(json.dumps([name, [_for_office_js(one) for one in arguments]]) + "\n")  # type: ignore[union-attr]
            server.stdin.flush()  # type: ignore[union-attr]
            return json.loads(server.stdout.readline())  # type: ignore[union-attr]

        yield ask
        server.stdin.close()


def _for_com(argument: Any) -> Any:
    """A range as COM gives it: floats, None, error codes; one cell alone; what is left out as its code."""
    if argument is None:
        return LEFT_OUT
    rows = tuple(tuple(_cell_for_com(one) for one in row) for row in argument)
    return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows


def _cell_for_com(value: Any) -> Any:
    if value == BLANK:
        return None
    if value == ERROR:
        return NOT_AVAILABLE
    if isinstance(value, dt.date):
        return classic.ComTime(value.year, value.month, value.day)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _for_office_js(argument: Any) -> Any:
    if argument is None:
        return None
    return [[_cell_for_office_js(one) for one in row] for row in argument]


def _cell_for_office_js(value: Any) -> Any:
    if value == BLANK:
        return ""
    if value == ERROR:
        return {"type": "Error", "errorType": "NotAvailable", "basicValue": "#N/A"}
    if isinstance(value, dt.date):
        return (value - dt.date(1899, 12, 30)).days
    return value


def _for_python(argument: Any) -> Any:
    if argument is None:
        return None
    words = {BLANK: None, ERROR: "#N/A"}
    return [[words.get(one, one) if isinstance(one, str) else one for one in row] for row in argument]


def as_cells(answer: Any) -> list[list[Any]]:
    """An answer as a block: numbers as floats, nothing as blank."""
    rows = answer if isinstance(answer, list | tuple) else [[answer]]
    return [
        [
            "" if one is None else float(one) if isinstance(one, int | float) and not isinstance(one, bool) else one
            for one in row
        ]
        for row in rows
    ]


number = st.one_of(st.integers(0, 5000), st.floats(0, 1).map(lambda x: round(x, 3)))
odd = st.sampled_from([BLANK, ERROR, "[x]", "[s]", "approx 300", "1,291", "n/a", True, -3, 2.5, dt.date(2014, 7, 18)])
cell = st.one_of(st.integers(0, 5000), st.integers(0, 5000), odd)
kind = st.sampled_from([None, "count", "Rate", "percentage", "rolling 12", "cohort", "milestone", "colour", BLANK])
polarity = st.sampled_from(["lower", "higher", "none", BLANK, "up"])


def one(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A single cell; None stays an argument left out."""
    return strategy.map(lambda value: None if value is None else [[value]])


def block(rows: int, columns: int, cells: st.SearchStrategy[Any] = cell) -> st.SearchStrategy[list[list[Any]]]:
    return st.lists(st.lists(cells, min_size=columns, max_size=columns), min_size=rows, max_size=rows)


@st.composite
def calls(draw: st.DrawFn) -> dict[str, list[Any]]:
    """Each function's arguments as an officer might give them, right and wrong."""
    rows = draw(st.sampled_from([1, 1, 3]))
    quarters, below = draw(block(rows, 4)), draw(st.one_of(st.none(), block(rows, 4)))
    history = draw(st.one_of(st.none(), block(rows, 8, st.one_of(st.integers(0, 5000), st.just(BLANK)))))
    column = block(rows, 1, st.one_of(number, odd))
    target = draw(st.one_of(one(number), one(st.sampled_from(["10 to 20", "above 62%", "Monitor", BLANK, "soon"]))))
    a_kind, a_polarity = draw(one(kind)), draw(one(polarity))
    return {
        "csp_ytd": [quarters, a_kind, below],
        "csp_rate": [quarters, draw(block(rows, 4))],
        "csp_variance": [draw(column), draw(column)],
        "csp_variance_pct": [draw(column), draw(column), a_kind],
        "csp_baseline": [draw(block(3, 4)), None],
        "csp_profile": [target, draw(one(st.sampled_from([1, 2, 3, 4, 5, BLANK]))), None],
        "csp_projection": [quarters, history, draw(one(st.sampled_from([None, "auto", "rolling", "guess"]))), a_kind],
        "csp_projection_low": [quarters, history, draw(one(st.sampled_from([None, 0.8, 0.5, 2]))), a_kind, below],
        "csp_projection_high": [quarters, history, None, a_kind, below],
        "csp_chance": [quarters, target, a_polarity, history, a_kind],
        "csp_rag": [
            draw(column),
            target,
            a_polarity,
            draw(one(st.sampled_from([None, 0.1, BLANK]))),
            None,
            None,
            a_kind,
        ],
        "csp_rollup": [draw(block(rows, 2, st.sampled_from(["Red", "amber", "No data", BLANK, "Purple", ERROR])))],
        "csp_travel": [draw(column), draw(column), a_polarity, None],
        "csp_significant": [draw(one(number)), draw(one(number)), None],
        "csp_run_rate": [quarters, target, a_polarity, a_kind],
        "csp_narrative": [quarters[:1], draw(one(number)), [["offences"]], a_polarity, None, None, None, a_kind],
        "csp_target": [
            target,
            draw(one(st.sampled_from(["below", "above", "between", "monitor", "soon"]))),
            None,
            a_kind,
        ],
        "csp_version": [],
    }


def generated(count: int) -> list[tuple[str, list[Any]]]:
    """At least so many calls, of all functions, the same in each run."""
    found: list[tuple[str, list[Any]]] = []

    @given(calls())
    @settings(max_examples=count // len(udfs.UDFS) + 1, derandomize=True, database=None, phases=[Phase.generate])
    def draw(of: dict[str, list[Any]]) -> None:
        found.extend(of.items())

    draw()
    return found


@pytest.mark.parametrize("name", sorted(udfs.UDFS))
@given(asked=calls())
@settings(max_examples=20, deadline=None)
def test_both_routes_answer_as_the_plain_function(
    on_windows: Ask, in_the_browser: Ask, asked: dict[str, Any], name: str
) -> None:
    arguments = asked[name]
    plain = as_cells(getattr(udfs, name)(*map(_for_python, arguments)))
    assert as_cells(on_windows(name, arguments)) == plain
    assert as_cells(in_the_browser(name, arguments)) == plain
    assert all(isinstance(one, str | float) for row in plain for one in row)


def test_a_missing_figure_is_text_on_both_routes(on_windows: Ask, in_the_browser: Ask) -> None:
    arguments = [[[260, "[x]", 303, BLANK]]]
    assert on_windows("csp_ytd", arguments) == in_the_browser("csp_ytd", arguments) == [["Q1 and Q3 only"]]
