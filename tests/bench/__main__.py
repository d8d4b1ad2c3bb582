"""Prints how xlcsp compares with the usual ways: ratios of the medians of runs taken in turn.

Reading is held against bare calamine (at most 3.5 times) and openpyxl's read-only mode (at most 0.25): a form takes
3.1 times the one and 0.14 of the other, by the processor's clock. Two fifths of it are the
parser, a third going through the cells, the rest the archive, texts and styles. Handlers called for each element took a
third longer than trees of pieces do. The largest sheet that is allowed, 10,000 full rows of 104 cells, takes 260 MB at
its peak, and 280 where each of its texts is another.

Reading and checking 300 forms takes 1.28 times of what it took with calamine, by instructions (1.3 wanted): the parser
and its trees, and the checks, of which there are more (commentaries held against each
change, figures that look like the year to date, colours without a word, the chart's limits, No and words against the
Row id). A report takes 1.03 times of what it took when its rows were written as text past openpyxl (1.1), by
instructions, a batch of 300 1.11 times by processor time, with a fifth more sheets and cells than they had then.

A cold report takes 0.27 of the usual way (0.35 wanted), where it took 0.23 then, with the code of both compiled as pip
does it; without, it would be 0.37. Half of it are imports: the patterns of the grammar of commentaries are a tenth, and
the making of 150 dataclasses is another.

``--against REV`` measures the jobs of turns.py with that commit's code too, in turn with ours, each on files that it
made itself. Where processes are compared, it is by processor time.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench import columns, national, route, turns
from tests.proof import ROOT, worktree

ROUNDS, SLOW_ROUNDS, SLOW = 9, 3, 1_000  # ms, from which a job is run less often
COMPARED = 40  # partnerships
Row = tuple[str, str, tuple[float, float], float]


class Worker:
    """The jobs of turns.py with a revision's code, in a process of its own."""

    def __init__(self, code: Path, folder: Path) -> None:
        folder.mkdir()
        self._process = subprocess.Popen(
            [sys.executable, "-P", turns.__file__, folder],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (code, Path(__file__).parent)))},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def told(self) -> Any:
        """What it says next: at first all jobs, then an answer to each question."""
        assert self._process.stdout
        return json.loads(self._process.stdout.readline())

    def ask(self, job: int) -> Any:
        """The milliseconds of that job and of its peer; beyond the last, the memory."""
        print(job, file=self._process.stdin, flush=True)
        return self.told()

    def end(self) -> None:
        """Ends the process."""
        self._process.communicate()


def in_turn(codes: dict[str, Path], folder: Path, word: str) -> None:
    """Prints how each revision does the jobs of turns.py with that word: medians of rounds in which they take turns."""
    workers: dict[str, Worker] = {}
    with contextlib.ExitStack() as stack:
        for name, code in codes.items():
            workers[name] = Worker(code, folder / name)
            stack.callback(workers[name].end)
        jobs = {name: worker.told() for name, worker in workers.items()}
        rows: dict[str, list[Row]] = {name: [] for name in codes}
        for job in (place for place, (what, *_) in enumerate(jobs["now"]) if word in what):
            slowest = max(sum(worker.ask(job)) for worker in workers.values())
            rounds = [
                {name: worker.ask(job) for name, worker in workers.items()}
                for _ in range(SLOW_ROUNDS if slowest > SLOW else ROUNDS)
            ]
            for name, found in rows.items():
                what, peer, wanted = jobs[name][job]
                ours, theirs = (statistics.median(taken[name][place] for taken in rounds) for place in (0, 1))
                found.append((what, peer, (ours, theirs), wanted))
                print(f"{name}: {what} / {peer}: {ours / theirs:.2f}", file=sys.stderr)
        for name, worker in workers.items():
            show(name, rows[name])
            memory = [] if word else worker.ask(len(jobs[name]))
            print("; ".join(f"{what}: {megabytes} MB" for what, megabytes in memory))


def rest(folder: Path) -> None:
    """Prints what is measured of this revision only: columns, the server's route, many partnerships."""
    example = folder / "now" / "example" / "reports" / "2014-15 Q4.xlsx"
    rows: list[Row] = [
        (f"all measures of {columns.ROWS:,} series", "plain sums and ratios", columns.measures(), 0),
        ("1,000 × CSP_VARIANCE", "CSP_YTD, block of 1,000", columns.cells(), 0),
        ("CSP_VARIANCE, server route, 1,000 × 2", "stock xlwings", route.measure(), 0),
    ]
    root = national.sample(folder / "sample", national.SIZES[-1])
    rows += national.compare(national.first(root, COMPARED, folder), example)
    show("cells and many partnerships", rows)
    national.show_growth(root)


def show(title: str, rows: list[Row]) -> None:
    """The table."""
    table = Table(title=f"{title}, Python {platform.python_version()}; ratio = ours / peer", title_justify="left")
    for name in ("what", "peer", "ours ms", "peer ms", "ratio", "wanted"):
        table.add_column(name, justify="left" if name in ("what", "peer") else "right")
    for what, peer, (ours, theirs), wanted in rows:
        table.add_row(
            what, peer, f"{ours:.1f}", f"{theirs:.1f}", f"{ours / theirs:.2f}", f"≤ {wanted}" if wanted else "–"
        )
    Console(width=110).print(table)


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Compares xlcsp with the usual ways.")
    parser.add_argument("--against", metavar="REV", help="compare with another commit's code, and leave out the rest")
    parser.add_argument("--only", metavar="WORD", default="", help="the jobs with this word, as 'report', and no more")
    chosen = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        codes = {"now": ROOT}
        if chosen.against:
            codes[chosen.against] = stack.enter_context(worktree(chosen.against, folder / "code"))
        in_turn(codes, folder, chosen.only)
        if not (chosen.against or chosen.only):
            rest(folder)


if __name__ == "__main__":
    main()
