"""How the commands' words reach their reader: as UTF-8 through a pipe, and legible where an encoding lacks a letter."""

from __future__ import annotations

import codecs
import io
import os
import unicodedata

_PLAIN = {
    "→": "->", "←": "<-", "–": "-", "—": "-", "−": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "×": "x",
    "÷": "/", "≤": "<=", "≥": ">=", "±": "+/-", "·": "-", "•": "-", "£": "GBP ", "\u00a0": " ", "½": "1/2",
}  # fmt: skip
_HANDLER = "xlcsp_plainly"


def speak_plainly(stream: io.TextIOWrapper) -> None:
    """Makes a pipe or file UTF-8, unless somebody has set another encoding; what a letter lacks is written plainly.

    Windows would take its code page of 1985, which has no arrow, and no é of a name from elsewhere.
    """
    codecs.register_error(_HANDLER, _plainly)
    is_set = os.environ.get("PYTHONIOENCODING", "").partition(":")[0]
    if is_set or stream.isatty():
        stream.reconfigure(errors=_HANDLER)
    else:
        stream.reconfigure(encoding="utf-8", errors=_HANDLER)


def _plainly(error: UnicodeError) -> tuple[str, int]:
    """The letters that cannot be written, in plain ones: → as ->, é as e, others as a question mark."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letters = error.object[error.start : error.end]
    return "".join(_PLAIN.get(one) or _base(one) for one in letters), error.end


def _base(letter: str) -> str:
    return unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode() or "?"
