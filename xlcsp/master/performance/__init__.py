"""The sheet *Performance*: one list of columns, each with the formula that an officer sees, the same in every row.

The stored values of the cells follow from the same formulas. In the tests, LibreOffice recalculates every cell for
comparison.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xlcsp.calculate import stored
from xlcsp.files.columns import Columns
from xlcsp.master.performance.column import Column
from xlcsp.master.performance.columns import COLUMNS
from xlcsp.master.performance.formula import Cells, Place, Table, read
from xlcsp.master.performance.looks import looks
from xlcsp.master.sheets import COMPARATORS, FIGURES, MEASURES
from xlcsp.planbook.sheet_of import SheetOf, column

__all__ = ["COLUMNS", "NAMED", "PERFORMANCE", "Column", "looks", "worked_out"]

PERFORMANCE = SheetOf(
    "Performance",
    "The year so far, one row for each series: formulas that follow Figures, Measures and Comparators as they change. "
    "Each rebuild adds the rows of new series below the others; the order is yours.",
    Columns(column("id", 13, "id"), *(column(cell.name, cell.width, cell.form) for cell in COLUMNS)),
    frozen=3,
    pages_wide=2,
)
NAMED = {  # names of settings
    "csp_rag_rule": "rag rule",
    "csp_tolerance": "tolerance",
    "csp_rounding": "rounding",
    "csp_rate_tolerance": "tolerance of rates",
}
_LOOKED_UP = (MEASURES, FIGURES, COMPARATORS)
_FORMULAS = {column.name: column.formula for column in COLUMNS if column.formula}


class _Row(dict[str, Any]):
    """A row whose cells are worked out when they are first used."""

    def __init__(self, own: Mapping[str, Any], place: Place) -> None:
        super().__init__(own)
        self.place = place

    def __missing__(self, name: str) -> Any:
        value = self[name] = stored(read(_FORMULAS[name])(self.place)) if name in _FORMULAS else ""
        return value

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ARG002 - each of our columns has a value
        return self[name]


def worked_out(ids: Sequence[str], tables: Mapping[str, Sequence[Cells]], settings: Cells) -> list[Mapping[str, Any]]:
    """The cells of each row, as Excel would work them out. tables: *Measures*, *Figures*, *Comparators* by name.

    settings: the values of ``rag rule``, ``tolerance`` and ``rounding``. A row without an id is blank.
    """
    rows: list[_Row] = []
    sheets = [(layout, tables[layout.name]) for layout in _LOOKED_UP] + [(PERFORMANCE, rows)]
    known = {f"t{of.name}": Table(of.columns.headings, rows_of) for of, rows_of in sheets}
    names = {name: settings.get(of) for name, of in NAMED.items()}
    rows += [_Row({"id": series}, Place(known, names, at)) for at, series in enumerate(ids)]
    return [{name: row[name] for name in ("id", *(column.name for column in COLUMNS))} for row in rows]
