"""Prints how xlcsp compares with the usual ways: medians of runs taken in turn, as ratios.

What is wanted and not reached: reading guarded in 1.6 times the time of bare calamine; it takes 2.3 to 2.5. Of the
1.8 ms that a form takes with all its sheets, calamine has 0.7 (0.55 to parse, though it unpacks nothing any more), the
zip's directory, unpacking and checksums 0.2, the one search for all cells, which matches each to its end, 0.35, looking
for what might stand between them 0.15, and going through what was found and calamine's rows 0.25. Separate searches for
addresses, errors, formulas and styles took 2.5 and saw less; letting calamine unpack the file again costs 0.1 more;
switching the collector of garbage off changes nothing. A reader of cells of our own could do with the one search, but
calamine is the one that others keep. The returns themselves are read without the sheet that only shows the form's own
results: 1.8 of calamine reading all.

Reading and checking 300 forms by all rules takes 2.6 to 3.2 times bare calamine, where 3 is wanted: two fifths are the
guarded reading, the rest finding the form's rows (a seventh), reading them as figures (a sixth), weighing these against
the past (a sixth), and what the forms say was last reported (a twelfth). Blank rows passed over at once and a short way
for whole numbers took off 0.2.
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
from xlcsp.demo.example import YEAR
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
            ("read 28 forms, guarded", "bare calamine", lambda: [read_book(path) for path in paths], bare, ROUNDS, 1.6),
            (
                "read 28 forms as returns",
                "bare calamine",
                lambda: [read_return(p, "") for p in paths],
                bare,
                ROUNDS,
                0,
            ),
            ("read and check 28 forms", "bare calamine", lambda: collect(master, Quarter(YEAR, 4)), bare, ROUNDS, 3.0),
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
                lambda: collect(master_of_many, Quarter(YEAR, 4)),
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
