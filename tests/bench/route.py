"""A function over xlwings' server route: ours, and one written as in xlwings' documentation, without xlcsp.

Each in a Python of its own (``python -m tests.bench.route ours``), for what one of them mends would serve the other.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import time
import types

from tests.excel.office_js import question

ROWS, CALLS, ROUNDS = 1_000, 15, 3


def measure() -> tuple[float, float]:
    """Milliseconds of one call with two columns of a thousand cells, ours and the stock one; run in turn."""
    taken: dict[str, list[float]] = {"ours": [], "stock": []}
    for _ in range(ROUNDS):
        for name, times in taken.items():
            command = [sys.executable, "-m", "tests.bench.route", name]
            times.append(float(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    return statistics.median(taken["ours"]), statistics.median(taken["stock"])


def main(name: str) -> None:
    """Prints the median of the calls in milliseconds."""
    os.environ.update(XLWINGS_ON_SERVER="true", XLWINGS_LICENSE_KEY="noncommercial")
    import xlwings as xw
    import xlwings.server

    module: types.ModuleType
    if name == "ours":
        from xlcsp.excel import udfs as module
    else:
        module = types.ModuleType("stock")

        @xw.func
        @xw.arg("actual", ndim=2)
        @xw.arg("comparator", ndim=2)
        def csp_variance(actual: list[list[float]], comparator: list[list[float]]) -> list[list[float]]:
            return [[one[0] - other[0]] for one, other in zip(actual, comparator, strict=True)]

        module.csp_variance = csp_variance  # type: ignore[attr-defined]
    arguments = [[[row] for row in range(ROWS)], [[2 * row] for row in range(ROWS)]]
    asked = question("csp_variance", arguments, xw.__version__)
    times = []
    for _ in range(CALLS + 1):
        start = time.perf_counter()
        found = asyncio.run(xlwings.server.custom_functions_call(asked, module))
        times.append(time.perf_counter() - start)
    if found[-1] != [1 - ROWS]:
        raise SystemExit(f"a wrong answer: {found[-1]}")
    print(statistics.median(times[1:]) * 1000)


if __name__ == "__main__":
    main(sys.argv[1])
