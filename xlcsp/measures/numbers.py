"""Numbers as the measures use them: exact, missing or refused; and as they are printed: rounded like Excel."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Rational
from typing import cast

from xlcsp.domain.kinds import COUNT, Kind
from xlcsp.domain.numbers import added, as_read, is_number, listed, rounded, shown
from xlcsp.domain.periods import QUARTERS_A_YEAR
from xlcsp.errors import MeasureError

__all__ = ["QUARTERS_A_YEAR", "added", "exact", "figure", "listed", "number", "rounded", "shown"]


def exact(value: object, name: str = "value") -> Fraction | None:
    """The exact number of a cell or argument; None if it is missing (None or NaN).

    A float is taken at its shortest decimal, as the cell shows it: 0.62 is 62/100. Raises MeasureError for text, truth
    values and infinite numbers.
    """
    if value is None:
        return None
    of_type = type(value)  # nearly all are one of these three; the checks below cost several times as much
    if of_type is Fraction:
        return cast("Fraction", value)
    if of_type is int or (of_type is Decimal and cast("Decimal", value).is_finite()):
        return Fraction(cast("int | Decimal", value))
    if not is_number(value):
        raise MeasureError(f'{name} "{value}" is not a number.')
    if isinstance(value, Rational | Integral):
        return Fraction(int(value.numerator), int(value.denominator))  # numpy's own integers would overflow
    if math.isnan(value):
        return None
    if math.isinf(value):
        raise MeasureError(f"{name} {value} is not a finite number.")
    return Fraction(value) if isinstance(value, Decimal) else as_read(float(value))


def figure(value: object, kind: Kind = COUNT, name: str = "figure") -> Fraction | None:
    """A recorded figure: exact, not negative, and whole if the kind counts events or people."""
    number = exact(value, name)
    if number is not None and number < 0:
        raise MeasureError(f"{name} {value} is negative. A recorded figure is 0 or more.")
    if number is not None and kind.is_bare_percentage and number > 1:
        raise MeasureError(f"{name} {value} is above 1. A percentage is a proportion: 0.62 is 62%.")
    if number is not None and kind.is_counted and number.denominator != 1:
        raise MeasureError(f"{name} {value} is not a whole number. A {kind} is recorded in whole numbers.")
    return number


def number(value: Fraction | None) -> int | float | None:
    """The plain number for people and programs: an int if it is whole; None stays None."""
    if value is None:
        return None
    try:
        return value.numerator if value.denominator == 1 else float(value)
    except OverflowError as error:
        raise MeasureError("The result is too large for a number.") from error
