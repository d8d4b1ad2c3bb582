"""A dask cluster on this machine: a scheduler and workers, each in its own process."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

_PATIENCE = 60  # seconds


class Cluster(NamedTuple):
    """The scheduler's address and its workers' processes."""

    address: str
    workers: list[subprocess.Popen[bytes]]


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    """Runs while the block does. folder: for the cluster's own files."""
    told = folder / "scheduler.json"
    own = ("--host", "127.0.0.1", "--no-dashboard")
    scheduler = _started(folder, "scheduler", *own, "--port", "0", "--no-show", "--scheduler-file", str(told))
    workers_of: list[subprocess.Popen[bytes]] = []
    try:
        address = _address(told)
        own = (*own, "--no-nanny", "--nthreads", "1", "--local-directory", str(folder))
        workers_of += [_started(folder, "worker", address, *own) for _ in range(workers)]
        _wait_for(address, workers)
        yield Cluster(address, workers_of)
    finally:
        for process in (*workers_of, scheduler):
            process.kill()
            process.wait()


def _started(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    with (folder / f"{words[0]}.log").open("ab") as log:
        return subprocess.Popen([sys.executable, "-m", "dask", *words], cwd=folder, stdout=log, stderr=log)


def _address(told: Path) -> str:
    import json

    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        try:
            return str(json.loads(told.read_text(encoding="utf-8"))["address"])
        except (OSError, ValueError):
            time.sleep(0.05)
    raise TimeoutError("The scheduler did not start.")


def _wait_for(address: str, workers: int) -> None:
    """In a process of its own, so that nothing of the client stays in this one."""
    code = f"from distributed import Client\nwith Client({address!r}) as c: c.wait_for_workers({workers}, {_PATIENCE})"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=2 * _PATIENCE, capture_output=True)
