"""The cost of a function in a cell: one call through xlwings' conversion code, and a column of 10,000 rows.

Run ``python -m tests.bench.cells``. The peer of a call is the same call of a function that does nothing; the peer of a
column is the measure itself on plain lists.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.table import Table

from tests import classic
from xlcsp import measures as of
from xlcsp.excel import udfs

CALLS, CALL_ROUNDS = 100, 25
ROWS, ROW_ROUNDS = 10_000, 9
MODULE = "xlcsp.excel.udfs"


def took(job: Callable[[], object]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    job()
    return (time.perf_counter() - start) * 1000


def in_turn(rounds: int, *jobs: Callable[[], object]) -> list[tuple[float, ...]]:
    """What each job took in each round; the jobs run in turn, so that a busy moment falls on all of them."""
    return [tuple(took(job) for job in jobs) for _ in range(rounds + 1)][1:]


def as_excel(block: list[list[Any]]) -> tuple[tuple[Any, ...], ...]:
    """The cells as Excel hands them over: tuples of floats, None for a blank."""
    return tuple(tuple(None if one is None else float(one) for one in row) for row in block)


def single_calls() -> list[tuple[str, float, float, float, float]]:
    """One call each, ms, medians: in all, with a function that does nothing, the measure alone, and our own."""
    routes, module = classic.load(MODULE)
    row, past = [260, 303, 303, None], [[251, 270, 262, 246]] * 3
    quarters, history = ((260.0, 303.0, 303.0, None),), ((251.0, 270.0, 262.0, 246.0),) * 3
    asked: list[tuple[str, tuple[Any, ...], Callable[[], object]]] = [
        ("csp_ytd", (quarters, "count"), lambda: of.year_to_date(row)),
        ("csp_variance", (866.0, 878.0), lambda: of.variance(866, 878)),
        ("csp_rag", (1155.0, 1108.0, "lower"), lambda: of.rag(1155, 1108, "lower")),
        ("csp_projection", (quarters, history), lambda: of.project(row, past)),
        ("csp_travel", (303.0, 288.0, "lower"), lambda: of.travel(303, 288, "lower")),
        ("csp_run_rate", (quarters, 1108.0, "lower"), lambda: of.run_rate(row, 1108, "lower")),
    ]
    found = []
    for name, arguments, measure in asked:
        real = getattr(module, name)

        def nothing(*_: Any) -> int:
            return 1

        def calls(function: Any, name: str = name, arguments: tuple[Any, ...] = arguments) -> Callable[[], object]:
            def run() -> None:
                setattr(module, name, function)
                for _ in range(CALLS):
                    routes.call_udf(MODULE, name, arguments)

            return run

        def measures(measure: Callable[[], object] = measure) -> None:
            for _ in range(CALLS):
                measure()

        nothing.__xlfunc__ = real.__xlfunc__  # type: ignore[attr-defined]
        rounds = in_turn(CALL_ROUNDS, calls(real), calls(nothing), measures)
        setattr(module, name, real)
        own = statistics.median(ours - peer - alone for ours, peer, alone in rounds)
        medians = (statistics.median(column) / CALLS for column in zip(*rounds, strict=True))
        found.append((name, *medians, own / CALLS))
    return found


def columns() -> list[tuple[str, float, float]]:
    """10,000 rows each: name, milliseconds in cells, and of the measure on lists."""
    chosen = random.Random(1)
    rows = [[*(chosen.randint(100, 400) for _ in range(3)), None] for _ in range(ROWS)]
    beside = [[chosen.randint(100, 400) for _ in range(12)] for _ in range(ROWS)]
    years = [[row[at : at + 4] for at in (0, 4, 8)] for row in beside]
    cells = [[chosen.randint(50, 150)] for _ in range(ROWS)]
    flat, back = [row[0] for row in cells], [row[0] for row in reversed(cells)]
    one, other, quarters, history = (as_excel(block) for block in (cells, cells[::-1], rows, beside))
    jobs: list[tuple[str, Callable[[], object], Callable[[], object]]] = [
        ("csp_ytd", lambda: udfs.csp_ytd(quarters), lambda: of.year_to_date(rows)),
        ("csp_variance", lambda: udfs.csp_variance(one, other), lambda: of.variance(flat, back)),
        ("csp_variance_pct", lambda: udfs.csp_variance_pct(one, other), lambda: of.variance_pct(flat, back)),
        ("csp_rag", lambda: udfs.csp_rag(one, 100.0, "lower"), lambda: of.rag(flat, 100, "lower")),
        ("csp_travel", lambda: udfs.csp_travel(one, other, "lower"), lambda: of.travel(flat, back, "lower")),
        (
            "csp_run_rate",
            lambda: udfs.csp_run_rate(quarters, 1000.0, "lower"),
            lambda: of.run_rate(rows, 1000, "lower"),
        ),
        ("csp_projection", lambda: udfs.csp_projection(quarters, history), lambda: of.project(rows, years)),
        (
            "csp_chance",
            lambda: udfs.csp_chance(quarters, 1000.0, "lower", history),
            lambda: of.chance(rows, 1000, "lower", years),
        ),
    ]
    found = []
    for name, ours, peer in jobs:
        rounds = in_turn(ROW_ROUNDS, ours, peer)
        found.append((name, *(statistics.median(column) for column in zip(*rounds, strict=True))))
    return found


def main() -> None:
    """Prints both tables."""
    one = Table(
        title="One call, ms; wanted: at most 0.1 of our own beside conversion and measure", title_justify="left"
    )
    for name in ("function", "in all", "xlwings' conversion", "the measure", "our own"):
        one.add_column(name, justify="left" if name == "function" else "right")
    for name, *values in single_calls():
        one.add_row(name, *(f"{value:.3f}" for value in values))
    many = Table(title=f"{ROWS:,} rows, ms; wanted: a ratio of 2 at most", title_justify="left")
    for name in ("function", "in cells", "the measure", "ratio"):
        many.add_column(name, justify="left" if name == "function" else "right")
    for name, ours, peer in columns():
        many.add_row(name, f"{ours:.0f}", f"{peer:.0f}", f"{ours / peer:.2f}")
    Console(width=100).print(one, many)


if __name__ == "__main__":
    main()
