"""Claims of prose confirmed by the table rows that they name; nothing is called wrong here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import permutations

from xlcsp.audit.checks import OK
from xlcsp.audit.claim import Judged
from xlcsp.audit.finding import as_text
from xlcsp.audit.tables import PrintedTable
from xlcsp.audit.tables.columns import LEVEL as FIGURE
from xlcsp.audit.tables.columns import RATE, Column
from xlcsp.audit.tables.shares import latest_two
from xlcsp.audit.tables.table import Row
from xlcsp.audit.tables.totals import IS_TOTAL
from xlcsp.claims.agreement import agrees, fits, percent
from xlcsp.claims.prose import CHANGE, Quantity
from xlcsp.claims.prose.tokens import NUMBER, PERCENT, POINTS, WORDED

_SHORTEST = 3  # letters of a name
_IN_ALL = re.compile(r"\b(?:total\w*|together|between them|combined|in all|altogether)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """A table row whose name stands in a sentence. place: where."""

    place: int
    table: PrintedTable
    row: Row


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the tables of a document are asked for by each of its sentences.

    by_start: the rows by the first letters of their names, each with its table and place. totals: of the columns that
    a sum may be of, with what is said of them.
    """

    by_start: Mapping[str, Sequence[tuple[int, PrintedTable, Row]]]
    totals: Sequence[tuple[Fraction, str]]


@lru_cache(maxsize=1)
def _rows_of(tables: tuple[PrintedTable, ...]) -> _Rows:
    by_start: dict[str, list[tuple[int, PrintedTable, Row]]] = {}
    for place, (table, row) in enumerate((one, row) for one in tables for row in one.rows):
        if len(row.label) >= _SHORTEST:
            by_start.setdefault(row.label.lower()[:_SHORTEST], []).append((place, table, row))
    totals = [
        (sum((one.value for one in numbers), Fraction(0)), f"the column {column.heading} of {table.name}")
        for table in tables
        for column in [*(latest_two(_counts(table)) or ())][:1] or _counts(table)
        if len(numbers := [number for row, number in table.values(column) if not IS_TOTAL.match(row.label)]) > 1
    ]
    return _Rows(by_start, totals)


def named_in(text: str, tables: Sequence[PrintedTable]) -> list[Named]:
    """The rows that a sentence names, each at the last place where it does."""
    low, by_start = text.lower(), _rows_of(tuple(tables)).by_start
    starts = {low[at : at + _SHORTEST] for at in range(len(low))} & by_start.keys()
    perhaps = sorted((one for start in starts for one in by_start[start]), key=lambda one: one[0])
    return [
        Named(place, table, row) for _, table, row in perhaps if (place := _last_place(low, row.label.lower())) >= 0
    ]


def _last_place(text: str, name: str) -> int:
    """The last place of a name that is no part of a longer word; -1 if there is none."""
    place = text.rfind(name)
    is_word = place < 1 or not text[place - 1].isalpha()
    return place if is_word and not text[place + len(name) : place + len(name) + 1].isalpha() else -1


def by_rows(text: str, claim: Quantity, named: Sequence[Named], tables: Sequence[PrintedTable]) -> Iterator[Judged]:
    """A change, a sum or a share, by the row that is named last before the claim; a sum also by a whole column."""
    is_sum = claim.kind == NUMBER and claim.role != CHANGE and _IN_ALL.search(text) is not None
    before = [one for one in named if one.place < claim.start]
    last = max(((one.place, len(one.row.label)) for one in before), default=None)
    for one in before:
        if (one.place, len(one.row.label)) != last:
            continue
        if claim.role == CHANGE:
            yield from _change(text, claim, one.table, one.row)
        elif claim.is_share_like:
            yield from _share(claim, one.table, one.row)
        elif is_sum:
            numbers = [one.row.numbers[each.index] for each in _counts(one.table) if each.index in one.row.numbers]
            if len(numbers) > 1:
                total = sum((number.value for number in numbers), Fraction(0))
                yield from _sum(claim, total, f"the row {one.row.label} of {one.table.name}")
    for total, where in _rows_of(tuple(tables)).totals if is_sum else ():
        yield from _sum(claim, total, where)


def _counts(table: PrintedTable) -> list[Column]:
    return [one for one in table.of(FIGURE) if not one.is_total and not one.is_percentage]


def _change(text: str, claim: Quantity, table: PrintedTable, row: Row) -> Iterator[Judged]:
    """By the two columns that the sentence names, otherwise by the latest two."""
    columns = table.of(FIGURE, RATE)
    said = [one for one in columns if re.search(rf"\b{re.escape(one.heading)}\b", text, re.IGNORECASE)]
    for now_in, then_in in permutations(said, 2) if len(said) > 1 else filter(None, [latest_two(columns)]):
        now, then = row.numbers.get(now_in.index), row.numbers.get(then_in.index)
        if now is None or then is None or not then.value or now.value == then.value:
            continue
        is_share = claim.kind in (PERCENT, WORDED)
        change = now.value - then.value
        truth = percent(change, then.value) if is_share else change
        is_right = agrees(claim, abs(truth), Fraction(0)) if is_share else abs(truth) == abs(claim.value)
        if is_right and change * (claim.direction or 1) > 0 and (is_share or claim.kind in (NUMBER, POINTS)):
            words = f"{then.text} to {now.text} in the row {row.label} of {table.name}"
            yield Judged(claim, "PCT_CHANGE" if is_share else "DIFF", OK, as_text(abs(truth)), words)


def _share(claim: Quantity, table: PrintedTable, row: Row) -> Iterator[Judged]:
    """The row's part of a column."""
    for column in _counts(table):
        numbers = [number.value for other, number in table.values(column) if not IS_TOTAL.match(other.label)]
        own, total = row.numbers.get(column.index), sum(numbers, Fraction(0))
        if own is not None and total and own.value < total and agrees(claim, percent(own.value, total), Fraction(0)):
            words = f"{own.text} of {as_text(total)} in the column {column.heading} of {table.name}"
            yield Judged(claim, "RATE", OK, as_text(percent(own.value, total)), words)


def _sum(claim: Quantity, total: Fraction, where: str) -> Iterator[Judged]:
    if fits(total, claim.value, max(claim.decimals, 0)):
        yield Judged(claim, "SUM", OK, as_text(total), f"the sum of {where}")
