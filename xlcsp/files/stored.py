"""A zip archive of parts that are unpacked already, for a reader that takes archives only.

What was checked is then what is read, byte for byte, and nothing is unpacked twice: reading a form takes a fifth less.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION, _UTF8 = 20, 0x800

Part = tuple[str, int, bytes]  # its name, the checksum that it must have, and its content


def archive_of(parts: Iterable[Part]) -> bytes:
    """The parts as an archive; a part whose checksum is not its content's is found damaged by whoever reads it."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    at = 0
    for name, checksum, content in parts:
        encoded, size = name.encode(), len(content)
        head = _LOCAL.pack(b"PK\x03\x04", _VERSION, _UTF8, 0, 0, 0, checksum, size, size, len(encoded), 0)
        directory += (
            _CENTRAL.pack(b"PK\x01\x02", _VERSION, _VERSION, _UTF8, 0, 0, 0, checksum, size, size, len(encoded),
                          0, 0, 0, 0, 0, at),
            encoded,
        )  # fmt: skip
        pieces += (head, encoded, content)
        at += len(head) + len(encoded) + size
    central, count = b"".join(directory), len(directory) // 2
    return b"".join((*pieces, central, _END.pack(b"PK\x05\x06", 0, 0, count, count, len(central), at, 0)))
