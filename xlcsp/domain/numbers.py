"""Numbers as people read them: rounded like Excel, thousands separated."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def rounded(value: Fraction | int, decimals: int) -> Decimal:
    """Half away from zero, as Excel's ROUND; never −0."""
    scaled = abs(Fraction(value)) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(-whole if value < 0 else whole).scaleb(-decimals)


def shown(value: Fraction | int, decimals: int = 0, *, signed: bool = False) -> str:
    """A number as printed: thousands separated, halves away from zero, no −0.0; a plus sign where asked."""
    result = rounded(value, decimals)
    return f"{result:+,.{decimals}f}" if signed and result else f"{result:,.{decimals}f}"
