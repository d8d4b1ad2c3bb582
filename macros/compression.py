"""The compression of VBA source text, [MS-OVBA] 2.4.1."""

from __future__ import annotations

import struct

_CHUNK = 4096
_SHORTEST = 3  # a copy of fewer bytes saves nothing
_TOKENS = 8  # in a sequence, each with one bit of its flags
_COMPRESSED = 0xB000  # header of a compressed chunk: its signature and its flag


def compress(content: bytes) -> bytes:
    """The compressed container of a text.

    Excel refuses a project whose first chunk is stored raw, so chunks are always compressed; text that would grow is
    refused (no VBA source does). Raises ValueError.
    """
    chunks = (content[start : start + _CHUNK] for start in range(0, len(content), _CHUNK))
    return b"\x01" + b"".join(_compressed(chunk) for chunk in chunks)


def _compressed(chunk: bytes) -> bytes:
    body, at = bytearray(), 0
    seen: dict[bytes, list[int]] = {}  # where each three bytes began
    while at < len(chunk):
        flags, tokens = 0, bytearray()
        for bit in range(_TOKENS):
            if at >= len(chunk):
                break
            back, length = _longest(chunk, at, seen)
            if length:
                flags |= 1 << bit
                tokens += struct.pack("<H", back - 1 << 16 - _offset_bits(at) | length - _SHORTEST)
            else:
                tokens.append(chunk[at])
            for passed in range(at, at + (length or 1)):
                seen.setdefault(chunk[passed : passed + _SHORTEST], []).append(passed)
            at += length or 1
        body.append(flags)
        body += tokens
    if len(body) > _CHUNK:
        raise ValueError("VBA project: a module holds what cannot be compressed. Modules are text.")
    return struct.pack("<H", _COMPRESSED | len(body) - 1) + body


def _longest(chunk: bytes, at: int, seen: dict[bytes, list[int]]) -> tuple[int, int]:
    """The longest earlier copy of what stands at a place: how far back and how long; 0, 0 where there is none."""
    most = min(len(chunk) - at, (0xFFFF >> _offset_bits(at)) + _SHORTEST)
    back = best = 0
    for start in reversed(seen.get(chunk[at : at + _SHORTEST], ())):
        if most < _SHORTEST or best == most:
            break
        length = _SHORTEST
        while length < most and chunk[start + length] == chunk[at + length]:
            length += 1
        if length > best:
            back, best = at - start, length
    return back, best


def _offset_bits(at: int) -> int:
    """How many bits of a copy token tell the offset (2.4.1.3.19.1)."""
    return max(4, (at - 1).bit_length())
