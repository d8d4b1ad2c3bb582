"""The partnership's own corrections, applied after the returns. A wrong old value is a problem."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace

from xlcsp.domain import figures as kept
from xlcsp.domain.figures import SCHEDULED, Correction, Figure, MonthFigure, Revision, Source
from xlcsp.domain.kinds import Kind
from xlcsp.domain.months import with_months
from xlcsp.domain.periods import Month, Quarter, months_of
from xlcsp.domain.plan import Series
from xlcsp.errors import Problem
from xlcsp.measures.numbers import listed
from xlcsp.planbook import Master
from xlcsp.returns.asked import LastReported
from xlcsp.returns.check import OWN_REASONS
from xlcsp.returns.fields import WORDS, changed, corrected_part, current_text, is_possible, read_field

CORRECTED = "correction"


@dataclass(frozen=True)
class Given:
    """What the returns say of the figures that are corrected.

    after: the figure of each series and quarter after each return. last_reported: what forms, each by its file, show
    as last reported.
    """

    after: Mapping[tuple[str, Quarter], Sequence[Figure]]
    last_reported: Sequence[tuple[str, LastReported]]

    def shows(self, new: Figure, month: Month | None, file: str) -> bool:
        """Whether that form shows the corrected figure: then the correction was there before it."""
        place = new.series, new.quarter, month
        shown = (last for of, last in self.last_reported if of == file)
        return any((last.series, last.quarter, last.month) == place and last.is_of(new) for last in shown)


def apply_corrections(
    master: Master,
    quarter: Quarter,
    figures: MutableMapping[str, dict[Quarter, Figure]],
    revisions: list[Revision],
    problems: list[Problem],
    given: Given,
) -> None:
    """Applies the rows of *Corrections* up to the quarter in order, those of one figure together."""
    plan = {series.id: series for series in master.plan.series}
    for together in _together(master, quarter):
        first = together[0]
        if _came_before(master, plan[first.series], together, revisions, given):
            continue
        whole = figures.setdefault(first.series, {}).get(first.quarter) or _nothing(first)
        back = _taken_back(master, plan[first.series], together, whole, given)
        if back:
            revisions += back
            figures[first.series][first.quarter] = back[-1].new
            continue
        wrong = [_not_of_the(plan[first.series], master, one) for one in together]
        problems += [problem for problem in wrong if problem]
        held = corrected_part(whole, first.month)
        usable = (one for one, problem in zip(together, wrong, strict=True) if problem is None)
        rows = [one for one in usable if not (one.field == "reason" and not one.old and held.has_value)]  # it has come
        told = {row: _does_not_match(master, row, held) for row in rows}
        problems += [problem for problem in told.values() if problem]
        kept_rows = [one for one, problem in told.items() if not problem]
        new, unusable = _corrected(master, kept_rows, held)
        problems += [_unusable(master, one) for one in unusable]
        if first.month is not None:
            new = _with_month(plan[first.series].kind, whole, new, first.month) if new != held else whole
        is_settled = any(one.field not in WORDS and one not in unusable for one in kept_rows)
        if is_settled and new.status == kept.PROVISIONAL:  # its old figure is its new one: nothing else changes
            new = replace(new, status=kept.PROVIDED)
        figures[first.series][first.quarter] = new
        if new.content != whole.content:
            revisions.append(Revision(first.series, first.quarter, whole, new, CORRECTED))


def _came_before(
    master: Master,
    series: Series,
    rows: Sequence[Correction],
    revisions: list[Revision],
    given: Given,
) -> bool:
    """Whether a later form shows the corrected figure as last reported, and revises it: then both are revisions."""
    for at, revision in enumerate(revisions):
        if (revision.series, revision.quarter, revision.kind == CORRECTED) != (series.id, rows[0].quarter, False):
            continue
        old, now = (corrected_part(each, rows[0].month) for each in (revision.old, revision.new))
        if old.content == now.content:  # another month changed
            continue
        new = _as_corrected(master, series, rows, revision.old)
        if new is not None and given.shows(new, rows[0].month, revision.new.source.file):
            before = Revision(revision.series, revision.quarter, revision.old, new, CORRECTED)
            kind = SCHEDULED if revision.is_supplied and new.has_value else revision.kind
            revisions[at : at + 1] = [before, replace(revision, old=new, kind=kind)]
            return True
    return False


def _taken_back(
    master: Master,
    series: Series,
    rows: Sequence[Correction],
    whole: Figure,
    given: Given,
) -> list[Revision]:
    """Both revisions, if a later form shows the corrected figure as last reported and gives the old one beside it."""
    month = rows[0].month
    for one in given.after.get((series.id, whole.quarter), ()):
        if not one.restates or one.source.age <= whole.source.age:
            continue
        new = _as_corrected(master, series, rows, whole) if one.content == whole.content else None
        if new is not None and given.shows(new, month, one.source.file):
            corrected = Revision(series.id, whole.quarter, whole, new, CORRECTED)
            return [corrected, replace(corrected, old=new, new=one.with_words_of(whole), kind=SCHEDULED)]
    return []


def _as_corrected(master: Master, series: Series, rows: Sequence[Correction], whole: Figure) -> Figure | None:
    """The figure with these corrections; None if one of them is not of this figure."""
    month = rows[0].month
    held = corrected_part(whole, month)
    if any(_not_of_the(series, master, row) or _does_not_match(master, row, held) for row in rows):
        return None
    new, unusable = _corrected(master, rows, held)
    if unusable or new.content == held.content:
        return None
    return new if month is None else _with_month(series.kind, whole, new, month)


def _not_of_the(series: Series, master: Master, correction: Correction) -> Problem | None:
    """Reports a correction of a quarter that its months make, or of a month of a series without months."""
    if correction.field in WORDS or series.is_monthly == (correction.month is not None):
        return None
    found = f"{correction.series} has no months; nothing was corrected"
    do = f"Enter {correction.quarter.short} in the column quarter"
    if series.is_monthly:
        names = listed(month.name for month in months_of(correction.quarter))
        found = f"{correction.quarter} of {correction.series} is worked out from its months; nothing was corrected"
        do = f"Enter the month that is wrong ({names}) in the column quarter, and its old and new figure"
    return _problem(master, correction, found, do)


def _with_month(kind: Kind, whole: Figure, new: Figure, month: Month) -> Figure:
    """The quarter with that month."""
    others = [one for one in whole.months if one.month != month]
    own = MonthFigure(month, new.numerator, new.denominator, new.proportion, new.source, new.other_sources)
    base = replace(whole, source=new.source, corrected=True, status=kept.PROVIDED, reason="", restates=False)
    return with_months(kind, base, [*others, own] if new.has_value else others).with_words_of(whole)


def _together(master: Master, quarter: Quarter) -> Iterator[list[Correction]]:
    """The rows up to the quarter; rows for different fields of one figure form one correction."""
    open_rows: dict[tuple[str, Quarter | Month], list[Correction]] = {}
    found: list[list[Correction]] = []
    for correction in master.corrections:
        if not _is_of_year(master, correction, quarter) or correction.quarter > quarter:
            continue
        rows = open_rows.get((correction.series, correction.period))
        if rows is None or correction.field in {other.field for other in rows}:
            rows = open_rows[correction.series, correction.period] = []
            found.append(rows)
        rows.append(correction)
    return iter(found)


def corrections_of_other_years(master: Master, quarter: Quarter) -> list[Problem]:
    """Queries for corrections that no report of this year applies."""
    return [
        Problem(
            master.path.name, "Corrections", correction.cell, "other year",
            f"The correction is of {correction.quarter}; not applied", "",
            "Correct the sheet History instead, or the year", correction.series, str(correction.quarter),
        )
        for correction in master.corrections
        if not _is_of_year(master, correction, quarter)
    ]  # fmt: skip


def _is_of_year(master: Master, correction: Correction, quarter: Quarter) -> bool:
    """Whether its figure comes with a return of the year, including late figures of the year before."""
    series = next((series for series in master.plan.series if series.id == correction.series), None)
    later = (
        correction.quarter.start + 1
        if series is not None and series.is_late(correction.quarter)
        else correction.quarter.start
    )
    return quarter.start in (correction.quarter.start, later)


def _nothing(correction: Correction) -> Figure:
    return Figure(correction.series, correction.quarter, Source("", "", ""), status=kept.MISSING)


def _does_not_match(master: Master, correction: Correction, held: Figure) -> Problem | None:
    now = current_text(held, correction.field)
    if read_field(correction.old, correction.field) == read_field(now, correction.field):
        return None
    if correction.field == "reason" and not correction.old and now in OWN_REASONS:
        return None
    stands = f'The {correction.field} of {correction.series} in {correction.period} is now "{now}"'
    found = f'{stands}, not "{correction.old}"; it was not corrected'
    do = "Check whether the correction is still needed; remove the row or bring its old value up to date"
    return _problem(master, correction, found, do)


def _corrected(master: Master, rows: Sequence[Correction], held: Figure) -> tuple[Figure, list[Correction]]:
    """The figure after its correction, and the rows that do not fit; if there are any, the figure stays as it was."""
    if not rows:
        return held, []
    series = next(series for series in master.plan.series if series.id == rows[0].series)
    new, unusable = held, []
    for row in rows:
        step = changed(series, row, new)
        new = step or new
        unusable += [] if step else [row]
    if new.content == held.content:
        return new, unusable
    if not is_possible(series, new):
        return held, list(rows)
    last = next(row for row in reversed(rows) if row not in unusable and row.field not in WORDS)
    source, *others = [
        Source(master.path.name, "Corrections", one.cell, one.when, one.quarter)
        for one in (last, *(row for row in rows if row not in (last, *unusable) and row.field not in WORDS))
    ]
    has_value = new.has_value
    new = replace(
        new,
        source=source,
        corrected=True,
        status=kept.PROVIDED if has_value else kept.MISSING,
        reason="" if has_value else last.reason,
        other_sources=(*others, *_uncorrected(held, {row.field for row in rows if row not in unusable})),
    )
    return (new if _is_reworded(rows) else new.with_words_of(held)), unusable


def _uncorrected(held: Figure, fields: set[str]) -> Iterator[Source]:
    """The source of the number that was not corrected."""
    if "figure" not in fields and held.numerator is not None:
        yield held.source
    if "out of" not in fields:
        yield from held.other_sources


def _is_reworded(rows: Sequence[Correction]) -> bool:
    return any(row.field == "commentary" for row in rows)


def _problem(master: Master, correction: Correction, found: str, do: str) -> Problem:
    place = master.path.name, "Corrections", correction.cell
    return Problem(*place, "correction", found, do=do, series=correction.series)


def _unusable(master: Master, correction: Correction) -> Problem:
    found = f'{correction.series} cannot have the {correction.field} "{correction.new}"; nothing was corrected'
    do = "Enter a field and a value that the series can have (percentages as 0 to 100)"
    return _problem(master, correction, found, do)
