"""Charts as pictures, for documents that cannot hold charts of their own; drawn by matplotlib, which is optional."""

from __future__ import annotations

import io
import math
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from xlcsp import theme
from xlcsp.domain.numbers import by_format
from xlcsp.libraries import to_install
from xlcsp.report.plots.ends import LETTERS, UNIT_LINE, End, are_upright, ends, frame, labels_apart, unit_lines
from xlcsp.report.plots.plot import LOOKS, Line, Plot
from xlcsp.theme import as_hex

WITHOUT = f"Word: its charts are left out, because matplotlib is not installed. {to_install('picture')}."
_FONT, _SMALLER = "DejaVu Sans", 0.84  # matplotlib's own, so the same everywhere; against the widths of Calibri
_LETTERS = LETTERS * _SMALLER
_DOTS = 200  # an inch
_POINTS = 72  # an inch
_DASHES: dict[str, Any] = {"solid": "-", "dash": (0, (4, 2)), "sysDot": (0, (1, 1.5))}
_MARKERS = {"none": "", "circle": "o", "square": "s", "diamond": "D"}
_BAR = 0.38  # of the distance between two quarters
_ROW = LETTERS * 1.25
_AWAY = 6.0  # points from a value to its words
_ALIGNED = {"right": ("left", "center"), "above": ("center", "bottom"), "below": ("center", "top")}


def can_draw() -> bool:
    """Whether matplotlib is installed."""
    try:
        import matplotlib.figure  # noqa: F401 - whether it is there
    except ImportError:
        return False
    return True


def picture(plot: Plot, width: float, height: float) -> bytes:
    """The chart as PNG; width and height in points. The same matplotlib gives the same bytes on every system."""
    from matplotlib.figure import Figure

    png = io.BytesIO()
    with _plain_style():
        figure = Figure(figsize=(width / _POINTS, height / _POINTS), dpi=_DOTS)
        room = frame(plot, width, height)
        place = (room.left, 1 - room.top - room.height, room.width, room.height)
        axes: Any = figure.add_axes(place)
        _axes(axes, plot, room.width * width)
        for number, line in enumerate(plot.lines):
            (_bars if LOOKS[line.look].is_bar else _line)(axes, plot, line, number)
        for end in ends(plot, room.width * width, room.height * height):
            _words(axes, plot, end)
        top, side = 1 - 8 / height, 10 / width
        figure.text(
            0.5, top, plot.title, size=_LETTERS + 1.5, weight="bold", color=as_hex(theme.BRAND), ha="center", va="top"
        )
        middle = 1 - room.top - room.height / 2
        muted = as_hex(theme.MUTED)
        units = unit_lines(plot, height)
        side += UNIT_LINE * (len(units) - 1) / 2 / width
        figure.text(
            side, middle, "\n".join(units), size=_LETTERS, color=muted, rotation=90, ha="center", va="center",
            multialignment="center",
        )  # fmt: skip
        if plot.has_bars:
            figure.legend(loc="lower center", ncols=2, frameon=False, fontsize=_LETTERS, borderaxespad=0.2)
        figure.savefig(png, format="png", metadata={"Software": None}, pil_kwargs={"compress_level": 0})
    return _packed_here(png.getvalue())


def _packed_here(png: bytes) -> bytes:
    """The picture, which comes uncompressed, compressed by Python's own zlib: Pillow's differs between systems."""
    head, chunks, place = png[:8], [], 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        chunks.append((png[place + 4 : place + 8], png[place + 8 : place + 8 + length]))
        place += length + 12
    pixels = zlib.compress(zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT")))
    first = next(at for at, (kind, _) in enumerate(chunks) if kind == b"IDAT")
    others = [chunk for chunk in chunks if chunk[0] != b"IDAT"]
    others.insert(first, (b"IDAT", pixels))
    return head + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in others
    )


@contextmanager
def _plain_style() -> Iterator[None]:
    """Matplotlib's default style, whatever the user has set; a dollar sign does not start a formula."""
    from matplotlib import style

    own = {"text.parse_math": False, "font.family": _FONT, "font.size": _LETTERS}
    with style.context(["default", own], after_reset=True):
        yield


def _axes(axes: Any, plot: Plot, width: float) -> None:
    values, count = plot.axis, len(plot.labels)
    ticks = [values.low + values.step * place for place in range(round((values.high - values.low) / values.step) + 1)]
    ticks = [tick for tick in ticks if tick <= values.high * (1 + 1e-9)]
    axes.set_ylim(values.low, values.high)
    axes.set_yticks(ticks, labels=[by_format(tick, values.form) for tick in ticks])
    axes.set_xlim(-0.5, count - 0.5)
    step, is_upright = labels_apart(plot, width), are_upright(plot, width)
    axes.set_xticks(range(0, count, step), labels=plot.labels[::step], rotation=90 if is_upright else 0)
    axes.tick_params(axis="both", length=0, labelsize=_LETTERS, colors=as_hex(theme.INK), pad=3)
    axes.grid(axis="y", color=as_hex(theme.GRID), linewidth=0.5)
    axes.set_axisbelow(True)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(as_hex(theme.MUTED))
        spine.set_linewidth(0.75)


def _bars(axes: Any, plot: Plot, line: Line, number: int) -> None:
    look = LOOKS[line.look]
    count = sum(LOOKS[drawn.look].is_bar for drawn in plot.lines)
    known = [(place, value) for place, value in enumerate(line.values) if value is not None]
    offset = (number - (count - 1) / 2) * _BAR
    places, heights = [place + offset for place, _ in known], [value for _, value in known]
    axes.bar(places, heights, _BAR, color=as_hex(look.colour), label=line.name)
    if look.has_values:
        on_white = {"facecolor": as_hex(theme.WHITE), "edgecolor": "none", "pad": 0.5}
        for place, value in zip(places, heights, strict=True):
            at = {"xytext": (0, 2), "textcoords": "offset points", "ha": "center", "va": "bottom"}
            axes.annotate(
                by_format(value, plot.form), (place, value), weight="bold", size=_LETTERS, bbox=on_white,
                annotation_clip=False, **at,
            )  # fmt: skip


def _line(axes: Any, plot: Plot, line: Line, _number: int) -> None:
    look = LOOKS[line.look]
    colour = as_hex(look.colour)
    if line.down:
        axes.vlines(line.last, line.last_value - line.down, line.last_value, colors=colour, linewidth=look.width)
        return
    style = _DASHES[look.dash] if look.has_line else ""
    marker, size = _MARKERS[look.marker], 6 if look.marker == "diamond" else 4.5
    values = [math.nan if value is None else value for value in line.values]
    places = [place for place, value in enumerate(line.values) if value is not None or not plot.is_joined]
    looks = {"linestyle": style, "marker": marker, "markersize": size}
    axes.plot(places, [values[place] for place in places], color=colour, linewidth=look.width * 0.8, **looks)


def _words(axes: Any, plot: Plot, end: End) -> None:
    """The words at a line's end, each row in the colour of its own line."""
    value = plot.lines[end.line].values[end.point]
    rows = [(row, look) for text, look in end.words for row in text.split("\n")]
    across, upright = _ALIGNED[end.where]
    for place, (row, look) in enumerate(rows):
        away = {
            "right": (_AWAY, ((len(rows) - 1) / 2 - place) * _ROW),
            "above": (0.0, _AWAY + (len(rows) - 1 - place) * _ROW),
            "below": (0.0, -_AWAY - place * _ROW),
        }[end.where]
        axes.annotate(
            row, (end.point, value), xytext=away, textcoords="offset points", ha=across, va=upright, size=_LETTERS,
            weight="bold", color=as_hex(LOOKS[look].colour), annotation_clip=False,
        )  # fmt: skip
