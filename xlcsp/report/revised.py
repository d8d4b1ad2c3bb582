"""What is new or has changed since the board last saw it: figures, names, and what the plan says of a series.

A colour may move because a tolerance was widened: that is told as a changed target is, and no figure is blamed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from xlcsp.domain.figures import NOTHING, Correction, MonthFigure, Revision, changes_of
from xlcsp.domain.gaps import reason_in_sentence
from xlcsp.domain.numbers import is_money, listed
from xlcsp.domain.per import USUAL_WHOM, whom_in_plural
from xlcsp.domain.plan import CHANCE, Series
from xlcsp.domain.target import Target
from xlcsp.domain.wording import sentence_case
from xlcsp.measures.assess import Assessment
from xlcsp.measures.marks import MISSING
from xlcsp.measures.numbers import exact, number
from xlcsp.measures.rag_rules import RULES, Yardstick
from xlcsp.measures.rating import RATED
from xlcsp.report.model import MeasureReport, Report, SeriesReport
from xlcsp.report.narrative import target_alone
from xlcsp.report.released import Released, in_figures
from xlcsp.report.rule_words import plan_number, what_is_judged, wording_of
from xlcsp.report.units import figure_with_unit

REVISED = "Revised since the last report"


def is_new(revision: Revision, report: Report) -> bool:
    """Whether the last report differed: the release, otherwise what was known for the last quarter's report."""
    if report.released is not None:
        return revision in report.released.changes(report.revisions)
    if revision.quarter >= report.quarter:
        return False
    row = correction_of(revision, report)
    if row is None:
        return revision.new.source.quarter == report.quarter
    met = report.settings.board_date.get(report.quarter.number - 1)
    return row.when is None or met is None or row.when > met


def correction_of(revision: Revision, report: Report) -> Correction | None:
    """The row of *Corrections* behind a revision; the last where a figure was corrected twice."""
    if not revision.new.corrected:
        return None
    corrections = changes_of(revision.series, revision.quarter, report.corrections)
    return next((row for row in reversed(corrections) if row.cell == revision.new.source.cell), None)


def revised(report: Report) -> Iterator[tuple[str, str]]:
    """Ref and words of each change of the plan, and of each figure changed or supplied by returns or a correction."""
    yield from named_anew(report.measures, report.released)
    yield from in_lines(replanned(report, report.released))
    by_id = {line.series.id: line.series for line in report.series}
    for revision in report.revisions:
        words = _change_in_words(revision, by_id[revision.series]) if is_new(revision, report) else ""
        if words:
            yield by_id[revision.series].ref, f"{by_id[revision.series].title}: {words}"


def named_anew(measures: Iterable[MeasureReport], released: Released | None) -> Iterator[tuple[str, str]]:
    """Each measure that the board knows by another number or name."""
    if released is None:
        return
    for now in (measure.measure for measure in measures):
        then = released.measure(now)
        if then is not None and (then.ref, then.name) != (now.ref, now.name):
            known_as = [f'"{then.name}"'] * (then.name != now.name) + [then.ref] * (then.ref != now.ref)
            yield now.ref, f"{now.name} was {', '.join(known_as)} in the report of {released.quarter.short}."


def _change_in_words(revision: Revision, series: Series) -> str:
    """``2014/15 Q1 revised from 44 to 46 offences.``; empty where it still reads the same."""
    old, now = figure_with_unit(revision.old, series), figure_with_unit(revision.new, series)
    if revision.is_of_months:
        moved = ((new.month, _month(old, series), _month(new, series)) for old, new in revision.months)
        told = listed(f"{month} revised from {then} to {after}" for month, then, after in moved)
        return f"{told}; {revision.quarter} stays {now or MISSING}."
    if revision.is_supplied:
        by = "supplied by a correction" if revision.new.corrected else "supplied late"
        gap = f" ({reason_in_sentence(revision.old.reason)})" if revision.old.reason else ""
        return f"{revision.quarter} {by}: not given in the last report{gap}, {now} now."
    if old == now:
        return ""
    before = old if is_money(series.unit) else revision.old.in_words(series.kind, series.unit)
    return f"{revision.quarter} revised from {before or MISSING} to {now or MISSING}."


def _month(month: MonthFigure | None, series: Series) -> str:
    return month.in_words(series.kind, series.unit) if month else NOTHING


def steps(revision: Revision, series: Series) -> Iterator[tuple[str, str, str]]:
    """A revision as the log prints it: period, figure before, figure now.

    Where months changed but the quarter's total did not, the months.
    """
    if revision.is_of_months:
        for old, new in revision.months:
            yield str(new.month), _month(old, series), _month(new, series)
    else:
        then, now = (figure.in_words(series.kind, series.unit) or MISSING for figure in (revision.old, revision.new))
        yield str(revision.quarter), then, now


def why(revision: Revision, series: Series, report: Report) -> str:
    """The reason given for the change; for a figure that had been missing, the reason for the gap."""
    row = correction_of(revision, report)
    words = f"{row.reason} ({row.who})" if row else revision.new.reason if revision.new.restates else ""
    stays = (
        f"{revision.quarter} stays {revision.new.in_words(series.kind, series.unit) or MISSING}"
        if revision.is_of_months
        else revision.months_text(series.kind, series.unit)
    )
    gap = (
        f"Missing before: {reason_in_sentence(revision.old.reason)}"
        if revision.is_supplied and revision.old.reason
        else ""
    )
    return ". ".join(part for part in (stays, gap, words) if part)


Change = tuple[Series, str, str]
"""A series, what of its plan has changed, and how: ``target``, ``from at most 520 people to at most 560 people``."""
BASELINE = "baseline"


def plan_json(assessment: Assessment) -> dict[str, Any]:
    """What the plan says of the series, beside its target."""
    series, how = assessment.observed.series, assessment.how
    return {
        "rule": how.rule,
        "tolerance": number(how.tolerance),
        "share": how.is_share,
        "green": _plain(series.green),
        "amber": _plain(series.amber),
        "green_within": number(how.green_within),
        "judged": series.judged,
        "residents": series.residents,
        "baseline": _plain(series.baseline),
        "quarters": [_plain(target) for target in series.target_profile or ()],
    }


def replanned(report: Report, released: Released | None) -> Iterator[Change]:
    """What of the plan is not as released. A release that does not hold a setting claims nothing of it."""
    if released is None:
        return
    for line in report.series:
        series, then = line.series, released.plans.get(line.series.id)
        was, now = released.targets.get(series.id), target_alone(in_figures(series)) or "none"
        if was is not None and was != now:
            yield series, "target", f"from {_apart(was)} to {_apart(now)}"
        if then is None or line.assessment.requirement is None:
            continue
        before, after = (dict(_settings_in_words(plan, series)) for plan in (then, plan_json(line.assessment)))
        for name, words in after.items():
            if name in before and before[name] != words:
                yield series, name, f"from {before[name]} to {words}"


def _apart(target: str) -> str:
    """Words that would run into those around them, ``from to be set to at most 225``, in quotation marks."""
    return f'"{target}"' if target == "to be set" else target


def in_lines(changes: Iterable[Change]) -> Iterator[tuple[str, str]]:
    """Number and words of each change; of one that many series have alike, their numbers are among the words."""
    alike: dict[tuple[str, str], list[Series]] = {}
    for series, what, steps in changes:
        alike.setdefault((what, steps), []).append(series)
    for (what, steps), (first, *others) in alike.items():
        if others:  # such as the tolerance of Settings
            refs = listed(dict.fromkeys(series_too.ref for series_too in (first, *others)))
            yield "", sentence_case(f"{what} of {refs} changed {steps}.")
        else:
            words = f"{what} changed {steps}."
            yield first.ref, f"{first.name}: {words}" if first.name else sentence_case(words)


def in_sentences(changes: list[Change]) -> str:
    """``The target of Thornbeck has changed since, from … to …. The tolerance …``; a lone series has no name."""
    alike: dict[tuple[str, str], list[str]] = {}
    for series, what, steps in changes:
        alike.setdefault((what, steps), []).append(series.name)
    return " ".join(
        f"The {what}{f' of {listed(names)}' if all(names) else ''} has changed since, {steps}."
        for (what, steps), names in alike.items()
    )


def _settings_in_words(plan: Mapping[str, Any], series: Series) -> Iterator[tuple[str, str]]:
    """Each setting that judges the series, by its name, in words."""
    series = in_figures(series)
    how = Yardstick(
        plan["rule"],
        tolerance=exact(plan["tolerance"]),
        green=exact(plan["green"]),
        amber=exact(plan["amber"]),
        green_within=exact(plan["green_within"]),
        is_share=plan["share"],
    )
    is_known = how.rule in RULES  # a later version may have named another
    yield "RAG rule", RULES[how.rule].words(how, wording_of(series)) if is_known else str(plan["rule"])
    if how.rule != CHANCE and not series.kind.is_latest_only:
        yield "figure that is judged", what_is_judged(series, str(plan["judged"])).removeprefix("the ")
    if series.kind.is_per_population and plan.get("residents") is not None:
        several = whom_in_plural(series.kind.per, series.kind.whom)
        what = "population" if several == USUAL_WHOM else f"number of {several}" if several else "number"
        yield f"{what} behind the rates", f"{plan['residents']:,}"
    baseline, quarters = exact(plan["baseline"]), [exact(target) for target in plan["quarters"]]
    yield BASELINE, "none" if baseline is None else plan_number(series, baseline, with_unit=True)
    is_pounds = is_money(series.unit)
    each = [plan_number(series, target, with_unit=is_pounds) for target in quarters if target is not None]
    yield "target of the quarters", listed(each) if each else "none of their own"


def _plain(value: Decimal | None) -> int | float | None:
    return None if value is None else number(Fraction(value))


def as_released(
    line: SeriesReport, now: Sequence[Fraction | None], released: Released | None
) -> Iterator[tuple[str, str]]:
    """``Target to date as released``, ``15 in Q1, 29 in Q2``: those that are printed as another number now.

    now: the targets to date of the four quarters, as printed.
    """
    assessment, series = line.assessment, line.series
    if released is None or assessment.requirement is None or assessment.requirement.is_range:
        return
    changes = []
    for slot, target in zip(assessment.observed.slots, now, strict=False):
        then = released.due.get((series.id, slot.quarter))
        if then is None or target is None or slot.quarter >= assessment.quarter:
            continue
        bound = Target.at(then, series.polarity, series.kind).in_whole().bound or Fraction(0)
        was, present = (plan_number(in_figures(series), value) for value in (bound, target))
        changes += [f"{was} in {slot.quarter.short}"] if was != present else []
    if changes:
        yield "Target to date as released", ", ".join(changes)


def rags_of_the_year(line: SeriesReport) -> Iterator[tuple[str, str]]:
    """At year end what each quarter's RAG was, and the year's verdict."""
    if line.verdict is None or not {*line.rags_before, line.rag}.intersection(RATED):
        return
    before = ", ".join(f"Q{number} {state}" for number, state in enumerate(line.rags_before, 1))
    yield "RAG by quarter", f"{before}; year {line.rag}"
    yield "Verdict on the year", line.verdict.in_short
