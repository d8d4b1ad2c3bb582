"""Shares of a total, and arrows beside figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from xlcsp.audit.checks import FAIL
from xlcsp.audit.finding import Finding, as_text
from xlcsp.audit.tables.cells import direction_of
from xlcsp.audit.tables.columns import (
    ALWAYS_OLD,
    BASELINE,
    CHANGE,
    LEVEL,
    PERCENT_CHANGE,
    RAG,
    RATE,
    SHARE,
    TARGET,
    Column,
)
from xlcsp.audit.tables.habit import FEW, Line, by_habit
from xlcsp.audit.tables.table import PrintedTable, Row
from xlcsp.audit.tables.totals import IS_TOTAL
from xlcsp.claims.agreement import percent

_BASE = re.compile(r"(?:\b(?:n|base) ?[=:] ?|\()(?P<n>\d{1,3}(?:,\d{3})+|\d{2,3})\b(?!\s?%)", re.IGNORECASE)


def latest_two(levels: Sequence[Column]) -> tuple[Column, Column] | None:
    """The columns of this year and of last year, by their headings."""
    dated = [one for one in levels if one.order is not None and one.meaning in (LEVEL, RATE)]
    by_order = sorted(dated, key=lambda one: one.order or (0, 0))
    if len(by_order) >= FEW and by_order[-1].order != by_order[-2].order:
        return by_order[-1], by_order[-2]
    plain = [one for one in levels if one.meaning in (LEVEL, RATE)]
    if len(plain) == FEW and len(dated) == 1 and dated[0].order is not None and dated[0].order[0] == ALWAYS_OLD:
        return next(one for one in plain if one is not dated[0]), dated[0]  # year to date, last year to date
    bases = [one for one in levels if one.meaning in (BASELINE, TARGET)]
    return (plain[0], bases[0]) if len(bases) == 1 and len(plain) == 1 else None


def check_shares(table: PrintedTable) -> Iterator[Finding]:
    """Judges shares of a printed total, or of the sum of the rows, if most rows keep it."""
    named = [row for row in table.rows if IS_TOTAL.match(row.label)]
    for column in table.of(SHARE, PERCENT_CHANGE, LEVEL, RATE) if len(named) <= 1 else ():
        is_share = column.meaning in (SHARE, PERCENT_CHANGE)
        if not is_share and not all(number.is_percentage for _, number in table.values(column)):
            continue
        totals = named or [row for row, number in table.values(column) if number.value == 100][:1]  # noqa: PLR2004 - per cent
        for level in table.of(LEVEL):
            is_told = totals or _BASE.search(level.heading) or _BASE.search(column.heading)
            least = FEW if is_told and column.index == level.index + 1 else FEW + 1  # two could agree by chance
            ways = [list(_shares(table, column, level, totals)), list(_of_heading(table, column, level))]
            found = list(by_habit(table, "RATE", ways, least))
            if found:
                yield from found
                break


def _shares(table: PrintedTable, column: Column, level: Column, totals: Sequence[Row]) -> Iterator[Line]:
    """The rows that have a share and its figure."""
    parts = table.values(level)
    if level is column or any(number.is_percentage for _, number in parts):
        return
    printed = totals[0].numbers.get(level.index) if totals else None
    whole = printed.value if printed else Fraction(0) if totals else sum((one.value for _, one in parts), Fraction(0))
    for row, number in table.values(column) if whole else ():
        if level.index in row.numbers:
            one = row.numbers[level.index]
            cells = ((row, column), (row, level), *((total, level) for total in totals))
            yield Line.of(number, percent(one.value, whole), f"{one.text} of {as_text(whole)}", *cells)


def _of_heading(table: PrintedTable, column: Column, level: Column) -> Iterator[Line]:
    """The rows by a whole that the heading prints: ``% of borough total (4,000)``, ``2023/24 (n=500)``."""
    said = _BASE.search(column.heading) or _BASE.search(level.heading)
    whole = Fraction(said["n"].replace(",", "")) if said is not None else Fraction(0)
    for row, number in table.values(column) if whole and level is not column else ():
        if level.index in row.numbers and not row.numbers[level.index].is_percentage:
            one = row.numbers[level.index]
            yield Line.of(
                number, percent(one.value, whole), f"{one.text} of {as_text(whole)}", (row, column), (row, level)
            )


def check_arrows(table: PrintedTable) -> Iterator[Finding]:
    """Judges arrows and words of direction by the change beside them, if nearly all rows agree."""
    for column in table.of(RAG):
        arrows = [(row, direction_of(row.cells[column.index])) for row in table.rows if column.index < len(row.cells)]
        for changes in _directions(table):
            rows = [(row, arrow, changes[row]) for row, arrow in arrows if arrow and changes.get(row)]
            right = [change * arrow > 0 for _, arrow, change in rows]
            if len(right) > 3 and sum(right) >= Fraction(3, 4) * len(right):  # noqa: PLR2004
                for row, arrow, change in rows:
                    if change * arrow < 0:
                        why = f"the arrow points the other way than {as_text(change)}"
                        yield table.finding(row, "PCT_SIGN", FAIL, row.cells[column.index], as_text(change), why)
                return


def _directions(table: PrintedTable) -> Iterator[dict[Row, Fraction]]:
    """By row, what an arrow may be about: the printed changes, otherwise the later figure less the earlier."""
    for column in (*table.of(CHANGE), *table.of(PERCENT_CHANGE)):
        yield {row: number.value for row, number in table.values(column)}
    named = latest_two(table.of(LEVEL, RATE))
    if named is not None:
        now, before = (dict(table.values(column)) for column in named)
        yield {row: now[row].value - before[row].value for row in now if row in before}
