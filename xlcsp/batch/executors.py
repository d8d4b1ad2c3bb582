"""Where the tasks run: processes on this machine, or the workers of a dask cluster."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

from xlcsp.errors import XlcspError
from xlcsp.libraries import to_install

RETRIES = 3  # of a task whose worker raised what no task raises
_PATIENCE = 20  # seconds until a scheduler that does not answer is given up


@contextmanager
def processes(workers: int) -> Iterator[Executor]:
    """A pool of processes, started anew as on every system.

    Raises XlcspError where this system lets no process be started.
    """
    spawn = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(workers, mp_context=spawn, initializer=_started) as pool:
            try:
                yield pool
            finally:
                pool.shutdown(cancel_futures=True)
    except OSError as error:  # what a task raises does not come here
        raise XlcspError(
            f"The processes that make the reports cannot be started ({error.strerror or error}). Run xlcsp report "
            "for each partnership, and ask whether Python may start programs on this computer."
        ) from error


def _started() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's: what is being written is finished
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Ends the worker of a parent that was killed: it would wait for tasks for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def usual_workers() -> int:
    """One for each processor that this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """The workers of a dask scheduler, as an executor. They see the same folders and have the same xlcsp.

    Raises XlcspError where dask.distributed is not installed or the scheduler does not answer.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise XlcspError(f"--scheduler needs dask.distributed. {to_install('cluster')}.") from error
    try:
        client: Any = Client(address, timeout=_PATIENCE)
    except (OSError, ValueError) as error:
        raise XlcspError(f"--scheduler {address}: no scheduler answers there ({error}). Start it first.") from error
    with client, client.get_executor(retries=RETRIES) as executor:
        yield executor
