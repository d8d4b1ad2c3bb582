"""Shares of a total, of a whole that a heading prints, and answers that make up 100%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from xlcsp.audit.checks import OK
from xlcsp.audit.finding import Finding, as_text
from xlcsp.audit.tables.cells import Number
from xlcsp.audit.tables.columns import (
    ALWAYS_OLD,
    BASELINE,
    LEVEL,
    PERCENT_CHANGE,
    RATE,
    SHARE,
    TARGET,
    Column,
)
from xlcsp.audit.tables.habit import FEW, Line, by_habit
from xlcsp.audit.tables.table import PrintedTable, Row
from xlcsp.audit.tables.totals import IS_TOTAL
from xlcsp.claims.agreement import percent

_LAST_YEAR = re.compile(r"\(?\b(?:(?:the )?(?:same period )?(?:last|previous|prior) year)\b\)?", re.IGNORECASE)
_INDEX = re.compile(r"\bindex\b.*?(?P<base>[^(=]+?) ?= ?100\b", re.IGNORECASE)
_BASE = re.compile(r"(?:\b(?:n|base) ?[=:] ?|\()(?P<n>\d{1,3}(?:,\d{3})+|\d{2,3})\b(?!\s?%)", re.IGNORECASE)


def latest_two(levels: Sequence[Column]) -> tuple[Column, Column] | None:
    """The columns of this year and of last year, by their headings."""
    dated = [one for one in levels if one.order is not None and one.meaning in (LEVEL, RATE)]
    plainly = {then: _LAST_YEAR.sub("", then.heading).strip() for then in dated}
    twins = [(now, then) for then in dated for now in levels if now is not then and plainly[then] == now.heading]
    if len(twins) == 1:
        return twins[0]  # Year to date, Year to date last year
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
        best: list[Finding] = []
        totals = named or [row for row, number in table.values(column) if number.value == 100][:1]  # noqa: PLR2004 - per cent
        for level in table.of(LEVEL):
            is_told = totals or _BASE.search(level.heading) or _BASE.search(column.heading)
            least = FEW if is_told and column.index == level.index + 1 else FEW + 1  # two could agree by chance
            ways = [list(_shares(table, column, level, totals)), list(_of_heading(table, column, level))]
            found = list(by_habit(table, "RATE", ways, least))
            if _right(found) > _right(best):  # of the men, or of all: whichever more rows keep
                best = found
        yield from best


def _right(found: Sequence[Finding]) -> int:
    return sum(one.status == OK for one in found)


def check_wholes(table: PrintedTable) -> Iterator[Finding]:
    """Judges answers side by side that in most rows make up 100%, each of them rounded: agree, neither, disagree."""
    run: list[Column] = []
    for column in (*table.columns, None):
        told = table.values(column) if column is not None else []
        if told and all(number.value == 100 for _, number in told):  # noqa: PLR2004 - per cent
            continue  # the answers together
        if column is not None and told and all(_as_share(row, one).is_percentage for row, one in told):
            run.append(column)
            continue
        if len(run) > FEW:
            yield from by_habit(table, "SUM", [list(_to_a_hundred(table, run))], FEW)
        run = []


def check_index(table: PrintedTable) -> Iterator[Finding]:
    """Judges ``Index (2018 = 100)`` by the row of that name."""
    for column in table.columns:
        said = _INDEX.search(column.heading)
        rows = [row for row in table.rows if said is not None and row.label.casefold() == said["base"].casefold()]
        for level in table.of(LEVEL) if len(rows) == 1 else ():
            base = rows[0].numbers.get(level.index)
            if base is not None and base.value and level is not column:
                lines = [
                    Line.of(number, percent(row.numbers[level.index].value, base.value), f"{base.text} is 100",
                            (row, column), (row, level), (rows[0], level))
                    for row, number in table.values(column) if level.index in row.numbers and row is not rows[0]
                ]  # fmt: skip
                yield from by_habit(table, "RATE", [lines])


def _as_share(row: Row, number: Number) -> Number:
    """The number as a percentage where its row is one: ``After dark (%)``; the base beside it is none."""
    is_share = "%" in row.label and number.value <= 100  # noqa: PLR2004 - per cent
    return replace(number, is_percentage=True) if is_share else number


def _to_a_hundred(table: PrintedTable, run: Sequence[Column]) -> Iterator[Line]:
    for row in table.rows:
        numbers = [_as_share(row, row.numbers[one.index]) for one in run if one.index in row.numbers]
        if len(numbers) == len(run):
            total = sum((one.value for one in numbers), Fraction(0))
            is_right = abs(total - 100) <= sum(one.slack for one in numbers)
            truth = numbers[-1].value + 100 - total
            why = f"{run[0].heading} to {run[-1].heading} make up {as_text(total)}%"
            yield Line(numbers[-1], truth, why, tuple((row, one) for one in reversed(run)), is_right)


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
