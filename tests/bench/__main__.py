"""Prints how xlcsp compares with the usual ways: ratios of the medians of runs taken in turn.

Reading is held against bare calamine (at most 3.5 times) and openpyxl's read-only mode (at most 0.25): a form takes
3.1 times the one and 0.14 of the other, by the processor's clock. Two fifths of it are the
parser, a third going through the cells, the rest the archive, texts and styles. Handlers called for each element took a
third longer than trees of pieces do. The largest sheet that is allowed, 10,000 full rows of 104 cells, takes 260 MB at
its peak, and 280 where each of its texts is another.

Reading and checking 300 forms takes 1.28 times of what it took with calamine, by instructions (1.3 wanted): the parser
and its trees, and the checks, of which there are more (commentaries held against each
change, figures that look like the year to date, colours without a word, the chart's limits, No and words against the
Row id). A report takes 1.06 times of what it took when its rows were written as text past openpyxl (1.1), by
instructions, a batch of 300 1.15 times by processor time, with a fifth more sheets and cells than they had then.
"""

from __future__ import annotations

import pickle
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench import columns, many, national, peers, route
from xlcsp.demo.story import FIRST
from xlcsp.demo.tour import make
from xlcsp.domain.periods import Quarter
from xlcsp.files.read import read_book
from xlcsp.planbook import read_master
from xlcsp.report.sheets import write_report
from xlcsp.returns.collect import collect
from xlcsp.returns.read import read_return

ROUNDS = 15
COLD_ROUNDS = 5
MANY = 300  # forms
COMPARED = 40  # partnerships
Job = Callable[[], object]


def in_turn(ours: Job, peer: Job, rounds: int = ROUNDS) -> tuple[float, float]:
    """Median milliseconds of both, run in turn after one warm-up each."""
    taken: tuple[list[float], list[float]] = ([], [])
    for round_number in range(rounds + 1):
        for job, times in zip((ours, peer), taken, strict=True):
            start = time.perf_counter()
            job()
            if round_number:
                times.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken[0]), statistics.median(taken[1])


def cold(*words: str) -> Job:
    """A Python started anew."""
    return lambda: subprocess.run([sys.executable, *words], check=True, capture_output=True)


def main() -> None:
    """Builds the worked example and prints the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "example"
        report = make(folder)[3]
        paths = sorted((folder / "returns").rglob("*.xlsx"))
        master = read_master(folder)
        copy = peers.Copy(folder / "reports" / "2014-15 Q4.xlsx")
        out, other = Path(name) / "ours.xlsx", Path(name) / "peer.xlsx"

        def bare() -> object:
            return peers.read_bare(paths)

        known = Path(name) / "cells.pickle"
        known.write_bytes(pickle.dumps(copy))  # so that the peer need not read our report first
        ours_cold = ("-m", "xlcsp", "report", str(folder))
        peer_cold = ("-c", peers.COLD_PEER, str(folder), str(other), str(known))
        jobs: list[tuple[str, str, Job, Job, int, float]] = [
            ("read 28 forms", "bare calamine", lambda: [read_book(path) for path in paths], bare, ROUNDS, 3.5),
            (
                "read 28 forms",
                "openpyxl, read-only",
                lambda: [read_book(path) for path in paths],
                lambda: peers.read_openpyxl(paths),
                COLD_ROUNDS,
                0.25,
            ),
            (
                "read 28 forms as returns",
                "bare calamine",
                lambda: [read_return(p, "") for p in paths],
                bare,
                ROUNDS,
                0,
            ),
            (
                "read and check 28 forms",
                "bare calamine",
                lambda: collect(master, Quarter(FIRST.year, 4)),
                bare,
                ROUNDS,
                3.0,
            ),
            (
                f"write the report ({copy.cells} cells)",
                "openpyxl, shared styles",
                lambda: write_report(report, out),
                lambda: copy.write(other),
                ROUNDS,
                0.25,
            ),
            (
                "help, cold",
                "import pandas",
                cold("-m", "xlcsp", "--help"),
                cold("-c", "import pandas"),
                COLD_ROUNDS,
                0.35,
            ),
            ("report, cold", "pandas + openpyxl", cold(*ours_cold), cold(*peer_cold), COLD_ROUNDS, 0.35),
        ]
        master_of_many = many.partnership_of(Path(name) / "many", MANY // 4)
        forms = sorted((Path(name) / "many" / "returns").rglob("*.xlsx"))
        jobs.append(
            (
                f"read and check {len(forms)} forms, all rules",
                "bare calamine",
                lambda: collect(master_of_many, FIRST.quarters[-1]),
                lambda: peers.read_bare(forms),
                COLD_ROUNDS,
                3.0,
            )
        )
        rows = [
            (what, peer, in_turn(ours, theirs, rounds), wanted) for what, peer, ours, theirs, rounds, wanted in jobs
        ]
        rows.append((f"all measures of {columns.ROWS:,} series", "plain sums and ratios", columns.measures(), 0))
        rows.append(("1,000 × CSP_VARIANCE", "CSP_YTD, block of 1,000", columns.cells(), 0))
        rows.append(("CSP_VARIANCE, server route, 1,000 × 2", "stock xlwings", route.measure(), 0))
        root = national.sample(Path(name) / "sample", national.SIZES[-1])
        part = national.first(root, COMPARED, Path(name))
        rows += national.compare(part, folder / "reports" / "2014-15 Q4.xlsx")
        show(rows)
        for quarter in (1, 4):
            command = [sys.executable, "-m", "tests.bench.memory", str(Path(name) / "many"), str(quarter)]
            read, memory = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
            print(f"most memory while checking {read} forms: {float(memory):.1f} MB")
        national.show_growth(root)


def show(rows: list[tuple[str, str, tuple[float, float], float]]) -> None:
    """The table."""
    table = Table(title=f"Python {platform.python_version()}, medians; ratio = ours / peer", title_justify="left")
    for name in ("what", "peer", "ours ms", "peer ms", "ratio", "wanted"):
        table.add_column(name, justify="left" if name in ("what", "peer") else "right")
    for what, peer, (ours, theirs), wanted in rows:
        table.add_row(
            what, peer, f"{ours:.1f}", f"{theirs:.1f}", f"{ours / theirs:.2f}", f"≤ {wanted}" if wanted else "–"
        )
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
