"""The partnership's own corrections, applied after the returns. A wrong old value is a problem."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from xlcsp.domain import figures as kept
from xlcsp.domain.figures import LARGEST, SCHEDULED, Correction, Figure, Revision, Source
from xlcsp.domain.months import with_months
from xlcsp.domain.numbers import in_full
from xlcsp.domain.periods import Month, Quarter, months_of
from xlcsp.domain.plan import Series
from xlcsp.errors import Problem
from xlcsp.measures.numbers import listed
from xlcsp.planbook import Master
from xlcsp.returns.check import OWN_REASONS
from xlcsp.returns.fields import WORDS, changed, corrected_part, current_text, is_possible, read_field
from xlcsp.returns.filled import LastReported
from xlcsp.returns.to_date import alone

CORRECTED = "correction"


@dataclass(frozen=True)
class Returned:
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
    returned: Returned,
) -> None:
    """Applies the rows of *Corrections* up to the quarter in order, those of one figure together."""
    plan = master.plan.by_id
    for rows in _together(master, quarter):
        correction = _Together(master.path.name, plan[rows[0].series], rows, returned)
        if correction.came_before(revisions):
            continue
        at, of_series = correction.quarter, figures.setdefault(correction.series.id, {})
        whole = of_series.get(at) or Figure(correction.series.id, at, Source("", "", ""), status=kept.MISSING)
        both = correction.taken_back(whole)
        revisions += both
        if both:
            of_series[at] = both[-1].new
            continue
        own = alone(whole, of_series)
        before = own if own is not None and correction.is_of(own) else whole
        of_series[at], wrong = correction.applied(before, own)
        problems += wrong
        if of_series[at].content != before.content:
            revisions.append(correction.revision(before, of_series[at]))
        elif before is own:  # confirmed: its cell holds the year to date
            of_series[at] = replace(before, source=correction.source, other_sources=(whole.source,))


@dataclass(frozen=True)
class _Together:
    """The rows that correct one figure: different fields of a quarter, or of one of its months. file: the master's."""

    file: str
    series: Series
    rows: Sequence[Correction]
    returned: Returned

    @property
    def quarter(self) -> Quarter:
        """The figure's quarter."""
        return self.rows[0].quarter

    @property
    def month(self) -> Month | None:
        """The month that they correct; None if they correct the quarter."""
        return self.rows[0].month

    @property
    def source(self) -> Source:
        """The row that gives the number."""
        row = [row for row in self.rows if row.field not in WORDS][-1]
        return Source(self.file, "Corrections", row.cell, row.when, row.quarter)

    def revision(self, old: Figure, new: Figure) -> Revision:
        """The correction as a revision."""
        return Revision(self.series.id, self.quarter, old, new, CORRECTED)

    def came_before(self, revisions: list[Revision]) -> bool:
        """Whether a later form shows the corrected figure as last reported, and revises it: then both are revisions."""
        for at, revision in enumerate(revisions):
            if (revision.series, revision.quarter, revision.kind == CORRECTED) != (self.series.id, self.quarter, False):
                continue
            old, now = (corrected_part(figure, self.month) for figure in (revision.old, revision.new))
            if old.content == now.content:  # another month changed
                continue
            new = self._result(revision.old)
            if new is not None and self.returned.shows(new, self.month, revision.new.source.file):
                kind = SCHEDULED if revision.is_supplied and new.has_value else revision.kind
                revisions[at : at + 1] = [self.revision(revision.old, new), replace(revision, old=new, kind=kind)]
                return True
        return False

    def taken_back(self, whole: Figure) -> list[Revision]:
        """Both revisions, if a later form shows the corrected figure as last reported, and the old one beside it."""
        for figure in self.returned.after.get((self.series.id, self.quarter), ()):
            is_back = figure.restates and figure.source.age > whole.source.age and figure.content == whole.content
            new = self._result(whole) if is_back else None
            if new is not None and self.returned.shows(new, self.month, figure.source.file):
                corrected = self.revision(whole, new)
                return [corrected, replace(corrected, old=new, new=figure.with_words_of(whole), kind=SCHEDULED)]
        return []

    def is_of(self, own: Figure) -> bool:
        """Whether the rows correct, or confirm, what a year to date says of its quarter alone."""
        numbers = [row for row in self.rows if row.field not in WORDS]
        return bool(numbers) and not any(self._not_of_the_figure(row, own) for row in numbers)

    def applied(self, whole: Figure, own: Figure | None = None) -> tuple[Figure, list[Problem]]:
        """The figure after the rows that fit it, and what is wrong with the others.

        own: of a year to date, what it says of its quarter alone.
        """
        part = corrected_part(whole, self.month)
        rows = [row for row in self.rows if row.field != "reason" or row.old or not part.has_value]  # it has come
        wrong = {row: self._not_of_the_figure(row, part) or self._either(row, part, own) for row in rows}
        fitting = [row for row, problem in wrong.items() if problem is None]
        new, unusable = self._corrected(fitting, part)
        if self.month is not None:
            new = self._with_month(whole, new, self.month) if new != part else whole
        is_settled = any(row.field not in WORDS and row not in unusable for row in fitting)
        if is_settled and new.status == kept.PROVISIONAL:  # its old figure is its new one: nothing else changes
            new = replace(new, status=kept.PROVIDED)
        return new, [*filter(None, wrong.values()), *map(self._unusable, unusable)]

    def _result(self, whole: Figure) -> Figure | None:
        """The figure with all the corrections; None if one of them is not of this figure."""
        part = corrected_part(whole, self.month)
        if any(self._not_of_the_figure(row, part) for row in self.rows):
            return None
        new, unusable = self._corrected(self.rows, part)
        if unusable or new.content == part.content:
            return None
        return new if self.month is None else self._with_month(whole, new, self.month)

    def _not_of_the_figure(self, row: Correction, part: Figure) -> Problem | None:
        """Why the row is not of this figure: it is of the wrong period, or its old value is not the present one."""
        if row.field not in WORDS and self.series.is_monthly != (row.month is not None):
            found = f"{row.series} has no months; nothing was corrected"
            do = f"Enter {row.quarter.short} in the column quarter"
            if self.series.is_monthly:
                names = listed(month.name for month in months_of(row.quarter))
                found = f"{row.quarter} of {row.series} is worked out from its months; nothing was corrected"
                do = f"Enter the month that is wrong ({names}) in the column quarter, and its old and new figure"
            return self._problem(row, found, do)
        now = current_text(part, row.field)
        is_unexplained = row.field == "reason" and not row.old and now in OWN_REASONS
        if is_unexplained or read_field(row.old, row.field) == read_field(now, row.field):
            return None
        found = f'The {row.field} of {row.series} in {row.period} is now "{now}", not "{row.old}"; it was not corrected'
        do = "Check whether the correction is still needed; remove the row or bring its old value up to date"
        return self._problem(row, found, do)

    def _either(self, row: Correction, part: Figure, own: Figure | None) -> Problem | None:
        """A year to date whose new figure is not clearly one: that of its quarter may be meant, so neither is taken."""
        new = read_field(row.new, row.field)
        if own is None or not part.is_to_date or row.field in WORDS or not isinstance(new, Fraction):
            return None
        now, alone_now = (read_field(current_text(figure, row.field), row.field) for figure in (part, own))
        if not (isinstance(now, Fraction) and isinstance(alone_now, Fraction)):
            return None
        quarter, before = row.quarter.short, now - alone_now
        is_near = 2 * abs(new - now) <= abs(new - alone_now)
        if is_near and _times(new - before, alone_now) <= _times(new, alone_now):  # another year to date
            return None
        found = f"{row.series} has a year to date of {row.old} at {quarter}, {in_full(alone_now)} of it in {quarter}"
        do = (
            f"Enter {in_full(alone_now)} under old and the figure of {quarter} alone under new: {row.new} if it is that"
        )
        if new >= before:
            do = f"{do}, {in_full(new - before)} if {row.new} is the year to date"
        return self._problem(row, f"{found}; {row.new} may be either, so nothing was corrected", do)

    def _corrected(self, rows: Sequence[Correction], part: Figure) -> tuple[Figure, list[Correction]]:
        """The figure after the rows, and those that do not fit; if there are any, the figure stays as it was."""
        new, unusable = part, []
        for row in rows:
            step = changed(self.series, row, new)
            new = step or new
            unusable += [] if step else [row]
        if new.content == part.content:
            return new, unusable
        if not is_possible(self.series, new):
            return part, list(rows)
        used = [row for row in rows if row not in unusable]
        *earlier, last = [row for row in used if row.field not in WORDS]
        source, *others = [
            Source(self.file, "Corrections", row.cell, row.when, row.quarter) for row in (last, *earlier)
        ]
        new = replace(
            new,
            source=source,
            corrected=True,
            status=kept.PROVIDED if new.has_value else kept.MISSING,
            reason="" if new.has_value else last.reason,
            other_sources=(*others, *_uncorrected(part, {row.field for row in used})),
        )
        is_reworded = any(row.field == "commentary" for row in rows)
        return new if is_reworded else new.with_words_of(part), unusable

    def _with_month(self, whole: Figure, new: Figure, month: Month) -> Figure:
        """The quarter with that month."""
        others = [figure for figure in whole.months if figure.month != month]
        base = replace(whole, source=new.source, corrected=True, status=kept.PROVIDED, reason="", restates=False)
        months = [*others, new.as_month(month)] if new.has_value else others
        return with_months(self.series.kind, base, months).with_words_of(whole)

    def _unusable(self, row: Correction) -> Problem:
        found = f'{row.series} cannot have the {row.field} "{row.new}"; nothing was corrected'
        do = "Enter a field and a value that the series can have (percentages as 0 to 100)"
        return self._problem(row, found, do)

    def _problem(self, row: Correction, found: str, do: str) -> Problem:
        return Problem(self.file, "Corrections", row.cell, "correction", found, do=do, series=row.series)


def _times(value: Fraction, other: Fraction) -> Fraction:
    """How many times the smaller of two figures the larger is; above all others if one of them is 0 or less."""
    small, large = sorted((value, other))
    return Fraction(large / small) if small > 0 else Fraction(LARGEST if large > small else 1)


def _uncorrected(part: Figure, fields: set[str]) -> Iterator[Source]:
    """The source of the number that was not corrected."""
    if "figure" not in fields and part.numerator is not None:
        yield part.source
    if "out of" not in fields:
        yield from part.other_sources


def _together(master: Master, quarter: Quarter) -> Iterator[list[Correction]]:
    """The rows up to the quarter; rows for different fields of one figure form one correction."""
    open_rows: dict[tuple[str, Quarter | Month], list[Correction]] = {}
    groups: list[list[Correction]] = []
    for correction in master.corrections:
        if not _is_of_year(master, correction, quarter) or correction.quarter > quarter:
            continue
        rows = open_rows.get((correction.series, correction.period))
        if rows is None or correction.field in {other.field for other in rows}:
            rows = open_rows[correction.series, correction.period] = []
            groups.append(rows)
        rows.append(correction)
    return iter(groups)


def not_applied(master: Master, quarter: Quarter) -> Iterator[Problem]:
    """Queries for corrections of another year, or of a quarter that is not reported yet."""
    reported = max(quarter, master.settings.quarter)
    for row in master.corrections:
        of_it, of_year = row.quarter, _is_of_year(master, row, quarter)
        if of_year and of_it <= reported:
            continue
        code, why, do = "other year", "", "Correct the sheet History instead, or the year"
        if of_year:
            code, why = "later quarter", f" before the report of {of_it}"
            do = f"Nothing, if the figure is that of {of_it}; else correct the quarter"
        found = f"The correction is of {of_it}; not applied{why}"
        yield Problem(master.path.name, "Corrections", row.cell, code, found, "", do, row.series, str(of_it))


def _is_of_year(master: Master, correction: Correction, quarter: Quarter) -> bool:
    """Whether its figure comes with a return of the year, including late figures of the year before."""
    start = correction.quarter.start
    is_late = any(
        series.id == correction.series and series.is_late(correction.quarter) for series in master.plan.series
    )
    return quarter.start in (start, start + is_late)
