"""Targets that a heading derives from a baseline, and answers on whether they are met."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from xlcsp.audit.checks import FAIL, OK, UNVERIFIABLE
from xlcsp.audit.finding import Finding, as_text
from xlcsp.audit.tables.cells import number_of
from xlcsp.audit.tables.columns import BASELINE, CHANGE, LEVEL, NOTE, RAG, RATE, TARGET, Column
from xlcsp.audit.tables.habit import Line, by_habit
from xlcsp.audit.tables.rag import figures_of_now, ways_of
from xlcsp.audit.tables.table import PrintedTable, Row
from xlcsp.claims.agreement import fits, percent

_STEP = re.compile(
    r"\(\s*(?:(?P<step>[+\-−–]\s?\d+(?:\.\d+)?)\s?%"
    r"|(?P<way>reduc|decreas|increas)[a-z]* (?:by |of )?(?P<by>\d+(?:\.\d+)?)\s?%"
    r"|(?P<of>\d+(?:\.\d+)?)\s?% (?P<noun>reduc|decreas|increas)[a-z]*)\s*\)",
    re.IGNORECASE,
)
_MARGIN = re.compile(
    r"(?:target )?(?P<way>exceeded|beaten|missed)(?: target)? by (?P<by>[^;]+)"
    r"|(?P<off>[^;]+?) (?P<side>above|over|below|under|short of|ahead of|off|from) (?:the )?target",
    re.IGNORECASE,
)
_ASKED = re.compile(r"(?=.*\b(?:target|met|achieved|hit)\b)", re.IGNORECASE)
_ANSWERS = {
    **dict.fromkeys(("yes", "y", "met", "achieved", "hit", "✓", "✔"), True),
    **dict.fromkeys(("no", "n", "not met", "missed", "not achieved", "✗", "✘"), False),
}


def check_targets(table: PrintedTable) -> Iterator[Finding]:
    """Judges ``Baseline, Target (-10%)`` if most rows keep it, and ``On target?`` with Yes and No."""
    for column in table.of(TARGET):
        said = _STEP.search(column.heading)
        bases = table.of(BASELINE) or table.of(LEVEL, RATE) if said is not None else []
        if said is not None:
            step = _step(said)
            ways = (list(_worked_out(table, column, base, step)) for base in bases)
            yield from by_habit(table, "PCT_CHANGE", ways)
    asked = next((one for one in table.columns if _ASKED.match(one.heading) and _answers(table, one)), None)
    targets = [one for one in table.of(TARGET) if one is not asked and table.values(one)]
    if asked is not None and len(targets) == 1:
        yield from _met(table, asked, targets[0])
    yield from _margins(table, targets[0]) if len(targets) == 1 else ()


def _margins(table: PrintedTable, target: Column) -> Iterator[Finding]:
    """Judges cells such as ``Missed by 1.5%`` and ``4 below target``, whichever way is better."""
    for row in table.rows:
        numbers = [row.numbers[one.index] for one in figures_of_now(table) if one.index in row.numbers]
        bound = row.numbers.get(target.index)
        for column in table.of(NOTE, CHANGE, RAG) if len(numbers) == 1 and bound is not None else ():
            said = _MARGIN.fullmatch(row.cells[column.index].strip(" ."))
            by = number_of(said["by"] or said["off"]) if said is not None else None
            if said is None or by is None or bound is None:
                continue
            gap = numbers[0].value - bound.value
            side = (said["side"] or "").lower()
            is_other_side = gap * (1 if side in ("above", "over") else -1 if side in ("below", "under") else 0) < 0
            line = Line.of(by, abs(gap), f"{numbers[0].text} against {bound.text}", (row, column), (row, target))
            relative = bound.value and by.is_percentage and fits(abs(percent(gap, bound.value)), by.value, by.decimals)
            yield replace(line, is_right=not is_other_side and (line.is_right or bool(relative))).finding(table, "DIFF")


def _step(said: re.Match[str]) -> Fraction:
    """``-10%``, ``reduce by 10%``, ``10% reduction``."""
    if said["step"]:
        return Fraction(re.sub("[−–]", "-", said["step"].replace(" ", "")))
    way = 1 if (said["way"] or said["noun"]).lower() == "increas" else -1
    return way * Fraction(said["by"] or said["of"])


def _worked_out(table: PrintedTable, target: Column, base: Column, step: Fraction) -> Iterator[Line]:
    for row, number in table.values(target):
        if base.index in row.numbers:
            truth = row.numbers[base.index].value * (100 + step) / 100
            is_right = abs(truth - number.value) < Fraction(1, 10**number.decimals)
            why = f"{row.numbers[base.index].text} and {as_text(step)}% of it"
            yield Line(number, truth, why, ((row, target), (row, base)), is_right)


def _answers(table: PrintedTable, column: Column) -> dict[Row, bool]:
    cells = {row: row.cells[column.index].strip(" .").lower() for row in table.rows if column.index < len(row.cells)}
    return {row: _ANSWERS[cell] for row, cell in cells.items() if cell in _ANSWERS}


def _met(table: PrintedTable, asked: Column, target: Column) -> Iterator[Finding]:
    """Judges each answer by figure and target; it is wrong only if the document says whether more or less is better."""
    levels = [one for one in figures_of_now(table) if one is not target]
    for row, is_met in _answers(table, asked).items():
        numbers = [row.numbers[one.index] for one in levels if one.index in row.numbers]
        cell = row.cells[target.index]
        bound = number_of(cell.lstrip("≥≤<> "))
        if len(numbers) != 1 or bound is None:
            continue
        gap = numbers[0].value - bound.value
        said = {way * gap >= 0 for way in ways_of(table, row, cell)}
        words = f"{numbers[0].text} against {cell}"
        status = UNVERIFIABLE if len(said) > 1 else OK if said == {is_met} else FAIL
        if status == UNVERIFIABLE:
            words = f"it depends on whether higher or lower is better: {words}"
        if said == {True, False} and gap == 0:
            continue
        right = "" if len(said) > 1 else "Yes" if said == {True} else "No"
        cells = ((row, target), *((row, one) for one in levels))
        yield table.finding(row, "RAG", status, row.cells[asked.index], right, words, *cells)
