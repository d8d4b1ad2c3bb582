"""Names of files and sheets made from what people call things: such as Windows, Mac, Linux and Excel all take."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

LONGEST_FILE, LONGEST_SHEET = 80, 31  # UTF-16 units; of a file so that its path stays within what Excel opens
_IN_FILES = re.compile(r'[<>:"/\\|?*]')
_IN_SHEETS = re.compile(r"[\[\]:*?/\\']")
_UNSEEN = ("Cc", "Cs", "Zl", "Zp")  # control characters, halves of a letter, ends of lines
# marks that are not seen, or turn a text around
_MISLEADING = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\ufffe\uffff"
_DEVICES = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])(?= *(?:\.|$))", re.IGNORECASE)
_RESERVED = {"history"}  # Excel keeps it for its own sheet of changes
_AT_EDGES = " ."  # which Windows drops from the end, and a Mac hides at the beginning


def file_name(text: str) -> str:
    """The text as a file's name, without its ending: what no system forbids."""
    name = _IN_FILES.sub("-", _seen(text, "-")).strip(_AT_EDGES)
    while name.startswith("~$"):  # so begin the lock files of Excel
        name = name[2:].strip(_AT_EDGES)
    name = _cut(name, LONGEST_FILE).strip(_AT_EDGES) or "Unnamed"
    return _DEVICES.sub(lambda device: f"{device[0]}_", name, count=1) if _DEVICES.match(name) else name


def sheet_name(text: str) -> str:
    """The text as a sheet's name: what Excel takes."""
    name = _cut(_IN_SHEETS.sub(" ", _seen(text, " ")).strip(), LONGEST_SHEET).strip() or "Sheet"
    return f"{name} sheet" if name.lower() in _RESERVED else name


def unique(texts: Iterable[str], name: Callable[[str], str], longest: int, taken: Iterable[str] = ()) -> dict[str, str]:
    """A name for each text, no two alike on any system; a text that is its own name keeps it.

    name: ``file_name`` or ``sheet_name``. longest: in UTF-16 units. taken: names that are used already.
    """
    wanted = {text: name(text) for text in texts}
    used = {alike(one) for one in taken}
    found: dict[str, str] = {}
    for text in sorted(wanted, key=lambda one: wanted[one] != one):  # first those that need no change
        made, number = wanted[text], 2
        while alike(made) in used:
            end = f" ({number})"
            made, number = f"{_cut(wanted[text], longest - len(end)).rstrip()}{end}", number + 1
        used.add(alike(made))
        found[text] = made
    return found


def file_names(texts: Iterable[str]) -> dict[str, str]:
    """A file's name for each text, no two alike."""
    return unique(texts, file_name, LONGEST_FILE)


def alike(text: str) -> str:
    """What texts have in common that differ only by capitals, the form of accents, blanks, or dots at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split()).strip(_AT_EDGES)


def is_within(path: Path, folder: Path) -> bool:
    """Whether the path lies in the folder, once links are followed. Links that go round in a circle lead nowhere."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _seen(text: str, instead: str) -> str:
    """The text in one form of its accents, without characters that nobody sees; those that join letters stay."""
    letters = unicodedata.normalize("NFC", text).translate(dict.fromkeys(map(ord, _MISLEADING)))
    return "".join(instead if unicodedata.category(one) in _UNSEEN else one for one in letters)


def _cut(text: str, longest: int) -> str:
    """The text's first UTF-16 units, no letter halved."""
    return text.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", errors="ignore")
