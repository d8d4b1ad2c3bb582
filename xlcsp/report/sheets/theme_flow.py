"""The themes of the printed pack: one begins where the one before ends; in the workbook each has its sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from xlcsp.report.model import Report, ThemeReport
from xlcsp.report.sheets.grid import Grid
from xlcsp.report.sheets.part import draft
from xlcsp.report.sheets.styles import Styles
from xlcsp.report.sheets.themes import (
    HEAD_HEIGHT,
    HEADER,
    KEY_HEIGHT,
    Blocks,
    name_parts,
    theme_widths,
    write_measures_of,
    write_theme,
)

_BETWEEN, _HEADING = 10.0, 24.0  # points: between two themes of a page; the name of the second


Written = tuple[ThemeReport, str, int]
"""A theme with the name of its sheet and the row where it begins."""
NewSheet = Callable[[str, Sequence[float]], Grid]


@dataclass(frozen=True, slots=True)
class Placed:
    """A theme in the pack: how many of its pieces are on each of its pages; whether the first is another's last."""

    pieces: tuple[int, ...]
    is_joined: bool


class Flow:
    """Where each theme goes in the pack, printed a little smaller where that saves pages."""

    def __init__(self, report: Report, styles: Styles, themes: Sequence[Blocks]) -> None:
        self._grid, self._themes = _draft(report, styles), themes
        self._grid.save_pages(self._pages)
        self.places = self._placed()
        self.scale = self._grid.scale

    def _pages(self) -> tuple[int]:
        return (sum(len(placed.pieces) - placed.is_joined for placed in self._placed()),)

    def _placed(self) -> list[Placed]:
        """A theme joins the page before where its name and its first measure fit what is left of it."""
        placed, page = list[Placed](), self._grid.page_height
        used = page
        for theme in self._themes:
            left = page - used - _BETWEEN - _HEADING - HEAD_HEIGHT
            is_joined = bool(placed) and left >= max(theme.upright, theme.heights[0])
            top = page - left if is_joined else self._grid.height_of_rows(1, HEADER)
            parts = _parts(theme, page - top, page - HEAD_HEIGHT)
            placed.append(Placed(tuple(map(len, parts)), is_joined))
            above = top if len(parts) == 1 else HEAD_HEIGHT
            used = above + max(sum(parts[-1]), theme.upright) + KEY_HEIGHT
        return placed


def _parts(theme: Blocks, first: float, others: float) -> list[list[float]]:
    """The heights of its pieces on each page."""
    pages, room = [list[float]()], first
    for height in theme.heights:
        if pages[-1] and sum(pages[-1]) + height > room:
            pages.append([])
            room = others
        pages[-1].append(height)
    return pages


def _draft(report: Report, styles: Styles) -> Grid:
    """A sheet that is only measured, with the rows above the measures."""
    grid = draft(styles, theme_widths(report))
    grid.title("", "")
    grid.height(HEADER, HEAD_HEIGHT)
    return grid


def write_apart(report: Report, styles: Styles, sheet: NewSheet, names: Mapping[str, str]) -> Iterator[Written]:
    """Writes each theme on a sheet of its own, which remembers the pages that it takes in the pack.

    sheet: makes a sheet of that name and those widths; names: of the sheets, by theme.
    """
    grids, blocks = list[Grid](), list[Blocks]()
    for theme in report.themes:
        grids.append(sheet(names[theme.name], theme_widths(report)))
        blocks.append(write_theme(grids[-1], report, theme))
        yield theme, grids[-1].name, 1
    for grid, place in zip(grids, Flow(report, styles, blocks).places, strict=True):
        grid.in_pack, grid.is_joined = len(place.pieces), place.is_joined


def write_together(report: Report, styles: Styles, sheet: NewSheet, names: Mapping[str, str]) -> Iterator[Written]:
    """Writes the themes for the pack, those that share pages on one sheet. sheet, names: as for ``write_apart``."""
    drafts = [write_measures_of(_draft(report, styles), report, theme, HEADER) for theme in report.themes]
    flow = Flow(report, styles, drafts)
    grid, row = None, 1
    for theme, blocks, place in zip(report.themes, drafts, flow.places, strict=True):
        if grid is None or not place.is_joined:
            grid, row = sheet(names[theme.name], theme_widths(report)), 1
            grid.reduce(flow.scale)
            grid.title(theme.name, f"{report.title} ({report.period})")
            header = HEADER
        else:
            grid.height(row - 1, _BETWEEN)
            header = grid.heading(row, theme.name)
        write_measures_of(grid, report, theme, header)
        pieces = iter((first + header - HEADER, last + header - HEADER) for first, last in blocks.pieces)
        parts = [list(islice(pieces, count)) for count in place.pieces]
        ends = [(part[0][0], part[-1][1]) for part in parts]
        name_parts(grid, theme, ends, blocks.upright)
        for _, last in ends[:-1]:
            grid.break_after(last)
        yield theme, grid.name, row
        row = ends[-1][1] + 3  # below the key of marks, and an empty row
        grid.finish(header=HEADER, footer=f"{report.title}: themes")
