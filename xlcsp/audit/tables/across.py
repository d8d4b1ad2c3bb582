"""Columns of totals: of months, quarters, areas or outcomes beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import takewhile

from xlcsp.audit.checks import FAIL, OK, UNVERIFIABLE
from xlcsp.audit.finding import Finding, as_text
from xlcsp.audit.tables.cells import Number
from xlcsp.audit.tables.columns import LEVEL, Column
from xlcsp.audit.tables.periods import made_of
from xlcsp.audit.tables.table import PrintedTable, Row
from xlcsp.audit.tables.totals import PLAIN_TOTAL, of_column
from xlcsp.claims.agreement import is_slip

_LEAST_PARTS, _TWO, _TELLING = 3, 2, 100


def check_across(table: PrintedTable) -> Iterator[Finding]:
    """Judges a column of totals by the months, quarters or areas to its left, or else to its right."""
    for place, column in enumerate(table.columns):
        periods = _periods_before(table, column) if column.meaning == LEVEL else []
        if column.meaning != LEVEL or not (column.is_total or periods):
            sides = (table.columns[max(0, place - _TWO) : place], table.columns[place + 1 : place + 1 + _TWO])
            of_two = [_Across(table, column, parts) for parts in sides if len(parts) == _TWO]
            yield from next((one.findings() for one in of_two if one.is_certain), ())
            continue
        plain = [one for one in _begun(table) if one.meaning == LEVEL and not one.is_total]
        left, right = (
            [one for one in plain if one.index < column.index],
            [one for one in plain if one.index > column.index],
        )
        runs = (periods,) if periods else (left, left[-12:], left[-4:], right)
        ways = [_Across(table, column, tuple(parts)) for parts in runs]
        told = next((one for one in ways if one.is_kept), None)
        if told is not None:
            yield from told.findings()
        elif ways[0].rows and not any(one.is_percentage for _, one in table.values(column)):
            for row, number in table.values(column):
                why = "the columns beside it do not add up to it in most rows: some may be parts of others"
                cells = [(row, one) for one in (column, *left) if one.index in row.numbers]
                yield table.finding(row, "SUM", UNVERIFIABLE, number.text, "", of_column(why, column), *cells)


def _begun(table: PrintedTable) -> list[Column]:
    """The columns without those of numbers that hold none: the quarters to come."""
    filled = {at for row in table.rows for at in row.numbers}
    return [one for one in table.columns if one.meaning != LEVEL or one.index in filled]


def _periods_before(table: PrintedTable, column: Column) -> list[Column]:
    """The periods just before the column of what they make up: ``Apr, May, Jun, Q1``, ``Q1, Q2, to date``."""
    before = [one for one in _begun(table) if one.index < column.index]
    run = list(takewhile(lambda one: one.meaning == LEVEL, reversed(before)))
    many = made_of([one.heading for one in reversed(run)], column.heading)
    return run[:many][::-1]


@dataclass(frozen=True, slots=True)
class _Across:
    """A column of totals and the columns that it may be the sum of."""

    table: PrintedTable
    column: Column
    parts: tuple[Column, ...]

    @property
    def rows(self) -> list[tuple[Row, Number, Fraction]]:
        """The rows that have all their parts, each with its printed total and the sum of the parts."""
        return [
            (row, number, sum((row.numbers[one.index].value for one in self.parts), Fraction(0)))
            for row, number in self.table.values(self.column)
            if len(self.parts) > 1
            and all(
                one.index in row.numbers and row.numbers[one.index].is_percentage == number.is_percentage
                for one in self.parts
            )
            and not (number.is_percentage and self._is_among(row, number))
        ]

    def _is_among(self, row: Row, number: Number) -> bool:
        """Whether a percentage is that of the whole period, between those of its parts."""
        parts = [row.numbers[one.index].value for one in self.parts]
        return min(parts) <= number.value <= max(parts)

    def _is_right(self, number: Number, total: Fraction) -> bool:
        """Whether a total is that of its parts, allowing for the rounding of each percentage."""
        room = (len(self.parts) + 1) * number.slack if number.is_percentage else Fraction(0)
        return abs(total - number.value) <= room

    @property
    def is_named(self) -> bool:
        """Whether the heading says no more than that it is a total."""
        return PLAIN_TOTAL.fullmatch(self.column.heading) is not None

    @property
    def is_kept(self) -> bool:
        """Whether half of the rows keep it, or the only row breaks it by what looks like a slip."""
        rows = self.rows
        right = sum(self._is_right(number, total) for _, number, total in rows)
        slips = all(self._is_right(number, total) or is_slip(total, number.value) for _, number, total in rows)
        if len(rows) == 1 and not right:
            return slips and self.is_named
        return bool(rows) and 2 * right >= len(rows) and right >= (1 if slips else min(2, len(rows)))

    @property
    def is_certain(self) -> bool:
        """Whether a column that does not say so is the sum of the two beside it: ``Killed, Serious, KSI``."""
        kept = [row for row, number, total in self.rows if number.value == total]
        broken = [(row, number, total) for row, number, total in self.rows if number.value != total]
        telling = [row for row in kept if all(row.numbers[one.index].value > 0 for one in self.parts)]
        is_all = len(self.table.of(LEVEL)) <= len(self.parts) + 1
        is_before = self.parts[-1].index < self.column.index and all(one.value >= _TELLING for _, one, _ in broken)
        has_rest = any(
            one.value == number.value - total for row, number, total in broken for one in row.numbers.values()
        )
        is_plain = all(one.meaning == LEVEL for one in self.parts) and not any(
            one.is_percentage for _, one, _ in self.rows
        )
        is_habit = len(telling) >= _TWO and len(kept) >= _LEAST_PARTS and len(kept) >= 3 * len(broken)
        return is_plain and is_habit and not has_rest and (is_all or is_before)

    def findings(self) -> Iterator[Finding]:
        """Each row's total."""
        for row, number, total in self.rows:
            parts = [row.numbers[one.index].value for one in self.parts]
            is_inside = min(parts) > 0 and min(parts) <= number.value <= max(parts)
            scale = 10**number.decimals
            if is_inside and not (self.is_named and is_slip(total * scale, number.value * scale)):
                continue  # an average or latest rate among rows of counts
            why = f"the sum of {self.parts[0].heading} to {self.parts[-1].heading}"
            is_of_its_own = abs(number.value) * 2 < abs(total) and not is_slip(total, number.value)
            status = OK if self._is_right(number, total) else UNVERIFIABLE if is_of_its_own else FAIL
            why += "; it is so much less that each may be counted once" if status == UNVERIFIABLE else ""
            cells = [(row, one) for one in (self.column, *self.parts)]
            yield self.table.finding(row, "SUM", status, number.text, as_text(total), why, *cells)
