"""Checks prose against the table row of the same name: "Rape (60%/9 crimes)" against the row *Rape*."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from xlcsp.audit.finding import as_text
from xlcsp.audit.tables import PrintedTable
from xlcsp.audit.tables.columns import CHANGE, LEVEL, PERCENT_CHANGE
from xlcsp.audit.tables.table import Row
from xlcsp.claims.agreement import agrees
from xlcsp.claims.prose import CHANGE as CHANGE_OF
from xlcsp.claims.prose import Quantity
from xlcsp.claims.prose.tokens import NUMBER, PERCENT

_WORD = re.compile(r"[A-Za-z][A-Za-z'&-]*")
_ENDS_A_NAME = frozenset((
    "in", "and", "but", "the", "to", "with", "for", "by", "that", "have", "has", "is", "are", "was", "were", "from",
    "increases", "reductions", "increased", "reduced", "months", "including", "as", "than", "an", "a", "show", "on",
))  # fmt: skip
_SAYS_NOTHING = frozenset(("total", "overall", "all", "offence", "crime", "incident", "the", "of", "recorded"))
_LONGEST_NAME = 6
_COUPLE = (NUMBER, PERCENT)


@dataclass(frozen=True, slots=True)
class TableAnswer:
    """A table's answer to a claim: whether it agrees, and the row. as_printed: the row's own number."""

    agrees: bool
    as_printed: str
    row: str


def told_by_tables(text: str, group: Sequence[Quantity], tables: Sequence[PrintedTable]) -> dict[int, TableAnswer]:
    """By the place of each claim, the answer of the one row of that name; empty where no row is certain.

    A claim counts as wrong only where the row's other number agrees, or where all numbers are those of another row.
    """
    name = _name_before(text, group[0].start)
    if len(group) == len(_COUPLE) and tuple(one.kind for one in group) == _COUPLE:
        told = _worked_out(group, tables)
        if told:
            return told
    named = [(table, row) for table in tables for row in table.rows if name and _key(row.label) == name]
    if len(named) == 1:
        told = _compared(*named[0], group)
        if any(one.agrees for one in told.values()):
            return told
    begins = [(table, row) for table in tables for row in table.rows if name and _key(row.label)[: len(name)] == name]
    others = [row for table, row in begins[1:] if len(group) > 1 and _all_agree(table, row, group)]
    if len(others) == 1:
        own, parent = _compared(*begins[0], group), begins[0][1]
        row = f"{parent.label}; it is that of {others[0].label}"
        return {at: TableAnswer(agrees=False, as_printed=one.as_printed, row=row) for at, one in own.items()}
    return _mentioned(text, group, tables)


def _worked_out(group: Sequence[Quantity], tables: Sequence[PrintedTable]) -> dict[int, TableAnswer]:
    """A difference and its percentage that two figures of one row give, both of them; other rows say nothing of it."""
    amount, share = group
    if amount.role != CHANGE_OF or not amount.direction:
        return {}
    change = abs(amount.value) * amount.direction
    for table in tables:
        columns = sorted((one for one in table.of(LEVEL) if one.order), key=lambda one: one.order or ())
        for row in table.rows:
            figures = [row.numbers[column.index] for column in columns if column.index in row.numbers]
            for then, now in pairwise(figures):
                if now.value - then.value == change and then.value:
                    truth = abs(change) / abs(then.value) * 100
                    if agrees(share, truth, Fraction(0)):
                        words = f"{row.label} of {table.name}: {then.text} to {now.text}"
                        said = ((amount, as_text(abs(change))), (share, as_text(truth)))
                        return {one.at: TableAnswer(agrees=True, as_printed=text, row=words) for one, text in said}
    return {}


def _all_agree(table: PrintedTable, row: Row, group: Sequence[Quantity]) -> bool:
    told = _compared(table, row, group)
    return len(told) == len(group) and all(one.agrees for one in told.values())


def _mentioned(text: str, group: Sequence[Quantity], tables: Sequence[PrintedTable]) -> dict[int, TableAnswer]:
    """A percentage that is also in the row named in the sentence; a different one may be of anything."""
    low = f" {' '.join(_WORD.findall(text.lower()))} "
    found: dict[int, TableAnswer] = {}
    shares = [one for one in group if one.is_share_like and one.decimals > 0]
    for table in tables if shares else ():
        for row in table.rows:
            words = _words_of(row.label)
            if len(words) > 3 and f" {words} " in low:  # noqa: PLR2004 - shorter names are initials
                told = _compared(table, row, shares)
                found |= {at: one for at, one in told.items() if one.agrees}
    return found


def _compared(table: PrintedTable, row: Row, group: Sequence[Quantity]) -> dict[int, TableAnswer]:
    found: dict[int, TableAnswer] = {}
    for one in group:
        meaning = PERCENT_CHANGE if one.is_share_like else CHANGE
        numbers = [row.numbers[column.index] for column in table.of(meaning) if column.index in row.numbers]
        if numbers:
            agrees = any(abs(number.value) == abs(Fraction(one.value)) for number in numbers)
            found[one.at] = TableAnswer(agrees=agrees, as_printed=numbers[0].text, row=f"{row.label} of {table.name}")
    return found


def _name_before(text: str, start: int) -> tuple[str, ...]:
    """The words before a bracket that name something."""
    before = text[:start].rstrip()
    if not before.endswith("("):
        return ()
    words: list[str] = []
    for piece in reversed(re.findall(r"[A-Za-z][A-Za-z'&-]*|[^\sA-Za-z]", before[:-1])):
        if not _WORD.fullmatch(piece) or piece.lower() in _ENDS_A_NAME or len(words) == _LONGEST_NAME:
            break
        words.append(piece)
    return _key(" ".join(reversed(words)))


@lru_cache(maxsize=4096)  # each row is asked of each sentence
def _words_of(label: str) -> str:
    return " ".join(_WORD.findall(label.lower()))


@lru_cache(maxsize=4096)
def _key(label: str) -> tuple[str, ...]:
    words = [word.lower().rstrip("s") for word in _WORD.findall(label)]
    return tuple(word for word in words if word not in _SAYS_NOTHING) or tuple(words)
