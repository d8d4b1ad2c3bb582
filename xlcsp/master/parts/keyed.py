"""Rows recognised by their key, so that what people keep beside a row moves with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlcsp.domain.numbers import is_number
from xlcsp.files.cells import address
from xlcsp.master.parts.book import Area
from xlcsp.master.parts.sheet import SheetPart
from xlcsp.master.parts.values import Value, number


def keyed(
    sheet: SheetPart, area: Area, rows: Sequence[Mapping[str, Value]], columns: Sequence[int], names: Sequence[str]
) -> dict[int, int]:
    """For each new row (by its sheet row) the old row with the same key; none for a blank key.

    area: the old rows. columns, names: the key's columns and their names.
    """
    old: dict[tuple[str, ...], list[int]] = {}
    for row in range(area.top, area.bottom + 1):
        old.setdefault(tuple(sheet.text(row, column) for column in columns), []).append(row)
    models = {}
    for place, row_values in enumerate(rows, area.top):
        key = tuple(_text(row_values.get(name)) for name in names)
        if any(key) and old.get(key):
            models[place] = old[key].pop(0)
    return models


class Moves:
    """People's own cells in the rows of a table, and where they move."""

    def __init__(self, sheet: SheetPart, first: int, last: int, others: Sequence[int]) -> None:
        self._sheet, self._others = sheet, others
        self._old = range(first, last + 1)

    def make(self, models: Mapping[int, int], new_last: int, *, lets_go: bool, drops: bool = False) -> None:
        """Moves what people typed to the new place of its row; their formulas stay, since they refer to their own row.

        models: the old row of each new one. drops: whether formulas below the new last row are removed, as Excel does
        when rows of a table are deleted. Raises WouldLoseParts if a comment, link or mixed column cannot be moved, or
        if a row is gone beside which somebody typed something.
        """
        new = range(self._old.start, new_last + 1)
        if all(models.get(row) == row for row in self._old if row in new) and new_last >= self._old.stop - 1:
            return
        stay = {old for row, old in models.items() if row == old}
        self._check_anchors(stay)
        removed = [row for row in self._old if row not in models.values()]
        if not lets_go:
            self._check_gone(removed)
        for column in self._others:
            if any(self._has_formula(row, column) for row in self._old):
                self._check_mixed(column)
                for row in [row for row in self._old if drops and row not in new]:
                    self._drop(row, column)
                continue
            for row in [row for row in {*new, *self._old} if row not in stay]:
                if row in models:
                    self._sheet.move(models[row], column, row)
                else:
                    self._clear(row, column, keep_style=row in new)
        for row, old in models.items():
            self._sheet.look_like(row, old)

    def _drop(self, row: int, column: int) -> None:
        """Removes a formula that is the same in the remaining rows."""
        first = self._sheet.formula(self._old.start, column)
        if self._sheet.formula(row, column) != first or self._sheet.is_shared_by_others(row, column):
            found = "Its formula differs from the one in the row above, and a row of the table is being removed"
            raise self._sheet.refused(found, do="Fill the column's formula down", cell=address(row, column))
        self._sheet.remove(row, column)

    def _clear(self, row: int, column: int, *, keep_style: bool) -> None:
        style = self._sheet.style(row, column) if keep_style else None
        if row in self._old:
            self._sheet.write(row, column, None, style)

    def _check_gone(self, rows: Sequence[int]) -> None:
        for row in rows:
            for column in self._others:
                if not self._sheet.is_blank(row, column) and not self._has_formula(row, column):
                    found = "It is typed beside a row that is no longer there"
                    do = "Copy it to where it belongs, clear the cell, and run again"
                    raise self._sheet.refused(found, do=do, cell=address(row, column))

    def _check_mixed(self, column: int) -> None:
        typed = [
            row for row in self._old if not self._has_formula(row, column) and not self._sheet.is_blank(row, column)
        ]
        if typed:
            found = "It is typed into a column of formulas, and the rows of the table change places"
            raise self._sheet.refused(found, do="Put it into a column of its own", cell=address(typed[0], column))

    def _check_anchors(self, stay: set[int]) -> None:
        for row, column in self._sheet.anchors():
            if row in self._old and row not in stay:
                found = "It has a comment or a link, which would stand beside another row"
                do = "Move the comment out of the table, and run again"
                raise self._sheet.refused(found, do=do, cell=address(row, column))

    def _has_formula(self, row: int, column: int) -> bool:
        return self._sheet.has_formula(row, column)


def _text(value: Value) -> str:
    if value is None or isinstance(value, str):
        return (value or "").strip()
    return number(value) if is_number(value) else str(value)
