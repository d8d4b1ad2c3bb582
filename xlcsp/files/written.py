"""Values as files write them, read as people see them."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from xml.etree.ElementTree import Element

from xlcsp.files.cells import CellError, Value

ODD = "something that each program reads differently"
HIDDEN = CellError("a value that merged cells hide")
_DIGITS = 15  # significant digits that Excel keeps
_NUMBER = re.compile(r"\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*", re.ASCII)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
RAISED = str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")
"""Digits of footnotes, which must not be read as digits of the number before them."""
_TRUTH = {"1": True, "true": True, "0": False, "false": False}


def unescaped(text: str) -> str:
    """A text as people see it: ``_x000D_`` is a carriage return, and each way to end a line is one line break."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")  # pairs become one character
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def text_of(element: Element) -> str:
    """The text of a shared or inline string as it is meant: without phonetic guides and what is struck through."""
    names = _names(element.tag)
    if len(element) == 1 and element[0].tag == names.text:
        return element[0].text or ""
    pieces = (_text_of_run(child, names) if child.tag == names.run else (child,) for child in element)
    return "".join(part.text or "" for parts in pieces for part in parts if part.tag == names.text)


def _text_of_run(run: Element, names: _Names) -> Iterable[Element]:
    """The texts of a run; none if it is struck through, and raised digits as such if it is raised."""
    look = run.find(names.look)
    if look is None:
        return run
    if is_struck(look, names.strike):
        return ()
    position = look.find(names.position)
    if position is not None and position.get("val") == "superscript":
        for part in run:
            part.text = (part.text or "").translate(RAISED)
    return run


def is_struck(look: Element, strike: str) -> bool:
    """Whether a font, or the look of a run, strikes its text through. strike: the element's name."""
    struck = look.find(strike)
    return struck is not None and struck.get("val", "1") not in ("0", "false")


class _Names(NamedTuple):
    """The names of elements of texts, with their namespace."""

    text: str
    run: str
    look: str
    strike: str
    position: str


@functools.lru_cache(maxsize=16)
def _names(tag: str) -> _Names:
    """The names in the namespace of that element."""
    space = tag.rpartition("}")[0]
    return _Names(*(f"{space}}}{name}" for name in ("t", "r", "rPr", "strike", "vertAlign")))


def seen_text(text: str) -> str | None:
    """A text as people see it; None if nothing is visible."""
    if "_x" in text or "\r" in text:
        text = unescaped(text)
    return text if text and not text.isspace() else None


def texts_of(elements: Sequence[Element] | Element) -> list[str | None]:
    """The texts of shared strings as people see them. For one plain text, as nearly all are, no function is called."""
    if not len(elements):
        return []
    plain = _names(elements[0].tag).text
    texts = [node[0].text or "" if len(node) == 1 and node[0].tag == plain else text_of(node) for node in elements]
    return [
        (text if text and not text.isspace() else None) if "_x" not in text and "\r" not in text else seen_text(text)
        for text in texts
    ]


def number_of(text: str) -> float | None:
    """The number that a file writes, in the 15 digits that Excel keeps; None if it is not a number."""
    if text.isdigit() and text.isascii() and len(text) <= _DIGITS:
        return float(text)
    if not _NUMBER.fullmatch(text):
        return None
    return float(text) if len(text) <= _DIGITS else float(f"{float(text):.{_DIGITS}g}")


def no_number(text: str) -> CellError:
    """A cell that holds something else, where the file says that it holds a number."""
    return CellError(f'"{text.strip()[:20]}" where the file says there is a number')


def date_of(text: str) -> Value:
    """An ISO date, with or without a time; a time zone is dropped, since cells have none."""
    try:
        moment = datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return CellError(f'"{text.strip()[:20]}" where the file says there is a date')
    return moment if moment.time() != datetime.min.time() else date(moment.year, moment.month, moment.day)


def truth_of(text: str) -> Value:
    """Whether a file writes true or false."""
    truth = _TRUTH.get(text.strip().lower())
    return truth if truth is not None else CellError(f'"{text.strip()[:20]}", which is neither true nor false')


READERS: dict[str, Callable[[str], Value]] = {
    "str": seen_text, "e": lambda text: CellError(text.strip() or "#ERROR!"), "b": truth_of, "d": date_of,
}  # fmt: skip
