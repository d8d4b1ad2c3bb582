"""Figures that are new or have changed since the board last saw them: which, and in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xlcsp.domain.figures import NOTHING, Correction, MonthFigure, Revision, changes_of
from xlcsp.domain.gaps import reason_in_sentence
from xlcsp.domain.numbers import is_money, listed
from xlcsp.domain.plan import Series
from xlcsp.measures.marks import MISSING
from xlcsp.report.model import MeasureReport, Report
from xlcsp.report.released import Released
from xlcsp.report.replanned import in_lines, replanned
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
    return next((one for one in reversed(corrections) if one.cell == revision.new.source.cell), None)


def revised(report: Report) -> Iterator[tuple[str, str]]:
    """Ref and words of each change of the plan, and of each figure changed or supplied by returns or a correction."""
    yield from named_anew(report.measures, report.released)
    yield from in_lines(replanned(report, report.released))
    by_id = {item.series.id: item.series for item in report.series}
    for revision in report.revisions:
        words = _words(revision, by_id[revision.series]) if is_new(revision, report) else ""
        if words:
            yield by_id[revision.series].ref, f"{by_id[revision.series].title}: {words}"


def named_anew(measures: Iterable[MeasureReport], released: Released | None) -> Iterator[tuple[str, str]]:
    """Each measure that the board knows by another number or name."""
    if released is None:
        return
    for now in (one.measure for one in measures):
        then = released.measure(now)
        if then is not None and (then.ref, then.name) != (now.ref, now.name):
            known_as = [f'"{then.name}"'] * (then.name != now.name) + [then.ref] * (then.ref != now.ref)
            yield now.ref, f"{now.name} was {', '.join(known_as)} in the report of {released.quarter.short}."


def _words(one: Revision, series: Series) -> str:
    """``2014/15 Q1 revised from 44 to 46 offences.``; empty where it still reads the same."""
    old, now = figure_with_unit(one.old, series), figure_with_unit(one.new, series)
    if one.is_of_months:
        moved = ((new.month, _month(old, series), _month(new, series)) for old, new in one.months)
        told = listed(f"{month} revised from {then} to {after}" for month, then, after in moved)
        return f"{told}; {one.quarter} stays {now or MISSING}."
    if one.is_supplied:
        by = "supplied by a correction" if one.new.corrected else "supplied late"
        gap = f" ({reason_in_sentence(one.old.reason)})" if one.old.reason else ""
        return f"{one.quarter} {by}: not given in the last report{gap}, {now} now."
    if old == now:
        return ""
    before = old if is_money(series.unit) else one.old.in_words(series.kind, series.unit)
    return f"{one.quarter} revised from {before or MISSING} to {now or MISSING}."


def _month(one: MonthFigure | None, series: Series) -> str:
    return one.in_words(series.kind, series.unit) if one else NOTHING


def steps(one: Revision, series: Series) -> Iterator[tuple[str, str, str]]:
    """A revision as the log prints it: period, figure before, figure now.

    Where months changed but the quarter's total did not, the months.
    """
    if one.is_of_months:
        for old, new in one.months:
            yield str(new.month), _month(old, series), _month(new, series)
    else:
        then, now = (figure.in_words(series.kind, series.unit) or MISSING for figure in (one.old, one.new))
        yield str(one.quarter), then, now


def why(one: Revision, series: Series, report: Report) -> str:
    """The reason given for the change; for a figure that had been missing, the reason for the gap."""
    row = correction_of(one, report)
    said = f"{row.reason} ({row.who})" if row else one.new.reason if one.new.restates else ""
    stays = (
        f"{one.quarter} stays {one.new.in_words(series.kind, series.unit) or MISSING}"
        if one.is_of_months
        else one.months_text(series.kind, series.unit)
    )
    gap = f"Missing before: {reason_in_sentence(one.old.reason)}" if one.is_supplied and one.old.reason else ""
    return ". ".join(part for part in (stays, gap, said) if part)
