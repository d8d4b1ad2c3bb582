"""All returns of a year up to a quarter: which ones count, and the figure that counts for each series and quarter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from xlcsp.domain import figures as kept
from xlcsp.domain.figures import (
    DUPLICATE,
    LATE,
    RECEIVED,
    REJECTED,
    SUPERSEDED,
    Figure,
    Receipt,
    Revision,
    confirmed,
    newest,
)
from xlcsp.domain.months import accumulated
from xlcsp.domain.officers import Action
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Plan, Series
from xlcsp.domain.slots import NO_REASON
from xlcsp.errors import Problem, ReturnError
from xlcsp.files.names import alike
from xlcsp.memory import searched_rarely
from xlcsp.planbook import Master
from xlcsp.returns.arrival import Arrived, lateness, version_of
from xlcsp.returns.asked import LastReported
from xlcsp.returns.check import ADDED_SINCE, check_form
from xlcsp.returns.comments import Comment, ReturnedComments, read_comments
from xlcsp.returns.correct import Given, apply_corrections, corrections_of_other_years
from xlcsp.returns.due import Due, expected
from xlcsp.returns.folder import copies, is_unreadable, outside, return_files, shown_name, strays
from xlcsp.returns.late import beside_history, completed, from_history, without_target, without_year
from xlcsp.returns.lead_comments import LeadComments, awaited, taken
from xlcsp.returns.read import ReturnedForm, read_return
from xlcsp.returns.scale import odd_populations, odd_targets
from xlcsp.returns.settled import Settled
from xlcsp.returns.timing import check_date, with_possible_date
from xlcsp.returns.weigh import odd_figures

Figures = dict[str, dict[Quarter, Figure]]
Awaited = tuple[str, Quarter, date | None]


@dataclass(slots=True)
class Collection:
    """The contents of the returns up to a quarter.

    figures: by series id and quarter, the one that counts. comments: the theme leads', by measure and quarter. actions:
    by id, as in the last form. missing: provider, quarter and due date of each missing return. settled, excused: the
    problems and missing returns that have been settled since. awaited_comments: each theme lead whose form was issued
    and has not come back, with the form.
    """

    quarter: Quarter
    figures: Figures = field(default_factory=dict)
    revisions: list[Revision] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    queries: list[Problem] = field(default_factory=list)
    missing: list[Awaited] = field(default_factory=list)
    settled: list[Problem] = field(default_factory=list)
    excused: list[Awaited] = field(default_factory=list)
    last_reported: list[tuple[str, LastReported]] = field(default_factory=list)
    comments: dict[tuple[str, Quarter], Comment] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)
    awaited_comments: list[tuple[str, Path]] = field(default_factory=list)

    @property
    def data_date(self) -> date:
        """The day up to which the figures are complete: the latest as-at date, or the quarter's last day.

        A file that was not taken says nothing of them; *data_cutoff* is what was asked for.
        """
        taken = (receipt for receipt in self.receipts if receipt.state != REJECTED)
        return max([self.quarter.last_day, *(one.as_at for one in taken if one.as_at is not None)])

    def revised(self, series: str) -> frozenset[Quarter]:
        """The quarters whose figure replaced another figure, not a gap."""
        return frozenset(
            revision.quarter for revision in self.revisions if revision.series == series and revision.is_replacement
        )

    def take_comments(self, told: LeadComments) -> None:
        """Adds the contents of a quarter's forms of theme leads."""
        self.receipts += told.receipts
        self.problems += told.problems
        self.queries += told.queries
        self.comments |= told.comments
        self.actions |= told.actions


@searched_rarely()
def collect(master: Master, quarter: Quarter) -> Collection:
    """Reads every return up to ``quarter``. Collects problems instead of raising; writes nothing."""
    found = Collection(quarter)
    candidates: dict[tuple[str, Quarter], list[Figure]] = {}
    for series in master.plan.series:
        for figure in from_history(master, series, quarter.start - 1):
            candidates[series.id, figure.quarter] = [figure]
    folder = master.path.parent / master.settings.returns
    hashes: dict[str, str] = {}
    strays(folder, quarter, found.problems, found.queries)
    is_unknown = is_unreadable(found.problems)
    found.queries += [*master.queries, *outside(master), *copies(master)]
    for number in range(1, quarter.number + 1):
        due = Due.of(master, Quarter(quarter.start, number)).without_achieved(candidates)
        arrived: dict[str, list[Arrived]] = {}
        said: list[ReturnedComments] = []
        before = len(found.problems)
        for path in return_files(folder / due.at.folder, folder, found.problems):
            name = shown_name(path, folder)
            one = _read(path, name, due, hashes, said, found)
            if one is not None:
                arrived.setdefault(one.form.provider, []).append(one)
        for provider in due.asked:
            if due.owed(provider) or provider in arrived:
                _take(provider, due, arrived.get(provider, []), candidates, found)
        if is_unknown or is_unreadable(found.problems[before:]):  # its contents are unknown: nobody is asked for it
            found.missing = [one for one in found.missing if one[1] != due.at]
        comments_due = master.settings.comments_due.get(number)
        found.take_comments(taken(said, due.at, comments_due, due.partnership, master.plan.names))
    given = Given(_settle(candidates, found, {one.id: one for one in master.plan.series}), found.last_reported)
    apply_corrections(master, quarter, found.figures, found.revisions, found.problems, given)
    found.queries += corrections_of_other_years(master, quarter)
    found.queries += _overwritten(found, candidates)
    whole = completed(master, found.figures, quarter)
    problems, queries = odd_figures(whole, found.figures, found.revisions, quarter, found.data_date, found.comments)
    found.problems += problems
    found.queries += queries
    found.queries += odd_targets(whole, found.figures, quarter)
    found.queries += odd_populations(master, quarter)
    found.queries += [*without_target(master, quarter), *without_year(master, quarter)]
    found.awaited_comments = list(awaited(master, quarter, found.receipts))
    return _named_and_parted(master, found)


def _named_and_parted(master: Master, found: Collection) -> Collection:
    """Names what each problem and query is about; takes what is settled out of the problems and missing returns."""
    found.problems, found.queries = (_named(of, master.plan) for of in (found.problems, found.queries))
    plan = {series.id: series for series in master.plan.series}
    against = Settled(plan, found.figures, {receipt.file: receipt for receipt in found.receipts}, master.corrections)
    told = [(problem, against.as_settled(problem)) for problem in found.problems]
    found.problems = [against.as_open(one, found.quarter) for one, settled in told if settled is None]
    found.settled = [settled for _, settled in told if settled is not None]
    owed = {one: against.is_supplied(expected(master, one[0], one[1])) for one in found.missing}
    found.missing = [one for one, is_supplied in owed.items() if not is_supplied]
    found.excused = [one for one, is_supplied in owed.items() if is_supplied]
    return found


def _named(found: list[Problem], plan: Plan) -> list[Problem]:
    """Adds to each the number and names of its measure and series."""
    titles = {
        series.id: f"{series.ref} {series.measure}{f', {series.name}' if series.name else ''}" for series in plan.series
    }
    return [replace(one, about=titles.get(one.series, "")) for one in found]


def _read(
    path: Path, name: str, due: Due, hashes: dict[str, str], said: list[ReturnedComments], found: Collection
) -> Arrived | None:
    at = due.at
    try:
        form = read_return(path, name)
    except ReturnError as error:
        comments = read_comments(path, name) if error.problem.code == "no form" else None
        if comments is not None:
            said.append(comments)
            return None
        found.problems.append(error.problem)
        found.receipts.append(Receipt(name, "", at, None, None, "", REJECTED, note=error.problem.found))
        return None
    if form.sha256 in hashes:
        note = f"the same file as {hashes[form.sha256]}"
        found.receipts.append(_receipt(form, at, DUPLICATE, note=note))
        return None
    wrong = _wrong_form(form, due)
    if wrong is not None:
        found.problems.append(wrong)
        found.receipts.append(_receipt(form, at, REJECTED, note=wrong.found))
        return None
    hashes[form.sha256] = name
    form = with_possible_date(form, at)
    provider = due.named[alike(form.provider)]
    form = replace(form, provider=provider)
    version = version_of(path.stem, form.form_id)
    checked = check_form(form, due, version, is_past=at < found.quarter)
    return Arrived(replace(form, rows=(), earlier=()), version, checked)  # its cells are not kept


def _wrong_form(form: ReturnedForm, due: Due) -> Problem | None:
    """Why the return does not belong here: another partnership, another quarter, or an unknown provider."""
    if form.quarter is None or not form.provider or not form.partnership:
        first = form.problems[0] if form.problems else None
        found = first.found if first else "The identity block does not say who sent the form and for which quarter"
        do = first.do if first else "Fill in the identity block at the top of the form"
        where = first.cell if first else ""
        return Problem(form.file, "Return", where, "no identity", found, do=do)
    if alike(form.partnership) != alike(due.partnership):
        found = f"The form is of another partnership ({form.partnership})"
        do = "Send it to that partnership, and ask for the right form"
        return Problem(form.file, "Return", "", "other partnership", found, f"This is {due.partnership}", do)
    if form.quarter != due.at:
        found = f"The form is for {form.quarter}, but it lies in the folder of {due.at}"
        do = f"Move it to the folder {form.quarter.folder}, or ask for the form of {due.at}"
        return Problem(form.file, "Return", "", "wrong quarter", found, do=do)
    if alike(form.provider) not in due.named:
        known = ", ".join(due.asked)
        found = f'The provider "{form.provider}" is not in the plan'
        do = "Correct the name on the form, or in the sheet Measures"
        return Problem(form.file, "Return", "", "unknown provider", found, f"Providers are: {known}", do)
    return None


def _take(
    provider: str,
    due: Due,
    arrived: list[Arrived],
    candidates: dict[tuple[str, Quarter], list[Figure]],
    found: Collection,
) -> None:
    """Uses the newest of a provider's returns for a quarter and reports the others."""
    at = due.at
    if not arrived:
        is_new = at < found.quarter and not due.was_asked(provider)
        found.missing += [] if is_new else [(provider, at, due.when)]
        for series, quarter in due.owed(provider):
            reason = ADDED_SINCE if is_new else NO_REASON
            candidates.setdefault((series.id, quarter), []).append(_no_return(series, quarter, reason))
        return
    ordered = sorted(arrived, key=lambda one: one.age)
    counted = ordered[-1]
    for other in ordered[:-1]:
        found.receipts.append(_receipt(other.form, at, SUPERSEDED, superseded_by=counted.form.file))
        found.problems += other.superseded_problems(counted)
    form = counted.form
    is_late, note = lateness(ordered, due.when)
    found.receipts.append(_receipt(form, at, LATE if is_late else RECEIVED, note=note))
    found.problems += form.problems
    found.problems += counted.checked.problems
    found.queries += [*form.queries, *counted.checked.queries]
    check_date(form, at, found.problems, found.queries)
    found.last_reported += [(form.file, one) for one in counted.checked.last_reported]
    for figure in counted.checked.figures:
        candidates.setdefault((figure.series, figure.quarter), []).append(figure)


def _overwritten(found: Collection, candidates: dict[tuple[str, Quarter], list[Figure]]) -> list[Problem]:
    """Queries for figures in the column "last reported" that were never reported: it was overwritten."""
    queries = []
    for file, one in found.last_reported:
        given = [*candidates.get((one.series, one.quarter), ())]
        for revision in found.revisions:
            if (revision.series, revision.quarter) == (one.series, one.quarter):
                given += [revision.old, revision.new]
        if not any(one.is_of(figure) for figure in given):
            words = "This is not the figure last reported; a new figure goes beside it, in the yellow cell"
            do = "Ask whether it is a revision"
            queries.append(
                Problem(file, one.sheet, one.cell, "typed over", words, "", do, one.series, str(one.quarter))
            )
    return queries


def _no_return(series: Series, quarter: Quarter, reason: str) -> Figure:
    source = kept.Source("", "", "", None, quarter)
    return Figure(series.id, quarter, source, status=kept.MISSING, reason=reason)


def _settle(
    candidates: dict[tuple[str, Quarter], list[Figure]], found: Collection, plan: Mapping[str, Series]
) -> dict[tuple[str, Quarter], list[Figure]]:
    """Takes the figure that counts of each quarter; gives the figure after each return."""
    after = {}
    for (series, quarter), several in candidates.items():
        told = [figure for figure in several if figure.status != kept.CONFIRMS]
        if not told:
            continue
        given = beside_history(told)
        own = [figure for figure in given if not figure.restates]
        ordered = own + [figure for figure in given if figure.restates]
        is_monthly = plan[series].is_monthly
        after[series, quarter] = accumulated(plan[series].kind, ordered) if is_monthly else ordered
        figure, revisions = newest(after[series, quarter])
        again = [one for one in several if one.status == kept.CONFIRMS and one.source.age > figure.source.age]
        found.figures.setdefault(series, {})[quarter] = confirmed(figure, again)
        found.revisions += revisions
    return after


def _receipt(form: ReturnedForm, at: Quarter, state: str, *, superseded_by: str = "", note: str = "") -> Receipt:
    return Receipt(form.file, form.provider, at, form.as_at, form.signed, form.sha256, state, superseded_by, note)
