"""What the headings of a table claim, recomputed row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

from xlcsp.audit.checks import FAIL, OK, UNVERIFIABLE
from xlcsp.audit.finding import TRUNCATED, Finding, as_text
from xlcsp.audit.tables.cells import Number, direction_of
from xlcsp.audit.tables.columns import BASELINE, CHANGE, LEVEL, PERCENT_CHANGE, RAG, RATE, SHARE, TARGET, Column
from xlcsp.audit.tables.rates import check_rates
from xlcsp.audit.tables.slip import with_one_slip
from xlcsp.audit.tables.table import Cell, PrintedTable, Row
from xlcsp.audit.tables.totals import check_totals
from xlcsp.claims.agreement import fits, is_cut, percent

_MOST, _SOME = Fraction(3, 5), Fraction(1, 3)  # of the rows: enough without a heading, enough beside a plain one
_FEW = 2


@dataclass(frozen=True, slots=True)
class Compared:
    """Two columns of figures that a change is said of."""

    current: Column
    previous: Column


def audit_table(table: PrintedTable) -> list[Finding]:
    """All findings on one table, by row."""
    findings = with_one_slip(table, _relations(table), _relations)
    order = {row.label: place for place, row in reversed(list(enumerate(table.rows)))}
    return sorted(findings, key=lambda one: order.get(one.measure.removeprefix(f"{table.name}: "), len(order)))


def _relations(table: PrintedTable) -> list[Finding]:
    rates = list(check_rates(table))
    told = {one.rests_on[0][-1] for one in rates}  # a column of "%" that is n of m is no change
    return [*_changes(table, told), *_shares(table), *rates, *check_totals(table), *_arrows(table)]


# --- differences and percentages -------------------------------------------------------------------------------------


def _changes(table: PrintedTable, told: set[int]) -> Iterator[Finding]:
    couples: dict[int, Compared] = {}
    for column in table.of(CHANGE, PERCENT_CHANGE):
        compared = _compared(table, column)
        if compared is None and column.index in told:
            continue
        if compared is None:
            yield from _nothing_to_compare(table, column)
        else:
            couples[column.index] = compared
    for row in table.rows:
        yield from _of_row(table, row, couples)


def _nothing_to_compare(table: PrintedTable, column: Column) -> Iterator[Finding]:
    check = "DIFF" if column.meaning == CHANGE else "PCT_CHANGE"
    for row, number in table.values(column):
        why = "which figures it is worked out from is not clear from the headings and rows"
        yield table.finding(row, check, UNVERIFIABLE, number.text, "", why, (row, column))


def _compared(table: PrintedTable, column: Column) -> Compared | None:
    """The two columns that a column of changes is said of: by their headings, else as most rows have it."""
    levels = _candidates(table, column)
    named = _named(levels)
    scores = {couple: _score(table, column, *couple) for couple in permutations(levels, 2)}
    if named is not None:
        kept, all_rows = scores[named]
        if kept and (kept >= _SOME * all_rows or all_rows <= _FEW):
            return Compared(*named)
        if all_rows and all_rows <= _FEW and len(levels) == _FEW:
            return Compared(*named)
    best = max(scores, key=lambda couple: (scores[couple][0], couple == named), default=None)
    if best is None:
        return None
    kept, all_rows = scores[best]
    return Compared(*best) if kept >= _FEW and kept >= _MOST * all_rows else None


def _candidates(table: PrintedTable, column: Column) -> list[Column]:
    """The figures left of a column of changes, back to the changes before them; else all figures of the table."""
    block: list[Column] = []
    for other in reversed(table.columns[: column.index]):
        if other.meaning in (LEVEL, RATE, TARGET, BASELINE):
            block.append(other)
        elif block and other.meaning in (CHANGE, PERCENT_CHANGE):
            break
    if len(block) < _FEW:
        block = table.of(LEVEL, RATE, TARGET, BASELINE)
    return sorted(block, key=lambda one: one.index)[-6:]


def _named(levels: Sequence[Column]) -> tuple[Column, Column] | None:
    """The columns of this year and of last year, by their headings."""
    dated = [one for one in levels if one.order is not None and one.meaning in (LEVEL, RATE)]
    by_order = sorted(dated, key=lambda one: one.order or (0, 0))
    if len(by_order) >= _FEW and by_order[-1].order != by_order[-2].order:
        return by_order[-1], by_order[-2]
    bases = [one for one in levels if one.meaning in (BASELINE, TARGET)]
    plain = [one for one in levels if one.meaning in (LEVEL, RATE)]
    return (plain[0], bases[0]) if len(bases) == 1 and len(plain) == 1 else None


def _score(table: PrintedTable, column: Column, current: Column, previous: Column) -> tuple[int, int]:
    """How many rows keep the relation, of how many that have all three numbers."""
    kept = rows = 0
    for row in table.rows:
        numbers = [row.numbers.get(one.index) for one in (column, current, previous)]
        change, now, before = numbers
        if change is None or now is None or before is None:
            continue
        rows += 1
        kept += _is_right(column, change, now, before)
    return kept, rows


def _is_right(column: Column, change: Number, now: Number, before: Number) -> bool:
    truths = _truths(column, now, before)
    return any(_agrees(column, change, truth, now, before) for truth in truths)


def _truths(column: Column, now: Number, before: Number) -> list[Fraction]:
    difference = now.value - before.value
    if column.meaning == CHANGE and not (column.heading.startswith("%")):
        return [difference]
    relative = [percent(difference, before.value)] if before.value else []
    return [*relative, difference] if now.is_percentage else relative


def _agrees(column: Column, change: Number, truth: Fraction, now: Number, before: Number) -> bool:
    printed, value = (change.value, truth) if change.signed or change.value < 0 else (abs(change.value), abs(truth))
    if change.value == 0 and not change.signed:
        value = truth
    if fits(value, printed, change.decimals):
        return True
    slack = now.slack + before.slack
    if not slack:
        return False
    if column.meaning == PERCENT_CHANGE and before.value:
        slack = 100 * slack * (1 + abs(now.value / before.value)) / abs(before.value)
    return abs(value - printed) <= slack + Fraction(1, 2 * 10**change.decimals)


def _of_row(table: PrintedTable, row: Row, couples: dict[int, Compared]) -> Iterator[Finding]:
    """One row's difference and percentage; where one figure explains both, that figure alone is wrong."""
    faults: list[tuple[Column, Compared]] = []
    for column in table.columns:
        compared = couples.get(column.index)
        if (
            compared is None
            or not {column.index, compared.current.index, compared.previous.index} <= row.numbers.keys()
        ):
            continue
        change, now, before = (row.numbers[one.index] for one in (column, compared.current, compared.previous))
        truths = _truths(column, now, before)
        check = "DIFF" if column.meaning == CHANGE else "PCT_CHANGE"
        cells = _cells(row, column, compared)
        right = next((truth for truth in truths if _agrees(column, change, truth, now, before)), None)
        if right is not None:
            yield table.finding(row, check, OK, change.text, as_text(right), f"{before.text} to {now.text}", *cells)
        elif not truths:
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
    """The change and the two figures that it is said of."""
    return ((row, column), (row, compared.current), (row, compared.previous))


def _one_figure(row: Row, faults: list[tuple[Column, Compared]]) -> tuple[Column, Fraction, str] | None:
    """The figure that would make difference and percentage right together, where both are wrong."""
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
    change, now, before = (row.numbers[one.index] for one in (column, compared.current, compared.previous))
    truths = _truths(column, now, before)
    truth, said = truths[0], f"{before.text} to {now.text}"
    code = "DIFF" if column.meaning == CHANGE else "PCT_CHANGE"
    cells = _cells(row, column, compared)
    if any(_agrees(column, change, -one, now, before) for one in truths):
        return table.finding(row, "PCT_SIGN", FAIL, change.text, as_text(truth), f"wrong sign: {said}", *cells)
    if code == "PCT_CHANGE" and is_cut(truth, change.value, change.decimals):
        return table.finding(row, code, FAIL, change.text, as_text(truth), f"{TRUNCATED}: {said}", *cells)
    if (
        code == "PCT_CHANGE"
        and now.value
        and fits(percent(now.value - before.value, now.value), change.value, change.decimals)
    ):
        why = f"wrong base: {said}, on {now.text}"
        return table.finding(row, "WRONG_BASE", FAIL, change.text, as_text(truth), why, *cells)
    return table.finding(row, code, FAIL, change.text, as_text(truth), said, *cells)


# --- shares and arrows -----------------------------------------------------------------------------------------------


def _shares(table: PrintedTable) -> Iterator[Finding]:
    """A column of shares of the total, where most rows keep it."""
    totals = [row for row in table.rows if "total" in row.label.lower() or row.label.lower().startswith("all ")]
    if len(totals) != 1:
        return
    for column in table.of(SHARE, PERCENT_CHANGE):
        for level in table.of(LEVEL):
            whole = totals[0].numbers.get(level.index)
            if whole is None or not whole.value:
                continue
            rows = [
                (row, number, row.numbers[level.index])
                for row, number in table.values(column)
                if level.index in row.numbers
            ]
            right = [fits(percent(one.value, whole.value), number.value, number.decimals) for _, number, one in rows]
            if sum(right) >= 3 and sum(right) >= _MOST * len(rows):  # noqa: PLR2004 - two may agree by chance
                for (row, number, one), is_right in zip(rows, right, strict=True):
                    truth = as_text(percent(one.value, whole.value))
                    cells = ((row, column), (row, level), (totals[0], level))
                    status = OK if is_right else FAIL
                    yield table.finding(row, "RATE", status, number.text, truth, f"{one.text} of {whole.text}", *cells)
                break


def _arrows(table: PrintedTable) -> Iterator[Finding]:
    """Arrows and words of direction against the change beside them, where nearly all rows agree."""
    for column in table.of(RAG):
        arrows = [(row, direction_of(row.cells[column.index])) for row in table.rows if column.index < len(row.cells)]
        for changes in _directions(table):
            rows = [(row, arrow, changes[row]) for row, arrow in arrows if arrow and changes.get(row)]
            right = [change * arrow > 0 for _, arrow, change in rows]
            if len(right) > 3 and sum(right) >= Fraction(3, 4) * len(right):  # noqa: PLR2004
                for row, arrow, change in rows:
                    if change * arrow < 0:
                        why = f"the arrow points the other way than {as_text(change)}"
                        yield table.finding(row, "PCT_SIGN", FAIL, row.cells[column.index], as_text(change), why)
                return


def _directions(table: PrintedTable) -> Iterator[dict[Row, Fraction]]:
    """By row, what an arrow may be said of: the changes that are printed, else the later figure less the earlier."""
    for column in (*table.of(CHANGE), *table.of(PERCENT_CHANGE)):
        yield {row: number.value for row, number in table.values(column)}
    named = _named(table.of(LEVEL, RATE))
    if named is not None:
        now, before = (dict(table.values(column)) for column in named)
        yield {row: now[row].value - before[row].value for row in now if row in before}
