"""Numbers: which values count as numbers, and how they are printed (rounded like Excel, thousands separated)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Real
from typing import TypeGuard

MINUS = "\u2212"


POUND, PENCE, THOUSAND = "£", 2, 1000  # PENCE: decimals of pounds, where they have any
MOST_PLACES = 3  # printed decimals of a target, baseline or threshold


def is_number(value: object) -> TypeGuard[int | float | Decimal]:
    """Whether the value is a number: of Python or numpy, or a Decimal (Excel's currency cells), but no bool."""
    return isinstance(value, Real | Decimal) and not isinstance(value, bool)


def plain_number(value: object) -> int | float | None:
    """The number as Python's own int or float, at its shortest decimal; None where the value is no number."""
    if not is_number(value):
        return None
    if isinstance(value, Integral) or (isinstance(value, Decimal) and value.is_finite() and value == int(value)):
        return int(value)
    return float(value)


def as_read(value: Fraction | float) -> Fraction:
    """The exact number; a float at its shortest decimal, as it reads in the cell: 0.62 is 62/100."""
    if isinstance(value, float):
        return Fraction(Decimal(repr(float(value))))  # in half of the time that a text takes
    return value if isinstance(value, Fraction) else Fraction(value)


def as_decimal(value: Fraction) -> Decimal:
    """The number as a sheet of the plan holds it."""
    return Decimal(value.numerator) / value.denominator


def in_full(value: Fraction, unit: str = "") -> str:
    """A recorded number as it was given, thousands separated: ``1,291``, ``3.75``, ``£93,500``, ``£37,450.50``."""
    if is_money(unit):
        return amount(value, 0 if value.denominator == 1 else PENCE, unit)
    return f"{value.numerator if value.denominator == 1 else float(value):,}"


def rounded(value: Fraction | float, decimals: int) -> Decimal:
    """Half away from zero, as Excel's ROUND; never −0."""
    number = as_read(value)
    scaled, below = abs(number.numerator) * 10**decimals, number.denominator
    whole = (2 * scaled + below) // (2 * below)
    return Decimal(-whole if value < 0 else whole).scaleb(-decimals)


def shown(value: Fraction | float, decimals: int = 0, *, signed: bool = False) -> str:
    """A number as printed: thousands separated, halves away from zero, no −0.0; a plus or minus sign where asked.

    The minus sign is not a hyphen, since a line may break after a hyphen.
    """
    result = rounded(value, decimals)
    if not signed or not result:
        return f"{result:,.{decimals}f}"
    return f"{result:+,.{decimals}f}".replace("-", MINUS)


def percentage(share: Fraction | float, decimals: int = 0, *, signed: bool = False) -> str:
    """A proportion as printed: ``44.2%``."""
    return f"{shown(as_read(share) * 100, decimals, signed=signed)}%"


def by_format(value: Fraction | float, form: str) -> str:
    """A number as shown by a cell of that format: ``1,146`` (``#,##0``), ``44.2%`` (``0.0%``), ``£5`` (pounds)."""
    decimals = form.partition(".")[2].count("0")
    return percentage(value, decimals) if form.endswith("%") else amount(value, decimals, POUND * (POUND in form))


def number_format(places: int, *, is_share: bool = False, in_pounds: bool = False) -> str:
    """The format of a cell's number: ``#,##0``, ``0.0%``, in pounds ``"£"#,##0.00``."""
    zeros = f"0.{'0' * places}".rstrip(".")
    if is_share:
        return f"{zeros}%"
    return f'"{POUND}"#,##{zeros}' if in_pounds else f"#,##{zeros}"


def is_money(unit: str) -> bool:
    """Whether the unit is pounds, or pounds for each of something: ``£``, ``£ per tonne``."""
    return unit == POUND or unit.startswith(f"{POUND} ")


def money_places(value: Fraction | float, places: int) -> int:
    """The decimals of pounds: pence below a thousand; above only where two decimals are asked for."""
    return PENCE if places >= PENCE or (places and -THOUSAND < value < THOUSAND) else 0


def amount(value: Fraction | float, places: int, unit: str = "", *, signed: bool = False) -> str:
    """A number with its unit as printed: ``1,146``, ``12.3``; in pounds ``£1,200``, ``£95.50`` and ``£131,251``."""
    if not is_money(unit):
        return shown(value, places, signed=signed)
    text = shown(value, money_places(value, places), signed=signed)
    sign = text[0] if text[0] in f"+-{MINUS}" else ""
    return f"{sign}{POUND}{text[len(sign) :]}"


def places_of(value: Fraction, least: int) -> int:
    """The decimals that a number of the plan needs: 2 for 3.65; ``least`` if they never end."""
    return next((at for at in range(least, MOST_PLACES + 1) if (value * 10**at).denominator == 1), least)


def reads_alike(first: Fraction, other: Fraction, decimals: int) -> bool:
    """Whether two numbers are printed alike: then nothing is said to have changed, and else something is."""
    return rounded(first, decimals) == rounded(other, decimals)


def apart(difference: Fraction, decimals: int, unit: str = "") -> str:
    """How far apart two numbers are that are printed differently: ``1.2``, ``£500``; ``less than 0.1``, never 0."""
    size, smallest = abs(difference), Fraction(1, 10**decimals)
    return amount(size, decimals, unit) if rounded(size, decimals) else f"less than {amount(smallest, decimals, unit)}"


def added(values: Sequence[Fraction]) -> Fraction:
    """Their exact sum. Nearly all are whole numbers, which are added as int in a tenth of the time."""
    if all(value.denominator == 1 for value in values):
        return Fraction(sum(value.numerator for value in values))
    return sum(values, Fraction(0))


def total_of(values: Sequence[Fraction | Decimal | None]) -> Fraction | None:
    """Their exact sum; None where one of them is missing, or there is none."""
    known = [Fraction(value) for value in values if value is not None]
    return added(known) if known and len(known) == len(values) else None


def plural(count: int, noun: str, several: str = "") -> str:
    """``1 problem``, ``2 problems``; several: the plural, if it is not the noun with an s."""
    return f"{count:,} {noun if count == 1 else several or f'{noun}s'}"


def either(words: Iterable[str]) -> str:
    """``tolerance, improving or chance``."""
    *head, last = words
    return f"{', '.join(head)} or {last}" if head else last


def listed(words: Iterable[str]) -> str:
    """``Q1, Q2 and Q3``."""
    *head, last = words
    return f"{', '.join(head)} and {last}" if head else last
