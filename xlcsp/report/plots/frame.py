"""How a chart's area is divided: room for its title, its unit and its labels, and for the words at its right edge."""

from __future__ import annotations

import math
from dataclasses import dataclass

from xlcsp import theme
from xlcsp.domain.numbers import by_format
from xlcsp.report.plots.ends import LETTERS, at_the_edge, end_width
from xlcsp.report.plots.plot import Plot

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
