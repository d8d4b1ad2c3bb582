"""The look of all workbooks: font, colours, and the width of text. Contrast is at least 4.5 everywhere."""

from __future__ import annotations

import functools
import math

FONT = "Calibri"
INK, MUTED, WHITE = "0B0C0C", "505A5F", "FFFFFF"
BRAND, BRAND_PALE = "1D3557", "E8EEF5"  # headings; bands
RULE = "B1B4B6"  # hairlines
PAST, AIM, GRID = "6F7F91", "00707B", "DEE0E2"  # in charts: last year; targets and means; grid lines
LIKELY = "6E8FB5"  # in charts: the range in which the year is likely to end
QUOTED = "2F3436"  # what a provider or theme lead wrote
LINK = "1D4E9E"
RED, AMBER, GREEN = "D4351C", "FFDD00", "00703C"
LINES = ("003078", RED, GREEN, "6F4E00", MUTED)  # for equal items side by side in a picture; each 4.5:1 on white
FILL_IN, LOCKED = "FFF8DC", "F3F2F1"  # cells to fill; cells not to fill

RAG_COLOURS = {  # fill, text
    "Red": (RED, WHITE),
    "Amber": (AMBER, INK),
    "Green": (GREEN, WHITE),
    "No data": (MUTED, WHITE),
    "Not due": (LOCKED, INK),
    "Monitor": (LOCKED, INK),
    "Closed": (LOCKED, INK),
}

# Advance widths of Carlito (metric-compatible with Calibri) in 1/2048 em, for characters 32 to 126.
_WIDTHS = (
    463, 667, 821, 1020, 1038, 1464, 1397, 452, 621, 621, 1020, 1020, 511, 627, 517, 791, 1038, 1038, 1038, 1038,
    1038, 1038, 1038, 1038, 1038, 1038, 548, 548, 1020, 1020, 1020, 949, 1831, 1185, 1114, 1092, 1260, 1000, 941,
    1292, 1276, 516, 653, 1064, 861, 1751, 1322, 1356, 1058, 1378, 1112, 941, 998, 1314, 1162, 1822, 1063, 998,
    959, 628, 791, 628, 1020, 1020, 596, 981, 1076, 866, 1076, 1019, 625, 964, 1076, 470, 490, 931, 470, 1636,
    1076, 1080, 1076, 1076, 714, 801, 686, 1076, 925, 1464, 887, 927, 809, 644, 943, 644, 1020,
)  # fmt: skip
_EM, _DEFAULT_WIDTH, _BOLD = 2048, 1100, 1.05


def as_hex(colour: str) -> str:
    """The colour as for web pages and pictures: ``#0B0C0C``."""
    return f"#{colour}"


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line of text, in points."""
    return _units(text) * size / _EM * (_BOLD if bold else 1)


@functools.lru_cache(maxsize=20_000)  # lines are measured word by word, and words recur
def _units(text: str) -> int:
    return sum(_WIDTHS[ord(c) - 32] if 32 <= ord(c) < 127 else _DEFAULT_WIDTH for c in text)  # noqa: PLR2004


def column_points(width: float) -> float:
    """The width in points of a column of that many characters, inside its padding."""
    return (math.floor(width * 7 + 5) - 8) * 0.75


@functools.lru_cache(maxsize=4096)  # a text recurs on several sheets, and in each report of a batch
def line_count(text: str, width: float, size: float, *, bold: bool = False) -> int:
    """How many lines the text takes, wrapped in a column of ``width`` characters."""
    room = column_points(width) * 0.97  # renderers differ a little
    return sum(_wrapped(line, room, size, bold=bold) for line in text.split("\n"))


def _wrapped(line: str, room: float, size: float, *, bold: bool) -> int:
    lines, used, space = 1, 0.0, text_width(" ", size)
    for word in line.split(" "):
        wide = text_width(word, size, bold=bold)
        if used and used + space + wide > room:
            lines, used = lines + 1, 0.0
        elif used:
            used += space
        while wide > room:  # a word longer than the line is broken
            lines, wide = lines + 1, wide - room
        used += wide
    return lines
