"""The targets and other numbers of *Measures*, read by the kind and the target rule of their row."""

from __future__ import annotations

from decimal import Decimal

from xlcsp.domain import plan
from xlcsp.domain.kinds import KIND_WORDS, Kind, kind_of
from xlcsp.domain.numbers import is_number
from xlcsp.planbook.benchmarks import names_comparator, says_none
from xlcsp.planbook.table import PlanRow
from xlcsp.planbook.typed import WHERE_IT_STANDS, as_number, as_range, is_share, meant

_SHARES = ("tolerance", "green_within")  # columns that hold a share whatever the kind


def kind_of_row(row: PlanRow, column: str = "kind") -> Kind:
    """The kind of the row's series."""
    return kind_of(row.word(column, KIND_WORDS, "count"))


def target_bounds(row: PlanRow, column: str) -> tuple[Decimal | None, Decimal | None]:
    """The target's bounds; the upper one only for ``between``, whose cell says "10 to 20"."""
    if says_none(row, column) or names_comparator(row, column):
        return None, None  # the value of a comparator is looked up after the sheet Benchmarks is read
    rule = row.text("target_rule").lower()
    if rule != "between":
        is_plain = rule in ("", "at most", "at least", "below", "above")
        by_thresholds = is_plain and row.text("green") and not row.text(column)
        return as_typed(row, "green") if by_thresholds else _single(row, column), None
    ends = as_range(row.text(column))
    if ends is None:
        meaning = meant(row.text(column), is_percent=kind_of_row(row).is_proportion) or ("", "")
        do = meaning[1] if meaning[0] else ""
        row.fault(column, f'"{row.text(column)}" is not a range', 'With "between", write it as: 10 to 20', do)
        return None, None
    if "%" in row.text(column) and not kind_of_row(row).is_proportion:
        _no_percentage(row, column)
        return None, None
    lower, upper = ends
    if lower > upper:
        row.fault(column, f"{lower} is above {upper}", do="Write the smaller number first")
    return lower, upper


def _single(row: PlanRow, column: str) -> Decimal | None:
    """A target that is one number; of words that say how it is meant, the fault says where they go."""
    text, is_change = row.text(column), row.text("target_rule").lower() == plan.CHANGE
    number = as_number(text)
    if text and not is_number(row.value(column)) and (number is None or (number < 0 and not is_change)):
        meaning = meant(text, is_percent=kind_of_row(row).is_proportion)
        if meaning is not None:
            row.fault(column, f'"{text}" is not a number', WHERE_IT_STANDS, meaning[1])
            return None
    return as_typed(row, column)


def as_typed(row: PlanRow, column: str) -> Decimal | None:
    """A number; as text it may have a percent sign, where the column or the series' kind takes a proportion."""
    text = row.text(column)
    number = as_number(text) if isinstance(row.value(column), str) else None
    if number is None:
        return row.number_or_none(column)
    kind = kind_of_row(row)
    takes_share = (
        kind.is_proportion
        or column in _SHARES
        or (column == "target" and row.text("target_rule").lower() == plan.CHANGE)
    )
    if is_share(text) and not takes_share:
        _no_percentage(row, column)
        return None
    return number


def _no_percentage(row: PlanRow, column: str) -> None:
    found = f'"{row.text(column)}" is a percentage, and a {kind_of_row(row)} is not'
    row.fault(column, found, do="Enter the number itself, or correct the kind")
