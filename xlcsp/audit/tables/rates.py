"""A column of percentages that most rows keep as one column of numbers of another: n of m."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations

from xlcsp.audit.checks import FAIL, OK
from xlcsp.audit.finding import Finding, as_text
from xlcsp.audit.tables.cells import Number
from xlcsp.audit.tables.columns import LEVEL, PERCENT_CHANGE, RATE, SHARE, Column
from xlcsp.audit.tables.table import PrintedTable, Row
from xlcsp.claims.agreement import fits, percent

_MOST, _FEW, _NEAREST = Fraction(3, 5), 2, 4
_Parts = tuple[Row, Number, Number, Number]


def check_rates(table: PrintedTable) -> Iterator[Finding]:
    """Each such column, held against the two columns left of it that explain most of its rows."""
    for column in table.of(RATE, SHARE, LEVEL, PERCENT_CHANGE):
        couples = list(_couples(table, column))
        found = [_rows(table, column, *couple) for couple in couples]
        best = max(found, key=_right, default=[])
        right = _right(best)
        if right < _FEW or right < _MOST * len(best):
            continue
        couple = couples[found.index(best)]
        for row, rate, part, whole in best:
            cells = ((row, one) for one in (column, *couple))
            status = OK if _is_right(rate, part, whole) else FAIL
            truth = as_text(percent(part.value, whole.value))
            yield table.finding(row, "RATE", status, rate.text, truth, f"{part.text} of {whole.text}", *cells)


def _couples(table: PrintedTable, column: Column) -> Iterator[tuple[Column, Column]]:
    counts = [
        one
        for one in table.of(LEVEL)
        if one.index < column.index and not any(number.is_percentage for _, number in table.values(one))
    ]
    yield from permutations(counts[-_NEAREST:], 2)


def _rows(table: PrintedTable, column: Column, part: Column, whole: Column) -> list[_Parts]:
    found = [
        (row, rate, row.numbers[part.index], row.numbers[whole.index])
        for row, rate in table.values(column)
        if rate.is_percentage and {part.index, whole.index} <= row.numbers.keys()
    ]
    return found if all(0 <= n.value <= m.value and m.value for _, _, n, m in found) else []


def _right(rows: list[_Parts]) -> int:
    return sum(_is_right(*one[1:]) for one in rows)


def _is_right(rate: Number, part: Number, whole: Number) -> bool:
    return fits(percent(part.value, whole.value), rate.value, rate.decimals)
