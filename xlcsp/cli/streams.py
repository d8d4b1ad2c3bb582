"""How the commands' words reach their reader: as UTF-8 through a pipe, and legible where an encoding lacks a letter."""

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
    """While the block runs, who stops listening (``| head``) stops no work, and a stream that is closed none either."""
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
            for one in (sys.stdout, sys.stderr):
                with contextlib.suppress(OSError):
                    one.flush()
            sys.stdout, sys.stderr = before


class _Heard:
    """A stream that goes on into nothing where nobody reads it any more."""

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
        """What is still held goes nowhere, so that the end of the program has nothing to complain of."""
        nothing = os.open(os.devnull, os.O_WRONLY)
        with contextlib.suppress(OSError):
            os.dup2(nothing, self._stream.fileno())
        os.close(nothing)


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
