"""A chart as a value: its lines, its axis, and the words at the ends of its lines."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from xlcsp import theme
from xlcsp.domain.numbers import as_read, in_full

Numbers = tuple[float | int | None, ...]
_STEPS = (1, 2, Fraction(5, 2), 5, 10)  # times a power of ten
_INTERVALS = 5  # between grid lines, about
_HEADROOM = Fraction(8, 100)  # of the highest value, for the words above it
_LEAST_SHARE = Fraction(1, 10)  # the axis of percentages spans ten points or more: less would make noise look large
_NEAR_ZERO = Fraction(3, 4)  # an axis that would begin lower than this share of its span begins at 0


@dataclass(frozen=True, slots=True)
class Look:
    """How a line is drawn. marker: none, circle, square, diamond. dash: solid, dash, sysDot. width: points.

    has_values: its values are written over its bars.
    """

    colour: str
    width: float = 2.25
    dash: str = "solid"
    marker: str = "none"
    is_bar: bool = False
    has_line: bool = True
    has_values: bool = False


LOOKS = {  # told apart by form as well as by colour; each at least 3 to 1 against white
    "this": Look(theme.BRAND, 2.75, marker="circle"),
    "months": Look(theme.BRAND, 1.75),  # many points: markers would hide the line
    "last": Look(theme.PAST, 2.0, marker="square"),
    "this bar": Look(theme.BRAND, is_bar=True, has_values=True),
    "last bar": Look(theme.PAST, is_bar=True),
    "target": Look(theme.AIM, 2.0, dash="dash"),
    "baseline": Look(theme.MUTED, 1.5, dash="sysDot"),
    "projected": Look(theme.BRAND, marker="diamond", has_line=False),
    "likely": Look(theme.LIKELY, 7.0, has_line=False),
    "mean": Look(theme.AIM, 1.5),
    "limit": Look(theme.MUTED, 1.5, dash="dash"),
    "signal": Look(theme.RED, marker="diamond", has_line=False),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line or the bars of one name. end: what is written at its last value.

    down: how far a bar reaches down from its values. texts: its values in words, for the alternative text.
    """

    name: str
    values: Numbers
    look: str
    end: str = ""
    down: float = 0
    texts: tuple[str, ...] = ()

    @property
    def last(self) -> int:
        """The place of its last value."""
        return max((place for place, value in enumerate(self.values) if value is not None), default=0)

    @property
    def last_value(self) -> float:
        """Its last value."""
        return self.values[self.last] or 0


@dataclass(frozen=True, slots=True)
class Axis:
    """The value axis: its ends, the distance of its grid lines, its number format, and its unit in words."""

    low: float
    high: float
    step: float
    form: str
    unit: str

    @property
    def title(self) -> str:
        """The unit, and where the axis begins if not at 0."""
        if not self.low:
            return self.unit
        low = as_read(self.low)
        start = f"{in_full(low * 100)}%" if self.form.endswith("%") else in_full(low)
        return f"{self.unit} (from {start})".strip()


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart. alt_text: its description in words. labels: of its points. form: number format of its values.

    is_by_month: whether its points are months rather than quarters. is_joined: whether lines go on over quarters
    without a value, in which its series has none.
    """

    title: str
    alt_text: str
    labels: tuple[str, ...]
    lines: tuple[Line, ...]
    axis: Axis
    form: str
    is_by_month: bool = False
    is_joined: bool = False

    @property
    def has_bars(self) -> bool:
        """Whether it has bars, which need a legend."""
        return any(LOOKS[line.look].is_bar for line in self.lines)


def axis(lines: Iterable[Line], unit: str, *, is_share: bool, is_whole: bool, from_zero: bool) -> Axis:
    """The axis for these lines: from 0 where asked for or where they come near it, otherwise fitted to the values."""
    values = [Fraction(value) for value in _drawn(lines)]
    lowest, highest = min(values, default=Fraction(0)), max(values, default=Fraction(0))
    least = _LEAST_SHARE if is_share else highest / 10
    lack = max(Fraction(0), least - (highest - lowest)) / 2
    span = highest - lowest + 2 * lack
    low = lowest - lack - span / 10
    if from_zero or low < span * _NEAR_ZERO:
        low, lack, span = min(Fraction(0), lowest), Fraction(0), max(highest, least)
    top = highest + lack + span * _HEADROOM
    step = _step(top - low or Fraction(1), is_whole=is_whole, is_share=is_share)
    low = step * math.floor(low / step)
    high = max(step * math.ceil(top / step), low + step)
    if is_share:
        high = min(high, max(Fraction(1), step * math.ceil(highest / step)))
    return Axis(float(low), float(high), float(step), _form(step, is_share=is_share), unit)


def _drawn(lines: Iterable[Line]) -> Iterable[float | int]:
    for line in lines:
        known = [value for value in line.values if value is not None]
        yield from known
        yield from (value - line.down for value in known if line.down)


def _step(span: Fraction, *, is_whole: bool, is_share: bool) -> Fraction:
    """The distance of grid lines: 1, 2, 2.5 or 5 times a power of ten; whole where the values are."""
    raw = span / _INTERVALS
    power = Fraction(10) ** math.floor(math.log10(raw))
    steps = [power * step for step in _STEPS if step.denominator == 1 or (power > 1 and not is_share)]
    step = next(size for size in steps if size >= raw)
    return max(step, Fraction(1)) if is_whole else step


def _form(step: Fraction, *, is_share: bool) -> str:
    if is_share:
        return "0%" if (step * 100).denominator == 1 else "0.0%"
    return "#,##0" if step.denominator == 1 else "#,##0.0" if (step * 10).denominator == 1 else "#,##0.00"
