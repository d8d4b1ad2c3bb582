"""The zip archive of a workbook: its parts by name, unpacked within limits. Files are hostile input."""

from __future__ import annotations

import contextlib
import functools
import itertools
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from posixpath import normpath
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError, XMLPullParser, fromstring
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

MOST_UNPACKED = 100 * 2**20  # bytes of all parts that are read
_MOST_PARTS = 10_000
_HIGHEST_RATIO, _RATIO_FROM = 300, 4 * 2**20  # no sheet filled in by people compresses so well; small parts may
_FIRST_CHUNK, _LARGEST_CHUNK = 2**18, 2**22  # bytes unpacked at once, so that a part is never held in memory as a whole
_LENGTHS = struct.Struct("<HH")  # of the name and the extra field in a local file header
_LOCAL_HEADER, _NAME_LENGTH_AT = 30, 26
_ENCRYPTED = 1
_END = b"PK\5\6"  # the signature of an archive's last record
ENCRYPTED = ("encrypted", "The file is protected by a password", "Save it without a password")
ONE_NAME = ("damaged", "The file is damaged: two of its sheets have one name", "Ask for it again")


class Refused(Exception):
    """Why something cannot be read: a code for programs, what was found, and what to do."""

    def __init__(self, code: str, found: str, do: str) -> None:
        super().__init__(found)
        self.code, self.found, self.do = code, found, do


class Container:
    """The parts of an archive. Names are the same whatever their capitals and slashes, as for Excel."""

    def __init__(self, content: bytes) -> None:
        """Raises Refused for too many parts, and zipfile's errors for a damaged archive."""
        self._content, self._left = content, MOST_UNPACKED
        self._counted: set[int] = set()
        self._entries: dict[str, list[zipfile.ZipInfo]] = {}
        if _END not in content:
            found = "The file is cut short: it was not copied, sent or synced in full"
            raise Refused("damaged", found, "Copy it again, or ask for it again")
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
        if len(entries) > _MOST_PARTS:
            raise Refused("too large", f"The file has {len(entries):,} parts", "Ask for the form again")
        for entry in entries:
            self._entries.setdefault(_key(entry.filename), []).append(entry)

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._entries

    @property
    def names(self) -> tuple[str, ...]:
        """The parts' names in lower case, in the order of the archive."""
        return tuple(self._entries)

    def found(self, target: str) -> str:
        """The part that a relationship's target names: as written, or with %20 read as a space."""
        return target if target in self or unquote(target) not in self else unquote(target)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The part's content, piece by piece. Its size is checked before, its checksum at the end.

        Raises Refused if it is too large or two parts have its name, and zipfile's and zlib's errors if it is damaged.
        """
        entries = self._entries.get(_key(name))
        if entries is None:
            raise zipfile.BadZipFile(name)
        if len(entries) > 1:
            raise Refused("damaged", f"The file is damaged: it has two parts called {name}", "Ask for it again")
        (entry,) = entries
        self._check_size(entry)
        packed = self._packed(entry)
        size, checksum = 0, 0
        for chunk in _unpacked(packed, entry):
            size += len(chunk)
            checksum = zlib.crc32(chunk, checksum)
            yield chunk
        if size != entry.file_size or checksum != entry.CRC:
            raise zipfile.BadZipFile(name)

    def read(self, name: str) -> bytes:
        """The part's content, whole."""
        return b"".join(self.chunks(name))

    def parse(self, name: str, parser: XMLParserType) -> None:
        """Hands the part to the parser, piece by piece."""
        for chunk in self.chunks(name):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def growing(self, name: str, shortened: Callable[[bytes], bytes] | None = None) -> Iterator[Element]:
        """Yields the root of the part's XML repeatedly, as more of it is read.

        A caller that removes complete elements needs memory only for a piece of the part. shortened: takes out of a
        small part what the caller does not need. Raises Refused for a document type, whatever the part's encoding, and
        ParseError if it is not XML.
        """
        chunks = self.chunks(name)
        first, *second = itertools.islice(chunks, 2)
        if not second:
            yield parsed(first) if shortened is None else _parsed_short(first, shortened(first))
            return
        _check_prolog(first)
        parser: XMLPullParser[Any] = XMLPullParser(("start",))
        root: Any = None
        for chunk in itertools.chain((first, *second), chunks):
            parser.feed(chunk)
            events: list[Any] = list(parser.read_events())
            root = events[0][1] if root is None and events else root
            if root is not None:
                yield root
        parser.close()
        if root is not None:
            yield root

    def _check_size(self, entry: zipfile.ZipInfo) -> None:
        """Refuses a part that is too large; a refused part does not count towards the limit for all parts."""
        size = 0 if entry.header_offset in self._counted else entry.file_size
        if size > self._left:
            found = f"Unpacked it would be larger than {MOST_UNPACKED // 2**20} MB"
            raise Refused("too large", found, "Send the form alone, without other sheets")
        if entry.file_size > max(_RATIO_FROM, entry.compress_size * _HIGHEST_RATIO):
            found = "It unpacks to hundreds of times its size, which no form does"
            raise Refused("too large", found, "Ask for the form again")
        self._left -= size
        self._counted.add(entry.header_offset)

    def _packed(self, entry: zipfile.ZipInfo) -> bytes:
        """The part's compressed bytes; reading them directly takes a quarter of zipfile's time."""
        if entry.flag_bits & _ENCRYPTED:
            raise Refused(*ENCRYPTED)
        name_length, extra_length = _LENGTHS.unpack_from(self._content, entry.header_offset + _NAME_LENGTH_AT)
        start = entry.header_offset + _LOCAL_HEADER + name_length + extra_length
        return self._content[start : start + entry.compress_size]


def _unpacked(packed: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    if entry.compress_type == zipfile.ZIP_STORED:
        for start in range(0, len(packed), _LARGEST_CHUNK):
            yield packed[start : start + _LARGEST_CHUNK]
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise Refused("damaged", "The file is packed as no spreadsheet program would pack it", "Save it again in Excel")
    inflating = zlib.decompressobj(-15)
    size, most = 0, _FIRST_CHUNK
    while packed and not inflating.eof:
        chunk = inflating.decompress(packed, most)
        most = min(2 * most, _LARGEST_CHUNK)  # otherwise one long token would be scanned again with each chunk
        packed = inflating.unconsumed_tail
        size += len(chunk)
        if size > entry.file_size:
            raise zipfile.BadZipFile(entry.filename)  # more than its entry states
        yield chunk


def parsed(xml: bytes) -> Element:
    """The XML as one tree.

    Raises Refused for a document type, whatever the encoding, and ParseError if it is not XML.
    """
    _check_prolog(xml)
    return fromstring(xml)  # noqa: S314 - a document type was refused before


def _parsed_short(xml: bytes, short: bytes) -> Element:
    """The shortened XML as a tree; all of it if it turns out to have been shortened in the wrong place."""
    try:
        return parsed(short)
    except ParseError:
        return parsed(xml)


def is_well_formed(piece: bytes) -> bool:
    """Whether a piece of XML is whole elements, found without building them."""
    try:
        ParserCreate().Parse(b"<piece>%b</piece>" % piece, True)
    except ExpatError:
        return False
    return True


def new_parser() -> XMLParserType:
    """A parser that names elements as ``namespace name`` and refuses a document type, however encoded."""
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


class _RootReached(Exception):
    """Raised at the first element, after which no document type can follow."""


def _check_prolog(xml: bytes) -> None:
    """Refuses a document type, however encoded, by reading up to the first element."""
    parser = ParserCreate()
    parser.StartDoctypeDeclHandler, parser.StartElementHandler = _refuse_doctype, _reach_root
    with contextlib.suppress(_RootReached):
        parser.Parse(xml, False)


def _reach_root(*_: object) -> None:
    raise _RootReached


def _refuse_doctype(*_: object) -> None:
    found = "The file declares a document type, which no spreadsheet program writes"
    raise Refused("damaged", found, "Ask for the form again")


@functools.lru_cache(maxsize=1024)  # the parts of forms have the same names
def _key(name: str) -> str:
    return normpath(name.replace("\\", "/").lstrip("/")).lower()
