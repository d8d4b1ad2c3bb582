"""Names in the plan that mean the same provider, theme lead or theme, however they were typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from xlcsp.errors import Problem
from xlcsp.files.names import alike
from xlcsp.planbook.table import PlanRow

NAMED = {"theme": "theme", "provider": "provider", "theme_lead": "theme lead"}  # columns, and what they name
_LEAST_WORD = 4  # letters: in shorter words, as in Ward A and Ward B, a difference of one letter is intended
_SWAPPED = 2  # letters


def as_first_written(rows: Iterable[PlanRow]) -> tuple[dict[tuple[str, str], str], list[Problem]]:
    """The first spelling of each name, by column and name, and queries about the other spellings.

    Names that differ in capitals, spaces, dots at the ends or the form of accents are the same name. Names that differ
    by a letter are queried, and stay separate.
    """
    first: dict[tuple[str, str], PlanRow] = {}
    spelled: dict[tuple[str, str], str] = {}
    queries = []
    for row in rows:
        for column, what in NAMED.items():
            text = row.text(column)
            if not text or (column, text) in spelled:
                continue
            before = first.setdefault((column, alike(text)), row)
            known = spelled[column, text] = before.text(column)
            if known != text:
                found = f'"{text}" is taken for the {what} "{known}" of {before.cell(column)}'
                queries.append(_query(row, column, found, "Write both alike, or give each its own name"))
    return spelled, [*queries, *_near(first)]


def _near(first: dict[tuple[str, str], PlanRow]) -> Iterator[Problem]:
    for column, what in NAMED.items():
        names = [name for of, name in first if of == column]
        for known, other in combinations(names, 2):
            if is_near(known, other):
                row, before = first[column, other], first[column, known]
                kept = f"They are kept as two {what}s"
                found = (
                    f'"{row.text(column)}" differs by one letter from "{before.text(column)}" of {before.cell(column)}'
                )
                yield _query(row, column, f"{found}. {kept}", "Write both alike if they are one")


def _query(row: PlanRow, column: str, found: str, do: str) -> Problem:
    return Problem(row.faults.file, row.sheet.name, row.cell(column), "name", found, do=do, series=row.text("id"))


def is_near(one: str, other: str) -> bool:
    """Whether the names differ in one letter (added, missing, different, swapped with the next) of a longer word."""
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    most = min(len(one), len(other)) - start
    ends = zip(reversed(one), reversed(other), strict=False)
    end = min(next((at for at, (a, b) in enumerate(ends) if a != b), most), most)
    changed, instead = one[start : len(one) - end], other[start : len(other) - end]
    is_swapped = len(changed) == _SWAPPED and changed == instead[::-1]
    if not (is_swapped or max(len(changed), len(instead)) <= 1) or not (changed + instead).isalpha():
        return False
    longer = max(one, other, key=len)
    word = longer[:start].rpartition(" ")[2] + longer[start:].partition(" ")[0]
    return len(word) >= _LEAST_WORD
