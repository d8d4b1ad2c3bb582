"""Files: moved into place whole or not at all, and never over somebody's work."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from xlcsp.errors import LockedWorkbook, WorkbookError
from xlcsp.files.drafts import MARK, draft_of, remove, sweep

PROGRAM = "xlcsp"
_EXCEL_LOCK, _EXCEL_WIDE_NAME, _LONGEST_LOCK = 165, 55, 1024  # bytes
_TRIES = 100  # tries for a draft's name: tempfile would try for ever if Windows forbids a folder (CPython gh-66305)
_LONGEST_PATH = 259  # characters, on a Windows without long paths enabled


def sha256(content: bytes) -> str:
    """The content's hash, by which the same file under two names is known."""
    return hashlib.sha256(content).hexdigest()


def owner_file(path: Path) -> Path:
    """The lock file that Excel or LibreOffice keeps beside an open workbook."""
    return path.with_name(f"~${path.name}")


def refuse_if_open(path: Path) -> None:
    """Raises LockedWorkbook if somebody has the workbook open."""
    for lock in (owner_file(path), path.with_name(f".~lock.{path.name}#")):
        if lock.exists():
            owner = lock_owner(lock)
            desk = f"the desk of {owner}" if owner else "somebody's desk"
            raise LockedWorkbook(
                f"{path.name}: it is open on {desk} (lock file {lock.name}). "
                f"Nothing was written. Close it and run again; if nobody has it open, delete the lock file."
            )


def lock_owner(lock: Path) -> str:
    """Who has the workbook open, according to a lock file; empty if it does not say.

    Excel: a length and 54 bytes of the name in the system's code page, then a length and the name in UTF-16.
    LibreOffice: the name is the first of the values between commas.
    """
    try:
        with lock.open("rb") as file:
            content = file.read(_LONGEST_LOCK)
    except OSError:  # Excel holds it open exclusively
        return ""
    if not lock.name.startswith("~$"):
        name = content.decode(errors="replace").split(",")[0]
    elif len(content) == _EXCEL_LOCK and content[_EXCEL_WIDE_NAME]:
        start = _EXCEL_WIDE_NAME + 2
        name = content[start : start + 2 * content[_EXCEL_WIDE_NAME]].decode("utf-16-le", errors="replace")
    else:
        name = content[1 : 1 + content[0]].decode("cp1252", errors="replace") if content else ""
    return "".join(letter for letter in name if letter.isprintable()).strip()


def rewrite(path: Path, change: Callable[[bytes], bytes]) -> bool:
    """Changes a file that a person owns, whole or not at all; returns whether anything changed.

    Raises LockedWorkbook if it is open, or if somebody saved it while the change was worked out.
    """
    path = path.resolve()  # the target of a link is changed; the link stays
    refuse_if_open(path)
    before = path.read_bytes()
    after = change(before)
    if after == before:
        return False
    mode = path.stat().st_mode
    with replacing(path) as draft:
        draft.write_bytes(after)
        if path.read_bytes() != before:
            raise LockedWorkbook(f"{path.name}: somebody saved it in the meantime. Nothing was written. Run again.")
    path.chmod(mode)
    return True


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside ``path``; synced and moved into place when the block ends well, removed otherwise.

    Raises LockedWorkbook if the target is open, WorkbookError if the folder cannot be written to.
    """
    refuse_if_open(path)
    draft = _new_draft(path, _create)
    locked = f"{path.name}: it cannot be replaced; it seems to be open elsewhere. Close it and run again."
    with _moved_into_place(draft, path, locked):
        yield draft
        draft.chmod(0o644)
        with draft.open("r+b") as written:  # Windows can only sync a file opened for writing
            os.fsync(written.fileno())
        draft.replace(path)


@contextlib.contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """A temporary folder beside ``path``; moved into place when the block ends well, removed with all in it otherwise.

    Raises LockedWorkbook if a file in it is open, WorkbookError if the folder above cannot be written to.
    """
    draft = _new_draft(path, lambda name: name.mkdir(0o755))
    locked = f"{path}: it cannot be put in place; a file in it seems to be open elsewhere. Run again."
    with _moved_into_place(draft, path, locked):
        yield draft
        draft.rename(path)


@contextlib.contextmanager
def _moved_into_place(draft: Path, path: Path, locked: str) -> Iterator[None]:
    """Says why a draft cannot take its place, and removes what is left of it. locked: what to say of an open file."""
    try:
        yield
    except PermissionError as error:
        raise LockedWorkbook(locked) from error
    except OSError as error:
        raise WorkbookError(f"{path}: it could not be written. {what_stopped(error)}") from error
    finally:
        remove(draft)


def _new_draft(path: Path, make: Callable[[Path], object]) -> Path:
    """A draft beside the path, under an unused name. Raises WorkbookError if none can be made."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep(path.parent)
        for _ in range(_TRIES):
            draft = draft_of(path)
            with contextlib.suppress(FileExistsError):
                make(draft)
                return draft
    except OSError as error:
        raise WorkbookError(f"{path}: {_why_not(path, error)}") from error
    raise WorkbookError(
        f"{path}: no draft could be made beside it. Remove the files there whose names begin with a dot."
    )


def _why_not(path: Path, error: OSError) -> str:
    """Why nothing can be written there, and what to do."""
    length = len(str(path.absolute()))
    if length + len("..") + MARK > _LONGEST_PATH and not isinstance(error, PermissionError):
        return f"the path has {length} characters, which is too long ({error.strerror}). Choose a shorter folder."
    return f"the folder cannot be written ({error.strerror}). Choose another."


def why_unwritable(folder: Path) -> str:
    """Why no file can be made in an existing folder; empty if one can."""
    try:
        _new_draft(folder / f"{PROGRAM}.tmp", _create).unlink()
    except OSError as error:
        return error.strerror or str(error)
    except WorkbookError as error:
        return str(getattr(error.__cause__, "strerror", error))
    return ""


def _create(path: Path) -> None:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def what_stopped(error: OSError) -> str:
    """What stopped it, and what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "There is no room left on the disk. Make room, then run again."
    if error.errno == errno.EROFS:
        return "The disk may only be read. Choose another place, or make it writable."
    return f"{error.strerror or error}. Check the folder and its rights, then run again."


def json_bytes(document: object) -> bytes:
    """The document as JSON bytes, the same on every system."""
    return f"{json.dumps(document, ensure_ascii=False, indent=1)}\n".encode(errors="backslashreplace")


def midnight(day: date) -> datetime:
    """The document's date of creation: the data's day, never the clock."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None)
