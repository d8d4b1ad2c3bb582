"""Packages (zip) whose bytes depend on their content alone, on every system; sealed, so that an edited one is known."""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlcsp.errors import WorkbookError
from xlcsp.files.cells import cut_to_cell, legible
from xlcsp.files.links import Link
from xlcsp.files.write import PROGRAM, midnight, refuse_if_open, sha256
from xlcsp.libraries import take_formulas_as_they_are

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
SEAL = "xlcsp-seal"
_CORE = "docProps/core.xml"
_KEPT = 99  # edited drafts kept beside one report


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


def repacked(
    source: BytesIO, place: Path | BytesIO, change: Callable[[str, bytes], bytes] = lambda _, content: content
) -> None:
    """Packs again what a library has packed. Its files of text may have Windows' line ends; XML does not tell them.

    change: what becomes of each part, given its name.
    """
    packing = place if isinstance(place, BytesIO) else BytesIO()  # a package on a full disk cannot even be closed
    with zipfile.ZipFile(source) as package, SteadyZip(packing, "w") as steady:
        for name in package.namelist():
            content = package.read(name)
            is_text = name.endswith((".xml", ".rels", ".vml"))
            steady.writestr(name, change(name, content.replace(b"\r\n", b"\n") if is_text else content))
    if not isinstance(place, BytesIO):
        place.write_bytes(packing.getbuffer())


@contextlib.contextmanager
def new_workbook(place: Path | BytesIO, *, is_large: bool = False) -> Iterator[Workbook]:
    """A workbook of XlsxWriter's, packed into ``place`` when the block ends well. The same cells give the same bytes.

    is_large: its rows are written in order and not held in memory.
    """
    import xlsxwriter  # most commands write no form

    class Sheet(xlsxwriter.worksheet.Worksheet):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            take_formulas_as_they_are(self)

        def write_string(self, row: int, column: int, text: str, style: Any = None) -> int:
            """As it is, but what is longer than a cell is cut and says so: XlsxWriter leaves it out without a word."""
            return int(super().write_string(row, column, cut_to_cell(legible(text)), style))

        def write(self, row: int, column: int, value: Any = None, style: Any = None) -> int:
            """Writes a value by its type: a text is never a formula, a day has no time; None is a blank cell."""
            if value is None:
                return int(self.write_blank(row, column, None, style))
            if isinstance(value, Link):
                return int(self.write_formula(row, column, f"={value.formula}", style, str(value)))
            if isinstance(value, str):
                return self.write_string(row, column, value, style)
            if isinstance(value, date | time | timedelta):
                day = midnight(value) if isinstance(value, date) else value
                return int(self.write_datetime(row, column, day, style))
            return int(self.write_number(row, column, value, style))

    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True} if is_large else {"in_memory": True})
    book.worksheet_class = Sheet
    yield book
    book.close()
    repacked(target, place)


def describe(book: Workbook, title: str, day: date, company: str = "") -> None:
    """The properties of a workbook of XlsxWriter's; its day is its content's, not the day on which it is made."""
    book.set_properties({"title": title, "author": PROGRAM, "company": company, "created": midnight(day)})


def keep_if_edited(path: Path) -> Path | None:
    """Moves a draft that a person has saved since it was made to ``… (edited 1).xlsx``; returns its new path.

    A draft that nobody touched is left to be replaced. What cannot be read counts as a person's.
    """
    if path.exists() and not path.is_file():
        what = "a folder" if path.is_dir() else "a device or a pipe"
        raise WorkbookError(f"{path}: it is {what}, where a file is to be written. Rename it, or name another file.")
    return None if not path.exists() or _is_untouched(path) else keep_aside(path)


def keep_aside(path: Path) -> Path:
    """Moves a file to ``… (edited 1)`` beside it; returns its new path."""
    refuse_if_open(path)
    names = (path.with_name(f"{path.stem} (edited {index}){path.suffix}") for index in range(1, _KEPT))
    aside = next((name for name in names if not name.exists()), None)
    if aside is None:
        raise WorkbookError(f"{path.name}: {_KEPT - 1} edited drafts are kept beside it already. Remove some.")
    path.rename(aside)
    return aside


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
