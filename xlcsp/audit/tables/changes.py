"""Printed changes against the two figures they compare, and changes on the row above."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from xlcsp.audit.finding import Finding
from xlcsp.audit.tables.cells import Number
from xlcsp.audit.tables.columns import CHANGE, LEVEL, PERCENT_CHANGE, PERCENTAGE, RATE, Column
from xlcsp.audit.tables.habit import Line, by_habit
from xlcsp.audit.tables.table import PrintedTable
from xlcsp.claims.agreement import fits, percent

_ON_LAST_YEAR = re.compile(r"\b(?:last|previous|prior) year|year[- ]on[- ]year|\byoy\b", re.IGNORECASE)


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
