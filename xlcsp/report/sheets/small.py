"""Cells, sizes and merged ranges in the form that openpyxl's writer needs; its own classes validate each number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from openpyxl.cell.cell import Cell
from openpyxl.compat import safe_string
from openpyxl.utils import get_column_letter
from openpyxl.xml.functions import Element


class StyledCell(Cell):  # type: ignore[misc]
    """A cell that has a style, which the writer asks it twice."""

    __slots__ = ()
    has_style = True


class Height:
    """A row's height in the form openpyxl's writer needs; its own class has fifteen attributes, all validated."""

    def __init__(self, points: float) -> None:
        self._points = points

    def __iter__(self) -> Iterator[tuple[str, str]]:
        yield "ht", safe_string(self._points)
        yield "customHeight", "1"


class Width:
    """A column's width in the form the writer needs."""

    outlineLevel = 0  # noqa: N815 - openpyxl's name

    def __init__(self, column: int, width: float) -> None:
        self.min, self.width = column, width

    def reindex(self) -> None:
        """Called by the writer; it knows its column already."""

    def to_tree(self) -> Any:
        """Its element."""
        place = str(self.min)
        return Element("col", width=safe_string(self.width), customWidth="1", min=place, max=place)


class Area(NamedTuple):
    """A merged range in the form the writer needs; openpyxl's own class validates every number."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        first, last = (f"{get_column_letter(c)}{r}" for c, r in ((self.left, self.top), (self.right, self.bottom)))
        return first if first == last else f"{first}:{last}"
