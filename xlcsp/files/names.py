"""Names of files and sheets made from people's texts, valid on Windows, Mac and Linux and in Excel."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

LONGEST_FILE, LONGEST_SHEET = 80, 31  # UTF-16 units; short enough for a path that Excel can open
_IN_FILES = re.compile(r'[<>:"/\\|?*]')
_IN_SHEETS = re.compile(r"[\[\]:*?/\\']")
_UNSEEN = ("Cc", "Cs", "Zl", "Zp")  # control characters, halves of a letter, ends of lines
# marks that are invisible or reverse the direction of a text
_MISLEADING = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\ufffe\uffff"
_DEVICES = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])(?= *(?:\.|$))", re.IGNORECASE)
_RESERVED = {"history"}  # Excel reserves it for its sheet of tracked changes
_AT_EDGES = " ."  # Windows drops them from the end, and a Mac hides names that begin with them


def file_name(text: str) -> str:
    """The text as a file name without ending that every system allows."""
    name = _IN_FILES.sub("-", _visible(text, "-")).strip(_AT_EDGES)
    while name.startswith("~$"):  # Excel's lock files begin in this way
        name = name[2:].strip(_AT_EDGES)
    name = _cut(name, LONGEST_FILE).strip(_AT_EDGES) or "Unnamed"
    return _DEVICES.sub(lambda device: f"{device[0]}_", name, count=1) if _DEVICES.match(name) else name


def sheet_name(text: str) -> str:
    """The text as a sheet name that Excel allows."""
    name = _cut(_IN_SHEETS.sub(" ", _visible(text, " ")).strip(), LONGEST_SHEET).strip() or "Sheet"
    return f"{name} sheet" if name.lower() in _RESERVED else name


def unique(texts: Iterable[str], name: Callable[[str], str], longest: int, taken: Iterable[str] = ()) -> dict[str, str]:
    """A name for each text, no two alike on any system; a text that is a valid name keeps it.

    name: ``file_name`` or ``sheet_name``. longest: in UTF-16 units. taken: names that are used already.
    """
    names = {text: name(text) for text in texts}
    used = {alike(used_name) for used_name in taken}
    given: dict[str, str] = {}
    for text in sorted(names, key=lambda text: names[text] != text):  # those that need no change come first
        own, number = names[text], 2
        while alike(own) in used:
            end = f" ({number})"
            own, number = f"{_cut(names[text], longest - len(end)).rstrip()}{end}", number + 1
        used.add(alike(own))
        given[text] = own
    return given


def file_names(texts: Iterable[str]) -> dict[str, str]:
    """A file's name for each text, no two alike."""
    return unique(texts, file_name, LONGEST_FILE)


def alike(text: str) -> str:
    """A key that is equal for texts which differ only in capitals, form of accents, spaces, or dots at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split()).strip(_AT_EDGES)


def is_within(path: Path, folder: Path) -> bool:
    """Whether the path is in the folder, after following links. False for a circle of links."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def below(path: Path, folder: Path) -> str:
    """The path from the folder on, with slashes; the whole path where it is not in it."""
    return (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix()


def _visible(text: str, instead: str) -> str:
    """The text with accents in one form and without invisible characters; those that join letters stay."""
    letters = unicodedata.normalize("NFC", text).translate(dict.fromkeys(map(ord, _MISLEADING)))
    return "".join(instead if unicodedata.category(letter) in _UNSEEN else letter for letter in letters)


def _cut(text: str, longest: int) -> str:
    """The text's first UTF-16 units, without cutting a letter in half."""
    return text.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", errors="ignore")
