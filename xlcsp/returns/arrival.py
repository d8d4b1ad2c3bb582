"""A return that arrived: its dates, its place among the others of its provider and quarter, whether it came in time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from xlcsp.domain.periods import Quarter, day
from xlcsp.errors import Problem
from xlcsp.forms import layout
from xlcsp.returns.comments import ReturnedComments
from xlcsp.returns.filled import Checked
from xlcsp.returns.read import ReturnedForm

_VERSION = re.compile(r"[ _.(-]v(\d{1,3})(?![^\W_])", re.IGNORECASE)  # not (1), which synced folders and browsers add


@dataclass(frozen=True, slots=True)
class Arrived:
    """A readable return of the right partnership, quarter and provider."""

    form: ReturnedForm
    version: int
    checked: Checked

    @property
    def age(self) -> tuple[date, int, date, str]:
        """Key that sorts the oldest first: by as-at date, then version, then signature; then by name."""
        return (self.form.as_at or date.min, self.version, self.form.signed or date.min, self.form.file)

    @property
    def _sent(self) -> tuple[int, date]:
        return self.version, self.form.signed or date.min

    def superseded_problems(self, counted: Arrived) -> Iterator[Problem]:
        """What is still to be asked about this return if another one counts.

        Nothing if it was sent before the other: faults of its dates are settled by then.
        """
        if self._sent < counted._sent and counted.form.as_at is not None:
            return
        yield from self.form.problems
        if self.form.as_at is None:
            words = f"It has no usable as-at date, so {counted.form.file} was taken instead"
            do = "Ask for the date up to which its data are complete"
            yield Problem(self.form.file, "Return", "", "no as-at date", words, do=do)
        elif self.age[:-1] == counted.age[:-1] and self._says != counted._says:
            yield self._beside(counted)

    def problems_after(self, before: Sequence[Arrived]) -> Iterator[Problem]:
        """The problems of its rows; of a blank one, with the figure of the return before, which may still hold."""
        figures = (figure for other in before for figure in other.checked.figures if figure.has_value)
        known = {(figure.series, str(figure.quarter)): figure for figure in figures if not figure.restates}
        for problem in self.checked.problems:
            figure = known.get((problem.series, problem.quarter)) if problem.code == "blank" else None
            if figure is None:
                yield problem
            else:
                source = f"{figure.source.file}, {figure.source.cell}"
                yield replace(problem, do=f"{problem.do}; the return before it ({source}) has {figure.text}")

    @property
    def _says(self) -> list[tuple[object, ...]]:
        return [
            (figure.series, figure.quarter, *figure.content, figure.commentary, figure.reason)
            for figure in self.checked.figures
        ]

    def _beside(self, counted: Arrived) -> Problem:
        name = counted.form.file
        words = f"Two different returns with the same as-at date, version and signature: this one and {self.form.file}"
        do = 'Put "v2" at the end of the name of the one that counts, such as "Police v2.xlsx", or remove the other'
        return Problem(name, "", "", "two versions", words, f"{name} was taken, being the later by name", do)


def version_of(*names: str) -> int:
    """The version that a file or form gives; 1 if it gives none."""
    return max((int(version) for name in names for version in _VERSION.findall(name)), default=1)


def lateness(arrived: Sequence[Arrived], due: date | None) -> tuple[bool, str]:
    """Whether a provider's return came late, and a note. arrived: all its returns; the last one counts.

    The first usable return decides; a later one is a revision, however late.
    """
    counted = arrived[-1].form
    dated = sorted((when, other.form.file) for other in arrived if (when := day_of(other.form)) is not None)
    first = next((other.form for other in arrived if dated and other.form.file == dated[0][1]), counted)
    late = why_late(first, due)
    own = why_late(counted, due)
    if late or not own:
        return bool(late), late
    return False, f"a revision of {day(day_of(counted) or date.min)}; first received in time ({first.file})"


def with_possible_date(form: ReturnedForm, at: Quarter) -> ReturnedForm:
    """The form without an impossible as-at date: before its quarter, or after its signature (or a year later)."""
    latest, earliest = form.signed or at.plus(4).last_day, at.plus(-1).last_day
    if form.as_at is None or earliest < form.as_at <= latest:
        return form
    if form.as_at <= earliest:
        against = "before the quarter began"
    else:
        against = f"after {'the day it was signed' if form.signed else 'the year that follows'} ({day(latest)})"
    found = f"The data are said to be complete up to {form.as_at.isoformat()}, {against}"
    do = "Ask for the right date; until then the return counts as the oldest"
    problem = Problem(form.file, "Return", "", "as-at date", found, do=do)
    return replace(form, as_at=None, problems=(*form.problems, problem))


def why_late(form: ReturnedForm | ReturnedComments, due: date | None) -> str:
    """Why a form is late, by its signature, else by its data's date; empty where it is not."""
    as_at = form.as_at if isinstance(form, ReturnedForm) else None
    for name, when in (("signed", form.signed), ("data as at", as_at)):
        if due is not None and when is not None:
            return f"due {day(due)}, {name} {day(when)}" if when > due else ""
    return ""


def day_of(form: ReturnedForm) -> date | None:
    """The day that decides whether a return is late: its signature's, else its data's."""
    return form.signed or form.as_at


def check_date(form: ReturnedForm, at: Quarter, problems: list[Problem], queries: list[Problem]) -> None:
    """Adds a problem for a return without an as-at date, a query for one before the quarter's end or years after."""
    is_told = any(
        problem.code in ("not a date", "as-at date") or layout.AS_AT in problem.found for problem in form.problems
    )
    if form.as_at is None and not is_told:
        words = "The date up to which the data are complete is not given"
        problems.append(Problem(form.file, "Return", "", "no as-at date", words, do="Ask for the date"))
    elif form.as_at is not None and form.as_at < at.last_day:
        words = f"The data are complete up to {day(form.as_at)} only; the quarter ends on {day(at.last_day)}"
        queries.append(Problem(form.file, "Return", "", "early extract", words, do="Ask for the whole quarter"))
    elif form.as_at is not None and form.as_at > at.plus(4).last_day:
        words = f"The data are said to be complete up to {day(form.as_at)}, more than a year after {at}"
        queries.append(Problem(form.file, "Return", "", "late extract", words, do="Check the year with the provider"))
