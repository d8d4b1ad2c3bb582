"""A published report as printed: measures by theme, four quarters in columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from xlcsp.errors import WorkbookError

_NUMBER = re.compile(r"\d{1,2}\.\d{1,2}[a-z]?")
_QUARTER = re.compile(r"(?:quarter|q)\s?([1-4])", re.IGNORECASE)
_QUARTERS = ("1", "2", "3", "4")
_LAST_COLUMNS = re.compile(r"rag|status|verdict", re.IGNORECASE)
_YEAR = re.compile(r"(20\d\d)\s?/\s?(\d\d)(?!\d)")
MOST_MEASURES, LONGEST_CELL, LONGEST_TEXT = 500, 5_000, 300_000
COMMENTARY, FIGURE = "Commentary", "Figure"


class OversizedPage(WorkbookError):
    """A page larger than any report's."""


@dataclass(frozen=True, slots=True)
class Line:
    """One series as printed: its label, the texts of the four quarters, and that of the last column."""

    label: str
    cells: tuple[str, str, str, str]
    last: str = ""


@dataclass(frozen=True, slots=True)
class PrintedMeasure:
    """A numbered measure: its title with baseline and target, and one or more lines."""

    ref: str
    title: str
    lines: tuple[Line, ...]
    last: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """All measures in order. year: the financial year the report is about, empty where it does not say."""

    measures: tuple[PrintedMeasure, ...]
    year: str = ""

    @property
    def is_of_whole_year(self) -> bool:
        """Whether the fourth quarter is filled in, so that verdicts are due."""
        return any(line.cells[3].strip() for measure in self.measures for line in measure.lines)


@dataclass(slots=True)
class _Layout:
    """The columns' places, from the header row."""

    number: int
    title: int
    first: int
    quarters: tuple[int | None, ...]
    last: int | None


@dataclass(slots=True)
class _Building:
    ref: str
    texts: list[list[str]] = field(default_factory=list)  # rows of title, Q1 to Q4, last


def tables_of_measures(tables: Sequence[list[list[str]]]) -> list[list[list[str]]]:
    """The tables (or sheets) without those of bare figures, such as the data of charts.

    Where no header names the columns before its quarters, all are kept.
    """
    if not any(_names_measures(row) for table in tables for row in table):
        return list(tables)
    return [table for table in tables if not _is_of_figures(table)]


def _names_measures(row: Sequence[str]) -> bool:
    """Whether it is a header that names the columns before the quarters."""
    layout = _header(row)
    return layout is not None and any(cell.strip() for cell in row[: layout.first])


def _is_of_figures(table: list[list[str]]) -> bool:
    """Whether its first header names nothing but quarters, and no numbered measure follows."""
    for place, row in enumerate(table):
        layout = _header(row)
        if layout is not None:
            below = next((one for one in table[place + 1 :] if any(cell.strip() for cell in one)), [])
            return not _names_measures(row) and not _NUMBER.fullmatch(_at(below, layout.number))
    return False


def with_measures(tables: Sequence[list[list[str]]]) -> list[list[list[str]]]:
    """The tables with the four quarters in their header, and those that continue one.

    A table without such a header continues the one before if it has the same number of columns.
    """
    found: list[list[list[str]]] = []
    columns = 0
    for table in tables_of_measures(tables):
        if has_quarters(table):
            columns = len(table[0])
        if table and len(table[0]) == columns:
            found.append(table)
    return found


def has_quarters(rows: Iterable[Sequence[str]]) -> bool:
    """Whether a header row names the four quarters."""
    return any(_header(row) for row in rows)


def first_of_measures(rows: Iterable[Sequence[str]]) -> int:
    """The number of rows before the first header that names the four quarters."""
    return next((place for place, row in enumerate(rows) if _header(row)), 0)


def page_of(rows: Iterable[Sequence[str]], *, rows_are_lines: bool) -> Page:
    """The measures in rows of cells. Rows before the first header row are searched only for the year.

    rows_are_lines: a row with a label is a separate series (workbooks); otherwise it continues the row above, as in
    text with wrapped cells.
    """
    layout: _Layout | None = None
    building: list[_Building] = []
    outside: list[str] = []
    for row in rows:
        found = _header(row)
        if found is not None:
            layout = found
            continue
        if layout is None:
            outside.append(" ".join(row))
            continue
        ref = _at(row, layout.number)
        texts = [_at(row, layout.title), *(_at(row, one) for one in layout.quarters), _at(row, layout.last)]
        if _NUMBER.fullmatch(ref):
            building.append(_Building(ref))
        elif rows_are_lines and not any(texts[1:]) and texts[0] == "":
            outside.append(" ".join(row))
            continue
        if building and (any(texts) or not building[-1].texts):
            building[-1].texts.append(texts)
    if len(building) > MOST_MEASURES:
        raise OversizedPage(f"It has {len(building)} measures; a report has at most {MOST_MEASURES}.")
    measures = tuple(_of_lines(one) if rows_are_lines else _of_wrapped(one) for one in building)
    _check_size(measures)
    return Page(measures, _year(outside))


def _check_size(measures: Sequence[PrintedMeasure]) -> None:
    """Refuses text so long that no report has it and reading would take minutes."""
    total = 0
    for measure in measures:
        lengths = [len(text) for line in measure.lines for text in (line.label, *line.cells, line.last)]
        longest = max(len(measure.title), *lengths)
        total += len(measure.title) + sum(lengths)
        if longest > LONGEST_CELL:
            raise OversizedPage(
                f"Measure {measure.ref}: a cell has {longest} characters; {LONGEST_CELL} are allowed. Shorten the cell."
            )
    if total > LONGEST_TEXT:
        raise OversizedPage(f"Its measures have {total} characters; a report has at most {LONGEST_TEXT}.")


def _header(row: Sequence[str]) -> _Layout | None:
    places = {found[1]: index for index, cell in enumerate(row) if (found := _QUARTER.fullmatch(cell.strip()))}
    if not places or sorted(places) != list(_QUARTERS[: len(places)]):
        return None
    first = places["1"]
    names = [cell.strip().lower() for cell in row]
    named = next((index for index, name in enumerate(names[:first]) if name in ("no", "no.", "ref")), None)
    last = next((index for index, name in enumerate(names) if index > first and _LAST_COLUMNS.fullmatch(name)), None)
    if len(places) < len(_QUARTERS) and (named is None or last is None):
        return None  # during a year, the layout is recognised only by number and RAG beside the quarters
    number = max(0, first - 2) if named is None else named
    return _Layout(number, min(number + 1, first - 1), first, tuple(places.get(one) for one in _QUARTERS), last)


def _at(row: Sequence[str], column: int | None) -> str:
    return row[column].strip() if column is not None and column < len(row) else ""


def _of_wrapped(one: _Building) -> PrintedMeasure:
    """One line: the pieces of each column joined."""
    title, *cells, last = (" ".join(piece for piece in column if piece) for column in zip(*one.texts, strict=True))
    return PrintedMeasure(one.ref, title, (Line("", (cells[0], cells[1], cells[2], cells[3]), last),))


def _of_lines(one: _Building) -> PrintedMeasure:
    """A first row without quarters is the title of the lines that follow. Rows that break one text are joined."""
    texts = [row for row in one.texts if row[0] != FIGURE]  # the sentence below says the same in words
    first = texts[0]
    commentary = [row for row in texts if row[0] == COMMENTARY]
    others = [row for row in texts[1:] if row[0] != COMMENTARY]
    if not any(first[1:5]) and len(others) == 1:  # a single series: baseline and target are beside its sentences
        title, last = (f"{first[place]}\n{others[0][place]}".strip() for place in (0, 5))
        return PrintedMeasure(one.ref, title, (_line(["", *others[0][1:5], last]), *map(_line, commentary)))
    if not any(first[1:5]) and others:
        lines = [_line(row) for row in [*others, *commentary]]
        return PrintedMeasure(one.ref, first[0], tuple(lines), first[5])
    is_wrapped = any(not row[0] or not any(row[1:]) for row in others)
    if is_wrapped:
        joined = _of_wrapped(_Building(one.ref, [first, *others]))
        return PrintedMeasure(one.ref, joined.title, (*joined.lines, *map(_line, commentary)))
    return PrintedMeasure(one.ref, first[0], (_line(["", *first[1:]]), *map(_line, [*others, *commentary])))


def _line(row: list[str]) -> Line:
    return Line(row[0], (row[1], row[2], row[3], row[4]), row[5])


def _year(texts: Iterable[str]) -> str:
    """The first financial year named outside the tables whose second year follows the first."""
    for text in texts:
        for found in _YEAR.finditer(text):
            if int(found[2]) == (int(found[1]) + 1) % 100:
                return f"{found[1]}/{found[2]}"
    return ""
