"""Recomputes what the headings of a table claim, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import permutations

from xlcsp.audit.checks import FAIL, OK, UNVERIFIABLE
from xlcsp.audit.finding import TRUNCATED, Finding, as_text
from xlcsp.audit.tables.across import check_across
from xlcsp.audit.tables.changes import AS_PRINTED, Signs, agrees, check_down, is_right, signs_of, truths
from xlcsp.audit.tables.columns import (
    BASELINE,
    CHANGE,
    IS_OF_POINTS,
    LEVEL,
    OF_RANKS,
    PERCENT_CHANGE,
    RANK,
    RATE,
    SHARE,
    TARGET,
    Column,
)
from xlcsp.audit.tables.habit import FEW, is_habit
from xlcsp.audit.tables.kept import check_kept
from xlcsp.audit.tables.periods import figures_named, is_on_another_period
from xlcsp.audit.tables.ranks import check_ranks
from xlcsp.audit.tables.rates import check_rates
from xlcsp.audit.tables.shares import check_index, check_shares, check_wholes, latest_two
from xlcsp.audit.tables.slip import with_one_slip
from xlcsp.audit.tables.table import Cell, PrintedTable, Row
from xlcsp.audit.tables.targets import check_targets
from xlcsp.audit.tables.totals import check_totals
from xlcsp.audit.tables.travel import check_travel
from xlcsp.audit.tables.turned import turned_of
from xlcsp.claims.agreement import fits, is_cut, percent

_SOME = Fraction(1, 3)  # share of the rows that is enough where the heading is plain


@dataclass(frozen=True, slots=True)
class Compared:
    """The two columns of figures that a column of changes compares."""

    current: Column
    previous: Column
    signs: Signs = AS_PRINTED

    @property
    def columns(self) -> tuple[Column, Column]:
        """Both of them, the later one first."""
        return self.current, self.previous


def audit_table(table: PrintedTable) -> list[Finding]:
    """All findings on one table, by row."""
    turned = list(turned_of(table))
    if turned:
        return [one.in_its_place(found) for one in turned for found in audit_table(one.table)]
    findings = with_one_slip(table, _relations(table), _relations)
    order = {row.label: place for place, row in reversed(list(enumerate(table.rows)))}
    return sorted(findings, key=lambda one: order.get(one.measure.removeprefix(f"{table.name}: "), len(order)))


def _relations(table: PrintedTable) -> list[Finding]:
    shares = [*check_rates(table), *check_shares(table)]
    told = _columns_of(shares)  # a column of "%" that is n of m is not a change
    changes, totals = list(_changes(table, told)), [*check_totals(table), *check_across(table)]
    across = [one for one in totals if len({place for _, place, _ in one.rests_on}) == 1]
    kept = check_kept(table, told | _columns_of(across))
    found = [*changes, *shares, *check_ranks(table), *check_wholes(table), *check_index(table), *totals, *kept]
    found += [*check_travel(table), *check_targets(table)]
    decided = {one.rests_on[0] for one in found if one.status != UNVERIFIABLE and one.rests_on}
    return [one for one in found if one.status != UNVERIFIABLE or one.rests_on[0] not in decided]


def _columns_of(findings: Sequence[Finding]) -> set[int]:
    """The columns that findings are about."""
    return {one.rests_on[0][-1] for one in findings if one.status != UNVERIFIABLE}


# --- differences and percentages -------------------------------------------------------------------------------------


def _changes(table: PrintedTable, told: set[int]) -> Iterator[Finding]:
    couples: dict[int, Compared] = {}
    for column in table.of(CHANGE, PERCENT_CHANGE):
        compared = _compared(table, column)
        if compared is None and column.index in told:
            continue
        if compared is None:
            yield from list(check_down(table, column)) or _nothing_to_compare(table, column)
        else:
            rows = (tuple(row.numbers.get(one.index) for one in (column, *compared.columns)) for row in table.rows)
            couples[column.index] = replace(compared, signs=signs_of(column, rows))
    for row in table.rows:
        yield from _of_row(table, row, couples)


def _nothing_to_compare(table: PrintedTable, column: Column) -> Iterator[Finding]:
    check = "DIFF" if column.meaning == CHANGE else "PCT_CHANGE"
    for row, number in table.values(column):
        why = "which figures it is worked out from is not clear from the headings and rows"
        yield table.finding(row, check, UNVERIFIABLE, number.text, "", why, (row, column))


def _compared(table: PrintedTable, column: Column) -> Compared | None:
    """The two columns that a column of changes compares: by their headings, otherwise as most rows have it."""
    if is_on_another_period(table, column):
        return None
    found = _since(table, column) or _among(table, column, _candidates(table, column))
    shares = table.of(SHARE) if IS_OF_POINTS.search(column.heading) else []
    scores = (_scores(table, column, one[-6:]) for one in (table.of(LEVEL, RATE, TARGET, BASELINE), shares))
    return found or next(filter(None, map(_most_kept, scores)), None)


def _since(table: PrintedTable, column: Column) -> Compared | None:
    """The figures of the periods that the heading names, if enough rows keep it."""
    named = figures_named(table, column)
    kept, rows = _score(table, column, *named) if named is not None else (0, 0)
    return Compared(*named) if named is not None and kept and (kept >= _SOME * rows or rows <= FEW) else None


def _scores(
    table: PrintedTable, column: Column, levels: Sequence[Column]
) -> dict[tuple[Column, Column], tuple[int, int]]:
    scores = {couple: _score(table, column, *couple) for couple in permutations(levels, 2)}
    on = next((meaning for meaning in (TARGET, BASELINE) if meaning in column.heading.lower()), "")
    if on == BASELINE and not any(one.meaning == BASELINE for one in levels):
        on = RATE  # the average of some years
    return {couple: score for couple, score in scores.items() if not on or couple[1].meaning == on}


def _among(table: PrintedTable, column: Column, levels: Sequence[Column]) -> Compared | None:
    """The columns of this year and last by their headings, if enough rows keep it; otherwise as most rows do."""
    scores = _scores(table, column, levels)
    named = latest_two(levels)
    if named in scores and scores[named][0] >= max(kept for kept, _ in scores.values()):
        kept, all_rows = scores[named]
        if kept and (kept >= _SOME * all_rows or all_rows <= FEW):
            return Compared(*named)
        if all_rows and all_rows <= FEW and len(levels) == FEW:
            return Compared(*named)
    return _most_kept(scores, named)


def _most_kept(
    scores: dict[tuple[Column, Column], tuple[int, int]], named: tuple[Column, Column] | None = None
) -> Compared | None:
    best = max(scores, key=lambda couple: (scores[couple][0], couple == named), default=None)
    if best is None:
        return None
    kept, all_rows = scores[best]
    return Compared(*best) if is_habit(kept, all_rows) else None


def _candidates(table: PrintedTable, column: Column) -> list[Column]:
    """The figures left of a column of changes, back to the previous changes; otherwise all figures of the table."""
    if OF_RANKS.search(column.heading) and len(table.of(RANK)) == FEW:
        return table.of(RANK)
    block: list[Column] = []
    for other in reversed(table.columns[: column.index]):
        if other.meaning in (LEVEL, RATE, TARGET, BASELINE):
            block.append(other)
        elif block and other.meaning in (CHANGE, PERCENT_CHANGE):
            break
    if len(block) < FEW:
        block = table.of(LEVEL, RATE, TARGET, BASELINE)
    return sorted(block, key=lambda one: one.index)[-6:]


def _score(table: PrintedTable, column: Column, current: Column, previous: Column) -> tuple[int, int]:
    """How many rows keep the relation, and how many have all three numbers."""
    kept = rows = 0
    for row in table.rows:
        numbers = [row.numbers.get(one.index) for one in (column, current, previous)]
        change, now, before = numbers
        if change is None or now is None or before is None:
            continue
        rows += 1
        kept += is_right(column, change, now, before)
    return kept, rows


def _of_row(table: PrintedTable, row: Row, couples: dict[int, Compared]) -> Iterator[Finding]:
    """One row's difference and percentage; if one figure explains both, that figure alone is wrong."""
    faults: list[tuple[Column, Compared]] = []
    for column in table.columns:
        compared = couples.get(column.index)
        if (
            compared is None
            or not {column.index, compared.current.index, compared.previous.index} <= row.numbers.keys()
        ):
            continue
        change, now, before = (row.numbers[one.index] for one in (column, *compared.columns))
        change = compared.signs.of(change)
        found = truths(column, change, now, before)
        check = "DIFF" if column.meaning == CHANGE else "PCT_CHANGE"
        cells = _cells(row, column, compared)
        right = next((truth for truth in found if agrees(column, change, truth, now, before)), None)
        if right is not None:
            truth = as_text(right * compared.signs.way)
            yield table.finding(row, check, OK, change.text, truth, f"{before.text} to {now.text}", *cells)
        elif not found:
            is_nought = change.value == 0 and now.value == 0
            status, why = (OK, "nothing in both") if is_nought else (UNVERIFIABLE, "a change on 0 has no percentage")
            yield table.finding(row, check, status, change.text, "", why, *cells)
        else:
            faults.append((column, compared))
    figure = _one_figure(row, faults)
    if figure is not None:
        column, value, why = figure
        rests_on = [cell for other, compared in faults for cell in _cells(row, other, compared)]
        yield table.finding(row, "DIFF", FAIL, row.numbers[column.index].text, as_text(value), why, *rests_on)
        return
    for column, compared in faults:
        yield _fault(table, row, column, compared)


def _cells(row: Row, column: Column, compared: Compared) -> tuple[Cell, ...]:
    """The cells of the change and of the two figures that it compares."""
    return ((row, column), (row, compared.current), (row, compared.previous))


def _one_figure(row: Row, faults: list[tuple[Column, Compared]]) -> tuple[Column, Fraction, str] | None:
    """The figure that would make both difference and percentage right, if both are wrong."""
    amounts = [one for one in faults if one[0].meaning == CHANGE]
    shares = [one for one in faults if one[0].meaning == PERCENT_CHANGE]
    if len(amounts) != 1 or len(shares) != 1 or amounts[0][1] != shares[0][1]:
        return None
    compared = amounts[0][1]
    change, share = row.numbers[amounts[0][0].index], row.numbers[shares[0][0].index]
    now, before = row.numbers[compared.current.index], row.numbers[compared.previous.index]
    for column, figure, then in (
        (compared.current, before.value + change.value, before.value),
        (compared.previous, now.value - change.value, now.value - change.value),
    ):
        if then > 0 and fits(percent(change.value, then), share.value, share.decimals):
            return column, figure, f"difference and percentage beside it are those of {as_text(figure)}"
    return None


def _fault(table: PrintedTable, row: Row, column: Column, compared: Compared) -> Finding:
    change, now, before = (row.numbers[one.index] for one in (column, *compared.columns))
    change = compared.signs.of(change)
    found = truths(column, change, now, before)
    right, said = as_text(found[0] * compared.signs.way), f"{before.text} to {now.text}"
    code = "DIFF" if column.meaning == CHANGE else "PCT_CHANGE"
    cells = _cells(row, column, compared)
    if any(agrees(column, change, -one, now, before) for one in found):
        return table.finding(row, "PCT_SIGN", FAIL, change.text, right, f"wrong sign: {said}", *cells)
    if code == "PCT_CHANGE" and is_cut(found[0], change.value, change.decimals):
        return table.finding(row, code, FAIL, change.text, right, f"{TRUNCATED}: {said}", *cells)
    if (
        code == "PCT_CHANGE"
        and now.value
        and fits(percent(now.value - before.value, now.value), change.value, change.decimals)
    ):
        why = f"wrong base: {said}, on {now.text}"
        return table.finding(row, "WRONG_BASE", FAIL, change.text, right, why, *cells)
    return table.finding(row, code, FAIL, change.text, right, said, *cells)
