"""Many partnerships compared with the usual way: pools of one and two, a dask cluster, growth, memory."""

from __future__ import annotations

import functools
import multiprocessing
import pickle
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

from tests.batch.clusters import cluster as dask_cluster
from tests.bench import peers
from xlcsp.batch import batch, tasks
from xlcsp.batch.executors import cluster, processes
from xlcsp.sample.make import make, orders

ROUNDS = 3
SIZES = (10, 30, 100, 300)  # partnerships
_MEMORY = """
import resource, sys
from xlcsp.cli import main
sys.stderr = open('/dev/null', 'w'); sys.stdout = sys.stderr
main(['batch', sys.argv[1], '--workers', '2'])
from tests.bench.memory import most_memory
workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024  # or that of the process that starts them
sys.__stdout__.write(f'{most_memory():.0f} {workers:.0f}')
"""

Opened = Callable[[], AbstractContextManager[Executor]]


class Growth(NamedTuple):
    """Seconds of whole commands by number of partnerships; of a fixed part and one for each, fitted."""

    seconds: dict[int, float]
    fixed: float
    each: float
    memory: dict[int, tuple[int, int]]


def sample(root: Path, partnerships: int) -> Path:
    """A sample with 5% faulty returns."""
    with processes(2) as pool:
        list(pool.map(make, orders(root, partnerships)))
    return root


def first(root: Path, number: int, folder: Path) -> Path:
    """A copy of the first partnerships of a sample, without reports."""
    target = folder / str(number)
    masters = sorted(root.glob("*/master.xlsm"))[:number]
    for master in masters:
        shutil.copytree(master.parent, target / master.parent.name, ignore=shutil.ignore_patterns("reports"))
    return target


def clean(root: Path) -> None:
    """As before any report."""
    for reports in (*root.glob("*/reports"), root / "national"):
        shutil.rmtree(reports, ignore_errors=True)


def pool(workers: int) -> Opened:
    """Our processes."""
    return functools.partial(processes, workers)


def ours(root: Path, opened: Opened) -> float:
    """Seconds for all reports of a sample."""
    clean(root)
    start = time.perf_counter()
    outcomes = list(batch(tasks(root), opened))
    taken = time.perf_counter() - start
    if not all(one.report and Path(one.report).exists() for one in outcomes):
        raise AssertionError("A report is missing.")
    return taken


def usual(root: Path, copy: Path) -> float:
    """Seconds for as many reports by openpyxl in a process pool."""
    folders = sorted(path.parent for path in root.glob("*/master.xlsm"))
    start = time.perf_counter()
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as executor:
        list(executor.map(functools.partial(peers.one_partnership, copy), folders))
    return time.perf_counter() - start


def compare(root: Path, report: Path, rounds: int = ROUNDS) -> list[tuple[str, str, tuple[float, float], float]]:
    """Rows of the table: milliseconds a partnership, medians of rounds in turn."""
    with tempfile.TemporaryDirectory() as name, dask_cluster(Path(name), 2) as running:
        copy = Path(name) / "copy.pickle"
        copy.write_bytes(pickle.dumps(peers.Copy(report)))
        ways: dict[str, Callable[[], float]] = {
            "one": lambda: ours(root, pool(1)),
            "two": lambda: ours(root, pool(2)),
            "dask": lambda: ours(root, functools.partial(cluster, running.address)),
            "usual": lambda: usual(root, copy),
        }
        number = len(list(root.glob("*/master.xlsm")))
        taken: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(rounds):
            for way, run in ways.items():
                taken[way].append(run() / number * 1000)
    median = {way: statistics.median(times) for way, times in taken.items()}
    spread = max(max(times) / min(times) for times in taken.values())
    what = f"of {number} partnerships, all checks"
    return [
        (f"reports {what}, 2 workers", "openpyxl, pool of 2", (median["two"], median["usual"]), 0.2),
        (f"reports {what}, 1 worker", "2 workers", (median["one"], median["two"]), 0),
        (f"reports {what}, dask, 2 workers", "pool of 2", (median["dask"], median["two"]), 0),
        (f"(slowest ÷ fastest round: {spread:.2f})", "", (spread, 1.0), 0),
    ]


def growth(root: Path, sizes: Sequence[int]) -> Growth:
    """The whole command, roll-up included, for growing numbers of partnerships."""
    seconds: dict[int, float] = {}
    memory: dict[int, tuple[int, int]] = {}
    with tempfile.TemporaryDirectory() as name:
        for size in sizes:
            part = first(root, size, Path(name))
            start = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-c", _MEMORY, str(part)], check=True, capture_output=True, text=True
            )
            seconds[size] = time.perf_counter() - start
            own, workers = done.stdout.split()
            memory[size] = int(own), int(workers)
            shutil.rmtree(part)
    each, fixed = statistics.linear_regression(list(seconds), list(seconds.values()))
    return Growth(seconds, fixed, each, memory)


def show_growth(root: Path) -> None:
    """Prints growth and memory over the sample's first partnerships."""
    found = growth(root, SIZES)
    for size, taken in found.seconds.items():
        own, workers = found.memory[size]
        print(
            f"{size:5} partnerships: {taken:6.1f} s, {taken / size * 1000:5.0f} ms each; {own} MB, a worker {workers}"
        )
    whole = found.fixed + 3_000 * found.each
    print(f" 3000 by the line fitted on these: {whole:6.1f} s, {whole / 3_000 * 1000:5.0f} ms each")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    show_growth(folder if folder.exists() else sample(folder, SIZES[-1]))
