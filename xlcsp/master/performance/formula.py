"""What the formulas of *Performance* refer to: tables, names; and the functions of ``xlcsp.answers`` that they call."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlcsp.answers.functions import FUNCTIONS
from xlcsp.answers.shapes import guarded
from xlcsp.calculate import Area, Language, Part

Cells = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the workbook: its columns in their order, and its rows."""

    columns: tuple[str, ...]
    rows: Sequence[Cells]
    places: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", {name: at for at, name in enumerate(self.columns)})

    def cell(self, row: int, column: int) -> Any:
        """The cell in the row and column, both from 0."""
        return self.rows[row].get(self.columns[column])


@dataclass(frozen=True, slots=True)
class Place:
    """The context of a formula: the workbook's tables and names, and the row of *Performance*, from 0."""

    tables: Mapping[str, Table]
    names: Cells
    row: int


def _referred(text: str) -> Part:
    """A name, ``tName[column]``, ``tName[[first]:[last]]``, the latter two also of ``[#This Row]``."""
    if "[" not in text:
        return lambda place: place.names.get(text)
    name, inner = text[:-1].split("[", 1)
    parts = re.findall(r"\[([^]]*)\]", inner) or [inner]
    is_own = parts[0] == "#This Row"
    first, last = parts[is_own], parts[-1]

    def area(place: Place) -> Area:
        table = place.tables[name]
        top, bottom = (place.row, place.row + 1) if is_own else (0, len(table.rows))
        return Area(table.cell, top, bottom, table.places[first], table.places[last] + 1)

    return area


_LANGUAGE = Language(
    r"\w+(?:\[(?:[^][]|\[[^]]*\])*\])?",
    _referred,
    {name.upper(): guarded(function) for name, function in FUNCTIONS.items()},
)
read = functools.cache(_LANGUAGE.read)
