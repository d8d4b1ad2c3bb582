"""The text of a page that is set in two columns, read column by column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any, NamedTuple

_MIDDLE = (0.35, 0.65)  # of the page's width, where the space between two columns is
_SPACE = 9  # points at least between two columns
_LEAST_LINES, _MOST = 8, 0.6
_LETTERS = 20  # a line of prose has as many; one of a table's figures has not
_FULL = 0.75  # of the widest line: a shorter one ends its paragraph
_ENDS = re.compile(r"[.!?:;]\s*$")
_OPENS = re.compile(r"\s*(?:[•●▪\-–—*]|\d+(?:\.\d+)*\.?\s+[A-Z])")


class _Line(NamedTuple):
    """The characters of one line of a page, from left to right, with its upper and lower edge."""

    top: float
    bottom: float
    chars: list[dict[str, Any]]


def text_of(page: Any) -> str:
    """The text of a page: across it, or, where it has two columns of prose, one after the other."""
    lines = _lines(page.chars)
    middle = _between(lines, page.width)
    if middle is None:
        return str(page.extract_text())
    parts: list[str] = []
    for is_across, run in groupby(lines, key=lambda line: _crosses(line, middle)):
        own = list(run)
        top, bottom = min(line.top for line in own), max(line.bottom for line in own)
        halves = [(0, page.width)] if is_across else [(0, middle), (middle, page.width)]
        texts = [page.crop((left, top, right, bottom), strict=False).extract_text() for left, right in halves]
        parts += texts if is_across else ["\n".join(_paragraphs("\n".join(texts).splitlines()))]
    return "\n".join(parts)


def _lines(chars: Sequence[dict[str, Any]]) -> list[_Line]:
    """The lines of a page, from its top."""
    found = []
    by_place = sorted(
        (char for char in chars if not char["text"].isspace()), key=lambda char: (round(char["bottom"]), char["x0"])
    )
    for _, group in groupby(by_place, key=lambda char: round(char["bottom"])):
        own = list(group)
        found.append(_Line(min(one["top"] for one in own), max(one["bottom"] for one in own), own))
    return found


def _between(lines: Sequence[_Line], width: float) -> float | None:
    """The middle of the space between two columns of prose; None where there are no two."""
    places: Counter[int] = Counter()
    for line in lines:
        for one, other in pairwise(line.chars):
            low, high = max(one["x1"], _MIDDLE[0] * width), min(other["x0"], _MIDDLE[1] * width)
            places.update(range(int(low) + 1, int(high)) if other["x0"] - one["x1"] >= _SPACE else ())
    if not places:
        return None
    most = max(places.values())
    best = [place for place, count in places.items() if count == most]
    middle = (min(best) + max(best)) / 2
    sides = [
        [_letters(line, middle, is_left=is_left) for is_left in (True, False)]
        for line in lines
        if not _crosses(line, middle)
    ]
    both = [side for side in sides if all(side)]
    prose = sum(min(side) >= _LETTERS for side in both)
    return middle if prose >= max(_LEAST_LINES, _MOST * len(both)) else None


def _letters(line: _Line, middle: float, *, is_left: bool) -> int:
    return sum(char["text"].isalpha() and (char["x1"] <= middle) == is_left for char in line.chars)


def _crosses(line: _Line, middle: float) -> bool:
    """Whether a line has a character, or an ordinary space between words, in the middle."""
    return any(
        one["x1"] + _SPACE > other["x0"] and one["x0"] <= middle <= other["x1"] for one, other in pairwise(line.chars)
    )


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """The lines of a column with each sentence on one: a narrow line is broken before any word."""
    widest = max(map(len, lines), default=0)
    words = ""
    for line in lines:
        is_next = not words or _ENDS.search(words) or _OPENS.match(line)
        if words and is_next:
            yield words
        words = line if is_next else f"{words} {line}"
        if len(line) < _FULL * widest:
            yield words
            words = ""
    if words:
        yield words
