"""A column of ranks, judged by the figures whose order most rows follow."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from xlcsp.audit.finding import Finding
from xlcsp.audit.tables.columns import LEVEL, PERCENT_CHANGE, RANK, RATE, SHARE, Column
from xlcsp.audit.tables.habit import Line, by_habit
from xlcsp.audit.tables.table import PrintedTable

_FEWEST = 4


def check_ranks(table: PrintedTable) -> Iterator[Finding]:
    """Judges each rank by the order of one column, lowest or highest first; equal figures share a place."""
    for column in table.of(RANK):
        figures = table.of(LEVEL, RATE, SHARE, PERCENT_CHANGE)
        ways = [list(_places(table, column, one, way)) for one in figures for way in (1, -1)]
        own = [one for one in figures if column.order is not None and one.order == column.order]
        named = [list(_places(table, column, one, way)) for one in own for way in (1, -1)] if len(own) == 1 else []
        found = list(by_habit(table, "RANK", [way for way in named if len(way) >= _FEWEST - 1]))
        yield from found or by_habit(table, "RANK", [way for way in ways if len(way) >= _FEWEST])


def _places(table: PrintedTable, column: Column, by: Column, way: int) -> Iterator[Line]:
    rows = [row for row, _ in table.values(column) if by.index in row.numbers]
    values = [way * row.numbers[by.index].value for row in rows]
    for row, value in zip(rows, values, strict=True):
        first, last = 1 + sum(other < value for other in values), sum(other <= value for other in values)
        why = f"{row.numbers[by.index].text} is {first} of {len(rows)} ({by.heading})"
        rank = row.numbers[column.index]
        yield Line(rank, Fraction(first), why, ((row, column), (row, by)), first <= rank.value <= last)
