"""Choices of one column of a form that were typed in another: each is told once, and where it goes."""

from __future__ import annotations

from collections.abc import Mapping

from xlcsp.domain.gaps import REASON_WORDS
from xlcsp.domain.plan import MILESTONES
from xlcsp.forms import layout
from xlcsp.returns.answers import quoted, read_word
from xlcsp.returns.filled import FilledRow, Numbers

_CHOICES = {layout.BASIS: layout.BASES, layout.STATUS: layout.STATUSES, layout.REASON: REASON_WORDS}
_OF_FIGURES = {*layout.BASES, layout.PROVIDED, layout.PROVISIONAL}
_CHANGES = {layout.TO_DATE_BASIS, layout.NO_FIGURE}  # words without which a number would mean something else


def tell_astray(filled: FilledRow) -> dict[str, str]:
    """Each column that holds a choice of another one, with that choice; a problem tells where it goes."""
    milestones = {layout.FIGURE: tuple(MILESTONES)} if filled.series.kind.has_status else {}
    astray = {}
    for column in _CHOICES:
        value = filled.row.value(column)
        for other, choices in (_CHOICES | milestones).items():
            word, _ = read_word(value, choices)
            if not word or other == column:
                continue
            astray[column] = word
            where = ", where a milestone's status goes" if other == layout.FIGURE else ""
            where = ", and here why there is none" if (column, word) == (layout.REASON, layout.NO_FIGURE) else where
            found = f"{quoted(value)} is in the column {quoted(column)}"
            filled.problem(column, "unknown word", found, f"Choose it in the column {quoted(other)}{where}")
    return astray


def says_why(astray: Mapping[str, str]) -> bool:
    """Whether such a word answers for a blank figure, so that the row need not be asked about a second time."""
    return not _OF_FIGURES.issuperset(astray.values())


def unless_astray(numbers: Numbers, astray: Mapping[str, str]) -> Numbers:
    """The numbers; none where a word in the wrong column says that they are none, or of another time."""
    is_changed = not numbers.is_blank and not _CHANGES.isdisjoint(astray.values())
    return Numbers(column=numbers.column, is_wrong=True) if is_changed else numbers
