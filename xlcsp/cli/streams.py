"""The output streams: UTF-8 through a pipe, and legible if an encoding lacks a letter."""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

_PLAIN = {
    "→": "->", "←": "<-", "–": "-", "—": "-", "−": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "×": "x",
    "÷": "/", "≤": "<=", "≥": ">=", "±": "+/-", "·": "-", "•": "-", "£": "GBP ", "\u00a0": " ", "½": "1/2",
}  # fmt: skip
_HANDLER = "xlcsp_plainly"


@contextlib.contextmanager
def heard() -> Iterator[None]:
    """While the block runs, neither a reader that stops (``| head``) nor a closed stream stops the work."""
    before = sys.stdout, sys.stderr
    with contextlib.ExitStack() as opened:
        for name, stream in zip(("stdout", "stderr"), before, strict=True):
            if stream is None:  # closed by the shell: >&-
                setattr(sys, name, opened.enter_context(Path(os.devnull).open("w", encoding="utf-8")))
            elif isinstance(stream, io.TextIOWrapper):
                speak_plainly(stream)
                setattr(sys, name, _Heard(stream))
        try:
            yield
        finally:
            for output in (sys.stdout, sys.stderr):
                with contextlib.suppress(OSError):
                    output.flush()
            sys.stdout, sys.stderr = before


class _Heard:
    """A stream that discards its output once nobody reads it any more."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """As the stream's."""
        with self._unbroken():
            return self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """As the stream's."""
        with self._unbroken():
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    @contextlib.contextmanager
    def _unbroken(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._into_nothing()
            if not isinstance(error, BrokenPipeError):
                raise OSError(error.errno, error.strerror, "Standard output") from error

    def _into_nothing(self) -> None:
        """Discards what is buffered, so that the program ends without an error."""
        nothing = os.open(os.devnull, os.O_WRONLY)
        with contextlib.suppress(OSError):
            os.dup2(nothing, self._stream.fileno())
        os.close(nothing)


def speak_plainly(stream: io.TextIOWrapper) -> None:
    """Makes a pipe or file UTF-8, unless somebody has set another encoding; what a letter lacks is written plainly.

    Windows would use a code page of 1985, which lacks arrows and many accented letters.
    """
    codecs.register_error(_HANDLER, _plainly)
    is_set = os.environ.get("PYTHONIOENCODING", "").partition(":")[0]
    if is_set or stream.isatty():
        stream.reconfigure(errors=_HANDLER)
    else:
        stream.reconfigure(encoding="utf-8", errors=_HANDLER)


def _plainly(error: UnicodeError) -> tuple[str, int]:
    """Replaces letters that cannot be encoded: → by ->, é by e, others by a question mark."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letters = error.object[error.start : error.end]
    return "".join(_PLAIN.get(letter) or _base(letter) for letter in letters), error.end


def _base(letter: str) -> str:
    return unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode() or "?"
