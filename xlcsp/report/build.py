"""Builds the report from the plan, the returns and the last release."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from xlcsp.domain.areas import PeerFigure
from xlcsp.domain.benchmarks import newest
from xlcsp.domain.figures import Revision
from xlcsp.domain.officers import Override, newest_actions
from xlcsp.domain.periods import Quarter
from xlcsp.domain.plan import Measure, Plan, Series
from xlcsp.measures import rating as rules
from xlcsp.measures.assess import assess, rag_of
from xlcsp.measures.comparators import by_quarter
from xlcsp.measures.numbers import QUARTERS_A_YEAR, listed
from xlcsp.measures.observed import Observed, observe
from xlcsp.measures.peers import PeerComparison, compare_peers
from xlcsp.measures.verdict import Verdict, measure_verdict, verdict
from xlcsp.planbook import Master
from xlcsp.planbook.peers import own_areas
from xlcsp.report.judged import judged_figure
from xlcsp.report.model import MeasureReport, RatedBefore, Report, SeriesReport, ThemeReport
from xlcsp.report.narrative import benchmark_line, plan_words, quarter_sentence
from xlcsp.report.needed import needed_sentence
from xlcsp.report.outturn import outturn_of
from xlcsp.report.released import Released
from xlcsp.report.remarks import commentary_of, comments_on
from xlcsp.returns.collect import Collection
from xlcsp.returns.late import completed


def build_report(master: Master, collection: Collection, released: Released | None = None) -> Report:
    """The report of the collection's quarter. Pure: the same master, returns and release give the same report.

    released: the release of the quarter before; None where there was none.
    """
    quarter = collection.quarter
    master = completed(master, collection.figures, quarter)
    inputs = Inputs(master, collection, released)
    themes = tuple(
        ThemeReport(theme.name, tuple(map(inputs.measure_report, theme.measures))) for theme in master.plan.themes
    )
    supplied = released.supplied(collection.figures, collection.revisions) if released else []
    return Report(
        settings=master.settings,
        quarter=quarter,
        themes=themes,
        revisions=tuple(_sorted([*collection.revisions, *supplied], master.plan)),
        receipts=tuple(collection.receipts),
        problems=tuple(collection.problems),
        queries=tuple(collection.queries),
        missing=tuple(collection.missing),
        data_date=collection.data_date,
        corrections=master.corrections,
        released=released,
        settled=tuple(collection.settled),
        excused=tuple(collection.excused),
        without_comments=tuple(lead for lead, _ in collection.awaited_comments),
    )


def observed_at(series: Series, collection: Collection, quarter: Quarter) -> Observed:
    """The series' year up to a quarter, from the figures of the collection."""
    return observe(series, collection.figures.get(series.id, {}), collection.revised(series.id), quarter)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a report is made of: the master, the returns, and the last release."""

    master: Master
    collection: Collection
    released: Released | None = None

    def measure_report(self, measure: Measure) -> MeasureReport:
        """The measure's part of the report of the collection's quarter."""
        quarter, released = self.collection.quarter, self.released
        series = tuple(map(self._series, measure.series))
        headline = [line for line in series if line.series.role == "headline"]
        before = quarter.plus(-1)
        at_earlier = cache(partial(self._recomputed, measure))
        state = rules.rollup(line.rag for line in headline)
        actions = newest_actions(self.master.actions, self.collection.actions.values())
        on_paper = released.measure(measure) if released else None
        stated = {override.quarter: override for override in self.master.overrides if override.ref == measure.ref}
        override, earlier = stated.get(quarter), stated.get(before)
        final = [(line.series.name or line.series.ref, line.verdict) for line in headline if line.verdict is not None]
        return MeasureReport(
            measure=measure,
            series=series,
            rag=state,
            rag_reason=_with_override(_deciding(headline, state), override),
            previous_rag=(on_paper.rag if on_paper else "") if released else at_earlier(before),
            rated_before=self._rated_before(measure, at_earlier),
            verdict=_verdict(measure, final, override) if quarter.number == QUARTERS_A_YEAR else None,
            comments=comments_on(measure, self.collection),
            override=override,
            actions=tuple(action for action in actions if action.ref == measure.ref),
            previous_state=on_paper.state if on_paper else earlier.state if earlier and not released else "",
        )

    def _recomputed(self, measure: Measure, quarter: Quarter) -> str:
        """The measure's RAG at an earlier quarter as recalculated now; empty for one of another year."""
        if quarter.start != self.collection.quarter.start:
            return ""
        return rules.rollup(self._rag_at(series, quarter) for series in measure.headline)

    def _rated_before(self, measure: Measure, at_earlier: Callable[[Quarter], str]) -> RatedBefore | None:
        """The last colour before the quarter: a half-yearly measure has none in the quarter before.

        at_earlier: the measure's RAG at an earlier quarter as recalculated now.
        """
        if self.released is not None:
            last = self.released.rated(measure)
            return None if last is None else RatedBefore(last.rag, last.quarter, at_earlier(last.quarter))
        quarter = self.collection.quarter
        for number in range(quarter.number - 1, 0, -1):
            earlier = Quarter(quarter.start, number)
            if (state := at_earlier(earlier)) in rules.RATED:
                return RatedBefore(state, earlier)
        return None

    def _series(self, of_plan: Series) -> SeriesReport:
        master, quarter = self.master, self.collection.quarter
        observed, history = observed_at(of_plan, self.collection, quarter), master.history.get(of_plan.id, ())
        assessment = assess(observed, history, master.settings, quarter, self.collection.data_date)
        series = assessment.observed.series
        against = by_quarter(assessment.observed, history)
        sentences = tuple(
            quarter_sentence(assessment, comparators, number) for number, comparators in enumerate(against, 1)
        )
        is_over = quarter.number == QUARTERS_A_YEAR
        beside = newest(master.benchmarks, series.id, quarter)
        published = (benchmark_line(benchmark, series, quarter) for benchmark in beside)
        return SeriesReport(
            series=series,
            assessment=assessment,
            history=history,
            target="\n".join(filter(None, (plan_words(assessment), *published))),
            sentences=sentences,
            commentaries=tuple(commentary_of(slot, series) for slot in assessment.observed.slots),
            needed=needed_sentence(assessment),
            verdict=verdict(assessment) if is_over else None,
            peers=_peers(series, master),
            benchmarks=beside,
            outturn=outturn_of(series, master, self.collection),
            against=against,
            rags_before=tuple(self._rags_before(series)) if is_over else (),
        )

    def _rags_before(self, series: Series) -> Iterator[str]:
        for number in range(1, self.collection.quarter.number):
            quarter = Quarter(self.collection.quarter.start, number)
            on_paper = self.released.rags.get((series.id, quarter)) if self.released else None
            yield on_paper or self._rag_at(series, quarter)

    def _rag_at(self, series: Series, quarter: Quarter) -> str:
        """The RAG of a series at an earlier quarter as recalculated now."""
        observed, history = observed_at(series, self.collection, quarter), self.master.history.get(series.id, ())
        return rag_of(observed, history, self.master.settings, quarter)


def _deciding(headline: Sequence[SeriesReport], state: str) -> str:
    """Names the headline series that decided the RAG, where there are several, with its reason if it has one."""
    deciding = [line for line in headline if line.rag == state]
    names = listed(line.series.name for line in deciding) if len(headline) > 1 and deciding else ""
    of_each = (", ".join(filter(None, (judged_figure(line), line.assessment.rag_reason))) for line in deciding)
    reasons = listed(dict.fromkeys(filter(None, of_each)) or [""])
    return ": ".join(part for part in (names, reasons) if part)


def _with_override(reason: str, override: Override | None) -> str:
    return "; ".join(filter(None, (reason, override.words if override else "")))


def _verdict(measure: Measure, given: Sequence[tuple[str, Verdict]], override: Override | None) -> Verdict:
    """The computed verdict; where an officer has set a RAG, the reason ends with it."""
    computed = measure_verdict(measure, given)
    return replace(computed, reason=_with_override(computed.reason, override))


def _peers(series: Series, master: Master) -> tuple[PeerComparison, ...]:
    periods: dict[str, list[PeerFigure]] = {}
    for figure in master.peers:
        if figure.series == series.id:
            periods.setdefault(figure.period, []).append(figure)
    compared = []
    for figures in periods.values():
        own = own_areas((figure.area for figure in figures), master.settings.partnership)
        compared += compare_peers(figures, series.polarity, own[0] if len(own) == 1 else "")
    return tuple(compared)


def _sorted(revisions: list[Revision], plan: Plan) -> list[Revision]:
    order = {series.id: place for place, series in enumerate(plan.series)}
    return sorted(
        revisions, key=lambda revision: (order.get(revision.series, 0), revision.quarter, revision.new.source.age)
    )
