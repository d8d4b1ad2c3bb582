"""``python -m tests.bench.lite``: the functions in the browser's Python against this one (``.ci/lite.sh`` fetches it).

Wanted: the first answer in at most 15 times of what it takes here, from the start of the program on; a call in at most
5 times; main.py of at most 700 KB. Both go through xlwings' own server route.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.excel.test_few_libraries import EXAMPLES
from tests.office.lite.runtime import run
from xlcsp.master.lite.bundle import main_text

ROUNDS, REPEATED = 3, 40
ROOT = Path(__file__).parents[2]


def asked() -> list[list[Any]]:
    """Calls of all functions as Excel sends them: blocks of cells, null for what is left out."""
    calls = [[name, [_block(one) for one in given[0]]] for name, given in EXAMPLES.items()]
    return calls * REPEATED


def _block(value: Any) -> Any:
    if value is None:
        return None
    rows = value if isinstance(value, list) else [[value]]
    return [["" if cell is None else cell for cell in row] for row in rows]


def here(calls: list[list[Any]]) -> tuple[float, float]:
    """Seconds to the first answer of a new process, and for each call after it."""
    command, begun = [sys.executable, "-m", "tests.excel.server_route"], time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin
        assert server.stdout
        moments = []
        for call in calls:
            server.stdin.write(json.dumps(call) + "\n")
            server.stdin.flush()
            server.stdout.readline()
            moments.append(time.perf_counter() - begun)
        server.stdin.close()
    return moments[0], (moments[-1] - moments[0]) / (len(moments) - 1)


def in_the_browser(main: str, calls: list[list[Any]]) -> tuple[float, float]:
    """The same in Pyodide."""
    with tempfile.TemporaryDirectory() as work:
        told = run(Path(work), main, calls=calls).told["seconds"]
    return told["first"], (told["answered"] - told["first"]) / (len(calls) - 1)


def main() -> None:
    """Prints medians and ratios."""
    text, calls = main_text(), asked()
    rounds = [(*here(calls), *in_the_browser(text, calls)) for _ in range(ROUNDS)]
    first, call, browser_first, browser_call = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"first answer: {first:.2f} s here, {browser_first:.2f} s in the browser: {browser_first / first:.1f} times")
    print(f"a call: {call * 1e3:.2f} ms here, {browser_call * 1e3:.2f} ms: {browser_call / call:.1f} times")
    print(f"main.py: {len(text.encode()) / 1000:.0f} KB")


if __name__ == "__main__":
    main()
