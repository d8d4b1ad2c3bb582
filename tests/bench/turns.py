"""What one revision does, each job beside its peer: told a number, it does that job and the peer once.

``tests.bench`` runs this file in a process with that revision's code on the path. What was moved since an older one is
looked for where it stood.
"""

from __future__ import annotations

import functools
import importlib
import json
import os
import pickle
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Job = Callable[[], object]
Listed = tuple[str, str, Job, Job, float]  # what, the peer, both, the ratio that is wanted
FORMS, PARTNERSHIPS = 300, 20
MEMORY = """
import sys
from tests.bench.memory import most_memory
from xlcsp.cli import main
said, sys.stdout, sys.stderr = sys.stdout, sys.stderr, open("/dev/null", "w")
main(sys.argv[1:])
said.write(str(round(most_memory())))
"""


def moved(name: str, *modules: str) -> Any:
    """What stands in the first of these modules that there is."""
    for module in modules:
        try:
            return getattr(importlib.import_module(module), name)
        except ImportError:
            continue
    raise ImportError(f"{name} stands in none of {modules}")


def started(*words: str | Path) -> str:
    """What a Python started anew prints; -P, as otherwise the code in the working directory would come first.

    What it imports is compiled once and kept, as pip compiles what it installs: our code, too, not only the peers'.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run([sys.executable, "-P", *words], check=True, capture_output=True, text=True, env=kept).stdout


def spent(job: Job) -> float:
    """Milliseconds of processor time, that of processes it starts included."""

    def used() -> float:
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + ended.ru_utime + ended.ru_stime

    before = used()
    job()
    return (used() - before) * 1000


class Jobs:
    """The files that this revision makes, and what is done with them."""

    def __init__(self, folder: Path) -> None:
        self._peers = importlib.import_module("peers")  # ours, also beside an older revision
        self._example, self._many, self._folder = folder / "example", folder / "many", folder
        self._ours, self._theirs, self._known = (folder / name for name in ("ours.xlsx", "peer.xlsx", "cells.pickle"))
        self._report = moved("make", "xlcsp.demo.tour")(self._example)[3]
        self._copy = self._peers.Copy(self._example / "reports" / "2014-15 Q4.xlsx")
        self._known.write_bytes(pickle.dumps(self._copy))  # so that the peer need not read our report first

    @functools.cached_property
    def _master_of_many(self) -> Any:
        return moved("partnership_of", "tests.bench.many")(self._many, FORMS // 4)

    @functools.cached_property
    def _forms(self) -> list[Path]:
        return sorted((self._master_of_many.path.parent / "returns").rglob("*.xlsx"))

    @functools.cached_property
    def _national(self) -> Path:
        root = self._folder / "national"
        started("-m", "xlcsp", "make-sample", root, "--partnerships", str(PARTNERSHIPS))
        return root

    def reading(self) -> list[Listed]:
        """Forms read, and checked."""
        read_book = moved("read_book", "xlcsp.files.read", "xlcsp.cells")
        read_return = moved("read_return", "xlcsp.returns.read")
        read_master, collect = moved("read_master", "xlcsp.planbook"), moved("collect", "xlcsp.returns.collect")
        fourth = moved("Quarter", "xlcsp.domain.periods", "xlcsp.periods")(2014, 4)
        few = sorted((self._example / "returns").rglob("*.xlsx"))
        master, read, bare = read_master(self._example), f"read {len(few)} forms", "bare calamine"
        peers, checked = self._peers, f"read and check {FORMS} forms, all rules"
        return [
            (read, bare, lambda: list(map(read_book, few)), lambda: peers.read_bare(few), 3.5),
            (read, "openpyxl, read-only", lambda: list(map(read_book, few)), lambda: peers.read_openpyxl(few), 0.25),
            (
                f"{read} as returns",
                bare,
                lambda: [read_return(one, "") for one in few],
                lambda: peers.read_bare(few),
                0,
            ),
            (f"{read} and check them", bare, lambda: collect(master, fourth), lambda: peers.read_bare(few), 0),
            (checked, bare, lambda: collect(self._master_of_many, fourth), lambda: peers.read_bare(self._forms), 4),
        ]

    def writing(self) -> list[Listed]:
        """Reports written, commands started, and both for several partnerships."""
        write = moved("write_report", "xlcsp.report.sheets")
        what = f"write the report ({self._copy.cells} cells)"
        ours, theirs = ("-m", "xlcsp", "report", self._example), (self._example, self._theirs, self._known)
        cold_peer, pandas = ("-c", self._peers.COLD_PEER, *theirs), ("-c", "import pandas")
        return [
            (
                what,
                "openpyxl, shared styles",
                lambda: write(self._report, self._ours),
                lambda: self._copy.write(self._theirs),
                0.25,
            ),
            ("help, cold", "import pandas", lambda: started("-m", "xlcsp", "--help"), lambda: started(*pandas), 0.35),
            ("report, cold", "pandas + openpyxl", lambda: started(*ours), lambda: started(*cold_peer), 0.35),
            (f"batch of {PARTNERSHIPS}, all checks", "openpyxl", self._batch, self._usual, 0.2),
        ]

    def _batch(self) -> str:
        for made in (*self._national.glob("*/reports"), self._national / "national"):
            shutil.rmtree(made, ignore_errors=True)
        return started("-c", MEMORY, "batch", self._national, "--workers", "1")

    def _usual(self) -> None:
        for master in sorted(self._national.glob("*/master.xlsm")):
            self._peers.one_partnership(self._known, master.parent)

    def memory(self) -> list[tuple[str, str]]:
        """The most that was used, in MB."""
        self._master_of_many  # noqa: B018 - makes the forms
        checking = started("-m", "tests.bench.memory", self._many, "4").split()[1]
        return [
            (f"checking {FORMS} forms", f"{float(checking):.0f}"),
            ("report", started("-c", MEMORY, "report", self._example)),
            (f"batch of {PARTNERSHIPS}", self._batch()),
        ]


def main() -> None:
    """Prints what there is to do; then for each number read the milliseconds of that job and of its peer."""
    said, sys.stdout = sys.stdout, sys.stderr
    jobs = Jobs(Path(sys.argv[1]))
    listed = [*jobs.reading(), *jobs.writing()]

    def tell(answer: object) -> None:
        print(json.dumps(answer), file=said, flush=True)

    tell([(what, peer, wanted) for what, peer, _, _, wanted in listed])
    for line in sys.stdin:
        if int(line) == len(listed):
            tell(jobs.memory())
            continue
        _, _, ours, theirs, _ = listed[int(line)]
        tell((spent(ours), spent(theirs)))


if __name__ == "__main__":
    main()
