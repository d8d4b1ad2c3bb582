"""Numbers as the measures take them: exact, missing or refused; and as people read them: rounded like Excel."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Rational

from xlcsp.domain.kinds import COUNT, Kind
from xlcsp.domain.numbers import is_number, rounded, shown
from xlcsp.errors import MeasureError

__all__ = [
    "MISSING", "QUARTERS_A_YEAR", "SPANNED", "Number", "Quarters", "Run",
    "added", "exact", "figure", "listed", "number", "read_quarters", "rounded", "shown",
]  # fmt: skip

MISSING = "[x]"  # due, but no figure
SPANNED = "[s]"  # contained in the next figure, a year to date that spans it
QUARTERS_A_YEAR = 4

Number = int | float | Decimal | Fraction
_HASHED = (int, float, Decimal, Fraction, str, type(None))
Quarters = Sequence[object]


def exact(value: object, name: str = "value") -> Fraction | None:
    """The exact number meant by a cell or argument; None where it is missing (None or NaN).

    A float is taken at its shortest decimal, as it reads in the cell: 0.62 is 62/100.
    Raises MeasureError for text, truth values and infinite numbers.
    """
    if value is None:
        return None
    if type(value) is int:  # most figures; the checks below cost four times as much
        return Fraction(value)
    if not is_number(value):
        raise MeasureError(f'{name} "{value}" is not a number.')
    if isinstance(value, Rational | Integral):
        return Fraction(int(value.numerator), int(value.denominator))  # numpy's own would overflow
    if math.isnan(value):
        return None
    if math.isinf(value):
        raise MeasureError(f"{name} {value} is not a finite number.")
    return Fraction(value) if isinstance(value, Decimal) else Fraction(repr(float(value)))


def figure(value: object, kind: Kind = COUNT, name: str = "figure") -> Fraction | None:
    """A recorded figure: exact, not negative, and whole where the kind counts events or people."""
    number = exact(value, name)
    if number is not None and number < 0:
        raise MeasureError(f"{name} {value} is negative. A recorded figure is 0 or more.")
    if number is not None and kind.is_bare_percentage and number > 1:
        raise MeasureError(f"{name} {value} is above 1. A percentage is a proportion: 0.62 is 62 %.")
    if number is not None and kind.is_counted and number.denominator != 1:
        raise MeasureError(f"{name} {value} is not a whole number. A {kind} is recorded in whole numbers.")
    return number


def number(value: Fraction | None) -> int | float | None:
    """The plain number handed to people and programs: an int where it is whole."""
    if value is None:
        return None
    try:
        return value.numerator if value.denominator == 1 else float(value)
    except OverflowError as error:
        raise MeasureError("The result is too large for a number.") from error


def added(values: Sequence[Fraction]) -> Fraction:
    """Their exact sum. Whole numbers, which nearly all are, are added as such: a tenth of the time of fractions."""
    if all(value.denominator == 1 for value in values):
        return Fraction(sum(value.numerator for value in values))
    return sum(values, Fraction(0))


@dataclass(frozen=True, slots=True)
class Run:
    """The quarters of a year so far, read and checked.

    values: one to four figures in order; None for a quarter without one. due: how many quarters are in, counted to
    the last one that has a figure or is known to be missing. gaps: the numbers of the due quarters without a figure
    (those contained in a later year to date are no gaps). spanned: those contained in the next figure.
    """

    values: tuple[Fraction | None, ...]
    due: int
    gaps: tuple[int, ...]
    spanned: tuple[int, ...]

    @property
    def is_complete(self) -> bool:
        """Whether at least one quarter is in and none is missing."""
        return self.due > 0 and not self.gaps

    @property
    def has_figures(self) -> bool:
        """Whether there is any figure at all."""
        return any(value is not None for value in self.values)

    @property
    def total(self) -> Fraction:
        """The sum of the figures there are; not a year to date unless the run is complete."""
        return added([value for value in self.values if value is not None])

    @property
    def latest(self) -> Fraction | None:
        """The last due quarter's figure; None when it is missing, never an older one."""
        return self.values[self.due - 1] if self.due else None

    @property
    def text(self) -> str:
        """Which quarters there are: ``Q1 and Q3 only``, or ``No data``."""
        held = [f"Q{n}" for n in range(1, self.due + 1) if self.values[n - 1] is not None or n in self.spanned]
        return f"{listed(held)} only" if held else "No data"


def read_quarters(quarters: Quarters | None, kind: Kind = COUNT, name: str = "quarters") -> Run:
    """The run of up to four quarters. None is missing; trailing None is not yet due; a None before a figure is a gap.

    ``[x]`` marks a quarter that is due and missing, ``[s]`` one contained in the next figure.
    Raises MeasureError for more than four, for other text, and for figures that the kind cannot take.
    """
    if type(quarters) in (list, tuple) and all(type(value) in _HASHED for value in quarters or ()):
        return _known(tuple(quarters or ()), tuple(map(type, quarters or ())), kind, name)
    return _read(quarters, kind, name)


@functools.lru_cache(maxsize=4_096)  # a report looks at the same years twenty times: a sixth of its arithmetic
def _known(quarters: Quarters, _: tuple[type, ...], kind: Kind, name: str) -> Run:
    """The run of values that were read before; their types count, since True is no 1."""
    return _read(quarters, kind, name)


def _read(quarters: Quarters | None, kind: Kind, name: str) -> Run:
    if type(quarters) in (list, tuple) and len(quarters or ()) == QUARTERS_A_YEAR and not kind.is_bare_percentage:
        whole = [Fraction(value) for value in quarters or () if type(value) is int and value >= 0]
        if len(whole) == QUARTERS_A_YEAR:  # nearly every earlier year: not looked at twice
            return Run(tuple(whole), QUARTERS_A_YEAR, (), ())
    if isinstance(quarters, str) or not (quarters is None or hasattr(quarters, "__len__")):
        raise MeasureError(f"{name}: {quarters} is no row of quarters.")
    given = list(quarters if quarters is not None else ())
    if len(given) > QUARTERS_A_YEAR:
        raise MeasureError(f"{name}: {len(given)} values for the four quarters of a year.")
    due = max((index for index, value in enumerate(given, 1) if not _is_blank(value)), default=0)
    values: list[Fraction | None] = []
    gaps, spanned = [], []
    for index, value in enumerate(given, 1):
        is_mark = isinstance(value, str) and value in (MISSING, SPANNED)
        values.append(None if is_mark else figure(value, kind, f"{name} Q{index}"))
        if value == SPANNED:
            spanned.append(index)
        elif values[-1] is None and index <= due:
            gaps.append(index)
    lost = [index for index in spanned if not _is_followed_by_figure(values, spanned, index)]
    gaps += lost
    values += [None] * (QUARTERS_A_YEAR - len(values))
    return Run(tuple(values), due, tuple(sorted(gaps)), tuple(n for n in spanned if n not in lost))


def _is_followed_by_figure(values: Sequence[Fraction | None], spanned: Sequence[int], index: int) -> bool:
    """Whether what comes after quarter ``index``, other quarters contained in the same figure aside, is a figure."""
    while index + 1 in spanned:
        index += 1
    return index < len(values) and values[index] is not None


def listed(words: Iterable[str]) -> str:
    """``Q1, Q2 and Q3``."""
    *head, last = words
    return f"{', '.join(head)} and {last}" if head else last


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))
