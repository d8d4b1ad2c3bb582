"""The checks of an earlier year's figure by kind, for the sheets *History* and *Months* alike."""

from __future__ import annotations

from decimal import Decimal

from xlcsp.domain.kinds import Kind
from xlcsp.planbook.table import PlanRow


def check_figure(row: PlanRow, column: str, value: Decimal, kind: Kind) -> None:
    """Adds a fault if the kind cannot have such a figure."""
    if value < 0:
        row.fault(column, f"{value} is negative", "A recorded figure is 0 or more", "Correct it")
    elif not (kind.takes_decimals or kind.is_bare_percentage) and value % 1:
        row.fault(column, f"{value} is not a whole number", f"A {kind} is recorded in whole numbers", "Correct it")
    elif kind.is_bare_percentage and value > 1:
        row.fault(column, f"{value} is above 1", "A percentage is a proportion: 0.62 is 62%", f"Enter {value / 100}")


def check_pair(row: PlanRow, column: str, above: Decimal | None, below: Decimal | None, kind: Kind) -> None:
    """Adds a fault if n is greater than m where n is a part of m."""
    if kind.is_part and above is not None and below is not None and above > below:
        row.fault(column, f"{above} of {below} is not possible", "n is at most m", "Correct the pair")


def check_numbers(row: PlanRow, above: Decimal | None, below: Decimal | None, kind: Kind) -> None:
    """The same of a row's one figure, in the columns numerator and denominator."""
    for column, value in (("numerator", above), ("denominator", below)):
        if value is not None:
            check_figure(row, column, value, kind)
    check_pair(row, "numerator", above, below, kind)
