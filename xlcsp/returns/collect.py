"""All returns of a year up to a quarter: which ones count, and the figure that counts for each series and quarter."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from xlcsp.domain import figures as kept
from xlcsp.domain.figures import DUPLICATE, LATE, RECEIVED, REJECTED, SUPERSEDED, Figure, Receipt, Revision, changes_of
from xlcsp.domain.officers import Action
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Plan, Series
from xlcsp.domain.slots import NO_REASON
from xlcsp.errors import Problem, ReturnError
from xlcsp.files.names import alike
from xlcsp.memory import searched_rarely
from xlcsp.planbook import Master
from xlcsp.returns.arrival import Arrived, check_date, lateness, version_of, with_possible_date
from xlcsp.returns.check import ADDED_SINCE, check_form
from xlcsp.returns.comments import Comment, ReturnedComments, read_comments
from xlcsp.returns.correct import not_applied
from xlcsp.returns.counted import Figures, counted, milestones
from xlcsp.returns.due import Due, expected
from xlcsp.returns.filled import LastReported
from xlcsp.returns.folder import copies, is_unreadable, outside, return_files, shown_name, strays
from xlcsp.returns.late import completed, from_history, without_last_quarter, without_target, without_year
from xlcsp.returns.lead_comments import LeadComments, awaited, taken
from xlcsp.returns.read import ReturnedForm, read_return
from xlcsp.returns.scale import odd_populations, odd_targets
from xlcsp.returns.settled import Settled
from xlcsp.returns.weigh import odd_figures

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
        used = (receipt for receipt in self.receipts if receipt.state != REJECTED)
        return max([self.quarter.last_day, *(receipt.as_at for receipt in used if receipt.as_at is not None)])

    def revised(self, series: str) -> frozenset[Quarter]:
        """The quarters whose figure replaced another figure, not a gap."""
        return frozenset(
            revision.quarter for revision in self.revisions if revision.series == series and revision.is_replacement
        )

    def take_comments(self, lead: LeadComments) -> None:
        """Adds the contents of a quarter's forms of theme leads."""
        self.receipts += lead.receipts
        self.problems += lead.problems
        self.queries += lead.queries
        self.comments |= lead.comments
        self.actions |= {id_: one for id_, one in lead.actions.items() if one.says_more_than(self.actions.get(id_))}


@searched_rarely()
def collect(master: Master, quarter: Quarter) -> Collection:
    """Reads every return up to ``quarter``. Collects problems instead of raising; writes nothing."""
    returns = Collection(quarter)
    candidates: dict[tuple[str, Quarter], list[Figure]] = {}
    for series in master.plan.series:
        for figure in from_history(master, series, quarter.start - 1):
            candidates[series.id, figure.quarter] = [figure]
    folder = master.path.parent / master.settings.returns
    hashes: dict[str, str] = {}
    strays(folder, quarter, returns.problems, returns.queries)
    is_unknown = is_unreadable(returns.problems)
    returns.queries += [*master.queries, *outside(master), *copies(master)]
    for number in range(1, quarter.number + 1):
        at = Quarter(quarter.start, number)
        due = Due.of(master, at).without_achieved(milestones(candidates, returns.last_reported, master, at))
        arrived: dict[str, list[Arrived]] = {}
        lead_forms: list[ReturnedComments] = []
        before = len(returns.problems)
        for path in return_files(folder / due.at.folder, folder, returns.problems):
            name = shown_name(path, folder)
            arrival = _read(path, name, due, hashes, lead_forms, returns)
            if arrival is not None:
                arrived.setdefault(arrival.form.provider, []).append(arrival)
        for provider in due.asked:
            if due.owed(provider) or provider in arrived:
                _take(provider, due, arrived.get(provider, []), candidates, returns)
        if is_unknown or is_unreadable(returns.problems[before:]):  # its contents are unknown: nobody is asked for it
            returns.missing = [owed for owed in returns.missing if owed[1] != due.at]
        comments_due = master.settings.comments_due.get(number)
        returns.take_comments(taken(lead_forms, due.at, comments_due, due.partnership, master.plan.names))
    of_year = counted(candidates, returns.last_reported, master, quarter)
    returns.figures, returns.revisions = of_year.figures, of_year.revisions
    returns.problems += of_year.problems
    returns.queries += [*not_applied(master, quarter), *_overwritten(returns, candidates)]
    _weigh(master, returns)
    return _named_and_parted(master, returns)


def _weigh(master: Master, returns: Collection) -> None:
    """Adds what is odd about the figures that count, and what the plan or a theme lead still lacks."""
    quarter, whole = returns.quarter, completed(master, returns.figures, returns.quarter)
    problems, queries = odd_figures(
        whole, returns.figures, returns.revisions, quarter, returns.data_date, returns.comments
    )
    returns.problems += problems
    returns.queries += [*queries, *odd_targets(whole, returns.figures, quarter), *odd_populations(master, quarter)]
    returns.queries += [*without_target(master, quarter), *without_year(master, quarter)]
    returns.queries += without_last_quarter(master, quarter)
    returns.awaited_comments = list(awaited(master, quarter, returns.receipts))


def _named_and_parted(master: Master, returns: Collection) -> Collection:
    """Names what each problem and query is about; takes what is settled out of the problems and missing returns."""
    returns.problems, returns.queries = (_named(of, master.plan) for of in (returns.problems, returns.queries))
    receipts = {receipt.file: receipt for receipt in returns.receipts}
    against = Settled(master.plan.by_id, returns.figures, receipts, master.corrections)
    weighed = [(problem, against.as_settled(problem)) for problem in returns.problems]
    returns.problems = [against.as_open(problem, returns.quarter) for problem, settled in weighed if settled is None]
    returns.settled = [settled for _, settled in weighed if settled is not None]
    owed = {late: against.is_supplied(expected(master, *late[:2], returns.figures)) for late in returns.missing}
    returns.missing = [awaited for awaited, is_supplied in owed.items() if not is_supplied]
    returns.excused = [awaited for awaited, is_supplied in owed.items() if is_supplied]
    return returns


def _named(problems: list[Problem], plan: Plan) -> list[Problem]:
    """Adds to each the number and names of its measure and series."""
    titles = {
        series.id: f"{series.ref} {series.measure}{f', {series.name}' if series.name else ''}" for series in plan.series
    }
    return [replace(problem, about=titles.get(problem.series, "")) for problem in problems]


def _read(
    path: Path, name: str, due: Due, hashes: dict[str, str], lead_forms: list[ReturnedComments], returns: Collection
) -> Arrived | None:
    at = due.at
    try:
        form = read_return(path, name)
    except ReturnError as error:
        comments = read_comments(path, name) if error.problem.code == "no form" else None
        if comments is not None:
            lead_forms.append(comments)
            return None
        returns.problems.append(error.problem)
        returns.receipts.append(Receipt(name, "", at, None, None, "", REJECTED, note=error.problem.found))
        return None
    if form.sha256 in hashes:
        note = f"the same file as {hashes[form.sha256]}"
        returns.receipts.append(_receipt(form, at, DUPLICATE, note=note))
        return None
    wrong = _wrong_form(form, due)
    if wrong is not None:
        returns.problems.append(wrong)
        returns.receipts.append(_receipt(form, at, REJECTED, note=wrong.found))
        return None
    hashes[form.sha256] = name
    form = with_possible_date(form, at)
    provider = due.named[alike(form.provider)]
    form = replace(form, provider=provider)
    version = version_of(path.stem, form.form_id)
    checked = check_form(form, due, version, is_past=at < returns.quarter)
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
    returns: Collection,
) -> None:
    """Uses the newest of a provider's returns for a quarter and reports the others."""
    at = due.at
    if not arrived:
        is_new = at < returns.quarter and not due.was_asked(provider)
        returns.missing += [] if is_new else [(provider, at, due.when)]
        for series, quarter in due.owed(provider):
            reason = ADDED_SINCE if is_new else NO_REASON
            candidates.setdefault((series.id, quarter), []).append(_no_return(series, quarter, reason))
        return
    ordered = sorted(arrived, key=lambda arrival: arrival.age)
    counted = ordered[-1]
    for other in ordered[:-1]:
        returns.receipts.append(_receipt(other.form, at, SUPERSEDED, superseded_by=counted.form.file))
        returns.problems += other.superseded_problems(counted)
    form = counted.form
    is_late, note = lateness(ordered, due.when)
    returns.receipts.append(_receipt(form, at, LATE if is_late else RECEIVED, note=note))
    returns.problems += form.problems
    returns.problems += counted.problems_after(ordered[:-1])
    returns.queries += [*form.queries, *counted.checked.queries]
    check_date(form, at, returns.problems, returns.queries)
    returns.last_reported += [(form.file, last) for last in counted.checked.last_reported]
    for figure in counted.checked.figures:
        candidates.setdefault((figure.series, figure.quarter), []).append(figure)


def _overwritten(returns: Collection, candidates: dict[tuple[str, Quarter], list[Figure]]) -> list[Problem]:
    """Queries for figures in the column "last reported" that were never reported: it was overwritten."""
    queries = []
    for file, last in returns.last_reported:
        figures = [*candidates.get((last.series, last.quarter), ())]
        for revision in changes_of(last.series, last.quarter, returns.revisions):
            figures += [revision.old, revision.new]
        if not any(last.is_of(figure) for figure in figures):
            words = "This is not the figure last reported; a new figure goes beside it, in the yellow cell"
            do = "Ask whether it is a revision"
            queries.append(
                Problem(file, last.sheet, last.cell, "typed over", words, "", do, last.series, str(last.quarter))
            )
    return queries


def _no_return(series: Series, quarter: Quarter, reason: str) -> Figure:
    source = kept.Source("", "", "", None, quarter)
    return Figure(series.id, quarter, source, status=kept.MISSING, reason=reason)


def _receipt(form: ReturnedForm, at: Quarter, state: str, *, superseded_by: str = "", note: str = "") -> Receipt:
    return Receipt(form.file, form.provider, at, form.as_at, form.signed, form.sha256, state, superseded_by, note)
