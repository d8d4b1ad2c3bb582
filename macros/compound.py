"""The compound file in which Office keeps a VBA project: storages and streams as [MS-CFB] version 3 lays them out.

The same streams give the same bytes: no times, no random identities.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlcsp.errors import WorkbookError

_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
_SECTOR, _MINI_SECTOR, _MINI_LIMIT = 512, 64, 4096  # 2.2: sizes of version 3; smaller streams live in mini sectors
_END, _FREE, _FAT_SECTOR, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
_PER_SECTOR = _SECTOR // 4  # sector numbers in a sector
_MOST_FAT_SECTORS = 109  # that fit into the header: seven megabytes
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1

Storage = Mapping[str, "bytes | Storage"]


@dataclass(slots=True)
class _Entry:
    """An entry of the directory (2.6.1)."""

    name: str
    kind: int
    content: bytes = b""
    colour: int = _BLACK
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    start: int = 0
    size: int = 0

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le") + b"\0\0" if self.name else b""
        head = struct.pack("<64sHBB", name, len(name), self.kind, self.colour if self.name else _RED)
        links = struct.pack("<III", self.left, self.right, self.child)
        return head + links + bytes(16 + 4 + 8 + 8) + struct.pack("<IQ", self.start, self.size)


class _Sectors:
    """The sectors after the header, and the table that chains them."""

    def __init__(self) -> None:
        self.content, self.chain = bytearray(), list[int]()

    def put(self, content: bytes, filler: bytes = b"\0") -> int:
        """Appends a stream; returns its first sector."""
        count = -(-len(content) // _SECTOR)
        self.content += content.ljust(count * _SECTOR, filler)
        return _extend(self.chain, count)

    def close(self) -> tuple[int, int]:
        """Appends the table itself; returns its first sector and its number of sectors."""
        count = 1
        while count * _PER_SECTOR < len(self.chain) + count:
            count += 1
        if count > _MOST_FAT_SECTORS:
            raise WorkbookError("VBA project: its modules are larger than seven megabytes. Remove or shorten some.")
        first = len(self.chain)
        self.chain += [_FAT_SECTOR] * count
        self.chain += [_FREE] * (count * _PER_SECTOR - len(self.chain))
        self.content += _numbers(self.chain)
        return first, count


def compound_file(root: Storage) -> bytes:
    """A compound file of these streams; a mapping within the mapping is a storage."""
    entries = [_Entry("Root Entry", _ROOT)]
    entries[0].child = _add(entries, root)
    sectors, mini, mini_chain = _Sectors(), bytearray(), list[int]()
    for entry in entries:
        if entry.kind != _STREAM:
            continue
        entry.size = len(entry.content)
        if entry.size >= _MINI_LIMIT:
            entry.start = sectors.put(entry.content)
        else:
            count = -(-entry.size // _MINI_SECTOR)
            entry.start = _extend(mini_chain, count)
            mini += entry.content.ljust(count * _MINI_SECTOR, b"\0")
    entries[0].start, entries[0].size = sectors.put(bytes(mini)), len(mini)
    mini_start = sectors.put(_numbers(mini_chain), b"\xff")
    unused = -len(entries) % (_SECTOR // 128)  # an entry takes 128 bytes
    directory = sectors.put(b"".join(entry.packed() for entry in [*entries, *[_Entry("", 0)] * unused]))
    first, count = sectors.close()
    mini_sectors = -(-len(mini_chain) // _PER_SECTOR)
    return _header(directory, (mini_start, mini_sectors), (first, count)) + bytes(sectors.content)


def _extend(chain: list[int], count: int) -> int:
    """Chains the next ``count`` sectors; returns the first of them, or the end mark of an empty stream."""
    first = len(chain)
    if not count:
        return _END
    chain += [*range(first + 1, first + count), _END]
    return first


def _add(entries: list[_Entry], storage: Storage) -> int:
    """Adds the entries of a storage; returns the top of the tree that orders them (2.6.4)."""
    numbers = []
    for name, content in sorted(storage.items(), key=lambda item: (len(item[0]), item[0].upper())):
        numbers.append(len(entries))
        if isinstance(content, bytes):
            entries.append(_Entry(name, _STREAM, content))
        else:
            entries.append(_Entry(name, _STORAGE))
            entries[numbers[-1]].child = _add(entries, content)
    return _balanced(entries, numbers, 1, len(numbers).bit_length())


def _balanced(entries: list[_Entry], numbers: Sequence[int], level: int, depth: int) -> int:
    """The top of a balanced tree; red are the entries of its last level where that is not full (red-black law)."""
    if not numbers:
        return _NONE
    middle = len(numbers) // 2
    entry = entries[numbers[middle]]
    entry.left = _balanced(entries, numbers[:middle], level + 1, depth)
    entry.right = _balanced(entries, numbers[middle + 1 :], level + 1, depth)
    entry.colour = _RED if level == depth > 1 else _BLACK
    return numbers[middle]


def _numbers(values: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(values)}I", *values)


def _header(directory: int, mini: tuple[int, int], table: tuple[int, int]) -> bytes:
    """The first 512 bytes (2.2)."""
    first, count = table
    shape = struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)  # version 3, little-endian, sectors of 2^9 and 2^6 bytes
    places = _numbers([0, count, directory, 0, _MINI_LIMIT, *mini, _END, 0, *range(first, first + count)])
    return (_SIGNATURE + bytes(16) + shape + places).ljust(_SECTOR, b"\xff")
