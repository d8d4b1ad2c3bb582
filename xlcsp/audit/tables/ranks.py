"""A column of ranks against the figures that most rows keep it by."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from xlcsp.audit.checks import FAIL, OK
from xlcsp.audit.finding import Finding
from xlcsp.audit.tables.columns import LEVEL, PERCENT_CHANGE, RANK, RATE, SHARE, Column
from xlcsp.audit.tables.table import PrintedTable, Row

_MOST, _FEWEST = Fraction(3, 5), 4
_Ranked = list[tuple[Row, int, int]]  # the row, the first and the last place that its figure may have


def check_ranks(table: PrintedTable) -> Iterator[Finding]:
    """Each rank against the order of one column, the lowest or the highest first; equal figures share places."""
    for column in table.of(RANK):
        figures = table.of(LEVEL, RATE, SHARE, PERCENT_CHANGE)
        ways = [(one, _places(table, column, one, way)) for one in figures for way in (1, -1)]
        by, best = max(ways, key=lambda way: _kept(column, way[1]), default=(None, []))
        if by is None or len(best) < _FEWEST or _kept(column, best) < _MOST * len(best):
            continue
        for row, first, last in best:
            rank = row.numbers[column.index]
            status = OK if first <= rank.value <= last else FAIL
            why = f"{row.numbers[by.index].text} is {first} of {len(best)} ({by.heading})"
            yield table.finding(row, "RANK", status, rank.text, str(first), why, (row, column), (row, by))


def _places(table: PrintedTable, column: Column, by: Column, way: int) -> _Ranked:
    rows = [row for row, _ in table.values(column) if by.index in row.numbers]
    values = [way * row.numbers[by.index].value for row in rows]
    return [
        (row, 1 + sum(other < value for other in values), sum(other <= value for other in values))
        for row, value in zip(rows, values, strict=True)
    ]


def _kept(column: Column, rows: _Ranked) -> int:
    return sum(first <= row.numbers[column.index].value <= last for row, first, last in rows)
