"""Percentages and rates that in most rows are one column out of another: n of m, n per 1,000."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import permutations

from xlcsp.audit.finding import Finding
from xlcsp.audit.tables.cells import Number
from xlcsp.audit.tables.columns import BASELINE, LEVEL, PERCENT_CHANGE, RATE, SHARE, TARGET, Column, scale_of
from xlcsp.audit.tables.habit import Line, Way, by_habit
from xlcsp.audit.tables.table import PrintedTable, Row
from xlcsp.claims.agreement import percent

_NEAREST, _LEAST_OF_ROWS = 4, 3
_OVER = 2  # spend may exceed the budget
_PERCENT_OF = re.compile(r"(?:%|per ?cent|percentage) (?P<part>.+)", re.IGNORECASE)
_WHOLES = re.compile(
    r"\b(?:all|total|volume|number|offered|received|due|attendances|calls|cases|offences)\b", re.IGNORECASE
)
_BARE = re.compile(r"(?:crude )?rates?|(?:crime|offence) rate", re.IGNORECASE)
_POPULATION = re.compile(r"\b(?:population|residents|households|dwellings|properties)\b", re.IGNORECASE)
_IS_PERCENT = re.compile(r"%|per ?cent|percentage", re.IGNORECASE)
_PER = re.compile(r"per\s(1,?000|10,?000|100,?000|100\b|million)", re.IGNORECASE)


def check_rates(table: PrintedTable) -> Iterator[Finding]:
    """Judges each such column by the two columns that explain most of its rows."""
    for column in table.of(RATE):
        couples = list(permutations(table.of(LEVEL), 2))
        ways = (
            _quotients(table, column, one, Fraction(scale, scale_of(one[1])))
            for one in couples
            for scale in _scales(column)
        )
        yield from by_habit(table, "RATE", ways)
    for column in table.of(RATE, SHARE, LEVEL, PERCENT_CHANGE):
        ways = (_quotients(table, column, couple, 100) for couple in _counts_before(table, column))
        is_share = _IS_PERCENT.fullmatch(column.heading) is not None
        found = list(by_habit(table, "RATE", (_of_shares(way, is_share=is_share) for way in ways)))
        yield from found or _named(table, column)
    for row in table.rows:
        yield from by_habit(table, "RATE", _of_rows(table, row), _LEAST_OF_ROWS)


def _of_rows(table: PrintedTable, row: Row) -> Iterator[Way]:
    """A row of percentages by each two rows of counts: ``Referrals``, ``Assessed``, ``Assessed as % of referrals``."""
    columns = [one for one in table.of(LEVEL) if one.index in row.numbers]
    if not (_IS_PERCENT.search(row.label) or all(row.numbers[one.index].is_percentage for one in columns)):
        return
    for part, whole in permutations(table.rows[max(0, row.place - _NEAREST) : row.place + _NEAREST], 2):
        yield [
            Line.of(
                row.numbers[one.index], percent(now.value, all_.value), f"{now.text} of {all_.text}",
                (row, one), (part, one), (whole, one),
            )
            for one in columns
            if row not in (part, whole) and (now := _count(part, one)) and (all_ := _count(whole, one)) and all_.value
        ]  # fmt: skip


def _count(row: Row, column: Column) -> Number | None:
    number = row.numbers.get(column.index)
    return None if number is None or number.is_percentage or _IS_PERCENT.search(row.label) else number


def _named(table: PrintedTable, column: Column) -> Iterator[Finding]:
    """``Calls, Within target, % within target`` in a table of few rows: the one other count is the whole."""
    said = _PERCENT_OF.fullmatch(column.heading)
    counts = [one for one in table.of(LEVEL) if one.index < column.index and not one.is_percentage]
    parts = [one for one in counts if said is not None and one.heading.casefold() == said["part"].casefold()]
    wholes = [one for one in counts if one not in parts and _WHOLES.search(one.heading)]
    if len(parts) == len(wholes) == 1:
        way = _quotients(table, column, (parts[0], wholes[0]), 100)
        yield from (line.finding(table, "RATE") for line in way if any(one.is_right for one in way))


def _scales(column: Column) -> Sequence[int]:
    """Per how many a heading says that its rates are; a bare ``Rate`` may be any of the usual."""
    per = _PER.search(column.heading)
    if per is not None:
        return (1_000_000 if per[1].lower() == "million" else int(per[1].replace(",", "")),)
    return (1_000, 10_000, 100_000) if _BARE.fullmatch(column.heading) else ()


def check_rates_of_others(table: PrintedTable, others: Iterable[PrintedTable]) -> Iterator[Finding]:
    """Judges rates of the populations that another table prints for the same rows."""
    populations = [people for one in others if (people := _people(one))] if any(map(_scales, table.of(RATE))) else []
    told = {one.rests_on[0][-1] for one in check_rates(table)} if populations else set()
    for column in table.of(RATE):
        ways = [
            [
                Line.of(number, scale * row.numbers[part.index].value / many,
                        f"{row.numbers[part.index].text} of {many}", (row, column), (row, part))
                for row, number in table.values(column)
                if part.index in row.numbers and (many := people.get(row.label.casefold()))
            ]
            for people in populations if column.index not in told
            for part in table.of(LEVEL) for scale in _scales(column)
        ]  # fmt: skip
        yield from by_habit(table, "RATE", ways)


def _people(table: PrintedTable) -> dict[str, int]:
    """The population of each row of a table that has one column of them."""
    columns = [one for one in table.of(LEVEL) if _POPULATION.search(one.heading)]
    rows = table.values(columns[0]) if len(columns) == 1 else []
    return {row.label.casefold(): int(number.value) for row, number in rows}


def _counts_before(table: PrintedTable, column: Column) -> Iterator[tuple[Column, Column]]:
    counts = [
        one
        for one in table.of(LEVEL, TARGET, BASELINE)
        if one.index < column.index and not any(number.is_percentage for _, number in table.values(one))
    ]
    yield from permutations(counts[-_NEAREST:], 2)


def _quotients(table: PrintedTable, column: Column, couple: tuple[Column, Column], scale: int | Fraction) -> list[Line]:
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


def _of_shares(way: Way, *, is_share: bool) -> Way:
    """The lines of percentages; none if they could not be shares. is_share: whether all are, by their heading."""
    shares = [line for line in way if is_share or line.number.is_percentage]
    return shares if all(line.truth is not None and 0 <= line.truth <= 100 * _OVER for line in shares) else ()
