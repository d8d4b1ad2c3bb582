"""Relations that rows keep though no heading names them: sums and differences of columns, averages, running totals.

A relation counts as kept if its rows could hardly agree by chance. A row that breaks it is wrong only if it looks
like a slip, or if nearly all rows keep it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, combinations, pairwise, permutations, product, takewhile
from math import isqrt, prod

from xlcsp.audit.checks import FAIL, OK, UNVERIFIABLE
from xlcsp.audit.finding import Finding, as_text
from xlcsp.audit.tables.cells import Number
from xlcsp.audit.tables.columns import CHANGE, LEVEL, RATE, RUNNING, SHARE, Column, scale_of
from xlcsp.audit.tables.table import PrintedTable, Row
from xlcsp.claims.agreement import fits, is_slip

_MOST, _NEARLY_ALL, _FEW = Fraction(3, 5), Fraction(3, 4), 2
_BEYOND_CHANCE, _WHERE_NAMED = 300, 4  # by the product of the figures that agree, for each way that was tried
_NEAREST, _MOST_PARTS, _MOST_COLUMNS, _LEAST = 4, 6, 14, 20
_AVERAGE = re.compile(r"\b(?:average|avg|mean)\b", re.IGNORECASE)
_RATIO = re.compile(r"\bratio\b|\bper\b(?! 1,?0|\s?cent)|\bcost\b|\bunit\b|\bpayback\b", re.IGNORECASE)
_WORKED_OUT = re.compile(
    r"\b(?:outstanding|remain\w*|balance|vacan\w+|failed|missed|late|overdue|breach\w*|not|other|left|net|rest|end|closing|un[a-z]{4,}|average|mean"
    r"|ratio|cumulative|running|gap|total|all|both|combined|sum)\b",
    re.IGNORECASE,
)
_STATUS = re.compile(
    r"(?:complete[d]?|(?:on|off|near|above|below) target|on track"
    r"|delayed|overdue|behind|not started|in progress|under way|ongoing|at risk|off track"
    r"|achieved|missed|met|not met|upheld|not upheld|part(?:ly|ially) upheld|pending|open|closed|accepted|declined"
    r"|withdrawn|granted|refused|approved|rejected|cancelled|green|amber|red|passed|failed)",
    re.IGNORECASE,
)
_BALANCE = re.compile(r"\b(?:open|caseload|outstanding|closing|balance|(?:month|quarter|period) end)\b", re.IGNORECASE)
_MANY = re.compile(r"\b(\d+)[ -]?(?:year|yr|month|quarter)", re.IGNORECASE)
_PROJECTED = re.compile(r"\bproject(?:ed|ion)|\bpro rata\b|\bstraight[- ]line\b|\bannualised\b", re.IGNORECASE)
_YEAR = 12
_OF_A_TIME = {"month": 1, "quarter": 3}
_Rows = list[tuple[Row, Number, Fraction]]
_Terms = tuple[tuple[int, Column], ...]  # columns with their signs


@dataclass(frozen=True, slots=True)
class _Kept:
    """A column that is worked out from others. rows: each row with its number and what the others give."""

    column: Column
    terms: tuple[Column, ...]
    words: str
    rows: tuple[tuple[Row, Number, Fraction], ...]
    ways: int = 1
    is_difference: bool = False
    is_of_rounded: bool = False
    is_ratio: bool = False

    @property
    def is_named(self) -> bool:
        """Whether the heading says that the column is worked out."""
        return _WORKED_OUT.search(self.column.heading) is not None or self.is_of_statuses

    @property
    def is_of_statuses(self) -> bool:
        """Whether this is a whole split by outcome, such as actions that are complete, on track and delayed.

        Red, Amber and Green alone are parts without their whole: none of them is worked out from the others.
        """
        parts = [one for one in (*self.terms, self.column) if _STATUS.fullmatch(one.heading)]
        return _FEW < len(parts) == len(self.terms)

    @property
    def right(self) -> list[Fraction]:
        """How telling each row that keeps the relation is: its value, or a figure that it was worked out from."""
        return [
            max(
                abs(truth) * 10**number.decimals,
                Fraction(isqrt(int(max(abs(row.numbers[one.index].value) for one in self.terms)))),
            )
            for row, number, truth in self.rows
            if self._is_right(number, truth)
        ]

    def _is_right(self, number: Number, truth: Fraction) -> bool:
        """Whether a figure is what the others give, allowing for the rounding of each percentage that is added up."""
        room = len(self.rows) * number.slack if self.is_of_rounded else Fraction(0)
        return fits(truth, number.value, number.decimals) or abs(truth - number.value) <= room

    @property
    def is_sure(self) -> bool:
        """Whether the rows keep the relation, and not by chance."""
        right = self.right
        is_most = len(right) >= _FEW and len(right) >= _MOST * len(self.rows)
        least = (_WHERE_NAMED if self.is_named else _BEYOND_CHANCE) * (1 if self.is_of_statuses else self.ways)
        return is_most and prod(max(one, Fraction(1)) for one in right) >= least

    def findings(self, table: PrintedTable) -> Iterator[Finding]:
        """The findings by row; a row that breaks the relation in a way that no slip would is left out."""
        is_rule = len(self.right) >= _NEARLY_ALL * len(self.rows) and (len(self.rows) > _NEAREST or self.is_named)
        for row, number, truth in self.rows:
            is_right = self._is_right(number, truth)
            is_near = abs(truth - number.value) <= abs(truth) / 4 or is_slip(truth, number.value)
            is_near |= truth < 0 <= number.value or (self.is_of_statuses and truth < number.value)  # parts beyond all
            is_near |= self.is_difference and self.is_named and truth < number.value
            is_large = max(truth, number.value) * 10**number.decimals >= _LEAST or self.is_named or truth < 0
            if is_right or (is_large and (is_near or is_rule) and not _AVERAGE.search(row.label)):
                cells = [(row, one) for one in (self.column, *self.terms)]
                is_open = not is_right and self._has_room(number, truth)
                status = OK if is_right else UNVERIFIABLE if is_open else FAIL
                why = f"most rows are {self.words}; here something may be left out" if is_open else self.words
                yield table.finding(row, "SUM", status, number.text, as_text(truth), why, *cells)

    def _has_room(self, number: Number, truth: Fraction) -> bool:
        """Whether a part that is not printed may explain a row: referrals still open beside accepted and declined."""
        rest = truth - number.value if self.is_difference else number.value - truth
        return not (self.is_named or self.is_ratio) and rest > 0 and not _is_in_the_middle(truth, number.value)


def _is_in_the_middle(truth: Fraction, printed: Fraction) -> bool:
    """Whether two digits are swapped, or one other than the last is different."""
    first, second = str(int(truth)), str(int(printed))
    other = [at for at, (one, two) in enumerate(zip(first, second, strict=False), 1) if one != two]
    is_swapped = sorted(first) == sorted(second)
    return len(first) == len(second) and (is_swapped or (len(other) == 1 and other[0] < len(first)))


def check_kept(table: PrintedTable, told: set[int]) -> Iterator[Finding]:
    """Judges columns that no other check explains. told: the columns that another check explains."""
    known = set(told)
    for column in reversed(table.of(LEVEL, RATE, SHARE)[:_MOST_COLUMNS]):
        if column.index in known:
            continue
        found = next((one for one in _relations(table, column) if one.is_sure), None)
        if found is not None:
            known |= {column.index, *(one.index for one in found.terms)}
            yield from found.findings(table)


def _relations(table: PrintedTable, column: Column) -> Iterator[_Kept]:
    left = [one for one in table.of(LEVEL, RATE) if one.index < column.index]
    if _AVERAGE.search(column.heading):
        yield from _means(table, column, left)
    if RUNNING.search(column.heading):
        yield from (_running(table, column, one) for one in table.of(LEVEL, SHARE, RATE, CHANGE) if one is not column)
    if _RATIO.search(column.heading) or _AVERAGE.search(column.heading):
        before = [one for one in table.of(LEVEL, RATE, SHARE) if one.index < column.index]
        yield from (_ratio(table, column, couple) for couple in permutations(before[-_NEAREST:], 2))
    figures = [one for one in left if one.meaning == LEVEL]
    if _BALANCE.search(column.heading):
        yield from (_balance(table, column, couple) for couple in permutations(figures[-_NEAREST:], 2))
    if _PROJECTED.search(column.heading):
        yield from (_projected(table, column, one, months) for one in figures for months in range(1, _YEAR))
    wholes = [[one for one in figures if one.is_total] or figures, *([one] for one in figures)]
    yield from (
        _part_of_all(table, column, terms, whole, len(figures))
        for whole, terms in product(wholes, _runs(figures))
        if set(terms) != set(whole)
    )
    if column.meaning == LEVEL:
        ways = list(_ways(figures))
        likely = len(figures) if len(figures) <= _FEW else 1  # the likeliest: the sum of all, or the remainder
        yield from (
            _signed(table, column, terms, likely if len(terms) == len(figures) else len(ways)) for terms in ways
        )
        yield from (_product(table, column, couple) for couple in combinations(left[-_NEAREST:], 2))


def _means(table: PrintedTable, column: Column, left: Sequence[Column]) -> Iterator[_Kept]:
    """Averages: of the columns before, of the last rows, or per month of a year's or quarter's total."""
    many = _MANY.search(column.heading)
    parts = [one for one in left if not one.is_total]
    runs = [parts[-int(many[1]) :]] if many else [parts[-size:] for size in range(len(parts), 1, -1)]
    yield from (_mean(table, column, run) for run in runs if len(run) > 1)
    yield from (_rolling(table, column, one, int(many[1])) for one in table.of(LEVEL) if many and one is not column)
    unit = next((months for word, months in _OF_A_TIME.items() if word in column.heading.lower()), 0)
    for whole in reversed(left if unit else ()):
        for months in (12, 3, 6, 9):
            rows = _rows(table, column, [whole], lambda values: values[0])
            parts_of_it = tuple((row, number, total * unit / months) for row, number, total in rows)
            yield _Kept(column, (whole,), f"{whole.heading} over {months} months", parts_of_it, _NEAREST)


def _projected(table: PrintedTable, column: Column, so_far: Column, months: int) -> _Kept:
    """The year's figure at the rate of its first months."""
    rows = _rows(table, column, [so_far], lambda values: values[0] * _YEAR / months)
    counts = tuple(one for one in rows if not one[1].is_percentage)
    return _Kept(column, (so_far,), f"{so_far.heading} of {months} months, for the whole year", counts, _YEAR)


def _runs(figures: Sequence[Column]) -> Iterator[tuple[Column, ...]]:
    """Runs of one, two or three columns side by side."""
    near = figures[-_MOST_PARTS:]
    for size in (1, 2, 3):
        yield from (tuple(near[at : at + size]) for at in range(len(near) - size + 1) if size < len(near))


def _part_of_all(
    table: PrintedTable, column: Column, part: tuple[Column, ...], whole: Sequence[Column], ways: int
) -> _Kept:
    """Percentages of the sum of all columns before, of their total, or of one of them: ``% agree``, ``% KSI``."""
    rows = _Rows()
    for row, number in table.values(column):
        known = {one.index for one in (*part, *whole)} <= row.numbers.keys() and number.is_percentage
        total = sum((row.numbers[one.index].value for one in whole), Fraction(0)) if known else Fraction(0)
        if total > 0 and not any(row.numbers[one.index].is_percentage for one in (*part, *whole)):
            own = sum((row.numbers[one.index].value for one in part), Fraction(0))
            rows.append((row, number, 100 * own / total))
    words = f"{' and '.join(one.heading for one in part)} of {' and '.join(one.heading for one in whole)}"
    return _Kept(column, tuple(dict.fromkeys((*part, *whole))), words, tuple(rows), ways)


def _ways(left: Sequence[Column]) -> Iterator[_Terms]:
    """Sums of the columns just before, differences of two, and what came in less what went out."""
    near = left[-_NEAREST:]
    yield from (tuple((1, one) for one in left[-size:]) for size in range(len(left), 1, -1))
    yield from (((1, one), (-1, other)) for one, other in permutations(near, 2))
    yield from (((1, one), (1, other), (-1, third)) for one, other, third in combinations(near, 3))
    yield from (((1, one), (-1, other), (-1, third)) for one, other, third in combinations(near, 3))


def _rows(
    table: PrintedTable, column: Column, terms: Sequence[Column], truth: Callable[[list[Fraction]], Fraction]
) -> tuple[tuple[Row, Number, Fraction], ...]:
    return tuple(
        (row, number, truth([row.numbers[one.index].value for one in terms]))
        for row, number in table.values(column)
        if all(
            one.index in row.numbers and row.numbers[one.index].is_percentage == number.is_percentage for one in terms
        )
    )


def _signed(table: PrintedTable, column: Column, terms: _Terms, ways: int) -> _Kept:
    columns = tuple(one for _, one in terms)
    rows = _rows(table, column, columns, lambda values: sum(
        (sign * value for (sign, _), value in zip(terms, values, strict=True)), Fraction(0)))  # fmt: skip
    words = " ".join(f"{'+' if sign > 0 else '-'} {one.heading}" for sign, one in terms)
    rows = tuple(one for one in rows if not one[1].is_percentage)
    return _Kept(
        column, columns, words.removeprefix("+ "), rows, ways, is_difference=any(sign < 0 for sign, _ in terms)
    )


def _mean(table: PrintedTable, column: Column, terms: Sequence[Column]) -> _Kept:
    rows = _rows(table, column, terms, lambda values: sum(values, Fraction(0)) / len(values))
    return _Kept(column, tuple(terms), f"the average of {terms[0].heading} to {terms[-1].heading}", rows)


def _ratio(table: PrintedTable, column: Column, terms: tuple[Column, Column]) -> _Kept:
    """One column divided by another, such as a disparity or a unit cost."""
    scale = Fraction(scale_of(terms[0]), scale_of(terms[1]))
    rows = tuple(
        (row, number, scale * row.numbers[terms[0].index].value / row.numbers[terms[1].index].value)
        for row, number in table.values(column)
        if all(one.index in row.numbers for one in terms) and row.numbers[terms[1].index].value
    )
    return _Kept(column, terms, f"{terms[0].heading} divided by {terms[1].heading}", rows, _NEAREST, is_ratio=True)


def _product(table: PrintedTable, column: Column, terms: tuple[Column, Column]) -> _Kept:
    """A number multiplied by a price or size."""
    rows = _rows(table, column, terms, lambda values: values[0] * values[1])
    return _Kept(column, terms, f"{terms[0].heading} times {terms[1].heading}", rows, _NEAREST)


def _rolling(table: PrintedTable, column: Column, of: Column, size: int) -> _Kept:
    """Rolling averages down the rows."""
    figures = table.values(of)
    means = {
        row.place: sum((one.value for _, one in figures[at + 1 - size : at + 1]), Fraction(0)) / size
        for at, (row, _) in enumerate(figures)
        if at + 1 >= size > 1
    }
    rows = tuple((row, number, means[row.place]) for row, number in table.values(column) if row.place in means)
    return _Kept(column, (of,), f"the average of the last {size} of {of.heading}", rows)


def _balance(table: PrintedTable, column: Column, terms: tuple[Column, Column]) -> _Kept:
    """What was open at the end of the row above, with what came in and without what went out."""
    came, went = terms
    rows = tuple(
        (row, number, before.value + row.numbers[came.index].value - row.numbers[went.index].value)
        for (_, before), (row, number) in pairwise(table.values(column))
        if {came.index, went.index} <= row.numbers.keys()
    )
    words = f"the row above + {came.heading} - {went.heading}"
    return _Kept(column, terms, words, rows, _NEAREST, is_difference=True)


def _running(table: PrintedTable, column: Column, of: Column) -> _Kept:
    """Running totals: for each row the sum of the rows down to it."""
    known = list(takewhile(lambda one: of.index in one[0].numbers, table.values(column)))
    totals = accumulate(row.numbers[of.index].value for row, _ in known)
    rows = tuple((row, number, total) for (row, number), total in zip(known, totals, strict=True))
    return _Kept(column, (of,), f"the running total of {of.heading}", rows, is_of_rounded=True)
