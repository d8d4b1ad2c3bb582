"""A wrong figure that makes several claims of a table wrong is named once, in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import islice

from xlcsp.audit.checks import FAIL, WARN
from xlcsp.audit.finding import Finding, as_text
from xlcsp.audit.tables.cells import number_of
from xlcsp.audit.tables.columns import CHANGE, LEVEL, RATE, TARGET, Column
from xlcsp.audit.tables.table import PrintedTable

_MOST_FAULTS, _MOST_TRIES, _MOST_SLIPS = 8, 200, 3
Audit = Callable[[PrintedTable], list[Finding]]


def with_one_slip(table: PrintedTable, findings: list[Finding], audit: Audit) -> list[Finding]:
    """The findings. If putting one figure right leaves fewer wrong, it alone is wrong and explains the others."""
    named: list[Finding] = []
    for _ in range(_MOST_SLIPS):
        faults = [one for one in findings if one.status == FAIL]
        best = _best(table, faults, audit) if 1 < len(faults) <= _MOST_FAULTS else None
        if best is None:
            break
        table, one, left = best
        explained = f"explained by {one.printed} in {one.measure.partition(': ')[2] or 'this row'}"
        findings = [
            replace(other, status=WARN, reason=explained) if other.status == FAIL and other not in left else other
            for other in findings
        ]
        named.append(one)
    return [*named, *findings]


def _best(
    table: PrintedTable, faults: Sequence[Finding], audit: Audit
) -> tuple[PrintedTable, Finding, list[Finding]] | None:
    """The figure that explains most faults, at least two, and makes none: corrected table, finding, other findings."""
    best: tuple[PrintedTable, Finding, list[Finding]] | None = None
    for place, column, value in islice(_candidates(table, faults), _MOST_TRIES):
        changed = _with(table, place, column, value)
        left = [one for one in audit(changed) if one.status == FAIL]
        if len(left) > len(faults) - 2 or any(one not in faults for one in left):
            continue
        if best is None or len(left) < len(best[2]):
            row, number = table.rows[place], table.rows[place].numbers[column.index]
            heading = f" ({column.heading})" if column.heading else ""
            count = len(faults) - len(left)
            why = f"with {as_text(value)} here all {count} claims that rest on it are right{heading}"
            best = (
                changed,
                table.finding(row, "SUM", FAIL, number.text, as_text(value), why, (row, column)),
                left,
            )
    return best


def _candidates(table: PrintedTable, faults: Sequence[Finding]) -> Iterator[tuple[int, Column, Fraction]]:
    """The figures that a fault rests on, each with a value that would put it right."""
    seen: set[tuple[int, int, Fraction]] = set()
    for fault in faults:
        printed = number_of(fault.printed)
        if fault.check not in ("SUM", "DIFF") or printed is None:
            continue
        step = Fraction(fault.recomputed) - printed.value
        for _, place, index in fault.rests_on:
            column, number = table.columns[index], table.rows[place].numbers.get(index)
            if column.meaning not in (LEVEL, RATE, TARGET, CHANGE) or number is None:
                continue
            for value in (number.value + step, number.value - step):
                if (value >= 0 or column.meaning == CHANGE) and (place, index, value) not in seen:
                    seen.add((place, index, value))
                    yield place, column, value


def _with(table: PrintedTable, place: int, column: Column, value: Fraction) -> PrintedTable:
    row = table.rows[place]
    number = replace(row.numbers[column.index], value=value, text=as_text(value))
    changed = replace(row, numbers={**row.numbers, column.index: number})
    return replace(table, rows=(*table.rows[:place], changed, *table.rows[place + 1 :]))
