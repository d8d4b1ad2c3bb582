"""A printed table: its headings, its rows, and what each column means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from xlcsp.audit.finding import Finding
from xlcsp.audit.tables.cells import Number, number_of, part_and_whole_of, two_numbers_of
from xlcsp.audit.tables.columns import (
    CHANGE,
    IS_OF_POINTS,
    LABEL,
    LEVEL,
    MEANINGS,
    NAMES_A_CHANGE,
    NOTE,
    ON_TARGET,
    PERCENT_CHANGE,
    PERCENTAGE,
    RAG,
    REFERENCE,
    RUNNING,
    Column,
    column_of,
)
from xlcsp.errors import WorkbookError

_OF_SHARES = re.compile(r" ?\([^()]*%[^()]*\)")  # Number (% of total)
_IN_BRACKETS = re.compile(r"\([£€]?\d[\d,]*(?:\.\d+)?\)")
_MOST_HEADERS, _MOST_ROWS, _LEAST_TWOS = 4, 2_000, 2
_YEARS = range(1980, 2050)
_IS_PERIOD = re.compile(rf"(?:19|20)\d\d(?: ?[/–-] ?\d{{2,4}})?|{NAMES_A_CHANGE.pattern}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A row of figures. label: its words. numbers: by column. place: its position among the rows."""

    label: str
    cells: tuple[str, ...]
    numbers: Mapping[int, Number]
    place: int = 0


Cell = tuple[Row, Column]


@dataclass(frozen=True, slots=True, eq=False)
class PrintedTable:
    """A table as read, equal to itself alone. name: its name in findings. headings: its rows above the figures."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    headings: int = 0

    def of(self, *meanings: str) -> list[Column]:
        """The columns with one of these meanings."""
        return [column for column in self.columns if column.meaning in meanings]

    def values(self, column: Column) -> list[tuple[Row, Number]]:
        """The rows that have a number in a column, with that number."""
        return [(row, row.numbers[column.index]) for row in self.rows if column.index in row.numbers]

    def quote(self, row: Row) -> str:
        """The row as printed, with its headings."""
        pairs = [
            f"{column.heading}: {row.cells[column.index]}" if column.heading else row.cells[column.index]
            for column in self.columns
            if column.index < len(row.cells) and row.cells[column.index] and row.cells[column.index] != row.label
        ]
        return f"{row.label} | {'; '.join(pairs)}" if row.label else "; ".join(pairs)

    def cells_judged(self, findings: Iterable[Finding]) -> set[str]:
        """The cells, as printed, that findings are about."""
        places = (one.rests_on[0] for one in findings if one.rests_on)
        return {self.rows[place].cells[index] for name, place, index in places if name == self.name}

    def finding(
        self, row: Row, check: str, status: str, printed: str, recomputed: str, reason: str, *rests_on: Cell
    ) -> Finding:
        """A finding on one cell of a row. rests_on: the cells that it was worked out from, including its own."""
        digits = printed.replace(",", "").replace(" ", "").rstrip("%")
        places = tuple((self.name, other.place, column.index) for other, column in rests_on)
        return Finding(
            f"{self.name}: {row.label}", "", check, status, self.quote(row), digits, recomputed, reason, places
        )


def read_table(
    rows: Sequence[Sequence[str]], name: str, meanings: Mapping[int, str] | None = None
) -> PrintedTable | None:
    """The table in rows of cells; None if no row holds numbers.

    meanings: by column (the first is 0), what a person says that it means. Raises WorkbookError for an unknown meaning.
    """
    cells = [[cell.strip() for cell in row] for row in rows][:_MOST_ROWS]
    width = max((len(row) for row in cells), default=0)
    cells = _with_signs([row + [""] * (width - len(row)) for row in cells], width)
    first = next((place for place, row in enumerate(cells) if _is_of_figures(row)), None)
    if first is None or width < 2:  # noqa: PLR2004 - a label and a figure
        return None
    above = [row for row in cells[:first] if any(row)]
    columns = [column_of(index, heading) for index, heading in enumerate(_headings(_spread(above, rows), width))]
    columns = _with_figures([_without_numbers(column, cells[first:]) for column in columns], cells[first:])
    if not any(column.meaning == LABEL for column in columns):
        columns = _with_label(columns)
    for index, meaning in (meanings or {}).items():
        if meaning not in MEANINGS or index >= len(columns):
            known = ", ".join(MEANINGS)
            raise WorkbookError(f'{name}: "{meaning}" in column {index + 1} is not understood. Give one of: {known}.')
        columns[index] = replace(columns[index], meaning=meaning)
    rows_of_figures = [row for row in cells[first:] if _has_figures(row)]
    read = tuple(_row(row, columns, place) for place, row in enumerate(rows_of_figures))
    return PrintedTable(name, tuple(columns), read, first)


def _with_signs(cells: list[list[str]], width: int) -> list[list[str]]:
    """The cells; brackets are a minus in a column where only some numbers have them: ``11, (8), (5)``."""
    for index in range(1, width):
        filled = [row[index] for row in cells if number_of(row[index]) is not None]
        bracketed = sum(_IN_BRACKETS.fullmatch(cell) is not None for cell in filled)
        if 0 < bracketed < len(filled):
            for row in cells:
                row[index] = f"-{row[index][1:-1]}" if _IN_BRACKETS.fullmatch(row[index]) else row[index]
    return cells


def with_numbers_apart(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """The rows with each column such as ``+50 (31.3%)`` split in two; a second column of percentages is headed so."""
    width = max((len(row) for row in rows), default=0)
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    for index in range(width - 1, 0, -1):
        are_parts = index + 1 < len(full[0]) and any("%" in row[index + 1] for row in full)  # 18/24, and 75% beside it
        split = part_and_whole_of if are_parts else two_numbers_of
        found = {place: two for place, row in enumerate(full) if (two := split(row[index])) is not None}
        others = sum(number_of(row[index]) is not None for row in full)
        if len(found) < _LEAST_TWOS or len(found) <= others:
            continue
        is_share = all("%" in second for _, second in found.values())
        for place, row in enumerate(full):
            first, second = found.get(place, (row[index], ""))
            is_heading = place < min(found) and row[index]
            heading = f"{row[index]} %" if is_heading and is_share else second
            row[index : index + 1] = [_OF_SHARES.sub("", first) or first if is_heading and is_share else first, heading]
    return tuple(map(tuple, full)) if full and len(full[0]) > width else tuple(map(tuple, rows))


def _is_of_figures(row: Sequence[str]) -> bool:
    """Whether a row has figures beside its label; years and column numbers alone are headings."""
    found = [number for cell in row[1:] if (number := number_of(cell)) is not None]
    years = [one for one in found if one.value in _YEARS and not one.decimals and "," not in one.text]
    return bool(found) and len(years) < len(found)


def _has_figures(row: Sequence[str]) -> bool:
    return any(number_of(cell) is not None for cell in row)


def _spread(above: Sequence[list[str]], rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The heading rows; one whose merged cells have run together is spread over the columns of the row below.

    ``2022/23, 2023/24, Change`` over ``Number, Rate, Number, Rate, No., %``: two columns each.
    """
    printed = [list(row) for row in rows if any(cell.strip() for cell in row)][: len(above)]
    found = [list(row) for row in above]
    for place, (row, below) in enumerate(pairwise(printed)):
        groups, width = [cell.strip() for cell in row[1:]], len(below) - 1
        if 1 < len(groups) < width and all(groups) and not width % len(groups) and all(map(str.strip, below[1:])):
            each = width // len(groups)
            found[place][1 : width + 1] = [group for group in groups for _ in range(each)]
    return found


def _headings(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """The words above each column; a heading also holds for columns to its right that have none."""
    headings = [""] * width
    kept = rows[-_MOST_HEADERS:]
    for place, row in enumerate(kept):
        is_last = place == len(kept) - 1
        over = ""
        if sum(bool(cell) for cell in row) == 1 and row[0] and not is_last:
            continue  # the table's title
        for index, cell in enumerate(row):
            over = cell or (over if index > 1 else "")
            words = cell if is_last or index == 0 else over
            if words and words not in headings[index]:
                headings[index] = f"{headings[index]} {words}".strip()
    return headings


def _without_numbers(column: Column, rows: Sequence[Sequence[str]]) -> Column:
    """Makes columns of words labels, or columns that are not read."""
    filled = [row[column.index] for row in rows if row[column.index]]
    numeric = sum(number_of(cell) is not None for cell in filled)
    is_name = (
        not column.heading
        or numeric * 2 < len(filled)
        or (column.order is None and all(map(REFERENCE.fullmatch, filled)))
    )
    is_of_periods = any(map(NAMES_A_CHANGE.fullmatch, filled)) and all(map(_IS_PERIOD.fullmatch, filled))
    if (is_of_periods and column.meaning != RAG) or (column.index == 0 and column.meaning != LABEL and is_name):
        return replace(column, meaning=LABEL)
    if (
        (column.meaning == LABEL or ON_TARGET.fullmatch(column.heading))
        and column.index
        and numeric * 4 >= 3 * len(filled)
        and filled
    ):
        return replace(column, meaning=LEVEL)  # the number of indicators
    if column.meaning == LEVEL and column.heading and _is_signed(filled) and not RUNNING.search(column.heading):
        return _by_its_cells(column, [number for cell in filled if (number := number_of(cell)) is not None])
    if (column.meaning == LEVEL and not column.heading) or (column.meaning == RAG and _is_signed(filled)):
        return _by_its_cells(column, [number for cell in filled if (number := number_of(cell)) is not None])
    if column.meaning == CHANGE and not IS_OF_POINTS.search(column.heading):
        shares = sum(number.is_percentage for cell in filled if (number := number_of(cell)) is not None)
        return replace(column, meaning=PERCENT_CHANGE) if shares * 2 > numeric else column
    return column if numeric * 3 >= len(filled) or column.meaning != LEVEL else replace(column, meaning=NOTE)


def _with_figures(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[Column]:
    """The columns; percentages with no figure before them are no changes, whatever bears no other name than ``%``."""
    first = next((column for column in columns if column.meaning not in (LABEL, NOTE)), None)
    if first is None or first.meaning != PERCENT_CHANGE or PERCENTAGE.fullmatch(first.heading) is None:
        return list(columns)
    is_plain = not any(number.signed for row in rows if (number := number_of(row[first.index])) is not None)
    return [replace(column, meaning=LEVEL) if column is first and is_plain else column for column in columns]


def _with_label(columns: Sequence[Column]) -> list[Column]:
    """The columns of a table whose names come after its figures."""
    names = next((column for column in columns if column.meaning == NOTE), None)
    return [replace(column, meaning=LABEL) if column is names else column for column in columns]


def _is_signed(cells: Sequence[str]) -> bool:
    """Whether nearly all cells are signed numbers, as changes are."""
    signed = sum(number is not None and number.signed for number in map(number_of, cells))
    return signed > 1 and signed * 4 >= 3 * len(cells)


def _by_its_cells(column: Column, numbers: Sequence[Number]) -> Column:
    """The meaning of a column without a heading: signed percentages or numbers are changes if the rows say so."""
    most = len(numbers) * 2
    if sum(2 * one.signed for one in numbers) * 2 >= most and numbers:
        is_share = sum(2 * one.is_percentage for one in numbers) >= len(numbers)
        return replace(column, meaning=PERCENT_CHANGE if is_share else CHANGE)
    return column


def _row(row: Sequence[str], columns: Sequence[Column], place: int) -> Row:
    numbers = {
        column.index: replace(number, is_percentage=True) if column.is_percentage else number
        for column in columns
        if column.meaning not in (LABEL, NOTE) and (number := number_of(row[column.index])) is not None
    }
    label = next(
        (
            row[column.index]
            for column in columns
            if column.meaning == LABEL and not number_of(row[column.index]) and row[column.index]
        ),
        "",
    )
    return Row(label or row[0], tuple(row), numbers, place)
