"""A cell on Windows gives the plain function's answer: through xlwings' DLL, its COM server and CallUDF."""

from __future__ import annotations

import datetime as dt
import inspect
import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.windows.wine import INSIDE, Rig, windows_path
from xlcsp.excel import udfs

pytestmark = pytest.mark.windows

NAMES = sorted(name for name in dir(udfs) if name.startswith("csp_"))
LEFT_OUT = {"left": "out"}
ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
KINDS = ("count", "rate", "percentage", "rolling 12", "snapshot", "cohort", "per population", "milestone", "nonsense")
RULES = ("at most", "below", "at least", "above", "between", "% change on baseline", "to be set", "monitor", "rag 1")
METHODS = ("auto", "straight line", "seasonal", "prior year", "rolling", "guess")
STATES = ("Red", "Amber", "Green", "No data", "Monitor", "Closed", None)
TEXTS = ("approx 300", "1,291", "69%", "n/a", "Ünbekannt – café £5", "0")
Cell = Any


class Cases:
    """Arguments as an officer's sheet might hold them, by the parameter's name; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def cell(self) -> Cell:
        usual: list[Callable[[], Cell]] = [lambda: float(self.random.randint(0, 400))] * 14
        usual += [lambda: None, lambda: None, lambda: "[x]", lambda: "[s]", lambda: round(self.random.random(), 3)]
        usual += [lambda: {"error": self.random.choice(ERRORS)}, lambda: {"date": "2014-09-30"}]
        usual += [lambda: {"boolean": self.random.random() < 0.5}, lambda: {"currency": 12.5}]
        return self.random.choice([*usual, lambda: self.random.choice(TEXTS)])()

    def block(self, rows: int, columns: int) -> list[list[Cell]]:
        return [[self.cell() for _ in range(columns)] for _ in range(rows)]

    def argument(self, name: str, rows: int) -> Any:
        choices: dict[str, Callable[[], Any]] = {
            "quarters": lambda: self.block(rows, 4),
            "numerators": lambda: self.block(rows, 4),
            "history": lambda: self.block(self.random.choice((1, 2, 3, 5)), 4) if rows == 1 else LEFT_OUT,
            "kind": lambda: self.random.choice([*KINDS, *[LEFT_OUT] * 8]),
            "polarity": lambda: self.random.choice(("lower", "higher", "none", "Lower", None, "up")),
            "method": lambda: self.random.choice([*METHODS, LEFT_OUT]),
            "rule": lambda: self.random.choice([*RULES, LEFT_OUT]),
            "unit": lambda: self.random.choice(("incidents", "people", "%", "£")),
            "level": lambda: self.random.choice((0.8, 0.95, 2.0, LEFT_OUT)),
            "tolerance": lambda: self.random.choice((0.05, 0.1, None, "x", LEFT_OUT)),
            "decimals": lambda: self.random.choice((0.0, 1.0, 3.0, LEFT_OUT)),
            "quarter": lambda: self.random.choice((1.0, 2.0, 3.0, 4.0, "Q3", 7.0)),
            "states": lambda: [[self.random.choice(STATES)] for _ in range(self.random.randint(1, 6))],
            "target": lambda: self.random.choice((1100.0, "10 to 20", 0.62, 60.0, "Monitor", None, {"currency": 60})),
            "last_year": lambda: self.block(rows, 4),
            "denominators": lambda: self.below(rows),
            "history_denominators": lambda: LEFT_OUT,
        }
        return choices.get(name, lambda: self.block(rows, 1) if rows > 1 else self.cell())()

    def below(self, rows: int) -> Any:
        known = [[float(self.random.randint(300, 900)) for _ in range(4)] for _ in range(rows)]
        return self.random.choice((LEFT_OUT, LEFT_OUT, known))


def made(seed: int, each: int) -> list[tuple[str, list[Any]]]:
    """Calls of every function: most of one row, each third of three."""
    cases, calls = Cases(seed), []
    for name in NAMES:
        parameters = inspect.signature(getattr(udfs, name)).parameters
        for number in range(each if parameters else 1):
            rows = 3 if number % 3 == 2 else 1
            calls.append((name, [cases.argument(one, rows) for one in parameters]))
    return calls


def plain(given: Any) -> Any:
    """An argument as Python's own caller would give it: what is left out is None, a currency a number."""
    if isinstance(given, list):
        return [[plain(one) for one in row] for row in given]
    if isinstance(given, dict):
        ((kind, value),) = given.items()
        return {"left": None, "date": dt.datetime(2014, 9, 30)}.get(kind, value)  # noqa: DTZ001 - Excel has no zones
    return given


def flat(answer: Any) -> Any:
    """COM knows no row of one cell, and no whole numbers."""
    if isinstance(answer, list | tuple):
        rows = [flat(one) for one in answer]
        return rows[0] if len(rows) == 1 else rows
    return float(answer) if isinstance(answer, int) and not isinstance(answer, bool) else answer


@pytest.fixture(scope="module")
def ask(rig: Rig, tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[tuple[str, list[Any]]]], list[Any]]:
    """What cells on Windows answer to these calls."""
    folder = tmp_path_factory.mktemp("functions")

    def asked(calls: list[tuple[str, list[Any]]]) -> list[Any]:
        (folder / "cases.json").write_text(json.dumps(calls), encoding="utf-8")
        names = [windows_path(one) for one in (INSIDE / "functions.py", folder / "cases.json", folder / "answers.json")]
        ran = rig.python(*names)
        assert ran.exit == 0, ran.err
        return list(json.loads((folder / "answers.json").read_text(encoding="utf-8")))

    return asked


def test_every_function_answers_as_the_plain_one(ask: Callable[..., list[Any]]) -> None:
    calls = made(seed=20261129, each=30)
    assert len(NAMES) >= 17
    told = zip(calls, ask(calls), strict=True)
    wrong = [(name, given, got, want) for (name, given), got, want in _against(told) if flat(got) != flat(want)]
    assert wrong == []


def _against(told: Any) -> Any:
    for call, got in told:
        name, given = call
        yield call, got, json.loads(json.dumps(getattr(udfs, name)(*map(plain, given))))


def test_cells_in_currency_are_numbers(ask: Callable[..., list[Any]]) -> None:
    quarters = [[{"currency": one} for one in (260, 303, 303)] + [None]]
    assert ask([("csp_ytd", [quarters, LEFT_OUT, LEFT_OUT])]) == [866]
