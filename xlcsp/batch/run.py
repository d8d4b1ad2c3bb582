"""Tasks through any executor of ``concurrent.futures``: a process pool or a cluster, by one code path."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from xlcsp.batch.task import FAILED, Outcome, Task, program, report_of
from xlcsp.errors import WorkbookError
from xlcsp.files.names import is_within
from xlcsp.planbook import MASTERS

AT_ONCE = 16  # tasks handed out but not finished: enough to keep workers busy, few enough to repeat
DEATHS = 3  # deaths of workers after which their task is taken to be the cause

Opened = Callable[[], AbstractContextManager[Executor]]


def partnerships(root: Path) -> list[Path]:
    """The folders that hold a master workbook, in order; what is inside a partnership's folder belongs to it.

    A folder that cannot be read may hold one, so its outcome says so; a link to one elsewhere does not count. Raises
    WorkbookError if there is none.
    """
    folders: list[Path] = []

    def unread(error: OSError) -> None:
        folders.extend(path for path in (Path(error.filename),) if path.is_dir())

    for folder, inside, names in os.walk(root, onerror=unread):
        if any(name in names for name in MASTERS):
            folders.append(Path(folder))
            inside.clear()
        inside[:] = sorted(name for name in inside if not name.startswith("."))
        folders += [path for name in inside if _is_elsewhere(path := Path(folder) / name, root)]
    if not folders:
        looked = f"{root} holds no folder with a {MASTERS[0]}" if root.is_dir() else f"{root} is not a folder"
        raise WorkbookError(f"{looked}. Name the folder of the partnerships' folders; xlcsp make-sample makes some.")
    return folders


def _is_elsewhere(path: Path, root: Path) -> bool:
    """Whether the path is a link to a partnership outside the searched folder."""
    return path.is_symlink() and not is_within(path, root) and any((path / name).is_file() for name in MASTERS)


def tasks(root: Path, quarter: str = "") -> list[Task]:
    """A task for each partnership below the folder."""
    home = Path(os.path.realpath(root))
    return [Task(str(home / folder.relative_to(root)), quarter, program()) for folder in partnerships(root)]


def batch(
    tasks: Sequence[Task],
    executor: Executor | Opened,
    *,
    work: Callable[[Task], Outcome] = report_of,
    at_once: int = AT_ONCE,
) -> Iterator[Outcome]:
    """The outcome of each task, as they come. One partnership never stops the others.

    executor: an executor, which stays open; or a function that opens one, so that after a worker's death a new pool is
    opened and the tasks under way are done again. A task whose workers die three times has failed.
    """
    opened: Opened = (lambda: nullcontext(executor)) if isinstance(executor, Executor) else executor
    waiting, died = deque(tasks), Counter[str]()
    while waiting:
        lost: list[Task] = []
        with opened() as pool:
            yield from _until_broken(pool, waiting, died, lost, work, at_once)
        for task in lost:
            died[task.folder] += 1
            if died[task.folder] < DEATHS:
                waiting.appendleft(task)
            else:
                words = f"Its worker died {DEATHS} times. Look for a huge file"
                advice = 'in a script of your own, start it under if __name__ == "__main__"'
                yield Outcome(task.folder, FAILED, found=(f"{words}; {advice}.",))


def _until_broken(
    pool: Executor,
    waiting: deque[Task],
    died: Counter[str],
    lost: list[Task],
    work: Callable[[Task], Outcome],
    at_once: int,
) -> Iterator[Outcome]:
    """Runs the waiting tasks until all are done or a worker dies; ``lost`` then holds those under way.

    A task whose worker died before runs alone, so that no other task is blamed.
    """
    running: dict[Future[Outcome], Task] = {}
    try:
        while running or (waiting and not lost):
            while waiting and not lost:
                is_suspect = died[waiting[0].folder] or any(died[task.folder] for task in running.values())
                if len(running) >= (1 if is_suspect else at_once):
                    break
                task = waiting.popleft()
                try:
                    running[pool.submit(work, task)] = task
                except BrokenExecutor:
                    lost.append(task)
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                task = running.pop(future)
                try:
                    yield future.result()
                except (BrokenExecutor, CancelledError):
                    lost.append(task)
                except Exception as error:  # noqa: BLE001 - whatever one partnership raises, the others go on
                    words = f"This is a fault of the program; please report it. {type(error).__name__}: {error}"
                    yield Outcome(task.folder, FAILED, found=(words,))
    finally:
        for future in running:
            future.cancel()
