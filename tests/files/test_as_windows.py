"""What Windows refuses and Linux does not, imitated here: files are written there too."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

import pytest

from xlcsp.files import write as files


@pytest.fixture
def fsync_as_windows(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """os.fsync as Windows has it: a file that was opened to be read alone is refused. Returns what was synced."""
    synced: list[int] = []
    plain = os.fsync

    def fsync(handle: int) -> None:
        if fcntl.fcntl(handle, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
            raise OSError(errno.EBADF, "Bad file descriptor")
        plain(handle)
        synced.append(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    return synced


def test_a_file_is_synced_through_a_handle_that_may_write(tmp_path: Path, fsync_as_windows: list[int]) -> None:
    target = tmp_path / "report.xlsx"
    with files.replacing(target) as draft:
        draft.write_bytes(b"figures")
    assert target.read_bytes() == b"figures"
    assert fsync_as_windows
