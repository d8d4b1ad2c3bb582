"""The partnership's logo: the picture named in *Settings*, read and measured before it is used."""

from __future__ import annotations

import struct
from pathlib import Path

from xlcsp.domain.logo import Logo
from xlcsp.planbook.table import PlanRow

_MOST_BYTES = 2 * 2**20
_MOST_PIXELS = 5_000  # pixels along a side
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_ALLOWED = "A picture as .png or .jpg, named from the master's folder, of at most 2 MB and 5,000 pixels a side"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # the JPEG markers before a frame's size


def read_logo(row: PlanRow, folder: Path) -> Logo | None:
    """The logo; None if there is none or it has a fault, which is added. row: that of *Settings*."""
    name = row.text("value")
    if not name:
        return None
    what, logo = _read(folder / name, name)
    if logo is None:
        row.fault("value", f'The logo "{name}" {what}', _ALLOWED, "Put it there, or clear the cell")
    return logo


def _read(path: Path, name: str) -> tuple[str, Logo | None]:
    """The logo, or what is wrong with it."""
    try:
        if not path.is_file():
            return "is not there", None
        if path.stat().st_size > _MOST_BYTES:
            return "is too large", None
        content = path.read_bytes()
    except (OSError, ValueError):
        return "cannot be read", None
    kind = "png" if content.startswith(_PNG) else "jpeg" if content.startswith(_JPEG) else ""
    size = _png_size(content) if kind == "png" else _jpeg_size(content) if kind else None
    if size is None:
        return "is not a picture of these kinds", None
    if not all(1 <= side <= _MOST_PIXELS for side in size):
        return f"has {size[0]:,} by {size[1]:,} pixels", None
    return "", Logo(name, content, kind, *size)


def _png_size(content: bytes) -> tuple[int, int] | None:
    if content[12:16] != b"IHDR" or len(content) < 24:  # noqa: PLR2004 - where the first block's size ends
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """The size in the first frame's header, reached block by block."""
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:  # noqa: PLR2004 - the byte before each marker
        (length,) = struct.unpack(">H", content[place + 2 : place + 4])
        if content[place + 1] in _FRAMES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + length
    return None
