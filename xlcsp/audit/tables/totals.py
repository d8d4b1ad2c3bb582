"""Totals of columns and rows, even in the middle of a table, and parents of the rows below them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import takewhile

from xlcsp.audit.checks import FAIL, OK, UNVERIFIABLE
from xlcsp.audit.finding import Finding, as_text
from xlcsp.audit.tables.cells import Number
from xlcsp.audit.tables.columns import A_MONTH, CHANGE, LEVEL, QUARTER, RATE, Column
from xlcsp.audit.tables.table import PrintedTable, Row
from xlcsp.claims.agreement import fits, is_slip

IS_TOTAL = re.compile(
    r"(?:grand |overall |sub-? ?)?totals?\b|.*\btotals?$|all(?! other)(?: .{1,30})?$|overall$|sum$|"
    r"(?:full |whole )?year$",
    re.IGNORECASE,
)
_PLAIN_TOTAL = re.compile(r"(?:grand |overall )?total|all", re.IGNORECASE)
_TO_DATE = re.compile(r"(?:.*\b)?(?:to date|ytd|fytd|so far)", re.IGNORECASE)
_YEAR = re.compile(r"(?:full |whole )?year", re.IGNORECASE)
_WEEK, _MONTH = re.compile(r"(?:week|wk)\.? ?\d+", re.IGNORECASE), re.compile(r"month|4 weeks|period", re.IGNORECASE)
_MADE_OF = (  # parts, what they make up, and of how many at least and at most
    (A_MONTH, QUARTER, 3, 3), (A_MONTH, re.compile(r"(?:quarter|qtr)(?: total)?", re.IGNORECASE), 3, 3),
    (_WEEK, _MONTH, 4, 5), (A_MONTH, _TO_DATE, 2, 12), (QUARTER, _TO_DATE, 2, 4),
    (A_MONTH, _YEAR, 12, 12), (QUARTER, _YEAR, 4, 4),
)  # fmt: skip
_IS_AVERAGE = re.compile(
    r"(?:(?:monthly|quarterly|weekly|yearly) )?(?:average|mean|avg)(?: (?:per|for the) (?:month|quarter|year|week))?",
    re.IGNORECASE,
)
_NO_COUNT = re.compile(
    r"\b(?:wait|time|minutes|seconds|days|hours|cost|price|scores?|rating|index|age|size|length)\b", re.IGNORECASE
)
_LEAST_PARTS, _LARGE, _NEAR = 3, 200, Fraction(1, 10)
_MOST_ROWS, _TWO, _TELLING = 120, 2, 100


@dataclass(frozen=True, slots=True)
class Sum:
    """A row and the rows that should add up to it, with the columns in which they do and do not."""

    row: Row
    parts: tuple[Row, ...]
    kept: tuple[Column, ...]
    broken: tuple[Column, ...]


def check_totals(table: PrintedTable) -> Iterator[Finding]:
    """Judges the totals of the table's columns, then those of its rows."""
    said: set[int] = set()
    for place, row in enumerate(table.rows):
        if IS_TOTAL.match(row.label):
            said.add(place)
            yield from _labelled(table, place)
    if not said and len(table.rows) <= _MOST_ROWS:
        yield from _parents(table)
    yield from _averages(table)
    yield from _across(table)


def _averages(table: PrintedTable) -> Iterator[Finding]:
    """A row of averages of the rows above; those of rates may be weighted, and are never wrong by them."""
    for place, row in enumerate(table.rows):
        above = (
            [one for one in table.rows[:place] if not IS_TOTAL.match(one.label)]
            if _IS_AVERAGE.fullmatch(row.label)
            else []
        )
        for column in table.of(LEVEL, RATE) if len(above) >= _LEAST_PARTS else ():
            number, values = row.numbers.get(column.index), [one.numbers.get(column.index) for one in above]
            if number is None or None in values:
                continue
            truth = sum((one.value for one in values if one is not None), Fraction(0)) / len(values)
            is_right = fits(truth, number.value, number.decimals)
            is_count = column.meaning == LEVEL and not any(one.is_percentage or one.decimals for one in values if one)
            if is_right or (is_count and is_slip(truth, number.value) and not _NO_COUNT.search(column.heading)):
                cells = ((one, column) for one in (row, *above))
                why = _of_column(f"the average of {len(above)} rows", column)
                yield table.finding(row, "SUM", OK if is_right else FAIL, number.text, as_text(truth), why, *cells)


def _labelled(table: PrintedTable, place: int) -> Iterator[Finding]:
    """Judges a row that says it is a total."""
    row = table.rows[place]
    sums = [found for parts in _sets(table.rows, place) if (found := _sum(table, row, parts)) is not None]
    best = max(sums, key=lambda one: (len(one.kept), -len(one.broken)), default=None)
    if best is None:
        return
    if best.kept:
        yield from _told(table, best)
        return
    for one in sums:
        near = [column for column in one.broken if is_slip(_total(one, column), one.row.numbers[column.index].value)]
        if _PLAIN_TOTAL.fullmatch(row.label) and len(near) == len(one.broken) == 1:
            yield from _told(table, one)
            return
    printed, cells = row.numbers[best.broken[0].index].text, [(row, column) for column in best.broken]
    why = "the rows do not add up to it in any column: some may be parts of others, or not be printed"
    yield table.finding(row, "SUM", UNVERIFIABLE, printed, "", _of_column(why, best.broken[0]), *cells)


def _sets(rows: Sequence[Row], place: int) -> Iterator[tuple[Row, ...]]:
    """The rows that a total may add up: those since the last total, all others above, the totals above, those below."""
    above = rows[:place]
    since = max((at for at, row in enumerate(above) if IS_TOTAL.match(row.label)), default=-1)
    yield tuple(above[since + 1 :])
    yield tuple(row for row in above if not IS_TOTAL.match(row.label))
    yield tuple(row for row in above if IS_TOTAL.match(row.label))
    below = rows[place + 1 :]
    until = next((at for at, row in enumerate(below) if IS_TOTAL.match(row.label)), len(below))
    yield tuple(below[:until])


def _sum(table: PrintedTable, row: Row, parts: Sequence[Row]) -> Sum | None:
    if len(parts) < 2:  # noqa: PLR2004 - a part is no sum
        return None
    kept: list[Column] = []
    broken: list[Column] = []
    for column in table.of(LEVEL, CHANGE):
        numbers = [part.numbers.get(column.index) for part in parts]
        own = row.numbers.get(column.index)
        if own is None or own.is_percentage or any(one is None or one.is_percentage or one.decimals for one in numbers):
            continue
        total = sum((one.value for one in numbers if one is not None), Fraction(0))
        (kept if total == own.value else broken).append(column)
    return Sum(row, tuple(parts), tuple(kept), tuple(broken)) if kept or broken else None


def _total(found: Sum, column: Column) -> Fraction:
    return sum((part.numbers[column.index].value for part in found.parts), Fraction(0))


def _told(table: PrintedTable, found: Sum) -> Iterator[Finding]:
    parts = f"{len(found.parts)} rows"
    for column in found.kept:
        number = found.row.numbers[column.index]
        yield table.finding(
            found.row, "SUM", OK, number.text, number.text.replace(",", ""), _of_column(f"the sum of {parts}", column),
            *((row, column) for row in (found.row, *found.parts)),
        )  # fmt: skip
    for column in found.broken:
        if column.meaning == CHANGE and not found.row.numbers[column.index].signed:
            continue
        number, total = found.row.numbers[column.index], _total(found, column)
        yield table.finding(
            found.row,
            "SUM",
            FAIL,
            number.text,
            as_text(total),
            _of_column(f"{parts} add up to {as_text(total)}", column),
            *((row, column) for row in (found.row, *found.parts)),
        )


def _of_column(reason: str, column: Column) -> str:
    return f"{reason} ({column.heading})" if column.heading else reason


def _parents(table: PrintedTable) -> Iterator[Finding]:
    """Rows without the word total that in one column are exactly the sum of three or more rows below."""
    for place, row in enumerate(table.rows[:-_LEAST_PARTS]):
        if any(IS_TOTAL.match(other.label) for other in table.rows):
            return
        best: Sum | None = None
        for end in range(place + 1 + _LEAST_PARTS, len(table.rows) + 1):
            found = _sum(table, row, table.rows[place + 1 : end])
            if found is None or not any(abs(row.numbers[one.index].value) >= _LARGE for one in found.kept):
                continue
            if best is None or len(found.kept) > len(best.kept):
                best = found
        if best is not None and all(_is_near(best, column) for column in best.broken if column.meaning == LEVEL):
            yield from _told(table, best)


def _is_near(found: Sum, column: Column) -> bool:
    total = _total(found, column)
    return total > 0 and abs(found.row.numbers[column.index].value - total) <= total * _NEAR


def _across(table: PrintedTable) -> Iterator[Finding]:
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
                yield table.finding(row, "SUM", UNVERIFIABLE, number.text, "", _of_column(why, column), *cells)


def _begun(table: PrintedTable) -> list[Column]:
    """The columns without those of numbers that hold none: the quarters to come."""
    filled = {at for row in table.rows for at in row.numbers}
    return [one for one in table.columns if one.meaning != LEVEL or one.index in filled]


def _periods_before(table: PrintedTable, column: Column) -> list[Column]:
    """The periods just before the column of what they make up: ``Apr, May, Jun, Q1``, ``Q1, Q2, to date``."""
    before = [one for one in _begun(table) if one.index < column.index]
    for part, whole, least, most in _MADE_OF:
        run = list(takewhile(lambda one: one.meaning == LEVEL and part.fullmatch(one.heading), reversed(before)))  # noqa: B023
        if least <= len(run[:most]) and whole.fullmatch(column.heading):
            return run[:most][::-1]
    return []


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
    def is_kept(self) -> bool:
        """Whether half of the rows keep it, or the only row breaks it by what looks like a slip."""
        rows = self.rows
        right = sum(self._is_right(number, total) for _, number, total in rows)
        slips = all(self._is_right(number, total) or is_slip(total, number.value) for _, number, total in rows)
        is_named = _PLAIN_TOTAL.fullmatch(self.column.heading) is not None
        if len(rows) == 1 and not right:
            return slips and is_named
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
            if min(parts) > 0 and min(parts) <= number.value <= max(parts):
                continue  # an average or latest rate among rows of counts
            why = f"the sum of {self.parts[0].heading} to {self.parts[-1].heading}"
            is_of_its_own = abs(number.value) * 2 < abs(total) and not is_slip(total, number.value)
            status = OK if self._is_right(number, total) else UNVERIFIABLE if is_of_its_own else FAIL
            why += "; it is so much less that each may be counted once" if status == UNVERIFIABLE else ""
            cells = [(row, one) for one in (self.column, *self.parts)]
            yield self.table.finding(row, "SUM", status, number.text, as_text(total), why, *cells)
