"""A column of *Performance*, and a row while it is being worked out.

In the formulas ``[@x]`` is the row's own cell, ``M(x)`` the series' cell in *Measures*, ``F(x)`` in *Figures*, ``C(x)``
in *Comparators*. No argument is skipped: "" stands for one that is left out, which LibreOffice would pass as 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlcsp.master.sheets import YEARS_KEPT

Cell = Any
Cells = Mapping[str, Cell]
QUARTERS = ("Q1", "Q2", "Q3", "Q4")
WORDS = ("role", "kind", "polarity", "rule", "target_rule", "judged", "rag_rule", "projection")


@dataclass(slots=True)
class Row:
    """A row being worked out: what its formulas look up, and its own cells so far.

    plan, figures, compared: the series' rows of *Measures*, *Figures* and *Comparators*; None where there is none.
    settings: the rule and tolerance of *Settings*. beside: the cells of all rows.
    """

    id: str
    plan: Cells | None
    figures: Cells | None
    compared: Cells | None
    settings: Cells
    cells: dict[str, Cell] = field(default_factory=dict)
    beside: Sequence[Cells] = ()

    def __getitem__(self, name: str) -> Cell:
        """The row's own cell; a word of the plan in small letters, for Excel compares without regard to capitals."""
        return _small(name, self.cells[name])

    def m(self, name: str) -> Cell:
        """The series' cell in *Measures*, words as in the row's own cells; None where it is blank."""
        return _small(name, (self.plan or {}).get(name))

    def c(self, name: str) -> Cell:
        """The series' cell in *Comparators*."""
        return (self.compared or {}).get(name)

    def run(self, prefix: str = "") -> list[list[Cell]]:
        """The row's four quarters."""
        return [[self.cells[f"{prefix}{quarter}"] for quarter in QUARTERS]]

    def years(self, prefix: str = "") -> list[list[Cell]]:
        """The earlier years, side by side."""
        return [[self.c(f"{prefix}Y-{back} {q}") for back in range(YEARS_KEPT, 0, -1) for q in QUARTERS]]


def _small(name: str, value: Cell) -> Cell:
    return value.casefold() if name in WORDS and isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its width, its form (text, number, percent), its formula and what that answers."""

    name: str
    width: float
    form: str
    formula: str
    value: Callable[[Row], Cell]


COLUMNS: list[Column] = []


def column(
    name: str, width: float, form: str, formula: str
) -> Callable[[Callable[[Row], Cell]], Callable[[Row], Cell]]:
    """Adds a column; what is decorated answers its formula."""

    def add(value: Callable[[Row], Cell]) -> Callable[[Row], Cell]:
        COLUMNS.append(Column(name, width, form, formula, value))
        return value

    return add


def looked_up(name: str, width: float, form: str, source: str, otherwise: str = "") -> None:
    """A cell taken over from another sheet: blank stays blank, and a series that is not there gives ``otherwise``."""
    table, name_there = source[0], source[2:-1]
    place = "plan row" if table == "M" else "row"
    formula = f'IF([@{place}]=0,"{otherwise}",IF({source}="","",{source}))'

    def value(row: Row) -> Cell:
        found = {"M": row.plan, "F": row.figures, "C": row.compared}[table]
        if found is None:
            return otherwise
        return "" if found.get(name_there) is None else found[name_there]

    column(name, width, form, formula)(value)


def with_default(name: str, width: float, default: str) -> None:
    """A word taken over from *Measures*; the default where it is blank there."""
    formula = f'IF([@plan row]=0,"",IF(M({name})="","{default}",M({name})))'
    column(name, width, "text", formula)(lambda row: "" if row.plan is None else row.plan.get(name) or default)
