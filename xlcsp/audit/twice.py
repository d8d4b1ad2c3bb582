"""Figures of measures that a report's other sheets and tables repeat: the same number there is right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from xlcsp.audit.checks import OK, UNVERIFIABLE
from xlcsp.audit.finding import Finding, Place, as_text
from xlcsp.audit.series import QUARTERS, Gathered
from xlcsp.audit.tables.table import PrintedTable
from xlcsp.claims.agreement import fits
from xlcsp.claims.prose import Reading

_CHANGES = ("DIFF", "PCT_CHANGE")


@dataclass(frozen=True, slots=True)
class Copy:
    """A printed number of a measure. table: where it is, empty for the measure's own cells."""

    value: Fraction
    decimals: int
    table: str = ""


Printed = Mapping[str, Sequence[Copy]]  # by a measure's number


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences as read, and their name in findings. ref: the measure whose row they are in."""

    label: str
    readings: Sequence[Reading]
    ref: str = ""


def printed_by(gathered: Gathered) -> Printed:
    """The numbers that the measures of a report print."""
    found: dict[str, list[Copy]] = {}
    for series in gathered.series:
        own = found.setdefault(series.measure.ref, [])
        own += [Copy(abs(said.claim.value), said.claim.decimals) for said in series.said if said.claim.printed]
    return found


def ref_of(row: Sequence[str], printed: Printed) -> str:
    """The measure whose number is in a row; empty where there is none, or more than one."""
    found = {word for cell in row[:2] for word in cell.strip().split(" ")[:1] if word in printed}
    return found.pop() if len(found) == 1 else ""


def printed_alike(
    findings: Sequence[Finding], tables: Sequence[PrintedTable], told: Sequence[Paragraph], printed: Printed
) -> list[Finding]:
    """The findings; numbers not checked, or without a finding, become right where their measure prints them too."""
    printed = {ref: [*own, *_in_tables(ref, tables, printed)] for ref, own in printed.items()}
    open_ones = {one.rests_on[0] for one in findings if one.status == UNVERIFIABLE and one.rests_on}
    known = {place for one in findings if one.status != UNVERIFIABLE for place in one.rests_on}
    alike = {place: one for place, one in _alike(tables, told, printed) if place in open_ones or place not in known}
    kept = [one for one in findings if one.status != UNVERIFIABLE or not one.rests_on or one.rests_on[0] not in alike]
    return [*kept, *alike.values()]


def _in_tables(ref: str, tables: Sequence[PrintedTable], printed: Printed) -> Iterator[Copy]:
    """The numbers in the rows of a measure."""
    for table in tables:
        for row in table.rows:
            if ref_of(row.cells, printed) == ref:
                yield from (Copy(abs(one.value), one.decimals, table.name) for one in row.numbers.values())


def _alike(
    tables: Sequence[PrintedTable], told: Sequence[Paragraph], printed: Printed
) -> Iterator[tuple[Place, Finding]]:
    for table in tables:
        for row in table.rows:
            ref = ref_of(row.cells, printed)
            for index, number in row.numbers.items():
                reason = (
                    _same(number.value, number.decimals, printed[ref], table.name) if ref and number.text != ref else ""
                )
                if reason:
                    column = table.columns[index]
                    yield (
                        (table.name, row.place, index),
                        table.finding(
                            row, "CROSS_TOTAL", OK, number.text, as_text(number.value), reason, (row, column)
                        ),
                    )
    for paragraph in told:
        for reading in paragraph.readings if paragraph.ref else ():
            for one in reading.quantities:
                of_table = paragraph.label.partition(":")[0]
                reason = _same(one.value, max(one.decimals, 0), printed[paragraph.ref], of_table)
                if reason and one.text != paragraph.ref:
                    place = (reading.text, one.start, one.end)
                    digits = one.text.replace(",", "")
                    yield (
                        place,
                        Finding(
                            paragraph.label,
                            "",
                            "CROSS_TOTAL",
                            OK,
                            reading.text,
                            digits,
                            as_text(one.value),
                            reason,
                            (place,),
                        ),
                    )


def _same(value: Fraction, decimals: int, printed: Sequence[Copy], of_table: str) -> str:
    """Where a value is printed again, exactly or rounded; empty where it is not."""
    for one in printed:
        less, more = sorted(((one.value, one.decimals), (abs(value), decimals)), key=lambda pair: pair[1])
        if one.table != of_table and (one.value == abs(value) or fits(more[0], less[0], less[1])):
            return f"{as_text(one.value)} is printed {f'in {one.table}' if one.table else 'under its measure'} too"
    return ""


def worked_out_beside(
    own: Sequence[Finding], beside: Sequence[Finding], tables: Sequence[PrintedTable], printed: Printed
) -> list[Finding]:
    """The findings on measures; a change of the latest quarter is right if a table of the report confirms it."""
    refs = {(table.name, row.place): ref_of(row.cells, printed) for table in tables for row in table.rows}
    right = [
        (refs.get((one.rests_on[0][0], one.rests_on[0][1])), one)
        for one in beside
        if one.status == OK and one.check in _CHANGES and one.rests_on
    ]
    latest = {one.measure: one.quarter for one in sorted(own, key=lambda one: one.quarter) if one.quarter in QUARTERS}
    made = []
    for one in own:
        is_open = one.status == UNVERIFIABLE and one.check in _CHANGES and one.quarter == latest.get(one.measure)
        alike = (other for ref, other in right if is_open and ref == one.measure and _rounds_to(other, one))
        other = next(alike, None)
        why = f"worked out in {other.rests_on[0][0]}" if other is not None else ""
        made.append(one if other is None else replace(one, status=OK, recomputed=other.recomputed, reason=why))
    return made


def _rounds_to(other: Finding, one: Finding) -> bool:
    try:
        value, places = Fraction(one.printed.lstrip("£+")), len(one.printed.partition(".")[2])
        return fits(abs(Fraction(other.printed)), abs(value), places)
    except ValueError:
        return False
