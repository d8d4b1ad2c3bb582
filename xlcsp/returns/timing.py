"""The dates of a return: the day up to which its data are complete, and whether it came late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from xlcsp.domain.periods import Quarter, day
from xlcsp.errors import Problem
from xlcsp.forms import layout
from xlcsp.returns.comments import ReturnedComments
from xlcsp.returns.read import ReturnedForm


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
