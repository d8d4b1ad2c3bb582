"""Lists each printed number that no finding is about or rests on, with the reason."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from xlcsp.audit.finding import Place
from xlcsp.audit.tables.cells import number_of
from xlcsp.audit.tables.columns import LABEL, REFERENCE
from xlcsp.audit.tables.table import PrintedTable
from xlcsp.claims.prose import LEVEL, Reading
from xlcsp.claims.prose.tokens import tokens

_MAY_SPAN = re.compile(r"\d\s?(?:[-–—−‐‑]|to)\s?\d")
_SPAN = re.compile(r"\d{1,2}\s?(?:-|to)\s?\d{1,3}")  # 3-5 of "3-5%", which is read as no single number
_LONGEST = 120  # characters shown of a column's numbers
ALONE = "a figure on its own: nothing printed says what it should be"
UNKNOWN = "wording that no rule knows"
NO_TABLE = "numbers in columns that make no table"
NO_CLAIM = "no heading or row says what these numbers should be"


class NotRead(NamedTuple):
    """A number (or a column's numbers) that was not checked. quote: its sentence, or its column."""

    measure: str
    quarter: str
    number: str
    quote: str
    why: str = UNKNOWN


def of_prose(reading: Reading, place: str, known: set[Place], refs: Container[str] = ()) -> Iterator[NotRead]:
    """The numbers of a sentence that no finding is about or rests on. refs: the numbers of the report's measures."""
    alone = [
        one
        for one in reading.quantities
        if (reading.text, one.start, one.end) not in known and one.text not in refs and one.text.lower() != "one"
    ]
    is_plain = len(reading.quantities) == 1
    for one in alone:
        why = ALONE if is_plain and one.role == LEVEL else UNKNOWN
        yield NotRead(place, "", one.text, reading.text, why)
    for token in tokens(reading.text) if _MAY_SPAN.search(reading.text) else ():
        if _SPAN.fullmatch(token.text) and not token.is_quantity:
            yield NotRead(place, "", token.text, reading.text)


def of_table(table: PrintedTable, known: set[Place]) -> Iterator[NotRead]:
    """The cells of a table that no finding is about or rests on, column by column, each run of rows together."""
    for column in table.columns:
        if column.meaning == LABEL:
            continue
        rows = [
            (row, row.cells[column.index])
            for row in table.rows
            if column.index < len(row.cells) and number_of(row.cells[column.index]) is not None
        ]
        for is_known, run in groupby(rows, key=lambda one: (table.name, one[0].place, column.index) in known):
            if not is_known:
                members = list(run)
                first, last = members[0][0].label, members[-1][0].label
                where = f"{column.heading or f'column {column.index + 1}'}: {first}"
                where += f" to {last}" if len(members) > 1 else ""
                yield NotRead(table.name, "", _listed(text for _, text in members), where, NO_CLAIM)


def of_rows(rows: Sequence[Sequence[str]], name: str) -> Iterator[NotRead]:
    """The numbers of columns that do not form a table."""
    for row in rows:
        numbers = [
            cell.strip() for cell in row if number_of(cell) is not None and not REFERENCE.fullmatch(cell.strip())
        ]
        if numbers:
            yield NotRead(
                name, "", _listed(numbers), " | ".join(cell.strip() for cell in row if cell.strip()), NO_TABLE
            )


def _listed(numbers: Iterable[str]) -> str:
    text = "; ".join(numbers)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(';', 1)[0]}; …"
