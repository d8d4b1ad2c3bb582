"""Figures as they came from returns, and their revisions: each knows its file, sheet and cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TypeVar

from xlcsp.domain.kinds import Kind
from xlcsp.domain.numbers import in_full, is_money
from xlcsp.domain.per import whom_in_plural
from xlcsp.domain.periods import Month, Quarter
from xlcsp.errors import Problem

__all__ = ["Correction", "Figure", "MonthFigure", "Problem", "Receipt", "Revision", "Source", "changes_of", "newest"]

PROVIDED, PROVISIONAL, MISSING = "provided", "provisional", "missing"
LARGEST = 100_000_000  # the largest figure: a partnership counts nothing larger
CONFIRMS = "confirms"  # an earlier quarter's figure given once more: it ends Provisional, and changes nothing else
NOTHING = "no figure"
THIS_QUARTER, YEAR_TO_DATE = "quarter", "year to date"
CONFIRMED = "quarter, confirmed"  # it looks like a year to date, but its provider says that it is not


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure came from.

    as_at: the date to which the provider's data were complete, as stated on the return (never the file's time).
    quarter, version: those of the return that carried it; version is 1 unless the return gives another.
    """

    file: str
    sheet: str
    cell: str
    as_at: date | None = None
    quarter: Quarter | None = None
    version: int = 1

    @property
    def age(self) -> tuple[date, Quarter, int, str]:
        """Key that sorts the oldest first: by as-at date, then quarter, then version, then name."""
        return (self.as_at or date.min, self.quarter or Quarter(0, 1), self.version, self.file)

    def __str__(self) -> str:
        place = f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        return ", ".join(part for part in (self.file, place) if part)


@dataclass(frozen=True, slots=True)
class MonthFigure:
    """A month of a monthly series: a number, n and m, or a percentage as a proportion.

    source: where it was read; other_sources: where its denominator was read.
    """

    month: Month
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    proportion: Fraction | None = None
    source: Source = Source("", "", "")
    other_sources: tuple[Source, ...] = ()

    @property
    def content(self) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
        """What must be equal for a later return to have changed nothing."""
        return self.numerator, self.denominator, self.proportion

    @property
    def text(self) -> str:
        """``367``, ``11 of 16``, ``69%``."""
        return number_text(*self.content)

    def in_words(self, kind: Kind, unit: str = "") -> str:
        """The text in the words of kind and unit."""
        return figure_words(self.text, kind, unit)


def number_text(numerator: Fraction | None, denominator: Fraction | None, proportion: Fraction | None) -> str:
    """The numbers of a figure in words; empty where there are none."""
    if numerator is None:
        return f"{in_full(proportion * 100)}%" if proportion is not None else ""
    return in_full(numerator) + (f" of {in_full(denominator)}" if denominator is not None else "")


@dataclass(frozen=True, slots=True)
class Figure:
    """What one return gives for one series in one quarter.

    numerator: the count, or n in "n of m"; denominator: m, or the population. proportion: a percentage given without n
    and m, as 0.62. milestone: a milestone's status. All None where there is no figure: then ``reason`` says why. basis:
    whether the number is the quarter's own, which its provider may have confirmed, or the year to date. others: cells
    of form columns that have no rule of their own, by the column's key; the report's *Figures* shows them. restates:
    whether it was given for an earlier quarter. written_of: the figure, as text, that the commentary was written about,
    where it has changed since. commentary_source: the form's cell for it. months: for a monthly series, the known
    months in order; its numbers are what three of them amount to (``domain.months``). other_sources: other cells that
    hold a part of it, such as the denominator (``domain.places``).
    """

    series: str
    quarter: Quarter
    source: Source
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    proportion: Fraction | None = None
    milestone: str = ""
    status: str = PROVIDED
    basis: str = THIS_QUARTER
    reason: str = ""
    commentary: str = ""
    commentary_source: Source | None = None
    others: tuple[tuple[str, object], ...] = ()
    restates: bool = False
    corrected: bool = False
    written_of: str = ""
    months: tuple[MonthFigure, ...] = ()
    other_sources: tuple[Source, ...] = ()

    @property
    def has_value(self) -> bool:
        """Whether it holds a figure at all. Missing is never zero."""
        return not (self.numerator is None and self.proportion is None and not self.milestone)

    @property
    def is_to_date(self) -> bool:
        """Whether its numbers are those of the year to date."""
        return self.basis == YEAR_TO_DATE

    @property
    def text(self) -> str:
        """``367``, ``11 of 16``, ``69%``, ``On track``; empty where there is no figure."""
        return self.milestone or number_text(self.numerator, self.denominator, self.proportion)

    def as_month(self, month: Month) -> MonthFigure:
        """Its numbers, as those of a month."""
        return MonthFigure(month, self.numerator, self.denominator, self.proportion, self.source, self.other_sources)

    def in_words(self, kind: Kind, unit: str = "") -> str:
        """The text in the words of kind and unit: ``555 divided by 150`` for a ratio, ``£1,200``."""
        return figure_words(self.text, kind, unit)

    @property
    def content(self) -> tuple[object, ...]:
        """What is compared to see whether a later return says something else."""
        return (self.numerator, self.denominator, self.proportion, self.milestone, self.is_to_date)

    def with_words_of(self, other: Figure) -> Figure:
        """The figure with the commentary of another, about which it was written."""
        written_of = (other.written_of or other.text or NOTHING) if other.commentary else ""
        return replace(
            self,
            commentary=other.commentary,
            commentary_source=other.commentary_source,
            written_of="" if written_of == self.text else written_of,
        )


def figure_words(text: str, kind: Kind, unit: str = "") -> str:
    """A figure's text, pounds with their sign, and where two numbers read ``n of m``, in the words of the kind."""
    above, is_pair, below = text.partition(" of ")
    if is_money(unit) and not kind.is_proportion and re.fullmatch(r"-?[\d,.]+", above):
        above = in_full(Fraction(above.replace(",", "")), unit)
    if not is_pair or not kind.is_quotient:
        return text if is_pair else above
    whom = whom_in_plural(kind.per, kind.whom)
    return f"{above} among {below} {whom}".rstrip() if kind.is_per_population else f"{above} divided by {below}"


def confirmed(figure: Figure, again: Sequence[Figure]) -> Figure:
    """The figure, no longer provisional where a later return gave it once more, of a monthly series one of its months.

    again: what returns gave with ``CONFIRMS``.
    """
    known: set[object] = {figure.content, *((month.month, month.content) for month in figure.months)}
    repeated: set[object] = {other.content for other in again if not other.months}
    repeated |= {(month.month, month.content) for other in again for month in other.months}
    is_final = figure.status == PROVISIONAL and bool(repeated & known)
    return replace(figure, status=PROVIDED) if is_final else figure


SCHEDULED, SUPPLIED = "scheduled revision", "supplied late"


@dataclass(frozen=True, slots=True)
class Revision:
    """A figure that a later return (or a correction) changed or supplied: old and new, each with its return."""

    series: str
    quarter: Quarter
    old: Figure
    new: Figure
    kind: str = SCHEDULED

    @property
    def is_supplied(self) -> bool:
        """Whether there was no figure before, so that nothing was revised."""
        return self.new.has_value and not self.old.has_value

    @property
    def is_of_months(self) -> bool:
        """Whether only months changed, and the quarter's figure did not."""
        return self.old.content == self.new.content

    @property
    def is_replacement(self) -> bool:
        """Whether the quarter had another figure before, not a gap."""
        return not (self.is_supplied or self.is_of_months)

    @property
    def months(self) -> tuple[tuple[MonthFigure | None, MonthFigure], ...]:
        """The months that changed, each as it was (None if there was none) and as it is now."""
        before = {month.month: month for month in self.old.months}
        pairs = ((before.get(month.month), month) for month in self.new.months)
        return tuple((old, new) for old, new in pairs if old is None or old.content != new.content)

    def months_text(self, kind: Kind, unit: str = "") -> str:
        """Which of them changed: ``May 2014 was 120, is 131``."""
        told = (
            (old.in_words(kind, unit) if old else NOTHING, new.in_words(kind, unit), new) for old, new in self.months
        )
        return "; ".join(f"{new.month} was {before}, is {after}" for before, after, new in told)


@dataclass(frozen=True, slots=True)
class Correction:
    """A row of *Corrections*: a change made by the partnership, with who, when and why."""

    series: str
    quarter: Quarter
    field: str
    old: str
    new: str
    reason: str
    who: str
    when: date | None
    cell: str
    month: Month | None = None

    @property
    def period(self) -> Quarter | Month:
        """The quarter that it corrects, or the month of a monthly series."""
        return self.month or self.quarter


_Change = TypeVar("_Change", Revision, Correction)


def changes_of(series: str, quarter: Quarter | None, changes: Iterable[_Change]) -> list[_Change]:
    """Those of the changes that are of that series' figure of that quarter, in their order."""
    return [change for change in changes if (change.series, change.quarter) == (series, quarter)]


RECEIVED, LATE, SUPERSEDED, DUPLICATE, REJECTED = "received", "late", "superseded", "duplicate", "rejected"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A return that came in: received, late, superseded, duplicate or rejected.

    is_comments: whether it is a theme lead's form; provider is then the theme lead.
    """

    file: str
    provider: str
    quarter: Quarter | None
    as_at: date | None
    signed: date | None
    sha256: str
    state: str
    superseded_by: str = ""
    note: str = ""
    is_comments: bool = False


def newest(candidates: list[Figure]) -> tuple[Figure, list[Revision]]:
    """The figure that counts of those given for one series and quarter, and the revisions that led to it.

    A figure that fills a gap is among the revisions, and so are changed months, even if the quarter's figure stays the
    same. The newest has the latest as-at date, then quarter, then version of the return. A figure replaces a gap; a gap
    (or a blank) never withdraws a figure.
    """
    ordered = sorted(candidates, key=lambda figure: figure.source.age)
    current, revisions = ordered[0], []
    for figure in ordered[1:]:
        if not figure.has_value and (current.has_value or (figure.restates and not figure.months)):
            continue
        step = Revision(figure.series, figure.quarter, current, figure)
        if step.is_of_months and any(old is not None for old, _ in step.months):
            revisions.append(step)
        if step.is_of_months and figure.has_value:
            current = replace(current, status=figure.status, basis=figure.basis, months=figure.months)
            continue
        if current.has_value or figure.has_value:
            revisions.append(replace(step, kind=SUPPLIED if step.is_supplied else SCHEDULED))
        current = figure if figure.commentary else figure.with_words_of(current)
    return current, revisions
