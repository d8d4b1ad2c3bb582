"""The columns' formulas as they stand in the file, and the cells of all rows as Excel would work them out."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence

from xlcsp.master.performance import columns
from xlcsp.master.performance.column import WORDS, Cell, Cells, Column, Row
from xlcsp.master.sheets import YEARS_KEPT, SheetOf
from xlcsp.master.sheets import Column as SheetColumn

COLUMNS: tuple[Column, ...] = tuple(columns.ALL)
PERFORMANCE = SheetOf(
    "Performance",
    "The year so far, one row for each series: formulas that follow Figures, Measures and Comparators as they change. "
    "To add a row, fill down the last one and enter the id.",
    (SheetColumn("id", 13, "id"), *(SheetColumn(one.name, one.width, one.form) for one in COLUMNS)),
    frozen=3,
    pages_wide=2,
)
_BY_NEIGHBOURS = ("measure RAG",)  # worked out when all the other cells are
_SPECIAL = {
    "YEARS": f"INDEX(tComparators[[Y-{YEARS_KEPT} Q1]:[Y-1 Q4]],[@row],0)",
    "OF_YEARS": f"INDEX(tComparators[[of Y-{YEARS_KEPT} Q1]:[of Y-1 Q4]],[@row],0)",
    "LAST_YEAR": "INDEX(tComparators[[last year Q1]:[last year Q4]],[@row],0)",
    "DECIMALS": 'IF(OR([@kind]="rate",[@kind]="percentage"),2,0)'
    '+IF(OR([@kind]="rate",[@kind]="percentage",[@kind]="per population",[@kind]="snapshot"),'
    'IF(csp_rounding="",1,csp_rounding),0)',
    "CHECKED": 'IFERROR(IF(INDEX(tComparators[id],MATCH([@id]&"",tFigures[id],0))=[@id]&"",'
    'MATCH([@id]&"",tFigures[id],0),0),0)',
}
_TABLES = {"M": ("tMeasures", "plan row"), "F": ("tFigures", "row"), "C": ("tComparators", "row")}


@functools.cache
def formula(column: Column) -> str:
    """The column's formula as it stands in the file; empty for a column without one."""
    text = re.sub(r"\b(OF_YEARS|YEARS|LAST_YEAR|DECIMALS|CHECKED)\b", lambda found: _SPECIAL[found[0]], column.formula)
    text = re.sub(
        r"\b([MFC])\(([^()]+)\)",
        lambda found: _looked_up(found[1], found[2]),
        text,
    )
    text = re.sub(r"\[@(\[[^\]]+\]:\[[^\]]+\])\]", r"tPerformance[[#This Row],\1]", text)
    text = f'IF([@id]="","",{text})' if text else ""
    return "=" + re.sub(r"\[@([^\]]+)\]", r"tPerformance[[#This Row],[\1]]", text) if text else ""


def _looked_up(table: str, name: str) -> str:
    """The series' cell; a word of the plan without the blanks around it, which nobody sees."""
    cell = f"INDEX({_TABLES[table][0]}[{name}],[@{_TABLES[table][1]}])"
    return f"TRIM({cell})" if table == "M" and name in WORDS else cell


def worked_out(ids: Sequence[str], tables: Mapping[str, Sequence[Cells]], settings: Cells) -> list[dict[str, Cell]]:
    """The cells of each row, as Excel would work them out. tables: *Measures*, *Figures*, *Comparators* by name.

    settings: the values of ``rag rule``, ``tolerance`` and ``rounding``. A row without an id is blank.
    """
    places: dict[str, dict[str, int]] = {name: {} for name in tables}
    for name, rows in tables.items():
        for at, row_there in enumerate(rows, 1):
            places[name].setdefault(str(row_there["id"]).casefold(), at)  # as MATCH compares
    done: list[Row] = []
    for one in ids:
        found = {name: places[name].get(one.casefold(), 0) for name in tables}
        if found["Comparators"] != found["Figures"]:
            found["Comparators"] = found["Figures"] = 0
        plan, figures, compared = (
            tables[name][found[name] - 1] if found[name] else None for name in ("Measures", "Figures", "Comparators")
        )
        own = {"id": one, "plan row": found["Measures"], "row": found["Figures"]}
        row = Row(one, plan, figures, compared, settings, own)
        for name in ("state", "quarter"):
            row.cells[name] = "" if row.c(name) is None else row.c(name)
        done.append(row)
    for column in sorted(COLUMNS, key=lambda column: column.name in _BY_NEIGHBOURS):
        for row in done:
            row.cells[column.name] = column.value(row) if row.id else ""
        if column.name == "ref":
            _find_neighbours(done)
    return [row.cells for row in done]


def _find_neighbours(rows: list[Row]) -> None:
    """Where each row's measure begins, and how many rows it has."""
    refs = [row["ref"] for row in rows]
    for row in rows:
        row.beside = [one.cells for one in rows]
        row.cells["first"], row.cells["rows"] = refs.index(row["ref"]) + 1, refs.count(row["ref"])
