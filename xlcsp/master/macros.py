"""The master's macros: ``vbaProject.bin`` as built from the text in ``macros/``, and those of a workbook, read back."""

from __future__ import annotations

import functools
import struct
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from xlcsp.errors import WorkbookError

_NAME = "vbaProject.bin"
_INSTALLED = Path(__file__).with_name(_NAME)  # its place in the wheel
_CHECKOUT = Path(__file__).parents[2] / "macros" / _NAME


@functools.cache
def project() -> bytes:
    """The project as built. Raises WorkbookError if the file is missing."""
    try:
        return (_INSTALLED if _INSTALLED.is_file() else _CHECKOUT).read_bytes()
    except OSError as error:
        raise WorkbookError(f"{error.filename}: the master's macros are missing. Install xlcsp again.") from error


_MODULE_NAME, _OFFSET, _END, _VERSION = 0x19, 0x31, 0x2B, 0x09
_COMPRESSED_CHUNK = 0x8000
_SHORTEST = 3
_NOT_CODE = ("attribute ", "rem attribute ", "option vbasupport", "option classmodule")  # the last two: LibreOffice's
_LARGEST = 16 * 2**20  # bytes of a module's text


def vba_modules(project: bytes) -> dict[str, str]:
    """The text of each module, with attributes. Raises WorkbookError if the project cannot be read."""
    import olefile

    try:
        with olefile.OleFileIO(BytesIO(project)) as streams:
            directory = decompress(streams.openstream("VBA/dir").read())
            modules = {}
            for name, offset in _modules(directory):
                packed = streams.openstream(f"VBA/{name}").read()[offset:]
                modules[name] = decompress(packed).decode("cp1252", errors="replace")
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise WorkbookError(f"The workbook's macros cannot be read ({error}).") from error
    return modules


def code(text: str) -> str:
    """A module's text for comparison: in one case, without what editors and LibreOffice add."""
    lines = (line.strip().casefold() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith(_NOT_CODE))


def code_of(modules: Mapping[str, str]) -> dict[str, str]:
    """The text of each module that has any, for comparison."""
    texts = {name: code(text) for name, text in modules.items()}
    return {name: text for name, text in texts.items() if text}


def _modules(directory: bytes) -> list[tuple[str, int]]:
    """Name and offset of each module, from the stream ``dir``: records of id, size and content."""
    at, name, modules = 0, "", []
    while at + 6 <= len(directory):
        kind, size = struct.unpack_from("<HI", directory, at)
        size = 6 if kind == _VERSION else size  # the one record whose size is not that of its content
        content = directory[at + 6 : at + 6 + size]
        if kind == _MODULE_NAME:
            name = content.decode("cp1252")
        elif kind == _OFFSET:
            modules.append((name, struct.unpack("<I", content)[0]))
        at += 6 + size
    return modules


def decompress(packed: bytes) -> bytes:
    """The text of a compressed container, [MS-OVBA] 2.4.1. Raises ValueError if it is damaged."""
    if packed[:1] != b"\x01":
        raise ValueError("a module is not packed as VBA packs it")
    text, at = bytearray(), 1
    while at + 2 <= len(packed):
        head = struct.unpack_from("<H", packed, at)[0]
        end, at = at + (head & 0xFFF) + 3, at + 2
        start = len(text)
        if not head & _COMPRESSED_CHUNK:
            text += packed[at:end]
            at = end
            continue
        while at < min(end, len(packed)):
            flags, at = packed[at], at + 1
            for bit in range(8):
                if at >= min(end, len(packed)):
                    break
                at = _token(packed, at, text, start, is_copy=bool(flags >> bit & 1))
        if len(text) > _LARGEST:
            raise ValueError("a module is too long")
    return bytes(text)


def _token(packed: bytes, at: int, text: bytearray, start: int, *, is_copy: bool) -> int:
    """Adds what the next token stands for; returns where the one after it begins."""
    if not is_copy:
        text.append(packed[at])
        return at + 1
    token = struct.unpack_from("<H", packed, at)[0]
    bits = max((len(text) - start - 1).bit_length(), 4)
    back, length = (token >> 16 - bits) + 1, (token & (1 << 16 - bits) - 1) + _SHORTEST
    if back > len(text) - start:
        raise ValueError("a module refers to what is not there")
    for _ in range(length):
        text.append(text[-back])
    return at + 2
