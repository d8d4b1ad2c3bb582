"""A lock, so that only one command at a time writes into a partnership's folder, on whichever computer it runs."""

from __future__ import annotations

import contextlib
import getpass
import os
import platform
import sys
import time
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path

from xlcsp.errors import LockedWorkbook

LOCK = ".xlcsp.lock"
_PATIENCE, _BETWEEN = 30.0, 0.1  # seconds until a message says who is writing there; seconds between two tries
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_HELD: ContextVar[frozenset[Path]] = ContextVar("held", default=frozenset())


@contextlib.contextmanager
def alone(folder: Path, patience: float = _PATIENCE) -> Iterator[None]:
    """While the block runs, no other xlcsp command writes into the folder.

    The lock may be taken again within the block.

    Raises LockedWorkbook, naming who holds the lock, if it does not become free in time.
    """
    folder = folder.resolve()
    if folder in _HELD.get() or sys.platform == "emscripten":  # in a browser nobody else uses the folder
        yield
        return
    lock = folder / LOCK
    descriptor = _acquired(lock, time.monotonic() + patience)
    before = _HELD.set(_HELD.get() | {folder})
    try:
        yield
    finally:
        _HELD.reset(before)
        if descriptor is not None:
            _release(lock, descriptor)


def _acquired(lock: Path, until: float) -> int | None:
    """The open lock file; None if none can be made, since the command's own writing will then fail with its reason."""
    from filelock import lock_descriptor

    while True:
        with contextlib.suppress(OSError):
            if lock.is_symlink():  # not a lock: the holder's name would be written into the link's target
                lock.unlink()
        try:
            descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | _NO_LINK, 0o666)
        except OSError:
            return None
        try:
            is_ours = lock_descriptor(descriptor, blocking=False)
        except OSError:  # a file system without locks
            return descriptor
        if is_ours and _is_there(lock, descriptor):
            with contextlib.suppress(OSError):
                os.ftruncate(descriptor, 0)
                os.write(descriptor, f"\n{_who()}".encode())  # Windows locks the first byte
            return descriptor
        os.close(descriptor)
        if not is_ours:
            if time.monotonic() > until:
                raise LockedWorkbook(
                    f"{lock.parent}: {_holder(lock)} is writing into this folder. Nothing was written. "
                    "Wait until that is done, then run again."
                )
            time.sleep(_BETWEEN)


def _is_there(lock: Path, descriptor: int) -> bool:
    """Whether the lock file is still the one that was opened; an earlier holder may have removed it."""
    with contextlib.suppress(OSError):
        return os.path.samestat(lock.stat(), os.fstat(descriptor))
    return False


def _release(lock: Path, descriptor: int) -> None:
    if sys.platform == "win32":  # Windows cannot remove an open file: if another command has opened it, it stays
        os.close(descriptor)
        with contextlib.suppress(OSError):
            lock.unlink()
        return
    with contextlib.suppress(OSError):
        lock.unlink()
    os.close(descriptor)


def _who() -> str:
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        name = "somebody"
    return f"{name} on {platform.node() or 'another computer'} (process {os.getpid()})"


def _holder(lock: Path) -> str:
    try:
        with lock.open("rb") as file:
            file.seek(1)
            who = file.read(200).decode(errors="replace").strip()
    except OSError:
        who = ""
    return f"the xlcsp of {who}" if who else "another xlcsp"
