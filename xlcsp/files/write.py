"""Files: moved into place whole or not at all, the same bytes for the same input, never over somebody's work."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from xlcsp.errors import LockedWorkbook, WorkbookError

PROGRAM = "xlcsp"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_CORE = "docProps/core.xml"
SEAL = "xlcsp-seal"
_EXCEL_LOCK, _EXCEL_WIDE_NAME, _LONGEST_LOCK = 165, 55, 1024  # bytes
_KEPT = 99  # edited drafts kept beside one report


def sha256(content: bytes) -> str:
    """The content's hash, by which the same file under two names is known."""
    return hashlib.sha256(content).hexdigest()


def owner_file(path: Path) -> Path:
    """The lock file that Excel or LibreOffice keeps beside an open workbook."""
    return path.with_name(f"~${path.name}")


def refuse_if_open(path: Path) -> None:
    """Raises LockedWorkbook where the workbook is open on somebody's desk."""
    for lock in (owner_file(path), path.with_name(f".~lock.{path.name}#")):
        if lock.exists():
            owner = lock_owner(lock)
            desk = f"the desk of {owner}" if owner else "somebody's desk"
            raise LockedWorkbook(
                f"{path.name}: it is open on {desk} (lock file {lock.name}). "
                f"Nothing was written. Close it and run again; if nobody has it open, delete the lock file."
            )


def lock_owner(lock: Path) -> str:
    """Who has the workbook open, as a lock file names them; empty where it does not say.

    Excel: a length and 54 bytes of the name in the system's code page, then a length and the name in UTF-16.
    LibreOffice: the name is the first of the values between commas.
    """
    try:
        with lock.open("rb") as file:
            content = file.read(_LONGEST_LOCK)
    except OSError:  # Excel keeps it open for itself alone
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

    Raises LockedWorkbook where it is open, or was saved by somebody while the change was worked out.
    """
    path = path.resolve()  # what a link leads to is changed; the link stays
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

    Raises LockedWorkbook where the target is open, WorkbookError where the folder cannot be written.
    """
    refuse_if_open(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}.", suffix=path.suffix, dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise WorkbookError(f"{path}: the folder cannot be written ({error.strerror}). Choose another.") from error
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o644)
        with draft.open("r+b") as written:  # Windows syncs only what may be written
            os.fsync(written.fileno())
        draft.replace(path)
    except PermissionError as error:
        message = f"{path.name}: it cannot be replaced; it seems to be open elsewhere. Close it and run again."
        raise LockedWorkbook(message) from error
    finally:
        draft.unlink(missing_ok=True)


def keep_if_edited(path: Path) -> Path | None:
    """Moves a draft that a person has saved since it was made to ``… (edited 1).xlsx``; returns its new path.

    A draft that nobody touched is left to be replaced. What cannot be read counts as a person's.
    """
    if not path.exists() or _is_untouched(path):
        return None
    refuse_if_open(path)
    names = (path.with_name(f"{path.stem} (edited {index}){path.suffix}") for index in range(1, _KEPT))
    kept = next((name for name in names if not name.exists()), None)
    if kept is None:
        raise WorkbookError(f"{path.name}: {_KEPT - 1} edited drafts are kept beside it already. Remove some.")
    path.rename(kept)
    return kept


def _is_untouched(path: Path) -> bool:
    """Whether the draft's parts are those that its own seal was made of."""
    try:
        with zipfile.ZipFile(path) as package:
            return _seal(package) in package.read(_CORE)
    except (OSError, KeyError, zipfile.BadZipFile):
        return False


def _seal(package: zipfile.ZipFile) -> bytes:
    """What tells a package's parts from any other's: a hash of their names and checksums; its own part aside."""
    parts = sorted((entry.filename, entry.CRC) for entry in package.infolist() if entry.filename != _CORE)
    return f"{PROGRAM} {sha256(repr(parts).encode())}".encode()


def midnight(day: date) -> datetime:
    """The document's date of creation: the data's day, never the clock."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None)


class SteadyZip(zipfile.ZipFile):
    """A package whose bytes depend on its content alone: fixed times, no file attributes.

    Where its document properties hold the word ``xlcsp-seal``, the seal of its other parts takes its place at the end.
    """

    _core: bytes = b""

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        """As ZipFile.write, without the file's own time and rights."""
        self.writestr(str(arcname or filename), Path(filename).read_bytes())

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        """As ZipFile.writestr, at a fixed time."""
        name = getattr(zinfo_or_arcname, "filename", zinfo_or_arcname)
        if name == _CORE and not self._core:
            self._core = data if isinstance(data, bytes) else str(data).encode()
            return
        entry = zipfile.ZipInfo(name, ZIP_EPOCH)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.create_system = 0
        super().writestr(entry, data)

    def close(self) -> None:
        """Writes the document properties, sealed, and closes the package."""
        if self._core and self.fp is not None:
            core = self._core.replace(SEAL.encode(), _seal(self))
            self.writestr(_CORE, core)
            self._core = b""
        super().close()
