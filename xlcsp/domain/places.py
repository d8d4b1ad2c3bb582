"""Where a figure comes from: all the cells that its numbers were read from, by file and sheet."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from xlcsp.domain.figures import Figure, Revision, Source

_CELL = re.compile(r"([A-Z]{1,3})(\d+)")


def sources_of(figure: Figure) -> tuple[Source, ...]:
    """Its cells, numerator and denominator; for a figure made of months, those of the months."""
    parts = figure.months or (figure,)
    return tuple(source for part in parts for source in (part.source, *part.other_sources))


def sources_of_change(revision: Revision) -> tuple[tuple[Source, ...], tuple[Source, ...]]:
    """The cells that a revision changed, before and now: of a monthly series those of the months that changed."""
    old, new = revision.old, revision.new
    months = [old for old, _ in revision.months if old is not None]
    if months:
        old = replace(old, months=tuple(months))
    if revision.months:
        new = replace(new, months=tuple(now for _, now in revision.months))
    return sources_of(old), sources_of(new)


def place_words(sources: Iterable[Source]) -> str:
    """``2014-15 Q1/Police.xlsx, Return!J7:L7``; of several files one after another."""
    return "; ".join(", ".join(filter(None, place)) for place in places(sources))


def places(sources: Iterable[Source]) -> list[tuple[str, str]]:
    """Each file, with the sheet and the cells in it: ``("2014-15 Q1/Police.xlsx", "Return!J7:L7")``."""
    cells_of: dict[tuple[str, str], list[str]] = {}
    for source in sources:
        if source.file or source.sheet:
            cells_of.setdefault((source.file, source.sheet), []).append(source.cell)
    return [(file, "!".join(filter(None, (sheet, spans(cells))))) for (file, sheet), cells in cells_of.items()]


def spans(cells: Iterable[str]) -> str:
    """Cells in a row as one: ``J7:L7, N7``; what is no single cell stays as it is."""
    unique = list(dict.fromkeys(filter(None, cells)))
    single = {_place(match) for match in map(_CELL.fullmatch, unique) if match}
    return ", ".join([*_rows(single), *(cell for cell in unique if not _CELL.fullmatch(cell))])


def _place(match: re.Match[str]) -> tuple[int, int, str]:
    return int(match[2]), column_number(match[1]), match[0]


@functools.lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """The place of a column by its letters: ``AB`` is 28."""
    return functools.reduce(lambda number, letter: number * 26 + ord(letter) - 64, letters, 0)


def _rows(single: set[tuple[int, int, str]]) -> Iterator[str]:
    runs: list[list[tuple[int, int, str]]] = []
    for cell in sorted(single):
        row, column, _ = runs[-1][-1] if runs else (0, 0, "")
        if (row, column + 1) == cell[:2]:
            runs[-1].append(cell)
        else:
            runs.append([cell])
    for run in runs:
        yield run[0][2] if len(run) == 1 else f"{run[0][2]}:{run[-1][2]}"
