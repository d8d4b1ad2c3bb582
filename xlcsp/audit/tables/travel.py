"""Arrows, and words such as "improved", beside figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from xlcsp.audit.checks import FAIL, OK
from xlcsp.audit.finding import Finding, as_text
from xlcsp.audit.tables.cells import direction_of
from xlcsp.audit.tables.columns import CHANGE, LEVEL, PERCENT_CHANGE, RAG, RATE, Column
from xlcsp.audit.tables.habit import is_habit
from xlcsp.audit.tables.rag import ways_of
from xlcsp.audit.tables.shares import latest_two
from xlcsp.audit.tables.table import PrintedTable, Row

_BETTER = re.compile(r"(?:improv\w*|better)\W*", re.IGNORECASE)
_LEAST_ARROWS, _NEARLY_ALL = 4, Fraction(3, 4)
_SAYS_WAY = re.compile(r"(?:increas|decreas)\w+|rise|fall", re.IGNORECASE)
_WORSE = re.compile(r"(?:worse\w*|deteriorat\w*)\W*", re.IGNORECASE)


def check_travel(table: PrintedTable) -> Iterator[Finding]:
    """Judges arrows and words of direction by the change beside them, and "improved" by which way is better."""
    yield from _arrows(table)
    named = latest_two(table.of(LEVEL, RATE))
    for column in table.of(RAG) if named is not None else ():
        found = list(_improved(table, column, *(named or ())))
        if is_habit(sum(one.status == OK for one in found), len(found)):
            yield from found


def _improved(table: PrintedTable, column: Column, now_in: Column, before_in: Column) -> Iterator[Finding]:
    """The rows whose word says better or worse, where the table says which way is better."""
    for row in table.rows:
        cell = row.cells[column.index] if column.index < len(row.cells) else ""
        told = 1 if _BETTER.fullmatch(cell) else -1 if _WORSE.fullmatch(cell) else 0
        ways = ways_of(table, row, "")
        now, before = row.numbers.get(now_in.index), row.numbers.get(before_in.index)
        if not told or len(ways) > 1 or now is None or before is None or now.value == before.value:
            continue
        is_right = (now.value - before.value) * ways[0] * told > 0
        why = f"{before.text} to {now.text}, where {'higher' if ways[0] > 0 else 'lower'} is better"
        cells = ((row, column), (row, now_in), (row, before_in))
        yield table.finding(row, "PCT_SIGN", OK if is_right else FAIL, cell, "", why, *cells)


def _arrows(table: PrintedTable) -> Iterator[Finding]:
    """Judges arrows and words of direction by the change beside them, if nearly all rows agree."""
    for column in table.of(RAG):
        arrows = [(row, direction_of(row.cells[column.index])) for row in table.rows if column.index < len(row.cells)]
        for changes in _directions(table):
            rows = [(row, arrow, changes[row]) for row, arrow in arrows if arrow and changes.get(row)]
            right = [change * arrow > 0 for _, arrow, change in rows]
            are_words = all(_SAYS_WAY.fullmatch(row.cells[column.index]) for row, _, _ in rows)  # of the number itself
            is_theirs = is_habit(sum(right), len(right)) if are_words else _nearly_all(right)
            if is_theirs:
                for row, arrow, change in rows:
                    if change * arrow < 0:
                        why = f"it points the other way than {as_text(change)}"
                        yield table.finding(row, "PCT_SIGN", FAIL, row.cells[column.index], as_text(change), why)
                return


def _nearly_all(right: Sequence[bool]) -> bool:
    return len(right) >= _LEAST_ARROWS and sum(right) >= _NEARLY_ALL * len(right)


def _directions(table: PrintedTable) -> Iterator[dict[Row, Fraction]]:
    """By row, what an arrow may be about: the printed changes, otherwise the later figure less the earlier."""
    for column in (*table.of(CHANGE), *table.of(PERCENT_CHANGE)):
        yield {row: number.value for row, number in table.values(column)}
    named = latest_two(table.of(LEVEL, RATE))
    if named is not None:
        now, before = (dict(table.values(column)) for column in named)
        yield {row: now[row].value - before[row].value for row in now if row in before}
