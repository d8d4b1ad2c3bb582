"""Totals of columns and rows, even in the middle of a table, and parents of the rows below them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from xlcsp.audit.checks import FAIL, OK, UNVERIFIABLE
from xlcsp.audit.finding import Finding, as_text
from xlcsp.audit.tables.cells import Number
from xlcsp.audit.tables.columns import CHANGE, LEVEL, RATE, Column
from xlcsp.audit.tables.periods import A_YEAR, made_of
from xlcsp.audit.tables.table import PrintedTable, Row
from xlcsp.claims.agreement import fits, is_digit_off, is_slip

IS_TOTAL = re.compile(
    r"(?:grand |overall |sub-? ?)?totals?\b|.*\btotals?$|all(?! other)(?: .{1,30})?$|overall$|sum$|"
    r"(?:full |whole )?year$|base$",
    re.IGNORECASE,
)
PLAIN_TOTAL = re.compile(r"(?:grand |overall )?total|all", re.IGNORECASE)
_IS_AVERAGE = re.compile(
    r"(?:(?:monthly|quarterly|weekly|yearly) )?(?:average|mean|avg)(?: (?:per|for the) (?:month|quarter|year|week))?",
    re.IGNORECASE,
)
_NO_COUNT = re.compile(
    r"\b(?:wait|time|minutes|seconds|days|hours|cost|price|scores?|rating|index|age|size|length)\b", re.IGNORECASE
)
_LEAST_PARTS, _LARGE, _NEAR = 3, 200, Fraction(1, 10)
_MOST_ROWS, _TELLING = 120, 20


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
        elif A_YEAR.fullmatch(row.label):
            yield from _of_periods(table, place)
    if not said and len(table.rows) <= _MOST_ROWS:
        yield from _parents(table)
    yield from _averages(table)


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
                why = of_column(f"the average of {len(above)} rows", column)
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
        near = [column for column in one.broken if _is_slip(one, column)]
        if PLAIN_TOTAL.fullmatch(row.label) and len(near) == len(one.broken) == 1:
            yield from _told(table, one)
            return
    printed, cells = row.numbers[best.broken[0].index].text, [(row, column) for column in best.broken]
    why = "the rows do not add up to it in any column: some may be parts of others, or not be printed"
    yield table.finding(row, "SUM", UNVERIFIABLE, printed, "", of_column(why, best.broken[0]), *cells)


def _of_periods(table: PrintedTable, place: int) -> Iterator[Finding]:
    """Judges a row that is called by its year by the quarters or months above it, where a column adds up."""
    many = made_of([row.label for row in table.rows[:place]], table.rows[place].label)
    found = _sum(table, table.rows[place], table.rows[place - many : place])
    if found is not None and found.kept:
        slips = [one for one in found.broken if _total(found, one) >= _TELLING and _is_slip(found, one)]
        yield from _told(table, replace(found, broken=tuple(slips)))


def _is_slip(found: Sum, column: Column) -> bool:
    return is_slip(_total(found, column), found.row.numbers[column.index].value)


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
        if own is None or own.is_percentage or any(one is None or one.is_percentage for one in numbers):
            continue
        total = sum((one.value for one in numbers if one is not None), Fraction(0))
        if total == own.value:
            kept.append(column)
        elif not any(one.decimals for one in numbers if one is not None) or _is_off_in_money(column, own, total):
            broken.append(column)
    return Sum(row, tuple(parts), tuple(kept), tuple(broken)) if kept or broken else None


def _is_off_in_money(column: Column, own: Number, total: Fraction) -> bool:
    """Whether a total of pounds with decimals is off by a slip, not by the rounding of its parts."""
    scale = 10**own.decimals
    is_off = is_digit_off(str(int(total * scale)), str(int(own.value * scale)))
    return "£" in column.heading and is_off and abs(total - own.value) * scale >= _TELLING


def _total(found: Sum, column: Column) -> Fraction:
    return sum((part.numbers[column.index].value for part in found.parts), Fraction(0))


def _told(table: PrintedTable, found: Sum) -> Iterator[Finding]:
    parts = f"{len(found.parts)} rows"
    for column in found.kept:
        number = found.row.numbers[column.index]
        yield table.finding(
            found.row, "SUM", OK, number.text, number.text.replace(",", ""), of_column(f"the sum of {parts}", column),
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
            of_column(f"{parts} add up to {as_text(total)}", column),
            *((row, column) for row in (found.row, *found.parts)),
        )


def of_column(reason: str, column: Column) -> str:
    """The reason with the column that it is about."""
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
