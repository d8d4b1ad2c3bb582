"""Cells, heights and merged ranges in the form that openpyxl's writer needs; its own classes validate each number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from openpyxl.cell.cell import Cell
from openpyxl.compat import safe_string
from openpyxl.utils import get_column_letter


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


class Area(NamedTuple):
    """A merged range in the form the writer needs; openpyxl's own class validates every number."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        first, last = (f"{get_column_letter(c)}{r}" for c, r in ((self.left, self.top), (self.right, self.bottom)))
        return first if first == last else f"{first}:{last}"
