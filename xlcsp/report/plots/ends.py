"""Labels at the ends of a chart's lines, so that no two overlap and few cover a line; and how its area is divided."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xlcsp import theme
from xlcsp.domain.numbers import by_format
from xlcsp.report.plots.plot import LOOKS, Line, Plot

LETTERS = 9.0  # size of the words, in points
_ROW = LETTERS * 1.25
_AWAY = 5.0  # points from a value to its words
_SAMPLES = 6
Box = tuple[float, float, float, float]  # left, right, bottom, top; in points from the lower left corner


@dataclass(frozen=True, slots=True)
class End:
    """The label at the end of a line. where: right, above or below. words: each with the look of its line."""

    line: int
    point: int
    where: str
    words: tuple[tuple[str, str], ...]


def ends(plot: Plot, width: float, height: float) -> tuple[End, ...]:
    """The words at the ends of the lines. width, height: of the drawn area, in points.

    Lines that reach the right edge are labelled there, in one block where labels would overlap. Lines that end before
    it are labelled above, below or to the right of their last value, where the fewest lines pass.
    """
    edge = len(plot.labels) - 1
    earlier = [(place, line) for place, line in enumerate(plot.lines) if line.end and line.last < edge]
    placed, occupied = list(at_the_edge(plot, height)), list[Box]()
    for place, line in sorted(earlier, key=lambda each: -each[1].last_value):
        boxes = _boxes(line, plot, width, height)
        where = min(boxes, key=lambda name: _hits(boxes[name], plot, width, height, occupied))
        occupied.append(boxes[where])
        placed.append(End(place, line.last, where, ((line.end, line.look),)))
    return tuple(placed)


def at_the_edge(plot: Plot, height: float) -> tuple[End, ...]:
    """The words at the right edge, from the top."""
    edge = len(plot.labels) - 1
    at_edge = [(place, line) for place, line in enumerate(plot.lines) if line.end and line.last == edge]
    return tuple(_stacked(block, edge) for block in _blocks(at_edge, height / (plot.axis.high - plot.axis.low)))


def _blocks(lines: Sequence[tuple[int, Line]], scale: float) -> list[list[tuple[int, Line]]]:
    """The lines by where they end, from the top, grouped where their labels would overlap. scale: points for 1."""
    blocks = [[each] for each in sorted(lines, key=lambda each: -each[1].last_value)]
    place = 0
    while place < len(blocks) - 1:
        upper, lower = blocks[place], blocks[place + 1]
        if (_middle(upper) - _middle(lower)) * scale < (_rows(upper) + _rows(lower)) * _ROW / 2:
            blocks[place : place + 2] = [upper + lower]
            place = max(0, place - 1)
        else:
            place += 1
    return blocks


def _middle(block: Sequence[tuple[int, Line]]) -> float:
    return math.fsum(line.last_value for _, line in block) / len(block)


def _rows(block: Sequence[tuple[int, Line]]) -> int:
    return sum(line.end.count("\n") + 1 for _, line in block)


def _stacked(block: Sequence[tuple[int, Line]], edge: int) -> End:
    """The block as one label, beside the middle one of its lines."""
    middle = _middle(block)
    place, _ = min(block, key=lambda each: abs(each[1].last_value - middle))
    return End(place, edge, "right", tuple((line.end, line.look) for _, line in block))


def end_width(placed: Iterable[End]) -> float:
    """The points that the widest of these words take."""
    rows = [row for end in placed for text, _ in end.words for row in text.split("\n")]
    return max((theme.text_width(row, LETTERS, bold=True) for row in rows), default=0.0)


def _boxes(line: Line, plot: Plot, width: float, height: float) -> dict[str, Box]:
    """Where the words would stand, by the side of the line's last value; the usual side first."""
    wide = theme.text_width(line.end, LETTERS, bold=True)
    x, y = _x(line.last, plot, width), _y(line.last_value, plot, height)
    beside = (x + _AWAY, x + _AWAY + wide, y - _ROW / 2, y + _ROW / 2)
    across = (x - wide / 2, x + wide / 2)
    return {
        "above": (*across, y + _AWAY, y + _AWAY + _ROW),
        "below": (*across, y - _AWAY - _ROW, y - _AWAY),
        "right": beside,
    }


def _hits(box: Box, plot: Plot, width: float, height: float, occupied: Sequence[Box]) -> int:
    """How many lines and labels the box would cover; counted far higher where it leaves the drawing."""
    left, right, bottom, top = box
    hits = 100 * (bottom < 0 or top > height or right > width)
    hits += sum(10 for a, b, c, d in occupied if a < right and left < b and c < top and bottom < d)
    for line in plot.lines:
        if LOOKS[line.look].is_bar:
            continue
        for sample in range(_SAMPLES):
            x = left + (right - left) * sample / (_SAMPLES - 1)
            value = _between(line, x / width * len(plot.labels) - 0.5)
            hits += value is not None and bottom - 1 < _y(value, plot, height) < top + 1
    return hits


def _between(line: Line, place: float) -> float | None:
    """The line's value between two of its points; None where it is not drawn."""
    before, after = math.floor(place), math.ceil(place)
    if before < 0 or after >= len(line.values) or (before != after and not LOOKS[line.look].has_line):
        return None
    start, end = line.values[before], line.values[after]
    return None if start is None or end is None else start + (end - start) * (place - before)


def _x(place: int, plot: Plot, width: float) -> float:
    return (place + 0.5) * width / len(plot.labels)


def _y(value: float, plot: Plot, height: float) -> float:
    return (value - plot.axis.low) / (plot.axis.high - plot.axis.low) * height


_TITLE, _LABELS, _LEGEND, _UNIT, _SIDE, _GAP = 28.0, 23.0, 18.0, 17.0, 9.0, 9.0  # points
UNIT_LINE = 11.0  # points that a second line of the unit takes
_LEAST = 0.3  # of the width, for the drawing itself
_APART = 4.0  # points between the labels along the axis
_STEPS = {True: (1, 3, 6, 12), False: (1, 4, 8)}  # between labels: of months, of quarters


@dataclass(frozen=True, slots=True)
class Frame:
    """The drawn area, as shares of the chart's width and height, from its upper left corner."""

    left: float
    top: float
    width: float
    height: float


def frame(plot: Plot, width: float, height: float) -> Frame:
    """The area within which a chart of that size, in points, draws its lines."""
    units = len(unit_lines(plot, height))
    left = _axis_width(plot) + (_UNIT + UNIT_LINE * (units - 1) if units else 0) + _SIDE
    tall = height - _TITLE - _LABELS
    words = end_width(at_the_edge(plot, max(tall, height * _LEAST)))
    wide = width - left - _SIDE
    if words:  # they begin at the middle of the last label, half a label from the edge
        wide = min(wide, (wide - words - _GAP) / (1 - 1 / (2 * len(plot.labels))))
    wide = max(wide, width * _LEAST)
    below = _SIDE + _longest(plot) if are_upright(plot, wide) else _LABELS
    tall = max(height - _TITLE - below - (_LEGEND if plot.has_bars else 0), height * _LEAST)
    return Frame(left / width, _TITLE / height, wide / width, tall / height)


def unit_lines(plot: Plot, height: float) -> tuple[str, ...]:
    """The title of the value axis: in two lines where it is longer than a chart of that height has room for."""
    title = plot.axis.title
    if theme.text_width(title, LETTERS) <= height - _TITLE or " " not in title:
        return (title,) if title else ()
    spaces = [place for place, letter in enumerate(title) if letter == " "]
    middle = min(spaces, key=lambda place: abs(place - len(title) / 2))
    return title[:middle], title[middle + 1 :]


def are_upright(plot: Plot, width: float) -> bool:
    """Whether the labels along the axis are written upright, since even those of each year are too wide."""
    return _level_step(plot, width) is None


def _level_step(plot: Plot, width: float) -> int | None:
    """The least step at which the labels stand level side by side: each, each quarter's, half-year's or year's."""
    each = width / len(plot.labels)
    return next((step for step in _STEPS[plot.is_by_month] if _longest(plot) + _APART <= step * each), None)


def _longest(plot: Plot) -> float:
    return max(theme.text_width(label, LETTERS) for label in plot.labels)


def _axis_width(plot: Plot) -> float:
    axis = plot.axis
    texts = [by_format(value, axis.form) for value in (axis.low, axis.high)]
    return max(theme.text_width(text, LETTERS) for text in texts) + 5


def labels_apart(plot: Plot, width: float) -> int:
    """The step between labels along the axis that keeps them from touching. width: of the drawn area."""
    level = _level_step(plot, width)
    return math.ceil((LETTERS + 1) * len(plot.labels) / width) if level is None else level
