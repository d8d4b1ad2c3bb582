"""What a file is if it is not a workbook that can be read, and what to do with it."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path

from xlcsp.domain.numbers import shown
from xlcsp.files.container import ENCRYPTED, Container, Refused
from xlcsp.files.endings import DOWNLOAD, FORM, NUMBERS, SAVE, SHORTCUT, SPREADSHEETS, check_ending
from xlcsp.files.xlsx import CONTENT_TYPES, main_type

OPEN_DOCUMENT = "content.xml"  # the part of an .ods that holds its sheets
MOST_BYTES = 20 * 2**20  # of a file as it came
_AGAIN = "Ask for it again"
_OLD = ("old format", "The file is in the old Excel format (.xls)", SAVE)
_COMPOUND, _ZIP = b"\xd0\xcf\x11\xe0", b"PK"
_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\x00", re.DOTALL)
_STREAMS = (  # streams of a compound file; the first one found says what it is
    ("DRMEncryptedDataSpace", "protected", "The file is protected by a sensitivity label or rights management",
     "Ask for a copy without that protection (in Excel: File, Info, Protect Workbook, Restrict Access)"),
    ("EncryptedPackage", *ENCRYPTED),
    ("__substg1.0_", "wrong format", "The file is an Outlook message, whatever its name says",
     "Open the message and save the form that is attached to it"),
    ("Workbook", *_OLD),
    ("Book", *_OLD),
    ("WordDocument", "wrong format", "The file is a Word document (.doc), whatever its name says", FORM),
    ("PowerPoint Document", "wrong format", "The file is a PowerPoint presentation, whatever its name says", FORM),
)  # fmt: skip
_BEGINNINGS = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a text document (.rtf)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"Rar!", "a .rar archive"),
    (b"7z\xbc\xaf", "a .7z archive"),
    (b"\x1f\x8b", "a .gz archive"),
)
_MAIN_TYPES = (
    ("binary.macroenabled.main", "an Excel binary workbook (.xlsb)", SAVE),
    ("wordprocessingml", "a Word document", FORM),
    ("ms-word", "a Word document", FORM),
    ("presentationml", "a PowerPoint presentation", FORM),
    ("ms-powerpoint", "a PowerPoint presentation", FORM),
)
_DOCUMENTS = (("text", "a text document (.odt)"), ("presentation", "a presentation (.odp)"), ("graphics", "a drawing"))
_LOOKED_AT = 4096  # bytes of a text


def content_of(path: Path) -> bytes:
    """The file's content. Raises Refused, before reading, if it is too large or not a regular file."""
    about = path.stat()
    if not stat.S_ISREG(about.st_mode):
        what = "a folder" if stat.S_ISDIR(about.st_mode) else "a device or a pipe"
        raise Refused("not a file", f"It is {what}, not a file", "Put the file itself there")
    check_size(about.st_size)
    return path.read_bytes()


def check_size(size: int) -> None:
    """Raises Refused if a file is larger than any form that people fill in."""
    if size > MOST_BYTES:
        words = f"The file has {shown(size / 2**20)} MB; a return has less than {MOST_BYTES // 2**20} MB"
        raise Refused("too large", words, "Send the form alone, without pictures")


def check_content(suffix: str, content: bytes) -> None:
    """Raises Refused if the file is not an archive, or has the ending of another kind."""
    if not content:
        raise Refused("empty file", "The file is empty (0 bytes)", _AGAIN)
    check_size(len(content))
    if content.startswith(_COMPOUND):
        raise _compound(content)
    check_ending(suffix, is_archive=content.startswith(_ZIP))
    if not content.startswith(_ZIP):
        raise _text(content)


def is_opendocument(parts: Container) -> bool:
    """Whether the archive is an OpenDocument spreadsheet, with its media type or without.

    Raises Refused if it is another kind of document or archive.
    """
    if CONTENT_TYPES in parts:
        _, of_type = main_type(parts)
        for word, what, do in _MAIN_TYPES:
            if word in of_type:
                code = "old format" if ".xlsb" in what else "wrong format"
                raise Refused(code, f"The file is {what}, whatever its name says", do)
        return False
    if OPEN_DOCUMENT not in parts:
        raise _archive(parts)
    media = parts.read("mimetype")[:_LOOKED_AT].decode("ascii", "replace") if "mimetype" in parts else ""
    for word, what in _DOCUMENTS:
        if f"opendocument.{word}" in media:
            raise Refused("wrong format", f"The file is {what}, whatever its name says", FORM)
    return True


def _archive(parts: Container) -> Refused:
    if any(name.endswith(".iwa") for name in parts.names):
        return Refused("wrong format", *NUMBERS)
    inside = next((name for name in parts.names if name.endswith(SPREADSHEETS)), "")
    if inside:
        words = f'It is a zip archive with "{inside.rpartition("/")[2]}" in it, not the workbook itself'
        return Refused("not a workbook", words, "Unpack it, and put the workbook there")
    return Refused("not a workbook", "It is a zip archive, not an Excel workbook", FORM)


def _compound(content: bytes) -> Refused:
    for name, code, found, do in _STREAMS:
        if name.encode("utf-16-le") in content:
            return Refused(code, found, do)
    return Refused(*_OLD)


def _text(content: bytes) -> Refused:
    """What a file that is not an archive is instead."""
    start = content[:_LOOKED_AT]
    for beginning, what in _BEGINNINGS:
        if start.startswith(beginning):
            return Refused("not a workbook", f"The file is {what}, whatever its name says", FORM)
    if _BIFF.match(start):
        return Refused(*_OLD)
    if not start.strip(b"\0"):
        return Refused("damaged", "The file holds nothing: it was not copied or synced in full", _AGAIN)
    text = _decoded(start).lstrip("\ufeff").lstrip().lower()
    for is_it, code, found, do in _texts(text):
        if is_it:
            return Refused(code, found, do)
    return Refused("not a workbook", "The file is not an Excel workbook, whatever its name says", FORM)


def _texts(text: str) -> Iterator[tuple[bool, str, str, str]]:
    """For each kind of text: whether it is this one, the code, what was found, what to do."""
    is_2003 = "urn:schemas-microsoft-com:office:spreadsheet" in text
    yield is_2003, "old format", "The file is an XML spreadsheet of Excel 2003", SAVE
    is_flat = "<office:document" in text
    yield is_flat, "wrong format", "The file is a flat OpenDocument file (.fods)", "Save it as .ods or .xlsx"
    is_page = text.startswith(("<!doctype html", "<html", "<table", "<div", "<style", "<meta")) or "<html" in text
    do = f"{SAVE}; if it shows a page to sign in, sign in and download the form again"
    yield is_page, "not a workbook", "The file is a web page (HTML), whatever its name says", do
    is_mail = text.startswith(("mime-version:", "received:", "from:", "return-path:", "x-"))
    do = "Open it and save the form that is in it or attached to it as Excel Workbook (.xlsx)"
    yield is_mail, "not a workbook", "The file is an e-mail or a web archive, whatever its name says", do
    is_shortcut = text.startswith("[internetshortcut]") or '"doc_id"' in text
    yield is_shortcut, "not a workbook", SHORTCUT, DOWNLOAD
    is_answer = text.startswith(("{", "[{", "<?xml", "<error"))
    yield is_answer, "not a workbook", "The file is a program's reply (JSON or XML), not the form", _AGAIN
    first, line, _ = text.partition("\n")
    is_table = bool(line) and any(mark in first for mark in (",", ";", "\t")) and "\0" not in text
    do = "Copy the answers into the form that was issued"
    yield is_table, "not a workbook", "The file is a text table (.csv), whatever its name says", do


def _decoded(start: bytes) -> str:
    encoding = "utf-16" if start.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    return start.decode(encoding, "replace")
