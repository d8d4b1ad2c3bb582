"""Printed changes against the two figures they compare, and changes on the row above."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from xlcsp.audit.finding import Finding
from xlcsp.audit.tables.cells import Number
from xlcsp.audit.tables.columns import CHANGE, LEVEL, PERCENT_CHANGE, PERCENTAGE, RATE, Column
from xlcsp.audit.tables.habit import FEW, Line, by_habit
from xlcsp.audit.tables.table import PrintedTable
from xlcsp.claims.agreement import fits, percent

_ON_LAST_YEAR = re.compile(r"\b(?:last|previous|prior) year|year[- ]on[- ]year|\byoy\b", re.IGNORECASE)

_OF_FALLS = re.compile(r"^[^/]*\b(?:reduction|decrease|fall|drop|saving|underspend)\b[^/]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signs:
    """How a column of changes prints their signs. way: -1 for reductions. are_printed: whether none means a plus."""

    way: int = 1
    are_printed: bool = False

    def of(self, change: Number) -> Number:
        """A printed change as the later figure less the earlier."""
        value = change.value * self.way
        return replace(change, value=value, signed=change.signed or self.are_printed or self.way < 0)


AS_PRINTED = Signs()


def signs_of(column: Column, rows: Iterable[Sequence[Number | None]]) -> Signs:
    """The way in which a column prints signs. rows: of each the change, the later figure and the earlier one."""
    same, other = list[Number](), list[Number]()
    for change, now, before in rows:
        if change is not None and now is not None and before is not None and change.value and now.value != before.value:
            way = 1 if (now.value - before.value) * change.value > 0 else -1
            told = replace(change, value=change.value * way, signed=True)
            if any(agrees(column, told, truth, now, before) for truth in truths(column, told, now, before)):
                (same if way > 0 else other).append(change)
    is_of_falls = _OF_FALLS.search(column.heading) and len(other) > len(same) < FEW
    if not is_of_falls and not any(one.value < 0 for one in (*same, *other)):
        return AS_PRINTED
    return Signs(way=-1 if len(other) > len(same) else 1, are_printed=len(same) > len(other) < FEW)


def check_down(table: PrintedTable, column: Column) -> Iterator[Finding]:
    """Judges changes on the row above: ``Month, Offences, Change on month before``. None unless most rows are right."""
    check = "DIFF" if column.meaning == CHANGE else "PCT_CHANGE"
    lags = (1, 4, 12) if _ON_LAST_YEAR.search(column.heading) else (1,)  # of years, quarters or months
    return by_habit(table, check, (_down(table, column, one, lag) for one in table.of(LEVEL, RATE) for lag in lags))


def _down(table: PrintedTable, column: Column, of: Column, lag: int) -> list[Line]:
    found = []
    for above, row in zip(table.rows, table.rows[lag:], strict=False):
        if of.index not in above.numbers or not {column.index, of.index} <= row.numbers.keys():
            continue
        change, now, before = row.numbers[column.index], row.numbers[of.index], above.numbers[of.index]
        possible = truths(column, change, now, before)
        right = next((one for one in possible if agrees(column, change, one, now, before)), None)
        truth = right if right is not None else next(iter(possible), None)
        cells = ((row, column), (row, of), (above, of))
        found.append(Line(change, truth, f"{before.text} to {now.text}", cells, is_right=right is not None))
    return found


def is_right(column: Column, change: Number, now: Number, before: Number) -> bool:
    """Whether a printed change is the change between two figures."""
    found = truths(column, change, now, before)
    return any(agrees(column, change, truth, now, before) for truth in found)


def truths(column: Column, change: Number, now: Number, before: Number) -> list[Fraction]:
    """What a printed change may say of two figures: a difference or a percentage; for percentages either.

    A percentage among a column's differences is one of counts, and a plain number among its percentages a difference.
    """
    difference = now.value - before.value
    relative = [percent(difference, before.value)] if before.value else []
    is_headed = PERCENTAGE.search(column.heading) is not None
    if not is_headed and not change.is_percentage:
        return [difference]
    if column.meaning == CHANGE and not column.heading.startswith("%"):
        return relative if change.is_percentage and not now.is_percentage else [difference]
    return [*relative, difference] if now.is_percentage else relative


def agrees(column: Column, change: Number, truth: Fraction, now: Number, before: Number) -> bool:
    """Whether a printed change is right, as far as rounded figures can tell."""
    printed, value = (change.value, truth) if change.signed or change.value < 0 else (abs(change.value), abs(truth))
    if change.value == 0 and not change.signed:
        value = truth
    if fits(value, printed, change.decimals):
        return True
    slack = now.slack + before.slack
    if not slack:
        return False
    if column.meaning == PERCENT_CHANGE and before.value:
        slack = 100 * slack * (1 + abs(now.value / before.value)) / abs(before.value)
    return abs(value - printed) <= slack + Fraction(1, 2 * 10**change.decimals)
