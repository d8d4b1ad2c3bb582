"""The cover and the notes of the publication copy."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from xlcsp.domain.periods import day
from xlcsp.domain.plan import CHANCE, TOLERANCE, Series, Settings
from xlcsp.domain.wording import sentence_case
from xlcsp.measures import rating
from xlcsp.measures.comparators import is_mixed
from xlcsp.measures.numbers import listed
from xlcsp.measures.rag_rules import rule_of
from xlcsp.report.model import Report, SeriesReport
from xlcsp.report.publication.may_tell import Thing
from xlcsp.report.publication.values import CONFIDENTIAL, CONTACT, SHORTHAND, UNRELIABLE, Table
from xlcsp.report.publication.withhold import PublicReport
from xlcsp.report.rule_words import own_basis, own_rule, rule_words

_RAG = {
    rating.RED: "off target by more than the tolerance",
    rating.AMBER: "off target by no more than the tolerance",
    rating.GREEN: "on target",
    rating.NO_DATA: "a figure is missing",
    rating.MONITOR: "not rated",
    rating.NOT_DUE: "no figure is due yet",
    rating.CLOSED: "no longer recorded",
}
_MARKED = {"[p]": "provisional", "[r]": "revised", "[e]": "estimated"}
_AT_END = " At year end by the year's figure."
_FOR_OTHERS = "small numbers of other series could be worked out from a total of them, or from a part of one."
_SMALL = (
    "In series about few people, numbers from 1 to {} are withheld, with everything they could be worked out from: "
    "totals, percentages, differences, projections and colours."
)


def cover(report: Report, tables: Sequence[Table]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The cover: who publishes what, and how to read it, under headings."""
    marks = [mark for mark in SHORTHAND if mark in _used(tables)]
    edition = report.edition
    version = f"Version {edition.version}. {edition.reason}" if edition.version else "Draft, not yet released."
    yield (
        "Introductory information",
        (
            f"Published by: {report.settings.partnership}.",
            f"Period: {report.period}.",
            f"Data as at: {day(report.data_date)}.",
            version,
        ),
    )
    changed = tuple(
        f"{notice.ref}, {notice.what}: {notice.old} is now {notice.new} ({notice.kind})." for notice in edition.notices
    )
    if changed:
        yield f"Changed since version {edition.replaces}", changed
    yield (
        "About these data",
        (
            "Figures are those that partners returned. A missing figure is never counted as zero.",
            *([f"Some cells hold shorthand ({', '.join(marks)}); the sheet Notes explains each."] if marks else []),
            "Percentages are numbers between 0 and 1 shown as percentages.",
        ),
    )
    yield CONTACT, (f"The performance officer of the {report.settings.partnership}.",)


def notes(public: PublicReport, tables: Sequence[Table]) -> Iterator[tuple[str, str]]:
    """The notes: the shorthand that the tables use, small numbers, colours, sources."""
    used, words = _used(tables), {cell for table in tables for row in table.rows for cell in row}
    yield from ((mark, meaning) for mark, meaning in SHORTHAND.items() if mark in used)
    threshold, base = public.report.settings.disclosure_threshold, public.report.settings.pct_min_base
    if any(series not in public.may_tell.left_out for series, _ in public.may_tell.withheld):
        yield "Small numbers", _SMALL.format(threshold - 1)
    if CONFIDENTIAL in used:
        yield from _withheld(public)
    if UNRELIABLE in used:
        told = f"A percentage of fewer than {base} people or events is not given; the sheet Figures has the numbers."
        yield "Percentages", told
    marked = [meaning for mark, meaning in _MARKED.items() if mark in used]
    what = f" A figure with a mark is {' or '.join(marked)}." if marked else ""
    yield "Status", f"Reported: as the partner gave it.{what}"
    yield from _colours(public, {str(word) for word in words} & _RAG.keys())
    yield from _breaks(public)
    yield from _changed(public)
    for series in (line.series for line in public.report.series if line.series.source):
        yield f"Source of {_named(series)}", series.source
    yield "Commentary", "Partners' comments on the figures are in the board's report, not here."


def _breaks(public: PublicReport) -> Iterator[tuple[str, str]]:
    """From when on a series is recorded differently, where that touches this year or its comparison with last year."""
    for line in public.report.series:
        since, is_of_both = line.series.comparable_from, is_mixed(line.assessment.observed)
        is_told = line.assessment.comparators.broken or is_of_both
        if since is not None and is_told and line.series.id not in public.may_tell.left_out:
            mixed = " The year to date holds figures from before and after." if is_of_both else ""
            yield f"Break in recording of {_named(line.series)}", f"Recorded differently from {since} on.{mixed}"


def _changed(public: PublicReport) -> Iterator[tuple[str, str]]:
    """What of the plan is not as the last report had it, in one note for each measure."""
    by_ref = defaultdict[str, list[str]](list)
    for ref, words in public.changed:
        by_ref[ref].append(words)
    for ref, told in by_ref.items():
        yield f"Changed since the last report{f': {ref}' if ref else ''}", " ".join(told)


def _colours(public: PublicReport, used: AbstractSet[str]) -> Iterator[tuple[str, str]]:
    """What the states mean: by the usual rule with its tolerances, and by each other rule, of which measures it is."""
    settings, rules = public.report.settings, defaultdict[str, list[SeriesReport]](list)
    may_tell = public.may_tell
    for line in public.report.series:
        if line.series.target_rule not in ("monitor", "to be set") and not line.series.kind.has_status:
            rule = own_rule(line.assessment) if may_tell(Thing.TARGET, line.series.id) else ""
            rules[rule].append(line)
    usual = rules.pop("", [])
    told = [f"{state}: {_RAG[state]}." for state in _RAG if state in used and (usual or state not in rating.RATED)]
    if not used.isdisjoint((rating.RED, rating.AMBER)):
        told += _tolerances([line.series for line in usual if may_tell(Thing.TARGET, line.series.id)], settings)
    if any(line.series.kind.has_status for line in public.report.series):
        told.append("Milestones: by the status that their lead states.")
    if told:
        yield "RAG", " ".join(told)
    for rule, of in rules.items():
        first = of[0].series
        named = listed(dict.fromkeys(_named(line.series) for line in of))
        is_by_chance = rule_of(first, settings) == CHANCE
        is_by_year = of[0].assessment.is_over or not (own_basis(first, settings) or is_by_chance)
        yield f"RAG of {named}", f"{sentence_case(rule)}.{'' if is_by_year else _AT_END}"


def _tolerances(usual: Sequence[Series], settings: Settings) -> Iterator[str]:
    """Such as ``Tolerance: 5%, of percentages 5 percentage points``."""
    by = {series.is_proportion: rule_words(series, settings).removeprefix(f"{TOLERANCE} ") for series in usual}
    parts = (by.get(False, ""), f"of percentages {by[True]}" if True in by else "")
    if by:
        yield f"Tolerance: {', '.join(filter(None, parts))}."


def _used(tables: Sequence[Table]) -> set[str]:
    """The marks used in the tables."""
    cells = {cell for table in tables for row in table.rows for cell in (*row, *table.head) if isinstance(cell, str)}
    return {mark for cell in cells for mark in re.findall(r"\[\w+\]", cell)}


def _withheld(public: PublicReport) -> Iterator[tuple[str, str]]:
    """For each series with more withheld than its own small numbers: what, and why."""
    for series in (line.series for line in public.report.series):
        if series.id in public.may_tell.left_out:
            yield f"Withheld of {_named(series)}", "Every figure: its source may not be published."
        elif series.id in public.may_tell.by_benchmark:
            what = "Target and RAG: the target is a comparator's value, which may not be published."
            yield f"Withheld of {_named(series)}", what
        elif not series.disclosive and (parts := list(_of_others(public, series))):
            yield f"Withheld of {_named(series)}", f"{sentence_case(listed(parts))}: {_FOR_OTHERS}"


def _of_others(public: PublicReport, series: Series) -> Iterator[str]:
    """The quarters that are withheld of a series which is not on few people."""
    start = public.report.quarter.start
    yield from sorted(
        quarter.short for name, quarter in public.may_tell.withheld if name == series.id and quarter.start == start
    )
    if not public.may_tell(Thing.LAST_YEAR, series.id):
        yield "last year"


def _named(series: Series) -> str:
    return f"{series.ref}{f', {series.name}' if series.name else ''}"
