"""Figures checked against each other: impossible ones (problems) and odd ones (queries)."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from xlcsp.domain.benchmarks import newest
from xlcsp.domain.figures import CONFIRMED, NOTHING, YEAR_TO_DATE, Figure, Revision, Source, changes_of
from xlcsp.domain.numbers import in_full
from xlcsp.domain.periods import Month, Quarter
from xlcsp.domain.places import place_words, sources_of_change
from xlcsp.domain.plan import Series
from xlcsp.domain.years import YearOfFigures, year_from
from xlcsp.errors import Problem
from xlcsp.forms.to_date import quarter_within, question
from xlcsp.measures import rating
from xlcsp.measures.assess import rag_of
from xlcsp.measures.auto import stopped
from xlcsp.measures.comparators import comparable_years, is_across
from xlcsp.measures.control import Control, control
from xlcsp.measures.numbers import QUARTERS_A_YEAR, exact
from xlcsp.measures.observed import Observed, observe
from xlcsp.planbook import Master
from xlcsp.returns.commentary import WHICH
from xlcsp.returns.comments import SHEET, Comment
from xlcsp.returns.comparisons import Comparisons
from xlcsp.returns.late import ByQuarter, last_year
from xlcsp.returns.lead_comments import overtaken
from xlcsp.returns.scale import MUCH
from xlcsp.returns.stated import contradictions
from xlcsp.returns.to_date import about_figure, years_to_date

SMALL = 20  # smaller counts are not queried for a step
STEP_IN_POINTS = Fraction(10, 100)  # points of a percentage: smaller steps are not queried
FELL_BY = Fraction(1, 2)  # of a denominator
ASK_WHY = "Ask for the reason and add it on Corrections (field commentary)"
TO_JUDGE = "Nothing needs doing if the commentary explains it; if not, ask whether the figure is right"
ASK_FOR_WORDS = "Ask for the commentary and add it on Corrections (field commentary)"


def odd_figures(
    master: Master,
    figures: Mapping[str, ByQuarter],
    revisions: Sequence[Revision],
    upto: Quarter,
    as_of: date,
    comments: Mapping[tuple[str, Quarter], Comment],
) -> tuple[list[Problem], list[Problem]]:
    """Problems and queries of the year so far, in the order of the plan.

    as_of: the day up to which the figures are complete. comments: the theme leads', by measure and quarter.
    """
    problems: list[Problem] = []
    queries: list[Problem] = []
    for series in master.plan.series:
        own = figures.get(series.id, {})
        if series.kind.has_year_to_date:
            years_to_date(series, own, upto, problems, queries)
        changed = [revision for revision in revisions if revision.series == series.id]
        is_told = (series.ref, upto) in comments
        queries += _Weighed(master, series, own, changed, upto, as_of, is_told=is_told).queries()
    of_quarter = [comment for (_, quarter), comment in comments.items() if quarter == upto]
    queries += _of_leads(master, figures, revisions, of_quarter)
    return problems, queries


def _of_leads(
    master: Master, figures: Mapping[str, ByQuarter], revisions: Sequence[Revision], comments: Sequence[Comment]
) -> Iterator[Problem]:
    """Queries: a theme lead's comment states a change that no comparison gives."""
    for comment in comments:
        several = [series for series in master.plan.series if series.ref == comment.ref]
        if overtaken(comment, several, figures, revisions):
            continue  # it was about the earlier figure
        compared = []
        for series in several:
            by_quarter, own = figures.get(series.id, {}), series.figure_quarter(comment.quarter)
            if own is not None and own in by_quarter and by_quarter[own].has_value:
                compared.append((_compared(master, series, by_quarter, own), own, by_quarter[own]))
        for statement in contradictions(comment.text, compared, is_of_several=len(several) > 1):
            words = f"The comment on {comment.ref} says {statement}"
            about = next((series.id for series in several if f"({series.name})" in statement), several[0].id)
            yield Problem(
                comment.file, SHEET, comment.cell, "commentary", words, "", WHICH, about, str(comment.quarter)
            )


def _compared(master: Master, series: Series, figures: ByQuarter, upto: Quarter) -> Comparisons:
    """What the figures of a series may be compared with."""
    return Comparisons(series, master.history.get(series.id, ()), figures, newest(master.benchmarks, series.id, upto))


@dataclass(frozen=True)
class _Weighed:
    """A series' figure for the quarter, checked against earlier ones. is_told: its theme lead commented on it."""

    master: Master
    series: Series
    figures: ByQuarter
    changed: list[Revision]
    upto: Quarter
    as_of: date
    is_told: bool = False

    @functools.cached_property
    def past(self) -> Comparisons:
        """What its figures may be compared with."""
        return _compared(self.master, self.series, self.figures, self.upto)

    @property
    def history(self) -> Sequence[YearOfFigures]:
        """The series' earlier years."""
        return self.master.history.get(self.series.id, ())

    def queries(self) -> Iterator[Problem]:
        """The queries on it."""
        yield from self._revised()
        own = self.series.figure_quarter(self.upto)
        now = self.figures.get(own) if own is not None else None
        if own is None or now is None:
            return
        to_date = list(self._to_date(own, now)) if now.has_value else []
        if now.has_value:
            is_settled = changes_of(now.series, own, self.master.corrections)
            yield from to_date or (() if is_settled else (*self._step(own, now), *self._unusual(own, now)))
            yield from self._fewer(own, now)
            yield from self._stopped(now)
            yield from self._said_to_change(own, now)
        before = self.figures.get(own.plus(-1))
        yield from self._repeated(now, before)
        if not to_date:  # otherwise its RAG rests on a figure already queried
            yield from self._unsaid(now)

    def _is_explained(self, now: Figure) -> bool:
        """Whether its provider or theme lead has commented, so that the officer can judge before asking."""
        return bool(now.commentary) or self.is_told

    def _revised(self) -> Iterator[Problem]:
        """Query: a return of this quarter changed an earlier one."""
        kind, unit = self.series.kind, self.series.unit
        for revision in self.changed:
            if revision.new.source.quarter == self.upto and revision.new.restates and not revision.is_supplied:
                old, new = (each.in_words(kind, unit) or NOTHING for each in (revision.old, revision.new))
                months = f" ({words})" if (words := revision.months_text(kind, unit)) else ""
                where = place_words(sources_of_change(revision)[0])
                found = f"{self.series.ref} {revision.quarter} was {old} ({where}); it is now {new}{months}"
                if revision.is_of_months:
                    found = f"{self.series.ref} {revision.quarter} stays {new}, but its months changed{months}"
                why = revision.new.reason
                do = f'Nothing needs doing if the reason given explains it: "{why}"' if why else "Ask why it changed"
                yield about_figure(revision.new, "earlier quarter changed", found, do)

    @functools.cached_property
    def _year(self) -> tuple[Observed, Sequence[YearOfFigures], Quarter]:
        """The year of the figure as it is known, the years before it, and up to which quarter."""
        own, history = self.series.figure_quarter(self.upto) or self.upto, self.history
        changed = frozenset(revision.quarter for revision in self.changed)
        year = year_from(history, own.start)
        if year is None or own.start == self.upto.start:
            return observe(self.series, self.figures, changed, self.upto), history, self.upto
        earlier = [year for year in history if year.start < own.start]
        at = Quarter(own.start, QUARTERS_A_YEAR)
        return last_year(self.series, year, self.figures, changed, self.upto), earlier, at

    def _to_date(self, own: Quarter, now: Figure) -> Iterator[Problem]:
        """Query: the figure looks like the year to date."""
        if not self.series.kind.has_year_to_date or now.basis in (YEAR_TO_DATE, CONFIRMED) or now.numerator is None:
            return
        if self.series.is_monthly:  # its months have no basis to choose
            return
        past = [self.figures.get(Quarter(own.start, place)) for place in range(1, own.number)]
        if any(figure is not None and figure.is_to_date for figure in past):
            return
        last = year_from(self.history, own.start - 1)
        usual = exact(last.quarters[own.number - 1]) if last else None
        quarter = quarter_within(now.numerator, [figure.numerator if figure else None for figure in past], usual)
        if self.series.kind.is_pair and now.denominator is not None:
            below = quarter_within(now.denominator, [figure.denominator if figure else None for figure in past], None)
            quarter = quarter if below is not None else None
        if quarter is not None:
            earlier = [figure.numerator for figure in past if figure is not None and figure.numerator is not None]
            found, do = question(now.numerator, earlier, quarter)
            yield about_figure(now, "perhaps year to date", f"{self.series.ref}: {found}", do)

    def _step(self, own: Quarter, now: Figure) -> Iterator[Problem]:
        """Query: a step from the quarter before of more than the share in the plan."""
        quarter, before = self.past.before(own)
        value = self.past.value(now)
        is_apart = self.series.kind.is_per_population or is_across(self.series, quarter, own)
        if is_apart or before is None or value is None:
            return
        step = abs(value - before)
        small = STEP_IN_POINTS if self.series.is_proportion else Fraction(SMALL)
        is_small = step < small if self.series.is_proportion else max(value, before) < small
        if is_small or step <= Fraction(self.master.settings.query_step) * before:
            return
        do = TO_JUDGE if self._is_explained(now) else ASK_WHY
        is_much = MUCH * min(value, before) <= max(value, before)
        if not is_much and self._chart is not None and self._chart.factors is not None:
            return  # it has a season, which the limits of its chart allow for
        if do == TO_JUDGE and is_much:
            do = "Ask whether the figure is right"  # a digit may be missing, whatever the commentary says
        goes = f"{self.series.ref} goes from {self._shown(before)} in {quarter} to {self._shown(value)} in one quarter"
        yield about_figure(now, "step", goes, do)

    @functools.cached_property
    def _chart(self) -> Control | None:
        """Its control chart, as far as the year is known."""
        observed, history, _ = self._year
        return control(observed, history)

    def _unusual(self, own: Quarter, now: Figure) -> Iterator[Problem]:
        """Query: the figure is outside the limits of its control chart."""
        if not self.series.kind.is_independent or now.is_to_date or now.numerator is None:
            return
        chart = self._chart
        if chart is None:
            return
        do = TO_JUDGE if self._is_explained(now) else ASK_WHY
        months, kind, unit = {month.month: month for month in now.months}, self.series.kind, self.series.unit
        for period in chart.within(own):
            how, month = chart.outside(period, unit), months.get(period) if isinstance(period, Month) else None
            if how and (month is not None or period == own):
                own_words = month.in_words(kind, unit) if month else ""
                stated = f"{own_words} in {month.month}" if month else self._shown(now.numerator)
                about = replace(now, source=month.source) if month is not None and month.source.file else now
                yield about_figure(about, "control limits", f"{self.series.ref}: {stated} lies {how}", do)

    def _fewer(self, own: Quarter, now: Figure) -> Iterator[Problem]:
        """Query: the denominator fell by half."""
        before = self.figures.get(own.plus(-1))
        if before is None or now.is_to_date or before.is_to_date:
            return
        if not before.denominator or now.denominator is None or now.denominator > before.denominator * FELL_BY:
            return
        own_base, base = in_full(now.denominator), in_full(before.denominator)
        words = f"{self.series.ref} is out of {own_base}; in the quarter before it was out of {base}"
        yield about_figure(now, "denominator fell", words, "Ask whether all cases are counted")

    def _stopped(self, now: Figure) -> Iterator[Problem]:
        """Query: a count stays at 0 after large figures."""
        if not self.series.kind.is_added_up or now.numerator != 0:
            return
        observed, history, at = self._year
        stop = stopped([*(year.run for year in comparable_years(self.series, history, at.start)), observed.run])
        if stop is not None:
            do = "Ask whether it is still recorded; if not, enter closed_from on Measures"
            yield about_figure(now, "stopped", f"{self.series.ref} has been {stop.text}", do)

    def _repeated(self, now: Figure, before: Figure | None) -> Iterator[Problem]:
        """Query: the commentary repeats last quarter's."""
        comment = " ".join(now.commentary.split()).casefold()
        if before is None or not comment or comment != " ".join(before.commentary.split()).casefold():
            return
        words = f"The commentary on {self.series.ref} repeats that of {before.quarter} word for word"
        yield about_figure(now, "commentary repeated", words, "Ask what is new", self._place_of_words(now))

    def _said_to_change(self, own: Quarter, now: Figure) -> Iterator[Problem]:
        """Query: the commentary states a change that no comparison gives."""
        if now.corrected:
            return  # the commentary was about the earlier figure
        for statement in contradictions(now.commentary, [(self.past, own, now)], self._rag):
            words = f"The commentary on {self.series.ref} says {statement}"
            yield about_figure(now, "commentary", words, WHICH, self._place_of_words(now))

    def _place_of_words(self, now: Figure) -> Source | None:
        """Where its commentary stands: in the form, or on *Corrections*."""
        corrections = changes_of(now.series, now.quarter, self.master.corrections)
        rows = [row for row in corrections if row.field == "commentary" and row.new == now.commentary]
        return Source(self.master.path.name, "Corrections", rows[-1].cell) if rows else now.commentary_source

    def _unsaid(self, now: Figure) -> Iterator[Problem]:
        """Query: a Red figure has no commentary."""
        is_rated = self.series.role != "context" and self.series.target_rule not in ("monitor", "to be set")
        if self._is_explained(now) or not is_rated:
            return
        if self._rag() == rating.RED:
            words = f"{self.series.ref} is Red, and no commentary says why"
            yield about_figure(now, "red without commentary", words, ASK_FOR_WORDS, now.commentary_source)

    def _rag(self) -> str:
        observed, history, at = self._year
        return rag_of(observed, history, self.master.settings, at, self.as_of if at == self.upto else None)

    def _shown(self, value: Fraction) -> str:
        kind, unit = self.series.kind, self.series.unit
        return kind.text(value, 1, unit) if kind.is_proportion or kind.is_quotient else in_full(value, unit)
