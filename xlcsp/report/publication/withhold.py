"""The report as it may be published: withheld figures are removed from the inputs before anything is worked out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from xlcsp.domain.figures import MISSING, Figure, Revision, Source
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import CHANCE, Measure, Plan, Series, Settings, Theme
from xlcsp.domain.slots import HELD
from xlcsp.domain.target import target_of
from xlcsp.domain.years import YearOfFigures, year_from
from xlcsp.measures import disclosure
from xlcsp.measures.numbers import QUARTERS_A_YEAR, exact
from xlcsp.measures.observed import Observed
from xlcsp.measures.rag_rules import RULES, rule_of
from xlcsp.planbook import Master
from xlcsp.report.build import build_report, observed_at
from xlcsp.report.model import Report
from xlcsp.report.publication.may_tell import MayTell, Thing
from xlcsp.report.released import DRAFT, Edition, Released
from xlcsp.report.revised import BASELINE, in_lines, named_anew, replanned
from xlcsp.returns.collect import Collection
from xlcsp.returns.late import completed

WITHHELD = "Withheld"
"""The reason of a figure that is there and is not published."""


@dataclass(frozen=True, slots=True)
class PublicReport:
    """The report worked out from what may be published, and what may be told of it.

    changed: what of the plan is not as the last report had it, by the measure's number, as far as it may be told.
    """

    report: Report
    may_tell: MayTell
    changed: tuple[tuple[str, str], ...] = ()


def public_report(
    master: Master, collection: Collection, edition: Edition = DRAFT, released: Released | None = None
) -> PublicReport:
    """The report of the collection's quarter without what may not be published. Pure. released: as for the board's.

    Nothing in it depends on a withheld figure: figures, earlier years, baselines and targets that would reveal one are
    removed first. Commentaries, problems and queries are left out; what is published in words is for a person to check.
    """
    quarter, threshold = collection.quarter, master.settings.disclosure_threshold
    master = completed(master, collection.figures, quarter)
    withheld: set[tuple[str, Quarter]] = set()
    earlier_years: set[str] = set()
    for measure in master.plan.measures:
        observed = {series.id: observed_at(series, collection, quarter) for series in measure.series}
        totals = _totals(measure, master, observed)
        for series, numbers in _withheld(measure, observed, collection, totals, threshold).items():
            withheld |= {(series, Quarter(quarter.start, number)) for number in numbers}
        earlier_years |= _earlier_years(measure, master, totals, threshold)
    may_tell = _may_tell(master, collection, withheld, earlier_years)
    history = {
        series: () if series in may_tell.left_out | earlier_years else years for series, years in master.history.items()
    }
    shown = tuple(row for row in master.benchmarks if row.publishable and may_tell(Thing.BENCHMARK, row.series))
    open_master = replace(
        master, plan=_plan(master.plan, may_tell), history=history, benchmarks=shown, overrides=(), actions=()
    )
    report = build_report(open_master, _collection(collection, may_tell))
    changed = tuple(_changed(report, released, may_tell))
    return PublicReport(replace(report, edition=_edition(edition, may_tell)), may_tell, changed)


def _may_tell(
    master: Master, collection: Collection, withheld: set[tuple[str, Quarter]], earlier_years: set[str]
) -> MayTell:
    """What may be told, where these figures and the earlier years of these series are withheld."""
    plan = tuple(master.plan.series)
    left_out = frozenset(series.id for series in plan if not series.publishable)
    hidden_plan = left_out | {series.id for series in plan if series.id in earlier_years and _tells_of(series, master)}
    by_benchmark = frozenset(series.id for series in plan if series.benchmark and not series.benchmark.publishable)
    steps = frozenset(series.id for series in plan if series.disclosive) | earlier_years | left_out
    of_series = _held(collection, withheld, left_out)
    hidden = {
        Thing.YEAR: frozenset(series for series, _ in of_series),
        Thing.LAST_YEAR: frozenset(_with_last_year(master, collection.quarter.start) & (left_out | earlier_years)),
        Thing.BASELINE: frozenset(
            series.id for series in plan if series.id in hidden_plan and series.baseline is not None
        ),
        Thing.TARGET: frozenset(
            series.id for series in plan if series.id in hidden_plan | by_benchmark and _has_target(series)
        ),
        Thing.OUTLOOK: frozenset(earlier_years),
        Thing.STATE: frozenset(
            series.id
            for series in plan
            if series.id in earlier_years and _is_rated_by_past(series, master.settings, collection.quarter)
        ),
        Thing.STEPS: steps | {series for series, _ in withheld},
        Thing.BENCHMARK: left_out,
    }
    return MayTell(of_series, hidden, left_out, by_benchmark)


def _changed(report: Report, released: Released | None, may_tell: MayTell) -> Iterator[tuple[str, str]]:
    """What of the plan has changed since the last report, without what is not told."""
    yield from named_anew(report.measures, released)
    changes = replanned(report, released)
    about = {BASELINE: Thing.BASELINE}
    yield from in_lines(change for change in changes if may_tell(about.get(change[1], Thing.TARGET), change[0].id))


def _with_last_year(master: Master, start: int) -> set[str]:
    """The ids of series with any figure known for the year before."""
    return {
        series
        for series, years in master.history.items()
        for year in years
        if year.start == start - 1 and any(value is not None for value in (*year.quarters, year.year_total))
    }


def _edition(edition: Edition, may_tell: MayTell) -> Edition:
    """The edition without a reissue's changes to series whose revisions are not published."""
    return replace(edition, notices=tuple(notice for notice in edition.notices if may_tell(Thing.STEPS, notice.series)))


def _withheld(
    measure: Measure,
    seen: Mapping[str, Observed],
    collection: Collection,
    totals: Sequence[disclosure.Relation],
    threshold: int,
) -> dict[str, frozenset[int]]:
    """The withheld quarters of the measure's series."""
    own = {
        series.id: disclosure.withheld_quarters(seen[series.id], _earlier(series.id, collection.revisions), threshold)
        if series.disclosive
        else frozenset()
        for series in measure.series
    }
    if not any(own.values()):
        return own
    columns = dict(_columns(measure, seen))
    by_column = {name: own[_series_of(name)] for name in columns}
    for name, numbers in disclosure.spread(by_column, totals, columns).items():
        own[_series_of(name)] |= numbers
    return {series: _with_later_totals(seen[series], numbers) for series, numbers in own.items()}


def _totals(measure: Measure, master: Master, seen: Mapping[str, Observed]) -> tuple[disclosure.Relation, ...]:
    """Which of the measure's series are totals of others, by their figures of this year and all earlier ones."""
    if not any(series.disclosive for series in measure.series):
        return ()
    starts = sorted({year.start for series in measure.series for year in master.history.get(series.id, ())})
    earlier = [dict(_history_columns(measure, master, start)) for start in starts]
    return disclosure.relations([*earlier, dict(_columns(measure, seen))])


def _series_of(column: str) -> str:
    return column.split("#", maxsplit=1)[0]


def _with_later_totals(observed: Observed, numbers: frozenset[int]) -> frozenset[int]:
    """The withheld quarters, and every later one given as a year to date that includes one of them."""
    later = {
        slot.quarter.number
        for slot in observed.slots
        if numbers and slot.state == HELD and slot.to_date is not None and slot.quarter.number > min(numbers)
    }
    return numbers | later


def _columns(measure: Measure, seen: Mapping[str, Observed]) -> Iterator[tuple[str, disclosure.Values]]:
    """The measure's counts by quarter, series by series; numerators and denominators of rates separately."""
    for series in measure.series:
        slots = seen[series.id].slots
        if series.kind.is_pair:
            pairs = [slot if slot.state == HELD and slot.denominator is not None else None for slot in slots]
            yield f"{series.id}#n", [slot.value if slot else None for slot in pairs]
            yield f"{series.id}#m", [slot.denominator if slot else None for slot in pairs]
        elif series.kind.has_number:
            yield series.id, [slot.value if slot.state == HELD else None for slot in slots]


def _earlier(series: str, revisions: list[Revision]) -> dict[int, list[Fraction | None]]:
    """The replaced figures of the series, by quarter."""
    by_quarter: dict[int, list[Fraction | None]] = {}
    for revision in revisions:
        if revision.series == series and not revision.is_of_months:
            by_quarter.setdefault(revision.quarter.number, []).append(revision.old.numerator)
    return by_quarter


def _earlier_years(measure: Measure, master: Master, totals: Sequence[disclosure.Relation], threshold: int) -> set[str]:
    """The series whose earlier years are withheld: those with a small count, and totals of such series."""
    hidden = {
        series.id
        for series in measure.series
        if series.disclosive
        and any(disclosure.has_small_quarter(series, year, threshold) for year in master.history.get(series.id, ()))
    }
    before: set[str] = set()
    while before != hidden:
        before = set(hidden)
        hidden |= {_series_of(total) for total, parts in totals if not hidden.isdisjoint(map(_series_of, parts))}
    return hidden


def _history_columns(measure: Measure, master: Master, start: int) -> Iterator[tuple[str, disclosure.Values]]:
    """The same for an earlier year."""
    for series in measure.series:
        year = year_from(master.history.get(series.id, ()), start)
        if year is not None and series.kind.is_pair:
            yield f"{series.id}#n", [exact(above) if below is not None else None for above, below in year.pairs]
            yield f"{series.id}#m", [exact(below) if above is not None else None for above, below in year.pairs]
        elif year is not None:
            yield series.id, [exact(value) for value in year.quarters]


def _tells_of(series: Series, master: Master) -> bool:
    """Whether baseline or target would reveal withheld earlier years: any baseline may, or a target equal to one."""
    if series.baseline is not None:
        return True
    totals = [exact(_total(year)) for year in master.history.get(series.id, ())]
    known = [total for total in totals if total is not None]
    return series.target is not None and disclosure.is_derived_from(Fraction(series.target), known)


def _total(year: YearOfFigures) -> object:
    if year.year_total is not None:
        return year.year_total
    known = [value for value in year.quarters if value is not None]
    return sum(known) if len(known) == QUARTERS_A_YEAR else None


def _has_target(series: Series) -> bool:
    """Whether it is rated against bounds in the plan; a milestone is rated by the status its lead gives."""
    return target_of(series) is not None or series.green is not None


def _is_rated_by_past(series: Series, settings: Settings, quarter: Quarter) -> bool:
    """Whether the RAG rests on earlier years; without them it could differ from the board's."""
    rule = RULES[rule_of(series, settings)]
    is_over = quarter.number == QUARTERS_A_YEAR
    is_by_share = series.kind.is_cumulative and series.target_profile is None
    is_by_projection = rule.name == CHANCE or series.judged == "projection"
    return "same_period_last_year" in rule.takes or (not is_over and (is_by_projection or is_by_share))


def _plan(plan: Plan, may_tell: MayTell) -> Plan:
    """The plan without the baselines and targets that are not published."""

    def shown(series: Series) -> Series:
        if not may_tell(Thing.BASELINE, series.id):
            series = replace(series, baseline=None, baseline_label="")
        if not may_tell(Thing.TARGET, series.id):
            series = replace(
                series, target_rule="to be set", target=None, target_upper=None, target_profile=None, green=None,
                amber=None, green_within=None, note=WITHHELD, benchmark=None,
            )  # fmt: skip
        return series

    return Plan(
        tuple(
            Theme(
                theme.name,
                tuple(replace(measure, series=tuple(map(shown, measure.series))) for measure in theme.measures),
            )
            for theme in plan.themes
        )
    )


def _held(
    collection: Collection, withheld: set[tuple[str, Quarter]], left_out: frozenset[str]
) -> frozenset[tuple[str, Quarter]]:
    """Those of the unpublished figures that exist: a gap is shown as a gap, since it hides nothing."""
    return frozenset(
        (series, quarter)
        for series, figures in collection.figures.items()
        for quarter, figure in figures.items()
        if figure.status != MISSING and (series in left_out or (series, quarter) in withheld)
    )


def _collection(collection: Collection, may_tell: MayTell) -> Collection:
    """The collection with withheld figures as missing, and without words, problems and queries."""

    def open_to_all(series: str, quarter: Quarter, figure: Figure) -> Figure:
        if not may_tell.figure(series, quarter):
            return Figure(series, quarter, Source("", "", ""), status=MISSING, reason=WITHHELD)
        return replace(figure, commentary="")

    figures = {
        series: {quarter: open_to_all(series, quarter, figure) for quarter, figure in by_quarter.items()}
        for series, by_quarter in collection.figures.items()
    }
    return replace(collection, figures=figures, problems=[], queries=[], comments={}, actions={})
