"""A series' year: for each quarter a figure, or why there is none. Built once and then passed on unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Self

from xlcsp.domain.figures import Figure
from xlcsp.domain.kinds import Kind
from xlcsp.domain.numbers import added, listed
from xlcsp.domain.periods import QUARTERS_A_YEAR, Quarter
from xlcsp.errors import MeasureError

NO_REASON = "No return"
CONTRADICTED = "The year to date does not hold the quarters before it"


class State(StrEnum):
    """What is known of a quarter."""

    HELD = "figure"
    GAP = "missing"  # due, but no figure
    CONTAINED = "contained"  # within the next figure, a year to date that covers it
    NOT_DUE = "not due"
    NOT_BEGUN = "not begun"  # before the series' first quarter
    CLOSED = "closed"


HELD, GAP, CONTAINED, NOT_DUE, NOT_BEGUN, CLOSED = State
Entry = Fraction | State
"""A quarter's number, or why there is none."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One quarter of a series.

    value: the quarter's own figure (a proportion where only a percentage was given); denominator: m, or the
    population. to_date: the year to date as the return gave it. figure: the record behind it, with its source.
    """

    quarter: Quarter
    state: State
    value: Fraction | None = None
    denominator: Fraction | None = None
    milestone: str = ""
    to_date: Fraction | None = None
    marks: tuple[str, ...] = ()
    figure: Figure | None = None

    @property
    def reason(self) -> str:
        """Why there is no figure."""
        if self.figure is None:
            return NO_REASON
        return CONTRADICTED if self.figure.has_value else self.figure.reason or NO_REASON

    @property
    def commentary(self) -> str:
        """The provider's commentary."""
        return self.figure.commentary if self.figure else ""

    def proportion(self, kind: Kind) -> Fraction | None:
        """The quarter's rate or percentage."""
        if kind.is_pair and self.denominator is not None:
            return self.value / self.denominator if self.value is not None and self.denominator else None
        return self.value


@dataclass(frozen=True, slots=True)
class Run:
    """One number for each quarter of a year so far.

    values: four figures in order; None for a quarter without one. due: how many quarters are in, counted to the last
    one that has a figure or is known to be missing. gaps: the numbers of the due quarters without a figure (those
    contained in a later year to date are no gaps). spanned: those contained in the next figure. before: how many there
    were before the series began.
    """

    values: tuple[Fraction | None, ...]
    due: int
    gaps: tuple[int, ...]
    spanned: tuple[int, ...]
    before: int = 0

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> Self:
        """The run of up to four quarters.

        A quarter that is not due, before one that is, counts as a gap unless contained.
        """
        year = (*entries, *[NOT_DUE] * (QUARTERS_A_YEAR - len(entries)))
        values = tuple(None if isinstance(entry, State) else entry for entry in year)
        if None not in values:
            return cls(values, QUARTERS_A_YEAR, (), ())
        due = max((number for number, entry in enumerate(year, 1) if entry not in (NOT_DUE, NOT_BEGUN)), default=0)
        before = next((at for at, entry in enumerate(year) if entry is not NOT_BEGUN), len(year))
        gaps: list[int] = []
        spanned: list[int] = []
        for number in range(due, before, -1):
            if year[number - 1] is CONTAINED and number < due and number + 1 not in gaps:
                spanned.insert(0, number)
            elif values[number - 1] is None:
                gaps.insert(0, number)
        return cls(values, due, tuple(gaps), tuple(spanned), before)

    @property
    def is_complete(self) -> bool:
        """Whether at least one quarter is in and none is missing."""
        return self.due > 0 and not self.gaps

    @property
    def has_figures(self) -> bool:
        """Whether there is any figure at all."""
        return any(value is not None for value in self.values)

    @property
    def total(self) -> Fraction:
        """The sum of the figures there are; not a year to date unless the run is complete."""
        return added([value for value in self.values if value is not None])

    @property
    def latest(self) -> Fraction | None:
        """The last due quarter's figure; None when it is missing, never an older one."""
        return self.values[self.due - 1] if self.due else None

    @property
    def text(self) -> str:
        """The quarters that have figures, in words: ``Q1 and Q3 only``, or ``No data``."""
        names = [f"Q{n}" for n in range(1, self.due + 1) if self.values[n - 1] is not None or n in self.spanned]
        return f"{listed(names)} only" if names else "No data"


NOTHING = Run((None,) * QUARTERS_A_YEAR, 0, (), ())


@dataclass(frozen=True, slots=True)
class Year:
    """A series' year so far: the numerator and denominator (or residents) of each quarter, and which of them count.

    run: the numerators that count; for n and m, only those that have both.
    """

    kind: Kind
    run: Run
    numerators: Run
    denominators: Run = NOTHING

    @classmethod
    def of(cls, kind: Kind, numerators: Run, denominators: Run = NOTHING) -> Self:
        """The year of a kind of series. Raises MeasureError where n is greater than m."""
        run = _paired(numerators, denominators, is_part=kind.is_part) if kind.is_pair else numerators
        return cls(kind, run, numerators, denominators)

    @property
    def latest(self) -> Fraction | None:
        """The last due quarter's own value: of n and m their quotient; None when it is missing, never an older one."""
        value, below = self.run.latest, self.denominators.latest
        if value is None or not self.kind.is_pair:
            return value
        return value / below if below else None

    @property
    def pooled(self) -> Fraction | None:
        """Σn ÷ Σm; None while a due quarter is missing or when Σm is 0."""
        below = self.denominators.total
        return self.numerators.total / below if self.run.is_complete and below else None


def _paired(n: Run, m: Run, *, is_part: bool) -> Run:
    """The numerators that have a denominator."""
    due, before = max(n.due, m.due), max(n.before, m.before)
    both: list[Fraction | None] = []
    for number, (above, below) in enumerate(zip(n.values, m.values, strict=True), 1):
        if is_part and above is not None and below is not None and above > below:
            raise MeasureError(f"Q{number}: {above} of {below} is not possible; n is at most m.")
        both.append(above if below is not None else None)
    spanned = tuple(number for number in n.spanned if number in m.spanned)
    gaps = tuple(number for number in range(before + 1, due + 1) if both[number - 1] is None and number not in spanned)
    return Run(tuple(both), due, gaps, spanned, before)
