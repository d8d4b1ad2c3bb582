"""Drafts: files written beside their target and then moved there. Drafts of processes that are gone are removed."""

from __future__ import annotations

import contextlib
import errno
import functools
import hashlib
import os
import platform
import re
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_HOST, _PROCESS, _CHANCE = 4, 6, 2  # hexadecimal digits of a draft's mark: computer, process, random
MARK = _HOST + _PROCESS + _CHANCE
_DRAFT = re.compile(rf"\..*\.([0-9a-f]{{{MARK}}})(?:\.\w+)?", re.DOTALL)
_SCRATCH = re.compile(rf"xlcsp-([0-9a-f]{{{MARK}}})-\w+")
_SURELY_LEFT, _LONGEST_RUN = 600, 86_400  # seconds: writing a draft never takes so long; and no process runs so long


def draft_of(path: Path) -> Path:
    """A name for a draft beside the path; it identifies the process that writes it."""
    return path.with_name(f".{path.stem}.{_mark()}{path.suffix}")


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A temporary folder, removed when the block ends; those of killed runs are removed before.

    Raises OSError if no folder for temporary files can be written.
    """
    try:
        place = Path(tempfile.gettempdir())
    except FileNotFoundError as error:
        raise OSError(errno.EIO, "A temporary file cannot be written; the disk may be full") from error
    _sweep(place, _SCRATCH)
    with tempfile.TemporaryDirectory(prefix=f"xlcsp-{_mark()}-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def sweep(folder: Path) -> None:
    """Removes the drafts in the folder whose processes are gone."""
    _sweep(folder, _DRAFT)


def remove(draft: Path) -> None:
    """Removes a draft, file or folder, where that is possible."""
    with contextlib.suppress(OSError):
        if not draft.is_dir():
            draft.unlink()
            return
        for inner in draft.rglob("*"):  # Windows does not remove read-only files
            inner.chmod(0o755 if inner.is_dir() else 0o644)
        shutil.rmtree(draft)


def _sweep(folder: Path, pattern: re.Pattern[str]) -> None:
    with contextlib.suppress(OSError):
        for path in list(folder.iterdir()):
            mark = pattern.fullmatch(path.name)
            if mark and _is_left(path, mark[1]):
                remove(path)


def _is_left(path: Path, mark: str) -> bool:
    """Whether its process is gone.

    Judged by age for another computer's, and on Windows, which offers no harmless test.
    """
    wait = _SURELY_LEFT
    if sys.platform != "win32" and mark.startswith(_host()):
        if not _runs(int(mark[_HOST : _HOST + _PROCESS], 16)):
            return True
        wait = _LONGEST_RUN
    with contextlib.suppress(OSError):
        return time.time() - path.stat().st_mtime > wait
    return False


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # the process is another user's
        return True
    return True


def _mark() -> str:
    return f"{_host()}{os.getpid() & (16**_PROCESS - 1):0{_PROCESS}x}{secrets.token_hex(_CHANCE // 2)}"


@functools.cache
def _host() -> str:
    return hashlib.sha256(platform.node().encode()).hexdigest()[:_HOST]
