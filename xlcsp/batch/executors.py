"""Where the tasks run: processes on this machine, or the workers of a dask cluster; and how far they are."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Task as Shown
from rich.text import Text

from xlcsp.domain.numbers import shown
from xlcsp.errors import XlcspError
from xlcsp.libraries import to_install

_One = TypeVar("_One")


class _Rate(ProgressColumn):
    """The number done per second."""

    def render(self, task: Shown) -> Text:
        return Text(f"{shown(task.speed, 1)}/s" if task.speed else "")


@contextmanager
def bar(total: int, words: str) -> Iterator[Progress]:
    """A bar on standard error with rate and time left."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        progress.add_task(words, total=total)
        yield progress


def watched(results: Iterable[_One], total: int, words: str) -> Iterator[_One]:
    """Passes items on and counts them on a bar."""
    with bar(total, words) as progress:
        for result in results:
            progress.advance(progress.task_ids[0])
            yield result


RETRIES = 3  # the reason for a task whose worker raised what no task raises
_PATIENCE = 20  # seconds to wait for a scheduler's answer


@contextmanager
def processes(workers: int) -> Iterator[Executor]:
    """A pool of processes, started by ``spawn`` on every system.

    Raises XlcspError if the system does not let processes be started.
    """
    spawn = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(workers, mp_context=spawn, initializer=_started) as pool:
            try:
                yield pool
            finally:
                pool.shutdown(cancel_futures=True)
    except OSError as error:  # errors of tasks do not arrive here
        raise XlcspError(
            f"The processes that make the reports cannot be started ({error.strerror or error}). Run xlcsp report "
            "for each partnership, and ask whether Python may start programs on this computer."
        ) from error


def _started() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C: workers finish their files
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Ends the worker if its parent was killed; otherwise it would wait for tasks for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def usual_workers() -> int:
    """One worker for each processor that this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """The workers of a dask scheduler, as an executor. They must see the same folders and have the same xlcsp.

    Raises XlcspError if dask.distributed is not installed or the scheduler does not answer.
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
