"""Tables whose relations stand in rows: changes below the years, also under each area, and running totals of months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from xlcsp.audit.finding import Finding
from xlcsp.audit.tables.columns import (
    A_MONTH,
    CHANGE,
    LABEL,
    NAMES_A_CHANGE,
    NOTE,
    PERCENT_CHANGE,
    QUARTER,
    RUNNING,
    Column,
)
from xlcsp.audit.tables.table import PrintedTable, Row, read_table

_FEW, _LEAST_PERIODS = 2, 3


@dataclass(frozen=True, slots=True)
class Turned:
    """A table, or a group of its rows, with rows and columns swapped. rows, columns: what they were."""

    table: PrintedTable
    rows: Sequence[Row]
    columns: Sequence[Column]
    name: str

    def in_its_place(self, one: Finding) -> Finding:
        """A finding on the swapped table as one on the printed table."""
        return replace(
            one,
            rests_on=tuple(
                (self.name, self.rows[column - 1].place, self.columns[row].index) for _, row, column in one.rests_on
            ),
        )


def turned_of(table: PrintedTable) -> Iterator[Turned]:
    """The table swapped, or each group of its rows down to one named change; nothing if no row is so named."""
    columns = [column for column in table.columns if column.meaning not in (LABEL, NOTE)]
    if table.of(CHANGE, PERCENT_CHANGE) or len(columns) < _FEW:
        return
    names = next((one for one in table.of(LABEL) if any(_is_change(row, one) for row in table.rows)), None)
    if names is None:
        periods = [one for one in columns if A_MONTH.fullmatch(one.heading) or QUARTER.fullmatch(one.heading)]
        is_running = any(RUNNING.search(row.label) for row in table.rows) and len(periods) >= _LEAST_PERIODS
        yield from _whole([_swapped(table, table.rows, table.of(LABEL)[0], columns)] if is_running else [])
    else:
        yield from _whole([_swapped(table, rows, names, columns) for rows in _groups(table, names)])


def _is_change(row: Row, names: Column) -> bool:
    return NAMES_A_CHANGE.fullmatch(row.cells[names.index]) is not None


def _groups(table: PrintedTable, names: Column) -> list[Sequence[Row]]:
    """The rows down to each row, or run of rows, of changes."""
    ends = [
        place + 1
        for place, row in enumerate(table.rows)
        if _is_change(row, names) and not any(_is_change(after, names) for after in table.rows[place + 1 : place + 2])
    ]
    ends[-1] = len(table.rows)
    return [table.rows[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _whole(found: Sequence[Turned | None]) -> Iterator[Turned]:
    """The swapped tables if each of them could be read."""
    whole = [one for one in found if one is not None]
    yield from whole if len(whole) == len(found) else ()


def _swapped(table: PrintedTable, rows: Sequence[Row], names: Column, columns: Sequence[Column]) -> Turned | None:
    cells = [["", *(row.cells[names.index] for row in rows)]]
    cells += [[column.heading, *(row.cells[column.index] for row in rows)] for column in columns]
    place = rows[0].label if len(rows) < len(table.rows) and rows[0].label != rows[0].cells[names.index] else ""
    turned = read_table(cells, f"{table.name}: {place}" if place else table.name)
    is_whole = turned is not None and len(turned.rows) == len(columns) and all(column.heading for column in columns)
    return Turned(turned, rows, columns, table.name) if turned is not None and is_whole else None
