"""What changed between two report workbooks, figure by figure, as they were printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

from xlcsp.domain.numbers import MOST_PLACES, in_full, percentage, rounded
from xlcsp.errors import ReturnError, WorkbookError
from xlcsp.files.cells import Book, Percent, Value, plain
from xlcsp.files.read import read_book

_HEADER = 4
_FIGURES = ("No", "Measure", "Quarter", "Figure", "Out of", "%", "State")
_RESULTS = (
    "No", "Measure", "Year to date", "Same period last year", "Variance", "Variance %", "Target", "Target to date",
    "Projection", "RAG",
)  # fmt: skip
_LEFT_OUT_AT_YEAR_END = {"Projection"}
_SHEETS = (("Figures", _FIGURES, 3), ("Results", _RESULTS, 2))
Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that differs between the reports. quarter: empty for results. old, new: as printed; empty if absent."""

    ref: str
    measure: str
    quarter: str
    what: str
    old: str
    new: str

    def __str__(self) -> str:
        when = f" {self.quarter}" if self.quarter else ""
        return f"{self.ref} {self.measure}{when}, {self.what}: {self.old or 'nothing'} → {self.new or 'nothing'}"

    def as_dict(self) -> dict[str, str]:
        """For JSON."""
        return asdict(self)


def compare(old: Path, new: Path) -> list[Change]:
    """The changes from the old report to the new, in the order of the new one's sheets.

    Raises WorkbookError where either file is not a report of this program.
    """
    before, after = _printed(old), _printed(new)
    keys = [*after, *(key for key in before if key not in after)]
    return [
        Change(*key, before.get(key, ""), after.get(key, ""))
        for key in keys
        if before.get(key, "") != after.get(key, "")
    ]


def _printed(path: Path) -> dict[Key, str]:
    """Every figure and result of a report, by (ref, measure, quarter, column)."""
    try:
        book = read_book(path, only=[name for name, *_ in _SHEETS])
    except ReturnError as error:
        raise WorkbookError(
            f"{path.name or path}: {error.problem.found}. Give a report workbook made by xlcsp."
        ) from error
    return dict(_cells(book, path))


def _cells(book: Book, path: Path) -> Iterator[tuple[Key, str]]:
    for name, names, labels in _SHEETS:
        sheet = book.sheets.get(name)
        head = [plain(value) for value in sheet.rows[_HEADER - 1]] if sheet and len(sheet.rows) >= _HEADER else []
        if sheet is None or not set(names) - _LEFT_OUT_AT_YEAR_END <= set(head):
            raise WorkbookError(
                f"{path.name}: it has no sheet {name} as reports have. Give a report workbook made by xlcsp."
            )
        columns = [head.index(column) + 1 if column in head else 0 for column in names]
        for row in range(_HEADER + 1, len(sheet.rows) + 1):
            cells = [_text(sheet.value(row, column)) if column else "" for column in columns]
            quarter = cells[2] if labels > 2 else ""  # noqa: PLR2004 - the quarter is the third label
            for column, text in zip(names[labels:], cells[labels:], strict=True):
                if cells[0] and text:
                    yield (cells[0], cells[1], quarter, column), text


def _text(value: Value) -> str:
    if isinstance(value, Percent):
        return percentage(value, 1)
    if isinstance(value, float):
        return in_full(Fraction(rounded(value, MOST_PLACES)))
    return plain(value)
