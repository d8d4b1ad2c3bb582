"""``python -m tests.bench.run`` from the project's folder: how fast xlcsp is, as ratios to the usual way of each job.

Ours and the peer take turns in the same run, and medians are compared, so that a busy machine slows both alike.
Nothing here is a test: a ratio above its target is marked, and fails nothing.
"""

from __future__ import annotations

import os
import pickle
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from tests.bench import usual
from xlcsp.cells import read_book
from xlcsp.demo.tour import make
from xlcsp.planbook import read_master
from xlcsp.report.model import Report
from xlcsp.report.sheets import write_report
from xlcsp.returns.collect import collect
from xlcsp.returns.read import read_return

ROOT = Path(__file__).resolve().parents[2]
WARM, COLD = 15, 7  # rounds
FORMS = 300  # for peak memory
Job = Callable[[], object]
_MEMORY = """
import sys
from pathlib import Path
from {module} import {name} as read
def peak(): return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
paths = sorted(Path(sys.argv[1]).iterdir())
read(paths[0]); before = peak()
for path in paths: read(path)
print(peak(), peak() - before)
"""


@dataclass(frozen=True)
class Row:
    """A line of the table. wanted: target, and ambition where there is one."""

    what: str
    ours: float
    peer: float
    wanted: tuple[float, ...] = ()

    def __str__(self) -> str:
        ratio = self.ours / self.peer
        told = " / ".join(f"≤ {limit:g}" for limit in self.wanted) or "–"
        missed = "  missed" if self.wanted and ratio > self.wanted[0] else ""
        return f"{self.what:44}|{self.ours:9.1f} |{self.peer:9.1f} |{ratio:6.2f} | {told}{missed}"


def read_bare(path: Path) -> None:
    """Every sheet of a workbook by python-calamine alone: no guard for error cells, no addresses, no hash."""
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def in_turn(jobs: dict[str, Job], rounds: int) -> dict[str, float]:
    """The median milliseconds of each job, run in turn (A B A B …) after one round that is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for number in range(rounds + 1):
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            if number:
                taken[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(times) for name, times in taken.items()}


def python(*words: str | Path) -> str:
    """What a Python started anew prints to either stream. Exit code 1 is xlcsp's "problems found"."""
    command = [sys.executable, *map(str, words)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=env, check=False)
    if done.returncode not in (0, 1) or "Traceback" in done.stderr:
        raise RuntimeError(done.stderr)
    return done.stdout + done.stderr


def reading(folder: Path) -> list[Row]:
    """The example's returns as cells, as forms, and collected and checked."""
    paths = sorted((folder / "returns").rglob("*.xlsx"))
    master = read_master(folder / "master.xlsx")
    times = in_turn(
        {
            "bare": lambda: [read_bare(path) for path in paths],
            "cells": lambda: [read_book(path) for path in paths],
            "forms": lambda: [read_return(path, path.name) for path in paths],
            "checked": lambda: collect(master, master.settings.quarter),
        },
        WARM,
    )
    many = f"{len(paths)} returns"
    return [
        Row(f"{many} read into cells, guarded", times["cells"], times["bare"], (2.0, 1.6)),
        Row(f"{many} read as forms", times["forms"], times["bare"]),
        Row(f"{many} read and checked", times["checked"], times["bare"], (3.0,)),
    ]


def filled(path: Path) -> int:
    """How many cells of a workbook hold something."""
    return sum(cell is not None for sheet in load_workbook(path) for row in sheet.values for cell in row)


def writing(report: Report, made: usual.BookAsMade, folder: Path) -> Row:
    """The report workbook, against openpyxl with shared style objects."""
    ours, peer = folder / "ours.xlsx", folder / "peer.xlsx"
    jobs: dict[str, Job] = {"ours": lambda: write_report(report, ours), "peer": lambda: usual.write(made, peer)}
    times = in_turn(jobs, WARM)
    if filled(ours) != filled(peer):
        raise RuntimeError(f"the peer's report has {filled(peer)} cells, ours {filled(ours)}")
    return Row(f"report written, {filled(ours)} filled cells", times["ours"], times["peer"], (0.5, 0.25))


def cold(folder: Path, made: usual.BookAsMade, scratch: Path) -> list[Row]:
    """Programs started anew, imports included."""
    description, script, out = scratch / "made.pickle", Path(usual.__file__), scratch / "cold.xlsx"
    description.write_bytes(pickle.dumps(made))
    jobs: dict[str, Job] = {
        "help": lambda: python("-m", "xlcsp", "--help"),
        "usual help": lambda: python(script, "--help"),
        "report": lambda: python("-m", "xlcsp", "report", folder),
        "usual report": lambda: python(script, folder, description, out),
        "nothing": lambda: python("-c", "pass"),
    }
    times = in_turn(jobs, COLD)
    return [
        Row("cold: xlcsp --help", times["help"], times["usual help"]),
        Row("cold: xlcsp report, returns to workbook", times["report"], times["usual report"], (0.35,)),
        Row("cold: python -c pass (the floor)", times["nothing"], times["usual report"]),
    ]


def imported(*words: str | Path) -> str:
    """Which heavy libraries a command imports."""
    lines = python("-X", "importtime", "-m", "xlcsp", *words).splitlines()
    modules = {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}
    return (
        ", ".join(name for name in ("numpy", "openpyxl", "pandas", "scipy", "xlsxwriter") if name in modules) or "none"
    )


def memory(folder: Path, scratch: Path) -> list[str]:
    """Peak memory of reading many forms one after the other, where the system tells it."""
    if not Path("/proc/self/status").exists():
        return ["peak memory: not told by this system"]
    forms = scratch / "forms"
    forms.mkdir()
    paths = sorted((folder / "returns").rglob("*.xlsx"))
    for number in range(FORMS):
        shutil.copyfile(paths[number % len(paths)], forms / f"{number:03}.xlsx")
    told = []
    for who, module, name in (("read_book", "xlcsp.cells", "read_book"), ("pandas", "pandas", "read_excel")):
        peak, grown = (
            int(word) / 1024 for word in python("-c", _MEMORY.format(module=module, name=name), forms).split()
        )
        told.append(f"peak memory, {FORMS} forms by {who}: {peak:.1f} MB, {grown:+.1f} MB since the first form")
    return told


def main() -> None:
    """Builds the worked example in a temporary folder and prints the table."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} CPUs, {platform.system()}; medians, runs in turn")
    print(f"{'what':44}|{'ours ms':>9} |{'peer ms':>9} |{'ratio':>6} | target / ambition")
    with tempfile.TemporaryDirectory(prefix="xlcsp-bench-") as name:
        scratch = Path(name)
        folder = scratch / "example"
        report = make(folder)[-1]
        made = usual.describe(folder / report.settings.reports / f"{report.quarter.folder}.xlsx")
        for row in (*reading(folder), writing(report, made, scratch), *cold(folder, made, scratch)):
            print(row)
        print(f"xlcsp --help imports: {imported('--help')}; xlcsp report imports: {imported('report', folder)}")
        for line in memory(folder, scratch):
            print(line)


if __name__ == "__main__":
    main()
