"""A document as paragraphs and tables in their order: from lines, from pages, or from the rows of a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from xlcsp.audit.tables.cells import number_of

_ENDS = re.compile(r"[.!?:;)\]]\s*$|^\s*$")
_BREAKS_OFF = re.compile(
    r"\b(?:of|the|an?|to|by|from|and|or|than|with|was|were|is|are|for|at|on|in|as|between|against|which|per)\s*$"
)
_APART = re.compile(r"\s{3,}")  # columns made with blanks, if not read as a table, still separate their text
_BLANKS = re.compile(r"\s{2,}")
_DIGITS = r"(?:[+-]\s?)?[£(]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?\)?"
_NUMBER = re.compile(_DIGITS)
_NUMBERS = re.compile(rf"(?P<label>[^\d\t]*?)(?P<numbers>(?:(?:^|\s+){_DIGITS}){{3,}})\s*")
_OPENS = re.compile(
    r"\s*(?:[•●▪\-–—*]|\d+(?:\.\d+)*\.?\s+[A-Z]|[A-Z][^.]{0,60}:)"
)  # a point, a numbered paragraph, a key
_FULL = 70  # characters: a line this long was broken because it was full
_LEAST_FULL, _NEARLY = 40, 0.85  # so is one nearly as long as the longest, before a number
_LEAST_COLUMNS = 2
_LONGEST_ROW = 400  # characters, at most, of a row of numbers
_PAGE_NUMBER = re.compile(r"[-–—|\s]*(?:page\s*)?(?:\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?)?[-–—|\s]*", re.IGNORECASE)
_EDGE = 2  # lines at the top and the bottom of a page that may be its head or foot


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (one row of one cell) or a table's rows. name: of the sheet, if it comes from one."""

    rows: tuple[tuple[str, ...], ...]
    is_table: bool
    name: str = ""


def blocks_of_lines(lines: Iterable[str]) -> list[Block]:
    """The blocks of a text: lines with tabs, bars or equal columns are rows of a table, other lines paragraphs."""
    lines = list(_without_gaps(list(lines)))
    widest = max(map(len, lines), default=0)
    found: list[Block] = []
    rows: list[tuple[str, ...]] = []
    words = before = ""
    for line, row in _with_rows([*lines, ""]):
        if row:
            found += [Block(((words,),), is_table=False)] if words else []
            words = ""
            rows.append(row)
            before = line
            continue
        if rows:
            is_line = len(rows) == 1 and "\t" not in before
            found.append(
                Block((("; ".join(rows[0]),),), is_table=False) if is_line else Block(tuple(rows), is_table=True)
            )
            rows = []
        if words and not _runs_on(before, line, widest):
            found.append(Block(((words,),), is_table=False))
            words = ""
        *apart, rest = _APART.split(line.strip())
        found += [Block(((piece,),), is_table=False) for piece in (words, *apart) if apart and piece]
        words, before = rest if apart else f"{words} {rest}".strip(), line
    return found


def _without_gaps(lines: Sequence[str]) -> Iterator[str]:
    """The lines without the blank one between two rows of as many numbers: a page copied as text has one after each."""
    many = [len(_row_of(line)) for line in lines]
    for at, line in enumerate(lines):
        around = many[max(0, at - 1) : at + 2]
        if line.strip() or around != [around[0], 0, around[0]] or not around[0]:
            yield line


def breaks_off(text: str) -> bool:
    """Whether a text ends in a word that no sentence ends in: ``after fees of``."""
    return _BREAKS_OFF.search(text) is not None


def _runs_on(before: str, line: str, widest: int) -> bool:
    """Whether a line goes on with the sentence of the one before.

    It begins in lower case, or the one before was full or ends in the midst of its sentence.
    """
    if _ENDS.search(before) or not line.strip():
        return False
    if line.lstrip()[:1].islower():
        return True
    length = len(before.strip())
    is_full = length >= _FULL or breaks_off(before)
    is_full |= length >= max(_LEAST_FULL, _NEARLY * widest) and line.lstrip()[:1] in "£0123456789"
    return is_full and not _OPENS.match(line)


def _with_rows(lines: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each line with its cells, if it is a row of a table.

    Columns made with blanks are read if all lines of a paragraph have the same number, with numbers below the first.
    """
    for _, group in groupby(lines, key=lambda line: bool(line.strip())):
        together = list(group)
        rows = [tuple(_BLANKS.split(line.strip())) for line in together]
        is_set = len(rows) > _LEAST_COLUMNS and len(rows[0]) > _LEAST_COLUMNS
        is_set = is_set and {len(row) for row in rows} == {len(rows[0])}
        is_set = is_set and all(any(map(number_of, row[1:])) for row in rows[1:]) and "\t" not in "".join(together)
        yield from zip(together, rows if is_set else map(_row_of, together), strict=True)


def _row_of(line: str) -> tuple[str, ...]:
    """The cells of a line with tabs or bars, or of one that ends in three or more numbers, each of them a cell."""
    if "\t" in line:
        return tuple(line.split("\t"))
    if line.count("|") > 1:
        return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
    said = _NUMBERS.fullmatch(line.strip()) if len(line) <= _LONGEST_ROW else None
    return (said["label"].strip(), *(one[0].strip() for one in _NUMBER.finditer(said["numbers"]))) if said else ()


def blocks_of_parts(parts: Sequence[str | list[list[str]]], *, are_pages: bool) -> list[Block]:
    """The blocks of texts and tables in their order, a sentence cut by a page or a table put together.

    are_pages: whether the texts are pages, whose first line may go on with the last of the page before.
    """
    found: list[Block] = []
    last, before, widest = -1, "", 0  # the paragraph that may go on, and its last line
    for part in parts:
        if not isinstance(part, str):
            found.append(Block(tuple(map(tuple, part)), is_table=True))
            continue
        lines = [line for line in part.replace("\t", " ").splitlines() if line.strip()]
        blocks = blocks_of_lines(part.replace("\t", " ").splitlines())
        if not blocks:
            continue
        widest = max(widest, *map(len, lines))
        is_cut = last >= 0 and not blocks[0].is_table and (are_pages or breaks_off(before))
        if is_cut and _runs_on(before, lines[0], widest):
            ((words,),), ((rest,),) = found[last].rows, blocks.pop(0).rows
            found[last] = replace(found[last], rows=((f"{words} {rest}",),))
        found += blocks
        last, before = (last, lines[-1]) if not blocks else (-1 if found[-1].is_table else len(found) - 1, lines[-1])
    return found


def without_heads_and_feet(pages: Sequence[str]) -> tuple[list[str], list[str]]:
    """The pages without the lines that each of them repeats at its top or bottom, and without its number; those lines.

    Between two pages they would stand in the midst of a sentence.
    """
    lines = [page.strip().splitlines() for page in pages]
    edges = [_repeated(page[:_EDGE] for page in lines), _repeated(page[-_EDGE:] for page in lines)]
    taken: list[str] = []
    for page in lines:
        for repeated, place in zip(edges, (0, -1), strict=True):
            left = _EDGE
            while page and left and _is_edge(page[place], repeated):
                taken.append(page.pop(place))
                left -= 1
    return ["\n".join(page) for page in lines], list(dict.fromkeys(taken))


def _is_edge(line: str, repeated: set[str]) -> bool:
    return _PAGE_NUMBER.fullmatch(line) is not None or _digits_apart(line) in repeated


def _repeated(edges: Iterable[Sequence[str]]) -> set[str]:
    found: set[str] = set()
    twice: set[str] = set()
    for edge in edges:
        own = set(map(_digits_apart, edge))
        twice |= found & own
        found |= own
    return twice


def _digits_apart(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.split()))


def blocks_of_rows(rows: Sequence[Sequence[str]], name: str = "") -> list[Block]:
    """The blocks of a sheet: runs of rows with two or more cells are tables, rows with one cell are paragraphs."""
    found: list[Block] = []
    table: list[tuple[str, ...]] = []
    for row in (*rows, ()):
        filled = [cell for cell in row if cell.strip()]
        if len(filled) > 1 or (filled and table and len(table) < 3 and not row[0].strip()):  # noqa: PLR2004 - a heading over columns
            table.append(tuple(row))
            continue
        if table:
            found.append(Block(tuple(table), is_table=True, name=name))
            table = []
        if filled:
            found.append(Block(((filled[0],),), is_table=False, name=name))
    return found
