"""Percentages and rates that in most rows are one column out of another: n of m, n per 1,000."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import permutations

from xlcsp.audit.finding import Finding
from xlcsp.audit.tables.columns import BASELINE, LEVEL, PERCENT_CHANGE, RATE, SHARE, TARGET, Column
from xlcsp.audit.tables.habit import Line, Way, by_habit
from xlcsp.audit.tables.table import PrintedTable

_NEAREST = 4
_OVER = 2  # spend may exceed the budget
_PER = re.compile(r"per\s(1,?000|10,?000|100,?000|100\b|million)", re.IGNORECASE)


def check_rates(table: PrintedTable) -> Iterator[Finding]:
    """Judges each such column by the two columns that explain most of its rows."""
    for column in table.of(RATE):
        per = _PER.search(column.heading)
        if per is not None:
            scale = 1_000_000 if per[1].lower() == "million" else int(per[1].replace(",", ""))
            couples = permutations(table.of(LEVEL), 2)
            yield from by_habit(table, "RATE", (_quotients(table, column, couple, scale) for couple in couples))
    for column in table.of(RATE, SHARE, LEVEL, PERCENT_CHANGE):
        ways = (_quotients(table, column, couple, 100) for couple in _counts_before(table, column))
        yield from by_habit(table, "RATE", map(_of_shares, ways))


def _counts_before(table: PrintedTable, column: Column) -> Iterator[tuple[Column, Column]]:
    counts = [
        one
        for one in table.of(LEVEL, TARGET, BASELINE)
        if one.index < column.index and not any(number.is_percentage for _, number in table.values(one))
    ]
    yield from permutations(counts[-_NEAREST:], 2)


def _quotients(table: PrintedTable, column: Column, couple: tuple[Column, Column], scale: int) -> list[Line]:
    part, whole = couple
    return [
        Line.of(
            number, scale * row.numbers[part.index].value / row.numbers[whole.index].value,
            f"{row.numbers[part.index].text} of {row.numbers[whole.index].text}",
            *((row, one) for one in (column, *couple)),
        )
        for row, number in table.values(column)
        if {part.index, whole.index} <= row.numbers.keys() and row.numbers[whole.index].value
    ]  # fmt: skip


def _of_shares(way: Way) -> Way:
    """The lines of percentages; none if they could not be shares."""
    shares = [line for line in way if line.number.is_percentage]
    return shares if all(line.truth is not None and 0 <= line.truth <= 100 * _OVER for line in shares) else ()
