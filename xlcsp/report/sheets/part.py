"""A sheet of the report as an entry of ``FRONT``, ``BACK`` or ``ANNEX``; most are one list under a header."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook

from xlcsp.report.model import Report
from xlcsp.report.sheets.grid import Grid, Value
from xlcsp.report.sheets.styles import Styles

HEADER = 4
Styled = tuple[Sequence[Value], str | Sequence[str]]


@functools.cache
def _drafts() -> Workbook:
    """What gives sheets for drafts; it keeps none."""
    return Workbook()


def draft(styles: Styles, widths: Sequence[float]) -> Grid:
    """A sheet that is only measured, in no workbook."""
    book = _drafts()
    grid = Grid(book, styles, "Draft", widths)
    book.remove(grid.sheet)
    return grid


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet of the report: name, column widths (or a function for them), its writing function, *Contents* line.

    is_there: whether the report has this sheet.
    """

    name: str
    widths: Sequence[float] | Callable[[Report], Sequence[float]]
    write: Callable[[Grid, Report], object]
    purpose: str
    is_there: Callable[[Report], bool] = lambda _report: True


def list_part(
    name: str,
    about: str | Callable[[Report], str],
    columns: Mapping[str, float] | Callable[[Report], Mapping[str, float]],
    rows: Callable[[Report], Iterable[Styled]],
    *,
    purpose: str = "",
    is_there: Callable[[Report], bool] = lambda _report: True,
) -> Part:
    """A sheet that is one list.

    about: the line below its title; columns: headings with widths; rows: values with their styles; purpose: its line in
    *Contents*, where that is not ``about``. The first two may be functions of the report.
    """

    def columns_of(report: Report) -> Mapping[str, float]:
        return columns(report) if callable(columns) else columns

    def write(grid: Grid, report: Report) -> None:
        told = about if isinstance(about, str) else about(report)
        grid.title(name, f"{report.title}. {told}")
        last = HEADER
        grid.row(last, columns_of(report), "head left")
        for values, styles in rows(report):
            last += 1
            grid.row(last, values, styles)
        grid.sheet.freeze_panes = grid.sheet.cell(HEADER + 1, 1)
        grid.paginate_closely([(row, row) for row in range(HEADER + 1, last + 1)], HEADER)
        grid.finish(header=HEADER, footer=f"{report.title}: {name.lower()}")

    line = purpose or (about.removesuffix(".") if isinstance(about, str) else "")
    return Part(name, lambda report: tuple(columns_of(report).values()), write, line, is_there)
