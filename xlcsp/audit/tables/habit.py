"""A rule by which other cells give a column: if most rows keep it, a row that breaks it is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlcsp.audit.checks import FAIL, OK, UNVERIFIABLE
from xlcsp.audit.finding import Finding, as_text
from xlcsp.audit.tables.cells import Number
from xlcsp.audit.tables.table import Cell, PrintedTable
from xlcsp.claims.agreement import fits

FEW, MOST = 2, Fraction(3, 5)


@dataclass(frozen=True, slots=True)
class Line:
    """A printed number and what other cells give for it. truth: None if they give nothing. cells: its own first."""

    number: Number
    truth: Fraction | None
    words: str
    cells: tuple[Cell, ...]
    is_right: bool

    @classmethod
    def of(cls, number: Number, truth: Fraction, words: str, *cells: Cell) -> Line:
        """A line whose number is right if it is the truth, rounded."""
        return cls(number, truth, words, cells, fits(truth, number.value, number.decimals))

    def finding(self, table: PrintedTable, check: str) -> Finding:
        """The finding on this line."""
        status = UNVERIFIABLE if self.truth is None else OK if self.is_right else FAIL
        truth = "" if self.truth is None else as_text(self.truth)
        return table.finding(self.cells[0][0], check, status, self.number.text, truth, self.words, *self.cells)


Way = Sequence[Line]  # the lines of a column by one rule


def right(way: Way) -> int:
    """The number of lines that keep the rule."""
    return sum(line.is_right for line in way)


def is_habit(kept: int, rows: int, least: int = FEW) -> bool:
    """Whether enough rows keep a rule to make it theirs."""
    return kept >= least and kept >= MOST * rows


def by_habit(table: PrintedTable, check: str, ways: Iterable[Way], least: int = FEW) -> Iterator[Finding]:
    """The findings by the rule that most rows keep; none if too few keep it."""
    best = max(ways, key=right, default=())
    if is_habit(right(best), len(best), least):
        yield from (line.finding(table, check) for line in best)
