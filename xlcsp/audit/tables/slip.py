"""One wrong figure makes several claims of a table wrong: then it is the figure that is named, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from xlcsp.audit.checks import FAIL, WARN
from xlcsp.audit.finding import Finding, as_text
from xlcsp.audit.tables.columns import LEVEL, TARGET, Column
from xlcsp.audit.tables.table import PrintedTable

_MOST_FAULTS, _MOST_TRIES = 6, 200
Audit = Callable[[PrintedTable], list[Finding]]


def with_one_slip(table: PrintedTable, findings: list[Finding], audit: Audit) -> list[Finding]:
    """The findings; where one figure put right would leave nothing wrong, it alone is wrong and explains the others."""
    faults = [one for one in findings if one.status == FAIL]
    if not 1 < len(faults) <= _MOST_FAULTS:
        return findings
    for tried, (place, column, value) in enumerate(_candidates(table, faults)):
        if tried == _MOST_TRIES:
            break
        if any(one.status == FAIL for one in audit(_with(table, place, column, value))):
            continue
        row, number = table.rows[place], table.rows[place].numbers[column.index]
        heading = f" ({column.heading})" if column.heading else ""
        why = f"with {as_text(value)} here all {len(faults)} claims that rest on it are right{heading}"
        named = table.finding(row, "SUM", FAIL, number.text, as_text(value), why, (row, column))
        explained = f"explained by {number.text} in {row.label or 'this row'}{heading}"
        return [
            named, *(replace(one, status=WARN, reason=explained) if one.status == FAIL else one for one in findings)
        ]  # fmt: skip
    return findings


def _candidates(table: PrintedTable, faults: Sequence[Finding]) -> Iterator[tuple[int, Column, Fraction]]:
    """Figures that a fault rests on, each with a value that may put it right."""
    seen: set[tuple[int, int, Fraction]] = set()
    for fault in faults:
        if fault.check not in ("SUM", "DIFF"):
            continue
        step = Fraction(fault.recomputed) - Fraction(fault.printed)
        for place, row in enumerate(table.rows):
            for column in table.of(LEVEL, TARGET):
                number = row.numbers.get(column.index)
                for value in (number.value + step, number.value - step) if number is not None else ():
                    key = (place, column.index, value)
                    if value >= 0 and key not in seen:
                        seen.add(key)
                        yield place, column, value


def _with(table: PrintedTable, place: int, column: Column, value: Fraction) -> PrintedTable:
    row = table.rows[place]
    number = replace(row.numbers[column.index], value=value, text=as_text(value))
    changed = replace(row, numbers={**row.numbers, column.index: number})
    return replace(table, rows=(*table.rows[:place], changed, *table.rows[place + 1 :]))
