"""A workbook's package (zip) whose untouched entries keep their exact bytes: header, times and compressed content."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Collection, Mapping
from io import BytesIO

from xlcsp.errors import Problem, WouldLoseParts
from xlcsp.files.container import MOST_UNPACKED

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_END_MARK, _CENTRAL_MARK, _LOCAL_MARK = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED, _KEPT_FLAGS = 0x1, 0x800  # of the flags of a rewritten entry only "the name is UTF-8" holds
_LARGE = 0xFFFFFFFF  # the real number is in a zip64 record
_FIRST_DAY = 0x21  # 1 January 1980, as zip counts
_VERSION = 20  # of zip: deflated entries
_RIGHTS = 0o600 << 16  # of the entries that zipfile writes
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError, LookupError)


def refusal(
    file: str, found: str, allowed: str = "", do: str = "", *, sheet: str = "", cell: str = ""
) -> WouldLoseParts:
    """The error of a workbook that cannot be changed without losing what a person owns."""
    return WouldLoseParts(str(Problem(file, sheet, cell, "would lose parts", found, allowed, do)))


class Archive:
    """The entries of a package. Hostile input: sizes are checked before anything is unpacked."""

    def __init__(self, file: str, content: bytes) -> None:
        """Raises WouldLoseParts unless the file is a package whose entries can be copied one by one."""
        self.file, self._content = file, content
        if content.startswith(_COMPOUND_FILE):
            found = "It is protected by a password, or in the old Excel format"
            raise refusal(file, found, do="Save it in Excel as .xlsx or .xlsm without a password")
        try:
            self._package = zipfile.ZipFile(BytesIO(content))
            self._records = self._directory()
        except _DAMAGED as error:
            raise self._damaged() from error
        entries = self._package.infolist()
        self.names = tuple(entry.filename for entry in entries)
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise refusal(file, f"Unpacked it would be larger than {MOST_UNPACKED // 2**20} MB", do="Remove pictures")
        if len({name.lower() for name in self.names}) < len(self.names):
            raise refusal(file, "It holds two parts of the same name", do="Save it again in Excel")
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise refusal(file, "It is protected by a password", do="Save it without a password")

    def part(self, name: str) -> bytes:
        """A part, unpacked. Raises WouldLoseParts if it is missing or damaged."""
        try:
            return self._package.read(name)
        except _DAMAGED as error:
            raise self._damaged(f"The part {name} is missing or damaged") from error

    def rebuilt(
        self, replaced: Mapping[str, bytes], removed: Collection[str] = (), added: Mapping[str, bytes] | None = None
    ) -> bytes:
        """The package with the content of some parts replaced and some parts removed; all others byte for byte.

        The order of the entries stays; added parts come last. A part replaced by the same content counts as untouched.
        """
        body, directory, count = BytesIO(), BytesIO(), 0
        for name, (record, segment) in zip(self.names, self._records, strict=True):
            if name in removed:
                continue
            fields = list(_CENTRAL.unpack_from(record))
            rest = record[_CENTRAL.size :]
            fields[16] = body.tell()
            if name in replaced and replaced[name] != self.part(name):
                segment = _rewritten(fields, rest[: fields[10]], replaced[name])  # noqa: PLW2901 - the entry's new form
            body.write(segment)
            directory.write(_CENTRAL.pack(*fields) + rest)
            count += 1
        for name, content in (added or {}).items():
            fields = [_CENTRAL_MARK, _VERSION, _VERSION, _KEPT_FLAGS, zipfile.ZIP_DEFLATED, 0, _FIRST_DAY, *[0] * 10]
            encoded, fields[15] = name.encode(), _RIGHTS
            fields[10], fields[16] = len(encoded), body.tell()
            body.write(_rewritten(fields, encoded, content))
            directory.write(_CENTRAL.pack(*fields) + encoded)
            count += 1
        end = list(_END.unpack_from(self._content, self._end))
        end[3] = end[4] = count
        end[5], end[6] = len(directory.getvalue()), body.tell()
        comment = self._content[self._end + _END.size :]
        return body.getvalue() + directory.getvalue() + _END.pack(*end) + comment

    def _directory(self) -> list[tuple[bytes, bytes]]:
        """Each entry's record in the central directory, and its bytes: local header, content and what follows."""
        entries, content = self._package.infolist(), self._content
        self._end = content.rindex(_END_MARK)
        start = _END.unpack_from(content, self._end)[6]
        at, records = start, []
        for entry in entries:
            fields = _CENTRAL.unpack_from(content, at)
            size = _CENTRAL.size + fields[10] + fields[11] + fields[12]
            if fields[0] != _CENTRAL_MARK or _LARGE in (fields[8], fields[9], fields[16]):
                raise zipfile.BadZipFile(entry.filename)
            records.append(content[at : at + size])
            at += size
        begins = sorted(entry.header_offset for entry in entries)
        ends = dict(zip(begins, [*begins[1:], start], strict=True))
        if begins[:1] != [0] or len(ends) < len(entries) or at > self._end:
            raise zipfile.BadZipFile(self.file)
        for entry in entries:
            used = entry.header_offset + _LOCAL.size + entry.compress_size
            if content[entry.header_offset :][:4] != _LOCAL_MARK or used > ends[entry.header_offset]:
                raise zipfile.BadZipFile(entry.filename)
        segments = [content[entry.header_offset : ends[entry.header_offset]] for entry in entries]
        return list(zip(records, segments, strict=True))

    def _damaged(self, found: str = "It is not an Excel workbook, or it is damaged") -> WouldLoseParts:
        return refusal(self.file, found, do="Open it in Excel, let Excel repair it, save it, and run again")


def _rewritten(fields: list[int], name: bytes, content: bytes) -> bytes:
    """The entry with new content, of the same name, time and way of packing; brings its record up to date."""
    packed = content
    if fields[4] == zipfile.ZIP_DEFLATED:
        packer = zlib.compressobj(wbits=-15)
        packed = packer.compress(content) + packer.flush()
    fields[3] &= _KEPT_FLAGS
    fields[7:10] = zlib.crc32(content), len(packed), len(content)
    head = _LOCAL.pack(_LOCAL_MARK, _VERSION, *fields[3:10], len(name), 0)
    return head + name + packed
