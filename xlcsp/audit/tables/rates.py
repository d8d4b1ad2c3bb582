"""A column of percentages or rates that most rows keep as one column of numbers of another: n of m, n per 1,000."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations

from xlcsp.audit.checks import FAIL, OK
from xlcsp.audit.finding import Finding, as_text
from xlcsp.audit.tables.cells import Number
from xlcsp.audit.tables.columns import BASELINE, LEVEL, PERCENT_CHANGE, RATE, SHARE, TARGET, Column
from xlcsp.audit.tables.table import PrintedTable, Row
from xlcsp.claims.agreement import fits, percent

_MOST, _FEW, _NEAREST = Fraction(3, 5), 2, 4
_OVER = 2  # spend may be more than the budget
_PER = re.compile(r"per\s(1,?000|10,?000|100,?000|100\b|million)", re.IGNORECASE)
_Parts = tuple[Row, Number, Number, Number]


def check_rates(table: PrintedTable) -> Iterator[Finding]:
    """Each such column, held against the two columns left of it that explain most of its rows."""
    yield from _per_residents(table)
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


def _per_residents(table: PrintedTable) -> Iterator[Finding]:
    """Rates per 1,000 where the table prints the counts and the population by which most rows keep them."""
    for column in table.of(RATE):
        per = _PER.search(column.heading)
        if per is None:
            continue
        scale = 1_000_000 if per[1].lower() == "million" else int(per[1].replace(",", ""))
        couples = list(permutations(table.of(LEVEL), 2))
        found = [_kept_rates(table, column, *couple, scale) for couple in couples]
        best = max(found, key=_kept, default=[])
        if _kept(best) < _FEW or _kept(best) < _MOST * len(best):
            continue
        whole = couples[found.index(best)][1]
        for row, rate, count, truth in best:
            population = row.numbers[whole.index].text
            why = f"{row.numbers[count.index].text} of {population}"
            status = OK if fits(truth, rate.value, rate.decimals) else FAIL
            cells = [(row, one) for one in (column, count, whole)]
            yield table.finding(row, "RATE", status, rate.text, as_text(truth), why, *cells)


_Rates = list[tuple[Row, Number, Column, Fraction]]


def _kept_rates(table: PrintedTable, column: Column, count: Column, whole: Column, scale: int) -> _Rates:
    return [
        (row, rate, count, scale * row.numbers[count.index].value / row.numbers[whole.index].value)
        for row, rate in table.values(column)
        if {count.index, whole.index} <= row.numbers.keys() and row.numbers[whole.index].value
    ]


def _kept(rows: _Rates) -> int:
    return sum(fits(truth, rate.value, rate.decimals) for _, rate, _, truth in rows)


def _couples(table: PrintedTable, column: Column) -> Iterator[tuple[Column, Column]]:
    counts = [
        one
        for one in table.of(LEVEL, TARGET, BASELINE)
        if one.index < column.index and not any(number.is_percentage for _, number in table.values(one))
    ]
    yield from permutations(counts[-_NEAREST:], 2)


def _rows(table: PrintedTable, column: Column, part: Column, whole: Column) -> list[_Parts]:
    found = [
        (row, rate, row.numbers[part.index], row.numbers[whole.index])
        for row, rate in table.values(column)
        if rate.is_percentage and {part.index, whole.index} <= row.numbers.keys()
    ]
    return found if all(0 <= n.value <= _OVER * m.value and m.value for _, _, n, m in found) else []


def _right(rows: list[_Parts]) -> int:
    return sum(_is_right(*one[1:]) for one in rows)


def _is_right(rate: Number, part: Number, whole: Number) -> bool:
    return fits(percent(part.value, whole.value), rate.value, rate.decimals)
